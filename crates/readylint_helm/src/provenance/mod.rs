//! Where bytes and values came from.
//!
//! An [`Origins`] is the arena of one render. It owns the origins, the value nodes (which file, key and layer a value came
//! from, and what it shadows), the emissions (which action printed a stretch of text) and the frames (the chain of
//! includes). Everything else refers to it by number. It must never know what a template or a function means.

mod origin;
mod text;

pub use origin::{
    Emission, EmissionId, Frame, FrameId, LayerId, NodeId, Origin, OriginId, Origins, ValueNode,
};
pub use text::{Piece, Text, TextBuilder};
