//! Regular expressions, as Go's `regexp`.

use super::Function;

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[];
