//! Maps: `dict`, `set`, `merge`, `dig` (Sprig's `dict.go`, mergo).

use super::Function;

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[];
