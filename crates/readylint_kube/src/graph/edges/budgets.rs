//! Disruption budgets and the pods they protect.

use super::Edges;
use crate::graph::Relation;
use crate::graph::select::Query;
use crate::views::PodDisruptionBudget;

pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    let Some(budget) = PodDisruptionBudget::of(edges.resource) else {
        return;
    };
    let selector = budget.selector();
    edges.select(budget.data().root, Relation::BudgetPods, selector.node(), Query::Selector(selector));
}
