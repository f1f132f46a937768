//! Kinds that the model knows, independent of their API version.

/// A kind of object. Built-in kinds are those of Kubernetes itself; a few kinds of common operators follow because
/// edges or derived facts need them. Everything else is [`Kind::Other`]: never an error, and still an object with
/// metadata, labels and references.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // the variants are the API's own names
pub enum Kind {
    Pod,
    Deployment,
    StatefulSet,
    DaemonSet,
    ReplicaSet,
    ReplicationController,
    Job,
    CronJob,
    PodTemplate,
    Service,
    Endpoints,
    EndpointSlice,
    Ingress,
    IngressClass,
    NetworkPolicy,
    ConfigMap,
    Secret,
    Namespace,
    Node,
    Event,
    ServiceAccount,
    PersistentVolumeClaim,
    PersistentVolume,
    StorageClass,
    VolumeAttachment,
    CsiDriver,
    CsiNode,
    LimitRange,
    ResourceQuota,
    PodDisruptionBudget,
    PodSecurityPolicy,
    HorizontalPodAutoscaler,
    Role,
    ClusterRole,
    RoleBinding,
    ClusterRoleBinding,
    PriorityClass,
    RuntimeClass,
    ValidatingWebhookConfiguration,
    MutatingWebhookConfiguration,
    ValidatingAdmissionPolicy,
    ValidatingAdmissionPolicyBinding,
    CustomResourceDefinition,
    ApiService,
    ControllerRevision,
    Lease,
    CertificateSigningRequest,
    /// Argo Rollouts: `argoproj.io`.
    Rollout,
    /// KEDA: `keda.sh`.
    ScaledObject,
    /// Prometheus Operator: `monitoring.coreos.com`.
    ServiceMonitor,
    PodMonitor,
    Probe,
    Prometheus,
    PrometheusRule,
    /// Secrets Store CSI driver: `secrets-store.csi.x-k8s.io`.
    SecretProviderClass,
    /// trust-manager: `trust.cert-manager.io`; makes ConfigMaps.
    Bundle,
    /// Istio: `security.istio.io`, `networking.istio.io`.
    PeerAuthentication,
    AuthorizationPolicy,
    DestinationRule,
    Sidecar,
    /// Linkerd: `policy.linkerd.io`.
    LinkerdServer,
    /// Kyverno: `kyverno.io`.
    KyvernoPolicy,
    KyvernoClusterPolicy,
    /// Cilium and Calico policies: the answer about reachability becomes "cannot tell".
    ForeignNetworkPolicy,
    /// Any other kind.
    Other,
}

impl Kind {
    /// The kind `kind` of API group `group` (empty: the core group); versions do not matter.
    pub fn of(group: &str, kind: &str) -> Self {
        if kind == "NetworkPolicy" && group.ends_with("projectcalico.org") {
            return Self::ForeignNetworkPolicy;
        }
        let (known, groups) = Self::table(kind);
        if groups.contains(&group) { known } else { Self::Other }
    }

    /// The kind of that name and the groups that serve or served it.
    fn table(kind: &str) -> (Self, &'static [&'static str]) {
        const CORE: &[&str] = &[""];
        const APPS: &[&str] = &["apps", "extensions"];
        const BATCH: &[&str] = &["batch"];
        const NETWORKING: &[&str] = &["networking.k8s.io", "extensions"];
        const RBAC: &[&str] = &["rbac.authorization.k8s.io"];
        const STORAGE: &[&str] = &["storage.k8s.io"];
        const ADMISSION: &[&str] = &["admissionregistration.k8s.io"];
        const MONITORING: &[&str] = &["monitoring.coreos.com"];
        match kind {
            "Pod" => (Self::Pod, CORE),
            "Deployment" => (Self::Deployment, APPS),
            "StatefulSet" => (Self::StatefulSet, &["apps"]),
            "DaemonSet" => (Self::DaemonSet, APPS),
            "ReplicaSet" => (Self::ReplicaSet, APPS),
            "ReplicationController" => (Self::ReplicationController, CORE),
            "Job" => (Self::Job, BATCH),
            "CronJob" => (Self::CronJob, BATCH),
            "PodTemplate" => (Self::PodTemplate, CORE),
            "Service" => (Self::Service, CORE),
            "Endpoints" => (Self::Endpoints, CORE),
            "EndpointSlice" => (Self::EndpointSlice, &["discovery.k8s.io"]),
            "Ingress" => (Self::Ingress, NETWORKING),
            "IngressClass" => (Self::IngressClass, &["networking.k8s.io"]),
            "NetworkPolicy" => (Self::NetworkPolicy, NETWORKING),
            "CiliumNetworkPolicy" | "CiliumClusterwideNetworkPolicy" => {
                (Self::ForeignNetworkPolicy, &["cilium.io"])
            }
            "GlobalNetworkPolicy" => {
                (Self::ForeignNetworkPolicy, &["projectcalico.org", "crd.projectcalico.org"])
            }
            "AdminNetworkPolicy" | "BaselineAdminNetworkPolicy" => {
                (Self::ForeignNetworkPolicy, &["policy.networking.k8s.io"])
            }
            "ConfigMap" => (Self::ConfigMap, CORE),
            "Secret" => (Self::Secret, CORE),
            "Namespace" => (Self::Namespace, CORE),
            "Node" => (Self::Node, CORE),
            "Event" => (Self::Event, &["", "events.k8s.io"]),
            "ServiceAccount" => (Self::ServiceAccount, CORE),
            "PersistentVolumeClaim" => (Self::PersistentVolumeClaim, CORE),
            "PersistentVolume" => (Self::PersistentVolume, CORE),
            "StorageClass" => (Self::StorageClass, STORAGE),
            "VolumeAttachment" => (Self::VolumeAttachment, STORAGE),
            "CSIDriver" => (Self::CsiDriver, STORAGE),
            "CSINode" => (Self::CsiNode, STORAGE),
            "LimitRange" => (Self::LimitRange, CORE),
            "ResourceQuota" => (Self::ResourceQuota, CORE),
            "PodDisruptionBudget" => (Self::PodDisruptionBudget, &["policy"]),
            "PodSecurityPolicy" => (Self::PodSecurityPolicy, &["policy", "extensions"]),
            "HorizontalPodAutoscaler" => (Self::HorizontalPodAutoscaler, &["autoscaling"]),
            "Role" => (Self::Role, RBAC),
            "ClusterRole" => (Self::ClusterRole, RBAC),
            "RoleBinding" => (Self::RoleBinding, RBAC),
            "ClusterRoleBinding" => (Self::ClusterRoleBinding, RBAC),
            "PriorityClass" => (Self::PriorityClass, &["scheduling.k8s.io"]),
            "RuntimeClass" => (Self::RuntimeClass, &["node.k8s.io"]),
            "ValidatingWebhookConfiguration" => (Self::ValidatingWebhookConfiguration, ADMISSION),
            "MutatingWebhookConfiguration" => (Self::MutatingWebhookConfiguration, ADMISSION),
            "ValidatingAdmissionPolicy" => (Self::ValidatingAdmissionPolicy, ADMISSION),
            "ValidatingAdmissionPolicyBinding" => (Self::ValidatingAdmissionPolicyBinding, ADMISSION),
            "CustomResourceDefinition" => (Self::CustomResourceDefinition, &["apiextensions.k8s.io"]),
            "APIService" => (Self::ApiService, &["apiregistration.k8s.io"]),
            "ControllerRevision" => (Self::ControllerRevision, &["apps"]),
            "Lease" => (Self::Lease, &["coordination.k8s.io"]),
            "CertificateSigningRequest" => (Self::CertificateSigningRequest, &["certificates.k8s.io"]),
            "Rollout" => (Self::Rollout, &["argoproj.io"]),
            "ScaledObject" => (Self::ScaledObject, &["keda.sh"]),
            "ServiceMonitor" => (Self::ServiceMonitor, MONITORING),
            "PodMonitor" => (Self::PodMonitor, MONITORING),
            "Probe" => (Self::Probe, MONITORING),
            "Prometheus" => (Self::Prometheus, MONITORING),
            "PrometheusRule" => (Self::PrometheusRule, MONITORING),
            "SecretProviderClass" => (Self::SecretProviderClass, &["secrets-store.csi.x-k8s.io"]),
            "Bundle" => (Self::Bundle, &["trust.cert-manager.io"]),
            "PeerAuthentication" => (Self::PeerAuthentication, &["security.istio.io"]),
            "AuthorizationPolicy" => (Self::AuthorizationPolicy, &["security.istio.io"]),
            "DestinationRule" => (Self::DestinationRule, &["networking.istio.io"]),
            "Sidecar" => (Self::Sidecar, &["networking.istio.io"]),
            "Server" => (Self::LinkerdServer, &["policy.linkerd.io"]),
            "Policy" => (Self::KyvernoPolicy, &["kyverno.io"]),
            "ClusterPolicy" => (Self::KyvernoClusterPolicy, &["kyverno.io"]),
            _ => (Self::Other, &[]),
        }
    }

    /// Whether objects of the kind live in namespaces; `None` for kinds the model does not know.
    pub fn is_namespaced(self) -> Option<bool> {
        match self {
            Self::Other | Self::ForeignNetworkPolicy => None,
            Self::IngressClass
            | Self::Namespace
            | Self::Node
            | Self::PersistentVolume
            | Self::StorageClass
            | Self::VolumeAttachment
            | Self::CsiDriver
            | Self::CsiNode
            | Self::PodSecurityPolicy
            | Self::ClusterRole
            | Self::ClusterRoleBinding
            | Self::PriorityClass
            | Self::RuntimeClass
            | Self::ValidatingWebhookConfiguration
            | Self::MutatingWebhookConfiguration
            | Self::ValidatingAdmissionPolicy
            | Self::ValidatingAdmissionPolicyBinding
            | Self::CustomResourceDefinition
            | Self::ApiService
            | Self::CertificateSigningRequest
            | Self::Bundle
            | Self::KyvernoClusterPolicy => Some(false),
            _ => Some(true),
        }
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
