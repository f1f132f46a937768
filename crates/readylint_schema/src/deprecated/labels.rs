//! Node labels.

use readylint_scalars::KubernetesVersion;

/// A deprecated label of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeLabel {
    /// Its key.
    pub key: &'static str,
    /// The first minor that calls it deprecated.
    pub deprecated: KubernetesVersion,
    /// The label that nodes carry in its place.
    pub successor: Option<Successor>,
    /// What to use where no label takes its place.
    pub instead: &'static str,
    /// The first minor whose new nodes do not carry it any more.
    pub gone: Option<KubernetesVersion>,
    /// If the key is also that of a taint with effect `NoSchedule`: the first minor whose nodes carry the successor as a
    /// taint too.
    pub taint: Option<KubernetesVersion>,
}

/// The label that takes the place of another, with the same values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Successor {
    /// Its key.
    pub key: &'static str,
    /// The first minor whose nodes carry it.
    pub since: KubernetesVersion,
    /// Whether every node that has the old label has the new one with the same value: the kubelet and the cloud
    /// controllers write both.
    pub is_twin: bool,
}

/// The deprecated label `key`, if it is one.
pub fn node_label(key: &str) -> Option<&'static NodeLabel> {
    LABELS.iter().find(|label| label.key == key)
}

const fn twin(key: &'static str, successor: &'static str, minor: u16) -> NodeLabel {
    let since = KubernetesVersion::new(minor);
    NodeLabel {
        key,
        deprecated: since,
        successor: Some(Successor { key: successor, since, is_twin: true }),
        instead: "",
        gone: None,
        taint: None,
    }
}

/// As `deprecatedNodeLabels` of `pkg/api/node/util.go`, which gives the minors.
static LABELS: &[NodeLabel] = &[
    twin("beta.kubernetes.io/arch", "kubernetes.io/arch", 14),
    twin("beta.kubernetes.io/os", "kubernetes.io/os", 14),
    twin("beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type", 17),
    twin("failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region", 17),
    twin("failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone", 17),
    // KEP-2067: kubeadm writes the new label since 1.20 and the new taint since 1.24, no old label since 1.24 and no old
    // taint since 1.25.
    NodeLabel {
        key: "node-role.kubernetes.io/master",
        deprecated: KubernetesVersion::new(20),
        successor: Some(Successor {
            key: "node-role.kubernetes.io/control-plane",
            since: KubernetesVersion::new(20),
            is_twin: false,
        }),
        instead: "",
        gone: Some(KubernetesVersion::new(24)),
        taint: Some(KubernetesVersion::new(24)),
    },
    NodeLabel {
        key: "app.kubernetes.io/created-by",
        deprecated: KubernetesVersion::new(9),
        successor: None,
        instead: "a label of your own",
        gone: None,
        taint: None,
    },
    NodeLabel {
        key: "scheduler.alpha.kubernetes.io/preferAvoidPods",
        deprecated: KubernetesVersion::new(22),
        successor: None,
        instead: "taints and tolerations",
        gone: None,
        taint: None,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn successors_are_current_and_not_older_than_asked() {
        for label in LABELS {
            assert!(label.successor.is_some() == label.instead.is_empty(), "{}", label.key);
            let Some(successor) = label.successor else { continue };
            assert_eq!(node_label(successor.key), None);
            assert!(
                successor.since <= label.deprecated
                    && label.taint.is_none_or(|taint| taint >= successor.since)
            );
        }
    }

    #[test]
    fn only_whole_keys_count() {
        assert!(node_label("beta.kubernetes.io/os").is_some());
        assert!(
            node_label("kubernetes.io/os").is_none() && node_label("beta.kubernetes.io/os-release").is_none()
        );
    }
}
