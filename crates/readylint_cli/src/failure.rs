//! What the command tells a person when it cannot do its job: rendered by miette, on standard error.
//!
//! A finding is no failure. What is wrong *inside* a `readylint.yaml` is a finding.

use std::error::Error;
use std::fmt;
use std::ops::Range;

use clap::CommandFactory as _;
use clap::error::ErrorKind;
use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use readylint::project::LoadError;

use crate::args::Cli;
use crate::terminal::printable;

/// Why the job cannot be done.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Arguments that do not go together; clap shows it as it shows its own.
    Usage(clap::Error),
    /// Everything else.
    Told(Box<Told>),
}

/// A failure in words.
#[derive(Debug)]
pub(crate) struct Told {
    message: String,
    help: Option<String>,
    cause: Option<Box<dyn Error + Send + Sync>>,
    argument: Option<Argument>,
}

/// The argument that is to blame, and where in it.
#[derive(Debug)]
struct Argument {
    text: NamedSource<String>,
    place: Range<usize>,
    label: String,
}

/// A failure because of arguments that do not go together.
pub(crate) fn usage(kind: ErrorKind, message: impl fmt::Display) -> Failure {
    Failure::Usage(Cli::command().error(kind, message))
}

impl Failure {
    /// A failure that `message` tells.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        let message = printable(&message.into()).into_owned();
        Self::Told(Box::new(Told { message, help: None, cause: None, argument: None }))
    }

    /// With what to do about it.
    #[must_use]
    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        self.with(|told| told.help = Some(printable(&help.into()).into_owned()))
    }

    /// With what caused it.
    #[must_use]
    pub(crate) fn because(self, cause: impl Error + Send + Sync + 'static) -> Self {
        self.with(|told| told.cause = Some(Box::new(cause)))
    }

    /// With the argument to blame: `label` at the bytes `place` of `text`, which may hold no control character.
    #[must_use]
    pub(crate) fn in_argument(self, text: String, place: Range<usize>, label: impl Into<String>) -> Self {
        let text = NamedSource::new("arguments", text);
        let label = label.into();
        self.with(|told| told.argument = Some(Argument { text, place, label }))
    }

    fn with(mut self, change: impl FnOnce(&mut Told)) -> Self {
        if let Self::Told(told) = &mut self {
            change(told);
        }
        self
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        let failure = Self::new(error.to_string());
        match error {
            LoadError::NoSuchPath(_) | LoadError::NoMatch(_) => failure
                .help("paths are relative to the current folder; `readylint why PATH` tells what is linted"),
            LoadError::BadPattern { .. } => failure.help(
                "`*`, `**`, `?`, `[…]` and `{…,…}` are patterns; a backslash before one makes it plain text",
            ),
            LoadError::ConfigUnreadable { source, .. } => failure.because(source),
            _ => failure,
        }
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Told {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_ref().map(|cause| &**cause as &(dyn Error + 'static))
    }
}

impl Diagnostic for Told {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.argument.as_ref().map(|argument| &argument.text as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let argument = self.argument.as_ref()?;
        let span = LabeledSpan::new_with_span(Some(argument.label.clone()), argument.place.clone());
        Some(Box::new(std::iter::once(span)))
    }
}
