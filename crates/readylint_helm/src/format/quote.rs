//! Go's quoted strings (`strconv.Quote`).

use std::fmt::Write;

use super::rune;
use crate::provenance::{Piece, Text, TextBuilder};
use crate::runes;

/// The text in double quotes, with Go's escapes. What needs no escape keeps its pieces, an escape has the piece of what it
/// stands for after its backslash, backslashes and quotes have none.
pub fn quoted(text: &Text) -> Text {
    let mut builder = super::builder();
    push_quoted(&mut builder, text, false);
    builder.finish()
}

/// Adds the text in double quotes; with `ascii`, everything beyond ASCII is escaped too.
pub fn push_quoted(builder: &mut TextBuilder, text: &Text, ascii: bool) {
    builder.push(b"\"", Piece::UNKNOWN);
    let bytes = text.as_bytes();
    let (mut start, mut at) = (0, 0);
    let mut escape = String::new();
    while let Some(&byte) = bytes.get(at) {
        if matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\' {
            at += 1;
            continue;
        }
        let (rune, width) = rune::decode(bytes.get(at..).unwrap_or_default());
        escape.clear();
        match rune {
            None => push_hex(&mut escape, byte),
            Some(rune) if !ascii && !rune.is_ascii() && runes::is_print(rune) => {
                at += width;
                continue;
            }
            Some(rune) => push_escape(&mut escape, rune, '"'),
        }
        builder.push_slice(text, start..at);
        // so that `\"` is exact: its quote stands for the quote
        builder.push(b"\\", Piece::UNKNOWN);
        builder.push(escape.as_bytes().get(1..).unwrap_or_default(), text.piece_at(at));
        at += width;
        start = at;
    }
    builder.push_slice(text, start..at);
    builder.push(b"\"", Piece::UNKNOWN);
}

/// A character in single quotes (`strconv.QuoteRune`).
pub(super) fn quoted_rune(rune: char, ascii: bool) -> String {
    let mut out = "'".to_owned();
    let plain = rune != '\'' && rune != '\\' && runes::is_print(rune) && (!ascii || rune.is_ascii());
    if plain {
        out.push(rune);
    } else {
        push_escape(&mut out, rune, '\'');
    }
    out.push('\'');
    out
}

fn push_hex(out: &mut String, byte: u8) {
    // writing to a string does not fail
    let _ = write!(out, "\\x{byte:02x}");
}

fn push_escape(out: &mut String, rune: char, quote: char) {
    let short = match rune {
        '\u{7}' => "\\a",
        '\u{8}' => "\\b",
        '\u{c}' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\u{b}' => "\\v",
        '\\' => "\\\\",
        _ => "",
    };
    // writing to a string does not fail
    let _ = match rune {
        _ if !short.is_empty() => out.write_str(short),
        _ if rune == quote => write!(out, "\\{rune}"),
        '\0'..' ' | '\u{7f}' => write!(out, "\\x{:02x}", rune as u32),
        ..'\u{10000}' => write!(out, "\\u{:04x}", rune as u32),
        _ => write!(out, "\\U{:08x}", rune as u32),
    };
}

/// Whether a raw string can hold it (`strconv.CanBackquote`).
pub(super) fn can_backquote(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| {
        text.chars()
            .all(|rune| !matches!(rune, '\0'..='\u{8}' | '\u{a}'..='\u{1f}' | '`' | '\u{7f}' | '\u{feff}'))
    })
}
