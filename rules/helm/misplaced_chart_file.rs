//! A file where Helm takes it for something else.

use std::sync::Arc;

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{ChartRender, Check, Finding, Profile, Rule, RuleContext};
use readylint_helm::chart::ChartFile;
use readylint_yaml::parse;

use super::files::{own_charts, start};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["HL:template extension, crds dir"],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Chart(check),
};

/// What the files of `templates/` may be called (Helm's `pkg/lint/rules/template.go`, `validateAllowedExtension`).
const EXTENSIONS: [&str; 4] = ["yaml", "yml", "tpl", "txt"];

fn check(cx: &RuleContext<'_>, render: &ChartRender) {
    for chart in own_charts(render) {
        for file in chart.templates.iter().filter(|file| !has_extension(&file.name, &EXTENSIONS)) {
            if let Some(at) = start(file) {
                cx.report(stray(file).at_span(at));
            }
        }
        for file in chart.crds.iter().filter(|file| has_extension(&file.name, &["yaml", "yml", "json"])) {
            if let Some(finding) = foreign(file) {
                cx.report(finding);
            }
        }
    }
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
}

/// What is wrong with a file of `crds/`: actions, which Helm does not run there, or an object of another kind.
fn foreign(file: &ChartFile) -> Option<Finding> {
    let text = std::str::from_utf8(&file.bytes).ok()?;
    let parse = parse(file.source?, Arc::from(text));
    // a definition may well hold braces in its descriptions
    if !parse.errors.is_empty() && text.contains("{{") {
        let finding = Finding::new(format!("`{}` holds template actions", file.name))
            .at_span(start(file)?)
            .note("files in `crds/` are not rendered: Helm installs them as they are")
            .help("move it to `templates/`, or write it out");
        return Some(finding);
    }
    let other = parse.tree.roots().find_map(|root| {
        let kind = root.get("kind")?;
        (kind.text() != Some("CustomResourceDefinition")).then_some(kind)
    })?;
    let kind = other.text().unwrap_or_default();
    let finding = Finding::new(format!("`{}` holds a {kind}, not a CustomResourceDefinition", file.name))
        .at(other)
        .note("Helm installs what is in `crds/` once, and never upgrades or deletes it")
        .help("move it to `templates/`");
    Some(finding)
}

fn stray(file: &ChartFile) -> Finding {
    Finding::new(format!("`{}` is no template", file.name))
        .note("Helm renders every file in `templates/`, whatever its name, and takes what it prints for manifests")
        .help("move it out of `templates/`, or list it in `.helmignore`")
}
