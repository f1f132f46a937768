//! The configuration: `readylint.yaml`, its layers, its schema.
//!
//! ```text
//! built-in ◄ extends ◄ readylint.yaml ◄ path overrides ◄ command line or editor      = Settings of one file
//! ```
//!
//! Reading cannot fail: what is wrong in a file becomes a [`Problem`], everything else in it still holds.

mod explain;
mod globs;
mod init;
mod layers;
mod options;
mod problem;
mod read;
mod read_entries;
mod schema;

pub use explain::{Row, rows};
pub use init::init_text;
pub(crate) use layers::Assigner;
pub use layers::{ConfigId, ConfigOverride, Configurations, FailOnMap};
pub use options::{
    ChartOptions, Exclude, FailOn, Options, Override, Provenance, RuleOptions, Scenario, Sourced, Stage,
};
pub(crate) use problem::INVALID_CONFIGURATION;
pub use problem::Problem;
pub use read::read;
pub use schema::schema;

/// The names of a configuration file; the first one counts if both are there.
pub const CONFIGURATION_NAMES: [&str; 2] = ["readylint.yaml", ".readylint.yaml"];

/// Names that are easily written instead of [`CONFIGURATION_NAMES`], and are reported.
pub(crate) const WRONG_NAMES: [&str; 2] = ["readylint.yml", ".readylint.yml"];

/// Whether `name` is one of [`CONFIGURATION_NAMES`] or a common slip for one.
pub(crate) fn is_configuration_name(name: &str) -> bool {
    CONFIGURATION_NAMES.contains(&name) || WRONG_NAMES.contains(&name)
}
