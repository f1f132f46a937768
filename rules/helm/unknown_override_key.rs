//! A key of a values file that nothing reads.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use readylint_diagnostics::{Applicability, Confidence, Edit, Fix, Severity};
use readylint_engine::{ChartRender, Check, Finding, Profile, Rule, RuleContext};
use readylint_helm::chart::Chart;
use readylint_helm::template::references::{Instance, Step, Usage};
use readylint_scalars::near_miss;
use readylint_text::Span;
use readylint_yaml::{Node, NodeKind, Style, parse};

use super::known::{Found, Keys, Known, keys, keys_in, names_of, parsed};
use super::reads::{Templates, dotted_words, words};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[],
    readiness: &["S1-E1.1-b", "S1-E4.3-c", "S1-E2.3-a", "S4-7.1-c"],
    yields_to: &[],
    options: &[],
    check: Check::Chart(check),
};

/// After so many unknown keys of one file, the others say nothing new.
const MAX_FINDINGS: usize = 100;
/// Subcharts deeper than this are not looked into.
const MAX_DEPTH: usize = 4;

/// What a chart defines and reads below the key that its values are under.
struct Judge<'c> {
    prefix: Keys,
    known: Known<'c>,
    reads: Reads,
}

/// What is to be done with a key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// Nobody knows it.
    Unknown,
    /// It is known: look at the keys below.
    Look,
    /// Anything may be here.
    Quiet,
}

struct Judges<'c> {
    judges: Vec<Judge<'c>>,
    /// The words of all templates, and those of values and other files of the chart that `tpl` may read as keys.
    words: HashSet<Vec<u8>>,
}

fn check(cx: &RuleContext<'_>, render: &ChartRender) {
    let overrides: Vec<_> =
        render.options.values.iter().map(|file| (file.source, Arc::clone(&file.text))).collect();
    let blocks = has_block(&render.chart).then_some(render.chart.values.as_ref()).flatten();
    if overrides.is_empty() && blocks.is_none() {
        return cx.not_applicable();
    }
    let Some(judges) = Judges::of(render) else { return };
    let own = blocks.and_then(|file| Some((file.source?, parsed(file)?)));
    let own = own.into_iter().map(|(source, parse)| (source, parse, true));
    let files = overrides.into_iter().map(|(source, text)| (source, parse(source, text), false));
    for (source, parse, is_own) in own.chain(files) {
        if !render.own.contains(&source) {
            continue;
        }
        let mut unknown = Vec::new();
        for root in parse.tree.roots().filter(|root| root.is_mapping()) {
            for entry in root.own_entries() {
                let is_block = entry.key.text().is_some_and(|key| judges.is_block(key));
                if !is_own || is_block {
                    judges.entry(entry.key, entry.value, &mut Vec::new(), &mut unknown);
                }
            }
        }
        for finding in unknown {
            cx.report(finding);
        }
    }
}

/// Whether the values of the chart may have a part for another one.
fn has_block(chart: &Chart) -> bool {
    !chart.dependencies.is_empty()
}

impl<'c> Judges<'c> {
    /// `None` if the templates hand on all of their values to where nobody can follow.
    fn of(render: &'c ChartRender) -> Option<Self> {
        let templates = Templates::of(&render.chart);
        let mut judges = Vec::new();
        let mut waiting = vec![(Keys::new(), &*render.chart)];
        while let Some((prefix, chart)) = waiting.pop() {
            let mut known = Known::base(chart);
            let instances = templates.read_by(chart);
            if known.learn(&instances, &templates) && prefix.is_empty() {
                return None;
            }
            if prefix.len() < MAX_DEPTH {
                for child in &chart.dependencies {
                    for name in names_of(chart, child) {
                        let mut below = prefix.clone();
                        below.push(name);
                        waiting.push((below, child));
                    }
                }
            }
            judges.push(Judge { prefix, known, reads: Reads::of(chart, &instances) });
        }
        let values =
            render.all_options.iter().flat_map(|options| &options.values).map(|file| file.text.as_bytes());
        let charts = judges.iter().map(|judge| judge.known.chart);
        let files = charts.flat_map(|chart| chart.values.iter().chain(&chart.files)).map(|file| &*file.bytes);
        let run = values.chain(files).filter(|text| words(text).any(|word| word == b"Values"));
        let words = run.flat_map(dotted_words).chain(templates.words()).map(<[u8]>::to_vec).collect();
        Some(Self { judges, words })
    }

    fn is_block(&self, key: &str) -> bool {
        self.judges.iter().any(|judge| judge.prefix.first().is_some_and(|first| **first == *key))
    }

    /// Looks at an entry below `above`, and at what is in it.
    fn entry<'n>(&self, key: Node<'n>, value: Node<'n>, above: &mut Vec<Step>, found: &mut Vec<Finding>) {
        let Some(name) = key.text() else { return };
        let is_extension = name.starts_with("x-") || value.anchor().is_some();
        if found.len() >= MAX_FINDINGS
            || name == "<<"
            || name == "global"
            || (above.is_empty() && (name == "tags" || is_extension))
        {
            return;
        }
        above.push(Step::Key(Arc::from(name)));
        match self.judge(above) {
            // an alias is judged where it is written
            Verdict::Look if value.kind() == NodeKind::Mapping => {
                for entry in value.own_entries() {
                    self.entry(entry.key, entry.value, above, found);
                }
            }
            Verdict::Unknown if !self.may_be_run(name) => found.push(self.unknown(key, above)),
            _ => {}
        }
        above.pop();
    }

    /// Whether some text names it that `tpl` may run, or a template in a way that was not followed.
    fn may_be_run(&self, name: &str) -> bool {
        words(name.as_bytes()).all(|word| self.words.contains(word))
    }

    fn judge(&self, path: &[Step]) -> Verdict {
        self.judges.iter().map(|judge| judge.verdict(path)).max().unwrap_or(Verdict::Quiet)
    }

    fn unknown(&self, key: Node<'_>, path: &[Step]) -> Finding {
        let name = key.text().unwrap_or_default();
        let shown = path.iter().filter_map(|step| match step {
            Step::Key(name) => Some(&**name),
            Step::Item => None,
        });
        let finding = Finding::new(format!("nothing reads `{}`", shown.collect::<Vec<_>>().join(".")))
            .at(key)
            .note("no template reads this key, and neither values.yaml nor a schema has it: Helm ignores it without a word");
        let mut beside: Vec<(String, Option<Span>)> = Vec::new();
        for judge in &self.judges {
            judge.beside(path, &mut beside);
        }
        let near = near_miss(name, beside.iter().map(|(name, _)| name.as_str())).map(str::to_owned);
        let Some(near) = near else {
            return finding.help("remove it, or look up in values.yaml what it should be called");
        };
        let place =
            beside.iter().find(|(name, span)| *name == near && span.is_some()).and_then(|(_, span)| *span);
        let finding =
            place.into_iter().fold(finding, |finding, span| finding.label(span, "this key is defined"));
        let is_taken = key.parent().is_some_and(|mapping| mapping.get(&near).is_some());
        let is_plain = key.style() == Style::Plain && key.kind() == NodeKind::Scalar;
        let edit = Edit { span: key.span(), text: near.clone() };
        let fix = Fix {
            title: format!("rename the key to `{near}`"),
            applicability: Applicability::Unsafe,
            edits: vec![edit],
        };
        finding.help(format!("did you mean `{near}`?")).fix((!is_taken && is_plain).then_some(fix))
    }
}

impl Judge<'_> {
    /// What this chart makes of a path of the outermost chart's values.
    fn verdict(&self, path: &[Step]) -> Verdict {
        let prefix: Vec<Step> = self.prefix.iter().cloned().map(Step::Key).collect();
        if prefix.starts_with(path) && !prefix.is_empty() {
            return Verdict::Look;
        }
        let Some(path) = path.strip_prefix(prefix.as_slice()) else { return Verdict::Unknown };
        let read = self.reads.verdict(path);
        let is_subchart = matches!(path.first(), Some(Step::Key(name)) if self.has_loaded(name));
        let known = match self.known.find(path) {
            // what is below is for the subchart to say
            Found::Open if is_subchart => Verdict::Unknown,
            Found::Open => Verdict::Quiet,
            Found::Defined => Verdict::Look,
            Found::Absent { .. } => Verdict::Unknown,
        };
        read.max(known)
    }

    fn has_loaded(&self, name: &str) -> bool {
        let chart = self.known.chart;
        chart.dependencies.iter().any(|child| names_of(chart, child).iter().any(|known| **known == *name))
    }

    /// The keys that this chart knows where the last of `path` is not.
    fn beside(&self, path: &[Step], names: &mut Vec<(String, Option<Span>)>) {
        let prefix: Vec<Step> = self.prefix.iter().cloned().map(Step::Key).collect();
        let Some(path) = path.strip_prefix(prefix.as_slice()) else { return };
        if let Found::Absent { steps, mappings } = self.known.find(path)
            && steps + 1 == path.len()
        {
            names.extend(
                keys_in(&mappings).filter_map(|key| Some((key.text()?.to_owned(), Some(key.span())))),
            );
        }
        let Some((_, above)) = path.split_last() else { return };
        names.extend(self.reads.below(above).map(|name| (name.to_string(), None)));
    }
}

/// What the templates of a chart read, and the conditions of its dependencies, as a tree of keys.
#[derive(Default)]
struct Reads {
    /// Whether it is used with all that is in it.
    is_whole: bool,
    keys: HashMap<Arc<str>, Self>,
    /// What is read of every key.
    any: Option<Box<Self>>,
}

impl Reads {
    fn of(chart: &Chart, instances: &[Instance]) -> Self {
        let mut all = Self::default();
        for read in instances.iter().flat_map(|instance| &instance.references.reads) {
            let is_whole = !matches!(read.usage, Usage::Container | Usage::Condition);
            all.add(&read.place.path, is_whole);
        }
        for dependency in &chart.metadata.dependencies {
            for condition in dependency.condition.split(',').map(str::trim).filter(|path| !path.is_empty()) {
                let path: Vec<Step> = keys(condition).into_iter().map(Step::Key).collect();
                all.add(&path, false);
            }
        }
        all
    }

    fn add(&mut self, path: &[Step], is_whole: bool) {
        let end = path.iter().fold(self, |reads, step| match step {
            Step::Key(name) => reads.keys.entry(Arc::clone(name)).or_default(),
            Step::Item => reads.any.get_or_insert_default(),
        });
        end.is_whole |= is_whole;
    }

    /// The reads that `path` leads to; `None` if it goes through something that is used as a whole.
    fn at(&self, path: &[Step]) -> Option<Vec<&Self>> {
        let mut here = vec![self];
        for step in path {
            if here.iter().any(|reads| reads.is_whole) {
                return None;
            }
            let mut next = Vec::new();
            for reads in here {
                next.extend(reads.any.as_deref());
                if let Step::Key(name) = step {
                    next.extend(reads.keys.get(name));
                }
            }
            here = next;
        }
        Some(here)
    }

    fn verdict(&self, path: &[Step]) -> Verdict {
        match self.at(path) {
            None => Verdict::Quiet,
            Some(here) if here.iter().any(|reads| reads.is_whole) => Verdict::Quiet,
            Some(here) if !here.is_empty() => Verdict::Look,
            Some(_) => Verdict::Unknown,
        }
    }

    /// The keys that are read below `path`.
    fn below(&self, path: &[Step]) -> impl Iterator<Item = &Arc<str>> {
        self.at(path).into_iter().flatten().flat_map(|reads| reads.keys.keys())
    }
}
