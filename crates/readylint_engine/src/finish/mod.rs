//! From findings to diagnostics: the only place that drops, merges, re-levels, reorders or moves (invariant 6).
//!
//! In this order: map origins up; drop what is not asked for, and what only a vendored chart is to blame for; drop what
//! yields (D9); apply suppressions and record their use; merge duplicates over loops and scenarios; set severity; report unused,
//! malformed and expired suppressions; hide by confidence; sort.

mod draft;
mod identity;
mod origins;
mod scenarios;
mod suppress;
mod yields;

use readylint_diagnostics::Diagnostic;
use readylint_kube::facts::secret_spans;

use crate::run::may_run;
use crate::{Catalogue, Coverage, Finding, Input, Report, RuleCount};
use draft::{Draft, World};

/// A finding with the number of its rule and of its bundle (`None`: about the input itself).
pub(crate) struct Raw {
    pub(crate) rule: usize,
    pub(crate) finding: Finding,
    pub(crate) bundle: Option<usize>,
}

/// Makes the report of a run: `raw` is what rules reported, `examined` how many subjects each rule saw.
pub(crate) fn finish(mut input: Input, catalogue: &Catalogue, mut raw: Vec<Raw>, examined: &[u64]) -> Report {
    let about_input = std::mem::take(&mut input.findings).into_iter();
    raw.extend(
        about_input
            .filter_map(|(id, finding)| catalogue.number(id).map(|rule| Raw { rule, finding, bundle: None })),
    );
    let world = World::new(&input, catalogue);
    let mut drafts: Vec<Draft> = raw.into_iter().filter_map(|raw| Draft::new(raw, &world)).collect();
    for draft in &mut drafts {
        origins::map_up(draft, &input.sources);
    }
    drafts.retain(|draft| world.is_asked_for(draft) && !draft.is_foreign);
    yields::apply(&mut drafts, &world);
    // a suppression may hold for the object of one scenario, and not for that of another
    let about_suppressions = suppress::apply(&mut drafts, &world);
    merge(&mut drafts);
    scenarios::tell(&mut drafts, &world);
    for draft in &mut drafts {
        draft.set_severity(&world);
    }
    drafts.extend(about_suppressions);
    let before = drafts.len();
    drafts.retain(|draft| !draft.is_hidden(&world));
    let hidden = before - drafts.len();
    let diagnostics = identity::diagnostics(drafts, &world);
    let rules = count(&diagnostics, &world, examined);
    let masked = input.bundles.iter().flat_map(|bundle| secret_spans(&bundle.graph));
    let masked = masked.flat_map(|span| origins::all(span, &input.sources)).collect();
    let coverage = Coverage::of(&input);
    Report { sources: input.sources, diagnostics, coverage, rules, hidden, masked }
}

/// One finding for several with the same rule, place and message, suppressed or not: a node that an alias repeats, a template in a loop.
fn merge(drafts: &mut Vec<Draft>) {
    let mut seen = rustc_hash::FxHashMap::default();
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    for draft in drafts.drain(..) {
        let key = (draft.rule, draft.place.span, draft.message.clone(), draft.suppressed.is_some());
        match seen.entry(key) {
            std::collections::hash_map::Entry::Occupied(entry) => {
                let first: &mut Draft = &mut kept[*entry.get()];
                first.absorb(draft);
            }
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(kept.len());
                kept.push(draft);
            }
        }
    }
    *drafts = kept;
}

/// The rules that were enabled somewhere, by id.
fn count(diagnostics: &[Diagnostic], world: &World<'_>, examined: &[u64]) -> Vec<RuleCount> {
    let mut found = rustc_hash::FxHashMap::<&str, u64>::default();
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.suppressed.is_none()) {
        *found.entry(diagnostic.rule.as_str()).or_default() += 1;
    }
    let entries = world.catalogue.entries().iter().zip(examined);
    let enabled =
        entries.filter(|(entry, _)| world.input.settings.iter().any(|settings| may_run(settings, entry)));
    let mut counts: Vec<RuleCount> = enabled
        .map(|(entry, &examined)| RuleCount {
            id: entry.id.to_owned(),
            examined,
            found: found.get(entry.id).copied().unwrap_or_default(),
        })
        .collect();
    counts.sort_by(|a, b| a.id.cmp(&b.id));
    counts
}
