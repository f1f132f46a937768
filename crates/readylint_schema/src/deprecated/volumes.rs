//! In-tree volume plugins.

use readylint_scalars::KubernetesVersion;

/// A volume plugin of Kubernetes itself that is deprecated, handed over to a CSI driver, or gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VolumePlugin {
    /// Its field in a pod's volume and in the `spec` of a `PersistentVolume`.
    pub field: &'static str,
    /// Whether a `PersistentVolume` has the field.
    pub is_persistent: bool,
    /// The first minor that calls it deprecated.
    pub deprecated: KubernetesVersion,
    /// The first minor in which it is switched off unless a feature gate says otherwise.
    pub off: Option<KubernetesVersion>,
    /// The first minor in which it does not work.
    pub removed: Option<KubernetesVersion>,
    /// The CSI driver that all its operations are sent to, and the first minor that does so without being asked.
    pub csi: Option<(&'static str, KubernetesVersion)>,
    /// What to use in its place, in words.
    pub instead: &'static str,
}

/// What has become of a volume plugin in one minor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VolumeState {
    /// It works, and nothing is said against it.
    Current,
    /// It works, and is not to be used any more.
    Deprecated,
    /// It works with the CSI driver that does its work.
    Migrated,
    /// It does not work.
    Removed,
}

impl VolumePlugin {
    /// What has become of it in `version`.
    pub fn state(&self, version: KubernetesVersion) -> VolumeState {
        if self.removed.is_some_and(|removed| removed <= version) {
            VolumeState::Removed
        } else if self.csi.is_some_and(|(_, since)| since <= version) {
            VolumeState::Migrated
        } else if self.deprecated <= version {
            VolumeState::Deprecated
        } else {
            VolumeState::Current
        }
    }
}

const fn removed(field: &'static str, deprecated: u16, removed: u16, instead: &'static str) -> VolumePlugin {
    VolumePlugin {
        field,
        is_persistent: true,
        deprecated: KubernetesVersion::new(deprecated),
        off: None,
        removed: Some(KubernetesVersion::new(removed)),
        csi: None,
        instead,
    }
}

const fn migrated(field: &'static str, deprecated: u16, driver: &'static str, since: u16) -> VolumePlugin {
    VolumePlugin {
        field,
        is_persistent: true,
        deprecated: KubernetesVersion::new(deprecated),
        off: None,
        removed: None,
        csi: Some((driver, KubernetesVersion::new(since))),
        instead: "a volume of the CSI driver",
    }
}

/// All of them.
///
/// Plugins that are gone: `pkg/api/pod/warnings.go`, which gives both minors. Plugins that were handed over: the feature gates
/// `CSIMigration…` (the minor in which each came to be on by default) and the page "Volumes" of the documentation (since when
/// it is deprecated); drivers: the comments of `VolumeSource` in k8s.io/api/core/v1.
pub static VOLUME_PLUGINS: &[VolumePlugin] = &[
    // the feature gate GitRepoVolumeDriver: off from 1.33 on, locked from 1.36 on
    VolumePlugin {
        field: "gitRepo",
        is_persistent: false,
        deprecated: KubernetesVersion::new(11),
        off: Some(KubernetesVersion::new(33)),
        removed: Some(KubernetesVersion::new(36)),
        csi: None,
        instead: "an `emptyDir` that an init container clones the repository into",
    },
    VolumePlugin {
        field: "flexVolume",
        is_persistent: true,
        deprecated: KubernetesVersion::new(23),
        off: None,
        removed: None,
        csi: None,
        instead: "a CSI driver",
    },
    removed("photonPersistentDisk", 11, 16, "another kind of storage"),
    removed("scaleIO", 16, 22, "the CSI driver of Dell PowerFlex"),
    removed("flocker", 22, 25, "another kind of storage"),
    removed("quobyte", 22, 25, "the CSI driver of Quobyte"),
    removed("storageos", 22, 25, "another kind of storage"),
    removed("glusterfs", 25, 26, "another kind of storage, or a CSI driver for GlusterFS"),
    removed("cephfs", 28, 31, "the CSI driver `cephfs.csi.ceph.com`"),
    removed("rbd", 28, 31, "the CSI driver `rbd.csi.ceph.com`"),
    migrated("cinder", 11, "cinder.csi.openstack.org", 21),
    migrated("awsElasticBlockStore", 17, "ebs.csi.aws.com", 23),
    migrated("gcePersistentDisk", 17, "pd.csi.storage.gke.io", 23),
    migrated("azureDisk", 19, "disk.csi.azure.com", 23),
    migrated("azureFile", 21, "file.csi.azure.com", 24),
    migrated("vsphereVolume", 19, "csi.vsphere.vmware.com", 25),
    migrated("portworxVolume", 25, "pxd.portworx.com", 31),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plugin_only_gets_older() {
        let order = |state| match state {
            VolumeState::Current => 0,
            VolumeState::Deprecated => 1,
            VolumeState::Migrated => 2,
            VolumeState::Removed => 3,
        };
        for plugin in VOLUME_PLUGINS {
            let states: Vec<u8> =
                (10..40).map(|minor| order(plugin.state(KubernetesVersion::new(minor)))).collect();
            assert!(states.is_sorted(), "{}: {states:?}", plugin.field);
            assert_eq!((states.first(), states.last() > Some(&0)), (Some(&0), true), "{}", plugin.field);
        }
    }
}
