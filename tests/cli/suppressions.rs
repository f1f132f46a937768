//! SUP-1 to SUP-8 from the outside.

use crate::harness::{CLEAN, Project, Run, dirty};

/// 2026-11-21.
const NOW: &str = "1795219200";

#[track_caller]
fn run(files: &[(&str, &str)], args: &[&str]) -> Run {
    Project::new(files).readylint(["-o", "json"]).about().args(args).env("SOURCE_DATE_EPOCH", NOW).run()
}

/// The flaw of `text` is suppressed, as `kind`, for the reason "a demo".
#[track_caller]
fn is_suppressed(text: &str, kind: &str) {
    let files = [("a.yaml", text)];
    let quiet = run(&files, &[]).ends_with(0);
    assert!(quiet.found().is_empty(), "{quiet:#?}");
    assert_eq!(quiet.json()["summary"]["suppressed"], 1);
    let shown = run(&files, &["--show-suppressed"]).ends_with(0);
    let suppressed = &shown.found()[0].json["suppressed"];
    assert_eq!(suppressed["kind"], kind);
    assert_eq!(suppressed["reason"], "a demo");
    let loud = run(&files, &["--no-suppressions"]).ends_with(1);
    assert_eq!(loud.rules(), ["latest-image-tag"]);
}

/// Exactly `rules` are found in `text`.
#[track_caller]
fn finds(text: &str, rules: &[&str]) {
    let mut found = run(&[("a.yaml", text)], &[]).rules();
    found.sort();
    assert_eq!(found, rules);
}

fn with_annotations(annotations: &str) -> String {
    dirty().replace("  namespace: shop\n", &format!("  namespace: shop\n  annotations:\n{annotations}"))
}

#[test]
fn a_comment_on_the_line() {
    is_suppressed(
        &dirty().replace("image: nginx", "image: nginx # readylint: ignore[latest-image-tag] a demo"),
        "comment",
    );
}

#[test]
fn a_comment_above_the_line() {
    let comment = "      # readylint: ignore[latest-image-tag] a demo\n      image: nginx";
    is_suppressed(&dirty().replace("      image: nginx", comment), "comment");
}

#[test]
fn a_comment_above_the_object() {
    is_suppressed(&format!("# readylint: ignore[latest-image-tag] a demo\n{}", dirty()), "comment");
    let second = format!(
        "{CLEAN}---\n# readylint: ignore[latest-image-tag] a demo\n{}",
        dirty().replace("name: web\n  n", "name: b\n  n")
    );
    is_suppressed(&second, "comment");
}

#[test]
fn a_comment_for_the_file() {
    let file = dirty().replace("spec:\n", "spec:\n  # readylint: ignore-file[latest-image-tag] a demo\n");
    is_suppressed(&file, "comment");
}

#[test]
fn an_id_of_another_tool() {
    is_suppressed(
        &dirty().replace("image: nginx", "image: nginx # readylint: ignore[KL:latest-tag] a demo"),
        "comment",
    );
}

#[test]
fn an_annotation_of_the_object() {
    let both = "    readylint.dev/ignore: latest-image-tag\n    readylint.dev/ignore-reason: a demo\n";
    is_suppressed(&with_annotations(both), "annotation");
}

#[test]
fn an_annotation_for_one_container() {
    let web = "    readylint.dev/ignore.web: latest-image-tag\n    readylint.dev/ignore-reason: a demo\n";
    is_suppressed(&with_annotations(web), "annotation");
    finds(
        &with_annotations("    readylint.dev/ignore.other: latest-image-tag\n"),
        &["latest-image-tag", "malformed-suppression"],
    );
}

#[test]
fn an_entry_of_the_configuration() {
    let entry = |more: &str| format!("suppressions:\n  - rule: latest-image-tag\n    reason: a demo\n{more}");
    let found = |entry: &str| run(&[("readylint.yaml", entry), ("k8s/a.yaml", &dirty())], &[]);
    for fits in [
        "",
        "    files: [\"k8s/**\"]\n",
        "    kind: Pod\n    name: w*\n    namespace: shop\n    container: web\n",
    ] {
        let run = found(&entry(fits)).ends_with(0);
        assert!(run.found().is_empty(), "{fits}: {run:#?}");
    }
    for other in [
        "    files: [\"other/**\"]\n",
        "    kind: Deployment\n",
        "    namespace: default\n",
        "    container: sidecar\n",
    ] {
        let run = found(&entry(other)).ends_with(1);
        assert!(run.rules().contains(&"latest-image-tag".to_owned()), "{other}: {run:#?}");
    }
}

#[test]
fn an_entry_holds_until_its_last_day() {
    let found = |until: &str| {
        let entry =
            format!("suppressions:\n  - {{rule: latest-image-tag, reason: a demo, until: {until}}}\n");
        run(&[("readylint.yaml", &entry), ("a.yaml", &dirty())], &[])
    };
    found("2026-11-21").ends_with(0);
    let mut rules = found("2026-11-20").ends_with(1).rules();
    rules.sort();
    assert_eq!(rules, ["expired-suppression", "latest-image-tag"]);
}

#[test]
fn an_entry_needs_a_reason() {
    let files =
        [("readylint.yaml", "suppressions:\n  - rule: latest-image-tag\n"), ("a.yaml", &dirty() as &str)];
    let mut rules = run(&files, &[]).ends_with(2).rules();
    rules.sort();
    assert_eq!(rules, ["invalid-configuration", "latest-image-tag"]);
}

#[test]
fn what_is_wrong_with_a_suppression_is_found() {
    finds(&format!("# readylint: ignore[latest-image-tag] not needed\n{CLEAN}"), &["unused-suppression"]);
    finds(
        &format!("# readylint: ignore latest-image-tag\n{}", dirty()),
        &["latest-image-tag", "malformed-suppression"],
    );
    finds(
        &format!("# readylint: ignore[latest-image-tga]\n{}", dirty()),
        &["latest-image-tag", "malformed-suppression"],
    );
    finds(&format!("# readylint: ignore[]\n{}", dirty()), &["latest-image-tag", "malformed-suppression"]);
}

#[test]
fn sarif_always_holds_them() {
    let text = dirty().replace("image: nginx", "image: nginx # readylint: ignore[latest-image-tag] a demo");
    let sarif = Project::new(&[("a.yaml", &text)]).lint(["-o", "sarif"]).ends_with(0).json();
    let suppression = &sarif["runs"][0]["results"][0]["suppressions"][0];
    assert_eq!(suppression["justification"], "a demo");
}
