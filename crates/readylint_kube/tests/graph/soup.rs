//! Whatever stands in the manifests, the graph is built, and all ends and sites of its edges are in it.

use std::fmt::Write;

use proptest::prelude::*;
use readylint_kube::{Kind, ResourceGraph, SELECTION_BUDGET, Target, facts};

use super::support::{flow_value, graph_of_groups};

const KEYS: [&str; 48] = [
    "apiVersion",
    "kind",
    "metadata",
    "name",
    "namespace",
    "labels",
    "annotations",
    "spec",
    "selector",
    "matchLabels",
    "matchExpressions",
    "key",
    "operator",
    "values",
    "template",
    "containers",
    "initContainers",
    "ports",
    "port",
    "targetPort",
    "containerPort",
    "endPort",
    "env",
    "envFrom",
    "configMapRef",
    "volumes",
    "secret",
    "ingress",
    "egress",
    "from",
    "to",
    "podSelector",
    "namespaceSelector",
    "matchNames",
    "any",
    "endpoints",
    "rules",
    "match",
    "resources",
    "kinds",
    "items",
    "scaleTargetRef",
    "replicas",
    "minAvailable",
    "topologySpreadConstraints",
    "labelSelector",
    "data",
    "workloadRef",
];

const TEXTS: [&str; 24] = [
    "v1",
    "apps/v1",
    "policy/v1",
    "networking.k8s.io/v1",
    "monitoring.coreos.com/v1",
    "kyverno.io/v1",
    "List",
    "Pod",
    "Deployment",
    "Service",
    "NetworkPolicy",
    "PodDisruptionBudget",
    "ServiceMonitor",
    "Prometheus",
    "Namespace",
    "Secret",
    "web",
    "\"\"",
    "80",
    "-1",
    "50%",
    "true",
    "~",
    "In",
];

/// A value in flow style, deep enough for a peer's selector.
fn value() -> impl Strategy<Value = String> {
    flow_value(&KEYS, &TEXTS, 8)
}

/// An object of a kind that has selectors, with a generated rest.
fn manifest() -> impl Strategy<Value = String> {
    let kinds = prop::sample::select(
        &[
            ("v1", "Pod"),
            ("apps/v1", "Deployment"),
            ("apps/v1", "StatefulSet"),
            ("v1", "Service"),
            ("v1", "Secret"),
            ("networking.k8s.io/v1", "NetworkPolicy"),
            ("policy/v1", "PodDisruptionBudget"),
            ("monitoring.coreos.com/v1", "ServiceMonitor"),
            ("monitoring.coreos.com/v1", "PodMonitor"),
            ("monitoring.coreos.com/v1", "Prometheus"),
            ("kyverno.io/v1", "ClusterPolicy"),
            ("v1", "Namespace"),
            ("autoscaling/v2", "HorizontalPodAutoscaler"),
            ("v1", "LimitRange"),
            ("argoproj.io/v1alpha1", "Rollout"),
            ("networking.istio.io/v1", "Sidecar"),
            ("networking.k8s.io/v1", "Ingress"),
            ("gateway.networking.k8s.io/v1", "Gateway"),
            ("gateway.networking.k8s.io/v1", "HTTPRoute"),
            ("external-secrets.io/v1", "ClusterExternalSecret"),
            ("postgresql.cnpg.io/v1", "Cluster"),
            ("keda.sh/v1alpha1", "ScaledObject"),
            ("acid.zalan.do/v1", "postgresql"),
            ("example.com/v1", "Other"),
        ][..],
    );
    let body = prop::sample::select(
        &[
            "template: {metadata: {labels: {web: web}}, spec: VALUE}",
            "template: {metadata: {labels: {web: web}}, spec: {containers: [{name: web, ports: VALUE}], affinity: VALUE}}",
            "selector: {matchLabels: {web: web}}, podSelector: {}, ingress: [{from: [VALUE], ports: [VALUE]}]",
            "selector: {web: web}, ports: [VALUE], podSelector: VALUE, egress: [{to: [VALUE], ports: [VALUE]}]",
            "selector: VALUE, scaleTargetRef: VALUE, endpoints: [VALUE], namespaceSelector: VALUE",
            "target: VALUE, namespaces: [VALUE], namespaceSelectors: [VALUE], externalSecretSpec: VALUE, tls: [VALUE]",
            "listeners: [VALUE], parentRefs: [{name: web}, VALUE], rules: [VALUE], triggers: [VALUE], users: VALUE",
            "strategy: VALUE, scaleTargetRef: {name: web}, metrics: [VALUE], defaultBackend: VALUE, bootstrap: VALUE",
            "serviceMonitorSelector: VALUE, serviceMonitorNamespaceSelector: VALUE, rules: [{match: VALUE}]",
        ][..],
    );
    (kinds, body, value(), prop::option::of(Just("web"))).prop_map(|((version, kind), body, value, namespace)| {
        let namespace = namespace.map(|namespace| format!(", namespace: {namespace}")).unwrap_or_default();
        let body = body.replace("VALUE", &value);
        format!("{{apiVersion: {version}, kind: {kind}, metadata: {{name: web{namespace}}}, spec: {{{body}}}}}")
    })
}

/// Asks for every edge's parts, and for the facts of every object.
fn walk(graph: &ResourceGraph) {
    for edge in graph.edges() {
        let from = graph.end_node(edge.from);
        assert!(from.id().to_usize() < from.tree().node_count());
        let site = graph.site(edge);
        assert_eq!(site.tree().source(), graph.resource(edge.from.resource).document().source());
        assert!(site.id().to_usize() < site.tree().node_count());
        if let Target::Found(to) = edge.to {
            let node = graph.end_node(to);
            assert!(node.id().to_usize() < node.tree().node_count());
            assert!(graph.edges_to(to.resource).any(|other| std::ptr::eq(other, edge)));
        }
        assert!(graph.edges_from(edge.from.resource).any(|other| std::ptr::eq(other, edge)));
    }
    for resource in graph.resources() {
        for (kind, name, produced) in graph.products_of(resource.id()) {
            assert_eq!(produced.by.id(), resource.id());
            assert!(produced.site.id().to_usize() < produced.site.tree().node_count());
            graph.produced(resource.id(), kind, resource.namespace(), name);
        }
        if let Some(workload) = readylint_kube::Workload::of(resource) {
            facts::replicas(workload);
        }
        if let Some(budget) = readylint_kube::PodDisruptionBudget::of(resource) {
            facts::disruption(budget);
        }
    }
    for container in graph.pod_templates().flat_map(readylint_kube::PodTemplate::containers) {
        let environment = facts::environment::Environment::of(container);
        for variable in environment.iter() {
            let text = variable.value.text().map(facts::environment::Text::readable).unwrap_or_default();
            facts::judge(Some(&variable.name), &text);
        }
        facts::files::MountedFiles::of(&environment).at("/etc/x");
    }
    let reachability = facts::reachability::Reachability::of(graph);
    for cell in reachability.traffic(|_| true) {
        for deciding in cell.flow.policies {
            assert_eq!(deciding.node.tree().source(), deciding.policy.document().source());
        }
    }
    for pod in graph.pod_templates() {
        let (dns, port) = (facts::reachability::Peer::DNS, facts::reachability::FlowPort::udp(53));
        reachability.flow(facts::reachability::Peer::Pod(pod), dns, &port);
        for service in graph.resources().filter_map(readylint_kube::Service::of) {
            for port in service.ports() {
                reachability.service_flow(facts::reachability::Peer::Pod(pod), service, port);
            }
        }
    }
    for span in facts::secret_spans(graph) {
        let text = graph.tree_of(span.source).unwrap().text();
        assert!(text.get(span.range.to_usize()).is_some(), "{span:?} is in the text");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values(values in prop::collection::vec(value(), 1..8)) {
        walk(&graph_of_groups(&[("a", &values.join("\n---\n"))]));
    }

    #[test]
    fn manifests(own in prop::collection::vec(manifest(), 1..10), others in prop::collection::vec(manifest(), 0..4)) {
        walk(&graph_of_groups(&[("a", &own.join("\n---\n")), ("b", &others.join("\n---\n"))]));
    }

    #[test]
    fn cut_manifests(own in prop::collection::vec(manifest(), 1..4), at in 0.0..1.0_f64) {
        let text = own.join("\n---\n");
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let cut = (text.len() as f64 * at) as usize;
        walk(&graph_of_groups(&[("a", text.get(..cut).unwrap_or_default())]));
    }
}

/// `count` Deployments over `namespaces` namespaces, all with the same labels, and with the first `extras` of them another
/// object.
fn crowd(count: usize, namespaces: usize, extras: usize, extra: &str) -> String {
    let mut text = String::new();
    for number in 0..count {
        let namespace = number % namespaces;
        let metadata =
            format!("metadata: {{name: x{number}, namespace: n{namespace}, labels: {{app: web}}}}");
        let pod = "template: {metadata: {labels: {app: web}}, spec: {containers: [{name: api, ports: [{containerPort: 80}]}]}}";
        writeln!(text, "{{apiVersion: apps/v1, kind: Deployment, {metadata}, spec: {{{pod}}}}}\n---")
            .unwrap();
        if number < extras {
            writeln!(text, "{{{}}}\n---", extra.replace("METADATA", &metadata)).unwrap();
        }
    }
    text
}

#[test]
fn many_objects_of_many_namespaces() {
    let service =
        "apiVersion: v1, kind: Service, METADATA, spec: {selector: {app: web}, ports: [{port: 80}]}";
    let graph = graph_of_groups(&[("a", &crowd(10_000, 500, 10_000, service))]);
    assert_eq!(graph.resources().len(), 20_000);
    // 20 Services and 20 pods in each namespace
    let of = |relation: &str| graph.edges().iter().filter(|edge| edge.relation.as_str() == relation).count();
    assert_eq!(of("svc-pods"), 500 * 20 * 20);
    assert_eq!(of("svc-port"), 500 * 20 * 20);
}

#[test]
fn many_objects_of_one_namespace() {
    for (extra, relation) in [
        ("apiVersion: v1, kind: Service, METADATA, spec: {selector: {app: web}}", "svc-pods"),
        (
            "apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, METADATA, spec: {podSelector: \
             {matchExpressions: [{key: app, operator: In, values: [web]}]}, ingress: [{from: [{namespaceSelector: {}}]}]}",
            "netpol-pods",
        ),
        ("apiVersion: v1, kind: LimitRange, METADATA", "quota-ns"),
        (
            "apiVersion: kyverno.io/v1, kind: ClusterPolicy, METADATA, spec: {rules: [{match: {any: [{resources: \
             {kinds: [Deployment]}}]}}]}",
            "policy-target",
        ),
    ] {
        let graph = graph_of_groups(&[("a", &crowd(2 * SELECTION_BUDGET, 1, 20, extra))]);
        for resource in graph.resources().filter(|resource| resource.kind_name() != "Deployment") {
            let count =
                graph.edges_from(resource.id()).filter(|edge| edge.relation.as_str() == relation).count();
            assert_eq!(count, SELECTION_BUDGET, "{extra}");
        }
    }
}

#[test]
fn one_policy_with_very_many_rules() {
    let rules = "{from: [{podSelector: {}}], ports: [{port: 80}]}, ".repeat(2_000);
    let policy = format!(
        "apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, METADATA, spec: {{podSelector: {{}}, ingress: [{rules}]}}"
    );
    let graph = graph_of_groups(&[("a", &crowd(200, 1, 1, &policy))]);
    let policy = graph.of_kind(Kind::NetworkPolicy).next().unwrap();
    // 2,000 rules with 200 pods and 200 ports each would be 800,000
    assert_eq!(graph.edges_from(policy.id()).count(), 1 << 16);
}

#[test]
fn one_route_with_very_many_parents() {
    let listeners = "{name: http, port: 80, protocol: HTTP, hostname: \"*.example.com\"}, ".repeat(2_000);
    let parents = "{name: x0}, ".repeat(5_000);
    let hosts = "a.example.org, ".repeat(500);
    let gateway = format!(
        "{{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {{name: x0, namespace: n0}}, spec: {{listeners: [{listeners}]}}}}"
    );
    let route = format!(
        "{{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {{name: x0, namespace: n0}}, spec: {{parentRefs: [{parents}], hostnames: [{hosts}]}}}}"
    );
    let graph = graph_of_groups(&[("a", &format!("{gateway}\n---\n{route}"))]);
    let route = graph.of_kind(Kind::HttpRoute).next().unwrap();
    // 5,000 parents with 2,000 listeners and 500 hosts each would be 5,000,000,000 comparisons
    assert!(graph.edges_from(route.id()).count() < 5_000);
}

#[test]
fn many_makers_of_many_namespaces() {
    let maker =
        "apiVersion: external-secrets.io/v1, kind: ExternalSecret, METADATA, spec: {target: {name: db}}";
    let graph = graph_of_groups(&[("a", &crowd(5_000, 500, 5_000, maker))]);
    let of = |relation: &str| graph.edges().iter().filter(|edge| edge.relation.as_str() == relation).count();
    assert_eq!(of("produces-secret"), 5_000);
    let from = graph.resources().next().unwrap().id();
    let produced = graph.produced(from, Kind::Secret, Some("n3"), "db").unwrap();
    assert_eq!(produced.by.name(), Some("x3"));
}
