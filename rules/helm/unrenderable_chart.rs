//! A chart that does not render.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{ChartRender, Check, Finding, Profile, Rule, RuleContext};
use readylint_helm::function::Cause;
use readylint_helm::render::{RenderError, RenderErrorKind};
use readylint_text::Span;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["KL:chart loads", "HL:chart loads, renders"],
    readiness: &["S1-E1.0", "S1-E1.1-a", "S1-E1.8", "S1-F.6-a", "S4-4.1-c2", "S4-7.1-c"],
    yields_to: &[],
    options: &[],
    check: Check::Chart(check),
};

/// How many calls on the way are told.
const MAX_CALLS: usize = 8;

fn check(cx: &RuleContext<'_>, chart: &ChartRender) {
    // what values.schema.json refuses, and what is missing in `charts/`, have rules of their own
    // a library is not rendered by itself
    if chart.chart.metadata.is_library() {
        return cx.not_applicable();
    }
    let is_ours = |kind| !matches!(kind, RenderErrorKind::Schema | RenderErrorKind::Dependency);
    for error in chart.rendered.errors.iter().filter(|error| is_ours(error.kind)) {
        cx.report(unrenderable(error, chart));
    }
}

fn unrenderable(error: &RenderError, chart: &ChartRender) -> Finding {
    let refuses = matches!(error.cause, Cause::Required | Cause::Fail);
    let finding = Finding::new(message(error));
    let finding = match error.span.or(error.named).or_else(|| chart.whole()) {
        Some(span) => finding.at_span(span),
        None => return finding,
    };
    let finding = match error.named {
        Some(named) if error.span.is_some_and(|span| span != named) => {
            finding.label(named, "Helm names this place")
        }
        _ => finding,
    };
    let mut told = Vec::new();
    // an endless chain of calls goes through the same few places
    let is_new = |call: Span| {
        let is_new = !told.contains(&call) && told.len() < MAX_CALLS;
        told.push(call);
        is_new
    };
    let mut is_new = is_new;
    let calls = error.calls.iter().filter(|(call, _)| Some(*call) != error.named && is_new(*call));
    let finding = calls
        .fold(finding, |finding, (call, name)| finding.label(*call, format!("`{name}` is included here")));
    // the hint behind an empty line is about flags of helm
    let said = error.helm.split("\n\n").next().unwrap_or_default().trim_end().replace('\n', " / ");
    let finding = match error.cause {
        // Helm may have gone on
        Cause::Limit(_) => finding,
        _ => finding.note(format!("Helm says: {said}")),
    };
    match refuses {
        true if chart.others_render => finding
            .severity(Severity::Info)
            .note(format!("the chart does not render with {}; with other values it does", values(chart))),
        true => finding
            .note(format!("the chart does not render with {}; here, the value was left empty and rendering went on", values(chart)))
            .help("add values that the chart renders with: a file `ci/*-values.yaml`, or a scenario under `charts:` in readylint.yaml"),
        false => finding,
    }
}

fn message(error: &RenderError) -> String {
    let message = &error.message;
    match (error.cause, error.kind) {
        (Cause::Required | Cause::Fail, _) => format!("the chart refuses these values: {message}"),
        (Cause::Limit(_), _) => format!("the chart is not rendered to its end: {message}"),
        (Cause::Plain, RenderErrorKind::Parse) => format!("the template does not parse: {message}"),
        (Cause::Plain, RenderErrorKind::Execute) => format!("the template does not render: {message}"),
        (Cause::Plain, RenderErrorKind::Values) => format!("the values cannot be read: {message}"),
        (Cause::Plain, _) => format!("the chart does not render: {message}"),
    }
}

fn values(chart: &ChartRender) -> String {
    match chart.scenario.as_str() {
        "defaults" => "its defaults".to_owned(),
        name => format!("the values of `{name}`"),
    }
}
