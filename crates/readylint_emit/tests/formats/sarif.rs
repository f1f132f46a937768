//! `sarif`: what the standard requires, and what its consumers do beyond.

use readylint_diagnostics::{Label, Severity, SuppressionKind};
use readylint_emit::Format;
use serde_json::{Value, json};

use crate::support::{Owned, clean, diagnostic, full, span, suppressed};

fn run(owned: &Owned) -> Value {
    let log: Value = serde_json::from_str(&owned.emit(Format::Sarif)).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().contains("sarif-schema-2.1.0"));
    assert_eq!(log["runs"].as_array().unwrap().len(), 1);
    no_empty_objects(&log, "");
    log["runs"][0].clone()
}

/// GitLab refuses empty objects and nulls.
fn no_empty_objects(value: &Value, at: &str) {
    match value {
        Value::Null => panic!("null at {at}"),
        Value::Object(map) => {
            assert!(!map.is_empty(), "empty object at {at}");
            map.iter().for_each(|(key, value)| no_empty_objects(value, &format!("{at}/{key}")));
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(key, value)| no_empty_objects(value, &format!("{at}/{key}")));
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn a_clean_run_has_results_and_rules() {
    let run = run(&clean());
    assert_eq!(run["results"], json!([]));
    assert_eq!(run["artifacts"], json!([]));
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["invocations"], json!([{"executionSuccessful": true}]));
    let driver = &run["tool"]["driver"];
    assert_eq!((&driver["name"], &driver["version"]), (&json!("readylint"), &json!("0.1.0")));
    assert_eq!(
        driver["rules"][0],
        json!({
            "id": "latest-image-tag",
            "name": "LatestImageTag",
            "shortDescription": {"text": "An image is named by a tag that moves."},
            "fullDescription": {"text": "An image is named by a tag that moves."},
            "defaultConfiguration": {"level": "error"},
            "helpUri": "https://readylint.dev/rules/latest-image-tag",
            "help": {
                "text": "# A page\n\nWhy it **matters**.\n",
                "markdown": "# A page\n\nWhy it **matters**.\n",
            },
            "properties": {"category": "reliability", "tags": ["reliability", "probes"]},
        })
    );
}

#[test]
fn a_finding_with_everything() {
    let run = run(&full());
    let region = |line: u32, column: u32, end: u32, offset: u32, length: u32| {
        json!({
            "startLine": line, "startColumn": column, "endLine": line, "endColumn": end,
            "byteOffset": offset, "byteLength": length,
        })
    };
    let api = json!({"uri": "deploy/api.yaml", "uriBaseId": "%SRCROOT%", "index": 0});
    let service = json!({"uri": "deploy/service.yaml", "uriBaseId": "%SRCROOT%", "index": 1});
    let mut expected = json!({
        "ruleId": "latest-image-tag",
        "ruleIndex": 1,
        "level": "error",
        "message": {"text": "container `app` uses the moving tag `latest`. two pods may run different code. \
            name a version or a digest."},
        "locations": [{
            "physicalLocation": {"artifactLocation": api, "region": region(11, 18, 30, 160, 12)},
            "logicalLocations": [{"name": "api", "fullyQualifiedName": "Deployment shop/api", "kind": "resource"}],
            "message": {"text": "this tag moves"},
        }],
        "relatedLocations": [
            {"id": 1, "physicalLocation": {"artifactLocation": api, "region": null}, "message": {"text": "the container"}},
            {
                "id": 2,
                "physicalLocation": {"artifactLocation": service, "region": region(7, 5, 13, 73, 8)},
                "message": {"text": "selected here"},
            },
        ],
        "partialFingerprints": {"readylint/v1": "0123456789abcdef0123456789abcdef"},
        "suppressions": [],
        "fixes": [{
            "description": {"text": "write `nginx:1.29`."},
            "artifactChanges": [{"artifactLocation": api, "replacements": [
                {"deletedRegion": region(11, 24, 30, 166, 6), "insertedContent": {"text": "1.29"}},
                {"deletedRegion": region(1, 1, 1, 0, 0), "insertedContent": {"text": "# pinned\n"}},
            ]}],
            "properties": {"applicability": "unsafe"},
        }],
        "properties": {"confidence": "medium", "pointer": "/spec/template/spec/containers/0/image"},
    });
    let mut container = region(10, 17, 1, 139, 4);
    container["endLine"] = json!(11);
    expected["relatedLocations"][0]["physicalLocation"]["region"] = container;
    assert_eq!(run["results"][1], expected);
    assert_eq!(run["artifacts"].as_array().unwrap().len(), 2);
    assert!(run["originalUriBaseIds"]["%SRCROOT%"].is_object());
}

#[test]
fn indices_lead_to_what_they_name() {
    let run = run(&full());
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        let location = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let index = usize::try_from(location["index"].as_u64().unwrap()).unwrap();
        assert_eq!(run["artifacts"][index]["location"]["uri"], location["uri"]);
    }
}

#[test]
fn suppressed_findings_are_always_there() {
    let mut owned = full();
    owned.diagnostics[2].suppressed = Some(suppressed(SuppressionKind::Configuration));
    let results = run(&owned)["results"].clone();
    assert_eq!(
        results[0]["suppressions"],
        json!([{
            "kind": "inSource", "status": "accepted", "justification": "known",
            "properties": {"source": "comment", "until": "2027-03-01"},
        }])
    );
    assert_eq!(results[1]["suppressions"], json!([]), "one with suppressions obliges all");
    assert_eq!(results[2]["suppressions"][0]["kind"], "external");
    assert_eq!(results[2]["level"], "note");
}

#[test]
fn addresses_and_messages_are_escaped() {
    let mut owned = Owned::of("a b/ä:[x].yaml", "k: v\n");
    owned.report(diagnostic(Severity::Error, "some-rule", "see [this](4)", Label::new(span(0, 1), "")));
    let result = run(&owned)["results"][0].clone();
    let location = &result["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(location["uri"], "a%20b/%C3%A4%3A%5Bx%5D.yaml");
    assert_eq!(result["message"]["text"], "see \\[this\\](4).");
}

#[test]
fn a_rule_outside_the_catalogue_is_described_by_its_id() {
    let run = run(&full());
    assert_eq!(
        run["tool"]["driver"]["rules"][0],
        json!({
            "id": "custom-rule",
            "name": "CustomRule",
            "shortDescription": {"text": "custom-rule."},
            "fullDescription": {"text": "custom-rule."},
            "defaultConfiguration": {"level": "warning"},
            "help": {"text": "custom-rule", "markdown": "custom-rule"},
        })
    );
}
