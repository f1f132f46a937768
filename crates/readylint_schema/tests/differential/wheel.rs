//! The JSON Schemas of one minor, and the validators that `jsonschema` makes of them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::rc::Rc;

use jsonschema::Validator;
use serde_json::{Map, Value as Json, json};

use crate::amend;

/// The variable that names the folder with the schemas.
const VARIABLE: &str = "READYLINT_SCHEMAS";
/// Where definitions refer to each other.
const DEFINITIONS: &str = "#/$defs/";

/// The strict schemas of one minor.
pub(crate) struct Wheel {
    definitions: Map<String, Json>,
    /// By API version and kind: the name of the definition.
    kinds: BTreeMap<(String, String), String>,
    validators: RefCell<BTreeMap<String, Rc<Validator>>>,
}

/// A place in the schemas.
pub(crate) struct Place<'w> {
    /// The innermost definition around it, with its field that leads here: the place itself, or a list or free mapping that it is
    /// an item or value of. Empty for the document itself.
    field: (&'w str, String),
    /// What stands there; `None` for what the schemas do not know.
    schema: Option<&'w Json>,
    /// The same, where it refers to a definition.
    resolved: Option<&'w Json>,
    /// The definition that stands there.
    definition: Option<&'w str>,
}

impl Place<'_> {
    /// The innermost definition around it and its field that leads here.
    pub(crate) fn field(&self) -> (&str, &str) {
        (self.field.0, &self.field.1)
    }

    /// Whether it refers to the definition whose name ends like this.
    pub(crate) fn refers_to(&self, name: &str) -> bool {
        self.schema.and_then(referred).is_some_and(|reference| reference.ends_with(&format!(".{name}")))
    }

    /// The name of the definition that stands there.
    pub(crate) fn definition(&self) -> Option<&str> {
        self.definition
    }

    /// Its format.
    pub(crate) fn format(&self) -> Option<&str> {
        self.resolved?.get("format")?.as_str()
    }

    /// Whether the mapping there requires `field`.
    pub(crate) fn requires(&self, field: &str) -> bool {
        self.resolved.is_some_and(|schema| requires(schema, field))
    }
}

impl Wheel {
    /// Reads the schemas of `minor` out of the folder that the variable names.
    pub(crate) fn read(minor: u16) -> Self {
        let folder = std::env::var_os(VARIABLE).map(PathBuf::from);
        let folder = folder.unwrap_or_else(|| panic!("{VARIABLE} names no folder: see the top of main.rs"));
        let file = folder.join(format!("v1.{minor}.0-local-strict/_definitions.json"));
        let text = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut schema: Json = serde_json::from_slice(&text).unwrap();
        let Json::Object(mut definitions) = schema["$defs"].take() else {
            panic!("{} has no definitions", file.display());
        };
        amend::bounds(&mut definitions);
        amend::enumerations(&mut definitions, minor);
        amend::refinements(&mut definitions, minor);
        let kinds = definitions.iter().filter_map(|(name, schema)| Some((kind_of(schema)?, name.clone())));
        Self { kinds: kinds.collect(), validators: RefCell::default(), definitions }
    }

    /// Whether the minor has `kind` in `api_version`.
    pub(crate) fn has(&self, api_version: &str, kind: &str) -> bool {
        self.definition_of(api_version, kind).is_some()
    }

    /// The name of the definition of `kind` in `api_version`.
    pub(crate) fn definition_of(&self, api_version: &str, kind: &str) -> Option<&str> {
        self.kinds.get(&(api_version.to_owned(), kind.to_owned())).map(String::as_str)
    }

    /// All kinds with their API versions.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = (&str, &str)> {
        self.kinds.keys().map(|(api_version, kind)| (api_version.as_str(), kind.as_str()))
    }

    /// The definition `name`.
    pub(crate) fn definition(&self, name: &str) -> &Json {
        self.definitions.get(name).unwrap_or_else(|| panic!("no definition {name}"))
    }

    /// The validator of the definition `name`.
    pub(crate) fn validator(&self, name: &str) -> Rc<Validator> {
        let mut validators = self.validators.borrow_mut();
        let validator = validators.entry(name.to_owned()).or_insert_with(|| {
            let mut needed = BTreeSet::new();
            self.reach(name, &mut needed);
            let needed = needed.into_iter().map(|name| (name.to_owned(), self.definition(name).clone()));
            let schema = json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$ref": format!("{DEFINITIONS}{name}"),
                "$defs": needed.collect::<Map<String, Json>>(),
            });
            // of the formats only that of times is known to it
            let options =
                jsonschema::options().should_validate_formats(true).should_ignore_unknown_formats(true);
            Rc::new(options.build(&schema).unwrap())
        });
        Rc::clone(validator)
    }

    /// Adds to `found` the definition `name` and all that it refers to.
    fn reach<'w>(&'w self, name: &str, found: &mut BTreeSet<&'w str>) {
        let (name, definition) = self.definitions.get_key_value(name).unwrap();
        if !found.insert(name) {
            return;
        }
        let mut schemas = vec![definition];
        while let Some(schema) = schemas.pop() {
            if let Some(name) = referred(schema) {
                self.reach(name, found);
            }
            match schema {
                Json::Object(members) => schemas.extend(members.values()),
                Json::Array(items) => schemas.extend(items),
                _ => {}
            }
        }
    }

    /// The schema that `schema` refers to, if it does, with the name of its definition.
    pub(crate) fn resolve<'w>(&'w self, schema: &'w Json) -> (Option<&'w str>, &'w Json) {
        match referred(schema) {
            Some(name) => (Some(name), self.definition(name)),
            None => (None, schema),
        }
    }

    /// The place to which `path` leads in a document of the definition `name`.
    pub(crate) fn place<'w>(&'w self, name: &'w str, path: &[String]) -> Place<'w> {
        let definition = self.definition(name);
        let mut place = Place {
            field: ("", String::new()),
            schema: Some(definition),
            resolved: Some(definition),
            definition: Some(name),
        };
        for step in path {
            let Some(schema) = place.resolved else {
                break;
            };
            place.schema = if let Some(items) = schema.get("items") {
                Some(items)
            } else if let Some(properties) = schema.get("properties") {
                place.field = (place.definition.unwrap_or_default(), step.clone());
                properties.get(step)
            } else {
                schema.get("additionalProperties").filter(|values| values.is_object())
            };
            (place.definition, place.resolved) = match place.schema {
                Some(schema) => {
                    let (name, schema) = self.resolve(schema);
                    (name, Some(schema))
                }
                None => (None, None),
            };
        }
        place
    }

    /// Whether the definition `name` requires `field`.
    pub(crate) fn requires(&self, name: &str, field: &str) -> bool {
        requires(self.definition(name), field)
    }
}

fn requires(definition: &Json, field: &str) -> bool {
    let required = definition.get("required").and_then(Json::as_array);
    required.is_some_and(|required| required.iter().any(|name| name == field))
}

/// The name of the definition that a schema refers to.
fn referred(schema: &Json) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(DEFINITIONS)
}

/// The API version and the kind that a definition is of: only where that is one, as options of requests are of dozens. Lists of
/// objects are left out, they are taken apart before anything judges them.
fn kind_of(schema: &Json) -> Option<(String, String)> {
    let [kind] = schema.get("x-kubernetes-group-version-kind")?.as_array()?.as_slice() else {
        return None;
    };
    let text = |key: &str| kind[key].as_str().unwrap_or_default();
    let (group, version, kind) = (text("group"), text("version"), text("kind"));
    if kind.ends_with("List") && schema.pointer("/properties/items").is_some() {
        return None;
    }
    let api_version = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
    Some((api_version, kind.to_owned()))
}
