//! Label selectors (D11).

use readylint_yaml::Node;

use crate::{Kind, Labels, PodTemplate};
use readylint_scalars::Operator;

/// What a null or an empty selector selects; the kind decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectorScope {
    /// No object.
    Nothing,
    /// Every object in scope.
    Everything,
}

/// Whether labels match a selector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// They do.
    Yes,
    /// They do not.
    No,
    /// The selector names a label that an operator sets at run time.
    CannotTell,
}

impl Match {
    /// `Yes` if `holds`, else `No`.
    pub(crate) fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    /// Whether all hold: one that does not decides, then one that cannot be told.
    pub(crate) fn all(matches: impl IntoIterator<Item = Self>) -> Self {
        let mut result = Self::Yes;
        for one in matches {
            match one {
                Self::No => return Self::No,
                Self::CannotTell => result = Self::CannotTell,
                Self::Yes => {}
            }
        }
        result
    }

    /// Whether one holds: one that does decides, then one that cannot be told.
    pub(crate) fn any(matches: impl IntoIterator<Item = Self>) -> Self {
        let mut result = Self::No;
        for one in matches {
            match one {
                Self::Yes => return Self::Yes,
                Self::CannotTell => result = Self::CannotTell,
                Self::No => {}
            }
        }
        result
    }
}

/// A `LabelSelector`: `matchLabels` and `matchExpressions`, all of which must hold.
#[derive(Clone, Copy, Debug)]
pub struct LabelSelector<'g> {
    node: Option<Node<'g>>,
    null: SelectorScope,
    empty: SelectorScope,
}

impl<'g> LabelSelector<'g> {
    /// The selector at `node` (`None` if the key is absent); `null` and `empty` say what an absent or null and an
    /// empty one select.
    pub fn new(node: Option<Node<'g>>, null: SelectorScope, empty: SelectorScope) -> Self {
        Self { node: node.filter(|node| !node.is_null()), null, empty }
    }

    /// The mapping itself.
    pub fn node(self) -> Option<Node<'g>> {
        self.node
    }

    /// `matchLabels`.
    pub fn match_labels(self) -> Labels<'g> {
        Labels { node: self.node.and_then(|node| node.get("matchLabels")) }
    }

    /// `matchExpressions`.
    pub fn match_expressions(self) -> impl Iterator<Item = Node<'g>> {
        let expressions = self.node.and_then(|node| node.get("matchExpressions"));
        expressions.into_iter().flat_map(Node::items).filter(|expression| expression.is_mapping())
    }

    /// Whether it names labels that controllers or operators set on running pods: their templates do not carry them.
    pub fn names_run_time_labels(self) -> bool {
        let labels = self.match_labels();
        let expressions = self.match_expressions().filter_map(|expression| expression.get("key")?.text());
        labels.iter().map(|(key, ..)| key).chain(expressions).any(is_set_at_run_time)
    }

    /// For null and empty selectors, what they select; `None` if labels decide.
    pub fn scope(self) -> Option<SelectorScope> {
        let Some(_) = self.node else {
            return Some(self.null);
        };
        let empty = self.match_labels().is_empty() && self.match_expressions().next().is_none();
        empty.then_some(self.empty)
    }

    /// Whether `labels` match, as the labels of a pod template of any kind.
    pub fn matches(self, labels: Labels<'_>) -> Match {
        self.matches_source(&labels)
    }

    /// The requirements that `labels` do not meet as they are written, as the API server holds the selector of a workload
    /// against its own template: what controllers add later does not count. An operator that is not known is met.
    pub fn unmet(self, labels: Labels<'_>) -> Vec<Requirement<'g>> {
        let labels = PlainLabels(labels);
        let expressions = self.match_expressions().filter_map(|expression| {
            let key = expression.get("key").and_then(Node::text)?;
            let is_unmet = matches_expression(expression, &labels) == Match::No;
            is_unmet.then_some(Requirement { key, value: None, node: expression })
        });
        self.match_labels().unmet(&labels).chain(expressions).collect()
    }

    /// Whether what `labels` says matches.
    pub(crate) fn matches_source(self, labels: &impl LabelSource) -> Match {
        match self.scope() {
            Some(SelectorScope::Nothing) => Match::No,
            Some(SelectorScope::Everything) => Match::Yes,
            None => {
                let expressions =
                    self.match_expressions().map(|expression| matches_expression(expression, labels));
                Match::all(std::iter::once(matches_labels(self.match_labels(), labels)).chain(expressions))
            }
        }
    }
}

/// One thing that a selector asks for.
#[derive(Clone, Copy, Debug)]
pub struct Requirement<'g> {
    /// The key of the label.
    pub key: &'g str,
    /// The value, if only one will do: an entry of `matchLabels`.
    pub value: Option<&'g str>,
    /// Where it is written: the value, or the expression.
    pub node: Node<'g>,
}

impl<'g> Labels<'g> {
    /// As a selector: the entries that `labels` do not hold as they are written.
    pub fn unmet_by(self, labels: Labels<'_>) -> Vec<Requirement<'g>> {
        self.unmet(&PlainLabels(labels)).collect()
    }

    fn unmet(self, labels: &impl LabelSource) -> impl Iterator<Item = Requirement<'g>> {
        let unmet = self.iter().filter(|(key, value, _)| matches_label(key, value, labels) == Match::No);
        unmet.map(|(key, value, node)| Requirement { key, value: Some(value), node })
    }
}

/// Labels that a selector is held against.
pub(crate) trait LabelSource {
    /// The value written for `key`.
    fn label(&self, key: &str) -> Option<&str>;

    /// For a `key` that is not written: whether the object comes to carry it all the same, with the value `wanted` if
    /// there is one.
    fn unwritten(&self, key: &str, wanted: Option<&str>) -> Match;
}

/// Labels of a pod template of an unknown kind.
impl LabelSource for Labels<'_> {
    fn label(&self, key: &str) -> Option<&str> {
        self.get(key)
    }

    fn unwritten(&self, key: &str, _wanted: Option<&str>) -> Match {
        if set_by_controller(key).is_some() {
            Match::Yes
        } else if is_set_by_operator(key) {
            Match::CannotTell
        } else {
            Match::No
        }
    }
}

/// Labels of the pods of one template: written ones, and those that the controller of its kind adds.
pub(crate) struct PodLabels<'g> {
    pod: PodTemplate<'g>,
    labels: Labels<'g>,
}

impl<'g> PodLabels<'g> {
    pub(crate) fn of(pod: PodTemplate<'g>) -> Self {
        Self { pod, labels: pod.metadata().labels() }
    }
}

impl LabelSource for PodLabels<'_> {
    fn label(&self, key: &str) -> Option<&str> {
        self.labels.get(key)
    }

    fn unwritten(&self, key: &str, wanted: Option<&str>) -> Match {
        let owner = self.pod.resource();
        let Some(kinds) = set_by_controller(key) else {
            return self.labels.unwritten(key, wanted);
        };
        if !kinds.contains(&owner.kind()) {
            // other controllers imitate the built-in ones
            return if owner.kind() == Kind::Other { Match::CannotTell } else { Match::No };
        }
        match (key, wanted, owner.name()) {
            ("statefulset.kubernetes.io/pod-name", Some(wanted), Some(name)) => {
                let ordinal = wanted.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
                Match::of(ordinal.is_some_and(|ordinal| ordinal.parse::<u32>().is_ok()))
            }
            _ => Match::Yes,
        }
    }
}

/// Labels of an object that nothing adds labels to.
pub(crate) struct PlainLabels<'g>(pub(crate) Labels<'g>);

impl LabelSource for PlainLabels<'_> {
    fn label(&self, key: &str) -> Option<&str> {
        self.0.get(key)
    }

    fn unwritten(&self, _key: &str, _wanted: Option<&str>) -> Match {
        Match::No
    }
}

/// Whether `labels` hold every entry of `wanted`.
pub(crate) fn matches_labels(wanted: Labels<'_>, labels: &impl LabelSource) -> Match {
    Match::all(wanted.iter().map(|(key, value, _)| matches_label(key, value, labels)))
}

/// Whether `labels` hold `key: value`, or get it at run time.
fn matches_label(key: &str, value: &str, labels: &impl LabelSource) -> Match {
    match labels.label(key) {
        Some(found) => Match::of(found == value),
        None => labels.unwritten(key, Some(value)),
    }
}

/// One entry of `matchExpressions`.
pub(crate) fn matches_expression(expression: Node<'_>, labels: &impl LabelSource) -> Match {
    let Some(key) = expression.get("key").and_then(Node::text) else {
        return Match::No;
    };
    let operator = expression.get("operator").and_then(Node::text).unwrap_or_default();
    let values = expression.get("values").into_iter().flat_map(Node::items).filter_map(Node::text);
    Operator::parse(operator).map_or(Match::CannotTell, |operator| meets(key, operator, values, labels))
}

/// Whether `labels` meet one requirement, as apimachinery's `labels.Requirement.Matches` has it: `NotIn` and
/// `DoesNotExist` hold for labels without the key.
pub(crate) fn meets<'v>(
    key: &str,
    operator: Operator,
    mut values: impl Iterator<Item = &'v str>,
    labels: &impl LabelSource,
) -> Match {
    match (operator, labels.label(key)) {
        (Operator::In, Some(found)) => Match::of(values.any(|value| value == found)),
        (Operator::NotIn, Some(found)) => Match::of(values.all(|value| value != found)),
        (Operator::Exists, Some(_)) => Match::Yes,
        (Operator::DoesNotExist, Some(_)) => Match::No,
        (Operator::In, None) => Match::any(values.map(|value| labels.unwritten(key, Some(value)))),
        (Operator::Exists, None) => labels.unwritten(key, None),
        (Operator::DoesNotExist, None) => match labels.unwritten(key, None) {
            Match::No => Match::Yes,
            Match::Yes => Match::No,
            Match::CannotTell => Match::CannotTell,
        },
        // a generated value is none that somebody writes into a list
        (Operator::NotIn, None) => match labels.unwritten(key, None) {
            Match::CannotTell => Match::CannotTell,
            Match::Yes | Match::No => Match::Yes,
        },
    }
}

/// Whether pods may carry `key` although their template does not: controllers add some labels, operators others (D11).
pub(crate) fn is_set_at_run_time(key: &str) -> bool {
    set_by_controller(key).is_some() || is_set_by_operator(key)
}

/// The kinds whose controllers add the label `key` to their pods; `None` if none does.
fn set_by_controller(key: &str) -> Option<&'static [Kind]> {
    Some(match key {
        "statefulset.kubernetes.io/pod-name" | "apps.kubernetes.io/pod-index" => &[Kind::StatefulSet],
        "pod-template-hash" => &[Kind::Deployment],
        "rollouts-pod-template-hash" => &[Kind::Rollout],
        "controller-revision-hash" => &[Kind::StatefulSet, Kind::DaemonSet],
        "pod-template-generation" => &[Kind::DaemonSet],
        "job-name" | "controller-uid" => &[Kind::Job, Kind::CronJob],
        _ if key.starts_with("batch.kubernetes.io/") => &[Kind::Job, Kind::CronJob],
        _ => return None,
    })
}

/// Labels that operators set on running pods: roles after a fail-over, seals (D11).
fn is_set_by_operator(key: &str) -> bool {
    const KEYS: [&str; 11] = [
        "role",
        "spilo-role",
        "vault-active",
        "vault-initialized",
        "vault-sealed",
        "redis-role",
        "postgres-operator.crunchydata.com/role",
        "mysql.oracle.com/cluster-role",
        "patroni.io/role",
        "kubedb.com/role",
        "app.kubernetes.io/role",
    ];
    // CloudNativePG, Strimzi, Elastic Cloud on Kubernetes, Prometheus Operator
    const DOMAINS: [&str; 6] = [
        "cnpg.io/",
        "strimzi.io/",
        "common.k8s.elastic.co/",
        "elasticsearch.k8s.elastic.co/",
        "kibana.k8s.elastic.co/",
        "operator.prometheus.io/",
    ];
    KEYS.contains(&key) || DOMAINS.iter().any(|domain| key.starts_with(domain))
}
