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

impl<'g> Profile<'g> {
    /// The profile that the value of an annotation names, as `AppArmor` and once seccomp wrote it: `runtime/default`,
    /// `unconfined`, `localhost/<profile>`, and seccomp's `docker/default`. `None` if it names none.
    pub fn of_annotation(value: &'g str) -> Option<Self> {
        let (kind, localhost) = match value {
            "runtime/default" | "docker/default" => (ProfileKind::RuntimeDefault, None),
            "unconfined" => (ProfileKind::Unconfined, None),
            other => {
                let name = other.strip_prefix("localhost/").filter(|name| !name.is_empty())?;
                (ProfileKind::Localhost, Some(name))
            }
        };
        Some(Self { kind, localhost })
    }

    /// The fields that say the same: `type`, and `localhostProfile` if it has a name.
    pub fn fields(self) -> impl Iterator<Item = (&'static str, &'g str)> {
        let kind = match self.kind {
            ProfileKind::RuntimeDefault => Some("RuntimeDefault"),
            ProfileKind::Localhost => Some("Localhost"),
            ProfileKind::Unconfined => Some("Unconfined"),
            ProfileKind::Unknown => None,
        };
        let name = self.localhost.map(|name| ("localhostProfile", name));
        kind.map(|kind| ("type", kind)).into_iter().chain(name)
    }
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
    let value = node.text().filter(|value| *value != "docker/default")?;
    Some(Setting { value: Profile::of_annotation(value)?, node, level: SettingLevel::Container })
}
