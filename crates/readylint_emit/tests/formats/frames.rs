//! `full` and `concise`.

use readylint_diagnostics::{Label, Severity, SuppressionKind};
use readylint_emit::{Format, Style};

use crate::support::{Owned, clean, diagnostic, full, span, suppressed};

fn frame(owned: &Owned) -> String {
    owned.emit(Format::Full)
}

/// A frame of one warning over `range` of `text`.
fn frame_of(text: &str, start: usize, end: usize) -> String {
    let mut owned = Owned::of("a.yaml", text);
    owned.report(diagnostic(Severity::Warning, "some-rule", "odd", Label::new(span(start, end), "here")));
    frame(&owned)
}

/// A line `kN: v` for each number.
fn numbered_lines(numbers: std::ops::Range<u32>) -> String {
    let lines: Vec<String> = numbers.map(|number| format!("k{number}: v\n")).collect();
    lines.concat()
}

#[test]
fn a_finding_with_everything() {
    assert_eq!(
        frame(&full()),
        "\
error[latest-image-tag]: container `app` uses the moving tag `latest`
   ┌─ deploy/api.yaml:11:18
   │
 9 │       containers:
10 │         - name: app
   │                 --- the container
11 │           image: nginx:latest
   │                  ^^^^^^^^^^^^ this tag moves
   │
   ┌─ deploy/service.yaml:7:5
   │
 6 │   selector:
 7 │     app: api
   │     -------- selected here
   │
   = in: Deployment shop/api
   = note: two pods may run different code
   = help: name a version or a digest
   = unsafe fix: write `nginx:1.29`
   = confidence: medium

info[custom-rule]: the name is short
  ┌─ deploy/service.yaml:4:9
  │
3 │ metadata:
4 │   name: api
  │         ^^^
5 │ spec:

"
    );
}

#[test]
fn concise_has_a_line_for_each() {
    let mut owned = full();
    assert_eq!(
        owned.emit(Format::Concise),
        "\
deploy/api.yaml:11:18: error[latest-image-tag] container `app` uses the moving tag `latest`
deploy/service.yaml:4:9: info[custom-rule] the name is short
"
    );
    owned.show_suppressed = true;
    assert!(owned.emit(Format::Concise).starts_with(
        "deploy/api.yaml:10:9: warning[missing-readiness-probe] container `app` has no readiness probe \
         (suppressed by comment until 2027-03-01: known)\n"
    ));
}

#[test]
fn a_suppressed_finding_says_so() {
    let mut owned = full();
    owned.show_suppressed = true;
    assert!(frame(&owned).contains("   = suppressed by comment until 2027-03-01: known\n"));
}

#[test]
fn a_clean_run_prints_nothing() {
    assert_eq!(frame(&clean()), "");
    assert_eq!(clean().emit(Format::Concise), "");
}

#[test]
fn carets_stand_under_what_they_mark() {
    // A byte order mark, CRLF, wide and combining characters before the label.
    let text = "\u{feff}a: 日本e\u{301}💡 X\r\nb: c\r\n";
    let at = text.find('X').unwrap();
    assert_eq!(
        frame_of(text, at, at + 1),
        "\
warning[some-rule]: odd
  ┌─ a.yaml:1:10
  │
1 │ a: 日本e\u{301}💡 X
  │            ^ here
2 │ b: c

"
    );
    assert_eq!(
        frame_of("\tk:\tX\n", 4, 5),
        "\
warning[some-rule]: odd
  ┌─ a.yaml:1:5
  │
1 │     k:  X
  │         ^ here

"
    );
}

#[test]
fn empty_spans_and_the_end_of_the_text() {
    let expected = "\
warning[some-rule]: odd
  ┌─ a.yaml:1:4
  │
1 │ a: b
  │    ^ here

";
    assert_eq!(frame_of("a: b", 4, 4), expected);
    assert_eq!(frame_of("a: b", 99, 99), expected);
    assert_eq!(
        frame_of("a: b\n", 5, 5),
        "\
warning[some-rule]: odd
  ┌─ a.yaml:1:5
  │
1 │ a: b
  │     ^ here

"
    );
    assert_eq!(frame_of("", 0, 0), "warning[some-rule]: odd\n  ┌─ a.yaml:1:1\n  │\n1 │ \n  │ ^ here\n\n");
}

#[test]
fn a_label_over_many_lines_is_shown_on_its_first() {
    let text = numbered_lines(1..200);
    let start = text.find("k9:").unwrap();
    assert_eq!(
        frame_of(&text, start, text.len()),
        "\
warning[some-rule]: odd
  ┌─ a.yaml:9:1
  │
8 │ k8: v
9 │ k9: v
  │ ^^^^^ here

"
    );
}

#[test]
fn a_line_between_two_shown_ones_is_shown() {
    let mut owned = Owned::of("a.yaml", "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\n\nf: 6\n");
    let mut finding = diagnostic(Severity::Error, "some-rule", "odd", Label::new(owned.find(0, "1"), "one"));
    finding.labels = vec![Label::new(owned.find(0, "5"), "five"), Label::new(owned.find(0, "6"), "six")];
    owned.report(finding);
    assert_eq!(
        frame(&owned),
        "\
error[some-rule]: odd
  ┌─ a.yaml:1:4
  │
1 │ a: 1
  │    ^ one
2 │ b: 2
3 │ c: 3
4 │ d: 4
5 │ e: 5
  │    - five
6 │ 
7 │ f: 6
  │    - six

"
    );
}

#[test]
fn the_middle_of_a_long_line() {
    let mut text = "{\"a\": [".to_owned();
    while text.len() < 100_000 {
        text.push_str("{\"k\":1},");
        if text.len() > 50_000 && !text.contains("KEY") {
            text.push_str("\"KEY\",");
        }
    }
    let mut owned = Owned::of("a.json", &text);
    let key = owned.find(0, "KEY");
    owned.report(diagnostic(Severity::Error, "some-rule", "odd", Label::new(key, "here")));
    let shown = owned.emit_styled(Format::Full, Style { width: 40, ..Style::default() });
    assert_eq!(
        shown,
        "\
error[some-rule]: odd
  ┌─ a.json:1:50009
  │
1 │ …k\":1},{\"k\":1},\"KEY\",{\"k\":1},{\"k\":1…
  │                 ^^^ here

"
    );
    assert!(shown.lines().all(|line| line.chars().count() <= 40));
}

#[test]
fn control_characters_never_reach_the_terminal() {
    let mut owned = Owned::of("a\u{1b}]0;x\u{7}.yaml", "k: \u{1b}[2J\u{9b}31m\u{202e}\0 v\n");
    let mut finding = diagnostic(
        Severity::Error,
        "some-rule",
        "bad \u{1b}[31m\nmessage",
        Label::new(owned.find(0, "v"), "l\u{8}"),
    );
    finding.notes = vec!["note\u{1b}[0m\nsecond line".to_owned()];
    finding.help = Some("help\r\nmore\u{7f}".to_owned());
    owned.report(finding);
    assert_eq!(
        frame(&owned),
        "\
error[some-rule]: bad ␛[31m message
  ┌─ a␛]0;x␇.yaml:1:15
  │
1 │ k: ␛[2J\u{fffd}31m\u{fffd}␀ v
  │               ^ l␈
  │
  = note: note␛[0m
    second line
  = help: help
    more␡

"
    );
}

#[test]
fn secrets_are_starred_on_neighbouring_lines_too() {
    let text =
        "kind: Secret\nstringData:\n  user: ädmin\n  key: |\n    first line\n    second\ntype: Opaque\n";
    let mut owned = Owned::of("a.yaml", text);
    let (user, block) = (owned.find(0, "ädmin"), owned.find(0, "|\n    first line\n    second\n"));
    owned.mask(user).mask(block);
    for (needle, label) in [("key", "one"), ("type", "two"), ("stringData", "three")] {
        let span = owned.find(0, needle);
        owned.report(diagnostic(Severity::Error, "some-rule", "odd", Label::new(span, label)));
    }
    let shown = frame(&owned);
    for part in ["ädmin", "dmin", "first", "line", "second", "|\n"] {
        assert!(!shown.contains(part), "{part} in\n{shown}");
    }
    assert!(
        shown.contains("3 │   user: *****\n4 │   key: *\n  │   ^^^ one\n5 │     **********\n"),
        "{shown}"
    );
    assert!(shown.contains("6 │     ******\n7 │ type: Opaque\n"), "{shown}");
}

#[test]
fn a_label_inside_a_secret_shows_stars() {
    let mut owned = Owned::of("a.yaml", "k: hunter2\n");
    let value = owned.find(0, "hunter2");
    owned.mask(value).report(diagnostic(Severity::Error, "some-rule", "odd", Label::new(value, "")));
    assert!(frame(&owned).contains("1 │ k: *******\n  │    ^^^^^^^\n"));
}

#[test]
fn colours_and_links_only_if_asked_for() {
    let owned = full();
    let colored = owned.emit_styled(Format::Full, Style { color: true, ..Style::default() });
    assert!(colored.starts_with("\u{1b}[1m\u{1b}[91merror[latest-image-tag]\u{1b}[0m\u{1b}[1m: container"));
    let mut plain = colored;
    for code in ["0", "1", "91", "93", "94", "96"] {
        plain = plain.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_eq!(plain, frame(&owned));
    let linked = owned.emit_styled(Format::Full, Style { hyperlinks: true, ..Style::default() });
    assert!(linked.starts_with(
        "error[\u{1b}]8;;https://readylint.dev/rules/latest-image-tag\u{1b}\\latest-image-tag\u{1b}]8;;\u{1b}\\]: c"
    ));
    assert!(linked.contains("\ninfo[custom-rule]: "));
}

#[test]
fn very_many_labels_are_counted_instead() {
    let text = numbered_lines(100..200);
    let mut owned = Owned::of("a.yaml", &text);
    let mut finding = diagnostic(Severity::Info, "some-rule", "odd", Label::new(owned.find(0, "k100"), ""));
    finding.labels = (101..130).map(|n| Label::new(owned.find(0, &format!("k{n}")), "")).collect();
    finding.suppressed = Some(suppressed(SuppressionKind::Configuration));
    owned.show_suppressed = true;
    owned.report(finding);
    let shown = frame(&owned);
    assert!(shown.contains("k124") && shown.contains("= note: 5 more places\n"), "{shown}");
    assert!(!shown.contains("k126"));
}
