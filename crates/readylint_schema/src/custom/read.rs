//! From the YAML of a definition to an arena.

use std::collections::BTreeMap;
use std::sync::Arc;

use readylint_yaml::Node;

use super::format::Format;
use super::instance::{self, Instance};
use super::pattern::{Budget, Pattern};
use super::schema::{Additional, Arena, Bound, Counts, Kind, ListType, Property, Rules, Schema, SchemaId};

/// How many schemas and values of defaults and enumerations one definition may have, aliases expanded. The largest ones in use have a
/// tenth of it.
const SCHEMAS: u32 = 200_000;
/// How deep schemas may nest; deeper ones say nothing.
const DEPTH: u32 = 100;

/// Reads the schemas of one definition, on one budget.
pub(super) struct Reader<'p> {
    left: u32,
    schemas: Vec<Schema>,
    patterns: &'p mut Patterns,
}

/// The patterns of all definitions of a run; most of them stand in many places.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    budget: Arc<Budget>,
    by_source: BTreeMap<Box<str>, Arc<Pattern>>,
}

impl Patterns {
    fn get(&mut self, source: &str) -> Arc<Pattern> {
        if let Some(pattern) = self.by_source.get(source) {
            return Arc::clone(pattern);
        }
        let pattern = Arc::new(Pattern::within(source, Arc::clone(&self.budget)));
        self.by_source.insert(source.into(), Arc::clone(&pattern));
        pattern
    }
}

impl<'p> Reader<'p> {
    pub(super) fn new(patterns: &'p mut Patterns) -> Self {
        Self { left: SCHEMAS, schemas: Vec::new(), patterns }
    }

    /// The arena of the `openAPIV3Schema` at `node`; `None` if it is no schema, or the definition too large.
    pub(super) fn arena(&mut self, node: Node<'_>) -> Option<Arena> {
        if !node.is_mapping() {
            return None;
        }
        self.schemas = Vec::new();
        self.schema(node, DEPTH, true)?;
        Some(Arena { schemas: std::mem::take(&mut self.schemas) })
    }

    fn schema(&mut self, node: Node<'_>, depth: u32, is_root: bool) -> Option<SchemaId> {
        self.left = self.left.checked_sub(1)?;
        let id = SchemaId(u32::try_from(self.schemas.len()).ok()?);
        // its place comes before those of its parts
        self.schemas.push(Schema::ANYTHING);
        let Some(depth) = depth.checked_sub(1) else {
            return Some(id);
        };
        let is = |key: &str| node.get(key).and_then(Node::as_bool).unwrap_or(false);
        let kind = kind(node);
        let format = node.get("format").and_then(Node::text);
        let mut schema = Schema {
            kind,
            format: format.and_then(|name| Format::of(kind, name)),
            is_nullable: is("nullable"),
            preserves: is("x-kubernetes-preserve-unknown-fields"),
            is_embedded: is("x-kubernetes-embedded-resource"),
            list: list_type(node),
            ..Schema::ANYTHING
        };
        let has_metadata = is_root || schema.is_embedded;
        schema.properties = self.properties(node, depth, has_metadata)?;
        schema.additional = match node.get("additionalProperties") {
            Some(inner) if inner.is_mapping() => Additional::Schema(self.schema(inner, depth, false)?),
            Some(inner) if inner.as_bool() == Some(true) => Additional::Anything,
            _ => Additional::None,
        };
        if let Some(items) = node.get("items").filter(|items| items.is_mapping()) {
            schema.items = Some(self.schema(items, depth, false)?);
        }
        if let Some(default) = node.get("default").filter(|default| !default.is_null()) {
            schema.default = Some(Box::new(self.value(default)?));
        }
        let has_default =
            |property: &Property| self.schemas.get(property.schema.0 as usize)?.default.as_ref().map(|_| ());
        let defaulted =
            schema.properties.iter().zip(0..).filter(|(property, _)| has_default(property).is_some());
        schema.defaulted = defaulted.map(|(_, at)| at).collect();
        if has_rules(node) {
            schema.rules = Some(Box::new(self.rules(node, depth)?));
        }
        *self.schemas.get_mut(id.0 as usize)? = schema;
        Some(id)
    }

    /// The properties, sorted. Of a `metadata` only the schemas of the names count, as for the API server.
    fn properties(&mut self, node: Node<'_>, depth: u32, has_metadata: bool) -> Option<Vec<Property>> {
        let mut properties = Vec::new();
        for entry in node.get("properties").into_iter().flat_map(Node::entries) {
            let Some(name) = entry.key.text() else {
                continue;
            };
            let schema = if has_metadata && name == "metadata" {
                self.metadata(entry.value, depth)?
            } else {
                self.schema(entry.value, depth, false)?
            };
            properties.push(Property { name: name.into(), schema });
        }
        properties.sort_by(|one, other| one.name.cmp(&other.name));
        Some(properties)
    }

    fn metadata(&mut self, node: Node<'_>, depth: u32) -> Option<SchemaId> {
        let id = SchemaId(u32::try_from(self.schemas.len()).ok()?);
        self.schemas.push(Schema::ANYTHING);
        let mut properties = Vec::new();
        for name in ["generateName", "name"] {
            if let Some(inner) = node.get("properties").and_then(|properties| properties.get(name)) {
                properties.push(Property { name: name.into(), schema: self.schema(inner, depth, false)? });
            }
        }
        self.schemas.get_mut(id.0 as usize)?.properties = properties;
        Some(id)
    }

    fn rules(&mut self, node: Node<'_>, depth: u32) -> Option<Rules> {
        let count =
            |key: &str| node.get(key).and_then(Node::as_i64).and_then(|count| u64::try_from(count).ok());
        let bound = |key: &str, exclusive: &str| {
            let value = node.get(key).and_then(Node::as_f64)?;
            let is_exclusive = node.get(exclusive).and_then(Node::as_bool).unwrap_or(false);
            Some(Bound { value, is_exclusive })
        };
        let not = match node.get("not").filter(|inner| inner.is_mapping()) {
            Some(inner) => Some(self.schema(inner, depth, false)?),
            None => None,
        };
        let mut enumeration = Vec::new();
        for value in node.get("enum").into_iter().flat_map(Node::items) {
            enumeration.push(self.value(value)?);
        }
        Some(Rules {
            required: texts(node, "required"),
            enumeration: enumeration.into_boxed_slice(),
            pattern: node.get("pattern").and_then(Node::text).map(|source| self.patterns.get(source)),
            lengths: Counts { least: count("minLength"), most: count("maxLength") },
            items: Counts { least: count("minItems"), most: count("maxItems") },
            properties: Counts { least: count("minProperties"), most: count("maxProperties") },
            minimum: bound("minimum", "exclusiveMinimum"),
            maximum: bound("maximum", "exclusiveMaximum"),
            multiple_of: node.get("multipleOf").and_then(Node::as_f64).filter(|factor| *factor > 0.0),
            all_of: self.alternatives(node, "allOf", depth)?,
            any_of: self.alternatives(node, "anyOf", depth)?,
            one_of: self.alternatives(node, "oneOf", depth)?,
            not,
        })
    }

    fn alternatives(&mut self, node: Node<'_>, key: &str, depth: u32) -> Option<Box<[SchemaId]>> {
        let schemas = node.get(key).into_iter().flat_map(Node::items);
        schemas.map(|schema| self.schema(schema, depth, false)).collect()
    }

    fn value(&mut self, node: Node<'_>) -> Option<Instance<'static>> {
        instance::read_within(node, &mut self.left).map(Instance::detached)
    }
}

/// Whether a schema asks for more than a type.
fn has_rules(node: Node<'_>) -> bool {
    const KEYS: [&str; 16] = [
        "allOf",
        "anyOf",
        "enum",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "not",
        "oneOf",
        "pattern",
        "required",
    ];
    node.entries().any(|entry| entry.key.text().is_some_and(|key| KEYS.contains(&key)))
}

fn kind(node: Node<'_>) -> Kind {
    if node.get("x-kubernetes-int-or-string").and_then(Node::as_bool) == Some(true) {
        return Kind::IntOrString;
    }
    match node.get("type").and_then(Node::text) {
        Some("object") => Kind::Object,
        Some("array") => Kind::Array,
        Some("string") => Kind::String,
        Some("integer") => Kind::Integer,
        Some("number") => Kind::Number,
        Some("boolean") => Kind::Boolean,
        _ => Kind::Any,
    }
}

fn list_type(node: Node<'_>) -> ListType {
    match node.get("x-kubernetes-list-type").and_then(Node::text) {
        Some("set") => ListType::Set,
        Some("map") => ListType::Map(texts(node, "x-kubernetes-list-map-keys")),
        _ => ListType::Atomic,
    }
}

fn texts(node: Node<'_>, key: &str) -> Box<[Box<str>]> {
    node.get(key).into_iter().flat_map(Node::items).filter_map(Node::text).map(Into::into).collect()
}
