//! A value that the object's schema does not allow, or a field that it demands.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Judged, Profile, Rule, RuleContext};

use super::division::{SCHEMA_VIOLATION, violations_for};
use super::wording::finding;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["KL:schema-validation", "KS:container-ports-check", "KSEC:schema", "KC:schema"],
    readiness: &["S1-E1.7", "S2-4.2-a", "S3-0.6", "S3-1.9", "S3-3.6"],
    // by violation, not by object: see division.rs
    yields_to: &[],
    options: &[],
    check: Check::Schema(check),
};

fn check(cx: &RuleContext<'_>, judged: Judged<'_>) {
    for violation in violations_for(cx, judged, SCHEMA_VIOLATION) {
        let versions = judged.versions(violation.minors);
        if let Some(finding) = finding(judged, violation, &versions) {
            cx.report(
                finding.severity(judged.severity(violation.minors)).note("the API server refuses the object"),
            );
        }
    }
}
