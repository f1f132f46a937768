//! Where a misplaced field belongs.

use std::collections::VecDeque;

use readylint_yaml::Node;
use rustc_hash::FxHashSet;

use crate::minors::Minors;
use crate::schema::{FieldSchema, ObjectSchema, Type};
use crate::violation::Home;

/// How many mappings below one of the holders are looked through: from a Deployment's `spec` down to a container it is three.
const DEPTH: usize = 3;

/// Names that so many objects have that their place tells nothing.
const COMMON: [&str; 24] = [
    "apiVersion",
    "data",
    "driver",
    "effect",
    "fieldPath",
    "group",
    "items",
    "key",
    "kind",
    "message",
    "metadata",
    "mode",
    "name",
    "namespace",
    "operator",
    "optional",
    "path",
    "reason",
    "resource",
    "spec",
    "status",
    "type",
    "value",
    "version",
];

/// The object nearest to the innermost of `holders` that has a field `key` in any of `minors`. Steps up count as steps
/// down do; of equally near ones the deeper wins, because a field is forgotten to be indented more often than indented too far.
pub(super) fn home(key: &str, holders: &[(Node<'_>, ObjectSchema)], minors: Minors) -> Option<Home> {
    if COMMON.contains(&key) {
        return None;
    }
    let mut best: Option<(usize, Home)> = None;
    for (up, (node, object)) in holders.iter().rev().enumerate() {
        let limit = best.as_ref().map_or(usize::MAX, |(steps, _)| *steps);
        if up >= limit {
            break;
        }
        let Some((down, way, home)) = below(key, *object, minors) else {
            continue;
        };
        if up + down < limit {
            let path =
                [path(*node), way].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
            best = Some((up + down, Home { path, object: home.name() }));
        }
    }
    best.map(|(_, home)| home)
}

/// The nearest object at or below `object` with a field `key`: the steps to it, the way, and itself.
fn below(key: &str, object: ObjectSchema, minors: Minors) -> Option<(usize, String, ObjectSchema)> {
    let has = |field: FieldSchema| !field.minors().and(minors).is_empty();
    let mut queue = VecDeque::from([(0, String::new(), object)]);
    let mut seen = FxHashSet::from_iter([object]);
    while let Some((steps, way, object)) = queue.pop_front() {
        if object.field(key).any(has) {
            return Some((steps, way, object));
        }
        if steps == DEPTH {
            continue;
        }
        for field in object.fields().filter(|field| has(*field)) {
            let Some((inner, brackets)) = object_of(field.r#type()) else {
                continue;
            };
            if field.name() != "status" && seen.insert(inner) {
                let dot = if way.is_empty() { "" } else { "." };
                queue.push_back((steps + 1, format!("{way}{dot}{}{brackets}", field.name()), inner));
            }
        }
    }
    None
}

/// The object that a field leads to, itself or as item of a list.
fn object_of(r#type: Type) -> Option<(ObjectSchema, &'static str)> {
    match r#type {
        Type::Object(object) => Some((object, "")),
        Type::Array(array) => match array.items() {
            Type::Object(object) => Some((object, "[]")),
            _ => None,
        },
        _ => None,
    }
}

/// The way from the root to `node`, items without their numbers.
fn path(node: Node<'_>) -> String {
    let mut path = String::new();
    for segment in node.pointer().split('/').skip(1) {
        if segment.bytes().all(|byte| byte.is_ascii_digit()) {
            path.push_str("[]");
        } else {
            let dot = if path.is_empty() { "" } else { "." };
            path.push_str(dot);
            path.push_str(segment);
        }
    }
    path
}
