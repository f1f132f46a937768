//! Strings whose bytes remember where they came from.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use super::{EmissionId, OriginId};

/// Where a stretch of text came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// What is known about its author.
    pub origin: OriginId,
    /// The action that first printed it; none while it is only a value.
    pub emission: EmissionId,
    /// Which byte of the origin's own text its first byte is; 0 where that means nothing.
    pub offset: u32,
}

impl Piece {
    /// A stretch that starts with the first byte of `origin`.
    pub const fn of(origin: OriginId) -> Self {
        Self { origin, emission: EmissionId::NONE, offset: 0 }
    }

    /// Nothing is known.
    pub const UNKNOWN: Self = Self::of(OriginId::NONE);

    /// The same origin, `bytes` further on.
    #[must_use]
    const fn further(self, bytes: usize) -> Self {
        Self { offset: self.offset.saturating_add(bytes as u32), ..self }
    }

    /// Whether `next`, `bytes` further on, only goes on with this.
    fn goes_on(self, bytes: usize, next: Self) -> bool {
        self.origin == next.origin
            && self.emission == next.emission
            && (self.origin.is_none() || self.further(bytes).offset == next.offset)
    }
}

/// A stretch and where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Segment {
    end: u32,
    piece: Piece,
}

#[derive(Clone, Debug)]
enum Segments {
    One(Piece),
    Many(Rc<[Segment]>),
}

/// A Go string: bytes, most often UTF-8, and for each of them where it came from. Cheap to clone.
///
/// Equality, order and hash are those of the bytes.
#[derive(Clone)]
pub struct Text {
    bytes: Rc<[u8]>,
    segments: Segments,
}

impl Text {
    /// `bytes` that came from `piece` as a whole.
    pub fn new(bytes: impl Into<Rc<[u8]>>, piece: Piece) -> Self {
        Self { bytes: bytes.into(), segments: Segments::One(piece) }
    }

    /// `bytes` of one origin.
    pub fn of(bytes: impl AsRef<[u8]>, origin: OriginId) -> Self {
        Self::new(bytes.as_ref(), Piece::of(origin))
    }

    /// `bytes` of which nothing is known.
    pub fn unknown(bytes: impl AsRef<[u8]>) -> Self {
        Self::of(bytes, OriginId::NONE)
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes as text; what is no UTF-8 becomes U+FFFD.
    pub fn to_str(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    /// How many bytes.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The stretches: their bytes' range and piece, in order, none empty. (Of an empty text: none.)
    pub fn pieces(&self) -> impl Iterator<Item = (Range<usize>, Piece)> + '_ {
        let one = match &self.segments {
            Segments::One(piece) if !self.bytes.is_empty() => Some((0..self.bytes.len(), *piece)),
            _ => None,
        };
        let many: &[Segment] = match &self.segments {
            Segments::Many(segments) => segments,
            Segments::One(_) => &[],
        };
        let starts = std::iter::once(0).chain(many.iter().map(|segment| segment.end as usize));
        one.into_iter()
            .chain(starts.zip(many).map(|(start, segment)| (start..segment.end as usize, segment.piece)))
    }

    /// The piece of the first byte; of an empty text, the piece that it was made with.
    pub fn first_piece(&self) -> Piece {
        match &self.segments {
            Segments::One(piece) => *piece,
            Segments::Many(segments) => segments.first().map_or(Piece::UNKNOWN, |segment| segment.piece),
        }
    }

    /// The piece of the byte at `offset`, moved on to it.
    pub fn piece_at(&self, offset: usize) -> Piece {
        match &self.segments {
            Segments::One(piece) => piece.further(offset),
            Segments::Many(segments) => {
                let at = segments.partition_point(|segment| segment.end as usize <= offset);
                let start = if at == 0 { 0 } else { segments[at - 1].end as usize };
                segments
                    .get(at)
                    .map_or(Piece::UNKNOWN, |segment| segment.piece.further(offset.saturating_sub(start)))
            }
        }
    }

    /// The origins of all stretches, in order, with repetitions.
    pub fn origins(&self) -> impl Iterator<Item = OriginId> + '_ {
        let empty = self.bytes.is_empty().then(|| self.first_piece().origin);
        empty.into_iter().chain(self.pieces().map(|(_, piece)| piece.origin))
    }

    /// The bytes in `range` with what is known of them; the range is cut to the text.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let end = range.end.min(self.len());
        let start = range.start.min(end);
        if start == 0 && end == self.len() {
            return self.clone();
        }
        match &self.segments {
            Segments::One(piece) => Self::new(&self.bytes[start..end], piece.further(start)),
            Segments::Many(_) => {
                let mut builder = TextBuilder::new();
                builder.push_slice(self, start..end);
                builder.finish()
            }
        }
    }

    /// The same stretches over other bytes of the same length: case conversion of ASCII and the like. With another
    /// length, the whole has the origin of the first byte.
    #[must_use]
    pub fn with_bytes(&self, bytes: Vec<u8>) -> Self {
        if bytes.len() == self.len() {
            Self { bytes: bytes.into(), segments: self.segments.clone() }
        } else {
            Self::new(bytes, self.first_piece())
        }
    }

    /// The same with `emission` on every stretch that no action printed before.
    #[must_use]
    pub fn emitted(&self, emission: EmissionId) -> Self {
        let mark = |piece: Piece| {
            if piece.emission.is_none() { Piece { emission, ..piece } } else { piece }
        };
        let segments = match &self.segments {
            Segments::One(piece) => Segments::One(mark(*piece)),
            Segments::Many(segments) => {
                let marked =
                    segments.iter().map(|segment| Segment { piece: mark(segment.piece), ..*segment });
                Segments::Many(marked.collect())
            }
        };
        Self { bytes: Rc::clone(&self.bytes), segments }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_str(), f)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.bytes.cmp(&other.bytes)
    }
}

impl std::hash::Hash for Text {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl std::borrow::Borrow<[u8]> for Text {
    fn borrow(&self) -> &[u8] {
        &self.bytes
    }
}

/// A text as it grows. Neighbours that only go on with one another become one stretch.
#[derive(Clone, Debug, Default)]
pub struct TextBuilder {
    bytes: Vec<u8>,
    segments: Vec<Segment>,
    /// What an empty result is made of.
    empty: Piece,
}

impl TextBuilder {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The bytes so far.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Adds `bytes` that came from `piece`.
    pub fn push(&mut self, bytes: &[u8], piece: Piece) {
        if bytes.is_empty() {
            if self.segments.is_empty() && self.empty == Piece::UNKNOWN {
                self.empty = piece;
            }
            return;
        }
        let start = match self.segments.len() {
            0 | 1 => 0,
            many => self.segments[many - 2].end as usize,
        };
        let before = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        let end = self.bytes.len() as u32;
        match self.segments.last_mut() {
            Some(last) if last.piece.goes_on(before - start, piece) => last.end = end,
            _ => self.segments.push(Segment { end, piece }),
        }
    }

    /// Adds bytes of which nothing is known.
    pub fn push_unknown(&mut self, bytes: impl AsRef<[u8]>) {
        self.push(bytes.as_ref(), Piece::UNKNOWN);
    }

    /// Adds a text with its stretches.
    pub fn push_text(&mut self, text: &Text) {
        self.push_slice(text, 0..text.len());
    }

    /// Adds a part of a text with its stretches.
    pub fn push_slice(&mut self, text: &Text, range: Range<usize>) {
        let end = range.end.min(text.len());
        let start = range.start.min(end);
        match &text.segments {
            Segments::One(piece) => self.push(&text.bytes[start..end], piece.further(start)),
            Segments::Many(segments) => {
                let mut at = segments.partition_point(|segment| segment.end as usize <= start);
                let mut from = start;
                while from < end
                    && let Some(segment) = segments.get(at)
                {
                    let begin = if at == 0 { 0 } else { segments[at - 1].end as usize };
                    let to = end.min(segment.end as usize);
                    self.push(&text.bytes[from..to], segment.piece.further(from - begin));
                    from = to;
                    at += 1;
                }
            }
        }
    }

    /// Adds a text whose stretches that no action printed before were printed by `emission`.
    pub fn push_emitted(&mut self, text: &Text, emission: EmissionId) {
        for (range, piece) in text.pieces() {
            let piece = if piece.emission.is_none() { Piece { emission, ..piece } } else { piece };
            self.push(&text.bytes[range], piece);
        }
    }

    /// The text.
    pub fn finish(self) -> Text {
        let segments = match self.segments.as_slice() {
            [] => Segments::One(self.empty),
            [one] => Segments::One(one.piece),
            many => Segments::Many(many.into()),
        };
        Text { bytes: self.bytes.into(), segments }
    }
}

#[cfg(test)]
mod tests {
    use readylint_text::{SourceId, Span, TextRange};

    use super::*;
    use crate::provenance::{Origin, Origins};

    fn origins() -> (OriginId, OriginId) {
        let mut origins = Origins::new();
        let span = |start, end| Span::new(SourceId::new(0), TextRange::at(start, end));
        (origins.add(Origin::Text(span(0, 5))), origins.add(Origin::Text(span(9, 14))))
    }

    #[test]
    fn slices_keep_their_place_in_the_origin() {
        let (first, second) = origins();
        let mut builder = TextBuilder::new();
        builder.push_text(&Text::of("hello", first));
        builder.push_text(&Text::of("world", second));
        let text = builder.finish();
        let middle = text.slice(3..7);
        assert_eq!(middle.as_bytes(), b"lowo");
        let pieces: Vec<_> =
            middle.pieces().map(|(range, piece)| (range, piece.origin, piece.offset)).collect();
        assert_eq!(pieces, [(0..2, first, 3), (2..4, second, 0)]);
        assert_eq!(text.piece_at(6).offset, 1);
    }

    #[test]
    fn neighbours_that_go_on_are_one_stretch() {
        let (first, _) = origins();
        let text = Text::of("hello", first);
        let mut builder = TextBuilder::new();
        builder.push_slice(&text, 0..2);
        builder.push_slice(&text, 2..5);
        assert_eq!(builder.finish().pieces().count(), 1);
    }

    #[test]
    fn what_is_repeated_is_no_going_on() {
        let (first, _) = origins();
        let text = Text::of("ab", first);
        let mut builder = TextBuilder::new();
        builder.push_text(&text);
        builder.push_text(&text);
        assert_eq!(builder.finish().pieces().count(), 2);
    }

    #[test]
    fn the_first_action_that_prints_is_remembered() {
        let mut origins = Origins::new();
        let span = Span::new(SourceId::new(0), TextRange::at(0, 5));
        let frame = crate::provenance::FrameId::NONE;
        let inner = origins.add_emission(crate::provenance::Emission { at: span, frame });
        let outer = origins.add_emission(crate::provenance::Emission { at: span, frame });
        let text = Text::unknown("x").emitted(inner).emitted(outer);
        assert_eq!(text.first_piece().emission, inner);
    }
}
