//! The keys of ConfigMaps and Secrets.

use readylint_yaml::Node;

use crate::graph::{End, ResourceGraph};
use crate::{Kind, Resource};

/// Annotations and labels of objects whose data somebody else fills in: replicators, and OpenShift's injection of
/// certificates.
const FILLED_ELSEWHERE: [&str; 6] = [
    "replicator.v1.mittwald.de/replicate-from",
    "reflector.v1.k8s.emberstack.com/reflects",
    "service.beta.openshift.io/inject-cabundle",
    "config.openshift.io/inject-trusted-cabundle",
    "cert-manager.io/allow-direct-injection",
    "kubernetes.io/service-account.name",
];

/// How many definitions of one object are looked through.
const DEFINITIONS: usize = 16;

/// The only key of a ConfigMap that every cluster has (the root CA publisher of kube-controller-manager, OpenShift's
/// service CA operator).
pub(super) fn key_of_built_in(name: &str) -> Option<&'static str> {
    match name {
        "kube-root-ca.crt" => Some("ca.crt"),
        "openshift-service-ca.crt" => Some("service-ca.crt"),
        _ => None,
    }
}

/// Whether the object at `end`, or another definition of it in its group, has `key` as a file. Objects that somebody
/// fills in at run time have every key.
pub(super) fn has_key(graph: &ResourceGraph, end: End, key: &str) -> bool {
    has(graph, end, key, &["data", "binaryData"])
}

/// [`has_key`] for environments, which read the `data` of a ConfigMap alone (D4).
pub(super) fn has_environment_key(graph: &ResourceGraph, end: End, key: &str) -> bool {
    has(graph, end, key, &["data"])
}

fn has(graph: &ResourceGraph, end: End, key: &str, of_config: &[&str]) -> bool {
    let holds = |resource| holds(resource, key, of_config);
    holds(graph.resource(end.resource))
        || graph.definitions(end.resource).take(DEFINITIONS).any(|id| holds(graph.resource(id)))
}

fn holds(resource: Resource<'_>, key: &str, of_config: &[&str]) -> bool {
    let maps = if resource.kind() == Kind::Secret { &["data", "stringData"] } else { of_config };
    let is_set = |map: &&str| resource.node().get(map).and_then(|map| map.get(key)).is_some();
    maps.iter().any(is_set) || is_implied(resource, key) || is_open(resource)
}

/// Whether the type of a Secret demands `key` (`ValidateSecret` of the API server): an object without it is a draft of one
/// that has it.
fn is_implied(resource: Resource<'_>, key: &str) -> bool {
    let demanded: &[&str] = match resource.node().get("type").and_then(Node::text) {
        Some("kubernetes.io/tls") => &["tls.crt", "tls.key"],
        Some("kubernetes.io/dockerconfigjson") => &[".dockerconfigjson"],
        Some("kubernetes.io/dockercfg") => &[".dockercfg"],
        Some("kubernetes.io/ssh-auth") => &["ssh-privatekey"],
        _ => &[],
    };
    demanded.contains(&key)
}

/// Whether the input does not say which keys the object has: somebody fills it in, it is written without data, or what
/// stands there is encrypted.
fn is_open(resource: Resource<'_>) -> bool {
    let maps = || ["data", "stringData", "binaryData"].into_iter().filter_map(|map| resource.node().get(map));
    let is_read = |map: Node<'_>| map.is_mapping() && map.entries().next().is_some();
    let is_encrypted = || {
        let mut first = maps().filter_map(|map| map.entries().next());
        first.any(|entry| entry.key.text().is_some_and(|key| key.starts_with("ENC[")))
    };
    !maps().any(is_read) || is_filled_elsewhere(resource) || is_encrypted()
}

fn is_filled_elsewhere(resource: Resource<'_>) -> bool {
    let metadata = resource.metadata();
    let marked = |key: &&str| metadata.annotation(key).is_some() || metadata.labels().get(key).is_some();
    // the token controller adds `token`, `ca.crt` and `namespace`
    let is_token =
        resource.node().get("type").and_then(Node::text) == Some("kubernetes.io/service-account-token");
    is_token || FILLED_ELSEWHERE.iter().any(marked)
}
