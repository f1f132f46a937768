//! What a report holds: merged duplicates, counts, order, context files, findings about the input itself.

use readylint_engine::{Finding, Level, Profile, Settings, SkippedFile};

use crate::{Case, deployment, pod, shown, span_of};

fn all() -> Settings {
    Settings { profile: Profile::All, ..Settings::default() }
}

#[test]
fn a_node_that_an_alias_repeats_is_one_finding() {
    let yaml = "\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata: {name: a}
  spec: {containers: &same [{name: web, plain-fault: x}]}
- apiVersion: v1
  kind: Pod
  metadata: {name: b}
  spec: {containers: *same}
";
    let report = Case::of(yaml).report();
    assert_eq!(shown(&report), ["plain-fault@7 warning"]);
    let count = report.rules.iter().find(|count| count.id == "plain-fault").unwrap();
    assert_eq!((count.examined, count.found), (2, 1));
}

#[test]
fn different_messages_at_one_place_are_two_findings() {
    Case::of(&pod("a", "tty: true"))
        .levels(&[("twice-said", Level::On)])
        .finds(&["twice-said@3 info", "twice-said@3 info"]);
}

#[test]
fn subjects_that_are_none_do_not_count_as_examined() {
    let report = Case::of(&deployment("", "", "plain-fault: x", "tty: true")).report();
    let count = |id: &str| {
        report.rules.iter().find(|count| count.id == id).map(|count| (count.examined, count.found))
    };
    assert_eq!(count("plain-fault"), Some((1, 1)));
    assert_eq!(count("container-root"), Some((0, 0)));
    assert_eq!(count("too-long"), Some((2, 0)));
    assert_eq!(count("strict-fault"), None, "not enabled");
    let mut sorted = report.rules.clone();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(report.rules, sorted);
}

#[test]
fn a_suppressed_finding_is_not_counted_as_found() {
    let yaml = pod("a", "plain-fault: x").replace("x}", "x}  # readylint: ignore[plain-fault]");
    let report = Case::of(&yaml).report();
    let count = report.rules.iter().find(|count| count.id == "plain-fault").unwrap();
    assert_eq!((count.examined, count.found, report.suppressed()), (1, 0, 1));
    assert_eq!(report.worst(), None);
}

#[test]
fn the_order_is_by_name_place_rule_and_message() {
    let case = Case::default()
        .file("b.yaml", &pod("b", "plain-fault: x"))
        .file("a/z.yaml", &pod("z", "plain-fault: x"));
    let case = case.file("a.yaml", &deployment("", "", "plain-fault: x", "plain-fault: y"));
    let report = case.settings(all()).report();
    assert_eq!(
        shown(&report),
        [
            "every-object@a.yaml:3 info",
            "twice-said@a.yaml:3 info",
            "twice-said@a.yaml:3 info",
            "plain-fault@a.yaml:11 warning",
            "plain-fault@a.yaml:12 warning",
            "every-object@a/z.yaml:3 info",
            "twice-said@a/z.yaml:3 info",
            "twice-said@a/z.yaml:3 info",
            "plain-fault@a/z.yaml:6 warning",
            "every-object@b.yaml:3 info",
            "twice-said@b.yaml:3 info",
            "twice-said@b.yaml:3 info",
            "plain-fault@b.yaml:6 warning",
        ]
    );
    let messages: Vec<&str> =
        report.diagnostics[1..3].iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert_eq!(messages, ["first", "second"]);
}

const NEEDS_SETTINGS: &str = "envFrom: [{configMapRef: {name: settings}}], plain-fault: x";
const SETTINGS: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\nplain-fault: x\n";

#[test]
fn nothing_is_reported_about_context_and_references_to_it_resolve() {
    let yaml = pod("a", NEEDS_SETTINGS);
    Case::of(&yaml).finds(&["dangling-thing@6 error", "plain-fault@6 warning"]);
    let context = format!("{SETTINGS}# readylint: ignore\n---\n{}", pod("b", NEEDS_SETTINGS));
    let report = Case::of(&yaml).context("other.yaml", &context).settings(all()).report();
    assert_eq!(
        shown(&report),
        ["every-object@3 info", "twice-said@3 info", "twice-said@3 info", "plain-fault@6 warning"]
    );
    assert_eq!((report.coverage.files, report.coverage.documents, report.coverage.resources), (1, 1, 1));
}

#[test]
fn coverage_counts_documents_and_objects() {
    let yaml = format!("{}---\n# nothing\n---\na: [1\n---\n{}", pod("a", "tty: true"), pod("b", "tty: true"));
    let mut case = Case::of(&yaml).file("other.yaml", SETTINGS);
    let skipped = |file: &str| SkippedFile { file: file.to_owned(), reason: "not Kubernetes".to_owned() };
    case.input.skipped = vec![skipped("z.yaml"), skipped("b.yaml")];
    let coverage = case.report().coverage;
    assert_eq!((coverage.files, coverage.documents, coverage.resources), (2, 4, 3));
    assert_eq!(coverage.skipped, [skipped("b.yaml"), skipped("z.yaml")]);
}

#[test]
fn findings_about_the_input_go_through_the_same_pipe() {
    let text = pod("a", "tty: true");
    let about = |message: &str| Finding::new(message).at_span(span_of(0, &text, "Pod"));
    let case = |level| {
        let mut case = Case::of(&text);
        case.input.findings = vec![
            ("plain-fault", about("the input is odd")),
            ("no-such-rule", about("nobody says this")),
            ("strict-fault", about("not in the profile")),
        ];
        case.levels(&[("plain-fault", level)])
    };
    case(Level::At(readylint_diagnostics::Severity::Error)).finds(&["plain-fault@2 error"]);
    case(Level::Off).finds(&[]);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let report = |threads: usize| {
        let mut case = Case::default();
        for number in 0..400 {
            let fault = format!("plain-fault: x{number}, fine-fault: {number}, container-root: y");
            let text = format!(
                "{}---\n{}",
                pod(&format!("a{number}"), &fault),
                deployment("object-root: x", "", "fine-fault: a", NEEDS_SETTINGS)
            );
            case = case.file(&format!("folder{}/{number}.yaml", number % 7), &text);
        }
        let case = case.settings(all());
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let report = pool.install(|| case.report());
        format!("{:?} {:?} {:?} {}", report.diagnostics, report.coverage, report.rules, report.hidden)
    };
    let one = report(1);
    assert!(one.len() > 100_000);
    assert!(one == report(4), "one thread and four differ");
}
