//! A chart and values become manifests.
//!
//! Owns the order of things: what is checked first, what is parsed and executed when, what an error stops; what templates
//! see of the release and the cluster; the words of Helm's errors; and what `helm template` makes of the files. It must
//! never know how a template is executed or where values come from.

mod capabilities;
mod context;
mod engine;
mod failure;
mod finish;
mod manifests;
mod message;
mod model;
mod query;

pub use capabilities::{KubeVersion, known_api_versions};
pub use engine::render;
pub use manifests::{ManifestOptions, Manifests, Part, Place, manifests};
pub use model::{
    Branch, Options, Release, RenderError, RenderErrorKind, Rendered, RenderedFile, Set, SetKind, Stretch,
    ValuesFile,
};
pub use query::Link;
