//! What an autoscaler measures as a share of what containers request.

use readylint_yaml::Node;

use crate::graph::End;
use crate::{HorizontalPodAutoscaler, Kind, PodTemplate, Relation, Resource, Target};

/// How many metrics of one autoscaler are read.
const METRICS: usize = 256;

/// A metric that is a share of requests.
#[derive(Clone, Copy, Debug)]
pub struct Utilization<'g> {
    /// The resource: `cpu`, `memory`.
    pub resource: &'g str,
    /// Where the metric is written: the resource's name, the percentage of `autoscaling/v1`, the type of a KEDA trigger; the
    /// target's name if nothing is, and the CPU is measured by default.
    pub site: Node<'g>,
    /// The name of the container, if only one is measured.
    pub container: Option<Node<'g>>,
}

/// The metrics of `scaler`, a HorizontalPodAutoscaler or a KEDA ScaledObject, that are shares of requests, in order.
///
/// An average amount, if one is set, decides over a share whatever `type` says (`computeStatusForResourceMetricGeneric` in
/// `pkg/controller/podautoscaler/horizontal.go`). Without any metric the API server fills in 80 % of the CPU
/// (`pkg/apis/autoscaling/v2/defaults.go`).
pub fn utilizations(scaler: Resource<'_>) -> Vec<Utilization<'_>> {
    let Some(spec) = scaler.spec() else { return Vec::new() };
    if HorizontalPodAutoscaler::of(scaler).is_none() {
        return items(spec, "triggers").filter_map(of_trigger).collect();
    }
    let metrics: Vec<Node<'_>> = items(spec, "metrics").collect();
    if !metrics.is_empty() {
        return metrics.into_iter().filter_map(of_metric).collect();
    }
    // v1 keeps metrics of v2 in an annotation
    if scaler.metadata().annotation("autoscaling.alpha.kubernetes.io/metrics").is_some() {
        return Vec::new();
    }
    let percentage = present(spec, "targetCPUUtilizationPercentage");
    let site = percentage.or_else(|| spec.get("scaleTargetRef")?.get("name"));
    site.map(|site| Utilization { resource: "cpu", site, container: None }).into_iter().collect()
}

/// An entry of `metrics` of v2, or of its betas, where the target is written flat.
fn of_metric(metric: Node<'_>) -> Option<Utilization<'_>> {
    let (source, container) = match metric.get("type")?.text()? {
        "Resource" => (metric.get("resource")?, None),
        "ContainerResource" => {
            let source = metric.get("containerResource")?;
            (source, Some(source.get("container")?))
        }
        _ => return None,
    };
    let site = source.get("name")?;
    is_share(source).then_some(Utilization { resource: site.text()?, site, container })
}

/// Whether the target of a resource's metric is a share: it sets one, and no amount.
pub(crate) fn is_share(source: Node<'_>) -> bool {
    let target = source.get("target");
    let is_set = |key, flat| {
        target.and_then(|target| present(target, key)).or_else(|| present(source, flat)).is_some()
    };
    is_set("averageUtilization", "targetAverageUtilization") && !is_set("averageValue", "targetAverageValue")
}

/// A KEDA trigger `cpu` or `memory`; `metadata.type` is the older form of `metricType`.
fn of_trigger(trigger: Node<'_>) -> Option<Utilization<'_>> {
    let site = trigger.get("type")?;
    let resource = site.text().filter(|kind| matches!(*kind, "cpu" | "memory"))?;
    let metadata = trigger.get("metadata");
    let field = |key| metadata.and_then(|metadata| present(metadata, key));
    let metric = present(trigger, "metricType").or_else(|| field("type")).and_then(Node::text);
    matches!(metric, None | Some("Utilization")).then_some(Utilization {
        resource,
        site,
        container: field("containerName"),
    })
}

/// The pods that `scaler` scales, if they are in the input; those that an Argo Rollout runs by `workloadRef` are its own.
pub fn scaled_pods(scaler: Resource<'_>) -> Option<PodTemplate<'_>> {
    let graph = scaler.graph();
    let relation = match scaler.kind() {
        Kind::HorizontalPodAutoscaler => Relation::AutoscalerTarget,
        Kind::ScaledObject => Relation::ScaledObjectTarget,
        _ => return None,
    };
    let found = |relation, of: Resource<'_>| {
        let edges = graph.edges_from(of.id());
        let mut found = edges.filter(move |edge| edge.relation == relation && edge.from == of.end());
        found.find_map(|edge| match edge.to {
            Target::Found(End { resource, .. }) => Some(graph.resource(resource)),
            _ => None,
        })
    };
    let target = found(relation, scaler)?;
    graph
        .pod_template_of(target.id())
        .or_else(|| graph.pod_template_of(found(Relation::OwnsPod, target)?.id()))
}

/// The mappings of a list.
fn items<'g>(holder: Node<'g>, key: &str) -> impl Iterator<Item = Node<'g>> {
    let items = holder.get(key).into_iter().flat_map(Node::items);
    items.filter(|item| item.is_mapping()).take(METRICS)
}

/// What is set under `key`.
fn present<'g>(holder: Node<'g>, key: &str) -> Option<Node<'g>> {
    holder.get(key).filter(|node| !node.is_null())
}
