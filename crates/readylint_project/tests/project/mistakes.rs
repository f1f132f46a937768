//! Mistakes in a `readylint.yaml`: what is said, and where.

use crate::support::{options, slice};

/// The problems of `text`: `rule@text under the label: message (what stands at the label)`.
fn problems(text: &str) -> Vec<String> {
    let describe = |problem: &readylint_project::config::Problem| {
        let at = slice(text, problem.span.range);
        let here = if problem.here.is_empty() { String::new() } else { format!(" ({})", problem.here) };
        format!("{}@{at}: {}{here}", problem.rule, problem.message)
    };
    options(text).1.iter().map(describe).collect()
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn each_mistake_is_one_problem_at_its_place() {
    const INVALID: &str = "invalid-configuration";
    const UNKNOWN: &str = "unknown-rule";
    let table = [
        (
            "profle: all\n",
            INVALID,
            "profle",
            "the configuration has no key `profle` (did you mean `profile`?)",
        ),
        (
            "fail_on: error\n",
            INVALID,
            "fail_on",
            "the configuration has no key `fail_on` (did you mean `fail-on`?)",
        ),
        ("banana: 1\n", INVALID, "banana", "the configuration has no key `banana`"),
        (
            "profile: stict\n",
            INVALID,
            "stict",
            "`profile` must be `recommended`, `strict` or `all` (did you mean `strict`?)",
        ),
        ("profile: [all]\n", INVALID, "profile", "`profile` must be text"),
        ("profile:\n", INVALID, "profile", "`profile` must be text"),
        ("fail-on: off\n", INVALID, "off", "`fail-on` must be `error`, `warning`, `info` or `never`"),
        ("- a\n", INVALID, "-", "the configuration must be a mapping (`key: value`)"),
        ("rules: [a]\n", INVALID, "rules", "`rules` must be a mapping (`key: value`)"),
        (
            "kubernetes: 1.34-1.30\n",
            INVALID,
            "1.34-1.30",
            "`kubernetes`: the range `1.34-1.30` runs backwards; write `1.30-1.34`",
        ),
        ("helm: 2.9\n", INVALID, "2.9", "`helm` must be a version of Helm 3 or 4"),
        ("closed-world: maybe\n", INVALID, "maybe", "`closed-world` must be `true` or `false`"),
        ("exclude: vendor\n", INVALID, "vendor", "`exclude` must be a list"),
        ("exclude: [{a: b}]\n", INVALID, "{", "an item of `exclude` must be text"),
        (
            "rules: {runs-as-rot: off}\n",
            UNKNOWN,
            "runs-as-rot",
            "there is no rule `runs-as-rot` (did you mean `runs-as-root`?)",
        ),
        ("rules: {xyzzy: off}\n", UNKNOWN, "xyzzy", "there is no rule `xyzzy`"),
        ("rules: {old-rule: off}\n", UNKNOWN, "old-rule", "the rule `old-rule` was removed: nobody needs it"),
        (
            "rules: {runs-as-root: eror}\n",
            INVALID,
            "eror",
            "the level of a rule must be `off`, `on`, `info`, `warning` or `error` (did you mean `error`?)",
        ),
        (
            "rules: {too-few-replicas: {mim: 3}}\n",
            INVALID,
            "mim",
            "the rule `too-few-replicas` has no option `mim` (did you mean `min`?)",
        ),
        ("rules: {too-few-replicas: {min: 0}}\n", INVALID, "0", "`min` must be a whole number from 1 to 100"),
        (
            "rules: {too-few-replicas: {min: \"3\"}}\n",
            INVALID,
            "\"3\"",
            "`min` must be a whole number from 1 to 100",
        ),
        ("rules: {too-few-replicas: {deep: 1}}\n", INVALID, "1", "`deep` must be `true` or `false`"),
        (
            "rules: {too-few-replicas: {mode: tigt}}\n",
            INVALID,
            "tigt",
            "`mode` must be `loose` or `tight` (did you mean `tight`?)",
        ),
        (
            "overrides: [{rules: {}}]\n",
            INVALID,
            "{",
            "an entry of `overrides` must say for which `files` or `objects` it holds",
        ),
        ("overrides: [{objects: []}]\n", INVALID, "objects", "`objects` names none"),
        (
            "overrides: [{objects: [{kind: deployment}]}]\n",
            INVALID,
            "deployment",
            "Kubernetes has no kind `deployment` (did you mean `Deployment`?)",
        ),
        ("overrides: [{objects: [{}]}]\n", INVALID, "{", "an entry of `objects` must name some"),
        (
            "overrides: [{objects: [{nam: web}]}]\n",
            INVALID,
            "nam",
            "an entry of `objects` has no key `nam` (did you mean `name`?)",
        ),
        (
            "overrides: [{objects: [{labels: [web]}]}]\n",
            INVALID,
            "labels",
            "`labels` must be a mapping (`key: value`)",
        ),
        (
            "suppressions: [{rule: runs-as-root}]\n",
            INVALID,
            "{",
            "an entry of `suppressions` must give a `reason`",
        ),
        (
            "suppressions: [{rule: runs-as-root, reason: \" \"}]\n",
            INVALID,
            "{",
            "an entry of `suppressions` must give a `reason`",
        ),
        ("suppressions: [{reason: x}]\n", INVALID, "{", "an entry of `suppressions` must name a `rule`"),
        (
            "suppressions: [{rule: runs-as-root, reason: x, until: 2027-02-30}]\n",
            INVALID,
            "2027-02-30",
            "`until` must be a day that exists, as `2027-03-01`",
        ),
        (
            "suppressions: [{rule: nope-nope, reason: x}]\n",
            UNKNOWN,
            "nope-nope",
            "there is no rule `nope-nope`",
        ),
        (
            "externals: [{}]\n",
            INVALID,
            "{",
            "an empty entry of `externals` would declare that everything exists",
        ),
        ("charts: {a: {only: 3}}\n", INVALID, "3", "`only` must be `true` or `false`"),
        (
            "charts: {a: {scenarios: {p: {stage: prod}}}}\n",
            INVALID,
            "prod",
            "`stage` must be `dev`, `test`, `ci`, `staging` or `production`",
        ),
        ("charts: {a: {scenarios: {p: {set: [x]}}}}\n", INVALID, "x", "an item of `set` must be `key=value`"),
        (
            "profile: all\nprofile: strict\n",
            INVALID,
            "profile",
            "the key `profile` stands here twice; the last one counts",
        ),
    ];
    for (text, rule, at, message) in table {
        let wanted = format!("{rule}@{at}: {message}");
        assert_eq!(problems(text), [wanted], "{text}");
    }
}

#[test]
fn globs_that_do_not_parse_are_reported_and_the_others_hold() {
    let text = "exclude: [\"a/**\", \"b[z-a]\", c]\nexternals: [{name: \"x[z-a]\"}]\n";
    let (options, problems) = options(text);
    let at: Vec<&str> = problems.iter().map(|problem| slice(text, problem.span.range)).collect();
    assert_eq!(at, ["\"b[z-a]\"", "\"x[z-a]\""]);
    assert!(problems.iter().all(|problem| problem.message.starts_with("the pattern `")));
    assert!(options.excludes("a/x.yaml") && options.excludes("c") && !options.excludes("b"));
    assert!(options.externals.is_empty());
}

#[test]
fn what_does_not_parse_is_reported_where() {
    let text = "profile: all\nrules: [\n";
    let (_, problems) = options(text);
    assert_eq!(problems.len(), 1);
    assert!(problems[0].message.starts_with("the configuration does not parse: "), "{}", problems[0].message);
}

#[test]
fn a_mistake_leaves_the_rest_in_force() {
    let (options, problems) =
        options("profle: all\nfail-on: warning\nrules: {runs-as-root: error, nope-nope: off}\n");
    assert_eq!(problems.len(), 2);
    assert_eq!(options.fail_on.map(|fail_on| fail_on.value.as_str()), Some("warning"));
    assert_eq!(options.rules.len(), 1);
}

#[test]
fn a_removed_rule_is_worth_knowing_and_no_mistake() {
    let (_, problems) = options("rules: {old-rule: off}\n");
    assert!(problems.iter().all(|problem| problem.harmless));
    let (_, problems) = options("rules: {nope-nope: off}\n");
    assert!(problems.iter().all(|problem| !problem.harmless));
}
