//! Offsets and ranges, in bytes.

use std::fmt;
use std::ops::{Add, AddAssign, Range, Sub};

/// A number of bytes: an offset into a source, or a length.
///
/// Sources are limited to 4 GiB by this type; loaders refuse far smaller ones (`readylint_project`).
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextSize(u32);

impl TextSize {
    /// The offset of the first byte.
    pub const ZERO: Self = Self(0);

    /// An offset or length of `bytes` bytes.
    pub const fn new(bytes: u32) -> Self {
        Self(bytes)
    }

    /// The length of `text`; saturates at 4 GiB, which no loader lets through.
    pub fn of(text: &str) -> Self {
        Self::from_usize(text.len())
    }

    /// `bytes` as an offset; saturates at 4 GiB.
    pub fn from_usize(bytes: usize) -> Self {
        Self(u32::try_from(bytes).unwrap_or(u32::MAX))
    }

    /// The number of bytes.
    pub const fn to_u32(self) -> u32 {
        self.0
    }

    /// The number of bytes, for slicing.
    pub const fn to_usize(self) -> usize {
        self.0 as usize
    }
}

impl Add for TextSize {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for TextSize {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for TextSize {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl From<u32> for TextSize {
    fn from(bytes: u32) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for TextSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A half-open range of bytes: `start` is inside, `end` is not.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextRange {
    start: TextSize,
    end: TextSize,
}

impl TextRange {
    /// The range from `start` to `end`; if they are the wrong way round, the empty range at `start`.
    pub fn new(start: TextSize, end: TextSize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// The range from byte `start` to byte `end`.
    pub fn at(start: usize, end: usize) -> Self {
        Self::new(TextSize::from_usize(start), TextSize::from_usize(end))
    }

    /// The empty range at `offset`.
    pub fn empty(offset: TextSize) -> Self {
        Self { start: offset, end: offset }
    }

    /// The first byte inside.
    pub fn start(self) -> TextSize {
        self.start
    }

    /// The first byte after.
    pub fn end(self) -> TextSize {
        self.end
    }

    /// How many bytes.
    pub fn len(self) -> TextSize {
        self.end - self.start
    }

    /// Whether there is no byte inside.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `offset` is inside (`end` is not).
    pub fn contains(self, offset: TextSize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether all of `other` is inside.
    pub fn contains_range(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub fn intersects(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest range that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// For slicing.
    pub fn to_usize(self) -> Range<usize> {
        self.start.to_usize()..self.end.to_usize()
    }
}

impl fmt::Debug for TextRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start.0, self.end.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_never_runs_backwards() {
        let range = TextRange::at(5, 3);
        assert!(range.is_empty());
        assert_eq!(range.start(), TextSize::new(5));
    }

    #[test]
    fn cover_contain_intersect() {
        let (a, b) = (TextRange::at(2, 5), TextRange::at(4, 9));
        assert_eq!(a.cover(b), TextRange::at(2, 9));
        assert!(a.intersects(b));
        assert!(!a.intersects(TextRange::at(5, 6)));
        assert!(a.contains(TextSize::new(4)) && !a.contains(TextSize::new(5)));
        assert!(TextRange::at(0, 9).contains_range(b) && !a.contains_range(b));
    }
}
