//! What readylint tells a person: diagnostics, labels, fixes.
//!
//! A [`Diagnostic`] is finished: its spans are ones the author owns, its severity is the configured one. Rules make
//! `Finding`s (`readylint_engine`); only the engine's `finish` makes diagnostics of them. Emitters and the language
//! server read diagnostics and nothing else.
//!
//! This crate must never know a rule, a manifest or an output format.

mod diagnostic;
mod fix;
mod levels;

pub use diagnostic::{Diagnostic, Label, ResourceName, Suppressed, SuppressionKind};
pub use fix::{Applicability, Edit, Fix};
pub use levels::{Confidence, RuleId, Severity};
