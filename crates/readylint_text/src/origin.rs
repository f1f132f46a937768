//! Where the bytes of a rendered text came from.

use crate::{Span, TextRange, TextSize};

/// What is known about the author of a stretch of rendered text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The bytes stand in an authored source just so: they can be changed there.
    Exact(Span),
    /// The bytes were made by the expression at this span.
    Token(Span),
    /// Only the file is known (`# Source:` of `helm template`, origin annotations of kustomize), by the name that the
    /// input gives it; the span is where the input says so.
    File {
        /// Path of the authored file, as written in the input.
        name: String,
        /// The comment or annotation that names it.
        stated_at: Span,
    },
}

/// Origins of a rendered text: consecutive stretches, looked up by bisection.
///
/// Stretches are pushed in order of the text; what no stretch covers has no known origin.
#[derive(Clone, Debug, Default)]
pub struct OriginMap {
    ends: Vec<TextSize>,
    origins: Vec<Option<Origin>>,
}

impl OriginMap {
    /// An empty map: nothing is known.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says that the bytes from the end of the last stretch to `end` came from `origin` (`None`: unknown). An `end`
    /// before the last one is ignored.
    pub fn push(&mut self, end: TextSize, origin: Option<Origin>) {
        if end > self.ends.last().copied().unwrap_or_default() {
            self.ends.push(end);
            self.origins.push(origin);
        }
    }

    /// The origin of the byte at `offset`.
    pub fn look_up(&self, offset: TextSize) -> Option<&Origin> {
        let at = self.ends.partition_point(|&end| end <= offset);
        self.origins.get(at)?.as_ref()
    }

    /// The stretches with a known origin.
    pub fn iter(&self) -> impl Iterator<Item = (TextRange, &Origin)> {
        let starts = std::iter::once(TextSize::ZERO).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .zip(&self.origins)
            .filter_map(|((start, &end), origin)| Some((TextRange::new(start, end), origin.as_ref()?)))
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.origins.iter().all(Option::is_none)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SourceId;

    fn file(name: &str) -> Origin {
        let stated_at = Span::new(SourceId::new(0), TextRange::at(0, 1));
        Origin::File { name: name.to_owned(), stated_at }
    }

    #[test]
    fn look_up_by_bisection() {
        let mut map = OriginMap::new();
        map.push(TextSize::new(4), None);
        map.push(TextSize::new(10), Some(file("a")));
        map.push(TextSize::new(8), Some(file("ignored")));
        map.push(TextSize::new(12), Some(file("b")));
        assert_eq!(map.look_up(TextSize::new(3)), None);
        assert_eq!(map.look_up(TextSize::new(4)), Some(&file("a")));
        assert_eq!(map.look_up(TextSize::new(9)), Some(&file("a")));
        assert_eq!(map.look_up(TextSize::new(10)), Some(&file("b")));
        assert_eq!(map.look_up(TextSize::new(12)), None);
        assert_eq!(map.iter().count(), 2);
    }
}
