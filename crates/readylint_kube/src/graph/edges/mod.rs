//! Deriving the edges of each object, one module per group of the readiness map's section 5; the edges by selector are
//! split by who selects.
//!
//! A selector that is null selects nothing on purpose and makes no edge; one that selects nothing in the input makes a
//! missing one, unless it cannot be told (labels set at run time, namespaces that the input does not describe).

mod admission;
mod backups;
mod budgets;
mod contacts;
mod credentials;
mod gateway;
mod ingress;
mod keys;
mod mesh;
mod metrics;
mod monitoring;
mod network_policies;
mod objects;
mod pod_references;
mod ports;
mod progressive;
mod quotas;
mod rbac;
mod scaling;
mod scheduling;
mod secret_stores;
mod services;
mod structure;
mod trigger_servers;
mod urls;

use readylint_yaml::{Node, NodeId};

pub(crate) use monitoring::monitored_namespaces;

use super::edge::EdgeChunk;
use super::fields::text_of;
use super::namespaces::{Namespaces, is_built_in as is_built_in_namespace};
use super::select::{Query, Selection};
use super::{Edge, End, Relation, ResourceId, SELECTION_BUDGET, Target, TypeCode};
use crate::views::{LabelSelector, PodTemplate, Resource};
use crate::{Kind, Symbol};
use readylint_scalars::BuiltInRole;

/// How many edges one object may have before the rest is left out: bounds the product of a policy's rules, peers, ports
/// and pods. No real object comes near.
const EDGES_OF_ONE_OBJECT: usize = 1 << 16;

/// How many comparisons of labels the selectors of one object may need before the rest is left out.
const SCANS_OF_ONE_OBJECT: usize = 1 << 20;

/// Appends all edges that start at `resource`.
pub(super) fn of_resource(resource: Resource<'_>, chunk: &mut EdgeChunk) {
    let limit = chunk.edges.len().saturating_add(EDGES_OF_ONE_OBJECT);
    let mut edges = Edges { resource, chunk, limit, scans: SCANS_OF_ONE_OBJECT };
    structure::derive(&mut edges);
    pod_references::derive(&mut edges);
    secret_stores::products(&mut edges);
    if let Some(pod) = resource.graph().pod_template_of(resource.id()) {
        scheduling::derive(&mut edges, pod);
        monitoring::of_pod(&mut edges, pod);
        urls::derive(&mut edges, pod);
    }
    match resource.kind() {
        Kind::Service => services::derive(&mut edges),
        Kind::PodDisruptionBudget => budgets::derive(&mut edges),
        Kind::NetworkPolicy => network_policies::derive(&mut edges),
        Kind::HorizontalPodAutoscaler
        | Kind::ScaledObject
        | Kind::ScaledJob
        | Kind::VerticalPodAutoscaler
        | Kind::TriggerAuthentication
        | Kind::ClusterTriggerAuthentication => scaling::derive(&mut edges),
        Kind::Ingress | Kind::Certificate => ingress::derive(&mut edges),
        Kind::Gateway => {
            ingress::derive(&mut edges);
            gateway::derive(&mut edges);
        }
        Kind::HttpRoute
        | Kind::GrpcRoute
        | Kind::TlsRoute
        | Kind::TcpRoute
        | Kind::UdpRoute
        | Kind::ReferenceGrant => gateway::derive(&mut edges),
        Kind::Rollout | Kind::Canary => progressive::derive(&mut edges),
        Kind::ExternalSecret | Kind::ClusterExternalSecret => secret_stores::derive(&mut edges),
        Kind::Issuer | Kind::ClusterIssuer => credentials::of_issuer(&mut edges),
        Kind::SecretStore | Kind::ClusterSecretStore => credentials::of_store(&mut edges),
        Kind::ServiceMonitor | Kind::PodMonitor | Kind::Prometheus => monitoring::derive(&mut edges),
        Kind::PeerAuthentication
        | Kind::AuthorizationPolicy
        | Kind::DestinationRule
        | Kind::Sidecar
        | Kind::LinkerdServer => mesh::derive(&mut edges),
        Kind::ResourceQuota | Kind::LimitRange => quotas::derive(&mut edges),
        Kind::Role
        | Kind::ClusterRole
        | Kind::RoleBinding
        | Kind::ClusterRoleBinding
        | Kind::ServiceAccount => {
            rbac::derive(&mut edges);
        }
        Kind::ValidatingWebhookConfiguration
        | Kind::MutatingWebhookConfiguration
        | Kind::ValidatingAdmissionPolicyBinding
        | Kind::ApiService
        | Kind::CustomResourceDefinition
        | Kind::KyvernoPolicy
        | Kind::KyvernoClusterPolicy => admission::derive(&mut edges),
        Kind::VeleroSchedule | Kind::CnpgScheduledBackup => backups::derive(&mut edges),
        Kind::CronJob => backups::of_cron_job(&mut edges),
        Kind::Other => admission::constraint(&mut edges),
        _ => {}
    }
}

/// All there is to say of an edge.
#[derive(Clone, Copy)]
struct Link<'t> {
    /// The part of the object where it starts.
    from: NodeId,
    relation: Relation,
    site: End,
    to: Target,
    /// What it asks for, if the text of the site is not that.
    asked: Option<&'t str>,
    optional: bool,
}

/// Where the edges of one object go.
struct Edges<'a, 'g> {
    resource: Resource<'g>,
    chunk: &'a mut EdgeChunk,
    /// How many edges `chunk` may hold.
    limit: usize,
    /// How many comparisons are left.
    scans: usize,
}

impl<'g> Edges<'_, 'g> {
    /// An edge from the part `from` of the object, written at `site`.
    fn push(&mut self, from: NodeId, relation: Relation, site: Node<'g>, to: Target, optional: bool) {
        let site = End { resource: self.resource.id(), node: site.id() };
        self.push_link(Link { from, relation, site, to, asked: None, optional });
    }

    /// An edge from the object itself.
    fn push_from_root(&mut self, relation: Relation, site: Node<'g>, to: Target) {
        self.push(self.resource.data().root, relation, site, to, false);
    }

    /// An edge that asks for `asked`, which its site alone does not say: a name with a key, a host with a port.
    fn push_asking(
        &mut self,
        from: NodeId,
        relation: Relation,
        site: Node<'g>,
        to: Target,
        (asked, optional): (&str, bool),
    ) {
        let site = End { resource: self.resource.id(), node: site.id() };
        self.push_link(Link { from, relation, site, to, asked: Some(asked), optional });
    }

    /// An edge, whose site may be a part of another object.
    fn push_link(&mut self, link: Link<'_>) {
        if self.chunk.edges.len() >= self.limit {
            return;
        }
        let asked = link.asked.and_then(|text| self.chunk.keep(text));
        let from = End { resource: self.resource.id(), node: link.from };
        let Link { relation, site, to, optional, .. } = link;
        self.chunk.edges.push(Edge { from, to, relation, site, optional, asked });
    }

    /// A reference by name, in the object's own namespace, to the kind that `relation` leads to. An absent, empty or
    /// null name is no reference.
    fn reference(&mut self, from: NodeId, relation: Relation, name: Option<Node<'g>>, optional: bool) {
        let Some((site, name)) = name.and_then(|site| Some((site, text_of(site)?))) else {
            return;
        };
        let Some(kind) = relation.target_kind() else {
            return;
        };
        let to = self.resolve(kind, self.resource.namespace_symbol(), name);
        self.push(from, relation, site, to, optional);
    }

    /// A reference by name to a ConfigMap or Secret, and there to `key`. The site is the name, or the key if only that is
    /// missing. An absent, empty or null name is no reference.
    fn reference_key(
        &mut self,
        from: NodeId,
        relation: Relation,
        (name, key): (Option<Node<'g>>, Node<'g>),
        optional: bool,
    ) {
        let Some((site, name)) = name.and_then(|site| Some((site, text_of(site)?))) else {
            return;
        };
        let (Some(kind), Some(wanted)) = (relation.target_kind(), key.text()) else { return };
        let own = self.resource;
        let graph = own.graph();
        let produced = || graph.produced(own.id(), kind, own.namespace(), name);
        let is_environment = matches!(relation, Relation::EnvConfig | Relation::EnvSecret);
        let has_key = if is_environment { keys::has_environment_key } else { keys::has_key };
        let built_in = keys::key_of_built_in(name).filter(|_| kind == Kind::ConfigMap);
        // the key is what is wrong where only that is missing
        let (to, site) = match self.resolve(kind, own.namespace_symbol(), name) {
            Target::Found(end) if !has_key(graph, end, wanted) => match produced() {
                Some(added) if added.may_add(wanted) => (Target::Found(end), site),
                _ => (Target::Incomplete(end), key),
            },
            Target::Produced(by) if produced().is_some_and(|produced| produced.lacks(wanted)) => {
                (Target::ProducedIncomplete(by), key)
            }
            Target::BuiltIn if built_in.is_some_and(|only| only != wanted) => (Target::Missing, key),
            to => (to, site),
        };
        self.push_asking(from, relation, site, to, (&format!("{name}/{wanted}"), optional));
    }

    /// Whether the object has used up what it may cost.
    fn is_spent(&self) -> bool {
        self.chunk.edges.len() >= self.limit || self.scans == 0
    }

    /// The pods of `namespaces` that `query` selects.
    fn select_across(&mut self, namespaces: &Namespaces, query: Query<'g>) -> Selection {
        self.select_first(namespaces, query, SELECTION_BUDGET)
    }

    /// The first `limit` of them.
    fn select_first(&mut self, namespaces: &Namespaces, query: Query<'g>, limit: usize) -> Selection {
        if self.is_spent() {
            return Selection::unknown();
        }
        let selection = self.resource.graph().select_across(self.resource.id(), namespaces, query, limit);
        self.scans = self.scans.saturating_sub(selection.scanned());
        selection
    }

    /// The namespaces that `selector` selects.
    fn namespaces_by(&mut self, selector: LabelSelector<'g>) -> Namespaces {
        let graph = self.resource.graph();
        self.scans = self.scans.saturating_sub(graph.index().of_kind(Kind::Namespace).len());
        graph.namespaces_by(self.resource.id(), selector)
    }

    /// Edges to every pod of the own namespace that `query` selects; a missing one if it selects none.
    fn select(
        &mut self,
        from: NodeId,
        relation: Relation,
        site: Option<Node<'g>>,
        query: Query<'g>,
    ) -> Vec<PodTemplate<'g>> {
        let Some(site) = site else { return Vec::new() };
        let own = Namespaces::Own(self.resource.namespace_symbol());
        let selection = self.select_across(&own, query);
        self.push_pods(from, relation, site, &selection)
    }

    /// Edges to the pods of `selection`; a missing one if it is empty.
    fn push_pods(
        &mut self,
        from: NodeId,
        relation: Relation,
        site: Node<'g>,
        selection: &Selection,
    ) -> Vec<PodTemplate<'g>> {
        let pods: Vec<_> = selection.pods(self.resource.graph()).collect();
        for pod in &pods {
            self.push(from, relation, site, Target::Found(pod.end()), false);
        }
        if selection.is_vain() {
            self.push(from, relation, site, Target::Missing, false);
        }
        pods
    }

    /// Edges to objects; a missing one if there is none and it can be told.
    fn push_objects(
        &mut self,
        from: NodeId,
        relation: Relation,
        site: Node<'g>,
        objects: impl IntoIterator<Item = ResourceId>,
        is_vain: bool,
    ) {
        for id in objects {
            let end = self.resource.graph().resource(id).end();
            self.push(from, relation, site, Target::Found(end), false);
        }
        if is_vain {
            self.push(from, relation, site, Target::Missing, false);
        }
    }

    /// What a reference to `name` in a named namespace leads to.
    fn resolve_in(&self, kind: Kind, namespace: Option<&str>, name: &str) -> Target {
        let Some(text) = namespace else {
            return self.resolve(kind, None, name);
        };
        match self.resource.graph().symbol(text) {
            Some(namespace) => self.resolve(kind, Some(namespace), name),
            None if is_built_in(kind, Some(text), name) => Target::BuiltIn,
            // nothing of the input is in that namespace, but some makers write to all
            None => self.produced(kind, Some(text), name),
        }
    }

    /// What a reference leads to that finds no object: to the maker of the object, if the input holds it (D7). Who only
    /// adds keys to an object makes none.
    fn produced(&self, kind: Kind, namespace: Option<&str>, name: &str) -> Target {
        let own = self.resource.id();
        match self.resource.graph().produced(own, kind, namespace, name) {
            Some(produced) if produced.is_addition => Target::Missing,
            Some(produced) if produced.by.id() == own => Target::Generated,
            Some(produced) => Target::Produced(produced.by.end()),
            None => Target::Missing,
        }
    }

    /// What a reference to `name` leads to.
    fn resolve(&self, kind: Kind, namespace: Option<Symbol>, name: &str) -> Target {
        let graph = self.resource.graph();
        let namespace = if kind.is_namespaced() == Some(false) { None } else { namespace };
        let found = graph
            .symbol(name)
            .and_then(|name| graph.find(self.resource.id(), TypeCode::known(kind), namespace, name));
        let namespace = namespace.map(|namespace| graph.text(namespace));
        match found {
            Some(found) => Target::Found(found.end()),
            None if is_built_in(kind, namespace, name) => Target::BuiltIn,
            None => self.produced(kind, namespace, name),
        }
    }
}

/// Objects that every cluster has (D6).
fn is_built_in(kind: Kind, namespace: Option<&str>, name: &str) -> bool {
    match kind {
        Kind::ServiceAccount => name == "default",
        // published into every namespace by the root CA publisher of kube-controller-manager (KEP-1205), and by
        // OpenShift's service CA operator
        Kind::ConfigMap => matches!(name, "kube-root-ca.crt" | "openshift-service-ca.crt"),
        Kind::Service => name == "kubernetes" && matches!(namespace, Some("default") | None),
        Kind::PriorityClass => matches!(name, "system-node-critical" | "system-cluster-critical"),
        Kind::Namespace => is_built_in_namespace(name),
        Kind::Role => BuiltInRole::role(namespace, name).is_some(),
        Kind::ClusterRole => BuiltInRole::cluster_role(name).is_some(),
        _ => false,
    }
}
