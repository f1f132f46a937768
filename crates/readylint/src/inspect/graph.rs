//! The graph as rows of nodes and edges.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use readylint_emit::{EdgeRow, EdgeState, GraphRows, NodeRow, Ranges};
use readylint_engine::Input;
use readylint_kube::facts::reachability::{Reachability, Verdict};
use readylint_kube::{Edge, End, Relation, Resource, ResourceGraph, ResourceId, Target};
use readylint_scalars::near_miss;

use super::externals::is_declared;
use super::flows::flow;
use super::{Scope, graphs};

/// What is asked of a graph.
#[derive(Clone, Debug, Default)]
pub struct GraphQuery {
    /// The namespaces whose objects are shown; objects without namespaces where those refer to them.
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
    /// Its kind, in any case, or a short name that `kubectl` knows.
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
    /// The name of an object of that kind that was probably meant.
    pub near: Option<String>,
}

/// The rows of the graph of `input` that `query` asks for: objects in the order of the files, edges by the object they
/// start at. An edge to an object that is not asked for is left out, so that what ends nowhere ends nowhere in the input.
///
/// # Errors
///
/// If the object to focus on is not there.
pub fn graph(input: &Input, query: &GraphQuery) -> Result<GraphRows, NoSuchObject> {
    let mut rows = GraphRows::default();
    let mut ids = Ids::default();
    let mut is_found = query.focus.is_none();
    for graph in graphs(input) {
        let shown = Shown::of(graph, query);
        is_found |= shown.nodes.iter().any(|&is_shown| is_shown);
        let (ranges, reachability) = (Ranges::new(&input.sources), OnceCell::new());
        Filler { input, graph, ranges, reachability, query }.fill(&shown, &mut ids, &mut rows);
    }
    match &query.focus {
        Some(focus) if !is_found => Err(focus.missing(input)),
        _ => Ok(rows),
    }
}

/// Which objects of a graph are shown, by their number.
struct Shown {
    nodes: Vec<bool>,
    /// Whether edges that end at no object of the input are shown: not those of objects at the rim of a focus.
    is_inner: Vec<bool>,
}

impl Shown {
    fn of(graph: &ResourceGraph, query: &GraphQuery) -> Self {
        let nodes: Vec<bool> = graph.resources().map(|resource| query.scope.holds(resource)).collect();
        let mut shown = Self { is_inner: nodes.clone(), nodes };
        if !query.relations.is_empty() {
            shown.keep_touched(graph, query);
        }
        shown.add_referred(graph, query);
        if let Some(focus) = &query.focus {
            shown.keep_surroundings(graph, focus, query);
        }
        shown
    }

    fn is_shown(&self, end: End) -> bool {
        self.nodes[end.resource.to_usize()]
    }

    /// Keeps what edges of the wanted relations start or end at.
    fn keep_touched(&mut self, graph: &ResourceGraph, query: &GraphQuery) {
        let mut touched = vec![false; self.nodes.len()];
        for edge in graph.edges().iter().filter(|edge| query.shows(edge) && self.is_shown(edge.from)) {
            touched[edge.from.resource.to_usize()] = true;
            if let Some(end) = edge.to.end() {
                touched[end.resource.to_usize()] = true;
            }
        }
        for (is_shown, is_touched) in self.nodes.iter_mut().zip(touched) {
            *is_shown &= is_touched;
        }
    }

    /// Adds what is not linted itself, or has no namespace, where something that is shown refers to it.
    fn add_referred(&mut self, graph: &ResourceGraph, query: &GraphQuery) {
        let edges = graph.edges().iter().filter(|edge| query.shows(edge) && self.is_shown(edge.from));
        let referred: Vec<Resource<'_>> =
            edges.filter_map(|edge| edge.to.end()).map(|end| graph.resource(end.resource)).collect();
        for resource in referred {
            let is_wide = resource.namespace().is_none() && resource.kind().is_namespaced() != Some(true);
            let is_context = resource.is_context() && query.scope.holds_namespace(resource.namespace());
            self.nodes[resource.id().to_usize()] |= is_wide || is_context;
        }
    }

    /// Keeps what is at most `focus.depth` edges away from the objects that `focus` names.
    fn keep_surroundings(&mut self, graph: &ResourceGraph, focus: &Focus, query: &GraphQuery) {
        let mut kept = vec![false; self.nodes.len()];
        let mut inner = vec![false; self.nodes.len()];
        let named =
            graph.resources().filter(|resource| self.is_shown(resource.end()) && focus.is_meant(*resource));
        let mut open: VecDeque<(ResourceId, usize)> = named.map(|resource| (resource.id(), 0)).collect();
        while let Some((id, depth)) = open.pop_front() {
            let is_new = !std::mem::replace(&mut kept[id.to_usize()], true);
            if !is_new || depth == focus.depth {
                continue;
            }
            inner[id.to_usize()] = true;
            let outgoing =
                graph.edges_from(id).filter(|edge| query.shows(edge)).filter_map(|edge| edge.to.end());
            let incoming = graph.edges_to(id).filter(|edge| query.shows(edge)).map(|edge| edge.from);
            let ends = outgoing.chain(incoming).filter(|end| self.is_shown(*end));
            open.extend(ends.map(|end| (end.resource, depth + 1)));
        }
        self.nodes = kept;
        self.is_inner = inner;
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

impl Focus {
    /// Whether it names `resource`: by its kind or the kind's short name, and by its name.
    fn is_meant(&self, resource: Resource<'_>) -> bool {
        let kind = resource.kind_name();
        let is_kind = kind.eq_ignore_ascii_case(&self.kind) || short_names(kind).contains(&&*self.kind);
        is_kind && resource.name() == Some(&self.name)
    }

    /// Says that there is no such object, and which was probably meant.
    fn missing(&self, input: &Input) -> NoSuchObject {
        let of_kind = || {
            let resources = graphs(input).flat_map(ResourceGraph::resources);
            resources.filter_map(|resource| {
                let name = resource.name()?;
                Self { name: name.to_owned(), ..self.clone() }.is_meant(resource).then_some(name)
            })
        };
        let near = near_miss(&self.name, of_kind()).map(str::to_owned);
        NoSuchObject { kind: self.kind.clone(), name: self.name.clone(), near }
    }
}

/// The names by which `kubectl` knows a kind besides its own: the short ones, and the plural (`kubectl api-resources`).
fn short_names(kind: &str) -> &'static [&'static str] {
    match kind {
        "ConfigMap" => &["cm", "configmaps"],
        "CronJob" => &["cj", "cronjobs"],
        "DaemonSet" => &["ds", "daemonsets"],
        "Deployment" => &["deploy", "deployments"],
        "HorizontalPodAutoscaler" => &["hpa", "horizontalpodautoscalers"],
        "Ingress" => &["ing", "ingresses"],
        "Job" => &["jobs"],
        "Namespace" => &["ns", "namespaces"],
        "NetworkPolicy" => &["netpol", "networkpolicies"],
        "PersistentVolume" => &["pv", "persistentvolumes"],
        "PersistentVolumeClaim" => &["pvc", "persistentvolumeclaims"],
        "Pod" => &["po", "pods"],
        "PodDisruptionBudget" => &["pdb", "poddisruptionbudgets"],
        "Role" => &["roles"],
        "Secret" => &["secrets"],
        "Service" => &["svc", "services"],
        "ServiceAccount" => &["sa", "serviceaccounts"],
        "StatefulSet" => &["sts", "statefulsets"],
        "StorageClass" => &["sc", "storageclasses"],
        _ => &[],
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
}

impl Filler<'_> {
    fn fill(&self, shown: &Shown, ids: &mut Ids, rows: &mut GraphRows) {
        let mut numbers = vec![None; shown.nodes.len()];
        let mut own_ids = vec![String::new(); shown.nodes.len()];
        // of all objects, so that an id does not depend on what is shown; what is not linted comes last
        let (context, linted): (Vec<_>, Vec<_>) =
            self.graph.resources().partition(|resource| resource.is_context());
        for resource in linted.into_iter().chain(context) {
            own_ids[resource.id().to_usize()] = ids.of(resource);
        }
        for ((resource, &is_shown), id) in self.graph.resources().zip(&shown.nodes).zip(own_ids) {
            if is_shown {
                numbers[resource.id().to_usize()] = Some(rows.nodes.len());
                rows.nodes.push(self.node(resource, id));
            }
        }
        for edge in self.graph.edges().iter().filter(|edge| self.query.shows(edge)) {
            let from = edge.from.resource;
            // only references are of interest that start at what is asked for
            let Some(row) = numbers[from.to_usize()].filter(|_| !self.graph.resource(from).is_context())
            else {
                continue;
            };
            match edge.to.end() {
                Some(end) => {
                    if let Some(to) = numbers[end.resource.to_usize()] {
                        rows.edges.push(self.edge(edge, row, Some(to)));
                    }
                }
                None if shown.is_inner[from.to_usize()] => rows.edges.push(self.edge(edge, row, None)),
                None => {}
            }
        }
    }

    fn node(&self, resource: Resource<'_>, id: String) -> NodeRow {
        let (file, range) = self.ranges.of(resource.node().span());
        NodeRow {
            id,
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
            optional: edge.optional,
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

/// The ids of objects, in the order of all objects.
#[derive(Default)]
struct Ids {
    taken: HashSet<String>,
    counts: HashMap<String, usize>,
}

impl Ids {
    /// `apps/v1/Deployment/shop/web`; a second object of the same identity gets `#2`.
    fn of(&mut self, resource: Resource<'_>) -> String {
        let plain = format!(
            "{}/{}/{}/{}",
            resource.api_version(),
            resource.kind_name(),
            resource.namespace().unwrap_or_default(),
            resource.name().unwrap_or_default()
        );
        let count = self.counts.entry(plain.clone()).or_default();
        *count += 1;
        let mut id = if *count == 1 { plain.clone() } else { format!("{plain}#{count}") };
        // no name holds a `#` that the API server takes, but here is what it may not have seen yet
        while !self.taken.insert(id.clone()) {
            *count += 1;
            id = format!("{plain}#{count}");
        }
        id
    }
}
