//! Services, Ingresses, NetworkPolicies.

use readylint_scalars::check_port_name;
use readylint_yaml::Node;

use super::kind_view;
use crate::views::selector::SelectorScope;
use crate::{LabelSelector, Labels};

kind_view! {
    /// Core Service.
    Service: Service
}

impl<'g> Service<'g> {
    /// `spec.externalName` of a Service of type `ExternalName`: the name that the cluster's DNS answers with.
    pub fn external_name(self) -> Option<&'g str> {
        let name = self.resource().spec()?.get("externalName")?.text()?;
        Some(name).filter(|name| !name.is_empty() && self.service_type() == "ExternalName")
    }

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

    /// Whether it has no address of its own (`clusterIP: None`): its name leads to the pods directly, so that no port is
    /// translated.
    pub fn is_headless(self) -> bool {
        let node = self.resource().spec().and_then(|spec| spec.get("clusterIP"));
        node.and_then(Node::text) == Some("None")
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
    /// refuses it; here it reads as the number that was meant. `None` for what the API refuses besides: such a port leads
    /// nowhere, and that is not the fault.
    pub fn target(self) -> Option<TargetPort<'g>> {
        let node = self.target_node()?;
        let target = match node.as_i64() {
            // targetPort 0 is unset to the API
            Some(0) => self.port()?.as_i64().map(TargetPort::Number),
            Some(number) => Some(TargetPort::Number(number)),
            None => node.text().map(|name| name.parse().map_or(TargetPort::Name(name), TargetPort::Number)),
        };
        target.filter(|target| match target {
            TargetPort::Number(number) => (1..=65535).contains(number),
            TargetPort::Name(name) => check_port_name(name).is_ok(),
        })
    }
}

kind_view! {
    /// `networking.k8s.io` Ingress: v1, v1beta1, and `extensions/v1beta1`.
    Ingress: Ingress
}

impl<'g> Ingress<'g> {
    /// `spec.rules`.
    pub fn rules(self) -> impl Iterator<Item = Node<'g>> {
        self.items_of_spec("rules")
    }

    /// `spec.tls`.
    pub fn tls(self) -> impl Iterator<Item = Node<'g>> {
        self.items_of_spec("tls")
    }

    fn items_of_spec(self, key: &str) -> impl Iterator<Item = Node<'g>> + use<'g> {
        let list = self.resource().spec().and_then(|spec| spec.get(key));
        list.into_iter().flat_map(Node::items).filter(|item| item.is_mapping())
    }

    /// `http.paths` of all rules.
    pub fn paths(self) -> impl Iterator<Item = Node<'g>> {
        let lists = self.rules().filter_map(|rule| rule.get("http")?.get("paths"));
        lists.flat_map(Node::items).filter(|path| path.is_mapping())
    }

    /// The backends of all paths, and the default one (`backend` in the betas).
    pub fn backends(self) -> impl Iterator<Item = Node<'g>> {
        let spec = self.resource().spec();
        let defaults = ["defaultBackend", "backend"].into_iter().filter_map(move |key| spec?.get(key));
        defaults.chain(self.paths().filter_map(|path| path.get("backend")))
    }
}

kind_view! {
    /// `networking.k8s.io` NetworkPolicy, and `extensions/v1beta1`.
    NetworkPolicy: NetworkPolicy
}

/// Which way traffic goes, seen from the pods that a NetworkPolicy selects; a policy type of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// To the pods.
    Ingress,
    /// From the pods.
    Egress,
}

impl Direction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Ingress, Self::Egress];

    /// The name as `policyTypes` spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ingress => "Ingress",
            Self::Egress => "Egress",
        }
    }

    /// The key of a policy's rules.
    pub const fn rules_key(self) -> &'static str {
        match self {
            Self::Ingress => "ingress",
            Self::Egress => "egress",
        }
    }

    /// The key of a rule's peers.
    pub const fn peers_key(self) -> &'static str {
        match self {
            Self::Ingress => "from",
            Self::Egress => "to",
        }
    }
}

impl<'g> NetworkPolicy<'g> {
    /// Whether the policy isolates the pods it selects in `direction`; `None` where the API would refuse what is
    /// written. Without `policyTypes`, or with an empty list, it does for ingress, and for egress if `egress` has a rule
    /// (`SetDefaults_NetworkPolicy`, networking/v1); a policy without a `spec` thus denies all ingress.
    pub fn isolates(self, direction: Direction) -> Option<bool> {
        let field =
            |key| self.resource().spec().and_then(|spec| spec.get(key)).filter(|node| !node.is_null());
        if let Some(types) = field("policyTypes").filter(|types| !types.is_sequence() || !types.is_empty()) {
            let is_known = |item: Node<'_>| matches!(item.text(), Some("Ingress" | "Egress"));
            let is_valid = types.is_sequence() && types.len() <= 2 && types.items().all(is_known);
            return is_valid.then(|| types.items().any(|item| item.text() == Some(direction.as_str())));
        }
        match (direction, field("egress")) {
            (Direction::Ingress, _) => Some(true),
            (Direction::Egress, None) => Some(false),
            (Direction::Egress, Some(rules)) => rules.is_sequence().then(|| !rules.is_empty()),
        }
    }

    /// `spec.podSelector`; empty or absent selects all pods of the namespace.
    pub fn pod_selector(self) -> LabelSelector<'g> {
        let node = self.resource().spec().and_then(|spec| spec.get("podSelector"));
        LabelSelector::new(node, SelectorScope::Everything, SelectorScope::Everything)
    }

    /// The rules of one direction (`ingress` with peers under `from`, `egress` with peers under `to`), whether or not the
    /// policy isolates in that direction: [`NetworkPolicy::isolates`] says that. An item that is null is a rule without
    /// peers and ports, which lets everything through.
    pub fn rules(self, direction: &str) -> impl Iterator<Item = Node<'g>> {
        let rules = self.resource().spec().and_then(|spec| spec.get(direction));
        rules.into_iter().flat_map(Node::items)
    }
}
