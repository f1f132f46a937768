//! What a workload asks for with all its pods.

use std::collections::BTreeSet;

use readylint_yaml::Node;

use super::{Bound, NAMES, PodSum, limit_range, pod, pod_resources, pod_sum};
use crate::facts::replicas::{Replicas, replicas};
use crate::{Container, PodTemplate, Workload};
use readylint_scalars::{Quantity, VersionRange};

/// The fields of a LimitRange's item that imply a default.
const DEFAULTS: [&str; 4] = ["defaultRequest", "default", "max", "min"];

/// Requests and limits of a workload.
#[derive(Clone, Debug)]
pub struct ResourceTotals<'g> {
    /// How many pods it runs; `None` if it has no number (D1), as a DaemonSet, which runs one a node.
    pub replicas: Option<Replicas<'g>>,
    /// One entry for each resource: `cpu`, `memory`, then the others by name.
    pub resources: Vec<ResourceTotal<'g>>,
}

/// Requests and limits of one resource.
#[derive(Clone, Debug)]
pub struct ResourceTotal<'g> {
    /// Its name.
    pub resource: &'g str,
    /// What is asked for.
    pub requests: TotalAmounts<'g>,
    /// What may be used.
    pub limits: TotalAmounts<'g>,
}

/// One side of `resources` of a workload.
#[derive(Clone, Debug)]
pub struct TotalAmounts<'g> {
    /// Of one pod.
    pub pod: PodSum<'g>,
    /// Of the least number of pods; `None` if amount or number are unknown.
    pub at_min: Option<Quantity>,
    /// Of the greatest number of pods.
    pub at_max: Option<Quantity>,
}

/// Requests and limits of `workload`, for one pod and for the least and the greatest number of its pods.
pub fn resource_totals(workload: Workload<'_>, versions: VersionRange) -> ResourceTotals<'_> {
    let replicas = replicas(workload);
    let Some(pod) = workload.pod_template() else {
        return ResourceTotals { replicas, resources: Vec::new() };
    };
    let amounts = |bound, resource| {
        let pod = pod_sum(pod, bound, resource, versions);
        let times = |count: i64| Some(pod.amount?.saturating_mul(count)).filter(|total| pod::is_told(*total));
        let at_min = replicas.and_then(|replicas| times(replicas.min));
        let at_max = replicas.and_then(|replicas| times(replicas.max));
        TotalAmounts { pod, at_min, at_max }
    };
    let resources = names(pod).into_iter().map(|resource| ResourceTotal {
        resource,
        requests: amounts(Bound::Request, resource),
        limits: amounts(Bound::Limit, resource),
    });
    ResourceTotals { replicas, resources: resources.collect() }
}

/// The names of the resources that are written for `pod` anywhere.
fn names(pod: PodTemplate<'_>) -> Vec<&str> {
    let holders = pod.containers().filter_map(Container::resources).chain(pod_resources(pod));
    let defaults = limit_range::ranges(pod).0.into_iter().flat_map(limit_range::container_items);
    let defaults = defaults.flat_map(|item| DEFAULTS.map(|field| item.get(field)));
    let maps = holders
        .flat_map(|holder| [holder.get("requests"), holder.get("limits")])
        .chain([pod::overheads(pod)])
        .chain(defaults);
    let others = maps.flatten().flat_map(Node::entries).filter_map(|entry| entry.key.text());
    let mut names = BTreeSet::new();
    for name in others.filter(|name| !matches!(*name, "cpu" | "memory")) {
        names.insert(name);
        if names.len() == NAMES {
            break;
        }
    }
    ["cpu", "memory"].into_iter().chain(names).collect()
}
