//! The graph of all objects: files, objects, edges, and look-ups.
//!
//! Built once by [`ResourceGraph::build`], read-only afterwards. Building is linear in the input: objects are indexed
//! by name and by label, and no selector scans more than the budget of [`SELECTION_BUDGET`].

mod asked;
mod document;
mod edge;
mod edges;
mod extract;
mod fields;
mod index;
mod namespaces;
mod producers;
mod rbac;
mod select;

pub use document::Document;
pub use edge::{Edge, End, Relation, Target};
pub(crate) use edges::monitored_namespaces;
pub(crate) use index::TypeCode;
pub(crate) use namespaces::{NAME_LABEL, Namespaces};
pub use producers::{Produced, ProducedKeys};
pub use rbac::RoleSource;
pub(crate) use rbac::{Aggregated, Bound, BoundSubject};
pub use select::{NearLabels, Selection};

use std::borrow::Cow;

use rayon::prelude::*;
use readylint_text::{SourceId, Span};
use readylint_yaml::{Node, NodeId, Parse, Tree};

use crate::facts::endpoints::FileEndpoints;
use crate::facts::plain_values::PlainValues;
use crate::intern::Interner;
use crate::views::{Identity, PodTemplate, Resource};
use crate::{Kind, Symbol};
use edge::{EdgeChunk, EdgeTable};
use fields::items;
use index::Index;
use producers::ProductTable;
use rbac::SubjectKey;
use rustc_hash::{FxHashMap, FxHashSet};

/// How many pods one selector may select before the rest is left out: keeps the number of edges linear where every
/// Service of a file selects every pod. Real namespaces hold far fewer workloads with the same labels.
pub const SELECTION_BUDGET: usize = 1024;

/// The group of Gatekeeper's constraints, whose kinds its templates define.
pub(crate) const CONSTRAINT_GROUP: &str = "constraints.gatekeeper.sh";

/// Which object of a graph; ids follow the order of files, documents and list items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId(pub(crate) u32);

impl ResourceId {
    /// The number, for tables beside the graph.
    pub const fn to_usize(self) -> usize {
        self.0 as usize
    }
}

/// A parsed manifest file on its way into a graph.
#[derive(Debug)]
pub struct ManifestFile {
    /// Its tree and syntax errors.
    pub parse: Parse,
    /// The folder it stands in (`-` for standard input): look-ups prefer it, duplicates and sums are counted in it.
    pub group: String,
    /// The namespace that its objects take if they name none: that of the release it was rendered for.
    pub namespace: Option<String>,
    /// Whether it was loaded only so that references resolve: nothing is reported about it.
    pub context: bool,
}

/// A file of the graph.
#[derive(Debug)]
struct File {
    parse: Parse,
    group: u32,
    namespace: Option<String>,
    context: bool,
}

/// What is stored of an object; everything else is read through its nodes.
#[derive(Debug)]
pub(crate) struct ResourceData {
    pub(crate) file: u32,
    pub(crate) document: u32,
    pub(crate) root: NodeId,
    pub(crate) kind: Kind,
    pub(crate) type_code: TypeCode,
    pub(crate) api_version: Symbol,
    pub(crate) api_group: Symbol,
    pub(crate) kind_name: Symbol,
    pub(crate) namespace: Option<Symbol>,
    pub(crate) name: Option<Symbol>,
    pub(crate) metadata: Option<NodeId>,
    /// Number in the list of pod templates.
    pub(crate) pod: Option<u32>,
}

/// What is stored of a pod template.
#[derive(Debug)]
pub(crate) struct PodData {
    pub(crate) resource: ResourceId,
    pub(crate) node: NodeId,
}

/// All objects of a bundle and the edges between them.
#[derive(Debug, Default)]
pub struct ResourceGraph {
    files: Vec<File>,
    groups: Vec<String>,
    /// Files by their source.
    by_source: FxHashMap<SourceId, u32>,
    resources: Vec<ResourceData>,
    pods: Vec<PodData>,
    names: Interner,
    index: Index,
    /// Hosts of Ingresses and Gateway listeners, in lower case.
    own_hosts: FxHashSet<String>,
    /// Persistent volumes by namespace and name of the claim that they are reserved for.
    reserved: FxHashMap<(Option<Symbol>, Symbol), Vec<ResourceId>>,
    products: ProductTable,
    edges: EdgeTable,
    /// What configuration files say, read on demand.
    file_endpoints: FileEndpoints,
    /// What ConfigMaps show of secrets, read on demand.
    plain_values: PlainValues,
    is_part: bool,
}

impl ResourceGraph {
    /// Builds the graph of `files`. Objects keep the order of the files.
    pub fn build(files: Vec<ManifestFile>) -> Self {
        let mut graph = Self::default();
        let mut numbers = FxHashMap::default();
        for (file, number) in files.into_iter().zip(0..) {
            graph.by_source.insert(file.parse.tree.source(), number);
            let group = *numbers.entry(file.group).or_insert_with_key(|name| {
                graph.groups.push(name.clone());
                graph.groups.len() as u32 - 1
            });
            let ManifestFile { parse, namespace, context, .. } = file;
            graph.files.push(File { parse, group, namespace, context });
        }
        graph.take_in_objects();
        graph.index_labels();
        graph.index_products();
        graph.file_endpoints = FileEndpoints::of(graph.index.of_kind(Kind::ConfigMap).iter().copied());
        graph.plain_values = PlainValues::of(graph.index.of_kind(Kind::ConfigMap).iter().copied());
        graph.own_hosts = graph.hosts_of_routes();
        graph.reserved = graph.reserved_volumes();
        graph.edges = graph.derive_edges();
        graph
    }

    /// Reads the objects of all files in parallel, then numbers and indexes them in order.
    fn take_in_objects(&mut self) {
        let files = std::mem::take(&mut self.files);
        let extracted: Vec<_> = files.par_iter().map(|file| extract::objects(&file.parse.tree)).collect();
        for object in extracted.iter().flatten().filter(|object| object.is_cluster_wide) {
            if let Some((group, kind)) = object.defines {
                let defined = (self.names.intern(group), self.names.intern(kind));
                self.index.add_cluster_wide(defined);
            }
        }
        for (number, (file, objects)) in files.iter().zip(&extracted).enumerate() {
            for object in objects {
                self.take_in((number as u32, file), object);
            }
        }
        drop(extracted);
        self.files = files;
        self.index.note_unreadable(&self.files);
        self.index.note_undescribed_namespaces();
    }

    fn take_in(&mut self, (number, file): (u32, &File), object: &extract::Object<'_>) {
        let id = ResourceId(self.resources.len() as u32);
        let names = &mut self.names;
        let group = file.group;
        let api_group = names.intern(crate::GroupVersion::of(object.api_version).group);
        let kind_name = names.intern(object.kind_name);
        let cluster_wide = match object.kind.is_namespaced() {
            Some(namespaced) => !namespaced,
            None => self.index.is_cluster_wide((api_group, kind_name)),
        };
        let namespace = object.namespace.or(file.namespace.as_deref()).filter(|_| !cluster_wide);
        let namespace = namespace.map(|namespace| names.intern(namespace));
        let name = object.name.map(|name| names.intern(name));
        let type_code = TypeCode::of(object.kind, api_group, kind_name);
        if let Some(name) = name {
            self.index.add_object(type_code, group, namespace, name, id);
        }
        self.index.add_kind(object.kind, id);
        let pod = object.pod.as_ref().map(|pod| {
            let number = self.pods.len() as u32;
            self.pods.push(PodData { resource: id, node: pod.node });
            self.index.add_pod(group, namespace, number);
            for (key, value) in &pod.labels {
                let label = (names.intern(key), names.intern(value));
                self.index.add_label(group, namespace, label, number);
            }
            number
        });
        if let Some((crd_group, crd_kind)) = object.defines {
            let defined = (names.intern(crd_group), names.intern(crd_kind));
            self.index.add_definition(defined, id);
        }
        if let Some((crd_group, plural)) = object.resource {
            let defined = (names.intern(crd_group), names.intern(plural));
            self.index.add_plural(defined, id);
        }
        if object.is_aggregated {
            self.index.count_aggregated_role();
        }
        let home = object.namespace.or(file.namespace.as_deref());
        for subject in &object.subjects {
            let identity = subject.identity(cluster_wide, home);
            for key in identity.into_iter().flat_map(|identity| subject_keys(names, identity)) {
                self.index.add_bound(group, key, id, subject.node().id());
            }
        }
        self.resources.push(ResourceData {
            file: number,
            document: object.document,
            root: object.root,
            kind: object.kind,
            type_code,
            api_version: names.intern(object.api_version),
            api_group,
            kind_name,
            namespace,
            name,
            metadata: object.metadata,
            pod,
        });
    }

    /// Indexes the own labels of the objects that selectors of the input choose from.
    fn index_labels(&mut self) {
        let mut kinds = vec![Kind::Namespace, Kind::ClusterRole];
        if !self.index.of_kind(Kind::ServiceMonitor).is_empty() {
            kinds.push(Kind::Service);
        }
        if !self.index.of_kind(Kind::Prometheus).is_empty() {
            kinds.extend([Kind::ServiceMonitor, Kind::PodMonitor, Kind::Probe, Kind::PrometheusRule]);
        }
        let mut names = std::mem::take(&mut self.names);
        for kind in kinds {
            let mut labels = Vec::new();
            for resource in self.of_kind(kind) {
                for (key, value, _) in resource.metadata().labels().iter() {
                    labels.push(((names.intern(key), names.intern(value)), resource.id()));
                }
            }
            self.index.add_labels_of(kind, labels);
        }
        self.names = names;
    }

    /// The hosts under which the input is reached from outside.
    fn hosts_of_routes(&self) -> FxHashSet<String> {
        let of = |kind, list, field| {
            let specs = self.of_kind(kind).filter_map(Resource::spec);
            specs.flat_map(move |spec| items(spec, list)).filter_map(move |item| item.get(field)?.text())
        };
        let hosts = of(Kind::Ingress, "rules", "host").chain(of(Kind::Gateway, "listeners", "hostname"));
        hosts.map(str::to_ascii_lowercase).collect()
    }

    /// Whether `host`, in lower case, is one under which the input is reached from outside.
    pub(crate) fn is_own_host(&self, host: &str) -> bool {
        self.own_hosts.contains(host)
    }

    fn reserved_volumes(&self) -> FxHashMap<(Option<Symbol>, Symbol), Vec<ResourceId>> {
        let mut reserved: FxHashMap<_, Vec<ResourceId>> = FxHashMap::default();
        for volume in self.of_kind(Kind::PersistentVolume) {
            let Some(reference) = volume.spec().and_then(|spec| spec.get("claimRef")) else { continue };
            let symbol = |key| reference.get(key).and_then(Node::text).and_then(|text| self.symbol(text));
            // what no claim is called reserves none
            let has_namespace = reference.get("namespace").and_then(Node::text).is_some();
            let namespace = symbol("namespace");
            if let Some(name) = symbol("name").filter(|_| !has_namespace || namespace.is_some()) {
                reserved.entry((namespace, name)).or_default().push(volume.id());
            }
        }
        reserved
    }

    /// The persistent volumes whose `claimRef` names `claim`, at most [`SELECTION_BUDGET`].
    pub(crate) fn volumes_reserved_for<'g>(
        &'g self,
        claim: Resource<'g>,
    ) -> impl Iterator<Item = Resource<'g>> {
        let data = claim.data();
        let volumes = data.name.and_then(|name| self.reserved.get(&(data.namespace, name)));
        volumes.into_iter().flatten().take(SELECTION_BUDGET).map(|&id| self.resource(id))
    }

    fn derive_edges(&self) -> EdgeTable {
        // chunks, not single objects: most have a handful of edges
        let ids: Vec<ResourceId> = (0..self.resources.len() as u32).map(ResourceId).collect();
        let chunks: Vec<EdgeChunk> = ids
            .par_chunks(256)
            .map(|ids| {
                let mut chunk = EdgeChunk::default();
                for &id in ids {
                    edges::of_resource(Resource::new(self, id), &mut chunk);
                }
                chunk
            })
            .collect();
        EdgeTable::new(self.resources.len(), chunks)
    }

    /// Says that the files are a part of what belongs together, as the files of one commit are: what is not among them may
    /// exist all the same.
    #[must_use]
    pub fn as_part(mut self) -> Self {
        self.is_part = true;
        self
    }

    /// Whether the files are a part of what belongs together.
    pub fn is_part(&self) -> bool {
        self.is_part
    }

    // --- objects ------------------------------------------------------------------------------------------------

    /// All objects, in order.
    pub fn resources(&self) -> impl DoubleEndedIterator<Item = Resource<'_>> + ExactSizeIterator {
        (0..self.resources.len() as u32).map(|id| Resource::new(self, ResourceId(id)))
    }

    /// The object `id`.
    pub fn resource(&self, id: ResourceId) -> Resource<'_> {
        Resource::new(self, id)
    }

    /// All objects of `kind`, in order.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = Resource<'_>> {
        self.index.of_kind(kind).iter().map(|&id| Resource::new(self, id))
    }

    /// All pod templates, in order.
    pub fn pod_templates(&self) -> impl Iterator<Item = PodTemplate<'_>> {
        (0..self.pods.len() as u32).map(|number| self.pod(number))
    }

    /// The pod template of the object `id`.
    pub fn pod_template_of(&self, id: ResourceId) -> Option<PodTemplate<'_>> {
        self.data(id).pod.map(|number| self.pod(number))
    }

    /// All documents that hold anything, in order.
    pub fn documents(&self) -> impl Iterator<Item = Document<'_>> {
        (0..self.files.len() as u32).flat_map(move |file| {
            let count = self.files[file as usize].parse.tree.documents().len() as u32;
            (0..count).map(move |number| self.document(file, number)).filter(|document| !document.is_empty())
        })
    }

    /// The sources of the graph.
    pub fn sources(&self) -> impl Iterator<Item = SourceId> {
        self.files.iter().map(|file| file.parse.tree.source())
    }

    /// The tree of `source`, if it is one of the graph's.
    pub fn tree_of(&self, source: SourceId) -> Option<&Tree> {
        self.file_of(source).map(|file| self.tree(file))
    }

    /// All trees, each with whether it was loaded only for look-ups.
    pub fn trees(&self) -> impl Iterator<Item = (&Tree, bool)> {
        self.files.iter().map(|file| (&file.parse.tree, file.context))
    }

    // --- references ---------------------------------------------------------------------------------------------

    /// The object of a built-in kind by name, as something in `from`'s place sees it: in its own group, else anywhere
    /// in the run; the namespace must be equal (unset equals unset).
    pub fn look_up(
        &self,
        from: ResourceId,
        kind: Kind,
        namespace: Option<&str>,
        name: &str,
    ) -> Option<Resource<'_>> {
        let namespace = match namespace {
            Some(namespace) => Some(self.names.find(namespace)?),
            None => None,
        };
        let namespace = if kind.is_namespaced() == Some(false) { None } else { namespace };
        self.find(from, TypeCode::known(kind), namespace, self.names.find(name)?)
    }

    pub(crate) fn find(
        &self,
        from: ResourceId,
        type_code: TypeCode,
        namespace: Option<Symbol>,
        name: Symbol,
    ) -> Option<Resource<'_>> {
        let id = self.index.find(type_code, self.group(from), namespace, name)?;
        Some(Resource::new(self, id))
    }

    /// The edges that start at an object.
    pub fn edges_from(&self, id: ResourceId) -> impl Iterator<Item = &Edge> {
        self.edges.from(id).iter()
    }

    /// The edges that end at an object.
    pub fn edges_to(&self, id: ResourceId) -> impl Iterator<Item = &Edge> {
        self.edges.to(id)
    }

    /// All edges, by the object they start at.
    pub fn edges(&self) -> &[Edge] {
        self.edges.all()
    }

    /// The place where `edge` is written: the name, the selector, the port.
    pub fn site(&self, edge: &Edge) -> Node<'_> {
        self.end_node(edge.site)
    }

    /// What `edge` asks for, in few words: `web-config/LOG_LEVEL`, `app=web`, `db.shop.svc:5432`. Never a secret.
    pub fn asked(&self, edge: &Edge) -> Cow<'_, str> {
        match self.edges.asked(edge) {
            Some(text) => Cow::Borrowed(text),
            None => asked::by_site(self.site(edge)),
        }
    }

    /// The node at one end of an edge.
    pub fn end_node(&self, end: End) -> Node<'_> {
        self.tree(self.data(end.resource).file).node(end.node)
    }

    /// The group that an object stands in: its folder, or `-` for standard input. Groups are seen as copies of one another:
    /// what is in another one neither collides nor adds up (D15).
    pub fn group_of(&self, id: ResourceId) -> &str {
        self.groups.get(self.group(id) as usize).map_or("", String::as_str)
    }

    /// Broken documents that could hold what something in `from`'s place looks for.
    pub fn unreadable_near(&self, from: ResourceId) -> Option<Span> {
        self.index.unreadable(self.group(from))
    }

    /// The objects of the same type, namespace, name and group as `id`, `id` among them, in order; none for an object
    /// without a name.
    pub fn definitions(&self, id: ResourceId) -> impl Iterator<Item = ResourceId> {
        let data = self.data(id);
        let all = move |name| self.index.all(data.type_code, self.group(id), data.namespace, name);
        data.name.into_iter().flat_map(all)
    }

    /// Whether the kind of a custom resource is defined by a CustomResourceDefinition of the graph.
    pub fn is_defined(&self, id: ResourceId) -> bool {
        let data = self.data(id);
        self.index.definition((data.api_group, data.kind_name)).is_some()
    }

    // --- internals ----------------------------------------------------------------------------------------------

    pub(crate) fn data(&self, id: ResourceId) -> &ResourceData {
        &self.resources[id.to_usize()]
    }

    pub(crate) fn tree(&self, file: u32) -> &Tree {
        &self.files[file as usize].parse.tree
    }

    fn file_of(&self, source: SourceId) -> Option<u32> {
        self.by_source.get(&source).copied()
    }

    /// The object that `node` is a part of: nodes of one tree may belong to several.
    pub fn end_of(&self, node: Node<'_>) -> Option<End> {
        let file = self.file_of(node.tree().source())?;
        let start = self.resources.partition_point(|data| data.file < file);
        let end = self.resources.partition_point(|data| data.file <= file);
        // objects of a file stand in the order of the text, so the last that starts before the node holds it
        let of_file = self.resources.get(start..end)?;
        let tree = self.tree(file);
        let before = |data: &ResourceData| tree.node(data.root).range().start() <= node.range().start();
        let number = start + of_file.partition_point(before).checked_sub(1)?;
        Some(End { resource: ResourceId(number as u32), node: node.id() })
    }

    pub(crate) fn is_context(&self, file: u32) -> bool {
        self.files[file as usize].context
    }

    pub(crate) fn group(&self, id: ResourceId) -> u32 {
        self.files[self.data(id).file as usize].group
    }

    pub(crate) fn text(&self, symbol: Symbol) -> &str {
        self.names.text(symbol)
    }

    pub(crate) fn symbol(&self, text: &str) -> Option<Symbol> {
        self.names.find(text)
    }

    pub(crate) fn file_endpoints(&self) -> &FileEndpoints {
        &self.file_endpoints
    }

    pub(crate) fn plain_values(&self) -> &PlainValues {
        &self.plain_values
    }

    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    pub(crate) fn pod(&self, number: u32) -> PodTemplate<'_> {
        let data = &self.pods[number as usize];
        let resource = Resource::new(self, data.resource);
        PodTemplate { resource, node: resource.at(data.node) }
    }

    pub(crate) fn document(&self, file: u32, number: u32) -> Document<'_> {
        Document::new(self, file, number)
    }

    pub(crate) fn parse(&self, file: u32) -> &Parse {
        &self.files[file as usize].parse
    }

    /// The objects of one document; they are consecutive.
    pub(crate) fn resources_of(&self, file: u32, document: u32) -> impl Iterator<Item = Resource<'_>> {
        let place = |data: &ResourceData| (data.file, data.document);
        let start = self.resources.partition_point(|data| place(data) < (file, document));
        let end = self.resources.partition_point(|data| place(data) <= (file, document));
        (start as u32..end as u32).map(|id| Resource::new(self, ResourceId(id)))
    }
}

/// Under which keys a subject that names `identity` is found.
fn subject_keys(names: &mut Interner, identity: Identity<'_>) -> impl Iterator<Item = SubjectKey> + use<> {
    let (key, other) = match identity {
        Identity::Account { namespace, name } => {
            let namespace = namespace.map(|namespace| names.intern(namespace));
            let name = names.intern(name);
            (SubjectKey::Account(namespace, name), namespace.map(|_| SubjectKey::AccountSomewhere(name)))
        }
        Identity::User(name) => (SubjectKey::User(names.intern(name)), None),
        Identity::Group(name) => {
            let is_of_accounts = name.starts_with("system:serviceaccounts:");
            (SubjectKey::Group(names.intern(name)), is_of_accounts.then_some(SubjectKey::AccountsSomewhere))
        }
    };
    std::iter::once(key).chain(other)
}
