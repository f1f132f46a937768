//! Deep equality, as Go's `reflect.DeepEqual`: types count, the same list or map is equal to itself whatever it holds.

use std::rc::Rc;

use crate::value::{Data, Fields, List, Map, Object, Value};
use crate::{Exceeded, Meter};

/// How deep two values may be compared. Go goes on until it meets a pair again; what is this deep has a cycle, or is
/// made to hurt.
const MAX_DEPTH: usize = 1_000;

/// Whether two values are deeply equal.
///
/// # Errors
///
/// If it takes too many steps, or goes too deep: the values hold themselves.
pub(in crate::function) fn deep_equal(
    meter: &mut Meter,
    one: &Value,
    other: &Value,
) -> Result<bool, Exceeded> {
    equal(meter, one, other, 0)
}

fn equal(meter: &mut Meter, one: &Value, other: &Value, depth: usize) -> Result<bool, Exceeded> {
    if depth > MAX_DEPTH {
        return Err(Exceeded::Depth);
    }
    meter.step(1)?;
    Ok(match (&one.data, &other.data) {
        (Data::Nil, Data::Nil) => true,
        (Data::Bool(one), Data::Bool(other)) => one == other,
        (Data::Int(one, one_type), Data::Int(other, other_type)) => one == other && one_type == other_type,
        #[expect(clippy::float_cmp, reason = "as Go compares")]
        (Data::Float(one), Data::Float(other)) => one == other,
        (Data::String(one), Data::String(other)) | (Data::Bytes(one), Data::Bytes(other)) => one == other,
        (Data::List(one), Data::List(other)) => lists(meter, one, other, depth)?,
        (Data::Map(one), Data::Map(other)) => maps(meter, one, other, depth)?,
        (Data::Object(one), Data::Object(other)) => objects(meter, one, other, depth)?,
        _ => false,
    })
}

fn lists(meter: &mut Meter, one: &List, other: &List, depth: usize) -> Result<bool, Exceeded> {
    if one.kind() != other.kind() || one.is_nil() != other.is_nil() || one.len() != other.len() {
        return Ok(false);
    }
    if one.is_same(other) {
        return Ok(true);
    }
    for (one, other) in one.borrow().iter().zip(other.borrow().iter()) {
        if !equal(meter, one, other, depth + 1)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn maps(meter: &mut Meter, one: &Map, other: &Map, depth: usize) -> Result<bool, Exceeded> {
    if one.kind() != other.kind() || one.len() != other.len() {
        return Ok(false);
    }
    if one.is_same(other) {
        return Ok(true);
    }
    // both are sorted by key
    for ((one_key, one), (other_key, other)) in one.borrow().iter().zip(other.borrow().iter()) {
        if one_key != other_key || !equal(meter, one, other, depth + 1)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn objects(meter: &mut Meter, one: &Object, other: &Object, depth: usize) -> Result<bool, Exceeded> {
    Ok(match (one, other) {
        (Object::Fields(one), Object::Fields(other))
        | (Object::Capabilities(one), Object::Capabilities(other))
        | (Object::Semver(one), Object::Semver(other)) => fields(meter, one, other, depth)?,
        (
            Object::KubeVersion { fields: one, git_version: one_version, .. },
            Object::KubeVersion { fields: other, git_version: other_version, .. },
        ) => one_version == other_version && fields(meter, one, other, depth)?,
        (
            Object::Time { seconds: one_seconds, nanos: one_nanos, zone: one_zone },
            Object::Time { seconds: other_seconds, nanos: other_nanos, zone: other_zone },
        ) => one_seconds == other_seconds && one_nanos == other_nanos && one_zone == other_zone,
        (Object::Duration(one), Object::Duration(other)) => one == other,
        _ => false,
    })
}

fn fields(meter: &mut Meter, one: &Rc<Fields>, other: &Rc<Fields>, depth: usize) -> Result<bool, Exceeded> {
    if Rc::ptr_eq(one, other) {
        return Ok(true);
    }
    if one.type_name != other.type_name || one.fields.len() != other.fields.len() {
        return Ok(false);
    }
    for ((_, one), (_, other)) in one.fields.iter().zip(&other.fields) {
        if !equal(meter, one, other, depth + 1)? {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;
    use crate::provenance::Text;

    fn cyclic() -> Value {
        let map = Map::any();
        map.insert(Text::unknown("self"), Value::map(map.clone()));
        Value::map(map)
    }

    #[test]
    fn maps_that_hold_themselves_end() {
        let mut meter = Meter::new(Limits::default());
        let one = cyclic();
        assert_eq!(deep_equal(&mut meter, &one, &one.clone()), Ok(true));
        assert_eq!(deep_equal(&mut meter, &one, &cyclic()), Err(Exceeded::Depth));
    }
}
