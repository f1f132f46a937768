//! Go's own functions: comparison, `index`, `len`, `printf` and their kin (`text/template/funcs.go`).

use super::Function;

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[];
