//! Profiles of seccomp and `AppArmor`.

use readylint_yaml::Node;

use super::{Setting, SettingLevel, effective};
use crate::Container;

/// Which profile a container runs under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProfileKind {
    /// What the container runtime brings.
    RuntimeDefault,
    /// A file on the node.
    Localhost,
    /// None.
    Unconfined,
    /// A word that the API does not know.
    Unknown,
}

/// A seccomp or `AppArmor` profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile<'g> {
    /// Which one.
    pub kind: ProfileKind,
    /// The name of a profile on the node.
    pub localhost: Option<&'g str>,
}

/// The annotation for one container, followed by its name: deprecated since 1.30, where the field came.
const APP_ARMOR_ANNOTATION: &str = "container.apparmor.security.beta.kubernetes.io/";

/// `seccompProfile` in effect, at its `type`.
pub fn seccomp_profile(container: Container<'_>) -> Option<Setting<'_, Profile<'_>>> {
    field(container, "seccompProfile")
}

/// The `AppArmor` profile in effect, at its `type` or at the annotation. The annotation names a container, so it stands
/// between the fields of container and pod (`applyAppArmorVersionSkew` of `pkg/registry/core/pod`); one that is no profile
/// is ignored.
pub fn app_armor_profile(container: Container<'_>) -> Option<Setting<'_, Profile<'_>>> {
    let field = field(container, "appArmorProfile");
    if field.is_some_and(|field| field.level == SettingLevel::Container) {
        return field;
    }
    annotation(container).or(field)
}

fn field<'g>(container: Container<'g>, key: &str) -> Option<Setting<'g, Profile<'g>>> {
    effective(
        container,
        |context| context.get(key)?.get("type"),
        |node| {
            let kind = match node.text()? {
                "RuntimeDefault" => ProfileKind::RuntimeDefault,
                "Localhost" => ProfileKind::Localhost,
                "Unconfined" => ProfileKind::Unconfined,
                _ => ProfileKind::Unknown,
            };
            let localhost = node.parent().and_then(|profile| profile.get("localhostProfile"));
            Some(Profile { kind, localhost: localhost.and_then(Node::text) })
        },
    )
}

fn annotation(container: Container<'_>) -> Option<Setting<'_, Profile<'_>>> {
    let annotations = container.pod().metadata().annotations();
    let node = annotations.value(&format!("{APP_ARMOR_ANNOTATION}{}", container.name()))?;
    let (kind, localhost) = match node.text()? {
        "runtime/default" => (ProfileKind::RuntimeDefault, None),
        "unconfined" => (ProfileKind::Unconfined, None),
        other => (ProfileKind::Localhost, Some(other.strip_prefix("localhost/")?)),
    };
    Some(Setting { value: Profile { kind, localhost }, node, level: SettingLevel::Container })
}
