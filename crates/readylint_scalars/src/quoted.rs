//! Input text inside a message: quoted, on one line, and never long.

use std::fmt;

/// The most characters of an input string that a message repeats.
const LONGEST: usize = 60;

/// Writes a string between backticks, control characters escaped, cut after [`LONGEST`] characters.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`")?;
        let mut characters = self.0.chars();
        for character in characters.by_ref().take(LONGEST) {
            if character.is_control() {
                write!(f, "{}", character.escape_default())?;
            } else {
                write!(f, "{character}")?;
            }
        }
        if characters.next().is_some() {
            f.write_str("…")?;
        }
        f.write_str("`")
    }
}

#[cfg(test)]
mod tests {
    use super::Quoted;

    #[test]
    fn a_message_stays_on_one_short_line() {
        assert_eq!(Quoted("a\nb\u{1b}").to_string(), "`a\\nb\\u{1b}`");
        assert_eq!(Quoted(&"x".repeat(100)).to_string().chars().count(), 63);
    }
}
