//! The finished diagnostic.

use readylint_text::Span;

use crate::{Confidence, Fix, RuleId, Severity};

/// A place that helps to understand a diagnostic, with what is to be seen there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there, in a few words; may be empty.
    pub message: String,
}

impl Label {
    /// A place and what is to be seen there.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into() }
    }
}

/// The object that a diagnostic is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceName {
    /// As written; empty if missing.
    pub api_version: String,
    /// As written; empty if missing.
    pub kind: String,
    /// As written; `None` if unset, which is never `default`.
    pub namespace: Option<String>,
    /// `metadata.name`, or `generateName` with a `*` behind; empty if missing.
    pub name: String,
}

/// In which way a diagnostic was suppressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SuppressionKind {
    /// A comment `# readylint: ignore[…]`.
    Comment,
    /// An annotation `readylint.dev/ignore`.
    Annotation,
    /// An entry under `suppressions:` of `readylint.yaml`.
    Configuration,
}

impl SuppressionKind {
    /// The word used in output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Annotation => "annotation",
            Self::Configuration => "configuration",
        }
    }
}

/// That a diagnostic was suppressed, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppressed {
    /// Where the suppression stands.
    pub kind: SuppressionKind,
    /// The reason given; `None` if none was.
    pub reason: Option<String>,
    /// Until when, as `YYYY-MM-DD`; `None` for ever.
    pub until: Option<String>,
}

/// One finished finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that reports.
    pub rule: RuleId,
    /// How much it matters, after configuration.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// What is wrong: one sentence, without a full stop, with the names involved.
    pub message: String,
    /// The smallest thing the author can change, and what to see there (`message` may be empty).
    pub primary: Label,
    /// JSON pointer (RFC 6901) of the primary place inside its document; empty for the document itself.
    pub pointer: String,
    /// The object it is about; `None` for files that hold none.
    pub resource: Option<ResourceName>,
    /// Other places that matter, in the order to read them.
    pub labels: Vec<Label>,
    /// What follows from it, each a sentence.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
    /// Changes that would make it go away.
    pub fixes: Vec<Fix>,
    /// Names this finding across runs and edits elsewhere in the file: 32 hexadecimal digits, made without any line
    /// number. Unique within a report.
    pub fingerprint: String,
    /// Set if it was suppressed; such a diagnostic counts for nothing.
    pub suppressed: Option<Suppressed>,
}
