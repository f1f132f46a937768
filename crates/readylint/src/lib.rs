//! Production-readiness linter for Kubernetes: the library.
//!
//! [`Linter`] lints texts in memory: it reads no file, no clock, no environment and never fails.
//!
//! ```
//! use readylint::Linter;
//!
//! let manifest = "\
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web}
//! spec:
//!   containers:
//!   - name: web
//!     image: nginx
//! ";
//! let report = Linter::new().lint([("web.yaml", manifest)]);
//! let image = report.active().find(|diagnostic| diagnostic.rule.as_str() == "latest-image-tag").unwrap();
//! assert_eq!(image.message, "image `nginx` of container `web` has no tag");
//! assert_eq!(report.sources.slice(image.primary.span), "nginx");
//! ```
//!
//! [`check`] is what the command does: it discovers files through a [`FileSystem`](project::FileSystem), reads
//! `readylint.yaml` and lints. [`write_report`] prints a report in any [`Format`].
//!
//! The crates below are re-exported as modules for those who write rules of their own ([`engine`], [`kube`], [`yaml`])
//! or handle what comes out ([`diagnostics`], [`text`]).

mod builtin;
mod check;
pub mod inspect;
mod linter;
mod output;

pub use builtin::catalogue;
pub use check::{Checked, check};
pub use linter::Linter;
pub use output::{View, github_summary, summary, summary_of, write_report};

pub use readylint_diagnostics as diagnostics;
pub use readylint_emit::{
    Format, GraphFormat, Style, TableFormat, coverage_line, emit_graph, emit_table, emit_traffic,
    findings_line, read_line,
};
pub use readylint_engine as engine;
pub use readylint_engine::{Catalogue, Report, Settings};
pub use readylint_helm as helm;
pub use readylint_kube as kube;
pub use readylint_project as project;
pub use readylint_scalars as scalars;
pub use readylint_schema as schema;
pub use readylint_text as text;
pub use readylint_yaml as yaml;

/// The version of readylint, as `MAJOR.MINOR.PATCH`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
