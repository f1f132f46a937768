//! The resources of the API server: what RBAC rules name.
//!
//! Groups, plurals, kinds, scopes and subresources are those that Kubernetes 1.36 serves, beta and alpha versions among
//! them (`api/discovery` of its repository), those that older supported clusters serve or that roles still name, and
//! those that exist for authorization alone: the kubelet's API under `nodes`, whom one may impersonate, signers.

/// A resource of the API server.
#[derive(Debug)]
pub struct BuiltInResource {
    /// Its name in URLs and rules: `deployments`.
    pub plural: &'static str,
    /// The kind of its objects; empty if it exists for authorization alone.
    pub kind: &'static str,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
    subresources: &'static [&'static str],
}

impl BuiltInResource {
    /// The resource `plural` of API group `group` (empty: the core group).
    pub fn find(group: &str, plural: &str) -> Option<&'static Self> {
        Self::of_group(group)?.iter().find(|resource| resource.plural == plural)
    }

    /// All resources of API group `group`; `None` if the API server does not serve the group.
    pub fn of_group(group: &str) -> Option<&'static [Self]> {
        GROUPS.iter().find(|(name, _)| *name == group).map(|&(_, resources)| resources)
    }

    /// The groups of the API server.
    pub fn groups() -> impl Iterator<Item = &'static str> {
        GROUPS.iter().map(|&(name, _)| name)
    }

    /// Its subresources: `status`, `scale`, `log`.
    pub fn subresources(&self) -> &'static [&'static str] {
        self.subresources
    }

    /// Whether rules may name its subresource `name`. Every resource has `finalizers`, which is only asked for by the
    /// admission plugin OwnerReferencesPermissionEnforcement; extra fields of users have any.
    pub fn has_subresource(&self, name: &str) -> bool {
        name == "finalizers" || self.plural == "userextras" || self.subresources.contains(&name)
    }
}

/// Whether the resources of API group `group` are as many as somebody makes up: metrics that adapters serve.
pub fn has_any_resource(group: &str) -> bool {
    matches!(group, "custom.metrics.k8s.io" | "external.metrics.k8s.io")
}

const NAMESPACED: bool = true;
const CLUSTER: bool = false;

const fn resource(
    plural: &'static str,
    kind: &'static str,
    namespaced: bool,
    subresources: &'static [&'static str],
) -> BuiltInResource {
    BuiltInResource { plural, kind, namespaced, subresources }
}

static GROUPS: [(&str, &[BuiltInResource]); 25] = [
    (
        "",
        &[
            resource("bindings", "Binding", NAMESPACED, &[]),
            resource("componentstatuses", "ComponentStatus", CLUSTER, &[]),
            resource("configmaps", "ConfigMap", NAMESPACED, &[]),
            resource("endpoints", "Endpoints", NAMESPACED, &["restricted"]),
            resource("events", "Event", NAMESPACED, &[]),
            resource("groups", "", CLUSTER, &[]),
            resource("limitranges", "LimitRange", NAMESPACED, &[]),
            resource("namespaces", "Namespace", CLUSTER, &["finalize", "status"]),
            resource(
                "nodes",
                "Node",
                CLUSTER,
                &[
                    "checkpoint",
                    "configz",
                    "flagz",
                    "healthz",
                    "log",
                    "metrics",
                    "pods",
                    "proxy",
                    "spec",
                    "stats",
                    "status",
                    "statusz",
                ],
            ),
            resource("persistentvolumeclaims", "PersistentVolumeClaim", NAMESPACED, &["status"]),
            resource("persistentvolumes", "PersistentVolume", CLUSTER, &["status"]),
            resource(
                "pods",
                "Pod",
                NAMESPACED,
                &[
                    "attach",
                    "binding",
                    "ephemeralcontainers",
                    "eviction",
                    "exec",
                    "log",
                    "portforward",
                    "proxy",
                    "resize",
                    "status",
                ],
            ),
            resource("podtemplates", "PodTemplate", NAMESPACED, &[]),
            resource("replicationcontrollers", "ReplicationController", NAMESPACED, &["scale", "status"]),
            resource("resourcequotas", "ResourceQuota", NAMESPACED, &["status"]),
            resource("secrets", "Secret", NAMESPACED, &[]),
            resource("serviceaccounts", "ServiceAccount", NAMESPACED, &["token"]),
            resource("services", "Service", NAMESPACED, &["proxy", "status"]),
            resource("users", "", CLUSTER, &[]),
        ],
    ),
    (
        "admissionregistration.k8s.io",
        &[
            resource("mutatingadmissionpolicies", "MutatingAdmissionPolicy", CLUSTER, &[]),
            resource("mutatingadmissionpolicybindings", "MutatingAdmissionPolicyBinding", CLUSTER, &[]),
            resource("mutatingwebhookconfigurations", "MutatingWebhookConfiguration", CLUSTER, &[]),
            resource("validatingadmissionpolicies", "ValidatingAdmissionPolicy", CLUSTER, &["status"]),
            resource("validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", CLUSTER, &[]),
            resource("validatingwebhookconfigurations", "ValidatingWebhookConfiguration", CLUSTER, &[]),
        ],
    ),
    (
        "apiextensions.k8s.io",
        &[resource("customresourcedefinitions", "CustomResourceDefinition", CLUSTER, &["status"])],
    ),
    ("apiregistration.k8s.io", &[resource("apiservices", "APIService", CLUSTER, &["status"])]),
    (
        "apps",
        &[
            resource("controllerrevisions", "ControllerRevision", NAMESPACED, &[]),
            resource("daemonsets", "DaemonSet", NAMESPACED, &["status"]),
            resource("deployments", "Deployment", NAMESPACED, &["rollback", "scale", "status"]),
            resource("replicasets", "ReplicaSet", NAMESPACED, &["scale", "status"]),
            resource("statefulsets", "StatefulSet", NAMESPACED, &["scale", "status"]),
        ],
    ),
    (
        "authentication.k8s.io",
        &[
            resource("groups", "", CLUSTER, &[]),
            resource("nodes", "", CLUSTER, &[]),
            resource("selfsubjectreviews", "SelfSubjectReview", CLUSTER, &[]),
            resource("serviceaccounts", "", NAMESPACED, &[]),
            resource("tokenreviews", "TokenReview", CLUSTER, &[]),
            resource("uids", "", CLUSTER, &[]),
            resource("userextras", "", CLUSTER, &[]),
            resource("users", "", CLUSTER, &[]),
        ],
    ),
    (
        "authorization.k8s.io",
        &[
            resource("localsubjectaccessreviews", "LocalSubjectAccessReview", NAMESPACED, &[]),
            resource("selfsubjectaccessreviews", "SelfSubjectAccessReview", CLUSTER, &[]),
            resource("selfsubjectrulesreviews", "SelfSubjectRulesReview", CLUSTER, &[]),
            resource("subjectaccessreviews", "SubjectAccessReview", CLUSTER, &[]),
        ],
    ),
    (
        "autoscaling",
        &[resource("horizontalpodautoscalers", "HorizontalPodAutoscaler", NAMESPACED, &["status"])],
    ),
    (
        "batch",
        &[
            resource("cronjobs", "CronJob", NAMESPACED, &["status"]),
            resource("jobs", "Job", NAMESPACED, &["status"]),
        ],
    ),
    (
        "certificates.k8s.io",
        &[
            resource(
                "certificatesigningrequests",
                "CertificateSigningRequest",
                CLUSTER,
                &["approval", "nodeclient", "selfnodeclient", "status"],
            ),
            resource("clustertrustbundles", "ClusterTrustBundle", CLUSTER, &[]),
            resource("podcertificaterequests", "PodCertificateRequest", NAMESPACED, &["status"]),
            resource("signers", "", CLUSTER, &[]),
        ],
    ),
    (
        "coordination.k8s.io",
        &[
            resource("leasecandidates", "LeaseCandidate", NAMESPACED, &[]),
            resource("leases", "Lease", NAMESPACED, &[]),
        ],
    ),
    ("discovery.k8s.io", &[resource("endpointslices", "EndpointSlice", NAMESPACED, &["restricted"])]),
    ("events.k8s.io", &[resource("events", "Event", NAMESPACED, &[])]),
    (
        "extensions",
        &[
            resource("daemonsets", "DaemonSet", NAMESPACED, &["status"]),
            resource("deployments", "Deployment", NAMESPACED, &["rollback", "scale", "status"]),
            resource("ingresses", "Ingress", NAMESPACED, &["status"]),
            resource("networkpolicies", "NetworkPolicy", NAMESPACED, &[]),
            resource("podsecuritypolicies", "PodSecurityPolicy", CLUSTER, &[]),
            resource("replicasets", "ReplicaSet", NAMESPACED, &["scale", "status"]),
            resource("replicationcontrollers", "ReplicationController", NAMESPACED, &["scale"]),
        ],
    ),
    (
        "flowcontrol.apiserver.k8s.io",
        &[
            resource("flowschemas", "FlowSchema", CLUSTER, &["status"]),
            resource("prioritylevelconfigurations", "PriorityLevelConfiguration", CLUSTER, &["status"]),
        ],
    ),
    ("internal.apiserver.k8s.io", &[resource("storageversions", "StorageVersion", CLUSTER, &["status"])]),
    (
        "metrics.k8s.io",
        &[resource("nodes", "NodeMetrics", CLUSTER, &[]), resource("pods", "PodMetrics", NAMESPACED, &[])],
    ),
    (
        "networking.k8s.io",
        &[
            resource("ingressclasses", "IngressClass", CLUSTER, &[]),
            resource("ingresses", "Ingress", NAMESPACED, &["status"]),
            resource("ipaddresses", "IPAddress", CLUSTER, &[]),
            resource("networkpolicies", "NetworkPolicy", NAMESPACED, &[]),
            resource("servicecidrs", "ServiceCIDR", CLUSTER, &["status"]),
        ],
    ),
    ("node.k8s.io", &[resource("runtimeclasses", "RuntimeClass", CLUSTER, &[])]),
    (
        "policy",
        &[
            resource("poddisruptionbudgets", "PodDisruptionBudget", NAMESPACED, &["status"]),
            resource("podsecuritypolicies", "PodSecurityPolicy", CLUSTER, &[]),
        ],
    ),
    (
        "rbac.authorization.k8s.io",
        &[
            resource("clusterrolebindings", "ClusterRoleBinding", CLUSTER, &[]),
            resource("clusterroles", "ClusterRole", CLUSTER, &[]),
            resource("rolebindings", "RoleBinding", NAMESPACED, &[]),
            resource("roles", "Role", NAMESPACED, &[]),
        ],
    ),
    (
        "resource.k8s.io",
        &[
            resource("deviceclasses", "DeviceClass", CLUSTER, &[]),
            resource("devicetaintrules", "DeviceTaintRule", CLUSTER, &["status"]),
            resource("podschedulingcontexts", "PodSchedulingContext", NAMESPACED, &["status"]),
            resource("resourceclaimparameters", "ResourceClaimParameters", NAMESPACED, &[]),
            resource("resourceclaims", "ResourceClaim", NAMESPACED, &["binding", "driver", "status"]),
            resource("resourceclaimtemplates", "ResourceClaimTemplate", NAMESPACED, &[]),
            resource("resourceclasses", "ResourceClass", CLUSTER, &[]),
            resource("resourceclassparameters", "ResourceClassParameters", NAMESPACED, &[]),
            resource("resourcepoolstatusrequests", "ResourcePoolStatusRequest", CLUSTER, &["status"]),
            resource("resourceslices", "ResourceSlice", CLUSTER, &[]),
        ],
    ),
    (
        "scheduling.k8s.io",
        &[
            resource("podgroups", "PodGroup", NAMESPACED, &["status"]),
            resource("priorityclasses", "PriorityClass", CLUSTER, &[]),
            resource("workloads", "Workload", NAMESPACED, &[]),
        ],
    ),
    (
        "storage.k8s.io",
        &[
            resource("csidrivers", "CSIDriver", CLUSTER, &[]),
            resource("csinodes", "CSINode", CLUSTER, &[]),
            resource("csistoragecapacities", "CSIStorageCapacity", NAMESPACED, &[]),
            resource("storageclasses", "StorageClass", CLUSTER, &[]),
            resource("volumeattachments", "VolumeAttachment", CLUSTER, &["status"]),
            resource("volumeattributesclasses", "VolumeAttributesClass", CLUSTER, &[]),
        ],
    ),
    (
        "storagemigration.k8s.io",
        &[resource("storageversionmigrations", "StorageVersionMigration", CLUSTER, &["status"])],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources() {
        for (group, plural, expected) in [
            ("", "pods", Some(("Pod", true))),
            ("", "nodes", Some(("Node", false))),
            ("apps", "deployments", Some(("Deployment", true))),
            ("extensions", "deployments", Some(("Deployment", true))),
            ("", "deployments", None),
            ("apps", "deployment", None),
            ("rbac.authorization.k8s.io", "clusterroles", Some(("ClusterRole", false))),
            ("certificates.k8s.io", "signers", Some(("", false))),
            ("example.com", "widgets", None),
        ] {
            let found = BuiltInResource::find(group, plural);
            assert_eq!(found.map(|it| (it.kind, it.namespaced)), expected, "{group} {plural}");
        }
    }

    #[test]
    fn subresources() {
        for (group, plural, name, expected) in [
            ("", "pods", "exec", true),
            ("", "pods", "scale", false),
            ("", "nodes", "metrics", true),
            ("", "serviceaccounts", "token", true),
            ("", "configmaps", "finalizers", true),
            ("apps", "deployments", "scale", true),
            ("authentication.k8s.io", "userextras", "scopes", true),
        ] {
            let found = BuiltInResource::find(group, plural).is_some_and(|it| it.has_subresource(name));
            assert_eq!(found, expected, "{group} {plural}/{name}");
        }
    }

    #[test]
    fn each_once() {
        let mut seen = std::collections::BTreeSet::new();
        for group in BuiltInResource::groups() {
            for resource in BuiltInResource::of_group(group).into_iter().flatten() {
                assert!(seen.insert((group, resource.plural)), "{group} {}", resource.plural);
            }
        }
    }
}
