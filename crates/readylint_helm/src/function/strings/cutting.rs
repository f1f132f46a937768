//! Parts of strings: `trim`, `trunc`, `substr` and what asks for parts. All keep their bytes' origins.

use std::ops::Range;

use crate::function::given::{integer, text, verdict};
use crate::function::{Call, FunctionError};
use crate::provenance::Text;
use crate::runes::{last_rune, runes};
use crate::value::Value;

type Outcome = Result<Value, FunctionError>;

#[allow(clippy::unnecessary_wraps)] // it ends functions of the table, which wants one signature
fn slice(text: &Text, range: Range<usize>) -> Outcome {
    Ok(Value::string(text.slice(range)))
}

/// Without what `is_outer` at both ends.
fn trimmed(text: &Text, is_outer: impl Fn(Option<char>) -> bool) -> Range<usize> {
    let bytes = text.as_bytes();
    let start = runes(bytes).find(|(_, _, rune)| !is_outer(*rune)).map_or(bytes.len(), |(at, _, _)| at);
    let mut end = bytes.len();
    while let Some((rune, width)) = bytes.get(start..end).and_then(last_rune)
        && is_outer(rune)
    {
        end -= width;
    }
    start..end
}

/// Go's `strings.TrimSpace`.
pub(super) fn trim(_: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let text = text(arguments, 0);
    slice(&text, trimmed(&text, |rune| rune.is_some_and(char::is_whitespace)))
}

/// Go's `strings.Trim`. Bytes that are no UTF-8 are all alike to it, and like U+FFFD.
pub(super) fn trim_all(_: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (cut, text) = (text(arguments, 0), text(arguments, 1));
    let known = |rune: Option<char>| rune.unwrap_or(char::REPLACEMENT_CHARACTER);
    let mut set: Vec<char> = runes(cut.as_bytes()).map(|(_, _, rune)| known(rune)).collect();
    set.sort_unstable();
    slice(&text, trimmed(&text, |rune| set.binary_search(&known(rune)).is_ok()))
}

pub(super) fn trim_prefix(_: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (prefix, text) = (text(arguments, 0), text(arguments, 1));
    let start = if text.as_bytes().starts_with(prefix.as_bytes()) { prefix.len() } else { 0 };
    slice(&text, start..text.len())
}

pub(super) fn trim_suffix(_: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (suffix, text) = (text(arguments, 0), text(arguments, 1));
    let cut = if text.as_bytes().ends_with(suffix.as_bytes()) { suffix.len() } else { 0 };
    slice(&text, 0..text.len() - cut)
}

/// So many bytes from the start, or from the end if there are fewer than none.
pub(super) fn trunc(_: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (count, text) = (integer(arguments, 0), text(arguments, 1));
    let wanted = usize::try_from(count.unsigned_abs()).unwrap_or(usize::MAX);
    let range = if count >= 0 { 0..wanted } else { text.len().saturating_sub(wanted)..text.len() };
    slice(&text, range)
}

/// From one byte to before another. Go's panics where they are out of bounds.
pub(super) fn substr(_: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (start, end, text) = (integer(arguments, 0), integer(arguments, 1), text(arguments, 2));
    let length = i64::try_from(text.len()).unwrap_or(i64::MAX);
    let out_of_range =
        |range: String| Err(FunctionError::new(format!("runtime error: slice bounds out of range {range}")));
    let (start, end) = match () {
        () if start < 0 && end < 0 => return out_of_range(format!("[:{end}]")),
        () if start < 0 && end > length => return out_of_range(format!("[:{end}] with length {length}")),
        () if start < 0 => (0, end),
        () if end < 0 || end > length => (start, length),
        () => (start, end),
    };
    if start > end {
        return out_of_range(format!("[{start}:{end}]"));
    }
    slice(&text, usize::try_from(start).unwrap_or_default()..usize::try_from(end).unwrap_or_default())
}

pub(super) fn contains(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (part, whole) = (text(arguments, 0), text(arguments, 1));
    let holds = memchr::memmem::find(whole.as_bytes(), part.as_bytes()).is_some();
    verdict(call, "contains", arguments, holds)
}

pub(super) fn has_prefix(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (part, whole) = (text(arguments, 0), text(arguments, 1));
    verdict(call, "hasPrefix", arguments, whole.as_bytes().starts_with(part.as_bytes()))
}

pub(super) fn has_suffix(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (part, whole) = (text(arguments, 0), text(arguments, 1));
    verdict(call, "hasSuffix", arguments, whole.as_bytes().ends_with(part.as_bytes()))
}
