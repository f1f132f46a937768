//! A version that is none.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{ChartRender, Check, Finding, Profile, Rule, RuleContext};
use readylint_helm::HelmVersion;
use readylint_helm::semver::Version;
use readylint_yaml::{Node, Style, Value};

use super::files::{absent, chart_yaml, own_charts, root};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["HL:version type, version, version strict", "CT:validate-chart-schema"],
    readiness: &["S1-E1.0", "S1-F.6-a", "S4-4.1-c1", "S4-7.1-a", "S4-7.1-c"],
    yields_to: &[],
    options: &[],
    check: Check::Chart(check),
};

fn check(cx: &RuleContext<'_>, render: &ChartRender) {
    for chart in own_charts(render) {
        let Some(parse) = chart_yaml(chart) else { continue };
        let Some(root) = root(&parse) else { continue };
        match root.get("version") {
            Some(version) if version.is_scalar() && !version.is_null() => {
                if let Some(problem) = problem(version) {
                    cx.report(invalid(version, &problem));
                }
            }
            Some(version) => cx.report(Finding::new("the version of the chart is no text").at(version)),
            None => cx.report(absent(missing(), root, "version")),
        }
        if let Some(version) = root.get("appVersion").filter(|version| is_number(*version)) {
            cx.report(number(version));
        }
    }
}

/// What is wrong with the version of a chart, which must keep to semantic versioning 2 (Helm's `pkg/chart/v2/metadata.go`).
fn problem(version: Node<'_>) -> Option<String> {
    let text = version.text().unwrap_or_default();
    if is_number(version) {
        return Some(format!("`{text}` is a number for YAML, and has not three parts"));
    }
    match Version::parse_strictly(text, HelmVersion::default()) {
        Err(error) => Some(format!("`{text}`: {error}")),
        Ok(_) if text == "0.0.0" => Some("`0.0.0` is no release of anything".to_owned()),
        Ok(_) => None,
    }
}

fn is_number(node: Node<'_>) -> bool {
    node.style() == Style::Plain && matches!(node.value(), Value::Int(_) | Value::Float(_))
}

fn missing() -> Finding {
    Finding::new("the chart has no version").note("Helm refuses it").help("add `version: 0.1.0`")
}

fn invalid(version: Node<'_>, problem: &str) -> Finding {
    Finding::new(format!("the version of the chart is no semantic version: {problem}"))
        .at(version)
        .note("`helm package` refuses it, and ranges of versions do not find it")
        .help("write three numbers, such as `1.4.0`")
}

fn number(version: Node<'_>) -> Finding {
    let text = version.text().unwrap_or_default();
    Finding::new(format!("`appVersion: {text}` is a number for YAML"))
        .at(version)
        .note("Helm reads it as a float: `1.10` becomes `1.1`, and templates print that as the image tag")
        .help(format!("write `appVersion: \"{text}\"`"))
}
