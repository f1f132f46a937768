//! What is wrong with a document.

use std::fmt;

use readylint_scalars::QuantityError;
use readylint_yaml::Node;

use crate::minors::Minors;

/// One thing that the API server refuses or drops, at the node that is wrong.
#[derive(Clone, Debug)]
pub struct Violation<'t> {
    /// What is wrong.
    pub problem: Problem<'t>,
    /// An unknown field's key; the mapping that lacks a field; otherwise the value.
    pub node: Node<'t>,
    /// The type of the API reference that the node is a field of, or that lacks a field (`PodSpec`); empty in custom
    /// resources and where the document itself is no mapping.
    pub object: &'static str,
    /// The minors it holds for, of those that were asked about. All of them in custom resources.
    pub minors: Minors,
}

/// What is wrong with a node.
#[derive(Clone, Debug)]
pub enum Problem<'t> {
    /// The object has no such field: strict validation refuses it, everybody else drops it.
    UnknownField {
        /// A field of the same object that the key nearly is.
        suggestion: Option<String>,
        /// Where a field of that name belongs, if not here.
        home: Option<Home>,
        /// The other minors, which have the field.
        known: Minors,
    },
    /// The value is of another type.
    WrongType(Expected),
    /// Null where a text of a list or a free mapping is expected: it becomes the empty text.
    NullText,
    /// The mapping lacks this field, or it is null, or it holds nothing where that is the same to the API server
    /// ([`crate::FieldSchema::is_filled`]). The mapping itself may be a null among items of a list.
    MissingField(String),
    /// The text is none of these.
    NotAllowed {
        /// All that are.
        allowed: Vec<String>,
        /// The one that it nearly is.
        suggestion: Option<String>,
    },
    /// A whole number outside these bounds, both inside.
    OutOfRange {
        /// The least.
        minimum: i64,
        /// The greatest.
        maximum: i64,
    },
    /// No quantity.
    Quantity(QuantityError),
    /// A text of another form.
    Malformed(Format),
    /// An item that an earlier one equals, in these keys if there are any.
    DuplicateItem {
        /// The earlier one.
        first: Node<'t>,
        /// The fields that name an item.
        keys: Vec<String>,
    },
    /// Another rule of a CustomResourceDefinition (a pattern, a length, a bound, `oneOf`…), in words that end a sentence begun by
    /// the value: "must match `^a`".
    Constraint(String),
}

/// Where a misplaced field belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// The way to the mapping that should hold it, from the root of the object, as `spec.template.spec.containers[]`; empty for the root.
    pub path: String,
    /// The type of that mapping in the API reference, as `Container`.
    pub object: &'static str,
    /// The kind of object it is in, if that is another one.
    pub kind: Option<&'static str>,
}

/// A type, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expected {
    /// Text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Keys and values.
    Mapping,
    /// Items.
    List,
    /// A whole number or text.
    IntOrString,
    /// A quantity.
    Quantity,
}

impl fmt::Display for Expected {
    /// With its article: `a string`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::String => "a string",
            Self::Boolean => "a boolean",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Mapping => "a mapping",
            Self::List => "a list",
            Self::IntOrString => "a whole number or a string",
            Self::Quantity => "a quantity",
        })
    }
}

/// A form that a text must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Standard base64 (RFC 4648, section 4).
    Base64,
    /// RFC 3339, as `2026-11-21T18:00:00Z`.
    Time,
    /// RFC 3339 with exactly six digits of a second's fraction.
    MicroTime,
    /// As Go writes durations: `1h30m`.
    Duration,
}

impl fmt::Display for Format {
    /// With its article: `a time by RFC 3339`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base64 => "base64",
            Self::Time => "a time by RFC 3339, such as `2026-11-21T18:00:00Z`",
            Self::MicroTime => "a time by RFC 3339 with microseconds, such as `2026-11-21T18:00:00.000000Z`",
            Self::Duration => "a duration, such as `1h30m`",
        })
    }
}
