//! Where nodes stand, and the origins of what they are made of.

use readylint_text::{Span, TextRange};

use super::set::{Home, Unit};
use crate::provenance::{Origin, Origins, Piece, Text};

impl Unit {
    /// The place of `range`: in a string that `tpl` was given, that of its author if one author wrote all of it, else the
    /// call of `tpl`.
    pub(super) fn span(&self, range: TextRange, origins: &Origins) -> Option<Span> {
        match &self.home {
            Home::Source(source) => Some(Span::new(*source, range)),
            Home::Rope { text, call } => {
                written(text, range.start().to_usize(), range.end().to_usize(), origins).or(*call)
            }
            Home::Nowhere => None,
        }
    }
}

/// The place in a file where `text[start..end]` stands just so.
fn written(text: &Text, start: usize, end: usize, origins: &Origins) -> Option<Span> {
    let length = end.checked_sub(start).filter(|length| *length > 0)?;
    let first = text.piece_at(start);
    let last = text.piece_at(end - 1);
    let goes_on = last.offset.checked_sub(first.offset)? as usize == length - 1;
    if first.origin != last.origin || !goes_on {
        return None;
    }
    let span = place_of(first, origins)?;
    let begin = span.range.start().to_usize() + first.offset as usize;
    let range = TextRange::at(begin, begin + length);
    span.range.contains_range(range).then(|| span.with_range(range))
}

/// Where the origin of a piece stands, if its bytes stand there just so.
fn place_of(piece: Piece, origins: &Origins) -> Option<Span> {
    match origins.get(piece.origin) {
        Origin::Text(span) | Origin::Literal(span) | Origin::File(span) => Some(*span),
        Origin::Value(node) => origins.node(*node)?.content,
        Origin::Key(node) => origins.node(*node)?.key,
        _ => None,
    }
}
