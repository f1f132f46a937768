//! The reading of `sigs.k8s.io/yaml`, recorded in `tests/data` (each file says with which version and how).
//!
//! Where ours differs, the text stands on a list below with the reason. A text on the list that does not differ any more
//! fails the test too.

use readylint_yaml::Value;
use serde_json::Value as Json;

use crate::json::{json, same};
use crate::read;

/// Scalars that are read differently.
const SCALAR_GAPS: &[(&str, &str)] = &[
    (
        "!!binary 18446744073709551615",
        "Go writes one U+FFFD for each byte that is not UTF-8, Rust one for each broken sequence",
    ),
    ("!!timestamp 1", TIMESTAMP),
    ("!!timestamp '1'", TIMESTAMP),
    ("!!timestamp yes", TIMESTAMP),
    ("!!timestamp 1.5", TIMESTAMP),
    ("!!timestamp ~", TIMESTAMP),
    ("!!timestamp", TIMESTAMP),
    ("!!timestamp abc", TIMESTAMP),
    ("!!timestamp aGk=", TIMESTAMP),
    ("!!timestamp 0x1F", TIMESTAMP),
    ("!!timestamp 18446744073709551615", TIMESTAMP),
];

const TIMESTAMP: &str =
    "go-yaml refuses what is no date under !!timestamp, we take the text: nobody writes that tag";

/// Documents that are read differently.
const DOCUMENT_GAPS: &[(&str, &str)] = &[
    (
        "\"\\0\\a\\b\\t\\n\\v\\f\\r\\e\\\"\\/\\\\\\N\\_\\L\\P\\x41\\u0042\\U00000043\"\n",
        "go-yaml does not know `\\/`, which JSON has and YAML 1.2 took over",
    ),
    (
        "\"\\ud83d\\ude00\"\n",
        "go-yaml does not know the surrogate pairs of JSON; kubectl reads JSON with another decoder",
    ),
    ("\ta: b\n", "the parser underneath takes a tab before the first key of a document"),
    ("\"a\":1\n", "go-yaml stops behind the first value and never sees the rest; we report it"),
    (
        "a: 'b'  # c\nd: \"e\"# f\n",
        "go-yaml takes a comment that touches the quote before it; YAML wants a space",
    ),
    ("a: b\u{2028}c\n", LINE_ENDS),
    ("a: b\u{85}c\n", LINE_ENDS),
    ("a: |\n  b\u{2029}c\n", LINE_ENDS),
    ("...\n", "go-yaml wants a document before `...`; for us there is just none"),
];

const LINE_ENDS: &str =
    "U+0085, U+2028 and U+2029 end a line in YAML 1.1 and not in 1.2, which the parser underneath reads";

struct Row {
    text: String,
    /// Go's type, for scalars.
    kind: Option<String>,
    json: Result<Json, String>,
}

fn rows(file: &str) -> Vec<Row> {
    let file: Json = serde_json::from_str(file).unwrap();
    let text = |row: &Json, field: &str| row.get(field).and_then(Json::as_str).map(str::to_owned);
    let rows = file["rows"].as_array().unwrap().iter().map(|row| Row {
        text: text(row, "text").unwrap(),
        kind: text(row, "type"),
        json: text(row, "error").map_or_else(|| Ok(row["json"].clone()), Err),
    });
    rows.collect()
}

/// What the first document is in JSON; like the oracle, nothing is null.
fn ours(text: &str) -> Result<Json, String> {
    let parse = read(text);
    let document = parse.tree.documents().first();
    match document {
        Some(document) if document.broken => Err(parse.errors[0].message.clone()),
        Some(document) => document.root.map_or(Ok(Json::Null), |root| json(parse.tree.node(root))),
        None => Ok(Json::Null),
    }
}

fn check(rows: &[Row], gaps: &[(&str, &str)], ours: impl Fn(&Row) -> Result<(), String>) {
    let mut wrong = Vec::new();
    for row in rows {
        let gap = gaps.iter().find(|(text, _)| *text == row.text);
        match (ours(row), gap) {
            (Err(difference), None) => wrong.push(format!("{:?}: {difference}", row.text)),
            (Ok(()), Some((_, reason))) => {
                wrong.push(format!("{:?} is no gap any more ({reason})", row.text));
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    for (text, _) in gaps {
        assert!(rows.iter().any(|row| row.text == *text), "no such row: {text:?}");
    }
}

fn agree(ours: &Result<Json, String>, theirs: &Result<Json, String>) -> Result<(), String> {
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) if same(ours, theirs) => Ok(()),
        (Err(_), Err(_)) => Ok(()),
        _ => Err(format!("ours {ours:?}, theirs {theirs:?}")),
    }
}

#[test]
fn scalars() {
    let rows = rows(include_str!("../data/scalars.json"));
    assert!(rows.len() > 400);
    check(&rows, SCALAR_GAPS, |row| {
        let text = format!("v: {}\n", row.text);
        let whole = ours(&text);
        agree(&whole.map(|json| json["v"].clone()), &row.json)?;
        let Some(kind) = &row.kind else { return Ok(()) };
        let parse = read(&text);
        let root = parse.tree.roots().next().ok_or("no document")?;
        let value = root.get("v").ok_or("no value")?;
        let ours = match value.scalar() {
            None if value.is_mapping() => "map[interface {}]interface {}".to_owned(),
            None => "[]interface {}".to_owned(),
            Some(Value::Null) => "<nil>".to_owned(),
            Some(Value::Bool(_)) => "bool".to_owned(),
            Some(Value::Int(_)) => "int".to_owned(),
            Some(Value::UInt(_)) => "uint64".to_owned(),
            Some(Value::Str(_)) => "string".to_owned(),
            Some(Value::Float(ours)) => {
                let theirs: f64 =
                    kind.strip_prefix("float64 ").ok_or(format!("{ours} is a {kind}"))?.parse().unwrap();
                let same = ours.to_bits() == theirs.to_bits() || ours.is_nan() && theirs.is_nan();
                return if same { Ok(()) } else { Err(format!("{ours}, not {theirs}")) };
            }
        };
        if ours == *kind { Ok(()) } else { Err(format!("{ours}, not {kind}")) }
    });
}

#[test]
fn documents() {
    let rows = rows(include_str!("../data/documents.json"));
    assert!(rows.len() > 150);
    check(&rows, DOCUMENT_GAPS, |row| agree(&ours(&row.text), &row.json));
}
