//! Text as Go's `%q` prints it, for the words of errors. (`strconv.Quote`)

use std::fmt::Write as _;

/// `text` in double quotes.
pub(super) fn go(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        push(&mut out, character, '"');
    }
    out.push('"');
    out
}

/// `text` in single quotes, as the library for JSON Schema prints it.
pub(super) fn single(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for character in text.chars() {
        match character {
            '\'' => out.push_str("\\'"),
            '"' => out.push('"'),
            other => push(&mut out, other, '"'),
        }
    }
    out.push('\'');
    out
}

/// A character as Go's `%q` prints a rune.
pub(super) fn rune(character: char) -> String {
    let mut out = String::from("'");
    push(&mut out, character, '\'');
    out.push('\'');
    out
}

fn push(out: &mut String, character: char, quote: char) {
    match character {
        '\\' => out.push_str("\\\\"),
        own if own == quote => {
            out.push('\\');
            out.push(own);
        }
        '\u{7}' => out.push_str("\\a"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{b}' => out.push_str("\\v"),
        other if is_printed(other) => out.push(other),
        // writing to a String cannot fail
        other if other < ' ' || other == '\u{7f}' => _ = write!(out, "\\x{:02x}", other as u32),
        other if (other as u32) < 0x1_0000 => _ = write!(out, "\\u{:04x}", other as u32),
        other => _ = write!(out, "\\U{:08x}", other as u32),
    }
}

/// Whether Go prints a character as itself: letters, marks, numbers, punctuation, symbols and the space.
/// (`unicode.IsPrint`, without the characters that Unicode has not assigned)
pub(super) fn is_printed(character: char) -> bool {
    if character == ' ' {
        return true;
    }
    !(character.is_control()
        || character.is_whitespace()
        || matches!(character,
            '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{10ffff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_as_in_go() {
        assert_eq!(go("a\"b\\c\n\u{1}é\u{feff}"), r#""a\"b\\c\n\x01é\ufeff""#);
        assert_eq!(single("it's \"x\""), r#"'it\'s "x"'"#);
        assert_eq!(rune('\''), r"'\''");
    }
}
