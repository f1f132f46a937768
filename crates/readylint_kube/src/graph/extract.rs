//! From a tree to the objects in it.

use readylint_yaml::{Node, NodeId, Tree};

use crate::views::Subject;
use crate::{GroupVersion, Kind};

/// How deep Lists may stand in Lists before the inner ones are taken as objects.
const LIST_DEPTH: usize = 8;

/// An object as it was found, with names still borrowed from the text.
pub(super) struct Object<'t> {
    pub(super) document: u32,
    pub(super) root: NodeId,
    pub(super) api_version: &'t str,
    pub(super) kind_name: &'t str,
    pub(super) kind: Kind,
    pub(super) namespace: Option<&'t str>,
    pub(super) name: Option<&'t str>,
    pub(super) metadata: Option<NodeId>,
    pub(super) pod: Option<Pod<'t>>,
    /// Group and kind that a CustomResourceDefinition or a ConstraintTemplate defines.
    pub(super) defines: Option<(&'t str, &'t str)>,
    /// Whether objects of the kind it defines have no namespace.
    pub(super) is_cluster_wide: bool,
    /// The group and the plural of the resource that a CustomResourceDefinition defines.
    pub(super) resource: Option<(&'t str, &'t str)>,
    /// Whether it is a ClusterRole that gathers others.
    pub(super) is_aggregated: bool,
    /// Whom a RoleBinding or ClusterRoleBinding names.
    pub(super) subjects: Vec<Subject<'t>>,
}

/// The pod template of an object.
pub(super) struct Pod<'t> {
    pub(super) node: NodeId,
    pub(super) labels: Vec<(&'t str, &'t str)>,
}

/// All objects of `tree`: documents whose root is a mapping with `apiVersion` or `kind`, Lists unrolled.
pub(super) fn objects(tree: &Tree) -> Vec<Object<'_>> {
    let mut found = Vec::with_capacity(tree.documents().len());
    for (number, document) in tree.documents().iter().enumerate() {
        if let Some(root) = document.root.filter(|_| !document.broken) {
            take(tree.node(root), number as u32, Inherited::default(), 0, &mut found);
        }
    }
    found
}

/// What items of a typed list (`PodList`) take from it.
#[derive(Clone, Copy, Default)]
struct Inherited<'t> {
    api_version: &'t str,
    kind: &'t str,
}

fn take<'t>(
    root: Node<'t>,
    document: u32,
    inherited: Inherited<'t>,
    depth: usize,
    found: &mut Vec<Object<'t>>,
) {
    let root = root.resolved();
    if !root.is_mapping() {
        return;
    }
    let text = |key| root.get(key).and_then(Node::text);
    let own_kind = text("kind").unwrap_or_default();
    let own_version = text("apiVersion").unwrap_or_default();
    if let Some(items) = root.get("items").filter(|items| items.is_sequence()).filter(|_| depth < LIST_DEPTH)
        && is_list(own_version, own_kind)
    {
        let kind = own_kind.strip_suffix("List").unwrap_or_default();
        let inherited = Inherited { api_version: if kind.is_empty() { "" } else { own_version }, kind };
        for item in items.items() {
            take(item, document, inherited, depth + 1, found);
        }
        return;
    }
    let api_version = if own_version.is_empty() { inherited.api_version } else { own_version };
    let kind_name = if own_kind.is_empty() { inherited.kind } else { own_kind };
    if api_version.is_empty() && kind_name.is_empty() {
        return;
    }
    found.push(object(root, document, api_version, kind_name));
}

/// `v1` List, or the list kind of a served type: what `kubectl get -o yaml` prints.
fn is_list(api_version: &str, kind: &str) -> bool {
    kind == "List" && matches!(api_version, "v1" | "")
        || kind.len() > 4
            && kind.ends_with("List")
            && !api_version.is_empty()
            && is_list_of_known(api_version, kind)
}

fn is_list_of_known(api_version: &str, kind: &str) -> bool {
    let group = GroupVersion::of(api_version).group;
    kind.strip_suffix("List").is_some_and(|item| Kind::of(group, item) != Kind::Other)
}

fn object<'t>(root: Node<'t>, document: u32, api_version: &'t str, kind_name: &'t str) -> Object<'t> {
    let kind = Kind::of(GroupVersion::of(api_version).group, kind_name);
    let metadata = root.get("metadata").filter(|metadata| metadata.is_mapping());
    let text =
        |key: &str| metadata.and_then(|metadata| metadata.get(key)).filter(|node| !node.is_null())?.text();
    Object {
        document,
        root: root.id(),
        api_version,
        kind_name,
        kind,
        namespace: text("namespace").filter(|namespace| !namespace.is_empty()),
        name: text("name").filter(|name| !name.is_empty()),
        metadata: metadata.map(Node::id),
        pod: pod(root, kind),
        defines: defines(root, kind, api_version, kind_name),
        is_cluster_wide: match kind {
            Kind::CustomResourceDefinition => {
                root.get("spec").and_then(|spec| spec.get("scope")).and_then(Node::text) == Some("Cluster")
            }
            // constraints have no namespace
            _ => kind_name == "ConstraintTemplate",
        },
        resource: defined_resource(root, kind),
        is_aggregated: kind == Kind::ClusterRole && root.get("aggregationRule").is_some(),
        subjects: match kind {
            Kind::RoleBinding | Kind::ClusterRoleBinding => Subject::all(root).collect(),
            _ => Vec::new(),
        },
    }
}

fn pod(root: Node<'_>, kind: Kind) -> Option<Pod<'_>> {
    let node = match kind.pod_template_path() {
        Some(path) => path.iter().try_fold(root, |node, key| node.get(key))?,
        None if kind == Kind::Other => embedded_template(root)?,
        None => return None,
    };
    let node = node.resolved();
    if !node.is_mapping() {
        return None;
    }
    let labels = node.get("metadata").and_then(|metadata| metadata.get("labels"));
    let labels = labels.into_iter().flat_map(Node::entries);
    let labels = labels.filter_map(|entry| Some((entry.key.text()?, entry.value.text()?))).collect();
    Some(Pod { node: node.id(), labels })
}

/// The pod template of an unknown kind, found by its shape (CRD-1): `spec.template` with `spec.containers`.
fn embedded_template(root: Node<'_>) -> Option<Node<'_>> {
    let template = root.get("spec")?.get("template")?;
    template.get("spec")?.get("containers").filter(|containers| containers.is_sequence())?;
    Some(template)
}

/// What a CustomResourceDefinition defines, or a Gatekeeper ConstraintTemplate, which makes one of its constraint's kind.
fn defines<'t>(root: Node<'t>, kind: Kind, api_version: &str, kind_name: &str) -> Option<(&'t str, &'t str)> {
    let spec = || root.get("spec");
    if kind == Kind::CustomResourceDefinition {
        let spec = spec()?;
        return Some((spec.get("group")?.text()?, spec.get("names")?.get("kind")?.text()?));
    }
    if kind_name != "ConstraintTemplate" || GroupVersion::of(api_version).group != "templates.gatekeeper.sh" {
        return None;
    }
    let names = spec()?.get("crd")?.get("spec")?.get("names")?;
    Some((super::CONSTRAINT_GROUP, names.get("kind")?.text()?))
}

fn defined_resource(root: Node<'_>, kind: Kind) -> Option<(&str, &str)> {
    let spec = root.get("spec").filter(|_| kind == Kind::CustomResourceDefinition)?;
    Some((spec.get("group")?.text()?, spec.get("names")?.get("plural")?.text()?))
}
