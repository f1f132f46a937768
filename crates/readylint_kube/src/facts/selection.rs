//! Whether all of a selection is known.

use crate::{Relation, ResourceGraph, ResourceId, SELECTION_BUDGET};

/// Whether `from` has as many edges of `relation`, one of those to selected pods, as are kept of one selection: then more
/// pods may be selected, and nothing can be said that depends on all of them.
///
/// Takes constant time, as rules ask it for each pod: an object's edges of one selection are derived together, so they
/// stand side by side.
pub fn is_cut_short(graph: &ResourceGraph, from: ResourceId, relation: Relation) -> bool {
    let mut edges = graph.edges_from(from);
    edges.any(|edge| edge.relation == relation)
        && edges.nth(SELECTION_BUDGET - 2).is_some_and(|last| last.relation == relation)
}
