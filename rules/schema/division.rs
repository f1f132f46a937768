//! Which rule speaks of which violation of a schema.
//!
//! A violation is told once: by the finest rule that knows it, or by the coarser one if the finer is off.

use readylint_engine::{Judged, RuleContext};
use readylint_kube::{Kind, Workload};
use readylint_schema::{Expected, Problem, Violation};
use readylint_yaml::Node;

/// The rule for violations that no finer rule knows.
pub(super) const SCHEMA_VIOLATION: &str = "schema-violation";
pub(super) const UNKNOWN_FIELD: &str = "unknown-field";
pub(super) const MISPLACED_FIELD: &str = "misplaced-field";
pub(super) const INVALID_QUANTITY: &str = "invalid-quantity";
pub(super) const NON_STRING_VALUE: &str = "non-string-value";
pub(super) const MISSING_WORKLOAD_SELECTOR: &str = "missing-workload-selector";
/// Of another category, and no rule about schemas: it knows the bounds of autoscalers anyway.
const INVALID_AUTOSCALER_BOUNDS: &str = "invalid-autoscaler-bounds";
pub(super) const DUPLICATE_CONTAINER_NAME: &str = "duplicate-container-name";
/// A rule of another category, which knows an image that is there and empty.
const INVALID_IMAGE_REFERENCE: &str = "invalid-image-reference";

/// The violations of an object of a built-in kind that the rule `id` has to tell here. Of other kinds there are none, and the rule
/// does not apply.
pub(super) fn violations_for<'a>(
    cx: &'a RuleContext<'_>,
    judged: Judged<'a>,
    id: &'static str,
) -> impl Iterator<Item = &'a Violation<'a>> {
    let violations = match judged.built_in() {
        Some(_) => judged.violations(),
        None => {
            cx.not_applicable();
            &[]
        }
    };
    violations.iter().filter(move |violation| {
        if is_passed_over(judged, violation) {
            return false;
        }
        let speaker = speakers(judged, violation).into_iter().find(|speaker| cx.leaves_to(speaker));
        speaker == Some(id)
    })
}

/// Whether a violation is on purpose: nobody tells it.
pub(super) fn is_passed_over(judged: Judged<'_>, violation: &Violation<'_>) -> bool {
    let is_encrypted = || judged.resource().node().get("sops").is_some_and(Node::is_mapping);
    is_foreign(violation)
        || is_filled_later(violation)
        || is_type_meta(judged, violation)
        || (is_of_sops(judged, violation) && is_encrypted())
}

/// Keys for generators and people, by the convention of `OpenAPI` and Compose.
fn is_foreign(violation: &Violation<'_>) -> bool {
    matches!(violation.problem, Problem::UnknownField { .. })
        && violation.node.text().is_some_and(|key| key.starts_with("x-"))
}

/// A value that Flux, `envsubst` or another program puts in before anyone applies the file: `${REPLICAS:=2}`.
fn is_filled_later(violation: &Violation<'_>) -> bool {
    let is_value = !matches!(violation.problem, Problem::UnknownField { .. } | Problem::MissingField(_));
    is_value && violation.node.as_str().is_some_and(|text| text.contains("${") || text.contains("$("))
}

/// What `missing-type-meta` says: that type, kind or metadata of an object cannot be read.
fn is_type_meta(judged: Judged<'_>, violation: &Violation<'_>) -> bool {
    let key = violation.node.path_key().and_then(Node::text);
    let is_root = violation.node.parent() == Some(judged.resource().node());
    is_root
        && matches!(violation.problem, Problem::WrongType(_))
        && key.is_some_and(|key| matches!(key, "apiVersion" | "kind" | "metadata"))
}

/// What SOPS adds to a file that it encrypts, and takes away again before anyone applies it: its own key at the root, and values
/// as `ENC[AES256_GCM,data:…]` whatever their type was.
fn is_of_sops(judged: Judged<'_>, violation: &Violation<'_>) -> bool {
    let text = violation.node.text();
    match violation.problem {
        Problem::UnknownField { .. } => {
            text == Some("sops") && violation.node.parent() == Some(judged.resource().node())
        }
        _ => text.is_some_and(|text| text.starts_with("ENC[")),
    }
}

/// The rules that know the violation, the finest first.
fn speakers(judged: Judged<'_>, violation: &Violation<'_>) -> Vec<&'static str> {
    match &violation.problem {
        Problem::UnknownField { home: Some(_), .. } => vec![MISPLACED_FIELD, UNKNOWN_FIELD],
        Problem::UnknownField { home: None, .. } => vec![UNKNOWN_FIELD],
        Problem::Quantity(_) | Problem::WrongType(Expected::Quantity) => {
            vec![INVALID_QUANTITY, SCHEMA_VIOLATION]
        }
        Problem::NullText => vec![NON_STRING_VALUE],
        Problem::WrongType(Expected::String) if violation.node.is_scalar() => {
            vec![NON_STRING_VALUE, SCHEMA_VIOLATION]
        }
        Problem::MissingField(field) if field == "selector" && is_workload_spec(judged, violation.node) => {
            vec![MISSING_WORKLOAD_SELECTOR, SCHEMA_VIOLATION]
        }
        Problem::MissingField(field) if field == "image" && has_empty_image(violation.node) => {
            vec![INVALID_IMAGE_REFERENCE, SCHEMA_VIOLATION]
        }
        Problem::MissingField(field)
            if field == "maxReplicas" && is_autoscaler_spec(judged, violation.node) =>
        {
            vec![INVALID_AUTOSCALER_BOUNDS, SCHEMA_VIOLATION]
        }
        Problem::DuplicateItem { .. } if is_named_part(violation.node) => {
            vec![DUPLICATE_CONTAINER_NAME, SCHEMA_VIOLATION]
        }
        _ => vec![SCHEMA_VIOLATION],
    }
}

/// Whether `node` is a container whose image is written, and empty.
fn has_empty_image(node: Node<'_>) -> bool {
    let list = node.parent().and_then(Node::path_key).and_then(Node::text);
    matches!(list, Some("containers" | "initContainers" | "ephemeralContainers"))
        && node.get("image").and_then(Node::as_str).is_some_and(str::is_empty)
}

/// Whether `node` is the `spec` of an object that runs pods.
fn is_workload_spec(judged: Judged<'_>, node: Node<'_>) -> bool {
    let spec = judged.resource().node().get("spec");
    spec == Some(node) && Workload::of(judged.resource()).is_some()
}

/// Whether `node` is the `spec` of a HorizontalPodAutoscaler.
fn is_autoscaler_spec(judged: Judged<'_>, node: Node<'_>) -> bool {
    judged.resource().kind() == Kind::HorizontalPodAutoscaler && judged.resource().spec() == Some(node)
}

/// Whether `node` is a container or a volume of a pod.
fn is_named_part(node: Node<'_>) -> bool {
    const LISTS: [&str; 4] = ["containers", "initContainers", "ephemeralContainers", "volumes"];
    let list = node.parent().and_then(Node::path_key).and_then(Node::text);
    list.is_some_and(|list| LISTS.contains(&list))
}
