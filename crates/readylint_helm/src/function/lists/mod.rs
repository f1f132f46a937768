//! Lists: `list`, `append`, `without`, `uniq` (Sprig's `list.go`).
//!
//! A list is any slice of Go: `[]interface {}`, `[]string`, `[]int`, bytes. Items keep their origins.

mod build;
mod order;
mod search;
mod select;

pub(super) use order::texts;

use super::reflection::{judged, strval};
use super::{Call, Function, FunctionError, Parameter, plain, variadic};
use crate::value::{Data, IntType, List, Value};

const ANY: Parameter = Parameter::Any;

/// The functions of this family. `must…` differs in Sprig only in how it fails, which templates do not see.
pub(super) const TABLE: &[Function] = &[
    plain("append", &[ANY, ANY], build::append),
    plain("chunk", &[Parameter::Int, ANY], build::chunk),
    plain("compact", &[ANY], search::compact),
    variadic("concat", &[], ANY, build::concat),
    plain("first", &[ANY], select::first),
    plain("has", &[ANY, ANY], search::has),
    plain("initial", &[ANY], select::initial),
    plain("last", &[ANY], select::last),
    variadic("list", &[], ANY, build::list),
    plain("mustAppend", &[ANY, ANY], build::append),
    plain("mustChunk", &[Parameter::Int, ANY], build::chunk),
    plain("mustCompact", &[ANY], search::compact),
    plain("mustFirst", &[ANY], select::first),
    plain("mustHas", &[ANY, ANY], search::has),
    plain("mustInitial", &[ANY], select::initial),
    plain("mustLast", &[ANY], select::last),
    plain("mustPrepend", &[ANY, ANY], build::prepend),
    plain("mustPush", &[ANY, ANY], build::append),
    plain("mustRest", &[ANY], select::rest),
    plain("mustReverse", &[ANY], order::reverse),
    variadic("mustSlice", &[ANY], ANY, select::slice),
    plain("mustUniq", &[ANY], search::uniq),
    variadic("mustWithout", &[ANY], ANY, search::without),
    plain("prepend", &[ANY, ANY], build::prepend),
    plain("push", &[ANY, ANY], build::append),
    plain("rest", &[ANY], select::rest),
    plain("reverse", &[ANY], order::reverse),
    variadic("slice", &[ANY], ANY, select::slice),
    plain("sortAlpha", &[ANY], order::sort_alpha),
    plain("toStrings", &[ANY], order::to_strings),
    variadic("tuple", &[], ANY, build::list),
    plain("uniq", &[ANY], search::uniq),
    variadic("without", &[ANY], ANY, search::without),
];

/// What Go says where it looks at the type of nothing.
const NIL_POINTER: &str = "runtime error: invalid memory address or nil pointer dereference";

/// The items of a list, or a refusal: `words` and the kind that it is instead.
fn items(call: &mut Call<'_>, list: &Value, words: &str, more: &str) -> Result<Vec<Value>, FunctionError> {
    match &list.data {
        Data::List(list) => {
            call.meter.step(list.len() as u64)?;
            Ok(list.to_vec())
        }
        Data::Bytes(bytes) => {
            call.meter.step(bytes.len() as u64)?;
            let items = bytes.as_bytes().iter().enumerate().map(|(at, byte)| {
                let origin = bytes.piece_at(at).origin;
                Value::new(Data::Int(i64::from(*byte), IntType::Uint8), origin)
            });
            Ok(items.collect())
        }
        Data::Nil => Err(FunctionError::new(NIL_POINTER)),
        _ => Err(FunctionError::new(format!("{words} {}{more}", list.kind_name()))),
    }
}

/// The items as a `[]interface {}` that came from where the first list came.
fn made(items: Vec<Value>, from: &Value) -> Value {
    Value::list(List::any(items)).with_origin(from.origin)
}

/// As [`made`], nil if there are no items.
fn made_or_nil(items: Vec<Value>, from: &Value) -> Value {
    if items.is_empty() {
        return Value::list(List::nil(crate::value::ListType::Any)).with_origin(from.origin);
    }
    made(items, from)
}
