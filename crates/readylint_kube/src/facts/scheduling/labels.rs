//! Where objects name labels of nodes.

use readylint_yaml::{Entry, Node};

use crate::{Kind, Resource};

/// A place that names a label of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeLabelUse<'g> {
    /// An entry of a `nodeSelector`, with the mapping.
    Selector(Node<'g>, Entry<'g>),
    /// The `key` of a requirement in the `matchExpressions` of a node affinity.
    Requirement(Node<'g>),
    /// The `topologyKey` of a pod affinity term or of a spread constraint.
    Topology(Node<'g>),
}

impl<'g> NodeLabelUse<'g> {
    /// The scalar that is the label's key.
    pub fn key(self) -> Node<'g> {
        match self {
            Self::Selector(_, entry) => entry.key,
            Self::Requirement(key) | Self::Topology(key) => key,
        }
    }
}

/// Every place of `resource` that names a label of nodes, in the order of the API's fields: `nodeSelector`, node affinity, pod
/// (anti-)affinity and topology spread of its pod template; the node affinity of a `PersistentVolume`; the node selector
/// of a `RuntimeClass`. `matchFields` name fields, not labels.
pub fn node_label_uses(resource: Resource<'_>) -> Vec<NodeLabelUse<'_>> {
    let mut uses = Vec::new();
    match resource.kind() {
        Kind::PersistentVolume => {
            let affinity = resource.spec().and_then(|spec| spec.get("nodeAffinity"));
            terms(affinity.and_then(|affinity| affinity.get("required")), &mut uses);
        }
        Kind::RuntimeClass => {
            let scheduling = resource.node().get("scheduling");
            selector(scheduling.and_then(|scheduling| scheduling.get("nodeSelector")), &mut uses);
        }
        _ => {
            let pod = resource.graph().pod_template_of(resource.id());
            if let Some(spec) = pod.and_then(crate::PodTemplate::spec) {
                of_pod(spec, &mut uses);
            }
        }
    }
    uses
}

fn of_pod<'g>(spec: Node<'g>, uses: &mut Vec<NodeLabelUse<'g>>) {
    const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
    const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";
    selector(spec.get("nodeSelector"), uses);
    let affinity = |key: &str| spec.get("affinity")?.get(key);
    if let Some(nodes) = affinity("nodeAffinity") {
        terms(nodes.get(REQUIRED), uses);
        items(nodes.get(PREFERRED)).for_each(|item| requirements(item.get("preference"), uses));
    }
    for pods in ["podAffinity", "podAntiAffinity"].into_iter().filter_map(affinity) {
        let required = items(pods.get(REQUIRED));
        let preferred = items(pods.get(PREFERRED)).filter_map(|item| item.get("podAffinityTerm"));
        uses.extend(required.chain(preferred).filter_map(topology));
    }
    uses.extend(items(spec.get("topologySpreadConstraints")).filter_map(topology));
}

fn selector<'g>(mapping: Option<Node<'g>>, uses: &mut Vec<NodeLabelUse<'g>>) {
    let Some(mapping) = mapping else { return };
    uses.extend(mapping.entries().map(|entry| NodeLabelUse::Selector(mapping, entry)));
}

/// The requirements of a node selector: a mapping with `nodeSelectorTerms`.
fn terms<'g>(selector: Option<Node<'g>>, uses: &mut Vec<NodeLabelUse<'g>>) {
    items(selector.and_then(|selector| selector.get("nodeSelectorTerms")))
        .for_each(|term| requirements(Some(term), uses));
}

fn requirements<'g>(term: Option<Node<'g>>, uses: &mut Vec<NodeLabelUse<'g>>) {
    let expressions = items(term.and_then(|term| term.get("matchExpressions")));
    uses.extend(expressions.filter_map(|expression| expression.get("key")).map(NodeLabelUse::Requirement));
}

fn topology(term: Node<'_>) -> Option<NodeLabelUse<'_>> {
    term.get("topologyKey").map(NodeLabelUse::Topology)
}

fn items(list: Option<Node<'_>>) -> impl Iterator<Item = Node<'_>> {
    list.into_iter().flat_map(Node::items)
}
