//! Edges: who refers to whom, and where it is written.

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
    /// Something every cluster has (ServiceAccount `default`, `system-node-critical`…, D6).
    BuiltIn,
    /// Nothing in the input.
    Missing,
}

/// An edge. What does not resolve is kept, with its target missing.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// Where it starts.
    pub from: End,
    /// Where it ends.
    pub to: Target,
    /// What it means.
    pub relation: Relation,
    /// Where it is written: a node of the tree of `from` (the name, the selector, the port).
    pub site: NodeId,
    /// Whether the reference says that its target need not exist (`optional: true`).
    pub optional: bool,
}

/// What an edge means. Names and resolution are those of the readiness map, section 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // `as_str` is the name under which the map documents each
pub enum Relation {
    InNamespace,
    OwnsPod,
    WorkloadSelector,
    PodContainer,
    InstanceOf,
    ClaimTemplate,
    UsesServiceAccount,
    EnvSecret,
    EnvConfig,
    MountsSecret,
    MountsConfig,
    MountsClaim,
    MountsCsi,
    PullSecret,
    RuntimeClass,
    PriorityClass,
    GoverningService,
    ClaimClass,
    ClaimVolume,
    ServicePods,
    ServicePort,
    BudgetPods,
    SpreadPods,
    AffinityPods,
    PolicyPods,
    PolicyPeer,
    PolicyPort,
    MonitorService,
    MonitorPort,
    MonitorPods,
    PrometheusSelects,
    MeshPolicy,
    QuotaNamespace,
    PolicyTarget,
    WebhookService,
    AutoscalerTarget,
    ScaledObjectTarget,
}

impl Relation {
    /// The name of the edge in the readiness map.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InNamespace => "in-namespace",
            Self::OwnsPod => "owns-pod",
            Self::WorkloadSelector => "wl-selector",
            Self::PodContainer => "pod-container",
            Self::InstanceOf => "instance-of",
            Self::ClaimTemplate => "claim-template",
            Self::UsesServiceAccount => "uses-sa",
            Self::EnvSecret => "env-secret",
            Self::EnvConfig => "env-config",
            Self::MountsSecret => "mounts-secret",
            Self::MountsConfig => "mounts-config",
            Self::MountsClaim => "mounts-pvc",
            Self::MountsCsi => "mounts-csi",
            Self::PullSecret => "pull-secret",
            Self::RuntimeClass => "runtime-class",
            Self::PriorityClass => "priority-class",
            Self::GoverningService => "governing-svc",
            Self::ClaimClass => "pvc-class",
            Self::ClaimVolume => "pvc-pv",
            Self::ServicePods => "svc-pods",
            Self::ServicePort => "svc-port",
            Self::BudgetPods => "pdb-pods",
            Self::SpreadPods => "spread-pods",
            Self::AffinityPods => "affinity-pods",
            Self::PolicyPods => "netpol-pods",
            Self::PolicyPeer => "netpol-peer",
            Self::PolicyPort => "netpol-port",
            Self::MonitorService => "svcmon-svc",
            Self::MonitorPort => "svcmon-port",
            Self::MonitorPods => "podmon-pods",
            Self::PrometheusSelects => "prom-selects",
            Self::MeshPolicy => "mesh-policy",
            Self::QuotaNamespace => "quota-ns",
            Self::PolicyTarget => "policy-target",
            Self::WebhookService => "webhook-svc",
            Self::AutoscalerTarget => "hpa-target",
            Self::ScaledObjectTarget => "scaledobj-target",
        }
    }

    /// The kind a reference by name leads to, where the relation decides it alone.
    pub const fn target_kind(self) -> Option<Kind> {
        Some(match self {
            Self::InNamespace => Kind::Namespace,
            Self::UsesServiceAccount => Kind::ServiceAccount,
            Self::EnvSecret | Self::MountsSecret | Self::PullSecret => Kind::Secret,
            Self::EnvConfig | Self::MountsConfig => Kind::ConfigMap,
            Self::MountsClaim => Kind::PersistentVolumeClaim,
            Self::MountsCsi => Kind::SecretProviderClass,
            Self::RuntimeClass => Kind::RuntimeClass,
            Self::PriorityClass => Kind::PriorityClass,
            Self::GoverningService | Self::MonitorService | Self::WebhookService => Kind::Service,
            Self::ClaimClass => Kind::StorageClass,
            Self::ClaimVolume => Kind::PersistentVolume,
            _ => return None,
        })
    }
}

/// All edges, by the object they start at, with an index by the object they end at.
#[derive(Debug, Default)]
pub(super) struct EdgeTable {
    edges: Vec<Edge>,
    /// For each object, where its edges start; one more at the end.
    starts: Vec<u32>,
    /// Numbers of edges, by the object they end at.
    incoming: Vec<u32>,
    /// For each object, where its part of `incoming` starts; one more at the end.
    incoming_starts: Vec<u32>,
}

impl EdgeTable {
    /// The table of `chunks`, which together hold the edges of objects `0..count` in order.
    pub(super) fn new(count: usize, chunks: Vec<Vec<Edge>>) -> Self {
        let mut edges = Vec::with_capacity(chunks.iter().map(Vec::len).sum());
        for mut chunk in chunks {
            edges.append(&mut chunk);
        }
        let starts = offsets(count, edges.iter().map(|edge| edge.from.resource));
        let target = |edge: &Edge| match edge.to {
            Target::Found(end) => Some(end.resource),
            _ => None,
        };
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
        Self { edges, starts, incoming, incoming_starts }
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
