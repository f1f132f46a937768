//! The commands that lint nothing.

use crate::harness::{Project, readylint, repository};

fn stdout<const N: usize>(args: [&str; N]) -> String {
    readylint(&repository()).args(args).run().ends_with(0).stdout
}

#[test]
fn rules_as_json() {
    let run = readylint(&repository()).args(["rules", "--format", "json"]).run().ends_with(0);
    let rules = run.json();
    let rules = rules.as_array().unwrap();
    assert!(rules.len() >= 17, "twelve rules, and five about readylint itself");
    let (words, lists) = (
        ["category", "confidence", "fix", "id", "profile", "scope", "severity", "summary", "url"],
        ["aliases", "options"],
    );
    for rule in rules {
        let mut keys: Vec<&str> = rule.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        let mut wanted = [words.as_slice(), lists.as_slice()].concat();
        wanted.sort_unstable();
        assert_eq!(keys, wanted);
        for key in words {
            assert!(!rule[key].as_str().unwrap().is_empty(), "{key}: {rule:#}");
        }
        for key in lists {
            assert!(rule[key].is_array(), "{key}: {rule:#}");
        }
    }
}

#[test]
fn a_rule_as_json() {
    let rules = readylint(&repository()).args(["rules", "--format", "json"]).run().json();
    let rule = |id: &str| rules.as_array().unwrap().iter().find(|rule| rule["id"] == id).unwrap().clone();
    let probe = rule("missing-readiness-probe");
    assert_eq!(probe["category"], "health");
    assert_eq!(probe["scope"], "container");
    assert_eq!(probe["fix"], "none");
    assert_eq!(probe["url"], "https://readylint.dev/rules/health/missing-readiness-probe.html");
    assert!(probe["aliases"].as_array().unwrap().iter().any(|alias| alias == "KL:no-readiness-probe"));
    let option = &probe["options"][0];
    assert_eq!(option["key"], "scrape-port-names");
    assert_eq!(option["type"], "strings");
    assert_eq!(option["default"], serde_json::json!(["metrics", "prometheus"]));
    assert!(option["help"].as_str().unwrap().ends_with('.'));
    assert_eq!(rule("service-selects-nothing")["options"], serde_json::json!([]));
}

#[test]
fn rules_as_text() {
    let text = stdout(["rules"]);
    let (_, networking) = text.split_once("\nnetworking\n").unwrap();
    let (networking, _) = networking.split_once("\n\n").unwrap();
    let line = |id: &str| {
        let line = networking.lines().find(|line| line.split_whitespace().next() == Some(id));
        line.unwrap_or_else(|| panic!("{id}: {networking}")).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        line("service-selects-nothing"),
        "service-selects-nothing error recommended unsafe fix The selector of a Service matches no pod template of its \
         namespace."
    );
    assert!(line("pod-without-network-policy").starts_with("pod-without-network-policy warning strict No "));
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn explain_shows_a_page() {
    let page = stdout(["explain", "latest-image-tag"]);
    assert!(page.starts_with("latest-image-tag\n\n"), "{page}");
    for text in [
        "Why it matters",
        "Reported",
        "How to fix",
        "    kind: ",
        "https://readylint.dev/rules/images/latest-image-tag.html",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("```") && !page.contains('\u{1b}'), "{page}");
    assert_eq!(page, stdout(["explain", "KL:latest-tag"]), "an id of another tool");
    assert!(stdout(["explain", "latest-image-tag", "--color", "always"]).contains('\u{1b}'));
}

#[test]
fn every_rule_can_be_explained() {
    let run = readylint(&repository()).args(["rules", "--format", "json"]).run();
    for rule in run.json().as_array().unwrap() {
        let id = rule["id"].as_str().unwrap();
        let page = stdout(["explain", id]);
        assert!(page.contains(rule["category"].as_str().unwrap()), "{page}");
        for line in page.lines().filter(|line| !line.starts_with(' ')) {
            assert!(line.chars().count() <= 100 || !line.trim().contains(' '), "{id}: {line}");
        }
    }
}

#[test]
fn explain_suggests() {
    let run = readylint(&repository()).args(["explain", "latest-image-tags"]).run();
    run.ends_with(2).tells("there is no rule `latest-image-tags`").tells("did you mean `latest-image-tag`?");
    readylint(&repository()).args(["explain", "xyz"]).run().ends_with(2).tells("`readylint rules` lists all");
}

#[test]
fn completions_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = stdout(["completions", shell]);
        assert!(script.contains("readylint") && script.contains("fail-on"), "{shell}");
    }
}

#[test]
fn the_manual_is_roff() {
    let page = stdout(["man"]);
    assert!(page.contains(".TH readylint 1"), "{page}");
    for section in ["NAME", "SYNOPSIS", "OPTIONS", "COMMANDS", "EXIT STATUS", "ENVIRONMENT"] {
        let heads = [format!(".SH {section}\n"), format!(".SH \"{section}\"\n")];
        assert!(heads.iter().any(|head| page.contains(head)), "{section}: {page}");
    }
    let plain = page.replace('\\', "");
    for usage in ["rules [--format text|json]", "explain RULE", "config [PATH]", "why PATH"] {
        assert!(plain.contains(usage), "{usage}: {page}");
    }
    assert!(!plain.contains("check(1)"), "there is one page only");
}

#[test]
fn the_schema_is_json() {
    let schema = readylint(&repository()).args(["schema"]).run().ends_with(0).json();
    assert_eq!(schema["title"], "readylint.yaml");
    assert!(schema["properties"]["suppressions"].is_object());
}

#[test]
fn commands_read_no_manifest() {
    let project = Project::new(&[("a.yaml", "{")]);
    for command in ["rules", "man", "schema"] {
        project.run([command]).ends_with(0);
    }
}
