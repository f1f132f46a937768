//! Effective security settings (D13): the container's field over the pod's.

mod capabilities;
mod context;
mod pod;
mod profiles;

pub use capabilities::{Capabilities, Capability, capabilities};
pub use context::{is_legible, is_unset};
pub use pod::{PodSecurity, Sysctl, linux_rules_apply, pod_security, user_namespace_relaxes};
pub use profiles::{Profile, ProfileKind, app_armor_profile, seccomp_profile};

use readylint_yaml::Node;

use crate::Container;

/// Where a setting is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SettingLevel {
    /// In the container, or for it alone.
    Container,
    /// In the pod, for all its containers.
    Pod,
}

/// A setting in effect and the scalar that decides it.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'g, T> {
    /// The value.
    pub value: T,
    /// The scalar; the mapping, for settings that are one.
    pub node: Node<'g>,
    /// Where it is written.
    pub level: SettingLevel,
}

/// `runAsUser` in effect; `None` if neither the container nor the pod sets it.
pub fn run_as_user(container: Container<'_>) -> Option<Setting<'_, i64>> {
    effective(container, |context| context.get("runAsUser"), Node::as_i64)
}

/// `runAsGroup` in effect; `None` if neither the container nor the pod sets it.
pub fn run_as_group(container: Container<'_>) -> Option<Setting<'_, i64>> {
    effective(container, |context| context.get("runAsGroup"), Node::as_i64)
}

/// `runAsNonRoot` in effect; `None` if neither the container nor the pod sets it.
pub fn run_as_non_root(container: Container<'_>) -> Option<Setting<'_, bool>> {
    effective(container, |context| context.get("runAsNonRoot"), Node::as_bool)
}

/// `seLinuxOptions` in effect: the container's mapping replaces the pod's as a whole.
pub fn se_linux_options(container: Container<'_>) -> Option<Setting<'_, Node<'_>>> {
    effective(container, |context| context.get("seLinuxOptions"), |node| node.is_mapping().then_some(node))
}

/// `windowsOptions.runAsUserName` in effect. Fields of `windowsOptions` are inherited one by one
/// (`DetermineEffectiveSecurityContext` of `pkg/securitycontext`).
pub fn run_as_user_name(container: Container<'_>) -> Option<Setting<'_, &str>> {
    effective(container, |context| context.get("windowsOptions")?.get("runAsUserName"), Node::text)
}

/// `windowsOptions.hostProcess` in effect.
pub fn host_process(container: Container<'_>) -> Option<Setting<'_, bool>> {
    effective(container, |context| context.get("windowsOptions")?.get("hostProcess"), Node::as_bool)
}

/// `privileged` of the container.
pub fn privileged(container: Container<'_>) -> Option<Setting<'_, bool>> {
    own(container, "privileged", Node::as_bool)
}

/// `allowPrivilegeEscalation` of the container; true for the API if it is not set.
pub fn allow_privilege_escalation(container: Container<'_>) -> Option<Setting<'_, bool>> {
    own(container, "allowPrivilegeEscalation", Node::as_bool)
}

/// `readOnlyRootFilesystem` of the container.
pub fn read_only_root_filesystem(container: Container<'_>) -> Option<Setting<'_, bool>> {
    own(container, "readOnlyRootFilesystem", Node::as_bool)
}

/// `procMount` of the container: `Default` or `Unmasked`.
pub fn proc_mount(container: Container<'_>) -> Option<Setting<'_, &str>> {
    own(container, "procMount", Node::text)
}

/// What `find` reaches and `read` understands: in the container's `securityContext`, else in the pod's. Null counts as
/// not set.
fn effective<'g, T>(
    container: Container<'g>,
    find: impl Fn(Node<'g>) -> Option<Node<'g>>,
    read: impl Fn(Node<'g>) -> Option<T>,
) -> Option<Setting<'g, T>> {
    let contexts = [
        (container.security_context(), SettingLevel::Container),
        (container.pod().security_context(), SettingLevel::Pod),
    ];
    contexts.into_iter().find_map(|(context, level)| setting(context, &find, &read, level))
}

/// A field that pods do not have.
fn own<'g, T>(
    container: Container<'g>,
    field: &str,
    read: impl Fn(Node<'g>) -> Option<T>,
) -> Option<Setting<'g, T>> {
    setting(container.security_context(), |context| context.get(field), read, SettingLevel::Container)
}

fn setting<'g, T>(
    context: Option<Node<'g>>,
    find: impl Fn(Node<'g>) -> Option<Node<'g>>,
    read: impl Fn(Node<'g>) -> Option<T>,
    level: SettingLevel,
) -> Option<Setting<'g, T>> {
    let node = find(context?).filter(|node| !node.is_null())?;
    read(node).map(|value| Setting { value, node, level })
}
