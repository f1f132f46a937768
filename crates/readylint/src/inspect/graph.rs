//! The graph as rows of nodes and edges.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, VecDeque};

use readylint_emit::{EdgeRow, EdgeState, GraphRows, NodeRow, Ranges};
use readylint_engine::Input;
use readylint_kube::facts::reachability::{Reachability, Verdict};
use readylint_kube::{Edge, Relation, Resource, ResourceGraph, ResourceId, Target};

use super::externals::is_declared;
use super::flows::flow;
use super::{Scope, graphs};

/// What is asked of a graph.
#[derive(Clone, Debug, Default)]
pub struct GraphQuery {
    /// The namespaces whose objects are shown. Of the objects without namespaces, only those that they refer to.
    pub scope: Scope,
    /// Only the surroundings of one object.
    pub focus: Option<Focus>,
    /// Only edges of these relations, and what they touch; empty: all.
    pub relations: BTreeSet<Relation>,
    /// Whether it is for a picture that has no filters of its own: without `relations`, those are left out then that tell
    /// of every object where it belongs, and not how the system works.
    pub is_picture: bool,
}

/// What a picture leaves out: the box of the namespace says the first, and what defines a kind is kept elsewhere.
const NOT_PICTURED: [Relation; 3] = [Relation::InNamespace, Relation::InstanceOf, Relation::RoleResource];

/// The surroundings of an object.
#[derive(Clone, Debug)]
pub struct Focus {
    /// Its kind, in any case.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// How many edges away, in either direction, something may be.
    pub depth: usize,
}

/// There is no object to focus on.
#[derive(Debug, thiserror::Error)]
#[error("there is no {kind} `{name}` here")]
pub struct NoSuchObject {
    /// As asked for.
    pub kind: String,
    /// As asked for.
    pub name: String,
}

/// The rows of the graph of `input` that `query` asks for: objects in the order of the files, edges by the object they
/// start at.
///
/// # Errors
///
/// If the object to focus on is not there.
pub fn graph(input: &Input, query: &GraphQuery) -> Result<GraphRows, NoSuchObject> {
    let mut rows = GraphRows::default();
    let mut ids = HashMap::new();
    let mut is_found = query.focus.is_none();
    for graph in graphs(input) {
        let shown = Shown::of(graph, query);
        is_found |= shown.nodes.iter().any(|&is_shown| is_shown);
        let (ranges, reachability, first) = (Ranges::new(&input.sources), OnceCell::new(), rows.nodes.len());
        Filler { input, graph, ranges, reachability, query, first }.fill(&shown, &mut ids, &mut rows);
    }
    match &query.focus {
        Some(Focus { kind, name, .. }) if !is_found => {
            Err(NoSuchObject { kind: kind.clone(), name: name.clone() })
        }
        _ => Ok(rows),
    }
}

/// Which objects of a graph are shown, by their number.
struct Shown {
    nodes: Vec<bool>,
}

impl Shown {
    fn of(graph: &ResourceGraph, query: &GraphQuery) -> Self {
        let mut nodes: Vec<bool> = graph.resources().map(|resource| query.scope.holds(resource)).collect();
        if let Some(focus) = &query.focus {
            keep_surroundings(graph, focus, query, &mut nodes);
        }
        if !query.relations.is_empty() {
            keep_touched(graph, query, &mut nodes);
        }
        // what is not linted itself, or has no namespace, is shown where something refers to it
        let mut referred = Vec::new();
        for resource in graph.resources().filter(|resource| nodes[resource.id().to_usize()]) {
            let edges = graph.edges_from(resource.id()).filter(|edge| query.shows(edge));
            referred.extend(edges.filter_map(|edge| edge.to.end()).map(|end| graph.resource(end.resource)));
        }
        for resource in referred.into_iter().filter(|_| query.focus.is_none()) {
            let is_wide = resource.namespace().is_none() && resource.kind().is_namespaced() != Some(true);
            let is_context = resource.is_context() && query.scope.holds_namespace(resource.namespace());
            nodes[resource.id().to_usize()] |= is_wide || is_context;
        }
        Self { nodes }
    }
}

impl GraphQuery {
    fn shows(&self, edge: &Edge) -> bool {
        if self.relations.is_empty() {
            return !self.is_picture || !NOT_PICTURED.contains(&edge.relation);
        }
        self.relations.contains(&edge.relation)
    }
}

/// Keeps what is at most `focus.depth` edges away from the objects that `focus` names.
fn keep_surroundings(graph: &ResourceGraph, focus: &Focus, query: &GraphQuery, nodes: &mut Vec<bool>) {
    let is_meant = |resource: &Resource<'_>| {
        query.scope.holds(*resource)
            && resource.kind_name().eq_ignore_ascii_case(&focus.kind)
            && resource.name() == Some(&focus.name)
    };
    let mut kept = vec![false; nodes.len()];
    let mut open: VecDeque<(ResourceId, usize)> =
        graph.resources().filter(is_meant).map(|resource| (resource.id(), 0)).collect();
    while let Some((id, depth)) = open.pop_front() {
        if std::mem::replace(&mut kept[id.to_usize()], true) || depth == focus.depth {
            continue;
        }
        let outgoing = graph.edges_from(id).filter(|edge| query.shows(edge)).filter_map(|edge| edge.to.end());
        let incoming = graph.edges_to(id).filter(|edge| query.shows(edge)).map(|edge| edge.from);
        open.extend(outgoing.chain(incoming).map(|end| (end.resource, depth + 1)));
    }
    *nodes = kept;
}

/// Keeps what edges of the wanted relations start or end at.
fn keep_touched(graph: &ResourceGraph, query: &GraphQuery, nodes: &mut [bool]) {
    let mut touched = vec![false; nodes.len()];
    for edge in graph.edges().iter().filter(|edge| query.shows(edge)) {
        if !nodes[edge.from.resource.to_usize()] {
            continue;
        }
        touched[edge.from.resource.to_usize()] = true;
        if let Some(end) = edge.to.end() {
            touched[end.resource.to_usize()] = true;
        }
    }
    for (is_shown, is_touched) in nodes.iter_mut().zip(touched) {
        *is_shown &= is_touched;
    }
}

/// Fills the rows of one graph.
struct Filler<'a> {
    input: &'a Input,
    graph: &'a ResourceGraph,
    ranges: Ranges<'a>,
    /// Made when the first flow is met.
    reachability: OnceCell<Reachability<'a>>,
    query: &'a GraphQuery,
    /// How many rows of nodes there are before.
    first: usize,
}

impl Filler<'_> {
    fn fill(&self, shown: &Shown, ids: &mut HashMap<String, usize>, rows: &mut GraphRows) {
        let mut numbers = vec![None; shown.nodes.len()];
        let resources = self.graph.resources().zip(&shown.nodes).filter(|&(_, &is_shown)| is_shown);
        for (number, (resource, _)) in (self.first..).zip(resources) {
            numbers[resource.id().to_usize()] = Some(number);
            rows.nodes.push(self.node(resource, ids));
        }
        for edge in self.graph.edges().iter().filter(|edge| self.query.shows(edge)) {
            let Some(from) = numbers[edge.from.resource.to_usize()] else {
                continue;
            };
            let to = edge.to.end().and_then(|end| numbers[end.resource.to_usize()]);
            // only references are of interest that start at what is asked for
            if self.graph.resource(edge.from.resource).is_context() {
                continue;
            }
            rows.edges.push(self.edge(edge, from, to));
        }
    }

    fn node(&self, resource: Resource<'_>, ids: &mut HashMap<String, usize>) -> NodeRow {
        let (file, range) = self.ranges.of(resource.node().span());
        NodeRow {
            id: unique_id(resource, ids),
            api_version: resource.api_version().to_owned(),
            kind: resource.kind_name().to_owned(),
            namespace: resource.namespace().map(str::to_owned),
            name: resource.name().map(str::to_owned),
            file: file.to_owned(),
            range,
        }
    }

    fn edge(&self, edge: &Edge, from: usize, to: Option<usize>) -> EdgeRow {
        let (file, range) = self.ranges.of(self.graph.site(edge).span());
        EdgeRow {
            from,
            to,
            relation: edge.relation.as_str(),
            resolved: edge.to.is_resolved() || is_declared(self.input, self.graph, edge),
            target: self.asked(edge),
            file: file.to_owned(),
            range,
            state: self.state(edge),
        }
    }

    /// What policies say of a flow; of other edges they say nothing.
    fn state(&self, edge: &Edge) -> EdgeState {
        if edge.relation != Relation::Flow {
            return EdgeState::Plain;
        }
        let reachability = self.reachability.get_or_init(|| Reachability::of(self.graph));
        let verdict = flow(reachability, edge).map(|flow| flow.verdict);
        match verdict {
            Some(Verdict::Allowed) => EdgeState::Plain,
            Some(Verdict::Denied) => EdgeState::Blocked,
            Some(Verdict::Unknown) | None => EdgeState::Unknown,
        }
    }

    fn asked(&self, edge: &Edge) -> String {
        let asked = self.graph.asked(edge);
        match edge.to {
            // a selector that selects says less than what it selects
            Target::Found(end) if asked.is_empty() => self.graph.resource(end.resource).title(),
            _ => asked.into_owned(),
        }
    }
}

/// `apps/v1/Deployment/shop/web`; a second object of the same identity gets `#2`.
fn unique_id(resource: Resource<'_>, ids: &mut HashMap<String, usize>) -> String {
    let id = format!(
        "{}/{}/{}/{}",
        resource.api_version(),
        resource.kind_name(),
        resource.namespace().unwrap_or_default(),
        resource.name().unwrap_or_default()
    );
    let count = ids.entry(id.clone()).or_default();
    *count += 1;
    if *count == 1 { id } else { format!("{id}#{count}") }
}
