//! Objects inside of objects (`x-kubernetes-embedded-resource`; `apiextensions-apiserver/pkg/apiserver/schema/objectmeta`).

use readylint_scalars::{
    NameError, check_annotation_key, check_dns1035_label, check_dns1123_label, check_label_key,
    check_label_value, check_path_segment,
};
use readylint_yaml::Node;

use super::check::Findings;
use super::instance::{Instance, Value};
use crate::minors::Minors;
use crate::schema::ObjectSchema;
use crate::validate::validate_object;
use crate::violation::{Expected, Problem, Violation};

/// Checks the type and the `metadata` of the object `instance`.
pub(super) fn check<'t>(instance: &Instance<'t>, findings: &mut Findings<'t>) {
    for (key, is_right) in [("apiVersion", is_api_version as fn(&str) -> bool), ("kind", is_kind)] {
        let Some(value) = instance.get(key) else {
            findings.report(instance.node, Problem::MissingField(key.to_owned()));
            continue;
        };
        match &value.value {
            Value::Text(text) if is_right(text) => {}
            Value::Text(_) if key == "kind" => {
                findings.constraint(value.node, "must be the name of a kind, such as `Deployment`");
            }
            Value::Text(_) => findings.constraint(value.node, "must be an API version, such as `apps/v1`"),
            _ => findings.report(value.node, Problem::WrongType(Expected::String)),
        }
    }
    let metadata = instance.get("metadata").and_then(|metadata| metadata.node);
    for violation in metadata.map(self::metadata).unwrap_or_default() {
        findings.report_in(Some(violation.node), violation.problem, violation.minors);
    }
    if let Some(metadata) = metadata {
        names(metadata, findings);
    }
}

/// Checks the names in the metadata of an embedded object; those of the object itself are the business of other rules
/// (apimachinery, `metavalidation.ValidateObjectMeta`, with `ValidatePathSegmentName`).
fn names<'t>(metadata: Node<'t>, findings: &mut Findings<'t>) {
    let mut judge = |node: Node<'t>, result: Result<(), NameError>| {
        if let Err(error) = result {
            findings.constraint(Some(node), format!("is malformed: {error}"));
        }
    };
    let text = |key: &str| metadata.get(key).and_then(|node| Some((node, node.as_str()?)));
    if let Some((node, name)) = text("name") {
        judge(node, check_path_segment(name));
    }
    if let Some((node, namespace)) = text("namespace").filter(|(_, namespace)| !namespace.is_empty()) {
        judge(node, check_dns1123_label(namespace));
    }
    for entry in metadata.get("labels").into_iter().flat_map(Node::entries) {
        judge(entry.key, entry.key.text().map_or(Ok(()), check_label_key));
        judge(entry.value, entry.value.as_str().map_or(Ok(()), check_label_value));
    }
    for entry in metadata.get("annotations").into_iter().flat_map(Node::entries) {
        judge(entry.key, entry.key.text().map_or(Ok(()), check_annotation_key));
    }
}

/// What is wrong with the `metadata` of a custom resource, or of an object inside of one.
pub(super) fn metadata(node: Node<'_>) -> Vec<Violation<'_>> {
    let Some(schema) = ObjectSchema::object_meta() else {
        return Vec::new();
    };
    let mut violations = validate_object(node, schema, Minors::ALL);
    // the API server takes a null for the empty text
    violations.retain(|violation| !matches!(violation.problem, Problem::NullText));
    violations
}

/// `v1` or `group/v1` (apimachinery, `schema.ParseGroupVersion`).
fn is_api_version(text: &str) -> bool {
    !text.is_empty() && text.matches('/').count() < 2
}

fn is_kind(text: &str) -> bool {
    check_dns1035_label(&text.to_lowercase()).is_ok()
}
