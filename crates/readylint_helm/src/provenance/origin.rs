//! The arena of origins of one render.

use std::sync::Arc;

use readylint_text::Span;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub struct $name(u32);

            impl $name {
                /// The number that stands for nothing known: the unknown origin, no emission, the outermost frame.
                pub const NONE: Self = Self(0);

                /// Whether it stands for nothing known.
                pub const fn is_none(self) -> bool {
                    self.0 == 0
                }

                const fn of(index: usize) -> Self {
                    Self(if index > u32::MAX as usize { 0 } else { index as u32 })
                }
            }
        )*
    };
}

ids! {
    /// An [`Origin`].
    OriginId,
    /// An [`Emission`].
    EmissionId,
    /// A [`Frame`].
    FrameId,
    /// A [`ValueNode`].
    NodeId,
}

/// A values file, the values of a chart, or one `--set` argument: the number that the caller gave the layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LayerId(u32);

impl LayerId {
    /// The layer with this number, counted from 1; 0 is no layer.
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// Its number.
    pub const fn to_u32(self) -> u32 {
        self.0
    }
}

/// What is known about the author of a value or of a stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nothing.
    Unknown,
    /// Literal text of a template: the bytes stand there just so.
    Text(Span),
    /// A constant inside an action, as `"tcp"` or `8080`: the span of its content, without quotes if it has some.
    Literal(Span),
    /// A value of some values layer, or of `Chart.yaml`.
    Value(NodeId),
    /// The key under which a value stands in its layer: [`ValueNode::key`] of this node.
    Key(NodeId),
    /// The content of a file that a template reads (`.Files.Get`).
    File(Span),
    /// Something Helm itself supplies, as `.Release.Name`: its path.
    Builtin(&'static str),
    /// The result of a function that keeps no bytes, with everything that went in.
    Function {
        /// The function.
        name: &'static str,
        /// Distinct known origins of its arguments, in order.
        inputs: Box<[OriginId]>,
    },
    /// Differs from run to run in Helm; here a stand-in (helm-rendering.md §3).
    Random(&'static str),
}

/// A value as a values layer writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueNode {
    /// Which layer.
    pub layer: LayerId,
    /// The key it stands under, without quotes; `None` for list items and roots.
    pub key: Option<Span>,
    /// The value: a scalar with its quotes, a whole mapping or list.
    pub value: Span,
    /// For a scalar on one line: the bytes between its quotes. What they stand for may still differ (escapes).
    pub content: Option<Span>,
    /// The mapping or list of the same file that it stands in.
    pub parent: NodeId,
    /// Its key or index there, for paths.
    pub step: Arc<str>,
    /// What it overrode: the value of a lower layer.
    pub shadows: NodeId,
}

/// An action that printed a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emission {
    /// The action, from `{{` to `}}`.
    pub at: Span,
    /// Where it ran.
    pub frame: FrameId,
}

/// One call of a template: by a file being rendered, `include`, `template` or `tpl`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The frame of the caller; [`FrameId::NONE`] for the file itself.
    pub parent: FrameId,
    /// The action of the caller.
    pub call: Span,
    /// The name of what was called.
    pub template: Arc<str>,
}

/// The arena of one render.
///
/// With [`Origins::off`] it takes nothing in and every id is `NONE`: a render without provenance, for measuring what
/// provenance costs.
#[derive(Clone, Debug)]
pub struct Origins {
    on: bool,
    list: Vec<Origin>,
    emissions: Vec<Emission>,
    frames: Vec<Frame>,
    nodes: Vec<ValueNode>,
}

impl Default for Origins {
    fn default() -> Self {
        Self::new()
    }
}

impl Origins {
    /// An empty arena.
    pub fn new() -> Self {
        Self { on: true, list: Vec::new(), emissions: Vec::new(), frames: Vec::new(), nodes: Vec::new() }
    }

    /// An arena that stays empty.
    pub fn off() -> Self {
        Self { on: false, ..Self::new() }
    }

    /// Whether it takes anything in.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// Takes an origin in.
    pub fn add(&mut self, origin: Origin) -> OriginId {
        if !self.on || origin == Origin::Unknown {
            return OriginId::NONE;
        }
        self.list.push(origin);
        OriginId::of(self.list.len())
    }

    /// Takes a value node in, and the origin that names it.
    pub fn add_node(&mut self, node: ValueNode) -> (NodeId, OriginId) {
        if !self.on {
            return (NodeId::NONE, OriginId::NONE);
        }
        self.nodes.push(node);
        let id = NodeId::of(self.nodes.len());
        (id, self.add(Origin::Value(id)))
    }

    /// Says that the value of `id` overrides that of `lower`. The caller sees to it that no circle comes of it.
    pub fn set_shadows(&mut self, id: NodeId, lower: NodeId) {
        let node = (id.0 as usize).checked_sub(1).and_then(|index| self.nodes.get_mut(index));
        if let Some(node) = node {
            node.shadows = lower;
        }
    }

    /// Takes an emission in.
    pub fn add_emission(&mut self, emission: Emission) -> EmissionId {
        if !self.on {
            return EmissionId::NONE;
        }
        self.emissions.push(emission);
        EmissionId::of(self.emissions.len())
    }

    /// Takes a frame in.
    pub fn add_frame(&mut self, frame: Frame) -> FrameId {
        if !self.on {
            return FrameId::NONE;
        }
        self.frames.push(frame);
        FrameId::of(self.frames.len())
    }

    /// The origin of a result that keeps no bytes of its `inputs`: random if one of them is, unknown if none is known.
    pub fn function(&mut self, name: &'static str, inputs: impl IntoIterator<Item = OriginId>) -> OriginId {
        if !self.on {
            return OriginId::NONE;
        }
        let mut known: Vec<OriginId> = Vec::new();
        for input in inputs {
            if let Some(random) = self.random(input) {
                return self.add(Origin::Random(random));
            }
            if !input.is_none() && known.len() < MAX_INPUTS && !known.contains(&input) {
                known.push(input);
            }
        }
        self.add(Origin::Function { name, inputs: known.into() })
    }

    fn random(&self, id: OriginId) -> Option<&'static str> {
        match self.get(id) {
            Origin::Random(name) => Some(name),
            _ => None,
        }
    }

    /// The origin of `id`.
    pub fn get(&self, id: OriginId) -> &Origin {
        const UNKNOWN: &Origin = &Origin::Unknown;
        (id.0 as usize).checked_sub(1).and_then(|index| self.list.get(index)).unwrap_or(UNKNOWN)
    }

    /// The value node of `id`.
    pub fn node(&self, id: NodeId) -> Option<&ValueNode> {
        self.nodes.get((id.0 as usize).checked_sub(1)?)
    }

    /// The value node that `id` names, if it is a value as written.
    pub fn node_of(&self, id: OriginId) -> Option<(NodeId, &ValueNode)> {
        match *self.get(id) {
            Origin::Value(node) => Some((node, self.node(node)?)),
            _ => None,
        }
    }

    /// The value node under whose key `id` names, if it is a key as written.
    pub fn key_of(&self, id: OriginId) -> Option<(NodeId, &ValueNode)> {
        match *self.get(id) {
            Origin::Key(node) => Some((node, self.node(node)?)),
            _ => None,
        }
    }

    /// The emission of `id`.
    pub fn emission(&self, id: EmissionId) -> Option<Emission> {
        self.emissions.get((id.0 as usize).checked_sub(1)?).copied()
    }

    /// The frame of `id`.
    pub fn frame(&self, id: FrameId) -> Option<&Frame> {
        self.frames.get((id.0 as usize).checked_sub(1)?)
    }

    /// The path of a value node inside its file, as `image.tag` or `hosts.0.name`.
    pub fn path(&self, mut id: NodeId) -> String {
        let mut steps = Vec::new();
        while let Some(node) = self.node(id) {
            if !node.step.is_empty() {
                steps.push(Arc::clone(&node.step));
            }
            // parents are always older than their children
            id = if node.parent < id { node.parent } else { NodeId::NONE };
        }
        steps.reverse();
        steps.join(".")
    }
}

/// How many inputs of one function call are remembered: hashes over whole files have thousands, and nobody reads them.
const MAX_INPUTS: usize = 64;

#[cfg(test)]
mod tests {
    use readylint_text::{SourceId, TextRange};

    use super::*;

    fn span(start: usize, end: usize) -> Span {
        Span::new(SourceId::new(0), TextRange::at(start, end))
    }

    fn node(parent: NodeId, step: &str) -> ValueNode {
        ValueNode {
            layer: LayerId::new(1),
            key: None,
            value: span(0, 1),
            content: None,
            parent,
            step: step.into(),
            shadows: NodeId::NONE,
        }
    }

    #[test]
    fn paths_lead_from_the_root_of_the_file() {
        let mut origins = Origins::new();
        let (root, _) = origins.add_node(node(NodeId::NONE, ""));
        let (image, _) = origins.add_node(node(root, "image"));
        let (tag, origin) = origins.add_node(node(image, "tag"));
        assert_eq!(origins.path(tag), "image.tag");
        assert_eq!(origins.node_of(origin).map(|(id, _)| id), Some(tag));
    }

    #[test]
    fn what_random_went_into_is_random() {
        let mut origins = Origins::new();
        let (random, text) =
            (origins.add(Origin::Random("randAlpha")), origins.add(Origin::Text(span(0, 3))));
        let hash = origins.function("sha256sum", [text, random, text]);
        assert_eq!(origins.get(hash), &Origin::Random("randAlpha"));
        let plain = origins.function("sha256sum", [text, OriginId::NONE, text]);
        assert_eq!(origins.get(plain), &Origin::Function { name: "sha256sum", inputs: [text].into() });
    }

    #[test]
    fn an_arena_that_is_off_takes_nothing_in() {
        let mut origins = Origins::off();
        assert!(origins.add(Origin::Random("now")).is_none());
        assert_eq!(origins.get(OriginId::NONE), &Origin::Unknown);
    }
}
