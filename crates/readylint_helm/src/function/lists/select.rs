//! Parts of lists: `first`, `rest`, `slice`.

use super::{items, made, made_or_nil};
use crate::function::numbers::to_int;
use crate::function::{Call, FunctionError};
use crate::value::{Data, List, Value};

pub(super) fn first(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [list] = arguments else { return Ok(Value::NIL) };
    if let Data::List(list) = &list.data {
        return Ok(list.get(0).unwrap_or_default());
    }
    Ok(items(call, list, "Cannot find first on type", "")?.into_iter().next().unwrap_or_default())
}

pub(super) fn last(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [list] = arguments else { return Ok(Value::NIL) };
    if let Data::List(list) = &list.data {
        return Ok(list.borrow().last().cloned().unwrap_or_default());
    }
    Ok(items(call, list, "Cannot find last on type", "")?.pop().unwrap_or_default())
}

/// All but the first; of an empty list, a nil one.
pub(super) fn rest(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [list] = arguments else { return Ok(Value::NIL) };
    let mut items = items(call, list, "Cannot find rest on type", "")?;
    if items.is_empty() {
        return Ok(made_or_nil(items, list));
    }
    items.remove(0);
    Ok(made(items, list))
}

/// All but the last; of an empty list, a nil one.
pub(super) fn initial(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [list] = arguments else { return Ok(Value::NIL) };
    let mut items = items(call, list, "Cannot find initial on type", "")?;
    if items.pop().is_none() {
        return Ok(made_or_nil(items, list));
    }
    Ok(made(items, list))
}

/// `slice LIST [FROM [TO]]`: nil of an empty list, whatever the range; the type stays.
pub(super) fn slice(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [list, range @ ..] = arguments else { return Ok(Value::NIL) };
    let items = items(call, list, "list should be type of slice or array but", "")?;
    if items.is_empty() {
        return Ok(Value::NIL);
    }
    let bound =
        |index: usize, all| range.get(index).map_or(Some(all), |value| usize::try_from(to_int(value)).ok());
    let range = bound(0, 0).zip(bound(1, items.len())).map(|(start, end)| start..end);
    let Some((range, part)) = range.and_then(|range| Some((range.clone(), items.get(range)?))) else {
        return Err(FunctionError::new("reflect.Value.Slice: slice index out of bounds"));
    };
    let data = match &list.data {
        Data::Bytes(bytes) => Data::Bytes(bytes.slice(range)),
        Data::List(list) if part.len() == items.len() => Data::List(list.clone()),
        Data::List(list) => Data::List(List::new(list.kind(), part.to_vec())),
        _ => Data::Nil,
    };
    Ok(Value::new(data, list.origin))
}
