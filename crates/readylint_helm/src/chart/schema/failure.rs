//! What is wrong with a value, and how Helm since 3.18 tells it. (`kind/kind.go`, `output.go` of
//! `github.com/santhosh-tekuri/jsonschema/v6`)

use super::compile::Types;
use super::number::{Number, grouped};
use crate::chart::json::{Json, Kind as JsonKind};
use crate::chart::quote::single;
use crate::value::Value;

/// What is wrong with a value.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) kind: Kind,
    /// The steps to the value.
    pub(super) path: Vec<String>,
    pub(super) value: Value,
    /// What the value lies in, outermost first.
    pub(super) parents: Vec<Value>,
    pub(super) causes: Vec<Failure>,
}

/// A kind of failure with what its message says.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Group,
    Reference,
    FalseSchema,
    ReferenceCycle,
    Type {
        got: &'static str,
        want: Vec<&'static str>,
        written: Vec<String>,
    },
    Enum {
        want: Vec<Json>,
    },
    Const {
        want: Json,
    },
    Format {
        got: String,
        name: &'static str,
        why: String,
    },
    MinProperties {
        got: usize,
        want: usize,
    },
    MaxProperties {
        got: usize,
        want: usize,
    },
    Required {
        missing: Vec<String>,
    },
    Dependency {
        name: String,
        missing: Vec<String>,
    },
    AdditionalProperties {
        names: Vec<String>,
    },
    PropertyName {
        name: String,
    },
    MinItems {
        got: usize,
        want: usize,
    },
    MaxItems {
        got: usize,
        want: usize,
    },
    UniqueItems {
        one: usize,
        two: usize,
    },
    AdditionalItems {
        count: usize,
    },
    Contains,
    MinContains {
        got: Vec<usize>,
        want: usize,
    },
    MaxContains {
        got: Vec<usize>,
        want: usize,
    },
    MinLength {
        got: usize,
        want: usize,
    },
    MaxLength {
        got: usize,
        want: usize,
    },
    Pattern {
        got: String,
        want: String,
    },
    Minimum {
        got: Number,
        want: Number,
    },
    Maximum {
        got: Number,
        want: Number,
    },
    ExclusiveMinimum {
        got: Number,
        want: Number,
    },
    ExclusiveMaximum {
        got: Number,
        want: Number,
    },
    MultipleOf {
        got: Number,
        want: Number,
    },
    Not,
    AllOf,
    AnyOf,
    OneOf {
        matched: Option<(usize, usize)>,
    },
    /// Only `then` or `else` of 3.17 speak of it.
    Condition {
        then: bool,
    },
}

/// A line of what Helm prints.
#[derive(Debug)]
pub(super) struct Line<'f> {
    /// All of it.
    pub(super) shown: String,
    pub(super) pointer: String,
    pub(super) message: String,
    pub(super) blame: Option<&'f Failure>,
}

/// The lines of Helm 3.18 and later.
pub(super) fn lines(failures: &[Failure]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for failure in failures {
        show(failure, 0, &mut lines);
    }
    lines
}

fn show<'f>(failure: &'f Failure, mut depth: usize, lines: &mut Vec<Line<'f>>) {
    // a reference with one cause says nothing of its own, and a condition never does
    let is_silent = match failure.kind {
        Kind::Reference => failure.causes.len() == 1,
        Kind::Condition { .. } => true,
        _ => false,
    };
    if !is_silent {
        let pointer = pointer(&failure.path);
        let message = words(&failure.kind);
        let (indent, at) = ("  ".repeat(depth), single(&pointer));
        let shown = format!("{indent}- at {at}: {message}");
        lines.push(Line { shown, pointer, message, blame: Some(failure) });
        depth += 1;
    }
    for cause in &failure.causes {
        show(cause, depth, lines);
    }
}

/// (RFC 6901)
pub(super) fn pointer(path: &[String]) -> String {
    let mut pointer = String::new();
    for step in path {
        pointer.push('/');
        pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
    }
    pointer
}

fn joined(names: &[String]) -> String {
    names.iter().map(|name| single(name)).collect::<Vec<_>>().join(", ")
}

fn bound(what: &str, got: usize, want: usize) -> String {
    format!("{what}: got {}, want {}", grouped(&got.to_string()), grouped(&want.to_string()))
}

fn limit(what: &str, got: Number, want: Number) -> String {
    format!("{what}: got {}, want {}", got.english(), want.english())
}

/// A constant of a schema, as far as it is no array and no object.
fn display(json: &Json) -> Option<String> {
    match &json.kind {
        JsonKind::Null => Some("<nil>".to_owned()),
        JsonKind::Bool(value) => Some(value.to_string()),
        JsonKind::Number(text) => Some(text.clone()),
        JsonKind::String(text) => Some(single(text)),
        JsonKind::Array(_) | JsonKind::Object(_) => None,
    }
}

fn matched(got: &[usize]) -> String {
    let places: Vec<String> = got.iter().map(ToString::to_string).collect();
    format!("matched {} items at {}", got.len(), places.join(" "))
}

fn words(kind: &Kind) -> String {
    const MIN: &str = "items required to match contains schema, but";
    match kind {
        Kind::Group | Kind::Reference | Kind::Condition { .. } => "validation failed".to_owned(),
        Kind::FalseSchema => "false schema".to_owned(),
        Kind::ReferenceCycle => "reference cycle".to_owned(),
        Kind::Type { got, want, .. } => format!("got {got}, want {}", want.join(" or ")),
        Kind::Enum { want } => match want.iter().map(display).collect::<Option<Vec<_>>>() {
            Some(want) if want.len() == 1 => format!("value must be {}", want.concat()),
            Some(want) => format!("value must be one of {}", want.join(", ")),
            None => "'enum' failed".to_owned(),
        },
        Kind::Const { want } => {
            display(want).map_or_else(|| "'const' failed".to_owned(), |want| format!("value must be {want}"))
        }
        Kind::Format { got, name, why } => format!("{} is not valid {name}: {why}", single(got)),
        Kind::MinProperties { got, want } => bound("minProperties", *got, *want),
        Kind::MaxProperties { got, want } => bound("maxProperties", *got, *want),
        Kind::Required { missing } if missing.len() == 1 => format!("missing property {}", joined(missing)),
        Kind::Required { missing } => format!("missing properties {}", joined(missing)),
        Kind::Dependency { name, missing } => {
            format!("properties {} required, if {} exists", joined(missing), single(name))
        }
        Kind::AdditionalProperties { names } => {
            format!("additional properties {} not allowed", joined(names))
        }
        Kind::PropertyName { name } => format!("invalid propertyName {}", single(name)),
        Kind::MinItems { got, want } => bound("minItems", *got, *want),
        Kind::MaxItems { got, want } => bound("maxItems", *got, *want),
        Kind::UniqueItems { one, two } => format!("items at {one} and {two} are equal"),
        Kind::AdditionalItems { count } => {
            format!("last {} additionalItem(s) not allowed", grouped(&count.to_string()))
        }
        Kind::Contains => "no items match contains schema".to_owned(),
        Kind::MinContains { got, want } if got.is_empty() => format!("min {want} {MIN} none matched"),
        Kind::MinContains { got, want } => format!("min {want} {MIN} {}", matched(got)),
        Kind::MaxContains { got, want } => format!("max {want} {MIN} {}", matched(got)),
        Kind::MinLength { got, want } => bound("minLength", *got, *want),
        Kind::MaxLength { got, want } => bound("maxLength", *got, *want),
        Kind::Pattern { got, want } => format!("{} does not match pattern {}", single(got), single(want)),
        Kind::Minimum { got, want } => limit("minimum", *got, *want),
        Kind::Maximum { got, want } => limit("maximum", *got, *want),
        Kind::ExclusiveMinimum { got, want } => limit("exclusiveMinimum", *got, *want),
        Kind::ExclusiveMaximum { got, want } => limit("exclusiveMaximum", *got, *want),
        Kind::MultipleOf { got, want } => limit("multipleOf", *got, *want),
        Kind::Not => "'not' failed".to_owned(),
        Kind::AllOf => "'allOf' failed".to_owned(),
        Kind::AnyOf => "'anyOf' failed".to_owned(),
        Kind::OneOf { matched: None } => "'oneOf' failed, none matched".to_owned(),
        Kind::OneOf { matched: Some((one, two)) } => {
            format!("'oneOf' failed, subschemas {one}, {two} matched")
        }
    }
}

/// The type of a value as JSON Schema has it.
pub(super) fn type_of(value: &Value) -> Types {
    use crate::value::Data;
    match &value.data {
        Data::Nil => Types::NULL,
        Data::Bool(_) => Types::BOOLEAN,
        Data::Int(..) | Data::Float(_) => Types::NUMBER,
        Data::List(_) => Types::ARRAY,
        Data::Map(_) => Types::OBJECT,
        Data::String(_) | Data::Bytes(_) | Data::Object(_) => Types::STRING,
    }
}
