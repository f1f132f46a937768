//! Where a misplaced field belongs.

use readylint_yaml::Node;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::minors::Minors;
use crate::schema::{FieldSchema, KindSchema, ObjectSchema, Type};
use crate::violation::Home;

/// How far from its home a field may stand, up and down: from the security context of a pod to that of its containers it is
/// three. The step from a template to its `spec` counts nothing.
const DISTANCE: usize = 3;

/// How many fields of one document are looked for; those after them have no home. A search visits up to some hundred types.
pub(super) const SEARCHES: u32 = 1_000;

/// Objects that hold one of many things: which of them a field is meant for cannot be told.
const UNIONS: [&str; 6] = [
    "EnvFromSource",
    "EnvVarSource",
    "LifecycleHandler",
    "PersistentVolumeSpec",
    "Volume",
    "VolumeProjection",
];

/// Names that so many objects have that their place tells nothing.
const COMMON: [&str; 26] = [
    "apiVersion",
    "data",
    "driver",
    "effect",
    "fieldPath",
    "group",
    "id",
    "items",
    "key",
    "kind",
    "message",
    "metadata",
    "mode",
    "name",
    "namespace",
    "operator",
    "optional",
    "path",
    "reason",
    "resource",
    "spec",
    "status",
    "type",
    "uid",
    "value",
    "version",
];

/// Fields of a workload, its pods and its containers that are written on a Service by mistake.
const WORKLOAD_FIELDS: [&str; 33] = [
    "affinity",
    "args",
    "command",
    "containers",
    "dnsPolicy",
    "env",
    "envFrom",
    "hostNetwork",
    "image",
    "imagePullPolicy",
    "imagePullSecrets",
    "initContainers",
    "lifecycle",
    "livenessProbe",
    "minReadySeconds",
    "nodeSelector",
    "priorityClassName",
    "progressDeadlineSeconds",
    "readinessProbe",
    "replicas",
    "resources",
    "restartPolicy",
    "revisionHistoryLimit",
    "securityContext",
    "serviceAccountName",
    "startupProbe",
    "strategy",
    "template",
    "terminationGracePeriodSeconds",
    "tolerations",
    "topologySpreadConstraints",
    "volumeMounts",
    "volumes",
];

/// The mappings around a field, outermost first, each with its schema.
type Holders<'h, 't> = &'h [(Node<'t>, ObjectSchema)];

/// The object nearest to the innermost of `holders` that has a field `key` in any of `minors`. Steps up count as steps
/// down do; of equally near ones the deeper wins, because a field is forgotten to be indented more often than indented too far.
/// None if two objects side by side have such a field.
pub(super) fn home(key: &str, holders: Holders<'_, '_>, minors: Minors) -> Option<Home> {
    if let Some(home) = metadata_of_root(key, holders, minors).or_else(|| template(key, holders, minors)) {
        return Some(home);
    }
    if COMMON.contains(&key) {
        return None;
    }
    let mut best: Option<(usize, Option<Home>)> = None;
    for (up, (node, object)) in holders.iter().rev().enumerate() {
        let limit = best.as_ref().map_or(DISTANCE + 1, |(steps, _)| *steps);
        if up >= limit {
            break;
        }
        if let Some((down, found)) = below(key, *object, minors, limit - up) {
            // beside an object there may be many others; one of the same name at another level may be meant
            let is_cousin = |found: &Found| {
                let own = holders.last().and_then(|(node, _)| node.path_key()).and_then(Node::text);
                down == 0 || up == 0 || found.way.rsplit('.').next().is_some_and(|last| own == Some(last))
            };
            let found = found.filter(is_cousin);
            let home = found.map(|found| Home {
                path: join(&path(*node, holders), &found.way),
                object: found.object.name(),
                kind: None,
            });
            best = Some((up + down, home));
        }
    }
    match best {
        Some((_, home)) => home,
        None => of_a_workload(key, holders, minors),
    }
}

/// The name, namespace, labels and so on of an object that stand beside its `metadata`.
fn metadata_of_root(key: &str, holders: Holders<'_, '_>, minors: Minors) -> Option<Home> {
    let [(_, root)] = holders else {
        return None;
    };
    let metadata = child(*root, "metadata", minors)?;
    let is_there = metadata.field(key).any(|field| has(field, minors));
    is_there.then(|| Home { path: "metadata".to_owned(), object: metadata.name(), kind: None })
}

/// The `metadata` and `spec` of a template that stand beside it.
fn template(key: &str, holders: Holders<'_, '_>, minors: Minors) -> Option<Home> {
    if !matches!(key, "metadata" | "spec") {
        return None;
    }
    let (node, object) = holders.last()?;
    ["template", "jobTemplate"].into_iter().find_map(|name| {
        let template = child(*object, name, minors)?;
        let is_there = template.field(key).any(|field| has(field, minors));
        is_there.then(|| Home {
            path: join(&path(*node, holders), name),
            object: template.name(),
            kind: None,
        })
    })
}

/// The home of a workload's field that stands in a Service.
fn of_a_workload(key: &str, holders: Holders<'_, '_>, minors: Minors) -> Option<Home> {
    let (_, root) = holders.first()?;
    if *root != KindSchema::of("v1", "Service")?.object() || !WORKLOAD_FIELDS.contains(&key) {
        return None;
    }
    let spec = child(KindSchema::of("apps/v1", "Deployment")?.object(), "spec", minors)?;
    let (_, found) = below(key, spec, minors, DISTANCE)?;
    let found = found?;
    Some(Home { path: join("spec", &found.way), object: found.object.name(), kind: Some("Deployment") })
}

fn has(field: FieldSchema, minors: Minors) -> bool {
    !field.minors().and(minors).is_empty()
}

/// The object that the field `name` of `object` holds.
fn child(object: ObjectSchema, name: &str, minors: Minors) -> Option<ObjectSchema> {
    let mut types = object.field(name).filter(|field| has(*field, minors)).map(FieldSchema::r#type);
    types.find_map(|r#type| if let Type::Object(child) = r#type { Some(child) } else { None })
}

/// An object below another, and the way to it.
struct Found {
    way: String,
    object: ObjectSchema,
    /// Whether no other way of the same length leads to an object of the type, as three do to probes.
    is_only: bool,
}

/// The steps, fewer than `limit`, to the nearest object at or below `object` with a field `key`; and that object, unless several
/// are equally near.
fn below(key: &str, object: ObjectSchema, minors: Minors, limit: usize) -> Option<(usize, Option<Found>)> {
    let mut level = vec![Found { way: String::new(), object, is_only: true }];
    let mut seen = FxHashSet::default();
    for steps in 0..limit {
        let mut next = Vec::new();
        let mut at = 0;
        while let Some(found) = level.get(at) {
            at += 1;
            if !seen.insert(found.object) || UNIONS.contains(&found.object.name()) {
                continue;
            }
            let is_template = found.object.name().ends_with("TemplateSpec");
            let (specs, others): (Vec<_>, Vec<_>) =
                children(found, minors).partition(|(name, _)| is_template && *name == "spec");
            next.extend(others.into_iter().map(|(_, child)| child));
            level.extend(specs.into_iter().map(|(_, spec)| spec));
        }
        level.retain(|found| found.object.field(key).any(|field| has(field, minors)));
        if !level.is_empty() {
            return Some((steps, only(level)));
        }
        next.retain(|found| !seen.contains(&found.object));
        level = count(next);
    }
    None
}

/// The objects that the fields of `found` lead to, by the names of these. A new pod has no ephemeral containers, nobody writes
/// a status, and what belongs on a container belongs on the main ones.
fn children(found: &Found, minors: Minors) -> impl Iterator<Item = (&'static str, Found)> {
    let fields = found.object.fields().filter(move |field| has(*field, minors));
    fields
        .filter(|field| !matches!(field.name(), "status" | "ephemeralContainers" | "initContainers"))
        .filter_map(|field| {
            let (object, brackets) = object_of(field.r#type())?;
            let way = join(&found.way, &format!("{}{brackets}", field.name()));
            Some((field.name(), Found { way, object, is_only: found.is_only }))
        })
}

/// Notes which objects are of the same type as others.
fn count(mut level: Vec<Found>) -> Vec<Found> {
    let mut counts: FxHashMap<ObjectSchema, usize> = FxHashMap::default();
    for found in &level {
        *counts.entry(found.object).or_default() += 1;
    }
    for found in &mut level {
        found.is_only &= counts.get(&found.object) == Some(&1);
    }
    level
}

/// The only one, or the only one that is (part of) a container.
fn only(mut found: Vec<Found>) -> Option<Found> {
    if found.len() > 1 {
        found.retain(|found| found.way.split('.').any(|part| part == "containers[]"));
    }
    if found.len() > 1 { None } else { found.pop().filter(|found| found.is_only) }
}

/// The object that a field leads to, itself or as item of a list.
fn object_of(r#type: Type) -> Option<(ObjectSchema, &'static str)> {
    match r#type {
        Type::Object(object) => Some((object, "")),
        Type::Array(array) => match array.items() {
            Type::Object(object) => Some((object, "[]")),
            _ => None,
        },
        _ => None,
    }
}

/// `way` and then `part`, with a dot between them if both are there.
fn join(way: &str, part: &str) -> String {
    let dot = if way.is_empty() || part.is_empty() { "" } else { "." };
    format!("{way}{dot}{part}")
}

/// The way from the outermost of `holders` to `node`, items without their numbers.
fn path(node: Node<'_>, holders: Holders<'_, '_>) -> String {
    let root = holders.first().map(|(root, _)| root.pointer()).unwrap_or_default();
    let pointer = node.pointer();
    let mut path = String::new();
    for segment in pointer.strip_prefix(&root).unwrap_or(&pointer).split('/').skip(1) {
        if segment.bytes().all(|byte| byte.is_ascii_digit()) {
            path.push_str("[]");
        } else {
            path = join(&path, segment);
        }
    }
    path
}
