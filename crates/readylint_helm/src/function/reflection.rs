//! Types: `kindOf`, `typeIs`, `deepEqual`.

use super::Function;

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[];
