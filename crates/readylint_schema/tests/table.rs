//! The bundled table: facts known from Kubernetes' own changelogs and API reference, and that it hangs together.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use readylint_scalars::KubernetesVersion;
use readylint_schema::{
    ArraySchema, FIRST_MINOR, FieldSchema, KindSchema, Lifetime, MINOR_COUNT, Minors, ObjectSchema, Type,
};

/// The bytes that the table may add to the binary.
const LARGEST: u64 = 600 * 1024;
/// The newest minor of the table.
const LAST_MINOR: u16 = FIRST_MINOR + MINOR_COUNT - 1;

fn kind(api_version: &str, kind: &str) -> KindSchema {
    KindSchema::of(api_version, kind).unwrap_or_else(|| panic!("no schema of {api_version} {kind}"))
}

/// The fields that `path` leads to from `kind`, for all minors; items of lists and values of free mappings are walked into.
fn fields(kind: KindSchema, path: &str) -> Vec<FieldSchema> {
    let mut objects = vec![kind.object()];
    let mut found = Vec::new();
    for name in path.split('.') {
        found = objects.iter().flat_map(|object| object.field(name)).collect();
        objects = found.iter().filter_map(|field| object_in(field.r#type())).collect();
        objects.dedup();
    }
    assert!(!found.is_empty(), "{} {} has no {path}", kind.api_version(), kind.kind());
    found
}

fn object_in(r#type: Type) -> Option<ObjectSchema> {
    match r#type {
        Type::Object(object) => Some(object),
        Type::Array(array) => object_in(array.items()),
        Type::Map(map) => object_in(map.values()),
        _ => None,
    }
}

fn pod(path: &str) -> Vec<FieldSchema> {
    fields(kind("v1", "Pod"), path)
}

/// The one type that a field has in the newest minor.
fn r#type(kind: KindSchema, path: &str) -> Type {
    let fields = fields(kind, path);
    let newest: Vec<_> =
        fields.iter().filter(|field| !field.minors().and(Minors::of(LAST_MINOR)).is_empty()).collect();
    assert_eq!(newest.len(), 1, "{path}");
    newest[0].r#type()
}

fn array(kind: KindSchema, path: &str) -> ArraySchema {
    match r#type(kind, path) {
        Type::Array(array) => array,
        other => panic!("{path} is {other:?}"),
    }
}

fn minors(fields: &[FieldSchema]) -> String {
    fields.iter().fold(Minors::NONE, |all, field| all.or(field.minors())).to_string()
}

fn required(fields: &[FieldSchema]) -> String {
    fields.iter().fold(Minors::NONE, |all, field| all.or(field.required())).to_string()
}

/// The words that an enumerated field takes in `minor`, sorted; `None` if any text will do.
fn words(field: FieldSchema, minor: u16) -> Option<Vec<&'static str>> {
    let mut r#type = field.r#type();
    while let Type::Array(array) = r#type {
        r#type = array.items();
    }
    let Type::Enum(values) = r#type else {
        return None;
    };
    let minor = Minors::of(minor);
    if values.known().and(minor).is_empty() {
        return None;
    }
    let accepted = values.values().filter(|(_, accepting)| !accepting.and(minor).is_empty());
    let mut words: Vec<&str> = accepted.map(|(word, _)| word).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    Some(words)
}

#[test]
fn kinds_come_and_go() {
    for (api_version, name, expected) in [
        ("v1", "Pod", "1.25 to 1.37"),
        ("apps/v1", "Deployment", "1.25 to 1.37"),
        ("batch/v1", "CronJob", "1.25 to 1.37"),
        ("autoscaling/v2", "HorizontalPodAutoscaler", "1.25 to 1.37"),
        ("autoscaling/v2beta2", "HorizontalPodAutoscaler", "1.25"),
        ("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema", "1.25"),
        ("flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema", "1.25 to 1.28"),
        ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", "1.26 to 1.31"),
        ("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", "1.29 to 1.37"),
        ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", "1.30 to 1.37"),
        ("admissionregistration.k8s.io/v1alpha1", "ValidatingAdmissionPolicy", "1.26 to 1.31"),
        ("resource.k8s.io/v1", "ResourceClaim", "1.34 to 1.37"),
        ("storage.k8s.io/v1beta1", "CSIStorageCapacity", "1.25 to 1.26"),
        ("networking.k8s.io/v1", "ServiceCIDR", "1.33 to 1.37"),
    ] {
        assert_eq!(kind(api_version, name).minors().to_string(), expected, "{api_version} {name}");
    }
    for (api_version, name) in [
        ("batch/v1beta1", "CronJob"),
        ("policy/v1beta1", "PodDisruptionBudget"),
        ("policy/v1beta1", "PodSecurityPolicy"),
        ("networking.k8s.io/v1beta1", "Ingress"),
        ("extensions/v1beta1", "Ingress"),
        ("apps/v1beta1", "Deployment"),
        ("discovery.k8s.io/v1beta1", "EndpointSlice"),
        ("apps/v1", "Pod"),
        ("v1", "PodList"),
        ("v1", ""),
        ("", "Pod"),
        ("example.com/v1", "Widget"),
    ] {
        assert_eq!(KindSchema::of(api_version, name), None, "{api_version} {name}");
    }
}

#[test]
fn fields_come_and_go() {
    for (path, expected) in [
        ("spec.containers.image", "1.25 to 1.37"),
        // pod-level resources, KEP-2837
        ("spec.resources", "1.32 to 1.37"),
        // sidecar containers, KEP-753
        ("spec.initContainers.restartPolicy", "1.28 to 1.37"),
        ("spec.containers.restartPolicy", "1.28 to 1.37"),
        // pod scheduling readiness, KEP-3521
        ("spec.schedulingGates", "1.26 to 1.37"),
        // image volumes, KEP-4639
        ("spec.volumes.image", "1.31 to 1.37"),
        // AppArmor, KEP-24
        ("spec.securityContext.appArmorProfile", "1.30 to 1.37"),
        // recursive read-only mounts, KEP-3857
        ("spec.containers.volumeMounts.recursiveReadOnly", "1.30 to 1.37"),
        // sleep as a hook, KEP-3960
        ("spec.containers.lifecycle.preStop.sleep", "1.29 to 1.37"),
        // custom stop signals, KEP-4960
        ("spec.containers.lifecycle.stopSignal", "1.33 to 1.37"),
        // resizing in place, KEP-1287
        ("spec.containers.resizePolicy", "1.27 to 1.37"),
        ("spec.hostUsers", "1.25 to 1.37"),
    ] {
        assert_eq!(minors(&pod(path)), expected, "{path}");
    }
    let job = kind("batch/v1", "Job");
    assert_eq!(minors(&fields(job, "spec.podReplacementPolicy")), "1.28 to 1.37");
    assert_eq!(minors(&fields(job, "spec.successPolicy")), "1.30 to 1.37");
    let stateful = kind("apps/v1", "StatefulSet");
    assert_eq!(minors(&fields(stateful, "spec.ordinals")), "1.26 to 1.37");
    let service = kind("v1", "Service");
    assert_eq!(minors(&fields(service, "spec.trafficDistribution")), "1.30 to 1.37");
    let budget = kind("policy/v1", "PodDisruptionBudget");
    assert_eq!(minors(&fields(budget, "spec.unhealthyPodEvictionPolicy")), "1.26 to 1.37");
}

#[test]
fn required_fields() {
    for path in [
        "spec.containers",
        "spec.containers.name",
        "spec.volumes.name",
        "spec.containers.ports.containerPort",
    ] {
        assert_eq!(required(&pod(path)), "1.25 to 1.37", "{path}");
    }
    for path in ["metadata.name", "spec.restartPolicy"] {
        assert_eq!(required(&pod(path)), "", "{path}");
    }
    // the description says neither, the API servers that were asked do
    for path in ["spec", "spec.containers.image"] {
        assert_eq!(required(&pod(path)), "1.30 to 1.37", "{path}");
    }
    let deployment = kind("apps/v1", "Deployment");
    assert_eq!(required(&fields(deployment, "spec.selector")), "1.25 to 1.37");
    assert_eq!(required(&fields(deployment, "spec.replicas")), "");
    assert_eq!(
        required(&fields(kind("rbac.authorization.k8s.io/v1", "RoleBinding"), "roleRef")),
        "1.25 to 1.37"
    );
}

#[test]
fn types() {
    let pod = kind("v1", "Pod");
    let service = kind("v1", "Service");
    let deployment = kind("apps/v1", "Deployment");
    let secret = kind("v1", "Secret");
    let config_map = kind("v1", "ConfigMap");
    let lease = kind("coordination.k8s.io/v1", "Lease");
    assert_eq!(r#type(service, "spec.ports.targetPort"), Type::PortOrName(0));
    assert_eq!(r#type(deployment, "spec.strategy.rollingUpdate.maxSurge"), Type::IntOrString);
    assert_eq!(r#type(deployment, "spec.replicas"), Type::Int32);
    assert_eq!(r#type(deployment, "metadata.generation"), Type::Int64);
    assert_eq!(r#type(pod, "spec.hostNetwork"), Type::Boolean);
    assert_eq!(r#type(pod, "spec.terminationGracePeriodSeconds"), Type::Int64);
    assert_eq!(r#type(pod, "spec.volumes.emptyDir.sizeLimit"), Type::Quantity);
    assert_eq!(r#type(pod, "metadata.creationTimestamp"), Type::Time);
    assert_eq!(r#type(lease, "spec.renewTime"), Type::MicroTime);
    assert_eq!(r#type(pod, "spec.containers.ports.containerPort"), Type::Port(1));
    assert_eq!(r#type(pod, "spec.containers.ports.hostPort"), Type::Port(0));
    assert_eq!(r#type(pod, "spec.containers.livenessProbe.httpGet.port"), Type::PortOrName(1));
    assert_eq!(r#type(kind("apps/v1", "ControllerRevision"), "data"), Type::Any);
    let values = |kind, path: &str| match r#type(kind, path) {
        Type::Map(map) => map.values(),
        other => panic!("{path} is {other:?}"),
    };
    assert_eq!(values(pod, "spec.containers.resources.limits"), Type::Quantity);
    assert_eq!(values(pod, "metadata.labels"), Type::String);
    assert_eq!(values(config_map, "data"), Type::String);
    assert_eq!(values(config_map, "binaryData"), Type::Bytes);
    assert_eq!(values(secret, "data"), Type::Bytes);
    assert_eq!(values(secret, "stringData"), Type::String);
}

#[test]
fn what_names_items() {
    for (api_version, name, path, expected) in [
        ("v1", "Pod", "spec.containers", &["name"][..]),
        ("v1", "Pod", "spec.initContainers", &["name"]),
        ("v1", "Pod", "spec.volumes", &["name"]),
        ("v1", "Pod", "spec.containers.env", &["name"]),
        ("v1", "Pod", "spec.containers.ports", &["name"]),
        ("v1", "Pod", "spec.containers.volumeMounts", &["mountPath"]),
        ("v1", "Pod", "spec.topologySpreadConstraints", &["topologyKey", "whenUnsatisfiable"]),
        ("v1", "Pod", "spec.containers.command", &[]),
        ("v1", "Service", "spec.ports", &["port", "protocol"]),
        ("v1", "ServiceAccount", "imagePullSecrets", &[]),
        ("networking.k8s.io/v1", "Ingress", "spec.rules", &[]),
    ] {
        let keys: Vec<&str> = array(kind(api_version, name), path).keys().collect();
        assert_eq!(keys, expected, "{api_version} {name} {path}");
    }
}

#[test]
fn enumerated_words() {
    let only = |fields: Vec<FieldSchema>| {
        assert_eq!(fields.len(), 1);
        fields[0]
    };
    let policy = only(pod("spec.containers.imagePullPolicy"));
    for minor in [FIRST_MINOR, LAST_MINOR] {
        assert_eq!(words(policy, minor), Some(vec!["Always", "IfNotPresent", "Never"]));
    }
    assert_eq!(
        words(only(pod("spec.restartPolicy")), LAST_MINOR),
        Some(vec!["Always", "Never", "OnFailure"])
    );
    assert_eq!(words(only(pod("spec.containers.ports.protocol")), 25), Some(vec!["SCTP", "TCP", "UDP"]));
    // anything may name a scheduler
    assert_eq!(words(only(pod("spec.schedulerName")), LAST_MINOR), None);
    let modes = array(kind("v1", "PersistentVolumeClaim"), "spec.accessModes");
    let Type::Enum(modes) = modes.items() else {
        panic!("access modes are {:?}", modes.items());
    };
    let modes: BTreeSet<&str> = modes.values().map(|(word, _)| word).collect();
    assert_eq!(modes, BTreeSet::from(["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]));
}

#[test]
fn kinds_are_sorted_and_found() {
    let kinds: Vec<KindSchema> = KindSchema::all().collect();
    let names: Vec<(&str, &str)> = kinds.iter().map(|kind| (kind.api_version(), kind.kind())).collect();
    assert!(names.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(names.len() > 150, "{}", names.len());
    for kind in kinds {
        assert_eq!(KindSchema::of(kind.api_version(), kind.kind()), Some(kind));
        assert!(!kind.minors().is_empty(), "{kind:?}");
    }
}

/// Walks from every kind to everything below it. A field's minors are within those in which its object is met at all.
#[test]
fn everything_hangs_together() {
    let mut met: BTreeMap<&str, Vec<(ObjectSchema, Minors)>> = BTreeMap::new();
    let mut queue: Vec<(ObjectSchema, Minors)> =
        KindSchema::all().map(|kind| (kind.object(), kind.minors())).collect();
    while let Some((object, minors)) = queue.pop() {
        let of_name = met.entry(object.name()).or_default();
        let known = match of_name.iter_mut().find(|(known, _)| *known == object) {
            Some((_, known)) => known,
            None => {
                of_name.push((object, Minors::NONE));
                &mut of_name.last_mut().unwrap().1
            }
        };
        let fresh = minors.without(*known);
        if fresh.is_empty() {
            continue;
        }
        *known = known.or(fresh);
        for field in object.fields() {
            let common = field.minors().and(fresh);
            if let Some(inner) = object_in(field.r#type()).filter(|_| !common.is_empty()) {
                queue.push((inner, common));
            }
        }
    }
    let all: Vec<(ObjectSchema, Minors)> = met.into_values().flatten().collect();
    assert!(all.len() > 500, "{}", all.len());
    for (object, minors) in all {
        assert!(!object.name().is_empty());
        let names: Vec<&str> = object.fields().map(FieldSchema::name).collect();
        assert!(names.is_sorted(), "{}: {names:?}", object.name());
        for field in object.fields() {
            check_field(object, field, minors);
        }
        assert_eq!(object.field("").count() + object.field("no such field").count(), 0);
    }
}

fn check_field(object: ObjectSchema, field: FieldSchema, minors: Minors) {
    let name = format!("{}.{}", object.name(), field.name());
    assert!(!field.minors().is_empty(), "{name} is in no minor");
    assert!(field.minors().without(minors).is_empty(), "{name}: {} of {minors}", field.minors());
    assert!(field.required().without(field.minors()).is_empty(), "{name} is required where it is not");
    let twins: Vec<FieldSchema> = object.field(field.name()).collect();
    assert!(twins.contains(&field), "{name} is not found");
    for twin in twins.iter().filter(|twin| **twin != field) {
        assert!(twin.minors().and(field.minors()).is_empty(), "{name} has two types in one minor");
        assert!(twin.r#type() != field.r#type(), "{name} stands twice with one type");
    }
    let mut r#type = field.r#type();
    loop {
        r#type = match r#type {
            Type::Array(array) => {
                assert!(array.keys().all(|key| !key.is_empty()), "{name}");
                check_keys(&name, array);
                array.items()
            }
            Type::Map(map) => map.values(),
            Type::Port(minimum) => return assert!(minimum <= 1, "{name}"),
            Type::Enum(values) => {
                let known = values.known();
                assert!(!known.is_empty() && known.without(field.minors()).is_empty(), "{name}");
                let words: BTreeSet<&str> = values.values().map(|(word, _)| word).collect();
                assert_eq!(words.len(), values.values().count(), "{name}: a word twice");
                let accepting = values.values().fold(Minors::NONE, |all, (_, minors)| all.or(minors));
                assert!(known.without(accepting).is_empty(), "{name}: minors that accept nothing");
                return;
            }
            _ => return,
        }
    }
}

/// The keys of a list are fields of its items.
fn check_keys(name: &str, array: ArraySchema) {
    if let Type::Object(object) = array.items() {
        for key in array.keys() {
            assert!(object.field(key).next().is_some(), "{name}: {} has no {key}", object.name());
        }
    } else {
        assert_eq!(array.keys().count(), 0, "{name}: keys of scalars");
    }
}

#[test]
fn lifetimes_agree_with_the_kinds() {
    for kind in KindSchema::all() {
        let Some(life) = Lifetime::of(kind.api_version(), kind.kind()) else {
            continue;
        };
        let name = format!("{} {}", kind.api_version(), kind.kind());
        let lives = |version: KubernetesVersion| {
            life.introduced().is_none_or(|introduced| introduced <= version)
                && life.removed().is_none_or(|removed| version < removed)
        };
        for version in Minors::ALL.versions() {
            assert_eq!(kind.minors().contains(version), lives(version), "{name} in {version}");
        }
    }
}

#[test]
fn the_table_is_small_and_names_its_minors() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/schemas.bin");
    let bytes = std::fs::read(file).unwrap();
    assert!((bytes.len() as u64) < LARGEST, "{} bytes", bytes.len());
    // magic, layout, first minor, number of minors: `src/table.rs`
    let word = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    assert_eq!((&bytes[..8], word(10), word(12)), (&b"rl-table"[..], FIRST_MINOR, MINOR_COUNT));
    let all = KindSchema::all().fold(Minors::NONE, |all, kind| all.or(kind.minors()));
    assert_eq!(all, Minors::ALL);
    assert_eq!(all.newest(), Some(KubernetesVersion::new(LAST_MINOR)));
}

#[test]
fn metadata_is_the_same_everywhere() {
    let metadata = ObjectSchema::object_meta().unwrap();
    assert_eq!(metadata.name(), "ObjectMeta");
    for kind in KindSchema::all() {
        for field in kind.object().field("metadata") {
            let is_meta = field.r#type() == Type::Object(metadata);
            let is_list = matches!(field.r#type(), Type::Object(object) if object.name() == "ListMeta");
            assert!(is_meta || is_list, "{kind:?}");
        }
    }
}
