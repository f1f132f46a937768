//! `readylint deprecations`, the rules about API versions, and versions of Kubernetes without schemas.

use serde_json::{Value, json};

use crate::harness::{Project, readylint, repository};

/// One object for each word that the table has.
const OLD: &str = "\
apiVersion: networking.k8s.io/v1beta1
kind: Ingress
metadata: {name: shop, namespace: shop}
spec: {backend: {serviceName: shop, servicePort: 80}}
---
apiVersion: v1
kind: Endpoints
metadata: {name: ledger}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
---
apiVersion: v1
kind: List
items:
  - apiVersion: storage.k8s.io/v1
    kind: VolumeAttributesClass
    metadata: {name: gold}
    driverName: d.example.com
  - apiVersion: scheduling.k8s.io/v1alpha1
    kind: Workload
    metadata: {name: training}
---
apiVersion: policy/v1beta1
kind: PodDisruptionBudgetList
items:
  - metadata: {name: shop}
  - metadata: {name: stock}
---
apiVersion: cert-manager.io/v1alpha2
kind: Certificate
metadata: {name: shop}
---
apiVersion: example.com/v1
kind: Theme
metadata: {name: dark}
";

fn rows(json: &Value, keys: &[&str]) -> Vec<String> {
    let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let row = |row: &Value| keys.iter().map(|key| word(&row[key])).collect::<Vec<_>>().join(" ");
    json["rows"].as_array().unwrap().iter().map(row).collect()
}

#[test]
fn every_object_that_is_not_fine_has_a_row_with_its_place() {
    let project = Project::new(&[("deploy/old.yaml", OLD)]);
    let run = project.run(["deprecations", "--target", "1.33", "--format", "json"]).ends_with(0);
    let keys = ["file", "line", "column", "kind", "name", "status", "replacement", "replacementSince"];
    assert_eq!(
        rows(&run.json(), &keys),
        [
            "deploy/old.yaml 1 13 Ingress shop removed networking.k8s.io/v1 1.19",
            "deploy/old.yaml 6 13 Endpoints ledger deprecated discovery.k8s.io/v1 1.21",
            "deploy/old.yaml 17 17 VolumeAttributesClass gold not yet available null null",
            "deploy/old.yaml 21 17 Workload training not yet available null null",
            "deploy/old.yaml 25 13 PodDisruptionBudget shop removed policy/v1 1.21",
            "deploy/old.yaml 25 13 PodDisruptionBudget stock removed policy/v1 1.21",
            "deploy/old.yaml 31 13 Certificate shop depends on product cert-manager.io/v1 null",
        ]
    );
    run.tells("read 1 file, 7 documents, 9 resources");
}

#[test]
fn the_target_decides() {
    let project = Project::new(&[("old.yaml", OLD), ("readylint.yaml", "kubernetes: 1.20-1.21\n")]);
    let statuses = |args: &[&str]| {
        let run =
            project.readylint(["deprecations", "--format", "json"]).args(args).run().ends_with(0).json();
        rows(&run, &["kind", "name", "target", "status"])
    };
    // the configured range
    let configured = statuses(&[]);
    assert_eq!(configured[0], "Ingress shop 1.20-1.21 deprecated");
    assert!(configured.contains(&"PodDisruptionBudget stock 1.20-1.21 deprecated".to_owned()));
    assert!(!configured.iter().any(|row| row.starts_with("Endpoints")));
    assert_eq!(statuses(&["--target", "v1.22.4"])[0], "Ingress shop 1.22 removed");
    assert!(statuses(&["--target", "1.18"]).iter().all(|row| !row.starts_with("Ingress")));
    // what is planned is no more than planned
    let claim = "apiVersion: resource.k8s.io/v1beta1\nkind: DeviceClass\nmetadata: {name: gpu}\n";
    let run = readylint(&repository())
        .args(["deprecations", "-", "--target", "1.40", "--format", "json"])
        .stdin(claim)
        .run()
        .ends_with(0)
        .json();
    assert_eq!(rows(&run, &["removed", "status"]), ["1.38 removal planned"]);
}

#[test]
fn people_get_places_that_terminals_open() {
    let project = Project::new(&[("old.yaml", OLD)]);
    let text = project.run(["deprecations", "--target", "1.33"]).ends_with(0).stdout;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "API versions in Kubernetes 1.33");
    assert!(lines[2].starts_with("LOCATION "), "{text}");
    assert!(lines[3].starts_with("old.yaml:1:13   Ingress shop/shop "), "{text}");
    let words: Vec<&str> = lines[3].split_whitespace().skip(3).collect();
    let told =
        ["networking.k8s.io/v1beta1", "removed", "1.14", "1.19", "1.22", "networking.k8s.io/v1", "1.19"];
    assert_eq!(words, told, "{text}");
    assert!(text.contains("discovery.k8s.io/v1 EndpointSlice"), "{text}");
    assert!(text.contains("cert-manager 1.6"), "{text}");
    assert!(text.contains("\n1 object uses an API version that is fine.\n"), "{text}");
    let markdown = project.run(["deprecations", "--format", "markdown"]).ends_with(0).stdout;
    assert!(markdown.starts_with("## API versions in Kubernetes 1.35-1.37\n"), "{markdown}");
    let csv = project.run(["deprecations", "--format", "csv"]).ends_with(0).stdout;
    assert!(csv.starts_with("File,Line,Column,Namespace,Kind,Name,API version,Target,Status,"), "{csv}");
}

#[test]
fn nothing_to_tell_is_told() {
    let fine = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n";
    let project = Project::new(&[("fine.yaml", fine)]);
    let run = project.run(["deprecations"]).ends_with(0);
    assert!(run.stdout.contains("(nothing)"), "{}", run.stdout);
    assert_eq!(
        project.run(["deprecations", "--format", "json"]).json(),
        json!({"version": 1, "report": "deprecations", "rows": []})
    );
}

#[test]
fn a_gate_fails_on_what_it_is_told_to() {
    let ends = |manifest: &str, args: &[&str], code: i32| {
        let project = Project::new(&[("a.yaml", manifest)]);
        project.readylint(["deprecations"]).args(args).run().ends_with(code)
    };
    let budget = "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: shop}\n";
    ends(budget, &["--target", "1.25"], 0);
    ends(budget, &["--target", "1.25", "--fail-on", "removed"], 1);
    ends(budget, &["--target", "1.25", "--fail-on", "deprecated"], 1);
    ends(budget, &["--target", "1.24", "--fail-on", "removed"], 0);
    ends(budget, &["--target", "1.24", "--fail-on", "deprecated"], 1);
    ends(budget, &["--target", "1.20", "--fail-on", "deprecated"], 0);
    let new = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: shop}\n";
    ends(new, &["--target", "1.20", "--fail-on", "removed"], 1);
    // nobody knows which version of the product runs
    let certificate = "apiVersion: cert-manager.io/v1alpha2\nkind: Certificate\nmetadata: {name: shop}\n";
    ends(certificate, &["--fail-on", "deprecated"], 0);
    let empty = Project::new(&[("notes.txt", "nothing")]);
    empty.run(["deprecations"]).ends_with(0).tells("there is no object here");
    empty.run(["deprecations", "--fail-on", "removed"]).ends_with(2).tells("--fail-on");
    empty.run(["deprecations", "nowhere"]).ends_with(2);
    empty.run(["deprecations", "--target", "1.9"]).ends_with(2);
}

#[test]
fn what_people_silence_and_what_they_define() {
    let definition = |kind: &str| {
        format!(
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: x}}\n\
             spec: {{group: cert-manager.io, names: {{kind: {kind}}}}}\n"
        )
    };
    let certificate = "apiVersion: cert-manager.io/v1alpha2\nkind: Certificate\nmetadata: {name: shop}\n";
    let budget = "# readylint: ignore[removed-api-version] -- later\napiVersion: policy/v1beta1\n\
                  kind: PodDisruptionBudget\nmetadata: {name: shop, namespace: a}\n";
    let project = Project::new(&[
        ("a.yaml", certificate),
        ("b.yaml", budget),
        ("crd.yaml", &definition("Certificate")),
    ]);
    let run = project.run(["deprecations", "--format", "json"]).ends_with(0).json();
    assert_eq!(
        rows(&run, &["kind"]),
        ["PodDisruptionBudget"],
        "the definition decides, the comment does not"
    );
    let narrowed = project.run(["deprecations", "--namespace", "b", "--format", "json"]).json();
    assert_eq!(rows(&narrowed, &["kind"]), [""; 0]);
}

/// The blocks of `language` of a Markdown page.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let start = format!("```{language}\n");
    page.split(start.as_str()).skip(1).map(|rest| rest.split_once("```").unwrap().0).collect()
}

#[test]
fn the_examples_of_the_json_page_are_real() {
    let page = include_str!("../../docs/deprecations-json.md");
    let project = Project::new(&[("deploy/shop.yaml", blocks(page, "yaml")[0])]);
    let run = project
        .run(["deprecations", "deploy/shop.yaml", "--target", "1.34", "--format", "json"])
        .ends_with(0);
    assert_eq!(blocks(page, "json"), [run.stdout]);
}

/// Versions before the first schema: lifetimes are judged, fields are not, and the coverage line says so.
#[test]
fn versions_without_schemas() {
    let manifest = "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: shop}\nspec: {rulez: []}\n---\n\
                    apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: [wrong]\ndate: wrong\n";
    let project = Project::new(&[("a.yaml", manifest)]);
    let old =
        project.run(["--kubernetes", "1.16-1.24", "--select", "api-versions,schema", "--output", "json"]);
    assert_eq!(old.rules(), ["removed-api-version"]);
    assert_eq!(old.found().len(), 1);
    old.ends_with(0).tells("no schemas for Kubernetes 1.16-1.24");
    // the same objects where fields are known
    let new = project.run(["--kubernetes", "1.25", "--select", "api-versions,schema", "--output", "json"]);
    assert!(new.rules().contains(&"unknown-field".to_owned()), "{}", new.stdout);
    assert!(!new.stderr.contains("no schemas"), "{}", new.stderr);
    // a version that is not out yet has what is planned for it
    project.run(["--kubernetes", "1.38"]).tells("no schemas for Kubernetes 1.38");
    // by the configuration as well
    project.write("readylint.yaml", "kubernetes: 1.20-1.30\n");
    project.run(["--output", "json"]).tells("no schemas for Kubernetes 1.20-1.24");
}

/// An HPA says the same to rules about objects in all of its versions; only rules about versions tell them apart.
#[test]
fn rules_about_objects_do_not_see_the_version() {
    let autoscaler = |version: &str| {
        format!(
            "apiVersion: autoscaling/{version}\nkind: HorizontalPodAutoscaler\nmetadata: {{name: web}}\n\
             spec:\n  scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: web}}\n  minReplicas: 2\n  \
             maxReplicas: 4\n---\n"
        )
    };
    let workload = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 1\n  \
        selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    \
        spec: {containers: [{name: web, image: web}]}\n---\n\
        apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\n\
        spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}\n";
    let found = |version: &str| {
        let project = Project::new(&[("web.yaml", &(autoscaler(version) + workload))]);
        let args = ["--profile", "all", "--min-confidence", "low", "--kubernetes", "1.23-1.26"];
        let run = project.readylint(["--output", "json"]).args(args).run();
        let findings = run.json()["diagnostics"].as_array().unwrap().clone();
        assert!(!findings.is_empty(), "{}", run.stdout);
        let word = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
        let all = findings.iter().map(|finding| (word(finding, "rule"), word(finding, "message")));
        all.partition::<Vec<_>, _>(|(rule, _)| rule.ends_with("-api-version"))
    };
    let (of_version, others) = found("v2");
    assert_eq!(of_version, []);
    assert!(
        others.iter().all(|(rule, _)| rule != "pdb-blocks-eviction"),
        "two replicas at least: {others:?}"
    );
    for (version, rules) in
        [("v1", vec![]), ("v2beta1", vec!["removed-api-version"]), ("v2beta2", vec!["removed-api-version"])]
    {
        let (of_version, same) = found(version);
        assert_eq!(same, others, "{version}");
        assert_eq!(of_version.iter().map(|(rule, _)| rule.as_str()).collect::<Vec<_>>(), rules, "{version}");
    }
}

/// What findings say, and what they change.
#[test]
fn findings_name_removal_deprecation_and_replacement() {
    let project = Project::new(&[("a.yaml", "")]);
    let told = |manifest: &str, kubernetes: &str| {
        project.write("a.yaml", manifest);
        let run = project.run([
            "--kubernetes",
            kubernetes,
            "--select",
            "api-versions",
            "--min-confidence",
            "low",
            "--output",
            "json",
        ]);
        let found = run.json()["diagnostics"].as_array().unwrap().clone();
        assert_eq!(found.len(), 1, "{}", run.stdout);
        found.into_iter().next().unwrap()
    };
    let text = |finding: &Value| {
        let notes = finding["notes"].as_array().unwrap().iter().map(|note| note.as_str().unwrap());
        let mut words = vec![finding["message"].as_str().unwrap()];
        words.extend(notes);
        words.push(finding["help"].as_str().unwrap_or_default());
        words.join(" | ")
    };
    let edit = |finding: &Value| {
        finding["fixes"].as_array().and_then(|fixes| {
            let edit = fixes.first()?["edits"][0].clone();
            Some((edit["range"]["start"]["offset"].as_u64()?, edit["text"].as_str()?.to_owned()))
        })
    };
    let flow = |quote: &str| {
        format!(
            "apiVersion: {quote}flowcontrol.apiserver.k8s.io/v1beta1{quote}\nkind: FlowSchema\nmetadata: {{name: a}}\n"
        )
    };
    let finding = told(&flow(""), "1.28-1.30");
    assert_eq!(
        text(&finding),
        "Kubernetes 1.26 removed `flowcontrol.apiserver.k8s.io/v1beta1` FlowSchema | it was deprecated in 1.23 | all \
         versions of the target range 1.28-1.30 refuse the object | write `flowcontrol.apiserver.k8s.io/v1beta3`"
    );
    assert_eq!(edit(&finding), Some((12, "flowcontrol.apiserver.k8s.io/v1beta3".to_owned())));
    // quotes stay
    let finding = told(&flow("\""), "1.35");
    assert_eq!(edit(&finding), Some((13, "flowcontrol.apiserver.k8s.io/v1".to_owned())));
    // VER-2: nothing that the whole range serves
    let ingress = "apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nmetadata: {name: a}\n";
    let finding = told(ingress, "1.18-1.22");
    let words = text(&finding);
    assert!(words.contains("Kubernetes 1.22 removed") && words.contains("deprecated in 1.19"), "{words}");
    assert!(words.contains("not available in your oldest version: Kubernetes 1.18"), "{words}");
    assert!(words.contains("`pathType` is required"), "{words}");
    assert_eq!((&finding["severity"], edit(&finding)), (&json!("warning"), None));
    // fields that keep their shape and change their meaning
    let budget = |selector: &str| {
        let head = "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}\n";
        format!("{head}spec: {{maxUnavailable: 1, selector: {selector}}}\n")
    };
    assert_eq!(edit(&told(&budget("{}"), "1.35")), None);
    let finding = told(&budget("{matchLabels: {app: a}}"), "1.35");
    assert_eq!(edit(&finding), Some((12, "policy/v1".to_owned())));
    assert!(text(&finding).contains("selects all pods"), "{}", text(&finding));
    // an alias changes elsewhere
    let aliased = "metadata: {name: a, labels: {v: &v batch/v1beta1}}\napiVersion: *v\nkind: CronJob\n";
    assert_eq!(edit(&told(aliased, "1.35")), None);
    // a version that comes too late
    let finding =
        told("apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: a}\n", "1.20-1.22");
    assert!(text(&finding).contains("write `policy/v1beta1`, which all of 1.20-1.22 serve"), "{finding:#}");
    assert_eq!(finding["severity"], "info");
}
