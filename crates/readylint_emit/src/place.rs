//! From spans to the lines and columns that formats print.

use std::cell::RefCell;
use std::collections::BTreeMap;

use readylint_text::{
    LineIndex, PositionEncoding, Source, SourceId, SourceKind, Sources, Span, TextRange, TextSize,
};

/// One end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    /// 1-based.
    pub(crate) line: u32,
    /// 1-based, in characters.
    pub(crate) column: u32,
    /// In bytes from the first byte of the file.
    pub(crate) offset: u32,
}

/// A range in a file, as formats print it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place<'a> {
    /// The name of the file, not sanitised.
    pub(crate) file: &'a str,
    /// The first character.
    pub(crate) start: Point,
    /// Behind the last character.
    pub(crate) end: Point,
}

/// What stands for the file of a span whose source is not among the sources. No such span is made; it must not end a
/// run either.
const NO_FILE: &str = "-";

impl Place<'_> {
    /// The line of the last character: the exclusive end of a range that ends with a line end is on the next line.
    pub(crate) fn last_line(&self) -> u32 {
        if self.end.column == 1 && self.end.line > self.start.line {
            self.end.line - 1
        } else {
            self.end.line
        }
    }
}

/// Makes places of spans. One serves a whole report, because it remembers what it learned of very long lines.
pub(crate) struct Places<'a> {
    sources: &'a Sources,
    long_lines: RefCell<BTreeMap<(SourceId, u32), Checkpoints>>,
}

impl<'a> Places<'a> {
    /// Makes places of spans in `sources`.
    pub(crate) fn new(sources: &'a Sources) -> Self {
        Self { sources, long_lines: RefCell::default() }
    }

    /// Where `span` is; an empty span is widened as the documentation of [`crate::Report`] says.
    pub(crate) fn of(&self, span: Span) -> Place<'a> {
        let Some(source) = self.sources.get(span.source) else {
            return nowhere();
        };
        let mut place = self.at(source, span.with_range(widened(source, span.range)));
        if (place.start.line, place.start.column) == (place.end.line, place.end.column) {
            place.end.column += 1;
        }
        place
    }

    /// Where `span` is, empty or not: for edits, which must not be changed.
    pub(crate) fn exact(&self, span: Span) -> Place<'a> {
        let Some(source) = self.sources.get(span.source) else {
            return nowhere();
        };
        self.at(source, span.with_range(on_characters(source.text(), span.range)))
    }

    /// The template that the first byte of `span` was rendered from, as the input names it, not sanitised; `None` if
    /// the text was not rendered or nobody says from what.
    pub(crate) fn template(&self, span: Span) -> Option<&'a str> {
        let SourceKind::Rendered { origins, .. } = self.sources.get(span.source)?.kind() else {
            return None;
        };
        // what is known to the byte is drawn there, in the file itself
        origins.file(span.range.start())
    }

    fn at(&self, source: &'a Source, span: Span) -> Place<'a> {
        Place {
            file: source.name(),
            start: self.point(source, span.source, span.range.start()),
            end: self.point(source, span.source, span.range.end()),
        }
    }

    /// The point at `offset`, a character boundary of `source`.
    fn point(&self, source: &Source, id: SourceId, offset: TextSize) -> Point {
        let (lines, text) = (source.lines(), source.text());
        let line = lines.line(offset);
        let start = lines.line_start(line);
        let column = if (offset - start).to_usize() < BLOCK {
            source.position(offset, PositionEncoding::Utf32).column
        } else {
            let next =
                if line + 1 < lines.line_count() { lines.line_start(line + 1) } else { TextSize::of(text) };
            let bytes = text.as_bytes().get(start.to_usize()..next.to_usize()).unwrap_or_default();
            let mut known = self.long_lines.borrow_mut();
            let checkpoints = known.entry((id, line)).or_insert_with(|| Checkpoints::new(bytes));
            let bom = u32::from(line == 0 && text.starts_with(BOM));
            checkpoints.characters_before(bytes, (offset - start).to_usize()) - bom
        };
        Point { line: line + 1, column: column + 1, offset: offset.to_u32() }
    }
}

/// Bytes between two checkpoints.
const BLOCK: usize = 4096;

/// How many characters stand before each block of a line: without this, thousands of findings in one line of minified
/// JSON would each count it from its start.
struct Checkpoints(Vec<u32>);

impl Checkpoints {
    fn new(line: &[u8]) -> Self {
        let mut sum = 0;
        let before = line.chunks(BLOCK).map(|block| {
            let before = sum;
            sum += characters(block);
            before
        });
        Self(before.collect())
    }

    fn characters_before(&self, line: &[u8], at: usize) -> u32 {
        // The end of a line whose length is a multiple of the block has no block of its own.
        let block = (at / BLOCK).min(self.0.len().saturating_sub(1));
        let before = self.0.get(block).copied().unwrap_or_default();
        before + characters(line.get(block * BLOCK..at).unwrap_or_default())
    }
}

/// How many characters start in `bytes` of UTF-8: all bytes but those that continue one.
fn characters(bytes: &[u8]) -> u32 {
    let starts = bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000);
    TextSize::from_usize(starts.count()).to_u32()
}

const BOM: char = '\u{feff}';

/// The first column of an empty text.
fn nowhere() -> Place<'static> {
    let start = Point { line: 1, column: 1, offset: 0 };
    Place { file: NO_FILE, start, end: Point { column: 2, ..start } }
}

/// `range` inside `text` and on character boundaries, grown if need be.
fn on_characters(text: &str, range: TextRange) -> TextRange {
    let (mut start, mut end) =
        (range.start().to_usize().min(text.len()), range.end().to_usize().min(text.len()));
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    TextRange::at(start, end)
}

/// `range` as [`on_characters`], and not empty unless the text is.
pub(crate) fn widened(source: &Source, range: TextRange) -> TextRange {
    let text = source.text();
    // The byte order mark takes no column, so it cannot be what is shown.
    let first = TextSize::from_usize(if text.starts_with(BOM) { BOM.len_utf8() } else { 0 });
    let range = on_characters(text, range);
    let range = TextRange::new(range.start().max(first), range.end().max(first));
    if !range.is_empty() {
        return range;
    }
    let lines: &LineIndex = source.lines();
    let line = lines.line(range.start());
    let content = lines.line_range(text, line);
    let at = range.start();
    // Between `\r` and `\n` the line is over.
    let at_in_line = at.min(content.end());
    let behind = text.get(at_in_line.to_usize()..content.end().to_usize()).unwrap_or_default();
    if let Some(character) = behind.chars().next() {
        return TextRange::new(at_in_line, at_in_line + TextSize::from_usize(character.len_utf8()));
    }
    let before = text.get(content.start().max(first).to_usize()..at_in_line.to_usize()).unwrap_or_default();
    if let Some(character) = before.chars().next_back() {
        return TextRange::new(at_in_line - TextSize::from_usize(character.len_utf8()), at_in_line);
    }
    let next = if line + 1 < lines.line_count() { lines.line_start(line + 1) } else { TextSize::of(text) };
    if next > at_in_line {
        return TextRange::new(at_in_line, next);
    }
    if line == 0 {
        return TextRange::empty(at_in_line);
    }
    TextRange::new(lines.line_range(text, line - 1).end(), at_in_line)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use readylint_text::SourceKind;

    fn place(text: &str, start: usize, end: usize) -> ((u32, u32, u32), (u32, u32, u32)) {
        let mut sources = Sources::new();
        let id = sources.insert(Source::new("a.yaml", text, SourceKind::Authored));
        let places = Places::new(&sources);
        let place = places.of(Span::new(id, TextRange::at(start, end)));
        let tuple = |point: Point| (point.line, point.column, point.offset);
        (tuple(place.start), tuple(place.end))
    }

    #[test]
    fn an_empty_range_grows_by_one_character() {
        assert_eq!(place("ab\ncd", 0, 0), ((1, 1, 0), (1, 2, 1)), "behind");
        assert_eq!(place("äb", 0, 0), ((1, 1, 0), (1, 2, 2)), "of two bytes");
        assert_eq!(place("ab\ncd", 2, 2), ((1, 2, 1), (1, 3, 2)), "end of a line");
        assert_eq!(place("ab\ncd", 5, 5), ((2, 2, 4), (2, 3, 5)), "end of the text");
        assert_eq!(place("a\n\nb", 2, 2), ((2, 1, 2), (3, 1, 3)), "empty line");
        assert_eq!(place("a\r\n\r\nb", 3, 3), ((2, 1, 3), (3, 1, 5)), "empty line, CRLF");
        assert_eq!(place("a\r\nb", 2, 2), ((1, 1, 0), (1, 2, 1)), "inside a line end");
        assert_eq!(place("a\r\n", 3, 3), ((1, 2, 1), (2, 1, 3)), "empty last line");
        assert_eq!(place("", 0, 0), ((1, 1, 0), (1, 2, 0)), "empty text");
    }

    #[test]
    fn ranges_outside_the_text_or_inside_characters_are_moved() {
        assert_eq!(place("ab", 7, 9), ((1, 2, 1), (1, 3, 2)));
        assert_eq!(place("💡x", 1, 2), ((1, 1, 0), (1, 2, 4)));
    }

    #[test]
    fn a_byte_order_mark_has_an_offset_and_no_column() {
        assert_eq!(place("\u{feff}a: b", 3, 4), ((1, 1, 3), (1, 2, 4)));
        assert_eq!(place("\u{feff}a", 0, 0), ((1, 1, 3), (1, 2, 4)));
        assert_eq!(place("\u{feff}", 0, 3), ((1, 1, 3), (1, 2, 3)));
        assert_eq!(place("\u{feff}\nb", 3, 3), ((1, 1, 3), (2, 1, 4)));
    }

    #[test]
    fn a_byte_order_mark_elsewhere_is_a_character() {
        assert_eq!(place("A\u{feff}", 4, 4), ((1, 2, 1), (1, 3, 4)));
    }

    #[test]
    fn columns_of_long_lines_are_those_of_the_line_index() {
        let text = format!("\u{feff}{}\n{}", "aä💡\u{301}".repeat(2_500), "é".repeat(BLOCK));
        let mut sources = Sources::new();
        let id = sources.insert(Source::new("a.yaml", text.as_str(), SourceKind::Authored));
        let source = sources.get(id).unwrap();
        let places = Places::new(&sources);
        for (offset, _) in text.char_indices().skip(1).chain([(text.len(), ' ')]).step_by(7) {
            let offset = TextSize::from_usize(offset);
            let expected = source.position(offset, PositionEncoding::Utf32);
            let point = places.exact(Span::new(id, TextRange::empty(offset))).start;
            assert_eq!((point.line, point.column), (expected.line + 1, expected.column + 1), "{offset:?}");
        }
    }

    #[test]
    fn a_span_without_source_does_not_panic() {
        let sources = Sources::new();
        let span = Span::new(SourceId::new(9), TextRange::at(3, 4));
        let places = Places::new(&sources);
        assert_eq!(places.of(span).file, NO_FILE);
        assert_eq!(places.exact(span).start.line, 1);
    }
}
