//! What the parser knows about one template while it reads it: `parse.Tree`'s variables and counters.

use std::sync::Arc;

use rustc_hash::FxHashMap;

/// A template being read: the file itself, or a `define` or `block` in it.
#[derive(Debug)]
pub(super) struct Scope {
    /// The variables in order.
    log: Vec<Arc<str>>,
    /// How many variables of a name there are.
    counts: FxHashMap<Arc<str>, u32>,
    /// The line of the action that Go believes to be in; 0 for none (`Tree.actionLine`).
    pub(super) action_line: u32,
    /// How many `range`s are open.
    pub(super) ranges: u32,
}

impl Scope {
    /// With `$` only.
    pub(super) fn new() -> Self {
        let mut scope = Self { log: Vec::new(), counts: FxHashMap::default(), action_line: 0, ranges: 0 };
        scope.declare("$".into());
        scope
    }

    /// Adds a variable.
    pub(super) fn declare(&mut self, name: Arc<str>) {
        *self.counts.entry(Arc::clone(&name)).or_default() += 1;
        self.log.push(name);
    }

    /// Whether `name` is a variable here.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.counts.get(name).is_some_and(|count| *count > 0)
    }

    /// For [`Self::forget`].
    pub(super) fn mark(&self) -> usize {
        self.log.len()
    }

    /// Removes the variables that were added since `mark`.
    pub(super) fn forget(&mut self, mark: usize) {
        for name in self.log.drain(mark.min(self.log.len())..) {
            if let Some(count) = self.counts.get_mut(&name) {
                *count = count.saturating_sub(1);
            }
        }
    }
}
