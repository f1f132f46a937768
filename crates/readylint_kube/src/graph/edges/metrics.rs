//! What autoscalers measure: shares of what containers request, objects, and metrics of adapters.

use readylint_yaml::{Node, NodeId};

use super::objects::ObjectReference;
use super::{Edges, trigger_servers};
use crate::Kind;
use crate::facts::is_share;
use crate::graph::fields::{at_path, items, text, text_of};
use crate::graph::{End, Relation, Target, TypeCode};
use crate::views::{Container, PodTemplate};

/// How many LimitRanges of a namespace are looked at.
const LIMIT_RANGES: usize = 64;

/// The metrics of a HorizontalPodAutoscaler, whose target is `to`: `metrics` of v2 and its betas,
/// `targetCPUUtilizationPercentage` of v1. Without any, the CPU is measured (`pkg/apis/autoscaling/v2/defaults.go`).
pub(super) fn of_autoscaler(edges: &mut Edges<'_, '_>, to: Option<Target>) {
    let Some(spec) = edges.resource.spec() else { return };
    let pod = measured_pod(edges, to);
    let percentage = spec.get("targetCPUUtilizationPercentage").filter(|it| text_of(*it).is_some());
    let mut metrics = items(spec, "metrics").filter(|metric| metric.is_mapping()).peekable();
    if metrics.peek().is_none() {
        let site = percentage.or_else(|| at_path(spec, &["scaleTargetRef", "name"]));
        if let (Some(site), Some(pod)) = (site, pod) {
            let share = Share { from: edges.root(), site, resource: "cpu", container: None };
            share.of_pod(edges, pod);
        }
        return;
    }
    for metric in metrics {
        of_metric(edges, metric.resolved(), pod);
    }
}

/// The pods that are measured, if they are in the input.
fn measured_pod<'g>(edges: &Edges<'_, 'g>, to: Option<Target>) -> Option<PodTemplate<'g>> {
    let Some(Target::Found(end)) = to else { return None };
    edges.resource.graph().pod_template_of(end.resource)
}

fn of_metric<'g>(edges: &mut Edges<'_, 'g>, metric: Node<'g>, pod: Option<PodTemplate<'g>>) {
    let from = metric.id();
    match text(metric, "type") {
        Some("Resource") => share(edges, metric.get("resource"), None, pod, from),
        Some("ContainerResource") => {
            let source = metric.get("containerResource");
            share(edges, source, source.and_then(|source| source.get("container")), pod, from);
        }
        Some("Object") => {
            let Some(source) = metric.get("object") else { return };
            // `target` was the object in v2beta1
            let object = source.get("describedObject").or_else(|| source.get("target"));
            let namespace = edges.resource.namespace();
            let reference = object
                .and_then(|node| ObjectReference::of(node, ("", ""), None))
                .map(|reference| ObjectReference { namespace, ..reference });
            let Some(reference) = reference else { return };
            let to = edges.resolve_object(&reference);
            let metric = metric_name(source).and_then(text_of).map(|metric| format!("/{metric}"));
            let asked = format!("{}{}", reference.name, metric.unwrap_or_default());
            edges.push_asking(from, Relation::AutoscalerMetric, reference.site, to, (&asked, false));
        }
        Some(kind @ ("Pods" | "External")) => {
            let key = if kind == "Pods" { "pods" } else { "external" };
            if let Some(site) = metric.get(key).and_then(metric_name) {
                edges.push(from, Relation::AutoscalerMetric, site, Target::External, false);
            }
        }
        _ => {}
    }
}

/// `metric.name`; `metricName` in v2beta1.
fn metric_name(source: Node<'_>) -> Option<Node<'_>> {
    at_path(source, &["metric", "name"]).or_else(|| source.get("metricName"))
}

/// A metric of `resource` or `containerResource`. Only a share in percent needs requests; an average amount does not.
fn share<'g>(
    edges: &mut Edges<'_, 'g>,
    source: Option<Node<'g>>,
    container: Option<Node<'g>>,
    pod: Option<PodTemplate<'g>>,
    from: NodeId,
) {
    let (Some(source), Some(pod)) = (source, pod) else { return };
    let Some((site, resource)) = source.get("name").and_then(|site| Some((site, text_of(site)?))) else {
        return;
    };
    if is_share(source) {
        Share { from, site, resource, container }.of_pod(edges, pod);
    } else if let Some(container) = container {
        // the container must be there all the same
        let named = Share { from, site, resource, container: Some(container) };
        named.of_container(edges, pod, |container| Target::Found(container.end()));
    }
}

/// A share of what containers request.
#[derive(Clone, Copy)]
struct Share<'g> {
    from: NodeId,
    site: Node<'g>,
    resource: &'g str,
    /// The name of the container, if only one is measured.
    container: Option<Node<'g>>,
}

impl<'g> Share<'g> {
    /// Edges to the requests of the measured containers, or to the containers without one: a single one of those keeps the
    /// autoscaler from working (`podautoscaler/replica_calculator.go`, `calculatePodRequests`).
    fn of_pod(self, edges: &mut Edges<'_, 'g>, pod: PodTemplate<'g>) {
        if edges.is_spent() {
            return;
        }
        edges.scans = edges.scans.saturating_sub(LIMIT_RANGES);
        let default = pod_level(pod, self.resource).or_else(|| limit_range(pod, self.resource));
        let request = |container: Container<'g>| match own_request(container, self.resource).or(default) {
            Some(end) => Target::Found(end),
            None => Target::Incomplete(container.end()),
        };
        if self.container.is_some() {
            return self.of_container(edges, pod, request);
        }
        for container in pod.long_running_containers() {
            let asked = format!("{}/{}", container.name(), self.resource);
            let to = request(container);
            edges.push_asking(self.from, Relation::AutoscalerMetric, self.site, to, (&asked, false));
        }
    }

    /// The edge of the one container that is named.
    fn of_container(
        self,
        edges: &mut Edges<'_, 'g>,
        pod: PodTemplate<'g>,
        to: impl Fn(Container<'g>) -> Target,
    ) {
        let Some((site, name)) = self.container.and_then(|site| Some((site, text_of(site)?))) else {
            return;
        };
        if edges.is_spent() {
            return;
        }
        let mut looked_at = 0;
        let mut containers = pod.long_running_containers().inspect(|_| looked_at += 1);
        let found = containers.find(|container| container.name() == name);
        edges.scans = edges.scans.saturating_sub(looked_at);
        let to = found.map_or(Target::Incomplete(pod.end()), to);
        let asked = format!("{name}/{}", self.resource);
        edges.push_asking(self.from, Relation::AutoscalerMetric, site, to, (&asked, false));
    }
}

/// The request of a container, or its limit, which stands in for it (D12).
fn own_request(container: Container<'_>, resource: &str) -> Option<End> {
    let resources = container.resources()?;
    let node = ["requests", "limits"].into_iter().find_map(|key| amount(resources, key, resource))?;
    Some(End { resource: container.end().resource, node: node.id() })
}

/// The request of the pod as a whole (KEP-2837).
fn pod_level(pod: PodTemplate<'_>, resource: &str) -> Option<End> {
    let resources = pod.spec()?.get("resources")?;
    let node = ["requests", "limits"].into_iter().find_map(|key| amount(resources, key, resource))?;
    Some(End { resource: pod.end().resource, node: node.id() })
}

/// What a LimitRange of the namespace gives to containers that request nothing: any of its four amounts makes a default
/// request (D12).
fn limit_range(pod: PodTemplate<'_>, resource: &str) -> Option<End> {
    let owner = pod.resource();
    let graph = owner.graph();
    let ranges = graph.index().in_scope(TypeCode::known(Kind::LimitRange), owner.namespace_symbol());
    ranges.iter().take(LIMIT_RANGES).find_map(|&id| {
        let mut limits = items(graph.resource(id).spec()?, "limits")
            .take(LIMIT_RANGES)
            .filter(|limit| text(*limit, "type") == Some("Container"));
        limits.find_map(|limit| {
            let keys = ["defaultRequest", "default", "max", "min"];
            let node = keys.into_iter().find_map(|key| amount(limit, key, resource))?;
            Some(End { resource: id, node: node.id() })
        })
    })
}

fn amount<'g>(holder: Node<'g>, key: &str, resource: &str) -> Option<Node<'g>> {
    holder.get(key)?.get(resource).filter(|amount| text_of(*amount).is_some())
}

/// The triggers of a ScaledObject or `ScaledJob`. `cpu` and `memory` are shares of requests unless they ask for an amount;
/// the others measure something outside: a query, a queue, of a server that may be in the cluster.
pub(super) fn of_triggers(edges: &mut Edges<'_, '_>, to: Option<Target>) {
    let Some(spec) = edges.resource.spec() else { return };
    let pod = measured_pod(edges, to);
    let container = at_path(spec, &["scaleTargetRef", "envSourceContainerName"]).and_then(text_of);
    for trigger in items(spec, "triggers").filter(|trigger| trigger.is_mapping()) {
        let from = trigger.resolved().id();
        let Some((site, kind)) = trigger.get("type").and_then(|site| Some((site, text_of(site)?))) else {
            continue;
        };
        let metadata = trigger.get("metadata");
        let field = |key| metadata.and_then(|metadata| metadata.get(key)).filter(|it| text_of(*it).is_some());
        if !matches!(kind, "cpu" | "memory") {
            let query = ["query", "metricName"].into_iter().find_map(field);
            let has_servers = metadata
                .is_some_and(|metadata| trigger_servers::derive(edges, from, metadata, (pod, container)));
            if has_servers && query.is_none() {
                continue;
            }
            let asked = query.and_then(text_of).unwrap_or(kind);
            let site = query.unwrap_or(site);
            edges.push_asking(from, Relation::AutoscalerMetric, site, Target::External, (asked, false));
            continue;
        }
        // `metadata.type` is the older form
        let metric = text(trigger, "metricType").or_else(|| text_of(field("type")?)).unwrap_or("Utilization");
        let share = Share { from, site, resource: kind, container: field("containerName") };
        if let Some(pod) = pod.filter(|_| metric == "Utilization") {
            share.of_pod(edges, pod);
        }
    }
}
