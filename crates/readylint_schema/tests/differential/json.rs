//! JSON of a document as the API server gets it from `sigs.k8s.io/yaml`, and ways back from it to nodes.

use readylint_yaml::{Node, Value};
use serde_json::Value as Json;

/// What `node` is in JSON; `None` if it is nothing there (`.nan`, a collection as key).
pub(crate) fn of(node: Node<'_>) -> Option<Json> {
    if node.is_mapping() {
        let mut object = serde_json::Map::new();
        for entry in node.entries() {
            object.insert(key(entry.key)?, of(entry.value)?);
        }
        return Some(Json::Object(object));
    }
    if node.is_sequence() {
        return node.items().map(of).collect();
    }
    Some(match node.value() {
        Value::Null => Json::Null,
        Value::Bool(truth) => truth.into(),
        Value::Int(int) => int.into(),
        Value::UInt(int) => int.into(),
        Value::Float(float) => serde_json::Number::from_f64(float)?.into(),
        Value::Str(text) => text.into(),
    })
}

fn key(node: Node<'_>) -> Option<String> {
    Some(match node.scalar()? {
        Value::Null => return None,
        Value::Bool(truth) => truth.to_string(),
        Value::Int(int) => int.to_string(),
        Value::UInt(int) => int.to_string(),
        Value::Float(float) => float.to_string(),
        Value::Str(text) => text.to_owned(),
    })
}

/// The key and the value of `node` that are `name` in JSON.
pub(crate) fn entry<'t>(node: Node<'t>, name: &str) -> (Node<'t>, Node<'t>) {
    let entry = node.entries().find(|entry| key(entry.key).as_deref() == Some(name));
    let entry = entry.unwrap_or_else(|| panic!("no {name} in {node:?}"));
    (entry.key, entry.value)
}

/// The node at the steps of a path into the JSON.
pub(crate) fn at<'t>(root: Node<'t>, path: &[String]) -> Node<'t> {
    path.iter().fold(root, |node, step| {
        if node.is_sequence() {
            node.items().nth(step.parse().unwrap()).unwrap()
        } else {
            entry(node, step).1
        }
    })
}

/// The steps of a JSON pointer.
pub(crate) fn steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}
