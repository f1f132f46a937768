//! Any object: its type, its metadata.

use readylint_yaml::{Node, NodeId};

use crate::graph::{ResourceData, ResourceGraph};
use crate::{Document, End, Kind, ResourceId, Symbol};

/// One object of the graph.
#[derive(Clone, Copy)]
pub struct Resource<'g> {
    graph: &'g ResourceGraph,
    id: ResourceId,
}

impl<'g> Resource<'g> {
    pub(crate) fn new(graph: &'g ResourceGraph, id: ResourceId) -> Self {
        Self { graph, id }
    }

    pub(crate) fn data(self) -> &'g ResourceData {
        self.graph.data(self.id)
    }

    /// The graph it is in.
    pub fn graph(self) -> &'g ResourceGraph {
        self.graph
    }

    /// Its id in the graph.
    pub fn id(self) -> ResourceId {
        self.id
    }

    /// Its kind, whatever the API version.
    pub fn kind(self) -> Kind {
        self.data().kind
    }

    /// The document it stands in (the items of a List share one).
    pub fn document(self) -> Document<'g> {
        self.graph.document(self.data().file, self.data().document)
    }

    /// Its root mapping.
    pub fn node(self) -> Node<'g> {
        self.at(self.data().root)
    }

    /// The node `id` of the tree it stands in.
    pub(crate) fn at(self, id: NodeId) -> Node<'g> {
        self.graph.tree(self.data().file).node(id)
    }

    /// The object as one end of an edge, or as the subject of a finding.
    pub fn end(self) -> End {
        End { resource: self.id, node: self.data().root }
    }

    /// `apiVersion` as written; empty if missing. Items of a typed List inherit the list's.
    pub fn api_version(self) -> &'g str {
        self.graph.text(self.data().api_version)
    }

    /// Where that is written: the value of its own `apiVersion`, or of the list's that it inherits. `None` if it is missing.
    pub fn api_version_node(self) -> Option<Node<'g>> {
        let root = self.node();
        let lists = std::iter::successors(root.parent(), |node| node.parent());
        let mut holders = std::iter::once(root).chain(lists.filter(|node| node.is_mapping()));
        holders.find_map(|holder| holder.get("apiVersion").filter(|version| !version.is_null()))
    }

    /// `kind` as written; empty if missing. Items of a typed List (`PodList`) inherit theirs.
    pub fn kind_name(self) -> &'g str {
        self.graph.text(self.data().kind_name)
    }

    /// The API group; empty for the core group.
    pub fn api_group(self) -> &'g str {
        self.graph.text(self.data().api_group)
    }

    /// `metadata.name`.
    pub fn name(self) -> Option<&'g str> {
        self.data().name.map(|name| self.graph.text(name))
    }

    /// The namespace it is in: `metadata.namespace`, else that of the release it belongs to. `None` if both are unset,
    /// which is never `default` (D15), and for kinds without namespaces.
    pub fn namespace(self) -> Option<&'g str> {
        self.data().namespace.map(|namespace| self.graph.text(namespace))
    }

    /// The namespace as a symbol, to compare with others of the graph.
    pub fn namespace_symbol(self) -> Option<Symbol> {
        self.data().namespace
    }

    /// `metadata`.
    pub fn metadata(self) -> ObjectMeta<'g> {
        ObjectMeta { node: self.data().metadata.map(|id| self.at(id)) }
    }

    /// `spec`.
    pub fn spec(self) -> Option<Node<'g>> {
        self.node().get("spec")
    }

    /// Whether it was loaded only so that references to it resolve: nothing is reported about it.
    pub fn is_context(self) -> bool {
        self.graph.is_context(self.data().file)
    }

    /// ``Deployment `web` ``, for messages.
    pub fn title(self) -> String {
        match self.name().or_else(|| self.metadata().generate_name()) {
            Some(name) => format!("{} `{name}`", self.kind_name()),
            None => format!("{} without a name", self.kind_name()),
        }
    }

    /// Where to point at the object as a whole: the value of `metadata.name`, else the nearest thing.
    pub fn anchor(self) -> Node<'g> {
        let metadata = self.metadata();
        let name = metadata.node().and_then(|node| node.get("name").or_else(|| node.get("generateName")));
        name.or_else(|| self.node().get("kind")).unwrap_or_else(|| self.node())
    }
}

impl std::fmt::Debug for Resource<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind_name(), self.name().unwrap_or("?"))
    }
}

/// `metadata` of an object or of a pod template.
#[derive(Clone, Copy, Debug)]
pub struct ObjectMeta<'g> {
    pub(crate) node: Option<Node<'g>>,
}

impl<'g> ObjectMeta<'g> {
    /// The mapping itself.
    pub fn node(self) -> Option<Node<'g>> {
        self.node
    }

    /// `generateName`.
    pub fn generate_name(self) -> Option<&'g str> {
        self.node?.get("generateName")?.text().filter(|name| !name.is_empty())
    }

    /// `labels`.
    pub fn labels(self) -> Labels<'g> {
        Labels { node: self.node.and_then(|node| node.get("labels")) }
    }

    /// `annotations`, which read like labels.
    pub fn annotations(self) -> Labels<'g> {
        Labels { node: self.node.and_then(|node| node.get("annotations")) }
    }

    /// The text of the annotation `key`.
    pub fn annotation(self, key: &str) -> Option<&'g str> {
        self.annotations().get(key)
    }

    /// What `helm.sh/hook` names; none for an object that is no hook.
    pub fn hooks(self) -> impl Iterator<Item = &'g str> {
        let hooks = self.annotation(HELM_HOOK).unwrap_or_default();
        hooks.split(',').map(str::trim).filter(|hook| !hook.is_empty())
    }
}

/// The annotation by which Helm knows its hooks.
pub(crate) const HELM_HOOK: &str = "helm.sh/hook";

/// A map of strings: labels, annotations, a Service's selector, `matchLabels`.
#[derive(Clone, Copy, Debug)]
pub struct Labels<'g> {
    pub(crate) node: Option<Node<'g>>,
}

impl<'g> Labels<'g> {
    /// The map at `node`, if it is one.
    pub fn new(node: Option<Node<'g>>) -> Self {
        Self { node: node.filter(|node| node.is_mapping()) }
    }

    /// The mapping itself.
    pub fn node(self) -> Option<Node<'g>> {
        self.node
    }

    /// The text of the value of `key`.
    pub fn get(self, key: &str) -> Option<&'g str> {
        self.node?.get(key)?.text()
    }

    /// The node of the value of `key`.
    pub fn value(self, key: &str) -> Option<Node<'g>> {
        self.node?.get(key)
    }

    /// Keys and values with their nodes, in order.
    pub fn iter(self) -> impl Iterator<Item = (&'g str, &'g str, Node<'g>)> {
        let entries = self.node.into_iter().flat_map(Node::entries);
        entries.filter_map(|entry| Some((entry.key.text()?, entry.value.text()?, entry.value)))
    }

    /// Whether there is no entry.
    pub fn is_empty(self) -> bool {
        self.node.is_none_or(|node| node.entries().next().is_none())
    }
}
