//! The head of a document: its kind and its hook, as Helm reads them (`pkg/release/v1/util/manifest.go`, `SimpleHead`).

use crate::HelmVersion;
use crate::data::read;
use crate::provenance::{Origins, Text};
use crate::value::{Data, Map, Value};

/// What Helm wants to know of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// `kind`; empty if it has none.
    pub(super) kind: String,
    /// The annotation `helm.sh/hook`.
    pub(super) hook: Option<String>,
}

const HOOK: &str = "helm.sh/hook";
const METADATA: &str =
    r#"struct { Name string "json:\"name\""; Annotations map[string]string "json:\"annotations\"" }"#;

/// Reads the head of a document.
///
/// # Errors
///
/// If it is no YAML, or a field has the wrong type; in the words of Go's libraries.
pub(super) fn read(document: &str, helm: HelmVersion) -> Result<Head, String> {
    // only what Helm prints counts here, not where it came from
    let value =
        read::read_text(&Text::unknown(document), &mut Origins::off()).map_err(|error| error.message)?;
    let mut head = Head::default();
    match &value.data {
        Data::Nil => {}
        Data::Map(map) => object(map, &mut head)?,
        _ => {
            let package = if helm.is_3() { "releaseutil" } else { "util" };
            return Err(unfit(&value, &format!("value of type {package}.SimpleHead")));
        }
    }
    Ok(head)
}

/// Keys are compared as `encoding/json` does it: whatever their case, in their order.
fn object(map: &Map, head: &mut Head) -> Result<(), String> {
    for (key, value) in map.borrow().iter() {
        let is = |name: &str| key.as_bytes().eq_ignore_ascii_case(name.as_bytes());
        if is("apiVersion") {
            string(value, "SimpleHead.apiVersion")?;
        } else if is("kind") {
            if let Some(kind) = string(value, "SimpleHead.kind")? {
                head.kind = kind;
            }
        } else if is("metadata") {
            match &value.data {
                Data::Nil => {}
                Data::Map(metadata) => read_metadata(metadata, head)?,
                _ => {
                    return Err(unfit(
                        value,
                        &format!("struct field SimpleHead.metadata of type {METADATA}"),
                    ));
                }
            }
        }
    }
    Ok(())
}

fn read_metadata(metadata: &Map, head: &mut Head) -> Result<(), String> {
    for (key, value) in metadata.borrow().iter() {
        let is = |name: &str| key.as_bytes().eq_ignore_ascii_case(name.as_bytes());
        if is("name") {
            string(value, ".metadata.name")?;
        } else if is("annotations") {
            match &value.data {
                Data::Nil => {}
                Data::Map(annotations) => {
                    for (key, value) in annotations.borrow().iter() {
                        let text = string(value, ".metadata.annotations")?;
                        if key.as_bytes() == HOOK.as_bytes() {
                            head.hook = Some(text.unwrap_or_default());
                        }
                    }
                }
                _ => {
                    return Err(unfit(value, "struct field .metadata.annotations of type map[string]string"));
                }
            }
        }
    }
    Ok(())
}

/// The text of a scalar; `None` for null.
fn string(value: &Value, field: &str) -> Result<Option<String>, String> {
    match &value.data {
        Data::Nil => Ok(None),
        Data::String(text) => Ok(Some(text.to_str().into_owned())),
        Data::Bool(value) => Ok(Some(value.to_string())),
        Data::Float(value) => Ok(Some(value.to_string())),
        Data::Int(value, _) => Ok(Some(value.to_string())),
        _ => Err(unfit(value, &format!("struct field {field} of type string"))),
    }
}

fn unfit(value: &Value, wanted: &str) -> String {
    let found = match &value.data {
        Data::List(_) => "array",
        Data::Map(_) => "object",
        Data::Bool(_) => "bool",
        Data::Int(..) | Data::Float(_) => "number",
        _ => "string",
    };
    format!("error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {found} into Go {wanted}")
}
