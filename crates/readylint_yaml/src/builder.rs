//! From the parser's events to the arena.
//!
//! Nothing here is recursive: open collections live on a stack of frames, and the children of all of them on one scratch
//! stack, from which a collection that ends takes its own into the arena in one piece.

mod mappings;
mod scalars;

use granit_parser::{Event, Span, StructureStyle, Tag, TrySpannedEventReceiver};
use readylint_text::{TextRange, TextSize};
use rustc_hash::FxHashMap;

use crate::error::Fault;
use crate::explain::Context;
use crate::gap;
use crate::limits::Limits;
use crate::tree::{
    Comment, Document, DuplicateKey, NO_NODE, NodeData, NodeId, NodeKind, Properties, Style, TagKind, flag,
};

/// A collection that has not ended yet.
struct Frame {
    node: u32,
    /// Where its children start on the scratch stack.
    scratch: usize,
    /// What the parser calls its anchor; 0 for none.
    anchor: usize,
    /// How many nodes go-yaml would decode for what is inside so far, aliases expanded.
    expanded: u64,
    mapping: bool,
    block: bool,
    /// A scalar key `<<` has been seen.
    merges: bool,
}

/// An anchor of the current document.
struct Anchor {
    node: u32,
    /// As [`Frame::expanded`], for the whole node; 0 while it is open.
    expanded: u64,
}

/// Takes events and builds the arena.
pub(crate) struct Builder<'t> {
    text: &'t str,
    limits: &'t Limits,
    pub(crate) nodes: Vec<NodeData>,
    pub(crate) children: Vec<NodeId>,
    pub(crate) decoded: String,
    pub(crate) properties: Vec<Properties>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) duplicates: Vec<DuplicateKey>,
    pub(crate) complex_keys: Vec<NodeId>,
    pub(crate) documents: Vec<Document>,
    frames: Vec<Frame>,
    scratch: Vec<NodeId>,
    anchors: FxHashMap<usize, Anchor>,
    /// Key order of a big mapping, while its duplicates are searched.
    order: Vec<u32>,
    /// Where the last token ended. See [`gap`].
    cursor: usize,
    /// Between the events of a document's start and its end.
    open: bool,
    /// Behind a document that ended without `...`: what comes, unless it is `---`, still belongs to it.
    attached: bool,
    /// Behind a broken document.
    recovered: bool,
    /// Sizes of the side arrays when the current document started, to go back to.
    mark: Mark,
    /// As go-yaml counts them, for the current document.
    decoded_count: u64,
    aliased_count: u64,
}

#[derive(Clone, Copy, Default)]
struct Mark {
    nodes: usize,
    children: usize,
    decoded: usize,
    properties: usize,
    duplicates: usize,
    complex_keys: usize,
}

impl<'t> TrySpannedEventReceiver<'t> for Builder<'t> {
    type Error = Fault;

    fn on_event(&mut self, event: Event<'t>, span: Span) -> Result<(), Fault> {
        let (start, end) = self.bytes(&span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, anchor, tag.as_deref(), &span)
            }
            Event::MappingStart(style, anchor, tag) => self.start(true, style, anchor, tag.as_deref(), &span),
            Event::SequenceStart(style, anchor, tag) => {
                self.start(false, style, anchor, tag.as_deref(), &span)
            }
            Event::MappingEnd | Event::SequenceEnd => self.end(start, end),
            Event::Alias(anchor) => self.alias(anchor, start, end),
            Event::Anchor(_, _) => {
                self.anchor_name(start, end);
                Ok(())
            }
            Event::Comment(..) => {
                self.comment(start, end);
                Ok(())
            }
            Event::DocumentStart(explicit, _) => {
                self.start_document(explicit, start, end);
                Ok(())
            }
            Event::DocumentEnd => {
                self.end_document(start, end);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

impl<'t> Builder<'t> {
    pub(crate) fn new(text: &'t str, limits: &'t Limits) -> Self {
        // Manifests have one node for each 12 to 20 bytes.
        let nodes = text.len() / 16;
        Self {
            text,
            limits,
            nodes: Vec::with_capacity(nodes),
            children: Vec::with_capacity(nodes),
            decoded: String::new(),
            properties: Vec::new(),
            comments: Vec::new(),
            duplicates: Vec::new(),
            complex_keys: Vec::new(),
            documents: Vec::new(),
            frames: Vec::new(),
            scratch: Vec::new(),
            anchors: FxHashMap::default(),
            order: Vec::new(),
            cursor: 0,
            open: false,
            attached: false,
            recovered: false,
            mark: Mark::default(),
            decoded_count: 0,
            aliased_count: 0,
        }
    }

    fn bytes(&self, span: &Span) -> (usize, usize) {
        // Always there for input from a string.
        let start = span.start.byte_offset().unwrap_or(self.cursor);
        (start, span.end.byte_offset().unwrap_or(start))
    }

    // --- documents -----------------------------------------------------------------------------------------------------

    /// Adds a document; where it starts exactly is settled by [`crate::parse`] in the end.
    fn start_document(&mut self, explicit: bool, start: usize, end: usize) {
        self.mark = Mark {
            nodes: self.nodes.len(),
            children: self.children.len(),
            decoded: self.decoded.len(),
            properties: self.properties.len(),
            duplicates: self.duplicates.len(),
            complex_keys: self.complex_keys.len(),
        };
        self.open = true;
        // (The cursor is still that of the document before.)
        let mut start = start;
        if explicit {
            self.cursor = end;
        } else {
            // A document that is a block scalar is reported at its text: its indicator is the first thing after the last
            // document.
            self.cursor = gap::skip_ends(self.text.as_bytes(), self.gap_before(start)).min(start);
            start = start.min(gap::skip_properties(self.text.as_bytes(), self.cursor));
        }
        self.recovered = false;
        // go-yaml counts the document itself.
        (self.decoded_count, self.aliased_count) = (1, 0);
        self.documents.push(Document {
            root: None,
            range: TextRange::empty(TextSize::from_usize(start)),
            broken: false,
            explicit,
            first: TextSize::from_usize(self.nodes.len()).to_u32(),
        });
    }

    /// Where the gap starts that ends at the document without `---` at `start`. Behind a broken document the cursor stands
    /// somewhere in it, and the gap starts at the `...` that made the parser go on.
    fn gap_before(&self, start: usize) -> usize {
        if !self.recovered {
            return self.cursor;
        }
        let before = self.text.get(self.cursor..start).unwrap_or_default();
        let mut markers = before.rmatch_indices("...");
        let marker = markers.find(|&(at, _)| before[..at].ends_with(['\n', '\r']));
        marker.map_or(start, |(at, marker)| self.cursor + at + marker.len())
    }

    /// Before an error at `at`: makes sure that there is a document for it to break.
    pub(crate) fn ensure_document(&mut self, at: usize) {
        if !self.open && !self.attached {
            self.start_document(false, at, at);
        }
    }

    fn end_document(&mut self, start: usize, end: usize) {
        self.open = false;
        self.attached = start == end;
        self.cursor = end;
        self.anchors.clear();
    }

    /// Gives up the current document and all it has brought so far; comments stay.
    pub(crate) fn abandon_document(&mut self) {
        self.nodes.truncate(self.mark.nodes);
        self.children.truncate(self.mark.children);
        self.decoded.truncate(self.mark.decoded);
        self.properties.truncate(self.mark.properties);
        self.duplicates.truncate(self.mark.duplicates);
        self.complex_keys.truncate(self.mark.complex_keys);
        self.frames.clear();
        self.scratch.clear();
        self.anchors.clear();
        self.open = false;
        self.attached = false;
        self.recovered = true;
        if let Some(document) = self.documents.last_mut() {
            document.root = None;
            document.broken = true;
        }
    }

    /// What an error at `at` is explained with.
    pub(crate) fn context(&self, at: usize) -> Context<'t> {
        let range = |node: u32| self.nodes.get(node as usize).map(|data| data.range);
        Context {
            text: self.text,
            at,
            cursor: self.cursor,
            last: if self.open { self.nodes.last().map(|data| data.range) } else { None },
            innermost: self.frames.last().and_then(|frame| range(frame.node)),
        }
    }

    // --- nodes ---------------------------------------------------------------------------------------------------------

    /// Puts a node into the arena and under its parent.
    fn push(&mut self, node: NodeData) -> Result<u32, Fault> {
        let id = TextSize::from_usize(self.nodes.len()).to_u32();
        if id >= self.limits.nodes {
            return Err(Fault::TooManyNodes { at: node.range, limit: self.limits.nodes });
        }
        self.nodes.push(node);
        if self.frames.is_empty() {
            if let Some(document) = self.documents.last_mut() {
                document.root = Some(NodeId(id));
            }
        } else {
            self.scratch.push(NodeId(id));
        }
        Ok(id)
    }

    fn parent(&self) -> u32 {
        self.frames.last().map_or(NO_NODE, |frame| frame.node)
    }

    /// Whether the next node is a key.
    fn expects_key(&self) -> bool {
        self.frames
            .last()
            .is_some_and(|frame| frame.mapping && (self.scratch.len() - frame.scratch).is_multiple_of(2))
    }

    /// Counts `expanded` nodes, `aliased` of them through an alias, and checks the budget.
    fn count(&mut self, expanded: u64, aliased: u64, at: TextRange) -> Result<(), Fault> {
        self.decoded_count = self.decoded_count.saturating_add(expanded);
        self.aliased_count = self.aliased_count.saturating_add(aliased);
        if let Some(frame) = self.frames.last_mut() {
            frame.expanded = frame.expanded.saturating_add(expanded);
        }
        if self.limits.is_excessive(self.decoded_count, self.aliased_count) {
            return Err(Fault::ExcessiveAliases { at });
        }
        Ok(())
    }

    /// Behind the indicator, the anchor and the tag of the node that comes next.
    fn before_node(&self, key: bool) -> usize {
        let text = self.text.as_bytes();
        let at = match self.frames.last() {
            Some(frame) if frame.mapping && key => gap::after_question_mark(text, self.cursor),
            Some(frame) if frame.mapping => gap::after_colon(text, self.cursor, false).unwrap_or(self.cursor),
            Some(_) => gap::after_dash(text, self.cursor),
            None => self.cursor,
        };
        gap::skip_properties(text, at)
    }

    fn start(
        &mut self,
        mapping: bool,
        style: StructureStyle,
        anchor: usize,
        tag: Option<&Tag>,
        span: &Span,
    ) -> Result<(), Fault> {
        let (reported, reported_end) = self.bytes(span);
        let key = self.expects_key();
        let block = style == StructureStyle::Block;
        let mut start = reported;
        if block && !mapping {
            let at = self.before_node(key);
            if self.text.as_bytes().get(at) == Some(&b'-') {
                start = at;
            }
        }
        let end = if block { start } else { reported_end };
        let range = TextRange::at(start, end);
        if self.frames.len() >= self.limits.depth as usize {
            return Err(Fault::TooDeep { at: range, limit: self.limits.depth });
        }
        let mut node = NodeData {
            range,
            parent: self.parent(),
            start: 0,
            len: 0,
            kind: if mapping { NodeKind::Mapping } else { NodeKind::Sequence },
            style: if block { Style::Block } else { Style::Flow },
            tag: TagKind::None,
            flags: 0,
        };
        let tagged = tag.is_some();
        if let Some(tag) = tag {
            node.tag = tag_kind(tag);
        }
        if tagged || anchor != 0 {
            node.flags |= flag::PROPERTIES;
        }
        let id = self.push(node)?;
        if key {
            self.complex_keys.push(NodeId(id));
        }
        if tagged || anchor != 0 {
            self.remember(id, anchor, 0, span);
        }
        self.frames.push(Frame {
            node: id,
            scratch: self.scratch.len(),
            anchor,
            expanded: 0,
            mapping,
            block,
            merges: false,
        });
        self.cursor = end;
        self.count(1, 0, range)
    }

    fn end(&mut self, reported: usize, reported_end: usize) -> Result<(), Fault> {
        let Some(frame) = self.frames.pop() else {
            return Ok(());
        };
        let start = self.children.len();
        self.children.extend(self.scratch.drain(frame.scratch..));
        let own = self.children.get(start..).unwrap_or_default();
        let bounds = own.first().zip(own.last()).map(|(&first, &last)| {
            let (first, last) = (self.nodes[first.to_usize()].range, self.nodes[last.to_usize()].range);
            (first.start(), last.end())
        });
        let closed = reported_end > reported;
        let node = &mut self.nodes[frame.node as usize];
        let mut range = node.range;
        if let Some((first, last)) = bounds {
            range = TextRange::new(range.start().min(first), range.end().max(last));
        }
        if closed {
            let end = TextSize::from_usize(reported_end);
            range = range.cover(TextRange::empty(end));
            self.cursor = reported_end;
        }
        node.range = range;
        node.start = TextSize::from_usize(start).to_u32();
        node.len = TextSize::from_usize(self.children.len() - start).to_u32();
        if frame.merges {
            node.flags |= flag::MERGES;
        }
        if frame.mapping && node.len > 2 {
            self.find_duplicates(frame.node);
        }
        if frame.merges {
            self.check_merges(frame.node)?;
        }
        if let Some(parent) = self.frames.last_mut() {
            parent.expanded = parent.expanded.saturating_add(frame.expanded);
        }
        if frame.anchor != 0
            && let Some(anchor) = self.anchors.get_mut(&frame.anchor)
        {
            anchor.expanded = frame.expanded.max(1);
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, start: usize, end: usize) -> Result<(), Fault> {
        let range = TextRange::at(start, end);
        self.cursor = end;
        let Some(&Anchor { node: target, expanded }) = self.anchors.get(&anchor) else {
            return Err(Fault::UnknownAnchor { at: range });
        };
        if expanded == 0 {
            let target = self.nodes.get(target as usize).map_or(range, |node| node.range);
            return Err(Fault::RecursiveAlias { at: range, target });
        }
        let complex = self.expects_key()
            && self.nodes.get(target as usize).is_some_and(|node| node.kind != NodeKind::Scalar);
        let id = self.push(NodeData {
            range,
            parent: self.parent(),
            start: target,
            len: 0,
            kind: NodeKind::Alias,
            style: Style::Plain,
            tag: TagKind::None,
            flags: 0,
        })?;
        if complex {
            self.complex_keys.push(NodeId(id));
        }
        self.count(expanded.saturating_add(1), expanded, range)
    }

    // --- anchors, tags, comments ---------------------------------------------------------------------------------------

    /// Notes that `node` has an anchor or a tag. The name of the anchor comes with the next event.
    fn remember(&mut self, node: u32, anchor: usize, expanded: u64, span: &Span) {
        if anchor != 0 {
            self.anchors.insert(anchor, Anchor { node, expanded });
        }
        let tag = span.tag_span().map(|span| {
            let (start, end) = self.bytes(&span);
            TextRange::at(start, end)
        });
        self.properties.push(Properties { node, anchor: None, tag });
    }

    fn anchor_name(&mut self, start: usize, end: usize) {
        if let Some(properties) = self.properties.last_mut() {
            properties.anchor = Some(TextRange::at(start + 1, end));
        }
    }

    fn comment(&mut self, start: usize, end: usize) {
        let text = self.text.as_bytes();
        let line = text.get(gap::line_start(text, start)..start).unwrap_or_default();
        let before = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        let own_line = before.iter().all(|byte| matches!(byte, b' ' | b'\t'));
        self.comments.push(Comment { range: TextRange::at(start, end), own_line });
    }
}

fn tag_kind(tag: &Tag) -> TagKind {
    match tag.suffix_in_namespace("tag:yaml.org,2002:").as_deref() {
        Some("str") => TagKind::Str,
        Some("int") => TagKind::Int,
        Some("bool") => TagKind::Bool,
        Some("float") => TagKind::Float,
        Some("null") => TagKind::Null,
        Some("binary") => TagKind::Binary,
        Some("merge") => TagKind::Merge,
        _ => TagKind::Other,
    }
}
