//! The order in which Helm installs, and `helm template` prints (`pkg/release/v1/util/kind_sorter.go`).

use std::cmp::Ordering;

use crate::HelmVersion;

/// Kinds that Helm installs in this order.
const KINDS: &[&str] = &[
    "PriorityClass",
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "SecretList",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
];

/// Further kinds, known since Helm 4.
const WEBHOOKS: &[&str] = &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

/// The order of two kinds: known ones first, in their order, then the others by name. (`lessByKind`)
pub(super) fn compare(first: &str, second: &str, helm: HelmVersion) -> Ordering {
    match (rank(first, helm), rank(second, helm)) {
        (None, None) => first.cmp(second),
        (first, second) => first.unwrap_or(usize::MAX).cmp(&second.unwrap_or(usize::MAX)),
    }
}

fn rank(kind: &str, helm: HelmVersion) -> Option<usize> {
    let webhooks = if helm.is_3() { &[] } else { WEBHOOKS };
    KINDS.iter().chain(webhooks).position(|known| *known == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_kinds_come_first_and_the_others_by_name() {
        let mut kinds = ["Zoo", "", "Job", "ValidatingWebhookConfiguration", "Namespace", "Alpha"];
        kinds.sort_by(|first, second| compare(first, second, HelmVersion::V4_3));
        assert_eq!(kinds, ["Namespace", "Job", "ValidatingWebhookConfiguration", "", "Alpha", "Zoo"]);
        kinds.sort_by(|first, second| compare(first, second, HelmVersion::V3_22));
        assert_eq!(kinds, ["Namespace", "Job", "", "Alpha", "ValidatingWebhookConfiguration", "Zoo"]);
    }
}
