//! Effective replicas (D1).

use readylint_yaml::Node;

use super::instances::instances;
use crate::{HorizontalPodAutoscaler, Kind, Relation, Resource, ResourceId, Workload};

/// How many pods a workload runs.
#[derive(Clone, Copy, Debug)]
pub struct Replicas<'g> {
    /// The least number.
    pub min: i64,
    /// The greatest number.
    pub max: i64,
    /// What decides.
    pub source: ReplicaSource<'g>,
    /// The scalar that decides the least number; `None` if it is the API's default.
    pub decided_by: Option<Node<'g>>,
}

/// What decides how many pods a workload runs.
#[derive(Clone, Copy, Debug)]
pub enum ReplicaSource<'g> {
    /// `spec.replicas`, or its default.
    Workload,
    /// A HorizontalPodAutoscaler or a KEDA ScaledObject; `spec.replicas` is ignored.
    Autoscaler(Resource<'g>),
}

/// How many pods `workload` runs. `None` for workloads that have no number (DaemonSet, Job, CronJob, custom kinds that are
/// not known), where the number is not a number, and where several autoscalers disagree.
///
/// While an autoscaler targets the workload, its minimum and maximum count, and `spec.replicas` does not. Of a workload
/// that an Argo Rollout runs by `workloadRef`, the Rollout's numbers count.
pub fn replicas(workload: Workload<'_>) -> Option<Replicas<'_>> {
    let resource = runner(workload.resource());
    if resource.kind() == Kind::Pod {
        return Some(Replicas { min: 1, max: 1, source: ReplicaSource::Workload, decided_by: None });
    }
    let scalers = autoscalers_of(resource);
    if !scalers.is_empty() {
        return agreed(&scalers);
    }
    let (number, decided_by) = if workload.has_scale() { own(resource)? } else { of_operator(resource)? };
    Some(Replicas { min: number, max: number, source: ReplicaSource::Workload, decided_by })
}

/// `spec.replicas`, 1 by default.
fn own(resource: Resource<'_>) -> Option<(i64, Option<Node<'_>>)> {
    let node = resource.spec().and_then(|spec| spec.get("replicas")).filter(|node| !node.is_null());
    let number = match node {
        Some(node) => node.as_i64().filter(|&number| number >= 0)?,
        None => 1,
    };
    Some((number, node))
}

/// The number of a custom resource with a pod template.
fn of_operator(resource: Resource<'_>) -> Option<(i64, Option<Node<'_>>)> {
    let instances = instances(resource)?;
    Some((instances.count, instances.decided_by.first().copied()))
}

/// What runs the pods of `resource`: an Argo Rollout that refers to it (`workloadRef`), else itself.
pub fn runner(resource: Resource<'_>) -> Resource<'_> {
    let graph = resource.graph();
    let owners = graph.edges_to(resource.id()).filter(|edge| edge.relation == Relation::OwnsPod);
    let mut others = owners.map(|edge| edge.from.resource).filter(|&owner| owner != resource.id());
    others.next().map_or(resource, |owner| graph.resource(owner))
}

/// How many autoscalers of one workload are looked at: they must agree, so more say nothing new.
const SCALERS: usize = 64;

/// The autoscalers (HorizontalPodAutoscaler, ScaledObject) that target `resource`: those of its own group if there are any, else
/// those of others.
pub fn autoscalers_of(resource: Resource<'_>) -> Vec<Resource<'_>> {
    let graph = resource.graph();
    let scalers = || {
        let edges = graph.edges_to(resource.id());
        let edges = edges.filter(|edge| {
            matches!(edge.relation, Relation::AutoscalerTarget | Relation::ScaledObjectTarget)
        });
        edges.map(|edge| edge.from.resource)
    };
    let is_own = |id: ResourceId| graph.group(id) == graph.group(resource.id());
    let has_own = scalers().any(is_own);
    let scalers = scalers().filter(|&id| !has_own || is_own(id)).take(SCALERS);
    scalers.map(|id| graph.resource(id)).collect()
}

/// The range that all of `scalers` have in common. Two that differ fight, or stand still: nobody can tell the number.
fn agreed<'g>(scalers: &[Resource<'g>]) -> Option<Replicas<'g>> {
    let mut ranges = scalers.iter().map(|&scaler| autoscaled(scaler));
    let first = ranges.next()??;
    let agrees = |range: Option<Replicas<'_>>| {
        range.is_some_and(|range| (range.min, range.max) == (first.min, first.max))
    };
    ranges.all(agrees).then_some(first)
}

/// The range of `scaler`; `None` if it is unreadable.
fn autoscaled(scaler: Resource<'_>) -> Option<Replicas<'_>> {
    let read = |node: Option<Node<'_>>, default: i64| match node {
        Some(node) => node.as_i64(),
        None => Some(default),
    };
    let (min, max, defaults) = match HorizontalPodAutoscaler::of(scaler) {
        Some(autoscaler) => (autoscaler.min_replicas(), autoscaler.max_replicas(), (1, 1)),
        None => {
            // defaults of keda.sh/v1alpha1 (scaledobject_types.go)
            let field = |key| scaler.spec().and_then(|spec| spec.get(key)).filter(|node| !node.is_null());
            (field("minReplicaCount"), field("maxReplicaCount"), (0, 100))
        }
    };
    let source = ReplicaSource::Autoscaler(scaler);
    let (low, high) = (read(min, defaults.0)?, read(max, defaults.1)?);
    if low < 0 {
        return None;
    }
    Some(Replicas { min: low, max: high.max(low), source, decided_by: min })
}
