//! What a pod template asks of the nodes it may run on, and of the pods it runs beside.

mod affinity;
mod labels;
mod nodes;
mod own;
mod spread;

pub use affinity::{AffinityTerm, affinity_terms};
pub use labels::{NodeLabelUse, node_label_uses};
pub use nodes::{
    NodeDemands, NodeOperator, NodeRequirement, NodeTerm, Pin, PinKind, Toleration, allowed_values,
    node_demands, pins, tolerations,
};
pub use own::{OwnMiss, OwnValue, own_miss};
pub use spread::{
    Enforcement, SpreadConstraint, Spreading, Spreads, TaintsPolicy, spread_constraints, spreads,
};

use readylint_yaml::Node;

use crate::PodTemplate;
use crate::views::{LabelSelector, Match, PodLabels, SelectorScope, is_set_at_run_time};

/// Whether the `labelSelector` of `term` selects the pods of `pod` itself, namespaces apart: null selects none, an empty
/// one all (D11). Keys of `matchLabelKeys` narrow nothing, as a pod agrees with itself; one of `mismatchLabelKeys` that it
/// carries, or comes to carry, leaves it out.
fn selects_itself(term: Node<'_>, pod: PodTemplate<'_>) -> Match {
    let labels = pod.metadata().labels();
    let differs =
        texts(term.get("mismatchLabelKeys")).any(|key| labels.get(key).is_some() || is_set_at_run_time(key));
    if differs {
        return Match::No;
    }
    LabelSelector::new(term.get("labelSelector"), SelectorScope::Nothing, SelectorScope::Everything)
        .matches_source(&PodLabels::of(pod))
}

/// The texts of a sequence.
fn texts(list: Option<Node<'_>>) -> impl Iterator<Item = &str> {
    list.into_iter().flat_map(Node::items).filter_map(Node::text)
}

/// The text under `key`, unless it is null or empty.
fn text<'g>(node: Node<'g>, key: &str) -> Option<&'g str> {
    node.get(key).filter(|value| !value.is_null())?.text().filter(|text| !text.is_empty())
}
