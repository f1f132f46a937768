//! JSON of a tree, as `sigs.k8s.io/yaml` converts it. For tests only: the product never makes a second copy of a tree.

use readylint_yaml::{Node, NodeKind, Value};
use serde_json::Value as Json;

/// What the node is in JSON, or why it is nothing there.
pub(crate) fn json(node: Node<'_>) -> Result<Json, String> {
    let node = node.resolved();
    match node.kind() {
        NodeKind::Mapping => {
            let mut object = serde_json::Map::new();
            for entry in node.entries() {
                object.insert(key(entry.key)?, json(entry.value)?);
            }
            Ok(Json::Object(object))
        }
        NodeKind::Sequence => node.items().map(json).collect(),
        NodeKind::Scalar | NodeKind::Alias => scalar(node.value()),
    }
}

fn scalar(value: Value<'_>) -> Result<Json, String> {
    Ok(match value {
        Value::Null => Json::Null,
        Value::Bool(truth) => truth.into(),
        Value::Int(int) => int.into(),
        Value::UInt(int) => int.into(),
        Value::Float(float) => serde_json::Number::from_f64(float).ok_or("no number in JSON")?.into(),
        Value::Str(text) => text.into(),
    })
}

fn key(node: Node<'_>) -> Result<String, String> {
    match node.scalar().ok_or("a collection as key")? {
        Value::Null => Err("null as key".to_owned()),
        Value::Bool(truth) => Ok(truth.to_string()),
        Value::Int(int) => Ok(int.to_string()),
        Value::UInt(int) => Ok(int.to_string()),
        Value::Float(float) => Ok(float.to_string()),
        Value::Str(text) => Ok(text.to_owned()),
    }
}

/// Equal, where `1` and `1.0` are the same number. Floats may differ in the last bit: `serde_json` is not exact there.
pub(crate) fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) if a.is_i64() && b.is_i64() || a.is_u64() && b.is_u64() => a == b,
        (Json::Number(a), Json::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= a.abs() * f64::EPSILON
        }
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        }
        _ => a == b,
    }
}
