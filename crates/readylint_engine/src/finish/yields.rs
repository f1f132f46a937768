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
        let cause = candidates(draft, &roots, world).next();
        if let Some(cause) = cause.filter(|&cause| last_cause(cause, &causes) != number) {
            causes.insert(number, cause);
        }
    }
    mend_aspects(&mut causes, drafts, &roots, world);
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

/// Takes back that a finding about one aspect is explained by one about another, with a finding about all of them between the
/// two: it yields to another of its causes, or to none.
fn mend_aspects(causes: &mut BTreeMap<usize, usize>, drafts: &[Draft], roots: &Roots, world: &World<'_>) {
    let is_explained = |number: usize, cause: usize, causes: &BTreeMap<usize, usize>| {
        chain(cause, causes).all(|cause| is_same(drafts[cause].aspect, drafts[number].aspect))
    };
    let strays = causes.iter().filter(|&(&number, &cause)| !is_explained(number, cause, causes));
    let strays: Vec<usize> = strays.map(|(&number, _)| number).collect();
    for stray in strays {
        causes.remove(&stray);
        let other = candidates(&drafts[stray], roots, world)
            .find(|&cause| is_explained(stray, cause, causes) && last_cause(cause, causes) != stray);
        if let Some(other) = other {
            causes.insert(stray, other);
        }
    }
}

/// The findings that `draft` may yield to, one step up, the one it rather yields to first.
fn candidates<'a>(
    draft: &'a Draft,
    roots: &'a Roots,
    world: &'a World<'_>,
) -> impl Iterator<Item = usize> + 'a {
    let rule = world.entry(draft.rule).map(|entry| entry.rule);
    let of_subject = rule.zip(draft.subject).into_iter().flat_map(move |(rule, subject)| {
        rule.yields_to.iter().filter_map(|id| world.catalogue.number(id)).map(move |number| (number, subject))
    });
    of_subject.flat_map(move |(rule, subject)| {
        holders(subject, draft.bundle, world).chain(draft.parts.iter().copied()).filter_map(move |end| {
            let here = roots.get(&(rule, draft.bundle, end))?;
            here.iter().find(|(aspect, _)| is_same(*aspect, draft.aspect)).map(|&(_, number)| number)
        })
    })
}

/// The end of the chain of causes that starts at `number`.
fn last_cause(number: usize, causes: &BTreeMap<usize, usize>) -> usize {
    chain(number, causes).last().unwrap_or(number)
}

/// `number`, its cause, the cause of that, and so on.
fn chain(number: usize, causes: &BTreeMap<usize, usize>) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(number), |number| causes.get(number).copied())
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
