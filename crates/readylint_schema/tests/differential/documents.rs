//! The documents to be judged.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use readylint_schema::{KindSchema, Minors};
use readylint_text::SourceId;
use readylint_yaml::{Node, parse};
use serde_json::Value as Json;

use crate::mutations;
use crate::random::Random;
use crate::wheel::Wheel;

/// The minors that are compared.
const MINORS: [u16; 5] = [25, 28, 31, 34, 37];
/// How many mutations are made of each manifest.
const MUTATIONS: u64 = 40;
/// How many mutations are made of each sampled object.
const SAMPLE_MUTATIONS: u64 = 20;
/// How deep a sampled object may nest.
const DEPTH: usize = 9;

/// One document.
pub(crate) struct Document {
    /// Where it comes from, with the number of its mutation.
    pub(crate) name: String,
    /// What the document said before it was mutated.
    pub(crate) api_version: String,
    /// What the document said before it was mutated.
    pub(crate) kind: String,
    /// YAML.
    pub(crate) text: String,
}

/// Whether a minor that is compared has `kind`.
pub(crate) fn is_sampled(kind: KindSchema) -> bool {
    MINORS.iter().any(|minor| !kind.minors().and(Minors::of(*minor)).is_empty())
}

/// All documents, the same in every run.
pub(crate) fn all() -> &'static [Document] {
    static ALL: OnceLock<Vec<Document>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut documents = Vec::new();
        for document in manifests() {
            with_mutations(document, MUTATIONS, &mut documents);
        }
        for document in MINORS.into_iter().flat_map(samples) {
            with_mutations(document, SAMPLE_MUTATIONS, &mut documents);
        }
        documents
    })
}

fn with_mutations(document: Document, count: u64, documents: &mut Vec<Document>) {
    for number in 1..=count {
        // what happens to one document does not depend on those before it
        let seed = document.name.bytes().fold(number, |seed, byte| seed.wrapping_mul(31) + u64::from(byte));
        if let Some(text) = mutations::mutate(&document.text, &mut Random::new(seed)) {
            documents.push(Document {
                name: format!("{}, mutation {number}", document.name),
                api_version: document.api_version.clone(),
                kind: document.kind.clone(),
                text,
            });
        }
    }
    documents.push(document);
}

/// The valid objects of this crate and the manifests among the fixtures of the repository, each document by itself.
fn manifests() -> Vec<Document> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    list(&here.join("tests/objects"), &mut files);
    list(&here.join("../../fixtures"), &mut files);
    files.sort();
    let mut documents = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let parse = parse(SourceId::new(0), text.into());
        for (number, root) in parse.tree.roots().enumerate() {
            let text = |key| root.get(key).and_then(Node::text);
            let (Some(api_version), Some(kind)) = (text("apiVersion"), text("kind")) else {
                continue;
            };
            if KindSchema::of(api_version, kind).is_some() {
                documents.push(Document {
                    name: format!("{}#{number}", file.strip_prefix(here).unwrap().display()),
                    api_version: api_version.to_owned(),
                    kind: kind.to_owned(),
                    text: format!("{}\n", root.raw()),
                });
            }
        }
    }
    documents
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "json") {
            files.push(path);
        }
    }
}

/// An object of each kind that `minor` has, with fields by chance.
fn samples(minor: u16) -> Vec<Document> {
    let wheel = Wheel::read(minor);
    let mut random = Random::new(minor.into());
    let sample = |(api_version, kind): (&str, &str)| {
        let definition = wheel.definition(wheel.definition_of(api_version, kind).unwrap());
        let mut object = sampled(&wheel, definition, DEPTH, &mut random);
        object["apiVersion"] = api_version.into();
        object["kind"] = kind.into();
        let mut text = String::new();
        write(&object, 0, &mut text);
        Document {
            name: format!("{api_version} {kind} of 1.{minor}"),
            api_version: api_version.to_owned(),
            kind: kind.to_owned(),
            text,
        }
    };
    wheel.kinds().map(sample).collect()
}

/// A value that `schema` accepts, with what it demands and some of what it allows.
fn sampled(wheel: &Wheel, schema: &Json, depth: usize, random: &mut Random) -> Json {
    let (_, schema) = wheel.resolve(schema);
    if let Some(ways) = schema.get("oneOf").and_then(Json::as_array) {
        return sampled(wheel, random.pick(ways).unwrap(), depth, random);
    }
    let r#type = match &schema["type"] {
        Json::Array(types) => types[0].as_str().unwrap_or_default(),
        other => other.as_str().unwrap_or_default(),
    };
    match (r#type, schema["format"].as_str()) {
        ("string", Some("byte")) => "cmVhZHk=".into(),
        ("string", Some("date-time")) => "2026-11-21T18:00:00.000000Z".into(),
        ("boolean", _) => (random.below(2) == 0).into(),
        ("integer", _) => (1 + random.below(60_000)).into(),
        ("number", _) => 0.5.into(),
        ("array", _) => {
            let count = if depth == 0 { 0 } else { random.below(3) };
            (0..count).map(|_| sampled(wheel, &schema["items"], depth - 1, random)).collect()
        }
        ("object", _) => {
            let mut object = serde_json::Map::new();
            let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
            for (name, property) in schema["properties"].as_object().into_iter().flatten() {
                let is_required = required.iter().any(|required| required == name.as_str());
                if is_required || depth > 0 && random.below(10) < depth.min(5) {
                    object.insert(name.clone(), sampled(wheel, property, depth.saturating_sub(1), random));
                }
            }
            if let Some(values) = schema.get("additionalProperties").filter(|values| values.is_object())
                && depth > 0
            {
                object.insert("a/b".to_owned(), sampled(wheel, values, depth - 1, random));
            }
            Json::Object(object)
        }
        // text that is a quantity and a duration too, also where anything goes
        _ => "1m".into(),
    }
}

/// Writes `json` as block YAML, in which a line can be changed without touching its neighbours.
fn write(json: &Json, indent: usize, text: &mut String) {
    let mut line = |head: &str, value: &Json| {
        text.push_str(&" ".repeat(indent));
        text.push_str(head);
        let is_block = match value {
            Json::Object(object) => !object.is_empty(),
            Json::Array(items) => !items.is_empty(),
            _ => false,
        };
        if is_block {
            text.push('\n');
            write(value, indent + 2, text);
        } else {
            text.push(' ');
            text.push_str(&value.to_string());
            text.push('\n');
        }
    };
    match json {
        Json::Object(object) => object.iter().for_each(|(key, value)| line(&format!("{key}:"), value)),
        Json::Array(items) => items.iter().for_each(|item| line("-", item)),
        scalar => panic!("{scalar} is no collection"),
    }
}
