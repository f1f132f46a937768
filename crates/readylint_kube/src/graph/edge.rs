//! Edges: who refers to whom, and where it is written.

use std::num::NonZeroU32;

use readylint_yaml::NodeId;

use super::ResourceId;
use crate::Kind;

/// One end of an edge, or the subject of a finding: an object, or a part of it (template, container, port).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct End {
    /// The object.
    pub resource: ResourceId,
    /// The part, a node of the object's tree; the object's root for the object as a whole.
    pub node: NodeId,
}

/// What an edge leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// This.
    Found(End),
    /// This object, but it lacks the key or the port that the reference asks for.
    Incomplete(End),
    /// An object that is not in the input, but that a controller makes from this one (D7).
    Produced(End),
    /// An object that a controller makes from this one, but without the key that the reference asks for.
    ProducedIncomplete(End),
    /// Something that a controller makes from the object where the edge starts: a claim, an autoscaler.
    Generated,
    /// Something every cluster has (ServiceAccount `default`, `system-node-critical`…, D6).
    BuiltIn,
    /// Something that is no object of the cluster: a user, a cloud identity, an address, a metric.
    External,
    /// Nothing in the input.
    Missing,
}

impl Target {
    /// Where it ends in the input, whether or not the key or port asked for is there. The maker of a produced object is
    /// not its end.
    pub const fn end(self) -> Option<End> {
        match self {
            Self::Found(end) | Self::Incomplete(end) => Some(end),
            _ => None,
        }
    }

    /// Whether all that the reference asks for exists, as far as the input says: in it, or outside.
    pub const fn is_resolved(self) -> bool {
        !matches!(self, Self::Missing | Self::Incomplete(_) | Self::ProducedIncomplete(_))
    }
}

/// The number of a text in the table of what references ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked(NonZeroU32);

/// An edge. What does not resolve is kept, with its target missing.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// Where it starts.
    pub from: End,
    /// Where it ends.
    pub to: Target,
    /// What it means.
    pub relation: Relation,
    /// Where it is written: the name, the selector, the port. Mostly a node of the object of `from`; a URL may stand in
    /// a ConfigMap that `from` reads.
    pub site: End,
    /// Whether the reference says that its target need not exist (`optional: true`).
    pub optional: bool,
    pub(crate) asked: Option<Asked>,
}

/// Declares the relations, each once: variant, name in the readiness map, and the kind that a reference by name leads to
/// where the relation alone decides it.
macro_rules! relations {
    ($($variant:ident $name:literal $(-> $kind:ident)?;)+) => {
        /// What an edge means. Names and resolution are those of the readiness map, section 5.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)] // `as_str` is the name under which the map documents each
        pub enum Relation { $($variant,)+ }

        impl Relation {
            /// All relations, in the order of the map.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name of the edge in the readiness map.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The kind a reference by name leads to, where the relation decides it alone.
            pub const fn target_kind(self) -> Option<Kind> {
                match self {
                    $($(Self::$variant => Some(Kind::$kind),)?)+
                    _ => None,
                }
            }
        }
    };
}

relations! {
    // structure and ownership
    InNamespace "in-namespace" -> Namespace;
    OwnsPod "owns-pod";
    WorkloadSelector "wl-selector";
    PodContainer "pod-container";
    InstanceOf "instance-of";
    ClaimTemplate "claim-template";
    // pod references by name
    UsesServiceAccount "uses-sa" -> ServiceAccount;
    EnvSecret "env-secret" -> Secret;
    EnvConfig "env-config" -> ConfigMap;
    MountsSecret "mounts-secret" -> Secret;
    MountsConfig "mounts-config" -> ConfigMap;
    MountsClaim "mounts-pvc" -> PersistentVolumeClaim;
    MountsCsi "mounts-csi" -> SecretProviderClass;
    PullSecret "pull-secret" -> Secret;
    RuntimeClass "runtime-class" -> RuntimeClass;
    PriorityClass "priority-class" -> PriorityClass;
    GoverningService "governing-svc" -> Service;
    ClaimClass "pvc-class" -> StorageClass;
    ClaimVolume "pvc-pv" -> PersistentVolume;
    // selectors
    ServicePods "svc-pods";
    ServicePort "svc-port";
    BudgetPods "pdb-pods";
    SpreadPods "spread-pods";
    AffinityPods "affinity-pods";
    PolicyPods "netpol-pods";
    PolicyPeer "netpol-peer";
    PolicyPort "netpol-port";
    MonitorService "svcmon-svc" -> Service;
    MonitorPort "svcmon-port";
    MonitorPods "podmon-pods";
    PrometheusSelects "prom-selects";
    MeshPolicy "mesh-policy";
    QuotaNamespace "quota-ns";
    PolicyTarget "policy-target";
    WebhookService "webhook-svc" -> Service;
    // scaling
    AutoscalerTarget "hpa-target";
    ScaledObjectTarget "scaledobj-target";
    VpaTarget "vpa-target";
    AutoscalerMetric "hpa-metric";
    // RBAC and identity
    BindingRole "binding-role";
    BindingSubject "binding-subject";
    ClusterRoleAggregates "clusterrole-aggregates" -> ClusterRole;
    AccountPermissions "sa-perms";
    RoleResource "role-crd" -> CustomResourceDefinition;
    AccountCloudRole "sa-cloud-role";
    // Ingress, Gateway, certificates
    IngressClass "ing-class" -> IngressClass;
    IngressService "ing-svc" -> Service;
    IngressTls "ing-tls-secret" -> Secret;
    IngressIssuer "ing-issuer";
    CertificateIssuer "cert-issuer";
    RouteGateway "route-gateway";
    RouteService "route-svc" -> Service;
    ReferenceGrant "ref-grant";
    RolloutService "rollout-svc";
    // makers of Secrets
    ProducesSecret "produces-secret" -> Secret;
    SecretStore "es-store";
    // URLs and data flow
    UrlService "url-svc" -> Service;
    UrlDatastore "url-datastore";
    Flow "flow";
    BackupDatastore "backup-datastore";
}

impl Relation {
    /// The relation of that name.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|relation| relation.as_str() == word)
    }
}

/// Edges on their way into the table, with the texts of what they ask for.
#[derive(Debug, Default)]
pub(super) struct EdgeChunk {
    pub(super) edges: Vec<Edge>,
    asked: Vec<Box<str>>,
}

impl EdgeChunk {
    /// Keeps `text` for an edge of this chunk.
    pub(super) fn keep(&mut self, text: &str) -> Option<Asked> {
        self.asked.push(text.into());
        NonZeroU32::new(self.asked.len() as u32).map(Asked)
    }
}

/// All edges, by the object they start at, with an index by the object they end at.
#[derive(Debug, Default)]
pub(super) struct EdgeTable {
    edges: Vec<Edge>,
    /// What references ask for, where their site does not say it.
    asked: Vec<Box<str>>,
    /// For each object, where its edges start; one more at the end.
    starts: Vec<u32>,
    /// Numbers of edges, by the object they end at.
    incoming: Vec<u32>,
    /// For each object, where its part of `incoming` starts; one more at the end.
    incoming_starts: Vec<u32>,
}

impl EdgeTable {
    /// The table of `chunks`, which together hold the edges of objects `0..count` in order.
    pub(super) fn new(count: usize, chunks: Vec<EdgeChunk>) -> Self {
        let mut edges = Vec::with_capacity(chunks.iter().map(|chunk| chunk.edges.len()).sum());
        let mut asked: Vec<Box<str>> = Vec::with_capacity(chunks.iter().map(|chunk| chunk.asked.len()).sum());
        for mut chunk in chunks {
            let moved = asked.len() as u32;
            for edge in &mut chunk.edges {
                edge.asked = edge.asked.and_then(|Asked(number)| number.checked_add(moved)).map(Asked);
            }
            edges.append(&mut chunk.edges);
            asked.append(&mut chunk.asked);
        }
        let starts = offsets(count, edges.iter().map(|edge| edge.from.resource));
        let target = |edge: &Edge| edge.to.end().map(|end| end.resource);
        let incoming_starts = offsets(count, edges.iter().filter_map(target));
        let mut incoming = vec![0; incoming_starts.last().map_or(0, |&end| end as usize)];
        let mut free = incoming_starts.clone();
        for (number, edge) in edges.iter().enumerate() {
            if let Some(to) = target(edge) {
                let slot = &mut free[to.to_usize()];
                incoming[*slot as usize] = number as u32;
                *slot += 1;
            }
        }
        Self { edges, asked, starts, incoming, incoming_starts }
    }

    /// The text kept for `edge`.
    pub(super) fn asked(&self, edge: &Edge) -> Option<&str> {
        let Asked(number) = edge.asked?;
        self.asked.get(number.get() as usize - 1).map(|text| &**text)
    }

    pub(super) fn all(&self) -> &[Edge] {
        &self.edges
    }

    pub(super) fn from(&self, id: ResourceId) -> &[Edge] {
        match self.starts.get(id.to_usize()..=id.to_usize() + 1) {
            Some(&[start, end]) => &self.edges[start as usize..end as usize],
            _ => &[],
        }
    }

    pub(super) fn to(&self, id: ResourceId) -> impl Iterator<Item = &Edge> {
        let numbers = match self.incoming_starts.get(id.to_usize()..=id.to_usize() + 1) {
            Some(&[start, end]) => &self.incoming[start as usize..end as usize],
            _ => &[],
        };
        numbers.iter().map(|&number| &self.edges[number as usize])
    }
}

/// Counting sort's offsets: where the entries of each of `count` objects start.
fn offsets(count: usize, of: impl Iterator<Item = ResourceId>) -> Vec<u32> {
    let mut starts = vec![0; count + 1];
    for id in of {
        starts[id.to_usize() + 1] += 1;
    }
    for i in 0..count {
        starts[i + 1] += starts[i];
    }
    starts
}
