//! What the parts of an object are called.

use readylint_engine::Judged;
use readylint_schema::Home;
use readylint_yaml::Node;

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
    match (object, home.object) {
        ("Container" | "EphemeralContainer", "SecurityContext") | ("PodSpec", "PodSecurityContext") => {
            "in its `securityContext`".to_owned()
        }
        (_, "Container" | "SecurityContext") => format!("on the container{kind}"),
        (_, "PodSpec" | "PodSecurityContext") => format!("on the pod{kind}"),
        _ if home.path.is_empty() => format!("at the top of the {}", judged.resource().kind_name()),
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
