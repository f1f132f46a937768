//! What a selector with expressions, or one of objects, nearly selects (D6, D17).
//!
//! The graph answers that for the plain labels of pods by its indexes ([`ResourceGraph::nearest_labels`]). Here every
//! object in scope is held against every requirement, which is done for the few selectors that select nothing.
//!
//! [`ResourceGraph::nearest_labels`]: crate::ResourceGraph::nearest_labels

use readylint_scalars::{Operator, near_miss};
use readylint_yaml::Node;

use super::evidence::{Candidate, Evidence, Strength, missing_pods};
use crate::views::{LabelSource, PodLabels, meets};
use crate::{LabelSelector, Labels, Match, PodTemplate, Resource, SELECTION_BUDGET, World};

/// How many requirements and values a selector may have; no real one comes near.
const REQUIREMENTS: usize = 64;

/// Labels that many objects of one release or product share: to have one of them alone in common says nothing.
const SHARED: [&str; 9] = [
    "app.kubernetes.io/part-of",
    "app.kubernetes.io/managed-by",
    "app.kubernetes.io/instance",
    "app.kubernetes.io/version",
    "helm.sh/chart",
    "chart",
    "release",
    "heritage",
    "team",
];

/// An object or a pod template that meets all that a selector asks for but one thing.
#[derive(Clone, Copy, Debug)]
pub struct NearMatch<'g> {
    /// The object, or the owner of the template.
    pub of: Resource<'g>,
    /// Its labels.
    pub labels: Labels<'g>,
    /// What in the selector does not fit: a value, or the key of an expression that has not just one.
    pub wanted: Node<'g>,
    /// The key of the label that is asked for.
    pub key: &'g str,
    /// The value it has for that key, if it has the key.
    pub found: Option<Node<'g>>,
    /// Whether to write the value it has in place of `wanted` would make the selector select it.
    pub is_replaceable: bool,
}

/// One thing that a selector asks for.
struct Requirement<'g> {
    key: &'g str,
    operator: Operator,
    values: Vec<&'g str>,
    site: Node<'g>,
    is_replaceable: bool,
}

/// Something that carries labels.
pub(super) struct Labelled<'g, S> {
    pub(super) of: Resource<'g>,
    pub(super) labels: Labels<'g>,
    pub(super) source: S,
}

/// The requirements of `selector`; `None` if they cannot be read, or are too many.
fn requirements(selector: LabelSelector<'_>) -> Option<Vec<Requirement<'_>>> {
    let labels = selector.match_labels().iter().map(|(key, value, site)| {
        Some(Requirement { key, operator: Operator::In, values: vec![value], site, is_replaceable: true })
    });
    let expressions = selector.match_expressions().map(|expression| {
        let key = expression.get("key")?;
        let operator = Operator::parse(expression.get("operator")?.text()?)?;
        let nodes = || expression.get("values").into_iter().flat_map(Node::items).take(REQUIREMENTS);
        let values: Vec<&str> = nodes().filter_map(Node::text).collect();
        let only = nodes().next().filter(|_| values.len() == 1 && operator == Operator::In);
        let site = only.unwrap_or(key);
        Some(Requirement { key: key.text()?, operator, values, site, is_replaceable: only.is_some() })
    });
    let all = labels.chain(expressions).take(REQUIREMENTS + 1).collect::<Option<Vec<_>>>()?;
    (all.len() <= REQUIREMENTS).then_some(all)
}

impl<'g> Requirement<'g> {
    fn is_met_by(&self, labels: &impl LabelSource) -> bool {
        meets(self.key, self.operator, self.values.iter().copied(), labels) != Match::No
    }

    fn missed_by<S>(&self, thing: &Labelled<'g, S>) -> NearMatch<'g> {
        let Labelled { of, labels, .. } = thing;
        let found = labels.value(self.key);
        NearMatch {
            of: *of,
            labels: *labels,
            wanted: self.site,
            key: self.key,
            found,
            is_replaceable: self.is_replaceable && found.is_some(),
        }
    }

    /// Whether the thing's value of the key is nearly one of those asked for.
    fn is_nearly_met_by<S>(&self, thing: &Labelled<'g, S>) -> bool {
        let found = thing.labels.get(self.key);
        let similar = |found| self.values.iter().any(|value| near_miss(value, [found]).is_some());
        self.operator == Operator::In && found.is_some_and(similar)
    }
}

/// The one of `things` that misses exactly one requirement of `selector`, if there is just one such difference to suggest.
/// What it meets must say something, or what it misses be nearly right.
pub(super) fn nearest<'g, S: LabelSource>(
    selector: LabelSelector<'g>,
    things: impl Iterator<Item = Labelled<'g, S>>,
) -> Option<NearMatch<'g>> {
    let requirements = requirements(selector)?;
    let near = things.take(SELECTION_BUDGET).filter_map(|thing| {
        let mut missed = requirements.iter().filter(|requirement| !requirement.is_met_by(&thing.source));
        let only = missed.next().filter(|_| missed.next().is_none())?;
        let says = |met: &Requirement<'_>| {
            met.key != only.key && met.operator == Operator::In && !SHARED.contains(&met.key)
        };
        let is_telling = requirements.iter().any(says) || only.is_nearly_met_by(&thing);
        is_telling.then(|| only.missed_by(&thing))
    });
    let near: Vec<NearMatch<'g>> = near.collect();
    let first = *near.first()?;
    let value = |near: &NearMatch<'_>| near.found.and_then(Node::text).map(str::to_owned);
    let is_same = |other: &NearMatch<'_>| other.key == first.key && value(other) == value(&first);
    near.iter().all(is_same).then_some(first)
}

/// The pods of `from`'s namespace: those of its own group, else all.
pub(super) fn pods_beside<'g>(
    from: Resource<'g>,
) -> impl Iterator<Item = Labelled<'g, PodLabels<'g>>> + use<'g> {
    let graph = from.graph();
    graph.pods_in_scope(from.id()).map(labelled_pod)
}

pub(super) fn labelled_pod(pod: PodTemplate<'_>) -> Labelled<'_, PodLabels<'_>> {
    Labelled { of: pod.resource(), labels: pod.metadata().labels(), source: PodLabels::of(pod) }
}

/// The evidence that the pods are missing which `selector`, with labels and expressions, of `from` does not find.
pub fn missing_selected_pods<'g>(
    from: Resource<'g>,
    selector: LabelSelector<'g>,
    world: &World,
) -> Evidence<'g> {
    let evidence = missing_pods(from, selector.match_labels(), world);
    if selector.match_expressions().next().is_none() {
        return evidence;
    }
    // the labels alone found these
    let fits = |pod: PodTemplate<'_>| selector.matches(pod.metadata().labels()) == Match::Yes;
    let candidate = match evidence.candidate {
        Some(Candidate::PodElsewhere(pod)) if fits(pod) => return evidence,
        _ => nearest(selector, pods_beside(from)).map(Candidate::NearMatch),
    };
    let strength = match candidate {
        Some(_) => Strength::High,
        // labels that are set at run time say nothing of templates
        None if evidence.closed && !selector.names_run_time_labels() => Strength::High,
        None => Strength::Low,
    };
    let evidence = Evidence { strength, candidate, ..evidence };
    evidence.weighed()
}
