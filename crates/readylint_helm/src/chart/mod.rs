//! A folder or an archive becomes a chart with its dependencies and values.
//!
//! [`load`] makes a [`Chart`] of files, once; [`prepare`] merges its values for each render. Nothing here runs a template.

mod archive;
mod chart_object;
mod coalesce;
mod dependencies;
mod ignore;
mod json;
mod layers;
mod load;
mod lock;
mod metadata;
mod model;
mod pattern;
mod prepare;
mod quote;
mod schema;
mod sets;
mod shadow;
mod tree;
mod values;

pub use chart_object::metadata_value;
pub use layers::{Layer, LayerKind};
pub use load::{LoadError, load};
pub use lock::lock_digest;
pub use model::{
    Chart, ChartFile, ChartInput, Dependency, Import, InputFile, Metadata, Problem, ProblemKind,
};
pub use prepare::{PrepareError, Prepared, missing, prepare};
pub use schema::SchemaFailure;
pub use tree::{ActiveChart, ActiveDependency};
