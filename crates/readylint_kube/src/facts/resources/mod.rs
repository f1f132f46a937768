//! Effective resources (D12): what a container asks for and may use, and what decides it.

mod bounds;
mod limit_range;
mod pod;
mod qos;
mod totals;

pub use bounds::{Bounds, bounds, can_be_overcommitted, pod_bounds};
pub use pod::{PodSum, pod_sum};
pub use qos::{Qos, QosShortfall, qos, qos_shortfall};
pub use totals::{ResourceTotal, ResourceTotals, TotalAmounts, resource_totals};

use readylint_yaml::Node;

use crate::{Container, ContainerRole, PodTemplate, Resource};
use readylint_scalars::{KubernetesVersion, Quantity, VersionRange};

/// How many names of resources one container or pod may have before the rest is left out.
const NAMES: usize = 64;

/// The minor from which `spec.resources` of a pod counts (gate `PodLevelResources`, on by default; KEP-2837).
const POD_LEVEL: KubernetesVersion = KubernetesVersion::new(34);

/// Which side of `resources` is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bound {
    /// `requests`: what the scheduler sets aside.
    Request,
    /// `limits`: what may be used at most.
    Limit,
}

impl Bound {
    /// The field's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "requests",
            Self::Limit => "limits",
        }
    }
}

/// Where an amount in effect comes from.
#[derive(Clone, Copy, Debug)]
pub enum ResourceSource<'g> {
    /// The field itself in `resources` of the container.
    Container,
    /// The limit of the same container, to which its request defaults (`SetDefaults_Pod` of `pkg/apis/core/v1`).
    OwnLimit,
    /// `spec.resources` of the pod; the amount is that of the whole pod.
    Pod,
    /// A default of a LimitRange in the pod's namespace.
    LimitRange(Resource<'g>),
}

/// An amount in effect for a container.
#[derive(Clone, Copy, Debug)]
pub struct Effective<'g> {
    /// The amount, never zero; `None` if it cannot be told: the text is no quantity, is below zero, or several
    /// LimitRanges disagree.
    pub amount: Option<Quantity>,
    /// Where it comes from.
    pub source: ResourceSource<'g>,
    /// The scalar that decides it.
    pub node: Node<'g>,
}

impl Effective<'_> {
    fn is_zero(&self) -> bool {
        self.amount.is_some_and(Quantity::is_zero)
    }
}

/// Where a limit in effect comes from.
#[derive(Clone, Copy, Debug)]
pub enum LimitSource<'g> {
    /// `resources.limits` of the container.
    Container(Node<'g>),
    /// `spec.resources.limits` of the pod (KEP-2837; on by default from 1.34).
    Pod(Node<'g>),
    /// A default of a LimitRange in the pod's namespace.
    LimitRange(Resource<'g>, Node<'g>),
}

/// The limit of `resource` (`memory`, `cpu`, `ephemeral-storage`) in effect for `container` on every version of
/// `versions`. A zero quantity is no limit. `None` if there is none.
pub fn effective_limit<'g>(
    container: Container<'g>,
    resource: &str,
    versions: VersionRange,
) -> Option<LimitSource<'g>> {
    let limit = effective_resource(container, Bound::Limit, resource, versions)?;
    Some(match limit.source {
        ResourceSource::Container | ResourceSource::OwnLimit => LimitSource::Container(limit.node),
        ResourceSource::Pod => LimitSource::Pod(limit.node),
        ResourceSource::LimitRange(range) => LimitSource::LimitRange(range, limit.node),
    })
}

/// The request or limit of `resource` (`cpu`, `hugepages-2Mi`, `nvidia.com/gpu`…) in effect for `container` on every
/// version of `versions`: its own one, else the pod's (from 1.34), else the default of a LimitRange. `None` if there is
/// none; a zero quantity is none, but a container that writes one gets no default.
///
/// Ephemeral containers have no resources.
pub fn effective_resource<'g>(
    container: Container<'g>,
    bound: Bound,
    resource: &str,
    versions: VersionRange,
) -> Option<Effective<'g>> {
    if container.role() == ContainerRole::Ephemeral {
        return None;
    }
    let own = own(container, bound, resource);
    if let Some(own) = own.filter(|own| !own.is_zero()) {
        return Some(own);
    }
    let pod = pod::pod_level(container.pod(), bound, resource);
    if let Some(pod) = pod.filter(|pod| !pod.is_zero() && has_pod_level(versions) == Some(true)) {
        return Some(pod);
    }
    if own.is_some() {
        return None;
    }
    limit_range::default_of(container.pod(), bound, resource).filter(|default| !default.is_zero())
}

/// What counts for `container` where whole pods do not, as in a metric of one container: its own amount, else the default of a
/// LimitRange.
pub fn container_resource<'g>(
    container: Container<'g>,
    bound: Bound,
    resource: &str,
) -> Option<Effective<'g>> {
    if container.role() == ContainerRole::Ephemeral {
        return None;
    }
    let amount =
        own(container, bound, resource).or_else(|| limit_range::default_of(container.pod(), bound, resource));
    amount.filter(|amount| !amount.is_zero())
}

/// What `container` says itself, zero too; its limit is its request if it does not say one.
fn own<'g>(container: Container<'g>, bound: Bound, resource: &str) -> Option<Effective<'g>> {
    let resources = container.resources();
    let own = written(resources, bound.as_str(), resource, ResourceSource::Container);
    match bound {
        Bound::Limit => own,
        Bound::Request => {
            own.or_else(|| written(resources, Bound::Limit.as_str(), resource, ResourceSource::OwnLimit))
        }
    }
}

/// The amount of `resource` in the map `key` of `holder`.
fn written<'g>(
    holder: Option<Node<'g>>,
    key: &str,
    resource: &str,
    source: ResourceSource<'g>,
) -> Option<Effective<'g>> {
    let node = holder?.get(key)?.get(resource).filter(|node| !node.is_null())?;
    Some(Effective { amount: quantity(node), source, node })
}

/// The quantity of a scalar; `None` if it is none, or one that the API server refuses.
fn quantity(node: Node<'_>) -> Option<Quantity> {
    Quantity::parse_field(node.text()?).ok().filter(|quantity| !quantity.is_negative())
}

/// `spec.resources` of the pod.
fn pod_resources(pod: PodTemplate<'_>) -> Option<Node<'_>> {
    pod.spec()?.get("resources").filter(|node| node.is_mapping())
}

/// Whether `spec.resources` counts on every version of the range; `None` if on some only.
fn has_pod_level(versions: VersionRange) -> Option<bool> {
    if versions.oldest() >= POD_LEVEL {
        Some(true)
    } else if versions.newest() < POD_LEVEL {
        Some(false)
    } else {
        None
    }
}
