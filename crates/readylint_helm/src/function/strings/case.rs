//! Case, one character for one: every character stays where it stood, so its origin does too.

use crate::function::given::text;
use crate::function::{Call, FunctionError};
use crate::provenance::{Text, TextBuilder};
use crate::runes::{is_digit, is_letter, is_lower, is_title, is_upper, runes, to_lower, to_title, to_upper};
use crate::value::Value;

type Outcome = Result<Value, FunctionError>;

/// Every character becomes what `map` gives; bytes that are no UTF-8 become U+FFFD, as Go writes them.
fn mapped(call: &mut Call<'_>, text: &Text, mut map: impl FnMut(char) -> char) -> Outcome {
    let bytes = text.as_bytes();
    // a character has three bytes more at most: one byte becomes U+FFFD
    call.meter.bytes(bytes.len() as u64)?;
    let mut out = Vec::with_capacity(bytes.len());
    // where a character has another width now: its start and width before, its start now
    let mut moved: Vec<(usize, usize, usize)> = Vec::new();
    let mut buffer = [0; 4];
    for (at, width, rune) in runes(bytes) {
        let new = map(rune.unwrap_or(char::REPLACEMENT_CHARACTER)).encode_utf8(&mut buffer).as_bytes();
        if new.len() != width {
            moved.push((at, width, out.len()));
        }
        out.extend_from_slice(new);
    }
    if moved.is_empty() {
        return Ok(Value::string(text.with_bytes(out)));
    }
    let mut builder = TextBuilder::new();
    let (mut from, mut to) = (0, 0);
    let stretch = |old: std::ops::Range<usize>, new: std::ops::Range<usize>| {
        text.slice(old).with_bytes(out.get(new).unwrap_or_default().to_vec())
    };
    for (index, (at, width, new)) in moved.iter().copied().enumerate() {
        builder.push_text(&stretch(from..at, to..new));
        // the next stretch of equal width starts as far behind this character as it did before
        let next = moved.get(index + 1).map_or((bytes.len(), out.len()), |(at, _, new)| (*at, *new));
        (from, to) = (at + width, (next.1 + at + width).saturating_sub(next.0));
        builder.push(out.get(new..to).unwrap_or_default(), text.piece_at(at));
    }
    builder.push_text(&stretch(from..bytes.len(), to..out.len()));
    Ok(Value::string(builder.finish()))
}

/// Go's `strings.ToUpper`.
pub(super) fn upper(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    mapped(call, &text(arguments, 0), to_upper)
}

/// Go's `strings.ToLower`.
pub(super) fn lower(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    mapped(call, &text(arguments, 0), to_lower)
}

/// Go's `strings.Title`: what follows anything but letters, digits and `_` is the start of a word; beyond ASCII, only
/// what follows a blank.
pub(super) fn title(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let separates = |c: char| {
        if c.is_ascii() {
            !c.is_ascii_alphanumeric() && c != '_'
        } else {
            !is_letter(c) && !is_digit(c) && c.is_whitespace()
        }
    };
    let mut previous = ' ';
    mapped(call, &text(arguments, 0), |c| {
        let starts = separates(std::mem::replace(&mut previous, c));
        if starts { to_title(c) } else { c }
    })
}

/// The first letter of each word in lower case (goutils, `Uncapitalize`).
pub(super) fn untitle(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let mut starts = true;
    mapped(call, &text(arguments, 0), |c| {
        if c.is_whitespace() {
            starts = true;
            return c;
        }
        if std::mem::take(&mut starts) { to_lower(c) } else { c }
    })
}

/// Upper becomes lower and lower upper, but for the first letter of a word, which becomes a title letter (goutils,
/// `SwapCase`).
pub(super) fn swapcase(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let mut starts = true;
    mapped(call, &text(arguments, 0), |c| {
        if is_upper(c) || is_title(c) {
            starts = false;
            to_lower(c)
        } else if is_lower(c) {
            if std::mem::take(&mut starts) { to_title(c) } else { to_upper(c) }
        } else {
            starts = c.is_whitespace();
            c
        }
    })
}
