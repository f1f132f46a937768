//! What the command does: discover, read, lint.

use readylint_engine::{Catalogue, Report, run};
use readylint_project::{FileSystem, LoadError, Loaded, Request, load};

/// A report and what the shell must know besides it.
#[derive(Debug)]
pub struct Checked {
    /// The findings.
    pub report: Report,
    /// What was loaded, without the input, which the report has taken in.
    pub loaded: Loaded,
}

/// Loads what `request` names through `files`, and lints it with `catalogue`.
///
/// # Errors
///
/// What keeps the whole run from starting: a path that does not exist, a configuration file that cannot be read. An
/// unreadable manifest is no error: the rest is linted, and `loaded` lists it.
pub fn check(files: &dyn FileSystem, request: &Request, catalogue: &Catalogue) -> Result<Checked, LoadError> {
    let mut loaded = load(files, request, catalogue)?;
    let report = run(std::mem::take(&mut loaded.input), catalogue);
    Ok(Checked { report, loaded })
}
