//! Fingerprints name a finding across runs: they hold no line number and are unique within a report.

use std::collections::BTreeSet;

use readylint_engine::{Profile, Report, Settings};

use crate::{Case, deployment, pod};

fn report(yaml: &str) -> Report {
    Case::of(yaml).settings(Settings { profile: Profile::All, ..Settings::default() }).report()
}

/// The fingerprints of the findings about `name`, in order.
fn fingerprints<'r>(report: &'r Report, name: &str) -> Vec<&'r str> {
    let about = |diagnostic: &&readylint_diagnostics::Diagnostic| {
        diagnostic.resource.as_ref().is_some_and(|resource| resource.name == name)
    };
    report.diagnostics.iter().filter(about).map(|diagnostic| diagnostic.fingerprint.as_str()).collect()
}

#[test]
fn edits_elsewhere_do_not_change_them() {
    let yaml = deployment("", "", "plain-fault: x", "plain-fault: x, strict-fault: y");
    let before = report(&yaml);
    assert_eq!(before.diagnostics.len(), 6);
    for changed in [
        format!("# a comment\n\n\n{yaml}"),
        yaml.replace("spec:\n  template", "# a comment\nspec:\n  replicas: 3\n  template"),
        format!("{}---\n{yaml}", pod("other", "plain-fault: x")),
        format!("{yaml}---\n{}", pod("other", "plain-fault: x")),
        yaml.replace("name: log", "tty: true, name: log"),
        yaml.replace("plain-fault: x", "plain-fault:    x"),
        yaml.replace('\n', "\r\n"),
    ] {
        let after = report(&changed);
        assert_eq!(fingerprints(&before, "shop"), fingerprints(&after, "shop"), "{changed}");
    }
}

#[test]
fn what_makes_another_finding_changes_them() {
    let yaml = pod("shop", "plain-fault: x");
    let first = report(&yaml);
    let only = |report: &Report| {
        let mut found =
            report.diagnostics.iter().filter(|diagnostic| diagnostic.rule.as_str().ends_with("-fault"));
        found.next().unwrap().fingerprint.clone()
    };
    for changed in [
        yaml.replace("plain-fault: x", "plain-fault: y"),
        yaml.replace("plain-fault", "strict-fault"),
        yaml.replace("name: web", "name: log"),
        yaml.replace("{name: shop}", "{name: cart}"),
        yaml.replace("{name: shop}", "{name: shop, namespace: trade}"),
    ] {
        assert_ne!(only(&first), only(&report(&changed)), "{changed}");
    }
    let moved = Case::default().file("other.yaml", &yaml).report();
    assert_ne!(only(&first), only(&moved), "another file");
}

#[test]
fn equal_faults_in_two_containers_differ() {
    let report = report(&deployment("", "", "plain-fault: x", "plain-fault: x"));
    let unique: BTreeSet<&str> = fingerprints(&report, "shop").into_iter().collect();
    assert_eq!(unique.len(), report.diagnostics.len());
}

#[test]
fn they_are_unique_even_where_nothing_tells_findings_apart() {
    let yaml =
        [pod("a", "plain-fault: x"), pod("a", "plain-fault: x"), pod("a", "plain-fault: x")].join("---\n");
    let report = report(&yaml);
    assert_eq!(report.diagnostics.len(), 12);
    let unique: BTreeSet<&str> = fingerprints(&report, "a").into_iter().collect();
    assert_eq!(unique.len(), 12);
    for fingerprint in unique {
        assert!(
            fingerprint.len() == 32 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{fingerprint}"
        );
    }
}

#[test]
fn what_is_put_before_in_a_list_does_not_change_them() {
    let yaml = deployment("", "", "plain-fault: x", "plain-fault: x, strict-fault: y");
    let before = report(&yaml);
    let more = yaml.replacen("containers:", "containers: # more\n      - {name: first}", 1);
    let after = report(&more);
    assert_ne!(yaml, more);
    let kept: BTreeSet<&str> =
        after.diagnostics.iter().map(|diagnostic| diagnostic.fingerprint.as_str()).collect();
    for diagnostic in &before.diagnostics {
        assert!(kept.contains(diagnostic.fingerprint.as_str()), "{}", diagnostic.message);
    }
}
