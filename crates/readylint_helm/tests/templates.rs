//! Whole templates, language and functions together as charts use them, against what Helm's engine makes of them
//! (`data/templates.txt`, recorded by `xtask/go/helm-collections`).

#![allow(clippy::unwrap_used, clippy::panic)] // a test's way to say what is wrong

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use readylint_helm::exec::{Home, Interpreter, STACK_BYTES, Shared, TemplateSet, without_no_value};
use readylint_helm::function::{Cause, State};
use readylint_helm::provenance::{Origins, Text};
use readylint_helm::value::{List, Map, MapType, Value};
use readylint_helm::{HelmVersion, Limits, Meter, template};
use serde_json::{Value as Json, json};

const CASES: &str = include_str!("data/templates.txt");
const ANSWERS: &str = include_str!("data/templates.jsonl");

#[test]
fn templates_render_as_in_helm() {
    let different =
        std::thread::Builder::new().stack_size(STACK_BYTES).spawn(differences).unwrap().join().unwrap();
    assert!(different.is_empty(), "{different}");
}

fn differences() -> String {
    let mut different = String::new();
    let cases = format!("\n{CASES}");
    let cases: Vec<&str> = cases.split("\n=== ").skip(1).collect();
    assert_eq!(cases.len(), ANSWERS.lines().count(), "record the answers again");
    for (case, answer) in cases.into_iter().zip(ANSWERS.lines()) {
        let (name, files) = case.split_once('\n').unwrap();
        let answer: Json = serde_json::from_str(answer).unwrap();
        assert_eq!(answer["name"], name);
        match (render(files), answer["error"].as_str()) {
            (Ok(found), None) => compare(&mut different, name, &found, &answer["ok"]),
            (Err(error), Some(wanted)) if does_say(wanted, &error) => {}
            (found, wanted) => {
                writeln!(different, "{name}: {found:#?}\nHelm: {wanted:?} {:#}", answer["ok"]).unwrap();
            }
        }
    }
    different
}

fn compare(different: &mut String, name: &str, found: &BTreeMap<String, String>, wanted: &Json) {
    for (path, text) in found {
        let wanted = wanted[path].as_str().unwrap();
        if wanted != text {
            writeln!(different, "{name}: {path}\n--- Helm\n{wanted}\n--- ours\n{text}").unwrap();
        }
    }
    assert_eq!(wanted.as_object().unwrap().len(), found.len(), "{name}");
}

/// What failed, in Go's words, and why.
type Failure = (String, String, Cause);

/// Whether Helm's text is that of the failure. It shows some failures over several lines, and of `fail` only the words.
fn does_say(helm: &str, (line, message, cause): &Failure) -> bool {
    match cause {
        Cause::Plain if helm.contains('\n') => helm.ends_with(message.as_str()),
        Cause::Plain => helm == line,
        _ => helm.ends_with(message.trim_start_matches("error calling fail: ")),
    }
}

/// The files of a chart called `c`, released as `r` into `n`.
fn render(files: &str) -> Result<BTreeMap<String, String>, Failure> {
    let (mut values, mut texts) = (json!({}), Vec::new());
    let files = format!("\n{files}");
    for file in files.split("\n--- ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap();
        if path == "values.json" {
            values = serde_json::from_str(text).unwrap();
        } else {
            texts.push((format!("c/{path}"), text));
        }
    }
    texts.sort_by_key(|(path, _)| Reverse((path.matches('/').count(), path.clone())));
    let mut set = TemplateSet::new();
    for (path, text) in &texts {
        let file = template::parse(path, text.as_bytes());
        if let Some(error) = file.errors.first() {
            return Err((format!("{path}: {error:?}"), error.message.clone(), Cause::Plain));
        }
        set.add(&file, text.as_bytes().into(), Home::Nowhere);
    }
    let (mut origins, mut meter, mut state) =
        (Origins::new(), Meter::new(Limits::default()), State::default());
    let shared = Shared {
        origins: &mut origins,
        meter: &mut meter,
        state: &mut state,
        helm: HelmVersion::default(),
        skips_absent: false,
    };
    let mut interpreter = Interpreter::new(&set, shared);
    let values = map(MapType::Values { helm3: false }, &values);
    let mut rendered = BTreeMap::new();
    for (path, _) in texts.iter().filter(|(path, _)| !path.contains("/_")) {
        let text = interpreter
            .execute(path, root(&values))
            .map_err(|error| (error.go_text(), error.message, error.cause))?;
        rendered.insert(path.clone(), without_no_value(&text).to_str().into_owned());
    }
    Ok(rendered)
}

fn root(values: &Value) -> Value {
    let chart = json!({"Name": "c", "Version": "1.2.3", "AppVersion": "4.5.6"});
    let release = json!({"Name": "r", "Namespace": "n", "Service": "Helm", "IsInstall": true});
    let root = Map::new(MapType::Values { helm3: false });
    root.insert(Text::unknown("Chart"), value(&chart));
    root.insert(Text::unknown("Release"), value(&release));
    root.insert(Text::unknown("Values"), values.clone());
    Value::map(root)
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::NIL,
        Json::Bool(value) => Value::bool(*value),
        Json::Number(value) => Value::float(value.as_f64().unwrap()),
        Json::String(text) => Value::unknown(text),
        Json::Array(items) => Value::list(List::any(items.iter().map(value).collect())),
        Json::Object(_) => map(MapType::Any, json),
    }
}

fn map(kind: MapType, entries: &Json) -> Value {
    let map = Map::new(kind);
    for (key, inner) in entries.as_object().unwrap() {
        map.insert(Text::unknown(key), value(inner));
    }
    Value::map(map)
}
