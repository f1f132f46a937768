//! Quality of service.

use readylint_yaml::Node;

use super::{Bound, container_resource, has_pod_level, own, pod, pod_resources};
use crate::{Container, ContainerRole, PodTemplate};
use readylint_scalars::{Quantity, VersionRange};

/// The class that decides who is evicted first when a node runs short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Qos {
    /// Nothing is asked for: evicted first.
    BestEffort,
    /// Something is asked for.
    Burstable,
    /// Every container has limits of cpu and memory, and requests equal to them.
    Guaranteed,
}

impl Qos {
    /// The class's name in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BestEffort => "BestEffort",
            Self::Burstable => "Burstable",
            Self::Guaranteed => "Guaranteed",
        }
    }
}

/// The resources that decide the class.
const RESOURCES: [&str; 2] = ["cpu", "memory"];

/// The class of the pods of `pod`; `None` if an amount is unknown, or if the versions differ. Init containers count as
/// others do, a zero quantity counts as absent; with `spec.resources` of the pod (from 1.34) the class comes from it alone
/// (`ComputePodQOS` of `pkg/apis/core/helper/qos`).
pub fn qos(pod: PodTemplate<'_>, versions: VersionRange) -> Option<Qos> {
    if !is_pod_level_set(pod) {
        return of_containers(pod);
    }
    match has_pod_level(versions) {
        Some(true) => of_pod_level(pod),
        Some(false) => of_containers(pod),
        None => of_pod_level(pod).filter(|class| of_containers(pod) == Some(*class)),
    }
}

/// What keeps a pod from being Guaranteed.
#[derive(Clone, Copy, Debug)]
pub enum QosShortfall<'g> {
    /// The container has no limit of the resource.
    NoLimit(Container<'g>, &'static str),
    /// The container asks for less of the resource than its limit; where the request is written or comes from.
    LowRequest(Container<'g>, &'static str, Option<Node<'g>>),
    /// `spec.resources` of the pod, which alone decides.
    PodLevel(Node<'g>),
}

/// The first thing that keeps the pods of `pod` from being Guaranteed, container by container. `None` if they are, or if their
/// class cannot be told.
pub fn qos_shortfall(pod: PodTemplate<'_>, versions: VersionRange) -> Option<QosShortfall<'_>> {
    qos(pod, versions).filter(|class| *class < Qos::Guaranteed)?;
    if is_pod_level_set(pod) && has_pod_level(versions) != Some(false) {
        return pod_resources(pod).map(QosShortfall::PodLevel);
    }
    let containers = pod.containers().filter(|container| container.role() != ContainerRole::Ephemeral);
    let mut parts = containers.flat_map(|container| RESOURCES.map(|resource| (container, resource)));
    parts.find_map(|(container, resource)| {
        let Some(limit) = container_resource(container, Bound::Limit, resource) else {
            return Some(QosShortfall::NoLimit(container, resource));
        };
        let request = container_resource(container, Bound::Request, resource);
        let is_equal = request.is_some_and(|request| request.amount == limit.amount);
        // a request that is written as zero is none, and is written all the same
        let written =
            || request.or_else(|| own(container, Bound::Request, resource)).map(|request| request.node);
        (!is_equal).then(|| QosShortfall::LowRequest(container, resource, written()))
    })
}

/// Whether `spec.resources` of the pod names a resource that may stand there.
fn is_pod_level_set(pod: PodTemplate<'_>) -> bool {
    let Some(resources) = pod_resources(pod) else {
        return false;
    };
    let maps = [Bound::Request, Bound::Limit].into_iter().filter_map(|bound| resources.get(bound.as_str()));
    let mut names = maps.flat_map(readylint_yaml::Node::entries).filter_map(|entry| entry.key.text());
    names.any(pod::is_supported)
}

fn of_pod_level(pod: PodTemplate<'_>) -> Option<Qos> {
    let mut tally = Tally::default();
    for (number, resource) in RESOURCES.into_iter().enumerate() {
        for bound in [Bound::Request, Bound::Limit] {
            if let Some(level) = pod::pod_level(pod, bound, resource) {
                tally.add(number, bound, level.amount?);
            }
        }
    }
    let limits = tally.limits;
    Some(tally.class(limits.iter().all(|limit| !limit.is_zero())))
}

fn of_containers(pod: PodTemplate<'_>) -> Option<Qos> {
    let mut tally = Tally::default();
    let mut all_limited = true;
    for container in pod.containers().filter(|container| container.role() != ContainerRole::Ephemeral) {
        for (number, resource) in RESOURCES.into_iter().enumerate() {
            if let Some(request) = container_resource(container, Bound::Request, resource) {
                tally.add(number, Bound::Request, request.amount?);
            }
            match container_resource(container, Bound::Limit, resource) {
                Some(limit) => tally.add(number, Bound::Limit, limit.amount?),
                None => all_limited = false,
            }
        }
    }
    Some(tally.class(all_limited))
}

/// What is asked for in all, for each of the two resources.
struct Tally {
    requests: [Quantity; 2],
    limits: [Quantity; 2],
}

impl Default for Tally {
    fn default() -> Self {
        Self { requests: [Quantity::ZERO; 2], limits: [Quantity::ZERO; 2] }
    }
}

impl Tally {
    fn add(&mut self, number: usize, bound: Bound, amount: Quantity) {
        let sums = match bound {
            Bound::Request => &mut self.requests,
            Bound::Limit => &mut self.limits,
        };
        if let Some(sum) = sums.get_mut(number) {
            *sum = sum.saturating_add(amount);
        }
    }

    fn class(&self, all_limited: bool) -> Qos {
        if self.requests.iter().chain(&self.limits).all(|sum| sum.is_zero()) {
            Qos::BestEffort
        } else if all_limited && self.requests == self.limits {
            Qos::Guaranteed
        } else {
            Qos::Burstable
        }
    }
}
