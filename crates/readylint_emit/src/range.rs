//! Ranges of rows: the one shape in which our own JSON formats and the reports show where something is written.

use readylint_text::{Sources, Span};
use serde::Serialize;

use crate::place::{Place, Places, Point};

/// A place in a file, of characters from `start` up to `end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct RangeRow {
    /// The first character.
    pub start: PointRow,
    /// Behind the last character.
    pub end: PointRow,
}

/// One end of a range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PointRow {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// From 0, in bytes from the first byte of the file.
    pub offset: u32,
}

impl From<Point> for PointRow {
    fn from(point: Point) -> Self {
        Self { line: point.line, column: point.column, offset: point.offset }
    }
}

impl From<Place<'_>> for RangeRow {
    fn from(place: Place<'_>) -> Self {
        Self { start: place.start.into(), end: place.end.into() }
    }
}

/// Makes the ranges of rows of spans. One serves a whole graph or table, because it remembers what it learned of very
/// long lines.
pub struct Ranges<'a>(Places<'a>);

impl<'a> Ranges<'a> {
    /// Makes ranges of spans in `sources`.
    pub fn new(sources: &'a Sources) -> Self {
        Self(Places::new(sources))
    }

    /// The name of the file of `span`, and where in it. An empty span grows by a character, as those of findings do.
    pub fn of(&self, span: Span) -> (&'a str, RangeRow) {
        let place = self.0.of(span);
        (place.file, place.into())
    }
}
