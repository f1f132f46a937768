//! From byte offsets to lines and columns.

use crate::{TextRange, TextSize};

/// In which unit a column is counted. A column without its encoding means nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PositionEncoding {
    /// Bytes.
    Utf8,
    /// Code units of UTF-16, the default of the language server protocol.
    Utf16,
    /// Unicode scalar values ("characters"): what a person counts, and what all text formats print.
    Utf32,
}

/// A line and a column, both 0-based. Emitters add 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// 0-based line.
    pub line: u32,
    /// 0-based column in the encoding that was asked for.
    pub column: u32,
}

/// The starts of the lines of one text.
///
/// A line ends after `\n`, after `\r\n`, or after a `\r` that no `\n` follows, as YAML 1.1 and the language server
/// protocol have it. A byte order mark at the start of the text takes no column.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<TextSize>,
    ascii: bool,
    bom: bool,
}

const BOM: &str = "\u{feff}";

impl LineIndex {
    /// Reads `text` once.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![TextSize::ZERO];
        for (i, &byte) in bytes.iter().enumerate() {
            if byte == b'\n' || (byte == b'\r' && bytes.get(i + 1) != Some(&b'\n')) {
                starts.push(TextSize::from_usize(i + 1));
            }
        }
        Self { starts, ascii: text.is_ascii(), bom: text.starts_with(BOM) }
    }

    /// How many lines; a text that ends in a newline has an empty last line.
    pub fn line_count(&self) -> u32 {
        TextSize::from_usize(self.starts.len()).to_u32()
    }

    /// The 0-based line that holds `offset`.
    pub fn line(&self, offset: TextSize) -> u32 {
        let after = self.starts.partition_point(|&start| start <= offset);
        TextSize::from_usize(after.saturating_sub(1)).to_u32()
    }

    /// Where the 0-based `line` starts; the last line's start if there is no such line.
    pub fn line_start(&self, line: u32) -> TextSize {
        let last = self.starts.len() - 1;
        self.starts[(line as usize).min(last)]
    }

    /// The bytes of the 0-based `line` of `text`, without its line end.
    pub fn line_range(&self, text: &str, line: u32) -> TextRange {
        let start = self.line_start(line);
        let end = self.starts.get(line as usize + 1).map_or(text.len(), |next| next.to_usize());
        let content = text.get(start.to_usize()..end).unwrap_or_default();
        TextRange::at(start.to_usize(), start.to_usize() + content.trim_end_matches(['\n', '\r']).len())
    }

    /// The position of `offset` in `text`, which must be the text this index was made of. An offset inside a character
    /// counts as that character's start, one behind the end as the end.
    pub fn position(&self, text: &str, offset: TextSize, encoding: PositionEncoding) -> Position {
        let line = self.line(offset);
        let mut start = self.line_start(line).to_usize();
        if line == 0 && self.bom {
            start = BOM.len();
        }
        let mut end = offset.to_usize().min(text.len());
        if self.ascii || encoding == PositionEncoding::Utf8 {
            return Position { line, column: TextSize::from_usize(end.saturating_sub(start)).to_u32() };
        }
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = text.get(start..end).unwrap_or_default();
        let column = match encoding {
            PositionEncoding::Utf16 => before.chars().map(char::len_utf16).sum(),
            PositionEncoding::Utf8 | PositionEncoding::Utf32 => before.chars().count(),
        };
        Position { line, column: TextSize::from_usize(column).to_u32() }
    }

    /// The offset of `position` in `text`; positions behind the end of a line mean its end.
    pub fn offset(&self, text: &str, position: Position, encoding: PositionEncoding) -> TextSize {
        let range = self.line_range(text, position.line);
        let skipped = if position.line == 0 && self.bom { BOM.len() } else { 0 };
        let start = range.start().to_usize() + skipped;
        let line = text.get(start..range.end().to_usize()).unwrap_or_default();
        let mut left = position.column as usize;
        for (at, character) in line.char_indices() {
            let width = match encoding {
                PositionEncoding::Utf8 => character.len_utf8(),
                PositionEncoding::Utf16 => character.len_utf16(),
                PositionEncoding::Utf32 => 1,
            };
            if left < width {
                return TextSize::from_usize(start + at);
            }
            left -= width;
        }
        TextSize::from_usize(start + line.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, offset: usize, encoding: PositionEncoding) -> (u32, u32) {
        let position = LineIndex::new(text).position(text, TextSize::from_usize(offset), encoding);
        (position.line, position.column)
    }

    #[test]
    fn columns_by_encoding() {
        let text = "ä: 💡x\ny";
        let offset = text.find('x').unwrap_or_default();
        assert_eq!(at(text, offset, PositionEncoding::Utf8), (0, 8));
        assert_eq!(at(text, offset, PositionEncoding::Utf16), (0, 5));
        assert_eq!(at(text, offset, PositionEncoding::Utf32), (0, 4));
        assert_eq!(at(text, text.len(), PositionEncoding::Utf16), (1, 1));
    }

    #[test]
    fn all_three_line_ends() {
        let text = "a\r\nb\rc\nd";
        for (needle, line) in [('a', 0), ('b', 1), ('c', 2), ('d', 3)] {
            let offset = text.find(needle).unwrap_or_default();
            assert_eq!(at(text, offset, PositionEncoding::Utf32), (line, 0), "{needle}");
        }
        let index = LineIndex::new(text);
        assert_eq!(index.line_range(text, 0), TextRange::at(0, 1));
        assert_eq!(index.line_count(), 4);
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        assert_eq!(at("\u{feff}key: x", 3, PositionEncoding::Utf32), (0, 0));
        assert_eq!(at("\u{feff}key: x", 3, PositionEncoding::Utf8), (0, 0));
        assert_eq!(at("\u{feff}key: x", 8, PositionEncoding::Utf16), (0, 5));
    }

    #[test]
    fn there_and_back() {
        let text = "\u{feff}ä: 💡x\r\n  naïve: y\n";
        let index = LineIndex::new(text);
        for encoding in [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32] {
            for (offset, character) in text.char_indices() {
                if matches!(character, '\u{feff}' | '\n' | '\r') {
                    continue;
                }
                let offset = TextSize::from_usize(offset);
                let position = index.position(text, offset, encoding);
                assert_eq!(index.offset(text, position, encoding), offset, "{encoding:?} {character}");
            }
        }
    }

    #[test]
    fn offsets_inside_a_character_and_behind_the_end_do_not_panic() {
        assert_eq!(at("é", 1, PositionEncoding::Utf32), (0, 0));
        assert_eq!(at("é", 99, PositionEncoding::Utf32), (0, 1));
        let index = LineIndex::new("é");
        let far = Position { line: 9, column: 9 };
        assert_eq!(index.offset("é", far, PositionEncoding::Utf16), TextSize::new(2));
    }
}
