//! Open and closed world, and the evidence ladder (D6).
//!
//! The input may be a part of a cluster: what a reference does not find may exist all the same. How sure a finding
//! may be follows from what the input says about the missing thing.

use readylint_text::Span;
use readylint_yaml::Node;

use super::near_match::NearMatch;
use super::operated::operator_of_pods;
use crate::graph::TypeCode;
use crate::views::is_set_at_run_time;
use crate::{
    Container, Edge, End, Kind, Labels, NearLabels, PodTemplate, Resource, ResourceGraph, Service, Target,
    World,
};
use readylint_scalars::near_miss;

/// How much the input says for a thing being missed, not just elsewhere. Ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// Nothing in the input speaks of it.
    Low,
    /// Its name belongs to the family of the referring object.
    Medium,
    /// The world is closed for it, or something nearly the same is there.
    High,
}

impl Strength {
    fn lowered(self) -> Self {
        match self {
            Self::High => Self::Medium,
            Self::Medium | Self::Low => Self::Low,
        }
    }
}

/// What was probably meant.
#[derive(Clone, Copy, Debug)]
pub enum Candidate<'g> {
    /// An object of the same kind and namespace whose name is nearly the same (D17).
    NearMiss(Resource<'g>),
    /// The same kind and name, in another namespace.
    OtherNamespace(Resource<'g>),
    /// The same name, of a kind that is easily confused.
    SiblingKind(Resource<'g>),
    /// A pod template whose labels differ from the selector in one label.
    NearLabels(NearLabels<'g>),
    /// A pod template that the selector would select, in another namespace.
    PodElsewhere(PodTemplate<'g>),
    /// An object or a pod template that meets all that the selector asks for but one thing.
    NearMatch(NearMatch<'g>),
    /// An object of the kind that is asked for, which the selector would select, in another namespace.
    ObjectElsewhere(Resource<'g>),
    /// A Service that has the labels which are asked for in its selector, but does not carry them itself.
    InServiceSelector(Service<'g>),
    /// A key or port of the right object whose name is nearly the one asked for.
    NearPart {
        /// The object.
        of: Resource<'g>,
        /// The key, or the name of the port.
        name: Node<'g>,
    },
}

/// How sure a finding about something missing may be.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'g> {
    /// How sure.
    pub strength: Strength,
    /// Whether nothing outside the input can provide it. In an open world the severity is one step lower.
    pub closed: bool,
    /// What was probably meant.
    pub candidate: Option<Candidate<'g>>,
    /// An unreadable document that could hold it.
    pub unreadable: Option<Span>,
}

impl Evidence<'_> {
    /// An unreadable document in scope lowers the strength by one step.
    pub(super) fn weighed(mut self) -> Self {
        if self.unreadable.is_some() {
            self.strength = self.strength.lowered();
        }
        self
    }
}

/// How many objects of a namespace are looked through for a near miss.
const CANDIDATES: usize = 4096;

/// What a reference by name asks for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The kind.
    pub kind: Kind,
    /// The namespace it must be in; does not matter to kinds without namespaces.
    pub namespace: Option<&'a str>,
    /// The name.
    pub name: &'a str,
}

impl<'a> Wanted<'a> {
    /// In the namespace of `from`, as most references have it.
    pub fn beside(from: Resource<'a>, kind: Kind, name: &'a str) -> Self {
        Self { kind, namespace: from.namespace(), name }
    }
}

/// The evidence that `wanted` is missing, to which `from` refers and which is not in the graph. `None` if it is known to
/// exist all the same: as an external, or made by a controller (D7).
pub fn missing_reference<'g>(from: Resource<'g>, wanted: Wanted<'_>, world: &World) -> Option<Evidence<'g>> {
    let graph = from.graph();
    let Wanted { kind, namespace, name } = wanted;
    let is_made = || graph.produced(from.id(), kind, namespace, name).is_some() || is_generated(kind, name);
    if world.has_external(kind.as_str(), namespace, name) || is_made() {
        return None;
    }
    let closed = is_closed(from, wanted, world);
    let unreadable = graph.unreadable_near(from.id());
    let evidence = |strength, candidate| Evidence { strength, closed, candidate, unreadable };
    let evidence = match candidate(from, wanted) {
        Some((candidate, may_meet)) if may_meet && !closed => evidence(Strength::Low, Some(candidate)),
        Some((candidate, _)) => evidence(Strength::High, Some(candidate)),
        None if closed => evidence(Strength::High, None),
        None if is_family(from, name) => evidence(Strength::Medium, None),
        None => evidence(Strength::Low, None),
    };
    Some(evidence.weighed())
}

/// The evidence that an object lacks the key or the port that `edge`, an incomplete one, asks for: the right object but
/// the wrong part is always clear (REF-4), and the part of that object with nearly the same name was probably meant.
/// `None` for other edges.
pub fn missing_part<'g>(graph: &'g ResourceGraph, edge: &Edge) -> Option<Evidence<'g>> {
    let Target::Incomplete(end) = edge.to else {
        return None;
    };
    let names = named_parts(graph, end);
    let wanted = graph.site(edge).text().unwrap_or_default();
    let nearest = near_miss(wanted, names.iter().filter_map(|name| name.text()));
    let part = nearest.and_then(|nearest| names.into_iter().find(|name| name.text() == Some(nearest)));
    let candidate = part.map(|name| Candidate::NearPart { of: graph.resource(end.resource), name });
    Some(Evidence { strength: Strength::High, closed: true, candidate, unreadable: None })
}

/// The names of keys or ports that the object at `end` has.
fn named_parts(graph: &ResourceGraph, end: End) -> Vec<Node<'_>> {
    let resource = graph.resource(end.resource);
    if let Some(service) = Service::of(resource) {
        return service.ports().filter_map(|port| port.node().get("name")).take(CANDIDATES).collect();
    }
    if let Some(pod) = graph.pod_template_of(resource.id()) {
        let ports = pod.long_running_containers().flat_map(Container::ports);
        return ports.filter_map(|port| port.node().get("name")).take(CANDIDATES).collect();
    }
    let maps = ["data", "binaryData", "stringData"].into_iter().filter_map(|map| resource.node().get(map));
    maps.flat_map(Node::entries).map(|entry| entry.key).take(CANDIDATES).collect()
}

/// The evidence that the pods are missing which `wanted`, a selector of `from`, does not find.
pub fn missing_pods<'g>(from: Resource<'g>, wanted: Labels<'g>, world: &World) -> Evidence<'g> {
    let graph = from.graph();
    let closed = world.closed || is_owned(from, from.namespace(), world);
    let unreadable = graph.unreadable_near(from.id());
    let near = || graph.nearest_labels(from.id(), wanted).map(Candidate::NearLabels);
    let (strength, candidate) = match graph.selected_elsewhere(from.id(), wanted) {
        // with the namespace unset on one side they may meet once applied
        Some((pod, true)) => (Strength::Low, Some(Candidate::PodElsewhere(pod))),
        elsewhere => match near().or(elsewhere.map(|(pod, _)| Candidate::PodElsewhere(pod))) {
            Some(candidate) => (Strength::High, Some(candidate)),
            // the pods of an operator have no template in the input
            None if operator_of_pods(from, wanted).is_some() => (Strength::Low, None),
            None if wanted.iter().any(|(key, ..)| is_set_at_run_time(key)) => (Strength::Low, None),
            None if closed => (Strength::High, None),
            None => (Strength::Low, None),
        },
    };
    Evidence { strength, closed, candidate, unreadable }.weighed()
}

/// Whether nothing outside the input can be what `from` wants.
fn is_closed(from: Resource<'_>, wanted: Wanted<'_>, world: &World) -> bool {
    let closable = matches!(
        wanted.kind,
        Kind::ConfigMap | Kind::ServiceAccount | Kind::PersistentVolumeClaim | Kind::Service | Kind::Role
    );
    world.closed || (closable && is_owned(from, wanted.namespace, world))
}

/// Whether `namespace` belongs to the input: its Namespace object is among what is linted, or the configuration says so.
/// A Namespace that was loaded only for look-ups says nothing: then the input is a part of its folder, and what it lacks
/// may stand in another.
pub(super) fn is_owned(from: Resource<'_>, namespace: Option<&str>, world: &World) -> bool {
    namespace.is_some_and(|namespace| {
        let object = from.graph().look_up(from.id(), Kind::Namespace, None, namespace);
        world.owned_namespaces.contains(namespace) || object.is_some_and(|object| !object.is_context())
    })
}

/// What was probably meant, and whether the two may meet once applied (the namespace is unset on one side only).
fn candidate<'g>(from: Resource<'g>, wanted: Wanted<'_>) -> Option<(Candidate<'g>, bool)> {
    let graph = from.graph();
    let Wanted { kind, name, .. } = wanted;
    let is_wide = kind.is_namespaced() == Some(false);
    let namespace = wanted.namespace.filter(|_| !is_wide);
    let of_name = |kind| {
        let named = graph
            .symbol(name)
            .into_iter()
            .flat_map(move |name| graph.index().of_name(TypeCode::known(kind), name));
        named.take(CANDIDATES).map(|id| graph.resource(id))
    };
    let may_meet = |other: &Resource<'_>| namespace.is_none() || other.namespace().is_none();
    let elsewhere = of_name(kind).find(may_meet).or_else(|| of_name(kind).next());
    if let Some(other) = elsewhere {
        return Some((Candidate::OtherNamespace(other), may_meet(&other)));
    }
    // of two siblings, one may have no namespaces
    let is_beside = |other: &Resource<'_>| {
        is_wide || other.kind().is_namespaced() == Some(false) || other.namespace() == namespace
    };
    if let Some(other) = sibling(kind).and_then(|kind| of_name(kind).find(is_beside)) {
        return Some((Candidate::SiblingKind(other), false));
    }
    let namespace = match namespace {
        Some(namespace) => Some(graph.symbol(namespace)?),
        None => None,
    };
    let in_scope = graph.index().in_scope(TypeCode::known(kind), namespace).iter().take(CANDIDATES);
    let in_scope: Vec<Resource<'g>> = in_scope.map(|&id| graph.resource(id)).collect();
    let nearest = near_miss(name, in_scope.iter().filter_map(|other| other.name()))?;
    let other = in_scope.into_iter().find(|other| other.name() == Some(nearest))?;
    Some((Candidate::NearMiss(other), false))
}

/// The kind that is easily confused with `kind`.
fn sibling(kind: Kind) -> Option<Kind> {
    Some(match kind {
        Kind::ConfigMap => Kind::Secret,
        Kind::Secret => Kind::ConfigMap,
        Kind::Role => Kind::ClusterRole,
        Kind::ClusterRole => Kind::Role,
        Kind::Issuer => Kind::ClusterIssuer,
        Kind::ClusterIssuer => Kind::Issuer,
        Kind::SecretStore => Kind::ClusterSecretStore,
        Kind::ClusterSecretStore => Kind::SecretStore,
        Kind::AnalysisTemplate => Kind::ClusterAnalysisTemplate,
        Kind::ClusterAnalysisTemplate => Kind::AnalysisTemplate,
        Kind::TriggerAuthentication => Kind::ClusterTriggerAuthentication,
        Kind::ClusterTriggerAuthentication => Kind::TriggerAuthentication,
        _ => return None,
    })
}

/// Whether `name` starts with the name of the referring object or with its `app.kubernetes.io/instance` or `name`
/// label, followed by the end or a hyphen.
fn is_family(from: Resource<'_>, name: &str) -> bool {
    let labels = from.metadata().labels();
    let pods = from.graph().pod_template_of(from.id()).map(|pod| pod.metadata().labels());
    let keys = ["app.kubernetes.io/instance", "app.kubernetes.io/name"];
    let label = |key: &str| labels.get(key).or_else(|| pods.and_then(|labels| labels.get(key)));
    let heads = keys.into_iter().filter_map(label).chain(from.name());
    heads
        .filter(|head| !head.is_empty())
        .any(|head| name.strip_prefix(head).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')))
}

/// Whether a generator may have given the object its name: generators append a hash that only their own output knows.
fn is_generated(kind: Kind, name: &str) -> bool {
    matches!(kind, Kind::ConfigMap | Kind::Secret) && has_hash_suffix(name)
}

/// Whether `name` ends in a hash as kustomize appends it: ten characters of the alphabet that
/// `kustomize/api/hasher/hasher.go` leaves over.
fn has_hash_suffix(name: &str) -> bool {
    name.rsplit_once('-').is_some_and(|(base, hash)| {
        !base.is_empty() && hash.len() == 10 && hash.bytes().all(|byte| b"bcdfghkmt2456789".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_of_kustomize() {
        assert!(has_hash_suffix("web-config-5h6kt8bm2g"));
        for name in ["web-config", "web-production", "5h6kt8bm2g", "web-5h6kt8bm2", "web-5h6kt8bm2a"] {
            assert!(!has_hash_suffix(name), "{name}");
        }
    }
}
