//! Defaults of LimitRanges.

use readylint_yaml::Node;

use super::{Bound, Effective, ResourceSource, quantity};
use crate::graph::TypeCode;
use crate::{Kind, PodTemplate, Resource, ResourceId};

/// How many LimitRanges are looked at; with more, amounts cannot be told.
const LIMIT_RANGES: usize = 64;

/// Among how many of one namespace they are looked for.
const SCANNED: usize = 4096;

/// The LimitRanges in the namespace of `pod`: those of its own group if there are any, else those of others; and whether
/// that is all of them.
pub(super) fn ranges(pod: PodTemplate<'_>) -> (Vec<Resource<'_>>, bool) {
    let owner = pod.resource();
    let graph = owner.graph();
    let all = graph.index().in_scope(TypeCode::known(Kind::LimitRange), owner.namespace_symbol());
    let is_own = |id: &&ResourceId| graph.group(**id) == graph.group(owner.id());
    let seen = || all.iter().take(SCANNED);
    let has_own = seen().any(|id| is_own(&id));
    let mut ranges = seen().filter(|id| !has_own || is_own(id)).map(|&id| graph.resource(id));
    let taken = ranges.by_ref().take(LIMIT_RANGES).collect();
    (taken, all.len() <= SCANNED && ranges.next().is_none())
}

/// The default of `resource` that containers of `pod` get, zero too. Which of several LimitRanges the API server asks
/// first is not defined: the amount is unknown if they disagree.
pub(super) fn default_of<'g>(pod: PodTemplate<'g>, bound: Bound, resource: &str) -> Option<Effective<'g>> {
    let (ranges, is_all) = ranges(pod);
    let mut defaults = ranges.into_iter().filter_map(|range| default_in(range, bound, resource));
    let mut first = defaults.next()?;
    if !is_all || defaults.any(|other| other.amount != first.amount) {
        first.amount = None;
    }
    Some(first)
}

/// The default of one LimitRange: its items of type Container, in which `max` implies both defaults, a default limit the
/// default request, and `min` a default request (`SetDefaults_LimitRangeItem` of `pkg/apis/core/v1`). What is written
/// as zero is written.
fn default_in<'g>(range: Resource<'g>, bound: Bound, resource: &str) -> Option<Effective<'g>> {
    let fields: &[&str] = match bound {
        Bound::Limit => &["default", "max"],
        Bound::Request => &["defaultRequest", "default", "max", "min"],
    };
    container_items(range).find_map(|item| {
        let node =
            fields.iter().find_map(|field| item.get(field)?.get(resource).filter(|node| !node.is_null()))?;
        Some(Effective { amount: quantity(node), source: ResourceSource::LimitRange(range), node })
    })
}

/// The items of `range` that are about containers.
pub(super) fn container_items(range: Resource<'_>) -> impl Iterator<Item = Node<'_>> {
    let items = range.spec().and_then(|spec| spec.get("limits")).into_iter().flat_map(Node::items);
    items.filter(|item| item.get("type").and_then(Node::text) == Some("Container"))
}
