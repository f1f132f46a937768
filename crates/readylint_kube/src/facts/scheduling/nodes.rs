//! Nodes that a pod may run on.

use std::collections::BTreeSet;

use readylint_yaml::Node;

use super::text;
use crate::PodTemplate;

/// How many requirements and values of one pod are read.
const REQUIREMENTS: usize = 4096;

/// How a requirement means its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeOperator {
    /// One of the values.
    In,
    /// None of the values; nodes without the label meet this.
    NotIn,
    /// Any value.
    Exists,
    /// No such label.
    DoesNotExist,
    /// A whole number above the value.
    Gt,
    /// A whole number below the value.
    Lt,
    /// A word that the API does not know.
    Unknown,
}

/// What is asked of one label, or one field, of a node.
#[derive(Clone, Debug)]
pub struct NodeRequirement<'g> {
    /// The key.
    pub key: &'g str,
    /// How the values are meant.
    pub operator: NodeOperator,
    /// The values.
    pub values: Vec<&'g str>,
    /// The value of a node selector, else the mapping.
    pub node: Node<'g>,
}

/// Requirements that must all hold.
#[derive(Clone, Debug)]
pub struct NodeTerm<'g> {
    /// `matchExpressions`: of labels.
    pub labels: Vec<NodeRequirement<'g>>,
    /// `matchFields`: only `metadata.name`.
    pub fields: Vec<NodeRequirement<'g>>,
    /// `weight` of a preferred term.
    pub weight: Option<i64>,
    /// The mapping.
    pub node: Node<'g>,
}

/// What a pod asks of nodes: name, selector, and one of the required terms.
#[derive(Clone, Debug, Default)]
pub struct NodeDemands<'g> {
    /// `nodeName`, which goes round the scheduler.
    pub node_name: Option<Node<'g>>,
    /// `nodeSelector`: all must hold.
    pub selector: Vec<NodeRequirement<'g>>,
    /// Required node affinity: one must hold. Terms without requirements match no node and are left out.
    pub required: Vec<NodeTerm<'g>>,
    /// Preferred node affinity.
    pub preferred: Vec<NodeTerm<'g>>,
}

/// What `pod` asks of nodes. Nothing, if that is more than anybody writes: half of it would be wrong.
pub fn node_demands(pod: PodTemplate<'_>) -> NodeDemands<'_> {
    let mut reader = Reader { left: REQUIREMENTS };
    let demands = pod.spec().map(|spec| reader.demands(spec)).unwrap_or_default();
    if reader.left == 0 { NodeDemands::default() } else { demands }
}

/// Reads demands as long as there are not too many.
struct Reader {
    left: usize,
}

impl Reader {
    fn demands<'g>(&mut self, spec: Node<'g>) -> NodeDemands<'g> {
        let affinity = spec.get("affinity").and_then(|affinity| affinity.get("nodeAffinity"));
        let list = |key| affinity.and_then(|affinity| affinity.get(key));
        let required = list("requiredDuringSchedulingIgnoredDuringExecution")
            .and_then(|required| required.get("nodeSelectorTerms"));
        let preferred = list("preferredDuringSchedulingIgnoredDuringExecution");
        NodeDemands {
            node_name: spec.get("nodeName").filter(|name| name.text().is_some_and(|name| !name.is_empty())),
            selector: self.selector(spec.get("nodeSelector")),
            required: self
                .take(required)
                .into_iter()
                .map(|node| self.term(node, None))
                .filter(|term| !term.labels.is_empty() || !term.fields.is_empty())
                .collect(),
            preferred: self
                .take(preferred)
                .into_iter()
                .filter_map(|item| {
                    let weight = item.get("weight").and_then(Node::as_i64);
                    Some(self.term(item.get("preference")?, weight))
                })
                .collect(),
        }
    }

    /// The items of `list`, which count.
    fn take<'g>(&mut self, list: Option<Node<'g>>) -> Vec<Node<'g>> {
        let items: Vec<_> = list.into_iter().flat_map(Node::items).take(self.left).collect();
        self.left -= items.len();
        items
    }

    fn selector<'g>(&mut self, map: Option<Node<'g>>) -> Vec<NodeRequirement<'g>> {
        let entries: Vec<_> = map.into_iter().flat_map(Node::entries).take(self.left).collect();
        self.left -= entries.len();
        let requirements = entries.into_iter().filter_map(|entry| {
            let (key, node) = (entry.key.text()?, entry.value);
            let values = vec![node.text().filter(|_| !node.is_null()).unwrap_or_default()];
            Some(NodeRequirement { key, operator: NodeOperator::In, values, node })
        });
        requirements.collect()
    }

    fn term<'g>(&mut self, node: Node<'g>, weight: Option<i64>) -> NodeTerm<'g> {
        let mut list = |key| {
            let items = self.take(node.get(key));
            items.into_iter().filter_map(|item| self.requirement(item)).collect()
        };
        let (labels, fields) = (list("matchExpressions"), list("matchFields"));
        NodeTerm { labels, fields, weight, node: node.resolved() }
    }

    fn requirement<'g>(&mut self, node: Node<'g>) -> Option<NodeRequirement<'g>> {
        let operator = match text(node, "operator").unwrap_or_default() {
            "In" => NodeOperator::In,
            "NotIn" => NodeOperator::NotIn,
            "Exists" => NodeOperator::Exists,
            "DoesNotExist" => NodeOperator::DoesNotExist,
            "Gt" => NodeOperator::Gt,
            "Lt" => NodeOperator::Lt,
            _ => NodeOperator::Unknown,
        };
        let values = self.take(node.get("values")).into_iter().filter_map(Node::text).collect();
        Some(NodeRequirement { key: text(node, "key")?, operator, values, node: node.resolved() })
    }
}

/// The values of the node label `key` that node selector and required affinity leave over, sorted; `None` if they leave it
/// open. An empty set means that no node fits.
pub fn allowed_values<'g>(pod: PodTemplate<'g>, key: &str) -> Option<BTreeSet<&'g str>> {
    let demands = node_demands(pod);
    allowed(&demands, key).map(|(values, _)| values)
}

/// The values that are left over for `key`, and what limits them last.
fn allowed<'g>(demands: &NodeDemands<'g>, key: &str) -> Option<(BTreeSet<&'g str>, Node<'g>)> {
    let selected = common(&demands.selector, key);
    let mut of_terms: Option<(BTreeSet<&'g str>, Node<'g>)> = None;
    for term in &demands.required {
        let Some((values, node)) = common(&term.labels, key) else {
            // one term leaves it open
            return selected;
        };
        match &mut of_terms {
            Some((all, _)) => all.extend(values),
            None => of_terms = Some((values, node)),
        }
    }
    match (selected, of_terms) {
        (Some((selected, node)), Some((values, _))) => {
            Some((selected.intersection(&values).copied().collect(), node))
        }
        (selected, of_terms) => selected.or(of_terms),
    }
}

/// The values of `key` that meet all of `requirements`; `None` if none of them lists values.
fn common<'g>(requirements: &[NodeRequirement<'g>], key: &str) -> Option<(BTreeSet<&'g str>, Node<'g>)> {
    let of_key = || requirements.iter().filter(|requirement| requirement.key == key);
    let mut lists = of_key().filter(|requirement| requirement.operator == NodeOperator::In);
    let first = lists.next()?;
    let mut values: BTreeSet<&str> = first.values.iter().copied().collect();
    for other in lists {
        let other: BTreeSet<&str> = other.values.iter().copied().collect();
        values.retain(|value| other.contains(value));
    }
    for excluded in of_key().filter(|requirement| requirement.operator == NodeOperator::NotIn) {
        let excluded: BTreeSet<&str> = excluded.values.iter().copied().collect();
        values.retain(|value| !excluded.contains(value));
    }
    Some((values, first.node))
}

/// What kind of place a pod is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PinKind {
    /// One node, by name or host name.
    Node,
    /// One zone.
    Zone,
    /// Nodes that their cloud may take back at any time.
    Spot,
    /// One processor architecture.
    Architecture,
}

/// A place that a pod is bound to.
#[derive(Clone, Copy, Debug)]
pub struct Pin<'g> {
    /// What kind.
    pub kind: PinKind,
    /// Its name: the node, the zone, the architecture, or the value that means spot.
    pub value: &'g str,
    /// What binds it.
    pub node: Node<'g>,
}

/// Labels of nodes and what they say.
const PLACES: [(PinKind, &str); 5] = [
    (PinKind::Node, "kubernetes.io/hostname"),
    (PinKind::Zone, "topology.kubernetes.io/zone"),
    (PinKind::Zone, "failure-domain.beta.kubernetes.io/zone"),
    (PinKind::Architecture, "kubernetes.io/arch"),
    (PinKind::Architecture, "beta.kubernetes.io/arch"),
];

/// Labels that say that a node may be taken back, with the value that says so, in any case: Karpenter, EKS, GKE (two of
/// them), AKS, and one that was common on AWS before.
const SPOT: [(&str, &str); 6] = [
    ("karpenter.sh/capacity-type", "spot"),
    ("eks.amazonaws.com/capacityType", "SPOT"),
    ("cloud.google.com/gke-spot", "true"),
    ("cloud.google.com/gke-preemptible", "true"),
    ("kubernetes.azure.com/scalesetpriority", "spot"),
    ("node.kubernetes.io/lifecycle", "spot"),
];

/// The places that `pod` is bound to by node name, node selector or required node affinity: one value that is left over
/// for a label, or only values that mean spot.
pub fn pins(pod: PodTemplate<'_>) -> Vec<Pin<'_>> {
    let demands = node_demands(pod);
    let mut pins: Vec<Pin<'_>> = named(&demands).into_iter().collect();
    let only = |key: &str| {
        let (values, node) = allowed(&demands, key)?;
        let mut values = values.into_iter();
        values.next().filter(|_| values.next().is_none()).map(|value| (value, node))
    };
    for (kind, key) in PLACES {
        pins.extend(only(key).map(|(value, node)| Pin { kind, value, node }));
    }
    for (key, spot) in SPOT {
        let found = only(key).filter(|(value, _)| value.eq_ignore_ascii_case(spot));
        pins.extend(found.map(|(value, node)| Pin { kind: PinKind::Spot, value, node }));
    }
    pins
}

/// The node that is asked for by name: `nodeName`, or `matchFields` of every term.
fn named<'g>(demands: &NodeDemands<'g>) -> Option<Pin<'g>> {
    let pin = |value, node| Pin { kind: PinKind::Node, value, node };
    if let Some(node) = demands.node_name {
        return Some(pin(node.text()?, node));
    }
    let mut found: Option<Pin<'g>> = None;
    for term in &demands.required {
        let (values, node) = common(&term.fields, "metadata.name")?;
        let mut values = values.into_iter();
        let value = values.next().filter(|_| values.next().is_none())?;
        if found.is_some_and(|found| found.value != value) {
            return None;
        }
        found = found.or(Some(pin(value, node)));
    }
    found
}

/// A taint that a pod accepts.
#[derive(Clone, Copy, Debug)]
pub struct Toleration<'g> {
    /// `key`; `None` means every key.
    pub key: Option<&'g str>,
    /// `value`, of the operator `Equal`.
    pub value: Option<&'g str>,
    /// Whether the operator is `Exists`: the value does not matter.
    pub any_value: bool,
    /// `effect`; `None` means every effect.
    pub effect: Option<&'g str>,
    /// `tolerationSeconds`: how long a pod stays after the taint came; `None` is for ever.
    pub seconds: Option<i64>,
    /// The mapping.
    pub node: Node<'g>,
}

impl Toleration<'_> {
    /// Whether it accepts every taint there is.
    pub fn is_of_everything(&self) -> bool {
        self.key.is_none() && self.any_value && self.effect.is_none()
    }

    /// Whether it accepts the taint `key` `value` with `effect`. Operators that compare numbers (`Gt`, `Lt`, alpha) do
    /// not count.
    pub fn tolerates(&self, key: &str, value: &str, effect: &str) -> bool {
        self.effect.is_none_or(|own| own == effect)
            && match self.key {
                None => self.any_value,
                Some(own) => own == key && (self.any_value || self.value.unwrap_or_default() == value),
            }
    }
}

/// `tolerations` of `pod`, without those whose operator the API does not know.
pub fn tolerations(pod: PodTemplate<'_>) -> Vec<Toleration<'_>> {
    let items = pod.spec().and_then(|spec| spec.get("tolerations")).into_iter().flat_map(Node::items);
    items.filter_map(toleration).collect()
}

fn toleration(node: Node<'_>) -> Option<Toleration<'_>> {
    let any_value = match text(node, "operator") {
        None | Some("Equal") => false,
        Some("Exists") => true,
        Some(_) => return None,
    };
    node.is_mapping().then(|| Toleration {
        key: text(node, "key"),
        value: text(node, "value"),
        any_value,
        effect: text(node, "effect"),
        seconds: node.get("tolerationSeconds").and_then(Node::as_i64),
        node: node.resolved(),
    })
}
