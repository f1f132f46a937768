//! Annotations on objects, on pod templates, and for single containers (SUP-3).

use readylint::diagnostics::Severity;

use super::{Case, POD, finds, the};

/// A Deployment with two containers whose images (lines 16 and 18) have no tag; `object` and `template` are its
/// annotations, of one line each.
fn deployment(object: &str, template: &str) -> String {
    format!(
        "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  annotations: {object}
spec:
  selector: {{matchLabels: {{app: shop}}}}
  template:
    metadata:
      labels: {{app: shop}}
      annotations: {template}
    spec:
      containers:
      - name: web
        tty: true
        image: shop
      - name: log
        image: log
"
    )
}

const BOTH: [&str; 2] = [
    "latest-image-tag@16 error suppressed by annotation",
    "latest-image-tag@18 error suppressed by annotation",
];

#[test]
fn on_the_object() {
    finds(deployment("{readylint.dev/ignore: latest-image-tag}", "{}"), &BOTH);
}

#[test]
fn on_the_pod_template() {
    finds(deployment("{}", "{readylint.dev/ignore: latest-image-tag}"), &BOTH);
}

#[test]
fn on_a_pod_in_a_list() {
    let yaml = "\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata: {name: shop, annotations: {readylint.dev/ignore: latest-image-tag}}
  spec: {containers: [{name: web, image: shop}]}
- apiVersion: v1
  kind: Pod
  metadata: {name: cart}
  spec: {containers: [{name: web, image: cart}]}
";
    finds(yaml, &["latest-image-tag@7 error suppressed by annotation", "latest-image-tag@11 error"]);
}

#[test]
fn in_the_pod_template_of_a_cron_job() {
    let yaml = "\
apiVersion: batch/v1
kind: CronJob
metadata: {name: report}
spec:
  schedule: 0 3 * * *
  jobTemplate:
    spec:
      template:
        metadata: {annotations: {readylint.dev/ignore: latest-image-tag}}
        spec: {restartPolicy: Never, containers: [{name: report, image: report}]}
";
    finds(yaml, &["latest-image-tag@10 error suppressed by annotation"]);
}

#[test]
fn for_one_container() {
    let expected = ["latest-image-tag@16 error suppressed by annotation", "latest-image-tag@18 error"];
    finds(deployment("{readylint.dev/ignore.web: latest-image-tag}", "{}"), &expected);
    finds(deployment("{}", "{readylint.dev/ignore.web: latest-image-tag}"), &expected);
}

#[test]
fn for_each_container_its_own() {
    finds(
        deployment(
            "{readylint.dev/ignore.web: latest-image-tag, readylint.dev/ignore.log: latest-image-tag}",
            "{}",
        ),
        &BOTH,
    );
}

#[test]
fn for_an_init_container() {
    let yaml = "\
apiVersion: v1
kind: Pod
metadata: {name: shop, annotations: {readylint.dev/ignore.wait: latest-image-tag}}
spec:
  initContainers: [{name: wait, image: wait}]
  containers: [{name: web, image: shop}]
";
    finds(yaml, &["latest-image-tag@5 error suppressed by annotation", "latest-image-tag@6 error"]);
}

#[test]
fn an_absent_field_of_a_container() {
    let yaml = deployment("{readylint.dev/ignore.log: missing-memory-limit}", "{}");
    Case::of(yaml).rules(&["missing-memory-limit"]).finds(&[
        "missing-memory-limit@14 warning",
        "missing-memory-limit@17 warning suppressed by annotation",
    ]);
}

#[test]
fn the_reason_stands_in_a_neighbour() {
    let ignore = "readylint.dev/ignore: latest-image-tag";
    let expected = BOTH.map(|line| format!("{line}: built here"));
    let expected = expected.each_ref().map(String::as_str);
    finds(deployment(&format!("{{{ignore}, readylint.dev/ignore-reason: built here}}"), "{}"), &expected);
    finds(deployment("{}", &format!("{{readylint.dev/ignore-reason: ' built here ', {ignore}}}")), &expected);
    // the other place's reason is none
    finds(deployment(&format!("{{{ignore}}}"), "{readylint.dev/ignore-reason: built here}"), &BOTH);
    finds(deployment(&format!("{{{ignore}, readylint.dev/ignore-reason: ''}}"), "{}"), &BOTH);
}

#[test]
fn lists_with_and_without_blanks() {
    for list in [
        "'latest-image-tag,missing-memory-limit'",
        "'latest-image-tag, missing-memory-limit'",
        "\" missing-memory-limit ,\\tlatest-image-tag \"",
        "'missing-memory-limit,  CKV_K8S_14'",
    ] {
        let yaml = POD.replace(
            "{name: shop}",
            &format!("{{name: shop, annotations: {{readylint.dev/ignore: {list}}}}}"),
        );
        Case::of(yaml).rules(&["latest-image-tag", "missing-memory-limit"]).finds(&[
            "missing-memory-limit@6 warning suppressed by annotation",
            "latest-image-tag@7 error suppressed by annotation",
        ]);
    }
}

#[test]
fn a_block_scalar_as_list() {
    let yaml = POD.replace(
        "{name: shop}",
        "\n  name: shop\n  annotations:\n    readylint.dev/ignore: >-\n      latest-image-tag,\n      missing-memory-limit",
    );
    finds(yaml, &["latest-image-tag@12 error suppressed by annotation"]);
}

#[test]
fn an_object_annotation_holds_for_no_other_object() {
    let first =
        POD.replace("{name: shop}", "{name: shop, annotations: {readylint.dev/ignore: latest-image-tag}}");
    let yaml = format!("{first}---\n{}", POD.replace("shop", "cart"));
    finds(yaml, &["latest-image-tag@7 error suppressed by annotation", "latest-image-tag@15 error"]);
}

#[test]
fn an_annotation_of_the_template_does_not_reach_the_object() {
    let yaml = deployment("{}", "{readylint.dev/ignore: duplicate-resource}");
    let yaml = format!("{yaml}---\n{}", deployment("{readylint.dev/ignore: duplicate-resource}", "{a: b}"));
    let report = Case::of(yaml).rules(&["duplicate-resource"]).report();
    assert!(the(&report, "duplicate-resource").suppressed.is_some(), "by the second object's own");
    let unused = the(&report, "unused-suppression");
    let source = report.sources.get(unused.primary.span.source).unwrap();
    assert_eq!(source.lines().line(unused.primary.span.range.start()) + 1, 11);
}

/// `annotations` of a Pod are reported with a message that holds `expected`, and nothing is suppressed.
#[track_caller]
fn is_malformed(annotations: &str, expected: &str) {
    let yaml = POD.replace("{name: shop}", &format!("{{name: shop, annotations: {{{annotations}}}}}"));
    let report = Case::of(yaml).report();
    let malformed = the(&report, "malformed-suppression");
    assert!(malformed.message.contains(expected), "{annotations}: {}", malformed.message);
    assert_eq!(malformed.severity, Severity::Error);
    let source = report.sources.get(malformed.primary.span.source).unwrap();
    assert_eq!(source.lines().line(malformed.primary.span.range.start()), 2, "{annotations}");
    assert!(the(&report, "latest-image-tag").suppressed.is_none(), "{annotations}");
}

#[test]
fn malformed_ones_are_reported_and_suppress_nothing() {
    is_malformed("readylint.dev/ignore.proxy: latest-image-tag", "there is no container `proxy`");
    is_malformed("readylint.dev/ignore.: latest-image-tag", "there is no container ``");
    is_malformed("readylint.dev/ignore: ''", "must be named");
    is_malformed("readylint.dev/ignore: 'latest-image-tag,'", "must be named");
    is_malformed("readylint.dev/ignore: '*'", "cannot stand in a rule id");
    is_malformed("readylint.dev/ignore: latest-image-tag missing-memory-limit", "separated by commas");
    is_malformed("readylint.dev/ignore: latest-image-tags", "did you mean `latest-image-tag`?");
    is_malformed("readylint.dev/ignored: latest-image-tag", "is no annotation of readylint");
    is_malformed("readylint.dev/ignore-reasons: latest-image-tag", "is no annotation of readylint");
}

#[test]
fn a_list_instead_of_a_text_is_malformed() {
    is_malformed("readylint.dev/ignore: [latest-image-tag]", "text");
    is_malformed("readylint.dev/ignore: {latest-image-tag: true}", "text");
    is_malformed("readylint.dev/ignore:", "must be named");
}

#[test]
fn an_unknown_id_is_underlined_alone() {
    let yaml = POD.replace(
        "{name: shop}",
        "{name: shop, annotations: {readylint.dev/ignore: 'missing-memory-limit, latest-image-tags'}}",
    );
    let report = Case::of(yaml).report();
    assert_eq!(report.sources.slice(the(&report, "malformed-suppression").primary.span), "latest-image-tags");
}

#[test]
fn an_object_without_pods() {
    let yaml = "\
apiVersion: v1
kind: Service
metadata: {name: shop, annotations: {readylint.dev/ignore: service-selects-nothing, readylint.dev/ignore.web: runs-as-root}}
spec: {selector: {app: shop}, ports: [{port: 80}]}
";
    let case = Case::of(yaml).rules(&["service-selects-nothing", "runs-as-root"]);
    let case = case.config("closed-world: true\n");
    let report = case.report();
    assert!(the(&report, "service-selects-nothing").suppressed.is_some());
    assert!(the(&report, "malformed-suppression").message.contains("no container `web`"));
}
