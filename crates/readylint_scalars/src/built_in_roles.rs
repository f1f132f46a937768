//! The roles that the API server makes in every cluster when it starts.
//!
//! Names, labels and rules are those of `plugin/pkg/auth/authorizer/rbac/bootstrappolicy` as of Kubernetes 1.36. Of the
//! roles that people bind, the rules are here; those of the control plane's own components change with every minor and
//! are left out: of them nothing can be told.

/// A rule of a built-in role; the lists mean what they do in a `PolicyRule`.
#[derive(Debug)]
pub struct BuiltInRule {
    /// `verbs`.
    pub verbs: &'static [&'static str],
    /// `apiGroups`.
    pub api_groups: &'static [&'static str],
    /// `resources`.
    pub resources: &'static [&'static str],
    /// `resourceNames`.
    pub resource_names: &'static [&'static str],
    /// `nonResourceURLs`.
    pub non_resource_urls: &'static [&'static str],
}

/// A role that every cluster has.
#[derive(Debug)]
pub struct BuiltInRole {
    /// Its name.
    pub name: &'static str,
    /// Its rules in parts, which other roles share; `None` where they are not known.
    parts: Option<&'static [&'static [BuiltInRule]]>,
    /// Its labels.
    labels: &'static [(&'static str, &'static str)],
    /// The labels whose carriers among ClusterRoles its rules are gathered from, directly or through another role.
    pub aggregates: &'static [&'static str],
}

impl BuiltInRole {
    /// The built-in ClusterRole `name`. Every name under `system:` is one: other parts of the system, and
    /// distributions, keep theirs there.
    pub fn cluster_role(name: &str) -> Option<&'static Self> {
        let known = CLUSTER_ROLES.iter().find(|role| role.name == name);
        known.or_else(|| name.starts_with("system:").then_some(&SYSTEM_ROLE))
    }

    /// The built-in Role `name` of `namespace`.
    pub fn role(namespace: Option<&str>, name: &str) -> Option<&'static Self> {
        let namespace = namespace?;
        ROLES.iter().find(|(home, role)| *home == namespace && role.name == name).map(|(_, role)| role)
    }

    /// All built-in ClusterRoles whose names and labels are known.
    pub fn cluster_roles() -> &'static [Self] {
        &CLUSTER_ROLES
    }

    /// Its rules; `None` if they are not known.
    pub fn rules(&self) -> Option<impl Iterator<Item = &'static BuiltInRule> + use<>> {
        self.parts.map(|parts| parts.iter().copied().flatten())
    }

    /// The value of its label `key`.
    pub fn label(&self, key: &str) -> Option<&'static str> {
        self.labels.iter().find(|(own, _)| *own == key).map(|&(_, value)| value)
    }
}

/// The label of a ClusterRole whose rules become those of `admin`.
const TO_ADMIN: &str = "rbac.authorization.k8s.io/aggregate-to-admin";
/// The label of a ClusterRole whose rules become those of `edit`.
const TO_EDIT: &str = "rbac.authorization.k8s.io/aggregate-to-edit";
/// The label of a ClusterRole whose rules become those of `view`.
const TO_VIEW: &str = "rbac.authorization.k8s.io/aggregate-to-view";
/// The label of all of them.
const BOOTSTRAPPING: (&str, &str) = ("kubernetes.io/bootstrapping", "rbac-defaults");

const READ: &[&str] = &["get", "list", "watch"];
const WRITE: &[&str] = &["create", "delete", "deletecollection", "patch", "update"];
const READ_WRITE: &[&str] =
    &["get", "list", "watch", "create", "delete", "deletecollection", "patch", "update"];
const CREATE: &[&str] = &["create"];

const fn rule(
    verbs: &'static [&'static str],
    api_groups: &'static [&'static str],
    resources: &'static [&'static str],
) -> BuiltInRule {
    BuiltInRule { verbs, api_groups, resources, resource_names: &[], non_resource_urls: &[] }
}

const fn urls(verbs: &'static [&'static str], non_resource_urls: &'static [&'static str]) -> BuiltInRule {
    BuiltInRule { verbs, api_groups: &[], resources: &[], resource_names: &[], non_resource_urls }
}

const EVERYTHING: &[BuiltInRule] = &[rule(&["*"], &["*"], &["*"]), urls(&["*"], &["*"])];

/// `system:aggregate-to-view`: no Secrets, nothing that would let the reader become somebody else.
const VIEW: &[BuiltInRule] = &[
    rule(
        READ,
        &[""],
        &[
            "bindings",
            "configmaps",
            "endpoints",
            "limitranges",
            "namespaces",
            "namespaces/status",
            "persistentvolumeclaims",
            "persistentvolumeclaims/status",
            "pods",
            "pods/log",
            "pods/status",
            "replicationcontrollers",
            "replicationcontrollers/scale",
            "replicationcontrollers/status",
            "resourcequotas",
            "resourcequotas/status",
            "serviceaccounts",
            "services",
            "services/status",
        ],
    ),
    rule(READ, &["", "events.k8s.io"], &["events"]),
    rule(READ, &["discovery.k8s.io"], &["endpointslices"]),
    rule(
        READ,
        &["apps"],
        &[
            "controllerrevisions",
            "daemonsets",
            "daemonsets/status",
            "deployments",
            "deployments/scale",
            "deployments/status",
            "replicasets",
            "replicasets/scale",
            "replicasets/status",
            "statefulsets",
            "statefulsets/scale",
            "statefulsets/status",
        ],
    ),
    rule(READ, &["autoscaling"], &["horizontalpodautoscalers", "horizontalpodautoscalers/status"]),
    rule(READ, &["batch"], &["cronjobs", "cronjobs/status", "jobs", "jobs/status"]),
    rule(
        READ,
        &["extensions"],
        &[
            "daemonsets",
            "daemonsets/status",
            "deployments",
            "deployments/scale",
            "deployments/status",
            "ingresses",
            "ingresses/status",
            "networkpolicies",
            "replicasets",
            "replicasets/scale",
            "replicasets/status",
            "replicationcontrollers/scale",
        ],
    ),
    rule(READ, &["policy"], &["poddisruptionbudgets", "poddisruptionbudgets/status"]),
    rule(READ, &["networking.k8s.io"], &["ingresses", "ingresses/status", "networkpolicies"]),
    rule(READ, &["resource.k8s.io"], &["resourceclaims", "resourceclaims/status", "resourceclaimtemplates"]),
];

/// `system:aggregate-to-edit`.
const EDIT: &[BuiltInRule] = &[
    rule(
        READ,
        &[""],
        &["pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services/proxy"],
    ),
    rule(&["impersonate"], &[""], &["serviceaccounts"]),
    rule(CREATE, &[""], &["pods/eviction", "serviceaccounts/token"]),
    rule(
        WRITE,
        &[""],
        &[
            "configmaps",
            "persistentvolumeclaims",
            "pods",
            "pods/attach",
            "pods/exec",
            "pods/portforward",
            "pods/proxy",
            "replicationcontrollers",
            "replicationcontrollers/scale",
            "secrets",
            "serviceaccounts",
            "services",
            "services/proxy",
        ],
    ),
    rule(WRITE, &["", "events.k8s.io"], &["events"]),
    rule(
        WRITE,
        &["apps"],
        &[
            "daemonsets",
            "deployments",
            "deployments/rollback",
            "deployments/scale",
            "replicasets",
            "replicasets/scale",
            "statefulsets",
            "statefulsets/scale",
        ],
    ),
    rule(WRITE, &["autoscaling"], &["horizontalpodautoscalers"]),
    rule(WRITE, &["batch"], &["cronjobs", "jobs"]),
    rule(
        WRITE,
        &["extensions"],
        &[
            "daemonsets",
            "deployments",
            "deployments/rollback",
            "deployments/scale",
            "ingresses",
            "networkpolicies",
            "replicasets",
            "replicasets/scale",
            "replicationcontrollers/scale",
        ],
    ),
    rule(WRITE, &["policy"], &["poddisruptionbudgets"]),
    rule(WRITE, &["networking.k8s.io"], &["ingresses", "networkpolicies"]),
    rule(READ_WRITE, &["coordination.k8s.io"], &["leases"]),
    rule(WRITE, &["resource.k8s.io"], &["resourceclaims", "resourceclaimtemplates"]),
];

/// `system:aggregate-to-admin`.
const ADMIN: &[BuiltInRule] = &[
    rule(CREATE, &["authorization.k8s.io"], &["localsubjectaccessreviews"]),
    rule(READ_WRITE, &["rbac.authorization.k8s.io"], &["rolebindings", "roles"]),
];

const AUTH_DELEGATOR: &[BuiltInRule] = &[
    rule(CREATE, &["authentication.k8s.io"], &["tokenreviews"]),
    rule(CREATE, &["authorization.k8s.io"], &["subjectaccessreviews"]),
];

const BASIC_USER: &[BuiltInRule] = &[
    rule(CREATE, &["authorization.k8s.io"], &["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
    rule(CREATE, &["authentication.k8s.io"], &["selfsubjectreviews"]),
];

const DISCOVERY: &[BuiltInRule] = &[urls(
    &["get"],
    &[
        "/api",
        "/api/*",
        "/apis",
        "/apis/*",
        "/healthz",
        "/livez",
        "/openapi",
        "/openapi/*",
        "/readyz",
        "/version",
        "/version/",
    ],
)];

const PUBLIC_INFO: &[BuiltInRule] =
    &[urls(&["get"], &["/healthz", "/livez", "/readyz", "/version", "/version/"])];

/// Lets an extension API server read how requests are authenticated.
const AUTHENTICATION_READER: &[BuiltInRule] = &[BuiltInRule {
    verbs: READ,
    api_groups: &[""],
    resources: &["configmaps"],
    resource_names: &["extension-apiserver-authentication"],
    non_resource_urls: &[],
}];

const fn known(name: &'static str, parts: &'static [&'static [BuiltInRule]]) -> BuiltInRole {
    BuiltInRole { name, parts: Some(parts), labels: &[BOOTSTRAPPING], aggregates: &[] }
}

/// A role of which only the name is known.
const fn opaque(name: &'static str) -> BuiltInRole {
    BuiltInRole { name, parts: None, labels: &[BOOTSTRAPPING], aggregates: &[] }
}

/// Stands for a ClusterRole under `system:` that is not in the table.
static SYSTEM_ROLE: BuiltInRole = BuiltInRole { name: "system:*", parts: None, labels: &[], aggregates: &[] };

static ROLES: [(&str, BuiltInRole); 7] = [
    ("kube-system", known("extension-apiserver-authentication-reader", &[AUTHENTICATION_READER])),
    ("kube-system", opaque("system::leader-locking-kube-controller-manager")),
    ("kube-system", opaque("system::leader-locking-kube-scheduler")),
    ("kube-system", opaque("system:controller:bootstrap-signer")),
    ("kube-system", opaque("system:controller:cloud-provider")),
    ("kube-system", opaque("system:controller:token-cleaner")),
    ("kube-public", opaque("system:controller:bootstrap-signer")),
];

static CLUSTER_ROLES: [BuiltInRole; 70] = [
    known("cluster-admin", &[EVERYTHING]),
    BuiltInRole {
        name: "admin",
        parts: Some(&[ADMIN, EDIT, VIEW]),
        labels: &[BOOTSTRAPPING],
        aggregates: &[TO_ADMIN, TO_EDIT, TO_VIEW],
    },
    BuiltInRole {
        name: "edit",
        parts: Some(&[EDIT, VIEW]),
        labels: &[BOOTSTRAPPING, (TO_ADMIN, "true")],
        aggregates: &[TO_EDIT, TO_VIEW],
    },
    BuiltInRole {
        name: "view",
        parts: Some(&[VIEW]),
        labels: &[BOOTSTRAPPING, (TO_EDIT, "true")],
        aggregates: &[TO_VIEW],
    },
    BuiltInRole {
        name: "system:aggregate-to-admin",
        parts: Some(&[ADMIN]),
        labels: &[BOOTSTRAPPING, (TO_ADMIN, "true")],
        aggregates: &[],
    },
    BuiltInRole {
        name: "system:aggregate-to-edit",
        parts: Some(&[EDIT]),
        labels: &[BOOTSTRAPPING, (TO_EDIT, "true")],
        aggregates: &[],
    },
    BuiltInRole {
        name: "system:aggregate-to-view",
        parts: Some(&[VIEW]),
        labels: &[BOOTSTRAPPING, (TO_VIEW, "true")],
        aggregates: &[],
    },
    known("system:auth-delegator", &[AUTH_DELEGATOR]),
    known("system:basic-user", &[BASIC_USER]),
    known("system:discovery", &[DISCOVERY]),
    known("system:public-info-viewer", &[PUBLIC_INFO]),
    opaque("system:certificates.k8s.io:certificatesigningrequests:nodeclient"),
    opaque("system:certificates.k8s.io:certificatesigningrequests:selfnodeclient"),
    opaque("system:certificates.k8s.io:kube-apiserver-client-approver"),
    opaque("system:certificates.k8s.io:kube-apiserver-client-kubelet-approver"),
    opaque("system:certificates.k8s.io:kubelet-serving-approver"),
    opaque("system:certificates.k8s.io:legacy-unknown-approver"),
    opaque("system:cluster-trust-bundle-discovery"),
    opaque("system:controller:attachdetach-controller"),
    opaque("system:controller:certificate-controller"),
    opaque("system:controller:clusterrole-aggregation-controller"),
    opaque("system:controller:cronjob-controller"),
    opaque("system:controller:daemon-set-controller"),
    opaque("system:controller:deployment-controller"),
    opaque("system:controller:device-taint-eviction-controller"),
    opaque("system:controller:disruption-controller"),
    opaque("system:controller:endpoint-controller"),
    opaque("system:controller:endpointslice-controller"),
    opaque("system:controller:endpointslicemirroring-controller"),
    opaque("system:controller:ephemeral-volume-controller"),
    opaque("system:controller:expand-controller"),
    opaque("system:controller:generic-garbage-collector"),
    opaque("system:controller:horizontal-pod-autoscaler"),
    opaque("system:controller:job-controller"),
    opaque("system:controller:legacy-service-account-token-cleaner"),
    opaque("system:controller:namespace-controller"),
    opaque("system:controller:node-controller"),
    opaque("system:controller:persistent-volume-binder"),
    opaque("system:controller:pod-garbage-collector"),
    opaque("system:controller:pv-protection-controller"),
    opaque("system:controller:pvc-protection-controller"),
    opaque("system:controller:replicaset-controller"),
    opaque("system:controller:replication-controller"),
    opaque("system:controller:resource-claim-controller"),
    opaque("system:controller:resourcequota-controller"),
    opaque("system:controller:root-ca-cert-publisher"),
    opaque("system:controller:route-controller"),
    opaque("system:controller:selinux-warning-controller"),
    opaque("system:controller:service-account-controller"),
    opaque("system:controller:service-cidrs-controller"),
    opaque("system:controller:service-controller"),
    opaque("system:controller:statefulset-controller"),
    opaque("system:controller:ttl-after-finished-controller"),
    opaque("system:controller:ttl-controller"),
    opaque("system:controller:validatingadmissionpolicy-status-controller"),
    opaque("system:controller:volumeattributesclass-protection-controller"),
    opaque("system:heapster"),
    opaque("system:kube-aggregator"),
    opaque("system:kube-controller-manager"),
    opaque("system:kube-dns"),
    opaque("system:kube-scheduler"),
    opaque("system:kubelet-api-admin"),
    opaque("system:monitoring"),
    opaque("system:node"),
    opaque("system:node-bootstrapper"),
    opaque("system:node-problem-detector"),
    opaque("system:node-proxier"),
    opaque("system:persistent-volume-provisioner"),
    opaque("system:service-account-issuer-discovery"),
    opaque("system:volume-scheduler"),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_resolve() {
        for (name, known) in [
            ("cluster-admin", Some(true)),
            ("view", Some(true)),
            ("system:controller:job-controller", Some(false)),
            ("system:aggregated-metrics-reader", Some(false)),
            ("cluster-administrator", None),
            ("system", None),
        ] {
            let role = BuiltInRole::cluster_role(name);
            assert_eq!(role.map(|role| role.rules().is_some()), known, "{name}");
        }
        let reader = "extension-apiserver-authentication-reader";
        assert!(BuiltInRole::role(Some("kube-system"), reader).unwrap().rules().is_some());
        assert!(BuiltInRole::role(Some("default"), reader).is_none());
        assert!(BuiltInRole::role(None, reader).is_none());
    }

    #[test]
    fn each_name_once() {
        let mut names: Vec<&str> = CLUSTER_ROLES.iter().map(|role| role.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    }

    #[test]
    fn wider_roles_hold_the_narrower_ones() {
        let count = |name| BuiltInRole::cluster_role(name).unwrap().rules().unwrap().count();
        assert!(count("view") < count("edit") && count("edit") < count("admin"));
        assert_eq!(count("admin"), count("edit") + count("system:aggregate-to-admin"));
    }
}
