//! Rules, the run over a bundle, and the one stage that finishes findings into diagnostics.
//!
//! ```text
//! Input ── run ──► findings ── finish ──► Report
//! ```
//!
//! [`run`] walks every bundle once; each node meets only the rules that want it. Rules report [`Finding`]s to their
//! [`RuleContext`]. [`finish`](run) alone makes diagnostics of them: it maps origins up, drops what yields, merges,
//! levels, suppresses, hides and sorts. The run cannot fail and reads nothing but its input.
//!
//! This crate must never know a particular rule (but for the ids of category `readylint`, which it reports itself), a
//! file system or an output format.

mod bundle;
mod catalogue;
mod chart;
mod context;
pub mod edits;
mod fields;
mod finding;
mod finish;
mod foreign;
mod judged;
mod options;
mod overrides;
mod paths;
mod report;
mod repository;
mod rule;
mod run;
mod settings;
mod suppression;

pub use bundle::{Bundle, Input};
pub use catalogue::{Catalogue, Named};
pub use chart::ChartRender;
pub use context::RuleContext;
pub use fields::walk_fields;
pub use finding::Finding;
pub use foreign::{FOREIGN_TOOLS, ForeignTool, foreign_id};
pub use judged::{Judged, Schema};
pub use options::{
    FieldKind, FieldSpec, FieldValue, OptionKind, OptionSpec, OptionValue, OptionValues, Record,
};
pub use overrides::{ObjectOverride, ObjectSelector};
pub use paths::PathGlobs;
pub use report::{Coverage, Report, RuleCount, SkippedFile};
pub use repository::{Repository, RepositoryFile};
pub use rule::{Check, Profile, RemovedRule, Rule, RuleEntry, kebab};
pub use run::run;
pub use settings::{ConfiguredSuppression, Date, Level, RuleSettings, Settings, SettingsMap};
