//! Policies of service meshes and the pods, namespaces and Services they apply to.

use readylint_yaml::Node;

use super::Edges;
use crate::Kind;
use crate::graph::Relation;
use crate::graph::select::Query;
use crate::views::{LabelSelector, Labels, SelectorScope};

pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let Some(spec) = resource.spec() else {
        return whole_namespace(edges);
    };
    match resource.kind() {
        Kind::DestinationRule => destination(edges, spec),
        Kind::Sidecar => {
            labelled(edges, spec.get("workloadSelector").and_then(|selector| selector.get("labels")));
        }
        Kind::LinkerdServer => {
            let node = spec.get("podSelector");
            let selector = LabelSelector::new(node, SelectorScope::Nothing, SelectorScope::Everything);
            let root = resource.data().root;
            edges.select(root, Relation::MeshPolicy, selector.node(), Query::Selector(selector));
        }
        _ => {
            let single = spec.get("targetRef").into_iter();
            let references = single.chain(spec.get("targetRefs").into_iter().flat_map(Node::items));
            let mut references = references.filter(|reference| reference.is_mapping()).peekable();
            if references.peek().is_none() {
                return labelled(
                    edges,
                    spec.get("selector").and_then(|selector| selector.get("matchLabels")),
                );
            }
            references.for_each(|reference| target(edges, reference));
        }
    }
}

/// The pods of the own namespace with these labels; without any, the namespace. (In Istio's root namespace that means
/// the whole mesh. Which namespace is the root one is the mesh's configuration, so that it is not followed.)
fn labelled<'g>(edges: &mut Edges<'_, 'g>, labels: Option<Node<'g>>) {
    let labels = Labels { node: labels.filter(|labels| labels.is_mapping()) };
    if labels.is_empty() {
        return whole_namespace(edges);
    }
    let root = edges.resource.data().root;
    edges.select(root, Relation::MeshPolicy, labels.node(), Query::Labels(labels));
}

fn whole_namespace(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let site = resource.metadata().node().and_then(|metadata| metadata.get("namespace"));
    if let (Some(site), Some(name)) = (site, resource.namespace()) {
        let to = edges.resolve(Kind::Namespace, None, name);
        edges.push_from_root(Relation::MeshPolicy, site, to);
    }
}

/// A reference of a policy to a Service of its namespace. Gateways and other targets are not pods' business.
fn target<'g>(edges: &mut Edges<'_, 'g>, reference: Node<'g>) {
    let text = |key| reference.get(key).and_then(Node::text);
    let is_service = text("kind") == Some("Service") && matches!(text("group"), None | Some("" | "core"));
    let Some(site) = reference.get("name").filter(|_| is_service) else {
        return;
    };
    if let Some(name) = site.text() {
        let to = edges.resolve(Kind::Service, edges.resource.namespace_symbol(), name);
        edges.push(reference.resolved().id(), Relation::MeshPolicy, site, to, false);
    }
}

/// The Service that a DestinationRule's `host` names. A host without a dot is a Service of the own namespace, others are
/// full names (`name.namespace.svc.<domain>`); wildcards and hosts outside the cluster are no Services.
fn destination<'g>(edges: &mut Edges<'_, 'g>, spec: Node<'g>) {
    let Some(site) = spec.get("host") else { return };
    let Some(host) = site.text().filter(|host| !host.is_empty() && !host.contains('*')) else {
        return;
    };
    let Some((name, namespace)) = service_of_host(host) else {
        return;
    };
    let to = edges.resolve_in(Kind::Service, namespace.or(edges.resource.namespace()), name);
    edges.push_from_root(Relation::MeshPolicy, site, to);
}

/// Name and namespace of the Service with this DNS name.
fn service_of_host(host: &str) -> Option<(&str, Option<&str>)> {
    let Some((name, rest)) = host.split_once('.') else {
        return Some((host, None));
    };
    let (namespace, rest) = rest.split_once('.')?;
    (rest == "svc" || rest.starts_with("svc.")).then_some((name, Some(namespace)))
}
