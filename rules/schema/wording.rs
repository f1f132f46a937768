//! What the parts of an object are called, and what is said of a violation.

use readylint_diagnostics::{Applicability, Fix};
use readylint_engine::edits::rewrite;
use readylint_engine::{Finding, Judged};
use readylint_schema::{Expected, Format, Home, Problem, Violation, reading};
use readylint_yaml::{Node, Style};

/// The mapping `mapping`, of type `object` in the API reference: `the pod`, `` the Deployment's `spec` ``, `` an item of `ports` ``.
pub(super) fn place(judged: Judged<'_>, mapping: Node<'_>, object: &str) -> String {
    if let Some(words) = well_known(object) {
        return words.to_owned();
    }
    let root = judged.resource().node();
    let kind = judged.resource().kind_name();
    if mapping == root {
        return format!("the {kind}");
    }
    let key = mapping.path_key().and_then(Node::text);
    match key {
        Some(key) if mapping.parent() == Some(root) && key != "metadata" => format!("the {kind}'s `{key}`"),
        _ => name(mapping),
    }
}

/// The types that everybody knows by another name than their key.
fn well_known(object: &str) -> Option<&'static str> {
    Some(match object {
        "PodSpec" => "the pod",
        "PodSecurityContext" => "the pod's security context",
        "PodTemplateSpec" => "the pod template",
        "JobTemplateSpec" => "the job template",
        "Container" | "EphemeralContainer" => "the container",
        "SecurityContext" => "the container's security context",
        _ => return None,
    })
}

/// Where a field of an `object` belongs whose home is `home`: `on the container`, `` in `spec.selector` ``.
pub(super) fn belongs(judged: Judged<'_>, object: &str, home: &Home) -> String {
    let kind = home.kind.map(|kind| format!(" of a workload such as a {kind}")).unwrap_or_default();
    let own = judged.resource().kind_name();
    match (object, home.object) {
        ("Container" | "EphemeralContainer", "SecurityContext") | ("PodSpec", "PodSecurityContext") => {
            "in its `securityContext`".to_owned()
        }
        (_, "Container" | "SecurityContext") => format!("on the container{kind}"),
        (_, "PodSpec" | "PodSecurityContext") => format!("on the pod{kind}"),
        _ if home.path.is_empty() => format!("at the top of the {own}"),
        _ if home.path == "spec" && kind.is_empty() => format!("in the {own}'s `spec`"),
        _ if home.path == "spec" => format!("in the `spec`{kind}"),
        _ => format!("in `{}`{kind}", home.path),
    }
}

/// What a value is called: its key, or the key of the list it is in.
pub(super) fn name(node: Node<'_>) -> String {
    match (node.path_key(), node.parent().and_then(Node::path_key)) {
        (Some(key), _) => format!("`{}`", key.text().unwrap_or_default()),
        (None, Some(key)) => format!("an item of `{}`", key.text().unwrap_or_default()),
        (None, None) => "the object".to_owned(),
    }
}

/// `` `a`, `b` or `c` ``.
pub(super) fn list(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

/// The finding for an unknown key: `` `foo` is not a field of the pod in Kubernetes 1.36 ``, and `more` behind it.
pub(super) fn unknown_key(judged: Judged<'_>, violation: &Violation<'_>, more: &str) -> Finding {
    let key = violation.node.text().unwrap_or_default();
    let place = match violation.node.parent() {
        Some(mapping) => place(judged, mapping, violation.object),
        None => "the object".to_owned(),
    };
    Finding::new(format!("`{key}` is not a field of {place}{more}"))
        .at(violation.node)
        .note("kubectl refuses the object for it; clients that do not ask for strict validation lose the field silently")
}

/// Suggests the field `name` for the unknown `key` of `finding`, with the fix where that is a plain change of the key.
pub(super) fn did_you_mean(finding: Finding, key: Node<'_>, name: &str) -> Finding {
    let finding = finding
        .here(format!("did you mean `{name}`?"))
        .help(format!("write `{name}`, if that is meant, or remove the key"));
    let fix = rewrite(key, name).map(|edit| Fix {
        title: format!("rename to `{name}`"),
        applicability: Applicability::Unsafe,
        edits: vec![edit],
    });
    fix.into_iter().fold(finding, Finding::fix)
}

/// The finding for a violation that is in `versions` (` in Kubernetes 1.36`); `None` for unknown fields and nulls, which other words are for.
pub(super) fn finding(judged: Judged<'_>, violation: &Violation<'_>, versions: &str) -> Option<Finding> {
    let node = violation.node;
    let name = name(node);
    Some(match &violation.problem {
        Problem::WrongType(expected) => wrong_type(node, &name, *expected),
        Problem::MissingField(field) => {
            let place = place(judged, node, violation.object);
            let finding = Finding::new(format!("{place} needs `{field}`{versions}"));
            if let Some(value) = node.get(field).filter(|value| !value.is_null()) {
                return Some(finding.at(value).here("empty").help(format!("write something into `{field}`")));
            }
            finding
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
        Expected::String
            if node.is_mapping() && node.path_key().and_then(Node::text) == Some("matchLabels") =>
        {
            finding.help("this selector holds labels only: write them without `matchLabels`")
        }
        Expected::String if node.is_scalar() => finding.help("put it in quotes"),
        Expected::Integer | Expected::Number | Expected::Boolean if is_quoted_only(node) => {
            finding.help("remove the quotes")
        }
        Expected::List => finding.help("write a list: begin each item with `- `"),
        _ => finding.help(format!("write {expected}")),
    }
}

/// Whether nothing but the quotes makes a text of it.
fn is_quoted_only(node: Node<'_>) -> bool {
    let is_quoted = matches!(node.style(), Style::SingleQuoted | Style::DoubleQuoted);
    let text = node.text().unwrap_or_default();
    is_quoted && (text.parse::<f64>().is_ok() || matches!(text, "true" | "false"))
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
    let same = match keys {
        [] => "an item".to_owned(),
        keys => format!("an item with the same {}", list(keys).replace(" or ", " and ")),
    };
    Finding::new(format!("{same} stands in the list twice"))
        .at(node)
        .here("again here")
        .label(first.grip(), "first here")
        .help("remove one, or tell them apart")
}
