//! Which workload reaches which port of which other, through the NetworkPolicies (D3).

use readylint_emit::{
    Direction as DirectionRow, FlowRow, PartyRow, PolicyRow, Ranges, Verdict as VerdictRow,
};
use readylint_engine::Input;
use readylint_kube::facts::reachability::{Deciding, Flow, Reachability, Traffic, Verdict};
use readylint_kube::{Direction, Edge, PodTemplate, Relation, Resource};

use super::{Scope, flows, graphs};

/// Lets `write` have the flows, each made when it asks for it: for each graph every workload to every declared port of
/// every workload, then what references that leave the cluster ask for; each with the verdict and the policies that
/// decide. Narrowed to namespaces, those remain that start or end there.
pub fn traffic<T>(
    input: &Input,
    scope: &Scope,
    write: impl FnOnce(&mut dyn Iterator<Item = FlowRow>) -> T,
) -> T {
    let ranges = Ranges::new(&input.sources);
    let all: Vec<Reachability<'_>> = graphs(input).map(Reachability::of).collect();
    let mut flows = all.iter().flat_map(|reachability| {
        within(reachability, scope, &ranges).chain(leaving(reachability, scope, &ranges))
    });
    write(&mut flows)
}

/// The flows between workloads.
fn within<'a>(
    reachability: &'a Reachability<'_>,
    scope: &'a Scope,
    ranges: &'a Ranges<'_>,
) -> impl Iterator<Item = FlowRow> + 'a {
    let is_of_interest = |pod: PodTemplate<'_>| scope.holds(pod.resource());
    let is_shown = |traffic: &Traffic<'_>| {
        let (from, to) = (traffic.from.resource(), traffic.to.resource());
        !from.is_context() && !to.is_context() && is_own(from, to)
    };
    reachability.traffic(is_of_interest).filter(is_shown).map(|traffic| {
        let port = traffic.port.number().and_then(|number| u16::try_from(number).ok());
        let (from, to) = (party(traffic.from.resource()), party(traffic.to.resource()));
        row((from, to), (port, traffic.port.protocol()), Some(&traffic.flow), ranges)
    })
}

/// Whether `to` is what `from` takes for the workload of that name: not if it is a copy in another folder, and there is one
/// in its own (D15).
fn is_own(from: Resource<'_>, to: Resource<'_>) -> bool {
    let named = to.name().and_then(|name| from.graph().look_up(from.id(), to.kind(), to.namespace(), name));
    named.is_none_or(|named| {
        named.id() == to.id() || from.graph().group_of(named.id()) == from.graph().group_of(to.id())
    })
}

/// The flows that leave the cluster.
fn leaving<'a>(
    reachability: &'a Reachability<'_>,
    scope: &'a Scope,
    ranges: &'a Ranges<'_>,
) -> impl Iterator<Item = FlowRow> + 'a {
    let graph = reachability.graph();
    let is_shown =
        |edge: &&Edge| edge.relation == Relation::Flow && scope.holds(graph.resource(edge.from.resource));
    graph.edges().iter().filter(is_shown).filter_map(move |edge| {
        let outside = flows::outside(reachability, edge)?;
        let to = PartyRow::Outside { cidr: outside.cidr().to_string(), host: outside.host.clone() };
        let from = party(graph.resource(edge.from.resource));
        Some(row((from, to), (outside.port, "TCP"), flows::flow(reachability, edge).as_ref(), ranges))
    })
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
        name: workload.name().or_else(|| workload.metadata().generate_name()).unwrap_or_default().to_owned(),
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
