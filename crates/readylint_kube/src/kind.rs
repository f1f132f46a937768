//! Kinds that the model knows, independent of their API version.

/// Declares the kinds, each once: variant, name in the API, groups that serve or served it, and where it lives.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident $name:literal [$($group:literal),+] $scope:ident;)+) => {
        /// A kind of object. Built-in kinds are those of Kubernetes itself; kinds of common operators follow because
        /// edges or derived facts need them. Everything else is [`Kind::Other`]: never an error, and still an object
        /// with metadata, labels and references.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)] // the variants are the API's own names
        pub enum Kind {
            $($(#[$doc])* $variant,)+
            /// Policies of Cilium, Calico and Antrea, and those of administrators: the answer about reachability becomes "cannot tell".
            ForeignNetworkPolicy,
            /// Any other kind.
            Other,
        }

        impl Kind {
            /// The kind of that name and the groups that serve or served it.
            fn table(kind: &str) -> (Self, &'static [&'static str]) {
                match kind {
                    $($name => (Self::$variant, &[$($group),+]),)+
                    "CiliumNetworkPolicy" | "CiliumClusterwideNetworkPolicy" => {
                        (Self::ForeignNetworkPolicy, &["cilium.io"])
                    }
                    "GlobalNetworkPolicy" => {
                        (Self::ForeignNetworkPolicy, &["projectcalico.org", "crd.projectcalico.org"])
                    }
                    "AdminNetworkPolicy" | "BaselineAdminNetworkPolicy" => {
                        (Self::ForeignNetworkPolicy, &["policy.networking.k8s.io"])
                    }
                    "ClusterNetworkPolicy" => {
                        (Self::ForeignNetworkPolicy, &["policy.networking.k8s.io", "crd.antrea.io"])
                    }
                    _ => (Self::Other, &[]),
                }
            }

            /// The kind's name in the API; empty where several share the variant.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                    Self::ForeignNetworkPolicy | Self::Other => "",
                }
            }

            /// Whether objects of the kind live in namespaces; `None` for kinds the model does not know.
            pub const fn is_namespaced(self) -> Option<bool> {
                match self {
                    $(Self::$variant => Some(kinds!(@ $scope)),)+
                    Self::ForeignNetworkPolicy | Self::Other => None,
                }
            }
        }
    };
    (@ namespaced) => { true };
    (@ cluster) => { false };
}

kinds! {
    Pod "Pod" [""] namespaced;
    Deployment "Deployment" ["apps", "extensions"] namespaced;
    StatefulSet "StatefulSet" ["apps"] namespaced;
    DaemonSet "DaemonSet" ["apps", "extensions"] namespaced;
    ReplicaSet "ReplicaSet" ["apps", "extensions"] namespaced;
    ReplicationController "ReplicationController" [""] namespaced;
    Job "Job" ["batch"] namespaced;
    CronJob "CronJob" ["batch"] namespaced;
    PodTemplate "PodTemplate" [""] namespaced;
    Service "Service" [""] namespaced;
    Endpoints "Endpoints" [""] namespaced;
    EndpointSlice "EndpointSlice" ["discovery.k8s.io"] namespaced;
    Ingress "Ingress" ["networking.k8s.io", "extensions"] namespaced;
    IngressClass "IngressClass" ["networking.k8s.io"] cluster;
    NetworkPolicy "NetworkPolicy" ["networking.k8s.io", "extensions"] namespaced;
    ConfigMap "ConfigMap" [""] namespaced;
    Secret "Secret" [""] namespaced;
    Namespace "Namespace" [""] cluster;
    Node "Node" [""] cluster;
    Event "Event" ["", "events.k8s.io"] namespaced;
    ServiceAccount "ServiceAccount" [""] namespaced;
    PersistentVolumeClaim "PersistentVolumeClaim" [""] namespaced;
    PersistentVolume "PersistentVolume" [""] cluster;
    StorageClass "StorageClass" ["storage.k8s.io"] cluster;
    VolumeAttachment "VolumeAttachment" ["storage.k8s.io"] cluster;
    CsiDriver "CSIDriver" ["storage.k8s.io"] cluster;
    CsiNode "CSINode" ["storage.k8s.io"] cluster;
    LimitRange "LimitRange" [""] namespaced;
    ResourceQuota "ResourceQuota" [""] namespaced;
    PodDisruptionBudget "PodDisruptionBudget" ["policy"] namespaced;
    PodSecurityPolicy "PodSecurityPolicy" ["policy", "extensions"] cluster;
    HorizontalPodAutoscaler "HorizontalPodAutoscaler" ["autoscaling"] namespaced;
    Role "Role" ["rbac.authorization.k8s.io"] namespaced;
    ClusterRole "ClusterRole" ["rbac.authorization.k8s.io"] cluster;
    RoleBinding "RoleBinding" ["rbac.authorization.k8s.io"] namespaced;
    ClusterRoleBinding "ClusterRoleBinding" ["rbac.authorization.k8s.io"] cluster;
    PriorityClass "PriorityClass" ["scheduling.k8s.io"] cluster;
    RuntimeClass "RuntimeClass" ["node.k8s.io"] cluster;
    ValidatingWebhookConfiguration "ValidatingWebhookConfiguration" ["admissionregistration.k8s.io"] cluster;
    MutatingWebhookConfiguration "MutatingWebhookConfiguration" ["admissionregistration.k8s.io"] cluster;
    ValidatingAdmissionPolicy "ValidatingAdmissionPolicy" ["admissionregistration.k8s.io"] cluster;
    ValidatingAdmissionPolicyBinding "ValidatingAdmissionPolicyBinding" ["admissionregistration.k8s.io"] cluster;
    CustomResourceDefinition "CustomResourceDefinition" ["apiextensions.k8s.io"] cluster;
    ApiService "APIService" ["apiregistration.k8s.io"] cluster;
    ControllerRevision "ControllerRevision" ["apps"] namespaced;
    Lease "Lease" ["coordination.k8s.io"] namespaced;
    CertificateSigningRequest "CertificateSigningRequest" ["certificates.k8s.io"] cluster;
    /// Gateway API.
    Gateway "Gateway" ["gateway.networking.k8s.io"] namespaced;
    GatewayClass "GatewayClass" ["gateway.networking.k8s.io"] cluster;
    HttpRoute "HTTPRoute" ["gateway.networking.k8s.io"] namespaced;
    GrpcRoute "GRPCRoute" ["gateway.networking.k8s.io"] namespaced;
    TlsRoute "TLSRoute" ["gateway.networking.k8s.io"] namespaced;
    TcpRoute "TCPRoute" ["gateway.networking.k8s.io"] namespaced;
    UdpRoute "UDPRoute" ["gateway.networking.k8s.io"] namespaced;
    ReferenceGrant "ReferenceGrant" ["gateway.networking.k8s.io"] namespaced;
    /// OpenShift.
    Route "Route" ["route.openshift.io"] namespaced;
    /// cert-manager, and trust-manager's Bundle, which makes ConfigMaps.
    Certificate "Certificate" ["cert-manager.io"] namespaced;
    Issuer "Issuer" ["cert-manager.io"] namespaced;
    ClusterIssuer "ClusterIssuer" ["cert-manager.io"] cluster;
    Bundle "Bundle" ["trust.cert-manager.io"] cluster;
    /// Makers of Secrets.
    ExternalSecret "ExternalSecret" ["external-secrets.io"] namespaced;
    ClusterExternalSecret "ClusterExternalSecret" ["external-secrets.io"] cluster;
    SecretStore "SecretStore" ["external-secrets.io"] namespaced;
    ClusterSecretStore "ClusterSecretStore" ["external-secrets.io"] cluster;
    SealedSecret "SealedSecret" ["bitnami.com"] namespaced;
    SecretProviderClass "SecretProviderClass" ["secrets-store.csi.x-k8s.io"] namespaced;
    /// Argo Rollouts and Flagger.
    Rollout "Rollout" ["argoproj.io"] namespaced;
    AnalysisTemplate "AnalysisTemplate" ["argoproj.io"] namespaced;
    ClusterAnalysisTemplate "ClusterAnalysisTemplate" ["argoproj.io"] cluster;
    Canary "Canary" ["flagger.app"] namespaced;
    /// Autoscaling: KEDA, and the vertical autoscaler.
    ScaledObject "ScaledObject" ["keda.sh"] namespaced;
    ScaledJob "ScaledJob" ["keda.sh"] namespaced;
    TriggerAuthentication "TriggerAuthentication" ["keda.sh"] namespaced;
    ClusterTriggerAuthentication "ClusterTriggerAuthentication" ["keda.sh"] cluster;
    VerticalPodAutoscaler "VerticalPodAutoscaler" ["autoscaling.k8s.io"] namespaced;
    /// Prometheus Operator.
    ServiceMonitor "ServiceMonitor" ["monitoring.coreos.com"] namespaced;
    PodMonitor "PodMonitor" ["monitoring.coreos.com"] namespaced;
    Probe "Probe" ["monitoring.coreos.com"] namespaced;
    Prometheus "Prometheus" ["monitoring.coreos.com"] namespaced;
    PrometheusRule "PrometheusRule" ["monitoring.coreos.com"] namespaced;
    /// Istio and Linkerd.
    PeerAuthentication "PeerAuthentication" ["security.istio.io"] namespaced;
    AuthorizationPolicy "AuthorizationPolicy" ["security.istio.io"] namespaced;
    DestinationRule "DestinationRule" ["networking.istio.io"] namespaced;
    Sidecar "Sidecar" ["networking.istio.io"] namespaced;
    LinkerdServer "Server" ["policy.linkerd.io"] namespaced;
    /// Kyverno.
    KyvernoPolicy "Policy" ["kyverno.io"] namespaced;
    KyvernoClusterPolicy "ClusterPolicy" ["kyverno.io"] cluster;
    /// Backups: Velero and the operator CNPG, and the databases of the latter.
    VeleroSchedule "Schedule" ["velero.io"] namespaced;
    VeleroRestore "Restore" ["velero.io"] namespaced;
    BackupStorageLocation "BackupStorageLocation" ["velero.io"] namespaced;
    CnpgCluster "Cluster" ["postgresql.cnpg.io"] namespaced;
    CnpgScheduledBackup "ScheduledBackup" ["postgresql.cnpg.io"] namespaced;
}

impl Kind {
    /// The kind `kind` of API group `group` (empty: the core group); versions do not matter.
    pub fn of(group: &str, kind: &str) -> Self {
        if kind == "NetworkPolicy" && (group.ends_with("projectcalico.org") || group == "crd.antrea.io") {
            return Self::ForeignNetworkPolicy;
        }
        let (known, groups) = Self::table(kind);
        if groups.contains(&group) { known } else { Self::Other }
    }

    /// Whether the group is one of Kubernetes itself, so that an unknown kind of it is a mistake or too new: the core
    /// group, the legacy groups without a dot, and `*.k8s.io` (but not the `x-k8s.io` of the projects around it).
    pub fn is_builtin_group(group: &str) -> bool {
        const LEGACY: [&str; 6] = ["", "apps", "batch", "autoscaling", "policy", "extensions"];
        const ADD_ONS: [&str; 4] = [
            "gateway.networking.k8s.io",
            "snapshot.storage.k8s.io",
            "metrics.k8s.io",
            "policy.networking.k8s.io",
        ];
        LEGACY.contains(&group)
            || (group.ends_with(".k8s.io") && !group.ends_with(".x-k8s.io") && !ADD_ONS.contains(&group))
    }

    /// Where the pod template stands in objects of the kind, as keys below the root; `None` if they run no pods. An
    /// empty path means that the object itself has the shape of a template (a Pod).
    pub fn pod_template_path(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Pod => Some(&[]),
            Self::PodTemplate => Some(&["template"]),
            Self::CronJob => Some(&["spec", "jobTemplate", "spec", "template"]),
            Self::ScaledJob => Some(&["spec", "jobTargetRef", "template"]),
            Self::Deployment
            | Self::StatefulSet
            | Self::DaemonSet
            | Self::ReplicaSet
            | Self::ReplicationController
            | Self::Job
            | Self::Rollout => Some(&["spec", "template"]),
            _ => None,
        }
    }
}

/// Group and version of an `apiVersion`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupVersion<'a> {
    /// Empty for the core group.
    pub group: &'a str,
    /// `v1`, `v1beta1`….
    pub version: &'a str,
}

impl<'a> GroupVersion<'a> {
    /// Splits at the slash; without one it is the core group.
    pub fn of(api_version: &'a str) -> Self {
        match api_version.split_once('/') {
            Some((group, version)) => Self { group, version },
            None => Self { group: "", version: api_version },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_decide() {
        for (api_version, kind, expected) in [
            ("apps/v1", "Deployment", Kind::Deployment),
            ("extensions/v1beta1", "Deployment", Kind::Deployment),
            ("example.com/v1", "Deployment", Kind::Other),
            ("v1", "Service", Kind::Service),
            ("serving.knative.dev/v1", "Service", Kind::Other),
            ("crd.projectcalico.org/v1", "GlobalNetworkPolicy", Kind::ForeignNetworkPolicy),
            ("projectcalico.org/v3", "NetworkPolicy", Kind::ForeignNetworkPolicy),
            ("policy/v1beta1", "PodDisruptionBudget", Kind::PodDisruptionBudget),
        ] {
            assert_eq!(Kind::of(GroupVersion::of(api_version).group, kind), expected, "{api_version} {kind}");
        }
    }

    #[test]
    fn builtin_groups() {
        for group in ["", "apps", "networking.k8s.io", "rbac.authorization.k8s.io"] {
            assert!(Kind::is_builtin_group(group), "{group}");
        }
        for group in
            ["kustomize.config.k8s.io.example", "cluster.x-k8s.io", "gateway.networking.k8s.io", "kyverno.io"]
        {
            assert!(!Kind::is_builtin_group(group), "{group}");
        }
    }
}
