//! What the terminal can show.

use readylint_diagnostics::Severity;

/// How the formats for people look. The shells find out what the terminal can do; this crate only obeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Write ANSI colours.
    pub color: bool,
    /// Make rule ids links to their pages (OSC 8).
    pub hyperlinks: bool,
    /// Width of the terminal in columns; longer source lines are cut around their labels. Less than 40 counts as 40.
    pub width: usize,
}

impl Default for Style {
    /// Plain text, 100 columns: what a file or a pipe gets.
    fn default() -> Self {
        Self { color: false, hyperlinks: false, width: 100 }
    }
}

/// Ends all colours.
pub(crate) const RESET: &str = "\u{1b}[0m";
/// Bold, in the terminal's own colour.
pub(crate) const BOLD: &str = "\u{1b}[1m";
/// Bright blue: line numbers, borders, secondary labels.
pub(crate) const BLUE: &str = "\u{1b}[94m";

/// The escape sequence of a severity's colour, bright.
pub(crate) const fn severity_color(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "\u{1b}[91m",
        Severity::Warning => "\u{1b}[93m",
        Severity::Info => "\u{1b}[96m",
    }
}

impl Style {
    /// `sequence` if colours are on, else nothing.
    pub(crate) const fn paint(self, sequence: &'static str) -> &'static str {
        if self.color { sequence } else { "" }
    }

    /// `text`, linked to `url` if links are on and the address is one a terminal can safely be sent.
    pub(crate) fn link(self, text: &str, url: &str) -> String {
        let safe = !url.is_empty() && url.bytes().all(|byte| byte.is_ascii_graphic());
        if self.hyperlinks && safe {
            format!("\u{1b}]8;;{url}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
        } else {
            text.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_control_characters_is_no_link() {
        let style = Style { hyperlinks: true, ..Style::default() };
        assert_eq!(style.link("a-b", "https://x/\u{1b}]0;"), "a-b");
        assert_eq!(style.link("a-b", ""), "a-b");
        assert!(style.link("a-b", "https://x/").contains("https://x/"));
    }
}
