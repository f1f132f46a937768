//! What is in a list: `has`, `without`, `uniq`, `compact`.

use rustc_hash::FxHashSet;

use super::{items, judged, made};
use crate::Meter;
use crate::function::reflection::deep_equal;
use crate::function::{Call, FunctionError};
use crate::provenance::Text;
use crate::value::{Data, IntType, Value};

/// Whether the list has an item that is deeply equal. Nothing is in nil.
pub(super) fn has(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [needle, haystack] = arguments else { return Ok(Value::NIL) };
    if haystack.is_nil() {
        return Ok(judged(call, "has", arguments, false));
    }
    let items = items(call, haystack, "Cannot find has on type", "")?;
    let found = is_among(call.meter, &items, needle)?;
    Ok(judged(call, "has", arguments, found))
}

/// The items that are deeply equal to none of the further arguments.
pub(super) fn without(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [list, omitted @ ..] = arguments else { return Ok(Value::NIL) };
    let mut left = Vec::new();
    for item in items(call, list, "Cannot find without on type", "")? {
        if !is_among(call.meter, omitted, &item)? {
            left.push(item);
        }
    }
    Ok(made(left, list))
}

/// Of deeply equal items the first.
pub(super) fn uniq(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [list] = arguments else { return Ok(Value::NIL) };
    let (mut scalars, mut others, mut left) = (FxHashSet::default(), Vec::new(), Vec::new());
    for item in items(call, list, "Cannot find uniq on type", "")? {
        let is_new = match Scalar::of(&item) {
            Some(scalar) => scalars.insert(scalar),
            None => {
                let is_new = !is_among(call.meter, &others, &item)?;
                if is_new {
                    others.push(item.clone());
                }
                is_new
            }
        };
        if is_new {
            left.push(item);
        }
    }
    Ok(made(left, list))
}

/// The items that are not empty.
pub(super) fn compact(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [list] = arguments else { return Ok(Value::NIL) };
    let mut items = items(call, list, "Cannot compact on type", "")?;
    items.retain(Value::is_true);
    Ok(made(items, list))
}

fn is_among(meter: &mut Meter, items: &[Value], needle: &Value) -> Result<bool, FunctionError> {
    for item in items {
        if deep_equal(meter, needle, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A value whose deep equality is that of a key. (Not so floats: no number equals itself, zeros of both signs are equal.)
#[derive(PartialEq, Eq, Hash)]
enum Scalar {
    Nil,
    Bool(bool),
    Int(i64, IntType),
    String(Text),
}

impl Scalar {
    fn of(value: &Value) -> Option<Self> {
        Some(match &value.data {
            Data::Nil => Self::Nil,
            Data::Bool(value) => Self::Bool(*value),
            Data::Int(value, kind) => Self::Int(*value, *kind),
            Data::String(text) => Self::String(text.clone()),
            _ => return None,
        })
    }
}
