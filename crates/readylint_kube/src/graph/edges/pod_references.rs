//! References by name of pods, and of claims.

use readylint_yaml::{Node, NodeId};
use rustc_hash::FxHashSet;

use super::Edges;
use crate::Kind;
use crate::graph::{Relation, Target};
use crate::views::{Container, PodTemplate};

/// How many `StorageClasses` are asked whether they are the default one.
const CLASSES: usize = 1024;

pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    match resource.kind() {
        Kind::StatefulSet => {
            let name = resource.spec().and_then(|spec| spec.get("serviceName"));
            edges.reference(resource.data().root, Relation::GoverningService, name, false);
            let templates = resource.spec().and_then(|spec| spec.get("volumeClaimTemplates"));
            for template in templates.into_iter().flat_map(Node::items).filter(|node| node.is_mapping()) {
                claim_class(edges, template);
            }
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
    match pod.service_account() {
        Some(name) => edges.reference(from, Relation::UsesServiceAccount, Some(name), false),
        None => {
            let to = edges.resolve(Kind::ServiceAccount, edges.resource.namespace_symbol(), "default");
            edges.push_asking(from, Relation::UsesServiceAccount, spec, to, ("default", false));
        }
    }
    edges.reference(from, Relation::RuntimeClass, spec.get("runtimeClassName"), false);
    edges.reference(from, Relation::PriorityClass, spec.get("priorityClassName"), false);
    for secret in spec.get("imagePullSecrets").into_iter().flat_map(Node::items) {
        edges.reference(from, Relation::PullSecret, secret.get("name"), false);
    }
    volumes(edges, pod);
}

fn volumes<'g>(edges: &mut Edges<'_, 'g>, pod: PodTemplate<'g>) {
    let from = pod.node().id();
    // the controller puts its claims in the place of volumes of the same name (`updateStorage` of stateful_set_utils.go)
    let owner = edges.resource.spec().filter(|_| edges.resource.kind() == Kind::StatefulSet);
    let templates = owner.and_then(|spec| spec.get("volumeClaimTemplates")).into_iter().flat_map(Node::items);
    let claims = templates.filter_map(|claim| claim.get("metadata")?.get("name")?.text());
    let claims: FxHashSet<&str> = claims.collect();
    for volume in pod.volumes().filter(|volume| volume.name().is_none_or(|name| !claims.contains(name))) {
        let mut mount = |relation, source: Option<Node<'g>>, key| {
            let Some(source) = source else { return };
            edges.reference(from, relation, source.get(key), is_optional(source));
        };
        mount(Relation::MountsClaim, volume.source("persistentVolumeClaim"), "claimName");
        let csi = volume
            .source("csi")
            .filter(|csi| csi.get("driver").and_then(Node::text) == Some("secrets-store.csi.k8s.io"));
        let attributes = csi.and_then(|csi| csi.get("volumeAttributes"));
        mount(Relation::MountsCsi, attributes, "secretProviderClass");
        // the credentials of whatever driver it is
        let published = volume.source("csi").and_then(|csi| csi.get("nodePublishSecretRef"));
        mount(Relation::MountsSecret, published, "name");
        let template = volume.source("ephemeral").and_then(|source| source.get("volumeClaimTemplate"));
        if let Some(template) = template.filter(|template| template.is_mapping()) {
            // the ephemeral volume controller makes `<pod>-<volume>` for each pod (KEP-1698)
            let name = volume.name().unwrap_or_default();
            edges.push_asking(from, Relation::MountsClaim, template, Target::Generated, (name, false));
            claim_class(edges, template);
        }
        let mut files = |relation, source: Option<Node<'g>>, key| {
            if let Some(source) = source {
                mounted_keys(edges, from, relation, (source, key));
            }
        };
        files(Relation::MountsConfig, volume.source("configMap"), "name");
        files(Relation::MountsSecret, volume.source("secret"), "secretName");
        for source in volume.projected("configMap") {
            files(Relation::MountsConfig, Some(source), "name");
        }
        for source in volume.projected("secret") {
            files(Relation::MountsSecret, Some(source), "name");
        }
    }
}

/// A volume made from a ConfigMap or Secret: one edge for the object, or one for each of its keys that `items` lists. If
/// the object is not there, its name is what is wrong, once.
fn mounted_keys<'g>(
    edges: &mut Edges<'_, 'g>,
    from: NodeId,
    relation: Relation,
    (source, name_key): (Node<'g>, &str),
) {
    let optional = is_optional(source);
    let name = source.get(name_key);
    let keys = || source.get("items").into_iter().flat_map(Node::items).filter_map(|item| item.get("key"));
    let text = name.and_then(Node::text).unwrap_or_default();
    let exists = relation
        .target_kind()
        .is_some_and(|kind| edges.resolve(kind, edges.resource.namespace_symbol(), text).is_resolved());
    if !exists || keys().next().is_none() {
        edges.reference(from, relation, name, optional);
        return;
    }
    for key in keys() {
        edges.reference_key(from, relation, (name, key), optional);
    }
}

fn environment<'g>(edges: &mut Edges<'_, 'g>, container: Container<'g>) {
    let from = container.node().id();
    for source in container.env_from() {
        for (relation, field) in [(Relation::EnvConfig, "configMapRef"), (Relation::EnvSecret, "secretRef")] {
            if let Some(reference) = source.get(field) {
                edges.reference(from, relation, reference.get("name"), is_optional(reference));
            }
        }
    }
    for variable in container.env() {
        let references = [
            (Relation::EnvConfig, variable.config_map_key_ref()),
            (Relation::EnvSecret, variable.secret_key_ref()),
        ];
        for (relation, reference) in references {
            let Some(reference) = reference else { continue };
            let (name, optional) = (reference.get("name"), is_optional(reference));
            match reference.get("key").filter(|key| !key.is_null()) {
                Some(key) => edges.reference_key(from, relation, (name, key), optional),
                None => edges.reference(from, relation, name, optional),
            }
        }
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
    claim_class(edges, resource.node());
    // a volume may be reserved for the claim from its own side
    let wanted = spec.get("volumeName").and_then(Node::text).filter(|name| !name.is_empty());
    for volume in resource.graph().volumes_reserved_for(resource) {
        let name = volume.name().unwrap_or_default();
        if wanted != Some(name) {
            edges.push_asking(from, Relation::ClaimVolume, spec, Target::Found(volume.end()), (name, false));
        }
    }
}

/// The older form of `storageClassName`, which still goes before it (`GetPersistentVolumeClaimClass` of
/// k8s.io/component-helpers).
const CLASS_ANNOTATION: &str = "volume.beta.kubernetes.io/storage-class";

/// The class of a claim, or of a template for claims. An empty one means "no dynamic provisioning", an absent one the
/// cluster's default class.
fn claim_class<'g>(edges: &mut Edges<'_, 'g>, claim: Node<'g>) {
    let claim = claim.resolved();
    let spec = claim.get("spec");
    let annotations = claim.get("metadata").and_then(|metadata| metadata.get("annotations"));
    let annotated = annotations.and_then(|annotations| annotations.get(CLASS_ANNOTATION));
    let written = spec.and_then(|spec| spec.get("storageClassName")).filter(|class| !class.is_null());
    if let Some(class) = annotated.or(written) {
        return edges.reference(claim.id(), Relation::ClaimClass, Some(class), false);
    }
    let classes = edges.resource.graph().of_kind(Kind::StorageClass);
    let Some(class) = classes.take(CLASSES).find(|class| is_default_class(*class)) else { return };
    let site = spec.filter(|spec| !spec.is_null()).unwrap_or(claim);
    let asked = (class.name().unwrap_or_default(), false);
    edges.push_asking(claim.id(), Relation::ClaimClass, site, Target::Found(class.end()), asked);
}

/// The annotation that marks the default StorageClass, in its stable and its beta form.
fn is_default_class(class: crate::Resource<'_>) -> bool {
    let metadata = class.metadata();
    let keys =
        ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"];
    keys.into_iter().any(|key| metadata.annotation(key) == Some("true"))
}
