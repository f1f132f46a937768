//! What monitors of the Prometheus Operator select (D6, D11).

use readylint_yaml::Node;

use super::evidence::{Candidate, Evidence, Strength, is_owned};
use super::near_match::{Labelled, labelled_pod, nearest};
use super::operated::operator_of_pods;
use crate::graph::{Namespaces, monitored_namespaces};
use crate::views::{LabelSource, PlainLabels};
use crate::{
    Kind, LabelSelector, Match, PodTemplate, Resource, SELECTION_BUDGET, SelectorScope, Service, World,
};

/// The evidence that what `monitor`, a `ServiceMonitor` or a `PodMonitor` that selects nothing in the input, selects is
/// missing. `None` if it looks into namespaces of every cluster, or of what clusters run beside an application (D3):
/// what is in those no input tells.
pub fn missing_monitored<'g>(monitor: Resource<'g>, world: &World) -> Option<Evidence<'g>> {
    let node = monitor.spec()?.get("selector");
    let selector = LabelSelector::new(node, SelectorScope::Nothing, SelectorScope::Everything);
    let namespaces = monitored_namespaces(monitor);
    if let Namespaces::These(these) = &namespaces
        && (these.built_in || these.external)
    {
        return None;
    }
    let closed = world.closed || is_closed(monitor, &namespaces, world);
    let unreadable = monitor.graph().unreadable_near(monitor.id());
    let (strength, candidate) = match candidate(monitor, selector, &namespaces) {
        Some((candidate, true)) => (Strength::Low, Some(candidate)),
        Some((candidate, false)) => (Strength::High, Some(candidate)),
        None if operator_of_pods(monitor, selector.match_labels()).is_some() => (Strength::Low, None),
        None if closed => (Strength::High, None),
        None => (Strength::Low, None),
    };
    Some(Evidence { strength, closed, candidate, unreadable }.weighed())
}

/// Whether nothing outside the input can be in `namespaces`.
fn is_closed(monitor: Resource<'_>, namespaces: &Namespaces, world: &World) -> bool {
    match namespaces {
        Namespaces::All => false,
        Namespaces::Own(_) => is_owned(monitor, monitor.namespace(), world),
        Namespaces::These(_) => {
            let selector = monitor.spec().and_then(|spec| spec.get("namespaceSelector"));
            let names = selector.and_then(|selector| selector.get("matchNames"));
            let mut names = names.into_iter().flat_map(Node::items).take(SELECTION_BUDGET);
            names.all(|name| is_owned(monitor, name.text(), world))
        }
    }
}

/// What was probably meant, and whether the two may meet once applied (the namespace is unset on one side only).
fn candidate<'g>(
    monitor: Resource<'g>,
    selector: LabelSelector<'g>,
    namespaces: &Namespaces,
) -> Option<(Candidate<'g>, bool)> {
    let graph = monitor.graph();
    if monitor.kind() == Kind::PodMonitor {
        let pods: Vec<PodTemplate<'g>> = graph.pod_templates().take(SELECTION_BUDGET).collect();
        let things = || pods.iter().map(|&pod| labelled_pod(pod));
        let pod = |of: Resource<'g>| graph.pod_template_of(of.id()).map(Candidate::PodElsewhere);
        return among(monitor, selector, namespaces, things, pod);
    }
    let services: Vec<Service<'g>> =
        graph.of_kind(Kind::Service).filter_map(Service::of).take(SELECTION_BUDGET).collect();
    let selects = |service: &&Service<'g>| {
        namespaces.contains(service.namespace_symbol())
            && selector.scope().is_none()
            && selector.matches_source(&PlainLabels(service.selector())) == Match::Yes
    };
    if let Some(service) = services.iter().find(selects) {
        return Some((Candidate::InServiceSelector(*service), false));
    }
    let things = || {
        services.iter().map(|service| {
            let labels = service.metadata().labels();
            Labelled { of: service.resource(), labels, source: PlainLabels(labels) }
        })
    };
    among(monitor, selector, namespaces, things, |of| Some(Candidate::ObjectElsewhere(of)))
}

/// The thing of `namespaces` that is nearly selected, else the one of another namespace that would be.
fn among<'g, S: LabelSource, I: Iterator<Item = Labelled<'g, S>>>(
    monitor: Resource<'g>,
    selector: LabelSelector<'g>,
    namespaces: &Namespaces,
    things: impl Fn() -> I,
    elsewhere: impl Fn(Resource<'g>) -> Option<Candidate<'g>>,
) -> Option<(Candidate<'g>, bool)> {
    let own = monitor.namespace_symbol();
    let may_meet = |of: Resource<'_>| own.is_none() || of.namespace_symbol().is_none();
    let is_inside = |thing: &Labelled<'g, S>| namespaces.contains(thing.of.namespace_symbol());
    // everything in other namespaces is selected by an empty selector
    let selected = things().filter(|thing| !is_inside(thing) && selector.scope().is_none());
    let mut selected = selected.filter(|thing| selector.matches_source(&thing.source) == Match::Yes);
    let other = selected.next().map(|thing| thing.of);
    if let Some(other) = other.filter(|other| may_meet(*other)) {
        return Some((elsewhere(other)?, true));
    }
    let near = nearest(selector, things().filter(is_inside)).map(Candidate::NearMatch);
    near.or_else(|| elsewhere(other?)).map(|candidate| (candidate, false))
}
