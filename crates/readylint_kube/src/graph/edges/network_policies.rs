//! Network policies: the pods they protect, their peers, their ports (D3, D11).
//!
//! A peer without `podSelector`, or with an empty one beside its `namespaceSelector`, leads to Namespace objects, never
//! to each pod in them. An `ipBlock` leads out of the cluster.

use readylint_yaml::Node;

use super::Edges;
use super::ports::{DeclaredPorts, WantedPort};
use crate::graph::namespaces::Namespaces;
use crate::graph::select::Query;
use crate::graph::{Relation, Target};
use crate::views::{LabelSelector, NetworkPolicy, PodTemplate, SelectorScope};

pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    let Some(policy) = NetworkPolicy::of(edges.resource) else {
        return;
    };
    let selector = policy.pod_selector();
    let site = selector.node().or_else(|| policy.spec());
    let protected = edges.select(policy.data().root, Relation::PolicyPods, site, Query::Selector(selector));
    let mut declared = None;
    for rule in policy.rules("ingress") {
        for peer in peers(rule, "from") {
            self::peer(edges, peer);
        }
        let is_certain = !protected.is_empty();
        if rule.get("ports").is_some_and(|ports| !ports.is_empty()) {
            let declared = declared.get_or_insert_with(|| DeclaredPorts::of(&protected));
            ports(edges, rule, declared, is_certain);
        }
    }
    for rule in policy.rules("egress") {
        let mut reached = Reached::default();
        let mut has_peers = false;
        for peer in peers(rule, "to") {
            has_peers = true;
            reached.add(self::peer(edges, peer));
        }
        let is_certain = has_peers && !reached.has_others && !reached.pods.is_empty();
        if !reached.pods.is_empty() {
            ports(edges, rule, &DeclaredPorts::of(&reached.pods), is_certain);
        }
    }
}

fn peers<'g>(rule: Node<'g>, key: &str) -> impl Iterator<Item = Node<'g>> + use<'g> {
    let peers = rule.get(key).into_iter().flat_map(Node::items);
    peers.filter(|peer| peer.is_mapping()).map(Node::resolved)
}

/// What peers lead to.
#[derive(Default)]
struct Reached<'g> {
    pods: Vec<PodTemplate<'g>>,
    /// Whether they lead to more than these pods.
    has_others: bool,
}

impl<'g> Reached<'g> {
    fn others() -> Self {
        Self { pods: Vec::new(), has_others: true }
    }

    fn add(&mut self, other: Self) {
        self.pods.extend(other.pods);
        self.has_others |= other.has_others;
    }
}

/// The edges of one peer. `podSelector` alone means the policy's own namespace; with `namespaceSelector` both must hold.
fn peer<'g>(edges: &mut Edges<'_, 'g>, peer: Node<'g>) -> Reached<'g> {
    if edges.is_spent() {
        return Reached::others();
    }
    let selector = |key| {
        let selector = LabelSelector::new(peer.get(key), SelectorScope::Nothing, SelectorScope::Everything);
        selector.node().map(|node| (selector, node))
    };
    let (query, namespaces, site) = match (selector("podSelector"), selector("namespaceSelector")) {
        (None, None) => {
            if let Some(site) = peer.get("ipBlock").and_then(|block| block.get("cidr")) {
                edges.push(peer.id(), Relation::PolicyPeer, site, Target::External, false);
            }
            return Reached::others();
        }
        (pods, Some((selector, site))) => {
            let namespaces = edges.namespaces_by(selector);
            match pods.filter(|(pods, _)| pods.scope().is_none()) {
                None => {
                    namespace_peer(edges, peer, site, &namespaces);
                    return Reached::others();
                }
                Some((pods, _)) => (Query::Selector(pods), namespaces, peer),
            }
        }
        (Some((pods, site)), None) => {
            (Query::Selector(pods), Namespaces::Own(edges.resource.namespace_symbol()), site)
        }
    };
    let selection = edges.select_across(&namespaces, query);
    // in namespaces that every cluster has run pods that no input holds: the DNS servers of kube-system
    if let Some(outside) = outside(&namespaces).filter(|_| selection.is_empty()) {
        edges.push(peer.id(), Relation::PolicyPeer, site, outside, false);
        return Reached::others();
    }
    let has_others = selection.cannot_tell || selection.truncated;
    let pods = edges.push_pods(peer.id(), Relation::PolicyPeer, site, &selection);
    Reached { pods, has_others }
}

/// What namespaces lead to that are not in the input, but are known to be there.
fn outside(namespaces: &Namespaces) -> Option<Target> {
    match namespaces {
        Namespaces::These(these) if these.built_in => Some(Target::BuiltIn),
        Namespaces::These(these) if these.external => Some(Target::External),
        _ => None,
    }
}

/// The edges of a peer that means whole namespaces.
fn namespace_peer<'g>(edges: &mut Edges<'_, 'g>, peer: Node<'g>, site: Node<'g>, namespaces: &Namespaces) {
    let (graph, from) = (edges.resource.graph(), edges.resource.id());
    let objects = graph.namespace_objects(from, namespaces);
    for object in &objects {
        edges.push(peer.id(), Relation::PolicyPeer, site, Target::Found(object.end()), false);
    }
    let outside = match namespaces {
        Namespaces::These(_) => outside(namespaces),
        // every cluster has some namespace
        _ => objects.is_empty().then_some(Target::BuiltIn),
    };
    if let Some(outside) = outside {
        edges.push(peer.id(), Relation::PolicyPeer, site, outside, false);
    } else if objects.is_empty() && !namespaces.cannot_tell() && !graph.uses_undescribed(from, namespaces) {
        edges.push(peer.id(), Relation::PolicyPeer, site, Target::Missing, false);
    }
}

/// The edges of a rule's ports to the container ports they mean on the destination pods.
fn ports<'g>(edges: &mut Edges<'_, 'g>, rule: Node<'g>, declared: &DeclaredPorts<'g>, is_certain: bool) {
    for port in rule.get("ports").into_iter().flat_map(Node::items) {
        // without `port` all ports of the protocol are meant
        let Some(site) = port.get("port").filter(|site| !site.is_null()) else {
            continue;
        };
        let Some(wanted) = WantedPort::of(site) else {
            continue;
        };
        let wanted = match (wanted, port.get("endPort").and_then(Node::as_i64)) {
            (WantedPort::Numbers(numbers), Some(end)) => WantedPort::Numbers(*numbers.start()..=end),
            (wanted, _) => wanted,
        };
        let protocol = port.get("protocol").and_then(Node::text).unwrap_or("TCP");
        let place = (port.resolved().id(), Relation::PolicyPort, site);
        declared.refer(edges, place, Some(protocol), &wanted, is_certain);
    }
}
