//! Text in quotes, for the words of errors. (`strconv.Quote`)

use crate::runes;

/// `text` in double quotes, as `%q` prints it.
pub(super) fn go(text: &str) -> String {
    runes::quote(text.as_bytes())
}

/// `text` in single quotes, as the library for JSON Schema prints it.
pub(super) fn single(text: &str) -> String {
    let quoted = go(text).replace("\\\"", "\"").replace('\'', "\\'");
    let inside = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(&quoted);
    format!("'{inside}'")
}

/// A character as `%q` prints it.
pub(super) fn rune(character: char) -> String {
    match character {
        '"' => "'\"'".to_owned(),
        other => single(other.encode_utf8(&mut [0; 4])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_as_in_go() {
        assert_eq!(go("a\"b\\c\n\u{1}é\u{feff}"), r#""a\"b\\c\n\x01é\ufeff""#);
        assert_eq!(single("it's \"x\""), r#"'it\'s "x"'"#);
        assert_eq!([rune('\''), rune('"'), rune('é')], [r"'\''", "'\"'", "'é'"]);
    }
}
