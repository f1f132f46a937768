//! Why a function failed.

use crate::Exceeded;

/// What kind of failure it is: what a person can do about it differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Go, Sprig or Helm refuses the arguments.
    Plain,
    /// `required`: a value has to be set.
    Required,
    /// `fail`: the chart refuses.
    Fail,
    /// A bound of ours was passed; Helm may have gone on.
    Limit(Exceeded),
}

/// Why a function failed: what it says itself, without `error calling …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionError {
    /// Its words, Go's where Go has some.
    pub message: String,
    /// What kind it is.
    pub cause: Cause,
}

impl FunctionError {
    /// A failure with these words.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), cause: Cause::Plain }
    }
}

impl From<Exceeded> for FunctionError {
    fn from(exceeded: Exceeded) -> Self {
        let what = match exceeded {
            Exceeded::Steps => "too many steps",
            Exceeded::Bytes => "too much text",
            Exceeded::Depth => "templates nested too deeply",
        };
        Self { message: format!("readylint's limit is reached: {what}"), cause: Cause::Limit(exceeded) }
    }
}
