//! Functions of templates against what Helm's own answer (`crates/xtask/go/helm-strings` recorded it).

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use readylint_helm::function::{self, Call, FunctionError, Parameter, Run, State};
use readylint_helm::provenance::{Origins, Text};
use readylint_helm::runes;
use readylint_helm::value::{Data, IntType, List, ListType, Map, MapType, Object, Value, Zone};
use readylint_helm::{HelmVersion, Limits, Meter};
use serde_json::Value as Json;

/// Calls a function with arguments that fit its parameters.
fn call(name: &str, arguments: &[Value]) -> Result<Value, FunctionError> {
    let function = function::find(name).unwrap_or_else(|| panic!("{name} is missing"));
    let Run::Plain(run) = function.run else { panic!("{name} needs the interpreter") };
    let (mut origins, mut state) = (Origins::new(), State::default());
    let mut meter = Meter::new(Limits::default());
    let mut call = Call {
        origins: &mut origins,
        at: None,
        helm: HelmVersion::V4_3,
        meter: &mut meter,
        state: &mut state,
    };
    run(&mut call, arguments)
}

fn bytes(hexadecimal: &Json) -> Vec<u8> {
    let digits = hexadecimal.as_str().unwrap();
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

fn number<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &Json) -> T {
    text.as_str().unwrap().parse().unwrap()
}

/// A value as the recording tells it.
fn decode(json: &Json) -> Value {
    let list = |kind, items: &Json| {
        Value::list(List::new(kind, items.as_array().unwrap().iter().map(decode).collect()))
    };
    let map = |kind, entries: &Json| {
        let entries = entries.as_object().unwrap().iter();
        Value::map(Map::with(kind, entries.map(|(key, value)| (Text::unknown(key), decode(value))).collect()))
    };
    match json {
        Json::Bool(value) => return Value::bool(*value),
        Json::Number(value) => return Value::int(value.as_i64().unwrap()),
        Json::String(text) => return Value::unknown(text),
        Json::Array(_) => return list(ListType::Any, json),
        Json::Null => panic!("null is told as nil"),
        Json::Object(_) => {}
    }
    let (tag, inner) = json.as_object().unwrap().iter().next().unwrap();
    match tag.as_str() {
        "nil" => Value::NIL,
        "hex" => Value::unknown(bytes(inner)),
        "bytes" => Value::new(Data::Bytes(Text::unknown(bytes(inner))), Value::NIL.origin),
        "int64" => Value::int64(number(inner)),
        "uint32" => Value::int(number(inner)),
        "uint64" => {
            Value::new(Data::Int(number::<u64>(inner).cast_signed(), IntType::Uint64), Value::NIL.origin)
        }
        "float64" => Value::float(match inner.as_str().unwrap() {
            "+Inf" => f64::INFINITY,
            other => other.parse().unwrap(),
        }),
        "time" => Value::object(Object::Time {
            seconds: number(&inner[0]),
            nanos: u32::try_from(inner[1].as_u64().unwrap()).unwrap(),
            zone: Zone {
                name: inner[2].as_str().unwrap().into(),
                offset: i32::try_from(inner[3].as_i64().unwrap()).unwrap(),
            },
        }),
        "duration" => Value::object(Object::Duration(number(inner))),
        "strings" => list(ListType::Strings, inner),
        "ints" => list(ListType::Ints, inner),
        "map" => map(MapType::Any, inner),
        "stringmap" => map(MapType::Strings, inner),
        other => panic!("no value is told as {other}"),
    }
}

/// A value with its type, so that two of them can be compared.
fn shown(value: &Value) -> String {
    let inner = match &value.data {
        Data::Nil => String::new(),
        Data::String(text) | Data::Bytes(text) => runes::quote(text.as_bytes()),
        Data::List(list) => list.borrow().iter().map(shown).collect::<Vec<_>>().join(", "),
        Data::Map(map) => {
            let entries = map.to_entries();
            let entries = entries.iter().map(|(key, value)| format!("{key:?}: {}", shown(value)));
            entries.collect::<Vec<_>>().join(", ")
        }
        Data::Object(Object::Time { seconds, nanos, zone }) => {
            format!("{seconds} {nanos} {} {}", zone.name, zone.offset)
        }
        other => format!("{other:?}"),
    };
    format!("{}({inner})", value.type_name())
}

/// Compares all rows of a recording.
fn compare(recorded: &str, least: usize) {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for line in recorded.lines() {
        let row: Json = serde_json::from_str(line).unwrap();
        let arguments: Vec<Value> = row["with"].as_array().unwrap().iter().map(decode).collect();
        let ours = call(row["call"].as_str().unwrap(), &arguments);
        let ours = ours.map_or_else(|error| format!("error: {}", error.message), |value| shown(&value));
        let theirs = match (&row["gives"], row["fails"].as_str()) {
            (_, Some(error)) => format!("error: {error}"),
            (gives, None) => shown(&decode(gives)),
        };
        compared += 1;
        if ours != theirs {
            wrong.push(format!("{line}\n  {ours}\n  instead of\n  {theirs}"));
        }
    }
    assert!(compared >= least, "only {compared} rows");
    let few: Vec<_> = wrong.iter().take(40).cloned().collect();
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), few.join("\n"));
}

#[test]
fn strings_are_those_of_sprig() {
    compare(include_str!("data/functions-strings.jsonl"), 7_000);
}

#[test]
fn patterns_are_those_of_go() {
    compare(include_str!("data/functions-regexes.jsonl"), 2_000);
}

#[test]
fn dates_are_those_of_go() {
    compare(include_str!("data/functions-dates.jsonl"), 3_000);
}

#[test]
fn paths_and_urls_are_those_of_go() {
    compare(include_str!("data/functions-paths.jsonl"), 600);
}

#[test]
fn encodings_are_those_of_go() {
    compare(include_str!("data/functions-encoding.jsonl"), 500);
}

#[test]
fn cryptography_is_that_of_sprig() {
    compare(include_str!("data/functions-crypto.jsonl"), 90);
}

/// The Go type of a parameter.
fn go_type(parameter: Parameter) -> &'static str {
    match parameter {
        Parameter::Any => "interface {}",
        Parameter::Reflect => "reflect.Value",
        Parameter::String => "string",
        Parameter::Bool => "bool",
        Parameter::Int => "int",
        Parameter::Int64 => "int64",
        Parameter::Uint32 => "uint32",
        Parameter::Float64 => "float64",
        Parameter::Bytes => "[]uint8",
        Parameter::Map => "map[string]interface {}",
        Parameter::List => "[]interface {}",
        Parameter::Strings => "[]string",
        Parameter::Time => "time.Time",
        Parameter::Named(name) => name,
    }
}

#[test]
fn functions_are_those_of_helm() {
    let recorded = include_str!("data/functions.txt").lines().filter(|line| !line.starts_with('#'));
    let theirs: BTreeMap<&str, String> = recorded
        .map(|line| {
            let (name, rest) = line.split_once('(').unwrap();
            (name, rest.split_once(')').unwrap().0.to_owned())
        })
        .collect();
    let ours: BTreeMap<&str, String> = function::all()
        .map(|function| {
            let fixed = function.parameters.iter().map(|parameter| go_type(*parameter).to_owned());
            let further = function.variadic.map(|further| format!("...{}", go_type(further)));
            (function.name, fixed.chain(further).collect::<Vec<_>>().join(", "))
        })
        .collect();
    assert_eq!(function::all().count(), 251);
    let all: std::collections::BTreeSet<&str> = ours.keys().chain(theirs.keys()).copied().collect();
    let wrong: Vec<_> = all
        .into_iter()
        .filter(|name| ours.get(name) != theirs.get(name))
        .map(|name| format!("{name}: {:?} instead of {:?}", ours.get(name), theirs.get(name)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Ranges or pairs of `unicode.txt`, by the name of the line.
fn unicode(name: &str, separator: char) -> Vec<(u32, u32)> {
    let text = include_str!("data/unicode.txt");
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')).unwrap();
    let pair = |pair: &str| {
        let (one, other) = pair.split_once(separator).unwrap();
        (u32::from_str_radix(one, 16).unwrap(), u32::from_str_radix(other, 16).unwrap())
    };
    line.split(' ').map(pair).collect()
}

#[test]
fn classes_of_characters_are_those_of_go() {
    type Class = fn(char) -> bool;
    let classes: [(&str, Class); 7] = [
        ("letter", runes::is_letter),
        ("digit", runes::is_digit),
        ("upper", runes::is_upper),
        ("lower", runes::is_lower),
        ("title", runes::is_title),
        ("space", char::is_whitespace),
        ("print", runes::is_print),
    ];
    for (name, is) in classes {
        let ranges = unicode(name, '-');
        let wrong: Vec<char> = ('\0'..=char::MAX)
            .filter(|c| {
                let number = u32::from(*c);
                let after = ranges.partition_point(|(start, _)| *start <= number);
                let theirs = after > 0 && number <= ranges[after - 1].1;
                is(*c) != theirs
            })
            .collect();
        assert!(wrong.is_empty(), "{name}: {} differ, as {:?}", wrong.len(), &wrong[..wrong.len().min(20)]);
    }
}

#[test]
fn case_is_mapped_as_in_go() {
    type Mapping = fn(char) -> char;
    let mappings: [(&str, Mapping); 3] =
        [("toupper", runes::to_upper), ("tolower", runes::to_lower), ("totitle", runes::to_title)];
    for (name, map) in mappings {
        let pairs = unicode(name, '>');
        let wrong: Vec<String> = ('\0'..=char::MAX)
            .filter_map(|c| {
                let number = u32::from(c);
                let theirs =
                    pairs.binary_search_by_key(&number, |(from, _)| *from).map_or(number, |at| pairs[at].1);
                let ours = u32::from(map(c));
                (ours != theirs).then(|| format!("{number:x}: {ours:x} instead of {theirs:x}"))
            })
            .collect();
        assert!(wrong.is_empty(), "{name}: {} differ:\n{}", wrong.len(), wrong.join("\n"));
    }
}
