//! Topology spread and pod affinity, and the pods they count.

use readylint_yaml::Node;

use super::Edges;
use crate::graph::Relation;
use crate::graph::SELECTION_BUDGET;
use crate::graph::namespaces::Namespaces;
use crate::graph::select::{Query, Selection};
use crate::views::{LabelSelector, Match, PodTemplate, SelectorScope, is_set_at_run_time};

/// How many of the pods that one term counts have an edge. Here each pod may count all others, so that the edges of many
/// pods with the same labels would be quadratic; whether a term counts its own pod, and foreign ones, shows all the same.
const COUNTED: usize = 64;

pub(super) fn derive<'g>(edges: &mut Edges<'_, 'g>, pod: PodTemplate<'g>) {
    let Some(spec) = pod.spec() else { return };
    for constraint in spec.get("topologySpreadConstraints").into_iter().flat_map(Node::items) {
        let own = Namespaces::Own(edges.resource.namespace_symbol());
        counted(edges, Relation::SpreadPods, pod, constraint.resolved(), &own);
    }
    let Some(affinity) = spec.get("affinity") else {
        return;
    };
    for key in ["podAffinity", "podAntiAffinity"] {
        let Some(affinity) = affinity.get(key) else {
            continue;
        };
        let terms = |list| affinity.get(list).into_iter().flat_map(Node::items);
        let required = terms("requiredDuringSchedulingIgnoredDuringExecution");
        let preferred = terms("preferredDuringSchedulingIgnoredDuringExecution");
        for term in required.chain(preferred.filter_map(|weighted| weighted.get("podAffinityTerm"))) {
            let namespaces = namespaces(edges, term);
            counted(edges, Relation::AffinityPods, pod, term.resolved(), &namespaces);
        }
    }
}

/// The namespaces of an affinity term: those listed and those selected; the pod's own one if it says neither. A null
/// `namespaceSelector` selects none, an empty one all.
fn namespaces<'g>(edges: &mut Edges<'_, 'g>, term: Node<'g>) -> Namespaces {
    let (graph, from) = (edges.resource.graph(), edges.resource.id());
    let listed = || term.get("namespaces").into_iter().flat_map(Node::items).filter_map(Node::text);
    let selector = term.get("namespaceSelector").filter(|selector| !selector.is_null());
    let selected = selector.map(|selector| {
        let selector = LabelSelector::new(Some(selector), SelectorScope::Nothing, SelectorScope::Everything);
        edges.namespaces_by(selector)
    });
    match selected {
        None if listed().next().is_none() => Namespaces::Own(edges.resource.namespace_symbol()),
        None => Namespaces::These(graph.namespaces_of(from, listed())),
        Some(Namespaces::These(selected)) => {
            Namespaces::These(graph.namespaces_of(from, listed()).joined(selected))
        }
        Some(everywhere) => everywhere,
    }
}

/// Edges from a constraint or term of `pod` to the pods it counts: those that its `labelSelector` selects and that agree
/// with `pod` in the labels of `matchLabelKeys` (KEP-3243, KEP-3633) and differ in those of `mismatchLabelKeys`.
fn counted<'g>(
    edges: &mut Edges<'_, 'g>,
    relation: Relation,
    pod: PodTemplate<'g>,
    term: Node<'g>,
    namespaces: &Namespaces,
) {
    let node = term.get("labelSelector");
    let selector = LabelSelector::new(node, SelectorScope::Nothing, SelectorScope::Everything);
    let Some(site) = selector.node() else { return };
    let keys = |key| term.get(key).into_iter().flat_map(Node::items).filter_map(Node::text);
    let is_narrowed = keys("matchLabelKeys").chain(keys("mismatchLabelKeys")).next().is_some();
    let query = Query::Selector(selector);
    // what is narrowed afterwards must be known whole
    let limit = if is_narrowed { SELECTION_BUDGET } else { COUNTED };
    let mut selection = edges.select_first(namespaces, query, limit);
    for (key, is_equal) in [("matchLabelKeys", true), ("mismatchLabelKeys", false)] {
        for key in keys(key) {
            narrow(edges, &mut selection, pod, key, is_equal);
        }
    }
    selection.shorten(COUNTED);
    let own = pod.resource().namespace_symbol();
    if !is_narrowed && namespaces.contains(own) && query.matches(pod) == Match::Yes {
        selection.complete_with(pod);
    }
    edges.push_pods(term.id(), relation, site, &selection);
}

fn narrow<'g>(
    edges: &Edges<'_, 'g>,
    selection: &mut Selection,
    pod: PodTemplate<'g>,
    key: &str,
    is_equal: bool,
) {
    let labels = pod.metadata().labels();
    match labels.get(key) {
        Some(value) => selection.retain(edges.resource.graph(), |other| {
            (other.metadata().labels().get(key) == Some(value)) == is_equal
        }),
        // a revision's label tells pods of one template from all others
        None if is_set_at_run_time(key) => {
            selection.retain(edges.resource.graph(), |other| (other.end() == pod.end()) == is_equal);
        }
        // keys that the incoming pod lacks are ignored
        None => {}
    }
}
