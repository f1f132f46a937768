//! OUT-6: no value of a Secret comes out, in no format.

use crate::harness::{FORMATS, Project, readylint, repository};

const SECRETS: &str = "\
apiVersion: v1
kind: Secret
metadata:
  name: db
  namespace: shop
stringData:
  password: hunter2-correct-horse
  password: hunter2-battery-staple
  token: |
    -----BEGIN KEY-----
    hunter2-line-two
---
apiVersion: v1
kind: Secret
metadata:
  name: db
  namespace: shop
data:
  password: aHVudGVyMi1iYXNlNjQ=
  broken: hunter2-not-base64
---
apiVersion: v1
kind: Secret
stringData:
  nameless: hunter2-nameless
";

/// Values of the Secrets above.
const VALUES: [&str; 3] = ["hunter2", "aHVudGVyMi1iYXNlNjQ", "BEGIN KEY"];

#[test]
fn values_of_secrets_stay_secret() {
    let project = Project::new(&[("secrets.yaml", SECRETS)]);
    for format in FORMATS {
        for more in
            [&["-q"][..], &["-v", "--show-suppressed"], &["--profile", "all", "--min-confidence", "low"]]
        {
            if format == "sarif" && more.contains(&"--show-suppressed") {
                continue;
            }
            let run = project.readylint(["-o", format]).args(more).run().ends_with(1);
            for value in VALUES {
                assert!(!run.stdout.contains(value), "{value} in {format}: {}", run.stdout);
                assert!(!run.stderr.contains(value), "{value} in {}", run.stderr);
            }
        }
    }
    let rules = project.run(["-o", "json"]).rules();
    assert!(rules.iter().any(|rule| rule == "duplicate-yaml-key"), "there must be frames: {rules:?}");
}

/// Secrets in odd shapes: not a mapping, in a List, as JSON, through an alias, without a name, and three broken ones.
const ODD: &str = r#"apiVersion: v1
kind: Secret
metadata: {name: a, name: a}
data: hunter2x
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Secret
  metadata: {name: b}
  stringData: {p: hunter2a, p: hunter2b}
---
{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "c"}, "stringData": {"a": "hunter2c", "a": "hunter2d"}}
---
x: &v
  p: hunter2e
  p: hunter2g
kind: Secret
apiVersion: v1
metadata: {name: d, name: d}
stringData: *v
---
apiVersion: v1
kind: Secret
stringData: {k: hunter2f}
metadata:
  name: e
  name: e
  annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"stringData":{"p":"hunter2l"}}'}
---
kind: Secret
stringData:
  k: hunter2h
---
apiVersion: v1
kind: Secret
metadata: {name: z}
stringData:
  pw: 'hunter2i
  other: hunter2j
---
apiVersion: v1
kind: Secret
metadata: {name: z}
stringData:
  pw: "hunter2k \q"
---
apiVersion: v1
kind: Secret
metadata: {name: z2}
stringData:
  pw: hunter2m
 bad: hunter2n
"#;

#[test]
fn values_of_odd_secrets_stay_secret() {
    let project = Project::new(&[("secrets.yaml", ODD)]);
    for format in FORMATS {
        let run = project.run(["-o", format, "--profile", "all", "--min-confidence", "low"]).ends_with(1);
        assert!(!run.stdout.contains("hunter2"), "{format}: {}", run.stdout);
    }
}

#[test]
fn values_of_broken_secrets_stay_secret() {
    let broken = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData:\n  user: hunter2-user\n\tpassword: hunter2-broken\n";
    let project = Project::new(&[("secrets.yaml", broken)]);
    for format in FORMATS {
        let run = project.run(["-o", format]).ends_with(2);
        assert!(!run.stdout.contains("hunter2"), "{format}: {}", run.stdout);
    }
}

#[test]
fn the_shops_secrets_stay_secret() {
    for format in FORMATS {
        let run = readylint(&repository()).args(["-o", format, "fixtures/shop"]).run();
        for value in [
            "SHOP_DB_PASSWORD",
            "SHOP_MAIL_PASSWORD",
            "JHtQQVlNRU5UX0FQSV9LRVl9",
            "UkVQTEFDRV9XSVRIX1dFQkhPT0tfU0VDUkVU",
        ] {
            assert!(!run.stdout.contains(value), "{value} in {format}");
        }
    }
}

#[test]
fn the_job_summary_is_masked_too() {
    let project = Project::new(&[("secrets.yaml", SECRETS)]);
    project.readylint(["-o", "github"]).env("GITHUB_STEP_SUMMARY", "summary.md").run().ends_with(1);
    assert!(!project.read("summary.md").contains("hunter2"));
}
