//! Values become text.

use readylint_helm::data::EmitError;
use readylint_helm::data::json::{Layout, to_json};
use readylint_helm::data::toml::to_toml;
use readylint_helm::data::yaml_emit::{to_yaml, to_yaml_pretty};
use readylint_helm::provenance::Text;
use serde_json::Value as Json;

use crate::rows::{bytes, check, meter, rows, value};

/// Compares one answer, `row[name]` or `row["name-error"]`; one that says nothing new is that of `like`.
fn compare(
    differences: &mut Vec<(String, String)>,
    row: &Json,
    (name, like): (&str, &str),
    found: Result<Text, EmitError>,
) {
    let found = match found {
        Ok(text) => text.as_bytes().escape_ascii().to_string(),
        Err(error) => format!("{error:?}"),
    };
    let error = |name| row.get(format!("{name}-error"));
    let wanted = match (row.get(name), error(name), row.get(like), error(like)) {
        (Some(answer), ..) | (None, None, Some(answer), _) => bytes(answer).escape_ascii().to_string(),
        (_, Some(words), ..) | (_, _, _, Some(words)) => {
            format!("{:?}", EmitError::Refused(words.as_str().unwrap().to_owned()))
        }
        _ => panic!("no answer in {row}"),
    };
    if wanted != found {
        let shown = format!("{name} {}", row["value"]);
        differences.push((shown, format!("  Helm: {wanted}\n  ours: {found}")));
    }
}

fn recording() -> Vec<Json> {
    rows(include_str!("../data/formats/write.jsonl"))
}

#[test]
fn yaml() {
    let mut differences = Vec::new();
    for row in recording() {
        let question = value(&row["value"]);
        compare(&mut differences, &row, ("yaml", "yaml"), to_yaml(&question, &mut meter()));
        compare(&mut differences, &row, ("pretty", "yaml"), to_yaml_pretty(&question, &mut meter()));
    }
    // Both refuse; only `mustToYaml` shows the words, and a line that counts the next-line characters before the key.
    let known: Vec<(String, String)> = differences
        .extract_if(.., |(question, difference)| {
            question.contains('\u{85}') && difference.matches("did not find expected ',' or '}'").count() == 2
        })
        .collect();
    assert_eq!(known.len(), 5, "{known:?}");
    check(differences, &[]);
}

#[test]
fn json() {
    let mut differences = Vec::new();
    for row in recording() {
        let question = value(&row["value"]);
        for (name, layout) in [("json", Layout::Compact), ("indented", Layout::Pretty), ("raw", Layout::Raw)]
        {
            compare(&mut differences, &row, (name, "json"), to_json(&question, layout, &mut meter()));
        }
    }
    check(differences, &[]);
}

#[test]
fn toml() {
    let mut differences = Vec::new();
    for row in recording().iter().filter(|row| !row["value"].is_null()) {
        let question = value(&row["value"]);
        compare(&mut differences, row, ("toml", "toml"), to_toml(&question, &mut meter()));
    }
    check(differences, &[]);
}
