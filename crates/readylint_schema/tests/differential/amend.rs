//! What the API server demands besides the schemas, said in their own words, so that `jsonschema` judges it too. Read anew from
//! the texts in `data/`, not from the table that is compiled from them. One function for each difference.

use std::ops::RangeInclusive;

use serde_json::{Map, Value as Json, json};

/// The highest port.
const LAST_PORT: u16 = 65535;

/// The lines of `text` that say something.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
}

/// `25-37` or `30`.
fn range(minors: &str) -> RangeInclusive<u16> {
    let (first, last) = minors.split_once('-').unwrap_or((minors, minors));
    first.parse().unwrap()..=last.parse().unwrap()
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
        let is_of_minor = range(minors).contains(&minor);
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

/// A line of `data/refinements.txt`.
pub(crate) struct Statement<'a> {
    what: &'a str,
    minors: RangeInclusive<u16>,
    /// A definition; a `*` stands for any one part of its name.
    definition: &'a str,
    /// A field; `*` stands for all.
    field: &'a str,
    operands: &'a str,
}

impl Statement<'_> {
    /// Whether it says `what` of the field of the definition, in some minor.
    pub(crate) fn says(&self, what: &str, definition: &str, field: &str) -> bool {
        let is_part = |(pattern, part): (&str, &str)| pattern == "*" || pattern == part;
        self.what == what
            && self.definition.split('.').count() == definition.split('.').count()
            && self.definition.split('.').zip(definition.split('.')).all(is_part)
            && is_part((self.field, field))
    }
}

/// All that an API server was seen to do: see `data/README.md`.
pub(crate) fn statements() -> Vec<Statement<'static>> {
    let statement = |line: &'static str| {
        let mut columns = line.split('\t');
        let (head, definition) = (columns.next().unwrap(), columns.next().unwrap());
        let (field, operands) = (columns.next().unwrap(), columns.next().unwrap_or_default());
        let (what, minors) = head.split_once('@').unwrap_or((head, "0-99"));
        Statement { what, minors: range(minors), definition, field, operands }
    };
    lines(include_str!("../../data/refinements.txt")).map(statement).collect()
}

/// Does what the lines of `data/refinements.txt` say.
pub(crate) fn refinements(definitions: &mut Map<String, Json>, minor: u16) {
    let statements = statements();
    for statement in statements.iter().filter(|statement| statement.minors.contains(&minor)) {
        for (name, definition) in definitions.iter_mut() {
            let fields = definition.get("properties").and_then(Json::as_object).into_iter().flatten();
            let meant = fields.filter(|(field, _)| statement.says(statement.what, name, field));
            let meant: Vec<String> = meant.map(|(field, _)| field.clone()).collect();
            for field in meant {
                refine(definition, &field, statement);
            }
        }
    }
}

fn refine(definition: &mut Json, field: &str, statement: &Statement<'_>) {
    match statement.what {
        "optional" => required(definition).retain(|name| name != field),
        "required" if !required(definition).iter().any(|name| name == field) => {
            required(definition).push(field.into());
        }
        "required" => {}
        "any" => definition["properties"][field] = json!({}),
        "port" => {
            let minimum: u16 = statement.operands.parse().unwrap();
            let port = &mut definition["properties"][field];
            port["minimum"] = minimum.into();
            port["maximum"] = LAST_PORT.into();
        }
        "port-or-name" => {
            let minimum: u16 = statement.operands.parse().unwrap();
            let number = json!({"type": "integer", "minimum": minimum, "maximum": LAST_PORT});
            definition["properties"][field] = json!({"anyOf": [{"type": ["string", "null"]}, number]});
        }
        "free" => free(&mut definition["properties"][field]),
        "untested" => {
            required(definition).retain(|name| name != field);
            free(&mut definition["properties"][field]);
        }
        "values" => add_words(&mut definition["properties"][field], statement.operands),
        // JSON Schema cannot say it, or not in a way that names the field: see reasons.rs
        "duration" | "unique" | "filled" => {}
        other => panic!("`{other}` of refinements.txt is not known here"),
    }
}

/// Any text will do.
fn free(field: &mut Json) {
    let text = innermost(field);
    if let Some(text) = text.as_object_mut() {
        text.remove("enum");
    }
}

fn required(definition: &mut Json) -> &mut Vec<Json> {
    if definition.get("required").is_none() {
        definition["required"] = json!([]);
    }
    definition["required"].as_array_mut().unwrap()
}
