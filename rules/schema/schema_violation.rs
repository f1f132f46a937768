//! A value that the object's schema does not allow, or a field that it demands.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Judged, Profile, Rule, RuleContext};
use readylint_schema::{Expected, Format, Problem, Violation, reading};
use readylint_yaml::Node;

use super::division::{
    DUPLICATE_CONTAINER_NAME, INVALID_QUANTITY, MISSING_WORKLOAD_SELECTOR, NON_STRING_VALUE,
    SCHEMA_VIOLATION, violations_for,
};
use super::wording::{list, name, place};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["KL:schema-validation", "KS:container-ports-check", "KSEC:schema", "KC:schema"],
    readiness: &["S1-E1.7", "S2-4.2-a", "S3-0.6", "S3-1.9", "S3-3.6"],
    yields_to: &[DUPLICATE_CONTAINER_NAME, INVALID_QUANTITY, MISSING_WORKLOAD_SELECTOR, NON_STRING_VALUE],
    options: &[],
    check: Check::Schema(check),
};

fn check(cx: &RuleContext<'_>, judged: Judged<'_>) {
    if judged.built_in().is_none() {
        return cx.not_applicable();
    }
    for violation in violations_for(cx, judged, SCHEMA_VIOLATION) {
        let versions = judged.versions(violation.minors);
        if let Some(finding) = finding(judged, violation, &versions) {
            cx.report(
                finding.severity(judged.severity(violation.minors)).note("the API server refuses the object"),
            );
        }
    }
}

fn finding(judged: Judged<'_>, violation: &Violation<'_>, versions: &str) -> Option<Finding> {
    let node = violation.node;
    let name = name(node);
    Some(match &violation.problem {
        Problem::WrongType(expected) => wrong_type(node, &name, *expected),
        Problem::MissingField(field) => {
            let place = place(judged, node, violation.object);
            Finding::new(format!("{place} needs `{field}`{versions}"))
                .at_missing(node, field)
                .here(format!("`{field}` is missing"))
                .help(format!("add `{field}`"))
        }
        Problem::NotAllowed { allowed, suggestion } => {
            let written = node.text().unwrap_or_default();
            let finding = Finding::new(format!("{name} cannot be `{written}`{versions}")).at(node);
            let finding = match suggestion {
                Some(suggestion) => finding.here(format!("did you mean `{suggestion}`?")),
                None => finding.here("not a value that it may have"),
            };
            finding.help(format!("write one of {}", list(allowed)))
        }
        Problem::OutOfRange { minimum, maximum } => {
            Finding::new(format!("{name} cannot be {}", node.text().unwrap_or_default()))
                .at(node)
                .here("out of range")
                .help(format!("write a whole number from {minimum} to {maximum}"))
        }
        Problem::Quantity(_) => Finding::new(format!("{name} is not a quantity"))
            .at(node)
            .here("cannot be read")
            .help("write it as `500m`, `2` or `1Gi`"),
        Problem::Malformed(format) => malformed(node, &name, *format),
        Problem::DuplicateItem { first, keys } => duplicate(node, *first, keys),
        Problem::Constraint(words) => Finding::new(format!("{name} {words}")).at(node),
        Problem::NullText | Problem::UnknownField { .. } => return None,
    })
}

fn wrong_type(node: Node<'_>, name: &str, expected: Expected) -> Finding {
    let read = reading(node);
    let finding = Finding::new(format!("{name} must be {expected}, and is {read}")).at(node).here(read);
    match expected {
        Expected::String => finding.help("put it in quotes"),
        Expected::Integer | Expected::Number | Expected::Boolean if node.as_str().is_some() => {
            finding.help("remove the quotes, if there are any")
        }
        _ => finding.help(format!("write {expected}")),
    }
}

fn malformed(node: Node<'_>, name: &str, format: Format) -> Finding {
    let finding = Finding::new(format!("{name} is not {format}")).at(node).here("cannot be read");
    let map = node.parent().and_then(Node::path_key).and_then(Node::text);
    if format == Format::Base64 && map == Some("data") {
        return finding.help("encode it in base64, or put it under `stringData` as it is");
    }
    finding.help(format!("write {format}"))
}

fn duplicate(node: Node<'_>, first: Node<'_>, keys: &[String]) -> Finding {
    let same =
        if keys.is_empty() { "an item".to_owned() } else { format!("an item with the same {}", list(keys)) };
    Finding::new(format!("{same} stands in the list twice"))
        .at(node)
        .here("again here")
        .label(first.grip(), "first here")
        .help("remove one, or tell them apart")
}
