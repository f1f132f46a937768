//! Which rules run where and with which severity: levels, profiles, `--select`, `--ignore`, options, settings of paths.

use std::collections::BTreeSet;

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{
    Level, ObjectOverride, ObjectSelector, OptionValue, Profile, RuleSettings, Settings, SettingsMap,
};
use readylint_text::SourceId;

use crate::rules::MOST;
use crate::{Case, deployment, pod, shown, with_levels};

const FAULTS: &str = "plain-fault: x, strict-fault: x, pedantic-fault: x";

fn ids(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

/// Checks which of the three rules in [`FAULTS`] speak.
#[track_caller]
fn speak(settings: Settings, expected: &[&str]) {
    let report = Case::of(&pod("a", FAULTS)).settings(settings).report();
    let mut found = shown(&report);
    found.retain(|line| line.contains("-fault"));
    assert_eq!(found, expected);
}

#[test]
fn each_profile_holds_the_one_before() {
    let profile = |profile| Settings { profile, ..Settings::default() };
    let all = ["plain-fault@6 warning", "strict-fault@6 warning", "pedantic-fault@6 info"];
    speak(profile(Profile::Recommended), &all[..1]);
    speak(profile(Profile::Strict), &all[..2]);
    speak(profile(Profile::All), &all);
}

#[test]
fn levels() {
    let level = |level| with_levels(&[("plain-fault", level)]);
    speak(level(Level::Off), &[]);
    speak(level(Level::On), &["plain-fault@6 warning"]);
    speak(level(Level::At(Severity::Info)), &["plain-fault@6 info"]);
    speak(level(Level::At(Severity::Warning)), &["plain-fault@6 warning"]);
    speak(level(Level::At(Severity::Error)), &["plain-fault@6 error"]);
}

#[test]
fn a_level_switches_on_what_the_profile_does_not_hold() {
    let level = |level| with_levels(&[("plain-fault", Level::Off), ("strict-fault", level)]);
    speak(level(Level::On), &["strict-fault@6 warning"]);
    speak(level(Level::At(Severity::Error)), &["strict-fault@6 error"]);
}

#[test]
fn a_level_replaces_the_tier_of_the_case_and_on_keeps_it() {
    let yaml = pod("a", "plain-fault: info");
    Case::of(&yaml).finds(&["plain-fault@6 info"]);
    Case::of(&yaml).levels(&[("plain-fault", Level::On)]).finds(&["plain-fault@6 info"]);
    Case::of(&yaml).levels(&[("plain-fault", Level::At(Severity::Error))]).finds(&["plain-fault@6 error"]);
}

#[test]
fn selection_beats_levels_and_profile() {
    let off = with_levels(&[("strict-fault", Level::Off), ("pedantic-fault", Level::At(Severity::Error))]);
    let settings = Settings { selected: Some(ids(&["strict-fault", "pedantic-fault"])), ..off };
    speak(settings, &["strict-fault@6 warning", "pedantic-fault@6 error"]);
    speak(Settings { selected: Some(BTreeSet::new()), ..Settings::default() }, &[]);
}

#[test]
fn ignoring_beats_selection() {
    let selected = Some(ids(&["strict-fault", "plain-fault"]));
    let settings = Settings { selected, ignored: ids(&["plain-fault"]), ..Settings::default() };
    speak(settings, &["strict-fault@6 warning"]);
    speak(Settings { ignored: ids(&["plain-fault"]), ..Settings::default() }, &[]);
    let on = with_levels(&[("plain-fault", Level::On)]);
    speak(Settings { ignored: ids(&["plain-fault"]), ..on }, &[]);
}

#[test]
fn an_option_reaches_its_rule() {
    let most = |most| {
        let mut rule = RuleSettings::default();
        rule.options.set(MOST.key, OptionValue::Integer(most));
        let mut settings = Settings::default();
        settings.rules.insert("too-long".to_owned(), rule);
        settings
    };
    let yaml = pod("a", "tty: true").replace("web", "proxy");
    Case::of(&yaml).finds(&["too-long@6 warning"]);
    Case::of(&yaml).settings(most(5)).finds(&[]);
    let report = Case::of(&yaml).settings(most(4)).report();
    assert_eq!(report.diagnostics[0].message, "more than 4 letters");
}

#[test]
fn confidence_below_the_threshold_is_hidden_and_counted() {
    let others = "  - {name: log, plain-fault: medium}\n  - {name: add, plain-fault: x}\n";
    let yaml = format!("{}{others}", pod("a", "plain-fault: low"));
    for (min_confidence, found, hidden) in
        [(Confidence::Low, 3, 0), (Confidence::Medium, 2, 1), (Confidence::High, 1, 2)]
    {
        let report = Case::of(&yaml).settings(Settings { min_confidence, ..Settings::default() }).report();
        assert_eq!((report.diagnostics.len(), report.hidden), (found, hidden), "{min_confidence}");
        let count = report.rules.iter().find(|count| count.id == "plain-fault").unwrap();
        assert_eq!((count.examined, count.found), (3, found as u64));
    }
}

#[test]
fn settings_of_one_source_do_not_reach_another() {
    let mut settings = SettingsMap::uniform(with_levels(&[("plain-fault", Level::At(Severity::Info))]));
    let strict = settings.insert(Settings { profile: Profile::Strict, ..Settings::default() });
    let off = settings.insert(with_levels(&[("plain-fault", Level::Off)]));
    settings.assign(SourceId::new(1), strict);
    settings.assign(SourceId::new(2), off);
    let mut case = Case::of(&pod("a", FAULTS)).file("strict/b.yaml", &pod("b", FAULTS));
    case = case.file("off/c.yaml", &pod("c", FAULTS));
    case.input.settings = settings;
    case.finds(&[
        "plain-fault@6 info",
        "plain-fault@strict/b.yaml:6 warning",
        "strict-fault@strict/b.yaml:6 warning",
    ]);
}

#[test]
fn a_bundle_rule_reports_only_where_it_is_on() {
    let mut settings = SettingsMap::default();
    let all = settings.insert(with_levels(&[("every-object", Level::On)]));
    settings.assign(SourceId::new(1), all);
    let mut case = Case::of(&pod("a", "tty: true")).file("b.yaml", &pod("b", "tty: true"));
    case.input.settings = settings;
    case.finds(&["every-object@b.yaml:3 info"]);
}

/// An override for the objects that these fields name.
fn objects(
    fields: &[(&str, &str)],
    level: Option<Level>,
    options: &[(&str, OptionValue)],
    rule: &str,
) -> ObjectOverride {
    let glob = |text: &str| globset::Glob::new(text).unwrap().compile_matcher();
    let mut selector = ObjectSelector::default();
    for (key, text) in fields {
        match *key {
            "kind" => selector.kind = Some(glob(text)),
            "namespace" => selector.namespace = Some(glob(text)),
            "name" => selector.name = Some(glob(text)),
            label => selector.labels.push((label.to_owned(), glob(text))),
        }
    }
    let mut settings = RuleSettings { level, ..RuleSettings::default() };
    for (key, value) in options {
        settings.options.set(key, value.clone());
    }
    ObjectOverride { objects: vec![selector], rules: [(rule.to_owned(), settings)].into() }
}

fn with_overrides(overrides: Vec<ObjectOverride>) -> Settings {
    Settings { overrides, ..Settings::default() }
}

#[test]
fn an_override_sets_the_level_for_its_objects() {
    let yaml = format!("{}---\n{}", pod("web", "plain-fault: x"), pod("api", "plain-fault: x"));
    let case = |fields: &[(&str, &str)], level| {
        let overrides = vec![objects(fields, Some(level), &[], "plain-fault")];
        Case::of(&yaml).settings(with_overrides(overrides))
    };
    let both = ["plain-fault@6 warning", "plain-fault@13 warning"];
    case(&[("name", "w*")], Level::Off).finds(&both[1..]);
    case(&[("name", "w*"), ("kind", "Pod")], Level::At(Severity::Error))
        .finds(&["plain-fault@6 error", "plain-fault@13 warning"]);
    case(&[("name", "web"), ("kind", "Deployment")], Level::Off).finds(&both);
    case(&[("namespace", "*")], Level::Off).finds(&both);
    case(&[("tier", "*")], Level::Off).finds(&both);
}

#[test]
fn an_override_switches_a_rule_on_for_its_objects_only() {
    let yaml = format!("{}---\n{}", pod("web", "strict-fault: x"), pod("api", "strict-fault: x"));
    let overrides = vec![objects(&[("name", "api")], Some(Level::On), &[], "strict-fault")];
    Case::of(&yaml).settings(with_overrides(overrides.clone())).finds(&["strict-fault@13 warning"]);
    // the command line has the last word
    let ignored = ids(&["strict-fault"]);
    Case::of(&yaml).settings(Settings { ignored, ..with_overrides(overrides) }).finds(&[]);
}

#[test]
fn the_labels_of_a_pod_template_name_its_workload() {
    let yaml = deployment("", "", "plain-fault: x", "tty: true");
    let off = |value| vec![objects(&[("app", value)], Some(Level::Off), &[], "plain-fault")];
    Case::of(&yaml).settings(with_overrides(off("shop"))).finds(&[]);
    Case::of(&yaml).settings(with_overrides(off("other"))).finds(&["plain-fault@11 warning"]);
}

#[test]
fn later_overrides_win_option_by_option() {
    let most = |number| ("most", OptionValue::Integer(number));
    let overrides = vec![
        objects(&[("kind", "Pod")], Some(Level::At(Severity::Error)), &[most(0)], "too-long"),
        objects(&[("name", "web")], None, &[most(9)], "too-long"),
    ];
    let yaml = format!("{}---\n{}", pod("web", "tty: true"), pod("api", "tty: true"));
    let report = Case::of(&yaml).settings(with_overrides(overrides)).report();
    let found = shown(&report);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].ends_with(" error"), "{found:?}");
    assert_eq!(report.diagnostics[0].message, "more than 0 letters");
}

#[test]
fn a_rule_leaves_its_subject_only_to_one_that_is_on_there() {
    let key = "leaving-rule: x\n";
    let yaml = format!("{}{key}---\n{}{key}", pod("web", "tty: true"), pod("api", "tty: true"));
    let level = Some(Level::On);
    let mut settings = with_overrides(vec![objects(&[("name", "api")], level, &[], "strict-fault")]);
    settings.rules.insert("leaving-rule".to_owned(), RuleSettings { level, ..RuleSettings::default() });
    Case::of(&yaml).settings(settings).finds(&["leaving-rule@11 info"]);
}
