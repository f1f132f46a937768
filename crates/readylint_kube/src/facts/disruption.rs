//! Disruption arithmetic (D2).

use readylint_yaml::Node;

use super::is_cut_short;
use super::replicas::{Replicas, replicas};
use crate::graph::TypeCode;
use crate::views::PodLabels;
use crate::{
    Kind, LifecycleClass, Match, PodDisruptionBudget, PodTemplate, Relation, ResourceId, Target, Workload,
};
use readylint_scalars::{IntOrString, Rounding, ScalarKind};

/// Which field a budget sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BudgetField {
    /// `minAvailable`.
    MinAvailable,
    /// `maxUnavailable`.
    MaxUnavailable,
}

impl BudgetField {
    /// The field's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MinAvailable => "minAvailable",
            Self::MaxUnavailable => "maxUnavailable",
        }
    }
}

/// What a budget allows.
#[derive(Clone, Debug)]
pub struct Disruption<'g> {
    /// The field that is set.
    pub field: BudgetField,
    /// Its value.
    pub value: Node<'g>,
    /// The workloads whose pods it matches, with their replicas, in order.
    pub workloads: Vec<(Workload<'g>, Replicas<'g>)>,
    /// A matched workload without a scale subresource, over which percentages and `maxUnavailable` do not work.
    pub unsupported: Option<Workload<'g>>,
    /// The least number of matched pods: N of D2.
    pub pods: i64,
    /// How many of them must stay.
    pub desired_healthy: i64,
    /// How many of them may be evicted at a time.
    pub allowed: i64,
}

/// What `budget` allows over the workloads it matches, at their least number of replicas. `None` if it matches none
/// in the input, sets neither field or both, or if a number in the sum is unknown: also if it matches more pods than
/// are kept of one selection.
///
/// Percentages round up in both fields (disruption controller, `getExpectedPodCount`). Bare Pods count nothing for
/// percentages and `maxUnavailable`; the pods of Jobs, of hooks and others that end by themselves count nothing.
pub fn disruption(budget: PodDisruptionBudget<'_>) -> Option<Disruption<'_>> {
    let (field, value) = match (budget.min_available(), budget.max_unavailable()) {
        (Some(value), None) => (BudgetField::MinAvailable, value),
        (None, Some(value)) => (BudgetField::MaxUnavailable, value),
        _ => return None,
    };
    if is_cut_short(budget.graph(), budget.id(), Relation::BudgetPods) {
        return None;
    }
    let amount = int_or_string(value);
    let needs_scale = field == BudgetField::MaxUnavailable || matches!(amount, IntOrString::Percent(_));
    let mut workloads = Vec::new();
    let mut unsupported = None;
    let mut pods = 0_i64;
    for workload in matched(budget) {
        match workload.resource().kind() {
            Kind::Job | Kind::CronJob | Kind::ScaledJob => {}
            // what runs to completion or only while a release is installed protects nothing
            _ if workload.class() != LifecycleClass::Service => {}
            Kind::Pod if needs_scale => {}
            Kind::DaemonSet if needs_scale => unsupported = unsupported.or(Some(workload)),
            _ => {
                let replicas = replicas(workload)?;
                pods = pods.saturating_add(replicas.min);
                workloads.push((workload, replicas));
            }
        }
    }
    if workloads.is_empty() && unsupported.is_none() {
        return None;
    }
    let amount = amount.resolve(pods, Rounding::Up)?;
    let desired_healthy = match field {
        BudgetField::MinAvailable => amount,
        BudgetField::MaxUnavailable => pods.saturating_sub(amount),
    }
    .max(0);
    let allowed = pods.saturating_sub(desired_healthy).max(0);
    Some(Disruption { field, value, workloads, unsupported, pods, desired_healthy, allowed })
}

/// The value of an IntOrString field.
pub(super) fn int_or_string(node: Node<'_>) -> IntOrString {
    let kind = if node.as_i64().is_some() { ScalarKind::Integer } else { ScalarKind::String };
    IntOrString::parse(node.text().unwrap_or_default(), kind)
}

/// The workloads whose pods `budget` selects, in order.
fn matched<'g>(budget: PodDisruptionBudget<'g>) -> impl Iterator<Item = Workload<'g>> {
    let graph = budget.graph();
    graph.edges_from(budget.id()).filter_map(move |edge| match edge.to {
        Target::Found(end) if edge.relation == Relation::BudgetPods => {
            Workload::of(graph.resource(end.resource))
        }
        _ => None,
    })
}

/// How many budgets of one namespace are held against a pod; with more, nothing can be told.
const BUDGETS: usize = 1024;

/// Whether a budget selects the pods of `pod`. It cannot be told where one names labels that operators set, selects more pods
/// than are kept of one selection, or would do so if a namespace that is unset on one side were the same.
pub fn is_budgeted(pod: PodTemplate<'_>) -> Match {
    let owner = pod.resource();
    let graph = owner.graph();
    if graph.edges_to(owner.id()).any(|edge| edge.relation == Relation::BudgetPods) {
        return Match::Yes;
    }
    let budgets = match owner.namespace_symbol() {
        Some(namespace) => {
            let code = TypeCode::known(Kind::PodDisruptionBudget);
            [graph.index().in_scope(code, Some(namespace)), graph.index().in_scope(code, None)]
        }
        None => [graph.index().of_kind(Kind::PodDisruptionBudget), &[]],
    };
    if budgets.iter().map(|budgets| budgets.len()).sum::<usize>() > BUDGETS {
        return Match::CannotTell;
    }
    let may_select = |&id: &ResourceId| {
        let budget = PodDisruptionBudget::of(graph.resource(id));
        let matches =
            budget.map_or(Match::No, |budget| budget.selector().matches_source(&PodLabels::of(pod)));
        let is_sure = || {
            let is_elsewhere = graph.group(id) != graph.group(owner.id());
            let same = graph.resource(id).namespace_symbol() == owner.namespace_symbol();
            // that of another group protects the copies there
            same && is_elsewhere && !is_cut_short(graph, id, Relation::BudgetPods)
        };
        match matches {
            Match::No => false,
            Match::CannotTell => true,
            Match::Yes => !is_sure(),
        }
    };
    let is_doubtful = budgets.into_iter().flatten().any(may_select);
    if is_doubtful { Match::CannotTell } else { Match::No }
}
