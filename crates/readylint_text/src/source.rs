//! Texts with names.

use std::sync::{Arc, OnceLock};

use crate::{LineIndex, Position, PositionEncoding, Provenance, TextRange, TextSize};

/// Which source of a run. Ids are handed out by [`Sources`] in order of insertion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

impl SourceId {
    /// The id with this number.
    pub const fn new(id: u32) -> Self {
        Self(id)
    }

    /// The number, for indexing.
    pub const fn to_usize(self) -> usize {
        self.0 as usize
    }
}

/// Bytes of one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Which source.
    pub source: SourceId,
    /// Which bytes of it.
    pub range: TextRange,
}

impl Span {
    /// The bytes `range` of `source`.
    pub const fn new(source: SourceId, range: TextRange) -> Self {
        Self { source, range }
    }

    /// The same source, other bytes.
    #[must_use]
    pub const fn with_range(self, range: TextRange) -> Self {
        Self { source: self.source, range }
    }
}

/// Who wrote a source.
#[derive(Clone, Debug, Default)]
pub enum SourceKind {
    /// A person: its bytes can be changed where they stand.
    #[default]
    Authored,
    /// A program: a person changes something else, which the map knows.
    Rendered {
        /// The template (or the program) that made it, for people.
        template: String,
        /// Where its bytes came from.
        origins: Arc<dyn Provenance>,
    },
}

/// One text with its name.
#[derive(Clone, Debug)]
pub struct Source {
    name: Arc<str>,
    text: Arc<str>,
    kind: SourceKind,
    lines: OnceLock<LineIndex>,
}

impl Source {
    /// A text and the name it is reported by: a path relative to the working directory with `/`, or `-`.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>, kind: SourceKind) -> Self {
        Self { name: name.into(), text: text.into(), kind, lines: OnceLock::new() }
    }

    /// The name it is reported by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The whole text, shared.
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// Who wrote it.
    pub fn kind(&self) -> &SourceKind {
        &self.kind
    }

    /// Its lines, computed when first asked for.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// The text in `range`; empty if the range does not lie in the text on character boundaries.
    pub fn slice(&self, range: TextRange) -> &str {
        self.text.get(range.to_usize()).unwrap_or_default()
    }

    /// Line and column of `offset`, 0-based.
    pub fn position(&self, offset: TextSize, encoding: PositionEncoding) -> Position {
        self.lines().position(&self.text, offset, encoding)
    }
}

/// All sources of a run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
}

impl Sources {
    /// No sources yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes `source` in and names it by an id.
    pub fn insert(&mut self, source: Source) -> SourceId {
        let id = SourceId(TextSize::from_usize(self.list.len()).to_u32());
        self.list.push(source);
        id
    }

    /// The source of `id`, if it is one of these.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.list.get(id.to_usize())
    }

    /// All sources with their ids, in order of insertion.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).map(SourceId).zip(&self.list)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The text under `span`; empty if there is none.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source).map_or("", |source| source.slice(span.range))
    }
}
