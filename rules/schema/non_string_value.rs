//! A boolean, number or null where text is required.

use readylint_diagnostics::{Applicability, Confidence, Edit, Fix, Severity};
use readylint_engine::{Check, Finding, Judged, Profile, Rule, RuleContext};
use readylint_schema::{Problem, Violation, reading};
use readylint_yaml::{Node, NodeKind, Style};

use super::division::{NON_STRING_VALUE, violations_for};
use super::relocation::is_shared;
use super::wording::name;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Safe),
    references: &[],
    readiness: &["S3-1.8", "S3-10.1"],
    yields_to: &[],
    options: &[],
    check: Check::Schema(check),
};

fn check(cx: &RuleContext<'_>, judged: Judged<'_>) {
    for violation in violations_for(cx, judged, NON_STRING_VALUE) {
        let node = violation.node;
        let finding = match violation.problem {
            Problem::NullText => null(node),
            _ => mistaken(judged, violation),
        };
        cx.report(quoted(violation).into_iter().fold(finding.at(node), Finding::fix));
    }
}

fn null(node: Node<'_>) -> Finding {
    Finding::new(format!("{} is null, which becomes the empty string", subject(node)))
        .severity(Severity::Warning)
        .here("reads as null")
        .note("the API server stores the empty string without a word")
        .help("write `\"\"` if the empty string is meant, or the value that is missing")
}

fn mistaken(judged: Judged<'_>, violation: &Violation<'_>) -> Finding {
    let node = violation.node;
    let read = reading(node);
    let versions = judged.versions(violation.minors);
    let finding = Finding::new(format!("{} must be a string, and is {read}{versions}", subject(node)))
        .severity(judged.severity(violation.minors))
        .here(format!("{read}, without quotes"))
        .note("the API server refuses the object");
    if is_encoded(violation) {
        finding.help("encode it in base64, or put it under `stringData` in quotes")
    } else {
        finding.help("put it in quotes")
    }
}

/// What the value is to the reader.
fn subject(node: Node<'_>) -> String {
    let holder = node.parent();
    let key = node.path_key().and_then(Node::text);
    let above = holder.and_then(Node::path_key).and_then(Node::text);
    match (key, above) {
        (Some(key), Some("labels" | "matchLabels")) => format!("the label `{key}`"),
        (Some(key), Some("annotations")) => format!("the annotation `{key}`"),
        (Some(key), Some(map @ ("data" | "stringData" | "nodeSelector" | "selector"))) => {
            format!("`{key}` of `{map}`")
        }
        (Some("value"), _) => match holder.and_then(|item| item.get("name")).and_then(Node::text) {
            Some(name) => format!("the value of `{name}`"),
            None => "`value`".to_owned(),
        },
        _ => name(node),
    }
}

/// Whether the text is read as base64, so that quotes alone would give it another meaning.
fn is_encoded(violation: &Violation<'_>) -> bool {
    let map = violation.node.parent().and_then(Node::path_key).and_then(Node::text);
    (violation.object == "Secret" && map == Some("data"))
        || (violation.object == "ConfigMap" && map == Some("binaryData"))
}

/// The same text in quotes; for null the empty text. None where the scalar has other readers, or a tag.
fn quoted(violation: &Violation<'_>) -> Option<Fix> {
    let node = violation.node;
    if node.kind() != NodeKind::Scalar
        || node.style() != Style::Plain
        || node.tag().is_some()
        || is_shared(node)
        || is_encoded(violation)
    {
        return None;
    }
    // a value can be put in behind a colon or a dash, not into `{key}`
    let before = node.tree().text().get(..node.range().start().to_usize()).unwrap_or_default();
    if node.is_missing() && !before.ends_with([':', '-']) {
        return None;
    }
    let text = match violation.problem {
        Problem::NullText if node.is_missing() => " \"\"".to_owned(),
        Problem::NullText => "\"\"".to_owned(),
        _ => format!("\"{}\"", node.raw()),
    };
    let title = match violation.problem {
        Problem::NullText => "write the empty string".to_owned(),
        _ => "put it in quotes".to_owned(),
    };
    let edits = vec![Edit { span: node.span(), text }];
    Some(Fix { title, applicability: Applicability::Safe, edits })
}
