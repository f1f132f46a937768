//! Why the API server, and so we, judge otherwise than JSON Schemas can say. One function for each reason.

use std::sync::OnceLock;

use readylint_schema::{Format, Problem, Violation};

use crate::amend::{self, Statement};
use crate::compare::{Fault, What};
use crate::wheel::{Place, Wheel};

/// Reasons for what we refuse and the schemas accept; the place is that of the violation's node.
type Ours = fn(&Violation<'_>, &Place<'_>) -> bool;
/// Reasons for what the schemas refuse and we accept; the place is that of the fault's path.
type Theirs = fn(&Fault<'_>, &Place<'_>, &Wheel) -> bool;

/// All reasons of the one kind.
pub(crate) const OURS: [(&str, Ours); 9] = [
    ("quantities", quantities),
    ("base64", base64),
    ("microseconds", microseconds),
    ("empty text", empty_text),
    ("required but null", required_but_null),
    ("required but empty", required_but_empty),
    ("required in a null item", required_in_a_null_item),
    ("durations", durations),
    ("equal items", equal_items),
];

/// All reasons of the other kind.
pub(crate) const THEIRS: [(&str, Theirs); 5] = [
    ("null is no value", null_is_no_value),
    ("anything goes", anything_goes),
    ("names of the schema", names_of_the_schema),
    ("statuses", statuses),
    ("lists of bytes", lists_of_bytes),
];

/// Whether the reason applies only to fields that `data/refinements.txt` names, so that no document may need it.
pub(crate) fn is_refinement(name: &str) -> bool {
    matches!(name, "durations" | "equal items")
}

/// The schema of `resource.Quantity` accepts any text and any number; it decodes itself.
fn quantities(violation: &Violation<'_>, place: &Place<'_>) -> bool {
    matches!(violation.problem, Problem::Quantity(_)) && place.refers_to("resource.Quantity")
}

/// The format `byte` is one of `OpenAPI`; Go's decoder of `[]byte` takes base64 only.
fn base64(violation: &Violation<'_>, place: &Place<'_>) -> bool {
    matches!(violation.problem, Problem::Malformed(Format::Base64)) && place.format() == Some("byte")
}

/// The format of `metav1.MicroTime` is that of any time; it decodes times with six digits of a second's fraction.
fn microseconds(violation: &Violation<'_>, place: &Place<'_>) -> bool {
    matches!(violation.problem, Problem::Malformed(Format::MicroTime)) && place.refers_to("meta.v1.MicroTime")
}

/// The schemas know durations as plain text; where the API server reads one, `data/refinements.txt` says so.
fn durations(violation: &Violation<'_>, place: &Place<'_>) -> bool {
    let (definition, field) = place.field();
    matches!(violation.problem, Problem::Malformed(Format::Duration))
        && is_refined("duration", definition, field)
}

/// Lists and mappings of text may hold null by the schemas; Go's decoder makes the empty text of it.
fn empty_text(violation: &Violation<'_>, _: &Place<'_>) -> bool {
    matches!(violation.problem, Problem::NullText)
}

/// JSON Schema knows no keys of lists; where the API server refuses equal items, `data/refinements.txt` says so.
fn equal_items(violation: &Violation<'_>, place: &Place<'_>) -> bool {
    let (definition, field) = place.field();
    matches!(violation.problem, Problem::DuplicateItem { .. }) && is_refined("unique", definition, field)
}

/// A required field that refers to a definition may be null by the schemas. Null is no value to the API server.
fn required_but_null(violation: &Violation<'_>, place: &Place<'_>) -> bool {
    match &violation.problem {
        Problem::MissingField(name) => {
            place.requires(name) && violation.node.get(name).is_some_and(readylint_yaml::Node::is_null)
        }
        _ => false,
    }
}

/// A required field may be empty by the schemas; where the API server refuses that, `data/refinements.txt` says so.
fn required_but_empty(violation: &Violation<'_>, place: &Place<'_>) -> bool {
    let Problem::MissingField(name) = &violation.problem else {
        return false;
    };
    let is_empty = |value: readylint_yaml::Node<'_>| match value.text() {
        Some(text) => text.is_empty(),
        None => value.is_empty(),
    };
    let definition = place.definition().unwrap_or_default();
    violation.node.get(name).is_some_and(is_empty) && is_refined("filled", definition, name)
}

/// An item of a list may be null by the schemas; Go's decoder makes an object of it that has no field.
fn required_in_a_null_item(violation: &Violation<'_>, place: &Place<'_>) -> bool {
    match &violation.problem {
        Problem::MissingField(name) => violation.node.is_null() && place.requires(name),
        _ => false,
    }
}

/// API servers reset the status of a new object, and so demand nothing of it.
fn statuses(fault: &Fault<'_>, _: &Place<'_>, _: &Wheel) -> bool {
    let is_demand = matches!(fault.what, What::Missing(_)) || fault.keyword == "enum" || fault.is_null;
    is_demand && fault.path.first().is_some_and(|step| step == "status")
}

/// Go's decoder makes bytes of a list of numbers too.
fn lists_of_bytes(fault: &Fault<'_>, place: &Place<'_>, _: &Wheel) -> bool {
    fault.node.is_sequence() && place.format() == Some("byte")
}

/// Null is refused by some schemas of values that need not be there: items of lists, values of free mappings, and quantities
/// (`oneOf` of two types that both include null). To the API server it is no value, or the empty one. Where a required field is
/// null, it is a field that is not there, which we must have said.
fn null_is_no_value(fault: &Fault<'_>, place: &Place<'_>, wheel: &Wheel) -> bool {
    let (definition, field) = place.field();
    let is_field = fault.path.last().is_some_and(|step| step == field);
    fault.is_null && !(is_field && wheel.requires(definition, field))
}

/// `runtime.RawExtension` and `FieldsV1` decode whatever they get.
fn anything_goes(fault: &Fault<'_>, place: &Place<'_>, _: &Wheel) -> bool {
    let is_raw = place.refers_to("runtime.RawExtension") || place.refers_to("meta.v1.FieldsV1");
    matches!(fault.what, What::Value) && is_raw
}

/// `apiVersion` and `kind` of an object choose the schema, so that other words never meet this one; in an object inside another
/// (`deleteOptions` of an Eviction) the API server reads neither.
fn names_of_the_schema(fault: &Fault<'_>, place: &Place<'_>, _: &Wheel) -> bool {
    fault.keyword == "enum" && matches!(place.field().1, "apiVersion" | "kind")
}

/// Whether `data/refinements.txt` says `statement` of the field.
fn is_refined(statement: &str, definition: &str, field: &str) -> bool {
    static STATEMENTS: OnceLock<Vec<Statement<'static>>> = OnceLock::new();
    let statements = STATEMENTS.get_or_init(amend::statements);
    statements.iter().any(|said| said.says(statement, definition, field))
}
