//! Ports that pods declare, and references to them.

use std::ops::RangeInclusive;

use readylint_yaml::{Node, NodeId};

use super::Edges;
use crate::graph::{End, Relation, Target};
use crate::views::{Container, ContainerPort, PodTemplate, TargetPort};

/// How many declared ports one reference is held against. Pods of one selection share most of their ports; what is
/// left out beyond this makes a reference that finds nothing uncertain, not missing.
const DECLARED: usize = 16 * 1024;

/// The ports that the long-running containers of some pods declare.
pub(super) struct DeclaredPorts<'g> {
    pods: Vec<End>,
    /// In the order of the pods.
    ports: Vec<(End, ContainerPort<'g>)>,
    is_complete: bool,
}

/// What a port reference asks for.
#[derive(Clone)]
pub(super) enum WantedPort<'g> {
    Name(&'g str),
    Numbers(RangeInclusive<i64>),
}

impl<'g> WantedPort<'g> {
    /// A number or a name, as `IntOrString` fields have it. A string of digits reads as the number that was meant.
    pub(super) fn of(node: Node<'g>) -> Option<Self> {
        let number = node.as_i64().or_else(|| node.text()?.parse().ok());
        match number {
            Some(number) => Some(Self::Numbers(number..=number)),
            None => node.text().filter(|name| !name.is_empty()).map(Self::Name),
        }
    }

    fn fits(&self, port: ContainerPort<'g>) -> bool {
        match self {
            Self::Name(name) => port.name() == Some(name),
            Self::Numbers(numbers) => port.number().is_some_and(|number| numbers.contains(&number)),
        }
    }
}

impl<'g> From<TargetPort<'g>> for WantedPort<'g> {
    fn from(target: TargetPort<'g>) -> Self {
        match target {
            TargetPort::Number(number) => Self::Numbers(number..=number),
            TargetPort::Name(name) => Self::Name(name),
        }
    }
}

impl<'g> DeclaredPorts<'g> {
    /// The ports of `pods`.
    pub(super) fn of(pods: &[PodTemplate<'g>]) -> Self {
        let mut declared = pods.iter().flat_map(|pod| {
            let resource = pod.resource().id();
            let ports = pod.long_running_containers().flat_map(Container::ports);
            ports.map(move |port| (End { resource, node: port.node().id() }, port))
        });
        let ports = declared.by_ref().take(DECLARED).collect();
        let is_complete = declared.next().is_none();
        Self { pods: pods.iter().map(|pod| pod.end()).collect(), ports, is_complete }
    }

    /// Adds an edge from a reference to each of the pods: to the declared port it means there, or to the pod without it.
    pub(super) fn refer_each(
        &self,
        edges: &mut Edges<'_, 'g>,
        (from, relation, site): (NodeId, Relation, Node<'g>),
        protocol: &str,
        wanted: &WantedPort<'g>,
    ) {
        // comparing two numbers is far cheaper than labels
        edges.scans = edges.scans.saturating_sub(self.ports.len() / 16);
        let mut ports = self.ports.as_slice();
        for &pod in &self.pods {
            let is_own = |(end, _): &&(End, ContainerPort<'g>)| end.resource == pod.resource;
            let own = &ports[..ports.iter().take_while(is_own).count()];
            ports = &ports[own.len()..];
            let fits =
                |(_, port): &&(End, ContainerPort<'g>)| port.protocol() == protocol && wanted.fits(*port);
            let to = match own.iter().find(fits) {
                Some(&(end, _)) => Target::Found(end),
                // of the last ones, some ports may be left out
                None if !self.is_complete => continue,
                None => Target::Incomplete(pod),
            };
            edges.push(from, relation, site, to, false);
        }
    }

    /// Adds the edges from a reference to the declared ports it means, of `protocol` if one is given. If there is none and
    /// `is_certain`, that is, if the pods are all that the reference can mean, one to each of the pods, which lack it, or a
    /// missing one without pods.
    pub(super) fn refer(
        &self,
        edges: &mut Edges<'_, 'g>,
        (from, relation, site): (NodeId, Relation, Node<'g>),
        protocol: Option<&str>,
        wanted: &WantedPort<'g>,
        is_certain: bool,
    ) {
        if edges.is_spent() {
            return;
        }
        // comparing two numbers is far cheaper than labels
        edges.scans = edges.scans.saturating_sub(self.ports.len() / 16);
        let mut is_found = false;
        for &(end, port) in &self.ports {
            if protocol.is_none_or(|protocol| port.protocol() == protocol) && wanted.fits(port) {
                is_found = true;
                edges.push(from, relation, site, Target::Found(end), false);
            }
        }
        if is_found || !is_certain || !self.is_complete {
            return;
        }
        for &pod in &self.pods {
            edges.push(from, relation, site, Target::Incomplete(pod), false);
        }
        if self.pods.is_empty() {
            edges.push(from, relation, site, Target::Missing, false);
        }
    }
}
