//! Runs template trees, as Go's `text/template` does with Helm's functions.
//!
//! It owns what a template does: scopes, fields, methods, calls, `include` and `tpl`, printing, and the words of every
//! failure. It knows nothing of charts: the templates and the dot are given to it. It must never read anything but these.

mod call;
mod error;
mod eval;
mod field;
mod glob;
mod interpreter;
mod methods;
mod moments;
mod observe;
mod place;
mod run;
mod set;
mod slot;

pub use error::{ExecError, Site};
pub use interpreter::{Interpreter, STACK_BYTES, Shared, without_no_value};
pub use observe::BranchEvent;
pub use set::{Home, TemplateSet};
