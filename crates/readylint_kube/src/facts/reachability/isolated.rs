//! Whether anything isolates a pod, asked from the pod's side and without reading all policies.

use readylint_yaml::Node;

use crate::graph::TypeCode;
use crate::views::PodLabels;
use crate::{Direction, Kind, Match, NetworkPolicy, PodTemplate, Relation, ResourceGraph};

/// How many policies of a namespace are held against a pod that no edge leads to. Real namespaces have far fewer.
const POLICIES: usize = 256;

/// How many labels a pod, and how many requirements a selector may have.
const LABELS: usize = 64;

/// Whether a NetworkPolicy isolates `pod` in `direction`.
///
/// Where the namespace is set, policies of all groups count, as what is in one namespace belongs together; else a policy
/// selects pods of its own group first (D15). Policies of kinds without a model here, anywhere in the graph, make the
/// answer uncertain (D3), as do the network of the node and what is too much to look at.
pub fn is_isolated(pod: PodTemplate<'_>, direction: Direction) -> Match {
    let resource = pod.resource();
    let graph = resource.graph();
    if pod.host_network() || graph.of_kind(Kind::ForeignNetworkPolicy).next().is_some() {
        return Match::CannotTell;
    }
    let edges = graph.edges_to(resource.id()).filter(|edge| edge.relation == Relation::PolicyPods);
    let selecting = edges.filter_map(|edge| NetworkPolicy::of(graph.resource(edge.from.resource)));
    match Match::any(selecting.map(|policy| isolates(policy, direction))) {
        Match::No => {}
        answer => return answer,
    }
    by_policies_in_scope(graph, pod, direction)
}

fn isolates(policy: NetworkPolicy<'_>, direction: Direction) -> Match {
    policy.isolates(direction).map_or(Match::CannotTell, Match::of)
}

/// The answer of policies that no edge leads from: they are in another group, may select the pod once an operator has set
/// a label, or select more pods than edges are kept of.
fn by_policies_in_scope(graph: &ResourceGraph, pod: PodTemplate<'_>, direction: Direction) -> Match {
    let namespace = pod.resource().namespace_symbol();
    let policies = graph.index().in_scope(TypeCode::known(Kind::NetworkPolicy), namespace);
    let labels = pod.metadata().labels();
    if policies.len() > POLICIES || labels.node().map_or(0, Node::len) > LABELS {
        return Match::CannotTell;
    }
    let group = graph.group(pod.resource().id());
    let policies = policies.iter().filter_map(|&id| NetworkPolicy::of(graph.resource(id)));
    // of two groups without a namespace, one may be a copy of the other
    let policies = policies
        .filter(|policy| namespace.is_some() || graph.group(policy.id()) == group)
        .filter(|policy| isolates(*policy, direction) != Match::No);
    let source = PodLabels::of(pod);
    Match::any(policies.map(|policy| {
        let selector = policy.pod_selector();
        let size = selector.match_labels().node().map_or(0, Node::len) + selector.match_expressions().count();
        if size > LABELS {
            return Match::CannotTell;
        }
        Match::all([isolates(policy, direction), selector.matches_source(&source)])
    }))
}
