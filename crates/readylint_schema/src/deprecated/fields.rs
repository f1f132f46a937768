//! Fields, values and annotations that still work and have a better successor.

use readylint_scalars::KubernetesVersion;

/// A deprecated field, value or annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeprecatedField {
    /// The field's name, the value, or the key of the annotation.
    pub name: &'static str,
    /// The first minor that calls it deprecated.
    pub deprecated: KubernetesVersion,
    /// What takes its place, in words.
    pub instead: &'static str,
    /// The first minor that knows what takes its place.
    pub since: KubernetesVersion,
    /// The annotation that takes its place, with the same values.
    pub renamed: Option<&'static str>,
}

impl DeprecatedField {
    const fn new(name: &'static str, deprecated: u16, instead: &'static str, since: u16) -> Self {
        Self {
            name,
            deprecated: KubernetesVersion::new(deprecated),
            instead,
            since: KubernetesVersion::new(since),
            renamed: None,
        }
    }

    const fn renamed(mut self, key: &'static str) -> Self {
        self.renamed = Some(key);
        self
    }
}

/// `spec.loadBalancerIP` of a Service (kubernetes/kubernetes#107235).
pub const LOAD_BALANCER_IP: DeprecatedField = DeprecatedField::new(
    "loadBalancerIP",
    24,
    "the annotation that your load balancer's provider documents",
    0,
);

/// `spec.trafficDistribution: PreferClose` of a Service: another word for `PreferSameZone`, which the API server takes by
/// default since 1.34 (feature gate `PreferSameTrafficDistribution`, KEP-3015).
pub const PREFER_CLOSE: DeprecatedField = DeprecatedField::new("PreferClose", 35, "`PreferSameZone`", 34);

/// What [`PREFER_CLOSE`] means.
pub const PREFER_SAME_ZONE: &str = "PreferSameZone";

/// `spec.persistentVolumeReclaimPolicy: Recycle` of a `PersistentVolume`: deprecated for longer than there are targets.
pub const RECYCLE: DeprecatedField = DeprecatedField::new("Recycle", 0, "dynamic provisioning", 0);

/// The annotation of a pod for the `AppArmor` profile of a container, whose name follows.
pub const APP_ARMOR: DeprecatedField = DeprecatedField::new(
    "container.apparmor.security.beta.kubernetes.io/",
    30,
    "`securityContext.appArmorProfile`",
    30,
);

/// The annotation for the StorageClass of a claim or of a `PersistentVolume`, which goes before the field
/// (`pkg/api/persistentvolumeclaim/util.go`).
pub const STORAGE_CLASS: DeprecatedField =
    DeprecatedField::new("volume.beta.kubernetes.io/storage-class", 8, "`spec.storageClassName`", 6);

/// The annotation for the mount options of a `PersistentVolume` (`pkg/api/persistentvolume/util.go`).
pub const MOUNT_OPTIONS: DeprecatedField =
    DeprecatedField::new("volume.beta.kubernetes.io/mount-options", 31, "`spec.mountOptions`", 8);

/// Deprecated annotations by kind, where the object's own metadata carries them.
static ANNOTATIONS: &[(&str, DeprecatedField)] = &[
    ("PersistentVolumeClaim", STORAGE_CLASS),
    ("PersistentVolume", STORAGE_CLASS),
    ("PersistentVolume", MOUNT_OPTIONS),
    // pkg/apis/storage/util/helpers.go: both keys are read
    (
        "StorageClass",
        DeprecatedField::new(
            "storageclass.beta.kubernetes.io/is-default-class",
            6,
            "the annotation `storageclass.kubernetes.io/is-default-class`",
            6,
        )
        .renamed("storageclass.kubernetes.io/is-default-class"),
    ),
    // DeprecatedAnnotationTopologyAwareHints of pkg/apis/core/annotation_key_constants.go
    (
        "Service",
        DeprecatedField::new(
            "service.kubernetes.io/topology-aware-hints",
            27,
            "the annotation `service.kubernetes.io/topology-mode`",
            27,
        )
        .renamed("service.kubernetes.io/topology-mode"),
    ),
    // pkg/apis/autoscaling/v1/conversion.go: fields of autoscaling/v2 as JSON
    (
        "HorizontalPodAutoscaler",
        DeprecatedField::new(
            "autoscaling.alpha.kubernetes.io/metrics",
            23,
            "`spec.metrics` of `autoscaling/v2`",
            23,
        ),
    ),
    (
        "HorizontalPodAutoscaler",
        DeprecatedField::new(
            "autoscaling.alpha.kubernetes.io/behavior",
            23,
            "`spec.behavior` of `autoscaling/v2`",
            23,
        ),
    ),
    // pkg/registry/core/serviceaccount/strategy.go
    (
        "ServiceAccount",
        DeprecatedField::new("kubernetes.io/enforce-mountable-secrets", 32, "a namespace of its own", 0),
    ),
];

/// The deprecated annotations that objects of `kind` may carry.
pub fn annotations(kind: &str) -> impl Iterator<Item = &'static DeprecatedField> {
    ANNOTATIONS.iter().filter(move |(of, _)| *of == kind).map(|(_, field)| field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn successors_come_first() {
        let fields = [LOAD_BALANCER_IP, PREFER_CLOSE, RECYCLE, APP_ARMOR];
        for field in ANNOTATIONS.iter().map(|(_, field)| *field).chain(fields) {
            assert!(field.since <= field.deprecated, "{}", field.name);
            assert!(field.renamed.is_none_or(|key| field.instead.contains(key)), "{}", field.name);
        }
    }

    #[test]
    fn kinds_have_their_own() {
        assert_eq!(annotations("PersistentVolume").count(), 2);
        assert_eq!(annotations("ConfigMap").count(), 0);
    }
}
