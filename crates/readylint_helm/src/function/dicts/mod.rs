//! Maps: `dict`, `set`, `merge`, `dig` (Sprig's `dict.go`, mergo, copystructure).
//!
//! Maps are shared: `set`, `unset` and the merges change their first argument for everyone who holds it. Keys keep the
//! origin of who wrote them last. What follows the order of Go's maps, which differs from run to run (`keys`, `values`), is
//! sorted by key here.

#![expect(clippy::unnecessary_wraps, reason = "the table of functions wants one signature")]

mod copy;
mod merge;

use super::reflection::{judged, strval};
use super::{Call, Function, FunctionError, Parameter, plain, variadic};
use crate::provenance::Text;
use crate::value::{Data, List, Map, MapType, Value};

const MAP: Parameter = Parameter::Map;
const STRING: Parameter = Parameter::String;

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[
    plain("deepCopy", &[Parameter::Any], copy::deep_copy),
    variadic("dict", &[], Parameter::Any, dict),
    variadic("dig", &[], Parameter::Any, dig),
    plain("get", &[MAP, STRING], get),
    plain("hasKey", &[MAP, STRING], has_key),
    variadic("keys", &[], MAP, keys),
    variadic("merge", &[MAP], MAP, merge::merge),
    variadic("mergeOverwrite", &[MAP], MAP, merge::merge_overwrite),
    plain("mustDeepCopy", &[Parameter::Any], copy::deep_copy),
    variadic("mustMerge", &[MAP], MAP, merge::must_merge),
    variadic("mustMergeOverwrite", &[MAP], MAP, merge::must_merge_overwrite),
    variadic("omit", &[MAP], STRING, omit),
    variadic("pick", &[MAP], STRING, pick),
    variadic("pluck", &[STRING], MAP, pluck),
    plain("set", &[MAP, STRING, Parameter::Any], set),
    plain("unset", &[MAP, STRING], unset),
    plain("values", &[MAP], values),
];

/// The map of an argument as a `map[string]interface {}`, which is what a parameter of that type makes of a
/// `common.Values`; `None` for a nil map.
fn plain_map(argument: &Value) -> Option<Map> {
    argument.as_map().map(|map| map.as_kind(MapType::Any))
}

/// The map handed back, from where it came.
fn handed_back(argument: &Value) -> Value {
    Value::map(plain_map(argument).unwrap_or_else(Map::any)).with_origin(argument.origin)
}

/// `dict KEY VALUE…`: a last key without value gets an empty string.
fn dict(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    call.meter.step(arguments.len() as u64)?;
    let map = Map::any();
    for pair in arguments.chunks(2) {
        let [key, value @ ..] = pair else { continue };
        let key = strval(call, key)?;
        map.insert(key, value.first().cloned().unwrap_or_else(|| Value::unknown("")));
    }
    Ok(Value::map(map))
}

/// The value under a key, else an empty string.
fn get(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [map, Value { data: Data::String(key), .. }] = arguments else { return Ok(Value::NIL) };
    let found = plain_map(map).and_then(|map| map.get(key.as_bytes()));
    Ok(match found {
        Some(found) => found,
        None => Value::string(Text::of("", super::reflection::seen(call, "get", arguments))),
    })
}

fn set(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [map, Value { data: Data::String(key), .. }, value] = arguments else { return Ok(Value::NIL) };
    call.meter.step(1)?;
    let Some(target) = plain_map(map) else {
        return Err(FunctionError::new("assignment to entry in nil map"));
    };
    target.insert(key.clone(), value.clone());
    Ok(handed_back(map))
}

fn unset(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [map, Value { data: Data::String(key), .. }] = arguments else { return Ok(Value::NIL) };
    if let Some(map) = plain_map(map) {
        map.remove(key.as_bytes());
    }
    Ok(handed_back(map))
}

fn has_key(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [map, Value { data: Data::String(key), .. }] = arguments else { return Ok(Value::NIL) };
    let found = plain_map(map).is_some_and(|map| map.contains(key.as_bytes()));
    Ok(judged(call, "hasKey", arguments, found))
}

/// The values under a key in those maps that have it.
fn pluck(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [Value { data: Data::String(key), .. }, maps @ ..] = arguments else { return Ok(Value::NIL) };
    call.meter.step(maps.len() as u64)?;
    let found = maps.iter().filter_map(|map| plain_map(map)?.get(key.as_bytes()));
    Ok(Value::list(List::any(found.collect())))
}

/// The keys of the maps, one map after the other.
fn keys(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let mut keys = Vec::new();
    for map in arguments.iter().filter_map(plain_map) {
        call.meter.step(map.len() as u64)?;
        keys.append(&mut map.keys());
    }
    Ok(Value::list(List::strings(keys)))
}

fn values(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [map] = arguments else { return Ok(Value::NIL) };
    let Some(map) = plain_map(map) else { return Ok(Value::list(List::any(Vec::new()))) };
    call.meter.step(map.len() as u64)?;
    let values = map.borrow().values().cloned().collect();
    Ok(Value::list(List::any(values)))
}

/// A new map of only the named entries.
fn pick(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [map, names @ ..] = arguments else { return Ok(Value::NIL) };
    call.meter.step(names.len() as u64)?;
    let picked = Map::any();
    if let Some(map) = plain_map(map) {
        let entries = map.borrow();
        for name in names.iter().filter_map(Value::as_text) {
            if let Some((key, value)) = entries.get_key_value(name.as_bytes()) {
                picked.insert(key.clone(), value.clone());
            }
        }
    }
    Ok(Value::map(picked).with_origin(map.origin))
}

/// A new map without the named entries.
fn omit(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [map, names @ ..] = arguments else { return Ok(Value::NIL) };
    let left = match plain_map(map) {
        Some(map) => {
            call.meter.step(map.len() as u64 + names.len() as u64)?;
            map.copy()
        }
        None => Map::any(),
    };
    for name in names.iter().filter_map(Value::as_text) {
        left.remove(name.as_bytes());
    }
    Ok(Value::map(left).with_origin(map.origin))
}

/// `dig KEY… DEFAULT MAP`: the value at the end of the keys, the default where one is missing. Every map on the way has to
/// be a `map[string]interface {}`, `.Values` itself is none.
fn dig(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    call.meter.step(arguments.len() as u64)?;
    let [keys @ .., default, map] = arguments else {
        return Err(FunctionError::new(TOO_FEW));
    };
    if keys.is_empty() {
        return Err(FunctionError::new(TOO_FEW));
    }
    let mut map = any_map(map)?;
    let mut texts = Vec::with_capacity(keys.len());
    for key in keys {
        texts.push(key.as_text().ok_or_else(|| not_a(key, "string"))?);
    }
    let mut found = default.clone();
    for (index, key) in texts.iter().enumerate() {
        let Some(step) = map.get(key.as_bytes()) else { return Ok(default.clone()) };
        if index + 1 < texts.len() {
            map = any_map(&step)?;
        }
        found = step;
    }
    Ok(found)
}

const TOO_FEW: &str = "dig needs at least three arguments";

fn any_map(value: &Value) -> Result<Map, FunctionError> {
    let map = value.as_map().filter(|map| map.kind() == MapType::Any);
    map.cloned().ok_or_else(|| not_a(value, MapType::Any.name()))
}

/// The words of Go for a failed type assertion.
fn not_a(value: &Value, wanted: &str) -> FunctionError {
    let found = if value.is_nil() { "nil" } else { value.type_name() };
    FunctionError::new(format!("interface conversion: interface {{}} is {found}, not {wanted}"))
}
