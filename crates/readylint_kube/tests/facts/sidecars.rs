use readylint_kube::facts::sidecar_image;

use super::support::*;

/// What the containers of a pod with these images are, one word each.
fn answer(images: &[&str]) -> String {
    let containers: Vec<String> = images
        .iter()
        .enumerate()
        .map(|(number, image)| format!("{{name: c{number}, image: {image}}}"))
        .collect();
    let spec = format!("spec: {{template: {{spec: {{containers: [{}]}}}}}}", containers.join(", "));
    let graph = graph_of(&[object("apps/v1/Deployment", "web", &spec)]);
    let pod = graph.pod_templates().next().unwrap();
    let words = pod
        .containers()
        .map(|container| sidecar_image(container).map_or("-".into(), |found| format!("{:?}", found.purpose)));
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn known_images() {
    for (images, expected) in [
        (&["shop/web:1", "docker.io/istio/proxyv2:1.29.0"][..], "- Mesh"),
        (&["shop/web:1", "auto"], "- -"),
        (&["shop/web:1", "cr.l5d.io/linkerd/proxy:edge"], "- Mesh"),
        (&["shop/web:1", "shop/proxy:1"], "- -"),
        (&["gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18", "shop/web"], "DatabaseProxy -"),
        (&["shop/web:1", "gcr.io/cloudsql-docker/gce-proxy:1.33"], "- DatabaseProxy"),
        (&["shop/web:1", "hashicorp/vault:1.20"], "- Secrets"),
        (&["shop/web:1", "my-registry:5000/mirror/fluent-bit:4.1"], "- Logs"),
        (&["shop/web:1", "otel/opentelemetry-collector-contrib:0.140.0"], "- Telemetry"),
        (&["shop/web:1", "quay.io/oauth2-proxy/oauth2-proxy:v7"], "- AuthProxy"),
        (&["shop/web:1", "registry.k8s.io/git-sync/git-sync:v4"], "- Sync"),
        (&["redis:8", "oliver006/redis_exporter:v1"], "- Exporter"),
        // the name must end there
        (&["shop/web:1", "shop/my-oauth2-proxy:1"], "- -"),
        (&["shop/web:1", "shop/oauth2-proxy-ui:1"], "- -"),
        // what is alone in its pod, or with other helpers, is what the pod is for
        (&["fluent/fluent-bit:4"], "-"),
        (&["hashicorp/vault:1.20", "fluent/fluent-bit:4"], "- -"),
        (&["shop/web:1", "UPPER CASE"], "- -"),
    ] {
        assert_eq!(answer(images), expected, "{images:?}");
    }
}

#[test]
fn other_roles_need_no_table() {
    let spec = "initContainers: [{name: proxy, image: istio/proxyv2, restartPolicy: Always}]";
    let graph = graph_of(&[deployment("web", "", "image: shop/web", spec)]);
    let pod = graph.pod_templates().next().unwrap();
    assert!(pod.containers().all(|container| sidecar_image(container).is_none()));
}
