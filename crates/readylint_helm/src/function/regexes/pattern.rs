//! A compiled pattern and the search with it, step by step as Go searches.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use regex::bytes::{Regex, RegexBuilder};

use super::syntax::{Refusal, Translation, translate};
use crate::Exceeded;
use crate::function::{Call, FunctionError};
use crate::provenance::Text;
use crate::runes::runes;

/// How large a compiled pattern may be.
const MAX_SIZE: usize = 1 << 25;
/// How many compiled patterns a render keeps.
const MAX_KEPT: usize = 256;

/// A compiled pattern.
#[derive(Debug)]
pub struct Pattern {
    regex: Regex,
    /// The names of the groups; the first is the whole match.
    names: Vec<Option<String>>,
    /// About how many steps a byte takes.
    weight: u64,
    is_empty: bool,
}

impl Pattern {
    /// The pattern of Go's syntax that `source` is. Each is compiled once in a render.
    pub(super) fn cached(call: &mut Call<'_>, source: &[u8]) -> Result<Rc<Self>, FunctionError> {
        if let Some(known) = call.state.patterns.get(source) {
            return known.clone().map_err(FunctionError::new);
        }
        call.meter.step(2_000 + source.len() as u64 * 16)?;
        let pattern = match translate(source) {
            Ok(translation) => Ok(Rc::new(Self::compile(call, translation, source.is_empty())?)),
            Err(Refusal::Syntax(message)) => Err(message),
            Err(Refusal::TooDeep) => return Err(Exceeded::Depth.into()),
        };
        if call.state.patterns.len() >= MAX_KEPT {
            call.state.patterns.clear();
        }
        call.state.patterns.insert(source.into(), pattern.clone());
        pattern.map_err(FunctionError::new)
    }

    fn compile(call: &mut Call<'_>, translation: Translation, is_empty: bool) -> Result<Self, FunctionError> {
        call.meter.step(translation.weight.saturating_mul(8))?;
        let regex = RegexBuilder::new(&translation.pattern)
            .size_limit(MAX_SIZE)
            .nest_limit(2_000)
            .build()
            // all that Go refuses was refused before: it is too large
            .map_err(|_| Exceeded::Bytes)?;
        Ok(Self { regex, names: translation.names, weight: translation.weight, is_empty })
    }

    pub(super) fn names(&self) -> &[Option<String>] {
        &self.names
    }

    /// Whether it is the empty pattern.
    pub(super) fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// A search may look at everything that is left, whatever it finds.
    fn charge(&self, call: &mut Call<'_>, subject: &Subject<'_>, at: usize) -> Result<(), Exceeded> {
        let left = subject.len().saturating_sub(at) as u64;
        call.meter.step(1 + left / 256 * (1 + self.weight / 256))
    }

    /// The first match from `at` on.
    pub(super) fn find(
        &self,
        call: &mut Call<'_>,
        subject: &Subject<'_>,
        mut at: usize,
    ) -> Result<Option<Range<usize>>, FunctionError> {
        loop {
            self.charge(call, subject, at)?;
            let Some(found) = self.regex.find_at(&subject.text, at).map(|found| found.range()) else {
                return Ok(None);
            };
            if subject.is_boundary(found.start) {
                return Ok(Some(found));
            }
            // an empty match inside of a character
            at = subject.boundary_after(found.start);
        }
    }

    /// As [`Pattern::find`], with all groups if `needs_groups`.
    pub(super) fn groups(
        &self,
        call: &mut Call<'_>,
        subject: &Subject<'_>,
        at: usize,
        needs_groups: bool,
    ) -> Result<Option<Vec<Option<Range<usize>>>>, FunctionError> {
        let Some(whole) = self.find(call, subject, at)? else { return Ok(None) };
        if !needs_groups {
            return Ok(Some(vec![Some(whole)]));
        }
        self.charge(call, subject, whole.start)?;
        let captures = self.regex.captures_at(&subject.text, whole.start);
        Ok(captures.map(|captures| captures.iter().map(|group| group.map(|group| group.range())).collect()))
    }
}

/// A text to search in, with U+FFFD for each byte that is no part of valid UTF-8, as Go sees it.
#[derive(Debug)]
pub(super) struct Subject<'a> {
    text: Cow<'a, [u8]>,
    /// Where such bytes stand now.
    replaced: Vec<usize>,
}

impl<'a> Subject<'a> {
    pub(super) fn of(text: &'a Text) -> Self {
        let bytes = text.as_bytes();
        if std::str::from_utf8(bytes).is_ok() {
            return Self { text: Cow::Borrowed(bytes), replaced: Vec::new() };
        }
        let (mut out, mut replaced) = (Vec::with_capacity(bytes.len() + 16), Vec::new());
        for (at, width, rune) in runes(bytes) {
            if rune.is_none() {
                replaced.push(out.len());
                out.extend_from_slice("\u{FFFD}".as_bytes());
            } else {
                out.extend_from_slice(bytes.get(at..at + width).unwrap_or_default());
            }
        }
        Self { text: Cow::Owned(out), replaced }
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The range in the text that the subject was made of.
    pub(super) fn origin(&self, range: Range<usize>) -> Range<usize> {
        // each byte became three
        let place = |at: usize| at - 2 * self.replaced.partition_point(|start| *start < at);
        place(range.start)..place(range.end)
    }

    fn is_boundary(&self, at: usize) -> bool {
        self.text.get(at).is_none_or(|byte| *byte & 0xC0 != 0x80)
    }

    fn boundary_after(&self, at: usize) -> usize {
        (at + 1..self.len()).find(|next| self.is_boundary(*next)).unwrap_or(self.len())
    }

    /// Behind the character at `at`; behind the end if that is it.
    pub(super) fn next(&self, at: usize) -> usize {
        if at >= self.len() { self.len() + 1 } else { self.boundary_after(at) }
    }
}

/// All matches, one after the other (Go's `allMatches`).
#[derive(Debug)]
pub(super) struct Matches<'a> {
    pattern: &'a Pattern,
    subject: &'a Subject<'a>,
    at: usize,
    last: Option<usize>,
}

impl<'a> Matches<'a> {
    pub(super) fn new(pattern: &'a Pattern, subject: &'a Subject<'a>) -> Self {
        Self { pattern, subject, at: 0, last: None }
    }

    /// The next one. An empty match right behind another one is none.
    pub(super) fn next(&mut self, call: &mut Call<'_>) -> Result<Option<Range<usize>>, FunctionError> {
        while self.at <= self.subject.len() {
            let Some(found) = self.pattern.find(call, self.subject, self.at)? else {
                self.at = self.subject.len() + 1;
                return Ok(None);
            };
            let is_accepted = !(found.end == self.at && Some(found.start) == self.last);
            self.at = if found.end == self.at { self.subject.next(self.at) } else { found.end };
            self.last = Some(found.end);
            if is_accepted {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}
