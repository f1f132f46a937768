//! A `Chart.yaml` that does not say what people ask first.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{ChartRender, Check, Finding, Profile, Rule, RuleContext};
use readylint_yaml::Node;

use super::files::{absent, chart_yaml, own_charts, root};
use super::metadata::{is_email, is_url};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Info,
    confidence: Confidence::High,
    profile: Profile::Strict,
    since: "0.1.0",
    fix: None,
    references: &["HL:maintainers, sources", "CT:validate-maintainers, validate-chart-schema"],
    readiness: &["S1-E1.0", "S1-F.6-a", "S4-4.1-c1", "S4-7.1-a", "S4-7.1-c"],
    yields_to: &[],
    options: &[],
    check: Check::Chart(check),
};

fn check(cx: &RuleContext<'_>, render: &ChartRender) {
    for chart in own_charts(render) {
        let Some(parse) = chart_yaml(chart) else { continue };
        let Some(root) = root(&parse) else { continue };
        let mut missing = Vec::new();
        if !is_set(root.get("appVersion")) && !chart.metadata.is_library() {
            missing.push("appVersion");
        }
        missing.extend(["description", "maintainers"].into_iter().filter(|key| !is_set(root.get(key))));
        if !is_set(root.get("home")) && !is_set(root.get("sources")) {
            missing.push("home");
        }
        if let Some(first) = missing.first() {
            cx.report(absent(incomplete(&missing), root, first));
        }
        for finding in malformed(root) {
            cx.report(finding);
        }
    }
}

fn is_set(node: Option<Node<'_>>) -> bool {
    node.is_some_and(|node| {
        if node.is_scalar() { !node.is_null() && node.text() != Some("") } else { !node.is_empty() }
    })
}

/// Addresses and maintainers that nobody can reach.
fn malformed(root: Node<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let home = root.get("home").into_iter();
    let sources = root.get("sources").into_iter().flat_map(Node::items);
    let urls = home.chain(sources).filter(|node| is_set(Some(*node)));
    findings.extend(urls.filter(|url| !is_url(url.text().unwrap_or_default())).map(no_url));
    for maintainer in root.get("maintainers").into_iter().flat_map(Node::items) {
        if !is_set(maintainer.get("name")) {
            findings.push(warning("a maintainer has no name", maintainer));
        }
        if let Some(email) =
            maintainer.get("email").filter(|email| !is_email(email.text().unwrap_or_default()))
        {
            findings.push(warning("the address of a maintainer is no e-mail address", email));
        }
        if let Some(url) = maintainer.get("url").filter(|url| !is_url(url.text().unwrap_or_default())) {
            findings.push(no_url(url));
        }
    }
    findings
}

fn incomplete(missing: &[&str]) -> Finding {
    Finding::new(format!("Chart.yaml has no `{}`", missing.join("`, `")))
        .note("whoever is called at night finds neither what runs nor whom to ask")
}

fn no_url(node: Node<'_>) -> Finding {
    warning("this is no URL", node)
}

fn warning(message: &str, node: Node<'_>) -> Finding {
    Finding::new(message).at(node).severity(Severity::Warning)
}
