//! Where labels, selectors and annotations stand in objects, and who looks at their syntax.
//!
//! Built-in kinds are walked along their schemas, so that a selector is found in every pod template, webhook and policy
//! without a list of paths. Only places that the API server (or, for what a controller creates, the server behind the
//! controller) checks are in the tables here: metrics of a HorizontalPodAutoscaler, for one, it takes as they are.

use std::collections::HashSet;

use readylint_engine::walk_fields;
use readylint_kube::Resource;
use readylint_scalars::KubernetesVersion;
use readylint_schema::{Field, KindSchema, Type};
use readylint_yaml::{Node, NodeId};

/// What a text is the key or the value of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    LabelKey,
    LabelValue,
    AnnotationKey,
    SelectorKey,
    SelectorValue,
    TopologyKey,
}

/// Who refuses a text that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// The API server, from this version on, the whole object.
    Whole(KubernetesVersion),
    /// The API server, but later: the Jobs of a CronJob.
    Jobs,
    /// The API server, but later: the claims of a StatefulSet.
    Claims,
    /// The API server, but later: the pods of a custom resource.
    Pods,
}

/// A text whose syntax matters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'t> {
    pub(super) node: Node<'t>,
    pub(super) text: &'t str,
    pub(super) role: Role,
    /// The key of a value.
    pub(super) key: Option<&'t str>,
    pub(super) refused: Refused,
}

/// How a field names labels.
#[derive(Clone, Copy)]
enum Form {
    /// A `LabelSelector`.
    Selector,
    /// A list of them.
    Selectors,
    /// A mapping of labels.
    Labels,
    /// A list of `NodeSelectorTerm`, all of which a node must meet.
    NodeTerms,
    /// A `NodeSelectorTerm` that a node had better meet: its values are not looked at.
    PreferredTerm,
    /// A key.
    Key,
}

/// From here on the server always looked; older than any version that can be asked for.
const ALWAYS: KubernetesVersion = KubernetesVersion::new(0);

/// From this version on values of required node affinity are checked (`AllowInvalidLabelValueInRequiredNodeAffinity`,
/// pkg/api/pod/util.go).
const NODE_VALUES: KubernetesVersion = KubernetesVersion::new(33);

/// The fields that select by label: type of the API reference, key. Source: the callers of `ValidateLabelSelector`,
/// `ValidateLabels`, `ValidateLabelName` and `ValidateNodeSelectorTerm` in pkg/apis/*/validation.
fn form(object: &str, key: &str) -> Option<Form> {
    Some(match (object, key) {
        (
            "DaemonSetSpec"
            | "DeploymentSpec"
            | "JobSpec"
            | "PersistentVolumeClaimSpec"
            | "PodDisruptionBudgetSpec"
            | "ReplicaSetSpec"
            | "StatefulSetSpec"
            | "ParamRef",
            "selector",
        )
        | ("NetworkPolicySpec", "podSelector")
        | ("NetworkPolicyPeer", "podSelector" | "namespaceSelector")
        | ("PodAffinityTerm", "labelSelector" | "namespaceSelector")
        | ("TopologySpreadConstraint", "labelSelector")
        | (
            "ValidatingWebhook" | "MutatingWebhook" | "MatchResources",
            "namespaceSelector" | "objectSelector",
        )
        | ("CSIStorageCapacity", "nodeTopology") => Form::Selector,
        ("AggregationRule", "clusterRoleSelectors") => Form::Selectors,
        ("ServiceSpec" | "ReplicationControllerSpec", "selector")
        | ("PodSpec" | "Scheduling", "nodeSelector") => Form::Labels,
        ("NodeSelector", "nodeSelectorTerms") => Form::NodeTerms,
        ("PreferredSchedulingTerm", "preference") => Form::PreferredTerm,
        ("PodAffinityTerm", "topologyKey") | ("TopologySelectorLabelRequirement", "key") => Form::Key,
        _ => return None,
    })
}

/// All places of `resource`, each once, in the order of the text. Texts that are not strings are left to the schema.
pub(super) fn places(resource: Resource<'_>) -> Vec<Place<'_>> {
    let mut walk = Walk::default();
    let refused = match KindSchema::of(resource.api_version(), resource.kind_name()) {
        Some(_) => Refused::Whole(ALWAYS),
        None => {
            walk.metadata(resource.metadata().node(), Refused::Whole(ALWAYS));
            Refused::Pods
        }
    };
    walk_fields(resource, &mut |field| walk.field(field, refused));
    walk.places
}

#[derive(Default)]
struct Walk<'t> {
    places: Vec<Place<'t>>,
    /// What was seen: an alias leads to the same node again.
    seen: HashSet<NodeId>,
}

impl<'t> Walk<'t> {
    /// Takes what `field` holds; whether to look further into it.
    fn field(&mut self, field: Field<'t>, refused: Refused) -> bool {
        let (object, key, value) = (field.object.name(), field.schema.name(), field.entry.value);
        if let Some(form) = form(object, key) {
            self.form(value, form, refused);
            return false;
        }
        match (object, key, field.schema.r#type()) {
            ("JobTemplateSpec", "metadata", _) => self.metadata(Some(value), Refused::Jobs),
            ("StatefulSetSpec", "volumeClaimTemplates", Type::Array(claims)) => {
                if let Type::Object(claim) = claims.items() {
                    let mut visit = |field: Field<'t>| {
                        let is_metadata = field.object == claim && field.schema.name() == "metadata";
                        self.field(field, if is_metadata { Refused::Claims } else { refused })
                    };
                    value.items().for_each(|item| readylint_schema::walk(item, claim, &mut visit));
                }
            }
            (_, _, Type::Object(object)) if object.name() == "ObjectMeta" => {
                self.metadata(Some(value), refused);
            }
            _ => return true,
        }
        false
    }

    fn metadata(&mut self, node: Option<Node<'t>>, refused: Refused) {
        let Some(node) = node else { return };
        if let Some(labels) = node.get("labels") {
            self.map(labels, (Role::LabelKey, Some(Role::LabelValue)), refused);
        }
        if let Some(annotations) = node.get("annotations") {
            self.map(annotations, (Role::AnnotationKey, None), refused);
        }
    }

    fn map(&mut self, node: Node<'t>, (key_role, value_role): (Role, Option<Role>), refused: Refused) {
        for entry in node.entries() {
            self.push(entry.key, entry.key.text().filter(|_| !entry.key.is_null()), key_role, None, refused);
            if let Some(role) = value_role {
                self.push(entry.value, entry.value.as_str(), role, entry.key.text(), refused);
            }
        }
    }

    fn form(&mut self, node: Node<'t>, form: Form, refused: Refused) {
        let labels = (Role::SelectorKey, Some(Role::SelectorValue));
        match form {
            Form::Selector => {
                if let Some(wanted) = node.get("matchLabels") {
                    self.map(wanted, labels, refused);
                }
                self.expressions(node, Some(refused), refused);
            }
            Form::Selectors => node.items().for_each(|item| self.form(item, Form::Selector, refused)),
            Form::Labels => self.map(node, labels, refused),
            Form::NodeTerms => {
                let values = match refused {
                    Refused::Whole(_) => Refused::Whole(NODE_VALUES),
                    later => later,
                };
                node.items().for_each(|term| self.expressions(term, Some(values), refused));
            }
            Form::PreferredTerm => self.expressions(node, None, refused),
            // an empty one is missing, which is another matter
            Form::Key => {
                let text = node.as_str().filter(|text| !text.is_empty());
                self.push(node, text, Role::TopologyKey, None, refused);
            }
        }
    }

    /// The `matchExpressions` of a selector or term; `values` says who refuses values, if anybody does.
    fn expressions(&mut self, node: Node<'t>, values: Option<Refused>, refused: Refused) {
        for expression in node.get("matchExpressions").into_iter().flat_map(Node::items) {
            let Some(key) = expression.get("key") else { continue };
            self.push(key, key.as_str(), Role::SelectorKey, None, refused);
            let Some(values_refused) = values else { continue };
            for value in expression.get("values").into_iter().flat_map(Node::items) {
                self.push(value, value.as_str(), Role::SelectorValue, key.text(), values_refused);
            }
        }
    }

    fn push(
        &mut self,
        node: Node<'t>,
        text: Option<&'t str>,
        role: Role,
        key: Option<&'t str>,
        refused: Refused,
    ) {
        if let Some(text) = text
            && self.seen.insert(node.id())
        {
            self.places.push(Place { node, text, role, key, refused });
        }
    }
}
