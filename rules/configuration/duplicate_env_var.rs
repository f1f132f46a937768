//! A variable that a container sets twice.

use std::collections::HashMap;

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::facts::environment::{Environment, Variable, VariableSource, references};
use readylint_kube::{Container, EnvVar};
use readylint_scalars::placeholder;
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Safe),
    references: &[
        "KL:duplicate-env-var",
        "KS:environment-variable-key-duplication",
        "KUB:C-0295",
        "SQ:S6907",
    ],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Container(check),
};

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    let entries = entries(container);
    if entries.is_empty() {
        return cx.not_applicable();
    }
    let pairs = pairs(&entries);
    for pair in &pairs {
        let finding = twice(container, pair);
        cx.report(finding.fix(fix(pair)));
    }
    if container.env_from().next().is_some() {
        report_hidden_keys(cx, container, &entries);
    }
}

/// The entries of `env` with their names, but those whose name is filled in later.
fn entries(container: Container<'_>) -> Vec<(&str, EnvVar<'_>)> {
    let named = container.env().filter_map(|variable| Some((variable.name()?, variable)));
    named.filter(|(name, _)| !name.is_empty() && placeholder(name).is_none()).collect()
}

/// Two entries of one name, one of which does not count.
struct Pair<'g> {
    name: &'g str,
    /// The one that has no effect.
    idle: EnvVar<'g>,
    /// The one that has.
    counts: EnvVar<'g>,
    /// How many entries of this name there are.
    times: usize,
    /// Whether `idle` is needed all the same: an entry between the two refers to it, or `counts` may be absent.
    is_needed: bool,
}

/// Each entry beside the one of the same name before it, in order. One that extends what stands before it is no fault; one that only
/// repeats it, as `$(NAME)`, has no effect itself (`podWarnings` of `pkg/api/pod` says so too).
fn pairs<'g>(entries: &[(&'g str, EnvVar<'g>)]) -> Vec<Pair<'g>> {
    let mut last: HashMap<&str, (usize, EnvVar<'g>)> = HashMap::new();
    let mut last_read: HashMap<&str, usize> = HashMap::new();
    let mut pairs = Vec::new();
    for (number, &(name, entry)) in entries.iter().enumerate() {
        let before = last.insert(name, (number, entry));
        if let Some((at, earlier)) = before {
            let is_read = last_read.get(name).is_some_and(|&read| read > at);
            match effect(entry, name) {
                Effect::Replaces => {
                    let is_needed = is_read || is_optional(entry);
                    pairs.push(Pair { name, idle: earlier, counts: entry, times: 2, is_needed });
                }
                Effect::Repeats => {
                    pairs.push(Pair { name, idle: entry, counts: earlier, times: 2, is_needed: false });
                    last.insert(name, (at, earlier));
                }
                Effect::Extends => {}
            }
        }
        for reference in text(entry).into_iter().flat_map(references) {
            last_read.insert(reference, number);
        }
    }
    let times = times(entries);
    for pair in &mut pairs {
        pair.times = times.get(pair.name).copied().unwrap_or(pair.times);
        // an entry that counts more than the one before may itself be replaced
        pair.counts = last.get(pair.name).map_or(pair.counts, |&(_, last)| last);
    }
    pairs
}

/// How many entries there are of each name.
fn times<'g>(entries: &[(&'g str, EnvVar<'g>)]) -> HashMap<&'g str, usize> {
    let mut times = HashMap::new();
    for (name, _) in entries {
        *times.entry(*name).or_default() += 1;
    }
    times
}

/// What an entry does to the value that its variable has before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    Replaces,
    Repeats,
    Extends,
}

fn effect(entry: EnvVar<'_>, name: &str) -> Effect {
    let Some(text) = text(entry) else { return Effect::Replaces };
    let is_itself = text.strip_prefix("$(").and_then(|rest| rest.strip_suffix(')')) == Some(name);
    if is_itself {
        Effect::Repeats
    } else if references(text).any(|reference| reference == name) {
        Effect::Extends
    } else {
        Effect::Replaces
    }
}

/// The text of `value`, if the entry has one.
fn text(entry: EnvVar<'_>) -> Option<&str> {
    entry.value().filter(|value| !value.is_null()).and_then(Node::text)
}

/// Whether the entry leaves the variable alone where a key is absent.
fn is_optional(entry: EnvVar<'_>) -> bool {
    let sources = entry.node().get("valueFrom").into_iter().flat_map(Node::entries);
    let mut flags = sources.filter_map(|source| source.value.get("optional"));
    flags.any(|flag| flag.as_bool() == Some(true))
}

/// The entry that does not count, taken out. Not where an entry refers to it.
fn fix(pair: &Pair<'_>) -> Option<Fix> {
    let edit = Some(pair.idle.node()).filter(|_| !pair.is_needed).and_then(edits::remove_item)?;
    Some(Fix {
        title: format!("remove the `{}` that does not count", pair.name),
        applicability: Applicability::Safe,
        edits: vec![edit],
    })
}

/// Keys of `envFrom` that an entry of `env` replaces, as it is often meant.
fn report_hidden_keys(cx: &RuleContext<'_>, container: Container<'_>, entries: &[(&str, EnvVar<'_>)]) {
    let times = times(entries);
    let sources = Environment::of_sources(container);
    for &(name, entry) in entries.iter().filter(|(name, _)| times.get(name) == Some(&1)) {
        if effect(entry, name) == Effect::Replaces
            && !is_optional(entry)
            && let Some(hidden) = sources.get(name)
        {
            cx.report(hides(container, entry, hidden));
        }
    }
}

/// The name of an entry, where it is pointed at.
fn place(entry: EnvVar<'_>) -> Node<'_> {
    entry.node().get("name").unwrap_or(entry.node())
}

fn twice(container: Container<'_>, pair: &Pair<'_>) -> Finding {
    let Pair { name, idle, counts, times, is_needed } = pair;
    let times = if *times == 2 { "twice".to_owned() } else { format!("{times} times") };
    let (here, there) = if *is_needed {
        ("counts only in what refers to it, or where the other is absent", "the other one, which comes last")
    } else {
        ("this one does not count", "this one counts")
    };
    Finding::new(format!("container `{}` sets `{name}` {times}", container.name()))
        .at(place(*idle))
        .here(here)
        .label(place(*counts).grip(), there)
        .note("client-side `kubectl apply` may drop one of them at the next change, and server-side apply refuses the object")
        .help("remove the one that does not count, or give it another name")
}

fn hides(container: Container<'_>, entry: EnvVar<'_>, hidden: &Variable<'_>) -> Finding {
    let source = match hidden.source {
        VariableSource::ConfigMap(Some(owner)) | VariableSource::Secret(Some(owner)) => owner.title(),
        _ => "`envFrom`".to_owned(),
    };
    let finding = Finding::new(format!(
        "`{}` of container `{}` hides the key that comes from {source}",
        hidden.name,
        container.name()
    ));
    let finding = finding.at(place(entry)).here("`env` wins");
    let finding = match hidden.reference {
        Some(reference) => finding.label(reference.grip(), "brings the same name in"),
        None => finding,
    };
    finding
        .note("whoever changes the key there sees no effect in this container")
        .help("keep one of the two, or leave it if the entry is meant to replace the key")
        .severity(Severity::Info)
}
