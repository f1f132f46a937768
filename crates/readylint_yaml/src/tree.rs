//! The arena: nodes, documents, comments, duplicate keys of one text.

use std::sync::Arc;

use readylint_text::{SourceId, Span, TextRange, TextSize};

use crate::node::Node;

/// Which node of a tree. Nodes are numbered in the order of the text, parents before children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// The number, for side tables that are indexed by node.
    pub const fn to_usize(self) -> usize {
        self.0 as usize
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum NodeKind {
    /// A leaf with text.
    Scalar,
    /// Keys and values.
    Mapping,
    /// Items.
    Sequence,
    /// A reference (`*name`) to another node of the same document.
    Alias,
}

/// How a node is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Style {
    /// A scalar without quotes, a missing value, or an alias.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
    /// A collection made by indentation.
    Block,
    /// A collection in `{}` or `[]`, or a single pair inside `[]`.
    Flow,
}

/// What the tag of a node says, as far as the meaning of scalars depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum TagKind {
    /// There is none.
    None,
    Str,
    Int,
    Bool,
    Float,
    Null,
    Binary,
    Merge,
    /// Any other, including the bare `!`: the text is taken as it stands.
    Other,
}

/// Facts about a node that take one bit each.
pub(crate) mod flag {
    /// The text of the scalar is in the buffer of decoded text, not in the source.
    pub(crate) const DECODED: u8 = 1;
    /// An anchor or a tag stands before the node.
    pub(crate) const PROPERTIES: u8 = 1 << 1;
    /// The mapping has a merge key (`<<`).
    pub(crate) const MERGES: u8 = 1 << 2;
    /// The mapping has a key twice.
    pub(crate) const DUPLICATES: u8 = 1 << 3;
}

/// "No node": the parent of a root.
pub(crate) const NO_NODE: u32 = u32::MAX;

/// One node, 24 bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NodeData {
    pub(crate) range: TextRange,
    /// Number of the parent or [`NO_NODE`].
    pub(crate) parent: u32,
    /// Scalar: where its text starts (source or decoded buffer). Collection: where its children start. Alias: its target.
    pub(crate) start: u32,
    /// Scalar: bytes of text. Collection: number of children (a mapping has two for each entry).
    pub(crate) len: u32,
    pub(crate) kind: NodeKind,
    pub(crate) style: Style,
    pub(crate) tag: TagKind,
    pub(crate) flags: u8,
}

impl NodeData {
    /// Whether a scalar with the text `<<` and these properties is a merge key (go-yaml, `isMerge`).
    pub(crate) fn is_merge_key(&self) -> bool {
        self.kind == NodeKind::Scalar
            && match self.tag {
                TagKind::Merge => true,
                TagKind::None => self.style == Style::Plain,
                _ => false,
            }
    }
}

/// Anchor and tag of a node; few nodes have any, so they live beside the arena, sorted by node.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Properties {
    pub(crate) node: u32,
    /// Name without `&`.
    pub(crate) anchor: Option<TextRange>,
    /// The token as written.
    pub(crate) tag: Option<TextRange>,
}

/// One document of the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its content. `None`: it is empty, has only comments, or is broken.
    pub root: Option<NodeId>,
    /// From its `---` line (or its directives, or the end of the previous document) to the start of the next; the first
    /// starts at 0. All documents together cover the text.
    pub range: TextRange,
    /// A [`crate::SyntaxError`] lies in it.
    pub broken: bool,
    /// It starts with a `---`.
    pub explicit: bool,
    /// The number of its first node, whether there is one or not.
    pub(crate) first: u32,
}

/// One comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From the `#` to before the end of the line.
    pub range: TextRange,
    /// Nothing but blanks stands before it in its line.
    pub own_line: bool,
}

/// A key that a mapping has more than once. The API server refuses such a mapping under strict field validation; other
/// readers take the last value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DuplicateKey {
    /// The mapping.
    pub mapping: NodeId,
    /// The key where it stands first.
    pub first: NodeId,
    /// The key where it stands again; a key that stands three times makes two duplicates with the same `first`.
    pub second: NodeId,
}

/// A text and all its nodes.
#[derive(Debug)]
pub struct Tree {
    pub(crate) source: SourceId,
    pub(crate) text: Arc<str>,
    pub(crate) nodes: Vec<NodeData>,
    /// Children of collections; those of one collection stand together, in order.
    pub(crate) children: Vec<NodeId>,
    /// Texts of scalars that differ from their source: escapes, folding, indentation.
    pub(crate) decoded: String,
    pub(crate) properties: Vec<Properties>,
    pub(crate) documents: Vec<Document>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) duplicates: Vec<DuplicateKey>,
    pub(crate) complex_keys: Vec<NodeId>,
}

impl Tree {
    /// Which source the text is.
    pub fn source(&self) -> SourceId {
        self.source
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The documents in order; together they cover the text. An empty text has none.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The roots of the documents that have content.
    pub fn roots(&self) -> impl DoubleEndedIterator<Item = Node<'_>> {
        self.documents.iter().filter_map(|document| Some(self.node(document.root?)))
    }

    /// The node with this id, which must be one of this tree; any other id gives a node without content.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node::new(self, id)
    }

    /// How many nodes there are in all documents.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// All nodes in the order of the text, parents before children.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..TextSize::from_usize(self.nodes.len()).to_u32()).map(|id| Node::new(self, NodeId(id)))
    }

    /// All comments in the order of the text.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// The text of a comment, from its `#`.
    pub fn comment_text(&self, comment: &Comment) -> &str {
        self.slice(comment.range)
    }

    /// Keys that stand twice in one mapping, in the order in which the mappings end.
    pub fn duplicate_keys(&self) -> &[DuplicateKey] {
        &self.duplicates
    }

    /// Keys that are mappings or sequences, in the order of the text. YAML allows them, JSON and so the API server does not;
    /// `image: {{ .Values.image }}` is read as one.
    pub fn complex_keys(&self) -> &[NodeId] {
        &self.complex_keys
    }

    /// The text in `range`; empty if the range does not lie in the text on character boundaries.
    pub fn slice(&self, range: TextRange) -> &str {
        self.text.get(range.to_usize()).unwrap_or_default()
    }

    /// `range` of this tree's source.
    pub fn span(&self, range: TextRange) -> Span {
        Span::new(self.source, range)
    }

    /// The innermost node at `offset`. A node counts up to and including its end, so that a cursor behind the last
    /// character is still at the node; where two nodes touch, the one that starts at `offset` wins.
    pub fn node_at(&self, offset: TextSize) -> Option<Node<'_>> {
        let at = self.documents.partition_point(|document| document.range.start() <= offset);
        let root = self.documents.get(at.checked_sub(1)?)?.root?;
        let touches = |id: NodeId| {
            let range = self.node(id).range();
            range.start() <= offset && offset <= range.end()
        };
        let mut found = touches(root).then_some(root)?;
        loop {
            let children = self.node(found).children();
            let after = children.partition_point(|&id| self.node(id).range().start() <= offset);
            let Some(&child) = after.checked_sub(1).and_then(|i| children.get(i)) else {
                break;
            };
            if !touches(child) {
                break;
            }
            found = child;
        }
        Some(self.node(found))
    }

    /// Bytes on the heap besides the text: what a cache of trees has to count.
    pub fn heap_size(&self) -> usize {
        self.nodes.capacity() * size_of::<NodeData>()
            + self.children.capacity() * size_of::<NodeId>()
            + self.decoded.capacity()
            + self.properties.capacity() * size_of::<Properties>()
            + self.documents.capacity() * size_of::<Document>()
            + self.comments.capacity() * size_of::<Comment>()
            + self.duplicates.capacity() * size_of::<DuplicateKey>()
            + self.complex_keys.capacity() * size_of::<NodeId>()
    }

    pub(crate) fn properties(&self, node: u32) -> Option<&Properties> {
        let at = self.properties.binary_search_by_key(&node, |properties| properties.node).ok()?;
        self.properties.get(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_takes_24_bytes() {
        assert_eq!(size_of::<NodeData>(), 24);
        assert_eq!(size_of::<NodeId>(), 4);
    }
}
