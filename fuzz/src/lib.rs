//! What the fuzz targets do with their input. Each body panics if the library breaks one of its promises.

mod bodies;

pub use bodies::{pipeline, yaml};
