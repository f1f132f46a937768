//! Templates against what Go's `text/template`, `fmt` and Helm make of them (`crates/xtask/go/helm-exec` recorded it).

#![allow(clippy::unwrap_used, clippy::panic)]

use std::rc::Rc;
use std::sync::Arc;

use readylint_helm::exec::{
    ExecError, Home, Interpreter, STACK_BYTES, Shared, TemplateSet, without_no_value,
};
use readylint_helm::function::State;
use readylint_helm::provenance::{OriginId, Origins, Text};
use readylint_helm::template;
use readylint_helm::value::{
    Data, Entries, Fields, IntType, List, ListType, Map, MapType, Object, Value, Zone,
};
use readylint_helm::{HelmVersion, Limits, Meter};
use serde_json::Value as Json;

const CASE: &str = "chart/templates/case.yaml";
const HELPERS: &str = "chart/templates/_helpers.tpl";

/// A recorded text: a string, or bytes in base64.
fn text_of(json: &Json) -> Vec<u8> {
    match json {
        Json::String(text) => text.as_bytes().to_vec(),
        Json::Object(tagged) => base64(tagged["v"].as_str().unwrap()),
        _ => panic!("no text: {json}"),
    }
}

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for digit in text.bytes().filter(|digit| *digit != b'=') {
        bits = bits << 6 | DIGITS.iter().position(|known| *known == digit).unwrap() as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xff) as u8);
        }
    }
    out
}

fn string(json: &Json) -> Value {
    Value::unknown(text_of(json))
}

fn list(kind: ListType, json: &Json) -> Value {
    let items = json.as_array().unwrap().iter();
    let items = items.map(|item| match (kind, item) {
        (ListType::Ints, Json::Number(number)) => Value::int(number.as_i64().unwrap()),
        _ => value(item),
    });
    Value::list(List::new(kind, items.collect()))
}

fn map(kind: MapType, json: &Json) -> Value {
    let entries = json.as_object().unwrap().iter();
    let entries: Entries = entries.map(|(key, item)| (Text::unknown(key), value(item))).collect();
    Value::map(Map::with(kind, entries))
}

fn integer(json: &Json, kind: IntType) -> Value {
    let text = json.as_str().unwrap();
    let number = text.parse::<i64>().unwrap_or_else(|_| text.parse::<u64>().unwrap().cast_signed());
    Value::new(Data::Int(number, kind), OriginId::NONE)
}

/// What the recording describes.
fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::NIL,
        Json::Bool(truth) => Value::bool(*truth),
        Json::String(text) => Value::unknown(text),
        Json::Number(_) => panic!("a number without type"),
        Json::Array(_) => list(ListType::Any, json),
        Json::Object(entries) => match entries.get("$").and_then(Json::as_str) {
            Some(tag) => tagged(tag, &entries["v"], json),
            None => map(MapType::Any, json),
        },
    }
}

fn tagged(tag: &str, inner: &Json, json: &Json) -> Value {
    match tag {
        "base64" => string(json),
        "float64" => Value::float(match inner.as_str().unwrap() {
            "+Inf" => f64::INFINITY,
            "-Inf" => f64::NEG_INFINITY,
            number => number.parse().unwrap(),
        }),
        "int" => integer(inner, IntType::Int),
        "int32" => integer(inner, IntType::Int32),
        "int64" => integer(inner, IntType::Int64),
        "uint8" => integer(inner, IntType::Uint8),
        "uint64" => integer(inner, IntType::Uint64),
        "common.Values" => map(MapType::Values { helm3: false }, inner),
        "map[string]string" => map(MapType::Strings, inner),
        "[]int" => list(ListType::Ints, inner),
        "[]string" => list(ListType::Strings, inner),
        "common.VersionSet" => list(ListType::VersionSet { helm3: false }, inner),
        "[]map[string]interface {}" => list(ListType::Maps, inner),
        "[]uint8" => Value::new(Data::Bytes(Text::unknown(text_of(inner))), OriginId::NONE),
        "time.Duration" => Value::object(Object::Duration(inner.as_str().unwrap().parse().unwrap())),
        "time.Time" => Value::object(Object::Time {
            seconds: inner[0].as_i64().unwrap(),
            nanos: inner[1].as_u64().unwrap() as u32,
            zone: Zone { name: "UTC".into(), offset: 0 },
        }),
        "*semver.Version" => {
            let number = |index: usize| {
                Value::new(Data::Int(inner[index].as_i64().unwrap(), IntType::Uint64), OriginId::NONE)
            };
            Value::object(Object::Semver(Rc::new(Fields {
                type_name: "*semver.Version",
                fields: vec![
                    ("Major", number(0)),
                    ("Minor", number(1)),
                    ("Patch", number(2)),
                    ("Prerelease", string(&inner[3])),
                    ("Metadata", string(&inner[4])),
                    ("Original", string(&inner[5])),
                ],
            })))
        }
        "*common.Capabilities" => capabilities(inner),
        _ => panic!("unknown type {tag}"),
    }
}

fn capabilities(json: &Json) -> Value {
    let part = |index: usize| string(&json["kube"][index]);
    let version = Object::KubeVersion {
        fields: Rc::new(Fields {
            type_name: "common.KubeVersion",
            fields: vec![("Version", part(0)), ("Major", part(1)), ("Minor", part(2))],
        }),
        shown: Text::unknown(text_of(&json["kube"][3])),
        git_version: Text::unknown(text_of(&json["kube"][4])),
    };
    let build = ["Version", "GitCommit", "GitTreeState", "GoVersion", "KubeClientVersion"];
    let build = build.map(|name| (name, Value::unknown(""))).to_vec();
    Value::object(Object::Capabilities(Rc::new(Fields {
        type_name: "*common.Capabilities",
        fields: vec![
            ("KubeVersion", Value::object(version)),
            ("APIVersions", list(ListType::VersionSet { helm3: false }, &json["versions"])),
            ("HelmVersion", Value::object(Object::fields("version.BuildInfo", build))),
        ],
    })))
}

/// Runs `source` as a file of a chart beside `helpers`; the error of its parsing, or what running it gave.
fn run(source: &[u8], helpers: &str, dot: Value) -> Result<Text, String> {
    execute(source, helpers, dot).map_err(|error| error.map_or_else(|text| text, |error| error.go_text()))
}

type Failure = Result<ExecError, String>;

fn execute(source: &[u8], helpers: &str, dot: Value) -> Result<Text, Failure> {
    let mut set = TemplateSet::new();
    for (name, text) in [(HELPERS, helpers.as_bytes()), (CASE, source)] {
        let file = template::parse(name, text);
        if let Some(error) = file.errors.first() {
            return Err(Err(format!("template: {name}:{}: {}", error.line, error.message)));
        }
        set.add(&file, Arc::from(text), Home::Nowhere);
    }
    let (mut origins, mut meter, mut state) =
        (Origins::new(), Meter::new(Limits::default()), State::default());
    let shared = Shared {
        origins: &mut origins,
        meter: &mut meter,
        state: &mut state,
        helm: HelmVersion::V4_3,
        skips_absent: false,
    };
    Interpreter::new(&set, shared).execute(CASE, dot).map_err(Ok)
}

/// Runs a test where there is as much stack as renders get.
fn with_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(test).unwrap();
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

/// Every recorded row but those that start with one of `known` gives what it gave in Go.
fn compare(recorded: &'static str, least: usize, known: &'static [(&'static str, &'static str)]) {
    with_stack(move || {
        let mut lines = recorded.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
        let first = lines.next().unwrap();
        let helpers = first["helpers"].as_str().unwrap();
        let mut differences = Vec::new();
        let (mut count, mut excused) = (0, 0);
        for row in lines {
            count += 1;
            let source = text_of(&row["t"]);
            let shown = String::from_utf8_lossy(&source).into_owned();
            let found = match run(&source, helpers, value(&first["data"])) {
                Ok(text) => text.as_bytes().to_vec(),
                Err(error) => [b"ERROR ", error.as_bytes()].concat(),
            };
            let wanted = match (row.get("o"), row.get("e")) {
                (Some(output), _) => text_of(output),
                (None, Some(error)) => [b"ERROR ", &*text_of(error)].concat(),
                (None, None) => Vec::new(),
            };
            if known.iter().any(|(start, _)| shown == *start) {
                assert_ne!(found, wanted, "{shown} is equal by now");
                excused += 1;
            } else if found != wanted {
                let (found, wanted) = (String::from_utf8_lossy(&found), String::from_utf8_lossy(&wanted));
                differences.push(format!("{shown}\n   found {found}\n  wanted {wanted}"));
            }
        }
        let shown = differences.iter().take(40).map(String::as_str).collect::<Vec<_>>().join("\n");
        assert!(differences.is_empty(), "{} of {count} differ:\n{shown}", differences.len());
        assert!(count >= least, "only {count} rows");
        assert_eq!(excused, known.len(), "a known difference is no row any more");
    });
}

#[test]
fn the_language_is_gos() {
    compare(include_str!("data/exec-language.jsonl"), 3_500, &[]);
}

#[test]
fn values_are_printed_as_go_prints_them() {
    compare(include_str!("data/exec-format.jsonl"), 900, &[]);
}

#[test]
fn files_are_read_as_helm_reads_them() {
    let mut lines = include_str!("data/exec-files.jsonl").lines();
    let first: Json = serde_json::from_str(lines.next().unwrap()).unwrap();
    let files = Map::new(MapType::Files);
    for file in first["files"].as_array().unwrap() {
        let content = Data::Bytes(Text::unknown(text_of(&file[1])));
        files.insert(Text::unknown(text_of(&file[0])), Value::new(content, OriginId::NONE));
    }
    let mut count = 0;
    for line in lines {
        let row: Json = serde_json::from_str(line).unwrap();
        let dot = Map::new(MapType::Values { helm3: false });
        dot.insert(Text::unknown("Files"), Value::map(files.clone()));
        dot.insert(Text::unknown("Values"), Value::map(Map::new(MapType::Values { helm3: false })));
        let source = text_of(&row["t"]);
        let shown = String::from_utf8_lossy(&source).into_owned();
        match (execute(&source, "", Value::map(dot)), row.get("o"), row.get("e")) {
            (Ok(text), Some(wanted), _) => {
                let wanted = String::from_utf8_lossy(&text_of(wanted)).into_owned();
                assert_eq!(without_no_value(&text).to_str(), wanted, "{shown}");
            }
            // Helm breaks the line of the error; the render does that
            (Err(Ok(error)), None, Some(wanted)) => {
                let wanted = String::from_utf8_lossy(&text_of(wanted)).into_owned();
                assert!(wanted.contains(&error.message), "{shown}: {} is not in {wanted}", error.message);
            }
            (Ok(text), _, _) => assert!(text.is_empty() && row.get("e").is_none(), "{shown}: {text:?}"),
            (Err(error), _, _) => panic!("{shown}: {error:?}"),
        }
        count += 1;
    }
    assert!(count > 40);
}

/// Patterns that the library matches otherwise than it says it does.
const KNOWN_PATTERNS: [(&str, &str); 2] = [
    ("日?", "it counts the bytes of a character before `?`, not the character"),
    ("{**/,}b", "it tries one of several ways to split a name between an alternative and what follows"),
];

#[test]
fn patterns_match_the_same_files() {
    let mut lines = include_str!("data/exec-globs.jsonl").lines();
    let first: Json = serde_json::from_str(lines.next().unwrap()).unwrap();
    let names: Vec<&str> = first["names"].as_array().unwrap().iter().filter_map(Json::as_str).collect();
    let mut differences = Vec::new();
    for line in lines {
        let row: Json = serde_json::from_str(line).unwrap();
        let wanted: Vec<&str> = match row.get("m") {
            Some(matches) => matches.as_array().unwrap().iter().filter_map(Json::as_str).collect(),
            None => names.clone(),
        };
        let files = Map::new(MapType::Files);
        for name in &names {
            files.insert(Text::unknown(name), Value::new(Data::Bytes(Text::unknown("")), OriginId::NONE));
        }
        let dot = Map::any();
        dot.insert(Text::unknown("Files"), Value::map(files));
        dot.insert(Text::unknown("pattern"), Value::unknown(row["p"].as_str().unwrap()));
        let source = "{{ range $name, $_ := .Files.Glob .pattern }}{{ $name }}\n{{ end }}";
        let found = run(source.as_bytes(), "", Value::map(dot)).unwrap();
        let found = found.to_str().into_owned();
        let mut wanted: Vec<String> = wanted.iter().map(|name| format!("{name}\n")).collect();
        wanted.sort();
        let is_known = KNOWN_PATTERNS.iter().any(|(pattern, _)| row["p"] == *pattern);
        if (found == wanted.concat()) == is_known {
            differences.push(format!("{}: {found:?} instead of {:?}", row["p"], wanted.concat()));
        }
    }
    assert_eq!(differences, [] as [&str; 0]);
}

#[test]
fn arguments_are_checked_as_go_checks_them() {
    compare(include_str!("data/exec-calls.jsonl"), 1_500, &[]);
}
