//! Policies of other kinds than NetworkPolicy, which have no model here: whom they concern.

use rustc_hash::FxHashSet;

use super::sides::Side;
use crate::views::{LabelSelector, SelectorScope};
use crate::{Kind, Labels, PodTemplate, Relation, Resource, ResourceGraph, Symbol};

/// Istio's default root namespace, whose policies apply to the whole mesh.
const ISTIO_ROOT: &str = "istio-system";

/// Kinds of [`Kind::ForeignNetworkPolicy`] that live in namespaces and select pods of their own; all others concern the
/// cluster.
const NAMESPACED: [&str; 2] = ["CiliumNetworkPolicy", "NetworkPolicy"];

/// Whom policies of other kinds concern.
#[derive(Debug, Default)]
pub(super) struct Foreign {
    /// Those of network plugins and administrators, which may allow and deny.
    network: Scope,
    /// Those of service meshes, which may refuse what comes in.
    mesh: Scope,
}

/// Some pods.
#[derive(Debug, Default)]
struct Scope {
    everywhere: bool,
    /// Namespaces; the unset one may be that of one group.
    namespaces: FxHashSet<(Option<u32>, Option<Symbol>)>,
    /// Numbers of templates.
    pods: FxHashSet<u32>,
}

impl Scope {
    fn holds(&self, graph: &ResourceGraph, side: Side<'_, '_>) -> bool {
        match side {
            Side::Pod(pod) => {
                let resource = pod.template.resource();
                let group = Some(graph.group(resource.id()));
                self.everywhere
                    || self.namespaces.contains(&(None, pod.namespace))
                    || self.namespaces.contains(&(group, pod.namespace))
                    || resource.data().pod.is_some_and(|number| self.pods.contains(&number))
            }
            Side::Outside(pods) => {
                self.everywhere
                    || pods.namespace.is_some_and(|name| self.namespaces.contains(&(None, Some(name))))
            }
            Side::Address(_) => false,
        }
    }

    /// Adds the pods of the namespace of `policy`: where it is unset those of its own group, if there are any.
    fn add_namespace(&mut self, policy: Resource<'_>) {
        let group = policy.graph().group(policy.id());
        let namespace = policy.namespace_symbol();
        let is_own = namespace.is_none() && policy.graph().has_pods_in(group, namespace);
        self.namespaces.insert((is_own.then_some(group), namespace));
    }

    fn add_pods<'g>(&mut self, pods: impl Iterator<Item = PodTemplate<'g>>) {
        self.pods.extend(pods.filter_map(|pod| pod.resource().data().pod));
    }
}

impl Foreign {
    pub(super) fn of(graph: &ResourceGraph) -> Self {
        let mut foreign = Self::default();
        for policy in graph.of_kind(Kind::ForeignNetworkPolicy) {
            if NAMESPACED.contains(&policy.kind_name()) {
                foreign.network.add_namespace(policy);
            } else {
                foreign.network.everywhere = true;
            }
        }
        for policy in graph.of_kind(Kind::AuthorizationPolicy) {
            foreign.add_authorization(policy);
        }
        for server in graph.of_kind(Kind::LinkerdServer) {
            let node = server.spec().and_then(|spec| spec.get("podSelector"));
            let selector = LabelSelector::new(node, SelectorScope::Nothing, SelectorScope::Everything);
            foreign.mesh.add_selection(server, &graph.select_pods(server.id(), selector));
        }
        foreign
    }

    /// An Istio AuthorizationPolicy: `targetRefs` name Services, whose pods it protects; else `selector` says which pods
    /// of the namespace, all if it is empty; in the root namespace, of any namespace.
    fn add_authorization(&mut self, policy: Resource<'_>) {
        let graph = policy.graph();
        let field = |key| policy.spec().and_then(|spec| spec.get(key)).filter(|node| !node.is_null());
        if field("targetRef").or_else(|| field("targetRefs")).is_some_and(|targets| !targets.is_empty()) {
            let targets = graph.edges_from(policy.id()).filter(|edge| edge.relation == Relation::MeshPolicy);
            for service in targets.filter_map(|edge| edge.to.end()) {
                let edges = graph.edges_from(service.resource);
                let pods = edges.filter(|edge| edge.relation == Relation::ServicePods);
                let pods = pods.filter_map(|edge| graph.pod_template_of(edge.to.end()?.resource));
                self.mesh.add_pods(pods);
            }
            return;
        }
        if policy.namespace() == Some(ISTIO_ROOT) {
            self.mesh.everywhere = true;
            return;
        }
        let labels = field("selector").and_then(|selector| selector.get("matchLabels"));
        let labels = Labels { node: labels.filter(|labels| labels.is_mapping()) };
        if labels.is_empty() {
            self.mesh.add_namespace(policy);
        } else {
            self.mesh.add_selection(policy, &graph.select_labels(policy.id(), labels));
        }
    }

    /// Whether policies of network plugins or administrators may decide about `side`.
    pub(super) fn concerns(&self, graph: &ResourceGraph, side: Side<'_, '_>) -> bool {
        self.network.holds(graph, side)
    }

    /// Whether a service mesh may refuse what comes to `side`.
    pub(super) fn may_refuse(&self, graph: &ResourceGraph, side: Side<'_, '_>) -> bool {
        self.mesh.holds(graph, side)
    }
}

impl Scope {
    fn add_selection(&mut self, policy: Resource<'_>, selection: &crate::Selection) {
        let graph = policy.graph();
        self.add_pods(selection.pods(graph).chain(selection.doubtful_pods(graph)));
        if selection.truncated {
            self.add_namespace(policy);
        }
    }
}
