//! Text as Markdown: one line, fit for a table's cell.

use crate::sanitize;

/// What may be markup in GitHub's dialect, but for backticks.
const MARKUP: &str = r"\*_{}[]()<>#!|~&@";

/// `text` in one line of Markdown, fit for a table's cell. Pairs of backticks stay, since messages quote names with
/// them; all else that could be markup is escaped.
pub(crate) fn message(text: &str) -> String {
    let text = sanitize::line(text);
    let pieces: Vec<&str> = text.split('`').collect();
    let paired = pieces.len() % 2 == 1 && pieces.iter().skip(1).step_by(2).all(|code| !code.is_empty());
    let mut markdown = String::with_capacity(text.len() + 8);
    for (index, piece) in pieces.into_iter().enumerate() {
        if index > 0 {
            markdown.push_str(if paired { "`" } else { "\\`" });
        }
        let in_code = paired && index % 2 == 1;
        for character in piece.chars() {
            // A table is cut into cells before anything else is read, even inside of backticks.
            let markup = if in_code { character == '|' } else { MARKUP.contains(character) };
            if markup {
                markdown.push('\\');
            }
            markdown.push(character);
        }
    }
    markdown
}

/// `text`, a name or another datum, with all that could be markup escaped.
pub(crate) fn datum(text: &str) -> String {
    let mut markdown = String::with_capacity(text.len() + 8);
    for character in sanitize::line(text).chars() {
        if character == '`' || MARKUP.contains(character) {
            markdown.push('\\');
        }
        markdown.push(character);
    }
    markdown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_keeps_code_and_escapes_the_rest() {
        assert_eq!(message("port `a|b_c` <img> *x*"), r"port `a\|b_c` \<img\> \*x\*");
        assert_eq!(message("odd ` tick_"), r"odd \` tick\_");
        assert_eq!(message("a\n| b"), r"a \| b");
    }

    #[test]
    fn nothing_of_a_datum_is_markup() {
        assert_eq!(datum("`a|b` *\n<i>"), r"\`a\|b\` \* \<i\>");
    }
}
