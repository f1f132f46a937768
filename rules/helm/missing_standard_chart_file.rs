//! A file that charts have, and this one has not.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{ChartRender, Check, Finding, Profile, Rule, RuleContext};
use readylint_helm::chart::Chart;

use super::files::{own_charts, source_of};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Info,
    confidence: Confidence::High,
    profile: Profile::All,
    since: "0.1.0",
    fix: None,
    references: &["HL:values.yaml exists, templates dir"],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Chart(check),
};

fn check(cx: &RuleContext<'_>, render: &ChartRender) {
    for chart in own_charts(render).into_iter().filter(|chart| !chart.metadata.is_library()) {
        let Some(at) = source_of(chart) else { continue };
        let missing = missing(chart);
        if !missing.is_empty() {
            cx.report(Finding::new(format!("the chart has no {}", missing.join(", no "))).at_span(at));
        }
    }
}

fn missing(chart: &Chart) -> Vec<&'static str> {
    let has = |name: &str| chart.files.iter().any(|file| file.name.eq_ignore_ascii_case(name));
    let templates = &chart.templates;
    // an umbrella chart has nothing of its own to render
    let is_umbrella = templates.is_empty() && !chart.metadata.dependencies.is_empty();
    let is_test = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        text.lines().any(|line| line.contains("helm.sh/hook") && line.contains("test"))
    };
    let mut missing = Vec::new();
    if chart.values.is_none() {
        missing.push("values.yaml");
    }
    if templates.is_empty() && !is_umbrella {
        missing.push("templates/");
    }
    if !has("README.md") && !has("README") && !has("README.txt") {
        missing.push("README.md");
    }
    if !is_umbrella && !templates.iter().any(|file| file.name.ends_with("/NOTES.txt")) {
        missing.push("templates/NOTES.txt");
    }
    if !is_umbrella && !templates.iter().any(|file| is_test(&file.bytes)) {
        missing.push("test (`helm.sh/hook: test`)");
    }
    missing
}
