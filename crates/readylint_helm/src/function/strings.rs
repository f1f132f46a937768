//! Text: `trim`, `indent`, `quote`, `trunc`, case (Sprig's `strings.go`).

use super::Function;

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[];
