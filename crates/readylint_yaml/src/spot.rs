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

    /// Where the bytes `part` of [`Node::text`] stand in the source, for a scalar that is written as it reads, block scalars
    /// among them. Its grip if it is not (escapes, folding, an alias), and for a part without bytes.
    pub fn part(self, part: TextRange) -> TextRange {
        match self.parts(&[part]).as_deref() {
            Some(&[range]) => range,
            _ => self.grip_range(),
        }
    }

    /// Where each of `parts`, which are sorted, stands in the source; `None` for a scalar that is not written as it reads, and
    /// if one of them has no bytes. A part of several lines of a block scalar comes with the indentation between them.
    pub fn parts(self, parts: &[TextRange]) -> Option<Vec<TextRange>> {
        let (range, raw, text) = (self.range(), self.raw(), self.text().unwrap_or_default());
        if parts.iter().any(|part| part.is_empty() || part.end().to_usize() > text.len()) {
            return None;
        }
        let start = range.start().to_usize();
        if self.style() == Style::Literal {
            return literal_parts(raw, text, parts, start);
        }
        let quotes = match self.style() {
            Style::SingleQuoted | Style::DoubleQuoted => 1,
            _ => 0,
        };
        let is_verbatim = raw.get(quotes..raw.len().saturating_sub(quotes)) == Some(text);
        let start = start + quotes;
        let place =
            |part: &TextRange| TextRange::at(start + part.start().to_usize(), start + part.end().to_usize());
        is_verbatim.then(|| parts.iter().map(place).collect())
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

/// Where each of `parts` of the `text` of a literal block scalar stands: its lines are those of `raw`, which starts at
/// `start` with a header, less their indentation.
fn literal_parts(raw: &str, text: &str, parts: &[TextRange], start: usize) -> Option<Vec<TextRange>> {
    let mut written = raw.split_inclusive('\n');
    let mut offset = start + written.next()?.len();
    let mut ends: Vec<(usize, usize)> = Vec::with_capacity(parts.len() * 2);
    let mut wanted = parts.iter().flat_map(|part| {
        // the last byte, as the end may be the start of a line
        [part.start().to_usize(), part.end().to_usize() - 1]
    });
    let mut next = wanted.next();
    let mut at = 0;
    for (line, written) in text.split_inclusive('\n').zip(written) {
        let content = line.trim_end_matches(['\n', '\r']);
        let shown = written.trim_end_matches(['\n', '\r']);
        let indentation = shown.strip_suffix(content)?.len();
        while let Some(byte) = next.filter(|byte| *byte < at + line.len()) {
            // out of order, or a line end
            let column = byte.checked_sub(at)?.min(content.len());
            ends.push((byte, offset + indentation + column));
            next = wanted.next();
        }
        at += line.len();
        offset += written.len();
    }
    let (pairs, rest) = ends.as_chunks::<2>();
    let place = |&[(_, first), (_, last)]: &[(usize, usize); 2]| TextRange::at(first, (last + 1).max(first));
    (next.is_none() && rest.is_empty() && pairs.len() == parts.len())
        .then(|| pairs.iter().map(place).collect())
}
