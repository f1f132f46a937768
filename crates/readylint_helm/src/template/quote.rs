//! Reads Go's string and character literals (`strconv.Unquote`), and knows the characters of names.

use crate::runes;

/// Whether `character` may be part of a name (`isAlphaNumeric`).
pub(super) fn is_alphanumeric(character: char) -> bool {
    if character.is_ascii() {
        character == '_' || character.is_ascii_alphanumeric()
    } else {
        runes::is_letter(character) || runes::is_digit(character)
    }
}

/// The character at the start of `bytes` and its length; `None` as character for a byte that is no UTF-8; `None` at the
/// end (`utf8.DecodeRune`).
pub(super) fn first_char(bytes: &[u8]) -> Option<(Option<char>, usize)> {
    let first = *bytes.first()?;
    if first.is_ascii() {
        return Some((Some(char::from(first)), 1));
    }
    let head = bytes.get(..4).unwrap_or(bytes);
    let character = head.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
    Some(character.map_or((None, 1), |character| (Some(character), character.len_utf8())))
}

/// The first `count` characters of `bytes`.
pub(super) fn first_chars(bytes: &[u8], count: usize) -> &[u8] {
    let mut end = 0;
    for _ in 0..count {
        let Some((_, length)) = bytes.get(end..).and_then(first_char) else { break };
        end += length;
    }
    bytes.get(..end).unwrap_or(bytes)
}

/// `character` as `%#U` prints it; `None` is a byte that is no UTF-8.
pub(super) fn unicode(character: Option<char>) -> String {
    let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
    let code = u32::from(character);
    if runes::is_print(character) { format!("U+{code:04X} '{character}'") } else { format!("U+{code:04X}") }
}

/// What a string literal stands for, quotes included in `literal` (`strconv.Unquote`); `None` if it is none.
pub(super) fn unquote(literal: &[u8]) -> Option<Vec<u8>> {
    let (&delimiter, rest) = literal.split_first()?;
    let (&last, inner) = rest.split_last()?;
    if last != delimiter {
        return None;
    }
    if delimiter == b'`' {
        return Some(inner.iter().copied().filter(|byte| *byte != b'\r').collect());
    }
    if !inner.contains(&b'\\') && std::str::from_utf8(inner).is_ok() {
        return Some(inner.to_vec());
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut left = inner;
    while !left.is_empty() {
        let (unit, tail) = unquote_char(left, delimiter)?;
        match unit {
            Unit::Byte(byte) => out.push(byte),
            Unit::Char(character) => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        left = tail;
    }
    Some(out)
}

/// What one character or escape of a literal stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// A byte: a plain ASCII character, or from `\x` or an octal escape.
    Byte(u8),
    /// A character.
    Char(char),
}

impl Unit {
    /// As a number.
    pub(super) fn code(self) -> u32 {
        match self {
            Self::Byte(byte) => u32::from(byte),
            Self::Char(character) => u32::from(character),
        }
    }
}

/// The first unit of `text`, inside a literal delimited by `delimiter`, and what follows (`strconv.UnquoteChar`).
pub(super) fn unquote_char(text: &[u8], delimiter: u8) -> Option<(Unit, &[u8])> {
    let (&first, rest) = text.split_first()?;
    if first == delimiter {
        return None;
    }
    if !first.is_ascii() {
        let (character, length) = first_char(text)?;
        return Some((Unit::Char(character.unwrap_or(char::REPLACEMENT_CHARACTER)), text.get(length..)?));
    }
    if first != b'\\' {
        return Some((Unit::Byte(first), rest));
    }
    let (&escape, rest) = rest.split_first()?;
    let plain = |byte: u8| Some((Unit::Byte(byte), rest));
    match escape {
        b'a' => plain(0x07),
        b'b' => plain(0x08),
        b'f' => plain(0x0c),
        b'n' => plain(b'\n'),
        b'r' => plain(b'\r'),
        b't' => plain(b'\t'),
        b'v' => plain(0x0b),
        b'\\' => plain(b'\\'),
        b'\'' | b'"' if escape == delimiter => plain(escape),
        b'x' => {
            let (code, rest) = digits(rest, 2, 16)?;
            Some((Unit::Byte(u8::try_from(code).ok()?), rest))
        }
        b'u' | b'U' => {
            let (code, rest) = digits(rest, if escape == b'u' { 4 } else { 8 }, 16)?;
            Some((Unit::Char(char::from_u32(code)?), rest))
        }
        b'0'..=b'7' => {
            let (code, rest) = digits(text.get(1..)?, 3, 8)?;
            Some((Unit::Byte(u8::try_from(code).ok()?), rest))
        }
        _ => None,
    }
}

/// The number that the first `count` digits of `text` make, and what follows.
fn digits(text: &[u8], count: usize, base: u32) -> Option<(u32, &[u8])> {
    let (head, rest) = text.split_at_checked(count)?;
    let mut code: u32 = 0;
    for digit in head {
        code = code.checked_mul(base)?.checked_add(char::from(*digit).to_digit(base)?)?;
    }
    Some((code, rest))
}
