//! Dates and durations. The clock stands still (helm-rendering.md §3).

use super::Function;

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[];
