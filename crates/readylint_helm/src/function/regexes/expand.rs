//! Replacement templates: `$1`, `${name}`, `$$` (Go's `Regexp.Expand`).

use std::ops::Range;

use crate::provenance::{Piece, Text, TextBuilder};
use crate::runes::{is_digit, is_letter, runes};
use crate::{Exceeded, Meter};

/// What a match becomes.
#[derive(Debug)]
pub(super) struct Template {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Literal(Vec<u8>),
    /// The first of these groups that takes part in the match.
    Groups(Vec<usize>),
}

impl Template {
    /// The text itself.
    pub(super) fn literal(text: &[u8]) -> Self {
        Self { parts: vec![Part::Literal(text.to_vec())] }
    }

    /// A template for a pattern whose groups have these names. A `$` without a name stands for itself, a name that is not
    /// there for nothing.
    pub(super) fn parse(text: &[u8], names: &[Option<String>]) -> Self {
        let (mut parts, mut literal, mut rest) = (Vec::new(), Vec::new(), text);
        while let Some(at) = memchr::memchr(b'$', rest) {
            let (before, behind) = rest.split_at_checked(at).unwrap_or((rest, &[]));
            literal.extend_from_slice(before);
            rest = behind.get(1..).unwrap_or_default();
            if let Some(after) = rest.strip_prefix(b"$") {
                literal.push(b'$');
                rest = after;
            } else if let Some((name, after)) = name(rest) {
                if !literal.is_empty() {
                    parts.push(Part::Literal(std::mem::take(&mut literal)));
                }
                parts.push(Part::Groups(groups(name, names)));
                rest = after;
            } else {
                literal.push(b'$');
            }
        }
        literal.extend_from_slice(rest);
        parts.push(Part::Literal(literal));
        Self { parts }
    }

    /// Whether more than the place of the match is needed.
    pub(super) fn needs_groups(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Groups(_)))
    }

    /// Adds what a match becomes; `group` gives the text of a group that takes part.
    pub(super) fn push<'a>(
        &self,
        meter: &mut Meter,
        builder: &mut TextBuilder,
        piece: Piece,
        group: impl Fn(usize) -> Option<(&'a Text, Range<usize>)>,
    ) -> Result<(), Exceeded> {
        for part in &self.parts {
            match part {
                Part::Literal(bytes) => {
                    meter.bytes(bytes.len() as u64)?;
                    builder.push(bytes, piece);
                }
                Part::Groups(indexes) => {
                    if let Some((text, range)) = indexes.iter().find_map(|index| group(*index)) {
                        meter.bytes(range.len() as u64)?;
                        builder.push_slice(text, range);
                    }
                }
            }
        }
        Ok(())
    }
}

/// The name at the start, with or without braces, and what follows.
fn name(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (has_brace, text) = match text.strip_prefix(b"{") {
        Some(inner) => (true, inner),
        None => (false, text),
    };
    let is_part = |rune: Option<char>| rune.is_some_and(|c| c == '_' || is_letter(c) || is_digit(c));
    let end = runes(text).find(|(_, _, rune)| !is_part(*rune)).map_or(text.len(), |(at, _, _)| at);
    let (name, rest) = text.split_at_checked(end)?;
    let rest = if has_brace { rest.strip_prefix(b"}")? } else { rest };
    (!name.is_empty()).then_some((name, rest))
}

/// The groups that a name means: one by number, those of this name otherwise.
fn groups(name: &[u8], names: &[Option<String>]) -> Vec<usize> {
    let is_number = name.iter().all(u8::is_ascii_digit) && (name.len() == 1 || name.first() != Some(&b'0'));
    let number = std::str::from_utf8(name).ok().filter(|_| is_number).and_then(|name| name.parse().ok());
    match number {
        Some(number) => vec![number],
        None => {
            let all = names.iter().enumerate();
            all.filter(|(_, known)| known.as_ref().is_some_and(|known| known.as_bytes() == name))
                .map(|(index, _)| index)
                .collect()
        }
    }
}
