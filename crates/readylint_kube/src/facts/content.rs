//! Whether two nodes say the same.

use readylint_yaml::{Node, NodeKind};

/// How many nodes are compared before two are taken for different.
const NODES: usize = 1_000_000;

/// Whether two nodes mean the same to the API server: comments, order of keys, style and quotes that change no meaning
/// do not count.
pub fn same_content(a: Node<'_>, b: Node<'_>) -> bool {
    let mut open = vec![(a.resolved(), b.resolved())];
    let mut seen = 0;
    while let Some((a, b)) = open.pop() {
        seen += 1;
        if seen > NODES || a.kind() != b.kind() {
            return false;
        }
        match a.kind() {
            NodeKind::Scalar | NodeKind::Alias => {
                if a.value() != b.value() {
                    return false;
                }
            }
            NodeKind::Sequence => {
                if a.len() != b.len() {
                    return false;
                }
                open.extend(a.items().zip(b.items()).map(|(a, b)| (a.resolved(), b.resolved())));
            }
            NodeKind::Mapping => {
                if a.entries().count() != b.entries().count() {
                    return false;
                }
                for entry in a.entries() {
                    let Some(other) = entry.key.text().and_then(|key| b.get(key)) else {
                        return false;
                    };
                    open.push((entry.value.resolved(), other.resolved()));
                }
            }
        }
    }
    true
}
