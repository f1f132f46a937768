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

fn judge(text: &str) -> Run {
    Project::new(&[("a.yaml", text)]).run(["-o", "json"])
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

fn line<'a>(found: &Found, text: &'a str) -> &'a str {
    text.lines().nth(found.line.saturating_sub(1)).unwrap_or_default()
}
