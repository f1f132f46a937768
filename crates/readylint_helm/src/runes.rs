//! Characters as Go sees them: strings are bytes that may be no UTF-8, case is mapped character by character, and the
//! tables are those of Unicode 15 (Go's `unicode`, `unicode/utf8`, `strconv`).

use std::sync::LazyLock;

/// The parts of a string that Go's `range` sees: where each starts, how many bytes it has, and the character; `None` for a
/// byte that is no part of valid UTF-8.
pub fn runes(bytes: &[u8]) -> impl Iterator<Item = (usize, usize, Option<char>)> + '_ {
    let mut start = 0;
    bytes.utf8_chunks().flat_map(move |chunk| {
        let (valid_start, valid) = (start, chunk.valid());
        let invalid_start = valid_start + valid.len();
        start = invalid_start + chunk.invalid().len();
        let characters = valid.char_indices().map(move |(at, c)| (valid_start + at, c.len_utf8(), Some(c)));
        characters.chain((invalid_start..start).map(|at| (at, 1, None)))
    })
}

/// The last of [`runes`] and its width (`utf8.DecodeLastRune`).
pub fn last_rune(bytes: &[u8]) -> Option<(Option<char>, usize)> {
    let last = *bytes.last()?;
    if last.is_ascii() {
        return Some((Some(char::from(last)), 1));
    }
    (2..=4)
        .find_map(|width| {
            let tail = bytes.get(bytes.len().checked_sub(width)?..)?;
            let mut characters = std::str::from_utf8(tail).ok()?.chars();
            let first = characters.next()?;
            characters.next().is_none().then_some((Some(first), width))
        })
        .or(Some((None, 1)))
}

/// Characters by their ranges, sorted.
struct Class(Vec<(char, char)>);

impl Class {
    fn of(pattern: &str) -> Self {
        use regex_syntax::hir::{Class, HirKind};
        let ranges = match regex_syntax::parse(pattern).map(regex_syntax::hir::Hir::into_kind) {
            Ok(HirKind::Class(Class::Unicode(class))) => {
                class.iter().map(|range| (range.start(), range.end())).collect()
            }
            _ => Vec::new(),
        };
        Self(ranges)
    }

    fn contains(&self, c: char) -> bool {
        let after = self.0.partition_point(|(start, _)| *start <= c);
        after.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|(_, end)| c <= *end)
    }
}

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $pattern:literal;)*) => {
        $(
            $(#[$doc])*
            pub fn $name(c: char) -> bool {
                static CLASS: LazyLock<Class> =
                    LazyLock::new(|| Class::of(concat!("[", $pattern, r"&&\p{Age=15.0}]")));
                CLASS.contains(c)
            }
        )*
    };
}

classes! {
    /// `unicode.IsLetter`
    is_letter = r"\p{L}";
    /// `unicode.IsDigit`
    is_digit = r"\p{Nd}";
    /// `unicode.IsNumber`
    is_number = r"\p{N}";
    /// `unicode.IsPunct`
    is_punctuation = r"\p{P}";
    /// `unicode.IsUpper`
    is_upper = r"\p{Lu}";
    /// `unicode.IsLower`
    is_lower = r"\p{Ll}";
    /// `unicode.IsTitle`
    is_title = r"\p{Lt}";
    /// Whether Unicode 15 knows it.
    is_assigned = r"\p{Any}";
    /// `unicode.IsPrint` beyond ASCII.
    is_graphic = r"\p{L}\p{M}\p{N}\p{P}\p{S}";
}

/// `unicode.IsPrint`, `strconv.IsPrint`
pub fn is_print(c: char) -> bool {
    if c.is_ascii() { (' '..='~').contains(&c) } else { is_graphic(c) }
}

/// `unicode.ToUpper`: one character for one.
pub fn to_upper(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_uppercase();
    }
    match c {
        // Georgian letters have capitals, which Go knows; the iota below has its capital in titles only
        '\u{1F80}'..='\u{1F87}' | '\u{1F90}'..='\u{1F97}' | '\u{1FA0}'..='\u{1FA7}' => shifted(c, 8),
        '\u{1FB3}' | '\u{1FC3}' | '\u{1FF3}' => shifted(c, 9),
        _ => simple(c, c.to_uppercase()),
    }
}

/// `unicode.ToLower`: one character for one.
pub fn to_lower(c: char) -> char {
    match c {
        'İ' => 'i',
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        _ => simple(c, c.to_lowercase()),
    }
}

/// `unicode.ToTitle`: as [`to_upper`], but for ligatures as `ǆ`, and Georgian, which has no capitals in titles.
pub fn to_title(c: char) -> char {
    match c {
        '\u{01C4}'..='\u{01C6}' => '\u{01C5}',
        '\u{01C7}'..='\u{01C9}' => '\u{01C8}',
        '\u{01CA}'..='\u{01CC}' => '\u{01CB}',
        '\u{01F1}'..='\u{01F3}' => '\u{01F2}',
        '\u{10D0}'..='\u{10FA}' | '\u{10FD}'..='\u{10FF}' => c,
        _ => to_upper(c),
    }
}

fn shifted(c: char, by: u32) -> char {
    char::from_u32(c as u32 + by).unwrap_or(c)
}

/// The one character that `mapped` holds, if Unicode 15 maps so too.
fn simple(c: char, mut mapped: impl Iterator<Item = char>) -> char {
    match (mapped.next(), mapped.next()) {
        (Some(one), None) if is_assigned(c) && is_assigned(one) => one,
        _ => c,
    }
}

/// What `%q` writes for a character or a byte that is no part of one; `None` if it stands for itself. (`strconv.Quote`)
pub fn escape(c: Option<char>, byte: u8) -> Option<String> {
    let Some(c) = c else { return Some(format!("\\x{byte:02x}")) };
    let short = match c {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{07}' => "\\a",
        '\u{08}' => "\\b",
        '\u{0C}' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\u{0B}' => "\\v",
        _ => "",
    };
    if !short.is_empty() {
        return Some(short.to_owned());
    }
    if is_print(c) {
        return None;
    }
    let number = c as u32;
    Some(match number {
        0..=0x7F => format!("\\x{number:02x}"),
        0x80..=0xFFFF => format!("\\u{number:04x}"),
        _ => format!("\\U{number:08x}"),
    })
}

/// `strconv.Quote`
pub fn quote(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for (at, _, c) in runes(bytes) {
        match (escape(c, bytes.get(at).copied().unwrap_or_default()), c) {
            (Some(escaped), _) => out.push_str(&escaped),
            (None, Some(c)) => out.push(c),
            (None, None) => {}
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_bytes_stand_alone() {
        let found: Vec<_> = runes(b"a\xe2\x82z\xc3\xa9\xff").collect();
        let expected = [
            (0, 1, Some('a')),
            (1, 1, None),
            (2, 1, None),
            (3, 1, Some('z')),
            (4, 2, Some('é')),
            (6, 1, None),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn quotes_are_those_of_go() {
        assert_eq!(quote(b"a\"\\\n\x01\x7f\xff"), r#""a\"\\\n\x01\x7f\xff""#);
        assert_eq!(quote("é\u{200b}\u{e0001}\u{ad}😀".as_bytes()), "\"é\\u200b\\U000e0001\\u00ad😀\"");
    }
}
