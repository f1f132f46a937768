//! A field that exists, but on another object.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Finding, Judged, Profile, Rule, RuleContext};
use readylint_schema::{Home, Problem, Violation};
use readylint_yaml::Node;

use super::division::{MISPLACED_FIELD, violations_for};
use super::relocation;
use super::wording::{belongs, unknown_key};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KL:schema-validation", "KC:strict"],
    readiness: &["S1-E1.7", "S2-4.2-a", "S3-0.6", "S3-1.9", "S3-3.6"],
    yields_to: &[],
    options: &[],
    check: Check::Schema(check),
};

fn check(cx: &RuleContext<'_>, judged: Judged<'_>) {
    let violations: Vec<&Violation<'_>> = violations_for(cx, judged, MISPLACED_FIELD).collect();
    for violation in &violations {
        let Problem::UnknownField { home: Some(home), .. } = &violation.problem else {
            continue;
        };
        let finding = misplaced(judged, violation, home);
        // two moves into one mapping would get into each other's way
        let is_alone = violations.iter().filter(|other| is_bound_for(other, home)).count() == 1;
        let fix = relocation::fix(judged.resource().node(), violation.node, home).filter(|_| is_alone);
        cx.report(fix.into_iter().fold(finding, Finding::fix));
    }
}

fn is_bound_for(violation: &Violation<'_>, home: &Home) -> bool {
    matches!(&violation.problem, Problem::UnknownField { home: Some(other), .. } if other == home)
}

fn misplaced(judged: Judged<'_>, violation: &Violation<'_>, home: &Home) -> Finding {
    let versions = judged.versions(violation.minors);
    let belongs = belongs(judged, violation.object, home);
    unknown_key(judged, violation, &format!("{versions}: it belongs {belongs}"))
        .here(format!("belongs {belongs}"))
        .severity(judged.severity(violation.minors))
        .help(destination(violation.node, home))
}

fn destination(key: Node<'_>, home: &Home) -> String {
    let key = key.text().unwrap_or_default();
    let path = &home.path;
    match home.kind {
        Some(kind) => format!("move it to `{path}.{key}` of the {kind}, or remove it"),
        None if path.is_empty() => format!("move `{key}` to the left margin, or remove it"),
        None => format!("move it to `{path}.{key}`, or remove it"),
    }
}
