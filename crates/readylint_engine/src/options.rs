//! Options of rules: what a user can set under a rule's id.

use std::collections::BTreeMap;

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

    /// The value of a [`OptionKind::Choice`] option.
    pub fn choice(&self, spec: &OptionSpec) -> &str {
        match (self.get(spec.key), spec.kind) {
            (Some(OptionValue::Choice(value)), _) => value,
            (_, OptionKind::Choice(words)) => words.first().copied().unwrap_or_default(),
            _ => "",
        }
    }
}
