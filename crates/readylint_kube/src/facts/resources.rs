//! Effective resources (D12).

use readylint_yaml::Node;

use crate::graph::TypeCode;
use crate::values::{KubernetesVersion, Quantity, VersionRange};
use crate::{Container, Kind, Resource};

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

/// How many LimitRanges of one namespace are looked at.
const LIMIT_RANGES: usize = 64;

/// The limit of `resource` (`memory`, `cpu`, `ephemeral-storage`) in effect for `container` on every version of
/// `versions`. A zero quantity is no limit. `None` if there is none.
pub fn effective_limit<'g>(
    container: Container<'g>,
    resource: &str,
    versions: VersionRange,
) -> Option<LimitSource<'g>> {
    let of = |resources: Option<Node<'g>>| {
        let quantity =
            resources.and_then(|resources| resources.get("limits")).and_then(|limits| limits.get(resource));
        quantity.filter(|quantity| !is_zero(*quantity))
    };
    if let Some(own) = of(container.resources()) {
        return Some(LimitSource::Container(own));
    }
    let pod = container.pod().spec().and_then(|spec| spec.get("resources"));
    if let Some(limit) = of(pod).filter(|_| versions.oldest() >= KubernetesVersion::new(34)) {
        return Some(LimitSource::Pod(limit));
    }
    limit_range(container, resource)
}

/// The default limit of a LimitRange: `default` of an item of type Container, or its `max`, which implies one
/// (`pkg/apis/core/v1/defaults.go`).
fn limit_range<'g>(container: Container<'g>, resource: &str) -> Option<LimitSource<'g>> {
    let owner = container.pod().resource();
    let graph = owner.graph();
    let ranges = graph.index().in_scope(TypeCode::known(Kind::LimitRange), owner.namespace_symbol());
    let own_group = |id: &&crate::ResourceId| graph.group(**id) == graph.group(owner.id());
    let same_group = ranges.iter().filter(own_group).chain(ranges.iter().filter(|id| !own_group(id)));
    same_group.take(LIMIT_RANGES).find_map(|&id| {
        let range = graph.resource(id);
        let items = range.spec()?.get("limits")?.items();
        let mut items = items.filter(|item| item.get("type").and_then(Node::text) == Some("Container"));
        items.find_map(|item| {
            let amount = |key: &str| item.get(key)?.get(resource).filter(|quantity| !is_zero(*quantity));
            amount("default").or_else(|| amount("max")).map(|node| LimitSource::LimitRange(range, node))
        })
    })
}

fn is_zero(quantity: Node<'_>) -> bool {
    let text = quantity.text().unwrap_or_default();
    quantity.is_null() || Quantity::parse(text).is_ok_and(Quantity::is_zero)
}
