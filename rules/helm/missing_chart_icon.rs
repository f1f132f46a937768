//! A chart without a picture.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{ChartRender, Check, Finding, Profile, Rule, RuleContext};

use super::files::{absent, chart_yaml, own_charts, root};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Info,
    confidence: Confidence::High,
    profile: Profile::All,
    since: "0.1.0",
    fix: None,
    references: &["HL:icon present"],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Chart(check),
};

fn check(cx: &RuleContext<'_>, render: &ChartRender) {
    for chart in own_charts(render).into_iter().filter(|chart| !chart.metadata.is_library()) {
        let Some(parse) = chart_yaml(chart) else { continue };
        let Some(root) = root(&parse) else { continue };
        match root.get("icon") {
            Some(icon) if !super::metadata::is_url(icon.text().unwrap_or_default()) => {
                cx.report(Finding::new("the icon of the chart is no URL").at(icon));
            }
            Some(_) => {}
            None => {
                let finding = Finding::new("the chart has no icon")
                    .note("catalogues of charts show a placeholder")
                    .help("add `icon:` with the address of an SVG or PNG");
                cx.report(absent(finding, root, "icon"));
            }
        }
    }
}
