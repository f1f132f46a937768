//! A key that the object's schema does not have.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Finding, Judged, Profile, Rule, RuleContext};
use readylint_schema::{Home, Minors, Problem, Violation};

use super::division::{UNKNOWN_FIELD, violations_for};
use super::wording::{belongs, did_you_mean, unknown_key};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KL:schema-validation", "KC:strict"],
    readiness: &["S1-E1.7", "S2-4.2-a", "S3-0.6", "S3-1.9", "S3-3.6"],
    // by violation, not by object: see division.rs
    yields_to: &[],
    options: &[],
    check: Check::Schema(check),
};

fn check(cx: &RuleContext<'_>, judged: Judged<'_>) {
    for violation in violations_for(cx, judged, UNKNOWN_FIELD) {
        let Problem::UnknownField { suggestion, home, known } = &violation.problem else {
            continue;
        };
        cx.report(unknown(judged, violation, suggestion.as_deref(), home.as_ref(), *known));
    }
}

fn unknown(
    judged: Judged<'_>,
    violation: &Violation<'_>,
    suggestion: Option<&str>,
    home: Option<&Home>,
    known: Minors,
) -> Finding {
    let finding = unknown_key(judged, violation, &judged.versions(violation.minors))
        .severity(judged.severity(violation.minors));
    match (suggestion, home) {
        (Some(suggestion), _) => did_you_mean(finding, violation.node, suggestion),
        (None, Some(home)) => {
            let help = format!("a field of this name belongs {}", belongs(judged, violation.object, home));
            finding.here("no such field").help(help)
        }
        (None, None) if !known.is_empty() => finding
            .here("not in these versions")
            .help(format!("Kubernetes {known} has it: use it only there")),
        (None, None) if violation.object == "LabelSelector" => {
            finding.here("no such field").help("put labels under `matchLabels`")
        }
        (None, None) => finding
            .here("no such field")
            .help("look up the right name with `kubectl explain`; if nothing needs the key, remove it"),
    }
}
