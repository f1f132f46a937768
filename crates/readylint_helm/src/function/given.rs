//! The arguments of a call by place. They have been checked against the function's parameters before, so that the values
//! given here for what is not there are never seen.

use super::{Call, FunctionError};
use crate::provenance::Text;
use crate::value::{Data, Value};

/// The string at `index`.
pub(super) fn text(arguments: &[Value], index: usize) -> Text {
    match arguments.get(index).map(|argument| &argument.data) {
        Some(Data::String(text)) => text.clone(),
        _ => Text::unknown(""),
    }
}

/// The integer at `index`.
pub(super) fn integer(arguments: &[Value], index: usize) -> i64 {
    match arguments.get(index).map(|argument| &argument.data) {
        Some(Data::Int(number, _)) => *number,
        _ => 0,
    }
}

/// The argument at `index`.
pub(super) fn value(arguments: &[Value], index: usize) -> &Value {
    const NOTHING: &Value = &Value::NIL;
    arguments.get(index).unwrap_or(NOTHING)
}

/// A bool that `name` found out about `arguments`.
#[allow(clippy::unnecessary_wraps)] // it ends functions of the tables, which want one signature
pub(super) fn verdict(
    call: &mut Call<'_>,
    name: &'static str,
    arguments: &[Value],
    holds: bool,
) -> Result<Value, FunctionError> {
    let origin = call.opaque(name, arguments);
    Ok(Value::bool(holds).with_origin(origin))
}
