//! NetworkPolicies, read once: what they isolate and what they let through.

use std::ops::RangeInclusive;

use readylint_yaml::Node;

use super::FlowPort;
use super::selector::Selector;
use super::sides::{NamespaceTable, Side};
use crate::{Direction, Match, NetworkPolicy, ResourceGraph, Symbol};
use readylint_scalars::{Cidr, Protocol, check_port_name, port_number};

/// How much of one policy is read: peers, ports, requirements of selectors and their values. Aliases can multiply them;
/// no real policy comes near. What is left out makes the policy's answers uncertain.
pub(super) const PARTS: usize = 1 << 16;

/// A NetworkPolicy, read once.
#[derive(Debug)]
pub(super) struct Policy<'g> {
    pub(super) view: NetworkPolicy<'g>,
    pub(super) group: u32,
    pub(super) namespace: Option<Symbol>,
    /// `spec.podSelector`; `None` if it cannot be read.
    selector: Option<Selector<'g>>,
    ingress: Rules<'g>,
    egress: Rules<'g>,
}

/// The rules of one direction.
#[derive(Debug)]
struct Rules<'g> {
    isolates: Match,
    list: Vec<Rule<'g>>,
    /// Whether there are no others.
    is_complete: bool,
    /// How much of [`PARTS`] they took.
    cost: usize,
}

/// A rule: some peer and some port must fit.
#[derive(Debug)]
struct Rule<'g> {
    node: Node<'g>,
    peers: Parts<'g, PeerPattern<'g>>,
    ports: Parts<'g, PortPattern<'g>>,
}

/// The peers or the ports of a rule.
#[derive(Debug)]
enum Parts<'g, T> {
    /// Absent or empty: everything fits.
    Any,
    /// One of these must fit; `None` stands for what the API server would refuse.
    These(Vec<(Node<'g>, Option<T>)>),
    /// No list.
    Unreadable,
}

#[derive(Debug)]
enum PeerPattern<'g> {
    /// Pods of the policy's own namespace.
    Pods(Selector<'g>),
    /// Pods of the namespaces that the first selector selects, which the second selects.
    Namespaces(Selector<'g>, Selector<'g>),
    /// Addresses outside the cluster.
    Block(Cidr, Vec<Cidr>),
}

#[derive(Debug)]
struct PortPattern<'g> {
    protocol: Protocol,
    wanted: WantedPort<'g>,
}

#[derive(Debug)]
enum WantedPort<'g> {
    All,
    Numbers(RangeInclusive<u16>),
    Name(&'g str),
}

/// What a policy is held against.
#[derive(Clone, Copy)]
pub(super) struct Question<'a, 'g> {
    pub(super) graph: &'g ResourceGraph,
    pub(super) namespaces: &'a NamespaceTable<'g>,
    /// The other end than the pods that the policy selects.
    pub(super) far: Side<'a, 'g>,
    /// The end at which the port is.
    pub(super) destination: Side<'a, 'g>,
    pub(super) port: &'a FlowPort<'a>,
}

impl<'g> Policy<'g> {
    pub(super) fn read(view: NetworkPolicy<'g>) -> Self {
        let mut budget = PARTS;
        let node = view.spec().and_then(|spec| spec.get("podSelector")).filter(|node| !node.is_null());
        let selector = node.map_or_else(|| Some(Selector::everything()), Selector::read);
        Self {
            view,
            group: view.graph().group(view.id()),
            namespace: view.namespace_symbol(),
            selector: selector.filter(|selector| spend(&mut budget, selector.cost())),
            ingress: Rules::read(view, Direction::Ingress, &mut budget),
            egress: Rules::read(view, Direction::Egress, &mut budget),
        }
    }

    fn rules(&self, direction: Direction) -> &Rules<'g> {
        match direction {
            Direction::Ingress => &self.ingress,
            Direction::Egress => &self.egress,
        }
    }

    /// Whether it isolates `side`, which is in its namespace, in `direction`.
    pub(super) fn isolates(&self, side: Side<'_, 'g>, direction: Direction) -> Match {
        let selected =
            self.selector.as_ref().map_or(Match::CannotTell, |selector| side.is_selected_by(selector));
        Match::all([self.rules(direction).isolates, selected])
    }

    /// What it costs to ask [`Policy::allows`].
    pub(super) fn cost(&self, direction: Direction) -> usize {
        self.rules(direction).cost.saturating_add(1)
    }

    /// Whether it lets a flow through in `direction`, and the node that does or may: a peer, else a port, else the rule.
    pub(super) fn allows(
        &self,
        direction: Direction,
        question: Question<'_, 'g>,
    ) -> (Match, Option<Node<'g>>) {
        let rules = self.rules(direction);
        let mut best = (if rules.is_complete { Match::No } else { Match::CannotTell }, None);
        for rule in &rules.list {
            match rule.allows(self, question) {
                (Match::Yes, node) => return (Match::Yes, Some(node)),
                (Match::CannotTell, node) => best = (Match::CannotTell, best.1.or(Some(node))),
                (Match::No, _) => {}
            }
        }
        best
    }

    /// The node that makes it select pods: `podSelector`, else `spec`, else its name.
    pub(super) fn selecting_node(&self) -> Node<'g> {
        let selector = self.view.pod_selector().node();
        selector.or_else(|| self.view.spec()).unwrap_or_else(|| self.view.anchor())
    }
}

impl<'g> Rules<'g> {
    fn read(view: NetworkPolicy<'g>, direction: Direction, budget: &mut usize) -> Self {
        let isolates = view.isolates(direction).map_or(Match::CannotTell, Match::of);
        let list = view.spec().and_then(|spec| spec.get(direction.rules_key()));
        let is_list = list.is_none_or(|list| list.is_null() || list.is_sequence());
        let mut read = Self { isolates, list: Vec::new(), is_complete: is_list, cost: 0 };
        let before = *budget;
        for node in view.rules(direction.rules_key()) {
            if !spend(budget, 1) {
                read.is_complete = false;
                break;
            }
            if node.is_mapping() || node.is_null() {
                read.list.push(Rule::read(node, direction, budget));
            } else {
                read.is_complete = false;
            }
        }
        read.cost = before.saturating_sub(*budget);
        read
    }
}

impl<'g> Rule<'g> {
    fn read(node: Node<'g>, direction: Direction, budget: &mut usize) -> Self {
        Self {
            node,
            peers: Parts::read(node.get(direction.peers_key()), budget, PeerPattern::read),
            ports: Parts::read(node.get("ports"), budget, |node, _| PortPattern::read(node)),
        }
    }

    fn allows(&self, policy: &Policy<'g>, question: Question<'_, 'g>) -> (Match, Node<'g>) {
        let (port, port_node) = self.ports.matches(|port| port.matches(question));
        if port == Match::No {
            return (port, self.node);
        }
        let (peer, peer_node) = self.peers.matches(|peer| peer.matches(policy, question));
        (Match::all([port, peer]), peer_node.or(port_node).unwrap_or(self.node))
    }
}

impl<'g, T> Parts<'g, T> {
    fn read(
        list: Option<Node<'g>>,
        budget: &mut usize,
        read: impl Fn(Node<'g>, &mut usize) -> Option<T>,
    ) -> Self {
        let Some(list) = list.filter(|list| !list.is_null()) else {
            return Self::Any;
        };
        if !list.is_sequence() {
            return Self::Unreadable;
        }
        if list.is_empty() {
            return Self::Any;
        }
        let mut parts = Vec::new();
        for node in list.items() {
            if !spend(budget, 1) {
                parts.push((node, None));
                break;
            }
            parts.push((node, read(node, budget)));
        }
        Self::These(parts)
    }

    /// Whether one fits, and which does or may.
    fn matches(&self, fits: impl Fn(&T) -> Match) -> (Match, Option<Node<'g>>) {
        let parts = match self {
            Self::Any => return (Match::Yes, None),
            Self::Unreadable => return (Match::CannotTell, None),
            Self::These(parts) => parts,
        };
        let mut best = (Match::No, None);
        for (node, part) in parts {
            match part.as_ref().map_or(Match::CannotTell, &fits) {
                Match::Yes => return (Match::Yes, Some(*node)),
                Match::CannotTell => best = (Match::CannotTell, best.1.or(Some(*node))),
                Match::No => {}
            }
        }
        best
    }
}

impl<'g> PeerPattern<'g> {
    /// The peer at `node`; `None` if the API server would refuse it (`ValidateNetworkPolicyPeer`): a peer says something,
    /// and an `ipBlock` stands alone.
    fn read(node: Node<'g>, budget: &mut usize) -> Option<Self> {
        let field = |key| node.get(key).filter(|node| !node.is_null());
        if let Some(block) = field("ipBlock") {
            let is_alone = field("podSelector").is_none() && field("namespaceSelector").is_none();
            return is_alone.then(|| Self::block(block, budget))?;
        }
        let mut selector = |key| {
            let selector = field(key).map(Selector::read);
            selector.map(|selector| selector.filter(|selector| spend(budget, selector.cost())))
        };
        match (selector("namespaceSelector"), selector("podSelector")) {
            (None, pods) => Some(Self::Pods(pods??)),
            (Some(namespaces), None) => Some(Self::Namespaces(namespaces?, Selector::everything())),
            (Some(namespaces), Some(pods)) => Some(Self::Namespaces(namespaces?, pods?)),
        }
    }

    fn block(node: Node<'g>, budget: &mut usize) -> Option<Self> {
        let parse = |node: Node<'g>| Cidr::parse(node.text()?).ok();
        let block = parse(node.get("cidr")?)?;
        let except = node.get("except").filter(|node| !node.is_null());
        let mut excepted = Vec::new();
        for node in except.into_iter().flat_map(Node::items) {
            if !spend(budget, 1) {
                return None;
            }
            excepted.push(parse(node)?);
        }
        except.is_none_or(Node::is_sequence).then_some(Self::Block(block, excepted))
    }

    fn matches(&self, policy: &Policy<'g>, question: Question<'_, 'g>) -> Match {
        let Question { graph, namespaces, far, .. } = question;
        match self {
            Self::Pods(pods) => Match::all([far.is_in(policy.namespace), far.is_selected_by(pods)]),
            Self::Namespaces(selector, pods) => match far.is_selected_by(pods) {
                Match::No => Match::No,
                selected => Match::all([namespaces.selects(graph, policy.group, selector, far), selected]),
            },
            Self::Block(block, except) => match far {
                Side::Address(address) => covers(*block, except, address),
                // addresses of pods are not written down
                Side::Pod(_) | Side::Outside(_) => Match::CannotTell,
            },
        }
    }
}

/// Whether all, some or no addresses of `address` are in `block`, but in none of `except`.
fn covers(block: Cidr, except: &[Cidr], address: Cidr) -> Match {
    if !block.overlaps(address) || except.iter().any(|except| except.contains(address)) {
        return Match::No;
    }
    let is_whole = block.contains(address) && !except.iter().any(|except| except.overlaps(address));
    if is_whole { Match::Yes } else { Match::CannotTell }
}

impl<'g> PortPattern<'g> {
    /// The port at `node`; `None` if the API server would refuse it (`ValidateNetworkPolicyPort`). Null stands for all
    /// TCP ports, as an empty mapping does.
    fn read(node: Node<'g>) -> Option<Self> {
        if !node.is_mapping() && !node.is_null() {
            return None;
        }
        let field = |key| node.get(key).filter(|node| !node.is_null());
        let protocol = match field("protocol") {
            Some(protocol) => Protocol::parse(protocol.text()?).ok()?,
            None => Protocol::default(),
        };
        let wanted = match (field("port"), field("endPort")) {
            (None, None) => WantedPort::All,
            (None, Some(_)) => return None,
            (Some(port), end) => match (port.as_i64(), end) {
                (Some(first), end) => {
                    let first = port_number(first).ok()?;
                    let last = match end {
                        Some(end) => port_number(end.as_i64()?).ok().filter(|&last| last >= first)?,
                        None => first,
                    };
                    WantedPort::Numbers(first..=last)
                }
                (None, Some(_)) => return None,
                (None, None) => WantedPort::Name(port.text().filter(|name| check_port_name(name).is_ok())?),
            },
        };
        Some(Self { protocol, wanted })
    }

    fn matches(&self, question: Question<'_, 'g>) -> Match {
        let port = question.port;
        if self.protocol != port.protocol {
            return Match::No;
        }
        match &self.wanted {
            WantedPort::All => Match::Yes,
            WantedPort::Numbers(numbers) => Match::of(numbers.contains(&port.number)),
            WantedPort::Name(name) => match question.destination {
                Side::Pod(pod) => pod.port_is(name, self.protocol, port.number),
                Side::Outside(_) if port.name == Some(name) => Match::Yes,
                Side::Outside(_) => Match::CannotTell,
                Side::Address(_) => Match::No,
            },
        }
    }
}

/// Takes `cost` from `budget`, if it is there.
fn spend(budget: &mut usize, cost: usize) -> bool {
    match budget.checked_sub(cost) {
        Some(rest) => {
            *budget = rest;
            true
        }
        None => {
            *budget = 0;
            false
        }
    }
}
