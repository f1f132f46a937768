//! Annotations that Kubernetes does not read any more.

use readylint_scalars::KubernetesVersion;

/// An annotation without effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadAnnotation {
    /// Its key; with [`DeadAnnotation::names_container`] what stands before the container's name.
    pub key: &'static str,
    /// Whether the name of a container follows.
    pub names_container: bool,
    /// The first minor in which it has no effect.
    pub since: KubernetesVersion,
    /// What to use in its place, as keys below the pod's `spec`, or below the container it names; empty if no field does
    /// the same.
    pub field: &'static [&'static str],
    /// What to use in its place, in words.
    pub instead: &'static str,
}

impl DeadAnnotation {
    /// Whether `key` is this annotation; for one that names a container, the container.
    pub fn matches<'k>(&self, key: &'k str) -> Option<&'k str> {
        let rest = key.strip_prefix(self.key)?;
        (self.names_container != rest.is_empty()).then_some(rest)
    }
}

const SECCOMP: &[&str] = &["securityContext", "seccompProfile"];

/// Annotations of pods: `warningsForPodSpecAndMeta` of `pkg/api/pod/warnings.go`, which gives the minors.
pub static POD_ANNOTATIONS: &[DeadAnnotation] = &[
    DeadAnnotation {
        key: "seccomp.security.alpha.kubernetes.io/pod",
        names_container: false,
        since: KubernetesVersion::new(27),
        field: SECCOMP,
        instead: "`securityContext.seccompProfile` of the pod",
    },
    DeadAnnotation {
        key: "container.seccomp.security.alpha.kubernetes.io/",
        names_container: true,
        since: KubernetesVersion::new(27),
        field: SECCOMP,
        instead: "`securityContext.seccompProfile` of the container",
    },
    DeadAnnotation {
        key: "scheduler.alpha.kubernetes.io/critical-pod",
        names_container: false,
        since: KubernetesVersion::new(16),
        field: &["priorityClassName"],
        instead: "`priorityClassName`",
    },
    DeadAnnotation {
        key: "security.alpha.kubernetes.io/sysctls",
        names_container: false,
        since: KubernetesVersion::new(11),
        field: &["securityContext", "sysctls"],
        instead: "`securityContext.sysctls`",
    },
    DeadAnnotation {
        key: "security.alpha.kubernetes.io/unsafe-sysctls",
        names_container: false,
        since: KubernetesVersion::new(11),
        field: &["securityContext", "sysctls"],
        instead: "`securityContext.sysctls`",
    },
];

/// Annotations of nodes. The scheduler's plugin that read `preferAvoidPods` was switched off in 1.22 and removed in 1.23
/// (kubernetes/kubernetes#105907).
pub static NODE_ANNOTATIONS: &[DeadAnnotation] = &[DeadAnnotation {
    key: "scheduler.alpha.kubernetes.io/preferAvoidPods",
    names_container: false,
    since: KubernetesVersion::new(23),
    field: &[],
    instead: "a taint with the effect `PreferNoSchedule`",
}];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_prefixes() {
        let of = |key| POD_ANNOTATIONS.iter().find_map(|annotation| annotation.matches(key));
        assert_eq!(of("seccomp.security.alpha.kubernetes.io/pod"), Some(""));
        assert_eq!(of("seccomp.security.alpha.kubernetes.io/pods"), None);
        assert_eq!(of("container.seccomp.security.alpha.kubernetes.io/web"), Some("web"));
        assert_eq!(of("container.seccomp.security.alpha.kubernetes.io/"), None);
    }
}
