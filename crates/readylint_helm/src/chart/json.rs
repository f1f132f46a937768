//! JSON with the place of every value: `--set-json` and `values.schema.json`. (`encoding/json`)
//!
//! It owns the syntax. Numbers keep their text, so that a schema's `1.0` is told as it stands.

use std::collections::BTreeMap;
use std::ops::Range;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Json {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Number(String),
    String(String),
    Array(Vec<Json>),
    /// By key; of equal ones the last counts. With the place of the key, without its quotes.
    Object(BTreeMap<String, (Range<usize>, Json)>),
}

/// How deep values may lie in values. (Go allows 10,000; nothing real comes near.)
const MAX_DEPTH: usize = 200;

/// The first value of `text`, after spaces; its range ends where the reader stopped. `None` if there is none.
pub(super) fn first(text: &str) -> Option<Json> {
    let mut reader = Reader { text, at: 0 };
    reader.value(0)
}

/// The value that `text` is as a whole.
pub(super) fn whole(text: &str) -> Option<Json> {
    let value = first(text)?;
    let rest = text.get(value.range.end..)?;
    rest.bytes().all(is_space).then_some(value)
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn spaces(&mut self) {
        while self.peek().is_some_and(is_space) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.spaces();
        let start = self.at;
        let kind = match self.peek()? {
            b'{' => self.object(depth)?,
            b'[' => self.array(depth)?,
            b'"' => Kind::String(self.string()?),
            b't' => self.word("true", Kind::Bool(true))?,
            b'f' => self.word("false", Kind::Bool(false))?,
            b'n' => self.word("null", Kind::Null)?,
            _ => self.number()?,
        };
        Some(Json { kind, range: start..self.at })
    }

    fn word(&mut self, word: &str, kind: Kind) -> Option<Kind> {
        self.text.get(self.at..)?.starts_with(word).then(|| self.at += word.len())?;
        Some(kind)
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at > start
    }

    fn number(&mut self) -> Option<Kind> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') && !self.digits() {
            return None;
        }
        if self.take(b'.') && !self.digits() {
            return None;
        }
        if self.take(b'e') || self.take(b'E') {
            _ = self.take(b'+') || self.take(b'-');
            if !self.digits() {
                return None;
            }
        }
        let text = self.text.get(start..self.at)?;
        // Go refuses what is too large for a float
        text.parse::<f64>().is_ok_and(f64::is_finite).then(|| Kind::Number(text.to_owned()))
    }

    fn array(&mut self, depth: usize) -> Option<Kind> {
        self.at += 1;
        let mut items = Vec::new();
        self.spaces();
        if self.take(b']') {
            return Some(Kind::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.spaces();
            if self.take(b']') {
                return Some(Kind::Array(items));
            }
            if !self.take(b',') {
                return None;
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Kind> {
        self.at += 1;
        let mut entries = BTreeMap::new();
        self.spaces();
        if self.take(b'}') {
            return Some(Kind::Object(entries));
        }
        loop {
            self.spaces();
            let start = self.at + 1;
            let key = self.string()?;
            let range = start..self.at - 1;
            self.spaces();
            if !self.take(b':') {
                return None;
            }
            let value = self.value(depth + 1)?;
            entries.insert(key, (range, value));
            self.spaces();
            if self.take(b'}') {
                return Some(Kind::Object(entries));
            }
            if !self.take(b',') {
                return None;
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        if !self.take(b'"') {
            return None;
        }
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..)?;
            let run = rest.find(|character: char| character < ' ' || matches!(character, '"' | '\\'))?;
            out.push_str(rest.get(..run)?);
            self.at += run;
            if self.take(b'"') {
                return Some(out);
            }
            // a control character is an error
            if !self.take(b'\\') {
                return None;
            }
            out.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Option<char> {
        let byte = self.peek()?;
        self.at += 1;
        Some(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let high = self.hexadecimal()?;
                if (0xd800..0xdc00).contains(&high) && self.text.get(self.at..)?.starts_with("\\u") {
                    let back = self.at;
                    self.at += 2;
                    let low = self.hexadecimal()?;
                    if (0xdc00..0xe000).contains(&low) {
                        return char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00));
                    }
                    self.at = back;
                }
                char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return None,
        })
    }

    fn hexadecimal(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
    }
}

impl Json {
    pub(super) fn as_object(&self) -> Option<&BTreeMap<String, (Range<usize>, Self)>> {
        match &self.kind {
            Kind::Object(entries) => Some(entries),
            _ => None,
        }
    }

    pub(super) fn as_array(&self) -> Option<&[Self]> {
        match &self.kind {
            Kind::Array(items) => Some(items),
            _ => None,
        }
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn as_bool(&self) -> Option<bool> {
        match self.kind {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.as_object()?.get(key).map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_value_ends_where_it_ends() {
        let text = r#" {"a": [1, -2.5e3, "x\u00e9\n"], "b": {}} , rest"#;
        let value = first(text).unwrap();
        assert_eq!(&text[value.range.clone()], r#"{"a": [1, -2.5e3, "x\u00e9\n"], "b": {}}"#);
        assert_eq!(value.get("a").and_then(Json::as_array).map(<[Json]>::len), Some(3));
        assert!(whole(text).is_none());
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in ["", "{", "[1,]", "01x", "\"a\nb\"", "{a:1}", "nul", "-", "1.", &"[".repeat(100_000)] {
            assert!(whole(text).is_none(), "{text:.10}");
        }
    }
}
