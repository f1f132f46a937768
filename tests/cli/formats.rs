//! OUT-1 to OUT-3: each format is complete, clean or not, and stands alone on standard output.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::harness::{CLEAN, FLAW, FORMATS, Project, dirty, readylint, repository, warned};

/// What `-o format` prints for a file with one flaw, for one without, and for the shop.
struct Printed {
    dirty: String,
    clean: String,
    shop: String,
}

fn printed(format: &str) -> Printed {
    let run = |text: &str| Project::new(&[("a.yaml", text)]).lint(["-o", format]).stdout;
    let shop = readylint(&repository()).args(["-o", format, "fixtures/shop"]).run().ends_with(1).stdout;
    Printed { dirty: run(&dirty()), clean: run(CLEAN), shop }
}

/// How many findings of these severities the shop has, as the summary in JSON counts them. Which ones they must be, its own
/// tests tell.
fn shop_findings(severities: &[&str]) -> usize {
    let run = readylint(&repository()).args(["-o", "json", "fixtures/shop"]).run();
    let counts = run.json()["summary"].clone();
    let count = severities.iter().map(|severity| counts[severity].as_u64().unwrap()).sum::<u64>();
    assert!(count > 10, "a shop full of flaws: {counts}");
    usize::try_from(count).unwrap()
}

const ALL: [&str; 3] = ["errors", "warnings", "infos"];

/// How a finding starts where people read it.
const HEADS: [&str; 3] = ["error[", "warning[", "info["];

/// A chart's output with one flaw names its template in each format, where `-` alone leads nowhere.
#[test]
fn a_rendered_chart_names_its_templates() {
    let text = format!("---\n# Source: shop/templates/pod.yaml\n{}", dirty());
    for format in FORMATS {
        let project = Project::new(&[]);
        let run = project.readylint(["-o", format, "-"]).stdin(&text).run().ends_with(1);
        assert!(run.stdout.contains("rendered from shop/templates/pod.yaml"), "{format}: {run:#?}");
    }
}

/// The page that promises the JSON format shows what the tool prints.
#[test]
fn the_example_of_the_json_page_is_real() {
    let page = std::fs::read_to_string(repository().join("docs/json-format.md")).unwrap();
    let (_, rest) = page.split_once("```json\n").expect("the example starts");
    let (example, _) = rest.split_once("```\n").expect("the example ends");
    // of one rule: nothing on the page changes when another is added
    let arguments = "fixtures/shop/mailer --select service-selects-nothing -o json";
    assert!(page.contains(&format!("`readylint {arguments}`")), "the page says what was run");
    let run = readylint(&repository()).args(arguments.split(' ')).run().ends_with(1);
    assert_eq!(run.stdout, example, "paste the output of `readylint {arguments}` into the page");
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn full() {
    let printed = printed("full");
    assert!(printed.dirty.starts_with("error[latest-image-tag]: "), "{}", printed.dirty);
    assert!(printed.dirty.contains("a.yaml:11:14") && printed.dirty.contains(FLAW), "{}", printed.dirty);
    assert_eq!(printed.clean, "");
    assert!(!printed.shop.contains('\u{1b}'), "no terminal, no colour");
    let heads = printed.shop.lines().filter(|line| HEADS.iter().any(|head| line.starts_with(head)));
    assert_eq!(heads.count(), shop_findings(&ALL));
}

#[test]
fn concise() {
    let printed = printed("concise");
    assert!(printed.dirty.starts_with("a.yaml:11:14: error[latest-image-tag] "), "{}", printed.dirty);
    assert_eq!(printed.clean, "");
    assert_eq!(printed.shop.lines().count(), shop_findings(&ALL));
    for line in printed.shop.lines() {
        let (place, message) = line.split_once(": ").unwrap();
        let place: Vec<&str> = place.split(':').collect();
        let [file, line_number, column] = place.as_slice() else { panic!("{line}") };
        assert!(file.starts_with("fixtures/shop/"), "{line}");
        assert!(line_number.parse::<u32>().unwrap() > 0 && column.parse::<u32>().unwrap() > 0, "{line}");
        assert!(HEADS.iter().any(|head| message.starts_with(head)), "{line}");
    }
}

#[test]
fn json_keeps_its_contract() {
    let printed = printed("json");
    let clean = json(&printed.clean);
    assert_eq!(clean["version"], 1);
    assert_eq!(clean["diagnostics"], json("[]"));
    for (key, number) in
        [("files", 1), ("documents", 1), ("resources", 1), ("errors", 0), ("warnings", 0), ("infos", 0)]
    {
        assert_eq!(clean["summary"][key], number, "{key}");
    }
    assert_eq!(clean["summary"]["rules"]["latest-image-tag"], json(r#"{"examined": 1, "found": 0}"#));
    assert_eq!(clean["summary"]["rules"]["expired-suppression"], json(r#"{"examined": 0, "found": 0}"#));

    let text = dirty();
    let found = &json(&printed.dirty)["diagnostics"][0];
    assert_eq!(found["rule"], "latest-image-tag");
    assert_eq!(found["severity"], "error");
    assert_eq!(found["confidence"], "high");
    assert_eq!(found["file"], "a.yaml");
    assert_eq!(found["pointer"], "/spec/containers/0/image");
    assert_eq!(
        found["resource"],
        json(r#"{"apiVersion": "v1", "kind": "Pod", "namespace": "shop", "name": "web"}"#)
    );
    assert_eq!(found["suppressed"], Value::Null);
    let offset = text.find("nginx").unwrap();
    assert_eq!(found["range"]["start"], serde_json::json!({"line": 11, "column": 14, "offset": offset}));
    assert_eq!(found["range"]["end"], serde_json::json!({"line": 11, "column": 19, "offset": offset + 5}));
    let keys: Vec<&str> = found.as_object().unwrap().keys().map(String::as_str).collect();
    for key in ["message", "labels", "notes", "help", "fixes", "fingerprint"] {
        assert!(keys.contains(&key), "{key}: {keys:?}");
    }

    let shop = json(&printed.shop);
    assert_eq!(shop["diagnostics"].as_array().unwrap().len(), shop_findings(&ALL));
    for found in shop["diagnostics"].as_array().unwrap() {
        let point = |end: &str| found["range"][end]["offset"].as_u64().unwrap();
        assert!(point("start") < point("end"), "ranges are never empty: {found:#}");
        assert!(!found["fingerprint"].as_str().unwrap().is_empty(), "{found:#}");
    }
    assert_eq!(shop["summary"]["skipped"].as_array().unwrap().len(), 4);
}

#[test]
fn offsets_count_the_byte_order_mark() {
    let text = format!("\u{feff}# – ä\r\n{}", dirty().replace('\n', "\r\n"));
    let run = Project::new(&[("a.yaml", &text)]).lint(["-o", "json"]).ends_with(1);
    let start = &run.found()[0].json["range"]["start"];
    assert_eq!(*start, serde_json::json!({"line": 12, "column": 14, "offset": text.find("nginx").unwrap()}));
}

#[test]
fn fingerprints_survive_moves() {
    let fingerprints = |text: &str| {
        let found = Project::new(&[("a.yaml", text)]).lint(["-o", "json"]).found();
        found.into_iter().map(|found| found.json["fingerprint"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(fingerprints(&dirty()), fingerprints(&format!("# a line more\n\n{}", dirty())));
}

#[test]
fn sarif() {
    let printed = printed("sarif");
    for (text, results) in [(&printed.clean, 0), (&printed.dirty, 1), (&printed.shop, shop_findings(&ALL))] {
        let sarif = json(text);
        assert_eq!(sarif["version"], "2.1.0");
        assert_eq!(sarif["runs"][0]["tool"]["driver"]["name"], "readylint");
        assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), results);
    }
    let result = &json(&printed.dirty)["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "latest-image-tag");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a.yaml");
    assert_eq!(place["region"]["startLine"], 11);
}

#[test]
fn github() {
    let printed = printed("github");
    assert!(printed.dirty.starts_with("::error "), "{}", printed.dirty);
    assert!(printed.dirty.contains("file=a.yaml") && printed.dirty.contains("line=11"), "{}", printed.dirty);
    assert_eq!(printed.clean, "");
    let annotations = printed.shop.lines().filter(|line| line.starts_with("::error ")).count();
    assert_eq!(annotations, 10, "GitHub shows no more of one kind");
    assert!(printed.shop.lines().last().unwrap().contains("more finding"), "{}", printed.shop);
}

#[test]
fn the_job_summary_is_appended() {
    let project = Project::new(&[("a.yaml", &dirty()), ("summary.md", "# Before\n")]);
    project.readylint(["-o", "concise"]).env("GITHUB_STEP_SUMMARY", "summary.md").run().ends_with(1);
    assert_eq!(project.read("summary.md"), "# Before\n", "only for the format github");
    for args in [["-o", "github", "-q"], ["-o", "github=log", "-q"]] {
        project.readylint(args).env("GITHUB_STEP_SUMMARY", "summary.md").run().ends_with(1);
    }
    let summary = project.read("summary.md");
    assert!(summary.starts_with("# Before\n"), "{summary}");
    assert_eq!(summary.matches("latest-image-tag").count() % 2, 0, "{summary}");
    assert!(summary.contains("latest-image-tag"), "{summary}");
}

#[test]
fn gitlab() {
    let printed = printed("gitlab");
    assert_eq!(json(&printed.clean), json("[]"));
    let rows = json(&printed.shop);
    assert_eq!(rows.as_array().unwrap().len(), shop_findings(&ALL));
    for row in rows.as_array().unwrap() {
        for key in ["description", "check_name", "fingerprint"] {
            assert!(!row[key].as_str().unwrap().is_empty(), "{row:#}");
        }
        assert!(
            ["info", "minor", "major", "critical", "blocker"].contains(&row["severity"].as_str().unwrap()),
            "{row:#}"
        );
        let place = &row["location"];
        assert!(place["path"].as_str().unwrap().starts_with("fixtures/shop/"), "{row:#}");
        let line = &place["lines"]["begin"];
        assert!(line.is_u64() || place["positions"]["begin"]["line"].is_u64(), "{row:#}");
    }
}

/// The names of all elements of an XML document, which must be well-formed.
fn elements(text: &str) -> Vec<String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut names = Vec::new();
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {text}")) {
            Event::Start(start) => {
                names.push(start.name().as_ref().to_owned());
                depth += 1;
            }
            Event::Empty(start) => names.push(start.name().as_ref().to_owned()),
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{text}");
    names
}

#[test]
fn junit() {
    let printed = printed("junit");
    // what is informational is no failure
    let of_shop = shop_findings(&["errors", "warnings"]);
    for (text, failures) in [(&printed.clean, 0), (&printed.dirty, 1), (&printed.shop, of_shop)] {
        let names = elements(text);
        assert_eq!(names.first().map(String::as_str), Some("testsuites"), "{text}");
        assert_eq!(names.iter().filter(|name| *name == "failure").count(), failures, "{text}");
    }
}

#[test]
fn checkstyle() {
    let printed = printed("checkstyle");
    for (text, errors) in [(&printed.clean, 0), (&printed.dirty, 1), (&printed.shop, shop_findings(&ALL))] {
        let names = elements(text);
        assert_eq!(names.first().map(String::as_str), Some("checkstyle"), "{text}");
        assert_eq!(names.iter().filter(|name| *name == "error").count(), errors, "{text}");
    }
}

#[test]
fn several_at_once() {
    let project = Project::new(&[("a.yaml", &dirty())]);
    let run = project.lint(["-o", "sarif=out.sarif", "-o", "concise", "-o", "junit=out.xml"]).ends_with(1);
    assert!(run.stdout.starts_with("a.yaml:11:14: "), "{}", run.stdout);
    assert_eq!(project.read("out.sarif"), project.lint(["-o", "sarif"]).stdout);
    assert_eq!(project.read("out.xml"), project.lint(["-o", "junit"]).stdout);
}

#[test]
fn nothing_on_standard_output_if_all_name_files() {
    let project = Project::new(&[("a.yaml", &dirty())]);
    let run = project.run(["-o", "full=out.txt"]).ends_with(1);
    assert_eq!(run.stdout, "");
    assert_eq!(project.read("out.txt"), project.run([]).stdout);
    project.run(["-o", "json=-", "-q"]).json();
}

#[test]
fn the_coverage_is_told_beside_every_format() {
    let project = Project::new(&[("a.yaml", &dirty()), ("values.yaml", "replicas: 2\n")]);
    for format in FORMATS {
        let run = project.lint(["-o", format]);
        assert!(
            run.stderr
                .starts_with("found 1 error\nchecked 1 file, 1 document, 1 resource; skipped 1 file: 1 "),
            "{run:#?}"
        );
        assert!(!run.stdout.contains("checked 1 file"), "{run:#?}");
        assert_eq!(project.run(["-q", "-o", format]).stderr, "");
    }
}

#[test]
fn the_least_severity_shown() {
    let project =
        Project::new(&[("a.yaml", &dirty()), ("b.yaml", &warned().replace("name: web", "name: other"))]);
    assert_eq!(project.lint(["-o", "json"]).rules(), ["latest-image-tag", "missing-memory-limit"]);
    let run = project.lint(["-o", "json", "--min-severity", "error"]);
    assert_eq!(run.rules(), ["latest-image-tag"]);
    assert_eq!(run.json()["summary"]["warnings"], 1, "it is counted all the same");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for format in FORMATS {
        let run = |jobs: &str| readylint(&repository()).args(["-o", format, "-j", jobs, "fixtures"]).run();
        let first = run("1");
        assert_eq!(first, run("1"), "{format}");
        assert_eq!(first, run("2"), "{format}");
        assert_eq!(first, run("7"), "{format}");
    }
}
