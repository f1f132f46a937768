//! Defaults and choices: `default`, `coalesce`, `ternary`, `empty` (Sprig's `defaults.go`).

use super::{Call, Function, FunctionError, Parameter, variadic};
use crate::value::Value;

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[variadic("coalesce", &[], Parameter::Any, coalesce)];

/// The first argument that is not empty, else nil.
#[allow(clippy::unnecessary_wraps)] // the table wants one signature
fn coalesce(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    Ok(arguments.iter().find(|value| value.is_true()).cloned().unwrap_or(Value::NIL))
}
