//! Applying suppressions, and reporting on them (SUP-1 to SUP-8).

use std::collections::{BTreeMap, BTreeSet};

use readylint_diagnostics::{Applicability, Edit, Fix, Severity, Suppressed, SuppressionKind};
use readylint_kube::Resource;
use readylint_text::{SourceId, Span, TextRange, TextSize};
use rustc_hash::{FxHashMap, FxHashSet};

use super::Raw;
use super::draft::{Draft, World};
use super::identity::container_of;
use super::origins;
use crate::overrides::fits_glob;
use crate::run::is_enabled;
use crate::suppression::{
    Form, Malformed, Scope, Written, WrittenId, in_annotations, in_comments, mentions_readylint,
};
use crate::{ConfiguredSuppression, Finding, Named, Settings};

const UNUSED: &str = "unused-suppression";
const MALFORMED: &str = "malformed-suppression";
const EXPIRED: &str = "expired-suppression";
/// The category whose rules cannot be suppressed, only levelled.
const OWN_CATEGORY: &str = "readylint";

/// Marks what is suppressed, and returns the findings about the suppressions themselves.
pub(super) fn apply(drafts: &mut [Draft], world: &World<'_>) -> Vec<Draft> {
    let mut inline = Inline::collect(drafts, world);
    let mut configured = Configured::collect(world);
    for draft in drafts.iter_mut().filter(|draft| world.settings(draft).honour_suppressions) {
        if world.entry(draft.rule).is_none_or(|entry| entry.category == OWN_CATEGORY) {
            continue;
        }
        // all that match are used, the innermost form is the one that is named
        let by_configuration = configured.apply(draft, world);
        draft.suppressed = inline.apply(draft, world).or(by_configuration);
    }
    let findings = inline.findings(world).chain(configured.findings(world));
    let raw = findings
        .filter_map(|(id, finding)| Some(Raw { rule: world.catalogue.number(id)?, finding, bundle: None }));
    let mut own: Vec<Draft> = raw.filter_map(|raw| Draft::new(raw, world)).collect();
    own.retain(|draft| world.is_asked_for(draft));
    for draft in &mut own {
        origins::map_up(draft, &world.input.sources);
        draft.set_severity(world);
    }
    // the comment of a template stands in every render of it
    let mut seen = FxHashSet::default();
    own.retain(|draft| seen.insert((draft.rule, draft.place.span, draft.message.clone())));
    own
}

// --- comments and annotations -----------------------------------------------------------------------------------

/// A written suppression with its rules.
struct Resolved {
    written: Written,
    ids: Vec<ResolvedId>,
}

struct ResolvedId {
    id: WrittenId,
    rules: Vec<usize>,
    used: bool,
}

/// All suppressions in comments and annotations, by source.
struct Inline {
    by_source: BTreeMap<SourceId, OfSource>,
    malformed: Vec<(Malformed, Severity)>,
}

/// The suppressions of one source, indexed by where they hold: files may have thousands of them.
#[derive(Default)]
struct OfSource {
    list: Vec<Resolved>,
    /// Numbers in the list, by 0-based line.
    lines: FxHashMap<u32, Vec<usize>>,
    /// Those of the whole file.
    file: Vec<usize>,
    /// Ranges with their numbers; sorted once all are there.
    ranges: Vec<(TextRange, usize)>,
    /// For each of `ranges`, the greatest end up to it: where a search backwards may stop.
    ends: Vec<TextSize>,
}

impl OfSource {
    fn push(&mut self, suppression: Resolved) {
        let number = self.list.len();
        match suppression.written.scope {
            Scope::Line(line) => self.lines.entry(line).or_default().push(number),
            Scope::File => self.file.push(number),
            Scope::Range(range) => self.ranges.push((range, number)),
        }
        self.list.push(suppression);
    }

    fn sort(&mut self) {
        self.ranges.sort_unstable();
        let mut end = TextSize::ZERO;
        self.ends = self
            .ranges
            .iter()
            .map(|(range, _)| {
                end = end.max(range.end());
                end
            })
            .collect();
    }

    /// The numbers of the suppressions that may hold for a finding at `place`.
    fn candidates(&self, place: &Whereabouts) -> Vec<usize> {
        let mut numbers = self.file.clone();
        for line in &place.lines {
            numbers.extend(self.lines.get(line).into_iter().flatten());
        }
        let after = self.ranges.partition_point(|(range, _)| range.start() <= place.start);
        let before = (0..after).rev().take_while(|&at| self.ends[at] > place.start);
        numbers.extend(before.map(|at| self.ranges[at].1));
        if let Some(subject) = place.subject {
            let from = self.ranges.partition_point(|(range, _)| *range < subject);
            let same = self.ranges[from..].iter().take_while(|(range, _)| *range == subject);
            numbers.extend(same.map(|&(_, number)| number));
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

impl Inline {
    fn collect(drafts: &[Draft], world: &World<'_>) -> Self {
        let mut all = Self { by_source: BTreeMap::new(), malformed: Vec::new() };
        for bundle in &world.input.bundles {
            let mut annotated = FxHashSet::default();
            for (tree, _) in bundle.graph.trees().filter(|&(_, context)| !context) {
                let Some(source) = world.input.sources.get(tree.source()) else {
                    continue;
                };
                if mentions_readylint(tree.text()) {
                    all.take(in_comments(tree, source.lines()), world);
                    annotated.insert(tree.source());
                }
            }
            let resources = bundle.graph.resources().filter(|_| !annotated.is_empty());
            for resource in resources.filter(|resource| annotated.contains(&resource.document().source())) {
                all.take(in_annotations(resource), world);
            }
        }
        all.take_authored(drafts, world);
        all.by_source.values_mut().for_each(OfSource::sort);
        all
    }

    /// The comments of the values files that findings of rendered text are drawn in: who reads a finding there suppresses it
    /// there.
    fn take_authored(&mut self, drafts: &[Draft], world: &World<'_>) {
        let moved = drafts.iter().filter(|draft| draft.place.span.source != draft.made.source);
        let sources: BTreeSet<SourceId> = moved.map(|draft| draft.place.span.source).collect();
        for id in sources {
            let Some(source) = world.input.sources.get(id) else { continue };
            // the text of a template is no YAML; its comments stand in what it renders to
            if self.by_source.contains_key(&id)
                || !mentions_readylint(source.text())
                || source.text().contains("{{-")
            {
                continue;
            }
            let parse = readylint_yaml::parse(id, source.shared_text());
            if parse.errors.is_empty() {
                self.take(in_comments(&parse.tree, source.lines()), world);
            }
        }
    }

    fn take(&mut self, (written, malformed): (Vec<Written>, Vec<Malformed>), world: &World<'_>) {
        self.malformed.extend(malformed.into_iter().map(|malformed| (malformed, Severity::Error)));
        for written in written {
            let mut ids = Vec::new();
            for id in &written.ids {
                match world.catalogue.resolve(&id.text) {
                    Named::Rules(rules) => ids.push(ResolvedId { id: id.clone(), rules, used: false }),
                    Named::Removed(reason) => {
                        let problem = format!("rule `{}` was removed: {reason}", id.text);
                        self.malformed.push((Malformed { span: id.span, problem }, Severity::Info));
                    }
                    Named::Unknown(nearest) => {
                        let problem = format!("there is no rule `{}`{}", id.text, did_you_mean(nearest));
                        self.malformed.push((Malformed { span: id.span, problem }, Severity::Error));
                    }
                }
            }
            let source = written.span.source;
            self.by_source.entry(source).or_default().push(Resolved { written, ids });
        }
    }

    /// By comments where the finding was made, and where it is drawn.
    fn apply(&mut self, draft: &Draft, world: &World<'_>) -> Option<Suppressed> {
        let made = Whereabouts::of(draft, world);
        let by_made = made.and_then(|place| self.apply_at(draft.made.source, &place, draft));
        let drawn = draft.place.span;
        if drawn.source == draft.made.source {
            return by_made;
        }
        let source = world.input.sources.get(drawn.source)?;
        let lines = vec![source.lines().line(drawn.range.start())];
        let place = Whereabouts { start: drawn.range.start(), lines, subject: None };
        self.apply_at(drawn.source, &place, draft).or(by_made)
    }

    fn apply_at(&mut self, source: SourceId, place: &Whereabouts, draft: &Draft) -> Option<Suppressed> {
        let suppressions = self.by_source.get_mut(&source)?;
        let mut result = None;
        for number in suppressions.candidates(place) {
            let Some(suppression) = suppressions.list.get_mut(number) else { continue };
            let mut ids = suppression.ids.iter_mut().filter(|id| id.rules.contains(&draft.rule)).peekable();
            if ids.peek().is_none() || !place.is_in(suppression.written.scope) {
                continue;
            }
            ids.for_each(|id| id.used = true);
            let kind = match suppression.written.form {
                Form::Comment => SuppressionKind::Comment,
                Form::Annotation => SuppressionKind::Annotation,
            };
            let reason = suppression.written.reason.clone();
            result = result.or(Some(Suppressed { kind, reason, until: None }));
        }
        result
    }

    /// The authored places of ids in rendered text that suppress something in one of the renders: the comment of a template
    /// stands in every scenario and every turn of a loop.
    fn used_elsewhere(&self, world: &World<'_>) -> FxHashSet<Span> {
        let lists = self.by_source.values().flat_map(|suppressions| &suppressions.list);
        let used = lists.flat_map(|suppression| &suppression.ids).filter(|id| id.used);
        used.filter_map(|id| origins::authored(id.id.span, &world.input.sources)).collect()
    }

    fn findings(self, world: &World<'_>) -> impl Iterator<Item = (&'static str, Finding)> {
        let honoured = |source: SourceId| world.input.settings.get(source).honour_suppressions;
        let used = self.used_elsewhere(world);
        let malformed = self.malformed.into_iter().map(|(malformed, severity)| {
            let finding = Finding::new(malformed.problem)
                .at_span(malformed.span)
                .severity(severity)
                .note("a suppression that cannot be read suppresses nothing");
            (MALFORMED, finding)
        });
        let honoured = self.by_source.into_iter().filter(move |&(source, _)| honoured(source));
        let unused = honoured.flat_map(move |(source, suppressions)| {
            let suppressions = suppressions.list.into_iter();
            suppressions
                .flat_map(|suppression| unused(&suppression, source, &used, world))
                .collect::<Vec<_>>()
        });
        malformed.chain(unused)
    }
}

/// Findings about the ids of `suppression` that matched nothing although one of their rules ran.
fn unused(
    suppression: &Resolved,
    source: SourceId,
    used: &FxHashSet<Span>,
    world: &World<'_>,
) -> Vec<(&'static str, Finding)> {
    let settings = world.input.settings.get(source);
    // only overrides ask what object it is
    let object = if settings.overrides.is_empty() { None } else { object_at(&suppression.written, world) };
    let ran = |rule: &usize| world.entry(*rule).is_some_and(|entry| is_enabled(settings, entry, object));
    let is_used = |id: &ResolvedId| {
        let elsewhere = || origins::authored(id.id.span, &world.input.sources);
        id.used || (!used.is_empty() && elsewhere().is_some_and(|span| used.contains(&span)))
    };
    let unused: Vec<&WrittenId> = suppression
        .ids
        .iter()
        .filter(|id| !is_used(id) && id.rules.iter().any(ran))
        .map(|id| &id.id)
        .collect();
    let fix = removal(&suppression.written, &unused, world);
    let report = |id: &&WrittenId| {
        let finding = Finding::new(format!("nothing here is suppressed by `{}`", id.text))
            .at_span(id.span)
            .help("remove it, so that a finding that comes back is seen");
        let finding = match &fix {
            Some(fix) => finding.fix(fix.clone()),
            None => finding,
        };
        (UNUSED, finding)
    };
    unused.iter().map(report).collect()
}

/// The object in whose document a suppression stands; one for the whole file is about none.
fn object_at<'a>(written: &Written, world: &World<'a>) -> Option<Resource<'a>> {
    if written.scope == Scope::File {
        return None;
    }
    let at = written.span;
    let resources = world.input.bundles.iter().flat_map(|bundle| bundle.graph.resources());
    let mut here = resources.filter(|resource| resource.document().source() == at.source);
    here.find(|resource| resource.document().range().contains(at.range.start()))
}

/// The edit that removes all `unused` ids from a comment, and with the last id the comment. All findings about one
/// comment offer the same edit: one for each id would overlap at the commas.
fn removal(written: &Written, unused: &[&WrittenId], world: &World<'_>) -> Option<Fix> {
    if written.form != Form::Comment {
        return None;
    }
    let is_kept = |id: &&WrittenId| !unused.iter().any(|unused| unused.span == id.span);
    let kept: Vec<&str> = written.ids.iter().filter(is_kept).map(|id| id.text.as_str()).collect();
    let range = match written.ids.as_slice() {
        [first, .., last] if !kept.is_empty() => first.span.range.cover(last.span.range),
        _ => whole_comment(written.span, world)?,
    };
    let names: Vec<&str> = unused.iter().map(|id| id.text.as_str()).collect();
    Some(Fix {
        title: format!("remove the suppression of `{}`", names.join("`, `")),
        applicability: Applicability::Safe,
        edits: vec![Edit { span: written.span.with_range(range), text: kept.join(", ") }],
    })
}

/// The comment with the blanks before it; with its line, if nothing else stands there.
fn whole_comment(comment: Span, world: &World<'_>) -> Option<TextRange> {
    let source = world.input.sources.get(comment.source)?;
    let before = source.text().get(..comment.range.start().to_usize())?;
    let start = before.trim_end_matches([' ', '\t']).len();
    let line = source.lines().line(comment.range.start());
    let own_line = source.lines().line_start(line).to_usize() == start;
    let end = comment.range.end();
    let end = if own_line { source.lines().line_start(line + 1).max(end) } else { end };
    Some(TextRange::at(start, end.to_usize()))
}

/// Where a finding is, as far as suppressions ask.
struct Whereabouts {
    start: TextSize,
    /// 0-based lines: its own; for something absent also those of the keys above.
    lines: Vec<u32>,
    subject: Option<TextRange>,
}

impl Whereabouts {
    fn of(draft: &Draft, world: &World<'_>) -> Option<Self> {
        let source = world.input.sources.get(draft.made.source)?;
        let places = std::iter::once(&draft.made).chain(&draft.place.parents);
        let own = places.filter(|span| span.source == draft.made.source);
        let lines = own.map(|span| source.lines().line(span.range.start())).collect();
        let subject =
            draft.subject.zip(world.graph(draft.bundle)).map(|(end, graph)| graph.end_node(end).range());
        Some(Self { start: draft.made.range.start(), lines, subject })
    }

    fn is_in(&self, scope: Scope) -> bool {
        match scope {
            Scope::File => true,
            // a finding about an object may be drawn elsewhere (a duplicate): its subject decides then
            Scope::Range(range) => range.contains(self.start) || self.subject == Some(range),
            Scope::Line(line) => self.lines.contains(&line),
        }
    }
}

// --- entries of the configuration -------------------------------------------------------------------------------

/// What became of the entries of all configuration files.
struct Configured<'a> {
    entries: BTreeMap<Span, Entry<'a>>,
    of_rule: FxHashMap<usize, Vec<Span>>,
}

struct Entry<'a> {
    suppression: &'a ConfiguredSuppression,
    rules: Vec<usize>,
    expired: bool,
    used: bool,
}

impl<'a> Configured<'a> {
    fn collect(world: &World<'a>) -> Self {
        let mut all = Self { entries: BTreeMap::new(), of_rule: FxHashMap::default() };
        for settings in world.input.settings.iter().filter(|settings| settings.honour_suppressions) {
            for suppression in settings.suppressions.iter() {
                let rules: Vec<usize> =
                    suppression.rules.iter().flat_map(|id| named_rules(id, world)).collect();
                let expired = suppression.until.is_some_and(|until| until < settings.today);
                for &rule in &rules {
                    let spans = all.of_rule.entry(rule).or_default();
                    if !spans.contains(&suppression.span) {
                        spans.push(suppression.span);
                    }
                }
                let entry = Entry { suppression, rules, expired, used: false };
                all.entries.entry(suppression.span).or_insert(entry);
            }
        }
        all
    }

    fn apply(&mut self, draft: &mut Draft, world: &World<'_>) -> Option<Suppressed> {
        let mut result = None;
        let spans = self.of_rule.get(&draft.rule)?;
        for span in spans {
            let Some(entry) = self.entries.get_mut(span) else {
                continue;
            };
            if !is_in_force(*span, world.settings(draft)) || !fits(entry.suppression, draft, world) {
                continue;
            }
            entry.used = true;
            let until = entry.suppression.until.map(|until| until.to_string());
            if entry.expired {
                let until = until.unwrap_or_default();
                draft.notes.push(format!("its suppression ran out on {until}: {}", entry.suppression.reason));
                continue;
            }
            let reason = Some(entry.suppression.reason.clone());
            result = result.or(Some(Suppressed { kind: SuppressionKind::Configuration, reason, until }));
        }
        result
    }

    fn findings(self, world: &World<'_>) -> impl Iterator<Item = (&'static str, Finding)> {
        let known = |rule: &usize| world.entry(*rule).map(|entry| entry.id);
        self.entries.into_values().filter_map(move |entry| {
            let rules = entry.rules.iter().filter_map(known).collect::<Vec<_>>().join("`, `");
            let at = entry.suppression.span;
            if entry.expired {
                let until = entry.suppression.until.map(|until| until.to_string()).unwrap_or_default();
                let finding = Finding::new(format!("the suppression of `{rules}` ran out on {until}"))
                    .at_span(at)
                    .note("its findings are back")
                    .help("mend what it suppressed, or give it a new date and a reason that still holds");
                return Some((EXPIRED, finding));
            }
            (!entry.used && is_present(entry.suppression, &entry.rules, world)).then(|| {
                let finding =
                    Finding::new(format!("nothing in this run is suppressed by the entry for `{rules}`"))
                        .at_span(at)
                        .help("remove it, so that a finding that comes back is seen");
                (UNUSED, finding)
            })
        })
    }
}

fn named_rules(id: &str, world: &World<'_>) -> Vec<usize> {
    match world.catalogue.resolve(id) {
        Named::Rules(rules) => rules,
        Named::Removed(_) | Named::Unknown(_) => Vec::new(),
    }
}

/// Whether all fields of the entry that are set match the finding.
fn fits(suppression: &ConfiguredSuppression, draft: &Draft, world: &World<'_>) -> bool {
    let file =
        world.input.sources.get(draft.made.source).map(readylint_text::Source::name).unwrap_or_default();
    if suppression.files.as_ref().is_some_and(|files| !files.is_match(file)) {
        return false;
    }
    let graph = world.graph(draft.bundle);
    let resource = graph.zip(draft.resource).map(|(graph, id)| graph.resource(id));
    fits_glob(suppression.kind.as_ref(), resource.map(readylint_kube::Resource::kind_name))
        && fits_glob(suppression.name.as_ref(), resource.and_then(readylint_kube::Resource::name))
        && fits_glob(suppression.namespace.as_ref(), resource.and_then(readylint_kube::Resource::namespace))
        && fits_glob(
            suppression.container.as_ref(),
            graph.zip(draft.subject).and_then(|(graph, end)| container_of(graph, end)),
        )
}

/// Whether something in the run is what the entry is about, and one of its `rules` ran there.
fn is_present(suppression: &ConfiguredSuppression, rules: &[usize], world: &World<'_>) -> bool {
    let resources = world.input.bundles.iter().flat_map(|bundle| bundle.graph.resources());
    resources.filter(|resource| !world.is_context(resource.document().source())).any(|resource| {
        let id = resource.document().source();
        let settings = world.input.settings.get(id);
        let ran = |rule: &usize| {
            world.entry(*rule).is_some_and(|entry| is_enabled(settings, entry, Some(resource)))
        };
        let file = world.input.sources.get(id).map(readylint_text::Source::name).unwrap_or_default();
        // where the run covers everything, an entry for an object that is gone (or misspelt) is stale; in a part of it, the
        // object may stand elsewhere
        let is_there = || {
            fits_glob(suppression.kind.as_ref(), Some(resource.kind_name()))
                && fits_glob(suppression.name.as_ref(), resource.name())
                && fits_glob(suppression.namespace.as_ref(), resource.namespace())
        };
        // the cheap questions first
        suppression.files.as_ref().is_none_or(|files| files.is_match(file))
            && (!resource.graph().is_part() || is_there())
            && rules.iter().any(ran)
            && is_in_force(suppression.span, settings)
    })
}

/// Whether the configuration of `settings` holds the entry at `span`.
fn is_in_force(span: Span, settings: &Settings) -> bool {
    settings.suppressions.iter().any(|other| other.span == span)
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|id| format!("; did you mean `{id}`?")).unwrap_or_default()
}
