//! JSON becomes values: `fromJson`, `fromJsonArray`, `mustFromJson`. (Go's `encoding/json`: `scanner.go`, `decode.go`)
//!
//! Numbers are `float64`, of equal keys the last counts, text that is no UTF-8 becomes U+FFFD.

use std::fmt::Write as _;

use super::{DataError, MAX_DEPTH};
use crate::provenance::{NodeId, Origin, OriginId, Origins, Text, TextBuilder};
use crate::value::{Data, Entries, List, Map, MapType, Value};

/// The value that `text` says. Its parts keep the origins of the bytes they were read from.
///
/// # Errors
///
/// As `json.Unmarshal` fails.
pub fn from_json(text: &Text, origins: &mut Origins) -> Result<Value, DataError> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0, origins };
    reader.blanks();
    let value = reader.value(0)?;
    reader.blanks();
    match reader.bytes.get(reader.at) {
        None => Ok(value),
        Some(_) => Err(reader.unexpected("after top-level value")),
    }
}

struct Reader<'a> {
    text: &'a Text,
    bytes: &'a [u8],
    at: usize,
    origins: &'a mut Origins,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn end() -> DataError {
        DataError::new("unexpected end of JSON input")
    }

    /// The words for the byte at hand, or for the end of the text.
    fn unexpected(&self, context: &str) -> DataError {
        let byte = match self.peek() {
            Some(byte) => byte,
            // Go's scanner is told a blank at the end: only where it does not take one, it names it.
            None if context.starts_with("in ") && context != "in string literal"
                || context.contains("point") =>
            {
                b' '
            }
            None => return Self::end(),
        };
        DataError::new(format!("invalid character {} {context}", quote_byte(byte))).at(
            readylint_text::TextRange::at(self.at.min(self.bytes.len()), (self.at + 1).min(self.bytes.len())),
        )
    }

    fn origin_at(&mut self, at: usize) -> OriginId {
        let origin = self.text.piece_at(at).origin;
        match *self.origins.get(origin) {
            Origin::Key(child) => {
                let parent = self.origins.node(child).map_or(NodeId::NONE, |child| child.parent);
                if parent.is_none() { origin } else { self.origins.add(Origin::Value(parent)) }
            }
            _ => origin,
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, DataError> {
        let start = self.at;
        match self.peek() {
            Some(b'{' | b'[') if depth >= MAX_DEPTH => Err(DataError::new("exceeded max depth")),
            Some(b'{') => {
                let origin = self.origin_at(start);
                Ok(Value::new(Data::Map(self.object(depth)?), origin))
            }
            Some(b'[') => {
                let origin = self.origin_at(start);
                Ok(Value::new(Data::List(self.array(depth)?), origin))
            }
            Some(b'"') => Ok(Value::string(self.string()?)),
            Some(b'-' | b'0'..=b'9') => {
                let number = self.number()?;
                Ok(Value::new(Data::Float(number), self.text.piece_at(start).origin))
            }
            Some(b't') => self.word("true", Data::Bool(true)),
            Some(b'f') => self.word("false", Data::Bool(false)),
            Some(b'n') => self.word("null", Data::Nil),
            _ => Err(self.unexpected("looking for beginning of value")),
        }
    }

    fn word(&mut self, word: &str, data: Data) -> Result<Value, DataError> {
        let origin = self.text.piece_at(self.at).origin;
        for (index, wanted) in word.bytes().enumerate() {
            if self.peek() != Some(wanted) {
                let context = format!("in literal {word} (expecting {})", quote_byte(wanted));
                return Err(if index == 0 { Self::end() } else { self.unexpected(&context) });
            }
            self.at += 1;
        }
        Ok(Value::new(data, origin))
    }

    fn object(&mut self, depth: usize) -> Result<Map, DataError> {
        self.at += 1;
        let mut entries = Entries::new();
        self.blanks();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Map::any());
        }
        loop {
            self.blanks();
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("looking for beginning of object key string"));
            }
            let key = self.string()?;
            self.blanks();
            if self.peek() != Some(b':') {
                return Err(self.unexpected("after object key"));
            }
            self.at += 1;
            self.blanks();
            let value = self.value(depth + 1)?;
            entries.remove(&key);
            entries.insert(key, value);
            self.blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Map::with(MapType::Any, entries));
                }
                _ => return Err(self.unexpected("after object key:value pair")),
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<List, DataError> {
        self.at += 1;
        let mut items = Vec::new();
        self.blanks();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(List::any(items));
        }
        loop {
            self.blanks();
            items.push(self.value(depth + 1)?);
            self.blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(List::any(items));
                }
                _ => return Err(self.unexpected("after array element")),
            }
        }
    }

    fn digits(&mut self) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        count
    }

    fn number(&mut self) -> Result<f64, DataError> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => drop(self.digits()),
            _ => return Err(self.unexpected("in numeric literal")),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return Err(self.unexpected("after decimal point in numeric literal"));
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            if self.digits() == 0 {
                return Err(self.unexpected("in exponent of numeric literal"));
            }
        }
        let shown = String::from_utf8_lossy(self.bytes.get(start..self.at).unwrap_or_default()).into_owned();
        shown.parse().ok().filter(|number: &f64| number.is_finite()).ok_or_else(|| {
            DataError::new(format!("json: cannot unmarshal number {shown} into Go value of type float64"))
        })
    }

    fn string(&mut self) -> Result<Text, DataError> {
        self.at += 1;
        let mut built = TextBuilder::new();
        let mut start = self.at;
        // An empty string is what its quotes come from.
        built.push(b"", self.text.piece_at(start));
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    self.keep(&mut built, start);
                    self.escape(&mut built)?;
                    start = self.at;
                }
                None | Some(..b' ') => return Err(self.unexpected("in string literal")),
                Some(_) => self.at += 1,
            }
        }
        if built.is_empty() && std::str::from_utf8(self.bytes.get(start..self.at).unwrap_or_default()).is_ok()
        {
            let text = self.text.slice(start..self.at);
            self.at += 1;
            return Ok(if text.is_empty() { built.finish() } else { text });
        }
        self.keep(&mut built, start);
        self.at += 1;
        Ok(built.finish())
    }

    fn keep(&self, built: &mut TextBuilder, start: usize) {
        let part = self.text.slice(start..self.at);
        built.push_text(&super::json::valid(&part));
    }

    /// The escape at hand; pairs of surrogates are one character, lone ones U+FFFD.
    fn escape(&mut self, built: &mut TextBuilder) -> Result<(), DataError> {
        let piece = self.text.piece_at(self.at);
        self.at += 1;
        let character = match self.peek() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\x08',
            Some(b'f') => '\x0c',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                let unit = self.hex()?;
                let character = self.surrogate(unit)?;
                built.push(character.encode_utf8(&mut [0; 4]).as_bytes(), piece);
                return Ok(());
            }
            _ => return Err(self.unexpected("in string escape code")),
        };
        self.at += 1;
        built.push(character.encode_utf8(&mut [0; 4]).as_bytes(), piece);
        Ok(())
    }

    fn hex(&mut self) -> Result<u32, DataError> {
        let mut number = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.unexpected("in \\u hexadecimal character escape"));
            };
            number = number * 16 + digit;
            self.at += 1;
        }
        Ok(number)
    }

    fn surrogate(&mut self, unit: u32) -> Result<char, DataError> {
        if (0xd800..0xdc00).contains(&unit)
            && self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(b"\\u"))
        {
            let before = self.at;
            self.at += 2;
            let low = self.hex()?;
            if (0xdc00..0xe000).contains(&low) {
                let number = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                return Ok(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = before;
        }
        Ok(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

/// (`encoding/json`, `quoteChar`)
fn quote_byte(byte: u8) -> String {
    match byte {
        b'\'' => r"'\''".to_owned(),
        b'"' => r#"'"'"#.to_owned(),
        _ => {
            let quoted = go_quote(&char::from(byte).to_string());
            format!("'{}'", quoted.get(1..quoted.len() - 1).unwrap_or_default())
        }
    }
}

/// `strconv.Quote` of valid text. What is no letter, mark, number, punctuation or symbol is escaped.
pub(super) fn go_quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\x07' => quoted.push_str("\\a"),
            '\x08' => quoted.push_str("\\b"),
            '\x0c' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\x0b' => quoted.push_str("\\v"),
            _ if u32::from(character) < 0x20 || character == '\x7f' => {
                let _ = write!(quoted, "\\x{:02x}", u32::from(character));
            }
            '\u{80}'..='\u{a0}' | '\u{ad}' => drop(write!(quoted, "\\u{:04x}", u32::from(character))),
            _ if character.is_control() => drop(write!(quoted, "\\u{:04x}", u32::from(character))),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
