//! Semantic versions and their constraints, as Masterminds/semver v3.

use super::Function;

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[];
