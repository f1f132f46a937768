//! Kubernetes' schemas and API lifetimes, bundled: every built-in kind of the minors 1.25 to 1.37, in one table.
//!
//! ```text
//! document ── KindSchema::of ──► validate ──► violations, each at a node, with the minors in which it holds
//! ```
//!
//! A field carries the set of minors that have it, so that one walk over a document judges a whole range of versions.
//! Only what the API server refuses or silently drops is a violation.
//!
//! This crate owns the shape of objects and nothing else. It must never know a rule, a severity, the graph or a file.

#[cfg(feature = "compile")]
pub mod compile;
mod custom;
pub mod deprecated;
mod lifetime;
mod migration;
mod minors;
mod reading;
mod schema;
mod table;
mod time;
mod validate;
mod violation;
mod walk;

pub use custom::{DefinedVersion, Definition, Definitions};
pub use lifetime::{Extent, Lifetime, NEWEST_RELEASE, Standing, Status, WayOut, is_at_least};
pub use migration::Migration;
pub use minors::{FIRST_MINOR, MINOR_COUNT, Minors};
pub use reading::reading;
pub use schema::{ArraySchema, EnumSchema, FieldSchema, KindSchema, MapSchema, ObjectSchema, Type};
pub use validate::{validate, validate_object};
pub use violation::{Expected, Format, Home, Problem, Violation};
pub use walk::{Field, walk};
