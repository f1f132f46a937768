//! Sprig's functions on defaults, lists, maps, numbers and types against answers recorded from Go
//! (`xtask/go/helm-collections`).

#![allow(clippy::unwrap_used, clippy::panic)] // a test's way to say what is wrong

use std::fmt::Write as _;

use readylint_helm::function::{Call, FunctionError, Run, State, find};
use readylint_helm::provenance::{Origins, Text};
use readylint_helm::value::{Data, IntType, List, ListType, Map, MapType, Object, Value};
use readylint_helm::{HelmVersion, Limits, Meter};
use serde_json::{Value as Json, json};

const ROWS: &str = include_str!("data/collections.jsonl");

/// Answers that differ, each with its reason.
fn is_known(row: &Json) -> bool {
    // a nil map is an empty one here: only `merge` of nothing but nil makes one
    let nil_map = json!({"$map[string]interface {}": null});
    row["ok"] == nil_map
}

#[test]
fn functions_answer_as_in_go() {
    let mut different = String::new();
    let mut count = 0;
    for line in ROWS.lines() {
        let row: Json = serde_json::from_str(line).unwrap();
        if is_known(&row) {
            continue;
        }
        count += 1;
        let found = answer(&row);
        if found != row {
            writeln!(different, "Go:   {row}\nours: {found}").unwrap();
        }
    }
    assert!(different.is_empty(), "{} differ:\n{different}", different.lines().count() / 2);
    assert!(count > 5_000, "only {count} rows");
}

/// The row as our function would write it.
fn answer(row: &Json) -> Json {
    let name = row["f"].as_str().unwrap();
    let arguments: Vec<Value> = row["args"].as_array().unwrap().iter().map(decode).collect();
    let mut found = json!({"f": name, "args": row["args"]});
    match call(name, &arguments) {
        Ok(value) => found["ok"] = encode(&value),
        Err(error) => found["error"] = error.message.into(),
    }
    let after = Json::Array(arguments.iter().map(encode).collect());
    if after != row["args"] {
        found["after"] = after;
    }
    // what Go writes in the order of its maps, the rows have sorted by text
    let by_chance = match name {
        "values" => found.get_mut("ok"),
        "keys" => found.get_mut("ok").and_then(|keys| keys.get_mut("$[]string")),
        _ => None,
    };
    if let Some(items) = by_chance.and_then(Json::as_array_mut) {
        items.sort_by_key(ToString::to_string);
    }
    found
}

fn call(name: &str, arguments: &[Value]) -> Result<Value, FunctionError> {
    let (mut origins, mut meter, mut state) =
        (Origins::new(), Meter::new(Limits::default()), State::default());
    let mut call = Call {
        origins: &mut origins,
        at: None,
        helm: HelmVersion::default(),
        meter: &mut meter,
        state: &mut state,
    };
    let Some(Run::Plain(run)) = find(name).map(|function| function.run) else {
        panic!("there is no {name}");
    };
    run(&mut call, arguments)
}

fn decode(json: &Json) -> Value {
    match json {
        Json::Null => Value::NIL,
        Json::Bool(value) => Value::bool(*value),
        Json::Number(value) => Value::int(value.as_i64().unwrap()),
        Json::String(text) => Value::unknown(text),
        Json::Array(items) => Value::list(List::any(items.iter().map(decode).collect())),
        Json::Object(entries) => match entries.iter().next() {
            Some((name, inner)) if name.starts_with('$') => decode_typed(&name[1..], inner),
            _ => map(MapType::Any, json),
        },
    }
}

fn decode_typed(name: &str, inner: &Json) -> Value {
    let text = inner.as_str().unwrap_or_default();
    let integer = |kind| Value::new(Data::Int(text.parse().unwrap(), kind), Value::NIL.origin);
    match name {
        "int32" => integer(IntType::Int32),
        "int64" => integer(IntType::Int64),
        "uint8" => integer(IntType::Uint8),
        "uint64" => integer(IntType::Uint64),
        "float64" => Value::float(text.parse().unwrap()),
        "time.Duration" => Value::object(Object::Duration(text.parse().unwrap())),
        "[]uint8" => Value::new(Data::Bytes(Text::unknown(text)), Value::NIL.origin),
        "map[string]interface {}" => Value::NIL,
        "map[string]string" => map(MapType::Strings, inner),
        "common.Values" => map(MapType::Values { helm3: false }, inner),
        "[]interface {}" => list(ListType::Any, inner),
        "[]string" => list(ListType::Strings, inner),
        "[]int" => list(ListType::Ints, inner),
        "[]map[string]interface {}" => list(ListType::Maps, inner),
        "[][]interface {}" => list(ListType::Lists, inner),
        "common.VersionSet" => list(ListType::VersionSet { helm3: false }, inner),
        _ => panic!("no such type: {name}"),
    }
}

fn list(kind: ListType, inner: &Json) -> Value {
    Value::list(match inner.as_array() {
        Some(items) => List::new(kind, items.iter().map(decode).collect()),
        None => List::nil(kind),
    })
}

fn map(kind: MapType, entries: &Json) -> Value {
    let map = Map::new(kind);
    for (key, value) in entries.as_object().unwrap() {
        map.insert(Text::unknown(key), decode(value));
    }
    Value::map(map)
}

fn encode(value: &Value) -> Json {
    let typed = |inner: Json| json!({format!("${}", value.type_name()): inner});
    match &value.data {
        Data::Nil => Json::Null,
        Data::Bool(value) => json!(value),
        Data::Int(number, IntType::Int) => json!(number),
        Data::Int(number, _) => typed(json!(number.to_string())),
        Data::Float(number) => typed(json!(float(*number))),
        Data::String(text) => json!(text.to_str()),
        Data::Bytes(text) => typed(json!(text.to_str())),
        Data::List(list) if list.is_nil() => typed(Json::Null),
        Data::List(list) => {
            let items = Json::Array(list.borrow().iter().map(encode).collect());
            if list.kind() == ListType::Any { items } else { typed(items) }
        }
        Data::Map(map) => {
            let entries = map.borrow();
            let entries = entries.iter().map(|(key, value)| (key.to_str().into_owned(), encode(value)));
            let entries = Json::Object(entries.collect());
            if map.kind() == MapType::Any { entries } else { typed(entries) }
        }
        Data::Object(Object::Duration(nanos)) => typed(json!(nanos.to_string())),
        Data::Object(_) => panic!("no row holds a {}", value.type_name()),
    }
}

/// A float as Go's `FormatFloat(value, 'g', -1, 64)`.
fn float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.into();
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap();
    let exponent: i32 = exponent.parse().unwrap();
    if (-4..6).contains(&exponent) {
        return format!("{value}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}
