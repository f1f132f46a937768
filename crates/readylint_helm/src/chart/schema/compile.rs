//! A schema document becomes [`Schema`]s: references found, patterns compiled. (`compiler.go`, `objcompiler.go`,
//! `roots.go` of `github.com/santhosh-tekuri/jsonschema/v6`)

use std::collections::BTreeMap;
use std::ops::Range;

use regex::Regex;
use rustc_hash::FxHashMap;

use super::format::Format;
use super::number::Number;
use crate::HelmVersion;
use crate::chart::json::{Json, Kind};

/// Names a schema in [`Schemas`].
pub(super) type Id = usize;

/// The schemas that can be reached from the root, which is the first.
pub(super) struct Schemas<'s> {
    pub(super) list: Vec<Schema<'s>>,
    /// By resource: the schemas that have a `$dynamicAnchor`.
    pub(super) dynamic_anchors: Vec<FxHashMap<&'s str, Id>>,
    /// By resource: whether its root has `$recursiveAnchor`.
    pub(super) recursive_anchors: Vec<bool>,
}

/// Why a schema is not looked at.
pub(super) struct Refused {
    pub(super) message: String,
    pub(super) range: Option<Range<usize>>,
}

/// A version of JSON Schema, by its number or year.
pub(super) type Draft = u16;

/// What `additionalProperties` and `additionalItems` say.
#[derive(Clone, Copy)]
pub(super) enum Additional {
    Bool(bool),
    Schema(Id),
}

/// What `dependencies` say of a property.
pub(super) enum Dependent<'s> {
    Properties(Vec<&'s str>),
    Schema(Id),
}

/// Types of JSON, as bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Types(u8);

impl Types {
    pub(super) const NULL: Self = Self(1);
    pub(super) const BOOLEAN: Self = Self(2);
    pub(super) const NUMBER: Self = Self(4);
    pub(super) const INTEGER: Self = Self(8);
    pub(super) const STRING: Self = Self(16);
    pub(super) const ARRAY: Self = Self(32);
    pub(super) const OBJECT: Self = Self(64);
    /// With their names, in the order of Helm's messages.
    pub(super) const ALL: [(Self, &'static str); 7] = [
        (Self::NULL, "null"),
        (Self::BOOLEAN, "boolean"),
        (Self::NUMBER, "number"),
        (Self::INTEGER, "integer"),
        (Self::STRING, "string"),
        (Self::ARRAY, "array"),
        (Self::OBJECT, "object"),
    ];

    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn names(self) -> Vec<&'static str> {
        Self::ALL.into_iter().filter(|(one, _)| self.has(*one)).map(|(_, name)| name).collect()
    }

    fn of(json: &Json) -> Self {
        let named =
            |name: &str| Self::ALL.into_iter().find(|(_, own)| *own == name).map_or(0, |(one, _)| one.0);
        let names: Vec<&str> = match &json.kind {
            Kind::String(name) => vec![name],
            Kind::Array(items) => items.iter().filter_map(Json::as_str).collect(),
            _ => Vec::new(),
        };
        Self(names.into_iter().fold(0, |bits, name| bits | named(name)))
    }
}

/// A schema.
#[derive(Default)]
pub(super) struct Schema<'s> {
    pub(super) boolean: Option<bool>,
    pub(super) draft: Draft,
    /// The resource (the part of the document with an `$id` of its own) that it lies in.
    pub(super) resource: usize,
    pub(super) reference: Option<Id>,
    pub(super) recursive_ref: Option<Id>,
    pub(super) dynamic_ref: Option<(Id, Option<String>)>,
    pub(super) dynamic_anchor: Option<&'s str>,
    pub(super) recursive_anchor: bool,
    pub(super) types: Option<Types>,
    /// The types as they are written.
    pub(super) type_names: Vec<&'s str>,
    pub(super) constant: Option<&'s Json>,
    pub(super) options: Option<&'s [Json]>,
    pub(super) format: Option<Format>,
    pub(super) not: Option<Id>,
    pub(super) all_of: Vec<Id>,
    pub(super) any_of: Vec<Id>,
    pub(super) one_of: Vec<Id>,
    pub(super) condition: Option<Id>,
    pub(super) then: Option<Id>,
    pub(super) otherwise: Option<Id>,
    pub(super) min_properties: Option<usize>,
    pub(super) max_properties: Option<usize>,
    pub(super) required: Vec<&'s str>,
    pub(super) property_names: Option<Id>,
    pub(super) properties: BTreeMap<&'s str, Id>,
    pub(super) patterns: Vec<(Regex, Id)>,
    pub(super) additional_properties: Option<Additional>,
    pub(super) dependencies: Vec<(&'s str, Dependent<'s>)>,
    pub(super) dependent_required: Vec<(&'s str, Vec<&'s str>)>,
    pub(super) dependent_schemas: Vec<(&'s str, Id)>,
    pub(super) unevaluated_properties: Option<Id>,
    pub(super) min_items: Option<usize>,
    pub(super) max_items: Option<usize>,
    pub(super) unique_items: bool,
    pub(super) contains: Option<Id>,
    pub(super) min_contains: Option<usize>,
    pub(super) max_contains: Option<usize>,
    /// `items` for all, or behind `prefixItems`.
    pub(super) items: Option<Id>,
    /// `items` one by one, or `prefixItems`.
    pub(super) prefix_items: Vec<Id>,
    pub(super) additional_items: Option<Additional>,
    pub(super) unevaluated_items: Option<Id>,
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
    pub(super) pattern: Option<(Regex, &'s str)>,
    pub(super) minimum: Option<Number>,
    pub(super) maximum: Option<Number>,
    pub(super) exclusive_minimum: Option<Number>,
    pub(super) exclusive_maximum: Option<Number>,
    pub(super) multiple_of: Option<Number>,
}

/// A part of the document with a base URL of its own.
struct Resource<'s> {
    id: String,
    root: &'s Json,
    draft: Draft,
    anchors: FxHashMap<&'s str, &'s Json>,
    dynamic: Vec<(&'s str, &'s Json)>,
}

/// How Helm calls the document.
const ROOT: &str = "file:///values.schema.json";
/// How many schemas a document may hold.
const MAX_SCHEMAS: usize = 100_000;
/// How large a compiled pattern may get.
const MAX_PATTERN: usize = 1 << 20;

/// Compiles what can be reached from the root of `document`.
pub(super) fn compile(document: &Json, helm: HelmVersion) -> Result<Schemas<'_>, Refused> {
    // Helm 3.17 used a library that knew drafts up to 7
    let newest = if helm == HelmVersion::V3_17 { 7 } else { 2020 };
    let mut compiler = Compiler {
        newest,
        resources: Vec::new(),
        homes: FxHashMap::default(),
        ids: FxHashMap::default(),
        queue: Vec::new(),
    };
    compiler.resource(document, ROOT.to_owned(), newest)?;
    compiler.collect(document, 0)?;
    compiler.enqueue(document);
    let mut list = Vec::new();
    while let Some(&next) = compiler.queue.get(list.len()) {
        if list.len() >= MAX_SCHEMAS {
            return Err(refused("values.schema.json holds too many schemas", None));
        }
        let schema = compiler.schema(next)?;
        list.push(schema);
    }
    Ok(compiler.finish(list))
}

fn refused(message: impl Into<String>, at: Option<&Json>) -> Refused {
    Refused { message: message.into(), range: at.map(|json| json.range.clone()) }
}

struct Compiler<'s> {
    /// The newest draft that the library knows; it takes later ones for that.
    newest: Draft,
    resources: Vec<Resource<'s>>,
    /// The resource of every object, by the place of the object in the document.
    homes: FxHashMap<usize, usize>,
    ids: FxHashMap<usize, Id>,
    queue: Vec<Target<'s>>,
}

#[derive(Clone, Copy)]
enum Target<'s> {
    Json(&'s Json),
    /// What a `urn:` that nobody knows stands for.
    Anything,
}

/// Two values of a document never start at the same byte.
const fn key(json: &Json) -> usize {
    json.range.start
}

impl<'s> Compiler<'s> {
    /// A new resource with `json` as its root.
    fn resource(&mut self, json: &'s Json, base: String, fallback: Draft) -> Result<usize, Refused> {
        let draft = match json.get("$schema").and_then(Json::as_str) {
            None => fallback,
            Some(url) => draft_of(url).ok_or_else(|| {
                refused(format!("`$schema` is {url}, which is not fetched"), json.get("$schema"))
            })?,
        };
        let draft = draft.min(self.newest);
        let id = match id_of(json, draft) {
            Some(id) => join(&base, id),
            None => base,
        };
        let (anchors, dynamic) = (FxHashMap::default(), Vec::new());
        self.resources.push(Resource { id, root: json, draft, anchors, dynamic });
        Ok(self.resources.len() - 1)
    }

    /// Finds the resources and anchors of the document.
    fn collect(&mut self, json: &'s Json, home: usize) -> Result<(), Refused> {
        match &json.kind {
            Kind::Array(items) => items.iter().try_for_each(|item| self.collect(item, home)),
            Kind::Object(entries) => {
                let home = self.enter(json, home)?;
                for (name, (_, value)) in entries {
                    if !matches!(name.as_str(), "enum" | "const" | "default" | "examples") {
                        self.collect(value, home)?;
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn enter(&mut self, json: &'s Json, mut home: usize) -> Result<usize, Refused> {
        let (draft, base, is_root) = match self.resources.get(home) {
            Some(resource) => (resource.draft, resource.id.clone(), std::ptr::eq(resource.root, json)),
            None => return Ok(home),
        };
        if !is_root && id_of(json, draft).is_some() {
            home = self.resource(json, base, draft)?;
        }
        self.homes.insert(key(json), home);
        let Some(resource) = self.resources.get_mut(home) else { return Ok(home) };
        if resource.draft < 2019 {
            let name = if resource.draft == 4 { "id" } else { "$id" };
            let id = json.get(name).and_then(Json::as_str);
            if let Some((_, anchor)) =
                id.and_then(|id| id.split_once('#')).filter(|(_, anchor)| !anchor.is_empty())
            {
                resource.anchors.insert(anchor, json);
            }
        } else {
            let found = |name: &str| json.get(name).and_then(Json::as_str);
            let dynamic = found("$dynamicAnchor").filter(|_| resource.draft >= 2020);
            for anchor in [found("$anchor"), dynamic].into_iter().flatten() {
                resource.anchors.insert(anchor, json);
            }
            resource.dynamic.extend(dynamic.map(|anchor| (anchor, json)));
        }
        Ok(home)
    }

    fn enqueue(&mut self, json: &'s Json) -> Id {
        if let Some(id) = self.ids.get(&key(json)) {
            return *id;
        }
        self.queue.push(Target::Json(json));
        self.ids.insert(key(json), self.queue.len() - 1);
        self.queue.len() - 1
    }

    fn finish(mut self, list: Vec<Schema<'s>>) -> Schemas<'s> {
        let mut dynamic_anchors = Vec::new();
        let mut recursive_anchors = Vec::new();
        for resource in std::mem::take(&mut self.resources) {
            let compiled =
                resource.dynamic.iter().filter_map(|(name, json)| Some((*name, *self.ids.get(&key(json))?)));
            dynamic_anchors.push(compiled.collect());
            recursive_anchors
                .push(resource.root.get("$recursiveAnchor").and_then(Json::as_bool).unwrap_or_default());
        }
        Schemas { list, dynamic_anchors, recursive_anchors }
    }

    fn schema(&mut self, target: Target<'s>) -> Result<Schema<'s>, Refused> {
        let json = match target {
            Target::Json(json) => json,
            Target::Anything => return Ok(Schema { boolean: Some(true), draft: 2020, ..Schema::default() }),
        };
        let resource = self.homes.get(&key(json)).copied().unwrap_or_default();
        let draft = self.resources.get(resource).map_or(2020, |resource| resource.draft);
        let mut schema = Schema { draft, resource, ..Schema::default() };
        if let Some(value) = json.as_bool() {
            schema.boolean = Some(value);
            return Ok(schema);
        }
        if json.as_object().is_none() {
            return Err(refused(
                "a schema of values.schema.json is neither an object nor a boolean",
                Some(json),
            ));
        }
        schema.reference = self.reference(json, "$ref", resource)?;
        if draft < 2019 && schema.reference.is_some() {
            return Ok(schema);
        }
        self.applicators(&mut schema, json)?;
        assertions(&mut schema, json)?;
        if draft >= 6 {
            schema.contains = self.part(json, "contains");
            schema.property_names = self.part(json, "propertyNames");
            schema.constant = json.get("const");
        }
        if draft >= 7 {
            schema.condition = self.part(json, "if");
            let fixed = json.get("if").and_then(Json::as_bool);
            if schema.condition.is_some() && fixed != Some(false) {
                schema.then = self.part(json, "then");
            }
            if schema.condition.is_some() && fixed != Some(true) {
                schema.otherwise = self.part(json, "else");
            }
        }
        if draft >= 2019 {
            self.newer(&mut schema, json, resource)?;
        }
        Ok(schema)
    }

    fn applicators(&mut self, schema: &mut Schema<'s>, json: &'s Json) -> Result<(), Refused> {
        schema.all_of = self.parts(json, "allOf");
        schema.any_of = self.parts(json, "anyOf");
        schema.one_of = self.parts(json, "oneOf");
        schema.not = self.part(json, "not");
        if schema.draft < 2020 {
            if json.get("items").is_some_and(|items| items.as_array().is_some()) {
                schema.prefix_items = self.parts(json, "items");
                schema.additional_items = self.additional(json, "additionalItems");
            } else {
                schema.items = self.part(json, "items");
            }
        } else {
            schema.prefix_items = self.parts(json, "prefixItems");
            schema.items = self.part(json, "items");
        }
        schema.properties = self.named(json, "properties").into_iter().collect();
        for (pattern, id) in self.named(json, "patternProperties") {
            schema.patterns.push((regex(pattern, json)?, id));
        }
        schema.additional_properties = self.additional(json, "additionalProperties");
        for (name, (_, value)) in json.get("dependencies").and_then(Json::as_object).into_iter().flatten() {
            let dependent = match value.as_array() {
                Some(_) => Dependent::Properties(strings(value)),
                None => Dependent::Schema(self.enqueue(value)),
            };
            schema.dependencies.push((name, dependent));
        }
        Ok(())
    }

    fn newer(&mut self, schema: &mut Schema<'s>, json: &'s Json, resource: usize) -> Result<(), Refused> {
        if schema.draft == 2019 {
            schema.recursive_ref = self.reference(json, "$recursiveRef", resource)?;
            schema.recursive_anchor =
                json.get("$recursiveAnchor").and_then(Json::as_bool).unwrap_or_default();
        } else if let Some(id) = self.reference(json, "$dynamicRef", resource)? {
            let url = json.get("$dynamicRef").and_then(Json::as_str).unwrap_or_default();
            let anchor = url.split_once('#').map(|(_, fragment)| fragment);
            let anchor = anchor.filter(|anchor| !anchor.is_empty() && !anchor.starts_with('/'));
            schema.dynamic_ref = Some((id, anchor.map(str::to_owned)));
            schema.dynamic_anchor = json.get("$dynamicAnchor").and_then(Json::as_str);
        } else {
            schema.dynamic_anchor = json.get("$dynamicAnchor").and_then(Json::as_str);
        }
        if schema.contains.is_some() {
            schema.min_contains = count(json, "minContains");
            schema.max_contains = count(json, "maxContains");
        }
        for (name, (_, value)) in
            json.get("dependentRequired").and_then(Json::as_object).into_iter().flatten()
        {
            schema.dependent_required.push((name, strings(value)));
        }
        schema.dependent_schemas = self.named(json, "dependentSchemas");
        schema.unevaluated_items = self.part(json, "unevaluatedItems");
        schema.unevaluated_properties = self.part(json, "unevaluatedProperties");
        Ok(())
    }

    fn part(&mut self, json: &'s Json, name: &str) -> Option<Id> {
        json.get(name).map(|part| self.enqueue(part))
    }

    fn parts(&mut self, json: &'s Json, name: &str) -> Vec<Id> {
        let items = json.get(name).and_then(Json::as_array).unwrap_or_default();
        items.iter().map(|item| self.enqueue(item)).collect()
    }

    fn named(&mut self, json: &'s Json, name: &str) -> Vec<(&'s str, Id)> {
        let entries = json.get(name).and_then(Json::as_object).into_iter().flatten();
        entries.map(|(name, (_, value))| (name.as_str(), self.enqueue(value))).collect()
    }

    fn additional(&mut self, json: &'s Json, name: &str) -> Option<Additional> {
        let value = json.get(name)?;
        Some(value.as_bool().map_or_else(|| Additional::Schema(self.enqueue(value)), Additional::Bool))
    }

    /// The schema that a `$ref` leads to, if it lies in this document.
    fn reference(&mut self, json: &'s Json, name: &str, resource: usize) -> Result<Option<Id>, Refused> {
        let Some(written) = json.get(name) else { return Ok(None) };
        let Some(reference) = written.as_str() else { return Ok(None) };
        let base = self.resources.get(resource).map_or(ROOT, |resource| resource.id.as_str());
        let (url, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let url = join(base, url);
        let named = self.resources.iter().find(|resource| resource.id == url);
        let found = named.or_else(|| self.resources.first().filter(|_| url == ROOT));
        let Some(found) = found else {
            if url.starts_with("urn:") {
                self.queue.push(Target::Anything);
                return Ok(Some(self.queue.len() - 1));
            }
            return Err(refused(
                format!(
                    "it refers to {url}, which is not fetched, so values were not held against values.schema.json"
                ),
                Some(written),
            ));
        };
        let fragment = percent_decoded(fragment);
        let target = if fragment.is_empty() || fragment.starts_with('/') {
            follow(found.root, &fragment)
        } else {
            found.anchors.get(fragment.as_str()).copied()
        };
        let lost = || refused(format!("{reference} leads nowhere in values.schema.json"), Some(written));
        Ok(Some(self.enqueue(target.ok_or_else(lost)?)))
    }
}

/// What a schema demands by itself.
fn assertions<'s>(schema: &mut Schema<'s>, json: &'s Json) -> Result<(), Refused> {
    schema.types = json.get("type").map(Types::of).filter(|types| types.0 != 0);
    schema.type_names = match json.get("type") {
        Some(names) => names.as_str().map_or_else(|| strings(names), |name| vec![name]),
        None => Vec::new(),
    };
    schema.options = json.get("enum").and_then(Json::as_array);
    let truth = |name: &str| json.get(name).and_then(Json::as_bool) == Some(true);
    schema.multiple_of = number(json, "multipleOf");
    (schema.maximum, schema.exclusive_maximum) = match number(json, "maximum") {
        maximum if truth("exclusiveMaximum") => (None, maximum),
        maximum => (maximum, number(json, "exclusiveMaximum")),
    };
    (schema.minimum, schema.exclusive_minimum) = match number(json, "minimum") {
        minimum if truth("exclusiveMinimum") => (None, minimum),
        minimum => (minimum, number(json, "exclusiveMinimum")),
    };
    schema.min_length = count(json, "minLength");
    schema.max_length = count(json, "maxLength");
    schema.min_items = count(json, "minItems");
    schema.max_items = count(json, "maxItems");
    schema.min_properties = count(json, "minProperties");
    schema.max_properties = count(json, "maxProperties");
    schema.unique_items = truth("uniqueItems");
    schema.required = json.get("required").map(strings).unwrap_or_default();
    if let Some(pattern) = json.get("pattern").and_then(Json::as_str) {
        schema.pattern = Some((regex(pattern, json)?, pattern));
    }
    // later drafts only tell a format
    if schema.draft < 2019 {
        schema.format = json.get("format").and_then(Json::as_str).and_then(Format::named);
    }
    Ok(())
}

fn regex(pattern: &str, at: &Json) -> Result<Regex, Refused> {
    let built = regex::RegexBuilder::new(pattern).size_limit(MAX_PATTERN).build();
    built.map_err(|_| refused(format!("a pattern of values.schema.json is none: {pattern}"), Some(at)))
}

fn number(json: &Json, name: &str) -> Option<Number> {
    match &json.get(name)?.kind {
        Kind::Number(text) => text.parse().ok().filter(|value: &f64| value.is_finite()).map(Number::new),
        _ => None,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number that is not negative"
)]
fn count(json: &Json, name: &str) -> Option<usize> {
    let number = number(json, name).filter(|number| number.is_integer())?;
    (number.value >= 0.0).then_some(number.value as usize)
}

fn strings(json: &Json) -> Vec<&str> {
    json.as_array().unwrap_or_default().iter().filter_map(Json::as_str).collect()
}

/// (`draftFromURL`)
fn draft_of(url: &str) -> Option<Draft> {
    let (url, fragment) = url.split_once('#').unwrap_or((url, ""));
    if !fragment.is_empty() {
        return None;
    }
    let path = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"))?;
    match path.strip_prefix("json-schema.org/")? {
        "schema" | "draft/2020-12/schema" => Some(2020),
        "draft/2019-09/schema" => Some(2019),
        "draft-07/schema" => Some(7),
        "draft-06/schema" => Some(6),
        "draft-04/schema" => Some(4),
        _ => None,
    }
}

/// The URL part of `$id`, if the draft heeds it here.
fn id_of(json: &Json, draft: Draft) -> Option<&str> {
    if draft < 2019 && json.get("$ref").is_some() {
        return None;
    }
    let id = json.get(if draft == 4 { "id" } else { "$id" })?.as_str()?;
    let (url, _) = id.split_once('#').unwrap_or((id, ""));
    (!url.is_empty()).then_some(url)
}

/// `reference` as seen from `base`. (RFC 3986, as far as schemas go)
fn join(base: &str, reference: &str) -> String {
    if reference.is_empty() {
        return base.to_owned();
    }
    let scheme = reference.split_once(':').map(|(scheme, _)| scheme);
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|one| one.is_ascii_alphanumeric() || matches!(one, '+' | '-' | '.'))
    };
    if scheme.is_some_and(is_scheme) {
        return reference.to_owned();
    }
    let (scheme, rest) = base.split_once("://").unwrap_or(("file", base));
    let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    if let Some(rest) = reference.strip_prefix("//") {
        return format!("{scheme}://{rest}");
    }
    let path = match reference.strip_prefix('/') {
        Some(rest) => rest.to_owned(),
        None => format!("{}/{reference}", path.rsplit_once('/').map_or("", |(folder, _)| folder)),
    };
    let path = crate::chart::archive::clean(path.trim_start_matches('/'));
    format!("{scheme}://{host}/{path}")
}

fn percent_decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let digits =
            tail.get(..2).filter(|_| first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                out.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The value at a JSON pointer.
fn follow<'s>(root: &'s Json, pointer: &str) -> Option<&'s Json> {
    let steps = pointer.split('/').skip(1);
    steps.map(|step| step.replace("~1", "/").replace("~0", "~")).try_fold(root, |at, step| match &at.kind {
        Kind::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => at.get(&step),
    })
}
