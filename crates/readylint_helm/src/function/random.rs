//! Random text: stand-ins of the right length and alphabet (helm-rendering.md §3).

use super::Function;

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[];
