//! EXIT-3: a flag that cannot take effect, and a word that means nothing, are errors; nothing is linted then.

use crate::harness::{Project, dirty};

#[track_caller]
fn check<const N: usize>(args: [&str; N], told: &str) {
    let run = Project::new(&[("a.yaml", &dirty())]).run(args).ends_with(2).tells(told);
    assert_eq!(run.stdout, "");
}

#[test]
fn flags_without_effect() {
    check(["--stdin-filename", "a.yaml", "a.yaml"], "--stdin-filename has no effect");
    check(["--show-suppressed", "--no-suppressions"], "cannot be used with");
    check(["-q", "-v"], "cannot be used with");
    check(["--select", "latest-image-tag", "--profile", "all"], "cannot be used with");
    check(["config", "--profile", "all", "--select", "images"], "cannot be used with");
    check(["-o", "sarif", "--show-suppressed"], "--show-suppressed has no effect");
    check(["--select", "latest-image-tag", "--ignore", "images"], "none is left");
}

#[test]
fn two_outputs_for_one_place() {
    check(["-o", "json", "-o", "sarif"], "only one format can go to standard output");
    check(["-o", "json=x", "-o", "sarif=x"], "the same file");
    check(["-", "-"], "standard input (`-`) can be read only once");
}

#[test]
fn words_that_mean_nothing() {
    check(["-o", "xml"], "the formats are full, concise, json");
    check(["-o", "json="], "a file name is missing");
    check(["--fail-on", "often"], "error, warning, info, never");
    check(["--min-severity", "low"], "possible values");
    check(["--min-confidence", "certain"], "high, medium, low");
    check(["--profile", "stict"], "'strict'");
    check(["--kubernetes", "latest"], "latest");
    check(["--kubernetes", "1.37-1.35"], "1.37");
    check(["-j", "0"], "0");
    check(["--jobs", "many"], "many");
    check(["--jobs", "100000"], "1..=1024");
    check(["--colour", "never"], "'--color'");
}

#[test]
fn empty_names() {
    check([""], "an empty path names nothing");
    check(["--config", ""], "an empty path names nothing");
    check(["-", "--stdin-filename", ""], "a value is required");
}

#[test]
fn unknown_rules() {
    check(["--select", "latest-image-tags"], "did you mean `latest-image-tag`?");
    check(["--ignore", "latest-image-tag,networkng"], "there is no rule `networkng`");
    check(["--ignore", "latest-image-tag,"], "there is no rule ``");
    check(["--select", "a\u{1b}[31m"], "there is no rule `a\u{fffd}[31m`");
}

#[test]
fn a_date_that_is_none() {
    let project = Project::new(&[("a.yaml", &dirty())]);
    project.readylint([]).env("SOURCE_DATE_EPOCH", "yesterday").run().ends_with(2).tells("no point in time");
}

#[test]
fn a_command_behind_options() {
    check(["-q", "rules"], "`readylint rules …`, or `./rules` if the path is meant");
    let project = Project::new(&[("rules/a.yaml", &dirty())]);
    project.run(["-q", "./rules"]).ends_with(1);
    project.run(["check", "rules"]).ends_with(1);
    project.run(["rules", "--color", "never"]).ends_with(0);
}

#[test]
fn help_and_version() {
    let project = Project::new(&[]);
    assert_eq!(
        project.run(["--version"]).ends_with(0).stdout,
        format!("readylint {}\n", env!("CARGO_PKG_VERSION"))
    );
    let help = project.run(["--help"]).ends_with(0).stdout;
    for word in ["[default: full]", "[default: medium]", "[default: info]", "Exit codes:", "READYLINT_CONFIG"]
    {
        assert!(help.contains(word), "{word}: {help}");
    }
    assert!(!help.contains("schema"), "the schema is for machines");
}
