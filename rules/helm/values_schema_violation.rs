//! Values that the chart's own schema refuses.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{ChartRender, Check, Finding, Profile, Rule, RuleContext};
use readylint_helm::chart::SchemaFailure;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["HL:values parse + schema", "CT:helm lint per ci values"],
    readiness: &["S1-E1.0", "S1-F.6-a", "S4-4.1-c1", "S4-7.1-a", "S4-7.1-c"],
    yields_to: &[],
    options: &[],
    check: Check::Chart(check),
};

fn check(cx: &RuleContext<'_>, render: &ChartRender) {
    for failure in &render.rendered.schema_failures {
        if let Some(finding) = violation(failure, render) {
            cx.report(finding);
        }
    }
}

fn violation(failure: &SchemaFailure, render: &ChartRender) -> Option<Finding> {
    let SchemaFailure { chart, pointer, message, .. } = failure;
    let path = if pointer.is_empty() { "the values".to_owned() } else { format!("`{pointer}`") };
    let finding = Finding::new(format!("{path} does not fit the schema of the chart `{chart}`: {message}"))
        .at_span(failure.span.or_else(|| render.whole())?)
        .note("Helm refuses to install the chart with these values");
    Some(finding)
}
