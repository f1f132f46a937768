//! Pods that a pod wants beside it, or not.

use readylint_yaml::Node;

use super::{selects_itself, text, texts};
use crate::PodTemplate;
use crate::views::{LabelSelector, Match, SelectorScope};

/// A term of pod affinity or anti-affinity.
#[derive(Clone, Debug)]
pub struct AffinityTerm<'g> {
    /// Whether it keeps pods apart (`podAntiAffinity`).
    pub is_anti: bool,
    /// Whether it must hold.
    pub required: bool,
    /// `weight` of a preferred term.
    pub weight: Option<i64>,
    /// `topologyKey`.
    pub topology_key: Option<&'g str>,
    /// Whether it is about the pods of the template itself: its selector and its namespaces take them in.
    pub selects_itself: Match,
    /// `namespaces`.
    pub namespaces: Vec<&'g str>,
    /// `namespaceSelector`; empty means all namespaces.
    pub namespace_selector: Option<Node<'g>>,
    /// The term: the mapping with `topologyKey`.
    pub node: Node<'g>,
}

/// The terms of pod affinity and anti-affinity of `pod`, in this order, required ones first.
pub fn affinity_terms(pod: PodTemplate<'_>) -> Vec<AffinityTerm<'_>> {
    let affinity = pod.spec().and_then(|spec| spec.get("affinity"));
    let mut terms = Vec::new();
    for (key, is_anti) in [("podAffinity", false), ("podAntiAffinity", true)] {
        let Some(affinity) = affinity.and_then(|affinity| affinity.get(key)) else {
            continue;
        };
        let items = |list| affinity.get(list).into_iter().flat_map(Node::items);
        for node in items("requiredDuringSchedulingIgnoredDuringExecution") {
            terms.extend(term(pod, node, is_anti, None));
        }
        for item in items("preferredDuringSchedulingIgnoredDuringExecution") {
            if let Some(node) = item.get("podAffinityTerm") {
                terms.extend(term(pod, node, is_anti, Some(item)));
            }
        }
    }
    terms
}

/// The term at `node`; `weighted` holds it if it is a preferred one.
fn term<'g>(
    pod: PodTemplate<'g>,
    node: Node<'g>,
    is_anti: bool,
    weighted: Option<Node<'g>>,
) -> Option<AffinityTerm<'g>> {
    let namespaces: Vec<&str> = texts(node.get("namespaces")).collect();
    let namespace_selector = node.get("namespaceSelector").filter(|selector| !selector.is_null());
    let selects_itself = match selects_itself(node, pod) {
        Match::No => Match::No,
        matches => match covers_own_namespace(pod, &namespaces, namespace_selector) {
            Match::Yes => matches,
            other => other,
        },
    };
    node.is_mapping().then(|| AffinityTerm {
        is_anti,
        required: weighted.is_none(),
        weight: weighted.and_then(|weighted| weighted.get("weight")).and_then(Node::as_i64),
        topology_key: text(node, "topologyKey"),
        selects_itself,
        namespaces,
        namespace_selector,
        node: node.resolved(),
    })
}

/// Whether the namespaces of a term take in the pod's own: listed or selected, or it says neither.
fn covers_own_namespace(pod: PodTemplate<'_>, listed: &[&str], selector: Option<Node<'_>>) -> Match {
    let owner = pod.resource();
    let own = owner.namespace();
    if listed.is_empty() && selector.is_none() || own.is_some_and(|own| listed.contains(&own)) {
        return Match::Yes;
    }
    let selected = match selector {
        None => Match::No,
        Some(selector) => {
            let selector =
                LabelSelector::new(Some(selector), SelectorScope::Nothing, SelectorScope::Everything);
            let selected = owner.graph().namespaces_by(owner.id(), selector);
            if selected.contains(owner.namespace_symbol()) {
                Match::Yes
            } else if selected.cannot_tell() {
                Match::CannotTell
            } else {
                Match::No
            }
        }
    };
    // where an unset namespace will be is not known
    if selected == Match::No && own.is_none() { Match::CannotTell } else { selected }
}
