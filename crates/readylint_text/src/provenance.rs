//! Questions about rendered text: who wrote this, and what would have to change.

use std::fmt;
use std::sync::Arc;

use crate::{Origin, OriginMap, Span, TextRange, TextSize};

/// What can be asked about the bytes of a rendered text.
///
/// Answers are worked out when asked: few bytes of a text are ever asked about.
pub trait Provenance: fmt::Debug + Send + Sync {
    /// Where the bytes in `range` came from.
    fn trace(&self, range: TextRange) -> Trace;

    /// The name of the file that the byte at `offset` came from, where no more than that is known.
    fn file(&self, offset: TextSize) -> Option<&str>;

    /// What decided that `key` is absent from the mapping at `mapping`, as far as that is known.
    fn absent(&self, mapping: TextRange, key: &str) -> Vec<Step>;

    /// The authored bytes that the bytes in `range` are a copy of, if they are one, and if their author is one who may
    /// change them. An empty range stands for the place between its neighbours.
    fn authored(&self, range: TextRange) -> Option<Span>;
}

/// Where some bytes came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// What their author would change. `None`: nobody knows.
    pub origin: Option<Origin>,
    /// What else had a part in it, in the order in which it is worth telling.
    pub steps: Vec<Step>,
    /// Nothing in it is the project's own: a vendored chart made it of its own values.
    pub is_foreign: bool,
}

/// A place that had a part in what some bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The place.
    pub span: Span,
    /// Its part.
    pub role: Role,
}

/// The part that a place had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The value was set here: its path in the file, as `image.tag`.
    Value(Arc<str>),
    /// A lower layer set another value here, which lost.
    Shadowed(Arc<str>),
    /// The value was printed here.
    Printed,
    /// The template of this name was called here.
    Call(Arc<str>),
    /// The text that would have been there is left out by the condition here.
    Guard,
    /// The condition that left it out read this value, with this path.
    GuardValue(Arc<str>),
    /// The mapping is written here, under this path: what is absent belongs there.
    Home(Arc<str>),
}

impl Provenance for OriginMap {
    fn trace(&self, range: TextRange) -> Trace {
        Trace { origin: self.look_up(range.start()).cloned(), ..Trace::default() }
    }

    fn file(&self, offset: TextSize) -> Option<&str> {
        match self.look_up(offset)? {
            Origin::File { name, .. } => Some(name),
            Origin::Exact(_) | Origin::Token(_) => None,
        }
    }

    fn absent(&self, _: TextRange, _: &str) -> Vec<Step> {
        Vec::new()
    }

    fn authored(&self, _: TextRange) -> Option<Span> {
        None
    }
}
