//! A node and the questions one asks it.

use readylint_text::{Span, TextRange};

use crate::entries::{Entries, Entry, Items, OwnEntries};
use crate::scalar::{self, Value};
use crate::tree::{NO_NODE, NodeData, NodeId, NodeKind, Properties, Style, TagKind, Tree, flag};

/// A node of a tree. Two machine words, copied freely.
///
/// What concerns the *place* (`span`, `parent`, `raw`, `anchor`, `pointer` …) answers for the node itself; what concerns
/// the *content* (`get`, `items`, `text`, `value` …) looks through aliases.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree,
    id: NodeId,
}

impl<'t> Node<'t> {
    pub(crate) fn new(tree: &'t Tree, id: NodeId) -> Self {
        Self { tree, id }
    }

    pub(crate) fn data(self) -> NodeData {
        self.tree.nodes.get(self.id.to_usize()).copied().unwrap_or(NodeData {
            range: TextRange::default(),
            parent: NO_NODE,
            start: 0,
            len: 0,
            kind: NodeKind::Scalar,
            style: Style::Plain,
            tag: TagKind::None,
            flags: 0,
        })
    }

    /// Children of a collection; the pairs of a mapping flat. Not through aliases.
    pub(crate) fn children(self) -> &'t [NodeId] {
        let data = self.data();
        match data.kind {
            NodeKind::Mapping | NodeKind::Sequence => {
                let start = data.start as usize;
                self.tree.children.get(start..start + data.len as usize).unwrap_or_default()
            }
            NodeKind::Scalar | NodeKind::Alias => &[],
        }
    }

    pub(crate) fn sibling(self, id: NodeId) -> Self {
        Self { tree: self.tree, id }
    }

    /// Its number in the tree.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The tree it is in.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// What it is; an alias is an alias.
    pub fn kind(self) -> NodeKind {
        self.data().kind
    }

    /// How it is written.
    pub fn style(self) -> Style {
        self.data().style
    }

    /// The bytes it stands on: a scalar with its quotes or its `|`, a flow collection with its brackets, a block
    /// collection from its first key or `-` to the end of its last value. Anchors and tags before it are outside. A
    /// missing value is the empty range behind its `:` or `-`.
    pub fn range(self) -> TextRange {
        self.data().range
    }

    /// [`Node::range`] with the source.
    pub fn span(self) -> Span {
        self.tree.span(self.range())
    }

    /// The bytes it stands on as text.
    pub fn raw(self) -> &'t str {
        self.tree.slice(self.range())
    }

    /// What an alias stands for, else the node itself.
    #[must_use]
    pub fn resolved(self) -> Self {
        let data = self.data();
        match data.kind {
            // An anchor cannot stand before an alias: one step is enough.
            NodeKind::Alias => self.sibling(NodeId(data.start)),
            _ => self,
        }
    }

    /// The collection it stands in: a mapping for keys and values. `None` for the root of a document.
    pub fn parent(self) -> Option<Self> {
        match self.data().parent {
            NO_NODE => None,
            parent => Some(self.sibling(NodeId(parent))),
        }
    }

    /// The index of its document in [`Tree::documents`].
    pub fn document(self) -> usize {
        // A document without nodes has the same first node as the next one, which stands later.
        self.tree.documents.partition_point(|document| document.first <= self.id.0).saturating_sub(1)
    }

    /// Which child of its parent it is.
    pub(crate) fn position(self) -> Option<(Self, usize)> {
        let parent = self.parent()?;
        // Ids grow in the order of the text.
        let at = parent.children().binary_search(&self.id).ok()?;
        Some((parent, at))
    }

    /// The key under which it stands in its parent, if that is a mapping and this is not itself a key.
    pub fn path_key(self) -> Option<Self> {
        let (parent, at) = self.position()?;
        (parent.kind() == NodeKind::Mapping && at % 2 == 1).then(|| self.sibling(parent.children()[at - 1]))
    }

    /// Whether it is a key of its parent.
    pub fn is_key(self) -> bool {
        self.position().is_some_and(|(parent, at)| parent.kind() == NodeKind::Mapping && at % 2 == 0)
    }

    /// Whether it is nothing in the text: the value of `key:` without a value.
    pub fn is_missing(self) -> bool {
        self.range().is_empty()
    }

    /// The value under `key`: the one that stands last, as in the API server's reading; keys from merges (`<<`) count at
    /// the place of the merge. `None` if this is no mapping or has no such key.
    pub fn get(self, key: &str) -> Option<Self> {
        self.entry(key).map(|entry| entry.value)
    }

    /// The key and the value that [`Node::get`] finds.
    pub fn entry(self, key: &str) -> Option<Entry<'t>> {
        crate::entries::find(self.resolved(), key)
    }

    /// The entries that count: merges expanded, of equal keys the last one, in the order of the text.
    pub fn entries(self) -> Entries<'t> {
        Entries::of(self.resolved())
    }

    /// The entries as written, merge keys and duplicates among them.
    pub fn own_entries(self) -> OwnEntries<'t> {
        OwnEntries::of(self.resolved())
    }

    /// The items of a sequence; none for anything else.
    pub fn items(self) -> Items<'t> {
        Items::of(self.resolved())
    }

    /// How many items, or entries as written; 0 for a scalar.
    pub fn len(self) -> usize {
        let resolved = self.resolved();
        match resolved.kind() {
            NodeKind::Mapping => resolved.children().len() / 2,
            NodeKind::Sequence => resolved.children().len(),
            NodeKind::Scalar | NodeKind::Alias => 0,
        }
    }

    /// Whether there are no items or entries.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The content of a scalar, whatever it means: `1` and `"1"` are both `1`. Escapes and folding are undone, `!!binary` is
    /// decoded. `None` for a collection.
    pub fn text(self) -> Option<&'t str> {
        let data = self.resolved().data();
        if data.kind != NodeKind::Scalar {
            return None;
        }
        let buffer = if data.flags & flag::DECODED == 0 { self.tree.text() } else { &self.tree.decoded };
        let start = data.start as usize;
        Some(buffer.get(start..start + data.len as usize).unwrap_or_default())
    }

    /// What a scalar means; `None` for a collection.
    pub fn scalar(self) -> Option<Value<'t>> {
        let data = self.resolved().data();
        Some(scalar::value(self.text()?, data.style, data.tag))
    }

    /// What a scalar means. A collection has no such meaning and answers [`Value::Null`]; where that matters, ask
    /// [`Node::scalar`].
    pub fn value(self) -> Value<'t> {
        self.scalar().unwrap_or(Value::Null)
    }

    /// The text, if the node means text.
    pub fn as_str(self) -> Option<&'t str> {
        match self.scalar()? {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if the node means one.
    pub fn as_bool(self) -> Option<bool> {
        match self.scalar()? {
            Value::Bool(truth) => Some(truth),
            _ => None,
        }
    }

    /// The whole number, if the node means one that fits. A float without fraction (`1.0`, `1e3`) counts, as it does for
    /// the JSON decoder of the API server.
    pub fn as_i64(self) -> Option<i64> {
        match self.scalar()? {
            Value::Int(int) => Some(int),
            Value::Float(float) => whole(float),
            _ => None,
        }
    }

    /// The number, if the node means one; whole numbers are rounded to the nearest float.
    #[allow(clippy::cast_precision_loss)]
    pub fn as_f64(self) -> Option<f64> {
        match self.scalar()? {
            Value::Int(int) => Some(int as f64),
            Value::UInt(int) => Some(int as f64),
            Value::Float(float) => Some(float),
            _ => None,
        }
    }

    /// Whether it means null; a missing value does.
    pub fn is_null(self) -> bool {
        self.scalar() == Some(Value::Null)
    }

    /// Whether it is (an alias of) a mapping.
    pub fn is_mapping(self) -> bool {
        self.resolved().kind() == NodeKind::Mapping
    }

    /// Whether it is (an alias of) a sequence.
    pub fn is_sequence(self) -> bool {
        self.resolved().kind() == NodeKind::Sequence
    }

    /// Whether it is (an alias of) a scalar.
    pub fn is_scalar(self) -> bool {
        self.resolved().kind() == NodeKind::Scalar
    }

    fn properties(self) -> Option<&'t Properties> {
        if self.data().flags & flag::PROPERTIES == 0 {
            return None;
        }
        self.tree.properties(self.id.0)
    }

    /// Its tag as written: `!!str`, `!Ref`, `!<tag:…>`.
    pub fn tag(self) -> Option<&'t str> {
        self.tag_range().map(|range| self.tree.slice(range))
    }

    /// Where its tag stands.
    pub fn tag_range(self) -> Option<TextRange> {
        self.properties()?.tag
    }

    /// The name of the anchor before it, without `&`.
    pub fn anchor(self) -> Option<&'t str> {
        self.anchor_range().map(|range| self.tree.slice(range))
    }

    /// Where the name of its anchor stands.
    pub fn anchor_range(self) -> Option<TextRange> {
        self.properties()?.anchor
    }
}

/// `float` as an integer if nothing is lost.
fn whole(float: f64) -> Option<i64> {
    // 2^63 is a float, i64::MAX is not.
    let fits = float.trunc().to_bits() == float.to_bits()
        && (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&float);
    #[allow(clippy::cast_possible_truncation)]
    fits.then_some(float as i64)
}

impl PartialEq for Node<'_> {
    /// The same node of the same tree.
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.tree, other.tree)
    }
}

impl Eq for Node<'_> {}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let raw: String = self.raw().chars().take(40).collect();
        write!(f, "{:?} {} at {:?}: {raw:?}", self.kind(), self.id.0, self.range())
    }
}
