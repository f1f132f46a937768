//! Root cause first (D9).

use readylint_kube::End;
use readylint_yaml::NodeId;
use rustc_hash::FxHashMap;

use super::draft::{Draft, World};

/// Drops every finding on whose subject, or on what holds it (container, template, object), a rule reports that it
/// yields to. The root finding lists what it explains and takes the highest severity among it.
pub(super) fn apply(drafts: &mut Vec<Draft>, world: &World<'_>) {
    let roots = roots(drafts, world);
    if roots.is_empty() {
        return;
    }
    let mut explained: Vec<(usize, usize)> = Vec::new();
    for (number, draft) in drafts.iter().enumerate() {
        let (Some(entry), Some(subject)) = (world.entry(draft.rule), draft.subject) else { continue };
        let root = entry.rule.yields_to.iter().find_map(|id| {
            let rule = world.catalogue.number(id)?;
            holders(subject, draft.bundle, world).find_map(|end| roots.get(&(rule, draft.bundle, end)).copied())
        });
        if let Some(root) = root.filter(|&root| root != number) {
            explained.push((number, root));
        }
    }
    for &(consequence, root) in &explained {
        let (message, severity) = (drafts[consequence].message.clone(), drafts[consequence].severity);
        let root = &mut drafts[root];
        root.severity = root.severity.max(severity);
        root.notes.push(format!("this also causes: {message}"));
    }
    let mut number = 0..;
    drafts.retain(|_| {
        let number = number.next().unwrap_or_default();
        explained.binary_search_by_key(&number, |&(consequence, _)| consequence).is_err()
    });
}

/// The findings of rules that others yield to, by rule, bundle and subject.
fn roots(drafts: &[Draft], world: &World<'_>) -> FxHashMap<(usize, Option<usize>, End), usize> {
    let entries = world.catalogue.entries().iter();
    let yielded_to: Vec<usize> =
        entries.flat_map(|entry| entry.rule.yields_to).filter_map(|id| world.catalogue.number(id)).collect();
    let mut roots = FxHashMap::default();
    for (number, draft) in drafts.iter().enumerate() {
        if let Some(subject) = draft.subject.filter(|_| yielded_to.contains(&draft.rule)) {
            roots.entry((draft.rule, draft.bundle, subject)).or_insert(number);
        }
    }
    roots
}

/// The subject itself and the nodes that hold it, up to the root of its document.
fn holders(subject: End, bundle: Option<usize>, world: &World<'_>) -> impl Iterator<Item = End> {
    let node = world.graph(bundle).map(|graph| graph.end_node(subject));
    let ids = std::iter::successors(node, |node| node.parent()).map(|node| node.id());
    let ids: Vec<NodeId> = ids.collect();
    ids.into_iter().map(move |node| End { resource: subject.resource, node })
}
