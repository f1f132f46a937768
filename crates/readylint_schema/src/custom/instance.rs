//! A value as the API server has it in memory: aliases and merges expanded, numbers read.
//!
//! The server changes an object before it validates it, so the text alone is not enough to judge by.

use std::borrow::Cow;
use std::fmt::Write as _;

use readylint_yaml::{Node, Value as Scalar};

/// How many values an object may have, aliases expanded. `etcd` takes no object over 1.5 MiB, so a larger one is not judged.
const VALUES: u32 = 2_000_000;
/// How deep values may nest; aliases can nest deeper than the parser lets text do.
const DEPTH: u32 = 255;

/// A value, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Instance<'t> {
    /// `None` for what a default brought.
    pub(super) node: Option<Node<'t>>,
    pub(super) value: Value<'t>,
}

/// A value of JSON.
#[derive(Clone, Debug)]
pub(super) enum Value<'t> {
    Null,
    Bool(bool),
    Int(i64),
    /// A number with a fraction, or beyond 64 bits; whole ones that fit are [`Value::Int`].
    Float(f64),
    Text(Cow<'t, str>),
    List(Vec<Instance<'t>>),
    /// In the order of the text, no key twice.
    Map(Vec<Member<'t>>),
}

/// An entry of a mapping.
#[derive(Clone, Debug)]
pub(super) struct Member<'t> {
    pub(super) key: Cow<'t, str>,
    /// Where the key stands.
    pub(super) node: Option<Node<'t>>,
    pub(super) value: Instance<'t>,
}

impl<'t> Instance<'t> {
    pub(super) fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The entries; none if it is no mapping.
    pub(super) fn members(&self) -> &[Member<'t>] {
        match &self.value {
            Value::Map(members) => members,
            _ => &[],
        }
    }

    /// The value under `key`.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.members().iter().find(|member| member.key == key).map(|member| &member.value)
    }

    /// How many values it is made of.
    pub(super) fn count(&self) -> usize {
        match &self.value {
            Value::List(items) => 1 + items.iter().map(Instance::count).sum::<usize>(),
            Value::Map(members) => 1 + members.iter().map(|member| member.value.count()).sum::<usize>(),
            _ => 1,
        }
    }

    /// A text that two values share if and only if they are equal, whatever the order of their keys; cut short past `limit` bytes.
    pub(super) fn canonical(&self, limit: usize) -> String {
        let mut text = String::new();
        self.write_canonical(&mut text, limit);
        text
    }

    fn write_canonical(&self, text: &mut String, limit: usize) {
        if text.len() > limit {
            return;
        }
        // writing to a string cannot fail
        let _ = match &self.value {
            Value::Null => write!(text, "null"),
            Value::Bool(truth) => write!(text, "{truth}"),
            Value::Int(number) => write!(text, "{number}"),
            Value::Float(number) => write!(text, "{number:e}"),
            Value::Text(content) => write!(text, "{content:?}"),
            Value::List(items) => {
                text.push('[');
                for item in items {
                    item.write_canonical(text, limit);
                    text.push(',');
                }
                text.push(']');
                Ok(())
            }
            Value::Map(members) => {
                let mut sorted: Vec<&Member<'_>> = members.iter().collect();
                sorted.sort_by(|one, other| one.key.cmp(&other.key));
                text.push('{');
                for member in sorted {
                    let _ = write!(text, "{:?}:", member.key);
                    member.value.write_canonical(text, limit);
                    text.push(',');
                }
                text.push('}');
                Ok(())
            }
        };
    }

    /// Whether the API server takes the two for the same member of an `enum`.
    pub(super) fn equals(&self, other: &Instance<'_>) -> bool {
        match (&self.value, &other.value) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(one), Value::Bool(other)) => one == other,
            (Value::Int(one), Value::Int(other)) => one == other,
            (Value::Text(one), Value::Text(other)) => one == other,
            (Value::Int(int), Value::Float(float)) | (Value::Float(float), Value::Int(int)) => {
                number_of(*int).total_cmp(float).is_eq()
            }
            (Value::Float(one), Value::Float(other)) => one.total_cmp(other).is_eq(),
            (Value::List(one), Value::List(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.equals(other))
            }
            (Value::Map(members), Value::Map(others)) => {
                members.len() == others.len()
                    && members
                        .iter()
                        .all(|member| other.get(&member.key).is_some_and(|value| member.value.equals(value)))
            }
            _ => false,
        }
    }

    /// For people: a text without quotes, anything else as JSON.
    pub(super) fn shown(&self) -> String {
        match &self.value {
            Value::Text(text) => text.clone().into_owned(),
            Value::Float(number) => number.to_string(),
            _ => self.canonical(80),
        }
    }

    /// Without any node, for as long as one likes.
    pub(super) fn detached(self) -> Instance<'static> {
        let value = match self.value {
            Value::Null => Value::Null,
            Value::Bool(truth) => Value::Bool(truth),
            Value::Int(number) => Value::Int(number),
            Value::Float(number) => Value::Float(number),
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::List(items) => Value::List(items.into_iter().map(Instance::detached).collect()),
            Value::Map(members) => Value::Map(members.into_iter().map(Member::detached).collect()),
        };
        Instance { node: None, value }
    }
}

impl Member<'_> {
    fn detached(self) -> Member<'static> {
        Member { key: Cow::Owned(self.key.into_owned()), node: None, value: self.value.detached() }
    }
}

/// The nearest number with a fraction.
#[allow(clippy::cast_precision_loss)]
pub(super) fn number_of(int: i64) -> f64 {
    int as f64
}

/// The value of `node`; `None` if it is too large or too deep to be judged.
pub(super) fn read(node: Node<'_>) -> Option<Instance<'_>> {
    let mut values = VALUES;
    read_within(node, &mut values)
}

/// As [`read`], taking what it uses from `values`.
pub(super) fn read_within<'t>(node: Node<'t>, values: &mut u32) -> Option<Instance<'t>> {
    read_at(node, DEPTH, values)
}

fn read_at<'t>(node: Node<'t>, depth: u32, values: &mut u32) -> Option<Instance<'t>> {
    let depth = depth.checked_sub(1)?;
    *values = values.checked_sub(1)?;
    let value = if node.is_mapping() {
        let mut members = Vec::new();
        for entry in node.entries() {
            let Some(key) = entry.key.text() else {
                continue;
            };
            let value = read_at(entry.value, depth, values)?;
            members.push(Member { key: Cow::Borrowed(key), node: Some(entry.key), value });
        }
        Value::Map(members)
    } else if node.is_sequence() {
        Value::List(node.items().map(|item| read_at(item, depth, values)).collect::<Option<_>>()?)
    } else {
        match node.value() {
            Scalar::Null => Value::Null,
            Scalar::Bool(truth) => Value::Bool(truth),
            Scalar::Int(number) => Value::Int(number),
            #[allow(clippy::cast_precision_loss)]
            Scalar::UInt(number) => Value::Float(number as f64),
            Scalar::Float(number) => node.as_i64().map_or(Value::Float(number), Value::Int),
            Scalar::Str(text) => Value::Text(Cow::Borrowed(text)),
        }
    };
    Some(Instance { node: Some(node), value })
}
