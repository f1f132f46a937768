//! A dependency that is not there.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{ChartRender, Check, Finding, Profile, Rule, RuleContext};
use readylint_helm::chart::{Problem, ProblemKind};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["HL:dependencies in charts/"],
    readiness: &["S1-E1.0", "S1-F.6-a", "S4-4.1-c1", "S4-7.1-a", "S4-7.1-c"],
    yields_to: &[],
    options: &[],
    check: Check::Chart(check),
};

fn check(cx: &RuleContext<'_>, chart: &ChartRender) {
    let problems = chart.chart.problems.iter();
    for problem in problems.filter(|problem| problem.kind == ProblemKind::MissingDependency) {
        cx.report(missing(problem, chart));
    }
}

fn missing(problem: &Problem, chart: &ChartRender) -> Finding {
    let finding = Finding::new(problem.message.clone())
        .note("its templates were not linted, and what the chart includes from it was left empty")
        .help("run `helm dependency build`, and lint again");
    match problem.span.or_else(|| chart.whole()) {
        Some(span) => finding.at_span(span),
        None => finding,
    }
}
