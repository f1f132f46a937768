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
fn schedule(edges: &mut Edges<'_, '_>) {
    let Some(template) = edges.resource.spec().and_then(|spec| spec.get("template")) else { return };
    named(edges, Kind::BackupStorageLocation, template.get("storageLocation"));
    for namespace in template.get("includedNamespaces").into_iter().flat_map(Node::items) {
        if let Some(name) = namespace.text().filter(|name| !name.contains('*') && !name.is_empty()) {
            let to = edges.resolve(Kind::Namespace, None, name);
            edges.push_from_root(Relation::BackupDatastore, namespace, to);
        }
    }
    let included = Names::of(template.get("includedNamespaces"));
    let excluded = Names::of(template.get("excludedNamespaces"));
    let graph = edges.resource.graph();
    let selector = template.get("labelSelector").filter(|selector| !selector.is_null());
    let selector = LabelSelector::new(selector, SelectorScope::Everything, SelectorScope::Everything);
    let covers = |resource: Resource<'_>| {
        // what says no namespace may be in any
        let Some(namespace) = resource.namespace() else { return false };
        (included.is_empty() || included.has(namespace)) && !excluded.has(namespace)
    };
    let site = template.get("includedNamespaces").unwrap_or(template);
    for resource in datastores(edges) {
        let resource = graph.resource(resource);
        if covers(resource) && selector.matches(resource.metadata().labels()) == Match::Yes {
            edges.push_asking(
                edges.resource.data().root,
                Relation::BackupDatastore,
                site,
                Target::Found(resource.end()),
                (resource.namespace().unwrap_or_default(), false),
            );
        }
    }
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
        Self(list.into_iter().flat_map(Node::items).filter_map(Node::text).take(1024).collect())
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|pattern| match pattern.split_once('*') {
            Some((before, behind)) if !behind.contains('*') => {
                name.len() >= before.len() + behind.len()
                    && name.starts_with(before)
                    && name.ends_with(behind)
            }
            _ => *pattern == name,
        })
    }
}
