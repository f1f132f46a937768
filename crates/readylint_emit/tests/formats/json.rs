//! `json`, the contract.

use readylint_diagnostics::{Label, Severity, SuppressionKind};
use readylint_emit::Format;
use serde_json::{Value, json};

use crate::support::{Owned, clean, diagnostic, full, span, suppressed};

fn parse(owned: &Owned) -> Value {
    serde_json::from_str(&owned.emit(Format::Json)).unwrap()
}

#[test]
fn a_clean_run_is_complete() {
    assert_eq!(
        clean().emit(Format::Json),
        r#"{
  "version": 1,
  "diagnostics": [],
  "summary": {
    "files": 1,
    "documents": 1,
    "resources": 1,
    "unknownKinds": 0,
    "skipped": [],
    "errors": 0,
    "warnings": 0,
    "infos": 0,
    "suppressed": 0,
    "rules": {}
  }
}
"#
    );
}

#[test]
fn a_finding_with_everything() {
    let document = parse(&full());
    let range = |from: [u32; 3], to: [u32; 3]| {
        let point =
            |[line, column, offset]: [u32; 3]| json!({"line": line, "column": column, "offset": offset});
        json!({"start": point(from), "end": point(to)})
    };
    assert_eq!(
        document["diagnostics"][0],
        json!({
            "rule": "latest-image-tag",
            "severity": "error",
            "confidence": "medium",
            "message": "container `app` uses the moving tag `latest`",
            "file": "deploy/api.yaml",
            "range": range([11, 18, 160], [11, 30, 172]),
            "pointer": "/spec/template/spec/containers/0/image",
            "resource": {"apiVersion": "apps/v1", "kind": "Deployment", "namespace": "shop", "name": "api"},
            "labels": [
                {"file": "deploy/api.yaml", "range": range([10, 17, 139], [11, 1, 143]), "message": "the container"},
                {"file": "deploy/service.yaml", "range": range([7, 5, 73], [7, 13, 81]), "message": "selected here"},
            ],
            "notes": ["two pods may run different code"],
            "help": "name a version or a digest",
            "fixes": [{
                "title": "write `nginx:1.29`",
                "applicability": "unsafe",
                "edits": [
                    {"file": "deploy/api.yaml", "range": range([11, 24, 166], [11, 30, 172]), "text": "1.29"},
                    {"file": "deploy/api.yaml", "range": range([1, 1, 0], [1, 1, 0]), "text": "# pinned\n"},
                ],
            }],
            "fingerprint": "0123456789abcdef0123456789abcdef",
            "suppressed": null,
        })
    );
    assert_eq!(document["summary"]["skipped"], json!([{"file": "values.yaml", "reason": "not Kubernetes"}]));
    assert_eq!(document["summary"]["rules"]["latest-image-tag"], json!({"examined": 1, "found": 1}));
}

#[test]
fn keys_come_in_the_order_of_the_contract() {
    let text = full().emit(Format::Json);
    let keys = [
        "version",
        "diagnostics",
        "rule",
        "severity",
        "confidence",
        "message",
        "file",
        "range",
        "start",
        "line",
        "column",
        "offset",
        "end",
        "pointer",
        "resource",
        "apiVersion",
        "kind",
        "namespace",
        "name",
        "labels",
        "notes",
        "help",
        "fixes",
        "title",
        "applicability",
        "edits",
        "text",
        "fingerprint",
        "suppressed",
        "summary",
        "files",
        "documents",
        "resources",
        "unknownKinds",
        "skipped",
        "reason",
        "errors",
        "warnings",
        "infos",
        "rules",
        "latest-image-tag",
        "examined",
        "found",
        "missing-readiness-probe",
    ];
    let mut from = 0;
    for key in keys {
        let quoted = format!("\"{key}\":");
        let at = text[from..].find(&quoted).unwrap_or_else(|| panic!("{key} is missing or too early"));
        from += at + quoted.len();
    }
}

#[test]
fn suppressed_findings_only_on_request() {
    let mut owned = full();
    assert_eq!(parse(&owned)["diagnostics"].as_array().unwrap().len(), 2);
    owned.show_suppressed = true;
    let document = parse(&owned);
    assert_eq!(document["diagnostics"].as_array().unwrap().len(), 3);
    assert_eq!(
        document["diagnostics"][0]["suppressed"],
        json!({"kind": "comment", "reason": "known", "until": "2027-03-01"})
    );
}

#[test]
fn offsets_are_bytes_and_columns_characters() {
    let text = "\u{feff}ä: 💡x\r\ny: z\r\n";
    let mut owned = Owned::of("-", text);
    for needle in ["x", "z"] {
        let span = owned.find(0, needle);
        owned.report(diagnostic(Severity::Info, "some-rule", "m", Label::new(span, "")));
    }
    let document = parse(&owned);
    assert_eq!(document["diagnostics"][0]["file"], "-");
    assert_eq!(
        document["diagnostics"][0]["range"]["start"],
        json!({"line": 1, "column": 5, "offset": text.find('x').unwrap()})
    );
    assert_eq!(
        document["diagnostics"][1]["range"]["start"],
        json!({"line": 2, "column": 4, "offset": text.find('z').unwrap()})
    );
}

#[test]
fn a_range_is_never_empty() {
    let mut owned = Owned::of("a.yaml", "ab");
    let mut finding = diagnostic(Severity::Info, "some-rule", "\u{1b}", Label::new(span(0, 0), ""));
    finding.labels = vec![Label::new(span(2, 2), "")];
    finding.suppressed = Some(suppressed(SuppressionKind::Annotation));
    owned.show_suppressed = true;
    owned.report(finding);
    let finding = parse(&owned)["diagnostics"][0].clone();
    assert_eq!(finding["range"]["end"], json!({"line": 1, "column": 2, "offset": 1}));
    assert_eq!(finding["labels"][0]["range"]["start"], json!({"line": 1, "column": 2, "offset": 1}));
    assert_eq!(finding["message"], "\u{1b}", "JSON keeps what it can hold");
}
