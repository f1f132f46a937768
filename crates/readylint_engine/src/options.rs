//! Options of rules: what a user can set under a rule's id.

use std::collections::BTreeMap;

use readylint_text::Span;

/// One option of a rule.
#[derive(Clone, Copy, Debug)]
pub struct OptionSpec {
    /// Its key, hyphenated.
    pub key: &'static str,
    /// What values it takes, and the default.
    pub kind: OptionKind,
    /// One sentence for the schema and the rule's page.
    pub help: &'static str,
}

/// The type of an option with its default.
#[derive(Clone, Copy, Debug)]
pub enum OptionKind {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number from `min` to `max`.
    Integer {
        /// Value when unset.
        default: i64,
        /// Least allowed value.
        min: i64,
        /// Greatest allowed value.
        max: i64,
    },
    /// A list of strings.
    Strings(&'static [&'static str]),
    /// One of these words, the first by default.
    Choice(&'static [&'static str]),
    /// A list of mappings with these fields, empty by default. The first field must be there, and a text stands for the
    /// mapping that has no other.
    Records(&'static [FieldSpec]),
}

/// A field of a [`OptionKind::Records`] option.
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    /// Its key, hyphenated.
    pub key: &'static str,
    /// What values it takes.
    pub kind: FieldKind,
    /// One sentence for the schema and the rule's page.
    pub help: &'static str,
}

/// The type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A path or a glob, relative to the configuration; what it names is found by the loader, for rules of scope
    /// [`Check::Repository`](crate::Check::Repository).
    Path,
    /// A whole number from `min` to `max`.
    Integer {
        /// Least allowed value.
        min: i64,
        /// Greatest allowed value.
        max: i64,
    },
    /// `true` or `false`.
    Bool,
}

/// A value that the configuration gives to an option; the loader has checked it against the [`OptionKind`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionValue {
    /// For [`OptionKind::Bool`].
    Bool(bool),
    /// For [`OptionKind::Integer`].
    Integer(i64),
    /// For [`OptionKind::Strings`].
    Strings(Vec<String>),
    /// For [`OptionKind::Choice`].
    Choice(String),
    /// For [`OptionKind::Records`].
    Records(Vec<Record>),
}

/// One item of a [`OptionKind::Records`] option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The value of its first field in the configuration.
    pub span: Span,
    /// Its fields, by key.
    pub fields: BTreeMap<String, FieldValue>,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// For [`FieldKind::Path`].
    Text(String),
    /// For [`FieldKind::Integer`].
    Integer(i64),
    /// For [`FieldKind::Bool`].
    Bool(bool),
}

impl Record {
    /// The text of the field `key`.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.fields.get(key)? {
            FieldValue::Text(text) => Some(text),
            FieldValue::Integer(_) | FieldValue::Bool(_) => None,
        }
    }

    /// The number in the field `key`.
    pub fn integer(&self, key: &str) -> Option<i64> {
        match self.fields.get(key)? {
            FieldValue::Integer(number) => Some(*number),
            FieldValue::Text(_) | FieldValue::Bool(_) => None,
        }
    }

    /// Whether the field `key` is `true`.
    pub fn is(&self, key: &str) -> bool {
        self.fields.get(key) == Some(&FieldValue::Bool(true))
    }
}

/// The options that were set for one rule; a rule reads them into a `struct Options` of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptionValues {
    values: BTreeMap<String, OptionValue>,
}

impl OptionValues {
    /// Sets `key`, which a layer further in may have set before.
    pub fn set(&mut self, key: &str, value: OptionValue) {
        self.values.insert(key.to_owned(), value);
    }

    /// What was set for `key`.
    pub fn get(&self, key: &str) -> Option<&OptionValue> {
        self.values.get(key)
    }

    /// All that was set, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &OptionValue)> {
        self.values.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Whether nothing was set.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value of a [`OptionKind::Bool`] option.
    pub fn bool(&self, spec: &OptionSpec) -> bool {
        match (self.get(spec.key), spec.kind) {
            (Some(OptionValue::Bool(value)), _) => *value,
            (_, OptionKind::Bool(default)) => default,
            _ => false,
        }
    }

    /// The value of a [`OptionKind::Integer`] option.
    pub fn integer(&self, spec: &OptionSpec) -> i64 {
        match (self.get(spec.key), spec.kind) {
            (Some(OptionValue::Integer(value)), _) => *value,
            (_, OptionKind::Integer { default, .. }) => default,
            _ => 0,
        }
    }

    /// The value of a [`OptionKind::Strings`] option.
    pub fn strings(&self, spec: &OptionSpec) -> Vec<&str> {
        match (self.get(spec.key), spec.kind) {
            (Some(OptionValue::Strings(values)), _) => values.iter().map(String::as_str).collect(),
            (_, OptionKind::Strings(default)) => default.to_vec(),
            _ => Vec::new(),
        }
    }

    /// The items of a [`OptionKind::Records`] option.
    pub fn records(&self, spec: &OptionSpec) -> &[Record] {
        match self.get(spec.key) {
            Some(OptionValue::Records(records)) => records,
            _ => &[],
        }
    }

    /// The value of a [`OptionKind::Choice`] option.
    pub fn choice(&self, spec: &OptionSpec) -> &str {
        match (self.get(spec.key), spec.kind) {
            (Some(OptionValue::Choice(value)), _) => value,
            (_, OptionKind::Choice(words)) => words.first().copied().unwrap_or_default(),
            _ => "",
        }
    }
}
