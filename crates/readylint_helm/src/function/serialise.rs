//! YAML, JSON and TOML, both ways (Helm's `funcs.go`).

use super::Function;

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[];
