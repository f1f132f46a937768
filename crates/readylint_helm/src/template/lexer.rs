//! Cuts a template into text, comments and the tokens of its actions (`text/template/parse/lex.go`).
//!
//! Where Go's lexer gives up, ours says why and where the text goes on. It never looks at a byte more than a few times:
//! an action is lexed up to the first character that cannot be part of any action, and never again.

use memchr::{memchr, memchr_iter, memchr2, memchr3, memmem};
use readylint_text::TextRange;

use super::quote;
use super::token::{Kind, Token};
use crate::runes;

/// Blanks as Go's templates know them.
const SPACES: &[u8] = b" \t\r\n";

/// A part of a template.
#[derive(Clone, Copy, Debug)]
pub(super) enum Segment {
    /// Text, and what trim markers leave of it.
    Text {
        /// All of it.
        range: TextRange,
        /// What is left.
        kept: TextRange,
    },
    /// A comment with its braces.
    Comment(TextRange),
    /// A comment that does not end; [`Lexer::fault`] says why.
    BrokenComment(TextRange, Token),
    /// An action, from its `{{` to where the text goes on. Its tokens are [`Lexer::tokens`].
    Action(TextRange),
    /// The end.
    End,
}

/// Why the lexer cannot go on: what its [`Kind::Error`] token means.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    /// The wrong part.
    pub(super) range: TextRange,
    /// Go's words.
    pub(super) message: String,
}

/// The lexer.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    text: &'a [u8],
    /// Up to where it has come.
    position: usize,
    /// Whether the last action or comment ended in ` -}}`.
    trims: bool,
    /// Whether `*/` is known not to come any more.
    no_comment_ends: bool,
    /// The line of `counted`, from 1.
    line: u32,
    counted: usize,
    /// The parentheses that are open.
    parentheses: Vec<usize>,
    /// The tokens of the last action, without its braces at the start. The last one is [`Kind::RightDelim`],
    /// [`Kind::Error`] or a [`Kind::Char`] at which any parser must fail.
    pub(super) tokens: Vec<Token>,
    /// The line of the last action's `{{`.
    pub(super) action_line: u32,
    /// What the [`Kind::Error`] token means.
    pub(super) fault: Option<Fault>,
}

impl<'a> Lexer<'a> {
    /// At the start of `text`.
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self {
            text,
            position: 0,
            trims: false,
            no_comment_ends: false,
            line: 1,
            counted: 0,
            parentheses: Vec::new(),
            tokens: Vec::new(),
            action_line: 1,
            fault: None,
        }
    }

    /// The next part.
    pub(super) fn next_segment(&mut self) -> Segment {
        let start = self.position;
        let brace = memmem::find(self.rest(start), b"{{").map_or(self.text.len(), |found| start + found);
        let trims = std::mem::take(&mut self.trims);
        if brace > start {
            self.position = brace;
            return self.text_segment(start, brace, trims);
        }
        if brace == self.text.len() {
            return Segment::End;
        }
        let inside = brace + 2;
        let is_trimming = matches!(self.rest(inside), [b'-', space, ..] if SPACES.contains(space));
        let content = if is_trimming { inside + 2 } else { inside };
        if self.rest(content).starts_with(b"/*") {
            self.comment(brace, content)
        } else {
            self.action(brace, content)
        }
    }

    /// The line of the end of the text.
    pub(super) fn last_line(&mut self) -> u32 {
        self.line_at(self.text.len())
    }

    fn text_segment(&self, start: usize, end: usize, trims_start: bool) -> Segment {
        let mut kept = start..end;
        if trims_start {
            kept.start += self.blanks(start).min(end - start);
        }
        if matches!(self.rest(end), [b'{', b'{', b'-', space, ..] if SPACES.contains(space)) {
            let bytes = self.text.get(kept.clone()).unwrap_or_default();
            let left = bytes.iter().rposition(|byte| !SPACES.contains(byte)).map_or(0, |last| last + 1);
            kept.end = kept.start + left;
        }
        Segment::Text { range: TextRange::at(start, end), kept: TextRange::at(kept.start, kept.end) }
    }

    fn comment(&mut self, brace: usize, content: usize) -> Segment {
        let body = content + 2;
        let line = self.line_at(content);
        let found = if self.no_comment_ends { None } else { memmem::find(self.rest(body), b"*/") };
        let Some(found) = found else {
            self.no_comment_ends = true;
            let range = TextRange::at(content, body);
            return self.broken_comment(brace, range, body, line, "unclosed comment");
        };
        let end = body + found + 2;
        match self.right_delimiter(end) {
            Some((delimiter, trims)) => {
                self.trims = trims;
                self.position = delimiter + 2;
                Segment::Comment(TextRange::at(brace, self.position))
            }
            None => {
                let range = TextRange::at(end - 2, end);
                self.broken_comment(brace, range, end, line, "comment ends before closing delimiter")
            }
        }
    }

    fn broken_comment(
        &mut self,
        brace: usize,
        range: TextRange,
        from: usize,
        line: u32,
        message: &str,
    ) -> Segment {
        self.fault = Some(Fault { range, message: message.to_owned() });
        let end = self.resume(from);
        self.position = end;
        let token = Token { kind: Kind::Error, start: brace, end: brace, line };
        Segment::BrokenComment(TextRange::at(brace, end), token)
    }

    fn action(&mut self, brace: usize, content: usize) -> Segment {
        self.tokens.clear();
        self.parentheses.clear();
        self.fault = None;
        self.action_line = self.line_at(brace);
        let mut at = content;
        let end = loop {
            let (kind, end) = match self.token(brace, at) {
                Ok(token) => token,
                Err(fault) => {
                    self.fault = Some(fault);
                    (Kind::Error, at)
                }
            };
            let start = if kind == Kind::RightDelim { end - 2 } else { at };
            let line = self.line_at(start);
            self.tokens.push(Token { kind, start, end, line });
            match kind {
                Kind::RightDelim => break end,
                Kind::Error => break self.resume(at),
                Kind::Char if self.text.get(start) != Some(&b',') => break self.resume(start),
                _ => at = end,
            }
        };
        self.position = end;
        Segment::Action(TextRange::at(brace, end))
    }

    /// Where a broken action ends: after the next `}}`; before the next `{{`; or at the end of the line, if there is
    /// one before `{{`.
    fn resume(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(found) = memchr2(b'{', b'}', self.rest(at)) {
            let brace = at + found;
            match self.rest(brace) {
                [b'}', b'}', ..] => return brace + 2,
                [b'{', b'{', ..] => return self.line_end(from, brace),
                _ => at = brace + 1,
            }
        }
        self.line_end(from, self.text.len())
    }

    fn line_end(&self, from: usize, end: usize) -> usize {
        let line = self.text.get(from..end).unwrap_or_default();
        from + memchr(b'\n', line).unwrap_or(line.len())
    }

    /// The token at `at`: its kind and end.
    fn token(&mut self, brace: usize, at: usize) -> Result<(Kind, usize), Fault> {
        if let Some((delimiter, trims)) = self.right_delimiter(at) {
            if let Some(open) = self.parentheses.last() {
                return Err(fault(*open, open + 1, "unclosed left paren"));
            }
            self.trims = trims;
            return Ok((Kind::RightDelim, delimiter + 2));
        }
        let Some((character, length)) = quote::first_char(self.rest(at)) else {
            return Err(fault(brace, brace + 2, "unclosed action"));
        };
        let after = at + length;
        let next = self.text.get(after).copied();
        match character {
            Some(' ' | '\t' | '\r' | '\n') => Ok((Kind::Space, self.space(at))),
            Some('=') => Ok((Kind::Assign, after)),
            Some(':') if next == Some(b'=') => Ok((Kind::Declare, after + 1)),
            Some(':') => Err(fault(at, after, "expected :=")),
            Some('|') => Ok((Kind::Pipe, after)),
            Some('"') => self.quoted(at, b'"', "unterminated quoted string").map(|end| (Kind::String, end)),
            Some('\'') => {
                self.quoted(at, b'\'', "unterminated character constant").map(|end| (Kind::CharConstant, end))
            }
            Some('`') => match memchr(b'`', self.rest(after)) {
                Some(length) => Ok((Kind::RawString, after + length + 1)),
                None => Err(self.fault_to_line_end(at, "unterminated raw quoted string")),
            },
            Some('$') => self.name(after).map(|end| (Kind::Variable, end)),
            Some('.') if next.is_some_and(|byte| !byte.is_ascii_digit()) => {
                let end = self.name(after)?;
                Ok((if end == after { Kind::Dot } else { Kind::Field }, end))
            }
            Some('.' | '+' | '-' | '0'..='9') => self.number(at),
            Some(letter) if quote::is_alphanumeric(letter) => {
                let end = self.name(at)?;
                Ok((Kind::of_word(self.text.get(at..end).unwrap_or_default()), end))
            }
            Some('(') => {
                self.parentheses.push(at);
                Ok((Kind::LeftParen, after))
            }
            Some(')') if self.parentheses.pop().is_none() => Err(fault(at, after, "unexpected right paren")),
            Some(')') => Ok((Kind::RightParen, after)),
            Some('!'..='~') => Ok((Kind::Char, after)),
            other => {
                let message = format!("unrecognized character in action: {}", quote::unicode(other));
                Err(fault(at, after, &message))
            }
        }
    }

    /// The end of the blanks at `at`. The last of them may belong to a closing ` -}}`.
    fn space(&self, at: usize) -> usize {
        let end = at + self.blanks(at);
        let is_trimming = end - at > 1 && self.rest(end).starts_with(b"-}}");
        if is_trimming { end - 1 } else { end }
    }

    /// The end of the letters, digits and underscores at `at`. What follows must be fit to follow a name.
    fn name(&self, at: usize) -> Result<usize, Fault> {
        let mut end = at;
        while let Some((Some(character), length)) = quote::first_char(self.rest(end))
            && quote::is_alphanumeric(character)
        {
            end += length;
        }
        let rest = self.rest(end);
        let Some((character, length)) = quote::first_char(rest) else { return Ok(end) };
        let is_end = matches!(character, Some(' ' | '\t' | '\r' | '\n' | '.' | ',' | '|' | ':' | ')' | '('));
        if is_end || rest.starts_with(b"}}") {
            return Ok(end);
        }
        Err(fault(end, end + length, &format!("bad character {}", quote::unicode(character))))
    }

    /// The end of the literal whose opening `delimiter` is at `at`.
    fn quoted(&self, at: usize, delimiter: u8, message: &str) -> Result<usize, Fault> {
        let mut end = at + 1;
        while let Some(found) = memchr3(delimiter, b'\\', b'\n', self.rest(end)) {
            end += found;
            match (self.text.get(end), self.text.get(end + 1)) {
                (Some(b'\\'), Some(escaped)) if *escaped != b'\n' => end += 2,
                (Some(byte), _) if *byte == delimiter => return Ok(end + 1),
                _ => break,
            }
        }
        Err(self.fault_to_line_end(at, message))
    }

    /// A literal that is not closed: wrong is it up to the end of the action or line.
    fn fault_to_line_end(&self, at: usize, message: &str) -> Fault {
        let end = self.resume(at);
        let part = self.text.get(at..end).unwrap_or_default();
        let part = part.strip_suffix(b"}}").unwrap_or(part).trim_ascii_end();
        fault(at, self.line_end(at, at + part.len()), message)
    }

    /// The number at `at` (`lexNumber`).
    fn number(&self, at: usize) -> Result<(Kind, usize), Fault> {
        let bad = |end: usize| {
            let written = runes::quote(self.text.get(at..end).unwrap_or_default());
            fault(at, end, &format!("bad number syntax: {written}"))
        };
        let end = self.scan_number(at).map_err(bad)?;
        if !matches!(self.text.get(end), Some(b'+' | b'-')) {
            return Ok((Kind::Number, end));
        }
        let end = self.scan_number(end).map_err(bad)?;
        if self.text.get(end - 1) == Some(&b'i') { Ok((Kind::Complex, end)) } else { Err(bad(end)) }
    }

    /// The end of the number at `at`; the error is the end of what is none.
    fn scan_number(&self, at: usize) -> Result<usize, usize> {
        const DECIMAL: &[u8] = b"0123456789_";
        let mut end = at;
        let accept = |end: &mut usize, set: &[u8]| {
            let is_there = self.text.get(*end).is_some_and(|byte| set.contains(byte));
            *end += usize::from(is_there);
            is_there
        };
        let (mut digits, mut powers): (&[u8], &[u8]) = (DECIMAL, b"eE");
        accept(&mut end, b"+-");
        if accept(&mut end, b"0") {
            if accept(&mut end, b"xX") {
                (digits, powers) = (b"0123456789abcdefABCDEF_", b"pP");
            } else if accept(&mut end, b"oO") {
                (digits, powers) = (b"01234567_", b"");
            } else if accept(&mut end, b"bB") {
                (digits, powers) = (b"01_", b"");
            }
        }
        while accept(&mut end, digits) {}
        if accept(&mut end, b".") {
            while accept(&mut end, digits) {}
        }
        if accept(&mut end, powers) {
            accept(&mut end, b"+-");
            while accept(&mut end, DECIMAL) {}
        }
        accept(&mut end, b"i");
        match quote::first_char(self.rest(end)) {
            Some((Some(character), length)) if quote::is_alphanumeric(character) => Err(end + length),
            _ => Ok(end),
        }
    }

    /// Whether `}}` or ` -}}` stands at `at`: where its braces start, and whether it trims.
    fn right_delimiter(&self, at: usize) -> Option<(usize, bool)> {
        match self.rest(at) {
            [b'}', b'}', ..] => Some((at, false)),
            [space, b'-', b'}', b'}', ..] if SPACES.contains(space) => Some((at + 2, true)),
            _ => None,
        }
    }

    /// How many blanks stand at `at`.
    fn blanks(&self, at: usize) -> usize {
        let rest = self.rest(at);
        rest.iter().position(|byte| !SPACES.contains(byte)).unwrap_or(rest.len())
    }

    /// The line of `at`, which is never before one asked for earlier.
    fn line_at(&mut self, at: usize) -> u32 {
        if at > self.counted {
            let between = self.text.get(self.counted..at).unwrap_or_default();
            self.line += u32::try_from(memchr_iter(b'\n', between).count()).unwrap_or(u32::MAX);
            self.counted = at;
        }
        self.line
    }

    fn rest(&self, at: usize) -> &'a [u8] {
        self.text.get(at..).unwrap_or_default()
    }
}

fn fault(start: usize, end: usize, message: &str) -> Fault {
    Fault { range: TextRange::at(start, end), message: message.to_owned() }
}
