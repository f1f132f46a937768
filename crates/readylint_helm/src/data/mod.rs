//! YAML, JSON and TOML become values, and values become text again, as the Go libraries do it that Helm uses.
//!
//! This module owns the formats: what a text means ([`read`], [`json_read`], [`toml_read`]) and how a value is written
//! ([`yaml_emit`], [`json`], [`toml`]), with the origin of every byte kept on both ways. It must never know what a template
//! function does with an error: it only reports the words that the Go library has for it.

pub mod json;
pub mod json_read;
mod marshal;
pub(crate) mod number;
pub mod read;
mod read_error;
pub mod toml;
pub mod toml_read;
mod yaml;
pub mod yaml_emit;

use readylint_text::TextRange;

use crate::Exceeded;

/// Why a text is no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataError {
    /// The words of the Go library, all of them, as Helm shows them.
    pub message: String,
    /// Where in the text, if it is known.
    pub range: Option<TextRange>,
}

impl DataError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), range: None }
    }

    pub(crate) fn at(self, range: TextRange) -> Self {
        Self { range: Some(range), ..self }
    }
}

impl std::fmt::Display for DataError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

/// Why a value is not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmitError {
    /// The Go library refuses it: its words.
    Refused(String),
    /// A bound of ours was passed.
    Limit(Exceeded),
}

impl From<Exceeded> for EmitError {
    fn from(exceeded: Exceeded) -> Self {
        Self::Limit(exceeded)
    }
}

/// How deep collections may nest, on both ways. Go allows 10,000; a value that contains itself has no end.
pub const MAX_DEPTH: usize = 500;
