//! Deep copies, as `mitchellh/copystructure` makes them: types stay, what was shared within is shared no more.

use std::rc::Rc;

use crate::function::{Call, FunctionError};
use crate::value::{Data, Entries, Fields, List, Map, Object, Value};
use crate::{Exceeded, Meter};

/// How deep a copy goes. What is deeper holds itself, which in Helm ends with the stack.
const MAX_DEPTH: usize = 1_000;

/// 0001-01-01T00:00:00Z: what is left of a time, whose fields are not exported.
const ZERO_TIME: i64 = -62_135_596_800;

pub(super) fn deep_copy(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [value] = arguments else { return Ok(Value::NIL) };
    if value.is_nil() {
        return Err(FunctionError::new("reflect: call of reflect.Value.Type on zero Value"));
    }
    Ok(copy(call.meter, value, 0)?)
}

fn copy(meter: &mut Meter, value: &Value, depth: usize) -> Result<Value, Exceeded> {
    if depth > MAX_DEPTH {
        return Err(Exceeded::Depth);
    }
    meter.step(1)?;
    let data = match &value.data {
        Data::List(list) => {
            meter.bytes((list.len() * size_of::<Value>()) as u64)?;
            Data::List(copy_list(meter, list, depth)?)
        }
        Data::Map(map) => {
            meter.bytes((map.len() * size_of::<(Value, Value)>()) as u64)?;
            let mut entries = Entries::new();
            for (key, value) in map.borrow().iter() {
                entries.insert(key.clone(), copy(meter, value, depth + 1)?);
            }
            Data::Map(Map::with(map.kind(), entries))
        }
        Data::Object(object) => Data::Object(copy_object(meter, object, depth)?),
        scalar => scalar.clone(),
    };
    Ok(Value::new(data, value.origin))
}

fn copy_list(meter: &mut Meter, list: &List, depth: usize) -> Result<List, Exceeded> {
    if list.is_nil() {
        return Ok(list.clone());
    }
    let items: Result<_, _> = list.borrow().iter().map(|item| copy(meter, item, depth + 1)).collect();
    Ok(List::new(list.kind(), items?))
}

fn copy_object(meter: &mut Meter, object: &Object, depth: usize) -> Result<Object, Exceeded> {
    Ok(match object {
        Object::Fields(fields) => Object::Fields(copy_fields(meter, fields, depth)?),
        Object::Capabilities(fields) => Object::Capabilities(copy_fields(meter, fields, depth)?),
        Object::Time { zone, .. } => Object::Time { seconds: ZERO_TIME, nanos: 0, zone: zone.clone() },
        other => other.clone(),
    })
}

fn copy_fields(meter: &mut Meter, fields: &Rc<Fields>, depth: usize) -> Result<Rc<Fields>, Exceeded> {
    let mut copied = Vec::with_capacity(fields.fields.len());
    for (name, value) in &fields.fields {
        copied.push((*name, copy(meter, value, depth + 1)?));
    }
    Ok(Rc::new(Fields { type_name: fields.type_name, fields: copied }))
}
