//! Go's own functions: comparison, `index`, `len`, `printf` and their kin (`text/template/funcs.go`).
//!
//! `slice` is not here: Sprig's replaces it.

use super::{Call, Engine, Function, FunctionError, Parameter, Run, plain, variadic};
use crate::HelmVersion;
use crate::format::{self, rune, sprintf};
use crate::provenance::{OriginId, Text, TextBuilder};
use crate::runes;
use crate::value::{Data, IntType, MapType, Object, Value};

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[
    Function { variadic: Some(Parameter::Reflect), ..engine("and", Engine::And) },
    Function { variadic: Some(Parameter::Reflect), ..engine("call", Engine::Call) },
    engine("len", Engine::Len),
    Function { variadic: Some(Parameter::Reflect), ..engine("or", Engine::Or) },
    plain("not", &[Parameter::Reflect], not),
    variadic("eq", &[Parameter::Reflect], Parameter::Reflect, eq),
    plain("ne", &[Parameter::Reflect, Parameter::Reflect], ne),
    plain("lt", &[Parameter::Reflect, Parameter::Reflect], lt),
    plain("le", &[Parameter::Reflect, Parameter::Reflect], le),
    plain("gt", &[Parameter::Reflect, Parameter::Reflect], gt),
    plain("ge", &[Parameter::Reflect, Parameter::Reflect], ge),
    variadic("index", &[Parameter::Reflect], Parameter::Reflect, index),
    variadic("print", &[], Parameter::Any, print),
    variadic("println", &[], Parameter::Any, println),
    variadic("printf", &[Parameter::String], Parameter::Any, printf),
    variadic("html", &[], Parameter::Any, html),
    variadic("js", &[], Parameter::Any, js),
    variadic("urlquery", &[], Parameter::Any, urlquery),
];

const fn engine(name: &'static str, engine: Engine) -> Function {
    Function { name, parameters: &[Parameter::Reflect], variadic: None, run: Run::Engine(engine) }
}

/// The origin of a result that depends on the arguments themselves, not on all that is in them.
fn shallow(call: &mut Call<'_>, name: &'static str, arguments: &[Value]) -> OriginId {
    if !call.origins.is_on() {
        return OriginId::NONE;
    }
    let mut inputs = Vec::with_capacity(arguments.len());
    for argument in arguments {
        match &argument.data {
            Data::String(text) => inputs.extend(text.origins()),
            _ => inputs.push(argument.origin),
        }
    }
    call.origins.function(name, inputs)
}

#[allow(clippy::unnecessary_wraps)] // it ends functions of the table, which want one signature
fn truth(
    call: &mut Call<'_>,
    name: &'static str,
    arguments: &[Value],
    truth: bool,
) -> Result<Value, FunctionError> {
    let origin = shallow(call, name, arguments);
    Ok(Value::bool(truth).with_origin(origin))
}

fn not(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let is_true = arguments.first().is_some_and(Value::is_true);
    truth(call, "not", arguments, !is_true)
}

// Comparison

#[derive(Clone, Copy, PartialEq)]
enum Basic<'a> {
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    String(&'a Text),
    /// Nil, lists, maps and structs.
    Other,
}

impl<'a> Basic<'a> {
    fn of(value: &'a Value) -> Self {
        match &value.data {
            Data::Bool(value) => Self::Bool(*value),
            Data::Int(value, kind) if kind.is_unsigned() => Self::Uint(value.cast_unsigned()),
            Data::Int(value, _) | Data::Object(Object::Duration(value)) => Self::Int(*value),
            Data::Float(value) => Self::Float(*value),
            Data::String(text) => Self::String(text),
            Data::Nil | Data::Bytes(_) | Data::List(_) | Data::Map(_) | Data::Object(_) => Self::Other,
        }
    }
}

fn incompatible(call: &Call<'_>, one: &Value, other: &Value) -> FunctionError {
    // Go 1.23, which built Helm 3.17, does not name them
    if call.helm == HelmVersion::V3_17 {
        return FunctionError::new("incompatible types for comparison");
    }
    let (one, other) = (one.type_name(), other.type_name());
    FunctionError::new(format!("incompatible types for comparison: {one} and {other}"))
}

fn invalid_comparison() -> FunctionError {
    FunctionError::new("invalid type for comparison")
}

/// Go's `==` of two values, as far as templates allow it.
fn equal(call: &mut Call<'_>, one: &Value, other: &Value) -> Result<bool, FunctionError> {
    Ok(match (Basic::of(one), Basic::of(other)) {
        (Basic::Bool(one), Basic::Bool(other)) => one == other,
        (Basic::Int(one), Basic::Int(other)) => one == other,
        (Basic::Uint(one), Basic::Uint(other)) => one == other,
        #[expect(clippy::float_cmp, reason = "Go compares so")]
        (Basic::Float(one), Basic::Float(other)) => one == other,
        (Basic::String(one), Basic::String(other)) => one == other,
        (Basic::Int(int), Basic::Uint(uint)) | (Basic::Uint(uint), Basic::Int(int)) => {
            u64::try_from(int).is_ok_and(|int| int == uint)
        }
        (Basic::Other, Basic::Other) => return equal_others(call, one, other),
        _ if one.is_nil() || other.is_nil() => false,
        _ => return Err(incompatible(call, one, other)),
    })
}

fn equal_others(call: &mut Call<'_>, one: &Value, other: &Value) -> Result<bool, FunctionError> {
    if one.is_nil() || other.is_nil() {
        return Ok(one.is_nil() && other.is_nil());
    }
    let mut shown = |format: &str, value: &Value| {
        let text = sprintf(call.meter, &Text::unknown(format), std::slice::from_ref(value))?;
        Ok::<_, FunctionError>(text.to_str().into_owned())
    };
    if one.kind_name() != other.kind_name() {
        let (first, second) = (shown("%s", one)?, shown("%v", other)?);
        let (one, other) = (one.type_name(), other.type_name());
        let words = format!("non-comparable types {first}: {one}, {other}: {second}");
        return Err(FunctionError::new(words));
    }
    match (&one.data, &other.data) {
        (Data::Object(one), Data::Object(other)) => Ok(equal_objects(one, other)),
        _ => {
            let shown = shown("%s", other)?;
            let words = format!("non-comparable type {shown}: {}", other.type_name());
            Err(FunctionError::new(words))
        }
    }
}

/// Pointers are equal if they are the same, structs if their fields are.
fn equal_objects(one: &Object, other: &Object) -> bool {
    use std::rc::Rc;
    if one.type_name() != other.type_name() {
        return false;
    }
    match (one, other) {
        (
            Object::Time { seconds, nanos, zone },
            Object::Time { seconds: seconds2, nanos: nanos2, zone: zone2 },
        ) => seconds == seconds2 && nanos == nanos2 && zone == zone2,
        (Object::Duration(one), Object::Duration(other)) => one == other,
        (Object::Semver(one), Object::Semver(other))
        | (Object::Capabilities(one), Object::Capabilities(other)) => Rc::ptr_eq(one, other),
        (
            Object::Fields(one) | Object::KubeVersion { fields: one, .. },
            Object::Fields(other) | Object::KubeVersion { fields: other, .. },
        ) => {
            Rc::ptr_eq(one, other)
                || !one.type_name.starts_with('*')
                    && one.fields.iter().zip(&other.fields).all(|((_, one), (_, other))| {
                        match (Basic::of(one), Basic::of(other)) {
                            (Basic::Other, _) | (_, Basic::Other) => one.is_nil() && other.is_nil(),
                            (one, other) => one == other,
                        }
                    })
        }
        _ => false,
    }
}

/// Go's `<` of two values, as far as templates allow it.
fn less(call: &Call<'_>, one: &Value, other: &Value) -> Result<bool, FunctionError> {
    Ok(match (Basic::of(one), Basic::of(other)) {
        (Basic::Other, _) | (_, Basic::Other) | (Basic::Bool(_), Basic::Bool(_)) => {
            return Err(invalid_comparison());
        }
        (Basic::Int(one), Basic::Int(other)) => one < other,
        (Basic::Uint(one), Basic::Uint(other)) => one < other,
        (Basic::Float(one), Basic::Float(other)) => one < other,
        (Basic::String(one), Basic::String(other)) => one < other,
        (Basic::Int(one), Basic::Uint(other)) => u64::try_from(one).is_ok_and(|one| one < other) || one < 0,
        (Basic::Uint(one), Basic::Int(other)) => u64::try_from(other).is_ok_and(|other| one < other),
        _ => return Err(incompatible(call, one, other)),
    })
}

fn eq(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let Some((first, [_, ..])) = arguments.split_first() else {
        return Err(FunctionError::new("missing argument for comparison"));
    };
    let mut is_equal = false;
    for other in arguments.get(1..).unwrap_or_default() {
        is_equal = equal(call, first, other)?;
        if is_equal {
            break;
        }
    }
    truth(call, "eq", arguments, is_equal)
}

fn ne(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [one, other] = arguments else { return Ok(Value::NIL) };
    let is_equal = equal(call, one, other)?;
    truth(call, "ne", arguments, !is_equal)
}

fn lt(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [one, other] = arguments else { return Ok(Value::NIL) };
    let is_less = less(call, one, other)?;
    truth(call, "lt", arguments, is_less)
}

fn ge(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [one, other] = arguments else { return Ok(Value::NIL) };
    let is_less = less(call, one, other)?;
    truth(call, "ge", arguments, !is_less)
}

fn le(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [one, other] = arguments else { return Ok(Value::NIL) };
    let is_less = less(call, one, other)? || equal(call, one, other)?;
    truth(call, "le", arguments, is_less)
}

fn gt(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [one, other] = arguments else { return Ok(Value::NIL) };
    let is_less = less(call, one, other)? || equal(call, one, other)?;
    truth(call, "gt", arguments, !is_less)
}

// Indexing

/// `index x 1 2` is `x[1][2]`.
fn index(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let Some((item, indexes)) = arguments.split_first() else { return Ok(Value::NIL) };
    if item.is_nil() {
        return Err(FunctionError::new("index of untyped nil"));
    }
    let mut item = item.clone();
    for index in indexes {
        item = match &item.data {
            Data::Nil => return Err(FunctionError::new("index of nil pointer")),
            Data::String(text) | Data::Bytes(text) => {
                let at = index_of(index, text.len())?;
                let is_string = matches!(item.data, Data::String(_));
                let byte = text.as_bytes().get(at).ok_or_else(|| out_of_range(is_string))?;
                Value::new(Data::Int(i64::from(*byte), IntType::Uint8), text.piece_at(at).origin)
            }
            Data::List(list) => {
                let at = index_of(index, list.len())?;
                list.get(at).ok_or_else(|| out_of_range(false))?
            }
            Data::Map(map) => {
                let key = match &index.data {
                    Data::String(key) => key,
                    Data::Nil => {
                        return Err(FunctionError::new("value is nil; should be of type string"));
                    }
                    _ => {
                        let kind = index.type_name();
                        let words = format!("value has type {kind}; should be string");
                        return Err(FunctionError::new(words));
                    }
                };
                match (map.get(key.as_bytes()), map.kind()) {
                    (Some(value), _) => value,
                    (None, MapType::Strings) => Value::unknown(""),
                    (None, MapType::Files) => Value::new(Data::Bytes(Text::unknown("")), OriginId::NONE),
                    (None, MapType::Any | MapType::Values { .. }) => Value::NIL,
                }
            }
            Data::Bool(_) | Data::Int(..) | Data::Float(_) | Data::Object(_) => {
                let kind = item.type_name();
                let words = format!("can't index item of type {}", kind.trim_start_matches('*'));
                return Err(FunctionError::new(words));
            }
        };
    }
    Ok(item)
}

fn out_of_range(is_string: bool) -> FunctionError {
    let what = if is_string { "string" } else { "slice" };
    FunctionError::new(format!("reflect: {what} index out of range"))
}

/// A number to index with; one right after the end gets through here, as in Go.
fn index_of(index: &Value, length: usize) -> Result<usize, FunctionError> {
    let number = match &index.data {
        Data::Int(number, _) | Data::Object(Object::Duration(number)) => *number,
        Data::Nil => return Err(FunctionError::new("cannot index slice/array with nil")),
        _ => {
            let kind = index.type_name();
            return Err(FunctionError::new(format!("cannot index slice/array with type {kind}")));
        }
    };
    match usize::try_from(number) {
        Ok(at) if at <= length => Ok(at),
        _ => Err(FunctionError::new(format!("index out of range: {number}"))),
    }
}

// Printing

fn print(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    Ok(Value::string(format::sprint(call.meter, arguments)?))
}

fn println(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    Ok(Value::string(format::sprintln(call.meter, arguments)?))
}

fn printf(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let Some((Value { data: Data::String(format), .. }, arguments)) = arguments.split_first() else {
        return Ok(Value::NIL);
    };
    Ok(Value::string(sprintf(call.meter, format, arguments)?))
}

/// The arguments as one text: nil is `<no value>` here (`evalArgs`).
fn joined(call: &mut Call<'_>, arguments: &[Value]) -> Result<Text, FunctionError> {
    let mut out = TextBuilder::new();
    let mut previous_is_string = true;
    for argument in arguments {
        let is_string = matches!(argument.data, Data::String(_) | Data::Nil);
        if !is_string && !previous_is_string {
            out.push_unknown(" ");
        }
        out.push_text(&format::printed(call.meter, argument, false)?);
        previous_is_string = is_string;
    }
    Ok(out.finish())
}

/// `text` with other bytes for those that `escape` writes something for. What it says is how long the rune is.
fn escaped(
    call: &mut Call<'_>,
    text: &Text,
    escape: impl Fn(&[u8], &mut Vec<u8>) -> usize,
) -> Result<Value, FunctionError> {
    let bytes = text.as_bytes();
    call.meter.bytes(bytes.len() as u64 * 6)?;
    let mut out = TextBuilder::new();
    let mut replacement = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < bytes.len() {
        replacement.clear();
        let width = escape(bytes.get(at..).unwrap_or_default(), &mut replacement).max(1);
        if !replacement.is_empty() {
            out.push_slice(text, start..at);
            out.push(&replacement, text.piece_at(at));
            start = at + width;
        }
        at += width;
    }
    out.push_slice(text, start..bytes.len());
    Ok(Value::string(out.finish()))
}

/// `HTMLEscape`
fn html(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let text = joined(call, arguments)?;
    escaped(call, &text, |bytes, out| {
        out.extend_from_slice(match bytes.first() {
            Some(b'\0') => "\u{fffd}".as_bytes(),
            Some(b'"') => b"&#34;",
            Some(b'\'') => b"&#39;",
            Some(b'&') => b"&amp;",
            Some(b'<') => b"&lt;",
            Some(b'>') => b"&gt;",
            _ => b"",
        });
        1
    })
}

/// `JSEscape`
fn js(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let text = joined(call, arguments)?;
    escaped(call, &text, |bytes, out| {
        let (rune, width) = rune::decode(bytes);
        match rune {
            Some('\\') => out.extend_from_slice(b"\\\\"),
            Some('\'') => out.extend_from_slice(b"\\'"),
            Some('"') => out.extend_from_slice(b"\\\""),
            Some(rune @ ('<' | '>' | '&' | '=' | '\0'..='\u{1f}')) => {
                out.extend_from_slice(format!("\\u{:04X}", rune as u32).as_bytes());
            }
            Some(rune) if !rune.is_ascii() && !runes::is_print(rune) => {
                out.extend_from_slice(format!("\\u{:04X}", rune as u32).as_bytes());
            }
            _ => {}
        }
        width
    })
}

/// `url.QueryEscape`
fn urlquery(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let text = joined(call, arguments)?;
    escaped(call, &text, |bytes, out| {
        match bytes.first() {
            Some(b' ') => out.push(b'+'),
            Some(byte) if byte.is_ascii_alphanumeric() || b"-_.~".contains(byte) => {}
            Some(byte) => out.extend_from_slice(format!("%{byte:02X}").as_bytes()),
            None => {}
        }
        1
    })
}
