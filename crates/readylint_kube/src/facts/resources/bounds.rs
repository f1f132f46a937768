//! Requests beside the limits that they are held against.

use super::{
    Bound, Effective, NAMES, ResourceSource, effective_resource, has_pod_level, pod_resources, quantity,
    written,
};
use crate::{Container, ContainerRole, PodTemplate};
use readylint_scalars::VersionRange;
use readylint_yaml::Node;

/// A request that a container writes, and the limit of the same resource.
#[derive(Clone, Copy, Debug)]
pub struct Bounds<'g> {
    /// The resource's name.
    pub resource: &'g str,
    /// The request as written, zero too.
    pub request: Effective<'g>,
    /// The limit: the container's own as written, zero too, else the one in effect.
    pub limit: Option<Effective<'g>>,
}

/// The requests that `container` writes, each with its limit on every version of `versions`. They are compared by the API server
/// as they are written (`validateContainerResourceRequirements` of `pkg/apis/core/validation`): a limit of zero is one to it.
pub fn bounds(container: Container<'_>, versions: VersionRange) -> impl Iterator<Item = Bounds<'_>> {
    let resources = container.resources().filter(|_| container.role() != ContainerRole::Ephemeral);
    let requests = resources.and_then(|resources| resources.get(Bound::Request.as_str()));
    let entries = requests.into_iter().flat_map(Node::entries).take(NAMES);
    entries.filter(|entry| !entry.value.is_null()).filter_map(move |entry| {
        let (resource, node) = (entry.key.text()?, entry.value);
        let request = Effective { amount: quantity(node), source: ResourceSource::Container, node };
        let own = written(resources, Bound::Limit.as_str(), resource, ResourceSource::Container);
        let limit = own.or_else(|| effective_resource(container, Bound::Limit, resource, versions));
        Some(Bounds { resource, request, limit })
    })
}

/// The requests that `spec.resources` of `pod` writes, each with the limit beside it. Nothing unless it counts on every version of
/// `versions`. They are held against each other as those of a container (`validatePodResources`).
pub fn pod_bounds(pod: PodTemplate<'_>, versions: VersionRange) -> impl Iterator<Item = Bounds<'_>> {
    let resources = pod_resources(pod).filter(|_| has_pod_level(versions) == Some(true));
    let requests = resources.and_then(|resources| resources.get(Bound::Request.as_str()));
    let entries = requests.into_iter().flat_map(Node::entries).take(NAMES);
    entries.filter(|entry| !entry.value.is_null()).filter_map(move |entry| {
        let (resource, node) = (entry.key.text()?, entry.value);
        let request = Effective { amount: quantity(node), source: ResourceSource::Pod, node };
        let limit = written(resources, Bound::Limit.as_str(), resource, ResourceSource::Pod);
        Some(Bounds { resource, request, limit })
    })
}

/// Whether a container may be given less of the resource than it may use: neither huge pages nor extended resources, of which
/// request and limit must be equal (`IsOvercommitAllowed` of `pkg/apis/core/helper`).
pub fn can_be_overcommitted(resource: &str) -> bool {
    let is_native = !resource.contains('/') || resource.contains("kubernetes.io/");
    is_native && !resource.starts_with("hugepages-")
}
