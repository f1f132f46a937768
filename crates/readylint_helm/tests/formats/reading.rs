//! Texts become values.

use readylint_helm::data::DataError;
use readylint_helm::data::json::{Layout, to_json};
use readylint_helm::data::json_read::from_json;
use readylint_helm::data::read::read_text;
use readylint_helm::data::toml_read::from_toml;
use readylint_helm::provenance::{Origins, Text};
use readylint_helm::value::Value;
use serde_json::Value as Json;

use crate::rows::{bytes, check, meter, rows, show, value};

fn compare(row: &Json, found: Result<Value, DataError>) -> Option<(String, String)> {
    let wanted = match row.get("error") {
        Some(error) => format!("error {}", error.as_str().unwrap()),
        None => show(&value(&row["value"])),
    };
    let found = match found {
        Ok(value) => show(&value),
        Err(error) => format!("error {error}"),
    };
    (wanted != found).then(|| (row["text"].to_string(), format!("  Helm: {wanted}\n  ours: {found}")))
}

#[test]
fn yaml() {
    let rows = rows(include_str!("../data/formats/yaml-read.jsonl"));
    let differences = rows
        .iter()
        .filter_map(|row| compare(row, read_text(&Text::unknown(bytes(&row["text"])), &mut Origins::new())))
        .collect();
    check(differences, &[]);
}

#[test]
fn json() {
    let rows = rows(include_str!("../data/formats/json-read.jsonl"));
    let differences = rows
        .iter()
        .filter_map(|row| compare(row, from_json(&Text::unknown(bytes(&row["text"])), &mut Origins::new())))
        .collect();
    check(differences, &[]);
}

#[test]
fn toml() {
    let mut differences = Vec::new();
    for row in rows(include_str!("../data/formats/toml-read.jsonl")) {
        let found = from_toml(&Text::unknown(bytes(&row["text"])));
        let wanted = row.get("json").and_then(Json::as_str);
        let same = match (&found, wanted) {
            // The words differ, the line and the refusal do not.
            (Err(_), None) => true,
            (Ok(found), Some(wanted)) => to_json(found, Layout::Compact, &mut meter())
                .is_ok_and(|text| text.as_bytes() == wanted.as_bytes()),
            _ => false,
        };
        if !same {
            differences.push((row["text"].to_string(), format!("  Helm: {row}\n  ours: {found:?}")));
        }
    }
    check(differences, &[]);
}
