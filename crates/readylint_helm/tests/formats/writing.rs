//! Values become text.

use readylint_helm::data::EmitError;
use readylint_helm::data::json::{Layout, to_json};
use readylint_helm::data::toml::to_toml;
use readylint_helm::data::yaml_emit::{to_yaml, to_yaml_pretty};
use readylint_helm::provenance::Text;

use crate::rows::{bytes, check, meter, rows, value};

fn compare(
    differences: &mut Vec<(String, String)>,
    question: &serde_json::Value,
    name: &str,
    wanted: Option<&serde_json::Value>,
    found: Result<Text, EmitError>,
) {
    let found = match found {
        Ok(text) => String::from_utf8_lossy(text.as_bytes()).into_owned(),
        Err(error) => format!("{error:?}"),
    };
    let wanted = match wanted {
        Some(answer) => String::from_utf8_lossy(&bytes(answer)).into_owned(),
        None => format!("{:?}", EmitError::Refused(question["error"].as_str().unwrap_or_default().to_owned())),
    };
    if wanted != found {
        let shown = format!("{name} {}", question["value"]);
        differences.push((shown, format!("  Helm: {wanted:?}\n  ours: {found:?}")));
    }
}

#[test]
fn yaml() {
    let mut differences = Vec::new();
    for row in rows(include_str!("../data/formats/yaml-write.jsonl")) {
        let question = value(&row["value"]);
        compare(&mut differences, &row, "toYaml", row.get("yaml"), to_yaml(&question, &mut meter()));
        compare(&mut differences, &row, "toYamlPretty", row.get("pretty"), to_yaml_pretty(&question, &mut meter()));
    }
    check(differences, &[]);
}

#[test]
fn json() {
    let mut differences = Vec::new();
    for row in rows(include_str!("../data/formats/json-write.jsonl")) {
        let question = value(&row["value"]);
        for (name, layout) in [("json", Layout::Compact), ("pretty", Layout::Pretty), ("raw", Layout::Raw)] {
            compare(&mut differences, &row, name, row.get(name), to_json(&question, layout, &mut meter()));
        }
    }
    check(differences, &[]);
}

#[test]
fn toml() {
    let mut differences = Vec::new();
    for row in rows(include_str!("../data/formats/toml-write.jsonl")) {
        let question = value(&row["value"]);
        compare(&mut differences, &row, "toToml", row.get("toml"), to_toml(&question, &mut meter()));
    }
    check(differences, &[]);
}
