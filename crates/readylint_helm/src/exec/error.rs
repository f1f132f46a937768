//! Why the execution of a template failed.

use std::fmt::Write;
use std::sync::Arc;

use readylint_text::Span;

use crate::format::quoted;
use crate::function::Cause;
use crate::provenance::{FrameId, Text};

/// A place that the failure went through: `template: NAME:LINE:COLUMN: executing "TEMPLATE" at <CONTEXT>: `.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The file it was parsed from, as Helm names it; `gotpl` for a text that `tpl` was given.
    pub file: Arc<str>,
    /// Counted from 1.
    pub line: u32,
    /// Bytes from the start of the line, counted from 0 (as Go prints it).
    pub column: u32,
    /// The template that was executed.
    pub template: Arc<str>,
    /// The node as Go prints it.
    pub context: String,
    /// What Go says between this place and the next one, as `error calling include: `; empty at the innermost.
    pub relation: String,
    /// The node.
    pub span: Option<Span>,
}

/// Why the execution of a template failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecError {
    /// From the file being rendered to the innermost. Go says nothing of `template` actions in between: see
    /// [`ExecError::frame`].
    pub sites: Vec<Site>,
    /// What the innermost says, with its own `error calling NAME: ` if a function refused.
    pub message: String,
    /// What kind of failure it is.
    pub cause: Cause,
    /// Where it failed: its frames are all calls in between, also those by `template`.
    pub frame: FrameId,
}

impl ExecError {
    /// The single line that Go's `ExecError.Error` is (`text/template/exec.go`, `errorf`). `required` and `fail` stand in
    /// it without the marks that Helm puts around their words.
    pub fn go_text(&self) -> String {
        let mut text = String::new();
        for site in &self.sites {
            let template = quoted(&Text::unknown(site.template.as_bytes()));
            // writing to a string does not fail
            let _ = write!(
                text,
                "template: {}:{}:{}: executing {} at <{}>: {}",
                site.file,
                site.line,
                site.column,
                template.to_str(),
                site.context,
                site.relation
            );
        }
        text.push_str(&self.message);
        text
    }
}
