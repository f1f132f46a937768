//! Reachability (D3): which pod may connect to which, on which port, and which NetworkPolicies decide it.
//!
//! ```text
//! policies, pods, namespaces ── Reachability::of ──► isolation(pod, direction), flow(from, to, port), traffic(…)
//! ```
//!
//! A flow is allowed if egress of the one end and ingress of the other permit it. A direction permits it if no policy
//! isolates the pod in that direction, or if one that does has a rule that fits the other end and the port. Policies
//! only add up; there is no order among them, and none can forbid what another allows (API reference of
//! `networking.k8s.io/v1` NetworkPolicy).
//!
//! All answers have three values. What the text does not decide is [`Verdict::Unknown`], and a rule then stays silent:
//! - pods on the network of their node (`hostNetwork`): policies do not reach them, or differently with each network
//!   plugin; so for all traffic of nodes, such as kubelet probes;
//! - pods behind an `ipBlock`: their addresses are not written down;
//! - labels that operators set at run time, labels of namespaces whose object is not in the input, and pods that have a
//!   namespace beside policies that have none;
//! - policies of other kinds without a model here: of Cilium, Calico and administrators for all pods they concern (they
//!   may allow and deny), Istio's `AuthorizationPolicy` and Linkerd's `Server` for the pods they select (they may only
//!   deny what the network allows);
//! - what the API server would refuse, such as an unreadable CIDR.
//!
//! A policy isolates the pods that its `podSelector` selects, those of its own group first (D15); its peers are any pods
//! whose labels fit, whatever their group.
//!
//! Replies need no rule of their own. A pod reaches itself whatever policies say, but other pods of its template only as
//! they say, so that a template is judged against itself like against any other.

mod foreign;
mod isolated;
mod isolation;
mod policy;
mod selector;
mod service;
mod sides;
mod traffic;

pub use isolated::is_isolated;
pub use isolation::Isolation;
pub use service::{Backend, ServiceFlow};
pub use traffic::Traffic;

use readylint_yaml::Node;
use rustc_hash::FxHashMap;

use crate::{Direction, Kind, Match, NetworkPolicy, PodTemplate, ResourceGraph, Symbol};
use foreign::Foreign;
use isolation::Isolating;
use policy::{Policy, Question};
use readylint_scalars::{Cidr, Protocol};
use sides::{NamespaceTable, Pod, Side};

/// Whether a flow passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It does.
    Allowed,
    /// It does not.
    Denied,
    /// The input does not decide it.
    Unknown,
}

impl Verdict {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Unknown => "unknown",
        }
    }

    /// The verdict on what needs both: one that denies decides, then one that is unknown.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Denied, _) | (_, Self::Denied) => Self::Denied,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Allowed, Self::Allowed) => Self::Allowed,
        }
    }
}

/// One end of a flow.
#[derive(Clone, Copy, Debug)]
pub enum Peer<'g> {
    /// The pods of a template of the input.
    Pod(PodTemplate<'g>),
    /// Addresses outside the cluster. For traffic to a pod they are those that the pod sees: nodes and load balancers
    /// may put their own in their place.
    Address(Cidr),
    /// Pods outside the input, of which the namespace is known: by its name, and by its Namespace object if the input
    /// holds it. Where the input has the pods themselves, [`Peer::Pod`] knows more.
    Outside {
        /// The namespace's name.
        namespace: &'g str,
        /// Labels that the pods carry, by custom, so that a selector that asks for them selects the pods. Nothing is known
        /// of others: whether one that asks for anything else selects them cannot be told.
        labels: &'g [(&'g str, &'g str)],
    },
}

impl Peer<'_> {
    /// The cluster's DNS servers, by the customary namespace (D3) and the label that `kubeadm` and most distributions
    /// give them.
    pub const DNS: Self = Self::Outside { namespace: "kube-system", labels: &[("k8s-app", "kube-dns")] };

    /// Prometheus, by the customary namespace (D3) and the label that its operator sets.
    pub const PROMETHEUS: Self =
        Self::Outside { namespace: "monitoring", labels: &[("app.kubernetes.io/name", "prometheus")] };

    /// The ingress controller, by the customary namespace (D3) and the labels of its chart.
    pub const INGRESS_CONTROLLER: Self = Self::Outside {
        namespace: "ingress-nginx",
        labels: &[("app.kubernetes.io/name", "ingress-nginx"), ("app.kubernetes.io/component", "controller")],
    };
}

/// The port of a flow, at its destination: a container port, after Service translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FlowPort<'a> {
    /// The protocol.
    pub protocol: Protocol,
    /// The number.
    pub number: u16,
    /// The name under which a pod outside the input declares the port, if that is known. Of pods of the input the
    /// declared names count.
    pub name: Option<&'a str>,
}

impl FlowPort<'_> {
    /// The TCP port `number`.
    pub const fn tcp(number: u16) -> Self {
        Self { protocol: Protocol::Tcp, number, name: None }
    }

    /// The UDP port `number`.
    pub const fn udp(number: u16) -> Self {
        Self { protocol: Protocol::Udp, number, name: None }
    }
}

/// A policy that decides about a flow.
#[derive(Clone, Copy, Debug)]
pub struct Deciding<'g> {
    /// The policy.
    pub policy: NetworkPolicy<'g>,
    /// The direction in which it decides: egress of the source or ingress of the destination.
    pub direction: Direction,
    /// What decides in it: the peer, else the port, else the rule that lets the flow through, or may; for a flow that is
    /// denied the `podSelector`, else the `spec`, else the name of a policy that isolates.
    pub node: Node<'g>,
}

/// Whether a flow passes, and why.
#[derive(Clone, Debug)]
pub struct Flow<'g> {
    /// Whether it passes.
    pub verdict: Verdict,
    /// Of an allowed flow the policies that allow it, none where no policy isolates; of a denied one those that isolate
    /// the ends that refuse it; of an unknown one those that leave it open, none where it is not a NetworkPolicy that does.
    /// In the order egress, ingress, and of the input.
    pub policies: Vec<Deciding<'g>>,
}

/// The policies, pods and namespaces of a graph, read once, to ask many questions. Reading takes time and memory linear
/// in the graph.
#[derive(Debug)]
pub struct Reachability<'g> {
    graph: &'g ResourceGraph,
    /// By the number of the template in the graph.
    pods: Vec<Pod<'g>>,
    policies: Vec<Policy<'g>>,
    /// For each pod, what isolates it for ingress and for egress.
    isolating: Vec<[Isolating; 2]>,
    /// The numbers of the policies of each namespace that is set.
    policies_of: FxHashMap<Symbol, Vec<u32>>,
    namespaces: NamespaceTable<'g>,
    foreign: Foreign,
}

impl<'g> Reachability<'g> {
    /// Reads the policies of `graph`.
    pub fn of(graph: &'g ResourceGraph) -> Self {
        let pods: Vec<_> = graph.pod_templates().map(Pod::of).collect();
        let views = graph.of_kind(Kind::NetworkPolicy).filter_map(NetworkPolicy::of);
        let policies: Vec<_> = views.map(Policy::read).collect();
        let mut policies_of: FxHashMap<Symbol, Vec<u32>> = FxHashMap::default();
        for (number, policy) in policies.iter().enumerate() {
            if let Some(namespace) = policy.namespace {
                policies_of.entry(namespace).or_default().push(number as u32);
            }
        }
        Self {
            graph,
            isolating: isolation::of_pods(graph, &policies, &pods),
            foreign: Foreign::of(graph),
            namespaces: NamespaceTable::of(graph),
            pods,
            policies,
            policies_of,
        }
    }

    /// The graph it was read from.
    pub fn graph(&self) -> &'g ResourceGraph {
        self.graph
    }

    /// Whether `from` may connect to `to` on `port`. [`Verdict::Unknown`] if an end is a template of another graph.
    pub fn flow(&self, from: Peer<'g>, to: Peer<'g>, port: &FlowPort<'_>) -> Flow<'g> {
        let unknown = || Flow { verdict: Verdict::Unknown, policies: Vec::new() };
        let side = |peer| Side::of(self.graph, &self.pods, peer);
        let (Some(from), Some(to)) = (side(from), side(to)) else {
            return unknown();
        };
        let is_outside = from.is_address() && to.is_address();
        if is_outside || from.uses_host_network() || to.uses_host_network() {
            return unknown();
        }
        let question =
            |far| Question { graph: self.graph, namespaces: &self.namespaces, far, destination: to, port };
        let egress = self.one_way(Direction::Egress, from, question(to));
        let mut ingress = self.one_way(Direction::Ingress, to, question(from));
        if ingress.verdict == Verdict::Allowed && self.foreign.may_refuse(self.graph, to) {
            ingress = unknown();
        }
        let verdict = egress.verdict.and(ingress.verdict);
        let deciding = [egress, ingress].into_iter().filter(|way| way.verdict == verdict);
        Flow { verdict, policies: deciding.flat_map(|way| way.policies).collect() }
    }

    /// Whether the policies that isolate `near` in `direction` let a flow through.
    fn one_way(&self, direction: Direction, near: Side<'_, 'g>, question: Question<'_, 'g>) -> Flow<'g> {
        if near.is_address() {
            return Flow { verdict: Verdict::Allowed, policies: Vec::new() };
        }
        let isolating = self.isolating(near, direction);
        let is_foreign = self.foreign.concerns(self.graph, near);
        let mut answers = Answers::default();
        for &number in &isolating.certain {
            answers.add(self.policies.get(number as usize), direction, question, true);
        }
        for &number in &isolating.doubtful {
            answers.add(self.policies.get(number as usize), direction, question, false);
        }
        answers.flow(is_foreign, isolating.is_cut_short)
    }
}

/// What the policies of one direction answer.
#[derive(Default)]
struct Answers<'g> {
    allowing: Vec<Deciding<'g>>,
    /// Those that may allow.
    open: Vec<Deciding<'g>>,
    /// Those that isolate and do not allow.
    refusing: Vec<Deciding<'g>>,
    /// Those that may isolate, and would not allow then.
    may_refuse: Vec<Deciding<'g>>,
    /// Whether one that allows isolates for certain.
    is_allowed: bool,
}

impl<'g> Answers<'g> {
    /// Adds the answer of `policy`, which isolates the pod, or may.
    fn add(
        &mut self,
        policy: Option<&Policy<'g>>,
        direction: Direction,
        question: Question<'_, 'g>,
        is_certain: bool,
    ) {
        let Some(policy) = policy else { return };
        let (answer, node) = policy.allows(direction, question);
        let list = match answer {
            Match::Yes => &mut self.allowing,
            Match::CannotTell => &mut self.open,
            Match::No if is_certain => &mut self.refusing,
            Match::No => &mut self.may_refuse,
        };
        self.is_allowed |= is_certain && answer == Match::Yes;
        // an answer without a node is a refusal, or about rules that cannot be read
        let node = node.unwrap_or_else(|| policy.selecting_node());
        list.push(Deciding { policy: policy.view, direction, node });
    }

    /// The answer of all, where policies of other kinds concern the pod (`is_foreign`), or where some policies that may
    /// isolate it are not known (`is_cut_short`).
    ///
    /// A policy that may isolate and allows makes no difference to a pod that nothing else isolates: either way the flow
    /// passes.
    fn flow(self, is_foreign: bool, is_cut_short: bool) -> Flow<'g> {
        let is_undecided = is_cut_short || !self.open.is_empty() || !self.may_refuse.is_empty();
        if is_foreign {
            Flow { verdict: Verdict::Unknown, policies: Vec::new() }
        } else if self.is_allowed || (self.refusing.is_empty() && !is_undecided) {
            Flow { verdict: Verdict::Allowed, policies: self.allowing }
        } else if self.refusing.is_empty()
            || is_cut_short
            || !self.open.is_empty()
            || !self.allowing.is_empty()
        {
            let Self { allowing, mut open, may_refuse, .. } = self;
            open.extend(allowing);
            open.extend(may_refuse);
            Flow { verdict: Verdict::Unknown, policies: open }
        } else {
            Flow { verdict: Verdict::Denied, policies: self.refusing }
        }
    }
}
