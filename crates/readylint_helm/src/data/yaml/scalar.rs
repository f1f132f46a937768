//! Scalars: plain, in quotes, in blocks. (go-yaml v2, `scannerc.go`)

use std::ops::Range;

use super::scanner::Scanner;
use super::{Content, Fault, Mark, Run};

/// The content of a scalar as it grows. As long as it is just what stands in the text nothing is copied.
struct Growing<'t> {
    text: &'t str,
    range: Range<usize>,
    decoded: Option<(String, Vec<Run>)>,
}

impl<'t> Growing<'t> {
    fn new(text: &'t str, at: usize) -> Self {
        Self { text, range: at..at, decoded: None }
    }

    /// Adds what stands in the text.
    fn keep(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        if self.decoded.is_none() && (self.range.is_empty() || self.range.end == range.start) {
            let start = if self.range.is_empty() { range.start } else { self.range.start };
            self.range = start..range.end;
            return;
        }
        let shown = self.text.get(range.clone()).unwrap_or_default();
        self.push(shown, range.start, true);
    }

    /// Adds what something at `source` stands for.
    fn add(&mut self, text: &str, source: usize) {
        if !text.is_empty() {
            self.push(text, source, false);
        }
    }

    fn push(&mut self, text: &str, source: usize, verbatim: bool) {
        let (all, range) = (self.text, self.range.clone());
        let (decoded, runs) = self.decoded.get_or_insert_with(|| {
            let start = all.get(range.clone()).unwrap_or_default();
            let run = Run { end: start.len(), source: range.start, verbatim: true };
            (start.to_owned(), if start.is_empty() { Vec::new() } else { vec![run] })
        });
        decoded.push_str(text);
        runs.push(Run { end: decoded.len(), source, verbatim });
    }

    fn finish(self) -> Content {
        match self.decoded {
            Some((text, runs)) => Content::Decoded { text, runs },
            None => Content::Verbatim(self.range),
        }
    }
}

/// Line breaks between two lines of a scalar that is not a block: the first, and those after it.
#[derive(Default)]
struct Breaks {
    first: Option<(&'static str, usize)>,
    more: String,
}

impl Breaks {
    fn push(&mut self, line: &str, at: usize) {
        match self.first {
            None => self.first = Some((kept(line), at)),
            Some(_) => self.more.push_str(line),
        }
    }

    /// A single line end becomes a blank; of several the first counts for nothing.
    fn fold(&mut self, into: &mut Growing<'_>) {
        if let Some((first, at)) = self.first.take() {
            match first {
                "\n" if self.more.is_empty() => into.add(" ", at),
                "\n" => into.add(&self.more, at),
                _ => into.add(&format!("{first}{}", self.more), at),
            }
        }
        self.more.clear();
    }
}

fn kept(line: &str) -> &'static str {
    match line {
        "\u{2028}" => "\u{2028}",
        "\u{2029}" => "\u{2029}",
        _ => "\n",
    }
}

impl Scanner<'_> {
    /// A plain scalar, and where it ends: behind its last character that is no blank.
    pub(super) fn scan_plain(&mut self) -> Result<(Content, Mark), Fault> {
        let indent = self.indent + 1;
        let mut content = Growing::new(self.text, self.mark.at);
        let (mut end, mut blanks) = (self.mark, self.mark.at..self.mark.at);
        let mut breaks = Breaks::default();
        loop {
            if self.mark.column == 0 && self.is_document_indicator() || self.byte(0) == b'#' {
                break;
            }
            let run = self.plain_run();
            if !run.is_empty() {
                if breaks.first.is_some() {
                    breaks.fold(&mut content);
                } else {
                    content.keep(blanks);
                }
                content.keep(run);
                end = self.mark;
            }
            let start = self.mark.at;
            if !(self.is_blank(0) || self.line_break(0) > 0) {
                break;
            }
            self.plain_blanks(indent, &mut breaks)?;
            blanks = start..self.mark.at;
            if self.flow_level == 0 && self.mark.column.cast_signed() < indent {
                break;
            }
        }
        self.key_allowed |= breaks.first.is_some();
        Ok((content.finish(), end))
    }

    /// Goes over what belongs to a plain scalar up to a gap or an indicator.
    fn plain_run(&mut self) -> Range<usize> {
        let start = self.mark.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let in_flow = self.flow_level > 0;
        let mut len = 0;
        while let Some(&byte) = rest.get(len) {
            let ends = match byte {
                b' ' | b'\t' | b'\n' | b'\r' => true,
                b':' => self.is_gap(len + 1),
                b',' | b'?' | b'[' | b']' | b'{' | b'}' => in_flow,
                0xc2 | 0xe2 => self.line_break(len) > 0,
                _ => false,
            };
            if ends {
                break;
            }
            len += 1;
        }
        self.skip(len);
        start..self.mark.at
    }

    fn plain_blanks(&mut self, indent: isize, breaks: &mut Breaks) -> Result<(), Fault> {
        loop {
            if self.line_break(0) > 0 {
                let at = self.mark.at;
                let line = self.skip_line();
                breaks.push(line, at);
            } else if self.is_blank(0) {
                if breaks.first.is_some() && self.mark.column.cast_signed() < indent && self.byte(0) == b'\t'
                {
                    return self.fault("found a tab character that violates indentation");
                }
                self.skip(1);
            } else {
                return Ok(());
            }
        }
    }

    /// A scalar in quotes.
    pub(super) fn scan_quoted(&mut self, single: bool) -> Result<Content, Fault> {
        self.skip(1);
        let mut content = Growing::new(self.text, self.mark.at);
        loop {
            if self.mark.column == 0 && self.is_document_indicator() {
                return self.fault("found unexpected document indicator");
            }
            if self.mark.at >= self.bytes.len() {
                return self.fault("found unexpected end of stream");
            }
            let continued = self.quoted_run(single, &mut content)?;
            if self.byte(0) == if single { b'\'' } else { b'"' } {
                break;
            }
            self.quoted_blanks(continued, &mut content);
        }
        self.skip(1);
        Ok(content.finish())
    }

    /// Goes over what is no blank, up to the closing quote. Says whether it ended with an escaped line break.
    fn quoted_run(&mut self, single: bool, content: &mut Growing<'_>) -> Result<bool, Fault> {
        loop {
            let start = self.mark.at;
            let rest = self.bytes.get(start..).unwrap_or_default();
            let mut len = 0;
            while let Some(&byte) = rest.get(len) {
                let ends = match byte {
                    b' ' | b'\t' | b'\n' | b'\r' => true,
                    b'\'' => single,
                    b'"' | b'\\' => !single,
                    0xc2 | 0xe2 => self.line_break(len) > 0,
                    _ => false,
                };
                if ends {
                    break;
                }
                len += 1;
            }
            self.skip(len);
            content.keep(start..self.mark.at);
            match self.byte(0) {
                b'\'' if single && self.byte(1) == b'\'' => {
                    content.add("'", self.mark.at);
                    self.skip(2);
                }
                b'\\' if !single && self.line_break(1) > 0 => {
                    self.skip(1);
                    self.skip_line();
                    return Ok(true);
                }
                b'\\' if !single => self.escape(content)?,
                _ => return Ok(false),
            }
        }
    }

    fn escape(&mut self, content: &mut Growing<'_>) -> Result<(), Fault> {
        let at = self.mark.at;
        let (digits, character) = match self.byte(1) {
            b'0' => (0, '\0'),
            b'a' => (0, '\x07'),
            b'b' => (0, '\x08'),
            b't' | b'\t' => (0, '\t'),
            b'n' => (0, '\n'),
            b'v' => (0, '\x0b'),
            b'f' => (0, '\x0c'),
            b'r' => (0, '\r'),
            b'e' => (0, '\x1b'),
            byte @ (b' ' | b'"' | b'\'' | b'\\') => (0, char::from(byte)),
            b'N' => (0, '\u{85}'),
            b'_' => (0, '\u{a0}'),
            b'L' => (0, '\u{2028}'),
            b'P' => (0, '\u{2029}'),
            b'x' => (2, '\0'),
            b'u' => (4, '\0'),
            b'U' => (8, '\0'),
            _ => return self.fault("found unknown escape character"),
        };
        self.skip(2);
        if digits == 0 {
            content.add(character.encode_utf8(&mut [0; 4]), at);
            return Ok(());
        }
        let mut number = 0_u64;
        for ahead in 0..digits {
            let Some(digit) = char::from(self.byte(ahead)).to_digit(16) else {
                return self.fault("did not find expected hexdecimal number");
            };
            number = number * 16 + u64::from(digit);
        }
        let Some(character) = u32::try_from(number).ok().and_then(char::from_u32) else {
            return self.fault("found invalid Unicode character escape code");
        };
        content.add(character.encode_utf8(&mut [0; 4]), at);
        self.skip(digits);
        Ok(())
    }

    /// Goes over blanks and line breaks. `continued`: a line break was escaped before them.
    fn quoted_blanks(&mut self, continued: bool, content: &mut Growing<'_>) {
        let start = self.mark.at;
        let mut breaks = Breaks::default();
        let mut more = String::new();
        loop {
            if self.line_break(0) > 0 {
                let at = self.mark.at;
                let line = self.skip_line();
                if continued { more.push_str(line) } else { breaks.push(line, at) }
            } else if self.is_blank(0) {
                self.skip(1);
            } else {
                break;
            }
        }
        if continued {
            content.add(&more, start);
        } else if breaks.first.is_some() {
            breaks.fold(content);
        } else {
            content.keep(start..self.mark.at);
        }
    }

    /// A scalar behind `|` or `>`, and where it ends.
    pub(super) fn scan_block(&mut self, literal: bool) -> Result<(Content, Mark), Fault> {
        self.skip(1);
        let (chomping, increment) = self.block_header()?;
        self.skip_blanks_and_comment();
        if !self.is_line_end(0) {
            return self.fault("did not find expected comment or line break");
        }
        if self.line_break(0) > 0 {
            self.skip_line();
        }
        let mut indent = if increment > 0 { increment + self.indent.max(0).cast_unsigned() } else { 0 };
        let mut content = Growing::new(self.text, self.mark.at);
        // The last line break, and those of empty lines after it.
        let (mut last, mut more): (Vec<Line>, Vec<Line>) = (Vec::new(), Vec::new());
        let mut after_blank = false;
        let mut end = self.block_breaks(&mut indent, &mut more)?;
        while self.mark.column == indent && self.mark.at < self.bytes.len() {
            let blank = self.is_blank(0);
            let folds = last.first().is_some_and(|line| line.text == "\n");
            if !literal && !after_blank && !blank && folds {
                if more.is_empty() {
                    content.add(" ", last.first().map_or(0, |line| line.at));
                }
            } else {
                add_all(&last, &mut content);
            }
            add_all(&more, &mut content);
            last.clear();
            more.clear();
            after_blank = blank;
            let start = self.mark.at;
            self.skip_to_line_end();
            content.keep(start..self.mark.at);
            end = self.mark;
            if self.line_break(0) > 0 {
                last.push(Line { at: self.mark.at, text: kept(self.skip_line()) });
            }
            self.block_breaks(&mut indent, &mut more)?;
        }
        if chomping != Chomping::Strip {
            add_all(&last, &mut content);
        }
        if chomping == Chomping::Keep {
            add_all(&more, &mut content);
        }
        Ok((content.finish(), end))
    }

    /// What stands behind the `|` or `>`: how the end is cut, and the indentation, 0 if it is to be seen from the text.
    fn block_header(&mut self) -> Result<(Chomping, usize), Fault> {
        let (mut chomping, mut increment) = (Chomping::Clip, 0);
        let sign = |byte: u8| match byte {
            b'+' => Some(Chomping::Keep),
            b'-' => Some(Chomping::Strip),
            _ => None,
        };
        let before = sign(self.byte(0));
        if let Some(found) = before {
            chomping = found;
            self.skip(1);
        }
        if self.byte(0).is_ascii_digit() {
            if self.byte(0) == b'0' {
                return self.fault("found an indentation indicator equal to 0");
            }
            increment = usize::from(self.byte(0) - b'0');
            self.skip(1);
            if let Some(found) = sign(self.byte(0)).filter(|_| before.is_none()) {
                chomping = found;
                self.skip(1);
            }
        }
        Ok((chomping, increment))
    }

    /// Goes over indentation and empty lines, and finds the indentation out if it is 0. Says where the last line ends.
    fn block_breaks(&mut self, indent: &mut usize, breaks: &mut Vec<Line>) -> Result<Mark, Fault> {
        let (mut end, mut deepest) = (self.mark, 0);
        loop {
            while (*indent == 0 || self.mark.column < *indent) && self.byte(0) == b' ' {
                self.skip(1);
            }
            deepest = deepest.max(self.mark.column);
            if (*indent == 0 || self.mark.column < *indent) && self.byte(0) == b'\t' {
                return self.fault("found a tab character where an indentation space is expected");
            }
            if self.line_break(0) == 0 {
                break;
            }
            let at = self.mark.at;
            breaks.push(Line { at, text: kept(self.skip_line()) });
            end = self.mark;
        }
        if *indent == 0 {
            *indent = deepest.max((self.indent + 1).max(1).cast_unsigned());
        }
        Ok(end)
    }
}

/// What becomes of the line ends at the end of a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    Clip,
    Strip,
    Keep,
}

/// A line break and what it stands for.
struct Line {
    at: usize,
    text: &'static str,
}

impl Line {
    fn add(&self, content: &mut Growing<'_>) {
        let end = self.at + self.text.len();
        if content.text.get(self.at..end) == Some(self.text) {
            content.keep(self.at..end);
        } else {
            content.add(self.text, self.at);
        }
    }
}

fn add_all(lines: &[Line], content: &mut Growing<'_>) {
    for line in lines {
        line.add(content);
    }
}
