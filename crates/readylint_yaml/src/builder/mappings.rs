//! What is looked at when a mapping is complete: keys that stand twice, and merges.

use readylint_text::TextSize;

use super::Builder;
use crate::error::Fault;
use crate::tree::{DuplicateKey, NodeId, NodeKind, flag};

impl Builder<'_> {
    /// The text of the key, for comparing; `None` for keys that are collections.
    fn key_text(&self, key: NodeId) -> Option<&str> {
        let mut node = self.nodes.get(key.to_usize())?;
        if node.kind == NodeKind::Alias {
            node = self.nodes.get(node.start as usize)?;
        }
        (node.kind == NodeKind::Scalar).then(|| self.text_of(node))
    }

    /// Records the keys that the mapping has more than once. Small mappings are compared pair by pair, big ones sorted, so
    /// that no input makes this quadratic.
    pub(super) fn find_duplicates(&mut self, mapping: u32) {
        const SMALL: usize = 12;
        let data = self.nodes[mapping as usize];
        let (start, len) = (data.start as usize, data.len as usize / 2);
        let key = |index: usize| self.children[start + 2 * index];
        let mut found = Vec::new();
        if len <= SMALL {
            for second in 1..len {
                let Some(text) = self.key_text(key(second)) else {
                    continue;
                };
                if let Some(first) = (0..second).find(|&first| self.key_text(key(first)) == Some(text)) {
                    found.push((key(first), key(second)));
                }
            }
        } else {
            let mut order = std::mem::take(&mut self.order);
            order.clear();
            order.extend(0..TextSize::from_usize(len).to_u32());
            order.sort_by(|&a, &b| self.key_text(key(a as usize)).cmp(&self.key_text(key(b as usize))));
            for run in
                order.chunk_by(|&a, &b| self.key_text(key(a as usize)) == self.key_text(key(b as usize)))
            {
                if let [first, rest @ ..] = run
                    && self.key_text(key(*first as usize)).is_some()
                {
                    found.extend(rest.iter().map(|&second| (key(*first as usize), key(second as usize))));
                }
            }
            found.sort_unstable_by_key(|&(_, second)| second);
            self.order = order;
        }
        if found.is_empty() {
            return;
        }
        self.nodes[mapping as usize].flags |= flag::DUPLICATES;
        let mapping = NodeId(mapping);
        self.duplicates.extend(found.into_iter().map(|(first, second)| DuplicateKey {
            mapping,
            first,
            second,
        }));
    }

    /// Refuses what go-yaml refuses: a merge of anything but a mapping or a sequence of mappings.
    pub(super) fn check_merges(&self, mapping: u32) -> Result<(), Fault> {
        let is_mapping = |id: NodeId| {
            let node = &self.nodes[id.to_usize()];
            let node = if node.kind == NodeKind::Alias { &self.nodes[node.start as usize] } else { node };
            node.kind == NodeKind::Mapping
        };
        let data = &self.nodes[mapping as usize];
        let start = data.start as usize;
        for pair in self.children[start..start + data.len as usize].chunks_exact(2) {
            let (key, value) = (&self.nodes[pair[0].to_usize()], &self.nodes[pair[1].to_usize()]);
            if !self.is_merge_key(key) {
                continue;
            }
            let fine = is_mapping(pair[1])
                || (value.kind == NodeKind::Sequence
                    && self.children[value.start as usize..][..value.len as usize]
                        .iter()
                        .all(|&id| is_mapping(id)));
            if !fine {
                let at = if value.range.is_empty() { key.range } else { value.range };
                return Err(Fault::Merge { at });
            }
        }
        Ok(())
    }
}
