//! Go's string and character literals: reading them (`strconv.Unquote`), writing them (`strconv.Quote`), and the classes
//! of characters that decide both.

use std::fmt::Write as _;
use std::sync::LazyLock;

use regex::Regex;

/// Letters and decimal digits beyond ASCII (`unicode.IsLetter`, `unicode.IsDigit`).
static LETTER_OR_DIGIT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[\p{L}\p{Nd}]$").ok());

/// What `strconv.IsPrint` prints beyond ASCII.
static PRINTABLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[\p{L}\p{M}\p{N}\p{P}\p{S}]$").ok());

fn is_in(class: &LazyLock<Option<Regex>>, character: char) -> bool {
    let mut buffer = [0; 4];
    class.as_ref().is_some_and(|class| class.is_match(character.encode_utf8(&mut buffer)))
}

/// Whether `character` may be part of a name (`isAlphaNumeric`).
pub(super) fn is_alphanumeric(character: char) -> bool {
    if character.is_ascii() {
        character == '_' || character.is_ascii_alphanumeric()
    } else {
        is_in(&LETTER_OR_DIGIT, character)
    }
}

/// Whether Go prints `character` as it is between quotes (`strconv.IsPrint`).
fn is_print(character: char) -> bool {
    if character.is_ascii() { (' '..='~').contains(&character) } else { is_in(&PRINTABLE, character) }
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

/// `bytes` between double quotes (`strconv.Quote`).
pub(super) fn quote(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            push_quoted(&mut out, character);
        }
        for byte in chunk.invalid() {
            push(&mut out, format_args!("\\x{byte:02x}"));
        }
    }
    out.push('"');
    out
}

fn push_quoted(out: &mut String, character: char) {
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\x07' => out.push_str("\\a"),
        '\x08' => out.push_str("\\b"),
        '\x0c' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\x0b' => out.push_str("\\v"),
        _ if is_print(character) => out.push(character),
        _ => {
            let code = u32::from(character);
            match code {
                0..0x20 | 0x7f => push(out, format_args!("\\x{code:02x}")),
                0x80..0x1_0000 => push(out, format_args!("\\u{code:04x}")),
                _ => push(out, format_args!("\\U{code:08x}")),
            }
        }
    }
}

/// Writing to a string cannot fail.
fn push(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(arguments);
}

/// `character` as `%#U` prints it; `None` is a byte that is no UTF-8.
pub(super) fn unicode(character: Option<char>) -> String {
    let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
    let code = u32::from(character);
    if is_print(character) { format!("U+{code:04X} '{character}'") } else { format!("U+{code:04X}") }
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
