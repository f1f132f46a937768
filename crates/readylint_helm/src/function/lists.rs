//! Lists: `list`, `append`, `without`, `uniq` (Sprig's `list.go`).

use super::Function;

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[];
