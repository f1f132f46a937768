//! Regular expressions (Sprig's `regex.go`, Go's `regexp`), by the `regex` crate, which like Go's takes linear time.

mod class;
mod expand;
mod pattern;
mod syntax;

pub use pattern::Pattern;

use std::ops::Range;
use std::rc::Rc;

use super::given::{integer, text, verdict};
use super::{Call, Function, FunctionError, Parameter, plain};
use crate::provenance::{Piece, Text, TextBuilder};
use crate::value::{List, ListType, Value};
use expand::Template;
use pattern::{Matches, Subject};

const TEXT_2: &[Parameter] = &[Parameter::String, Parameter::String];
const TEXT_2_COUNT: &[Parameter] = &[Parameter::String, Parameter::String, Parameter::Int];
const TEXT_3: &[Parameter] = &[Parameter::String, Parameter::String, Parameter::String];

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[
    plain("mustRegexFind", TEXT_2, must_find),
    plain("mustRegexFindAll", TEXT_2_COUNT, must_find_all),
    plain("mustRegexMatch", TEXT_2, must_match),
    plain("mustRegexReplaceAll", TEXT_3, must_replace_all),
    plain("mustRegexReplaceAllLiteral", TEXT_3, must_replace_all_literal),
    plain("mustRegexSplit", TEXT_2_COUNT, must_split),
    plain("regexFind", TEXT_2, find),
    plain("regexFindAll", TEXT_2_COUNT, find_all),
    plain("regexMatch", TEXT_2, is_match),
    plain("regexQuoteMeta", &[Parameter::String], quote_meta),
    plain("regexReplaceAll", TEXT_3, replace_all),
    plain("regexReplaceAllLiteral", TEXT_3, replace_all_literal),
    plain("regexSplit", TEXT_2_COUNT, split),
];

type Outcome = Result<Value, FunctionError>;

/// The first argument compiled; an error in the words of `regexp.Compile`.
fn compiled(call: &mut Call<'_>, arguments: &[Value]) -> Result<Rc<Pattern>, FunctionError> {
    Pattern::cached(call, text(arguments, 0).as_bytes())
}

/// As [`compiled`]; an error in the words of the panic of `regexp.MustCompile`.
fn surely_compiled(call: &mut Call<'_>, arguments: &[Value]) -> Result<Rc<Pattern>, FunctionError> {
    compiled(call, arguments).map_err(|error| {
        if error.cause != super::Cause::Plain {
            return error;
        }
        let pattern = text(arguments, 0);
        let shown = if can_stand_in_backquotes(pattern.as_bytes()) {
            format!("`{}`", pattern.to_str())
        } else {
            crate::runes::quote(pattern.as_bytes())
        };
        FunctionError::new(format!("regexp: Compile({shown}): {}", error.message))
    })
}

/// `strconv.CanBackquote`
fn can_stand_in_backquotes(bytes: &[u8]) -> bool {
    let is_plain = |c: char| c == '\t' || !matches!(c, '\0'..=' ' | '`' | '\u{7F}' | '\u{FEFF}') || c == ' ';
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().all(is_plain))
}

/// Whether there is a match; a pattern that is none matches nothing.
fn is_match(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    match matches(call, arguments) {
        Err(error) if error.cause == super::Cause::Plain => verdict(call, "regexMatch", arguments, false),
        found => verdict(call, "regexMatch", arguments, found?),
    }
}

fn must_match(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let found = matches(call, arguments)?;
    verdict(call, "mustRegexMatch", arguments, found)
}

fn matches(call: &mut Call<'_>, arguments: &[Value]) -> Result<bool, FunctionError> {
    let pattern = compiled(call, arguments)?;
    let text = text(arguments, 1);
    Ok(pattern.find(call, &Subject::of(&text), 0)?.is_some())
}

fn find(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let pattern = surely_compiled(call, arguments)?;
    first(call, &pattern, arguments)
}

fn must_find(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let pattern = compiled(call, arguments)?;
    first(call, &pattern, arguments)
}

/// The first match, or nothing.
fn first(call: &mut Call<'_>, pattern: &Pattern, arguments: &[Value]) -> Outcome {
    let text = text(arguments, 1);
    let subject = Subject::of(&text);
    let found = pattern.find(call, &subject, 0)?;
    Ok(Value::string(found.map_or_else(|| Text::unknown(""), |range| text.slice(subject.origin(range)))))
}

fn find_all(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let pattern = surely_compiled(call, arguments)?;
    every(call, &pattern, arguments)
}

fn must_find_all(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let pattern = compiled(call, arguments)?;
    every(call, &pattern, arguments)
}

/// The matches, so many at most; all if the count is negative. A nil list if there are none.
fn every(call: &mut Call<'_>, pattern: &Pattern, arguments: &[Value]) -> Outcome {
    let text = text(arguments, 1);
    let found = ranges(call, pattern, &text, integer(arguments, 2))?;
    if found.is_empty() {
        return Ok(Value::list(List::nil(ListType::Strings)));
    }
    Ok(Value::list(List::strings(found.into_iter().map(|range| text.slice(range)))))
}

/// Where the matches are (Go's `allMatches`).
fn ranges(
    call: &mut Call<'_>,
    pattern: &Pattern,
    text: &Text,
    count: i64,
) -> Result<Vec<Range<usize>>, FunctionError> {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let subject = Subject::of(text);
    let mut matches = Matches::new(pattern, &subject);
    let mut found = Vec::new();
    while found.len() < count
        && let Some(range) = matches.next(call)?
    {
        found.push(subject.origin(range));
    }
    Ok(found)
}

fn split(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let pattern = surely_compiled(call, arguments)?;
    parts(call, &pattern, arguments)
}

fn must_split(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let pattern = compiled(call, arguments)?;
    parts(call, &pattern, arguments)
}

/// What stands between the matches (Go's `Split`): an empty match at the very start splits nothing off.
fn parts(call: &mut Call<'_>, pattern: &Pattern, arguments: &[Value]) -> Outcome {
    let (text, count) = (text(arguments, 1), integer(arguments, 2));
    if count == 0 {
        return Ok(Value::list(List::strings([])));
    }
    if text.is_empty() && !pattern.is_empty() {
        return Ok(Value::list(List::strings([text])));
    }
    let limit = usize::try_from(count).unwrap_or(usize::MAX);
    let (mut parts, mut start, mut end) = (Vec::new(), 0, 0);
    for found in ranges(call, pattern, &text, count)? {
        if parts.len() == limit - 1 {
            break;
        }
        end = found.start;
        if found.end != 0 {
            parts.push(text.slice(start..end));
        }
        start = found.end;
    }
    if end != text.len() {
        parts.push(text.slice(start..text.len()));
    }
    Ok(Value::list(List::strings(parts)))
}

fn replace_all(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let pattern = surely_compiled(call, arguments)?;
    expanded(call, "regexReplaceAll", &pattern, arguments)
}

fn must_replace_all(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let pattern = compiled(call, arguments)?;
    expanded(call, "mustRegexReplaceAll", &pattern, arguments)
}

fn replace_all_literal(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let pattern = surely_compiled(call, arguments)?;
    let template = Template::literal(text(arguments, 2).as_bytes());
    replaced(call, "regexReplaceAllLiteral", &pattern, arguments, &template)
}

fn must_replace_all_literal(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let pattern = compiled(call, arguments)?;
    let template = Template::literal(text(arguments, 2).as_bytes());
    replaced(call, "mustRegexReplaceAllLiteral", &pattern, arguments, &template)
}

fn expanded(call: &mut Call<'_>, name: &'static str, pattern: &Pattern, arguments: &[Value]) -> Outcome {
    let template = Template::parse(text(arguments, 2).as_bytes(), pattern.names());
    replaced(call, name, pattern, arguments, &template)
}

/// Every match becomes what the template makes of it (Go's `replaceAll`). What does not match, and what the template takes
/// from the match, keeps its origin.
fn replaced(
    call: &mut Call<'_>,
    name: &'static str,
    pattern: &Pattern,
    arguments: &[Value],
    template: &Template,
) -> Outcome {
    let text = text(arguments, 1);
    let subject = Subject::of(&text);
    let (mut builder, mut piece) = (TextBuilder::new(), None);
    // where the search goes on, and where the last match ended
    let (mut at, mut last) = (0, 0);
    let mut kept = 0;
    while at <= subject.len() {
        let Some(groups) = pattern.groups(call, &subject, at, template.needs_groups())? else { break };
        let Some(Some(whole)) = groups.first().cloned() else { break };
        let before = subject.origin(last..whole.start);
        call.meter.bytes(before.len() as u64)?;
        builder.push_slice(&text, before);
        // an empty match right behind another one is none
        if whole.end > last || whole.start == 0 {
            let piece = *piece.get_or_insert_with(|| Piece::of(call.opaque(name, arguments)));
            template.push(call.meter, &mut builder, piece, |index| {
                let range = groups.get(index).cloned().flatten()?;
                Some((&text, subject.origin(range)))
            })?;
            kept += 1;
        }
        last = whole.end;
        let next = subject.next(at);
        at = if next > whole.end { next } else { whole.end };
    }
    if kept == 0 {
        return Ok(Value::string(text));
    }
    let rest = subject.origin(last..subject.len());
    call.meter.bytes(rest.len() as u64)?;
    builder.push_slice(&text, rest);
    Ok(Value::string(builder.finish()))
}

/// With `\` before every sign that means something in a pattern.
fn quote_meta(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let text = text(arguments, 0);
    call.meter.bytes(2 * text.len() as u64)?;
    let mut builder = TextBuilder::new();
    let mut start = 0;
    for (at, byte) in text.as_bytes().iter().enumerate() {
        if br"\.+*?()|[]{}^$".contains(byte) {
            builder.push_slice(&text, start..at);
            builder.push_unknown(br"\");
            start = at;
        }
    }
    builder.push_slice(&text, start..text.len());
    Ok(Value::string(builder.finish()))
}
