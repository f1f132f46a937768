//! Text that is safe to send to a terminal, to a log and to XML.
//!
//! Names, messages and source lines may hold anything an attacker writes into a manifest. Control characters drive a
//! terminal, bidirectional controls show text in another order than it is in, and XML 1.0 cannot hold some at all. All
//! are replaced by a visible character, never dropped, so that what is hidden becomes seen.

use std::borrow::Cow;

/// What is shown for `character`: itself, or its stand-in. Line feeds and tabs have stand-ins too; who wants to keep
/// them asks before.
pub(crate) fn shown(character: char) -> char {
    match character {
        // The block "Control Pictures" has the C0 controls in their order.
        '\0'..='\u{1f}' => {
            char::from_u32(0x2400 + u32::from(character)).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        '\u{7f}' => '\u{2421}',
        // C1 controls; line and paragraph separator; marks and overrides of the bidirectional algorithm (UAX 9);
        // the byte order mark in the middle of a text, interlinear annotations; what XML 1.0 cannot hold.
        '\u{80}'..='\u{9f}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{fffe}'
        | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
        other => other,
    }
}

/// `text` on one line: line ends and the white space around them become one space, tabs become spaces, and what must
/// not be shown its stand-in.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    if text.chars().all(|character| shown(character) == character) {
        return Cow::Borrowed(text);
    }
    let folds = text.contains(['\n', '\r']);
    let mut folded = String::with_capacity(text.len());
    for piece in text.split(['\n', '\r']) {
        let piece = if folds { piece.trim_matches([' ', '\t']) } else { piece };
        if !folded.is_empty() && !piece.is_empty() {
            folded.push(' ');
        }
        folded.extend(piece.chars().map(|character| if character == '\t' { ' ' } else { shown(character) }));
    }
    Cow::Owned(folded)
}

/// `text` with its lines kept (ended by `\n`), tabs as four spaces, and what must not be shown as its stand-in.
pub(crate) fn lines(text: &str) -> Cow<'_, str> {
    if text.chars().all(|character| character == '\n' || shown(character) == character) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' => clean.push('\n'),
            '\t' => clean.push_str("    "),
            other => clean.push(shown(other)),
        }
    }
    Cow::Owned(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_get_pictures() {
        assert_eq!(line("\u{1b}[31mred\u{7f}\u{9b}2J"), "␛[31mred␡\u{fffd}2J");
        assert_eq!(line("a\u{202e}b"), "a\u{fffd}b");
        assert_eq!(lines("a\0b\u{ffff}"), "a␀b\u{fffd}");
    }

    #[test]
    fn lines_are_folded_or_kept() {
        assert_eq!(line("one \r\n  two\n\nthree\tfour"), "one two three four");
        assert_eq!(line(" as\tis "), " as is ");
        assert_eq!(lines("one\r\ntwo\rthree\tx"), "one\ntwo␍three    x");
        assert_eq!(line("käse 💡"), "käse 💡");
    }
}
