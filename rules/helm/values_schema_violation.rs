//! Values that the chart's own schema refuses.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{ChartRender, Check, Finding, Profile, Rule, RuleContext};
use readylint_helm::render::{RenderError, RenderErrorKind};

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

fn check(cx: &RuleContext<'_>, chart: &ChartRender) {
    let errors = chart.rendered.errors.iter().filter(|error| error.kind == RenderErrorKind::Schema);
    for error in errors {
        cx.report(violation(error, chart));
    }
}

fn violation(error: &RenderError, chart: &ChartRender) -> Finding {
    let finding = Finding::new(format!("the values do not fit values.schema.json: {}", error.message))
        .note("Helm refuses to install the chart with these values");
    match error.span.or(error.named).or_else(|| chart.whole()) {
        Some(span) => finding.at_span(span),
        None => finding,
    }
}
