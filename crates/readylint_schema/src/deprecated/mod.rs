//! What Kubernetes has deprecated below the level of API versions: node labels, volume plugins, fields and annotations.
//!
//! Plain tables, each entry with the minors in which its state changed and where that is written down. They say
//! nothing about how grave a use is. An API server warns of most of them, by tables of its own that these were checked
//! against (`pkg/api` of k8s.io/kubernetes, 1.30 and 1.36).

mod annotations;
pub mod fields;
mod labels;
mod volumes;

pub use annotations::{DeadAnnotation, NODE_ANNOTATIONS, POD_ANNOTATIONS};
pub use fields::DeprecatedField;
pub use labels::{NodeLabel, Successor, node_label};
pub use volumes::{VOLUME_PLUGINS, VolumePlugin, VolumeState};
