//! From text to tokens. (go-yaml v2, `scannerc.go`)

use std::collections::VecDeque;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{Content, Fault, Mark, Style};

/// A token with its place.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: Mark,
    pub(super) end: Mark,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    StreamEnd,
    /// `%YAML`, with the version if that is 1.1.
    Version {
        fits: bool,
    },
    /// `%TAG`.
    TagDirective {
        handle: String,
        prefix: String,
    },
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(Range<usize>),
    Anchor(Range<usize>),
    Tag {
        handle: String,
        suffix: String,
    },
    Scalar {
        style: Style,
        content: Content,
    },
}

/// Something that turns out to be a key if a `:` follows in its line.
#[derive(Clone, Copy, Debug, Default)]
struct SimpleKey {
    possible: bool,
    /// Nothing else can stand here.
    required: bool,
    token: usize,
    mark: Mark,
}

/// How far behind its start the `:` of a simple key may stand, in characters.
const LONGEST_KEY: usize = 1024;
/// (`max_flow_level`, `max_indents`)
const MAX_LEVELS: usize = 10_000;

/// Where the scanner is.
pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    pub(super) bytes: &'t [u8],
    pub(super) mark: Mark,
    pub(super) flow_level: usize,
    /// The column of the innermost block collection, -1 outside.
    pub(super) indent: isize,
    indents: Vec<isize>,
    keys: Vec<SimpleKey>,
    keys_by_token: FxHashMap<usize, usize>,
    tokens: VecDeque<Token>,
    /// How many tokens were taken.
    taken: usize,
    pub(super) key_allowed: bool,
    ended: bool,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        // A byte order mark says nothing.
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self {
            text,
            bytes: text.as_bytes(),
            mark: Mark { at, ..Mark::default() },
            flow_level: 0,
            indent: -1,
            indents: Vec::new(),
            keys: vec![SimpleKey::default()],
            keys_by_token: FxHashMap::default(),
            tokens: VecDeque::new(),
            // The start of the stream is a token for go-yaml.
            taken: 1,
            key_allowed: true,
            ended: false,
        }
    }

    /// The next token, which stays.
    pub(super) fn peek(&mut self) -> Result<&Token, Fault> {
        while self.needs_more()? {
            self.fetch()?;
        }
        self.tokens.front().ok_or_else(|| Fault::meaning(self.mark.at, "unexpected end of the tokens"))
    }

    /// Takes the next token, which was looked at.
    pub(super) fn take(&mut self) -> Option<Token> {
        if self.tokens.len() == 1 && self.ended {
            return self.tokens.front().cloned();
        }
        self.taken += 1;
        self.tokens.pop_front()
    }

    /// Whether the next token is not known yet: there is none, or it may become a key.
    fn needs_more(&mut self) -> Result<bool, Fault> {
        if self.tokens.is_empty() {
            return Ok(!self.ended);
        }
        match self.keys_by_token.get(&self.taken) {
            Some(&key) => self.is_valid(key),
            None => Ok(false),
        }
    }

    // --- text ----------------------------------------------------------------------------------------------------------

    /// The byte `ahead`, 0 behind the end.
    pub(super) fn byte(&self, ahead: usize) -> u8 {
        self.bytes.get(self.mark.at + ahead).copied().unwrap_or(0)
    }

    /// The length of the line break that stands `ahead`.
    pub(super) fn line_break(&self, ahead: usize) -> usize {
        match self.byte(ahead) {
            b'\n' | b'\r' => 1,
            0xc2 if self.byte(ahead + 1) == 0x85 => 2,
            0xe2 if self.byte(ahead + 1) == 0x80 && matches!(self.byte(ahead + 2), 0xa8 | 0xa9) => 3,
            _ => 0,
        }
    }

    pub(super) fn is_blank(&self, ahead: usize) -> bool {
        matches!(self.byte(ahead), b' ' | b'\t')
    }

    /// A line break, or the end.
    pub(super) fn is_line_end(&self, ahead: usize) -> bool {
        self.byte(ahead) == 0 || self.line_break(ahead) > 0
    }

    /// A blank, a line break or the end.
    pub(super) fn is_gap(&self, ahead: usize) -> bool {
        self.is_blank(ahead) || self.is_line_end(ahead)
    }

    /// Goes on by bytes of one line.
    pub(super) fn skip(&mut self, bytes: usize) {
        let run = self.bytes.get(self.mark.at..self.mark.at + bytes).unwrap_or_default();
        let characters = run.iter().filter(|&&byte| byte & 0xc0 != 0x80).count();
        self.mark.at += run.len();
        self.mark.column += characters;
        self.mark.index += characters;
    }

    /// Goes on by the character at hand.
    pub(super) fn skip_character(&mut self) {
        let width = match self.byte(0) {
            0xf0.. => 4,
            0xe0.. => 3,
            0xc0.. => 2,
            _ => 1,
        };
        self.skip(width);
    }

    /// Goes behind the line break at hand; says what it stands for.
    pub(super) fn skip_line(&mut self) -> &'t str {
        let text = self.text;
        let start = self.mark.at;
        let bytes = self.line_break(0);
        let pair = self.byte(0) == b'\r' && self.byte(1) == b'\n';
        self.mark.at += bytes + usize::from(pair);
        self.mark.index += 1 + usize::from(pair);
        self.mark.column = 0;
        self.mark.line += 1;
        if bytes == 3 { text.get(start..start + 3).unwrap_or("\n") } else { "\n" }
    }

    /// Goes behind the blanks at hand, and a comment behind them.
    pub(super) fn skip_blanks_and_comment(&mut self) {
        while self.is_blank(0) {
            self.skip(1);
        }
        if self.byte(0) == b'#' {
            self.skip_to_line_end();
        }
    }

    pub(super) fn skip_to_line_end(&mut self) {
        while !self.is_line_end(0) {
            // Whole runs of ASCII at once.
            let rest = self.bytes.get(self.mark.at..).unwrap_or_default();
            let run = rest.iter().take_while(|&&byte| (b' '..0x7f).contains(&byte) || byte == b'\t').count();
            if run > 0 {
                self.skip(run);
            } else {
                self.skip_character();
            }
        }
    }

    pub(super) fn fault<T>(&self, words: &'static str) -> Result<T, Fault> {
        Err(Fault::scanner(self.mark, words))
    }

    // --- simple keys and indentation -----------------------------------------------------------------------------------

    fn is_valid(&mut self, key: usize) -> Result<bool, Fault> {
        let mark = self.mark;
        let Some(key) = self.keys.get_mut(key).filter(|key| key.possible) else {
            return Ok(false);
        };
        if key.mark.line < mark.line || key.mark.index + LONGEST_KEY < mark.index {
            if key.required {
                return self.fault("could not find expected ':'");
            }
            key.possible = false;
            return Ok(false);
        }
        Ok(true)
    }

    pub(super) fn save_key(&mut self) -> Result<(), Fault> {
        let required = self.flow_level == 0 && usize::try_from(self.indent) == Ok(self.mark.column);
        if self.key_allowed {
            let token = self.taken + self.tokens.len();
            let key = SimpleKey { possible: true, required, token, mark: self.mark };
            self.remove_key()?;
            self.keys_by_token.insert(token, self.keys.len() - 1);
            if let Some(last) = self.keys.last_mut() {
                *last = key;
            }
        }
        Ok(())
    }

    fn remove_key(&mut self) -> Result<(), Fault> {
        if let Some(key) = self.keys.last_mut().filter(|key| key.possible) {
            if key.required {
                return self.fault("could not find expected ':'");
            }
            key.possible = false;
            let token = key.token;
            self.keys_by_token.remove(&token);
        }
        Ok(())
    }

    fn push(&mut self, kind: TokenKind, start: Mark) {
        let end = self.mark;
        self.tokens.push_back(Token { kind, start, end });
    }

    /// Puts a token of no width before the one with this number, or at the end if that one was taken.
    fn insert(&mut self, number: Option<usize>, kind: TokenKind, mark: Mark) {
        let token = Token { kind, start: mark, end: mark };
        match number.and_then(|number| number.checked_sub(self.taken)) {
            Some(index) if index <= self.tokens.len() => self.tokens.insert(index, token),
            _ => self.tokens.push_back(token),
        }
    }

    fn roll_indent(&mut self, number: Option<usize>, kind: TokenKind, mark: Mark) -> Result<(), Fault> {
        let column = mark.column.cast_signed();
        if self.flow_level > 0 || self.indent >= column {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column;
        if self.indents.len() > MAX_LEVELS {
            return self.fault("exceeded max depth of 10000");
        }
        self.insert(number, kind, mark);
        Ok(())
    }

    fn unroll_indent(&mut self, column: isize) {
        while self.flow_level == 0 && self.indent > column {
            self.push(TokenKind::BlockEnd, self.mark);
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    // --- tokens --------------------------------------------------------------------------------------------------------

    fn fetch(&mut self) -> Result<(), Fault> {
        self.skip_to_token();
        self.unroll_indent(self.mark.column.cast_signed());
        let (byte, in_flow) = (self.byte(0), self.flow_level > 0);
        if self.mark.at >= self.bytes.len() {
            return self.stream_end();
        }
        if self.mark.column == 0 {
            match byte {
                b'%' => return self.directive(),
                b'-' | b'.' if self.is_document_indicator() => return self.document_indicator(byte),
                _ => {}
            }
        }
        match byte {
            b'[' => self.flow_start(TokenKind::FlowSequenceStart),
            b'{' => self.flow_start(TokenKind::FlowMappingStart),
            b']' => self.flow_end(TokenKind::FlowSequenceEnd),
            b'}' => self.flow_end(TokenKind::FlowMappingEnd),
            b',' => {
                self.remove_key()?;
                self.key_allowed = true;
                self.single(TokenKind::FlowEntry);
                Ok(())
            }
            b'-' if self.is_gap(1) => self.block_entry(),
            b'?' if in_flow || self.is_gap(1) => self.key(),
            b':' if in_flow || self.is_gap(1) => self.value(),
            b'*' | b'&' => self.anchor(byte == b'*'),
            b'!' => self.tag(),
            b'|' | b'>' if !in_flow => self.block_scalar(byte == b'|'),
            b'\'' | b'"' => self.quoted(byte == b'\''),
            b'\t' | b'#' | b'|' | b'>' | b'%' | b'@' | b'`' => {
                self.fault("found character that cannot start any token")
            }
            _ => self.plain(),
        }
    }

    /// One of `---` and `...` with a gap behind it.
    pub(super) fn is_document_indicator(&self) -> bool {
        let rest = self.bytes.get(self.mark.at..).unwrap_or_default();
        (rest.starts_with(b"---") || rest.starts_with(b"...")) && self.is_gap(3)
    }

    /// Goes over blanks, comments and line ends. A tab counts as a blank only where no key can start.
    fn skip_to_token(&mut self) {
        loop {
            let mut blanks = 0;
            while self.byte(blanks) == b' '
                || ((self.flow_level > 0 || !self.key_allowed) && self.byte(blanks) == b'\t')
            {
                blanks += 1;
            }
            self.skip(blanks);
            if self.byte(0) == b'#' {
                self.skip_to_line_end();
            }
            if self.line_break(0) == 0 {
                return;
            }
            self.skip_line();
            self.key_allowed |= self.flow_level == 0;
        }
    }

    fn stream_end(&mut self) -> Result<(), Fault> {
        if self.mark.column != 0 {
            self.mark.column = 0;
            self.mark.line += 1;
        }
        self.unroll_indent(-1);
        self.remove_key()?;
        self.key_allowed = false;
        self.push(TokenKind::StreamEnd, self.mark);
        self.ended = true;
        Ok(())
    }

    fn directive(&mut self) -> Result<(), Fault> {
        self.unroll_indent(-1);
        self.remove_key()?;
        self.key_allowed = false;
        let start = self.mark;
        let kind = self.scan_directive()?;
        self.push(kind, start);
        Ok(())
    }

    fn document_indicator(&mut self, byte: u8) -> Result<(), Fault> {
        self.unroll_indent(-1);
        self.remove_key()?;
        self.key_allowed = false;
        let start = self.mark;
        self.skip(3);
        self.push(if byte == b'-' { TokenKind::DocumentStart } else { TokenKind::DocumentEnd }, start);
        Ok(())
    }

    /// An indicator of one byte.
    fn single(&mut self, kind: TokenKind) {
        let start = self.mark;
        self.skip(1);
        self.push(kind, start);
    }

    fn flow_start(&mut self, kind: TokenKind) -> Result<(), Fault> {
        self.save_key()?;
        let token = self.taken + self.tokens.len();
        self.keys.push(SimpleKey { possible: false, required: false, token, mark: self.mark });
        self.flow_level += 1;
        if self.flow_level > MAX_LEVELS {
            return self.fault("exceeded max depth of 10000");
        }
        self.key_allowed = true;
        self.single(kind);
        Ok(())
    }

    fn flow_end(&mut self, kind: TokenKind) -> Result<(), Fault> {
        self.remove_key()?;
        if self.flow_level > 0 {
            self.flow_level -= 1;
            // go-yaml forgets by this that an empty collection may be a key, unless its `:` was seen before.
            if let Some(key) = self.keys.pop() {
                self.keys_by_token.remove(&key.token);
            }
        }
        self.key_allowed = false;
        self.single(kind);
        Ok(())
    }

    fn block_entry(&mut self) -> Result<(), Fault> {
        if self.flow_level == 0 {
            if !self.key_allowed {
                return self.fault("block sequence entries are not allowed in this context");
            }
            self.roll_indent(None, TokenKind::BlockSequenceStart, self.mark)?;
        }
        self.remove_key()?;
        self.key_allowed = true;
        self.single(TokenKind::BlockEntry);
        Ok(())
    }

    fn key(&mut self) -> Result<(), Fault> {
        if self.flow_level == 0 {
            if !self.key_allowed {
                return self.fault("mapping keys are not allowed in this context");
            }
            self.roll_indent(None, TokenKind::BlockMappingStart, self.mark)?;
        }
        self.remove_key()?;
        self.key_allowed = self.flow_level == 0;
        self.single(TokenKind::Key);
        Ok(())
    }

    fn value(&mut self) -> Result<(), Fault> {
        let last = self.keys.len() - 1;
        if self.is_valid(last)? {
            let key = self.keys[last];
            self.insert(Some(key.token), TokenKind::Key, key.mark);
            self.roll_indent(Some(key.token), TokenKind::BlockMappingStart, key.mark)?;
            self.keys[last].possible = false;
            self.keys_by_token.remove(&key.token);
            self.key_allowed = false;
        } else {
            if self.flow_level == 0 {
                if !self.key_allowed {
                    return self.fault("mapping values are not allowed in this context");
                }
                self.roll_indent(None, TokenKind::BlockMappingStart, self.mark)?;
            }
            self.key_allowed = self.flow_level == 0;
        }
        self.single(TokenKind::Value);
        Ok(())
    }

    fn anchor(&mut self, alias: bool) -> Result<(), Fault> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.mark;
        let name = self.scan_anchor()?;
        self.push(if alias { TokenKind::Alias(name) } else { TokenKind::Anchor(name) }, start);
        Ok(())
    }

    fn tag(&mut self) -> Result<(), Fault> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.mark;
        let kind = self.scan_tag()?;
        self.push(kind, start);
        Ok(())
    }

    fn block_scalar(&mut self, literal: bool) -> Result<(), Fault> {
        self.remove_key()?;
        self.key_allowed = true;
        let start = self.mark;
        let (content, end) = self.scan_block(literal)?;
        let style = if literal { Style::Literal } else { Style::Folded };
        self.tokens.push_back(Token { kind: TokenKind::Scalar { style, content }, start, end });
        Ok(())
    }

    fn quoted(&mut self, single: bool) -> Result<(), Fault> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.mark;
        let content = self.scan_quoted(single)?;
        let style = if single { Style::Single } else { Style::Double };
        self.push(TokenKind::Scalar { style, content }, start);
        Ok(())
    }

    fn plain(&mut self) -> Result<(), Fault> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.mark;
        let (content, end) = self.scan_plain()?;
        self.tokens.push_back(Token { kind: TokenKind::Scalar { style: Style::Plain, content }, start, end });
        Ok(())
    }
}
