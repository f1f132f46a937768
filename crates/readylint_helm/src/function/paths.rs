//! Paths and URLs.

use super::Function;

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[];
