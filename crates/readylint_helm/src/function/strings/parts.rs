//! Splitting and joining.

use crate::function::given::{integer, text, value};
use crate::function::lists::texts;
use crate::function::{Call, FunctionError};
use crate::provenance::{Text, TextBuilder};
use crate::runes::runes;
use crate::value::{Entries, List, Map, MapType, Value};

type Outcome = Result<Value, FunctionError>;

/// Go's `strings.SplitN`: at most `limit` parts, all if it is negative. An empty separator splits into characters.
fn parts(call: &mut Call<'_>, separator: &Text, limit: i64, text: &Text) -> Result<Vec<Text>, FunctionError> {
    let limit = match usize::try_from(limit) {
        Ok(0) => return Ok(Vec::new()),
        Ok(limit) => limit,
        Err(_) => usize::MAX,
    };
    let bytes = text.as_bytes();
    let ends: Box<dyn Iterator<Item = usize>> = if separator.is_empty() {
        // no part before the first character, none behind the last
        Box::new(runes(bytes).map(|(at, _, _)| at).skip(1))
    } else {
        Box::new(memchr::memmem::find_iter(bytes, separator.as_bytes()))
    };
    let mut parts = Vec::new();
    let mut start = 0;
    for end in ends.take(limit - 1) {
        call.meter.step(1)?;
        parts.push(text.slice(start..end));
        start = end + separator.len();
    }
    if !(separator.is_empty() && bytes.is_empty()) {
        parts.push(text.slice(start..bytes.len()));
    }
    Ok(parts)
}

/// Parts under `_0`, `_1` and so on.
fn numbered(parts: Vec<Text>) -> Value {
    let entries = parts.into_iter().enumerate();
    let entries: Entries =
        entries.map(|(index, part)| (Text::unknown(format!("_{index}")), Value::string(part))).collect();
    Value::map(Map::with(MapType::Strings, entries))
}

pub(super) fn split(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    Ok(numbered(parts(call, &text(arguments, 0), -1, &text(arguments, 1))?))
}

pub(super) fn splitn(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    Ok(numbered(parts(call, &text(arguments, 0), integer(arguments, 1), &text(arguments, 2))?))
}

pub(super) fn split_list(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    Ok(Value::list(List::strings(parts(call, &text(arguments, 0), -1, &text(arguments, 1))?)))
}

/// The items of anything as strings, with a separator between them.
pub(super) fn join(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let separator = text(arguments, 0);
    let items = texts(call, value(arguments, 1))?;
    let mut builder = TextBuilder::new();
    for (index, item) in items.borrow().iter().filter_map(Value::as_text).enumerate() {
        call.meter.bytes((item.len() + separator.len()) as u64)?;
        if index > 0 {
            builder.push_text(&separator);
        }
        builder.push_text(item);
    }
    Ok(Value::string(builder.finish()))
}
