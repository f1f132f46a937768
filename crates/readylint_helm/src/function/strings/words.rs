//! Words and lines: `wrap`, `abbrev`, `initials`, `nospace` (goutils). They count bytes, and take each for a character.

use std::ops::Range;

use crate::function::given::{integer, text};
use crate::function::{Call, FunctionError};
use crate::provenance::{Text, TextBuilder};
use crate::value::Value;

type Outcome = Result<Value, FunctionError>;

#[allow(clippy::unnecessary_wraps)] // the table wants one signature
pub(super) fn hello(_: &mut Call<'_>, _: &[Value]) -> Outcome {
    Ok(Value::unknown("Hello!"))
}

/// The first string if the count is one, else the second.
#[allow(clippy::unnecessary_wraps)] // the table wants one signature
pub(super) fn plural(_: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let which = usize::from(integer(arguments, 2) != 1);
    Ok(Value::string(text(arguments, which)))
}

/// Lines of so many bytes, where there is a blank to break at.
pub(super) fn wrap(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (width, text) = (integer(arguments, 0), text(arguments, 1));
    wrapped(call, &text, width, &Text::unknown("\n"), false)
}

/// Lines of so many bytes with something between them; what is too long is cut.
pub(super) fn wrap_with(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (width, separator, text) = (integer(arguments, 0), text(arguments, 1), text(arguments, 2));
    let separator = if separator.is_empty() { Text::unknown("\n") } else { separator };
    wrapped(call, &text, width, &separator, true)
}

fn wrapped(call: &mut Call<'_>, text: &Text, width: i64, separator: &Text, cuts: bool) -> Outcome {
    let bytes = text.as_bytes();
    let width = usize::try_from(width.max(1)).unwrap_or(usize::MAX);
    call.meter.bytes(bytes.len() as u64)?;
    let mut builder = TextBuilder::new();
    let mut start = 0;
    while bytes.len() - start > width {
        let rest = bytes.get(start..).unwrap_or_default();
        if rest.first() == Some(&b' ') {
            start += 1;
            continue;
        }
        let line = rest.get(..=width).unwrap_or(rest);
        let (end, next) = match memchr::memrchr(b' ', line) {
            Some(blank) => (start + blank, start + blank + 1),
            None if cuts => (start + width, start + width),
            None => match memchr::memchr(b' ', rest.get(width..).unwrap_or_default()) {
                Some(blank) => (start + width + blank, start + width + blank + 1),
                None => break,
            },
        };
        call.meter.bytes(separator.len() as u64)?;
        builder.push_slice(text, start..end);
        builder.push_text(separator);
        start = next;
    }
    builder.push_slice(text, start..bytes.len());
    Ok(Value::string(builder.finish()))
}

/// At most so many bytes, the last three of them dots if something is missing.
#[allow(clippy::unnecessary_wraps)] // the table wants one signature
pub(super) fn abbrev(_: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (width, text) = (integer(arguments, 0), text(arguments, 1));
    Ok(Value::string(if width < 4 { text } else { abbreviated(&text, 0, width) }))
}

/// As `abbrev`, from so many bytes on.
#[allow(clippy::unnecessary_wraps)] // the table wants one signature
pub(super) fn abbrevboth(_: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (left, right, text) = (integer(arguments, 0), integer(arguments, 1), text(arguments, 2));
    let stays = right < 4 || left > 0 && right < 7;
    Ok(Value::string(if stays { text } else { abbreviated(&text, left, right) }))
}

/// The text from `offset` on in `width` bytes (goutils, `AbbreviateFull`). Up to an offset of 4, dots in front would save
/// nothing.
fn abbreviated(text: &Text, offset: i64, width: i64) -> Text {
    let length = text.len();
    let width = usize::try_from(width).unwrap_or_default();
    if length <= width {
        return text.clone();
    }
    let room = width.saturating_sub(3);
    let offset = usize::try_from(offset).unwrap_or_default().min(length);
    let offset = if length - offset < room { length - room } else { offset };
    let part = |front: &str, range: Range<usize>, back: &str| {
        let mut builder = TextBuilder::new();
        builder.push_unknown(front);
        builder.push_slice(text, range);
        builder.push_unknown(back);
        builder.finish()
    };
    if offset <= 4 {
        part("", 0..room, "...")
    } else if offset + room < length {
        part("...", offset..offset + room.saturating_sub(3), "...")
    } else {
        part("...", length - room..length, "")
    }
}

/// A byte as goutils sees it: the character of that number.
fn is_blank(byte: u8) -> bool {
    char::from(byte).is_whitespace()
}

/// Adds one byte as the character of that number: beyond ASCII it becomes two.
fn push_latin(builder: &mut TextBuilder, text: &Text, at: usize, byte: u8) {
    if byte.is_ascii() {
        builder.push_slice(text, at..at + 1);
    } else {
        let mut buffer = [0; 4];
        builder.push(char::from(byte).encode_utf8(&mut buffer).as_bytes(), text.piece_at(at));
    }
}

/// Without blanks.
pub(super) fn nospace(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let text = text(arguments, 0);
    let bytes = text.as_bytes();
    if !bytes.iter().copied().any(is_blank) {
        return Ok(Value::string(text));
    }
    call.meter.bytes(2 * bytes.len() as u64)?;
    let mut builder = TextBuilder::new();
    let mut start = 0;
    for (at, byte) in bytes.iter().copied().enumerate() {
        if is_blank(byte) || !byte.is_ascii() {
            builder.push_slice(&text, start..at);
            if !is_blank(byte) {
                push_latin(&mut builder, &text, at, byte);
            }
            start = at + 1;
        }
    }
    builder.push_slice(&text, start..bytes.len());
    Ok(Value::string(builder.finish()))
}

/// The first byte of each word.
pub(super) fn initials(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let text = text(arguments, 0);
    call.meter.bytes(2 * text.len() as u64)?;
    let mut builder = TextBuilder::new();
    let mut starts = true;
    for (at, byte) in text.as_bytes().iter().copied().enumerate() {
        if is_blank(byte) {
            starts = true;
        } else if std::mem::take(&mut starts) {
            push_latin(&mut builder, &text, at, byte);
        }
    }
    Ok(Value::string(builder.finish()))
}
