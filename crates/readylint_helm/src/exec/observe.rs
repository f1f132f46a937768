//! What conditions read, and which arms were not taken.

use std::sync::Arc;

use readylint_text::Span;

use crate::provenance::{FrameId, OriginId};

/// An `if`, `with` or `range` that was evaluated.
#[derive(Clone, Debug)]
pub struct BranchEvent {
    /// How many bytes the file being rendered had printed by then, before `<no value>` is taken out of it.
    pub offset: u32,
    /// The opening action.
    pub head: Span,
    /// The arm that was not taken; `None` if there is none.
    pub skipped: Option<Span>,
    /// What the condition read: known origins, without repetition.
    pub reads: Vec<OriginId>,
    /// The paths that the condition read and nothing defines, as `.Values.pdb.enabled`.
    pub missing: Vec<Arc<str>>,
    /// Where it ran.
    pub frame: FrameId,
}

/// What a condition read so far.
#[derive(Debug, Default)]
pub(super) struct Reads {
    pub(super) origins: Vec<OriginId>,
    pub(super) missing: Vec<Arc<str>>,
}

/// How much is remembered of one condition.
const MAX_READS: usize = 32;

impl Reads {
    /// Takes an origin in.
    pub(super) fn origin(&mut self, origin: OriginId) {
        if !origin.is_none() && self.origins.len() < MAX_READS && !self.origins.contains(&origin) {
            self.origins.push(origin);
        }
    }

    /// Takes a path in that nothing defines.
    pub(super) fn missing(&mut self, path: &str) {
        if self.missing.len() < MAX_READS && !self.missing.iter().any(|known| **known == *path) {
            self.missing.push(path.into());
        }
    }

    /// Takes in what a condition inside of this one read.
    pub(super) fn merge(&mut self, inner: &Self) {
        inner.origins.iter().for_each(|origin| self.origin(*origin));
        inner.missing.iter().for_each(|path| self.missing(path));
    }
}
