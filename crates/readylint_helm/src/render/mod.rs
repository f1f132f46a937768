//! A chart and values become manifests.

mod model;

pub use model::{
    Branch, Options, Release, RenderError, RenderErrorKind, Rendered, RenderedFile, Set, SetKind, Stretch,
    ValuesFile,
};
