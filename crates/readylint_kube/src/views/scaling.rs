//! Disruption budgets and autoscalers.

use readylint_yaml::Node;

use super::kind_view;
use crate::LabelSelector;
use crate::views::selector::SelectorScope;

kind_view! {
    /// `policy` PodDisruptionBudget: v1 and v1beta1.
    PodDisruptionBudget: PodDisruptionBudget
}

impl<'g> PodDisruptionBudget<'g> {
    /// `spec.selector`. Empty means all pods of the namespace in policy/v1, none in policy/v1beta1; null none (D11).
    pub fn selector(self) -> LabelSelector<'g> {
        let beta = self.resource().api_version().ends_with("v1beta1");
        let empty = if beta { SelectorScope::Nothing } else { SelectorScope::Everything };
        LabelSelector::new(
            self.resource().spec().and_then(|spec| spec.get("selector")),
            SelectorScope::Nothing,
            empty,
        )
    }

    /// `spec.minAvailable`.
    pub fn min_available(self) -> Option<Node<'g>> {
        self.resource().spec()?.get("minAvailable").filter(|node| !node.is_null())
    }

    /// `spec.maxUnavailable`.
    pub fn max_unavailable(self) -> Option<Node<'g>> {
        self.resource().spec()?.get("maxUnavailable").filter(|node| !node.is_null())
    }
}

kind_view! {
    /// `autoscaling` HorizontalPodAutoscaler: v1, v2beta1, v2beta2, v2.
    HorizontalPodAutoscaler: HorizontalPodAutoscaler
}

impl<'g> HorizontalPodAutoscaler<'g> {
    /// `spec.scaleTargetRef`.
    pub fn target(self) -> Option<Node<'g>> {
        self.resource().spec()?.get("scaleTargetRef").filter(|node| node.is_mapping())
    }

    /// `spec.minReplicas`.
    pub fn min_replicas(self) -> Option<Node<'g>> {
        self.resource().spec()?.get("minReplicas").filter(|node| !node.is_null())
    }

    /// `spec.maxReplicas`.
    pub fn max_replicas(self) -> Option<Node<'g>> {
        self.resource().spec()?.get("maxReplicas").filter(|node| !node.is_null())
    }
}
