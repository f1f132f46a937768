//! Sets of Kubernetes minors, as the bundled table knows them.

use std::fmt;

use readylint_scalars::{KubernetesVersion, VersionRange};

/// The oldest minor that the table has schemas for.
pub const FIRST_MINOR: u16 = 25;
/// How many minors the table has schemas for, from [`FIRST_MINOR`] on.
pub const MINOR_COUNT: u16 = 13;

/// A set of minors for which the table has schemas, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Minors(u16);

impl Minors {
    /// No minor.
    pub const NONE: Self = Self(0);
    /// All minors that the table has schemas for.
    pub const ALL: Self = Self((1 << MINOR_COUNT) - 1);

    /// The set with these bits, the lowest for [`FIRST_MINOR`]; bits past the newest minor are dropped.
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits & Self::ALL.0)
    }

    /// The bits, the lowest for [`FIRST_MINOR`].
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// The set of one minor; empty if the table has no schemas for it.
    pub const fn of(minor: u16) -> Self {
        if minor < FIRST_MINOR || minor >= FIRST_MINOR + MINOR_COUNT {
            return Self::NONE;
        }
        Self(1 << (minor - FIRST_MINOR))
    }

    /// The minors of `range` that the table has schemas for; may be none.
    pub fn of_range(range: VersionRange) -> Self {
        let minors = FIRST_MINOR..FIRST_MINOR + MINOR_COUNT;
        minors.filter(|&minor| range.contains(KubernetesVersion::new(minor))).fold(Self::NONE, Self::with)
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The set with `minor` in it, if the table has schemas for that.
    #[must_use]
    pub const fn with(self, minor: u16) -> Self {
        self.or(Self::of(minor))
    }

    /// Whether `version` is among them.
    pub fn contains(self, version: KubernetesVersion) -> bool {
        version.major == 1 && !self.and(Self::of(version.minor)).is_empty()
    }

    /// The newest of them.
    pub fn newest(self) -> Option<KubernetesVersion> {
        self.versions().next_back()
    }

    /// All of them, the oldest first.
    pub fn versions(self) -> impl DoubleEndedIterator<Item = KubernetesVersion> {
        let minors = FIRST_MINOR..FIRST_MINOR + MINOR_COUNT;
        minors.filter(move |&minor| !self.and(Self::of(minor)).is_empty()).map(KubernetesVersion::new)
    }
}

impl fmt::Display for Minors {
    /// `1.35`, `1.30 to 1.33`, `1.30, 1.32 to 1.34`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut versions = self.versions().peekable();
        let mut separator = "";
        while let Some(first) = versions.next() {
            let mut last = first;
            while let Some(next) = versions.next_if(|next| next.minor == last.minor + 1) {
                last = next;
            }
            match last.minor - first.minor {
                0 => write!(f, "{separator}{first}")?,
                _ => write!(f, "{separator}{first} to {last}")?,
            }
            separator = ", ";
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_read_as_ranges() {
        let minors = [30, 32, 33, 34, 99].into_iter().fold(Minors::NONE, Minors::with);
        assert_eq!(minors.to_string(), "1.30, 1.32 to 1.34");
        assert_eq!(minors.newest(), Some(KubernetesVersion::new(34)));
        assert_eq!(Minors::of(24), Minors::NONE);
        assert!(minors.contains(KubernetesVersion::new(32)) && !minors.contains(KubernetesVersion::new(31)));
    }

    #[test]
    fn a_range_may_reach_past_the_table() {
        let range = VersionRange::new(KubernetesVersion::new(20), KubernetesVersion::new(26));
        assert_eq!(range.map(Minors::of_range).unwrap_or_default().to_string(), "1.25 to 1.26");
    }
}
