//! What the API server demands besides the schemas, said in their own words, so that `jsonschema` judges it too. Read anew from
//! the texts in `data/`, not from the table that is compiled from them. One function for each difference.

use serde_json::{Map, Value as Json, json};

/// The highest port.
const LAST_PORT: u16 = 65535;

/// The lines of `text` that say something.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
}

/// Formats are no assertions in JSON Schema; Go's decoder refuses numbers that do not fit. `IntOrString` holds 32 bits.
pub(crate) fn bounds(definitions: &mut Map<String, Json>) {
    const INT_OR_STRING: &str = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
    for definition in definitions.values_mut() {
        bound(definition);
    }
    for way in definitions[INT_OR_STRING]["oneOf"].as_array_mut().unwrap() {
        way["minimum"] = i32::MIN.into();
        way["maximum"] = i32::MAX.into();
    }
}

fn bound(schema: &mut Json) {
    let (minimum, maximum) = match schema.get("format").and_then(Json::as_str) {
        Some("int32") => (i32::MIN.into(), i32::MAX.into()),
        Some("int64") => (i64::MIN, i64::MAX),
        _ => {
            match schema {
                Json::Object(members) => members.values_mut().for_each(bound),
                Json::Array(items) => items.iter_mut().for_each(bound),
                _ => {}
            }
            return;
        }
    };
    schema["minimum"] = minimum.into();
    schema["maximum"] = maximum.into();
}

/// The schemas hold no enumerations: upstream's `OpenAPI` file is made without them. The empty text mostly means the default;
/// where it does not, only the API server knows.
pub(crate) fn enumerations(definitions: &mut Map<String, Json>, minor: u16) {
    for line in lines(include_str!("../../data/enums.txt")) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [name, field, minors, words] = columns.as_slice() else {
            panic!("cannot read {line}");
        };
        let (first, last) = minors.split_once('-').unwrap_or((minors, minors));
        let is_of_minor = (first.parse().unwrap()..=last.parse().unwrap()).contains(&minor);
        // some definitions are not served in this minor
        let field =
            definitions.get_mut(*name).and_then(|definition| definition["properties"].get_mut(*field));
        if let Some(field) = field.filter(|_| is_of_minor) {
            add_words(field, words);
        }
    }
}

/// Adds `words` to those that the text takes; one that holds a space stands in double quotes.
fn add_words(field: &mut Json, words: &str) {
    let text = innermost(field);
    if text.get("enum").is_none() {
        text["enum"] = json!([null, ""]);
    }
    let known = text["enum"].as_array_mut().unwrap();
    for (number, part) in words.split('"').enumerate() {
        if number % 2 == 1 {
            known.push(part.into());
        } else {
            known.extend(part.split_whitespace().map(Json::from));
        }
    }
}

/// The schema of the items or values, where the field is a list or a free mapping.
fn innermost(schema: &mut Json) -> &mut Json {
    for inner in ["items", "additionalProperties"] {
        if schema.get(inner).is_some() {
            return innermost(&mut schema[inner]);
        }
    }
    schema
}

/// What an API server was seen to do: see `data/README.md`.
pub(crate) fn refinements(definitions: &mut Map<String, Json>) {
    for line in lines(include_str!("../../data/refinements.txt")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [statement, name, field, rest @ ..] = words.as_slice() else {
            panic!("cannot read {line}");
        };
        let Some(definition) = definitions.get_mut(*name).filter(|schema| has(schema, field)) else {
            continue;
        };
        match *statement {
            "optional" => required(definition).retain(|name| name != field),
            "required" => required(definition).push((*field).into()),
            "any" => definition["properties"][field] = json!({}),
            "port" => {
                let minimum: u16 = rest.concat().parse().unwrap();
                let port = &mut definition["properties"][field];
                port["minimum"] = minimum.into();
                port["maximum"] = LAST_PORT.into();
            }
            "port-or-name" => {
                let number = json!({"type": "integer", "minimum": 1, "maximum": LAST_PORT});
                definition["properties"][field] = json!({"anyOf": [{"type": ["string", "null"]}, number]});
            }
            "free" => {
                innermost(&mut definition["properties"][field]).as_object_mut().unwrap().remove("enum");
            }
            "values" => add_words(&mut definition["properties"][field], &rest.join(" ")),
            // JSON Schema can say neither: see reasons.rs
            "duration" | "unique" => {}
            other => panic!("`{other}` of refinements.txt is not known here"),
        }
    }
}

fn has(definition: &Json, field: &str) -> bool {
    definition.get("properties").is_some_and(|properties| properties.get(field).is_some())
}

fn required(definition: &mut Json) -> &mut Vec<Json> {
    if definition.get("required").is_none() {
        definition["required"] = json!([]);
    }
    definition["required"].as_array_mut().unwrap()
}
