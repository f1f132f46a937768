//! Settings that only pods have.

use readylint_yaml::Node;

use super::{Setting, SettingLevel};
use crate::PodTemplate;
use crate::facts::scheduling::allowed_values;
use readylint_scalars::{KubernetesVersion, VersionRange};

/// The minor from which Pod Security relaxes its controls for pods in a user namespace (KEP-127).
const USER_NAMESPACES: KubernetesVersion = KubernetesVersion::new(35);

/// What a pod says about the node's namespaces, groups and kernel parameters; `None` where it says nothing.
#[derive(Clone, Debug)]
pub struct PodSecurity<'g> {
    /// `hostNetwork`, false by default.
    pub host_network: Option<Setting<'g, bool>>,
    /// `hostPID`, false by default.
    pub host_pid: Option<Setting<'g, bool>>,
    /// `hostIPC`, false by default.
    pub host_ipc: Option<Setting<'g, bool>>,
    /// `hostUsers`, true by default: false gives the pod a user namespace of its own.
    pub host_users: Option<Setting<'g, bool>>,
    /// `securityContext.fsGroup`.
    pub fs_group: Option<Setting<'g, i64>>,
    /// `securityContext.supplementalGroups`.
    pub supplemental_groups: Vec<Setting<'g, i64>>,
    /// `securityContext.sysctls`.
    pub sysctls: Vec<Sysctl<'g>>,
}

/// A kernel parameter that a pod sets.
#[derive(Clone, Copy, Debug)]
pub struct Sysctl<'g> {
    /// Its name with dots; slashes mean the same.
    pub name: &'g str,
    /// The scalar of the name.
    pub node: Node<'g>,
    /// Its value.
    pub value: Option<Node<'g>>,
}

impl Sysctl<'_> {
    /// Whether it is the parameter `name`, written with dots; slashes mean the same (`net/ipv4/tcp_syncookies`).
    pub fn is(&self, name: &str) -> bool {
        let dotted = |byte: u8| if byte == b'/' { b'.' } else { byte };
        self.name.len() == name.len() && self.name.bytes().map(dotted).eq(name.bytes())
    }
}

/// What `pod` says for all its containers and cannot say for one.
pub fn pod_security(pod: PodTemplate<'_>) -> PodSecurity<'_> {
    let (spec, context) = (pod.spec(), pod.security_context());
    let flag = |key| spec.and_then(|spec| spec.get(key)).and_then(|node| of_pod(node, Node::as_bool));
    let items = |key| context.and_then(|context| context.get(key)).into_iter().flat_map(Node::items);
    PodSecurity {
        host_network: flag("hostNetwork"),
        host_pid: flag("hostPID"),
        host_ipc: flag("hostIPC"),
        host_users: flag("hostUsers"),
        fs_group: context
            .and_then(|context| context.get("fsGroup"))
            .and_then(|node| of_pod(node, Node::as_i64)),
        supplemental_groups: items("supplementalGroups")
            .filter_map(|node| of_pod(node, Node::as_i64))
            .collect(),
        sysctls: items("sysctls").filter_map(sysctl).collect(),
    }
}

fn of_pod<'g, T>(node: Node<'g>, read: impl Fn(Node<'g>) -> Option<T>) -> Option<Setting<'g, T>> {
    read(node).map(|value| Setting { value, node, level: SettingLevel::Pod })
}

fn sysctl(item: Node<'_>) -> Option<Sysctl<'_>> {
    let node = item.get("name")?;
    Some(Sysctl { name: node.text()?, node, value: item.get("value").filter(|value| !value.is_null()) })
}

/// Whether rules about Linux have a meaning for `pod`: not if `spec.os.name` says Windows, or if node selector and required
/// node affinity leave only nodes with Windows.
pub fn linux_rules_apply(pod: PodTemplate<'_>) -> bool {
    let is_windows =
        |key| allowed_values(pod, key).is_some_and(|values| values.iter().eq(["windows"].iter()));
    let says_linux = pod.spec().and_then(|spec| spec.get("os")?.get("name")?.text()) == Some("linux");
    says_linux || !(pod.is_windows() || is_windows("kubernetes.io/os") || is_windows("beta.kubernetes.io/os"))
}

/// Whether `pod` has a user namespace of its own and every version of the range therefore asks less of it: from 1.35, Pod
/// Security accepts root, and an unmasked `/proc`, in pods with `hostUsers: false`.
pub fn user_namespace_relaxes(pod: PodTemplate<'_>, versions: VersionRange) -> bool {
    let host_users = pod.spec().and_then(|spec| spec.get("hostUsers")).and_then(Node::as_bool);
    host_users == Some(false) && versions.oldest() >= USER_NAMESPACES
}
