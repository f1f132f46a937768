//! From JSON Schema to descriptions of fields.

use serde_json::{Map, Value};

use super::CompileError;
use crate::minors::Minors;

/// A field in the minors in which it has this type.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) description: Description,
    pub(super) minors: Minors,
    pub(super) required: Minors,
    /// Where it is required, an empty value is none.
    pub(super) is_filled: bool,
}

/// What a value may be, with names for what the table has numbers for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Description {
    Any,
    Open,
    String,
    Boolean,
    Int32,
    Int64,
    Double,
    Bytes,
    Time,
    MicroTime,
    Duration,
    Quantity,
    IntOrString,
    Port(u16),
    PortOrName(u16),
    Object(String),
    Array {
        items: Box<Description>,
        keys: Vec<String>,
        is_unique: bool,
    },
    Map(Box<Description>),
    /// The values with the minors that accept them, and the minors whose values are known.
    Enum(Vec<(String, Minors)>, Minors),
}

impl Description {
    /// Adds the names of the objects inside to `names`.
    pub(super) fn objects(&self, names: &mut Vec<String>) {
        match self {
            Self::Object(name) => names.push(name.clone()),
            Self::Array { items, .. } => items.objects(names),
            Self::Map(values) => values.objects(names),
            _ => {}
        }
    }

    /// The description that scalars in it have: its own, or that of its items or values.
    pub(super) fn innermost(&mut self) -> &mut Self {
        match self {
            Self::Array { items, .. } => items.innermost(),
            Self::Map(values) => values.innermost(),
            _ => self,
        }
    }
}

/// The fields of definition `name`: key, description, whether it is required.
pub(super) fn fields(
    name: &str,
    definitions: &Map<String, Value>,
) -> Result<Vec<(String, Description, bool)>, CompileError> {
    let definition =
        definitions.get(name).ok_or_else(|| CompileError::new(format!("no definition {name}")))?;
    let required = definition.get("required").and_then(Value::as_array).into_iter().flatten();
    let required: Vec<&str> = required.filter_map(Value::as_str).collect();
    let properties = definition.get("properties").and_then(Value::as_object).into_iter().flatten();
    let described = properties.map(|(key, schema)| {
        let description = describe(schema, definitions)
            .ok_or_else(|| CompileError::new(format!("cannot read the schema of {key} of {name}")))?;
        Ok((key.clone(), description, required.contains(&key.as_str())))
    });
    described.collect()
}

fn describe(schema: &Value, definitions: &Map<String, Value>) -> Option<Description> {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return refer(reference.rsplit('/').next()?, definitions);
    }
    let format = schema.get("format").and_then(Value::as_str);
    Some(match (type_of(schema), format) {
        (None, _) => Description::Any,
        (Some("string"), None) => Description::String,
        (Some("string"), Some("byte")) => Description::Bytes,
        (Some("string"), Some("date-time")) => Description::Time,
        (Some("boolean"), _) => Description::Boolean,
        (Some("integer"), Some("int32")) => Description::Int32,
        (Some("integer"), Some("int64") | None) => Description::Int64,
        (Some("number"), _) => Description::Double,
        (Some("array"), _) => {
            let items = Box::new(describe(schema.get("items")?, definitions)?);
            Description::Array { items, keys: keys(schema), is_unique: false }
        }
        (Some("object"), _) => match schema.get("additionalProperties") {
            Some(values @ Value::Object(_)) => Description::Map(Box::new(describe(values, definitions)?)),
            _ => Description::Open,
        },
        _ => return None,
    })
}

/// The types that decode themselves (`UnmarshalJSON` in apimachinery) are known by name: their schemas say less.
fn refer(name: &str, definitions: &Map<String, Value>) -> Option<Description> {
    const META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    Some(match name {
        "io.k8s.apimachinery.pkg.api.resource.Quantity" => Description::Quantity,
        "io.k8s.apimachinery.pkg.util.intstr.IntOrString" => Description::IntOrString,
        // decodes whatever it gets
        "io.k8s.apimachinery.pkg.runtime.RawExtension" => Description::Any,
        _ => match name.strip_prefix(META) {
            Some("Time") => Description::Time,
            Some("MicroTime") => Description::MicroTime,
            Some("Duration") => Description::Duration,
            Some("FieldsV1") => Description::Any,
            _ => {
                let definition = definitions.get(name)?;
                let is_closed = definition.get("additionalProperties") == Some(&Value::Bool(false));
                if definition.get("properties").is_some() || is_closed {
                    Description::Object(name.to_owned())
                } else {
                    describe(definition, definitions)?
                }
            }
        },
    })
}

/// The type of a schema; `null` beside it says only that the field may be absent.
fn type_of(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::String(name) => Some(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        _ => None,
    }
}

/// What names an item: the keys of a list of type map, or the merge key of a strategic merge patch.
fn keys(schema: &Value) -> Vec<String> {
    let listed = schema.get("x-kubernetes-list-map-keys").and_then(Value::as_array).into_iter().flatten();
    let listed: Vec<String> = listed.filter_map(Value::as_str).map(str::to_owned).collect();
    if !listed.is_empty() {
        return listed;
    }
    let merged = schema.get("x-kubernetes-patch-merge-key").and_then(Value::as_str);
    merged.map(str::to_owned).into_iter().collect()
}
