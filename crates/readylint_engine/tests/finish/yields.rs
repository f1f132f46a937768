//! Root cause first (D9): who yields to whom, and what the root says then.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Level, Settings};

use crate::{Case, deployment, with_levels};

#[test]
fn a_finding_yields_on_its_own_subject() {
    let yaml = deployment("", "", "fine-fault: x, container-root: y", "tty: true");
    Case::of(&yaml).finds(&["container-root@11 error"]);
}

#[test]
fn a_finding_about_a_container_yields_to_its_template_and_its_object() {
    let yaml = deployment("", "template-root: x", "fine-fault: x", "fine-fault: y");
    Case::of(&yaml).finds(&["template-root@8 error"]);
    let yaml = deployment("object-root: x", "", "fine-fault: x", "fine-fault: y");
    Case::of(&yaml).finds(&["object-root@4 error"]);
}

#[test]
fn a_finding_does_not_yield_to_another_container_or_object() {
    let yaml = deployment("", "", "fine-fault: x", "container-root: y");
    Case::of(&yaml).finds(&["fine-fault@11 error", "container-root@12 warning"]);
    let first = deployment("object-root: x", "template-root: x", "container-root: x", "tty: true");
    let second = deployment("", "", "fine-fault: x", "tty: true").replace("shop", "cart");
    Case::of(&format!("{first}---\n{second}")).finds(&[
        "object-root@4 warning",
        "template-root@8 warning",
        "container-root@11 warning",
        "fine-fault@24 error",
    ]);
}

#[test]
fn findings_about_different_aspects_do_not_explain_each_other() {
    let yaml = deployment("", "", "fine-fault: memory, container-root: cpu", "fine-fault: cpu");
    Case::of(&yaml).finds(&["fine-fault@11 error", "container-root@11 warning", "fine-fault@12 error"]);
    let yaml = deployment("", "", "fine-fault: cpu, container-root: cpu", "tty: true");
    Case::of(&yaml).finds(&["container-root@11 error"]);
    // one without an aspect is about all of them, whichever of the two it is
    let yaml = deployment("", "", "fine-fault: x, container-root: cpu", "fine-fault: cpu, container-root: x");
    Case::of(&yaml).finds(&["container-root@11 error", "container-root@12 error"]);
}

#[test]
fn aspects_hold_along_a_chain() {
    // the one between them is about both, the root about one
    let yaml = deployment(
        "",
        "",
        "leaf-fault: memory, middle-fault: x, container-root: cpu",
        "leaf-fault: cpu, middle-fault: x, container-root: cpu",
    );
    Case::of(&yaml).finds(&["leaf-fault@11 error", "container-root@11 warning", "container-root@12 error"]);
}

#[test]
fn a_finding_about_parts_yields_to_one_about_any_of_them() {
    let yaml = deployment("", "whole-fault: x", "tty: true", "container-root: cpu");
    Case::of(&yaml).finds(&["container-root@12 warning"]);
    let other = deployment("", "", "container-root: x", "tty: true").replace("shop", "cart");
    let yaml = deployment("", "whole-fault: x", "tty: true", "tty: true");
    Case::of(&format!("{yaml}---\n{other}")).finds(&["whole-fault@8 warning", "container-root@24 warning"]);
}

#[test]
fn a_rule_that_does_not_yield_speaks_beside_a_root() {
    let yaml = deployment("", "", "plain-fault: x, container-root: y", "tty: true");
    Case::of(&yaml).finds(&["plain-fault@11 warning", "container-root@11 warning"]);
}

#[test]
fn the_root_lists_what_it_explains() {
    let yaml = deployment("object-root: x", "", "fine-fault: first", "fine-fault: second");
    let report = Case::of(&yaml).report();
    assert_eq!(
        report.diagnostics[0].notes,
        ["this also causes: fine-fault says first", "this also causes: fine-fault says second",]
    );
}

#[test]
fn the_root_keeps_its_severity_if_it_is_the_higher_one() {
    let yaml = deployment("", "", "fine-fault: info, container-root: warning", "tty: true");
    Case::of(&yaml).finds(&["container-root@11 warning"]);
}

#[test]
fn a_disabled_root_lets_the_finer_rule_speak() {
    let yaml = deployment("", "", "fine-fault: x, container-root: y", "tty: true");
    Case::of(&yaml).levels(&[("container-root", Level::Off)]).finds(&["fine-fault@11 error"]);
}

#[test]
fn a_root_that_is_hidden_by_confidence_lets_the_finer_rule_speak() {
    let yaml = deployment("", "", "fine-fault: x, container-root: low", "tty: true");
    Case::of(&yaml).finds(&["fine-fault@11 error"]);
    let low = Settings { min_confidence: Confidence::Low, ..Settings::default() };
    Case::of(&yaml).settings(low).finds(&["container-root@11 error"]);
}

#[test]
fn a_consequence_that_is_hidden_by_confidence_raises_nothing() {
    let yaml = deployment("", "", "fine-fault: low error, container-root: y", "tty: true");
    let report = Case::of(&yaml).report();
    assert_eq!(crate::shown(&report), ["container-root@11 warning"]);
    assert!(report.diagnostics[0].notes.is_empty());
}

#[test]
fn a_suppressed_root_suppresses_its_consequences() {
    let yaml = deployment("", "", "fine-fault: x, container-root: y", "tty: true");
    let yaml = yaml.replace("y}", "y}  # readylint: ignore[container-root] known");
    Case::of(&yaml).finds(&["container-root@11 error suppressed"]);
}

#[test]
fn a_chain_ends_at_its_first_cause() {
    let yaml = deployment("", "", "leaf-fault: a, middle-fault: b, container-root: c", "tty: true");
    let report = Case::of(&yaml).report();
    assert_eq!(crate::shown(&report), ["container-root@11 error"]);
    assert_eq!(
        report.diagnostics[0].notes,
        ["this also causes: leaf-fault says a", "this also causes: middle-fault says b",]
    );
    let report = Case::of(&yaml).levels(&[("middle-fault", Level::Off)]).report();
    assert_eq!(crate::shown(&report), ["leaf-fault@11 error", "container-root@11 warning"]);
}

#[test]
fn two_rules_that_yield_to_each_other_do_not_both_vanish() {
    let yaml = deployment("", "", "hen-fault: x, egg-fault: y", "hen-fault: z");
    let report = Case::of(&yaml).report();
    assert_eq!(report.diagnostics.len(), 2, "{:?}", crate::shown(&report));
}

#[test]
fn configured_levels_count_for_what_is_taken_over() {
    let yaml = deployment("", "", "fine-fault: x, container-root: y", "tty: true");
    let info = |id| (id, Level::At(Severity::Info));
    // a consequence that the user made an info raises nobody to an error
    Case::of(&yaml).settings(with_levels(&[info("fine-fault")])).finds(&["container-root@11 warning"]);
    // and a root stays at the level the user gave it
    Case::of(&yaml).settings(with_levels(&[info("container-root")])).finds(&["container-root@11 info"]);
}
