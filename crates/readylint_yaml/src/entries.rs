//! Entries of mappings and items of sequences.
//!
//! Merge keys (`<<`) are expanded as go-yaml v2 does it: at the place where they stand, and of equal keys the last one
//! counts, so that a merge *after* a key replaces it. Of several merged mappings in one sequence the first counts.

use rustc_hash::FxHashSet;

use crate::node::Node;
use crate::tree::{NodeId, NodeKind, flag};

/// A key with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'t> {
    /// The key, mostly a scalar.
    pub key: Node<'t>,
    /// The value; for a key without one a node with an empty range behind the `:`.
    pub value: Node<'t>,
}

/// The entries of one mapping as written. See [`Node::own_entries`].
#[derive(Clone, Debug)]
pub struct OwnEntries<'t> {
    mapping: Node<'t>,
    pairs: std::slice::ChunksExact<'t, NodeId>,
}

impl<'t> OwnEntries<'t> {
    pub(crate) fn of(node: Node<'t>) -> Self {
        let children = if node.kind() == NodeKind::Mapping { node.children() } else { &[] };
        Self { mapping: node, pairs: children.chunks_exact(2) }
    }

    fn entry(mapping: Node<'t>, pair: &[NodeId]) -> Option<Entry<'t>> {
        match *pair {
            [key, value] => Some(Entry { key: mapping.sibling(key), value: mapping.sibling(value) }),
            _ => None,
        }
    }
}

impl<'t> Iterator for OwnEntries<'t> {
    type Item = Entry<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        Self::entry(self.mapping, self.pairs.next()?)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.pairs.size_hint()
    }
}

impl DoubleEndedIterator for OwnEntries<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        Self::entry(self.mapping, self.pairs.next_back()?)
    }
}

impl ExactSizeIterator for OwnEntries<'_> {}

/// The items of a sequence. See [`Node::items`].
#[derive(Clone, Debug)]
pub struct Items<'t> {
    sequence: Node<'t>,
    ids: std::slice::Iter<'t, NodeId>,
}

impl<'t> Items<'t> {
    pub(crate) fn of(node: Node<'t>) -> Self {
        let children = if node.kind() == NodeKind::Sequence { node.children() } else { &[] };
        Self { sequence: node, ids: children.iter() }
    }
}

impl<'t> Iterator for Items<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        self.ids.next().map(|&id| self.sequence.sibling(id))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.ids.size_hint()
    }
}

impl DoubleEndedIterator for Items<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.ids.next_back().map(|&id| self.sequence.sibling(id))
    }
}

impl ExactSizeIterator for Items<'_> {}

/// The entries of a mapping that count. See [`Node::entries`].
#[derive(Clone, Debug)]
pub struct Entries<'t>(Source<'t>);

#[derive(Clone, Debug)]
enum Source<'t> {
    /// No merges, no duplicates: as written.
    Own(OwnEntries<'t>),
    Expanded(std::vec::IntoIter<Entry<'t>>),
}

impl<'t> Entries<'t> {
    pub(crate) fn of(node: Node<'t>) -> Self {
        if node.data().flags & (flag::MERGES | flag::DUPLICATES) == 0 {
            return Self(Source::Own(OwnEntries::of(node)));
        }
        let mut seen = FxHashSet::default();
        let mut entries: Vec<_> =
            Backwards::of(node).filter(|entry| entry.key.text().is_none_or(|key| seen.insert(key))).collect();
        entries.reverse();
        Self(Source::Expanded(entries.into_iter()))
    }
}

impl<'t> Iterator for Entries<'t> {
    type Item = Entry<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Source::Own(entries) => entries.next(),
            Source::Expanded(entries) => entries.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            Source::Own(entries) => entries.size_hint(),
            Source::Expanded(entries) => entries.size_hint(),
        }
    }
}

impl ExactSizeIterator for Entries<'_> {}

/// The entry under `key` that counts.
pub(crate) fn find<'t>(node: Node<'t>, key: &str) -> Option<Entry<'t>> {
    if node.data().flags & flag::MERGES == 0 {
        return OwnEntries::of(node).rev().find(|entry| entry.key.text() == Some(key));
    }
    Backwards::of(node).find(|entry| entry.key.text() == Some(key))
}

/// Whether a key is a merge key: a plain `<<`, or one tagged `!!merge`.
pub(crate) fn is_merge(key: Node<'_>) -> bool {
    key.data().is_merge_key() && key.text() == Some("<<")
}

/// The entries of a mapping with all merges expanded, from the last to the first; of equal keys the first one met counts.
///
/// A mapping that is merged twice adds nothing the second time, so each is visited once: the work is bounded by the size
/// of the document, whatever the aliases do. Aliases cannot form a circle, the parser refuses that.
struct Backwards<'t> {
    stack: Vec<OwnEntries<'t>>,
    visited: FxHashSet<NodeId>,
}

impl<'t> Backwards<'t> {
    fn of(mapping: Node<'t>) -> Self {
        Self { stack: vec![OwnEntries::of(mapping)], visited: FxHashSet::from_iter([mapping.id()]) }
    }

    fn merge(&mut self, value: Node<'t>) {
        let value = value.resolved();
        match value.kind() {
            NodeKind::Mapping => self.push(value),
            // The top of the stack is read first: of several mappings the first must end up there.
            NodeKind::Sequence => value.items().rev().for_each(|item| self.push(item.resolved())),
            NodeKind::Scalar | NodeKind::Alias => {}
        }
    }

    fn push(&mut self, mapping: Node<'t>) {
        if mapping.kind() == NodeKind::Mapping && self.visited.insert(mapping.id()) {
            self.stack.push(OwnEntries::of(mapping));
        }
    }
}

impl<'t> Iterator for Backwards<'t> {
    type Item = Entry<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.stack.last_mut()?.next_back() {
                None => drop(self.stack.pop()),
                Some(entry) if is_merge(entry.key) => self.merge(entry.value),
                Some(entry) => return Some(entry),
            }
        }
    }
}
