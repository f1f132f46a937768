//! Numbers: conversion, arithmetic, rounding, ranges (Sprig's `numeric.go`).
//!
//! Conversions that leave the number as it is keep its origin; what is computed is opaque.

#![expect(clippy::unnecessary_wraps, reason = "the table of functions wants one signature")]

mod cast;
mod decimal;
mod parse;
mod rounding;
mod sequence;

use cast::to_float;
pub(super) use cast::to_int;
pub(super) use parse::float as parse_float;

use super::reflection::strval;
use super::{Call, Function, FunctionError, Parameter, plain, variadic};
use crate::provenance::OriginId;
use crate::value::{Data, IntType, Value};

const ANY: Parameter = Parameter::Any;

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[
    variadic("add", &[], ANY, add),
    plain("add1", &[ANY], add1),
    plain("add1f", &[ANY], decimal::add1f),
    variadic("addf", &[], ANY, decimal::addf),
    plain("atoi", &[Parameter::String], atoi),
    variadic("biggest", &[ANY], ANY, biggest),
    plain("ceil", &[ANY], rounding::ceil),
    plain("div", &[ANY, ANY], div),
    variadic("divf", &[ANY], ANY, decimal::divf),
    plain("float64", &[ANY], float64),
    plain("floor", &[ANY], rounding::floor),
    plain("int", &[ANY], int),
    plain("int64", &[ANY], int64),
    variadic("max", &[ANY], ANY, max),
    variadic("maxf", &[ANY], ANY, rounding::maxf),
    variadic("min", &[ANY], ANY, min),
    variadic("minf", &[ANY], ANY, rounding::minf),
    plain("mod", &[ANY, ANY], modulo),
    variadic("mul", &[ANY], ANY, mul),
    variadic("mulf", &[ANY], ANY, decimal::mulf),
    variadic("round", &[ANY, Parameter::Int], Parameter::Float64, rounding::round),
    variadic("seq", &[], Parameter::Int, sequence::seq),
    plain("sub", &[ANY, ANY], sub),
    variadic("subf", &[ANY], ANY, decimal::subf),
    plain("toDecimal", &[ANY], to_decimal),
    plain("until", &[Parameter::Int], sequence::until),
    plain("untilStep", &[Parameter::Int, Parameter::Int, Parameter::Int], sequence::until_step),
];

/// The words of Go for a division by zero.
const DIVIDED_BY_ZERO: &str = "runtime error: integer divide by zero";

fn computed(call: &mut Call<'_>, name: &'static str, arguments: &[Value], number: i64) -> Value {
    let origin = call.opaque(name, arguments);
    Value::int64(number).with_origin(origin)
}

fn computed_float(call: &mut Call<'_>, name: &'static str, arguments: &[Value], number: f64) -> Value {
    let origin = call.opaque(name, arguments);
    Value::float(number).with_origin(origin)
}

/// The origin of a converted number: that of the argument if the number says the same.
#[expect(clippy::cast_precision_loss, reason = "an integer that loses is another number")]
fn converted(call: &mut Call<'_>, name: &'static str, argument: &Value, number: &Data) -> OriginId {
    #[expect(clippy::float_cmp, reason = "the question is whether it changed at all")]
    let same = match (&argument.data, number) {
        (Data::Int(before, _), Data::Int(after, _)) => before == after,
        (Data::Float(before), Data::Float(after)) => before == after,
        (Data::Float(before), Data::Int(after, _)) => *before == *after as f64,
        (Data::Int(before, _), Data::Float(after)) => *before as f64 == *after,
        (Data::String(before), Data::Int(after, _)) => before.as_bytes() == after.to_string().as_bytes(),
        _ => false,
    };
    if same { argument.origin } else { call.opaque(name, std::slice::from_ref(argument)) }
}

fn as_int(
    call: &mut Call<'_>,
    name: &'static str,
    arguments: &[Value],
    kind: IntType,
    convert: fn(&Value) -> i64,
) -> Value {
    let [argument] = arguments else { return Value::NIL };
    let number = Data::Int(convert(argument), kind);
    let origin = converted(call, name, argument, &number);
    Value::new(number, origin)
}

fn int(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    Ok(as_int(call, "int", arguments, IntType::Int, to_int))
}

fn int64(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    Ok(as_int(call, "int64", arguments, IntType::Int64, to_int))
}

fn atoi(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let read = |value: &Value| value.as_text().map_or(0, |text| parse::decimal_int(text.as_bytes()));
    Ok(as_int(call, "atoi", arguments, IntType::Int, read))
}

fn float64(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [argument] = arguments else { return Ok(Value::NIL) };
    let number = Data::Float(to_float(argument));
    let origin = converted(call, "float64", argument, &number);
    Ok(Value::new(number, origin))
}

/// The digits of the argument read as octal.
fn to_decimal(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [argument] = arguments else { return Ok(Value::NIL) };
    // only what prints as digits can be read: lists and maps never do
    let number = match &argument.data {
        Data::List(_) | Data::Map(_) | Data::Bytes(_) | Data::Object(_) => 0,
        _ => parse::octal_int(strval(call, argument)?.as_bytes()),
    };
    Ok(computed(call, "toDecimal", arguments, number))
}

fn add(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let sum = arguments.iter().fold(0_i64, |sum, value| sum.wrapping_add(to_int(value)));
    Ok(computed(call, "add", arguments, sum))
}

fn add1(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let sum = arguments.first().map_or(0, to_int).wrapping_add(1);
    Ok(computed(call, "add1", arguments, sum))
}

fn sub(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [one, other] = arguments else { return Ok(Value::NIL) };
    Ok(computed(call, "sub", arguments, to_int(one).wrapping_sub(to_int(other))))
}

fn mul(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let product = arguments.iter().fold(1_i64, |product, value| product.wrapping_mul(to_int(value)));
    Ok(computed(call, "mul", arguments, product))
}

fn div(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [one, other] = arguments else { return Ok(Value::NIL) };
    match to_int(other) {
        0 => Err(FunctionError::new(DIVIDED_BY_ZERO)),
        divisor => Ok(computed(call, "div", arguments, to_int(one).wrapping_div(divisor))),
    }
}

fn modulo(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [one, other] = arguments else { return Ok(Value::NIL) };
    match to_int(other) {
        0 => Err(FunctionError::new(DIVIDED_BY_ZERO)),
        divisor => Ok(computed(call, "mod", arguments, to_int(one).wrapping_rem(divisor))),
    }
}

fn biggest(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let found = arguments.iter().map(to_int).max().unwrap_or(0);
    Ok(computed(call, "biggest", arguments, found))
}

fn max(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let found = arguments.iter().map(to_int).max().unwrap_or(0);
    Ok(computed(call, "max", arguments, found))
}

fn min(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let found = arguments.iter().map(to_int).min().unwrap_or(0);
    Ok(computed(call, "min", arguments, found))
}
