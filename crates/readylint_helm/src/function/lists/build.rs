//! New lists: `list`, `append`, `concat`, `chunk`.

use super::{items, made, made_or_nil};
use crate::function::numbers::to_int;
use crate::function::{Call, FunctionError};
use crate::value::{List, ListType, Value};

/// The arguments.
pub(super) fn list(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    call.meter.step(arguments.len() as u64)?;
    Ok(Value::list(List::any(arguments.to_vec())))
}

/// A copy with one more at the end.
pub(super) fn append(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [list, item] = arguments else { return Ok(Value::NIL) };
    let mut items = items(call, list, "Cannot push on type", "")?;
    items.push(item.clone());
    Ok(made(items, list))
}

/// A copy with one more in front.
pub(super) fn prepend(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [list, item] = arguments else { return Ok(Value::NIL) };
    let mut items = items(call, list, "Cannot prepend on type", "")?;
    items.insert(0, item.clone());
    Ok(made(items, list))
}

/// The items of all lists; a nil list if there are none.
pub(super) fn concat(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let mut all = Vec::new();
    for list in arguments {
        all.append(&mut items(call, list, "Cannot concat type", " as list")?);
    }
    Ok(made_or_nil(all, arguments.first().unwrap_or(&Value::NIL)))
}

/// Lists of so many items, the last one of what is left. Sprig computes how many there are before it asks whether the size
/// makes sense: sizes below one give nothing, the whole, or Go's refusal to make such a slice.
pub(super) fn chunk(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [size, list] = arguments else { return Ok(Value::NIL) };
    let size = to_int(size);
    let items = items(call, list, "Cannot chunk type", "")?;
    let chunks = match (usize::try_from(size), items.len()) {
        (Ok(1..), 0) => Vec::new(),
        (Ok(size @ 1..), _) => items.chunks(size).map(|part| made(part.to_vec(), list)).collect(),
        (Err(_), 1) if size < -1 => vec![made(items, list)],
        (Err(_), count @ 2..) if count as u64 - 1 <= size.unsigned_abs() => Vec::new(),
        _ => return Err(FunctionError::new("runtime error: makeslice: len out of range")),
    };
    Ok(Value::list(List::new(ListType::Lists, chunks)).with_origin(list.origin))
}
