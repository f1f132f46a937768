//! What else changes when an object moves to another API version.
//!
//! Sources: the deprecation guide and the API reference of Kubernetes, the release notes of the products. Where both
//! versions are in the table of schemas, a test compares their fields.

use crate::Lifetime;

/// What a move to the replacement takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// What changes besides `apiVersion`, as a clause; `None` if that is nothing, or not known.
    pub changes: Option<&'static str>,
    /// Whether an object stays as it is, so that only `apiVersion` has to be written anew.
    pub keeps_fields: bool,
}

impl Lifetime {
    /// What a move away from this version takes.
    pub fn migration(self) -> Migration {
        let (api_version, kind) = (self.api_version(), self.kind());
        let is_here = |versions: &[&str], kinds: &[&str]| {
            versions.contains(&api_version) && (kinds.contains(&kind) || kinds.is_empty())
        };
        Migration {
            changes: CHANGES
                .iter()
                .find(|(versions, kinds, _)| is_here(versions, kinds))
                .map(|(_, _, text)| *text),
            keeps_fields: KEPT.iter().any(|(versions, kinds)| is_here(versions, kinds)),
        }
    }
}

/// API versions and kinds; no kind means all.
type Kinds = (&'static [&'static str], &'static [&'static str]);

/// What may be moved by writing another `apiVersion`.
const KEPT: &[Kinds] = &[
    (
        &["admissionregistration.k8s.io/v1beta1"],
        &[
            "MutatingAdmissionPolicy",
            "MutatingAdmissionPolicyBinding",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding",
        ],
    ),
    (
        &["admissionregistration.k8s.io/v1alpha1"],
        &["MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding"],
    ),
    (&["apiregistration.k8s.io/v1beta1"], &["APIService"]),
    (&["apps/v1beta1"], &["ControllerRevision"]),
    (&["apps/v1beta2"], &["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"]),
    (&["authentication.k8s.io/v1beta1"], &["SelfSubjectReview", "TokenReview"]),
    (&["autoscaling/v2beta2"], &["HorizontalPodAutoscaler"]),
    (&["batch/v1beta1", "batch/v2alpha1"], &["CronJob"]),
    (&["certificates.k8s.io/v1beta1", "certificates.k8s.io/v1alpha1"], &["ClusterTrustBundle"]),
    (&["coordination.k8s.io/v1beta1"], &["Lease"]),
    (&["extensions/v1beta1"], &["NetworkPolicy"]),
    (
        &[
            "flowcontrol.apiserver.k8s.io/v1beta1",
            "flowcontrol.apiserver.k8s.io/v1beta2",
            "flowcontrol.apiserver.k8s.io/v1beta3",
        ],
        &["FlowSchema"],
    ),
    (&["flowcontrol.apiserver.k8s.io/v1beta3"], &["PriorityLevelConfiguration"]),
    (&["networking.k8s.io/v1beta1"], &["IPAddress", "IngressClass", "ServiceCIDR"]),
    (&["node.k8s.io/v1beta1"], &["RuntimeClass"]),
    (&["policy/v1beta1"], &["Eviction", "PodDisruptionBudget"]),
    (&["rbac.authorization.k8s.io/v1beta1"], &[]),
    (
        &["resource.k8s.io/v1beta2"],
        &["DeviceClass", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice"],
    ),
    (&["scheduling.k8s.io/v1alpha1", "scheduling.k8s.io/v1beta1"], &["PriorityClass"]),
    (&["storage.k8s.io/v1beta1"], &[]),
    (&["storage.k8s.io/v1alpha1"], &["CSIStorageCapacity", "VolumeAttachment", "VolumeAttributesClass"]),
    (&["storagemigration.k8s.io/v1beta1"], &["StorageVersionMigration"]),
];

/// What changes besides `apiVersion`.
const CHANGES: &[(&[&str], &[&str], &str)] = &[
    (
        &["admissionregistration.k8s.io/v1beta1"],
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        "`sideEffects` and `admissionReviewVersions` are required, and `failurePolicy`, `matchPolicy` and \
         `timeoutSeconds` default to Fail, Equivalent and 10",
    ),
    (
        &["apps/v1beta1", "extensions/v1beta1"],
        &["Deployment"],
        "`spec.selector` is required and cannot change later, `spec.rollbackTo` is gone, and \
         `progressDeadlineSeconds`, `revisionHistoryLimit`, `maxSurge` and `maxUnavailable` have other defaults",
    ),
    (
        &["extensions/v1beta1"],
        &["DaemonSet"],
        "`spec.selector` is required and cannot change later, `spec.templateGeneration` is gone, and \
         `spec.updateStrategy` defaults to RollingUpdate",
    ),
    (
        &["apps/v1beta1"],
        &["StatefulSet"],
        "`spec.selector` is required and cannot change later, and `spec.updateStrategy` defaults to RollingUpdate",
    ),
    (&["extensions/v1beta1"], &["ReplicaSet"], "`spec.selector` is required and cannot change later"),
    (
        &["apiextensions.k8s.io/v1beta1"],
        &["CustomResourceDefinition"],
        "`spec.scope` is required; `version`, `validation`, `subresources` and `additionalPrinterColumns` move into \
         the items of `spec.versions`, each with a structural schema; `JSONPath` is `jsonPath`, and \
         `conversion.webhookClientConfig` is `conversion.webhook.clientConfig`",
    ),
    (
        &["authorization.k8s.io/v1beta1"],
        &["LocalSubjectAccessReview", "SubjectAccessReview"],
        "`spec.group` is `spec.groups`",
    ),
    (
        &["autoscaling/v2beta1"],
        &["HorizontalPodAutoscaler"],
        "each metric has its numbers under `target`, so that `targetAverageUtilization: 80` is `target: {type: \
         Utilization, averageUtilization: 80}`",
    ),
    (
        &["certificates.k8s.io/v1beta1"],
        &["CertificateSigningRequest"],
        "`spec.signerName` is required and cannot be `kubernetes.io/legacy-unknown`, and `spec.usages` is required",
    ),
    (
        &["coordination.k8s.io/v1alpha1"],
        &["LeaseCandidate"],
        "`spec.preferredStrategies` is one `spec.strategy`",
    ),
    (
        &["discovery.k8s.io/v1beta1"],
        &["EndpointSlice"],
        "an endpoint has `nodeName` and `zone` instead of `topology`",
    ),
    (
        &["events.k8s.io/v1beta1"],
        &["Event"],
        "`type` is limited to Normal and Warning, `involvedObject` is `regarding`, and `action`, `reason`, \
         `reportingController` and `reportingInstance` are required",
    ),
    (
        &["extensions/v1beta1", "networking.k8s.io/v1beta1"],
        &["Ingress"],
        "`pathType` is required, `backend.serviceName` is `backend.service.name`, `backend.servicePort` is \
         `backend.service.port.number` or `.name`, and `spec.backend` is `spec.defaultBackend`",
    ),
    (
        &["flowcontrol.apiserver.k8s.io/v1beta1", "flowcontrol.apiserver.k8s.io/v1beta2"],
        &["PriorityLevelConfiguration"],
        "from `v1beta3` on, `limited.assuredConcurrencyShares` is `limited.nominalConcurrencyShares`",
    ),
    (
        &["flowcontrol.apiserver.k8s.io/v1beta3"],
        &["PriorityLevelConfiguration"],
        "`nominalConcurrencyShares: 0` means 0, no longer the default of 30",
    ),
    (&["node.k8s.io/v1alpha1"], &["RuntimeClass"], "`spec.runtimeHandler` is `handler`"),
    (
        &["policy/v1beta1"],
        &["PodDisruptionBudget"],
        "`selector: {}` selects all pods of the namespace, no longer none",
    ),
    (
        &["policy/v1beta1", "extensions/v1beta1"],
        &["PodSecurityPolicy"],
        "nothing replaces it: label namespaces for Pod Security Admission (`pod-security.kubernetes.io/enforce`), or \
         use a policy engine",
    ),
    (
        &["rbac.authorization.k8s.io/v1alpha1"],
        &["ClusterRoleBinding", "RoleBinding"],
        "a subject has `apiGroup` instead of `apiVersion`",
    ),
    (
        &["resource.k8s.io/v1alpha3", "resource.k8s.io/v1beta1"],
        &["ResourceClaim", "ResourceClaimTemplate"],
        "what a request asks for stands under its `exactly`",
    ),
    (
        &["resource.k8s.io/v1alpha3", "resource.k8s.io/v1beta1"],
        &["ResourceSlice"],
        "what stands under `basic` of a device stands in the device itself",
    ),
    (&["storagemigration.k8s.io/v1alpha1"], &["StorageVersionMigration"], "`spec.resource` has no version"),
    (
        &["v1"],
        &["Endpoints"],
        "a slice names its Service by the label `kubernetes.io/service-name`, holds addresses of one `addressType`, and \
         has `endpoints` and `ports` instead of `subsets`",
    ),
    (
        &["cert-manager.io/v1alpha2", "cert-manager.io/v1alpha3"],
        &["Certificate"],
        "`keyAlgorithm`, `keyEncoding` and `keySize` stand under `privateKey`, and `emailSANs` and `uriSANs` are \
         `emailAddresses` and `uris`",
    ),
    (
        &["cert-manager.io/v1beta1"],
        &["Certificate"],
        "`emailSANs` and `uriSANs` are `emailAddresses` and `uris`",
    ),
    (
        &["karpenter.sh/v1alpha5"],
        &["Provisioner"],
        "nodes are described under `spec.template`, and `providerRef` is `nodeClassRef`",
    ),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;

    use super::*;
    use crate::{KindSchema, ObjectSchema, Type};

    fn migration(api_version: &str, kind: &str) -> Migration {
        Lifetime::of(api_version, kind).unwrap().migration()
    }

    #[test]
    fn shapes_that_change_are_told() {
        for (api_version, kind) in [
            ("networking.k8s.io/v1beta1", "Ingress"),
            ("autoscaling/v2beta1", "HorizontalPodAutoscaler"),
            ("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition"),
            ("extensions/v1beta1", "Deployment"),
        ] {
            let migration = migration(api_version, kind);
            assert!(migration.changes.is_some() && !migration.keeps_fields, "{api_version} {kind}");
        }
        assert_eq!(migration("batch/v1beta1", "CronJob"), Migration { changes: None, keeps_fields: true });
        let budget = migration("policy/v1beta1", "PodDisruptionBudget");
        assert!(budget.keeps_fields && budget.changes.is_some());
    }

    #[test]
    fn the_lists_speak_of_kinds_in_the_table() {
        let lists = KEPT.iter().copied().chain(CHANGES.iter().map(|&(versions, kinds, _)| (versions, kinds)));
        for (versions, kinds) in lists {
            for kind in kinds {
                let known = versions.iter().any(|version| Lifetime::of(version, kind).is_some());
                assert!(known, "{versions:?} {kind}");
            }
        }
    }

    /// Where both versions have schemas, no field is lost by a move that keeps fields.
    #[test]
    fn fields_are_kept() {
        let mut compared = 0;
        for lifetime in Lifetime::all().filter(|lifetime| lifetime.migration().keeps_fields) {
            let successor = lifetime.successor().unwrap();
            let schema = |lifetime: Lifetime| KindSchema::of(lifetime.api_version(), lifetime.kind());
            let (Some(old), Some(new)) = (schema(lifetime), schema(successor)) else { continue };
            let lost = lost(old.object(), new.object(), &mut BTreeSet::new());
            assert_eq!(lost, [""; 0], "{} {}", lifetime.api_version(), lifetime.kind());
            compared += 1;
        }
        assert!(compared > 10, "{compared}");
    }

    /// The fields of `old`, status aside, that `new` has not.
    fn lost(old: ObjectSchema, new: ObjectSchema, seen: &mut BTreeSet<String>) -> Vec<&'static str> {
        let mut found = Vec::new();
        if old == new || !seen.insert(format!("{old:?}{new:?}")) {
            return found;
        }
        for field in old.fields().filter(|field| field.name() != "status") {
            match (inner(field.r#type()), new.field(field.name()).last().map(|field| inner(field.r#type()))) {
                (_, None) => found.push(field.name()),
                (Some(old), Some(Some(new))) => found.extend(lost(old, new, seen)),
                _ => {}
            }
        }
        found
    }

    /// The object that a value is, or that its items or values are.
    fn inner(r#type: Type) -> Option<ObjectSchema> {
        match r#type {
            Type::Object(object) => Some(object),
            Type::Array(array) => inner(array.items()),
            Type::Map(map) => inner(map.values()),
            _ => None,
        }
    }
}
