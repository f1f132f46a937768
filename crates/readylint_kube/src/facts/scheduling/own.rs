//! How a selector misses the pods that it is written for.

use readylint_scalars::{Operator, near_miss};
use readylint_yaml::Node;

use crate::views::{LabelSelector, Match, SelectorScope, is_set_at_run_time};
use crate::{Labels, PodTemplate};

/// How the `labelSelector` of a spread constraint or of an affinity term misses the pods of its own template.
#[derive(Clone, Copy, Debug)]
pub enum OwnMiss<'g> {
    /// It is null or absent, and selects nothing.
    Null,
    /// All of it fits but one value.
    Value(OwnValue<'g>),
    /// It differs in more, or in keys.
    Other,
}

/// One value of a selector that differs from the pods' own label.
#[derive(Clone, Copy, Debug)]
pub struct OwnValue<'g> {
    /// The value in the selector.
    pub wanted: Node<'g>,
    /// The label's key.
    pub key: &'g str,
    /// The value in the template.
    pub found: Node<'g>,
    /// Whether the two look like one word misspelt, or other labels of the selector fit.
    pub is_near: bool,
}

/// How the `labelSelector` of `term` misses the labels of `pod`; namespaces apart. Only for a term that does.
pub fn own_miss<'g>(term: Node<'g>, pod: PodTemplate<'g>) -> OwnMiss<'g> {
    let selector =
        LabelSelector::new(term.get("labelSelector"), SelectorScope::Nothing, SelectorScope::Everything);
    if selector.node().is_none() {
        return OwnMiss::Null;
    }
    let labels = pod.metadata().labels();
    let own = |key: &str| labels.value(key).filter(|found| found.text().is_some());
    let mut fitting = 0_usize;
    let mut differing = None;
    for (key, value, wanted) in selector.match_labels().iter() {
        match own(key) {
            Some(found) if found.text() == Some(value) => fitting += 1,
            Some(found) if differing.is_none() => differing = Some((wanted, key, found)),
            None if is_set_at_run_time(key) => {}
            _ => return OwnMiss::Other,
        }
    }
    for expression in selector.match_expressions() {
        if meets_alone(expression, labels) == Match::Yes {
            fitting += 1;
            continue;
        }
        match only_value(expression, labels) {
            Some(value) if differing.is_none() => differing = Some(value),
            _ => return OwnMiss::Other,
        }
    }
    let Some((wanted, key, found)) = differing else { return OwnMiss::Other };
    let is_near = fitting > 0 || near_miss(wanted.text().unwrap_or_default(), found.text()).is_some();
    OwnMiss::Value(OwnValue { wanted, key, found, is_near })
}

fn meets_alone(expression: Node<'_>, labels: Labels<'_>) -> Match {
    crate::views::matches_expression(expression, &labels)
}

/// The value, key and own label of an expression `In` with a single value.
fn only_value<'g>(expression: Node<'g>, labels: Labels<'g>) -> Option<(Node<'g>, &'g str, Node<'g>)> {
    let key = expression.get("key")?.text()?;
    let is_in = Operator::parse(expression.get("operator")?.text()?) == Some(Operator::In);
    let mut values = expression.get("values")?.items();
    let wanted = values.next().filter(|_| is_in && values.next().is_none())?;
    Some((wanted, key, labels.value(key)?))
}
