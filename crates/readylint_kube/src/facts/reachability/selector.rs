//! Label selectors of policies, read once and held against many pods and namespaces.

use readylint_yaml::Node;

use crate::Match;
use crate::views::{LabelSource, meets};
use readylint_scalars::{Operator, Requirement};

/// A selector: all requirements must be met; without any it selects everything.
#[derive(Debug)]
pub(super) struct Selector<'g> {
    requirements: Vec<Requirement<'g>>,
}

impl<'g> Selector<'g> {
    /// The selector at `node`; `None` if the API server would refuse it.
    pub(super) fn read(node: Node<'g>) -> Option<Self> {
        if !node.is_mapping() {
            return None;
        }
        let field = |key| node.get(key).filter(|node| !node.is_null());
        let mut requirements = Vec::new();
        if let Some(labels) = field("matchLabels") {
            if !labels.is_mapping() {
                return None;
            }
            for entry in labels.entries() {
                requirements.push(Requirement::equals(entry.key.text()?, entry.value.text()?));
            }
        }
        if let Some(expressions) = field("matchExpressions") {
            if !expressions.is_sequence() {
                return None;
            }
            for expression in expressions.items() {
                requirements.push(requirement(expression)?);
            }
        }
        Some(Self { requirements })
    }

    /// The selector of everything.
    pub(super) fn everything() -> Self {
        Self { requirements: Vec::new() }
    }

    /// What it costs to hold it against something.
    pub(super) fn cost(&self) -> usize {
        self.requirements.iter().map(|requirement| 1 + requirement.values.len()).sum()
    }

    /// Whether it selects what carries `labels`.
    pub(super) fn matches(&self, labels: &impl LabelSource) -> Match {
        Match::all(self.requirements.iter().map(|requirement| {
            meets(requirement.key, requirement.operator, requirement.values.iter().copied(), labels)
        }))
    }
}

/// An entry of `matchExpressions`; `In` and `NotIn` need values, the others must not have any
/// (`ValidateLabelSelectorRequirement`, apimachinery).
fn requirement(expression: Node<'_>) -> Option<Requirement<'_>> {
    let key = expression.get("key")?.text()?;
    let operator = Operator::parse(expression.get("operator")?.text()?)?;
    let values = expression.get("values").filter(|node| !node.is_null());
    let values = values.into_iter().flat_map(Node::items).map(Node::text).collect::<Option<Vec<_>>>()?;
    let needs_values = matches!(operator, Operator::In | Operator::NotIn);
    (needs_values != values.is_empty()).then_some(Requirement { key, operator, values })
}
