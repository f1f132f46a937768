//! Pod templates: what a pod is made from, wherever it stands.

use readylint_yaml::Node;

use crate::{Container, ContainerRole, End, ObjectMeta, Resource, Workload};

/// A pod template of a workload. A bare Pod is its own template.
#[derive(Clone, Copy, Debug)]
pub struct PodTemplate<'g> {
    pub(crate) resource: Resource<'g>,
    pub(crate) node: Node<'g>,
}

impl<'g> PodTemplate<'g> {
    /// The object it belongs to.
    pub fn resource(self) -> Resource<'g> {
        self.resource
    }

    /// The workload it belongs to.
    pub fn workload(self) -> Workload<'g> {
        Workload::new(self.resource)
    }

    /// The mapping that holds `metadata` and `spec`.
    pub fn node(self) -> Node<'g> {
        self.node
    }

    /// The template as one end of an edge, or as the subject of a finding.
    pub fn end(self) -> End {
        End { resource: self.resource.id(), node: self.node.id() }
    }

    /// The pods' metadata.
    pub fn metadata(self) -> ObjectMeta<'g> {
        ObjectMeta { node: self.node.get("metadata").filter(|node| node.is_mapping()) }
    }

    /// The pods' `spec`.
    pub fn spec(self) -> Option<Node<'g>> {
        self.node.get("spec").filter(|node| node.is_mapping())
    }

    /// All containers in the order main, init (sidecars among them), ephemeral.
    pub fn containers(self) -> impl Iterator<Item = Container<'g>> {
        self.container_lists().flat_map(move |(list, role)| {
            let items = list.items().filter(|node| node.is_mapping());
            items.map(move |node| Container::new(self, node.resolved(), role))
        })
    }

    /// The container that `node`, of the same document, is or lies in. Takes as long as `node` is deep, however many there are.
    pub fn container_around(self, node: Node<'g>) -> Option<Container<'g>> {
        std::iter::successors(Some(node), |node| node.parent()).find_map(|node| {
            let list = node.parent()?;
            let (_, role) = self.container_lists().find(|(known, _)| known.resolved() == list)?;
            node.is_mapping().then(|| Container::new(self, node, role))
        })
    }

    /// The lists of containers with what their items are for, sidecars still among the init containers.
    fn container_lists(self) -> impl Iterator<Item = (Node<'g>, ContainerRole)> {
        let lists = [
            ("containers", ContainerRole::Main),
            ("initContainers", ContainerRole::Init),
            ("ephemeralContainers", ContainerRole::Ephemeral),
        ];
        let spec = self.spec();
        lists.into_iter().filter_map(move |(key, role)| Some((spec?.get(key)?, role)))
    }

    /// The containers that run as long as the pod: main ones and native sidecars.
    pub fn long_running_containers(self) -> impl Iterator<Item = Container<'g>> {
        self.containers().filter(|container| container.role().is_long_running())
    }

    /// `volumes`.
    pub fn volumes(self) -> impl Iterator<Item = Volume<'g>> {
        let volumes = self.spec().and_then(|spec| spec.get("volumes")).into_iter().flat_map(Node::items);
        volumes.filter(|volume| volume.is_mapping()).map(|node| Volume { node })
    }

    /// Where the pod's ServiceAccount is named: `serviceAccountName`, else the deprecated alias `serviceAccount`, which the
    /// API server copies. `None` if neither is, and the account is `default`.
    pub fn service_account(self) -> Option<Node<'g>> {
        let spec = self.spec()?;
        let is_named = |node: &Node<'_>| !node.is_null() && node.text().is_some_and(|name| !name.is_empty());
        ["serviceAccountName", "serviceAccount"].into_iter().find_map(|key| spec.get(key).filter(is_named))
    }

    /// `securityContext` of the pod.
    pub fn security_context(self) -> Option<Node<'g>> {
        self.spec()?.get("securityContext").filter(|node| node.is_mapping())
    }

    /// `hostNetwork`.
    pub fn host_network(self) -> bool {
        self.flag("hostNetwork")
    }

    /// A boolean of the pod's spec, false if unset.
    pub fn flag(self, key: &str) -> bool {
        self.spec().and_then(|spec| spec.get(key)).and_then(Node::as_bool).unwrap_or(false)
    }

    /// Whether the pods run on Windows: by `os.name` or by a node selector (D13).
    pub fn is_windows(self) -> bool {
        let Some(spec) = self.spec() else { return false };
        let os = spec.get("os").and_then(|os| os.get("name")).and_then(Node::text);
        let selected = || {
            let selector = spec.get("nodeSelector")?;
            selector.get("kubernetes.io/os").or_else(|| selector.get("beta.kubernetes.io/os"))?.text()
        };
        os.or_else(selected) == Some("windows")
    }
}

/// An entry of a pod's `volumes`.
#[derive(Clone, Copy, Debug)]
pub struct Volume<'g> {
    node: Node<'g>,
}

impl<'g> Volume<'g> {
    /// Its mapping.
    pub fn node(self) -> Node<'g> {
        self.node
    }

    /// `name`.
    pub fn name(self) -> Option<&'g str> {
        self.node.get("name")?.text()
    }

    /// The mapping under `source` (`configMap`, `secret`, `persistentVolumeClaim`, `csi`, `projected`…).
    pub fn source(self, source: &str) -> Option<Node<'g>> {
        self.node.get(source).filter(|node| node.is_mapping())
    }

    /// The mappings under `source` of a projected volume.
    pub fn projected(self, source: &'static str) -> impl Iterator<Item = Node<'g>> {
        let sources = self.source("projected").and_then(|projected| projected.get("sources"));
        sources.into_iter().flat_map(Node::items).filter_map(move |item| item.get(source))
    }
}
