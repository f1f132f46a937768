//! Helm charts rendered natively, with a map from every byte back to its author.
//!
//! The parts, each above those it uses:
//!
//! 1. [`provenance`]: the arena of origins, and strings that remember where their bytes came from.
//! 2. [`value`]: what templates compute with: Go's values.
//! 3. [`template`]: the text of a template becomes a tree (Go's `text/template`), with spans.
//! 4. [`semver`]: versions and ranges of them, as Masterminds/semver reads them.
//! 5. [`mod@format`]: text of values and numbers, as Go's `fmt` and `strconv` make it.
//! 6. [`data`]: YAML, JSON and TOML become values and values become text again, as Go's libraries do it.
//! 7. [`function`]: what a template function is, and all of Sprig's, Helm's and Go's.
//! 8. [`exec`]: runs a template tree.
//! 9. [`chart`]: a folder or an archive becomes a chart with its dependencies and values.
//! 10. [`render`]: a chart and values become manifests.
//! 11. [`trace`]: from bytes of manifests to what their author would change.
//!
//! Nothing here reads a file, the clock, the environment or the network, and nothing may panic: charts are untrusted.

pub mod chart;
pub mod data;
pub mod exec;
pub mod format;
pub mod function;
mod limits;
pub mod provenance;
pub mod render;
pub mod runes;
pub mod semver;
pub mod template;
pub mod trace;
pub mod value;
mod version;

pub use limits::{Exceeded, Limits, Meter};
pub use version::HelmVersion;
