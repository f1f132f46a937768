//! How Helm 3.17 tells what is wrong with values. (`errors.go`, `locales.go` of `github.com/xeipuuv/gojsonschema`)
//!
//! Its library goes on where the newer one stops, so this is what both agree on, in the words of the old one.

use super::failure::{Failure, Kind, Line};
use super::number::Number;
use crate::chart::json::{Json, Kind as JsonKind};
use crate::data::number;

/// The lines of Helm 3.17.
pub(super) fn lines(failures: &[Failure]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for failure in failures {
        show(failure, &failure.path, &mut lines);
    }
    lines
}

fn show<'f>(failure: &'f Failure, path: &'f [String], lines: &mut Vec<Line<'f>>) {
    let pointer = super::failure::pointer(path);
    let place = if path.is_empty() { "(root)".to_owned() } else { path.join(".") };
    for message in words(failure) {
        let shown = format!("- {place}: {message}");
        lines.push(Line { shown, pointer: pointer.clone(), message, blame: Some(failure) });
    }
    // of alternatives, only the one that comes nearest is told of
    let causes = match failure.kind {
        Kind::AnyOf | Kind::OneOf { .. } => {
            let is_near = |cause: &Failure| !matches!(cause.kind, Kind::Type { .. });
            let nearest = failure.causes.iter().position(is_near).unwrap_or_default();
            failure.causes.get(nearest..=nearest).unwrap_or_default()
        }
        _ => failure.causes.as_slice(),
    };
    for cause in causes {
        // a name lies where its property does
        let is_name = matches!(failure.kind, Kind::PropertyName { .. });
        show(cause, if is_name { path } else { &cause.path }, lines);
    }
}

fn plain(bound: Number) -> String {
    number::general(bound.value)
}

fn json(value: &Json) -> String {
    match &value.kind {
        JsonKind::Null => "null".to_owned(),
        JsonKind::Bool(value) => value.to_string(),
        JsonKind::Number(text) => text.clone(),
        JsonKind::String(text) => format!("\"{text}\""),
        JsonKind::Array(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(",")),
        JsonKind::Object(entries) => {
            let entries = entries.iter().map(|(key, (_, value))| format!("\"{key}\":{}", json(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
    }
}

/// The type that is told of: whole numbers are integers here.
fn given(failure: &Failure, got: &str) -> String {
    use crate::value::Data;
    let is_whole = match failure.value.data {
        Data::Int(..) => true,
        Data::Float(value) => value.fract() == 0.0,
        _ => false,
    };
    if is_whole { "integer".to_owned() } else { got.to_owned() }
}

fn words(failure: &Failure) -> Vec<String> {
    let one = match &failure.kind {
        Kind::Group | Kind::Reference | Kind::ReferenceCycle => return Vec::new(),
        Kind::Required { missing } => {
            return missing.iter().map(|name| format!("{name} is required")).collect();
        }
        Kind::Dependency { missing, .. } => {
            return missing.iter().map(|name| format!("Has a dependency on {name}")).collect();
        }
        Kind::AdditionalProperties { names } => {
            return names.iter().map(|name| format!("Additional property {name} is not allowed")).collect();
        }
        Kind::FalseSchema => "False always fails validation".to_owned(),
        Kind::Type { got, written, want } => {
            let want = if want.len() == 1 { want.concat() } else { format!("[{}]", written.join(",")) };
            format!("Invalid type. Expected: {want}, given: {}", given(failure, got))
        }
        Kind::Enum { want } => {
            let want: Vec<String> = want.iter().map(json).collect();
            let place = failure.path.join(".");
            let place = if place.is_empty() { "(root)" } else { &place };
            format!("{place} must be one of the following: {}", want.join(", "))
        }
        Kind::Const { want } => {
            let place = failure.path.join(".");
            format!("{} does not match: {}", if place.is_empty() { "(root)" } else { &place }, json(want))
        }
        Kind::Format { name, .. } => format!("Does not match format '{name}'"),
        Kind::MinProperties { want, .. } => format!("Must have at least {want} properties"),
        Kind::MaxProperties { want, .. } => format!("Must have at most {want} properties"),
        Kind::PropertyName { name } => format!("Property name of \"{name}\" does not match"),
        Kind::MinItems { want, .. } => format!("Array must have at least {want} items"),
        Kind::MaxItems { want, .. } => format!("Array must have at most {want} items"),
        Kind::UniqueItems { one, two } => format!("array items[{one},{two}] must be unique"),
        Kind::AdditionalItems { .. } => "No additional items allowed on array".to_owned(),
        Kind::Contains | Kind::MinContains { .. } | Kind::MaxContains { .. } => {
            "At least one of the items must match".to_owned()
        }
        Kind::MinLength { want, .. } => format!("String length must be greater than or equal to {want}"),
        Kind::MaxLength { want, .. } => format!("String length must be less than or equal to {want}"),
        Kind::Pattern { want, .. } => format!("Does not match pattern '{want}'"),
        Kind::Minimum { want, .. } => format!("Must be greater than or equal to {}", plain(*want)),
        Kind::Maximum { want, .. } => format!("Must be less than or equal to {}", plain(*want)),
        Kind::ExclusiveMinimum { want, .. } => format!("Must be greater than {}", plain(*want)),
        Kind::ExclusiveMaximum { want, .. } => format!("Must be less than {}", plain(*want)),
        Kind::MultipleOf { want, .. } => format!("Must be a multiple of {}", plain(*want)),
        Kind::Not => "Must not validate the schema (not)".to_owned(),
        Kind::AllOf => "Must validate all the schemas (allOf)".to_owned(),
        Kind::AnyOf => "Must validate at least one schema (anyOf)".to_owned(),
        Kind::OneOf { .. } => "Must validate one and only one schema (oneOf)".to_owned(),
        Kind::Condition { then: true } => "Must validate \"then\" as \"if\" was valid".to_owned(),
        Kind::Condition { then: false } => "Must validate \"else\" as \"if\" was not valid".to_owned(),
    };
    vec![one]
}
