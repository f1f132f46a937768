//! Defaults and choices: `default`, `coalesce`, `ternary`, `empty` (Sprig's `defaults.go`).
//!
//! What is chosen passes through with its origin.

#![expect(clippy::unnecessary_wraps, reason = "the table of functions wants one signature")]

use super::reflection::judged;
use super::{Call, Function, FunctionError, Parameter, plain, variadic};
use crate::value::{Data, Value};

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[
    variadic("all", &[], Parameter::Any, all),
    variadic("any", &[], Parameter::Any, any),
    variadic("coalesce", &[], Parameter::Any, coalesce),
    variadic("default", &[Parameter::Any], Parameter::Any, default),
    plain("empty", &[Parameter::Any], empty),
    plain("ternary", &[Parameter::Any, Parameter::Any, Parameter::Bool], ternary),
];

/// Whether no argument is empty.
fn all(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    Ok(judged(call, "all", arguments, arguments.iter().all(Value::is_true)))
}

/// Whether some argument is not empty.
fn any(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    Ok(judged(call, "any", arguments, arguments.iter().any(Value::is_true)))
}

/// The first argument that is not empty, else nil.
fn coalesce(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    Ok(arguments.iter().find(|value| value.is_true()).cloned().unwrap_or(Value::NIL))
}

/// The second argument, unless it is empty: then the first. Further arguments are not looked at.
fn default(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let given = arguments.get(1).filter(|given| given.is_true());
    Ok(given.or(arguments.first()).cloned().unwrap_or(Value::NIL))
}

/// Whether the argument is the zero value of its type, or has no items.
fn empty(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    Ok(judged(call, "empty", arguments, !arguments.first().is_some_and(Value::is_true)))
}

/// The first argument if the third is true, else the second.
fn ternary(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [yes, no, Value { data: Data::Bool(choice), .. }] = arguments else { return Ok(Value::NIL) };
    Ok(if *choice { yes } else { no }.clone())
}
