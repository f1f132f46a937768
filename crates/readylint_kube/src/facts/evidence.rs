//! Open and closed world, and the evidence ladder (D6).
//!
//! The input may be a part of a cluster: what a reference does not find may exist all the same. How sure a finding
//! may be follows from what the input says about the missing thing.

use readylint_text::Span;

use crate::graph::TypeCode;
use crate::values::near_miss;
use crate::views::is_set_at_run_time;
use crate::{Kind, Labels, NearLabels, PodTemplate, Resource, World};

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
    fn weighed(mut self) -> Self {
        if self.unreadable.is_some() {
            self.strength = self.strength.lowered();
        }
        self
    }
}

/// How many objects of a namespace are looked through for a near miss.
const CANDIDATES: usize = 4096;

/// The evidence that `kind` `name` is missing, to which `from` refers in its own namespace and which is not in the
/// graph. `None` if it is known to exist all the same: as an external, or made by a controller (D7).
pub fn missing_reference<'g>(
    from: Resource<'g>,
    kind: Kind,
    name: &str,
    world: &World,
) -> Option<Evidence<'g>> {
    let graph = from.graph();
    let namespace = from.namespace();
    let is_made = || graph.produced(from.id(), kind, namespace, name).is_some() || is_generated(kind, name);
    if world.has_external(kind.as_str(), namespace, name) || is_made() {
        return None;
    }
    let closed = is_closed(from, kind, world);
    let unreadable = graph.unreadable_near(from.id());
    let evidence = |strength, candidate| Evidence { strength, closed, candidate, unreadable };
    let evidence = match candidate(from, kind, name) {
        Some((candidate, may_meet)) if may_meet && !closed => evidence(Strength::Low, Some(candidate)),
        Some((candidate, _)) => evidence(Strength::High, Some(candidate)),
        None if closed => evidence(Strength::High, None),
        None if is_family(from, name) => evidence(Strength::Medium, None),
        None => evidence(Strength::Low, None),
    };
    Some(evidence.weighed())
}

/// The evidence that the pods are missing which `wanted`, a selector of `from`, does not find.
pub fn missing_pods<'g>(from: Resource<'g>, wanted: Labels<'g>, world: &World) -> Evidence<'g> {
    let graph = from.graph();
    let closed = world.closed || is_owned(from, world);
    let unreadable = graph.unreadable_near(from.id());
    let near = || graph.nearest_labels(from.id(), wanted).map(Candidate::NearLabels);
    let (strength, candidate) = match graph.selected_elsewhere(from.id(), wanted) {
        // with the namespace unset on one side they may meet once applied
        Some((pod, true)) => (Strength::Low, Some(Candidate::PodElsewhere(pod))),
        elsewhere => match near().or(elsewhere.map(|(pod, _)| Candidate::PodElsewhere(pod))) {
            Some(candidate) => (Strength::High, Some(candidate)),
            // the pods of an operator have no template in the input
            None if wanted.iter().any(|(key, ..)| is_set_at_run_time(key)) => (Strength::Low, None),
            None if closed => (Strength::High, None),
            None => (Strength::Low, None),
        },
    };
    Evidence { strength, closed, candidate, unreadable }.weighed()
}

/// Whether nothing outside the input can hold an object of `kind` in the namespace of `from`.
fn is_closed(from: Resource<'_>, kind: Kind, world: &World) -> bool {
    let closable = matches!(
        kind,
        Kind::ConfigMap | Kind::ServiceAccount | Kind::PersistentVolumeClaim | Kind::Service | Kind::Role
    );
    world.closed || (closable && is_owned(from, world))
}

/// Whether the namespace of `from` belongs to the input: its Namespace object is among what is linted, or the
/// configuration says so. A Namespace that was loaded only for look-ups says nothing: then the input is a part of its
/// folder, and what it lacks may stand in another.
fn is_owned(from: Resource<'_>, world: &World) -> bool {
    from.namespace().is_some_and(|namespace| {
        let object = from.graph().look_up(from.id(), Kind::Namespace, None, namespace);
        world.owned_namespaces.contains(namespace) || object.is_some_and(|object| !object.is_context())
    })
}

/// What was probably meant, and whether the two may meet once applied (the namespace is unset on one side only).
fn candidate<'g>(from: Resource<'g>, kind: Kind, name: &str) -> Option<(Candidate<'g>, bool)> {
    let graph = from.graph();
    let namespace = from.namespace_symbol();
    let of_name = |kind| {
        let named = graph
            .symbol(name)
            .into_iter()
            .flat_map(move |name| graph.index().of_name(TypeCode::known(kind), name));
        named.take(CANDIDATES).map(|id| graph.resource(id))
    };
    let may_meet = |other: &Resource<'_>| namespace.is_none() || other.namespace_symbol().is_none();
    let elsewhere = of_name(kind).find(may_meet).or_else(|| of_name(kind).next());
    if let Some(other) = elsewhere {
        return Some((Candidate::OtherNamespace(other), may_meet(&other)));
    }
    let sibling =
        sibling(kind).and_then(|kind| of_name(kind).find(|other| other.namespace_symbol() == namespace));
    if let Some(other) = sibling {
        return Some((Candidate::SiblingKind(other), false));
    }
    let in_scope = graph.index().in_scope(TypeCode::known(kind), namespace).iter().take(CANDIDATES);
    let in_scope: Vec<Resource<'g>> = in_scope.map(|&id| graph.resource(id)).collect();
    let nearest = near_miss(name, in_scope.iter().filter_map(|other| other.name()))?;
    let other = in_scope.into_iter().find(|other| other.name() == Some(nearest))?;
    Some((Candidate::NearMiss(other), false))
}

fn sibling(kind: Kind) -> Option<Kind> {
    Some(match kind {
        Kind::ConfigMap => Kind::Secret,
        Kind::Secret => Kind::ConfigMap,
        Kind::Role => Kind::ClusterRole,
        Kind::ClusterRole => Kind::Role,
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
