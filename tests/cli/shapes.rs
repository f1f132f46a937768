//! Objects with one thing wrong in their shape: it is told once, where it is, and everything else is judged as ever.

use crate::harness::{Found, Project, Run};

const WORKLOAD: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      securityContext: {runAsNonRoot: true}
      containers:
        - name: web
          image: registry.example.com/shop
          resources:
            limits:
              memory: 1GB
";

const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata: {name: shop, namespace: shop}
spec:
  selector: {app: shop}
  ports: [{port: 80}]
";

/// The rules about shapes, and some that read what is left of a broken object: these manifests are no more complete than
/// they need to be.
const RULES: &str = "schema,readylint,latest-image-tag,missing-memory-limit,placeholder-secret-value,runs-as-root,\
                     service-selects-nothing,unresolved-target-port";

fn judge(text: &str) -> Run {
    judge_all(&[("a.yaml", text)])
}

fn judge_all(files: &[(&str, &str)]) -> Run {
    Project::new(files).run(["-o", "json", "--select", RULES])
}

#[test]
fn a_broken_amount_hides_nothing_else() {
    let found = judge(WORKLOAD).ends_with(1).found();
    let rules: Vec<&str> = found.iter().map(|found| found.rule.as_str()).collect();
    assert_eq!(rules, ["latest-image-tag", "invalid-quantity"], "{found:#?}");
    assert_eq!(line(&found[1], WORKLOAD), "              memory: 1GB");
}

#[test]
fn an_unreadable_workload_does_not_make_its_service_wrong() {
    let broken = WORKLOAD.replace("matchLabels: {app: shop}}", "matchLabels: {app: shop}");
    let run = judge(&format!("{broken}---\n{SERVICE}")).ends_with(1);
    assert_eq!(run.rules(), ["malformed-yaml"]);
}

#[test]
fn a_field_of_containers_on_the_pod() {
    let text = WORKLOAD
        .replace("{runAsNonRoot: true}", "{runAsNonRoot: true, readOnlyRootFilesystem: true}")
        .replace("1GB", "1Gi")
        .replace("com/shop", "com/shop:1.8.0");
    let run = judge(&text).ends_with(1);
    assert_eq!(run.rules(), ["misplaced-field"]);
    let json = run.json();
    let message = json["diagnostics"][0]["message"].as_str().unwrap_or_default();
    assert!(message.contains("is not a field of the pod") && message.contains("it belongs on the container"));
}

#[test]
fn an_encrypted_secret_is_right() {
    let secret = "\
apiVersion: v1
kind: Secret
metadata: {name: database, namespace: shop}
data:
  password: ENC[AES256_GCM,data:p673w==,iv:YY=,aad:UQ=,tag:A=,type:str]
sops:
  age:
    - recipient: age1example
      enc: none
  lastmodified: '2026-11-21T18:00:00Z'
  mac: ENC[AES256_GCM,data:XgA=,iv:Lw=,tag:Og==,type:str]
  version: 3.9.0
";
    assert_eq!(judge(secret).ends_with(0).rules(), [""; 0]);
}

#[test]
fn lists_empty_documents_and_separators_are_read() {
    let text = format!(
        "# nothing but a comment\n---\n---\napiVersion: v1\nkind: List\nitems:\n  - apiVersion: example.com/v1\n    \
         kind: Theme\n    metadata: {{name: dark, namespace: shop}}\n    colour: black\n  - apiVersion: v1\n    kind: \
         ConfigMap\n    metadata: {{name: settings, namespace: shop}}\n    datta: {{}}\n---\n{WORKLOAD}---\n"
    );
    let run = judge(&text).ends_with(1);
    assert_eq!(run.rules(), ["unknown-field", "latest-image-tag", "invalid-quantity"]);
}

/// A Pod whose container has these lines, one of which stands too far left.
fn misplaced(lines: &str) -> Vec<serde_json::Value> {
    let text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: shop, namespace: shop}}\nspec:\n  securityContext: {{runAsNonRoot: \
         true}}\n  containers:\n    - name: web\n      image: registry.example.com/shop:1.8.0\n      resources: {{limits: \
         {{memory: 64Mi}}}}\n{lines}"
    );
    let found = judge(&text).ends_with(1).found();
    let [found] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(found.rule, "misplaced-field");
    found.json["fixes"].as_array().cloned().unwrap_or_default()
}

#[test]
fn a_field_is_moved_only_where_the_lines_allow_it() {
    for lines in [
        "      privileged: false # why\n",
        "      privileged: false\n      securityContext:\n        runAsUser: 1000\n",
        "      securityContext:\n        runAsUser: 1000\n      \"privileged\": 'no'\n"
            .replace("'no'", "false")
            .as_str(),
    ] {
        assert_eq!(misplaced(lines).len(), 1, "{lines}");
    }
    for lines in [
        // a mapping in flow style, one that others read, and one that is null
        "      privileged: false\n      securityContext: {runAsUser: 1000}\n",
        "      privileged: false\n      securityContext: &shared\n        runAsUser: 1000\n",
        "      privileged: false\n      securityContext:\n",
        // a value that others read, one on a line of its own, one that is a mapping
        "      privileged: &shared false\n",
        "      privileged:\n        false\n",
        "      capabilities:\n        drop: [ALL]\n",
        // a comment that belongs to the field
        "      # why\n      privileged: false\n      securityContext:\n        runAsUser: 1000\n",
        // line ends of Windows, and none
        "      privileged: false\r\n",
        "      securityContext:\n        runAsUser: 1000\n      privileged: false",
    ] {
        assert_eq!(misplaced(lines), [serde_json::Value::Null; 0], "{lines}");
    }
}

fn line<'a>(found: &Found, text: &'a str) -> &'a str {
    text.lines().nth(found.line.saturating_sub(1)).unwrap_or_default()
}

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: shop, namespace: shop}
spec:
  securityContext: {runAsNonRoot: true}
  containers:
    - name: web
      image: registry.example.com/shop:1.8.0
      resources: {limits: {memory: 1Gi}}
";

/// One fault yields to the rule that knows it best; it takes no other fault of the object along.
#[test]
fn each_fault_is_told_by_itself() {
    let text = POD.replace("memory: 1Gi", "memory: 1x").replace(
        "      resources",
        "      imagePullPolicy: always\n      stdinn: true\n      command: serve\n      resources",
    );
    let rules = judge(&text).ends_with(1).rules();
    assert_eq!(rules, ["schema-violation", "unknown-field", "schema-violation", "invalid-quantity"]);
    let suppressed =
        text.replace("memory: 1x}}", "memory: 1x}} # readylint: ignore[invalid-quantity] set by a webhook");
    assert_eq!(
        judge(&suppressed).ends_with(1).rules(),
        ["schema-violation", "unknown-field", "schema-violation"],
        "a suppression holds for its own fault"
    );
}

/// A name that is nearly right is one fault, not also a field that is missing.
#[test]
fn a_misspelt_required_field_is_told_once() {
    let text = POD
        .replace("      resources", "      volumeMounts: [{name: data, mountpath: /data}]\n      resources");
    let text = format!("{text}  volumes: [{{name: data, emptyDir: {{}}}}]\n");
    assert_eq!(judge(&text).ends_with(1).rules(), ["unknown-field"]);
}

/// The new name stands in the quotes of the old one: JSON stays JSON.
#[test]
fn a_rename_keeps_quotes_and_makes_no_key_twice() {
    let edit = |text: &str| {
        let json = judge(text).ends_with(1).json();
        json["diagnostics"][0]["fixes"][0]["edits"][0]["text"].as_str().map(str::to_owned)
    };
    let json = POD
        .replace("{limits: {memory: 1Gi}}", r#"{"limits": {"memory": "1Gi"}, "request": {"memory": "1Gi"}}"#);
    assert_eq!(edit(&json).as_deref(), Some("\"requests\""));
    let both = POD.replace("{limits: {memory: 1Gi}}", "{limits: {memory: 1Gi}, limit: {memory: 1Gi}}");
    assert_eq!(edit(&both), None);
}

/// API servers reset the status: exported objects may hold anything in it that can be read.
#[test]
fn an_exported_status_demands_nothing() {
    let text = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: themes.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Theme, plural: themes}
  versions:
    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
status: {acceptedNames: {kind: '', plural: ''}, conditions: [], storedVersions: []}
";
    assert_eq!(judge(text).ends_with(0).rules(), [""; 0]);
}

/// Another volume source with such a field is no home: which one is meant cannot be told.
#[test]
fn a_field_of_a_volume_source_has_no_home_in_another() {
    let text = format!("{POD}  volumes: [{{name: data, secret: {{claimName: data}}}}]\n");
    let run = judge(&text).ends_with(1);
    assert!(run.rules().contains(&"unknown-field".to_owned()), "{run:#?}");
    assert!(!run.rules().contains(&"misplaced-field".to_owned()), "{run:#?}");
}

/// What another program fills in is nothing yet.
#[test]
fn values_to_be_filled_in_are_let_alone() {
    let text = WORKLOAD.replace("1GB", "${MEMORY:=1Gi}").replace("com/shop", "com/shop:1.8.0");
    let text = text.replace("spec:\n  selector", "spec:\n  replicas: ${REPLICAS:=2}\n  selector");
    assert_eq!(judge(&text).ends_with(0).rules(), [""; 0]);
}

/// The `crds/` of a chart define kinds, although nothing else of the chart is read yet (CRD-3).
#[test]
fn definitions_of_a_chart_judge_its_kinds() {
    let definition = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: themes.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Theme, plural: themes}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, properties: {colour: {type: string}}}}
";
    let theme =
        "apiVersion: example.com/v1\nkind: Theme\nmetadata: {name: dark, namespace: shop}\ncolour: 1\n";
    let files = [
        ("chart/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n"),
        ("chart/crds/theme.yaml", definition),
        ("theme.yaml", theme),
    ];
    assert_eq!(judge_all(&files).ends_with(1).rules(), ["custom-resource-schema-violation"]);
}
