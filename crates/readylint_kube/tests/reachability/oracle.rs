//! NetworkPolicy as its API reference defines it, by brute force.
//!
//! It shares no code with the crate, and it has no third value: what an `ipBlock` means for a pod is not defined, so every
//! question is asked twice, once with blocks that hold all pods and once with blocks that hold none. Rules only ever add
//! what is allowed, so that two equal answers hold for everything between.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::model::{
    Cluster, Expression, Labels, Policy, PolicyPeer, PolicyPort, PortName, Protocol, Rule, Selector,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Ingress,
    Egress,
}

/// A pod, by its index, or an address outside the cluster.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    Pod(usize),
    Address(IpAddr),
}

/// The policies that decide, of egress and of ingress.
type Reasons = (BTreeSet<String>, BTreeSet<String>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Allowed(Reasons),
    Denied(Reasons),
    Unknown,
}

/// What one direction says.
struct Half {
    is_permitted: bool,
    /// The policies that allow the flow, or else that isolate.
    policies: BTreeSet<String>,
}

struct Flow<'c> {
    cluster: &'c Cluster,
    from: End,
    to: End,
    protocol: Protocol,
    number: u16,
    blocks_hold_pods: bool,
}

/// Whether `from` may connect to the port of `to`.
pub(crate) fn flow(cluster: &Cluster, from: End, to: End, protocol: Protocol, number: u16) -> Answer {
    let [least, most] = [false, true].map(|blocks_hold_pods| {
        let flow = Flow { cluster, from, to, protocol, number, blocks_hold_pods };
        let egress = flow.permits(Way::Egress);
        let ingress = flow.permits(Way::Ingress);
        (egress, ingress)
    });
    let (egress, ingress) = least;
    if egress.is_permitted && ingress.is_permitted {
        return Answer::Allowed((egress.policies, ingress.policies));
    }
    let (egress, ingress) = most;
    if egress.is_permitted && ingress.is_permitted {
        return Answer::Unknown;
    }
    let refusing = |half: Half| if half.is_permitted { BTreeSet::new() } else { half.policies };
    Answer::Denied((refusing(egress), refusing(ingress)))
}

/// The names of the policies that isolate a pod, in order.
pub(crate) fn isolating(cluster: &Cluster, pod: usize, way: Way) -> Vec<&str> {
    policies_of(cluster, pod, way).map(|policy| policy.name.as_str()).collect()
}

fn policies_of(cluster: &Cluster, pod: usize, way: Way) -> impl Iterator<Item = &Policy> {
    let pod = &cluster.pods[pod];
    cluster.policies.iter().filter(move |policy| {
        let is_selected = match &policy.selector {
            Some(selector) => selects(selector, &pod.labels),
            None => true,
        };
        policy.namespace == pod.namespace && is_selected && has_type(policy, way)
    })
}

fn has_type(policy: &Policy, way: Way) -> bool {
    let types = policy.types.items();
    match way {
        Way::Ingress => types.is_empty() || types.contains(&"Ingress"),
        Way::Egress if types.is_empty() => !policy.egress.items().is_empty(),
        Way::Egress => types.contains(&"Egress"),
    }
}

fn selects(selector: &Selector, labels: &Labels) -> bool {
    let has_labels = selector.labels.iter().all(|(key, value)| labels.get(key) == Some(value));
    has_labels && selector.expressions.iter().all(|expression| is_met(expression, labels))
}

fn is_met(expression: &Expression, labels: &Labels) -> bool {
    let value = labels.get(expression.key);
    match expression.operator {
        "In" => value.is_some_and(|value| expression.values.contains(value)),
        "NotIn" => value.is_none_or(|value| !expression.values.contains(value)),
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        other => panic!("{other}"),
    }
}

impl Flow<'_> {
    /// Whether one direction permits the flow.
    fn permits(&self, way: Way) -> Half {
        let (near, far) = match way {
            Way::Ingress => (self.to, self.from),
            Way::Egress => (self.from, self.to),
        };
        let End::Pod(near) = near else {
            return Half { is_permitted: true, policies: BTreeSet::new() };
        };
        let isolating: Vec<&Policy> = policies_of(self.cluster, near, way).collect();
        let names = |policies: &[&Policy]| policies.iter().map(|policy| policy.name.clone()).collect();
        let allows = |policy: &&Policy| {
            let rules = if way == Way::Ingress { &policy.ingress } else { &policy.egress };
            rules.items().iter().any(|rule| self.fits(rule, policy, far))
        };
        let allowing: Vec<&Policy> = isolating.iter().copied().filter(allows).collect();
        if isolating.is_empty() || !allowing.is_empty() {
            Half { is_permitted: true, policies: names(&allowing) }
        } else {
            Half { is_permitted: false, policies: names(&isolating) }
        }
    }

    fn fits(&self, rule: &Rule, policy: &Policy, far: End) -> bool {
        let (peers, ports) = (rule.peers.items(), rule.ports.items());
        (peers.is_empty() || peers.iter().any(|peer| self.is_peer(peer, policy, far)))
            && (ports.is_empty() || ports.iter().any(|port| self.is_port(port)))
    }

    fn is_peer(&self, peer: &PolicyPeer, policy: &Policy, far: End) -> bool {
        match (peer, far) {
            (PolicyPeer::Block { .. }, End::Pod(_)) => self.blocks_hold_pods,
            (PolicyPeer::Block { block, except }, End::Address(address)) => {
                is_in(address, block) && !except.iter().any(|except| is_in(address, except))
            }
            (PolicyPeer::Selectors { .. }, End::Address(_)) => false,
            (PolicyPeer::Selectors { namespaces, pods }, End::Pod(pod)) => {
                let pod = &self.cluster.pods[pod];
                let in_namespace = match namespaces {
                    Some(selector) => {
                        let mut labels = self.cluster.namespaces[pod.namespace].clone();
                        let name = ["ns-0", "ns-1", "ns-2"][pod.namespace];
                        labels.insert("kubernetes.io/metadata.name", name);
                        selects(selector, &labels)
                    }
                    None => pod.namespace == policy.namespace,
                };
                in_namespace && pods.as_ref().is_none_or(|selector| selects(selector, &pod.labels))
            }
        }
    }

    fn is_port(&self, port: &PolicyPort) -> bool {
        let protocol = port.protocol.unwrap_or(Protocol::Tcp);
        if protocol != self.protocol {
            return false;
        }
        match (&port.port, self.to) {
            (None, _) => true,
            (Some(PortName::Number { first, last }), _) => {
                (*first..=last.unwrap_or(*first)).contains(&self.number)
            }
            (Some(PortName::Name(_)), End::Address(_)) => false,
            (Some(PortName::Name(name)), End::Pod(pod)) => {
                self.cluster.pods[pod].ports.iter().any(|declared| {
                    declared.name == Some(*name)
                        && declared.protocol == protocol
                        && declared.number == self.number
                })
            }
        }
    }
}

/// Whether the leading bits of the address are those of the block.
fn is_in(address: IpAddr, block: &str) -> bool {
    let (base, length) = block.split_once('/').unwrap();
    let (base, address) = (bits(base.parse().unwrap()), bits(address));
    let length: usize = length.parse().unwrap();
    base.len() == address.len() && base[..length] == address[..length]
}

fn bits(address: IpAddr) -> Vec<bool> {
    let bytes = match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    };
    bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect()
}
