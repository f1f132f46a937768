//! Semantic versions and constraints as `github.com/Masterminds/semver/v3` reads them: `semver`, `semverCompare`, the
//! version ranges of dependencies, `kubeVersion`.
//!
//! It is not the strict grammar of semver.org: `1.2`, `v1` and `01.2` are versions. Three editions of the library are told
//! apart, by the Helm that links them: 3.3 (Helm 3.17), 3.4 (4.1), 3.5 (3.22, 4.3). It must never know what asks.

mod constraint;
mod version;

pub use constraint::Constraint;
pub use version::Version;

use crate::HelmVersion;

/// Why a text is no version or no constraint, in the library's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SemverError(pub String);

impl std::fmt::Display for SemverError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SemverError {}

/// A release of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Edition {
    /// 3.3.0: capital letters in messages, each comparison decides alone about pre-releases.
    V3_3,
    /// 3.4.0: one pre-release in an AND group admits all.
    V3_4,
    /// 3.5.0: bounds on lengths, quotes in messages.
    V3_5,
}

impl Edition {
    const fn of(helm: HelmVersion) -> Self {
        match helm {
            HelmVersion::V3_17 => Self::V3_3,
            HelmVersion::V4_1 => Self::V3_4,
            HelmVersion::V3_22 | HelmVersion::V4_3 => Self::V3_5,
        }
    }
}
