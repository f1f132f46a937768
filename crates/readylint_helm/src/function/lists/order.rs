//! Other orders and types: `reverse`, `sortAlpha`, `toStrings`.

use super::{items, made, strval};
use crate::function::{Call, FunctionError};
use crate::value::{Data, List, ListType, Value};

pub(super) fn reverse(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [list] = arguments else { return Ok(Value::NIL) };
    let mut items = items(call, list, "Cannot find reverse on type", "")?;
    items.reverse();
    Ok(made(items, list))
}

/// The texts of the items, sorted by bytes. A `[]string` is sorted itself, for everyone who holds it, as in Sprig.
pub(super) fn sort_alpha(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [value] = arguments else { return Ok(Value::NIL) };
    let list = match &value.data {
        Data::List(_) | Data::Bytes(_) => texts(call, value)?,
        _ => List::strings([strval(call, value)?]),
    };
    call.meter.step(list.len() as u64)?;
    list.borrow_mut().sort_by(|one, other| one.as_text().cmp(&other.as_text()));
    Ok(Value::list(list).with_origin(value.origin))
}

/// The texts of the items without nil; of anything else, a list of its text.
pub(super) fn to_strings(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [value] = arguments else { return Ok(Value::NIL) };
    Ok(Value::list(texts(call, value)?).with_origin(value.origin))
}

/// As Sprig's `strslice`: a `[]string` is handed on as it is.
pub(in crate::function) fn texts(call: &mut Call<'_>, value: &Value) -> Result<List, FunctionError> {
    let items = match &value.data {
        Data::List(list) if list.kind() == ListType::Strings => return Ok(list.clone()),
        Data::List(_) | Data::Bytes(_) => items(call, value, "", "")?,
        Data::Nil => Vec::new(),
        _ => vec![value.clone()],
    };
    let mut texts = Vec::with_capacity(items.len());
    for item in items.iter().filter(|item| !item.is_nil()) {
        texts.push(strval(call, item)?);
    }
    Ok(List::strings(texts))
}
