//! Entries of `readylint.yaml` (SUP-2, SUP-4), and the switches that turn suppressions off (SUP-7).

use readylint::project::config::Sourced;

use super::{Case, POD, behind_image, the};

/// Two Pods in one file and one in a folder; images on line 7 and 16, and on line 7 of the other file.
fn pods() -> Case {
    let sidecar = "  - name: log\n    image: log\n";
    let cart =
        POD.replace("{name: shop}", "{name: cart, namespace: trade}").replace("image: shop", "image: cart");
    Case::of(format!("{POD}{sidecar}---\n{cart}")).file("old/till.yaml", &POD.replace("shop", "till"))
}

/// Which findings of [`pods`] the entry with these fields suppresses.
#[track_caller]
fn suppresses(fields: &str, expected: &[&str]) {
    let config = format!("suppressions:\n- {{rule: latest-image-tag, reason: agreed{fields}}}\n");
    let report = pods().config(&config).report();
    let found: Vec<&str> = report
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.suppressed.is_some())
        .map(|diagnostic| report.sources.slice(diagnostic.primary.span))
        .collect();
    assert_eq!(found, expected, "{fields}");
    let reasons = report.diagnostics.iter().filter_map(|diagnostic| diagnostic.suppressed.as_ref());
    assert!(reasons.into_iter().all(|suppressed| suppressed.reason.as_deref() == Some("agreed")));
}

#[test]
fn by_rule_alone() {
    suppresses("", &["shop", "log", "cart", "till"]);
}

#[test]
fn by_file() {
    suppresses(", files: ['old/**']", &["till"]);
    suppresses(", files: [old/]", &["till"]);
    suppresses(", files: [till.yaml, /app.yaml]", &["shop", "log", "cart", "till"]);
    suppresses(", files: ['*.yaml', '!till.yaml']", &["shop", "log", "cart"]);
    suppresses(", files: [/till.yaml]", &[]);
}

#[test]
fn by_kind_name_and_namespace() {
    suppresses(", kind: Pod", &["shop", "log", "cart", "till"]);
    suppresses(", kind: Deployment", &[]);
    suppresses(", name: shop", &["shop", "log"]);
    suppresses(", name: '*t*'", &["cart", "till"]);
    suppresses(", name: sho", &[]);
    suppresses(", namespace: trade", &["cart"]);
    suppresses(", namespace: default", &[]);
    suppresses(", kind: 'P*', name: 'c*', namespace: 'tr*'", &["cart"]);
    suppresses(", name: shop, namespace: trade", &[]);
}

#[test]
fn by_container() {
    suppresses(", container: log", &["log"]);
    suppresses(", name: shop, container: 'w*'", &["shop"]);
    suppresses(", name: cart, container: log", &[]);
}

#[test]
fn several_rules_and_ids_of_other_tools() {
    for rule in ["[latest-image-tag, missing-memory-limit]", "['KL:latest-tag', unset-memory-requirements]"] {
        let config = format!("suppressions:\n- {{rule: {rule}, name: shop, reason: agreed}}\n");
        Case::of(POD).rules(&["latest-image-tag", "missing-memory-limit"]).config(&config).finds(&[
            "missing-memory-limit@6 warning suppressed by configuration: agreed",
            "latest-image-tag@7 error suppressed by configuration: agreed",
        ]);
    }
}

#[test]
fn paths_are_relative_to_the_file_that_declares_them() {
    let entry = "suppressions: [{rule: latest-image-tag, files: [/till.yaml], reason: agreed}]\n";
    pods().file("old/readylint.yaml", entry).finds(&[
        "latest-image-tag@7 error",
        "latest-image-tag@9 error",
        "latest-image-tag@17 error",
        "latest-image-tag@old/till.yaml:7 error suppressed by configuration: agreed",
    ]);
}

#[test]
fn until_its_last_day() {
    let config =
        |until: &str| format!("suppressions:\n- {{rule: latest-image-tag, reason: soon, until: {until}}}\n");
    for (until, expected) in [
        ("2027-06-15", "latest-image-tag@7 error suppressed by configuration until 2027-06-15: soon"),
        ("2999-01-01", "latest-image-tag@7 error suppressed by configuration until 2999-01-01: soon"),
        ("'2027-12-31'", "latest-image-tag@7 error suppressed by configuration until 2027-12-31: soon"),
    ] {
        Case::of(POD).config(&config(until)).finds(&[expected]);
    }
}

#[test]
fn after_its_last_day_the_finding_is_back_and_says_so() {
    let config = "suppressions:\n- {rule: latest-image-tag, reason: soon, until: 2027-06-14}\n";
    let case = Case::of(POD).config(config);
    case.finds(&["latest-image-tag@7 error", "expired-suppression@readylint.yaml:2 warning"]);
    let report = case.report();
    let notes = &the(&report, "latest-image-tag").notes;
    assert!(notes.iter().any(|note| note == "its suppression ran out on 2027-06-14: soon"), "{notes:?}");
    let expired = the(&report, "expired-suppression");
    assert_eq!(expired.message, "the suppression of `latest-image-tag` ran out on 2027-06-14");
    assert_eq!(report.sources.slice(expired.primary.span), "latest-image-tag");
}

#[test]
fn an_expired_entry_does_not_spoil_one_in_force() {
    let config = "\
suppressions:
- {rule: latest-image-tag, reason: soon, until: 2027-01-01}
- {rule: latest-image-tag, reason: agreed}
";
    Case::of(POD).config(config).finds(&[
        "latest-image-tag@7 error suppressed by configuration: agreed",
        "expired-suppression@readylint.yaml:2 warning",
    ]);
}

#[test]
fn an_expired_entry_is_reported_once_for_many_findings() {
    let config = "suppressions: [{rule: latest-image-tag, reason: soon, until: 2027-01-01}]\n";
    let report = pods().config(config).report();
    the(&report, "expired-suppression");
    assert_eq!(report.active().count(), 5);
}

#[test]
fn an_entry_that_matches_nothing_is_unused() {
    let config = "suppressions:\n- {rule: runs-as-root, name: shop, reason: agreed}\n";
    let yaml = POD.replace("spec:", "spec:\n  securityContext: {runAsNonRoot: true}");
    let case = Case::of(yaml).rules(&["runs-as-root"]).config(config);
    case.finds(&["unused-suppression@readylint.yaml:2 warning"]);
    let report = case.report();
    assert!(the(&report, "unused-suppression").message.contains("the entry for `runs-as-root`"));
}

#[test]
fn an_entry_for_files_that_are_not_in_the_run_is_quiet() {
    let config = "suppressions:\n- {rule: runs-as-root, files: ['legacy/**'], reason: agreed}\n";
    Case::of(POD).rules(&["runs-as-root"]).config(config).finds(&["runs-as-root@6 warning"]);
}

#[test]
fn an_entry_for_an_object_that_is_gone_is_stale_unless_the_run_is_a_part() {
    for fields in ["name: till", "kind: pod", "namespace: trade"] {
        let config = format!("suppressions:\n- {{rule: runs-as-root, {fields}, reason: agreed}}\n");
        let case = || Case::of(POD).rules(&["runs-as-root"]).config(&config);
        case().finds(&["runs-as-root@6 warning", "unused-suppression@readylint.yaml:2 warning"]);
        case().named().finds(&["runs-as-root@6 warning"]);
    }
}

#[test]
fn an_entry_for_a_rule_that_is_off_is_quiet() {
    let entry = "suppressions: [{rule: duplicate-yaml-key, name: shop, reason: agreed}]\n";
    Case::of(POD).config(entry).finds(&["latest-image-tag@7 error"]);
    let off =
        format!("rules: {{duplicate-yaml-key: off, runs-as-root: off, missing-memory-limit: off}}\n{entry}");
    Case::of(POD).by_profile().config(&off).finds(&["latest-image-tag@7 error"]);
}

#[test]
fn an_entry_for_files_where_its_rule_is_off_is_quiet() {
    let config = "\
rules: {runs-as-root: off, missing-memory-limit: off}
overrides:
- {files: [old/], rules: {latest-image-tag: off}}
suppressions:
- {rule: latest-image-tag, files: [old/], reason: agreed}
";
    Case::of(POD)
        .by_profile()
        .file("old/till.yaml", &POD.replace("shop", "till"))
        .config(config)
        .finds(&["latest-image-tag@7 error"]);
}

#[test]
fn an_entry_for_files_where_alone_its_rule_is_on_can_be_unused() {
    let config = "\
rules: {runs-as-root: off, missing-memory-limit: off, latest-image-tag: off}
overrides:
- {files: [old/], rules: {latest-image-tag: on}}
suppressions:
- {rule: latest-image-tag, files: [old/], reason: agreed}
";
    let till = POD.replace("shop", "till").replace("image: till", "image: till:1.2.0");
    Case::of(POD)
        .by_profile()
        .file("old/till.yaml", &till)
        .config(config)
        .finds(&["unused-suppression@readylint.yaml:5 warning"]);
}

#[test]
fn a_broken_entry_suppresses_nothing() {
    for entry in [
        "{rule: latest-image-tag}",
        "{rule: latest-image-tag, reason: ''}",
        "{reason: agreed}",
        "{rule: [], reason: agreed}",
        "{rule: latest-image-tag, reason: agreed, until: soon}",
        "{rule: latest-image-tag, reason: agreed, until: 2027-02-29}",
        "{rule: latest-image-tag, reason: agreed, nmae: shop}",
        "{rule: latest-image-tag, reason: agreed, name: '[z-a]'}",
        "{rule: latest-image-tag, reason: agreed, files: ['']}",
    ] {
        let report = Case::of(POD).config(&format!("suppressions:\n- {entry}\n")).report();
        assert!(the(&report, "latest-image-tag").suppressed.is_none(), "{entry}");
        the(&report, "invalid-configuration");
    }
    let unknown = "suppressions: [{rule: latest-image-tags, reason: agreed}]\n";
    let report = Case::of(POD).config(unknown).report();
    assert!(the(&report, "latest-image-tag").suppressed.is_none());
    let unknown = the(&report, "unknown-rule");
    assert_eq!(unknown.primary.message, "did you mean `latest-image-tag`?");
}

#[test]
fn without_suppressions_everything_is_shown() {
    let config = "suppressions:\n- {rule: missing-memory-limit, name: shop, reason: agreed}\n- {rule: runs-as-root, name: shop, reason: old, until: 2020-01-01}\n";
    let yaml = behind_image("  # readylint: ignore[latest-image-tag, duplicate-yaml-key] built here");
    let yaml =
        yaml.replace("{name: shop}", "{name: shop, annotations: {readylint.dev/ignore: runs-as-root}}");
    let rules = ["latest-image-tag", "missing-memory-limit", "runs-as-root", "duplicate-yaml-key"];
    let case = Case::of(yaml).rules(&rules).config(config);
    assert_eq!(case.report().suppressed(), 3);
    case.flags(|options| options.honour_suppressions = Some(Sourced::flag(false, "--no-suppressions")))
        .finds(&["missing-memory-limit@6 warning", "runs-as-root@6 warning", "latest-image-tag@7 error"]);
}

#[test]
fn rules_about_suppressions_cannot_be_suppressed() {
    let config = "\
suppressions:
- {rule: [unused-suppression, malformed-suppression], reason: quiet}
- {rule: expired-suppression, reason: quiet}
- {rule: latest-image-tag, name: shop, reason: old, until: 2020-01-01}
";
    let yaml = behind_image("  # readylint: ignore[unused-suppression]");
    let report = Case::of(yaml).config(config).report();
    assert_eq!(report.suppressed(), 0);
    let rules: Vec<&str> = report.diagnostics.iter().map(|diagnostic| diagnostic.rule.as_str()).collect();
    assert_eq!(
        rules,
        [
            "latest-image-tag",
            "unused-suppression",
            "unused-suppression",
            "unused-suppression",
            "expired-suppression",
        ]
    );
}

#[test]
fn rules_about_suppressions_can_be_levelled() {
    let config = "rules: {unused-suppression: error, latest-image-tag: warning, runs-as-root: off, missing-memory-limit: off}\n";
    let yaml = behind_image("  # readylint: ignore[duplicate-yaml-key]");
    Case::of(yaml)
        .by_profile()
        .config(config)
        .finds(&["latest-image-tag@7 warning", "unused-suppression@7 error"]);
}

#[test]
fn a_comment_where_an_override_turns_its_rule_off_is_not_unused() {
    let tagged = POD.replace("image: shop", "image: shop:1 # readylint: ignore[latest-image-tag]");
    Case::of(&tagged).by_profile().finds(&["unused-suppression@7 warning"]);
    let off = |name: &str| {
        format!("overrides: [{{objects: [{{name: {name}}}], rules: {{latest-image-tag: off}}}}]\n")
    };
    Case::of(&tagged).by_profile().config(&off("shop")).finds(&[]);
    Case::of(&tagged).by_profile().config(&off("other")).finds(&["unused-suppression@7 warning"]);
}
