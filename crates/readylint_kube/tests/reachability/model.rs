//! Random clusters, and the manifests that describe them.

use std::collections::BTreeMap;
use std::fmt::Write;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

pub(crate) type Labels = BTreeMap<&'static str, &'static str>;

/// Namespaces, pods, policies. A namespace is meant by its index.
#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    pub(crate) namespaces: Vec<Labels>,
    pub(crate) pods: Vec<Pod>,
    pub(crate) policies: Vec<Policy>,
}

#[derive(Clone, Debug)]
pub(crate) struct Pod {
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    pub(crate) namespace: usize,
    pub(crate) labels: Labels,
    pub(crate) ports: Vec<ContainerPort>,
}

#[derive(Clone, Debug)]
pub(crate) struct ContainerPort {
    pub(crate) name: Option<&'static str>,
    pub(crate) protocol: Protocol,
    pub(crate) number: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    Tcp,
    Udp,
    Sctp,
}

impl Protocol {
    fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::Sctp => "SCTP",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) name: String,
    pub(crate) namespace: usize,
    pub(crate) selector: Option<Selector>,
    /// Names of policy types.
    pub(crate) types: Field<&'static str>,
    pub(crate) ingress: Field<Rule>,
    pub(crate) egress: Field<Rule>,
}

/// A list: absent, null, or with items.
#[derive(Clone, Debug)]
pub(crate) enum Field<T> {
    Absent,
    Null,
    Items(Vec<T>),
}

impl<T> Field<T> {
    pub(crate) fn items(&self) -> &[T] {
        match self {
            Self::Absent | Self::Null => &[],
            Self::Items(items) => items,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) peers: Field<PolicyPeer>,
    pub(crate) ports: Field<PolicyPort>,
}

#[derive(Clone, Debug)]
pub(crate) enum PolicyPeer {
    Selectors { namespaces: Option<Selector>, pods: Option<Selector> },
    Block { block: &'static str, except: Vec<&'static str> },
}

#[derive(Clone, Debug)]
pub(crate) struct PolicyPort {
    pub(crate) protocol: Option<Protocol>,
    pub(crate) port: Option<PortName>,
}

#[derive(Clone, Debug)]
pub(crate) enum PortName {
    Number { first: u16, last: Option<u16> },
    Name(&'static str),
}

#[derive(Clone, Debug)]
pub(crate) struct Selector {
    pub(crate) labels: Labels,
    pub(crate) expressions: Vec<Expression>,
}

#[derive(Clone, Debug)]
pub(crate) struct Expression {
    pub(crate) key: &'static str,
    pub(crate) operator: &'static str,
    pub(crate) values: Vec<&'static str>,
}

// --- strategies -------------------------------------------------------------------------------------------------

const KEYS: [&str; 3] = ["app", "tier", "env"];
const VALUES: [&str; 3] = ["a", "b", "c"];
const NAMESPACES: [&str; 3] = ["ns-0", "ns-1", "ns-2"];
const NAME_LABEL: &str = "kubernetes.io/metadata.name";
const PORT_NAMES: [&str; 3] = ["http", "admin", "dns"];
const NUMBERS: [u16; 5] = [53, 80, 443, 8080, 8081];

/// Blocks, each with blocks inside it.
const BLOCKS: [(&str, &[&str]); 5] = [
    ("0.0.0.0/0", &["10.0.0.0/8", "203.0.113.7/32", "192.0.2.0/24"]),
    ("10.0.0.0/8", &["10.1.0.0/16", "10.1.128.0/17"]),
    ("10.1.2.3/32", &[]),
    ("::/0", &["2001:db8::/32", "2001:db8:8000::/33"]),
    ("2001:db8::/33", &["2001:db8::/64"]),
];

fn labels() -> impl Strategy<Value = Labels> {
    btree_map(select(&KEYS[..]), select(&VALUES[..]), 0..=3)
}

fn protocol() -> impl Strategy<Value = Protocol> {
    prop_oneof![4 => Just(Protocol::Tcp), 2 => Just(Protocol::Udp), 1 => Just(Protocol::Sctp)]
}

fn field<T: Clone + std::fmt::Debug + 'static>(
    item: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Field<T>> {
    prop_oneof![
        1 => Just(Field::Absent),
        1 => Just(Field::Null),
        1 => Just(Field::Items(Vec::new())),
        9 => vec(item, 1..=2).prop_map(Field::Items),
    ]
}

fn expression(keys: &'static [&'static str]) -> impl Strategy<Value = Expression> {
    (select(keys), select(&["In", "NotIn", "Exists", "DoesNotExist"][..])).prop_flat_map(|(key, operator)| {
        let values: &[&str] = if key == NAME_LABEL { &NAMESPACES } else { &VALUES };
        let range = if operator.ends_with("In") { 1..=2 } else { 0..=0 };
        subsequence(values, range).prop_map(move |values| Expression { key, operator, values })
    })
}

fn selector(keys: &'static [&'static str]) -> impl Strategy<Value = Selector> {
    let labels = btree_map(select(&KEYS[..]), select(&VALUES[..]), 0..=1);
    (labels, vec(expression(keys), 0..=2)).prop_map(|(labels, expressions)| Selector { labels, expressions })
}

fn namespace_selector() -> impl Strategy<Value = Selector> {
    let by_name = select(&NAMESPACES[..])
        .prop_map(|name| Selector { labels: [(NAME_LABEL, name)].into(), expressions: Vec::new() });
    prop_oneof![selector(&["app", "tier", "env", NAME_LABEL]), by_name]
}

fn peer() -> impl Strategy<Value = PolicyPeer> {
    let block = select(&BLOCKS[..]).prop_flat_map(|(block, inner)| {
        subsequence(inner, 0..=inner.len()).prop_map(move |except| PolicyPeer::Block { block, except })
    });
    let both = (namespace_selector(), option::of(selector(&KEYS)))
        .prop_map(|(namespaces, pods)| PolicyPeer::Selectors { namespaces: Some(namespaces), pods });
    let pods = selector(&KEYS).prop_map(|pods| PolicyPeer::Selectors { namespaces: None, pods: Some(pods) });
    prop_oneof![3 => pods, 4 => both, 3 => block]
}

fn policy_port() -> impl Strategy<Value = PolicyPort> {
    // ranges end at ports that are asked for, or just before
    let last = (select(&NUMBERS[..]), 0..=1_u16).prop_map(|(last, less)| last - less);
    let number = (select(&NUMBERS[..]), option::weighted(0.4, last))
        .prop_map(|(first, last)| PortName::Number { first, last: last.map(|last| last.max(first)) });
    let name = select(&PORT_NAMES[..]).prop_map(PortName::Name);
    let port = prop_oneof![3 => number.prop_map(Some), 2 => name.prop_map(Some), 1 => Just(None)];
    (option::of(protocol()), port).prop_map(|(protocol, port)| PolicyPort { protocol, port })
}

fn rule() -> impl Strategy<Value = Rule> {
    (field(peer()), field(policy_port())).prop_map(|(peers, ports)| Rule { peers, ports })
}

fn policy() -> impl Strategy<Value = Policy> {
    let types = prop_oneof![
        2 => Just(Field::Absent),
        1 => Just(Field::Null),
        5 => subsequence(&["Ingress", "Egress"][..], 0..=2).prop_map(Field::Items),
    ];
    (0..NAMESPACES.len(), option::weighted(0.9, selector(&KEYS)), types, field(rule()), field(rule()))
        .prop_map(|(namespace, selector, types, ingress, egress)| Policy {
            name: String::new(),
            namespace,
            selector,
            types,
            ingress,
            egress,
        })
}

fn pod() -> impl Strategy<Value = Pod> {
    let port = (option::of(select(&PORT_NAMES[..])), protocol(), select(&NUMBERS[..]))
        .prop_map(|(name, protocol, number)| ContainerPort { name, protocol, number });
    let kind = select(&["Pod", "Deployment", "StatefulSet", "DaemonSet"][..]);
    (kind, 0..NAMESPACES.len(), labels(), vec(port, 0..=3)).prop_map(
        |(kind, namespace, labels, mut ports)| {
            // the API refuses two ports of one name
            let mut seen = Vec::new();
            for port in &mut ports {
                port.name = port.name.filter(|name| !seen.contains(name));
                seen.extend(port.name);
            }
            Pod { name: String::new(), kind, namespace, labels, ports }
        },
    )
}

/// Any cluster of a few namespaces, all of them described.
pub(crate) fn cluster() -> impl Strategy<Value = Cluster> {
    let namespaces = vec(labels(), NAMESPACES.len());
    (namespaces, vec(pod(), 1..=4), vec(policy(), 0..=8)).prop_map(|(namespaces, mut pods, mut policies)| {
        pods.iter_mut().enumerate().for_each(|(number, pod)| pod.name = format!("pod-{number}"));
        policies.iter_mut().enumerate().for_each(|(number, policy)| policy.name = format!("policy-{number}"));
        Cluster { namespaces, pods, policies }
    })
}

// --- manifests --------------------------------------------------------------------------------------------------

/// The cluster as YAML.
pub(crate) fn manifests(cluster: &Cluster) -> String {
    let mut text = String::new();
    for (number, labels) in cluster.namespaces.iter().enumerate() {
        let name = NAMESPACES[number];
        let labels = map(labels);
        writeln!(
            text,
            "---\n{{apiVersion: v1, kind: Namespace, metadata: {{name: {name}, labels: {labels}}}}}"
        )
        .unwrap();
    }
    for pod in &cluster.pods {
        text.push_str(&workload(pod));
    }
    for policy in &cluster.policies {
        let mut spec = Vec::new();
        spec.extend(policy.selector.as_ref().map(|it| format!("podSelector: {}", selector_text(it))));
        spec.extend(list("policyTypes", &policy.types, |name| (*name).to_owned()));
        spec.extend(list("ingress", &policy.ingress, |rule| rule_text("from", rule)));
        spec.extend(list("egress", &policy.egress, |rule| rule_text("to", rule)));
        writeln!(
            text,
            "---\n{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: {}, namespace: {}}}, \
             spec: {{{}}}}}",
            policy.name,
            NAMESPACES[policy.namespace],
            spec.join(", ")
        )
        .unwrap();
    }
    text
}

fn workload(pod: &Pod) -> String {
    let ports: Vec<String> = pod
        .ports
        .iter()
        .map(|port| {
            let name = port.name.map(|name| format!("name: {name}, ")).unwrap_or_default();
            format!("{{{name}containerPort: {}, protocol: {}}}", port.number, port.protocol.as_str())
        })
        .collect();
    let spec = format!("spec: {{containers: [{{name: main, image: x, ports: [{}]}}]}}", ports.join(", "));
    let (name, namespace, labels) = (&pod.name, NAMESPACES[pod.namespace], map(&pod.labels));
    if pod.kind == "Pod" {
        return format!(
            "---\n{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, namespace: {namespace}, labels: {labels}}}, \
             {spec}}}\n"
        );
    }
    format!(
        "---\n{{apiVersion: apps/v1, kind: {}, metadata: {{name: {name}, namespace: {namespace}}}, \
         spec: {{template: {{metadata: {{labels: {labels}}}, {spec}}}}}}}\n",
        pod.kind
    )
}

fn map(labels: &Labels) -> String {
    let entries: Vec<String> = labels.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    format!("{{{}}}", entries.join(", "))
}

fn list<T>(key: &str, field: &Field<T>, item: impl Fn(&T) -> String) -> Option<String> {
    match field {
        Field::Absent => None,
        Field::Null => Some(format!("{key}: null")),
        Field::Items(items) => {
            Some(format!("{key}: [{}]", items.iter().map(item).collect::<Vec<_>>().join(", ")))
        }
    }
}

fn selector_text(selector: &Selector) -> String {
    let expressions: Vec<String> = selector
        .expressions
        .iter()
        .map(|it| {
            let values = if it.values.is_empty() {
                String::new()
            } else {
                format!(", values: [{}]", it.values.join(", "))
            };
            format!("{{key: {}, operator: {}{values}}}", it.key, it.operator)
        })
        .collect();
    match (selector.labels.is_empty(), expressions.is_empty()) {
        (true, true) => "{}".to_owned(),
        (false, true) => format!("{{matchLabels: {}}}", map(&selector.labels)),
        _ => format!(
            "{{matchLabels: {}, matchExpressions: [{}]}}",
            map(&selector.labels),
            expressions.join(", ")
        ),
    }
}

fn rule_text(key: &str, rule: &Rule) -> String {
    let parts = [list(key, &rule.peers, peer_text), list("ports", &rule.ports, port_text)];
    format!("{{{}}}", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

fn peer_text(peer: &PolicyPeer) -> String {
    match peer {
        PolicyPeer::Block { block, except } => {
            let except = if except.is_empty() {
                String::new()
            } else {
                format!(", except: ['{}']", except.join("', '"))
            };
            format!("{{ipBlock: {{cidr: '{block}'{except}}}}}")
        }
        PolicyPeer::Selectors { namespaces, pods } => {
            let part = |key, selector: &Option<Selector>| {
                selector.as_ref().map(|selector| format!("{key}: {}", selector_text(selector)))
            };
            let parts = [part("namespaceSelector", namespaces), part("podSelector", pods)];
            format!("{{{}}}", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
        }
    }
}

fn port_text(port: &PolicyPort) -> String {
    let mut parts = Vec::new();
    parts.extend(port.protocol.map(|protocol| format!("protocol: {}", protocol.as_str())));
    match &port.port {
        None => {}
        Some(PortName::Name(name)) => parts.push(format!("port: {name}")),
        Some(PortName::Number { first, last }) => {
            parts.push(format!("port: {first}"));
            parts.extend(last.map(|last| format!("endPort: {last}")));
        }
    }
    format!("{{{}}}", parts.join(", "))
}
