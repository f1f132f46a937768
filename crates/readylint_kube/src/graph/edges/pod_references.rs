//! References by name of pods, and of claims.

use readylint_yaml::Node;

use super::Edges;
use crate::Kind;
use crate::graph::{Relation, Target};
use crate::views::{Container, PodTemplate};

pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    match resource.kind() {
        Kind::StatefulSet => {
            let name = resource.spec().and_then(|spec| spec.get("serviceName"));
            edges.reference(resource.data().root, Relation::GoverningService, name, false);
        }
        Kind::PersistentVolumeClaim => claim(edges),
        Kind::ServiceAccount => {
            let secrets = resource.node().get("imagePullSecrets").into_iter().flat_map(Node::items);
            for secret in secrets {
                edges.reference(resource.data().root, Relation::PullSecret, secret.get("name"), false);
            }
        }
        _ => {}
    }
    if let Some(pod) = resource.graph().pod_template_of(resource.id()) {
        pod_spec(edges, pod);
        for container in pod.containers() {
            environment(edges, container);
        }
    }
}

fn pod_spec<'g>(edges: &mut Edges<'_, 'g>, pod: PodTemplate<'g>) {
    let Some(spec) = pod.spec() else { return };
    let from = pod.node().id();
    let account =
        spec.get("serviceAccountName").filter(|node| node.text().is_some_and(|name| !name.is_empty()));
    // `serviceAccount` is the deprecated alias, which the API server copies
    match account.or_else(|| spec.get("serviceAccount")) {
        Some(name) => edges.reference(from, Relation::UsesServiceAccount, Some(name), false),
        None => {
            let to = edges.resolve(Kind::ServiceAccount, edges.resource.namespace_symbol(), "default");
            edges.push(from, Relation::UsesServiceAccount, spec, to, false);
        }
    }
    edges.reference(from, Relation::RuntimeClass, spec.get("runtimeClassName"), false);
    edges.reference(from, Relation::PriorityClass, spec.get("priorityClassName"), false);
    for secret in spec.get("imagePullSecrets").into_iter().flat_map(Node::items) {
        edges.reference(from, Relation::PullSecret, secret.get("name"), false);
    }
    for volume in pod.volumes() {
        let mut mount = |relation, source: Option<Node<'g>>, key| {
            let Some(source) = source else { return };
            edges.reference(from, relation, source.get(key), is_optional(source));
        };
        mount(Relation::MountsConfig, volume.source("configMap"), "name");
        mount(Relation::MountsSecret, volume.source("secret"), "secretName");
        mount(Relation::MountsClaim, volume.source("persistentVolumeClaim"), "claimName");
        for source in volume.projected("configMap") {
            mount(Relation::MountsConfig, Some(source), "name");
        }
        for source in volume.projected("secret") {
            mount(Relation::MountsSecret, Some(source), "name");
        }
        let csi = volume
            .source("csi")
            .filter(|csi| csi.get("driver").and_then(Node::text) == Some("secrets-store.csi.k8s.io"));
        let attributes = csi.and_then(|csi| csi.get("volumeAttributes"));
        mount(Relation::MountsCsi, attributes, "secretProviderClass");
    }
}

fn environment<'g>(edges: &mut Edges<'_, 'g>, container: Container<'g>) {
    let from = container.node().id();
    let mut refer = |relation, reference: Option<Node<'g>>| {
        let Some(reference) = reference else { return };
        edges.reference(from, relation, reference.get("name"), is_optional(reference));
    };
    for source in container.env_from() {
        refer(Relation::EnvConfig, source.get("configMapRef"));
        refer(Relation::EnvSecret, source.get("secretRef"));
    }
    for variable in container.env() {
        refer(Relation::EnvConfig, variable.config_map_key_ref());
        refer(Relation::EnvSecret, variable.secret_key_ref());
    }
}

fn is_optional(reference: Node<'_>) -> bool {
    reference.get("optional").and_then(Node::as_bool).unwrap_or(false)
}

fn claim(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let from = resource.data().root;
    let Some(spec) = resource.spec() else { return };
    edges.reference(from, Relation::ClaimVolume, spec.get("volumeName"), false);
    // an empty class means "no dynamic provisioning"; an absent one the cluster's default class
    match spec.get("storageClassName").filter(|class| !class.is_null()) {
        Some(class) => edges.reference(from, Relation::ClaimClass, Some(class), false),
        None => {
            let class = resource.graph().of_kind(Kind::StorageClass).find(|class| is_default_class(*class));
            if let Some(class) = class {
                edges.push(from, Relation::ClaimClass, spec, Target::Found(class.end()), false);
            }
        }
    }
    // a volume may be reserved for the claim from its own side
    let volumes = resource.graph().of_kind(Kind::PersistentVolume).take(crate::graph::SELECTION_BUDGET);
    for volume in volumes {
        let Some(reference) = volume.spec().and_then(|spec| spec.get("claimRef")) else {
            continue;
        };
        let text = |key| reference.get(key).and_then(Node::text);
        if text("name") == resource.name() && text("namespace") == resource.namespace() {
            edges.push(from, Relation::ClaimVolume, spec, Target::Found(volume.end()), false);
        }
    }
}

/// The annotation that marks the default StorageClass, in its stable and its beta form.
fn is_default_class(class: crate::Resource<'_>) -> bool {
    let metadata = class.metadata();
    let keys =
        ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"];
    keys.into_iter().any(|key| metadata.annotation(key) == Some("true"))
}
