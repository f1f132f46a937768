//! What makes strings longer: `indent`, `repeat`, `replace`. What was there keeps its origin, padding has none.

use crate::function::given::{integer, text};
use crate::function::{Call, FunctionError};
use crate::provenance::{Piece, Text, TextBuilder};
use crate::runes::runes;
use crate::value::Value;

type Outcome = Result<Value, FunctionError>;

/// How often Go's `strings.Repeat` shall repeat something.
fn count(arguments: &[Value]) -> Result<u64, FunctionError> {
    u64::try_from(integer(arguments, 0)).map_err(|_| FunctionError::new("strings: negative Repeat count"))
}

/// Every line starts with so many blanks.
pub(super) fn indent(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let builder = TextBuilder::new();
    indented(call, builder, arguments)
}

/// As `indent`, on a line of its own.
pub(super) fn nindent(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let mut builder = TextBuilder::new();
    builder.push_unknown("\n");
    indented(call, builder, arguments)
}

fn indented(call: &mut Call<'_>, mut builder: TextBuilder, arguments: &[Value]) -> Outcome {
    let (spaces, text) = (count(arguments)?, text(arguments, 1));
    let bytes = text.as_bytes();
    let lines = 1 + memchr::memchr_iter(b'\n', bytes).count() as u64;
    call.meter.bytes(lines.saturating_mul(spaces).saturating_add(bytes.len() as u64))?;
    let pad = vec![b' '; usize::try_from(spaces).unwrap_or_default()];
    let mut start = 0;
    for at in memchr::memchr_iter(b'\n', bytes) {
        builder.push(&pad, Piece::UNKNOWN);
        builder.push_slice(&text, start..at + 1);
        start = at + 1;
    }
    builder.push(&pad, Piece::UNKNOWN);
    builder.push_slice(&text, start..bytes.len());
    Ok(Value::string(builder.finish()))
}

/// The string, so many times.
pub(super) fn repeat(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (count, text) = (count(arguments)?, text(arguments, 1));
    if text.is_empty() {
        return Ok(Value::string(text));
    }
    let total = count.saturating_mul(text.len() as u64);
    if i64::try_from(total).is_err() {
        return Err(FunctionError::new("strings: Repeat output length overflow"));
    }
    call.meter.bytes(total)?;
    let mut builder = TextBuilder::new();
    for _ in 0..count {
        builder.push_text(&text);
    }
    Ok(Value::string(builder.finish()))
}

/// Every occurrence of one string becomes another. The empty string occurs before every character and at the end.
pub(super) fn replace(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (old, new, text) = (text(arguments, 0), text(arguments, 1), text(arguments, 2));
    let bytes = text.as_bytes();
    if old.is_empty() {
        let places = runes(bytes).map(|(at, _, _)| at).chain([bytes.len()]);
        return replaced(call, arguments, &text, &new, 0, places);
    }
    if old == new {
        return Ok(Value::string(text));
    }
    let places = memchr::memmem::find_iter(bytes, old.as_bytes());
    replaced(call, arguments, &text, &new, old.len(), places)
}

fn replaced(
    call: &mut Call<'_>,
    arguments: &[Value],
    text: &Text,
    new: &Text,
    width: usize,
    places: impl Iterator<Item = usize>,
) -> Outcome {
    let mut places = places.peekable();
    if places.peek().is_none() {
        return Ok(Value::string(text.clone()));
    }
    call.meter.bytes(text.len() as u64)?;
    let piece = Piece::of(call.opaque("replace", arguments));
    let mut builder = TextBuilder::new();
    let mut start = 0;
    for at in places {
        call.meter.bytes(new.len() as u64)?;
        builder.push_slice(text, start..at);
        builder.push(new.as_bytes(), piece);
        start = at + width;
    }
    builder.push_slice(text, start..text.len());
    Ok(Value::string(builder.finish()))
}
