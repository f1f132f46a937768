//! Schemas of custom resources: the `CustomResourceDefinition`s of a run.
//!
//! ```text
//! definition ── read ──► arena of schemas ┐
//! document ── instance ──────────────────► coerce (prune, nulls, defaults) ──► check ──► violations
//! ```
//!
//! The steps are those of the API server (`apiextensions-apiserver`: `pruning`, `defaulting`, `objectmeta`, `listtype`; the value
//! checks are `kube-openapi/pkg/validation`), in its order, because each sees what the one before it left: a null that is dropped
//! is missing, a default counts as written.
//!
//! Rules in CEL (`x-kubernetes-validations`) are not evaluated: what only they refuse is not found. A `metadata` is judged by the
//! bundled `ObjectMeta`, as a definition can restrict nothing of it but the name.

mod address;
mod check;
mod coerce;
mod embedded;
mod format;
mod instance;
mod lists;
mod number;
mod pattern;
mod read;
mod schema;

use std::collections::BTreeMap;
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

use readylint_text::Span;
use readylint_yaml::Node;

use self::schema::Arena;
use crate::violation::{Problem, Violation};

/// The `CustomResourceDefinition`s of a run, by the kind they define.
#[derive(Debug, Default)]
pub struct Definitions {
    by_group: BTreeMap<String, BTreeMap<String, Entry>>,
    patterns: read::Patterns,
}

/// What is known of a kind.
#[derive(Debug)]
struct Entry {
    definition: Definition,
    /// The text it was read from, hashed.
    text: u64,
    /// Another text defines the kind otherwise, as copies for several clusters do. Which of them holds for an object cannot be told.
    is_contested: bool,
}

fn hash(text: &str) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

impl Definitions {
    /// Takes in `root`, a document of the input, if it is a CustomResourceDefinition of `apiextensions.k8s.io`; anything else, and one without group
    /// or kind, is passed over. Whether it was taken for a definition.
    pub fn add(&mut self, root: Node<'_>) -> bool {
        let text = hash(root.raw());
        let Some(entry) = self.entry(root) else {
            return false;
        };
        entry.is_contested |= entry.text != text;
        true
    }

    /// As [`Definitions::add`], for a document that only comes in where the input defines nothing.
    pub fn add_beside(&mut self, root: Node<'_>) -> bool {
        self.entry(root).is_some()
    }

    /// The entry of the kind that `root` defines, made from it unless it is there.
    fn entry(&mut self, root: Node<'_>) -> Option<&mut Entry> {
        let text = |node: Node<'_>, key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
        let version = text(root, "apiVersion")
            .and_then(|version| version.strip_prefix("apiextensions.k8s.io/").map(str::to_owned));
        let is_definition = text(root, "kind").as_deref() == Some("CustomResourceDefinition");
        let (version, spec) = (version.filter(|_| is_definition)?, root.get("spec")?);
        let names = spec.get("names");
        let (group, kind) = (text(spec, "group")?, names.and_then(|names| text(names, "kind"))?);
        let kinds = self.by_group.entry(group).or_default();
        let patterns = &mut self.patterns;
        let entry = || Entry {
            definition: Definition::read(root, spec, &version, patterns),
            text: hash(root.raw()),
            is_contested: false,
        };
        Some(kinds.entry(kind).or_insert_with(entry))
    }

    /// The definition of `kind` in `group`; `None` if there is none, or if several of the input contradict each other.
    pub fn get(&self, group: &str, kind: &str) -> Option<&Definition> {
        let entry = self.by_group.get(group)?.get(kind)?;
        (!entry.is_contested).then_some(&entry.definition)
    }

    /// Whether `kind` of `group` is defined, be it in several ways.
    pub fn defines(&self, group: &str, kind: &str) -> bool {
        self.by_group.get(group).is_some_and(|kinds| kinds.contains_key(kind))
    }
}

/// One CustomResourceDefinition.
#[derive(Debug)]
pub struct Definition {
    versions: Vec<DefinedVersion>,
    is_namespaced: Option<bool>,
    span: Span,
}

impl Definition {
    /// `api_version` is the version of the definition itself, `v1` or `v1beta1`.
    fn read(root: Node<'_>, spec: Node<'_>, api_version: &str, patterns: &mut read::Patterns) -> Self {
        let is_namespaced = match spec.get("scope").and_then(Node::text) {
            Some("Namespaced") => Some(true),
            Some("Cluster") => Some(false),
            _ => None,
        };
        // v1 demands pruning, v1beta1 kept every field unless it was told otherwise
        let keeps = spec.get("preserveUnknownFields").and_then(Node::as_bool);
        let prunes = !keeps.unwrap_or(api_version == "v1beta1");
        let has_status_in = |holder: Node<'_>| {
            holder.get("subresources").and_then(|subresources| subresources.get("status")).is_some()
        };
        let has_status = has_status_in(spec);
        let mut reader = read::Reader::new(patterns);
        let mut arena = |holder: Node<'_>| {
            let schema = holder.get("openAPIV3Schema")?;
            reader.arena(schema).map(Arc::new)
        };
        let common = spec.get("validation").and_then(&mut arena);
        let mut versions = Vec::new();
        for version in spec.get("versions").into_iter().flat_map(Node::items) {
            let Some(name) = version.get("name").and_then(Node::text) else {
                continue;
            };
            let own = version.get("schema").and_then(&mut arena);
            versions.push(DefinedVersion {
                name: name.to_owned(),
                is_served: version.get("served").and_then(Node::as_bool).unwrap_or(false),
                schema: own.or_else(|| common.clone()),
                prunes,
                has_status: has_status || has_status_in(version),
            });
        }
        // v1beta1 had a field for a single version before it had the list
        if let (true, Some(name)) = (versions.is_empty(), spec.get("version").and_then(Node::text)) {
            versions.push(DefinedVersion {
                name: name.to_owned(),
                is_served: true,
                schema: common,
                prunes,
                has_status,
            });
        }
        Self { versions, is_namespaced, span: root.missing("spec") }
    }

    /// Its versions, in the order of the text.
    pub fn versions(&self) -> &[DefinedVersion] {
        &self.versions
    }

    /// The version `name`.
    pub fn version(&self, name: &str) -> Option<&DefinedVersion> {
        self.versions.iter().find(|version| version.name == name)
    }

    /// Whether its objects live in namespaces; `None` if it does not say.
    pub fn is_namespaced(&self) -> Option<bool> {
        self.is_namespaced
    }

    /// Its name, to be shown beside a finding.
    pub fn span(&self) -> Span {
        self.span
    }
}

/// One version of a definition.
#[derive(Debug)]
pub struct DefinedVersion {
    name: String,
    is_served: bool,
    /// Absent if the definition has none, or one too large to be compiled.
    schema: Option<Arc<Arena>>,
    /// Whether fields that the schema does not know are dropped.
    prunes: bool,
    /// Whether `status` is a subresource: who writes the object writes no status, so its values are not looked at.
    has_status: bool,
}

impl DefinedVersion {
    /// Its name, as `v1beta1`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the API server serves it.
    pub fn is_served(&self) -> bool {
        self.is_served
    }

    /// What is wrong with the custom resource `root`, in the order of the text: its `metadata`, and all that the schema says.
    /// Rules in CEL are not evaluated.
    pub fn validate<'t>(&self, root: Node<'t>) -> Vec<Violation<'t>> {
        let mut violations = root.get("metadata").map(embedded::metadata).unwrap_or_default();
        if let Some(arena) = &self.schema
            && let Some(own) = self.judge(root, arena)
        {
            violations.extend(own);
        }
        sorted(violations)
    }

    /// What the schema says of `root`; `None` if that is too much to find out.
    fn judge<'t>(&self, root: Node<'t>, arena: &Arena) -> Option<Vec<Violation<'t>>> {
        let mut instance = instance::read(root)?;
        let bytes = u32::try_from(root.raw().len()).unwrap_or(u32::MAX);
        let steps = bytes.saturating_mul(STEPS_PER_BYTE).saturating_add(STEPS).min(MAX_STEPS);
        let mut coercion = coerce::Coercion::new(arena, steps);
        if self.prunes {
            coercion.prune(&mut instance, Arena::ROOT, true);
        }
        coercion.default(&mut instance, Arena::ROOT);
        let mut violations = coercion.finish()?;
        if self.has_status
            && let instance::Value::Map(members) = &mut instance.value
        {
            members.retain(|member| member.key != "status");
        }
        violations.extend(check::check(arena, &instance, steps));
        Some(violations)
    }
}

/// How many steps any object may take: a definition may put many defaults into a small one.
const STEPS: u32 = 10_000;
/// How many more for each byte it is written with. Real definitions take one or two.
const STEPS_PER_BYTE: u32 = 64;
/// How many at most; past that nothing is said of the object.
const MAX_STEPS: u32 = 8_000_000;

/// In the order of the text. What an alias repeats is told once.
fn sorted(mut violations: Vec<Violation<'_>>) -> Vec<Violation<'_>> {
    let place = |violation: &Violation<'_>| violation.node.id().to_usize();
    violations.sort_by_key(place);
    violations.dedup_by(|later, earlier| {
        place(later) == place(earlier)
            && match (&later.problem, &earlier.problem) {
                (Problem::MissingField(one), Problem::MissingField(other))
                | (Problem::Constraint(one), Problem::Constraint(other)) => one == other,
                (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
            }
    });
    violations
}
