//! A dependency that is not there.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{ChartRender, Check, Finding, Profile, Rule, RuleContext};
use readylint_helm::chart::{Chart, Dependency, missing};

use super::files::{own_charts, source_of};

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

fn check(cx: &RuleContext<'_>, render: &ChartRender) {
    for chart in own_charts(render) {
        for dependency in missing(chart) {
            if let Some(finding) = not_there(dependency, chart) {
                cx.report(finding);
            }
        }
    }
}

fn not_there(dependency: &Dependency, chart: &Chart) -> Option<Finding> {
    let name = &dependency.name;
    let finding = Finding::new(format!("the dependency `{name}` is not in `charts/`"))
        .at_span(dependency.span.or_else(|| source_of(chart))?)
        .note("its templates were not linted, and what the chart includes from it was left empty")
        .help("run `helm dependency build`, and lint again");
    Some(finding)
}
