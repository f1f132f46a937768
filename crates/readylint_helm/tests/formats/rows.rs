//! Questions and answers as the recording holds them.

use readylint_helm::provenance::{OriginId, Text};
use readylint_helm::value::{Data, Entries, IntType, List, Map, MapType, Value};
use readylint_helm::{Limits, Meter};
use serde_json::Value as Json;

/// The lines of a recording.
pub(crate) fn rows(text: &str) -> Vec<Json> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The bytes of a string.
pub(crate) fn bytes(json: &Json) -> Vec<u8> {
    match json {
        Json::String(text) => text.clone().into_bytes(),
        _ => readylint_yaml::decode_base64(json["b"].as_str().unwrap()).unwrap(),
    }
}

/// The value of a question.
pub(crate) fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::NIL,
        Json::Bool(value) => Value::bool(*value),
        Json::String(_) => Value::unknown(bytes(json)),
        Json::Array(items) => Value::list(List::any(items.iter().map(value).collect())),
        Json::Object(object) => {
            let (kind, content) = object.iter().next().unwrap();
            match kind.as_str() {
                "i" => Value::int64(content.as_str().unwrap().parse().unwrap()),
                "u" => {
                    let number: u64 = content.as_str().unwrap().parse().unwrap();
                    Value::new(Data::Int(number.cast_signed(), IntType::Uint64), OriginId::NONE)
                }
                "f" => Value::float(float(content.as_str().unwrap())),
                "m" => {
                    let pairs = content.as_array().unwrap().iter();
                    let entries: Entries =
                        pairs.map(|pair| (Text::unknown(bytes(&pair[0])), value(&pair[1]))).collect();
                    Value::map(Map::with(MapType::Any, entries))
                }
                _ => Value::unknown(bytes(json)),
            }
        }
        Json::Number(_) => panic!("numbers are typed"),
    }
}

fn float(text: &str) -> f64 {
    match text {
        "+Inf" => f64::INFINITY,
        "-Inf" => f64::NEG_INFINITY,
        "NaN" => f64::NAN,
        _ => text.parse().unwrap(),
    }
}

/// A value as something that can be compared and read: like `%#v`.
pub(crate) fn show(value: &Value) -> String {
    match &value.data {
        Data::Nil => "nil".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Int(number, kind) => format!("{}({number})", kind.name()),
        Data::Float(number) => format!("float64({number:?})"),
        Data::String(text) => format!("\"{}\"", text.as_bytes().escape_ascii()),
        Data::Bytes(text) => format!("bytes({text:?})"),
        Data::List(list) => {
            let items: Vec<String> = list.borrow().iter().map(show).collect();
            format!("[{}]", items.join(", "))
        }
        Data::Map(map) => {
            let entries: Vec<String> = map
                .borrow()
                .iter()
                .map(|(key, value)| format!("\"{}\": {}", key.as_bytes().escape_ascii(), show(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        Data::Object(_) => value.type_name().to_owned(),
    }
}

/// Enough for any test.
pub(crate) fn meter() -> Meter {
    Meter::new(Limits::default())
}

/// Fails with all differences, unless they are just the `known` ones: (question, reason).
pub(crate) fn check(differences: Vec<(String, String)>, known: &[(&str, &str)]) {
    let (expected, new): (Vec<_>, Vec<_>) =
        differences.into_iter().partition(|(question, _)| known.iter().any(|(known, _)| question == known));
    let shown: Vec<String> =
        new.iter().take(1000).map(|(question, difference)| format!("{question}\n{difference}\n")).collect();
    assert!(new.is_empty(), "{} differences:\n{}", new.len(), shown.join("\n"));
    let gone: Vec<_> =
        known.iter().filter(|(known, _)| !expected.iter().any(|(question, _)| question == known)).collect();
    assert!(gone.is_empty(), "these differ no longer: {gone:?}");
}
