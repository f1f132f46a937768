//! `github` and `gitlab`.

use std::collections::BTreeMap;

use readylint_diagnostics::{Label, Severity};
use readylint_emit::{Format, github_summary};
use serde_json::{Value, json};

use crate::support::{Owned, clean, diagnostic, full, span};

/// A workflow command as the runner reads it: `::name key=value,…::data`.
struct Command {
    name: String,
    properties: BTreeMap<String, String>,
    data: String,
}

fn parse(line: &str) -> Command {
    let rest = line.strip_prefix("::").expect("a command starts with two colons");
    let (head, data) = rest.split_once("::").expect("two colons end the properties");
    let (name, properties) = head.split_once(' ').expect("properties");
    let properties = properties.split(',').map(|pair| {
        let (key, value) = pair.split_once('=').expect("key and value");
        (key.to_owned(), unescape(&value.replace("%3A", ":").replace("%2C", ",")))
    });
    Command { name: name.to_owned(), properties: properties.collect(), data: unescape(data) }
}

fn unescape(text: &str) -> String {
    text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
}

#[test]
fn github_commands() {
    let mut owned = full();
    owned.show_suppressed = true;
    assert_eq!(
        owned.emit(Format::Github),
        "\
::error file=deploy/api.yaml,line=11,endLine=11,col=18,endColumn=30,title=latest-image-tag::\
container `app` uses the moving tag `latest`%0Atwo pods may run different code%0Aname a version or a digest
::notice file=deploy/api.yaml,line=10,endLine=10,col=9,endColumn=20,title=missing-readiness-probe::\
container `app` has no readiness probe (suppressed by comment until 2027-03-01: known)
::notice file=deploy/service.yaml,line=4,endLine=4,title=custom-rule::the name is short
"
    );
    assert_eq!(clean().emit(Format::Github), "");
}

#[test]
fn github_reads_back_what_was_meant() {
    let mut owned = Owned::of("a:b,c%0A.yaml", "k: v\n");
    let message = "50% of a::b, c\r\nline\u{1b} two";
    owned.report(diagnostic(Severity::Warning, "some-rule", message, Label::new(span(3, 4), "")));
    let text = owned.emit(Format::Github);
    let command = parse(text.strip_suffix('\n').unwrap());
    assert_eq!(command.name, "warning");
    assert_eq!(command.data, "50% of a::b, c\nline␛ two");
    assert_eq!(command.properties["file"], "a:b,c%0A.yaml");
    assert_eq!(command.properties["title"], "some-rule");
    assert_eq!((&*command.properties["col"], &*command.properties["endColumn"]), ("4", "5"));
}

#[test]
fn github_stops_at_the_ceiling_the_most_severe_first() {
    let mut owned = Owned::of("a.yaml", "k: v\n");
    for index in 0..50 {
        let severity = Severity::ALL[index % 3];
        owned.report(diagnostic(severity, "some-rule", &format!("m{index}"), Label::new(span(0, 1), "")));
    }
    let text = owned.emit(Format::Github);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 31);
    let names: Vec<String> = lines[..30].iter().map(|line| parse(line).name).collect();
    for (at, name) in [(0, "error"), (10, "warning"), (20, "notice")] {
        assert!(names[at..at + 10].iter().all(|it| it == name), "{names:?}");
    }
    assert_eq!(
        lines[30],
        "20 more findings (6 errors, 7 warnings, 7 notices) than GitHub shows of one step; the job summary has them all"
    );
}

#[test]
fn github_summary_has_the_whole_table() {
    let summary = full().with_report(github_summary);
    assert_eq!(
        summary,
        "\
## readylint: found 1 error, 1 info; 1 suppressed

checked 2 files, 2 documents, 2 resources; skipped 1 file: 1 not Kubernetes

| Severity | Rule | Place | Finding |
| --- | --- | --- | --- |
| error | [latest-image-tag](https://readylint.dev/rules/latest-image-tag) | deploy/api.yaml:11:18 | \
container `app` uses the moving tag `latest` |
| info | custom-rule | deploy/service.yaml:4:9 | the name is short |
"
    );
    assert_eq!(
        clean().with_report(github_summary),
        "## readylint: found nothing\n\nchecked 1 file, 1 document, 1 resource\n"
    );
}

#[test]
fn github_summary_stays_below_the_limit() {
    let mut owned = Owned::of("a.yaml", "k: v\n");
    let message = "long ".repeat(2_000);
    for _ in 0..200 {
        owned.report(diagnostic(Severity::Info, "some-rule", &message, Label::new(span(0, 1), "")));
    }
    let summary = owned.with_report(github_summary);
    assert!(summary.len() < 1024 * 1024);
    assert!(summary.ends_with(" findings not listed here\n") || summary.ends_with(" more not listed here\n"));
}

#[test]
fn gitlab_has_the_required_keys() {
    assert_eq!(clean().emit(Format::Gitlab), "[]\n");
    let mut owned = full();
    owned.show_suppressed = true;
    owned.add("./x.yaml", "a: b\n");
    let finding =
        Label::new(readylint_text::Span::new(readylint_text::SourceId::new(2), span(0, 5).range), "");
    owned.report(diagnostic(Severity::Warning, "some-rule", "two\nlines", finding));
    let issues: Value = serde_json::from_str(&owned.emit(Format::Gitlab)).unwrap();
    for issue in issues.as_array().unwrap() {
        for key in ["description", "check_name", "fingerprint", "severity"] {
            assert!(issue[key].as_str().is_some_and(|text| !text.is_empty()), "{key} in {issue}");
        }
        let severity = issue["severity"].as_str().unwrap();
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
        assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() > 0);
        assert!(!issue["location"]["path"].as_str().unwrap().starts_with("./"));
    }
    assert_eq!(
        issues[1],
        json!({
            "description": "container `app` uses the moving tag `latest`",
            "check_name": "latest-image-tag",
            "fingerprint": "0123456789abcdef0123456789abcdef",
            "severity": "critical",
            "location": {
                "path": "deploy/api.yaml",
                "lines": {"begin": 11, "end": 11},
                "positions": {"begin": {"line": 11, "column": 18}, "end": {"line": 11, "column": 30}},
            },
        })
    );
    assert_eq!(issues[0]["severity"], "info", "suppressed");
    assert_eq!((&issues[3]["severity"], &issues[3]["description"]), (&json!("major"), &json!("two lines")));
    assert_eq!(issues[3]["location"]["lines"], json!({"begin": 1, "end": 1}), "the line end is on line 1");
}
