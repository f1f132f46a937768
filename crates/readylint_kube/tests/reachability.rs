//! Reachability (D3) against a second evaluator, written from the API reference of NetworkPolicy over plain structs: for
//! thousands of random clusters every pod, every pod and address, and every port get the same verdict for the same
//! reasons from both.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "reachability/model.rs"]
mod model;
#[path = "reachability/oracle.rs"]
mod oracle;

use std::collections::BTreeSet;
use std::net::IpAddr;

use model::{Cluster, Protocol, cluster, manifests};
use oracle::{Answer, End, Way};
use proptest::prelude::*;
use readylint_kube::facts::{Flow, FlowPort, Peer, Reachability, Verdict};
use readylint_kube::values::{self, Cidr};
use readylint_kube::{Direction, ManifestFile, PodTemplate, ResourceGraph};
use readylint_text::{Source, SourceKind, Sources};

/// How many clusters are compared.
const CLUSTERS: u32 = 3000;

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

fn protocol(protocol: Protocol) -> values::Protocol {
    match protocol {
        Protocol::Tcp => values::Protocol::Tcp,
        Protocol::Udp => values::Protocol::Udp,
        Protocol::Sctp => values::Protocol::Sctp,
    }
}

/// Compares every flow of `cluster`; returns how many.
fn compare(cluster: &Cluster) -> usize {
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
    let mut count = 0;
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
                count += 1;
            }
        }
    }
    count
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CLUSTERS, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_evaluators_agree(cluster in cluster()) {
        prop_assert!(compare(&cluster) > 0);
    }
}
