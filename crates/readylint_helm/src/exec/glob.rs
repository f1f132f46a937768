//! The patterns of `.Files.Glob` (`github.com/gobwas/glob`, with `/` as the separator).

use std::fmt::Write;
use std::iter::Peekable;
use std::str::Chars;

use regex::Regex;

/// A pattern that can be matched. One that does not parse matches everything, as in Helm (`pkg/engine/files.go`).
pub(super) struct Glob {
    pattern: Option<Regex>,
}

impl Glob {
    /// Reads `pattern`: `*` and `?` stop at `/`, `**` does not; `[a-z]`, `[!abc]`, `{one,two}`, `\` before anything.
    pub(super) fn new(pattern: &[u8]) -> Self {
        let parsed = std::str::from_utf8(pattern).ok().and_then(translate);
        Self { pattern: parsed.and_then(|pattern| Regex::new(&pattern).ok()) }
    }

    /// Whether `name` matches.
    pub(super) fn matches(&self, name: &[u8]) -> bool {
        match (&self.pattern, std::str::from_utf8(name)) {
            (Some(pattern), Ok(name)) => pattern.is_match(name),
            (Some(_), Err(_)) => false,
            (None, _) => true,
        }
    }
}

/// The regular expression for a pattern; `None` if it does not parse.
fn translate(pattern: &str) -> Option<String> {
    if pattern.contains(char::REPLACEMENT_CHARACTER) {
        return None;
    }
    let mut out = r"\A(?s:".to_owned();
    let mut braces = 0;
    // a NUL ends a pattern
    let pattern = pattern.split('\0').next().unwrap_or_default();
    let mut left = pattern.chars().peekable();
    while let Some(symbol) = left.next() {
        match symbol {
            '*' if left.next_if_eq(&'*').is_some() => out.push_str(".*"),
            '*' => out.push_str("[^/]*"),
            '?' => out.push_str("[^/]"),
            '{' => {
                braces += 1;
                out.push_str("(?:");
            }
            ',' if braces > 0 => out.push('|'),
            '}' if braces > 0 => {
                braces -= 1;
                out.push(')');
            }
            '[' => range(&mut left, &mut out)?,
            '\\' => {
                if let Some(escaped) = left.next() {
                    push_literal(&mut out, escaped);
                }
            }
            literal => push_literal(&mut out, literal),
        }
    }
    out.extend(std::iter::repeat_n(')', braces));
    out.push_str(r")\z");
    Some(out)
}

fn push_literal(out: &mut String, symbol: char) {
    // writing to a string does not fail
    let _ = write!(out, r"\x{{{:x}}}", symbol as u32);
}

/// After the `[`: `a-z` or characters, with `!` before it for all others.
fn range(left: &mut Peekable<Chars<'_>>, out: &mut String) -> Option<()> {
    out.push('[');
    if left.next_if_eq(&'!').is_some() {
        out.push('^');
    }
    let first = left.next()?;
    if left.next_if_eq(&'-').is_some() {
        let last = left.next()?;
        if last < first {
            return None;
        }
        push_literal(out, first);
        out.push('-');
        push_literal(out, last);
        left.next_if_eq(&']')?;
    } else {
        let mut symbol = first;
        let mut is_empty = true;
        while symbol != ']' {
            if symbol == '\\' {
                symbol = left.next()?;
            }
            push_literal(out, symbol);
            is_empty = false;
            symbol = left.next()?;
        }
        if is_empty {
            return None;
        }
    }
    out.push(']');
    Some(())
}
