//! A template that does not render to YAML.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::Document;
use readylint_text::TextSize;
use readylint_yaml::SyntaxError;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["HL:leading indent, rendered YAML"],
    readiness: &["S1-E1.0", "S1-E1.1-a", "S1-E1.8", "S1-F.6-a", "S4-4.1-c2", "S4-7.1-c"],
    yields_to: &[],
    options: &[],
    check: Check::Document(check),
};

fn check(cx: &RuleContext<'_>, document: Document<'_>) {
    if !cx.is_rendered() {
        return cx.not_applicable();
    }
    for error in document.errors() {
        cx.report(invalid(error, document));
    }
    if let Some(root) = document.root().filter(|root| !root.is_mapping()) {
        let finding = Finding::new("the template renders to something that is no mapping, so no object")
            .at(root)
            .note("Helm cannot install it");
        cx.report(finding);
    }
}

fn invalid(error: &SyntaxError, document: Document<'_>) -> Finding {
    let text = document.tree().text();
    // who renders a Secret badly does not want it in a log, too
    let is_secret = |line: &str| line.contains("kind") && line.contains("Secret");
    let lines = if text.lines().any(is_secret) {
        "(a Secret, not shown)".to_owned()
    } else {
        around(text, error.span.range.start())
    };
    let finding = Finding::new(format!("the template does not render to YAML: {}", error.message))
        .at_span(error.span)
        .note(format!("it renders to:\n{lines}"))
        .note("this document is not linted, and Helm cannot install it");
    match &error.help {
        Some(help) => finding.help(help.clone()),
        None => finding,
    }
}

/// The line of `at` and its neighbours, each with its number in the rendered text.
fn around(text: &str, at: TextSize) -> String {
    let number = text.get(..at.to_usize()).map_or(0, |before| before.matches('\n').count());
    let lines = text.lines().enumerate().skip(number.saturating_sub(1)).take(if number == 0 { 2 } else { 3 });
    let shown = lines.map(|(number, line)| format!("{:>5} | {}", number + 1, cut(line)));
    shown.collect::<Vec<_>>().join("\n")
}

/// The first hundred characters.
fn cut(line: &str) -> String {
    line.chars().take(100).collect()
}
