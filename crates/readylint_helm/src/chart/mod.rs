//! A folder or an archive becomes a chart with its dependencies and values.

mod model;

pub use model::{
    Chart, ChartFile, ChartInput, Dependency, Import, InputFile, Metadata, Problem, ProblemKind,
};
