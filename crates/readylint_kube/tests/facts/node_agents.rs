use readylint_kube::facts::node_agents::{
    IMAGES, NAMESPACES, RUNTIME_CLIENTS, has_image, is_image, is_in_namespace, runs_image,
};

use super::support::*;

fn with_image(image: &str, judge: impl Fn(readylint_kube::Container<'_>) -> bool) -> bool {
    let graph = graph_of(&[deployment("web", "", &format!("image: '{image}'"), "")]);
    let pod = graph.pod_templates().next().unwrap();
    pod.containers().any(judge)
}

#[test]
fn agents_of_the_table() {
    for (image, expected) in [
        ("quay.io/prometheus/node-exporter:v1.12.1", true),
        ("prom/node-exporter", true),
        (
            "docker.io/bitnami/node-exporter@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            true,
        ),
        ("registry.example.com:5000/mirror/node-exporter:1", true),
        ("registry.k8s.io/kube-proxy:v1.36.3", true),
        ("k8s.gcr.io/kube-proxy-amd64:v1.20.0", true),
        ("docker.io/calico/node:v3.31.0", true),
        ("quay.io/cilium/cilium:v1.19.0", true),
        ("quay.io/cilium/operator-generic:v1.19.0", true),
        ("docker.io/longhornio/longhorn-manager:v1.10.0", true),
        ("docker.io/falcosecurity/falco:0.42.0", true),
        ("602401143452.dkr.ecr.eu-west-1.amazonaws.com/amazon-k8s-cni-init:v1.21.0", true),
        ("registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.15.0", true),
        ("public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver:v1.50.0", true),
        ("registry.example.com/shop:1.8.0", false),
        ("registry.example.com/shop/prometheus:1.8.0", false),
        ("nginx", false),
        // beside the agents of a project, what it has of another kind
        ("registry.example.com/legal-csi-team/web", false),
        ("docker.io/weaveworks/weave-gitops", false),
        ("quay.io/cilium/hubble-ui", false),
        ("quay.io/cilium/hubble-relay", false),
        ("docker.io/calico/kube-controllers:v3.31.0", false),
        ("docker.io/calico/dikastes", false),
        ("docker.io/longhornio/longhorn-ui:v1.10.0", false),
        ("docker.io/falcosecurity/falcosidekick-ui", false),
        ("antrea/antrea-ui-frontend", false),
        ("registry.example.com/gpu-operator-team/web", false),
        // tags are no part of the name
        ("registry.example.com/shop:node-exporter", false),
        ("NO IMAGE", false),
    ] {
        assert_eq!(with_image(image, |container| has_image(container, IMAGES)), expected, "{image}");
    }
}

#[test]
fn globs_fit_the_written_name_or_the_full_one() {
    for (image, glob, expected) in [
        ("team/agent:1", "team/agent", true),
        ("team/agent:1", "docker.io/team/agent", true),
        ("agent", "docker.io/library/agent", true),
        ("agent", "agent", true),
        ("quay.io/team/agent", "team/agent", false),
        ("quay.io/team/agent", "**/agent", true),
        ("quay.io/team/agent", "*/agent", false),
        ("quay.io/team/agent:1", "quay.io/team/agent:1", false),
    ] {
        assert_eq!(with_image(image, |container| has_image(container, &[glob])), expected, "{image} {glob}");
    }
}

#[test]
fn exact_images() {
    for (image, wanted, expected) in [
        ("falcosecurity/falco:0.42.0", "docker.io/falcosecurity/falco", true),
        ("docker.io/falcosecurity/falco", "falcosecurity/falco", true),
        ("quay.io/falcosecurity/falco", "falcosecurity/falco", false),
        ("falcosecurity/falco-driver", "falcosecurity/falco", false),
        ("team/agent:1", "team/agent:1", true),
        ("team/agent:2", "team/agent:1", false),
        ("team/agent", "team/agent:1", false),
        ("team/agent", "team/*", false),
        ("team/agent", "NO IMAGE", false),
    ] {
        assert_eq!(
            with_image(image, |container| is_image(container, &[wanted])),
            expected,
            "{image} {wanted}"
        );
    }
    for name in RUNTIME_CLIENTS {
        assert!(with_image(name, |container| is_image(container, RUNTIME_CLIENTS)), "{name}");
    }
}

#[test]
fn pods_of_agents() {
    let pod = |name: &str, spec: &str| {
        let graph = graph_of(&[object("v1/Pod", name, &format!("spec: {{{spec}}}"))]);
        let pod = graph.pod_templates().next().unwrap();
        (runs_image(pod, IMAGES), is_in_namespace(pod, NAMESPACES))
    };
    assert_eq!(pod("web", "containers: [{image: shop}, {image: quay.io/cilium/cilium}]"), (true, false));
    let sidecar =
        "initContainers: [{image: prom/node-exporter, restartPolicy: Always}], containers: [{image: shop}]";
    assert_eq!(pod("web", sidecar), (true, false));
    let init = "initContainers: [{image: prom/node-exporter}], containers: [{image: shop}]";
    assert_eq!(pod("kube-system/web", init), (false, true));
    assert_eq!(pod("kube-systems/web", "containers: [{image: shop}]"), (false, false));
}
