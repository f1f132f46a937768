//! The tokens inside an action, as Go's lexer makes them (`text/template/parse/lex.go`).

use super::quote;
use crate::runes;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The lexer cannot go on: always the last token.
    Error,
    /// `true`, `false`
    Bool,
    /// A printable ASCII character that is nothing else. Only a comma is ever right.
    Char,
    /// `'a'`
    CharConstant,
    /// `1+2i`
    Complex,
    /// `=`
    Assign,
    /// `:=`
    Declare,
    /// `.name`
    Field,
    /// The name of a function.
    Identifier,
    /// `(`
    LeftParen,
    /// A number that is not [`Kind::Complex`].
    Number,
    /// `|`
    Pipe,
    /// `` `text` ``
    RawString,
    /// `}}`, without the trim marker.
    RightDelim,
    /// `)`
    RightParen,
    /// A run of blanks and line breaks.
    Space,
    /// `"text"`
    String,
    /// `$` or `$name`
    Variable,
    /// `block`
    Block,
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// `.`
    Dot,
    /// `define`
    Define,
    /// `else`
    Else,
    /// `end`
    End,
    /// `if`
    If,
    /// `nil`
    Nil,
    /// `range`
    Range,
    /// `template`
    Template,
    /// `with`
    With,
}

impl Kind {
    /// What the word `word` is: a keyword, a boolean, or the name of a function.
    pub(super) fn of_word(word: &[u8]) -> Self {
        match word {
            b"block" => Self::Block,
            b"break" => Self::Break,
            b"continue" => Self::Continue,
            b"define" => Self::Define,
            b"else" => Self::Else,
            b"end" => Self::End,
            b"if" => Self::If,
            b"nil" => Self::Nil,
            b"range" => Self::Range,
            b"template" => Self::Template,
            b"with" => Self::With,
            b"true" | b"false" => Self::Bool,
            _ => Self::Identifier,
        }
    }

    /// Whether Go counts it among the keywords, as it does with `.` and `nil`.
    fn is_keyword(self) -> bool {
        matches!(
            self,
            Self::Block
                | Self::Break
                | Self::Continue
                | Self::Dot
                | Self::Define
                | Self::Else
                | Self::End
                | Self::If
                | Self::Nil
                | Self::Range
                | Self::Template
                | Self::With
        )
    }
}

/// A token: where it stands in the text of the template.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Its first byte.
    pub(super) start: usize,
    /// The byte after it.
    pub(super) end: usize,
    /// The line it starts on, counted from 1.
    pub(super) line: u32,
}

impl Token {
    /// It as written in `text`.
    pub(super) fn bytes(self, text: &[u8]) -> &[u8] {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// It in the words of an error (`item.String`).
    pub(super) fn describe(self, text: &[u8]) -> String {
        let bytes = self.bytes(text);
        if self.kind.is_keyword() {
            format!("<{}>", String::from_utf8_lossy(bytes))
        } else if bytes.len() > 10 {
            format!("{}...", runes::quote(quote::first_chars(bytes, 10)))
        } else {
            runes::quote(bytes)
        }
    }
}
