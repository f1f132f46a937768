//! Helm's own functions that are not about data formats (`pkg/engine/funcs.go`, `engine.go`).

use super::{Call, Cause, Engine, Function, FunctionError, Parameter, Refusal, Run, plain};
use crate::value::{Data, Map, Value};

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[
    engine("include", &[Parameter::String, Parameter::Any], Engine::Include),
    engine("tpl", &[Parameter::String, Parameter::Any], Engine::Tpl),
    plain("required", &[Parameter::String, Parameter::Any], required),
    plain("fail", &[Parameter::String], fail),
    plain("lookup", &[Parameter::String, Parameter::String, Parameter::String, Parameter::String], lookup),
];

const fn engine(name: &'static str, parameters: &'static [Parameter], engine: Engine) -> Function {
    Function { name, parameters, variadic: None, run: Run::Engine(engine) }
}

/// The second argument, unless it is nil or an empty string: then it refuses, in lint gives an empty string.
fn required(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [warning, value] = arguments else { return Ok(Value::NIL) };
    let is_missing = match &value.data {
        Data::Nil => true,
        Data::String(text) => text.is_empty(),
        _ => false,
    };
    if is_missing { refuse(call, warning, Cause::Required) } else { Ok(value.clone()) }
}

fn fail(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [message] = arguments else { return Ok(Value::NIL) };
    refuse(call, message, Cause::Fail)
}

fn refuse(call: &mut Call<'_>, message: &Value, cause: Cause) -> Result<Value, FunctionError> {
    let message = message.as_text().map(|text| text.to_str().into_owned()).unwrap_or_default();
    let at = call.at;
    match &mut call.state.refusals {
        Some(refusals) => {
            refusals.push(Refusal { message, cause, at });
            Ok(Value::unknown(""))
        }
        None => Err(FunctionError { message, cause }),
    }
}

/// Nothing: there is no cluster, as in `helm template`.
#[allow(clippy::unnecessary_wraps)] // the table wants one signature
fn lookup(call: &mut Call<'_>, _: &[Value]) -> Result<Value, FunctionError> {
    call.state.lookups += 1;
    Ok(Value::map(Map::any()))
}
