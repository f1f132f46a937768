//! Facts about single API versions that other tables have otherwise, and some that all agree about.
#![allow(clippy::unwrap_used)]

use readylint_schema::Lifetime;

/// API version, kind, introduced, deprecated, removed, replacement; a hyphen for none.
///
/// Source: the life-cycle marks of k8s.io/api and the changelogs of Kubernetes. The last column says what a table that is in
/// wide use has instead.
const FACTS: &[[&str; 7]] = &[
    // removed otherwise than told elsewhere
    [
        "flowcontrol.apiserver.k8s.io/v1beta1",
        "FlowSchema",
        "1.20",
        "1.23",
        "1.26",
        "flowcontrol.apiserver.k8s.io/v1beta3",
        "removed in 1.29",
    ],
    [
        "flowcontrol.apiserver.k8s.io/v1beta1",
        "PriorityLevelConfiguration",
        "1.20",
        "1.23",
        "1.26",
        "flowcontrol.apiserver.k8s.io/v1beta3",
        "removed in 1.29",
    ],
    [
        "flowcontrol.apiserver.k8s.io/v1beta2",
        "FlowSchema",
        "1.23",
        "1.26",
        "1.29",
        "flowcontrol.apiserver.k8s.io/v1beta3",
        "deprecated in 1.24",
    ],
    [
        "flowcontrol.apiserver.k8s.io/v1beta3",
        "FlowSchema",
        "1.26",
        "1.29",
        "1.32",
        "flowcontrol.apiserver.k8s.io/v1",
        "deprecated in 1.24",
    ],
    [
        "flowcontrol.apiserver.k8s.io/v1beta3",
        "PriorityLevelConfiguration",
        "1.26",
        "1.29",
        "1.32",
        "flowcontrol.apiserver.k8s.io/v1",
        "deprecated in 1.31",
    ],
    [
        "admissionregistration.k8s.io/v1alpha1",
        "ValidatingAdmissionPolicy",
        "1.26",
        "1.29",
        "1.32",
        "admissionregistration.k8s.io/v1",
        "removed in 1.33",
    ],
    [
        "resource.k8s.io/v1beta1",
        "ResourceClaim",
        "1.32",
        "1.35",
        "1.38",
        "resource.k8s.io/v1",
        "removed in 1.36",
    ],
    [
        "storage.k8s.io/v1beta1",
        "VolumeAttributesClass",
        "1.31",
        "1.34",
        "1.37",
        "storage.k8s.io/v1",
        "no removal",
    ],
    [
        "rbac.authorization.k8s.io/v1alpha1",
        "Role",
        "1.3",
        "1.17",
        "1.23",
        "rbac.authorization.k8s.io/v1",
        "removed in 1.22",
    ],
    [
        "scheduling.k8s.io/v1alpha1",
        "PriorityClass",
        "1.8",
        "1.14",
        "1.23",
        "scheduling.k8s.io/v1",
        "removed in 1.17",
    ],
    // deprecated otherwise than told elsewhere
    ["extensions/v1beta1", "Deployment", "1.1", "1.8", "1.16", "apps/v1", "deprecated in 1.9"],
    ["extensions/v1beta1", "ReplicaSet", "1.2", "1.8", "1.16", "apps/v1", "no deprecation"],
    ["apps/v1beta1", "StatefulSet", "1.5", "1.8", "1.16", "apps/v1", "deprecated in 1.9"],
    ["apps/v1beta2", "ReplicaSet", "1.8", "1.9", "1.16", "apps/v1", "no deprecation"],
    [
        "storage.k8s.io/v1beta1",
        "StorageClass",
        "1.4",
        "1.19",
        "1.22",
        "storage.k8s.io/v1",
        "deprecated in 1.6",
    ],
    [
        "storage.k8s.io/v1beta1",
        "VolumeAttachment",
        "1.10",
        "1.19",
        "1.22",
        "storage.k8s.io/v1",
        "deprecated in 1.13",
    ],
    [
        "authentication.k8s.io/v1beta1",
        "TokenReview",
        "1.4",
        "1.19",
        "1.22",
        "authentication.k8s.io/v1",
        "deprecated in 1.6",
    ],
    [
        "coordination.k8s.io/v1beta1",
        "Lease",
        "1.12",
        "1.19",
        "1.22",
        "coordination.k8s.io/v1",
        "deprecated in 1.14",
    ],
    ["events.k8s.io/v1beta1", "Event", "1.8", "1.22", "1.25", "events.k8s.io/v1", "deprecated in 1.19"],
    // absent there
    [
        "authorization.k8s.io/v1beta1",
        "SubjectAccessReview",
        "1.2",
        "1.19",
        "1.22",
        "authorization.k8s.io/v1",
        "-",
    ],
    [
        "admissionregistration.k8s.io/v1beta1",
        "ValidatingAdmissionPolicy",
        "1.28",
        "1.31",
        "1.34",
        "admissionregistration.k8s.io/v1",
        "-",
    ],
    [
        "admissionregistration.k8s.io/v1alpha1",
        "MutatingAdmissionPolicy",
        "1.32",
        "1.35",
        "1.38",
        "admissionregistration.k8s.io/v1",
        "-",
    ],
    ["networking.k8s.io/v1beta1", "ServiceCIDR", "1.31", "1.34", "1.37", "networking.k8s.io/v1", "-"],
    ["resource.k8s.io/v1beta2", "DeviceClass", "1.33", "1.36", "1.39", "resource.k8s.io/v1", "-"],
    ["v1", "Endpoints", "1.0", "1.33", "-", "discovery.k8s.io/v1", "-"],
    ["v1", "ComponentStatus", "1.0", "1.19", "-", "-", "-"],
    // agreed
    ["extensions/v1beta1", "Ingress", "1.1", "1.14", "1.22", "networking.k8s.io/v1", "the same"],
    ["networking.k8s.io/v1beta1", "Ingress", "1.14", "1.19", "1.22", "networking.k8s.io/v1", "the same"],
    ["batch/v1beta1", "CronJob", "1.8", "1.21", "1.25", "batch/v1", "the same"],
    ["policy/v1beta1", "PodDisruptionBudget", "1.5", "1.21", "1.25", "policy/v1", "the same"],
    ["policy/v1beta1", "PodSecurityPolicy", "1.10", "1.21", "1.25", "-", "the same"],
    ["autoscaling/v2beta1", "HorizontalPodAutoscaler", "1.8", "1.22", "1.25", "autoscaling/v2", "the same"],
    ["autoscaling/v2beta2", "HorizontalPodAutoscaler", "1.12", "1.23", "1.26", "autoscaling/v2", "the same"],
    [
        "apiextensions.k8s.io/v1beta1",
        "CustomResourceDefinition",
        "1.7",
        "1.16",
        "1.22",
        "apiextensions.k8s.io/v1",
        "the same",
    ],
    ["storage.k8s.io/v1beta1", "CSIStorageCapacity", "1.21", "1.24", "1.27", "storage.k8s.io/v1", "the same"],
];

#[test]
fn facts() {
    for &[api_version, kind, introduced, deprecated, removed, replacement, elsewhere] in FACTS {
        let lifetime = Lifetime::of(api_version, kind).unwrap();
        let found = [lifetime.introduced(), lifetime.deprecated(), lifetime.removed()]
            .map(|version| version.map_or("-".to_owned(), |version| version.to_string()));
        let context = format!("{api_version} {kind} (elsewhere: {elsewhere})");
        assert_eq!(found, [introduced, deprecated, removed], "{context}");
        assert_eq!(lifetime.replacement().unwrap_or("-"), replacement, "{context}");
    }
}

/// Entries of other tables for what never was.
#[test]
fn what_never_was() {
    for (api_version, kind) in
        [("flowcontrol.apiserver.k8s.io/v1beta1", "FlowControl"), ("apps/v1beta1", "ReplicaSet")]
    {
        assert!(Lifetime::of(api_version, kind).is_none(), "{api_version} {kind}");
    }
}

/// cert-manager's kinds for the ACME protocol have a group of their own.
#[test]
fn replacements_of_products() {
    for kind in ["Challenge", "Order"] {
        for version in ["v1alpha2", "v1alpha3", "v1beta1"] {
            let lifetime = Lifetime::of(&format!("acme.cert-manager.io/{version}"), kind).unwrap();
            assert_eq!(lifetime.replacement(), Some("acme.cert-manager.io/v1"));
            assert_eq!(lifetime.removed_by_product(), Some("1.6"));
            assert_eq!(lifetime.removed(), None);
        }
    }
}
