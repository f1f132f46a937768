//! How the pods of a workload are spread over nodes and zones.

use readylint_yaml::Node;

use super::{affinity_terms, selects_itself, text, texts};
use crate::PodTemplate;
use crate::views::Match;

/// Whether a wish must be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Enforcement {
    /// Pods are placed all the same.
    Soft,
    /// Pods wait.
    Hard,
}

/// Whether nodes with taints that a pod does not tolerate count as places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaintsPolicy {
    /// They do not.
    Honor,
    /// They do: the API's default.
    Ignore,
}

/// An entry of `topologySpreadConstraints`.
#[derive(Clone, Debug)]
pub struct SpreadConstraint<'g> {
    /// `topologyKey`.
    pub topology_key: Option<&'g str>,
    /// `maxSkew`.
    pub max_skew: Option<i64>,
    /// `whenUnsatisfiable`; `None` if it is missing or no word of the API.
    pub enforcement: Option<Enforcement>,
    /// `minDomains`.
    pub min_domains: Option<i64>,
    /// Whether it counts the pods of the template itself. One that does not spreads nothing.
    pub selects_itself: Match,
    /// `matchLabelKeys`.
    pub match_label_keys: Vec<&'g str>,
    /// `nodeTaintsPolicy`.
    pub node_taints_policy: TaintsPolicy,
    /// The mapping.
    pub node: Node<'g>,
}

/// `topologySpreadConstraints` of `pod`.
pub fn spread_constraints(pod: PodTemplate<'_>) -> Vec<SpreadConstraint<'_>> {
    let list = pod.spec().and_then(|spec| spec.get("topologySpreadConstraints"));
    let items = list.into_iter().flat_map(Node::items).filter(|item| item.is_mapping());
    items.map(|node| constraint(pod, node)).collect()
}

fn constraint<'g>(pod: PodTemplate<'g>, node: Node<'g>) -> SpreadConstraint<'g> {
    let number = |key| node.get(key).and_then(Node::as_i64);
    SpreadConstraint {
        topology_key: text(node, "topologyKey"),
        max_skew: number("maxSkew"),
        enforcement: match text(node, "whenUnsatisfiable") {
            Some("DoNotSchedule") => Some(Enforcement::Hard),
            Some("ScheduleAnyway") => Some(Enforcement::Soft),
            _ => None,
        },
        min_domains: number("minDomains"),
        selects_itself: selects_itself(node, pod),
        match_label_keys: texts(node.get("matchLabelKeys")).collect(),
        node_taints_policy: match text(node, "nodeTaintsPolicy") {
            Some("Honor") => TaintsPolicy::Honor,
            _ => TaintsPolicy::Ignore,
        },
        node: node.resolved(),
    }
}

/// What spreads pods.
#[derive(Clone, Copy, Debug)]
pub struct Spreading<'g> {
    /// Whether it must be met.
    pub enforcement: Enforcement,
    /// The constraint, or the anti-affinity term.
    pub node: Node<'g>,
}

/// Over what the pods of a template are spread; of several ways the strictest, of those the first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spreads<'g> {
    /// Over nodes.
    pub hostname: Option<Spreading<'g>>,
    /// Over zones.
    pub zone: Option<Spreading<'g>>,
}

impl<'g> Spreads<'g> {
    fn add(&mut self, topology_key: Option<&str>, enforcement: Enforcement, node: Node<'g>) {
        let place = match topology_key {
            Some("kubernetes.io/hostname") => &mut self.hostname,
            Some("topology.kubernetes.io/zone" | "failure-domain.beta.kubernetes.io/zone") => &mut self.zone,
            _ => return,
        };
        if place.is_none_or(|found| found.enforcement < enforcement) {
            *place = Some(Spreading { enforcement, node });
        }
    }
}

/// Over what `pod` spreads its own pods, by spread constraints or by anti-affinity to itself. Where it cannot be told
/// whether a selector takes in its own pods, it counts as if it did. Defaults of the cluster are unknown here.
pub fn spreads(pod: PodTemplate<'_>) -> Spreads<'_> {
    let mut spreads = Spreads::default();
    for constraint in spread_constraints(pod) {
        if constraint.selects_itself != Match::No {
            let enforcement = constraint.enforcement.unwrap_or(Enforcement::Hard);
            spreads.add(constraint.topology_key, enforcement, constraint.node);
        }
    }
    for term in affinity_terms(pod).into_iter().filter(|term| term.is_anti) {
        if term.selects_itself != Match::No {
            let enforcement = if term.required { Enforcement::Hard } else { Enforcement::Soft };
            spreads.add(term.topology_key, enforcement, term.node);
        }
    }
    spreads
}
