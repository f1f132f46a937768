//! The syntax of YAML as go-yaml v2 has it: what it takes, what it refuses, and its words for that.
//!
//! `readylint_yaml` reads what people write for Kubernetes, recovers from errors and explains them; this reader stands in for
//! the one inside Helm, whose answers (also to what is no YAML 1.1 or 1.2, and its words, which end up in `Error` of
//! `fromYaml`) templates see. It owns the tree of the first document; what scalars mean is [`resolve`]'s, what becomes of
//! them `read`'s.

mod parser;
mod resolve;
mod scalar;
mod scanner;
mod tag;

pub(super) use parser::parse;
pub(super) use resolve::{Meaning, is_timestamp, meaning};

use std::borrow::Cow;
use std::ops::Range;

/// A place in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// In bytes.
    pub(super) at: usize,
    /// Counted from 0.
    pub(super) line: usize,
    /// In characters, counted from 0.
    pub(super) column: usize,
    /// In characters.
    index: usize,
}

/// Why a text is no YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// go-yaml's words.
    pub(super) words: Cow<'static, str>,
    /// The line it names; it names none for what is wrong in the first line.
    pub(super) line: Option<usize>,
    /// Where.
    pub(super) at: usize,
}

impl Fault {
    /// What go-yaml's scanner finds: it counts lines from 1, but does not speak of the first. (`decode.go`, `fail`)
    fn scanner(mark: Mark, words: &'static str) -> Self {
        let line = (mark.line > 0).then_some(mark.line + 1);
        Self { words: Cow::Borrowed(words), line, at: mark.at }
    }

    /// What go-yaml's parser finds: it counts lines from 0.
    fn parser(mark: Mark, words: &'static str) -> Self {
        Self { words: Cow::Borrowed(words), line: (mark.line > 0).then_some(mark.line), at: mark.at }
    }

    /// What is found when the syntax is understood: without a line.
    pub(super) fn meaning(at: usize, words: impl Into<Cow<'static, str>>) -> Self {
        Self { words: words.into(), line: None, at }
    }
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Single,
    Double,
    Literal,
    Folded,
}

/// What a scalar says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Just what stands there.
    Verbatim(Range<usize>),
    /// Something else, with its stretches.
    Decoded { text: String, runs: Vec<Run> },
}

/// A stretch of decoded content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// The byte of the content after it.
    pub(super) end: usize,
    /// Where its first byte stands, or what stands for it.
    pub(super) source: usize,
    /// Whether its bytes stand there just so.
    pub(super) verbatim: bool,
}

/// A node of the tree.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// The bytes it stands on, without its anchor and tag.
    pub(super) range: Range<usize>,
    /// Its tag, written out: `tag:yaml.org,2002:str`.
    pub(super) tag: Option<String>,
    pub(super) kind: Kind,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Scalar {
        style: Style,
        content: Content,
        /// Whether its text says what it means: it is plain without a tag, or has the tag `!`.
        implicit: bool,
    },
    /// Its items.
    Sequence(Vec<usize>),
    /// Its keys and values.
    Mapping(Vec<(usize, usize)>),
    /// The node that has the anchor.
    Alias(usize),
}

/// The first document of a text.
#[derive(Debug)]
pub(super) struct Tree<'t> {
    pub(super) text: &'t str,
    pub(super) nodes: Vec<Node>,
    pub(super) root: Option<usize>,
}

impl Tree<'_> {
    /// The node, or one of no use if there is none.
    pub(super) fn node(&self, id: usize) -> &Node {
        const NOTHING: &Node = &Node { range: 0..0, tag: None, kind: Kind::Mapping(Vec::new()) };
        self.nodes.get(id).unwrap_or(NOTHING)
    }

    /// What a scalar says.
    pub(super) fn content<'c>(&'c self, content: &'c Content) -> &'c str {
        match content {
            Content::Verbatim(range) => self.text.get(range.clone()).unwrap_or_default(),
            Content::Decoded { text, .. } => text,
        }
    }
}
