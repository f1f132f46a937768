//! The places worth underlining.

use readylint_text::{Span, TextRange};

use crate::gap;
use crate::node::Node;
use crate::tree::{NodeKind, Style};

impl Node<'_> {
    /// The small part of the node worth underlining: a scalar or alias itself (its first line if it has several), for a
    /// collection or a missing value the key it stands under, else the first key, else the `-` or the opening bracket.
    /// Never empty where the source is not.
    pub fn grip(self) -> Span {
        self.tree().span(self.grip_range())
    }

    /// Where to say that `key` is absent from this mapping (requirement POS-2), on the nearest thing that exists: the
    /// value of its own `name` if that is a scalar; else the value of `metadata.name`; else the key under which the mapping
    /// stands; else its first key. Asked for `name` itself, the first step is left out.
    pub fn missing(self, key: &str) -> Span {
        let mapping = self.resolved();
        let own = if key == "name" { None } else { mapping.name_span() };
        own.or_else(|| mapping.get("metadata")?.resolved().name_span()).unwrap_or_else(|| self.grip())
    }

    /// The value of the entry `name` as written here: one that a merge brings in stands somewhere else.
    fn name_span(self) -> Option<Span> {
        let entry = self.own_entries().rev().find(|entry| entry.key.text() == Some("name"))?;
        (entry.value.is_scalar() && !entry.value.range().is_empty()).then(|| entry.value.grip())
    }

    /// Where the bytes `part` of [`Node::text`] stand in the source, for a scalar that is written as it reads. Its grip if
    /// it is not (escapes, folding, an alias), and for a part without bytes.
    pub fn part(self, part: TextRange) -> TextRange {
        let (range, raw, text) = (self.range(), self.raw(), self.text().unwrap_or_default());
        let quotes = match self.style() {
            Style::SingleQuoted | Style::DoubleQuoted => 1,
            _ => 0,
        };
        let is_verbatim = raw.get(quotes..raw.len().saturating_sub(quotes)) == Some(text);
        if part.is_empty() || part.end().to_usize() > text.len() || !is_verbatim {
            return self.grip_range();
        }
        let start = range.start().to_usize() + quotes;
        TextRange::at(start + part.start().to_usize(), start + part.end().to_usize())
    }

    fn grip_range(self) -> TextRange {
        let range = self.range();
        let leaf = matches!(self.kind(), NodeKind::Scalar | NodeKind::Alias);
        if leaf && !range.is_empty() {
            return self.first_line(range);
        }
        if let Some(key) = self.path_key()
            && !key.range().is_empty()
        {
            return key.first_line(key.range());
        }
        if let Some(&first) = self.children().first()
            && self.kind() == NodeKind::Mapping
            && self.style() == Style::Block
        {
            let key = self.sibling(first).range();
            if !key.is_empty() {
                return self.first_line(key);
            }
        }
        self.one_character(range)
    }

    /// `range` up to its first line end.
    fn first_line(self, range: TextRange) -> TextRange {
        let start = range.start().to_usize();
        let end = gap::line_end(self.tree().text().as_bytes(), start).min(range.end().to_usize());
        if end > start { TextRange::at(start, end) } else { range }
    }

    /// The character at which a node starts (`-`, `[`, `{`), or the one before a node that has no bytes (`:`, `-`).
    fn one_character(self, range: TextRange) -> TextRange {
        let text = self.tree().text();
        let start = range.start().to_usize();
        let (before, after) = text.split_at_checked(start).unwrap_or((text, ""));
        let visible = |character: &char| !character.is_whitespace();
        if let Some(character) = after.chars().next().filter(|c| !range.is_empty() || visible(c)) {
            return TextRange::at(start, start + character.len_utf8());
        }
        let line = before.trim_end();
        match line.chars().next_back() {
            Some(character) => TextRange::at(line.len() - character.len_utf8(), line.len()),
            None => TextRange::at(0, text.chars().next().map_or(0, char::len_utf8)),
        }
    }
}
