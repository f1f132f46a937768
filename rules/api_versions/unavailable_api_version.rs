//! An API version that the target versions do not serve yet, or only when told to.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, OptionKind, OptionSpec, Profile, Rule, RuleContext};
use readylint_kube::Resource;
use readylint_schema::{Extent, Lifetime, WayOut};

use super::subject::{DEPRECATED, REMOVED, Subject, severity};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["PL:unavailable", "KC:schema"],
    readiness: &[],
    yields_to: &[REMOVED],
    options: &[ENABLED],
    check: Check::Resource(check),
};

const ENABLED: OptionSpec = OptionSpec {
    key: "enabled-api-versions",
    kind: OptionKind::Strings(&[]),
    help: "API versions that the clusters serve because `--runtime-config` enables them, such as `resource.k8s.io/v1beta1`.",
};

fn check(cx: &RuleContext<'_>, resource: Resource<'_>) {
    let Some(subject) = Subject::of(cx, resource).filter(|subject| subject.lifetime.product().is_none())
    else {
        return cx.not_applicable();
    };
    let is_removed = subject.status.removed != Extent::None;
    if is_removed && (subject.status.removed == Extent::All || cx.leaves_to(REMOVED)) {
        return;
    }
    let finding = match severity(subject.status.not_yet) {
        Some(severity) => Some(too_new(&subject).severity(severity)),
        None => off_by_default(cx, &subject),
    };
    if let Some(finding) = finding {
        cx.report(finding.at(subject.place()));
    }
}

fn too_new(subject: &Subject<'_>) -> Finding {
    let (title, range) = (subject.title(), subject.range);
    let first = subject.lifetime.introduced().map(|first| first.to_string()).unwrap_or_default();
    let finding =
        Finding::new(format!("Kubernetes has {title} only from {first} on")).here(format!("since {first}"));
    let finding = if subject.status.not_yet == Extent::All {
        finding.note(format!("all versions of the target range {range} {}", subject.refuse()))
    } else {
        finding.note(format!(
            "the target range {range} begins with {}; versions before {first} {}",
            range.oldest(),
            subject.refuse()
        ))
    };
    match subject.lifetime.elder(range) {
        Some(elder) => finding.help(format!(
            "write `{}`, which all of {range} serve, or raise the oldest version under `kubernetes`",
            elder.api_version()
        )),
        None => {
            finding.help("raise the oldest version under `kubernetes`, if no older cluster gets the object")
        }
    }
}

/// A version that clusters serve only when told to: nobody can see from here whether they are.
fn off_by_default(cx: &RuleContext<'_>, subject: &Subject<'_>) -> Option<Finding> {
    let lifetime = subject.lifetime;
    let is_told = subject.status.deprecated != Extent::None && cx.leaves_to(DEPRECATED);
    if !lifetime.is_off_by_default() || is_told || is_enabled(cx, lifetime) {
        return None;
    }
    let why = if lifetime.is_alpha() { "alpha versions are" } else { "beta versions since 1.24 are" };
    let finding = Finding::new(format!("clusters serve {} only when told to", subject.title()))
        .severity(Severity::Info)
        .confidence(Confidence::Medium)
        .here("off by default")
        .note(format!("{why} off unless `--runtime-config` of the API server enables them"));
    let enabled = "if your clusters enable it, list it under `enabled-api-versions`";
    Some(match lifetime.way_out(subject.range) {
        WayOut::Served(best) if !best.is_off_by_default() => finding.help(format!(
            "write `{}`, which all of {} serve; {enabled}",
            best.api_version(),
            subject.range
        )),
        _ => finding.help(enabled),
    })
}

fn is_enabled(cx: &RuleContext<'_>, lifetime: Lifetime) -> bool {
    cx.options().strings(&ENABLED).iter().any(|entry| entry.trim() == lifetime.api_version())
}
