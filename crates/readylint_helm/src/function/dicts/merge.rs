//! Merging, as `dario.cat/mergo` does it in Sprig's configuration: into the first map, in place.
//!
//! `merge` fills what is missing or empty (zero values of any type), `mergeOverwrite` takes every value of the source; maps
//! merge with maps on both sides. What is taken over is shared with its source, not copied, so that a later `set` on it
//! shows in both.

use super::{handed_back, plain_map};
use crate::function::{Call, Cause, FunctionError};
use crate::provenance::Text;
use crate::value::{Data, Map, MapType, Value};
use crate::{Exceeded, Meter};

/// How deep maps are merged. What is deeper holds itself, which in Helm ends with the stack.
const MAX_DEPTH: usize = 1_000;

/// mergo's words for a pointer and a value.
const DIFFERENT_TYPES: &str = "src and dst must be of same type";

pub(super) fn merge(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    swallowed(must(call, arguments, false))
}

pub(super) fn merge_overwrite(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    swallowed(must(call, arguments, true))
}

pub(super) fn must_merge(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    must(call, arguments, false)
}

pub(super) fn must_merge_overwrite(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    must(call, arguments, true)
}

/// Of mergo's errors (not of panics) `merge` makes an empty string.
fn swallowed(merged: Result<Value, FunctionError>) -> Result<Value, FunctionError> {
    match merged {
        Err(error) if error.cause == Cause::Plain && error.message == DIFFERENT_TYPES => {
            Ok(Value::unknown(""))
        }
        other => other,
    }
}

fn must(call: &mut Call<'_>, arguments: &[Value], overwrite: bool) -> Result<Value, FunctionError> {
    let [target, sources @ ..] = arguments else { return Ok(Value::NIL) };
    let made;
    let target = if target.is_nil() {
        made = Value::map(Map::any());
        &made
    } else {
        target
    };
    let Some(map) = plain_map(target) else { return Ok(Value::NIL) };
    for source in sources.iter().filter_map(plain_map) {
        into(call.meter, &map, &source, overwrite, 0)?;
    }
    Ok(handed_back(target))
}

/// Merges the entries of `source` into `target`.
fn into(
    meter: &mut Meter,
    target: &Map,
    source: &Map,
    overwrite: bool,
    depth: usize,
) -> Result<(), FunctionError> {
    if depth > MAX_DEPTH {
        return Err(Exceeded::Depth.into());
    }
    meter.step(1 + source.len() as u64)?;
    let element = element(source.kind());
    for (key, new) in source.to_entries() {
        if new.is_nil() {
            if overwrite {
                put(target, key, new, element)?;
            }
            continue;
        }
        let old = target.get(key.as_bytes());
        let is_slice = matches!(new.data, Data::List(_) | Data::Bytes(_));
        match (old.as_ref().map(|old| &old.data), &new.data) {
            (Some(Data::Map(old)), Data::Map(new)) => into(meter, old, new, overwrite, depth + 1)?,
            (Some(Data::Object(old)), Data::Map(_)) if old.type_name().starts_with('*') && !overwrite => {
                return Err(FunctionError::new(DIFFERENT_TYPES));
            }
            (Some(_), _) if is_slice && target.kind() == MapType::Strings => {
                return Err(FunctionError::new("reflect: call of reflect.Value.IsNil on string Value"));
            }
            // a slice replaces whatever is there before it is asked whether it may: an empty one too
            (Some(_), _) if is_slice && overwrite => {
                put(target, key.clone(), new.clone(), new.type_name())?;
            }
            _ => {}
        }
        // asked only now: an empty map may just have been filled
        let is_kept = old.as_ref().is_some_and(Value::is_true);
        let is_merged =
            is_slice || matches!((&old, &new.data), (Some(Value { data: Data::Map(_), .. }), Data::Map(_)));
        if !is_kept || overwrite && !is_merged {
            put(target, key, new.clone(), if is_slice { new.type_name() } else { element })?;
        }
    }
    Ok(())
}

/// The Go type of what a map holds.
fn element(kind: MapType) -> &'static str {
    match kind {
        MapType::Any | MapType::Values { .. } => "interface {}",
        MapType::Strings => "string",
        MapType::Files => "[]uint8",
    }
}

/// Puts a value that is held as `found` into a map, if the type of the map allows it.
fn put(target: &Map, key: Text, value: Value, found: &str) -> Result<(), FunctionError> {
    let wanted = element(target.kind());
    if wanted != found && wanted != "interface {}" {
        return Err(FunctionError::new(format!(
            "reflect.Value.SetMapIndex: value of type {found} is not assignable to type {wanted}"
        )));
    }
    target.insert(key, value);
    Ok(())
}
