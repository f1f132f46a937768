//! All rules of a run, by id.

use std::collections::BTreeMap;

use crate::{RemovedRule, RuleEntry};

/// The rules a run may use: the built-in ones, or one's own. Ids are unique; the first entry of an id wins.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    entries: Vec<RuleEntry>,
    by_id: BTreeMap<&'static str, usize>,
    removed: Vec<RemovedRule>,
}

/// What a word names in a configuration, a flag or a suppression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// These rules: one for an id, or all that know the word as an id of another tool.
    Rules(Vec<usize>),
    /// A rule that was removed, with the reason.
    Removed(&'static str),
    /// Nothing; with the nearest id, if one is near.
    Unknown(Option<&'static str>),
}

impl Catalogue {
    /// A catalogue without rules.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds rules; an id that is taken is left out.
    #[must_use]
    pub fn with(mut self, entries: impl IntoIterator<Item = RuleEntry>) -> Self {
        for entry in entries {
            let number = self.entries.len();
            if let std::collections::btree_map::Entry::Vacant(vacant) = self.by_id.entry(entry.id) {
                vacant.insert(number);
                self.entries.push(entry);
            }
        }
        self
    }

    /// Adds rules that were removed.
    #[must_use]
    pub fn with_removed(mut self, removed: impl IntoIterator<Item = RemovedRule>) -> Self {
        self.removed.extend(removed);
        self
    }

    /// All rules in the order they were added; the position is the rule's number.
    pub fn entries(&self) -> &[RuleEntry] {
        &self.entries
    }

    /// The number of the rule `id`.
    pub fn number(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The rule `id`.
    pub fn get(&self, id: &str) -> Option<&RuleEntry> {
        self.number(id).and_then(|number| self.entries.get(number))
    }

    /// What `word` names: a rule id, an id of another tool (`KL:latest-tag`, or bare `latest-tag`), a removed rule.
    pub fn resolve(&self, word: &str) -> Named {
        if let Some(number) = self.number(word) {
            return Named::Rules(vec![number]);
        }
        let foreign: Vec<usize> = (0..self.entries.len())
            .filter(|&number| {
                self.entries[number].rule.references.iter().any(|reference| is_reference(reference, word))
            })
            .collect();
        if !foreign.is_empty() {
            return Named::Rules(foreign);
        }
        match self.removed.iter().find(|removed| removed.id == word) {
            Some(removed) => Named::Removed(removed.reason),
            None => Named::Unknown(self.nearest(word)),
        }
    }

    /// The id nearest to `word` by edits, if it is near enough to be meant.
    fn nearest(&self, word: &str) -> Option<&'static str> {
        if word.len() > 100 {
            return None;
        }
        let lower = word.to_ascii_lowercase().replace('_', "-");
        let near =
            self.entries.iter().map(|entry| (strsim::osa_distance(&lower, entry.id), entry.id)).min()?;
        (near.0 <= 1 + near.1.len() / 6).then_some(near.1)
    }
}

/// `KL:latest-tag` is named by itself and by what stands after the colon, in any case.
fn is_reference(reference: &str, word: &str) -> bool {
    let bare = reference.split_once(':').map_or(reference, |(_, bare)| bare);
    word.eq_ignore_ascii_case(reference) || (bare.len() > 2 && word.eq_ignore_ascii_case(bare))
}
