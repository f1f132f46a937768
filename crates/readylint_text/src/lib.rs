//! Where things are in text: spans, sources, line indices, origin maps.
//!
//! This crate is the bottom of readylint. It owns the one coordinate system of the project: a [`Span`] is a
//! [`SourceId`] and a [`TextRange`] of bytes. Lines and columns exist only at the edges (emitters, language
//! server) and are always made by a [`LineIndex`] with a named [`PositionEncoding`].
//!
//! It must never know what the text means.

mod line_index;
mod origin;
mod provenance;
mod range;
mod source;

pub use line_index::{LineIndex, Position, PositionEncoding};
pub use origin::{Origin, OriginMap};
pub use provenance::{Provenance, Role, Step, Trace};
pub use range::{TextRange, TextSize};
pub use source::{Source, SourceId, SourceKind, Sources, Span};
