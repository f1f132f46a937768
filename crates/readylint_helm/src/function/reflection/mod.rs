//! Types: `kindOf`, `typeIs`, `deepEqual` (Sprig's `reflect.go`, Go's `reflect/deepequal.go`), and `toString`.

#![expect(clippy::unnecessary_wraps, reason = "the table of functions wants one signature")]

mod equal;
mod strval;

pub(super) use equal::deep_equal;
pub(super) use strval::strval;

use super::{Call, Function, FunctionError, Parameter, plain};
use crate::provenance::OriginId;
use crate::value::{Data, Value};

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[
    plain("deepEqual", &[Parameter::Any, Parameter::Any], are_equal),
    plain("kindIs", &[Parameter::String, Parameter::Any], kind_is),
    plain("kindOf", &[Parameter::Any], kind_of),
    plain("toString", &[Parameter::Any], to_string),
    plain("typeIs", &[Parameter::String, Parameter::Any], type_is),
    plain("typeIsLike", &[Parameter::String, Parameter::Any], type_is_like),
    plain("typeOf", &[Parameter::Any], type_of),
];

/// The origin of what `name` found out about its arguments: it looked at them, not into them.
pub(super) fn seen(call: &mut Call<'_>, name: &'static str, arguments: &[Value]) -> OriginId {
    if !call.origins.is_on() {
        return OriginId::NONE;
    }
    call.origins.function(name, arguments.iter().map(|argument| argument.origin))
}

/// A bool that `name` found out about its arguments.
pub(super) fn judged(call: &mut Call<'_>, name: &'static str, arguments: &[Value], verdict: bool) -> Value {
    Value::new(Data::Bool(verdict), seen(call, name, arguments))
}

fn are_equal(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [one, other] = arguments else { return Ok(Value::NIL) };
    let verdict = deep_equal(call.meter, one, other)?;
    Ok(judged(call, "deepEqual", arguments, verdict))
}

fn kind_is(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [target, value] = arguments else { return Ok(Value::NIL) };
    let verdict = is_text(target, value.kind_name().as_bytes());
    Ok(judged(call, "kindIs", arguments, verdict))
}

fn kind_of(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [value] = arguments else { return Ok(Value::NIL) };
    Ok(named(call, "kindOf", arguments, value.kind_name()))
}

fn to_string(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [value] = arguments else { return Ok(Value::NIL) };
    Ok(Value::string(strval(call, value)?))
}

fn type_is(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [target, value] = arguments else { return Ok(Value::NIL) };
    let verdict = is_text(target, value.type_name().as_bytes());
    Ok(judged(call, "typeIs", arguments, verdict))
}

/// As [`type_is`], a pointer to the type counts too.
fn type_is_like(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [target, value] = arguments else { return Ok(Value::NIL) };
    let name = value.type_name();
    let verdict = is_text(target, name.as_bytes())
        || name.strip_prefix('*').is_some_and(|name| is_text(target, name.as_bytes()));
    Ok(judged(call, "typeIsLike", arguments, verdict))
}

fn type_of(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [value] = arguments else { return Ok(Value::NIL) };
    Ok(named(call, "typeOf", arguments, value.type_name()))
}

fn named(call: &mut Call<'_>, name: &'static str, arguments: &[Value], found: &str) -> Value {
    let origin = seen(call, name, arguments);
    Value::string(crate::provenance::Text::of(found, origin))
}

fn is_text(value: &Value, bytes: &[u8]) -> bool {
    value.as_text().is_some_and(|text| text.as_bytes() == bytes)
}
