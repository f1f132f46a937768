//! What the pictures have in common: which edges are drawn, what stands for things that are no object of the input, and
//! which nodes lie together.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::{EdgeRow, EdgeState, GraphRows, NodeRow};
use crate::sanitize;

/// A graph as it is drawn.
pub(super) struct Picture<'a> {
    /// Namespaces in the order of their names, with the numbers of their nodes; `None` is first and holds what has no
    /// namespace.
    pub(super) groups: BTreeMap<Option<&'a str>, Vec<usize>>,
    /// What is no object of the input. Their numbers follow those of the nodes.
    pub(super) strangers: Vec<Stranger<'a>>,
    /// The edges, in the order of their first rows.
    pub(super) edges: Vec<Drawn>,
}

/// What an edge asks for and the input does not have.
pub(super) struct Stranger<'a> {
    /// The kind of what was asked for, where the relation tells.
    pub(super) kind: &'static str,
    /// What was asked for.
    pub(super) name: &'a str,
    /// Whether it is not outside of the input, but nowhere.
    pub(super) missing: bool,
}

/// Edges of one relation between the same two nodes.
pub(super) struct Drawn {
    /// Number of a node.
    pub(super) from: usize,
    /// Number of a node, or of a stranger.
    pub(super) to: usize,
    /// What they mean.
    pub(super) relation: &'static str,
    /// How they look.
    pub(super) look: Look,
    /// How many they are.
    pub(super) count: usize,
}

/// How an edge looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Look {
    /// As most.
    Plain,
    /// What it asks for is not there, or the object is and its key or port is not.
    Unresolved,
    /// A flow that policies deny.
    Blocked,
    /// A flow of which it cannot be told.
    Unknown,
}

impl Look {
    fn of(edge: &EdgeRow) -> Self {
        match edge.state {
            EdgeState::Blocked => Self::Blocked,
            _ if edge.is_dangling() => Self::Unresolved,
            EdgeState::Unknown => Self::Unknown,
            EdgeState::Plain => Self::Plain,
        }
    }
}

impl<'a> Picture<'a> {
    /// The picture of `graph`.
    pub(super) fn new(graph: &'a GraphRows) -> Self {
        let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (number, node) in graph.nodes.iter().enumerate() {
            groups.entry(group(node)).or_default().push(number);
        }
        let mut picture = Self { groups, strangers: Vec::new(), edges: Vec::new() };
        let mut strangers = HashMap::new();
        let mut drawn = HashMap::new();
        for (edge, from) in graph.sound_edges().filter(|(edge, from)| !is_seen(graph, edge, from)) {
            let to = edge.to.unwrap_or_else(|| {
                let kind = asked_kind(edge.relation);
                let name = asked_name(edge);
                let key = (kind.unwrap_or(edge.relation), name, group(from), edge.resolved);
                *strangers.entry(key).or_insert_with(|| {
                    picture.strangers.push(Stranger {
                        kind: kind.unwrap_or_default(),
                        name,
                        missing: edge.is_dangling(),
                    });
                    graph.nodes.len() + picture.strangers.len() - 1
                })
            });
            let look = Look::of(edge);
            let number = *drawn.entry((edge.from, to, edge.relation, look)).or_insert_with(|| {
                picture.edges.push(Drawn { from: edge.from, to, relation: edge.relation, look, count: 0 });
                picture.edges.len() - 1
            });
            picture.edges[number].count += 1;
        }
        picture
    }
}

/// Whether the picture shows what `edge` says without drawing it: that a node leads to itself, that an object is in the
/// namespace in whose box it lies.
fn is_seen(graph: &GraphRows, edge: &EdgeRow, from: &NodeRow) -> bool {
    let Some(to) = edge.to else { return false };
    let boxed = || graph.nodes.get(to).is_some_and(|to| group(to) == group(from));
    to == edge.from || (edge.relation == "in-namespace" && boxed())
}

/// The namespace `node` lies in; that of a Namespace is itself.
fn group(node: &NodeRow) -> Option<&str> {
    match (node.kind.as_str(), &node.namespace) {
        ("Namespace", None) => node.name.as_deref(),
        (_, namespace) => namespace.as_deref(),
    }
}

impl Drawn {
    /// The relation, with the number of edges if it is not one.
    pub(super) fn label(&self) -> String {
        if self.count == 1 { self.relation.to_owned() } else { format!("{} ×{}", self.relation, self.count) }
    }
}

impl Stranger<'_> {
    /// The lines of its label.
    pub(super) fn label(&self) -> [Cow<'_, str>; 2] {
        let state = if self.missing { "missing" } else { "outside" };
        let first = if self.kind.is_empty() { state.to_owned() } else { format!("{state} {}", self.kind) };
        let name = if self.name.is_empty() { "(no name)".into() } else { shown(self.name) };
        [first.into(), name]
    }
}

/// The lines of the label of `node`.
pub(super) fn label(node: &NodeRow) -> [Cow<'_, str>; 2] {
    let name = node.name.as_deref().filter(|name| !name.is_empty());
    [shown(&node.kind), name.map_or("(no name)".into(), shown)]
}

/// The title of a group.
pub(super) fn title(group: Option<&str>) -> Cow<'_, str> {
    group.map_or("no namespace".into(), shown)
}

/// More characters than this of a name say nothing in a picture.
const LONGEST: usize = 120;

/// `text` on one line, safe to look at, and not too long.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    let line = sanitize::line(text);
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", line.get(..end).unwrap_or_default())),
        None => line,
    }
}

/// The kind of what `relation` asks for by name, where it is one: two relations that ask for the same Secret ask for one
/// thing.
pub(super) fn asked_kind(relation: &str) -> Option<&'static str> {
    Some(match relation {
        "in-namespace" => "Namespace",
        "uses-sa" => "ServiceAccount",
        "env-secret" | "mounts-secret" | "pull-secret" | "ing-tls-secret" | "produces-secret" => "Secret",
        "env-config" | "mounts-config" => "ConfigMap",
        "mounts-pvc" => "PersistentVolumeClaim",
        "mounts-csi" => "SecretProviderClass",
        "runtime-class" => "RuntimeClass",
        "priority-class" => "PriorityClass",
        "pvc-class" => "StorageClass",
        "pvc-pv" => "PersistentVolume",
        "governing-svc" | "ing-svc" | "route-svc" | "webhook-svc" | "svcmon-svc" | "url-svc" => "Service",
        "ing-class" => "IngressClass",
        "route-gateway" => "Gateway",
        _ => return None,
    })
}

/// The name of what `edge` asks for: the target without its kind, of which a label tells, and without the key in it, which
/// lacks if the whole object does.
pub(super) fn asked_name(edge: &EdgeRow) -> &str {
    let kind = asked_kind(edge.relation).unwrap_or_default();
    let named = edge.target.strip_prefix(kind).and_then(|rest| rest.strip_prefix(' '));
    let name = named.filter(|_| !kind.is_empty()).unwrap_or(&edge.target);
    match edge.relation {
        "env-secret" | "env-config" | "mounts-secret" | "mounts-config" => {
            name.split_once('/').map_or(name, |(object, _)| object)
        }
        _ => name,
    }
}
