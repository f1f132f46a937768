//! What the fuzz targets do with their input. Each body panics if the library breaks one of its promises.

mod bodies;
mod helm;

pub use bodies::{pipeline, yaml};
pub use helm::{rendered, template};
