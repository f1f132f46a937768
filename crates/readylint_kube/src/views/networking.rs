//! Services, Ingresses, NetworkPolicies.

use readylint_yaml::Node;

use super::kind_view;
use crate::views::selector::SelectorScope;
use crate::{LabelSelector, Labels};

kind_view! {
    /// Core Service.
    Service: Service
}

impl<'g> Service<'g> {
    /// `spec.selector`; empty or absent selects no pods.
    pub fn selector(self) -> Labels<'g> {
        let node = self.resource().spec().and_then(|spec| spec.get("selector"));
        Labels { node: node.filter(|node| node.is_mapping()) }
    }

    /// `spec.type`, `ClusterIP` by default.
    pub fn service_type(self) -> &'g str {
        let node = self.resource().spec().and_then(|spec| spec.get("type"));
        node.and_then(Node::text).unwrap_or("ClusterIP")
    }

    /// `spec.ports`.
    pub fn ports(self) -> impl Iterator<Item = ServicePort<'g>> {
        let ports =
            self.resource().spec().and_then(|spec| spec.get("ports")).into_iter().flat_map(Node::items);
        ports.filter(|port| port.is_mapping()).map(|node| ServicePort { node: node.resolved() })
    }

    /// `spec.publishNotReadyAddresses`.
    pub fn publishes_not_ready(self) -> bool {
        let node = self.resource().spec().and_then(|spec| spec.get("publishNotReadyAddresses"));
        node.and_then(Node::as_bool).unwrap_or(false)
    }
}

/// An entry of a Service's `ports`.
#[derive(Clone, Copy, Debug)]
pub struct ServicePort<'g> {
    node: Node<'g>,
}

/// What a Service port forwards to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetPort<'g> {
    /// A port by number.
    Number(i64),
    /// A container port by name.
    Name(&'g str),
}

impl<'g> ServicePort<'g> {
    /// Its mapping.
    pub fn node(self) -> Node<'g> {
        self.node
    }

    /// `name`.
    pub fn name(self) -> Option<&'g str> {
        self.node.get("name")?.text()
    }

    /// `port`.
    pub fn port(self) -> Option<Node<'g>> {
        self.node.get("port")
    }

    /// `protocol`, `TCP` by default.
    pub fn protocol(self) -> &'g str {
        self.node.get("protocol").and_then(Node::text).unwrap_or("TCP")
    }

    /// The scalar that decides the target: `targetPort`, else `port`.
    pub fn target_node(self) -> Option<Node<'g>> {
        self.node.get("targetPort").filter(|node| !node.is_null()).or_else(|| self.port())
    }

    /// What it forwards to: `targetPort`, by default `port`. A string of digits is a name to the API, which then
    /// refuses it; here it reads as the number that was meant.
    pub fn target(self) -> Option<TargetPort<'g>> {
        let node = self.target_node()?;
        match node.as_i64() {
            // targetPort 0 is unset to the API
            Some(0) => self.port()?.as_i64().map(TargetPort::Number),
            Some(number) => Some(TargetPort::Number(number)),
            None => node.text().map(|name| name.parse().map_or(TargetPort::Name(name), TargetPort::Number)),
        }
    }
}

kind_view! {
    /// `networking.k8s.io` Ingress: v1, v1beta1, and `extensions/v1beta1`.
    Ingress: Ingress
}

kind_view! {
    /// `networking.k8s.io` NetworkPolicy, and `extensions/v1beta1`.
    NetworkPolicy: NetworkPolicy
}

impl<'g> NetworkPolicy<'g> {
    /// `spec.podSelector`; empty selects all pods of the namespace.
    pub fn pod_selector(self) -> LabelSelector<'g> {
        let node = self.resource().spec().and_then(|spec| spec.get("podSelector"));
        LabelSelector::new(node, SelectorScope::Everything, SelectorScope::Everything)
    }

    /// The rules of one direction (`ingress` with peers under `from`, `egress` with peers under `to`).
    pub fn rules(self, direction: &str) -> impl Iterator<Item = Node<'g>> {
        let rules = self.resource().spec().and_then(|spec| spec.get(direction));
        rules.into_iter().flat_map(Node::items)
    }
}
