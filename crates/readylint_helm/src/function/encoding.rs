//! Base64, base32, hashes.

use super::Function;

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[];
