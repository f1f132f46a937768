//! Places in objects as the API server names them: `spec.containers[0].image`, `data[key]`.

use std::fmt::Write as _;

use readylint_schema::{Minors, ObjectSchema, Type};
use readylint_yaml::Node;

/// The path of a node. Keys of free mappings are written like fields.
pub(crate) fn path(node: Node<'_>) -> String {
    let mut path = String::new();
    let pointer = node.pointer();
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        if step.bytes().all(|byte| byte.is_ascii_digit()) && !step.is_empty() {
            path = format!("{path}[{step}]");
        } else {
            join(&mut path, &step);
        }
    }
    path
}

/// The path of a field of the mapping at `path`.
pub(crate) fn join(path: &mut String, field: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(field);
}

/// The steps of a path; brackets hold numbers of items or keys.
pub(crate) fn steps(path: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        rest = rest.strip_prefix('.').unwrap_or(rest);
        let (step, after) = match rest.strip_prefix('[') {
            Some(inner) => inner.split_once(']').unwrap_or((inner, "")),
            None => rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len())),
        };
        if !step.is_empty() {
            steps.push(step.to_owned());
        }
        rest = after;
    }
    steps
}

/// A field that a path leads to.
pub(crate) struct Place<'t> {
    /// The type whose field it is.
    pub(crate) object: ObjectSchema,
    /// The field.
    pub(crate) field: &'static str,
    /// What the path leads to: the field's own value, or an item or value in it.
    pub(crate) r#type: Type,
    /// Whether it is an item or value in the field.
    pub(crate) is_element: bool,
    /// The value at the end of the path; none if it is missing or null.
    pub(crate) value: Option<Node<'t>>,
    /// If it is missing: the first field on the way that is, its type and its path.
    pub(crate) missing: Option<(ObjectSchema, &'static str, String)>,
}

/// Where a path leads to in an object; `None` if it leaves the schema, or the object lacks an item on the way.
pub(crate) fn find<'t>(
    root: Node<'t>,
    object: ObjectSchema,
    minors: Minors,
    path: &str,
) -> Option<Place<'t>> {
    let mut r#type = Type::Object(object);
    let mut place: Option<Place<'t>> = None;
    let mut node = Some(root);
    let mut way = String::new();
    for step in steps(path) {
        let (mut missing, field, object) = match place {
            Some(place) => (place.missing, place.field, place.object),
            None => (None, "", object),
        };
        place = Some(match r#type {
            Type::Object(object) => {
                let field = object.field(&step).find(|field| !field.minors().and(minors).is_empty())?;
                r#type = field.r#type();
                join(&mut way, &step);
                node = node.and_then(|node| node.get(&step)).filter(|value| !value.is_null());
                if node.is_none() && missing.is_none() {
                    missing = Some((object, field.name(), way.clone()));
                }
                Place { object, field: field.name(), r#type, is_element: false, value: node, missing }
            }
            Type::Array(_) | Type::Map(_) => {
                let (next, inner) = match r#type {
                    Type::Array(array) => (node?.items().nth(step.parse().ok()?)?, array.items()),
                    Type::Map(map) => (node?.get(&step)?, map.values()),
                    _ => return None,
                };
                r#type = inner;
                write!(way, "[{step}]").ok()?;
                node = Some(next).filter(|value| !value.is_null());
                Place { object, field, r#type, is_element: true, value: node, missing }
            }
            _ => return None,
        });
    }
    place
}
