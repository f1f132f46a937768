//! The template functions: what they do with what cannot be written or read.

use readylint_helm::function::{self, Call, FunctionError, Run, State};
use readylint_helm::provenance::{Origin, OriginId, Origins, Text};
use readylint_helm::value::{Data, IntType, List, Map, Object, Value, Zone};
use readylint_helm::{HelmVersion, Limits, Meter};

use crate::rows::{meter, show};

fn call_within(name: &str, argument: Value, mut meter: Meter) -> Result<Value, FunctionError> {
    let mut origins = Origins::new();
    let mut state = State::default();
    let mut call = Call {
        origins: &mut origins,
        at: None,
        helm: HelmVersion::default(),
        meter: &mut meter,
        state: &mut state,
    };
    match function::find(name).unwrap().run {
        Run::Plain(run) => run(&mut call, &[argument]),
        Run::Engine(_) => panic!("{name} is no plain function"),
    }
}

fn call(name: &str, argument: Value) -> Result<Value, FunctionError> {
    call_within(name, argument, meter())
}

fn text(name: &str, argument: Value) -> String {
    call(name, argument).unwrap().as_text().unwrap().to_str().into_owned()
}

fn refusal(name: &str, argument: Value) -> String {
    call(name, argument).unwrap_err().message
}

fn cyclic() -> Value {
    let map = Map::any();
    map.insert(Text::unknown("self"), Value::list(List::any(vec![Value::map(map.clone())])));
    Value::map(map)
}

#[test]
fn a_value_that_contains_itself_ends() {
    for name in ["toYaml", "toYamlPretty", "toJson", "toPrettyJson"] {
        assert_eq!(text(name, cyclic()), "", "{name}");
    }
    for name in ["mustToJson", "mustToPrettyJson", "toRawJson", "mustToRawJson", "mustToYaml", "mustToToml"] {
        let words = refusal(name, cyclic());
        assert!(words.contains("json: unsupported value: encountered a cycle via "), "{name}: {words}");
    }
}

#[test]
fn what_cannot_be_written_is_nothing_or_fails() {
    let endless = || Value::float(f64::INFINITY);
    assert_eq!(text("toYaml", endless()), "");
    assert_eq!(text("toJson", endless()), "");
    assert_eq!(text("toYamlPretty", endless()), ".inf");
    assert_eq!(
        text("toToml", Value::list(List::any(vec![Value::NIL]))),
        "toml: cannot encode array with nil element"
    );
    assert_eq!(refusal("mustToYaml", endless()), "error marshaling into JSON: json: unsupported value: +Inf");
    assert_eq!(refusal("mustToJson", endless()), "json: unsupported value: +Inf");
    assert_eq!(refusal("toToml", Value::NIL), "reflect: call of reflect.Value.Type on zero Value");
    assert_eq!(text("toYaml", Value::NIL), "null");
}

#[test]
fn what_cannot_be_read_tells_why() {
    for (name, argument, wanted) in [
        (
            "fromYaml",
            "- a",
            r#"{"Error": "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}"}"#,
        ),
        (
            "fromYaml",
            "a: b: c",
            r#"{"Error": "error converting YAML to JSON: yaml: mapping values are not allowed in this context"}"#,
        ),
        ("fromYaml", "", "{}"),
        ("fromYaml", "a: 1\n---\nb: 2", r#"{"a": float64(1.0)}"#),
        (
            "fromYamlArray",
            "a: 1",
            r#"["error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go value of type []interface {}"]"#,
        ),
        ("fromYamlArray", "", "[]"),
        (
            "fromJson",
            "[1]",
            r#"{"Error": "json: cannot unmarshal array into Go value of type map[string]interface {}"}"#,
        ),
        ("fromJson", "", r#"{"Error": "unexpected end of JSON input"}"#),
        ("fromJson", "null", "{}"),
        ("fromJsonArray", "7", r#"["json: cannot unmarshal number into Go value of type []interface {}"]"#),
        ("fromJsonArray", "[1, null]", "[float64(1.0), nil]"),
        ("fromToml", "a = 1\n[b]\nc = 'd'", r#"{"a": int64(1), "b": {"c": "d"}}"#),
    ] {
        assert_eq!(show(&call(name, Value::unknown(argument)).unwrap()), wanted, "{name} {argument}");
    }
    assert_eq!(refusal("mustFromJson", Value::unknown("{")), "unexpected end of JSON input");
    assert_eq!(show(&call("mustFromJson", Value::unknown("7")).unwrap()), "float64(7.0)");
}

#[test]
fn structs_have_the_fields_that_go_gives_them() {
    let build = Object::fields(
        "version.BuildInfo",
        vec![
            ("Version", Value::unknown("v4.3")),
            ("GitCommit", Value::unknown("")),
            ("KubeClientVersion", Value::unknown("v1.37")),
        ],
    );
    let version = |name| match Object::fields(
        name,
        vec![
            ("Major", Value::new(Data::Int(1, IntType::Uint64), OriginId::NONE)),
            ("Minor", Value::new(Data::Int(2, IntType::Uint64), OriginId::NONE)),
            ("Patch", Value::new(Data::Int(3, IntType::Uint64), OriginId::NONE)),
            ("Prerelease", Value::unknown("rc.1")),
            ("Metadata", Value::unknown("")),
        ],
    ) {
        Object::Fields(fields) => Object::Semver(fields),
        object => object,
    };
    let map = Map::any();
    for (key, object) in [
        ("build", build),
        ("version", version("*semver.Version")),
        ("time", Object::Time { seconds: 0, nanos: 5_000_000, zone: Zone { name: "UTC".into(), offset: 0 } }),
        ("lasting", Object::Duration(90_000_000_000)),
        (
            "maintainer",
            Object::fields(
                "*chart.Maintainer",
                vec![
                    ("Name", Value::unknown("a")),
                    ("Email", Value::unknown("")),
                    ("URL", Value::unknown("u")),
                ],
            ),
        ),
        (
            "pair",
            Object::fields(
                "sprig.certificate",
                vec![("Key", Value::unknown("k")), ("Cert", Value::unknown("c"))],
            ),
        ),
    ] {
        map.insert(Text::unknown(key), Value::object(object));
    }
    map.insert(Text::unknown("bytes"), Value::new(Data::Bytes(Text::unknown("hi\u{0}")), OriginId::NONE));
    let value = Value::map(map);
    assert_eq!(
        text("toJson", value.clone()),
        r#"{"build":{"version":"v4.3","kube_client_version":"v1.37"},"bytes":"aGkA","lasting":90000000000,"maintainer":{"name":"a","url":"u"},"pair":{"Key":"k","Cert":"c"},"time":"1970-01-01T00:00:00.005Z","version":"1.2.3-rc.1"}"#
    );
    assert_eq!(
        text("toYaml", value.clone()),
        "build:\n  kube_client_version: v1.37\n  version: v4.3\nbytes: aGkA\nlasting: 90000000000\nmaintainer:\n  name: a\n  url: u\npair:\n  Cert: c\n  Key: k\ntime: \"1970-01-01T00:00:00.005Z\"\nversion: 1.2.3-rc.1"
    );
    assert_eq!(
        text("toYamlPretty", value),
        "build:\n  version: v4.3\n  gitcommit: \"\"\n  kubeclientversion: v1.37\nbytes:\n  - 104\n  - 105\n  - 0\nlasting: 1m30s\nmaintainer:\n  name: a\n  email: \"\"\n  url: u\npair:\n  key: k\n  cert: c\ntime: 1970-01-01T00:00:00.005Z\nversion: 1.2.3-rc.1"
    );
}

#[test]
fn what_shared_maps_expand_to_is_bounded() {
    let mut value = Value::unknown("x".repeat(1000));
    for _ in 0..40 {
        value = Value::list(List::any(vec![value.clone(), value]));
    }
    for name in ["toYaml", "toYamlPretty", "toJson", "toPrettyJson", "toRawJson", "toToml"] {
        let meter = Meter::new(Limits { steps: 10_000, bytes: 1 << 20, depth: 10 });
        let error = call_within(name, value.clone(), meter).unwrap_err();
        assert!(error.message.contains("limit"), "{name}: {}", error.message);
    }
}

#[test]
fn a_failure_names_what_it_was_made_of() {
    let mut origins = Origins::new();
    let mut state = State::default();
    let mut meter = meter();
    let source = origins.add(Origin::Builtin("x"));
    let argument = Value::string(Text::of("[", source));
    let mut call = Call {
        origins: &mut origins,
        at: None,
        helm: HelmVersion::default(),
        meter: &mut meter,
        state: &mut state,
    };
    let Run::Plain(run) = function::find("fromYaml").unwrap().run else { panic!() };
    let value = run(&mut call, &[argument]).unwrap();
    let error = value.as_map().unwrap().get("Error").unwrap();
    assert_eq!(origins.get(error.origin), &Origin::Function { name: "fromYaml", inputs: [source].into() });
}
