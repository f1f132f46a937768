//! Patterns: the syntax of Go's `regexp` (RE2), read by the `regex` crate.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};

/// How large a compiled pattern may be, in bytes; so is each of its caches. All but a few in use are far below.
const SIZE: usize = 64 << 10;
/// How large the few may be.
const LARGE_SIZE: usize = 2 << 20;
/// The longest pattern that is compiled, in bytes.
const LONGEST: usize = 20_000;

/// How many different patterns may still be compiled in a run. Those in use repeat a few dozen.
#[derive(Debug)]
pub(super) struct Budget {
    small: AtomicU32,
    large: AtomicU32,
}

impl Default for Budget {
    fn default() -> Self {
        Self { small: AtomicU32::new(2_000), large: AtomicU32::new(16) }
    }
}

impl Budget {
    fn build(&self, pattern: &str) -> Option<Regex> {
        let take = |left: &AtomicU32| {
            left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
        };
        let build = |size: usize| RegexBuilder::new(pattern).size_limit(size).dfa_size_limit(size).build();
        if !take(&self.small) {
            return None;
        }
        match build(SIZE) {
            Ok(compiled) => Some(compiled),
            Err(regex::Error::CompiledTooBig(_)) if take(&self.large) => build(LARGE_SIZE).ok(),
            Err(_) => None,
        }
    }
}

/// A `pattern`, compiled when it is first needed.
#[derive(Debug)]
pub(super) struct Pattern {
    source: Box<str>,
    budget: Arc<Budget>,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern with a budget of its own.
    pub(super) fn new(source: &str) -> Self {
        Self::within(source, Arc::default())
    }

    pub(super) fn within(source: &str, budget: Arc<Budget>) -> Self {
        Self { source: source.into(), budget, compiled: OnceLock::new() }
    }

    /// As it is written.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// Whether it matches somewhere in `text`. One that does not compile accepts everything.
    pub(super) fn accepts(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| {
            if self.source.len() > LONGEST {
                return None;
            }
            self.budget.build(&translated(&self.source)?)
        });
        compiled.as_ref().is_none_or(|pattern| pattern.is_match(text))
    }
}

/// The classes of Perl, which for Go are of ASCII only (`regexp/syntax`, `perl_groups.go`).
const PERL: [(char, &str); 6] = [
    ('d', "[0-9]"),
    ('D', "[^0-9]"),
    ('s', r"[\t\n\f\r ]"),
    ('S', r"[^\t\n\f\r ]"),
    ('w', "[0-9A-Za-z_]"),
    ('W', "[^0-9A-Za-z_]"),
];

/// `pattern` in the syntax of the `regex` crate; `None` if it has no equal there.
fn translated(pattern: &str) -> Option<String> {
    let mut output = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some(next) = rest.chars().next() {
        rest = match next {
            '\\' => escape(rest, &mut output)?,
            '[' => class(rest, &mut output)?,
            '{' => brace(rest, &mut output),
            _ => {
                output.push(next);
                &rest[next.len_utf8()..]
            }
        };
    }
    Some(output)
}

/// Translates the escape that `rest` begins with; gives what follows it.
fn escape<'p>(rest: &'p str, output: &mut String) -> Option<&'p str> {
    let escaped = rest[1..].chars().next()?;
    let after = &rest[1 + escaped.len_utf8()..];
    if let Some((_, class)) = PERL.iter().find(|(letter, _)| *letter == escaped) {
        output.push_str(class);
        return Some(after);
    }
    match escaped {
        'b' => output.push_str(r"(?-u:\b)"),
        // literal text, one byte, octal numbers: RE2 alone has them
        'B' | 'Q' | 'E' | 'C' | '0'..='9' => return None,
        // word boundaries for the one, characters for the other
        '<' | '>' => output.push(escaped),
        _ => {
            output.push('\\');
            output.push(escaped);
        }
    }
    Some(after)
}

/// Translates the class that `rest` begins with. In one of RE2 neither `[` nor `&&`, `--` and `~~` are special.
fn class<'p>(rest: &'p str, output: &mut String) -> Option<&'p str> {
    output.push('[');
    let mut rest = &rest[1..];
    if let Some(after) = rest.strip_prefix('^') {
        output.push('^');
        rest = after;
    }
    // the first `]` is one of the characters
    if let Some(after) = rest.strip_prefix(']') {
        output.push_str(r"\]");
        rest = after;
    }
    let mut is_after_class = false;
    loop {
        let next = rest.chars().next()?;
        let after = &rest[next.len_utf8()..];
        let was_after_class = std::mem::take(&mut is_after_class);
        rest = match next {
            ']' => {
                output.push(']');
                return Some(after);
            }
            '[' if after.starts_with(':') => {
                let end = rest.find(":]")? + 2;
                output.push_str(&rest[..end]);
                is_after_class = true;
                &rest[end..]
            }
            '\\' => {
                is_after_class = after.starts_with(['d', 'D', 's', 'S', 'w', 'W', 'p', 'P']);
                if after.starts_with('b') {
                    return None;
                }
                if is_after_class && after.starts_with(['p', 'P']) {
                    let end = property_end(after)?;
                    output.push('\\');
                    output.push_str(&after[..end]);
                    &after[end..]
                } else {
                    escape(rest, output)?
                }
            }
            '-' if after.starts_with('-') => return None,
            '-' if was_after_class => {
                output.push_str(r"\-");
                after
            }
            '[' | '&' | '~' => {
                output.push('\\');
                output.push(next);
                after
            }
            _ => {
                output.push(next);
                after
            }
        };
    }
}

/// Where `pN` or `p{Greek}` ends.
fn property_end(text: &str) -> Option<usize> {
    if text[1..].starts_with('{') {
        Some(text.find('}')? + 1)
    } else {
        Some(1 + text[1..].chars().next()?.len_utf8())
    }
}

/// A brace that counts nothing is a character.
fn brace<'p>(rest: &'p str, output: &mut String) -> &'p str {
    let counts = rest[1..].split_once('}').is_some_and(|(inner, _)| {
        let (least, most) = inner.split_once(',').unwrap_or((inner, ""));
        let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
        !least.is_empty() && is_number(least) && is_number(most)
    });
    output.push_str(if counts { "{" } else { r"\{" });
    &rest[1..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn matches(pattern: &str, accepted: &[&str], refused: &[&str]) {
        let pattern = Pattern::new(pattern);
        for text in accepted {
            assert!(pattern.accepts(text), "{pattern:?} {text}");
        }
        for text in refused {
            assert!(!pattern.accepts(text), "{pattern:?} {text}");
        }
    }

    #[test]
    fn classes_of_perl_are_of_ascii() {
        matches(r"^\d+$", &["12"], &["١٢", ""]);
        matches(r"^[\w-.]+$", &["a-b.c_D"], &["ä", "a b"]);
        matches(r"^[^\s]+$", &["a"], &["a b"]);
        matches(r"^[\d-]+$", &["1-2"], &["a"]);
        matches(r"\bx\b", &["a x b", "x"], &["axb"]);
    }

    #[test]
    fn brackets_and_operators_are_characters_in_a_class() {
        matches(r"^[[a]+$", &["[a"], &["b"]);
        matches("^[a&&b]+$", &["a&b"], &["c"]);
        matches(r"^[]x]+$", &["]x"], &["a"]);
        matches("^[^]x]+$", &["a"], &["]"]);
        matches("^[[:alpha:]_]+$", &["a_"], &["1"]);
        matches(r"^[\p{Lu}-]+$", &["Ä-"], &["a"]);
    }

    #[test]
    fn braces_that_count_nothing_are_characters() {
        matches("^a{2}$", &["aa"], &["a"]);
        matches("^{a}$", &["{a}"], &["a"]);
        matches("^a{,2}$", &["a{,2}"], &["aa"]);
        matches(r"^\<a\>$", &["<a>"], &["a"]);
    }

    #[test]
    fn what_does_not_compile_accepts_everything() {
        for pattern in ["(", r"\Qa", r"\1", "[a--b]", "(a{1000}){1000}", "[", r"[\b]", "\\", "[a\\"] {
            matches(pattern, &["", "anything"], &[]);
        }
        matches(&"a".repeat(LONGEST + 1), &["b"], &[]);
    }
}
