//! A value that a template reads and nobody defines.

use std::collections::BTreeMap;

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{ChartRender, Check, Finding, Profile, Rule, RuleContext};
use readylint_helm::template::references::{Absence, Instance, Path, Place, Step, Usage};
use readylint_scalars::near_miss;
use readylint_text::Span;
use readylint_yaml::Node;

use super::known::{Found, Known, keys_in, of_all_scenarios};
use super::reads::Templates;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &[],
    readiness: &["S1-E1.1-b", "S1-E4.3-c", "S1-E2.3-a", "S4-7.1-c"],
    yields_to: &[],
    options: &[],
    check: Check::Chart(check),
};

/// A path that is read and not defined.
struct Missing {
    /// What is read, to its end.
    read: Path,
    at: Span,
    /// Whether rendering fails.
    fails: bool,
    /// In how many places it is read.
    reads: usize,
    /// Whether it was a helper, which was given a part of the values.
    is_given: bool,
}

fn check(cx: &RuleContext<'_>, render: &ChartRender) {
    let templates = Templates::of(&render.chart);
    for mut known in of_all_scenarios(render) {
        let instances = templates.read_by(known.chart);
        let is_vague = known.learn(&instances, &templates);
        for (path, missing) in missing(&known, &instances, &templates, render) {
            let is_sure = !is_vague && !missing.is_given;
            let finding = undefined(&path, &missing, &known);
            cx.report(if is_sure { finding } else { finding.confidence(Confidence::Medium) });
        }
    }
}

/// What is absent, each up to the first key that is.
fn missing(
    known: &Known<'_>,
    instances: &[Instance],
    templates: &Templates<'_>,
    render: &ChartRender,
) -> BTreeMap<Path, Missing> {
    let mut all: BTreeMap<Path, Missing> = BTreeMap::new();
    for instance in instances {
        for read in &instance.references.reads {
            let path = &read.place.path;
            let Found::Absent { steps, mappings } = known.find(path) else { continue };
            let fails = match read.absence(steps) {
                Absence::Fails => true,
                Absence::Empty if read.usage != Usage::Whole => false,
                _ => continue,
            };
            let at = templates.span(instance.template, read.range);
            let Some(at) = at.filter(|at| render.own.contains(&at.source)) else { continue };
            if !fails
                && is_old_name(path.get(steps), &mappings, |near| {
                    templates.is_else_of(instance.template, near, read.range)
                })
            {
                continue;
            }
            let absent: Path = path.iter().take(steps + 1).cloned().collect();
            let read: Path = path.iter().cloned().collect();
            let is_given = instance.argument != Place::Root;
            let missing = Missing { read, at, fails, reads: 1, is_given };
            match all.get_mut(&absent) {
                None => {
                    all.insert(absent, missing);
                }
                Some(first) => {
                    let reads = first.reads + usize::from(first.at != at);
                    // the worst that it does is told
                    if fails && !first.fails {
                        *first = missing;
                    }
                    first.reads = reads;
                }
            }
        }
    }
    all
}

fn undefined(path: &[Step], missing: &Missing, known: &Known<'_>) -> Finding {
    let (whole, read) = (shown(path), shown(&missing.read));
    let finding = Finding::new(format!("`{whole}` is not defined")).at_span(missing.at);
    let finding = if missing.fails {
        finding.severity(Severity::Error).note(format!(
            "no values file and no schema of the chart has it, and nothing guards the read: without it, `{read}` is a nil \
             pointer, and rendering fails"
        ))
    } else {
        finding.note("no values file and no schema of the chart has it, and nothing guards the read: it prints nothing")
    };
    let finding = match missing.reads {
        0 | 1 => finding,
        reads => finding.note(format!("it is read in {reads} places")),
    };
    let Found::Absent { mappings, .. } = known.find(path) else { return finding };
    let Some(Step::Key(name)) = path.last() else { return finding };
    let near = near_miss(name, keys_in(&mappings).filter_map(Node::text));
    let key = near.and_then(|near| keys_in(&mappings).find(|key| key.text() == Some(near)));
    match (near, key) {
        (Some(near), Some(key)) => {
            finding.label(key.span(), "this key is defined").help(format!("did you mean `{near}`?"))
        }
        _ => finding.help("give it a default in values.yaml, or read it with `default`, `if` or `with`"),
    }
}

/// Whether it is what a key was called once, for values of then: it is read where the key of now is empty.
fn is_old_name(step: Option<&Step>, mappings: &[Node<'_>], is_else_of: impl Fn(&str) -> bool) -> bool {
    let Some(Step::Key(name)) = step else { return false };
    near_miss(name, keys_in(mappings).filter_map(Node::text)).is_some_and(is_else_of)
}

/// As templates write it.
fn shown(path: &[Step]) -> String {
    path.iter().fold(".Values".to_owned(), |mut text, step| {
        match step {
            Step::Key(name) => {
                text.push('.');
                text.push_str(name);
            }
            Step::Item => text.push_str("[]"),
        }
        text
    })
}
