//! Suppressions that suppress nothing: when they are reported, and what their fix leaves (SUP-5).

use std::collections::BTreeSet;

use readylint::diagnostics::{Applicability, Confidence, Edit};
use readylint::project::config::Sourced;
use readylint::yaml;

use super::{Case, POD, finds, the};

/// [`POD`] with a version, so that nothing is to be suppressed.
fn fine(tail: &str) -> String {
    POD.replace("image: shop", &format!("image: shop:1.2.0{tail}"))
}

#[test]
fn a_whole_comment() {
    let case = Case::of(fine("  # readylint: ignore[latest-image-tag] built here"));
    case.finds(&["unused-suppression@7 warning"]);
    let report = case.report();
    let unused = the(&report, "unused-suppression");
    assert_eq!(unused.message, "nothing here is suppressed by `latest-image-tag`");
    assert_eq!(report.sources.slice(unused.primary.span), "latest-image-tag");
}

#[test]
fn one_id_of_two() {
    let yaml =
        format!("# readylint: ignore[latest-image-tag, missing-memory-limit] a demonstration\n{}", fine(""));
    let case = Case::of(yaml).rules(&["latest-image-tag", "missing-memory-limit"]);
    case.finds(&[
        "unused-suppression@1 warning",
        "missing-memory-limit@7 warning suppressed by comment: a demonstration",
    ]);
    let report = case.report();
    assert_eq!(report.sources.slice(the(&report, "unused-suppression").primary.span), "latest-image-tag");
}

#[test]
fn an_annotation() {
    let annotated = |annotations: &str| {
        fine("").replace("{name: shop}", &format!("{{name: shop, annotations: {{{annotations}}}}}"))
    };
    finds(annotated("readylint.dev/ignore: latest-image-tag"), &["unused-suppression@3 warning"]);
    finds(annotated("readylint.dev/ignore.web: latest-image-tag"), &["unused-suppression@3 warning"]);
    let case = Case::of(annotated("readylint.dev/ignore: 'latest-image-tag, missing-memory-limit'"))
        .rules(&["latest-image-tag", "missing-memory-limit"]);
    let report = case.report();
    assert_eq!(report.sources.slice(the(&report, "unused-suppression").primary.span), "latest-image-tag");
}

#[test]
fn quiet_if_the_rule_did_not_run() {
    let yaml = fine("  # readylint: ignore[latest-image-tag] built here");
    Case::of(&yaml).rules(&["duplicate-yaml-key"]).finds(&[]);
    let others = "runs-as-root: off, missing-memory-limit: off";
    let off = format!("rules: {{latest-image-tag: off, {others}}}\n");
    Case::of(&yaml).by_profile().config(&off).finds(&[]);
    let ignored = BTreeSet::from(["latest-image-tag".to_owned()]);
    let case = Case::of(&yaml).by_profile().config(&format!("rules: {{{others}}}\n"));
    case.flags(|options| options.ignored = Some(Sourced::flag(ignored, "--ignore"))).finds(&[]);
}

#[test]
fn quiet_if_the_rule_is_off_for_the_file() {
    let config = "\
rules: {runs-as-root: off, missing-memory-limit: off}
overrides:
- {files: [app.yaml], rules: {latest-image-tag: off}}
";
    Case::of(fine("  # readylint: ignore[latest-image-tag]")).by_profile().config(config).finds(&[]);
}

#[test]
fn quiet_if_the_finding_is_there_and_hidden_by_confidence() {
    let yaml = "\
apiVersion: v1
kind: Service
metadata: {name: shop}
spec:
  selector:  # readylint: ignore[service-selects-nothing] installed by others
    app: shop
  ports: [{port: 80}]
";
    let case = Case::of(yaml).rules(&["service-selects-nothing"]);
    case.finds(&[]);
    assert_eq!(case.report().hidden, 1);
    let low = |options: &mut readylint::project::config::Options| {
        options.min_confidence = Some(Sourced::flag(Confidence::Low, "--min-confidence"));
    };
    let report = case.flags(low).report();
    assert!(the(&report, "service-selects-nothing").suppressed.is_some());
}

#[test]
fn quiet_in_files_that_are_not_linted() {
    let case = Case::of(POD).file("values.yaml", "image: shop  # readylint: ignore[latest-image-tag]\n");
    case.finds(&["latest-image-tag@7 error"]);
}

/// `text` after `edits`, which must not overlap.
fn edited(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| edit.span.range.start());
    let mut result = String::new();
    let mut done = 0;
    for edit in edits {
        let range = edit.span.range.to_usize();
        assert!(range.start >= done, "edits overlap");
        result.push_str(text.get(done..range.start).unwrap());
        result.push_str(&edit.text);
        done = range.end;
    }
    result.push_str(text.get(done..).unwrap());
    result
}

/// Applies the fixes of `unused-suppression` one after the other, linting again each time; returns the last text.
#[track_caller]
fn fixed(yaml: &str, rules: &[&str]) -> String {
    let mut text = yaml.to_owned();
    for _ in 0..10 {
        let report = Case::of(&text).rules(rules).report();
        let mut unused =
            report.active().filter(|diagnostic| diagnostic.rule.as_str() == "unused-suppression");
        let Some(diagnostic) = unused.next() else {
            return text;
        };
        let fix = diagnostic.fixes.first().expect("a comment can be removed");
        assert_eq!(fix.applicability, Applicability::Safe);
        text = edited(&text, &fix.edits);
        let parse = yaml::parse(readylint::text::SourceId::new(0), text.as_str().into());
        assert!(parse.errors.is_empty(), "{text}");
    }
    panic!("the fixes come to no end: {text}");
}

#[test]
fn the_fix_removes_a_comment_behind_a_line() {
    let rules = ["latest-image-tag"];
    assert_eq!(fixed(&fine("  # readylint: ignore[latest-image-tag] built here"), &rules), fine(""));
    assert_eq!(fixed(&fine("\t # readylint: ignore[latest-image-tag]"), &rules), fine(""));
    let crlf = fine("  # readylint: ignore[latest-image-tag] built here").replace('\n', "\r\n");
    assert_eq!(fixed(&crlf, &rules), fine("").replace('\n', "\r\n"));
}

#[test]
fn the_fix_removes_a_comment_with_its_line() {
    let rules = ["latest-image-tag"];
    let above = |line: &str| fine("").replace("    image", &format!("{line}    image"));
    assert_eq!(fixed(&above("    # readylint: ignore[latest-image-tag] built here\n"), &rules), fine(""));
    let crlf = above("    # readylint: ignore[latest-image-tag]\n").replace('\n', "\r\n");
    assert_eq!(fixed(&crlf, &rules), fine("").replace('\n', "\r\n"));
    let head = format!("# readylint: ignore[latest-image-tag] built here\n{}", fine(""));
    assert_eq!(fixed(&head, &rules), fine(""));
    let last = format!("{}# readylint: ignore-file[latest-image-tag]", fine(""));
    assert_eq!(fixed(&last, &rules), fine(""));
}

#[test]
fn the_fix_removes_ids_from_a_list() {
    let rules = ["latest-image-tag", "missing-memory-limit", "duplicate-yaml-key"];
    let with = |list: &str| format!("# readylint: ignore[{list}] a demonstration\n{}", fine(""));
    for list in [
        "latest-image-tag, missing-memory-limit",
        "missing-memory-limit, latest-image-tag",
        "latest-image-tag,missing-memory-limit,duplicate-yaml-key",
        "latest-image-tag, duplicate-yaml-key,  missing-memory-limit",
        "missing-memory-limit, latest-image-tag, duplicate-yaml-key",
    ] {
        assert_eq!(fixed(&with(list), &rules), with("missing-memory-limit"), "{list}");
    }
    assert_eq!(fixed(&with("latest-image-tag, duplicate-yaml-key"), &rules), fine(""));
}

#[test]
fn the_fix_keeps_what_cannot_be_read() {
    let yaml = fine("  # readylint: ignore[latest-image-tag, no-such-rule] built here");
    let expected = fine("  # readylint: ignore[no-such-rule] built here");
    assert_eq!(fixed(&yaml, &["latest-image-tag"]), expected);
}

#[test]
fn fixes_of_one_run_do_not_overlap() {
    let rules = ["latest-image-tag", "duplicate-yaml-key", "malformed-yaml"];
    let yaml = fine("  # readylint: ignore[latest-image-tag, duplicate-yaml-key, malformed-yaml] built here");
    let report = Case::of(&yaml).rules(&rules).report();
    let edits: Vec<Edit> = report
        .diagnostics
        .iter()
        .flat_map(|diagnostic| &diagnostic.fixes)
        .flat_map(|fix| fix.edits.clone())
        .collect();
    assert!(!edits.is_empty());
    let mut unique = edits.clone();
    unique.dedup();
    edited(&yaml, &unique);
}

#[test]
fn twice_the_same_suppression() {
    let yaml = POD
        .replace("image: shop", "image: shop  # readylint: ignore[latest-image-tag, CKV_K8S_14] built here");
    finds(yaml, &["latest-image-tag@7 error suppressed by comment: built here"]);
}
