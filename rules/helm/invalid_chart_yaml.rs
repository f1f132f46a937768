//! A `Chart.yaml` that Helm refuses, or reads otherwise than it looks.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{ChartRender, Check, Finding, Profile, Rule, RuleContext};
use readylint_helm::chart::{Chart, ProblemKind};
use readylint_yaml::Node;

use super::files::{absent, chart_yaml, own_charts, root, source_of};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &[
        "HL:chart-yaml-is-file, strict parse, name, apiVersion, type, dependencies under v1, loader validation",
        "CT:validate-chart-schema",
    ],
    readiness: &["S1-E1.0", "S1-F.6-a", "S4-4.1-c1", "S4-7.1-a", "S4-7.1-c"],
    yields_to: &[],
    options: &[],
    check: Check::Chart(check),
};

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Text,
    Bool,
    List,
    Mapping,
}

/// The fields of Chart.yaml (Helm's `pkg/chart/v2/metadata.go`).
const FIELDS: [(&str, Shape); 17] = [
    ("apiVersion", Shape::Text),
    ("name", Shape::Text),
    ("version", Shape::Text),
    ("kubeVersion", Shape::Text),
    ("description", Shape::Text),
    ("type", Shape::Text),
    ("keywords", Shape::List),
    ("home", Shape::Text),
    ("sources", Shape::List),
    ("dependencies", Shape::List),
    ("maintainers", Shape::List),
    ("icon", Shape::Text),
    ("appVersion", Shape::Text),
    ("deprecated", Shape::Bool),
    ("annotations", Shape::Mapping),
    ("condition", Shape::Text),
    ("tags", Shape::Text),
];

fn check(cx: &RuleContext<'_>, render: &ChartRender) {
    for chart in own_charts(render) {
        let parse = chart_yaml(chart);
        for error in parse.iter().flat_map(|parse| &parse.errors) {
            cx.report(
                Finding::new(format!("Chart.yaml cannot be read: {}", error.message)).at_span(error.span),
            );
        }
        let Some(root) = parse.as_ref().and_then(root) else {
            if parse.as_ref().is_none_or(|parse| parse.errors.is_empty()) {
                refused(cx, chart);
            }
            continue;
        };
        fields(cx, root);
        name(cx, root);
        version_of_format(cx, chart, root);
        kind(cx, root);
    }
}

/// What Helm itself says where there is no mapping to look into.
fn refused(cx: &RuleContext<'_>, chart: &Chart) {
    let problems = chart.problems.iter().filter(|problem| problem.kind == ProblemKind::Metadata);
    for problem in problems {
        if let Some(at) = problem.span.or_else(|| source_of(chart)) {
            cx.report(Finding::new(problem.message.clone()).at_span(at));
        }
    }
}

fn fields(cx: &RuleContext<'_>, root: Node<'_>) {
    for entry in root.entries() {
        let key = entry.key.text().unwrap_or_default();
        let Some((_, shape)) = FIELDS.iter().find(|(field, _)| *field == key) else {
            let finding = Finding::new(format!("Chart.yaml has no field `{key}`"))
                .at(entry.key)
                .severity(Severity::Warning)
                .note("Helm ignores it");
            cx.report(match FIELDS.iter().find(|(field, _)| field.eq_ignore_ascii_case(key)) {
                Some((field, _)) => finding.help(format!("write `{field}`")),
                None => finding.help("what is for people or tools belongs under `annotations:`"),
            });
            continue;
        };
        let value = entry.value;
        let fits = match shape {
            Shape::Text => value.is_scalar(),
            Shape::Bool => value.as_bool().is_some(),
            Shape::List => value.is_sequence(),
            Shape::Mapping => value.is_mapping(),
        };
        if !fits && !value.is_null() {
            let what = match shape {
                Shape::Text => "text",
                Shape::Bool => "`true` or `false`",
                Shape::List => "a list",
                Shape::Mapping => "a mapping",
            };
            cx.report(
                Finding::new(format!("`{key}` of Chart.yaml must be {what}"))
                    .at(value)
                    .note("Helm refuses the chart"),
            );
        }
    }
}

fn name(cx: &RuleContext<'_>, root: Node<'_>) {
    let Some(name) = root.get("name").filter(|name| !name.is_null()) else {
        cx.report(Finding::new("the chart has no name").at_missing(root, "name").note("Helm refuses it"));
        return;
    };
    let text = name.text().unwrap_or_default();
    if text.is_empty() || text.contains(['/', '\\']) || text == ".." || text == "." {
        cx.report(Finding::new(format!("`{text}` is no name of a chart")).at(name).note("Helm refuses it"));
    } else if !text
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._".contains(&byte))
    {
        let finding = Finding::new(format!(
            "the name `{text}` of the chart is not in lower case letters, digits and `-`"
        ))
        .at(name)
        .severity(Severity::Warning)
        .note("objects are most often named after the chart, and their names must be in lower case");
        cx.report(finding);
    }
}

/// `apiVersion`, and what is not allowed under v1 (`pkg/chart/v2/lint/rules/chartfile.go`).
fn version_of_format(cx: &RuleContext<'_>, chart: &Chart, root: Node<'_>) {
    let Some(version) = root.get("apiVersion").filter(|version| !version.is_null()) else {
        let finding =
            Finding::new("Chart.yaml has no `apiVersion`").note("Helm takes it for v1, the format of Helm 2");
        return cx.report(absent(finding.help("add `apiVersion: v2`"), root, "apiVersion"));
    };
    match version.text().unwrap_or_default() {
        "v2" => {
            let requirements = chart.files.iter().find(|file| *file.name == *"requirements.yaml");
            if let Some(at) = requirements.and_then(super::files::start) {
                let finding = Finding::new("requirements.yaml beside a Chart.yaml of v2")
                    .at_span(at)
                    .help("write the dependencies into Chart.yaml");
                cx.report(finding);
            }
        }
        "v1" => {
            for key in ["dependencies", "type"] {
                if let Some(entry) = root.entry(key) {
                    let finding = Finding::new(format!("`{key}` needs `apiVersion: v2`"))
                        .at(entry.key)
                        .label(version.span(), "this is v1");
                    cx.report(finding);
                }
            }
        }
        other => {
            let finding =
                Finding::new(format!("`{other}` is no version of the format of charts")).at(version);
            cx.report(finding.note("Helm refuses the chart").help("write `v2`"));
        }
    }
}

fn kind(cx: &RuleContext<'_>, root: Node<'_>) {
    let Some(kind) = root.get("type").filter(|kind| !kind.is_null()) else { return };
    let text = kind.text().unwrap_or_default();
    if !["application", "library", ""].contains(&text) {
        let finding = Finding::new(format!("`{text}` is no type of chart")).at(kind);
        cx.report(finding.note("Helm refuses the chart").help("write `application` or `library`"));
    }
}
