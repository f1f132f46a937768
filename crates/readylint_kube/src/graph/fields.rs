//! Reading fields of objects that have no view of their own.

use readylint_yaml::Node;

/// The text of a scalar that says something: neither null nor empty.
pub(super) fn text_of(node: Node<'_>) -> Option<&str> {
    node.text().filter(|text| !text.is_empty() && !node.is_null())
}

/// The text under `key`, if it says something.
pub(super) fn text<'t>(node: Node<'t>, key: &str) -> Option<&'t str> {
    text_of(node.get(key)?)
}

/// The items of the sequence under `key`.
pub(super) fn items<'t>(node: Node<'t>, key: &str) -> impl Iterator<Item = Node<'t>> + use<'t> {
    node.get(key).into_iter().flat_map(Node::items)
}

/// The node to which the keys of `path` lead.
pub(super) fn at_path<'t>(node: Node<'t>, path: &[&str]) -> Option<Node<'t>> {
    path.iter().try_fold(node, |node, key| node.get(key))
}
