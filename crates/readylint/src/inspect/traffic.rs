//! Which workload reaches which port of which other, through the NetworkPolicies (D3).

use readylint_emit::{
    Direction as DirectionRow, FlowRow, PartyRow, PolicyRow, Ranges, TrafficRows, Verdict as VerdictRow,
};
use readylint_engine::Input;
use readylint_kube::facts::reachability::{Deciding, Flow, Reachability, Verdict};
use readylint_kube::{Direction, Relation, Resource};

use super::{Scope, flows, graphs};

/// How many flows are shown before the rest is left out: all pairs of some thousand workloads fill any memory.
const FLOWS: usize = 500_000;

/// Every workload to every declared port of every workload, then what references that leave the cluster ask for, each
/// with the verdict and the policies that decide.
pub fn traffic(input: &Input, scope: &Scope) -> TrafficRows {
    let ranges = Ranges::new(&input.sources);
    let mut rows = TrafficRows::default();
    for graph in graphs(input) {
        let reachability = Reachability::of(graph);
        let cells = reachability.traffic(|pod| scope.holds(pod.resource())).map(|traffic| {
            let port = traffic.port.number().and_then(|number| u16::try_from(number).ok());
            let (from, to) = (party(traffic.from.resource()), party(traffic.to.resource()));
            row((from, to), (port, traffic.port.protocol()), Some(&traffic.flow), &ranges)
        });
        let edges = graph.edges().iter().filter(|edge| {
            edge.relation == Relation::Flow && scope.holds(graph.resource(edge.from.resource))
        });
        let leaving = edges.filter_map(|edge| {
            let outside = flows::outside(&reachability, edge)?;
            let host = outside.is_name().then(|| outside.host.clone());
            let to = PartyRow::Outside { cidr: outside.cidr.to_string(), host };
            let from = party(graph.resource(edge.from.resource));
            Some(row((from, to), (outside.port, "TCP"), flows::flow(&reachability, edge).as_ref(), &ranges))
        });
        rows.flows.extend(cells.chain(leaving).take(FLOWS + 1 - rows.flows.len()));
        if rows.flows.len() > FLOWS {
            rows.flows.truncate(FLOWS);
            rows.notes
                .push(format!("Only the first {FLOWS} flows are shown: narrow them with `--namespace`."));
            break;
        }
    }
    rows
}

fn row(
    (from, to): (PartyRow, PartyRow),
    (port, protocol): (Option<u16>, &str),
    flow: Option<&Flow<'_>>,
    ranges: &Ranges<'_>,
) -> FlowRow {
    FlowRow {
        from,
        to,
        port,
        protocol: protocol.to_owned(),
        verdict: match flow.map(|flow| flow.verdict) {
            Some(Verdict::Allowed) => VerdictRow::Allowed,
            Some(Verdict::Denied) => VerdictRow::Denied,
            Some(Verdict::Unknown) | None => VerdictRow::Unknown,
        },
        policies: flow.into_iter().flat_map(|flow| &flow.policies).map(|it| policy(it, ranges)).collect(),
    }
}

fn party(workload: Resource<'_>) -> PartyRow {
    PartyRow::Object {
        kind: workload.kind_name().to_owned(),
        namespace: workload.namespace().map(str::to_owned),
        name: workload.name().unwrap_or_default().to_owned(),
    }
}

fn policy(deciding: &Deciding<'_>, ranges: &Ranges<'_>) -> PolicyRow {
    let policy = deciding.policy;
    let (file, range) = ranges.of(deciding.node.span());
    PolicyRow {
        namespace: policy.namespace().map(str::to_owned),
        name: policy.name().unwrap_or_default().to_owned(),
        direction: match deciding.direction {
            Direction::Ingress => DirectionRow::Ingress,
            Direction::Egress => DirectionRow::Egress,
        },
        file: file.to_owned(),
        range,
    }
}
