//! Programs that are part of a node and need it: networks, storage drivers, proxies, exporters and sensors.

use crate::{Container, PodTemplate};

/// Globs over the full names of images (`docker.io/library/nginx`), from the documentation of the projects.
pub const IMAGES: &[&str] = &[
    // pod networks, and what answers for Services on a node
    "**/antrea/antrea-agent*",
    "**/antrea/antrea-controller*",
    "**/antrea/antrea-ubuntu",
    "**/amazon-k8s-cni*",
    "**/azure-cns",
    "**/azure-npm",
    "**/calico/cni",
    "**/calico/node",
    "**/calico/pod2daemon-flexvol",
    "**/calico/typha",
    "**/cilium/cilium",
    "**/cilium/cilium-envoy",
    "**/cilium/operator*",
    "**/cilium/startup-script",
    "**/flannel",
    "**/flannel-cni-plugin",
    "**/install-cni",
    "**/k8s-dns-node-cache",
    "**/kube-ovn",
    "**/kube-proxy",
    "**/kube-proxy-*",
    "**/kube-router",
    "**/kube-vip",
    "**/metallb/speaker",
    "**/mirrored-flannel*",
    "**/multus-cni*",
    "**/ovn-kube-*",
    "**/ovn-kubernetes",
    "**/weave-kube",
    "**/weave-npc",
    "**/whereabouts",
    // drivers of storage
    "**/calico/csi",
    "**/cephcsi",
    "**/csi-*",
    "**/*-csi",
    "**/*-csi-*",
    "**/longhornio/longhorn-engine",
    "**/longhornio/longhorn-instance-manager",
    "**/longhornio/longhorn-manager",
    "**/longhornio/longhorn-share-manager",
    "**/openebs/linux-utils",
    "**/openebs/lvm-driver",
    "**/openebs/mayastor-io-engine",
    "**/openebs/node-disk-manager",
    "**/openebs/zfs-driver",
    "**/rook/ceph",
    // metrics of nodes and their devices
    "**/cadvisor",
    "**/conntrack-stats-exporter",
    "**/dcgm-exporter",
    "**/ipmi-exporter",
    "**/node-exporter",
    "**/node-problem-detector",
    "**/process-exporter",
    "**/smartctl-exporter",
    "**/systemd-exporter",
    "**/windows-exporter",
    // devices and the life of nodes
    "**/cloud-node-manager",
    "**/container-toolkit",
    "**/gpu-operator",
    "**/gpu-operator-validator",
    "**/k8s-device-plugin",
    "**/kured",
    "**/node-feature-discovery",
    // sensors that read from the kernel
    "**/beyla",
    "**/cilium/tetragon",
    "**/datadog/agent",
    "**/datadoghq/agent",
    "**/ebpf-instrument",
    "**/falco",
    "**/falco-driver-loader*",
    "**/falco-no-driver",
    "**/opentelemetry-ebpf-*",
    "**/parca-agent",
    "**/tracee",
];

/// Namespaces that hold little else.
pub const NAMESPACES: &[&str] = &[
    "kube-system",
    "kube-flannel",
    "calico-system",
    "gpu-operator",
    "longhorn-system",
    "metallb-system",
    "node-feature-discovery",
    "rook-ceph",
    "tigera-operator",
];

/// The agents that read from a container runtime by its socket, by their full names.
pub const RUNTIME_CLIENTS: &[&str] = &[
    "docker.io/amazon/cloudwatch-agent",
    "docker.io/datadog/agent",
    "docker.io/falcosecurity/falco",
    "docker.io/newrelic/infrastructure",
    "gcr.io/cadvisor/cadvisor",
    "gcr.io/datadoghq/agent",
    "ghcr.io/google/cadvisor",
    "public.ecr.aws/cloudwatch-agent/cloudwatch-agent",
    "public.ecr.aws/datadog/agent",
    "public.ecr.aws/falcosecurity/falco",
    "quay.io/cilium/tetragon",
    "quay.io/sysdig/agent",
];

/// Whether the image of `container` is one of `globs`, by the name that is written or by the full one. Tag and digest do
/// not count.
pub fn has_image(container: Container<'_>, globs: &[&str]) -> bool {
    let Some(Ok(image)) = container.image_reference() else {
        return false;
    };
    let full = image.normalized_name();
    let written = match image.registry() {
        Some(registry) => format!("{registry}/{}", image.repository()),
        None => image.repository().to_owned(),
    };
    globs.iter().any(|glob| fits(glob, &full) || fits(glob, &written))
}

/// Whether the image of `container` is exactly one of `images`: the same repository, and the tag and digest that are named.
pub fn is_image(container: Container<'_>, images: &[&str]) -> bool {
    let Some(Ok(image)) = container.image_reference() else {
        return false;
    };
    let name = image.normalized_name();
    let is_same = |wanted: Option<&str>, found: Option<&str>| wanted.is_none() || wanted == found;
    images.iter().filter_map(|text| readylint_scalars::ImageReference::parse(text).ok()).any(|wanted| {
        wanted.normalized_name() == name
            && is_same(wanted.tag(), image.tag())
            && is_same(wanted.digest(), image.digest())
    })
}

/// Whether a container that runs as long as `pod` has one of these images: what the pod is for.
pub fn runs_image(pod: PodTemplate<'_>, globs: &[&str]) -> bool {
    pod.long_running_containers().any(|container| has_image(container, globs))
}

/// Whether `pod` is in a namespace that one of `globs` names. One without a namespace is in none.
pub fn is_in_namespace(pod: PodTemplate<'_>, globs: &[&str]) -> bool {
    let namespace = pod.resource().namespace();
    namespace.is_some_and(|namespace| globs.iter().any(|glob| fits(glob, namespace)))
}

/// Whether `glob` is all of `text`: `*` stands for any text without `/`, `**` for any text, `?` for one byte.
fn fits(glob: &str, text: &str) -> bool {
    let (glob, text) = (glob.as_bytes(), text.as_bytes());
    let (mut at, mut place) = (0, 0);
    // of the last `*` and the last `**`: what follows in the glob, and how far the text is that it stands for
    let (mut one, mut many): (Option<(usize, usize)>, Option<(usize, usize)>) = (None, None);
    while place < text.len() {
        match glob.get(at) {
            Some(b'*') => {
                let stars = glob.iter().skip(at).take_while(|&&byte| byte == b'*').count();
                at += stars;
                // what stands before `**` never needs to be longer: `**` takes it up
                (one, many) = if stars == 1 { (Some((at, place)), many) } else { (None, Some((at, place))) };
            }
            Some(&byte) if byte == b'?' || text.get(place) == Some(&byte) => {
                at += 1;
                place += 1;
            }
            _ => {
                one = one.filter(|&(_, end)| text.get(end) != Some(&b'/'));
                let Some((next, end)) = one.as_mut().or(many.as_mut()) else { return false };
                *end += 1;
                (at, place) = (*next, *end);
            }
        }
    }
    glob.iter().skip(at).all(|&byte| byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn globs_cover_the_whole_text() {
        for (glob, text, expected) in [
            ("kube-system", "kube-system", true),
            ("kube-system", "kube-systems", false),
            ("kube-system", "a-kube-system", false),
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("*/node-exporter", "quay.io/prometheus/node-exporter", false),
            ("**/node-exporter", "quay.io/prometheus/node-exporter", true),
            ("**/node-exporter", "quay.io/prometheus/my-node-exporter", false),
            ("**/*-csi-*", "registry.example.com/fast-csi-driver", true),
            ("**/*-csi-*", "registry.example.com/legal-csi-team/web", false),
            ("**/team/*", "registry.example.com/team/agent", true),
            ("**/team/*", "registry.example.com/team/agent/web", false),
            ("**/team/**", "registry.example.com/team/agent/web", true),
            ("**/a*b", "a/ac/a/ab", true),
            ("**/a*b", "a/ac/a/b", false),
            ("a*/b**/c", "ab/bc/d/c", true),
            ("*a*/b", "xaya/b", true),
            ("*", "a/", false),
            ("***", "a/b", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("[ab]", "a", false),
        ] {
            assert_eq!(fits(glob, text), expected, "{glob} {text}");
        }
    }
}
