//! Reachability (D3) against a second evaluator, written from the API reference of NetworkPolicy over plain structs: for
//! thousands of random clusters every pod, every pod and address, and every port get the same verdict for the same
//! reasons from both.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "reachability/model.rs"]
mod model;
#[path = "reachability/oracle.rs"]
mod oracle;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::net::IpAddr;

use model::{Cluster, Protocol, cluster, manifests};
use oracle::{Answer, End, Way};
use proptest::test_runner::{Config as ProptestConfig, TestRunner};
use readylint_kube::facts::reachability::{Flow, FlowPort, Peer, Reachability, Verdict};
use readylint_kube::{Direction, ManifestFile, PodTemplate, ResourceGraph};
use readylint_scalars::Cidr;
use readylint_text::{Source, SourceKind, Sources};

/// How many clusters are compared.
const CLUSTERS: u32 = 2500;

/// Ports that are asked for beside the declared ones: some that policies name, some that nobody does.
const PORTS: [(Protocol, u16); 4] =
    [(Protocol::Tcp, 80), (Protocol::Tcp, 8081), (Protocol::Udp, 53), (Protocol::Sctp, 9999)];

/// Addresses outside the cluster, in and beside the blocks of the model.
const ADDRESSES: [&str; 6] =
    ["10.0.0.1", "10.1.2.3", "10.1.128.9", "203.0.113.7", "2001:db8::1", "2001:db8:8000::1"];

fn graph_of(text: &str) -> ResourceGraph {
    let mut sources = Sources::new();
    let id = sources.insert(Source::new("cluster.yaml", text, SourceKind::Authored));
    let parse = readylint_yaml::parse(id, text.into());
    assert_eq!(parse.errors.len(), 0, "{text}");
    ResourceGraph::build(vec![ManifestFile {
        parse,
        group: "cluster".into(),
        namespace: None,
        context: false,
    }])
}

/// The template of each pod of the model, which are in the same order.
fn templates<'g>(cluster: &Cluster, graph: &'g ResourceGraph) -> Vec<PodTemplate<'g>> {
    let templates: Vec<_> = graph.pod_templates().collect();
    let names: Vec<_> = templates.iter().filter_map(|pod| pod.resource().name()).collect();
    assert_eq!(names, cluster.pods.iter().map(|pod| pod.name.as_str()).collect::<Vec<_>>());
    templates
}

/// A flow as the oracle tells it.
fn told(flow: &Flow<'_>) -> Answer {
    let policies = |direction| {
        let of_direction = flow.policies.iter().filter(|deciding| deciding.direction == direction);
        of_direction.map(|deciding| deciding.policy.name().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let reasons = || (policies(Direction::Egress), policies(Direction::Ingress));
    match flow.verdict {
        Verdict::Allowed => Answer::Allowed(reasons()),
        Verdict::Denied => Answer::Denied(reasons()),
        Verdict::Unknown => Answer::Unknown,
    }
}

fn protocol(protocol: Protocol) -> readylint_scalars::Protocol {
    match protocol {
        Protocol::Tcp => readylint_scalars::Protocol::Tcp,
        Protocol::Udp => readylint_scalars::Protocol::Udp,
        Protocol::Sctp => readylint_scalars::Protocol::Sctp,
    }
}

/// How many flows were compared, by verdict.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    allowed: usize,
    denied: usize,
    unknown: usize,
}

/// Compares every flow of `cluster`, and counts them.
fn compare(cluster: &Cluster, count: &mut Count) {
    let text = manifests(cluster);
    let graph = graph_of(&text);
    let reachability = Reachability::of(&graph);
    let templates = templates(cluster, &graph);
    let addresses: Vec<IpAddr> = ADDRESSES.iter().map(|text| text.parse().unwrap()).collect();

    let mut ends: Vec<(End, Peer<'_>)> =
        templates.iter().enumerate().map(|(pod, &template)| (End::Pod(pod), Peer::Pod(template))).collect();
    ends.extend(addresses.iter().map(|&address| (End::Address(address), Peer::Address(Cidr::from(address)))));

    for (pod, &template) in templates.iter().enumerate() {
        for (direction, way) in [(Direction::Ingress, Way::Ingress), (Direction::Egress, Way::Egress)] {
            let isolation = reachability.isolation(template, direction);
            let names: Vec<_> = isolation.policies.iter().map(|policy| policy.name().unwrap()).collect();
            assert!(!isolation.unknown);
            assert_eq!(names, oracle::isolating(cluster, pod, way), "{way:?} of pod {pod} in\n{text}");
        }
    }
    for &(from, from_peer) in &ends {
        for &(to, to_peer) in &ends {
            if matches!((from, to), (End::Address(_), End::Address(_))) {
                continue;
            }
            let declared = match to {
                End::Pod(pod) => {
                    cluster.pods[pod].ports.iter().map(|port| (port.protocol, port.number)).collect()
                }
                End::Address(_) => Vec::new(),
            };
            for (port_protocol, number) in declared.into_iter().chain(PORTS) {
                let port = FlowPort { protocol: protocol(port_protocol), number, name: None };
                let flow = told(&reachability.flow(from_peer, to_peer, &port));
                let expected = oracle::flow(cluster, from, to, port_protocol, number);
                assert_eq!(flow, expected, "{from:?} to {to:?} on {port_protocol:?} {number} in\n{text}");
                match expected {
                    Answer::Allowed(_) => count.allowed += 1,
                    Answer::Denied(_) => count.denied += 1,
                    Answer::Unknown => count.unknown += 1,
                }
            }
        }
    }
}

#[test]
fn both_evaluators_agree() {
    let count = Cell::new(Count::default());
    let config = ProptestConfig { cases: CLUSTERS, failure_persistence: None, ..ProptestConfig::default() };
    let compared = TestRunner::new(config).run(&cluster(), |cluster| {
        let mut sum = count.get();
        compare(&cluster, &mut sum);
        count.set(sum);
        Ok(())
    });
    assert!(compared.is_ok(), "{}", compared.unwrap_err());
    // otherwise the clusters ask nothing
    let Count { allowed, denied, unknown } = count.get();
    assert!(allowed.min(denied).min(unknown) > 2_000, "{count:?}");
}

/// A system of the usual make: `count` workloads of two ports, each with a policy of its own that lets in some of the
/// others, all egress to the system and to DNS, and a policy for each namespace that denies everything else.
fn system(count: usize) -> String {
    let mut text = String::new();
    for number in 0..count {
        let (namespace, client) = (number % 10, number / 2);
        write!(
            text,
            "---\n{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: app-{number}, namespace: ns-{namespace}}}, \
             spec: {{template: {{metadata: {{labels: {{app: app-{number}, tier: t{}, part-of: shop}}}}, \
             spec: {{containers: [{{name: main, ports: [{{name: http, containerPort: 8080}}, \
             {{name: metrics, containerPort: 9090}}]}}]}}}}}}}}\n\
             ---\n{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, \
             metadata: {{name: app-{number}, namespace: ns-{namespace}}}, \
             spec: {{podSelector: {{matchLabels: {{app: app-{number}}}}}, policyTypes: [Ingress, Egress], \
             ingress: [{{from: [{{namespaceSelector: {{}}, podSelector: {{matchLabels: {{app: app-{client}}}}}}}], \
             ports: [{{port: http}}]}}, {{from: [{{namespaceSelector: {{matchLabels: \
             {{kubernetes.io/metadata.name: monitoring}}}}}}], ports: [{{port: 9090}}]}}], \
             egress: [{{to: [{{namespaceSelector: {{}}, podSelector: {{matchLabels: {{part-of: shop}}}}}}]}}, \
             {{to: [{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: kube-system}}}}}}], \
             ports: [{{port: 53, protocol: UDP}}]}}]}}}}\n",
            number % 3
        )
        .unwrap();
    }
    for namespace in 0..10 {
        write!(
            text,
            "---\n{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, \
             metadata: {{name: deny, namespace: ns-{namespace}}}, \
             spec: {{podSelector: {{}}, policyTypes: [Ingress, Egress]}}}}\n"
        )
        .unwrap();
    }
    text
}

#[test]
fn a_large_system() {
    const WORKLOADS: usize = 300;
    let graph = graph_of(&system(WORKLOADS));
    let reachability = Reachability::of(&graph);
    let mut cells = 0;
    let mut allowed = BTreeSet::new();
    for cell in reachability.traffic(|_| true) {
        cells += 1;
        if cell.flow.verdict == Verdict::Allowed {
            let name = |pod: PodTemplate<'_>| pod.resource().name().unwrap().to_owned();
            allowed.insert(format!("{} -> {}:{}", name(cell.from), name(cell.to), cell.port.name().unwrap()));
        }
    }
    assert_eq!(cells, WORKLOADS * WORKLOADS * 2);
    let clients = (0..WORKLOADS).map(|number| format!("app-{} -> app-{number}:http", number / 2));
    assert_eq!(allowed, clients.collect());
}
