//! Why the execution of a template failed.

use std::sync::Arc;

use readylint_text::Span;

use crate::function::Cause;

/// A place that the failure went through: `template: NAME:LINE:COLUMN: executing "TEMPLATE" at <CONTEXT>: `.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The file it was parsed from, as Helm names it.
    pub file: Arc<str>,
    /// Counted from 1.
    pub line: u32,
    /// Bytes from the start of the line, counted from 0 (as Go prints it).
    pub column: u32,
    /// The template that was executed.
    pub template: Arc<str>,
    /// The node as Go prints it, cut to 20 characters and `...`.
    pub context: String,
    /// What Go says between this place and the next one, as `error calling include: `; empty at the innermost.
    pub relation: String,
    /// The node.
    pub span: Option<Span>,
}

/// Why the execution of a template failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecError {
    /// From the file being rendered to the innermost.
    pub sites: Vec<Site>,
    /// What the innermost says, with its own `error calling NAME: ` if a function refused.
    pub message: String,
    /// What kind of failure it is.
    pub cause: Cause,
}
