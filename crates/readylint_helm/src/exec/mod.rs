//! Runs a template tree.

mod error;

pub use error::{ExecError, Site};
