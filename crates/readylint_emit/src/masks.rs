//! Which bytes must not be shown.

use std::collections::BTreeMap;

use readylint_text::{SourceId, Span, TextRange};

/// Ranges that hold secret values. Where source text is shown, every character in them is shown as `*`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Masks {
    /// Sorted, disjoint and not empty, so that look-up is a bisection.
    ranges: BTreeMap<SourceId, Vec<TextRange>>,
}

impl Masks {
    /// Nothing is secret.
    pub fn new() -> Self {
        Self::default()
    }

    /// Hides the bytes of `span`. Spans may overlap and come in any order; in the order of the text is fastest.
    pub fn insert(&mut self, span: Span) {
        if span.range.is_empty() {
            return;
        }
        let ranges = self.ranges.entry(span.source).or_default();
        // All that touch the new range become one with it.
        let from = ranges.partition_point(|range| range.end() < span.range.start());
        let to = ranges.partition_point(|range| range.start() <= span.range.end());
        let merged =
            ranges.get(from..to).unwrap_or_default().iter().fold(span.range, |all, range| all.cover(*range));
        ranges.splice(from..to.max(from), [merged]);
    }

    /// The hidden ranges that share a byte with `span`, in order of the text.
    pub fn masked(&self, span: Span) -> &[TextRange] {
        let ranges = self.ranges.get(&span.source).map_or(&[][..], Vec::as_slice);
        let from = ranges.partition_point(|range| range.end() <= span.range.start());
        let to = ranges.partition_point(|range| range.start() < span.range.end());
        ranges.get(from..to).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize) -> Span {
        Span::new(SourceId::new(1), TextRange::at(start, end))
    }

    #[test]
    fn overlapping_ranges_become_one() {
        let mut masks = Masks::new();
        for (start, end) in [(20, 30), (0, 5), (40, 50), (4, 6), (28, 41), (9, 9)] {
            masks.insert(span(start, end));
        }
        assert_eq!(masks.masked(span(0, 100)), [TextRange::at(0, 6), TextRange::at(20, 50)]);
        assert_eq!(masks.masked(span(6, 20)), []);
        assert_eq!(masks.masked(span(5, 21)), [TextRange::at(0, 6), TextRange::at(20, 50)]);
        assert_eq!(masks.masked(Span::new(SourceId::new(7), TextRange::at(0, 9))), []);
    }
}
