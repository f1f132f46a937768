//! Autoscalers and what they scale.

use readylint_yaml::{Node, NodeId};

use super::objects::ObjectReference;
use super::{Edges, keys, metrics};
use crate::graph::fields::{items, text_of};
use crate::graph::{Relation, Target, TypeCode};
use crate::{GroupVersion, Kind};

/// The namespace in which KEDA looks for the Secrets of `ClusterTriggerAuthentications`, unless it is told another one
/// (`KEDA_CLUSTER_OBJECT_NAMESPACE`).
const KEDA_NAMESPACE: &str = "keda";

pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    match edges.resource.kind() {
        Kind::HorizontalPodAutoscaler => {
            let to = target(edges, Relation::AutoscalerTarget, "scaleTargetRef");
            metrics::of_autoscaler(edges, to);
        }
        Kind::ScaledObject => {
            let to = target(edges, Relation::ScaledObjectTarget, "scaleTargetRef");
            generated_autoscaler(edges);
            authentications(edges);
            metrics::of_triggers(edges, to);
        }
        Kind::ScaledJob => {
            authentications(edges);
            metrics::of_triggers(edges, None);
        }
        Kind::VerticalPodAutoscaler => {
            target(edges, Relation::VpaTarget, "targetRef");
        }
        Kind::TriggerAuthentication | Kind::ClusterTriggerAuthentication => authentication_sources(edges),
        _ => {}
    }
}

/// The workload that `key` refers to, by group, kind and name in the own namespace.
fn target(edges: &mut Edges<'_, '_>, relation: Relation, key: &str) -> Option<Target> {
    let resource = edges.resource;
    let target = resource.spec()?.get(key)?;
    let text = |key| target.get(key).and_then(Node::text).filter(|text| !text.is_empty());
    let name = text("name")?;
    let site = target.get("name")?;
    // KEDA's defaults (keda.sh scaledobject_types.go): Deployment of apps/v1
    let is_keda = relation == Relation::ScaledObjectTarget;
    let (kind_name, default_version) = match text("kind") {
        Some(kind) => (kind, if is_keda { "apps/v1" } else { "" }),
        None if is_keda => ("Deployment", "apps/v1"),
        None => return None,
    };
    let group = GroupVersion::of(text("apiVersion").unwrap_or(default_version)).group;
    let graph = resource.graph();
    let kind = match Kind::of(group, kind_name) {
        // recommenders look the known kinds up by the kind alone (vertical-pod-autoscaler, pkg/target/fetcher.go)
        Kind::Other if group.is_empty() && relation == Relation::VpaTarget => Kind::of("apps", kind_name),
        kind => kind,
    };
    // the controller asks for group and kind, without one for the core group (`RESTMappings` in horizontal.go); no version
    // of Kubernetes that is supported serves workloads of `extensions`
    if relation == Relation::AutoscalerTarget && group == "extensions" {
        edges.push_from_root(relation, site, Target::Missing);
        return Some(Target::Missing);
    }
    let symbols = graph.symbol(group).zip(graph.symbol(kind_name)).zip(graph.symbol(name));
    let found = symbols.and_then(|((group, kind_name), name)| {
        graph.find(resource.id(), TypeCode::of(kind, group, kind_name), resource.namespace_symbol(), name)
    });
    let to = match found {
        Some(found) => Target::Found(found.end()),
        None if kind == Kind::Other => Target::Missing,
        None => edges.resolve(kind, resource.namespace_symbol(), name),
    };
    edges.push_from_root(relation, site, to);
    Some(to)
}

/// The HorizontalPodAutoscaler that KEDA makes: one edge for each that the producers name.
fn generated_autoscaler(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let graph = resource.graph();
    for (kind, name, produced) in graph.products_of(resource.id()) {
        if kind == Kind::HorizontalPodAutoscaler {
            let to = edges.resolve(kind, resource.namespace_symbol(), name);
            let root = edges.root();
            edges.push_asking(root, Relation::ScaledObjectTarget, produced.site, to, (name, false));
        }
    }
}

/// `triggers[].authenticationRef`.
fn authentications(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    for trigger in resource.spec().into_iter().flat_map(|spec| items(spec, "triggers")) {
        let reference = trigger
            .get("authenticationRef")
            .and_then(|node| ObjectReference::of(node, ("keda.sh", "TriggerAuthentication"), None))
            .map(|it| ObjectReference { namespace: resource.namespace(), group: "keda.sh", ..it });
        edges.refer_to(trigger.resolved().id(), Relation::ScaledObjectTarget, reference);
    }
}

/// The Secrets and ConfigMaps, with their keys, that an authentication reads.
fn authentication_sources(edges: &mut Edges<'_, '_>) {
    let Some(spec) = edges.resource.spec() else { return };
    for (field, kind) in [("secretTargetRef", Kind::Secret), ("configMapTargetRef", Kind::ConfigMap)] {
        for source in items(spec, field) {
            let site = |key| source.get(key).filter(|node| text_of(*node).is_some());
            if let (Some(name), Some(key)) = (site("name"), site("key")) {
                source_key(edges, source.resolved().id(), kind, (name, key));
            }
        }
    }
}

fn source_key<'g>(edges: &mut Edges<'_, 'g>, from: NodeId, kind: Kind, (name, key): (Node<'g>, Node<'g>)) {
    let is_cluster = edges.resource.kind() == Kind::ClusterTriggerAuthentication;
    let namespace = if is_cluster { Some(KEDA_NAMESPACE) } else { edges.resource.namespace() };
    let (Some(text), Some(wanted)) = (name.text(), key.text()) else { return };
    let graph = edges.resource.graph();
    let to = match edges.resolve_in(kind, namespace, text) {
        Target::Found(end) if !keys::has_key(graph, end, wanted) => Target::Incomplete(end),
        // which namespace it is, is up to the operator
        Target::Missing if is_cluster => Target::External,
        to => to,
    };
    let site = if matches!(to, Target::Incomplete(_)) { key } else { name };
    edges.push_asking(from, Relation::ScaledObjectTarget, site, to, (&format!("{text}/{wanted}"), false));
}
