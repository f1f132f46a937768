//! Scalars: keys, strings in their four forms, words. (go-yaml, `emitterc.go`, `yaml_emitter_write_*_scalar`)

use std::fmt::Write as _;
use std::ops::Range;

use super::style::{self, Style};
use super::{Dialect, EmitError, Emitter, Place, clean};
use crate::provenance::{OriginId, Piece, Text};

/// Keys that are longer stand behind a `?`. (go-yaml, `yaml_emitter_check_simple_key`)
const LONG_KEY: usize = 128;

impl Emitter<'_> {
    /// A number, a bool or null.
    pub(super) fn plain_word(&mut self, word: &str, origin: OriginId) -> Result<(), EmitError> {
        self.meter.bytes(word.len() as u64 + 1)?;
        self.blank();
        self.out.push(word.as_bytes(), Piece::of(origin));
        self.column += word.len();
        self.after_blank = false;
        self.indention = false;
        Ok(())
    }

    /// A key with its `:`.
    pub(super) fn key(&mut self, key: &Text, place: Place) -> Result<(), EmitError> {
        let tag = if self.is_binary(key) { "!!binary".len() } else { 0 };
        let shown;
        let key = match self.dialect {
            Dialect::Json => {
                shown = clean::key(key)?;
                &*shown
            }
            Dialect::Pretty => key,
        };
        let is_simple = if tag > 0 {
            let len = key.len().div_ceil(3) * 4;
            len <= 70 && len + tag <= LONG_KEY
        } else {
            key.len() <= LONG_KEY && !style::analyse(key.as_bytes(), self.dialect).multiline
        };
        if is_simple {
            self.clean_string(key, place, true)?;
            self.punctuation(b":");
            self.after_blank = false;
            self.indention = false;
        } else {
            self.indicator("?", true);
            self.clean_string(key, place, false)?;
            self.line(place.indent.unwrap_or(0));
            self.indicator(":", true);
        }
        Ok(())
    }

    /// A string as a value.
    pub(super) fn string(&mut self, text: &Text, place: Place, simple_key: bool) -> Result<(), EmitError> {
        match self.dialect {
            Dialect::Json => self.clean_string(&*clean::value(text)?, place, simple_key),
            Dialect::Pretty => self.clean_string(text, place, simple_key),
        }
    }

    /// Whether the text is no UTF-8 and has to be written as `!!binary`. Only go-yaml v3 meets that: JSON has none.
    fn is_binary(&self, text: &Text) -> bool {
        self.dialect == Dialect::Pretty && std::str::from_utf8(text.as_bytes()).is_err()
    }

    fn clean_string(&mut self, text: &Text, place: Place, simple_key: bool) -> Result<(), EmitError> {
        let indent = place.indent.map_or(2, |indent| indent + 2);
        let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        self.meter.bytes((text.len() + (lines + 1) * (indent + 2)) as u64)?;
        let Ok(value) = std::str::from_utf8(text.as_bytes()) else {
            return self.binary(text, indent, simple_key);
        };
        let analysis = style::analyse(text.as_bytes(), self.dialect);
        match style::of_string(value, analysis, simple_key, self.dialect) {
            Style::Plain => self.plain(text, indent, !simple_key),
            Style::Single => self.single_quoted(text, indent, !simple_key),
            Style::Double => self.double_quoted(text, value, indent, !simple_key),
            Style::Literal => self.literal(text, indent),
        }
        Ok(())
    }

    /// (go-yaml v3, `encodeBase64`)
    fn binary(&mut self, text: &Text, indent: usize, simple_key: bool) -> Result<(), EmitError> {
        const LINE: usize = 70;
        let encoded = super::marshal::base64(text.as_bytes());
        self.meter.bytes((encoded.len() * 2) as u64)?;
        self.blank();
        self.punctuation(b"!!binary");
        self.after_blank = false;
        self.indention = false;
        let origin = text.first_piece().origin;
        if encoded.len() < LINE {
            self.plain(&Text::of(encoded, origin), indent, !simple_key);
            return Ok(());
        }
        let mut lines = String::new();
        for line in encoded.as_bytes().chunks(LINE) {
            lines.push_str(&String::from_utf8_lossy(line));
            lines.push('\n');
        }
        self.literal(&Text::of(lines, origin), indent);
        Ok(())
    }

    /// Bytes of the string itself, in one line.
    fn keep(&mut self, text: &Text, range: Range<usize>) {
        let bytes = text.as_bytes().get(range.clone()).unwrap_or_default();
        self.column += characters(bytes);
        self.out.push_slice(text, range);
    }

    /// A line end, and indentation, in the place of the blank at `at`: the line end has its origin.
    fn fold(&mut self, text: &Text, at: usize, indent: usize) {
        self.out.push(b"\n", text.piece_at(at));
        self.column = 0;
        self.after_blank = true;
        self.indention = true;
        self.line(indent);
    }

    fn plain(&mut self, text: &Text, indent: usize, breaks: bool) {
        self.blank();
        self.words(text, indent, breaks, |at, bytes| bytes.get(at + 1) != Some(&b' '));
        self.after_blank = false;
        self.indention = false;
    }

    /// The text, with a line end in the place of a blank behind the last column wherever `may_break` says so.
    fn words(&mut self, text: &Text, indent: usize, breaks: bool, may_break: impl Fn(usize, &[u8]) -> bool) {
        let bytes = text.as_bytes();
        if !breaks || self.column.saturating_add(bytes.len()) <= self.width {
            self.keep(text, 0..bytes.len());
            return;
        }
        let mut done = 0;
        // Where the blank before stood: of several in a row only the first may be replaced.
        let mut blank = usize::MAX;
        for at in memchr::memchr_iter(b' ', bytes) {
            let follows_blank = at > 0 && blank == at - 1;
            blank = at;
            self.keep(text, done..at);
            done = at;
            self.indention = false;
            if !follows_blank && self.column > self.width && may_break(at, bytes) {
                self.fold(text, at, indent);
                done = at + 1;
            }
        }
        self.keep(text, done..bytes.len());
    }

    fn single_quoted(&mut self, text: &Text, indent: usize, breaks: bool) {
        let bytes = text.as_bytes();
        self.blank();
        self.punctuation(b"'");
        self.after_blank = false;
        self.indention = false;
        let odd = |&byte: &u8| byte == b'\'' || byte >= 0xc2 || byte == b'\n';
        if bytes.iter().any(odd) {
            self.single_quoted_slowly(text, indent, breaks);
        } else {
            self.words(text, indent, breaks, |at, bytes| {
                at > 0 && at + 1 < bytes.len() && bytes.get(at + 1) != Some(&b' ')
            });
        }
        self.punctuation(b"'");
        self.after_blank = false;
        self.indention = false;
    }

    fn single_quoted_slowly(&mut self, text: &Text, indent: usize, breaks: bool) {
        let bytes = text.as_bytes();
        let (mut at, mut after_space, mut after_break) = (0, false, false);
        while let Some(&byte) = bytes.get(at) {
            let line_break = style::line_break(&bytes[at..]);
            if byte == b' ' {
                let lone = !after_space && bytes.get(at + 1) != Some(&b' ');
                if breaks && lone && self.column > self.width && at > 0 && at + 1 < bytes.len() {
                    self.fold(text, at, indent);
                } else {
                    self.keep(text, at..at + 1);
                }
                after_space = true;
                at += 1;
            } else if line_break > 0 {
                if !after_break && byte == b'\n' {
                    self.line_end();
                }
                self.out.push_slice(text, at..at + line_break);
                self.column = 0;
                self.indention = true;
                after_break = true;
                at += line_break;
            } else {
                if after_break {
                    self.line(indent);
                }
                if byte == b'\'' {
                    self.out.push(b"'", text.piece_at(at));
                    self.column += 1;
                }
                let width = style::width(byte);
                self.keep(text, at..at + width);
                self.indention = false;
                (after_space, after_break) = (false, false);
                at += width;
            }
        }
    }

    fn double_quoted(&mut self, text: &Text, value: &str, indent: usize, breaks: bool) {
        let bytes = text.as_bytes();
        self.blank();
        self.punctuation(b"\"");
        self.after_blank = false;
        self.indention = false;
        // A slip of go-yaml: it asks the first character of the text, not the one at hand, whether it is a byte order mark.
        let all_escaped = value.starts_with('\u{feff}');
        let (mut done, mut after_space) = (0, false);
        for (at, character) in value.char_indices() {
            let end = at + character.len_utf8();
            let rest = &bytes[at..];
            if all_escaped
                || matches!(character, '"' | '\\')
                || !style::is_printable(rest)
                || style::line_break(rest) > 0
            {
                self.keep(text, done..at);
                let escape = escape(character);
                self.out.push(escape.as_bytes(), text.piece_at(at));
                self.column += escape.len();
                done = end;
                after_space = false;
            } else if character == ' ' {
                if breaks && !after_space && at > 0 && end < bytes.len() {
                    self.keep(text, done..at);
                    done = at;
                    if self.column > self.width {
                        self.fold(text, at, indent);
                        if bytes.get(end) == Some(&b' ') {
                            self.punctuation(b"\\");
                        }
                        done = end;
                        self.indention = false;
                    }
                }
                after_space = true;
            } else {
                after_space = false;
            }
        }
        self.keep(text, done..bytes.len());
        self.punctuation(b"\"");
        self.after_blank = false;
        self.indention = false;
    }

    fn literal(&mut self, text: &Text, indent: usize) {
        let bytes = text.as_bytes();
        self.blank();
        let mut head = String::from("|");
        if matches!(bytes.first(), Some(b' ')) || style::line_break(bytes) > 0 {
            head.push('2');
        }
        let last = last_break(bytes);
        if last == 0 {
            head.push('-');
        } else if last == bytes.len() || last_break(&bytes[..bytes.len() - last]) > 0 {
            head.push('+');
        }
        self.punctuation(head.as_bytes());
        self.line_end();
        self.indention = true;
        self.after_blank = true;
        let mut at = 0;
        while at < bytes.len() {
            let found = bytes[at..]
                .iter()
                .zip(at..)
                .find(|&(&byte, at)| !(0x20..0xc2).contains(&byte) && style::line_break(&bytes[at..]) > 0);
            let end = found.map_or(bytes.len(), |(_, at)| at);
            if end > at {
                self.line(indent);
                self.keep(text, at..end);
                self.indention = false;
            }
            let line_break = style::line_break(&bytes[end..]);
            if line_break > 0 {
                self.out.push_slice(text, end..end + line_break);
                self.column = 0;
                self.indention = true;
            }
            at = end + line_break;
        }
    }
}

/// How many characters there are in UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

/// The length of the line break that the text ends with, 0 if there is none.
fn last_break(bytes: &[u8]) -> usize {
    (1..=3)
        .rev()
        .find(|&len| bytes.len() >= len && style::line_break(&bytes[bytes.len() - len..]) == len)
        .unwrap_or(0)
}

fn escape(character: char) -> String {
    let short = match character {
        '\0' => '0',
        '\x07' => 'a',
        '\x08' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\x0b' => 'v',
        '\x0c' => 'f',
        '\r' => 'r',
        '\x1b' => 'e',
        '"' => '"',
        '\\' => '\\',
        '\u{85}' => 'N',
        '\u{a0}' => '_',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        _ => {
            let number = u32::from(character);
            let mut text = String::new();
            let _ = if number <= 0xff {
                write!(text, "\\x{number:02X}")
            } else if number <= 0xffff {
                write!(text, "\\u{number:04X}")
            } else {
                write!(text, "\\U{number:08X}")
            };
            return text;
        }
    };
    format!("\\{short}")
}
