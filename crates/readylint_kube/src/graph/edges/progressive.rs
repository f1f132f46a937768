//! Progressive delivery: what Argo Rollouts and Flagger steer.

use readylint_yaml::Node;

use super::Edges;
use super::objects::ObjectReference;
use crate::Kind;
use crate::graph::fields::{at_path, items, text, text_of};
use crate::graph::{Relation, Target};

pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    let Some(spec) = edges.resource.spec() else { return };
    match edges.resource.kind() {
        Kind::Rollout => rollout(edges, spec),
        Kind::Canary => canary(edges, spec),
        _ => {}
    }
}

/// The fields of a Rollout's strategy that name Services (argo-rollouts, `pkg/apis/rollouts/v1alpha1/types.go`).
const SERVICES: [&[&str]; 9] = [
    &["canary", "stableService"],
    &["canary", "canaryService"],
    &["canary", "pingPong", "pingService"],
    &["canary", "pingPong", "pongService"],
    &["canary", "trafficRouting", "alb", "rootService"],
    &["canary", "trafficRouting", "smi", "rootService"],
    &["canary", "trafficRouting", "traefik", "weightedTraefikServiceName"],
    &["blueGreen", "activeService"],
    &["blueGreen", "previewService"],
];

/// The fields that name other objects of the own namespace: group, kind, and where; a list means each of its items.
const ROUTED: [(&str, &str, &[&str]); 9] = [
    ("networking.k8s.io", "Ingress", &["nginx", "stableIngress"]),
    ("networking.k8s.io", "Ingress", &["nginx", "stableIngresses"]),
    ("networking.k8s.io", "Ingress", &["alb", "ingress"]),
    ("networking.k8s.io", "Ingress", &["alb", "ingresses"]),
    ("networking.istio.io", "VirtualService", &["istio", "virtualService", "name"]),
    ("networking.istio.io", "VirtualService", &["istio", "virtualServices"]),
    ("networking.istio.io", "DestinationRule", &["istio", "destinationRule", "name"]),
    ("apisix.apache.org", "ApisixRoute", &["apisix", "route", "name"]),
    ("getambassador.io", "Mapping", &["ambassador", "mappings"]),
];

fn rollout<'g>(edges: &mut Edges<'_, 'g>, spec: Node<'g>) {
    let Some(strategy) = spec.get("strategy") else { return };
    for path in SERVICES {
        // Traefik's is a TraefikService
        let is_service = path.last() != Some(&"weightedTraefikServiceName");
        let (group, kind) = if is_service { ("", "Service") } else { ("traefik.io", "TraefikService") };
        named(edges, (group, kind), at_path(strategy, path));
    }
    if let Some(routing) = at_path(strategy, &["canary", "trafficRouting"]) {
        traffic(edges, routing);
    }
    let canary = strategy.get("canary");
    let steps = || canary.into_iter().flat_map(|canary| items(canary, "steps"));
    let whole = [
        &["canary", "analysis"],
        &["blueGreen", "prePromotionAnalysis"],
        &["blueGreen", "postPromotionAnalysis"],
    ];
    let analyses = whole.into_iter().filter_map(|path| at_path(strategy, path.as_slice()));
    for analysis in analyses.chain(steps().filter_map(|step| step.get("analysis"))) {
        for template in items(analysis, "templates") {
            analysis_template(edges, template);
        }
    }
    for experiment in steps().filter_map(|step| step.get("experiment")) {
        for template in items(experiment, "analyses") {
            analysis_template(edges, template);
        }
    }
}

fn traffic<'g>(edges: &mut Edges<'_, 'g>, routing: Node<'g>) {
    for (group, kind, path) in ROUTED {
        let Some(node) = at_path(routing, path) else { continue };
        if node.is_sequence() {
            for item in node.items() {
                let name = if item.is_mapping() { item.get("name") } else { Some(item) };
                named(edges, (group, kind), name);
            }
        } else {
            named(edges, (group, kind), Some(node));
        }
    }
    // the plugin for Gateway API
    let Some(plugin) = at_path(routing, &["plugins", "argoproj-labs/gatewayAPI"]) else { return };
    let single = plugin.get("httpRoute");
    let routes = items(plugin, "httpRoutes").filter_map(|route| route.get("name"));
    for site in single.into_iter().chain(routes) {
        let Some(name) = text_of(site) else { continue };
        let namespace = text(plugin, "namespace").or(edges.resource.namespace());
        let (group, kind) = ("gateway.networking.k8s.io", "HTTPRoute");
        let reference = ObjectReference { group, kind, namespace, name, site };
        edges.refer_to(edges.root(), Relation::RolloutService, Some(reference));
    }
}

/// `templateName`, of the cluster with `clusterScope: true`.
fn analysis_template<'g>(edges: &mut Edges<'_, 'g>, template: Node<'g>) {
    let is_cluster = template.get("clusterScope").and_then(Node::as_bool) == Some(true);
    let kind = if is_cluster { "ClusterAnalysisTemplate" } else { "AnalysisTemplate" };
    named(edges, ("argoproj.io", kind), template.get("templateName"));
}

/// An edge to the object of the own namespace whose name stands at `site`.
fn named<'g>(edges: &mut Edges<'_, 'g>, (group, kind): (&'g str, &'g str), site: Option<Node<'g>>) {
    let Some((site, name)) = site.and_then(|site| Some((site, text_of(site)?))) else { return };
    let namespace = edges.resource.namespace();
    let reference = ObjectReference { group, kind, namespace, name, site };
    edges.refer_to(edges.root(), Relation::RolloutService, Some(reference));
}

/// Flagger: the workload, its autoscaler and Ingress, the metrics that decide, and the Service that Flagger makes
/// (flagger.app, API reference `CanarySpec`).
fn canary<'g>(edges: &mut Edges<'_, 'g>, spec: Node<'g>) {
    let namespace = edges.resource.namespace();
    let root = edges.root();
    let fields = [
        ("targetRef", ("apps", "Deployment")),
        ("autoscalerRef", ("autoscaling", "HorizontalPodAutoscaler")),
        ("ingressRef", ("networking.k8s.io", "Ingress")),
    ];
    for (key, default) in fields {
        let reference = spec.get(key).and_then(|node| ObjectReference::of(node, default, None));
        let reference = reference.map(|reference| ObjectReference { namespace, ..reference });
        edges.refer_to(root, Relation::RolloutService, reference);
    }
    service(edges, spec);
    for key in ["analysis", "canaryAnalysis"] {
        let metrics = spec.get(key).into_iter().flat_map(|analysis| items(analysis, "metrics"));
        for template in metrics.filter_map(|metric| metric.get("templateRef")) {
            let reference = ObjectReference::of(template, ("flagger.app", "MetricTemplate"), namespace);
            edges.refer_to(root, Relation::RolloutService, reference);
        }
    }
}

/// The Service: `service.name`, else named as the target. Flagger makes it.
fn service<'g>(edges: &mut Edges<'_, 'g>, spec: Node<'g>) {
    let named = spec.get("service").and_then(|service| service.get("name"));
    let target = || spec.get("targetRef").and_then(|target| target.get("name"));
    let Some(site) = named.filter(|name| text_of(*name).is_some()).or_else(target) else { return };
    let Some(name) = text_of(site) else { return };
    let to = match edges.resolve(Kind::Service, edges.resource.namespace_symbol(), name) {
        Target::Missing => Target::Generated,
        to => to,
    };
    edges.push_from_root(Relation::RolloutService, site, to);
}
