use readylint_kube::facts::resources::{LimitSource, effective_limit};
use readylint_kube::facts::security::{run_as_non_root, run_as_user};
use readylint_scalars::{KubernetesVersion, VersionRange};

use super::support::*;

/// Where the memory limit of the first container of the first workload comes from, on the versions from `oldest` on.
fn limit(documents: &[String], oldest: u16) -> String {
    let graph = graph_of(documents);
    let container = graph.pod_templates().next().unwrap().containers().next().unwrap();
    let versions = VersionRange::new(KubernetesVersion::new(oldest), KubernetesVersion::new(37)).unwrap();
    match effective_limit(container, "memory", versions) {
        None => "-".into(),
        Some(LimitSource::Container(node)) => format!("container {}", node.raw()),
        Some(LimitSource::Pod(node)) => format!("pod {}", node.raw()),
        Some(LimitSource::LimitRange(range, node)) => format!("{} {}", title(range), node.raw()),
    }
}

fn range(name: &str, item: &str) -> String {
    object("v1/LimitRange", name, &format!("spec: {{limits: [{{{item}}}]}}"))
}

#[test]
fn limits() {
    let own = "resources: {limits: {memory: 1Gi}}";
    let zero = "resources: {limits: {memory: 0}}";
    let pod = "resources: {limits: {memory: 2Gi}}";
    let default = range("l", "type: Container, default: {memory: 3Gi}, max: {memory: 4Gi}");
    for (container, spec, ranges, oldest, expected) in [
        ("", "", vec![], 34, "-"),
        (own, pod, vec![default.clone()], 34, "container 1Gi"),
        (zero, "", vec![], 34, "-"),
        (zero, pod, vec![], 34, "pod 2Gi"),
        ("", pod, vec![], 34, "pod 2Gi"),
        // not on by default before 1.34
        ("", pod, vec![], 33, "-"),
        ("", pod, vec![default.clone()], 33, "LimitRange/l 3Gi"),
        ("", "", vec![default.clone()], 34, "LimitRange/l 3Gi"),
        ("", "", vec![range("l", "type: Container, max: {memory: 4Gi}")], 34, "LimitRange/l 4Gi"),
        // a default that is written keeps the one that `max` implies away, and so does a limit of the container
        ("", "", vec![range("l", "type: Container, default: {memory: 0}, max: {memory: 4Gi}")], 34, "-"),
        (zero, "", vec![default.clone()], 34, "-"),
        ("", "", vec![range("l", "type: Container, min: {memory: 4Gi}")], 34, "-"),
        ("", "", vec![range("l", "type: Container, default: {cpu: 1}")], 34, "-"),
        ("", "", vec![range("l", "type: Pod, max: {memory: 4Gi}")], 34, "-"),
        ("", "", vec![range("dev/l", "type: Container, default: {memory: 3Gi}")], 34, "-"),
    ] {
        let docs: Vec<String> =
            std::iter::once(deployment("web", "", container, spec)).chain(ranges).collect();
        assert_eq!(limit(&docs, oldest), expected, "{docs:?}");
    }
}

#[test]
fn users() {
    for (pod, container, user, non_root) in [
        ("", "", None, None),
        ("runAsUser: 1000", "", Some((1000, "1000")), None),
        ("runAsUser: 1000", "runAsUser: 0", Some((0, "0")), None),
        ("runAsUser: 1000", "runAsUser: ", Some((1000, "1000")), None),
        ("runAsNonRoot: true", "", None, Some((true, "true"))),
        ("runAsNonRoot: true", "runAsNonRoot: false", None, Some((false, "false"))),
        ("runAsUser: 1, runAsNonRoot: true", "runAsUser: 2", Some((2, "2")), Some((true, "true"))),
    ] {
        let spec = format!("securityContext: {{{pod}}}");
        let graph = graph_of(&[deployment("web", "", &format!("securityContext: {{{container}}}"), &spec)]);
        let api = graph.pod_templates().next().unwrap().containers().next().unwrap();
        assert_eq!(run_as_user(api).map(|it| (it.value, it.node.raw())), user, "{pod} / {container}");
        assert_eq!(run_as_non_root(api).map(|it| (it.value, it.node.raw())), non_root, "{pod} / {container}");
    }
}
