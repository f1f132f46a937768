//! Patterns of Go's syntax (`regexp/syntax`) become patterns of the `regex` crate's.
//!
//! What Go refuses is refused in its words. Every atom is written so that it means the same whatever stands around it: the
//! flags that hold are part of it.

use std::fmt::Write;

use super::class::{NOTHING, perl, posix, push_range, unicode};
use crate::runes::runes;

/// How deep groups may be nested here; Go allows 1,000.
const MAX_DEPTH: usize = 250;
/// How deep groups may be nested in Go.
const GO_MAX_DEPTH: usize = 1_000;
/// How often something may be repeated by counts, all of them multiplied.
const MAX_REPEAT: u32 = 1_000;

/// A pattern of the `regex` crate.
#[derive(Debug)]
pub(super) struct Translation {
    pub(super) pattern: String,
    /// The names of the groups; the first is the whole match.
    pub(super) names: Vec<Option<String>>,
    /// About how large it is: atoms, as often as they are repeated.
    pub(super) weight: u64,
}

/// Why a pattern is not translated.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Go refuses it, in these words.
    Syntax(String),
    /// Groups in groups, too many for us.
    TooDeep,
}

#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // Go's flags
struct Flags {
    /// `i`
    folds: bool,
    /// `m`
    is_multiline: bool,
    /// `s`
    dot_takes_breaks: bool,
    /// `U`
    is_lazy: bool,
}

/// Something that can be repeated.
#[derive(Debug)]
struct Atom {
    text: String,
    /// How often it repeats something inside.
    repeat: u32,
    weight: u64,
}

/// A group that is open, or the whole pattern.
#[derive(Debug)]
struct Group {
    /// The flags that hold again behind it.
    flags: Flags,
    captures: bool,
    /// The branches before the current one, each with `|` behind it.
    branches: String,
    atoms: Vec<Atom>,
    repeat: u32,
    weight: u64,
}

impl Group {
    fn new(flags: Flags, captures: bool) -> Self {
        Self { flags, captures, branches: String::new(), atoms: Vec::new(), repeat: 1, weight: 1 }
    }

    fn end_branch(&mut self) {
        for atom in self.atoms.drain(..) {
            self.branches.push_str(&atom.text);
            self.repeat = self.repeat.max(atom.repeat);
            self.weight = self.weight.saturating_add(atom.weight);
        }
    }

    fn into_atom(mut self) -> Atom {
        self.end_branch();
        let opening = if self.captures { "(" } else { "(?:" };
        Atom { text: format!("{opening}{})", self.branches), repeat: self.repeat, weight: self.weight }
    }
}

struct Parser<'a> {
    source: &'a [u8],
    at: usize,
    flags: Flags,
    /// The open groups; the first is the whole pattern and stays.
    groups: Vec<Group>,
    names: Vec<Option<String>>,
}

/// Translates a pattern.
pub(super) fn translate(source: &[u8]) -> Result<Translation, Refusal> {
    let flags = Flags::default();
    let groups = vec![Group::new(flags, false)];
    Parser { source, at: 0, flags, groups, names: vec![None] }.run()
}

type Parsed<T> = Result<T, Refusal>;

fn refuse<T>(what: &str, part: &[u8]) -> Parsed<T> {
    let part = shown(part);
    Err(Refusal::Syntax(format!("error parsing regexp: {what}: `{part}`")))
}

/// Each byte that is no part of valid UTF-8 becomes U+FFFD.
fn shown(part: &[u8]) -> String {
    runes(part).map(|(_, _, rune)| rune.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

impl Parser<'_> {
    fn run(mut self) -> Parsed<Translation> {
        // where the operator before stands, if it was one of repetition
        let mut previous: Option<usize> = None;
        while let Some(byte) = self.peek(0) {
            let start = self.at;
            let mut repeated = None;
            match byte {
                b'(' if self.peek(1) == Some(b'?') => self.flags_or_group()?,
                b'(' => {
                    self.at += 1;
                    self.names.push(None);
                    self.open(Group::new(self.flags, true))?;
                }
                b'|' => {
                    self.at += 1;
                    let group = self.group();
                    group.end_branch();
                    group.branches.push('|');
                }
                b')' => self.close()?,
                b'^' => self.sign(if self.flags.is_multiline { "(?m:^)" } else { r"\A" }, 1),
                b'$' => self.sign(if self.flags.is_multiline { "(?m:$)" } else { r"\z" }, 1),
                b'.' => self.sign(if self.flags.dot_takes_breaks { "(?s:.)" } else { "(?-s:.)" }, 1),
                b'[' => self.class()?,
                b'*' | b'+' | b'?' => {
                    self.at += 1;
                    let (least, most) = match byte {
                        b'*' => (0, None),
                        b'+' => (1, None),
                        _ => (0, Some(1)),
                    };
                    self.repeat(byte, least, most, start, previous)?;
                    repeated = Some(start);
                }
                b'{' => match self.counts()? {
                    None => self.push_literal(),
                    Some((least, most)) => {
                        self.repeat(byte, least, most, start, previous)?;
                        repeated = Some(start);
                    }
                },
                b'\\' => self.escape()?,
                _ => {
                    let c = self.character()?;
                    self.literal(c);
                }
            }
            previous = repeated;
        }
        self.end()
    }

    fn end(mut self) -> Parsed<Translation> {
        if self.groups.len() > 1 {
            return refuse("missing closing )", self.source);
        }
        let names = std::mem::take(&mut self.names);
        let mut group = std::mem::replace(self.group(), Group::new(Flags::default(), false));
        group.end_branch();
        Ok(Translation { pattern: group.branches, names, weight: group.weight })
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.source.get(self.at + ahead).copied()
    }

    fn rest(&self) -> &[u8] {
        self.source.get(self.at..).unwrap_or_default()
    }

    /// What was read from `start` on.
    fn read(&self, start: usize) -> &[u8] {
        self.source.get(start..self.at).unwrap_or_default()
    }

    fn group(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            self.groups.push(Group::new(self.flags, false));
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn push(&mut self, text: impl Into<String>) {
        self.group().atoms.push(Atom { text: text.into(), repeat: 1, weight: 1 });
    }

    /// An atom that so many bytes stand for.
    fn sign(&mut self, text: &str, width: usize) {
        self.at += width;
        self.push(text);
    }

    /// The byte here, which means nothing else.
    fn push_literal(&mut self) {
        let byte = self.peek(0).unwrap_or_default();
        self.at += 1;
        self.literal(u32::from(byte));
    }

    fn literal(&mut self, c: u32) {
        let mut text = String::new();
        match char::from_u32(c) {
            None => text.push_str(NOTHING),
            Some(c) if c.is_ascii_alphanumeric() || !c.is_ascii() => text.push(c),
            // writing to a string does not fail
            Some(_) => drop(write!(text, r"\x{{{c:X}}}")),
        }
        self.push(if self.flags.folds { format!("(?i:{text})") } else { text });
    }

    fn open(&mut self, group: Group) -> Parsed<()> {
        self.groups.push(group);
        if self.groups.len() > MAX_DEPTH {
            let is_too_deep_for_go = self.depth() >= GO_MAX_DEPTH;
            return if is_too_deep_for_go {
                refuse("expression nests too deeply", self.source)
            } else {
                Err(Refusal::TooDeep)
            };
        }
        Ok(())
    }

    /// How deep groups are nested from here on at least: opening parentheses in a row.
    fn depth(&self) -> usize {
        self.groups.len() - 1 + self.rest().iter().take_while(|byte| **byte == b'(').count()
    }

    fn close(&mut self) -> Parsed<()> {
        self.at += 1;
        if self.groups.len() < 2 {
            return refuse("unexpected )", self.source);
        }
        if let Some(group) = self.groups.pop() {
            self.flags = group.flags;
            let atom = group.into_atom();
            self.group().atoms.push(atom);
        }
        Ok(())
    }

    /// Repeats the last atom. The operator stands at `start` and was read but for a `?` behind it.
    fn repeat(
        &mut self,
        operator: u8,
        least: u32,
        most: Option<u32>,
        start: usize,
        previous: Option<usize>,
    ) -> Parsed<()> {
        let mut is_lazy = self.flags.is_lazy;
        if self.peek(0) == Some(b'?') {
            self.at += 1;
            is_lazy = !is_lazy;
        }
        if let Some(previous) = previous {
            return refuse("invalid nested repetition operator", self.read(previous));
        }
        let Some(atom) = self.group().atoms.pop() else {
            return refuse("missing argument to repetition operator", self.read(start));
        };
        let is_counted = operator == b'{';
        let count = most.unwrap_or(least);
        let repeat = if is_counted && count > 0 { atom.repeat.saturating_mul(count) } else { atom.repeat };
        if is_counted && count >= 2 && repeat > MAX_REPEAT {
            return refuse("invalid repeat count", self.read(start));
        }
        let counts = match (operator, most) {
            (b'{', None) => format!("{{{least},}}"),
            (b'{', Some(most)) => format!("{{{least},{most}}}"),
            _ => char::from(operator).to_string(),
        };
        let lazily = if is_lazy { "?" } else { "" };
        let text = format!("(?:{}){counts}{lazily}", atom.text);
        let times = u64::from(count.max(1)) + u64::from(most.is_none());
        // what is repeated not at all is as if it repeated nothing
        let repeat = if most == Some(0) { 1 } else { repeat };
        let weight = atom.weight.saturating_mul(times);
        self.group().atoms.push(Atom { text, repeat, weight });
        Ok(())
    }

    /// `{n}`, `{n,}` or `{n,m}`; nothing is read if it is none of them.
    fn counts(&mut self) -> Parsed<Option<(u32, Option<u32>)>> {
        let start = self.at;
        self.at += 1;
        let mut read = || -> Option<(u64, Option<u64>)> {
            let least = self.count()?;
            let mut most = Some(least);
            if self.peek(0) == Some(b',') {
                self.at += 1;
                most = if self.peek(0) == Some(b'}') { None } else { Some(self.count()?) };
            }
            if self.peek(0) != Some(b'}') {
                return None;
            }
            self.at += 1;
            Some((least, most))
        };
        let Some((least, most)) = read() else {
            self.at = start;
            return Ok(None);
        };
        let largest = most.unwrap_or(least).max(least);
        if largest > u64::from(MAX_REPEAT) || most.is_some_and(|most| least > most) {
            return refuse("invalid repeat count", self.read(start));
        }
        let small = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(Some((small(least), most.map(small))))
    }

    /// Digits without a superfluous zero in front.
    fn count(&mut self) -> Option<u64> {
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let text = self.rest().get(..digits)?;
        if digits == 0 || digits > 1 && text.first() == Some(&b'0') {
            return None;
        }
        let text = std::str::from_utf8(text).ok()?;
        let number = text.parse().unwrap_or(u64::MAX);
        self.at += digits;
        Some(number)
    }

    /// Behind `(?`: a name, flags, or a group with flags.
    fn flags_or_group(&mut self) -> Parsed<()> {
        let start = self.at;
        let rest = self.rest();
        let prefix = match rest {
            [_, _, b'P', b'<', _, ..] => 4,
            [_, _, b'<', _, ..] => 3,
            _ => return self.flags(start),
        };
        let Some(end) = memchr::memchr(b'>', rest) else {
            check_utf8(rest)?;
            return refuse("invalid named capture", rest);
        };
        let name = rest.get(prefix..end).unwrap_or_default();
        check_utf8(name)?;
        let is_name =
            !name.is_empty() && name.iter().all(|byte| *byte == b'_' || byte.is_ascii_alphanumeric());
        if !is_name {
            return refuse("invalid named capture", rest.get(..=end).unwrap_or_default());
        }
        let name = shown(name);
        self.names.push(Some(name));
        self.at += end + 1;
        self.open(Group::new(self.flags, true))
    }

    fn flags(&mut self, start: usize) -> Parsed<()> {
        self.at += 2;
        let mut flags = self.flags;
        let (mut holds, mut is_named) = (true, false);
        while self.at < self.source.len() {
            let flag = self.character()?;
            match u8::try_from(flag).unwrap_or_default() {
                b'i' => flags.folds = holds,
                b'm' => flags.is_multiline = holds,
                b's' => flags.dot_takes_breaks = holds,
                b'U' => flags.is_lazy = holds,
                b'-' if holds => {
                    (holds, is_named) = (false, false);
                    continue;
                }
                end @ (b':' | b')') if holds || is_named => {
                    if end == b':' {
                        self.open(Group::new(self.flags, false))?;
                    }
                    self.flags = flags;
                    return Ok(());
                }
                _ => break,
            }
            is_named = true;
        }
        refuse("invalid or unsupported Perl syntax", self.read(start))
    }

    /// The character here, which is then read.
    fn character(&mut self) -> Parsed<u32> {
        let next = runes(self.rest()).next();
        match next {
            Some((_, width, Some(c))) => {
                self.at += width;
                Ok(u32::from(c))
            }
            Some((_, _, None)) => refuse("invalid UTF-8", self.rest()),
            // Go reads U+FFFD at the end
            None => Ok(u32::from(char::REPLACEMENT_CHARACTER)),
        }
    }

    /// A backslash and what follows, outside of a class.
    fn escape(&mut self) -> Parsed<()> {
        match self.peek(1) {
            Some(b'A') => self.sign(r"\A", 2),
            Some(b'b') => self.sign(r"(?-u:\b)", 2),
            Some(b'B') => self.sign(r"(?-u:\B)", 2),
            Some(b'z') => self.sign(r"\z", 2),
            Some(b'C') => {
                return refuse("invalid escape sequence", self.rest().get(..2).unwrap_or_default());
            }
            Some(b'Q') => self.quoted()?,
            Some(b'p' | b'P') => {
                let class = self.unicode_class()?;
                self.push(if self.flags.folds { format!("(?i:{class})") } else { class });
            }
            Some(letter) if perl(letter).is_some() => {
                let class = perl(letter).unwrap_or_default();
                self.at += 2;
                self.push(if self.flags.folds { format!("(?i:{class})") } else { class.to_owned() });
            }
            _ => {
                let c = self.escaped()?;
                self.literal(c);
            }
        }
        Ok(())
    }

    /// Between `\Q` and `\E` everything stands for itself.
    fn quoted(&mut self) -> Parsed<()> {
        self.at += 2;
        let end = memchr::memmem::find(self.rest(), br"\E");
        let (literal, next) = match end {
            Some(end) => (self.at + end, self.at + end + 2),
            None => (self.source.len(), self.source.len()),
        };
        while self.at < literal {
            // Go looks no further than the end of what is quoted
            if let Some((_, _, None)) = runes(self.source.get(self.at..literal).unwrap_or_default()).next() {
                return refuse("invalid UTF-8", self.source.get(self.at..literal).unwrap_or_default());
            }
            let c = self.character()?;
            self.literal(c);
        }
        self.at = next;
        Ok(())
    }

    /// The character that an escape stands for.
    fn escaped(&mut self) -> Parsed<u32> {
        let start = self.at;
        self.at += 1;
        if self.at >= self.source.len() {
            return refuse("trailing backslash at end of expression", b"");
        }
        let c = self.character()?;
        let is_octal = |byte: Option<u8>| byte.is_some_and(|byte| (b'0'..=b'7').contains(&byte));
        let found = match u8::try_from(c).unwrap_or(b'\xFF') {
            digit @ b'0'..=b'7' if digit == b'0' || is_octal(self.peek(0)) => {
                let mut number = u32::from(digit - b'0');
                for _ in 0..2 {
                    let Some(next) = self.peek(0).filter(|next| is_octal(Some(*next))) else { break };
                    number = number * 8 + u32::from(next - b'0');
                    self.at += 1;
                }
                Some(number)
            }
            b'x' => self.hexadecimal()?,
            b'a' => Some(7),
            b'f' => Some(0xC),
            b'n' => Some(0xA),
            b'r' => Some(0xD),
            b't' => Some(9),
            b'v' => Some(0xB),
            other if other.is_ascii() && !other.is_ascii_alphanumeric() => Some(c),
            _ => None,
        };
        found.map_or_else(|| refuse("invalid escape sequence", self.read(start)), Ok)
    }

    /// Behind `\x`: two digits, or some in braces.
    fn hexadecimal(&mut self) -> Parsed<Option<u32>> {
        let digit = |c: u32| char::from_u32(c).and_then(|c| c.to_digit(16));
        if self.at >= self.source.len() {
            return Ok(None);
        }
        let first = self.character()?;
        if first != u32::from('{') {
            let second = self.character()?;
            return Ok(digit(first).zip(digit(second)).map(|(first, second)| first * 16 + second));
        }
        let (mut number, mut has_digits) = (0, false);
        while self.at < self.source.len() {
            let c = self.character()?;
            if c == u32::from('}') {
                return Ok(has_digits.then_some(number));
            }
            let Some(digit) = digit(c) else { return Ok(None) };
            number = number * 16 + digit;
            if number > u32::from(char::MAX) {
                return Ok(None);
            }
            has_digits = true;
        }
        Ok(None)
    }

    /// `\pL`, `\p{Name}`, `\P{^Name}`.
    fn unicode_class(&mut self) -> Parsed<String> {
        let start = self.at;
        let mut is_negated = self.peek(1) == Some(b'P');
        self.at += 2;
        let first = self.character()?;
        let name = if first == u32::from('{') {
            let Some(length) = memchr::memchr(b'}', self.rest()) else {
                let whole = self.source.get(start..).unwrap_or_default();
                check_utf8(whole)?;
                return refuse("invalid character class range", whole);
            };
            let name = self.rest().get(..length).unwrap_or_default();
            check_utf8(name)?;
            let name = shown(name);
            self.at += length + 1;
            name
        } else {
            shown(self.read(start).get(2..).unwrap_or_default())
        };
        let name = match name.strip_prefix('^') {
            Some(name) => {
                is_negated = !is_negated;
                name
            }
            None => &name,
        };
        unicode(name, is_negated)
            .map_or_else(|| refuse("invalid character class range", self.read(start)), Ok)
    }

    /// A class in brackets.
    fn class(&mut self) -> Parsed<()> {
        let start = self.at;
        self.at += 1;
        let mut items = String::new();
        let is_negated = self.peek(0) == Some(b'^');
        self.at += usize::from(is_negated);
        let mut is_first = true;
        while self.peek(0) != Some(b']') || is_first {
            is_first = false;
            match (self.peek(0), self.peek(1)) {
                (Some(b'['), Some(b':')) if self.named_class(&mut items)? => {}
                (Some(b'\\'), Some(b'p' | b'P')) => items.push_str(&self.unicode_class()?),
                (Some(b'\\'), Some(letter)) if perl(letter).is_some() => {
                    self.at += 2;
                    items.push_str(perl(letter).unwrap_or_default());
                }
                _ => self.class_range(start, &mut items)?,
            }
        }
        self.at += 1;
        let text = match (is_negated, items.is_empty()) {
            (false, true) => NOTHING.to_owned(),
            (true, true) => r"[\x{0}-\x{10FFFF}]".to_owned(),
            (false, false) => format!("[{items}]"),
            (true, false) => format!("[^{items}]"),
        };
        self.push(if self.flags.folds { format!("(?i:{text})") } else { text });
        Ok(())
    }

    /// `[:name:]`; nothing is read if it has no end.
    fn named_class(&mut self, items: &mut String) -> Parsed<bool> {
        let inner = self.rest().get(2..).unwrap_or_default();
        let Some(length) = memchr::memmem::find(inner, b":]") else { return Ok(false) };
        let Some(class) = posix(inner.get(..length).unwrap_or_default()) else {
            return refuse(
                "invalid character class range",
                self.rest().get(..length + 4).unwrap_or_default(),
            );
        };
        self.at += length + 4;
        items.push_str(&class);
        Ok(true)
    }

    /// One character of a class, or a range.
    fn class_range(&mut self, class: usize, items: &mut String) -> Parsed<()> {
        let start = self.at;
        let low = self.class_character(class)?;
        let mut high = low;
        if self.peek(0) == Some(b'-') && self.peek(1).is_some_and(|next| next != b']') {
            self.at += 1;
            high = self.class_character(class)?;
            if high < low {
                return refuse("invalid character class range", self.read(start));
            }
        }
        push_range(items, low, high);
        Ok(())
    }

    fn class_character(&mut self, class: usize) -> Parsed<u32> {
        match self.peek(0) {
            None => refuse("missing closing ]", self.source.get(class..).unwrap_or_default()),
            Some(b'\\') => self.escaped(),
            Some(_) => self.character(),
        }
    }
}

/// Refuses what is no UTF-8, from there on.
fn check_utf8(text: &[u8]) -> Parsed<()> {
    match runes(text).find(|(_, _, rune)| rune.is_none()) {
        Some((at, _, _)) => refuse("invalid UTF-8", text.get(at..).unwrap_or_default()),
        None => Ok(()),
    }
}
