//! What can be wrong with a text, in our own words.

use readylint_text::{Span, TextRange};

use crate::tree::TagKind;

/// Something wrong with the text. It breaks the document it lies in and no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What it is, for programs.
    pub kind: SyntaxErrorKind,
    /// Where it is. Never empty unless the text is.
    pub span: Span,
    /// What it is, for people: one short sentence without a full stop.
    pub message: String,
    /// Another place that explains it, with what to say there: the bracket that was opened, the anchor that is meant.
    pub related: Option<(Span, String)>,
    /// What to do about it.
    pub help: Option<String>,
}

/// Kinds of [`SyntaxError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// A tab where YAML takes only spaces.
    Tab,
    /// Wrong indentation.
    Indentation,
    /// A quote without its closing quote, or text behind one.
    Quote,
    /// A bad escape in a double-quoted scalar.
    Escape,
    /// A bracket without its counterpart, or with the wrong one.
    Bracket,
    /// `:` where no value can stand.
    UnexpectedValue,
    /// A line that should be `key: value`.
    ExpectedKey,
    /// An item (`- `) where none can stand, or something else among items.
    UnexpectedItem,
    /// A character that cannot stand here, or nowhere in YAML.
    Character,
    /// A bad comment.
    Comment,
    /// A bad header or content of a block scalar (`|`, `>`).
    BlockScalar,
    /// A bad tag, or one that the content does not fit.
    Tag,
    /// A bad anchor or alias, an alias without an anchor, or one that contains itself.
    Alias,
    /// A merge key (`<<`) with something else than mappings.
    Merge,
    /// A bad directive (`%`), `---` or `...`.
    Directive,
    /// More than the limits allow.
    Limit,
    /// Anything else.
    Other,
}

/// What the builder refuses by itself. Each has the place it stumbled over.
#[derive(Debug)]
pub(crate) enum Fault {
    TooDeep { at: TextRange, limit: u32 },
    TooManyNodes { at: TextRange, limit: u32 },
    ExcessiveAliases { at: TextRange },
    RecursiveAlias { at: TextRange, target: TextRange },
    UnknownAnchor { at: TextRange },
    Merge { at: TextRange },
    Tag { at: TextRange, tag: TagKind },
}

/// An error before it is placed: ranges instead of spans.
pub(crate) struct Draft {
    pub(crate) kind: SyntaxErrorKind,
    pub(crate) range: TextRange,
    pub(crate) message: String,
    pub(crate) related: Option<(TextRange, String)>,
    pub(crate) help: Option<String>,
}
