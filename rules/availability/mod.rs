//! Availability: what survives a drain, a node, a zone.

mod missing_pod_disruption_budget;
mod pdb_blocks_eviction;
mod pdb_selects_nothing;
mod spread_excludes_own_pods;
mod too_few_replicas;

use readylint_kube::{Kind, LifecycleClass, Workload};

readylint_engine::rules!(
    "availability":
    missing_pod_disruption_budget,
    pdb_blocks_eviction,
    pdb_selects_nothing,
    spread_excludes_own_pods,
    too_few_replicas,
);

/// Whether the workload runs a number of equal pods for as long as it exists: DaemonSets have no number, Jobs and hooks end.
fn is_replicated(workload: Workload<'_>) -> bool {
    matches!(workload.resource().kind(), Kind::Deployment | Kind::StatefulSet | Kind::Rollout)
        && workload.class() == LifecycleClass::Service
}
