//! Structure and ownership.

use readylint_yaml::Node;

use super::Edges;
use crate::graph::{End, Relation, Target, TypeCode};
use crate::views::{LabelSelector, Match, PodLabels, SelectorScope};
use crate::{GroupVersion, Kind, Labels, Resource};

/// How many claims of one template are looked for by name: more replicas than that are not written out as claims.
const CLAIM_ORDINALS: i64 = 100;

/// How many versions of a CustomResourceDefinition, and how many of its copies, are looked through.
const VERSIONS: usize = 256;
const DEFINITIONS: usize = 16;

pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    in_namespace(edges);
    owns_pod(edges);
    workload_selector(edges);
    pod_containers(edges);
    instance_of(edges);
    claim_templates(edges);
}

fn in_namespace(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let Some(namespace) = resource.namespace() else {
        return;
    };
    // without a namespace of its own it has that of the release
    let written = resource.metadata().node().and_then(|metadata| metadata.get("namespace"));
    let site = written.unwrap_or_else(|| resource.anchor());
    let to = edges.resolve(Kind::Namespace, None, namespace);
    edges.push_asking(resource.data().root, Relation::InNamespace, site, to, (namespace, false));
}

fn owns_pod(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    if let Some(pod) = resource.graph().pod_template_of(resource.id()) {
        edges.push_from_root(Relation::OwnsPod, pod.node(), Target::Found(pod.end()));
    } else if resource.kind() == Kind::Rollout {
        workload_reference(edges);
    }
}

/// An Argo Rollout may run the template of another workload (`spec.workloadRef`), which it scales down itself.
fn workload_reference(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let Some(reference) = resource.spec().and_then(|spec| spec.get("workloadRef")) else {
        return;
    };
    let text = |key| reference.get(key).and_then(Node::text);
    let (Some(site), Some(name), Some(kind)) = (reference.get("name"), text("name"), text("kind")) else {
        return;
    };
    let group = GroupVersion::of(text("apiVersion").unwrap_or("apps/v1")).group;
    let graph = resource.graph();
    let found = graph.look_up(resource.id(), Kind::of(group, kind), resource.namespace(), name);
    let pod = found.and_then(|found| graph.pod_template_of(found.id()));
    edges.push_from_root(
        Relation::OwnsPod,
        site,
        pod.map_or(Target::Missing, |pod| Target::Found(pod.end())),
    );
}

/// `spec.selector` must be a subset of the own template's labels.
fn workload_selector(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let selected = matches!(
        resource.kind(),
        Kind::Deployment
            | Kind::StatefulSet
            | Kind::DaemonSet
            | Kind::ReplicaSet
            | Kind::ReplicationController
            | Kind::Rollout
    );
    if !selected {
        return;
    }
    let Some(pod) = resource.graph().pod_template_of(resource.id()) else {
        return;
    };
    let Some(site) = resource.spec().and_then(|spec| spec.get("selector")).filter(|node| node.is_mapping())
    else {
        return;
    };
    let result = if resource.kind() == Kind::ReplicationController {
        crate::views::matches_labels(Labels { node: Some(site) }, &PodLabels::of(pod))
    } else {
        LabelSelector::new(Some(site), SelectorScope::Nothing, SelectorScope::Everything)
            .matches_source(&PodLabels::of(pod))
    };
    let to = if result == Match::No { Target::Missing } else { Target::Found(pod.end()) };
    edges.push_from_root(Relation::WorkloadSelector, site, to);
}

fn pod_containers(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let Some(pod) = resource.graph().pod_template_of(resource.id()) else {
        return;
    };
    for container in pod.containers() {
        let to = Target::Found(container.end());
        edges.push(pod.node().id(), Relation::PodContainer, container.node(), to, false);
    }
}

/// A custom resource and the definition of its kind.
fn instance_of(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let data = resource.data();
    let graph = resource.graph();
    let builtin = Kind::is_builtin_group(graph.text(data.api_group));
    let Some(site) = resource.node().get("kind").filter(|_| !builtin) else {
        return;
    };
    let Some(definition) = graph.index().definition((data.api_group, data.kind_name)) else {
        return edges.push_from_root(Relation::InstanceOf, site, Target::Missing);
    };
    let definition = graph.resource(definition);
    if serves_version(definition, GroupVersion::of(resource.api_version()).version) {
        edges.push_from_root(Relation::InstanceOf, site, Target::Found(definition.end()));
    } else {
        let site = resource.node().get("apiVersion").unwrap_or(site);
        edges.push_from_root(Relation::InstanceOf, site, Target::Incomplete(definition.end()));
    }
}

/// Whether `definition`, or another one of its name in the input, serves `version`: `versions` of v1 and v1beta1, `version`
/// of v1beta1 without it. One that says no version serves every one.
fn serves_version(definition: Resource<'_>, version: &str) -> bool {
    let graph = definition.graph();
    let serves = |definition: Resource<'_>| {
        let Some(spec) = definition.spec().filter(|_| definition.kind() == Kind::CustomResourceDefinition)
        else {
            return true;
        };
        let versions = || spec.get("versions").into_iter().flat_map(Node::items).take(VERSIONS);
        if versions().next().is_none() {
            return spec.get("version").and_then(Node::text).is_none_or(|own| own == version);
        }
        versions().any(|entry| {
            let is_served = entry.get("served").and_then(Node::as_bool).unwrap_or(true);
            is_served && entry.get("name").and_then(Node::text) == Some(version)
        })
    };
    let name = definition.name().and_then(|name| graph.symbol(name));
    let type_code = TypeCode::known(Kind::CustomResourceDefinition);
    let copies = name.into_iter().flat_map(|name| graph.index().of_name(type_code, name)).take(DEFINITIONS);
    serves(definition) || copies.into_iter().any(|id| serves(graph.resource(id)))
}

/// A StatefulSet claims `<template>-<set>-<ordinal>`: each template, and those of its claims that are in the input.
fn claim_templates(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    if resource.kind() != Kind::StatefulSet {
        return;
    }
    let Some(spec) = resource.spec() else { return };
    let replicas = spec.get("replicas").and_then(Node::as_i64).unwrap_or(1).clamp(0, CLAIM_ORDINALS);
    let first =
        spec.get("ordinals").and_then(|ordinals| ordinals.get("start")).and_then(Node::as_i64).unwrap_or(0);
    for template in spec.get("volumeClaimTemplates").into_iter().flat_map(Node::items) {
        let template = template.resolved();
        let own = Target::Found(End { resource: resource.id(), node: template.id() });
        edges.push_from_root(Relation::ClaimTemplate, template, own);
        let name = template.get("metadata").and_then(|metadata| metadata.get("name")).and_then(Node::text);
        let (Some(claim), Some(set)) = (name, resource.name()) else {
            continue;
        };
        let graph = resource.graph();
        for ordinal in (0..replicas).map(|number| first.saturating_add(number)) {
            let Some(name) = graph.symbol(&format!("{claim}-{set}-{ordinal}")) else {
                continue;
            };
            let claims = TypeCode::known(Kind::PersistentVolumeClaim);
            if let Some(found) = graph.find(resource.id(), claims, resource.namespace_symbol(), name) {
                edges.push_from_root(Relation::ClaimTemplate, template, Target::Found(found.end()));
            }
        }
    }
}
