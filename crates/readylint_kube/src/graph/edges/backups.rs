//! Backups: Jobs that dump datastores, Velero's schedules, CNPG's scheduled backups.

use readylint_yaml::Node;
use rustc_hash::FxHashSet;

use super::Edges;
use super::contacts::{Reached, behind, is_external_datastore, reach};
use super::urls::datastore_workloads;
use crate::facts::datastores::{BackupTool, backup_tools, datastore_of, datastore_of_resource};
use crate::facts::endpoints::{ContactedEndpoint, endpoints_of};
use crate::graph::{Relation, ResourceId, Target};
use crate::views::{Container, LabelSelector, SelectorScope};
use crate::{Kind, Match, Resource};

/// The label of objects that no backup takes.
const EXCLUDED: &str = "velero.io/exclude-from-backup";

/// How many names, and how many selectors, of one list are read.
const NAMES: usize = 1024;

/// The edges of Velero's and CNPG's own kinds.
pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    match edges.resource.kind() {
        Kind::CnpgScheduledBackup => {
            let name =
                edges.resource.spec().and_then(|spec| spec.get("cluster")).and_then(|of| of.get("name"));
            named(edges, Kind::CnpgCluster, name);
        }
        Kind::VeleroSchedule => schedule(edges),
        _ => {}
    }
}

/// An edge to an object of the own namespace by name.
fn named<'g>(edges: &mut Edges<'_, 'g>, kind: Kind, name: Option<Node<'g>>) {
    let Some(site) = name.filter(|name| !name.is_null()) else { return };
    let Some(name) = site.text().filter(|name| !name.is_empty()) else { return };
    let to = edges.resolve(kind, edges.resource.namespace_symbol(), name);
    edges.push_from_root(Relation::BackupDatastore, site, to);
}

// --- Jobs -----------------------------------------------------------------------------------------------------------

/// The edges of a `CronJob` whose containers make backups: to the datastores that they contact, and to the claims that
/// they copy.
pub(super) fn of_cron_job(edges: &mut Edges<'_, '_>) {
    let Some(pod) = edges.resource.graph().pod_template_of(edges.resource.id()) else { return };
    for container in pod.containers() {
        let tools = backup_tools(container);
        if tools.is_empty() {
            continue;
        }
        let mut seen = FxHashSet::default();
        for contact in endpoints_of(container) {
            let is_new = seen.insert((contact.host.clone(), contact.port));
            if is_new && !edges.is_spent() {
                of_contact(edges, container, &contact, &tools);
            }
        }
        if tools.iter().any(|tool| tool.engine.is_none()) {
            claims(edges, container);
        }
    }
}

fn of_contact<'g>(
    edges: &mut Edges<'_, 'g>,
    container: Container<'g>,
    contact: &ContactedEndpoint<'g>,
    tools: &[BackupTool],
) {
    let root = edges.resource.data().root;
    let push =
        |edges: &mut Edges<'_, 'g>, to| edges.push_contact(root, Relation::BackupDatastore, contact, to);
    let fits = |engine| tools.iter().any(|tool| tool.engine.is_none_or(|own| own.speaks_like(engine)));
    // of what is no datastore of the input, at least the contact must say which engine it is
    let is_meant = contact.engine.is_some_and(fits);
    let graph = edges.resource.graph();
    match reach(container.pod(), contact) {
        Reached::Service(service) => {
            let Some(behind) = behind(edges, contact, service) else { return };
            for workload in datastore_workloads(&behind.pods) {
                let engine =
                    graph.pod_template_of(workload).and_then(datastore_of).map(|datastore| datastore.engine);
                if engine.is_some_and(fits) {
                    push(edges, Target::Found(graph.resource(workload).end()));
                }
            }
            if behind.is_external && is_meant {
                push(edges, Target::External);
            }
        }
        Reached::Operated(operated) if fits(operated.engine) => {
            push(edges, Target::Found(operated.resource.end()));
        }
        Reached::Missing if is_meant => push(edges, Target::Missing),
        Reached::Outside if is_meant && is_external_datastore(contact) => push(edges, Target::External),
        _ => {}
    }
}

/// The claims that the container mounts: what a tool for files copies.
fn claims<'g>(edges: &mut Edges<'_, 'g>, container: Container<'g>) {
    let mounts = || container.node().get("volumeMounts").into_iter().flat_map(Node::items);
    for volume in container.pod().volumes() {
        let is_mounted = mounts().any(|mount| mount.get("name").and_then(Node::text) == volume.name());
        let claim = volume.source("persistentVolumeClaim").and_then(|source| source.get("claimName"));
        if is_mounted && volume.name().is_some() {
            named(edges, Kind::PersistentVolumeClaim, claim);
        }
    }
}

// --- Velero ---------------------------------------------------------------------------------------------------------

/// What a schedule of Velero covers (`BackupSpec` of `velero.io/v1`), and where it puts it.
fn schedule<'g>(edges: &mut Edges<'_, 'g>) {
    let Some(template) = edges.resource.spec().and_then(|spec| spec.get("template")) else { return };
    named(edges, Kind::BackupStorageLocation, template.get("storageLocation"));
    for namespace in template.get("includedNamespaces").into_iter().flat_map(Node::items) {
        if let Some(name) = namespace.text().filter(|name| !name.contains('*') && !name.is_empty()) {
            let to = edges.resolve(Kind::Namespace, None, name);
            edges.push_from_root(Relation::BackupDatastore, namespace, to);
        }
    }
    let scope = BackupScope::of(template);
    let graph = edges.resource.graph();
    let site = template.get("includedNamespaces").unwrap_or(template);
    let push = |edges: &mut Edges<'_, 'g>, resource: Resource<'g>| {
        let asked = (resource.namespace().unwrap_or_default(), false);
        let to = Target::Found(resource.end());
        edges.push_asking(edges.resource.data().root, Relation::BackupDatastore, site, to, asked);
    };
    for resource in datastores(edges) {
        let resource = graph.resource(resource);
        if scope.has_data_of(resource) {
            push(edges, resource);
        }
    }
    let claims = graph.of_kind(Kind::PersistentVolumeClaim).take(edges.scans);
    let claims: Vec<Resource<'_>> =
        claims.filter(|claim| scope.has(*claim, ("", "PersistentVolumeClaim"))).collect();
    edges.scans = edges.scans.saturating_sub(graph.index().of_kind(Kind::PersistentVolumeClaim).len());
    for claim in claims {
        push(edges, claim);
    }
}

/// What a backup of Velero takes.
struct BackupScope<'g> {
    namespaces: Filter<'g>,
    resources: Filter<'g>,
    /// Any of which an object must fit; all objects if there is none.
    selectors: Vec<LabelSelector<'g>>,
}

impl<'g> BackupScope<'g> {
    fn of(template: Node<'g>) -> Self {
        let filter = |included: &[&str], excluded: &[&str]| {
            let names =
                |keys: &[&str]| Names(keys.iter().flat_map(|key| Names::of(template.get(key)).0).collect());
            Filter { included: names(included), excluded: names(excluded) }
        };
        let one = template.get("labelSelector").filter(|selector| !selector.is_null());
        let any = template.get("orLabelSelectors").into_iter().flat_map(Node::items).take(NAMES);
        let selector =
            |node| LabelSelector::new(Some(node), SelectorScope::Everything, SelectorScope::Everything);
        Self {
            namespaces: filter(&["includedNamespaces"], &["excludedNamespaces"]),
            // the older fields, and those which tell resources of namespaces from those of the cluster
            resources: filter(
                &["includedResources", "includedNamespaceScopedResources"],
                &["excludedResources", "excludedNamespaceScopedResources"],
            ),
            selectors: one.into_iter().chain(any).map(selector).collect(),
        }
    }

    /// Whether it takes `resource` as one of that group and kind: as what it is, or as the pods that it makes.
    fn has(&self, resource: Resource<'_>, kind: (&str, &str)) -> bool {
        // what says no namespace may be in any
        let Some(namespace) = resource.namespace() else { return false };
        if resource.metadata().labels().get(EXCLUDED) == Some("true") {
            return false;
        }
        let fits =
            |selector: &LabelSelector<'_>| selector.matches(resource.metadata().labels()) == Match::Yes;
        self.namespaces.has(|pattern| fits_pattern(pattern, namespace))
            && self.resources.has(|pattern| means(pattern, kind))
            && (self.selectors.is_empty() || self.selectors.iter().any(fits))
    }

    /// Whether it takes the data of the datastore `resource`: with the object that makes its pods, with these, or with
    /// their claims.
    fn has_data_of(&self, resource: Resource<'_>) -> bool {
        let has_pods = resource.graph().pod_template_of(resource.id()).is_some();
        let of_pods = [("", "Pod"), ("", "PersistentVolumeClaim")].into_iter().filter(|_| has_pods);
        std::iter::once((resource.api_group(), resource.kind_name()))
            .chain(of_pods)
            .any(|kind| self.has(resource, kind))
    }
}

/// Names that are taken, and names that are left out. Without the former everything is taken.
struct Filter<'g> {
    included: Names<'g>,
    excluded: Names<'g>,
}

impl Filter<'_> {
    fn has(&self, fits: impl Fn(&str) -> bool) -> bool {
        let is_included = self.included.0.is_empty() || self.included.0.iter().any(|name| fits(name));
        is_included && !self.excluded.0.iter().any(|name| fits(name))
    }
}

/// Whether `name` means resources of that group and kind: `*`, the plural or the singular with or without group, or a short name, as
/// Velero's discovery takes them.
fn means(name: &str, (group, kind): (&str, &str)) -> bool {
    const SHORT: [(&str, &str); 6] = [
        ("deploy", "Deployment"),
        ("ds", "DaemonSet"),
        ("po", "Pod"),
        ("pvc", "PersistentVolumeClaim"),
        ("rs", "ReplicaSet"),
        ("sts", "StatefulSet"),
    ];
    let name = match name.split_once('.') {
        Some((_, written)) if written != group => return false,
        Some((name, _)) => name,
        None => name,
    };
    if name == "*" || SHORT.iter().any(|(short, own)| name.eq_ignore_ascii_case(short) && *own == kind) {
        return true;
    }
    let (name, kind) = (name.to_ascii_lowercase(), kind.to_ascii_lowercase());
    name == kind
        || name.strip_suffix("es") == Some(&kind)
        || name.strip_suffix('s') == Some(&kind)
        || name.strip_suffix("ies").is_some_and(|stem| kind.strip_suffix('y') == Some(stem))
}

/// The datastores of the input, as far as the object's budget lets look for them.
fn datastores(edges: &mut Edges<'_, '_>) -> Vec<ResourceId> {
    let graph = edges.resource.graph();
    let pods = graph.pod_templates().take(edges.scans);
    let mut found: Vec<_> =
        pods.filter(|pod| datastore_of(*pod).is_some()).map(|pod| pod.resource().id()).collect();
    for kind in [Kind::CnpgCluster, Kind::Other] {
        let resources = graph.of_kind(kind).take(edges.scans);
        found.extend(
            resources.filter(|resource| datastore_of_resource(*resource).is_some()).map(Resource::id),
        );
    }
    let looked_at = graph.pod_templates().count() + graph.index().of_kind(Kind::Other).len();
    edges.scans = edges.scans.saturating_sub(looked_at);
    found
}

/// Names with `*`, as Velero takes them.
struct Names<'g>(Vec<&'g str>);

impl<'g> Names<'g> {
    fn of(list: Option<Node<'g>>) -> Self {
        Self(list.into_iter().flat_map(Node::items).filter_map(Node::text).take(NAMES).collect())
    }
}

/// Whether `name` is what `pattern`, with one `*` at most, stands for.
fn fits_pattern(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((before, behind)) if !behind.contains('*') => {
            name.len() >= before.len() + behind.len() && name.starts_with(before) && name.ends_with(behind)
        }
        _ => pattern == name,
    }
}
