//! The JSON Schema of `readylint.yaml` (draft 2020-12), made from the catalogue.

use readylint_engine::{Catalogue, FieldKind, OptionKind, OptionSpec, Profile};
use serde_json::{Map, Value, json};

use super::options::{FailOn, Stage};

/// Where the published schema stands.
const SCHEMA_ID: &str = "https://readylint.dev/schema/readylint.schema.json";

/// The JSON Schema of `readylint.yaml` with the rules of `catalogue`.
pub fn schema(catalogue: &Catalogue) -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "readylint.yaml",
        "description": "Configuration of readylint, the production-readiness linter for Kubernetes",
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": {
            "extends": described("A configuration that this one builds on, relative to this file", json!({"type": "string"})),
            "profile": described("Which rules run without being named", words(&Profile::ALL.map(Profile::as_str))),
            "kubernetes": described(
                "The Kubernetes minors that the manifests must work on: one, or a range such as 1.35-1.37",
                json!({"type": ["string", "number"]}),
            ),
            "helm": described("Which version of Helm to imitate, such as 4.3", json!({"type": ["string", "number"]})),
            "fail-on": described("From which severity on findings make the run fail", words(&FailOn::WORDS)),
            "rules": described("Levels and options of rules", json!({"$ref": "#/$defs/rules"})),
            "overrides": described("Other levels for some files; later entries win", overrides()),
            "exclude": described("What is not looked at when folders are searched, as in .gitignore", strings()),
            "externals": described("Objects that exist outside of these files", externals()),
            "closed-world": described("Nothing exists but these files and the externals", json!({"type": "boolean"})),
            "owned-namespaces": described("Namespaces that hold nothing but these files", strings()),
            "suppressions": described("Findings that are accepted, each with its reason", suppressions()),
            "schemas": described("Folders of CustomResourceDefinitions", strings()),
            "charts": described("How charts are rendered, by folder", charts()),
        },
        "$defs": {"level": level(), "rules": rules(catalogue)},
    })
}

fn described(description: &str, mut schema: Value) -> Value {
    if let Value::Object(object) = &mut schema {
        object.insert("description".to_owned(), json!(description));
    }
    schema
}

fn words(words: &[&str]) -> Value {
    json!({"enum": words})
}

fn strings() -> Value {
    json!({"type": ["array", "null"], "items": {"type": "string"}})
}

/// `off` and `on` are truth values to YAML 1.1, and to editors that follow it.
fn level() -> Value {
    json!({"enum": ["off", "on", "info", "warning", "error", false, true]})
}

fn rules(catalogue: &Catalogue) -> Value {
    let mut properties = Map::new();
    for entry in catalogue.entries() {
        let mut options = Map::new();
        options.insert("level".to_owned(), json!({"$ref": "#/$defs/level"}));
        for spec in entry.rule.options {
            options.insert(spec.key.to_owned(), described(spec.help, option(spec)));
        }
        let full = json!({"type": "object", "additionalProperties": false, "properties": options});
        let schema = json!({"anyOf": [{"$ref": "#/$defs/level"}, full]});
        properties.insert(entry.id.to_owned(), described(&entry.summary(), schema));
    }
    // ids of other tools are accepted too, and unknown ones are reported by readylint itself
    json!({"type": ["object", "null"], "properties": properties})
}

fn option(spec: &OptionSpec) -> Value {
    match spec.kind {
        OptionKind::Bool(default) => json!({"type": "boolean", "default": default}),
        OptionKind::Integer { default, min, max } => {
            json!({"type": "integer", "default": default, "minimum": min, "maximum": max})
        }
        OptionKind::Strings(default) => {
            json!({"type": "array", "items": {"type": "string"}, "default": default})
        }
        OptionKind::Records(fields) => {
            let properties: Map<String, Value> = fields
                .iter()
                .map(|field| {
                    let kind = match field.kind {
                        FieldKind::Path => json!({"type": "string"}),
                        FieldKind::Integer { min, max } => {
                            json!({"type": "integer", "minimum": min, "maximum": max})
                        }
                        FieldKind::Bool => json!({"type": "boolean"}),
                    };
                    (field.key.to_owned(), described(field.help, kind))
                })
                .collect();
            let required = fields.first().map(|field| field.key);
            let full = json!({"type": "object", "additionalProperties": false, "properties": properties, "required": [required]});
            json!({"type": "array", "items": {"anyOf": [{"type": "string"}, full]}, "default": []})
        }
        OptionKind::Choice(words) => json!({"enum": words, "default": words.first()}),
    }
}

fn list_of(properties: &Value, required: &[&str]) -> Value {
    json!({
        "type": ["array", "null"],
        "items": {"type": "object", "additionalProperties": false, "properties": properties, "required": required},
    })
}

fn overrides() -> Value {
    let glob = json!({"type": "string"});
    let labels = json!({"type": "object", "additionalProperties": glob});
    let objects = list_of(&json!({"kind": glob, "namespace": glob, "name": glob, "labels": labels}), &[]);
    let properties = json!({"files": strings(), "objects": objects, "rules": {"$ref": "#/$defs/rules"}});
    let mut overrides = list_of(&properties, &[]);
    overrides["items"]["anyOf"] = json!([{"required": ["files"]}, {"required": ["objects"]}]);
    overrides
}

fn externals() -> Value {
    let glob = json!({"type": "string"});
    list_of(&json!({"kind": glob, "namespace": glob, "name": glob}), &[])
}

fn suppressions() -> Value {
    let glob = json!({"type": "string"});
    let properties = json!({
        "rule": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]},
        "files": strings(),
        "kind": glob,
        "namespace": glob,
        "name": glob,
        "container": glob,
        "reason": {"type": "string", "minLength": 1},
        "until": {"type": "string", "format": "date"},
    });
    list_of(&properties, &["rule", "reason"])
}

fn charts() -> Value {
    let scenario = json!({
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": {
            "values": strings(),
            "set": strings(),
            "set-string": strings(),
            "set-json": strings(),
            "set-file": strings(),
            "release": {"type": "string"},
            "namespace": {"type": "string"},
            "kubernetes": {"type": ["string", "number"]},
            "api-versions": strings(),
            "stage": words(&Stage::WORDS),
        },
    });
    let chart = json!({
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": {
            "only": {"type": "boolean"},
            "scenarios": {"type": ["object", "null"], "additionalProperties": scenario},
        },
    });
    json!({"type": ["object", "null"], "additionalProperties": chart})
}
