//! Names in other spellings: `camelcase`, `snakecase`, `kebabcase` (xstrings). No byte keeps its place.

use crate::function::given::text;
use crate::function::{Call, FunctionError};
use crate::runes::{is_letter, is_number, is_punctuation, is_upper, runes, to_lower, to_upper};
use crate::value::Value;

type Outcome = Result<Value, FunctionError>;

/// A character; U+FFFD for a byte that is no part of one.
type Rune = char;

fn is_connector(c: Rune) -> bool {
    c == '-' || c == '_' || c.is_whitespace()
}

/// A letter of a script that has words of letters.
fn is_alphabetic(c: Rune) -> bool {
    is_letter(c)
        && !matches!(
            c,
            '\u{4E00}'..='\u{9FCC}' | '\u{3400}'..='\u{4D85}' | '\u{20000}'..='\u{2B81D}'
        )
}

/// `ToPascalCase`: connectors between words go, each word starts with a capital. Connectors at the start stay, and all but
/// one of several in a row.
pub(super) fn camelcase(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let source = text(arguments, 0);
    call.meter.bytes(3 * source.len() as u64)?;
    let mut all =
        runes(source.as_bytes()).map(|(_, _, rune)| rune.unwrap_or(char::REPLACEMENT_CHARACTER)).peekable();
    let mut out = String::with_capacity(source.len());
    let mut current = None;
    // whether the word began with a capital, and has had nothing else so far: these become small
    let mut shouts = false;
    while let Some(c) = all.next() {
        if !is_connector(c) {
            shouts = is_upper(c);
            current = Some(to_upper(c));
            break;
        }
        out.push(c);
        // where there is nothing else, the last connector is written twice
        current = all.peek().is_none().then_some(c);
    }
    for mut c in all {
        let previous = current.unwrap_or_default();
        if is_connector(c) && is_connector(previous) {
            out.push(previous);
        } else if is_connector(previous) {
            shouts = is_upper(c);
            c = to_upper(c);
        } else {
            if shouts {
                shouts = is_upper(c);
                c = if shouts { to_lower(c) } else { c };
            }
            out.push(previous);
        }
        current = Some(c);
    }
    out.extend(current);
    Ok(call.made("camelcase", arguments, out))
}

pub(super) fn snakecase(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    separated(call, "snakecase", arguments, '_')
}

pub(super) fn kebabcase(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    separated(call, "kebabcase", arguments, '-')
}

fn separated(call: &mut Call<'_>, name: &'static str, arguments: &[Value], connector: char) -> Outcome {
    let source = text(arguments, 0);
    call.meter.bytes(4 * source.len() as u64)?;
    let out = Splitter::new(source.as_bytes(), connector).run();
    Ok(call.made(name, arguments, out))
}

/// What a run of characters is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// There is none, or only bytes that are no UTF-8.
    Invalid,
    Number,
    /// Capitals, or one capital and small letters.
    Upper,
    Alphabetic,
    Connector,
    Punctuation,
    Other,
}

impl Kind {
    const fn joins_number(self) -> bool {
        matches!(self, Self::Alphabetic | Self::Number)
    }

    const fn is_mark(self) -> bool {
        matches!(self, Self::Connector | Self::Punctuation)
    }
}

/// `camelCaseToLowerCase`: runs of characters, with connectors where one word ends and the next begins.
struct Splitter<'a> {
    rest: &'a [u8],
    connector: char,
    out: Vec<u8>,
}

impl<'a> Splitter<'a> {
    fn new(text: &'a [u8], connector: char) -> Self {
        Self { rest: text, connector, out: Vec::with_capacity(text.len() + 8) }
    }

    fn run(mut self) -> Vec<u8> {
        let (mut kind, mut word) = self.next();
        while !self.rest.is_empty() {
            if kind != Kind::Connector {
                self.push(kind, word);
            }
            let (previous, last) = (kind, word);
            (kind, word) = self.next();
            match previous {
                Kind::Number => {
                    (kind, word) = self.join_number(kind, word);
                    if kind != Kind::Invalid && !kind.is_mark() {
                        self.connect();
                    }
                }
                Kind::Connector => self.push(previous, last),
                Kind::Punctuation => {}
                _ if kind != Kind::Number => {
                    if !kind.is_mark() {
                        self.connect();
                    }
                }
                _ if self.rest.is_empty() => {}
                _ => (kind, word) = self.number_behind_word(word),
            }
        }
        self.push(kind, word);
        self.out
    }

    /// Letters and numbers that follow a number belong to it.
    fn join_number(&mut self, mut kind: Kind, mut word: &'a [u8]) -> (Kind, &'a [u8]) {
        while kind.joins_number() {
            self.push(kind, word);
            (kind, word) = self.next();
        }
        (kind, word)
    }

    /// A number belongs to the word before it, as in `Bld4Floor`, unless small letters follow, as in `HTTP2xx`.
    fn number_behind_word(&mut self, number: &'a [u8]) -> (Kind, &'a [u8]) {
        let (kind, word) = self.next();
        if kind != Kind::Alphabetic {
            self.push(Kind::Number, number);
            if !kind.is_mark() {
                self.connect();
            }
            return (kind, word);
        }
        self.connect();
        self.push(Kind::Number, number);
        let (kind, word) = self.join_number(kind, word);
        if kind != Kind::Invalid && !kind.is_mark() {
            self.connect();
        }
        (kind, word)
    }

    fn connect(&mut self) {
        self.push_char(self.connector);
    }

    fn push_char(&mut self, c: char) {
        let mut buffer = [0; 4];
        self.out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
    }

    fn push(&mut self, kind: Kind, word: &[u8]) {
        if !matches!(kind, Kind::Upper | Kind::Connector) {
            self.out.extend_from_slice(word);
            return;
        }
        for (_, _, rune) in runes(word) {
            let c = rune.unwrap_or(char::REPLACEMENT_CHARACTER);
            let c = if is_connector(c) {
                self.connector
            } else if is_upper(c) {
                to_lower(c)
            } else {
                c
            };
            self.push_char(c);
        }
    }

    /// Takes the next run.
    fn next(&mut self) -> (Kind, &'a [u8]) {
        let text = self.rest;
        let (kind, length) = Self::measure(text);
        let (word, rest) = text.split_at_checked(length).unwrap_or((text, &[]));
        self.rest = rest;
        (kind, word)
    }

    fn measure(text: &[u8]) -> (Kind, usize) {
        let mut reader = Reader { text, at: 0 };
        let Some((first, width)) = reader.peek() else { return (Kind::Invalid, text.len()) };
        reader.at = width;
        let kind = match first {
            _ if is_connector(first) => Kind::Connector,
            _ if is_punctuation(first) => Kind::Punctuation,
            _ if is_upper(first) => return (Kind::Upper, reader.upper()),
            _ if is_alphabetic(first) => Kind::Alphabetic,
            _ if is_number(first) => Kind::Number,
            _ => Kind::Other,
        };
        let belongs = |c: Rune| match kind {
            Kind::Connector => is_connector(c),
            Kind::Punctuation => is_punctuation(c),
            Kind::Alphabetic => is_alphabetic(c) && !is_upper(c),
            Kind::Number => is_number(c),
            _ => !(is_connector(c) || is_alphabetic(c) || is_number(c) || is_punctuation(c)),
        };
        reader.take_while(belongs);
        (kind, reader.at)
    }
}

/// Reads characters; bytes that are no UTF-8 belong to the character behind them, at the end to the one before.
struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    /// The next character that is one, and where it ends from here.
    fn peek(&self) -> Option<(Rune, usize)> {
        let rest = self.text.get(self.at..)?;
        runes(rest).find_map(|(at, width, rune)| {
            // U+FFFD itself is passed over, as in Go it is told from a bad byte by its width only
            let c = rune.filter(|c| *c != char::REPLACEMENT_CHARACTER)?;
            Some((c, at + width))
        })
    }

    fn take_while(&mut self, belongs: impl Fn(Rune) -> bool) {
        while self.at < self.text.len() {
            match self.peek() {
                Some((c, width)) if belongs(c) => self.at += width,
                Some(_) => return,
                None => self.at = self.text.len(),
            }
        }
    }

    /// Behind a capital: more of them but for the last if a small letter follows, or small letters. Returns the length.
    fn upper(&mut self) -> usize {
        let Some((second, width)) = self.peek() else { return self.text.len() };
        if !is_upper(second) {
            if is_alphabetic(second) {
                self.take_while(|c| is_alphabetic(c) && !is_upper(c));
            }
            return self.at;
        }
        self.at += width;
        let mut last = width;
        while let Some((c, width)) = self.peek() {
            if !is_upper(c) {
                return if is_alphabetic(c) { self.at - last } else { self.at };
            }
            self.at += width;
            last = width;
        }
        self.text.len()
    }
}
