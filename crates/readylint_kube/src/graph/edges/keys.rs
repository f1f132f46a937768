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

/// Whether the object at `end`, or another definition of it in its group, has `key`. Objects that somebody fills in at
/// run time have every key.
pub(super) fn has_key(graph: &ResourceGraph, end: End, key: &str) -> bool {
    let own = graph.resource(end.resource);
    holds(own, key)
        || graph.definitions(end.resource).take(DEFINITIONS).any(|id| holds(graph.resource(id), key))
}

fn holds(resource: Resource<'_>, key: &str) -> bool {
    let maps: [&str; 2] =
        if resource.kind() == Kind::Secret { ["data", "stringData"] } else { ["data", "binaryData"] };
    let is_set = |map: &&str| resource.node().get(map).and_then(|map| map.get(key)).is_some();
    maps.iter().any(is_set) || is_filled_elsewhere(resource)
}

fn is_filled_elsewhere(resource: Resource<'_>) -> bool {
    let metadata = resource.metadata();
    let marked = |key: &&str| metadata.annotation(key).is_some() || metadata.labels().get(key).is_some();
    // the token controller adds `token`, `ca.crt` and `namespace`
    let is_token =
        resource.node().get("type").and_then(Node::text) == Some("kubernetes.io/service-account-token");
    is_token || FILLED_ELSEWHERE.iter().any(marked)
}
