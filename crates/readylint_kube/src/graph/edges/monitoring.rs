//! What Prometheus scrapes: monitors of the Prometheus Operator, and annotations.

use readylint_yaml::{Node, NodeId};

use super::Edges;
use super::ports::{DeclaredPorts, WantedPort};
use crate::graph::namespaces::Namespaces;
use crate::graph::select::Query;
use crate::graph::{End, Relation, Target};
use crate::views::{LabelSelector, ObjectMeta, PodTemplate, SelectorScope, Service};
use crate::{Kind, Resource};

/// The selectors of a Prometheus, each with that of its namespaces and the kind it chooses from.
const PROMETHEUS_SELECTORS: [(&str, &str, Kind); 4] = [
    ("serviceMonitorSelector", "serviceMonitorNamespaceSelector", Kind::ServiceMonitor),
    ("podMonitorSelector", "podMonitorNamespaceSelector", Kind::PodMonitor),
    ("probeSelector", "probeNamespaceSelector", Kind::Probe),
    ("ruleSelector", "ruleNamespaceSelector", Kind::PrometheusRule),
];

pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    let Some(spec) = edges.resource.spec() else { return };
    match edges.resource.kind() {
        Kind::ServiceMonitor => service_monitor(edges, spec),
        Kind::PodMonitor => pod_monitor(edges, spec),
        Kind::Prometheus => prometheus(edges, spec),
        _ => {}
    }
}

/// Of the monitors' selectors an empty one selects everything, and the key is required.
fn selector<'g>(node: Option<Node<'g>>) -> LabelSelector<'g> {
    LabelSelector::new(node, SelectorScope::Nothing, SelectorScope::Everything)
}

/// The `namespaceSelector` of monitors is not one by labels: `any: true`, else `matchNames`, else the own namespace.
pub(crate) fn monitored_namespaces(monitor: Resource<'_>) -> Namespaces {
    let selector = monitor.spec().and_then(|spec| spec.get("namespaceSelector"));
    if selector.and_then(|selector| selector.get("any")).and_then(Node::as_bool) == Some(true) {
        return Namespaces::All;
    }
    let names = selector.and_then(|selector| selector.get("matchNames")).filter(|names| !names.is_empty());
    match names {
        Some(names) => {
            let names = names.items().filter_map(Node::text);
            Namespaces::These(monitor.graph().namespaces_of(monitor.id(), names))
        }
        None => Namespaces::Own(monitor.namespace_symbol()),
    }
}

fn service_monitor<'g>(edges: &mut Edges<'_, 'g>, spec: Node<'g>) {
    let resource = edges.resource;
    let graph = resource.graph();
    let selector = selector(spec.get("selector"));
    let Some(site) = selector.node() else { return };
    let namespaces = monitored_namespaces(resource);
    let found = graph.select_objects(resource.id(), Kind::Service, &namespaces, selector);
    let (root, is_vain) = (resource.data().root, found.is_vain());
    edges.push_objects(root, Relation::MonitorService, site, found.ids.iter().copied(), is_vain);
    let services: Vec<Service<'g>> =
        found.ids.iter().filter_map(|&id| Service::of(graph.resource(id))).collect();
    if services.is_empty() {
        return;
    }
    let mut declared = None;
    for endpoint in spec.get("endpoints").into_iter().flat_map(Node::items) {
        let place = |site| (endpoint.resolved().id(), Relation::MonitorPort, site);
        if let Some(site) =
            endpoint.get("port").filter(|port| port.text().is_some_and(|name| !name.is_empty()))
        {
            service_port(edges, place(site), &services, !found.truncated);
        } else if let Some(site) = endpoint.get("targetPort")
            && let Some(wanted) = WantedPort::of(site)
        {
            let declared = declared.get_or_insert_with(|| DeclaredPorts::of(&pods_behind(&services)));
            declared.refer(edges, place(site), None, &wanted, !found.truncated);
        }
    }
}

/// The ports of that name which the Services have; if none has it, the Services without it.
fn service_port<'g>(
    edges: &mut Edges<'_, 'g>,
    (from, relation, site): (NodeId, Relation, Node<'g>),
    services: &[Service<'g>],
    is_certain: bool,
) {
    if edges.is_spent() {
        return;
    }
    let mut is_found = false;
    for service in services {
        for port in service.ports().filter(|port| port.name() == site.text()) {
            is_found = true;
            let end = End { resource: service.id(), node: port.node().id() };
            edges.push(from, relation, site, Target::Found(end), false);
        }
    }
    if !is_found && is_certain {
        for service in services {
            edges.push(from, relation, site, Target::Incomplete(service.end()), false);
        }
    }
}

fn pods_behind<'g>(services: &[Service<'g>]) -> Vec<PodTemplate<'g>> {
    let mut pods = Vec::new();
    for service in services {
        let graph = service.graph();
        let selection = graph.select_labels(service.id(), service.selector());
        pods.extend(selection.pods(graph));
        if pods.len() > crate::SELECTION_BUDGET {
            break;
        }
    }
    pods
}

fn pod_monitor<'g>(edges: &mut Edges<'_, 'g>, spec: Node<'g>) {
    let resource = edges.resource;
    let selector = selector(spec.get("selector"));
    let Some(site) = selector.node() else { return };
    let namespaces = monitored_namespaces(resource);
    let selection = edges.select_across(&namespaces, Query::Selector(selector));
    let pods = edges.push_pods(resource.data().root, Relation::MonitorPods, site, &selection);
    if pods.is_empty() {
        return;
    }
    let declared = DeclaredPorts::of(&pods);
    let is_certain = !selection.truncated && !selection.cannot_tell;
    for endpoint in spec.get("podMetricsEndpoints").into_iter().flat_map(Node::items) {
        // in this order (prometheus-operator, promcfg.go); `port` is always a name
        let port = ["port", "portNumber", "targetPort"].into_iter().find_map(|key| {
            let site = endpoint.get(key).filter(|site| !site.is_null())?;
            let wanted = if key == "port" { WantedPort::Name(site.text()?) } else { WantedPort::of(site)? };
            Some((site, wanted))
        });
        if let Some((site, wanted)) = port {
            let place = (endpoint.resolved().id(), Relation::MonitorPort, site);
            declared.refer(edges, place, None, &wanted, is_certain);
        }
    }
}

/// A null selector selects nothing, an empty one everything; a null namespace selector means the own namespace.
fn prometheus<'g>(edges: &mut Edges<'_, 'g>, spec: Node<'g>) {
    let resource = edges.resource;
    let graph = resource.graph();
    for (key, namespace_key, kind) in PROMETHEUS_SELECTORS {
        let selector = selector(spec.get(key));
        let Some(site) = selector.node() else { continue };
        let namespaces = match self::selector(spec.get(namespace_key)) {
            chosen if chosen.node().is_some() => edges.namespaces_by(chosen),
            _ => Namespaces::Own(resource.namespace_symbol()),
        };
        let found = graph.select_objects(resource.id(), kind, &namespaces, selector);
        let is_vain = found.is_vain();
        edges.push_objects(resource.data().root, Relation::PrometheusSelects, site, found.ids, is_vain);
    }
}

/// The annotations of a pod template that ask to be scraped. A convention of configuration examples, not of Prometheus
/// itself: `prometheus.io/scrape: "true"` and `prometheus.io/port`.
pub(super) fn of_pod<'g>(edges: &mut Edges<'_, 'g>, pod: PodTemplate<'g>) {
    if let Some(scraped) = Scraped::by(pod.metadata()) {
        scraped.refer(edges, pod.node().id(), &DeclaredPorts::of(&[pod]));
    }
}

/// The port that an annotation asks to scrape.
pub(super) struct Scraped<'g> {
    site: Node<'g>,
    wanted: WantedPort<'g>,
}

impl<'g> Scraped<'g> {
    /// What the annotations of `metadata` ask for, if they do.
    pub(super) fn by(metadata: ObjectMeta<'g>) -> Option<Self> {
        let annotations = metadata.annotations();
        let site = annotations.value("prometheus.io/port")?;
        let is_scraped = annotations.get("prometheus.io/scrape") == Some("true");
        let wanted = WantedPort::of(site).filter(|_| is_scraped)?;
        Some(Self { site, wanted })
    }

    /// The edges to the container ports it means.
    pub(super) fn refer(self, edges: &mut Edges<'_, 'g>, from: NodeId, declared: &DeclaredPorts<'g>) {
        declared.refer(edges, (from, Relation::MonitorPods, self.site), None, &self.wanted, true);
    }
}
