//! The variables of a template at some point of it, and what they stand for.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::place::Place;

/// Variables in order, the later ones hiding earlier ones of the same name.
#[derive(Debug, Default)]
pub(super) struct Variables {
    log: Vec<(Arc<str>, Place)>,
    /// Where those of a name are.
    by_name: FxHashMap<Arc<str>, Vec<usize>>,
}

impl Variables {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.log.len()
    }

    /// Removes all but the first `count`.
    pub(super) fn truncate(&mut self, count: usize) {
        for (name, _) in self.log.drain(count.min(self.log.len())..) {
            if let Some(indices) = self.by_name.get_mut(&name) {
                indices.pop();
            }
        }
    }

    /// Adds `name`.
    pub(super) fn declare(&mut self, name: &Arc<str>, place: Place) {
        self.by_name.entry(Arc::clone(name)).or_default().push(self.log.len());
        self.log.push((Arc::clone(name), place));
    }

    /// What `name` stands for.
    pub(super) fn get(&self, name: &str) -> Option<&Place> {
        let index = *self.by_name.get(name)?.last()?;
        self.log.get(index).map(|(_, place)| place)
    }

    /// `name` is assigned. Whether that happens on every way to what follows is not looked at: unless it stays what it
    /// was, it is given up.
    pub(super) fn assign(&mut self, name: &str, place: &Place) {
        let index = self.by_name.get(name).and_then(|indices| indices.last());
        if let Some((_, known)) = index.and_then(|index| self.log.get_mut(*index))
            && known != place
        {
            *known = Place::Other;
        }
    }
}
