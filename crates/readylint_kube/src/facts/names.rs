//! What objects may be called: the rule of each kind for `metadata.name` and `metadata.generateName`.
//!
//! The table follows the `ValidateName` functions of Kubernetes (`pkg/apis/*/validation`, `pkg/registry/*/strategy.go`);
//! `tests/facts/names.rs` holds it to the answers of real API servers for every built-in kind.

use std::fmt;
use std::net::IpAddr;

use readylint_scalars::{
    KubernetesVersion, NameError, check_dns1035_label, check_dns1123_label, check_dns1123_subdomain,
    check_path_segment,
};
use readylint_text::TextRange;
use readylint_yaml::Node;

use crate::{Kind, Resource};

/// The longest name of a CronJob: its Jobs are called after it, with a hyphen and ten digits of the time
/// (`ValidateCronJobCreate`, batch/validation).
const CRON_JOB_LIMIT: usize = 52;

/// The longest name of a Job that labels its pods by it (`batch.kubernetes.io/job-name`; `generateSelector`,
/// registry/batch/job).
const JOB_LIMIT: usize = 63;

/// The longest name of a StatefulSet whose pods are never refused: they carry the label `controller-revision-hash`, which
/// is the name, a hyphen and a hash of up to ten digits (`ControllerRevisionName`, controller/history), in 63 characters.
pub const STATEFUL_SET_LIMIT: usize = 52;

/// What is appended to a prefix has this length (`SimpleNameGenerator`, apiserver/pkg/storage/names).
const RANDOM_LENGTH: usize = 5;

/// Longer prefixes are cut to this length before the random characters are appended.
const PREFIX_LIMIT: usize = 58;

/// From this version on Services may be called like namespaces (KEP-5311, gate `RelaxedServiceNameValidation`, on by
/// default as beta).
const RELAXED_SERVICE_NAMES: KubernetesVersion = KubernetesVersion::new(36);

/// Priority classes whose names have this prefix belong to the system (scheduling/types.go).
const SYSTEM_PREFIX: &str = "system-";

/// The syntax that names of a kind have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameSyntax {
    /// A DNS subdomain (RFC 1123): most kinds, and all that CustomResourceDefinitions define.
    Subdomain,
    /// As [`NameSyntax::Subdomain`], but prefixes are only judged by the names that are made of them.
    UncheckedPrefix,
    /// A DNS label (RFC 1123).
    Label,
    /// A DNS label, which begins with a letter (RFC 1035) before Kubernetes 1.36.
    Service,
    /// Anything that is one segment of a path.
    PathSegment,
    /// An IP address.
    Address,
    /// `<plural>.<group>` of what it defines.
    Definition,
    /// `<version>.<group>` of what it serves.
    ApiService,
}

impl NameSyntax {
    /// The syntax of the names of `kind` in API group `group`; `None` if nobody knows: kinds that Kubernetes does not serve, or
    /// only to those who ask for alpha features.
    pub fn of(group: &str, kind: &str) -> Option<Self> {
        Some(match (group, kind) {
            ("", "Service") => Self::Service,
            ("", "Namespace") | ("apps", "StatefulSet") => Self::Label,
            ("", "Event")
            | ("certificates.k8s.io", "CertificateSigningRequest")
            | ("policy", "PodDisruptionBudget")
            | (
                "rbac.authorization.k8s.io",
                "ClusterRole" | "ClusterRoleBinding" | "Role" | "RoleBinding",
            ) => Self::PathSegment,
            ("apiextensions.k8s.io", "CustomResourceDefinition") => Self::Definition,
            ("apiregistration.k8s.io", "APIService") => Self::ApiService,
            ("networking.k8s.io", "IPAddress") => Self::Address,
            ("", "ReplicationController") | ("resource.k8s.io", "DeviceClass") => Self::UncheckedPrefix,
            (
                "",
                "ConfigMap" | "Endpoints" | "LimitRange" | "Node" | "PersistentVolume" | "PersistentVolumeClaim"
                | "Pod" | "PodTemplate" | "ResourceQuota" | "Secret" | "ServiceAccount",
            )
            | (
                "admissionregistration.k8s.io",
                "MutatingAdmissionPolicy"
                | "MutatingAdmissionPolicyBinding"
                | "MutatingWebhookConfiguration"
                | "ValidatingAdmissionPolicy"
                | "ValidatingAdmissionPolicyBinding"
                | "ValidatingWebhookConfiguration",
            )
            | ("apps", "ControllerRevision" | "DaemonSet" | "Deployment" | "ReplicaSet")
            | ("autoscaling", "HorizontalPodAutoscaler")
            | ("batch", "CronJob" | "Job")
            | ("coordination.k8s.io", "Lease")
            | ("discovery.k8s.io", "EndpointSlice")
            | ("events.k8s.io", "Event")
            | ("flowcontrol.apiserver.k8s.io", "FlowSchema" | "PriorityLevelConfiguration")
            | ("networking.k8s.io", "Ingress" | "IngressClass" | "NetworkPolicy" | "ServiceCIDR")
            | ("node.k8s.io", "RuntimeClass")
            | ("resource.k8s.io", "ResourceClaim" | "ResourceClaimTemplate" | "ResourceSlice")
            | ("scheduling.k8s.io", "PriorityClass")
            | (
                "storage.k8s.io",
                "CSIDriver" | "CSINode" | "CSIStorageCapacity" | "StorageClass" | "VolumeAttachment"
                | "VolumeAttributesClass",
            )
            // a group of Kubernetes by its name, and CustomResourceDefinitions all the same
            | ("autoscaling.k8s.io", _) => Self::Subdomain,
            // a CustomResourceDefinition's group has a dot (apiextensions/validation)
            _ if group.contains('.') && !Kind::is_builtin_group(group) && !is_aggregated(group) => {
                Self::Subdomain
            }
            _ => return None,
        })
    }

    /// Checks the syntax of `name` alone.
    fn check(self, name: &str, version: KubernetesVersion) -> Result<(), NameFault> {
        let result = match self {
            Self::Subdomain | Self::UncheckedPrefix | Self::Definition => check_dns1123_subdomain(name),
            Self::Label => check_dns1123_label(name),
            Self::Service if version >= RELAXED_SERVICE_NAMES => check_dns1123_label(name),
            Self::Service => check_dns1035_label(name),
            Self::PathSegment | Self::ApiService => check_path_segment(name),
            Self::Address if name.parse::<IpAddr>().is_ok() => Ok(()),
            Self::Address => return Err(NameFault::new(NameProblem::NoAddress, name)),
        };
        result.map_err(|error| NameFault { range: error.range, problem: NameProblem::Syntax(error) })
    }

    /// Whether two versions of `range` can answer differently.
    pub fn depends_on_version(self) -> bool {
        self == Self::Service
    }
}

/// Whether the group is served by an API server of its own, which has its own rules: OpenShift names users by their mail
/// address and tags of images with a colon.
fn is_aggregated(group: &str) -> bool {
    group.ends_with(".openshift.io") || group == "projectcalico.org"
}

/// What is wrong with the name of an object, or with the prefix of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameFault {
    /// What is wrong.
    pub problem: NameProblem,
    /// Where, in bytes of the text.
    pub range: TextRange,
}

/// A rule that a name breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameProblem {
    /// The syntax of names of its kind.
    Syntax(NameError),
    /// The objects that its controller makes are called after it, and would get names or labels that are too long.
    TooLong {
        /// The most characters.
        limit: usize,
        /// How many more a name made from the prefix has; 0 for a name.
        generated: usize,
    },
    /// The pods of an indexed Job are called after it, and a host is a DNS label.
    IndexedPod(NameError),
    /// It begins as only names of the system may.
    Reserved,
    /// It is no IP address.
    NoAddress,
    /// It must be this name.
    NotOwn(String),
    /// Names of the kind follow from the object, and cannot be generated.
    Generated,
}

impl fmt::Display for NameProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => error.fmt(f),
            Self::TooLong { limit, generated: 0 } => write!(f, "it has at most {limit} characters"),
            Self::TooLong { limit, generated } => {
                write!(f, "it has at most {limit} characters, {generated} of which are generated")
            }
            Self::IndexedPod(error) => write!(f, "its pods are hosts that are called after it, and {error}"),
            Self::Reserved => write!(f, "names that begin with `{SYSTEM_PREFIX}` belong to the system"),
            Self::NoAddress => f.write_str("it is an IP address"),
            Self::NotOwn(wanted) => write!(f, "it must be `{wanted}`"),
            Self::Generated => f.write_str("it follows from the object and cannot be generated"),
        }
    }
}

impl NameFault {
    /// A fault of the whole of `text`.
    fn new(problem: NameProblem, text: &str) -> Self {
        Self { problem, range: TextRange::at(0, text.len()) }
    }
}

/// What an API server of `version` finds wrong with `name` as the name of `resource`; `None` if nothing, or if nobody
/// knows the kind.
pub fn name_fault(resource: Resource<'_>, name: &str, version: KubernetesVersion) -> Option<NameFault> {
    let syntax = NameSyntax::of(resource.api_group(), resource.kind_name())?;
    fault(resource, syntax, name, version, 0)
}

/// What an API server of `version` finds wrong with `prefix` as the `generateName` of `resource`, or with the name that it
/// makes of it if `generates` (an object with a name needs no other).
pub fn prefix_fault(
    resource: Resource<'_>,
    prefix: &str,
    version: KubernetesVersion,
    generates: bool,
) -> Option<NameFault> {
    let syntax = NameSyntax::of(resource.api_group(), resource.kind_name())?;
    if generates && matches!(syntax, NameSyntax::Definition | NameSyntax::ApiService | NameSyntax::Address) {
        return Some(NameFault::new(NameProblem::Generated, prefix));
    }
    let masked = match syntax {
        NameSyntax::UncheckedPrefix => Ok(()),
        // every prefix of a segment is one: `.` and `..` only matter as whole names
        NameSyntax::PathSegment if matches!(prefix, "." | "..") => Ok(()),
        _ => syntax.check(&masked(prefix), version),
    };
    let fault = match masked {
        Err(fault) => Some(fault),
        Ok(()) if generates => {
            let end = prefix.floor_char_boundary(PREFIX_LIMIT);
            let name = format!("{}{}", &prefix[..end], "x".repeat(RANDOM_LENGTH));
            fault(resource, syntax, &name, version, RANDOM_LENGTH)
        }
        Ok(()) => None,
    };
    fault.map(|fault| NameFault { range: within(fault.range, prefix), ..fault })
}

/// `prefix` as it is checked: a hyphen at its end, and what stands before that, count as a letter (`maskTrailingDash`,
/// apimachinery/pkg/api/validation).
fn masked(prefix: &str) -> String {
    let Some(rest) = prefix.strip_suffix('-') else {
        return prefix.to_owned();
    };
    let mut rest = rest.chars();
    if rest.next_back().is_none() {
        return prefix.to_owned();
    }
    format!("{}a", rest.as_str())
}

/// `range` cut to the bytes of `text`; all of them if none would be left.
fn within(range: TextRange, text: &str) -> TextRange {
    let (start, end) = (range.start().to_usize(), range.end().to_usize().min(text.len()));
    if start < end { TextRange::at(start, end) } else { TextRange::at(0, text.len()) }
}

/// What is wrong with `name`, of which `generated` characters are made up.
fn fault(
    resource: Resource<'_>,
    syntax: NameSyntax,
    name: &str,
    version: KubernetesVersion,
    generated: usize,
) -> Option<NameFault> {
    if let Err(fault) = syntax.check(name, version) {
        return Some(fault);
    }
    let too_long = |limit| NameFault::new(NameProblem::TooLong { limit, generated }, name);
    match resource.kind() {
        Kind::CronJob if name.len() > CRON_JOB_LIMIT => Some(too_long(CRON_JOB_LIMIT)),
        Kind::Job if name.len() > JOB_LIMIT && labels_pods_by_name(resource) => Some(too_long(JOB_LIMIT)),
        Kind::Job => indexed_pod(resource, name),
        Kind::PriorityClass if is_reserved(name) => {
            Some(NameFault { problem: NameProblem::Reserved, range: TextRange::at(0, SYSTEM_PREFIX.len()) })
        }
        _ => {
            let wanted = own_name(resource, syntax)?;
            (wanted != name).then(|| NameFault::new(NameProblem::NotOwn(wanted), name))
        }
    }
}

/// Whether a Job's selector is generated, so that its pods carry its name as a label.
fn labels_pods_by_name(job: Resource<'_>) -> bool {
    let manual = job.spec().and_then(|spec| spec.get("manualSelector"));
    manual.and_then(Node::as_bool) != Some(true)
}

/// The pods of an indexed Job are hosts called `<name>-<index>` (`ValidateJob`, batch/validation).
fn indexed_pod(job: Resource<'_>, name: &str) -> Option<NameFault> {
    let spec = job.spec()?;
    let is_indexed = spec.get("completionMode").and_then(Node::text) == Some("Indexed");
    let completions = spec.get("completions").and_then(Node::as_i64).filter(|count| *count > 0)?;
    let host = format!("{name}-{}", completions - 1);
    let error = check_dns1123_label(&host).err().filter(|_| is_indexed)?;
    Some(NameFault { range: within(error.range, name), problem: NameProblem::IndexedPod(error) })
}

/// Whether a priority class may not be called `name`: the two of the system may, if they are what they always are.
fn is_reserved(name: &str) -> bool {
    const SYSTEM_CLASSES: [&str; 2] = ["system-cluster-critical", "system-node-critical"];
    name.starts_with(SYSTEM_PREFIX) && !SYSTEM_CLASSES.contains(&name)
}

/// The one name that an object can have whose name follows from its `spec`.
fn own_name(resource: Resource<'_>, syntax: NameSyntax) -> Option<String> {
    let spec = resource.spec()?;
    let text = |node: Node<'_>, key: &str| node.get(key)?.as_str().map(str::to_owned);
    let group = text(spec, "group");
    match syntax {
        NameSyntax::Definition => Some(format!("{}.{}", text(spec.get("names")?, "plural")?, group?)),
        NameSyntax::ApiService => {
            let group = group.filter(|group| !group.is_empty())?;
            Some(format!("{}.{group}", text(spec, "version")?))
        }
        _ => None,
    }
}
