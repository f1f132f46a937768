//! What accepted objects show: a field that one of them lacks is not demanded, a word that one of them has is allowed.

use std::collections::HashSet;

use readylint_schema::{Minors, ObjectSchema, Type};
use readylint_yaml::Node;

/// A field of a type.
type Field = (ObjectSchema, &'static str);

/// Seen in objects that a server accepted.
#[derive(Default)]
pub(crate) struct Evidence {
    /// Fields that are not there, or null.
    pub(crate) absent: HashSet<Field>,
    /// Fields that hold nothing: an empty text, list or mapping.
    pub(crate) empty: HashSet<Field>,
    /// Texts in fields, also as items or values.
    pub(crate) words: HashSet<(ObjectSchema, &'static str, String)>,
    /// Lists with equal items.
    pub(crate) repeated: HashSet<Field>,
}

impl Evidence {
    /// Takes in what was seen elsewhere.
    pub(crate) fn extend(&mut self, other: Self) {
        self.absent.extend(other.absent);
        self.empty.extend(other.empty);
        self.words.extend(other.words);
        self.repeated.extend(other.repeated);
    }

    /// Takes in an accepted object.
    pub(crate) fn add(&mut self, node: Node<'_>, object: ObjectSchema, minors: Minors) {
        for field in object.fields().filter(|field| !field.minors().and(minors).is_empty()) {
            let key = (object, field.name());
            match node.get(field.name()).filter(|value| !value.is_null()) {
                None => drop(self.absent.insert(key)),
                Some(value) => {
                    if is_empty(value) {
                        self.empty.insert(key);
                    }
                    let items: Vec<&str> = value.items().map(Node::raw).collect();
                    if items.iter().enumerate().any(|(at, item)| items[..at].contains(item)) {
                        self.repeated.insert(key);
                    }
                    self.value(value, field.r#type(), key, minors);
                }
            }
        }
    }

    fn value(&mut self, node: Node<'_>, r#type: Type, key: Field, minors: Minors) {
        match r#type {
            Type::Object(object) => self.add(node, object, minors),
            Type::Array(array) => node.items().for_each(|item| self.value(item, array.items(), key, minors)),
            Type::Map(map) => {
                node.entries().for_each(|entry| self.value(entry.value, map.values(), key, minors));
            }
            Type::String | Type::Enum(_) => {
                self.words.insert((key.0, key.1, node.text().unwrap_or_default().to_owned()));
            }
            _ => {}
        }
    }
}

/// Whether a value holds nothing.
pub(crate) fn is_empty(value: Node<'_>) -> bool {
    if value.is_scalar() { value.as_str() == Some("") } else { value.is_empty() }
}
