//! What holds of any input to the library: no panic, places inside of their texts, unique fingerprints, output in every
//! format, and no secret in any of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../../fuzz/src/bodies.rs"]
#[expect(dead_code, reason = "the bodies themselves run in `fuzz_bodies`")]
mod bodies;

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::select;
use readylint::diagnostics::Confidence;
use readylint::engine::Profile;
use readylint::{Format, Linter, Report, Settings, View};

/// Everything on, nothing hidden.
fn linter() -> Linter {
    let settings = Settings { profile: Profile::All, min_confidence: Confidence::Low, ..Settings::default() };
    Linter::with_catalogue(bodies::rules()).settings(settings)
}

/// Lints and checks what holds of any report.
fn lint(files: &[(&str, String)]) -> Report {
    let linter = linter();
    let report = linter.lint(files.iter().map(|(name, text)| (*name, text.as_str())));
    bodies::report(&report, linter.catalogue());
    report
}

/// Lines of manifests, suppressions among them; `soup` joins them in any order and depth.
const LINES: [&str; 44] = [
    "apiVersion: v1",
    "apiVersion: apps/v1",
    "kind: Pod",
    "kind: Deployment",
    "kind: List",
    "kind: Service",
    "kind: ConfigMap",
    "kind: Secret",
    "kind: PodDisruptionBudget",
    "kind: HorizontalPodAutoscaler",
    "metadata:",
    "metadata: {name: web, namespace: shop}",
    "name: web",
    "name:",
    "generateName: web-",
    "annotations: {readylint.dev/ignore: latest-image-tag, readylint.dev/ignore.web: 'runs-as-root, x'}",
    "annotations: {readylint.dev/ignore: [a]}",
    "labels: {app: web}",
    "spec:",
    "template:",
    "items:",
    "containers:",
    "initContainers:",
    "- name: web",
    "- {name: log, image: 'log:latest', resources: {limits: {memory: 1Gi}}}",
    "- ",
    "image: web",
    "image: \"w\\u0065b:latest\"",
    "resources: &limits {limits: {memory: 64Mi}}",
    "resources: *limits",
    "<<: *limits",
    "envFrom: [{configMapRef: {name: settings}}]",
    "securityContext: {runAsUser: 0}",
    "selector: {app: web}",
    "selector: {matchLabels: {app: web}}",
    "ports: [{port: 80, targetPort: http}]",
    "replicas: 3",
    "minAvailable: 100%",
    "# readylint: ignore[latest-image-tag, runs-as-root] größer 💡",
    "# readylint: ignore-file[missing-memory-limit]",
    "# readylint: ignore",
    "---",
    "...",
    "stringData: {größe: |-\n",
];

fn soup() -> impl Strategy<Value = String> {
    let line = (
        0..6_usize,
        select(&LINES[..]),
        select(&["\n", "\n", "\n", "\r\n", "  # readylint: ignore[x-y]\n"][..]),
    );
    let line = line.prop_map(|(depth, line, end)| format!("{}{line}{end}", "  ".repeat(depth)));
    prop::collection::vec(line, 1..40).prop_map(|lines| lines.concat())
}

/// A Deployment that is well formed, with any of its parts faulty or absent.
fn deployment() -> impl Strategy<Value = String> {
    let container = (
        select(&["web", "log", "wéb", ""][..]),
        select(
            &[
                "image: web\n",
                "image: web:1.2.0\n",
                "image: {}\n",
                "image: 'web:latest'  # readylint: ignore[latest-image-tag]\n",
                "",
            ][..],
        ),
        select(
            &["resources: {limits: {memory: 1Gi}}\n", "resources: {}\n", "resources: {limits: }\n", ""][..],
        ),
        select(
            &[
                "securityContext: {runAsNonRoot: true}\n",
                "securityContext: {runAsUser: 0}\n",
                "ports: [{containerPort: 80}]\n",
                "",
            ][..],
        ),
    );
    let container = container.prop_map(|(name, image, resources, rest)| {
        let fields = [image, resources, rest]
            .map(|field| if field.is_empty() { String::new() } else { format!("        {field}") });
        format!("      - name: {name}\n{}", fields.concat())
    });
    let head =
        select(&["# readylint: ignore[runs-as-root] old\n", "---\n", "# readylint: disable\n", ""][..]);
    let name = select(&["shop", "cart", "größe", "[]", ""][..]);
    (head, name, prop::collection::vec(container, 0..4), any::<bool>()).prop_map(|(head, name, containers, crlf)| {
        let text = format!(
            "{head}apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\nspec:\n  template:\n    spec:\n      containers:\n{}",
            containers.concat()
        );
        if crlf { text.replace('\n', "\r\n") } else { text }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in "\\PC{0,200}", head in any::<bool>()) {
        let head = if head { "apiVersion: v1\nkind: Pod\n" } else { "" };
        lint(&[("in.yaml", format!("{head}{text}"))]);
    }

    #[test]
    fn any_lines(lines in prop::collection::vec("[ \\t]{0,6}[-a-z:{}\\[\\]&*#|>'\"!%?,~/0-9äé💡]{0,14}", 0..30)) {
        lint(&[("in.yaml", format!("apiVersion: v1\nkind: Pod\n{}", lines.join("\n")))]);
    }

    #[test]
    fn manifest_soup(one in soup(), other in soup()) {
        lint(&[("a/one.yaml", one), ("b/other.yaml", other)]);
    }

    #[test]
    fn faulty_deployments(objects in prop::collection::vec(deployment(), 1..4)) {
        let text = objects.join("---\n");
        let report = lint(&[("in.yaml", text.clone())]);
        let again = lint(&[("in.yaml", text)]);
        prop_assert_eq!(report.diagnostics, again.diagnostics);
    }

    #[test]
    fn no_secret_is_shown(secret in secret()) {
        let linter = linter();
        let report = linter.lint([("in.yaml", secret.text.as_str())]);
        for (format, view) in bodies::views() {
            let output = bodies::written(&report, linter.catalogue(), format, &view);
            for value in &secret.values {
                prop_assert!(!output.contains(value.as_str()), "{:?} shows {}:\n{}\n{}", format, value, secret.text, output);
            }
        }
    }
}

/// The property above would hold of outputs that show nothing: this one shows the values if nothing masks them.
#[test]
fn without_masks_the_value_would_be_shown() {
    let text = "apiVersion: v1\nkind: Secret\nmetadata: {name: shop}\nstringData:\n  a: firstToken4711\n  a: otherToken4712\n";
    let linter = linter();
    let mut report = linter.lint([("in.yaml", text)]);
    let full = |report: &Report| bodies::written(report, linter.catalogue(), Format::Full, &View::default());
    assert!(!full(&report).contains("Token47"));
    report.masked.clear();
    assert!(full(&report).contains("otherToken4712"));
}

/// A manifest with secret values in it.
#[derive(Clone, Debug)]
struct Secretive {
    text: String,
    values: Vec<String>,
}

/// A way to write a value; `V` stands for it.
const STYLES: [&str; 9] = [
    "V",
    "'V'",
    "\"V\"",
    "!!str V",
    "|\n    V\n    V",
    ">-\n    V\n\n    V",
    "\"V\\\n    V\"",
    "&value V",
    "'V'  # readylint: ignore[nothing-here]",
];

/// A fault near the values, so that a frame shows their lines.
const FAULTS: [&str; 8] = [
    "",
    "  key: twice\n",
    "immutable: true\nimmutable: false\n",
    "# readylint: ignore\n",
    "  broken: [1\n",
    "  \"open: 1\n",
    "type: Opaque\ntype: V\n",
    "\tx\n",
];

fn secret() -> impl Strategy<Value = Secretive> {
    let values = prop::collection::vec(("[a-zA-Z0-9]{12,20}", select(&STYLES[..])), 1..4);
    let head = select(
        &[
            "metadata: {name: shop}\n",
            "metadata: {}\n",
            "",
            "metadata: {name: shop}\nmetadata: {name: shop}\n",
        ][..],
    );
    let field = select(&["data", "stringData"][..]);
    (values, head, field, select(&FAULTS[..]), any::<bool>(), any::<bool>()).prop_map(
        |(values, head, field, fault, list, crlf)| {
            let mut text = format!("apiVersion: v1\nkind: Secret\n{head}{field}:\n  key: short\n");
            for (number, (value, style)) in values.iter().enumerate() {
                writeln!(text, "  key{number}: {}", style.replace('V', value)).unwrap();
            }
            text.push_str(&fault.replace('V', "Opaque"));
            if list {
                let item = text.trim_end().replace('\n', "\n  ");
                text = format!("apiVersion: v1\nkind: List\nitems:\n- {item}\n");
            }
            if crlf {
                text = text.replace('\n', "\r\n");
            }
            Secretive { text, values: values.into_iter().map(|(value, _)| value).collect() }
        },
    )
}
