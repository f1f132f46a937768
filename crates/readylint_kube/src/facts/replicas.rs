//! Effective replicas (D1).

use readylint_yaml::Node;

use crate::{HorizontalPodAutoscaler, Kind, Relation, Resource, Workload};

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

/// How many pods `workload` runs. `None` for workloads that have no number (DaemonSet, Job, CronJob, custom kinds
/// with a pod template) and where the number is not a number.
///
/// While an autoscaler targets the workload, its minimum and maximum count, and `spec.replicas` does not. Of a workload
/// that an Argo Rollout runs by `workloadRef`, the Rollout's numbers count.
pub fn replicas(workload: Workload<'_>) -> Option<Replicas<'_>> {
    let resource = runner(workload.resource());
    if resource.kind() == Kind::Pod {
        return Some(Replicas { min: 1, max: 1, source: ReplicaSource::Workload, decided_by: None });
    }
    if let Some(scaler) = scaler_of(resource) {
        return autoscaled(scaler);
    }
    if !workload.has_scale() {
        return None;
    }
    let decided_by = resource.spec().and_then(|spec| spec.get("replicas")).filter(|node| !node.is_null());
    let number = match decided_by {
        Some(node) => node.as_i64().filter(|&number| number >= 0)?,
        None => 1,
    };
    Some(Replicas { min: number, max: number, source: ReplicaSource::Workload, decided_by })
}

/// What runs the pods of `resource`: an Argo Rollout that refers to it (`workloadRef`), else itself.
fn runner(resource: Resource<'_>) -> Resource<'_> {
    let graph = resource.graph();
    let owners = graph.edges_to(resource.id()).filter(|edge| edge.relation == Relation::OwnsPod);
    let mut others = owners.map(|edge| edge.from.resource).filter(|&owner| owner != resource.id());
    others.next().map_or(resource, |owner| graph.resource(owner))
}

/// The autoscaler that targets `resource`.
fn scaler_of(resource: Resource<'_>) -> Option<Resource<'_>> {
    let graph = resource.graph();
    graph.edges_to(resource.id()).find_map(|edge| {
        let scales = matches!(edge.relation, Relation::AutoscalerTarget | Relation::ScaledObjectTarget);
        scales.then(|| graph.resource(edge.from.resource))
    })
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
    Some(Replicas { min: low, max: high.max(low), source, decided_by: min })
}
