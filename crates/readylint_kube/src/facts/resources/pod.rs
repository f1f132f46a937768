//! What a whole pod asks for.

use readylint_yaml::Node;

use super::{
    Bound, Effective, ResourceSource, container_resource, has_pod_level, own, pod_resources, quantity,
    written,
};
use crate::{Container, ContainerRole, Kind, PodTemplate};
use readylint_scalars::{Quantity, VersionRange};

/// What all containers of a pod ask for together, or may use.
#[derive(Clone, Debug)]
pub struct PodSum<'g> {
    /// The amount, zero if nothing is in effect; `None` if it cannot be told.
    pub amount: Option<Quantity>,
    /// The containers of any role for which nothing is in effect. While there is one, the sum of the limits bounds nothing.
    /// None for extended resources and huge pages, of which a container gets no more than it asks for.
    pub without: Vec<Container<'g>>,
    /// The scalar of `spec.resources` that counts instead of the sum.
    pub pod_level: Option<Node<'g>>,
    /// The overhead that was added: `spec.overhead`, else that of the `RuntimeClass`.
    pub overhead: Option<Node<'g>>,
}

/// The sum of `resource` over the containers of `pod` as the scheduler and the kubelet count it: the greater of all main
/// containers and sidecars together, and of the largest init container with the sidecars started before it (KEP-753).
/// `spec.resources` of the pod replaces the sum (from 1.34); the overhead of the pod's `RuntimeClass` is added, to a limit
/// only if there is one (`k8s.io/component-helpers/resource`, `PodRequests` and `PodLimits`).
pub fn pod_sum<'g>(pod: PodTemplate<'g>, bound: Bound, resource: &str, versions: VersionRange) -> PodSum<'g> {
    let containers = Sum::of(pod, |container| container_resource(container, bound, resource));
    let pod_level = pod_level(pod, bound, resource).filter(|level| !level.is_zero());
    let (mut amount, without, pod_level) = match (pod_level, has_pod_level(versions)) {
        (Some(level), Some(true)) => (level.amount, Vec::new(), Some(level.node)),
        // some versions count it one way, some the other
        (Some(level), None) if level.amount != containers.amount => {
            (None, containers.without, Some(level.node))
        }
        _ => (containers.amount, containers.without, None),
    };
    let overhead = overhead(pod, resource);
    let overhead = overhead.filter(|_| bound == Bound::Request || !amount.is_some_and(Quantity::is_zero));
    if let Some(overhead) = overhead {
        amount = amount.zip(quantity(overhead)).map(|(sum, overhead)| sum.saturating_add(overhead));
    }
    let amount = amount.filter(|sum| is_told(*sum));
    let without = if is_shared(resource) { without } else { Vec::new() };
    PodSum { amount, without, pod_level, overhead }
}

/// What `spec.resources` of `pod` says, zero too. Only cpu, memory and huge pages can stand there. A request that is not
/// written is the sum of what the containers write, else the pod's limit (`defaultPodRequests` of `pkg/apis/core/v1`); of
/// huge pages it must equal the limit.
pub(super) fn pod_level<'g>(pod: PodTemplate<'g>, bound: Bound, resource: &str) -> Option<Effective<'g>> {
    if !is_supported(resource) {
        return None;
    }
    let resources = pod_resources(pod)?;
    let own_field = written(Some(resources), bound.as_str(), resource, ResourceSource::Pod);
    if bound == Bound::Limit || own_field.is_some() {
        return own_field;
    }
    let limit = written(Some(resources), Bound::Limit.as_str(), resource, ResourceSource::Pod)?;
    let containers = Sum::of(pod, |container| own(container, Bound::Request, resource));
    let is_sum = containers.is_written && !is_huge_pages(resource);
    let amount = if is_sum { containers.amount } else { limit.amount };
    Some(Effective { amount, ..limit })
}

/// The resources that `spec.resources` of a pod may name (`IsSupportedPodLevelResource`).
pub(super) fn is_supported(resource: &str) -> bool {
    matches!(resource, "cpu" | "memory") || is_huge_pages(resource)
}

/// Whether containers that ask for nothing of the resource may use what there is.
fn is_shared(resource: &str) -> bool {
    matches!(resource, "cpu" | "memory" | "ephemeral-storage")
}

/// Whether `sum` is what it says, not only the greatest that can be written.
pub(super) fn is_told(sum: Quantity) -> bool {
    sum.as_nanos() < i128::MAX
}

fn is_huge_pages(resource: &str) -> bool {
    resource.starts_with("hugepages-")
}

/// What every pod of this kind needs besides its containers.
pub(super) fn overheads(pod: PodTemplate<'_>) -> Option<Node<'_>> {
    let spec = pod.spec()?;
    if let Some(overhead) = spec.get("overhead").filter(|node| node.is_mapping()) {
        return Some(overhead);
    }
    let name = spec.get("runtimeClassName")?.text()?;
    let owner = pod.resource();
    let class = owner.graph().look_up(owner.id(), Kind::RuntimeClass, None, name)?;
    class.node().get("overhead")?.get("podFixed")
}

fn overhead<'g>(pod: PodTemplate<'g>, resource: &str) -> Option<Node<'g>> {
    overheads(pod)?.get(resource).filter(|node| !node.is_null())
}

/// A sum by the rules for sidecars.
struct Sum<'g> {
    amount: Option<Quantity>,
    without: Vec<Container<'g>>,
    /// Whether any container adds to it.
    is_written: bool,
}

impl<'g> Sum<'g> {
    /// The sum of what `amount_of` says of each container of `pod`, in order.
    fn of(pod: PodTemplate<'g>, amount_of: impl Fn(Container<'g>) -> Option<Effective<'g>>) -> Self {
        let mut sum = Self { amount: None, without: Vec::new(), is_written: false };
        let (mut main, mut sidecars, mut peak) = (Quantity::ZERO, Quantity::ZERO, Quantity::ZERO);
        let mut is_known = true;
        for container in pod.containers().filter(|container| container.role() != ContainerRole::Ephemeral) {
            let Some(effective) = amount_of(container) else {
                sum.without.push(container);
                continue;
            };
            sum.is_written = true;
            let Some(amount) = effective.amount else {
                is_known = false;
                continue;
            };
            match container.role() {
                ContainerRole::Sidecar => {
                    sidecars = sidecars.saturating_add(amount);
                    peak = peak.max(sidecars);
                }
                ContainerRole::Init => peak = peak.max(sidecars.saturating_add(amount)),
                ContainerRole::Main | ContainerRole::Ephemeral => main = main.saturating_add(amount),
            }
        }
        sum.amount = is_known.then(|| main.saturating_add(sidecars).max(peak));
        sum
    }
}
