//! Root cause first (D9).

use std::collections::BTreeMap;

use readylint_kube::End;
use readylint_yaml::{Node, NodeId};
use rustc_hash::FxHashMap;

use super::draft::{Draft, World};

/// Drops every finding on whose subject, or on what holds it (container, template, object), or on a part that it names, a rule
/// reports that it yields to, about the same aspect of it. The root finding, the last of a chain, lists what it explains and
/// takes the highest severity among it. What the confidence threshold hides explains nothing and is not explained.
pub(super) fn apply(drafts: &mut Vec<Draft>, world: &World<'_>) {
    let roots = roots(drafts, world);
    if roots.is_empty() {
        return;
    }
    // consequence and cause, in order; a forest, because the one that would close a ring is left out
    let mut causes: BTreeMap<usize, usize> = BTreeMap::new();
    for (number, draft) in drafts.iter().enumerate().filter(|(_, draft)| !draft.is_hidden(world)) {
        let cause = cause(draft, &roots, world);
        if let Some(cause) = cause.filter(|&cause| last_cause(cause, &causes) != number) {
            causes.insert(number, cause);
        }
    }
    for &consequence in causes.keys() {
        let note = format!("this also causes: {}", drafts[consequence].message);
        let severity = drafts[consequence].configured_severity(world);
        let root = &mut drafts[last_cause(consequence, &causes)];
        root.severity = root.severity.max(severity);
        root.notes.push(note);
    }
    let mut number = 0..;
    drafts.retain(|_| !causes.contains_key(&number.next().unwrap_or_default()));
}

/// The finding that `draft` yields to, one step up.
fn cause(draft: &Draft, roots: &Roots, world: &World<'_>) -> Option<usize> {
    let (entry, subject) = (world.entry(draft.rule)?, draft.subject?);
    entry.rule.yields_to.iter().find_map(|id| {
        let rule = world.catalogue.number(id)?;
        holders(subject, draft.bundle, world).chain(draft.parts.iter().copied()).find_map(|end| {
            let here = roots.get(&(rule, draft.bundle, end))?;
            here.iter().find(|(aspect, _)| is_same(*aspect, draft.aspect)).map(|&(_, number)| number)
        })
    })
}

/// The end of the chain of causes that starts at `number`.
fn last_cause(number: usize, causes: &BTreeMap<usize, usize>) -> usize {
    let chain = std::iter::successors(Some(number), |number| causes.get(number).copied());
    chain.last().unwrap_or(number)
}

/// The findings of rules that others yield to, by rule, bundle and subject; with each its aspect.
type Roots = FxHashMap<(usize, Option<usize>, End), Vec<(Option<&'static str>, usize)>>;

/// Whether findings about these aspects of one subject can explain each other.
fn is_same(cause: Option<&str>, consequence: Option<&str>) -> bool {
    cause.is_none() || consequence.is_none() || cause == consequence
}

/// The findings that are shown and that some rule yields to.
fn roots(drafts: &[Draft], world: &World<'_>) -> Roots {
    let entries = world.catalogue.entries().iter();
    let yielded_to: Vec<usize> =
        entries.flat_map(|entry| entry.rule.yields_to).filter_map(|id| world.catalogue.number(id)).collect();
    let mut roots = Roots::default();
    for (number, draft) in drafts.iter().enumerate().filter(|(_, draft)| !draft.is_hidden(world)) {
        if let Some(subject) = draft.subject.filter(|_| yielded_to.contains(&draft.rule)) {
            let here = roots.entry((draft.rule, draft.bundle, subject)).or_default();
            // the first of each aspect stands for the others: a subject has few aspects, and may have any number of findings
            if here.iter().all(|(aspect, _)| *aspect != draft.aspect) {
                here.push((draft.aspect, number));
            }
        }
    }
    roots
}

/// The subject itself and the nodes that hold it, up to the root of its document.
fn holders(subject: End, bundle: Option<usize>, world: &World<'_>) -> impl Iterator<Item = End> {
    let node = world.graph(bundle).map(|graph| graph.end_node(subject));
    let ids = std::iter::successors(node, |node| node.parent()).map(Node::id);
    let ids: Vec<NodeId> = ids.collect();
    ids.into_iter().map(move |node| End { resource: subject.resource, node })
}
