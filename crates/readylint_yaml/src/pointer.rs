//! JSON pointers (RFC 6901) inside a document.

use crate::node::Node;
use crate::tree::NodeKind;

impl Node<'_> {
    /// The RFC 6901 pointer of this node inside its document: empty for the root, `/spec/containers/0` else. A key has the
    /// pointer of its value. Keys that are collections are written as in the source.
    pub fn pointer(self) -> String {
        let mut steps = Vec::new();
        let mut node = self;
        while let Some((parent, at)) = node.position() {
            steps.push((parent, at));
            node = parent;
        }
        let mut pointer = String::new();
        for (parent, at) in steps.into_iter().rev() {
            pointer.push('/');
            if parent.kind() == NodeKind::Mapping {
                let key = parent.sibling(parent.children()[at - at % 2]);
                escape_into(&mut pointer, key.text().unwrap_or_else(|| key.raw()));
            } else {
                pointer.push_str(&at.to_string());
            }
        }
        pointer
    }

    /// The node that the RFC 6901 `pointer` leads to from this one, through aliases and merges. `None` if there is none or
    /// the pointer is malformed.
    pub fn at(self, pointer: &str) -> Option<Self> {
        if pointer.is_empty() {
            return Some(self);
        }
        let mut node = self;
        for step in pointer.strip_prefix('/')?.split('/') {
            node = if node.is_sequence() {
                node.items().nth(index(step)?)?
            } else if step.contains('~') {
                node.get(&step.replace("~1", "/").replace("~0", "~"))?
            } else {
                node.get(step)?
            };
        }
        Some(node)
    }
}

/// An array index as RFC 6901 §4 has it: no sign, no leading zero.
fn index(step: &str) -> Option<usize> {
    let plain = step.bytes().all(|byte| byte.is_ascii_digit()) && (step == "0" || !step.starts_with('0'));
    plain.then(|| step.parse().ok())?
}

fn escape_into(pointer: &mut String, key: &str) {
    for character in key.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}
