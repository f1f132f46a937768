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
    /// The whole path, with the numbers of items that the server leaves out.
    pub(crate) path: String,
    /// The value at the end of the path; none if it is missing or null.
    pub(crate) value: Option<Node<'t>>,
    /// If it is missing: the first field on the way that is.
    pub(crate) missing: Option<(ObjectSchema, &'static str)>,
}

/// Where the server says otherwise than the object: names of its own types, and of versions before these.
const RENAMED: [(&str, &str); 7] = [
    ("metadata.taints[", "spec.taints["),
    (".persistentDisk.", ".gcePersistentDisk."),
    ("spec.validation.openAPIV3Schema", "spec.versions[0].schema.openAPIV3Schema"),
    ("spec.additionalPrinterColumns[", "spec.versions[0].additionalPrinterColumns["),
    ("spec.selectableFields[", "spec.versions[0].selectableFields["),
    (".JSONPath", ".jsonPath"),
    (".resources[storage]", ".resources.requests[storage]"),
];

/// Where a path leads to in an object that was broken at `edit`; `None` if it leaves the schema, or the object lacks an item on
/// the way. Items that the path does not number are those that were broken.
pub(crate) fn find<'t>(
    root: Node<'t>,
    object: ObjectSchema,
    minors: Minors,
    path: &str,
    edit: (usize, usize),
) -> Option<Place<'t>> {
    let mut path = path.to_owned();
    for (theirs, ours) in RENAMED {
        path = path.replace(theirs, ours);
    }
    let first = Place {
        object,
        field: "",
        r#type: Type::Object(object),
        is_element: false,
        path: String::new(),
        value: Some(root),
        missing: None,
    };
    let mut place = first;
    for step in steps(&path) {
        if matches!(place.r#type, Type::Array(_)) && step.parse::<usize>().is_err() {
            let broken = place.value?.items().position(|item| overlaps(item, edit))?;
            place = place.enter(&broken.to_string(), minors)?;
        }
        place = place.enter(&step, minors)?;
    }
    (!place.field.is_empty()).then_some(place)
}

impl Place<'_> {
    /// One step further.
    fn enter(mut self, step: &str, minors: Minors) -> Option<Self> {
        match self.r#type {
            Type::Object(object) => {
                let field = object.field(step).find(|field| !field.minors().and(minors).is_empty())?;
                join(&mut self.path, step);
                self.value = self.value.and_then(|node| node.get(step)).filter(|value| !value.is_null());
                if self.value.is_none() && self.missing.is_none() {
                    self.missing = Some((object, field.name()));
                }
                Some(Self { object, field: field.name(), r#type: field.r#type(), is_element: false, ..self })
            }
            Type::Array(_) | Type::Map(_) => {
                let (value, r#type) = match self.r#type {
                    Type::Array(array) => (self.value?.items().nth(step.parse().ok()?)?, array.items()),
                    Type::Map(map) => (self.value?.get(step)?, map.values()),
                    _ => return None,
                };
                write!(self.path, "[{step}]").ok()?;
                let value = Some(value).filter(|value| !value.is_null());
                Some(Self { r#type, value, is_element: true, ..self })
            }
            _ => None,
        }
    }

    /// The scalar inside that was broken at `edit`, if the server names only what is around it.
    pub(crate) fn broken(mut self, edit: (usize, usize), minors: Minors) -> Option<Self> {
        while let (Type::Object(_) | Type::Array(_), Some(value)) = (self.r#type, self.value) {
            let step = if value.is_mapping() {
                value.entries().find(|entry| overlaps(entry.value, edit))?.key.text()?.to_owned()
            } else {
                value.items().position(|item| overlaps(item, edit))?.to_string()
            };
            self = self.enter(&step, minors)?;
        }
        Some(self)
    }
}

fn overlaps(node: Node<'_>, (start, end): (usize, usize)) -> bool {
    let range = node.range();
    range.start().to_usize() <= end && start <= range.end().to_usize()
}
