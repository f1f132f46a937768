//! Values become JSON: `toJson`, `toPrettyJson`, `toRawJson`. (Go's `encoding/json`)
//!
//! Keys are sorted by bytes, the fields of a struct are not. Bytes of strings that need no escape keep their origins.

use std::borrow::Cow;

use super::marshal::{self, Names, Shape};
use super::{EmitError, MAX_DEPTH, number};
use crate::Meter;
use crate::provenance::{OriginId, Piece, Text, TextBuilder};
use crate::value::{Data, IntType, Value};

/// How JSON is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// `toJson`: no blanks, `<`, `>` and `&` escaped.
    Compact,
    /// `toPrettyJson`: as `toJson`, with indentation.
    Pretty,
    /// `toRawJson`: no blanks, `<`, `>` and `&` as they are.
    Raw,
}

/// `value` as JSON.
///
/// # Errors
///
/// If JSON cannot say it, or a limit is passed.
pub fn to_json(value: &Value, layout: Layout, meter: &mut Meter) -> Result<Text, EmitError> {
    let mut writer = Writer {
        out: TextBuilder::new(),
        meter,
        layout,
        run: (usize::MAX, Piece::UNKNOWN),
        origin: OriginId::NONE,
    };
    writer.node(value, 0)?;
    Ok(writer.out.finish())
}

struct Writer<'m> {
    out: TextBuilder,
    meter: &'m mut Meter,
    layout: Layout,
    /// The last stretch of punctuation: where it ends, and what its next byte is.
    run: (usize, Piece),
    /// The collection that is being written: the origin of punctuation.
    origin: OriginId,
}

impl Writer<'_> {
    fn node(&mut self, value: &Value, depth: usize) -> Result<(), EmitError> {
        if depth > MAX_DEPTH {
            return Err(marshal::cycle(value));
        }
        self.meter.step(1)?;
        match &value.data {
            Data::Nil => self.word("null", value.origin),
            Data::Bool(true) => self.word("true", value.origin),
            Data::Bool(false) => self.word("false", value.origin),
            Data::Int(number, IntType::Uint64) => {
                self.word(&number.cast_unsigned().to_string(), value.origin)
            }
            Data::Int(number, _) => self.word(&number.to_string(), value.origin),
            Data::Float(number) => {
                let text = number::json(*number).ok_or_else(|| unsupported(*number))?;
                self.word(&text, value.origin)
            }
            Data::String(text) => self.string(text),
            Data::Bytes(text) => {
                let origin = text.first_piece().origin;
                self.string(&Text::of(marshal::base64(text.as_bytes()), origin))
            }
            Data::List(list) if list.is_nil() => self.word("null", value.origin),
            Data::List(list) => {
                let items = list.borrow();
                let outer = std::mem::replace(&mut self.origin, value.origin);
                self.open(b"[", items.is_empty(), depth)?;
                for (index, item) in items.iter().enumerate() {
                    self.next(index, depth)?;
                    self.node(item, depth + 1)?;
                }
                self.close(b"]", items.is_empty(), depth)?;
                self.origin = outer;
                Ok(())
            }
            Data::Map(map) => {
                let entries = map.borrow();
                self.entries(entries.iter(), entries.is_empty(), depth, value.origin)
            }
            Data::Object(object) => match marshal::shape(object, value.origin, Names::Json)? {
                Shape::Text(text) => self.string(&text),
                Shape::Number(number) => self.word(&number.to_string(), value.origin),
                Shape::Fields(fields) => {
                    let entries = fields.iter().map(|(name, value)| (name, value));
                    self.entries(entries, fields.is_empty(), depth, value.origin)
                }
            },
        }
    }

    fn entries<'v>(
        &mut self,
        entries: impl Iterator<Item = (&'v Text, &'v Value)>,
        empty: bool,
        depth: usize,
        origin: OriginId,
    ) -> Result<(), EmitError> {
        let outer = std::mem::replace(&mut self.origin, origin);
        self.open(b"{", empty, depth)?;
        for (index, (key, value)) in entries.enumerate() {
            self.next(index, depth)?;
            self.string(key)?;
            self.punctuation(if self.layout == Layout::Pretty { b": " } else { b":" });
            self.node(value, depth + 1)?;
        }
        self.close(b"}", empty, depth)?;
        self.origin = outer;
        Ok(())
    }

    fn open(&mut self, bracket: &[u8], empty: bool, depth: usize) -> Result<(), EmitError> {
        self.punctuation(bracket);
        if empty { Ok(()) } else { self.line(depth + 1) }
    }

    fn next(&mut self, index: usize, depth: usize) -> Result<(), EmitError> {
        if index == 0 {
            return Ok(());
        }
        self.punctuation(b",");
        self.line(depth + 1)
    }

    fn close(&mut self, bracket: &[u8], empty: bool, depth: usize) -> Result<(), EmitError> {
        if !empty {
            self.line(depth)?;
        }
        self.punctuation(bracket);
        Ok(())
    }

    fn line(&mut self, depth: usize) -> Result<(), EmitError> {
        if self.layout == Layout::Pretty {
            self.meter.bytes(2 * depth as u64 + 1)?;
            self.punctuation(b"\n");
            for _ in 0..depth {
                self.punctuation(b"  ");
            }
        }
        Ok(())
    }

    fn punctuation(&mut self, bytes: &[u8]) {
        let (end, next) = self.run;
        let goes_on = end == self.out.len() && next.origin == self.origin;
        let piece = if goes_on { next } else { Piece::of(self.origin) };
        self.out.push(bytes, piece);
        let next = Piece { offset: piece.offset.saturating_add(bytes.len() as u32), ..piece };
        self.run = (self.out.len(), next);
    }

    fn word(&mut self, word: &str, origin: OriginId) -> Result<(), EmitError> {
        self.meter.bytes(word.len() as u64 + 2)?;
        self.out.push(word.as_bytes(), Piece::of(origin));
        Ok(())
    }

    fn string(&mut self, text: &Text) -> Result<(), EmitError> {
        self.meter.bytes(text.len() as u64 + 4)?;
        self.punctuation(b"\"");
        let mut start = 0;
        for chunk in text.as_bytes().utf8_chunks() {
            self.characters(text, start, chunk.valid())?;
            start += chunk.valid().len();
            for bad in start..start + chunk.invalid().len() {
                self.meter.bytes(6)?;
                self.out.push(b"\\ufffd", Piece { offset: 0, ..text.piece_at(bad) });
            }
            start += chunk.invalid().len();
        }
        self.punctuation(b"\"");
        Ok(())
    }

    /// The characters `shown`, which stand in `text` from `start` on.
    fn characters(&mut self, text: &Text, start: usize, shown: &str) -> Result<(), EmitError> {
        let escape_html = self.layout != Layout::Raw;
        let mut done = 0;
        for (at, byte) in shown.bytes().enumerate() {
            // Most bytes are neither; the rest is looked at as a character.
            if byte >= b' ' && !matches!(byte, b'"' | b'\\' | b'<' | b'>' | b'&' | 0xe2) {
                continue;
            }
            let Some(escape) = shown[at..].chars().next().and_then(|next| escape(next, escape_html)) else {
                continue;
            };
            self.out.push_slice(text, start + done..start + at);
            self.meter.bytes(escape.len() as u64)?;
            self.out.push(escape.as_bytes(), text.piece_at(start + at));
            done = at + if byte == 0xe2 { 3 } else { 1 };
        }
        self.out.push_slice(text, start + done..start + shown.len());
        Ok(())
    }
}

/// How JSON writes a character that it does not take as it is. (`encoding/json`, `appendString`)
fn escape(character: char, html: bool) -> Option<Cow<'static, str>> {
    Some(Cow::Borrowed(match character {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\x08' => "\\b",
        '\x0c' => "\\f",
        '\u{2028}' => "\\u2028",
        '\u{2029}' => "\\u2029",
        '<' if html => "\\u003c",
        '>' if html => "\\u003e",
        '&' if html => "\\u0026",
        ..' ' => return Some(Cow::Owned(format!("\\u{:04x}", u32::from(character)))),
        _ => return None,
    }))
}

/// How many characters `text` takes in JSON, without quotes.
pub(super) fn escaped_len(text: &str) -> usize {
    text.chars().map(|character| escape(character, true).map_or(1, |escape| escape.len())).sum()
}

/// The text with U+FFFD for each byte that is no UTF-8, as `encoding/json` writes it.
pub(super) fn valid(text: &Text) -> Cow<'_, Text> {
    if std::str::from_utf8(text.as_bytes()).is_ok() {
        return Cow::Borrowed(text);
    }
    let mut builder = TextBuilder::new();
    let mut at = 0;
    for chunk in text.as_bytes().utf8_chunks() {
        let end = at + chunk.valid().len();
        builder.push_slice(text, at..end);
        at = end + chunk.invalid().len();
        for bad in end..at {
            builder.push("\u{fffd}".as_bytes(), Piece { offset: 0, ..text.piece_at(bad) });
        }
    }
    Cow::Owned(builder.finish())
}

/// The words for a float that JSON has no text for.
pub(super) fn unsupported(number: f64) -> EmitError {
    let shown = if number.is_nan() {
        "NaN"
    } else if number > 0.0 {
        "+Inf"
    } else {
        "-Inf"
    };
    EmitError::Refused(format!("json: unsupported value: {shown}"))
}
