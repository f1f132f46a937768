//! YAML, JSON and TOML, both ways (Helm's `funcs.go`, Sprig's `defaults.go`).
//!
//! Without `must` in its name a function swallows the failure, each in its own way: nothing, or the words of the failure.

use super::{Call, Cause, Function, FunctionError, Parameter, plain};
use crate::data::json::{Layout, to_json};
use crate::data::json_read::from_json;
use crate::data::read::{expect_list, expect_map, json_kind, read_text};
use crate::data::toml::to_toml;
use crate::data::toml_read::from_toml;
use crate::data::yaml_emit::{to_yaml, to_yaml_pretty};
use crate::data::{DataError, EmitError};
use crate::provenance::{OriginId, Text};
use crate::value::{Data, List, Map, Value};
use crate::{Exceeded, Meter};

const ANY: &[Parameter] = &[Parameter::Any];
const STRING: &[Parameter] = &[Parameter::String];

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[
    plain("toYaml", ANY, |call, arguments| quietly(call, arguments, to_yaml)),
    plain("mustToYaml", ANY, |call, arguments| loudly(call, arguments, to_yaml)),
    plain("toYamlPretty", ANY, |call, arguments| quietly(call, arguments, to_yaml_pretty)),
    plain("toJson", ANY, |call, arguments| quietly(call, arguments, compact)),
    plain("mustToJson", ANY, |call, arguments| loudly(call, arguments, compact)),
    plain("toPrettyJson", ANY, |call, arguments| quietly(call, arguments, pretty)),
    plain("mustToPrettyJson", ANY, |call, arguments| loudly(call, arguments, pretty)),
    plain("toRawJson", ANY, |call, arguments| loudly(call, arguments, raw)),
    plain("mustToRawJson", ANY, |call, arguments| loudly(call, arguments, raw)),
    plain("toToml", ANY, to_toml_or_words),
    plain("mustToToml", ANY, must_to_toml),
    plain("fromYaml", STRING, |call, arguments| from_yaml(call, arguments, Wanted::Map)),
    plain("fromYamlArray", STRING, |call, arguments| from_yaml(call, arguments, Wanted::List)),
    plain("fromJson", STRING, |call, arguments| from_json_into(call, arguments, Wanted::Map)),
    plain("fromJsonArray", STRING, |call, arguments| from_json_into(call, arguments, Wanted::List)),
    plain("mustFromJson", STRING, must_from_json),
    plain("fromToml", STRING, from_toml_or_words),
];

type Writer = fn(&Value, &mut Meter) -> Result<Text, EmitError>;

fn compact(value: &Value, meter: &mut Meter) -> Result<Text, EmitError> {
    to_json(value, Layout::Compact, meter)
}

fn pretty(value: &Value, meter: &mut Meter) -> Result<Text, EmitError> {
    to_json(value, Layout::Pretty, meter)
}

fn raw(value: &Value, meter: &mut Meter) -> Result<Text, EmitError> {
    to_json(value, Layout::Raw, meter)
}

fn argument(arguments: &[Value]) -> &Value {
    const NIL: &Value = &Value::NIL;
    arguments.first().unwrap_or(NIL)
}

/// Nothing, if it cannot be written.
fn quietly(call: &mut Call<'_>, arguments: &[Value], writer: Writer) -> Result<Value, FunctionError> {
    match writer(argument(arguments), call.meter) {
        Ok(text) => Ok(Value::string(text)),
        Err(EmitError::Refused(_)) => Ok(Value::unknown("")),
        Err(EmitError::Limit(exceeded)) => Err(exceeded.into()),
    }
}

fn loudly(call: &mut Call<'_>, arguments: &[Value], writer: Writer) -> Result<Value, FunctionError> {
    match writer(argument(arguments), call.meter) {
        Ok(text) => Ok(Value::string(text)),
        Err(EmitError::Refused(words)) => Err(FunctionError::new(words)),
        Err(EmitError::Limit(exceeded)) => Err(exceeded.into()),
    }
}

/// The library's words, if it cannot be written. Of nil it panics.
fn to_toml_or_words(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    match must_to_toml(call, arguments) {
        Err(error) if error.cause == Cause::Plain && !argument(arguments).is_nil() => {
            Ok(call.made("toToml", arguments, error.message))
        }
        result => result,
    }
}

fn must_to_toml(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    if argument(arguments).is_nil() {
        return Err(FunctionError::new("reflect: call of reflect.Value.Type on zero Value"));
    }
    loudly(call, arguments, to_toml)
}

/// What a text has to say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// A map; else the words of the failure under `Error`.
    Map,
    /// A list; else the words of the failure as its only item.
    List,
}

impl Wanted {
    fn failure(self, words: &str, origin: OriginId) -> Value {
        let words = Value::string(Text::of(words, origin));
        match self {
            Self::Map => {
                let map = Map::any();
                map.insert(Text::of("Error", origin), words);
                Value::map(map).with_origin(origin)
            }
            Self::List => Value::list(List::any(vec![words])).with_origin(origin),
        }
    }
}

/// Reads within the meter: what is made is at most as large as what is read, besides aliases, which the reader bounds.
fn read(
    call: &mut Call<'_>,
    name: &'static str,
    arguments: &[Value],
    wanted: Wanted,
    reader: impl FnOnce(&mut Call<'_>, &Text) -> Result<Value, DataError>,
) -> Result<Value, FunctionError> {
    let empty = Text::unknown("");
    let text = argument(arguments).as_text().unwrap_or(&empty);
    call.meter.step(text.len() as u64 / 8 + 1).map_err(|exceeded: Exceeded| FunctionError::from(exceeded))?;
    Ok(match reader(call, text) {
        Ok(value) => value,
        Err(error) => {
            let origin = call.opaque(name, arguments);
            wanted.failure(&error.message, origin)
        }
    })
}

fn from_yaml(call: &mut Call<'_>, arguments: &[Value], wanted: Wanted) -> Result<Value, FunctionError> {
    read(call, "fromYaml", arguments, wanted, |call, text| {
        let value = read_text(text, call.origins)?;
        match wanted {
            Wanted::Map => expect_map(value),
            Wanted::List => expect_list(value),
        }
    })
}

fn from_json_into(call: &mut Call<'_>, arguments: &[Value], wanted: Wanted) -> Result<Value, FunctionError> {
    read(call, "fromJson", arguments, wanted, |call, text| {
        let value = from_json(text, call.origins)?;
        let go = match (wanted, &value.data) {
            (Wanted::Map, Data::Map(_)) | (Wanted::List, Data::List(_)) => return Ok(value),
            // A nil map or slice.
            (Wanted::Map, Data::Nil) => return Ok(Value::map(Map::any()).with_origin(value.origin)),
            (Wanted::List, Data::Nil) => {
                return Ok(Value::list(List::any(Vec::new())).with_origin(value.origin));
            }
            (Wanted::Map, _) => "map[string]interface {}",
            (Wanted::List, _) => "[]interface {}",
        };
        Err(DataError::new(format!(
            "json: cannot unmarshal {} into Go value of type {go}",
            json_kind(&value)
        )))
    })
}

fn must_from_json(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let empty = Text::unknown("");
    let text = argument(arguments).as_text().unwrap_or(&empty);
    from_json(text, call.origins).map_err(|error| FunctionError::new(error.message))
}

fn from_toml_or_words(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    read(call, "fromToml", arguments, Wanted::Map, |_, text| from_toml(text))
}
