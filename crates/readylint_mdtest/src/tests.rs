//! Pages that hold, and pages that do not: each check is shown to fail.
#![allow(clippy::panic)]

use readylint::diagnostics::{Applicability, Confidence, Edit, Fix, Severity};
use readylint::engine::{Check, Finding, OptionKind, OptionSpec, Profile, Rule, RuleContext, RuleEntry};
use readylint::kube::Resource;
use readylint::{Catalogue, catalogue};

use crate::{Failure, check_page, check_rule};

const LIMIT: OptionSpec = OptionSpec {
    key: "longest",
    kind: OptionKind::Integer { default: 8, min: 1, max: 63 },
    help: "The longest name that is accepted.",
};

static LONG_NAME: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Strict,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KL:long-name", "TS:0001", "KL:longer-name"],
    readiness: &[],
    yields_to: &[],
    options: &[LIMIT],
    check: Check::Resource(long_name),
};

fn long_name(cx: &RuleContext<'_>, resource: Resource<'_>) {
    let name = resource.name().unwrap_or_default();
    let longest = usize::try_from(cx.options().integer(&LIMIT)).unwrap_or_default();
    if name.len() > longest {
        let severity = if name.len() > 20 { Severity::Error } else { Severity::Warning };
        let confidence = if name.contains("maybe") { Confidence::Low } else { Confidence::High };
        let finding = Finding::new("the name is long").at(resource.anchor());
        let finding = finding.severity(severity).confidence(confidence);
        cx.report(if name.contains('-') { finding } else { finding.fix(shorten(resource, longest)) });
    }
}

/// A fix that fails for names with a `0`, and breaks the document for those with a `1`.
fn shorten(resource: Resource<'_>, longest: usize) -> Fix {
    let name = resource.name().unwrap_or_default();
    let text = if name.contains('0') {
        name.to_uppercase()
    } else if name.contains('1') {
        "[".to_owned()
    } else {
        name.chars().take(longest).collect()
    };
    let edits = vec![Edit { span: resource.anchor().span(), text }];
    Fix { title: "shorten the name".to_owned(), applicability: Applicability::Unsafe, edits }
}

const PAGE: &str = r#"# long-name

The name of an object is long.

## Why it matters

Nobody can remember it.

## Reported

Nine letters are too many.

```yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: nineletts  # warning
```

Some names are much too long, and JSON has no comments.

```json reported="4: error, 10: warning"
{"kind": "List", "apiVersion": "v1", "items": [
{
  "apiVersion": "v1",
  "kind": "ConfigMap", "metadata": {"name": "a-name-of-many-many-words"}
},
{
  "apiVersion": "v1",
  "kind": "ConfigMap",
  "metadata": {
    "name": "settings-of-shop"
  }
}
]}
```

Perhaps this one is.

```yaml min-confidence="low"
apiVersion: v1
kind: ConfigMap
metadata:
  name: maybe-long  # warning
```

## Accepted

Eight letters are fine.

```yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
```

Values have no name.

```yaml title="values.yaml" skipped
name: not-an-object-at-all
```

```yaml title="a/b.yaml"
apiVersion: v1
kind: ConfigMap
metadata:
  name: short
```

## How to fix

Use a shorter one, and run this:

```console
readylint check
```

## Options

- `longest`: how many characters a name may have, by default `8`.

The limit is lower here.

```yaml title="readylint.yaml"
rules: {long-name: {longest: 4}}
```

```yaml title="a.yaml"
apiVersion: v1
kind: ConfigMap
metadata:
  name: theme  # warning
```

## Not yet

- Names of containers.

## See also

- Neighbouring rules: [long-name](long_name.md), [duplicate-resource](../references/duplicate_resource.md),
  [Kubernetes](https://kubernetes.io)
- Also known as: kube-linter `long-name`, `longer-name`;
  Terrascan `AC_K8S_0001`
"#;

fn rules() -> Catalogue {
    catalogue().with([RuleEntry { id: "long-name", category: "metadata", page: PAGE, rule: &LONG_NAME }])
}

/// What does not hold after `old` is replaced by `new` on the page that holds.
fn after(old: &str, new: &str) -> Vec<Failure> {
    assert_eq!(PAGE.matches(old).count(), 1, "`{old}` must stand once on the page");
    check_page(&PAGE.replacen(old, new, 1), &rules())
}

/// The one thing that does not hold, as text.
fn only(old: &str, new: &str) -> String {
    match after(old, new).as_slice() {
        [failure] => failure.to_string(),
        failures => panic!("not one failure after `{new}`: {failures:#?}"),
    }
}

#[test]
fn the_page_holds() {
    assert_eq!(check_page(PAGE, &rules()), []);
}

#[test]
fn a_mark_on_the_wrong_line() {
    let failures = after(
        "kind: ConfigMap\nmetadata:\n  name: nineletts  # warning",
        "kind: ConfigMap  # warning\nmetadata:\n  name: nineletts",
    );
    let lines: Vec<String> = failures.iter().map(Failure::to_string).collect();
    assert_eq!(
        lines,
        [
            "line 15: expected a finding of `long-name` with severity warning here; found no finding",
            "line 17: expected a mark, or no finding; found warning (high confidence): the name is long",
        ]
    );
}

#[test]
fn a_mark_of_the_wrong_severity() {
    assert_eq!(
        only("nineletts  # warning", "nineletts  # error"),
        "line 17: expected a finding of `long-name` with severity error here; found warning (high confidence): the \
         name is long"
    );
    assert!(only("4: error, 10", "4: info, 10").starts_with("line 26: expected a finding"));
}

#[test]
fn a_missing_mark() {
    assert!(only(", 10: warning", "").contains("expected a mark, or no finding; found warning"));
    let failures = after("nineletts  # warning", "nineletts");
    let lines: Vec<(usize, &str)> =
        failures.iter().map(|failure| (failure.line, failure.expected.as_str())).collect();
    assert_eq!(lines, [(13, "a mark in every example under `Reported`"), (17, "a mark, or no finding")]);
}

#[test]
fn a_mark_without_a_finding() {
    assert_eq!(
        only("nineletts  # warning", "eightlet  # warning"),
        "line 17: expected a finding of `long-name` with severity warning here; found no finding"
    );
    assert!(only("nineletts  # warning", "nineletts  # warning, warning").ends_with("found no finding"));
}

#[test]
fn a_finding_in_an_accepted_example() {
    assert!(only("name: settings\n", "name: settings-2\n").contains("expected no finding; found warning"));
    assert!(only("name: short\n", "name: not-short\n").contains("expected no finding; found warning"));
    let failures = after("name: settings\n", "name: settings  # info\n");
    let expected: Vec<&str> = failures.iter().map(|failure| failure.expected.as_str()).collect();
    assert_eq!(
        expected,
        ["no marks in examples that must stay clean", "a finding of `long-name` with severity info here"]
    );
}

#[test]
fn fixes_that_do_not_fix() {
    assert_eq!(after("name: nineletts", "name: without-a-fix"), []);
    assert_eq!(
        only("name: nineletts", "name: nineletts0"),
        "line 17: expected the fix `shorten the name` to make its finding go away; found as many findings as before"
    );
    assert!(only("name: nineletts", "name: nineletts1").ends_with("found a document that does not parse"));
}

#[test]
fn fixes_are_declared() {
    static UNDECLARED: Rule =
        Rule { fix: Some(Applicability::Safe), references: LONG_NAME.references, ..LONG_NAME };
    let entry = RuleEntry { id: "long-name", category: "metadata", page: PAGE, rule: &UNDECLARED };
    let failures = check_rule(&entry, &catalogue().with([entry]));
    let first = failures.first().map(Failure::to_string).unwrap_or_default();
    assert_eq!(
        first,
        "line 17: expected fixes as the rule declares them (safe); found the unsafe fix `shorten the name`"
    );
}

#[test]
fn hidden_findings_need_the_attribute() {
    assert!(only("yaml min-confidence=\"low\"", "yaml").ends_with("found no finding"));
}

#[test]
fn an_option_counts() {
    assert!(only("longest: 4", "longest: 5").ends_with("found no finding"));
    assert!(!after("rules: {long-name: {longest: 4}}", "rules: [").is_empty());
}

#[test]
fn a_file_that_is_not_linted() {
    assert!(
        only("\"values.yaml\" skipped", "\"values.yaml\"")
            .contains("that `values.yaml` is skipped: Helm values")
    );
    assert!(
        only("name: not-an-object-at-all", "{apiVersion: v1, kind: Pod, metadata: {name: a}}")
            .contains("that it is")
    );
    assert!(
        only("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n", "theme: dark\n")
            .contains("is skipped")
    );
}

#[test]
fn a_page_without_examples() {
    let cut = |page: &str, from: &str, to: &str| -> String {
        let (start, end) = (page.find(from).unwrap_or_default(), page.find(to).unwrap_or_default());
        format!("{}{}", &page[..start], &page[end..])
    };
    for (from, to, what) in [
        ("## Reported", "## Accepted", "an example under `Reported`"),
        ("## Accepted", "## How to fix", "an example under `Accepted`"),
    ] {
        let failures = check_page(&cut(PAGE, from, to), &rules());
        assert!(failures.iter().any(|failure| failure.expected == what), "{failures:#?}");
        assert!(failures.iter().any(|failure| failure.expected.starts_with("a section")), "{failures:#?}");
    }
    let prose_only =
        PAGE.replace("```yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n```\n", "");
    let prose_only = cut(&prose_only, "Values have no name.", "## How to fix");
    let failures = check_page(&prose_only, &rules());
    assert!(
        failures.iter().any(|failure| failure.expected == "an example under `Accepted`"),
        "{failures:#?}"
    );
}

#[test]
fn an_example_that_nobody_runs() {
    assert!(only("Nobody can remember it.", "See:\n\n```yaml\na: 1\n```").contains("where nobody runs it"));
    assert!(
        only("- Names of containers.", "- This:\n\n  ```yaml\n  a: 1\n  ```")
            .contains("where nobody runs it")
    );
    assert!(only("Nobody can remember it.", "See:\n\n    a: 1").contains("an indented one"));
    assert!(
        after("Eight letters are fine.\n\n```yaml", "Eight letters are fine.\n\n```console")
            .iter()
            .any(|failure| failure.found == "`console`, which nobody runs")
    );
    assert!(
        only(
            "Use a shorter",
            "```yaml\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\n```\n\nUse a shorter"
        )
        .contains("a sentence before the example")
    );
    assert_eq!(after("```yaml title=\"a/b.yaml\"", "```yaml"), []);
    assert!(
        only("Values have no name.\n\n", "```yaml\na: 1\n```\n\n")
            .contains("two blocks without title next to each other")
    );
    assert!(only("title=\"a/b.yaml\"", "title=\"values.yaml\"").contains("the same title again"));
    assert!(only("yaml title=\"a/b.yaml\"", "yaml title=\"a/b.yaml\" sikpped").contains("found `sikpped`"));
}

#[test]
fn a_fence_that_is_open() {
    let open = PAGE.trim_end().to_owned() + "\n\n```console\nreadylint check\n";
    let failures = check_page(&open, &rules());
    assert!(failures.iter().any(|failure| failure.expected == "a fence that is closed"), "{failures:#?}");
    assert_eq!(check_page(&(open + "```\n"), &rules()), []);
}

#[test]
fn the_text_around() {
    assert!(only("is long.\n", "is long\n").contains("a full stop"));
    assert!(only("is long.\n", "is\nlong.\n").contains("one line"));
    let long = format!("is {} long.\n", "very ".repeat(30));
    assert!(only("is long.\n", &long).contains("one line below 120"));
    assert!(only("Nobody can remember it.", "Nobody can remember it!").contains("no exclamation marks"));
    assert!(only("## Not yet", "## Later").contains("one of the sections"));
    assert!(only("- Names of containers.\n\n", "").contains("something under `Not yet`"));
    assert!(only("## Not yet", "### Not yet").contains("below the second level"));
    assert!(only("Nobody can remember it.", "Nobody<br>can.").contains("no HTML"));
    assert!(!after("## Not yet", "## Accepted").is_empty());
    let swapped = PAGE
        .replace("## Not yet", "## X")
        .replace("## See also", "## Not yet")
        .replace("## X", "## See also");
    assert!(
        check_page(&swapped, &rules())
            .iter()
            .any(|failure| failure.expected == "each section once, in order")
    );
}

#[test]
fn titles_name_rules() {
    assert!(only("# long-name", "# lengthy-name").contains("the id of a rule as title"));
    let page = "# duplicate-resource\n";
    let entry = RuleEntry { id: "long-name", category: "metadata", page, rule: &LONG_NAME };
    let failures = check_rule(&entry, &rules());
    assert!(failures.iter().any(|failure| failure.expected == "the title `long-name`"), "{failures:#?}");
    assert!(!check_page("", &rules()).is_empty());
}

#[test]
fn links_lead_somewhere() {
    assert!(only("](long_name.md)", "](long-name.md)").contains("found `long-name.md`"));
    assert!(
        only("](../references/duplicate_resource.md)", "](duplicate_resource.md)")
            .contains("a link to the page")
    );
}

#[test]
fn options_are_documented() {
    assert!(
        only("- `longest`:", "- `long`:\n- `longest`:").contains("options that the rule has; found `long`")
    );
    assert!(only("- `longest`:", "- longest:").contains("an item that starts with `longest`"));
    assert!(only("by default `8`", "by default nine").contains("the default `8` of `longest`"));
    let cut = PAGE.find("## Options").zip(PAGE.find("## Not yet"));
    let (start, end) = cut.unwrap_or_default();
    let failures = check_page(&format!("{}{}", &PAGE[..start], &PAGE[end..]), &rules());
    assert!(failures.iter().any(|failure| failure.expected == "a section `Options`"), "{failures:#?}");
}

#[test]
fn foreign_ids_are_spelled_out() {
    assert!(
        only("`long-name`, `longer-name`", "`long-name`")
            .contains("kube-linter `long-name`, `longer-name`; Terrascan")
    );
    assert!(
        only("- Also known as: kube-linter `long-name`, `longer-name`;\n  Terrascan `AC_K8S_0001`\n", "")
            .contains("found none")
    );
}
