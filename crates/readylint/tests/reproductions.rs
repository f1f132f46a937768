//! What users of other tools reported as wrong, rewritten: rows of `Appendix A` of the requirements, by their number.
//! Each is a case in which some linter of Kubernetes said too much, too little, or nothing at all.
#![allow(clippy::panic, clippy::unwrap_used)]

use readylint::diagnostics::Confidence;
use readylint::engine::{Date, Profile};
use readylint::project::config::Sourced;
use readylint::project::{MemoryFileSystem, Request};
use readylint::text::PositionEncoding;
use readylint::{Report, catalogue};

/// Lints these files of a project, everything on.
fn lint(files: &[(&str, &str)]) -> Report {
    let files = files.iter().fold(MemoryFileSystem::new(), |all, (name, text)| all.with(name, text));
    let mut request = Request::new(["."], Date { year: 2026, month: 11, day: 21 });
    request.options.profile = Some(Sourced::flag(Profile::All, "--profile"));
    request.options.min_confidence = Some(Sourced::flag(Confidence::Low, "--min-confidence"));
    let report = readylint::check(&files, &request, &catalogue()).unwrap().report;
    assert!(report.coverage.skipped.is_empty(), "{:?}", report.coverage.skipped);
    assert!(
        found(&report, &["malformed-yaml", "unknown-field"]).is_empty(),
        "what is not read shows nothing"
    );
    report
}

/// The findings of these rules: rule, line and confidence.
fn found(report: &Report, rules: &[&str]) -> Vec<String> {
    for rule in rules {
        assert!(catalogue().get(rule).is_some(), "there is no rule `{rule}`");
    }
    let of_rules = report.active().filter(|diagnostic| rules.contains(&diagnostic.rule.as_str()));
    let mut lines: Vec<String> = of_rules
        .map(|diagnostic| {
            let source = report.sources.get(diagnostic.primary.span.source).unwrap();
            let at = source.position(diagnostic.primary.span.range.start(), PositionEncoding::Utf32);
            format!("{}:{} {}", diagnostic.rule, at.line + 1, diagnostic.confidence.as_str())
        })
        .collect();
    lines.sort();
    lines
}

/// A Deployment of one container, with more keys for the pod and the container, each on lines of their own.
fn deployment(name: &str, pod: &str, container: &str) -> String {
    format!(
        "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
{pod}      containers:
      - name: main
        image: registry.example-corp.io/{name}:1.4.2
{container}"
    )
}

#[test]
fn row_3_a_service_and_its_pods_in_sibling_folders() {
    let service = "\
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
";
    let pods = deployment("web", "", "        ports: [{containerPort: 8080}]\n");
    let report = lint(&[("services/web.yaml", service), ("deployments/web.yaml", &pods)]);
    assert!(found(&report, &["service-selects-nothing", "unresolved-target-port"]).is_empty());
}

#[test]
fn row_4_autoscalers_of_every_version_and_of_custom_resources() {
    let rules = ["dangling-autoscaler-target", "invalid-autoscaler-bounds", "replicas-with-autoscaler"];
    for version in ["v1", "v2beta1", "v2beta2", "v2"] {
        let autoscaler = |kind: &str, name: &str| {
            format!(
                "apiVersion: autoscaling/{version}\nkind: HorizontalPodAutoscaler\nmetadata: {{name: web}}\nspec:\n  \
                 scaleTargetRef: {kind}, name: {name}}}\n  minReplicas: 2\n  maxReplicas: 4\n"
            )
        };
        let definition = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: shops.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Shop, plural: shops}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
    subresources: {scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}}
---
apiVersion: example.com/v1
kind: Shop
metadata: {name: corner}
spec: {replicas: 2}
";
        let custom = autoscaler("{apiVersion: example.com/v1, kind: Shop", "corner");
        assert!(found(&lint(&[("a.yaml", &custom), ("b.yaml", definition)]), &rules).is_empty(), "{version}");
        let web = deployment("web", "", "").replacen("spec:\n", "spec:\n  replicas: 3\n", 1);
        let right = autoscaler("{apiVersion: apps/v1, kind: Deployment", "web");
        assert_eq!(
            found(&lint(&[("a.yaml", &right), ("b.yaml", &web)]), &rules),
            ["replicas-with-autoscaler:6 high"],
            "{version}"
        );
        let wrong = autoscaler("{apiVersion: apps/v1, kind: Deployment", "wbe");
        let report = lint(&[("a.yaml", &wrong), ("b.yaml", &web)]);
        assert!(
            found(&report, &rules).iter().any(|line| line.starts_with("dangling-autoscaler-target:5")),
            "{version}"
        );
    }
}

#[test]
fn row_5_keys_and_objects_that_are_not_there() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: shop}\nstringData: {DB_USER: shop}\n";
    let container = "        envFrom:
        - configMapRef: {name: theme}
        env:
        - name: USER
          valueFrom: {secretKeyRef: {name: shop, key: DB_USR}}
";
    let pod = "      volumes:\n      - name: theme\n        configMap: {name: themes}\n";
    let rules = ["unknown-config-key", "dangling-configmap-reference"];
    let report = lint(&[("a.yaml", &deployment("web", pod, container)), ("b.yaml", secret)]);
    assert_eq!(
        found(&report, &rules),
        [
            "dangling-configmap-reference:12 low",
            "dangling-configmap-reference:17 low",
            "unknown-config-key:20 high"
        ]
    );
    let optional = |text: &str| {
        let text = text.replace("name: theme}", "name: theme, optional: true}");
        let text = text.replace("name: themes}", "name: themes, optional: true}");
        text.replace("key: DB_USR}", "key: DB_USR, optional: true}")
    };
    let report = lint(&[("a.yaml", &optional(&deployment("web", pod, container))), ("b.yaml", secret)]);
    assert!(found(&report, &rules).is_empty());
}

#[test]
fn row_6_a_policy_covers_what_it_selects() {
    let pods = |namespace: &str| {
        deployment("web", "", "")
            .replace("  name: web\n", &format!("  name: web\n  namespace: {namespace}\n"))
    };
    let policy = |selector: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: deny, namespace: shop}}\nspec: \
             {{podSelector: {selector}, policyTypes: [Ingress]}}\n"
        )
    };
    let uncovered = |pods: &str, policy: &str| {
        !found(&lint(&[("a.yaml", pods), ("b.yaml", policy)]), &["pod-without-network-policy"]).is_empty()
    };
    assert!(!uncovered(&pods("shop"), &policy("{}")));
    assert!(uncovered(&pods("other"), &policy("{}")), "a policy of another namespace");
    let misses = "{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}";
    assert!(uncovered(&pods("shop"), &policy(misses)), "expressions that leave the pods out");
    let hits = "{matchExpressions: [{key: app, operator: In, values: [web, api]}]}";
    assert!(!uncovered(&pods("shop"), &policy(hits)));
    let cilium = "\
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {endpointSelector: {}, ingress: [{}]}
";
    assert!(!uncovered(&pods("shop"), cilium), "nobody can tell");
}

#[test]
fn row_7_forms_of_image_references() {
    let digest = "sha256:9c1e1d8d8f0a1f8f4f4f7d7c2b6f0c6c2a7d1f5e4c3b2a1908f7e6d5c4b3a291";
    for (image, pinned) in [
        ("web".to_owned(), false),
        ("web:latest".to_owned(), false),
        ("registry:5000/web".to_owned(), false),
        ("registry:5000/web:1.2".to_owned(), true),
        (format!("web@{digest}"), true),
        (format!("web:latest@{digest}"), true),
    ] {
        let text = deployment("web", "", "").replace("registry.example-corp.io/web:1.4.2", &image);
        let report = lint(&[("a.yaml", &text)]);
        assert_eq!(found(&report, &["latest-image-tag"]).is_empty(), pinned, "{image}");
        assert!(found(&report, &["invalid-image-reference"]).is_empty(), "{image}");
    }
}

#[test]
fn row_8_names_of_secrets_are_no_secrets() {
    let container = "        env:
        - {name: SECRETS_DIR, value: /mnt/secrets}
        - {name: PASSWORD_FILE, value: /mnt/secrets/password}
        - {name: TOKEN_ENDPOINT, value: 'https://login.example-corp.io/oauth/token'}
";
    let others = r#"
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  tls: [{hosts: [shop.example-corp.io], secretName: shop-tls-certificate-2026}]
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: shop}
spec:
  secretStoreRef: {kind: ClusterSecretStore, name: vault}
  target: {name: shop}
  data: [{secretKey: DATABASE_PASSWORD_V2, remoteRef: {key: teams/shop/database, property: password}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: script}
data:
  check.py: |
    import os, re, sys
    password = os.environ["PASSWORD"]
    if len(password) < 12 or not re.search(r"[A-Z]", password):
        sys.exit("the password is too weak")
    token = get_token(password=password, secret=read_secret("/mnt/secrets/token"))
"#;
    let report = lint(&[("a.yaml", &deployment("web", "", container)), ("b.yaml", others)]);
    let rules = ["plaintext-secret-in-env", "secret-in-configmap", "placeholder-secret-value"];
    assert!(found(&report, &rules).is_empty(), "{:?}", found(&report, &rules));
}

#[test]
fn row_10_probes_are_for_what_runs_on() {
    let rules = ["missing-liveness-probe", "missing-readiness-probe"];
    let job = "\
apiVersion: batch/v1
kind: Job
metadata: {name: load}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: main, image: 'registry.example-corp.io/load:1.0'}]
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: 0 2 * * *
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{name: main, image: 'registry.example-corp.io/load:1.0'}]
";
    assert!(found(&lint(&[("a.yaml", job)]), &rules).is_empty());
    let probes =
        "        livenessProbe: {tcpSocket: {port: 8080}}\n        readinessProbe: {httpGet: {port: 8080}}\n";
    let init = "      initContainers: [{name: wait, image: 'registry.example-corp.io/wait:1.0'}]\n";
    assert!(found(&lint(&[("a.yaml", &deployment("web", init, probes))]), &rules).is_empty());
    let sidecar = init.replace("name: wait,", "name: wait, restartPolicy: Always,");
    assert_eq!(
        found(&lint(&[("a.yaml", &deployment("web", &sidecar, probes))]), &rules),
        ["missing-liveness-probe:10 high"]
    );
}

#[test]
fn row_13_a_budget_is_judged_by_the_autoscalers_minimum() {
    let budget = "\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  minAvailable: 2
  selector: {matchLabels: {app: web}}
";
    let autoscaler = |minimum| {
        format!(
            "\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{name: web}}
spec:
  scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: web}}
  minReplicas: {minimum}
  maxReplicas: 6
"
        )
    };
    let blocked = |pods: &str, autoscaler: &str| {
        let files = [("a.yaml", pods), ("b.yaml", budget), ("c.yaml", autoscaler)];
        found(&lint(&files), &["pdb-blocks-eviction"])
    };
    // whatever `replicas` says, with which the verdict would be the other
    let of = |replicas: u32| {
        deployment("web", "", "").replacen("spec:\n", &format!("spec:\n  replicas: {replicas}\n"), 1)
    };
    assert_eq!(blocked(&of(5), &autoscaler(2)), ["pdb-blocks-eviction:5 high"]);
    assert!(blocked(&of(2), &autoscaler(3)).is_empty());
}

#[test]
fn row_15_a_multi_line_annotation_hides_nothing() {
    let text = deployment("web", "", "").replace(
        "  name: web\n",
        "  name: web\n  annotations:\n    note: |\n      # readylint is not meant here\n      kind: Other\n      ---not a marker\n    other: \"a\n      b\"\n",
    );
    let report = lint(&[("a.yaml", &text.replace(":1.4.2", ":latest"))]);
    assert_eq!(found(&report, &["latest-image-tag"]).len(), 1);
    assert_eq!(report.coverage.resources, 1);
}

#[test]
fn row_12_a_chart_without_namespaces_is_right() {
    let rendered = format!("---\n# Source: web/templates/deployment.yaml\n{}", deployment("web", "", ""));
    let report = lint(&[("a.yaml", &rendered.replace(":1.4.2", ":latest"))]);
    assert_eq!(found(&report, &["latest-image-tag"]).len(), 1, "it is read and judged");
    let about: Vec<&str> = report
        .active()
        .filter(|diagnostic| diagnostic.message.contains("namespace"))
        .map(|diagnostic| diagnostic.rule.as_str())
        .filter(|rule| *rule != "pod-without-network-policy")
        .collect();
    assert!(about.is_empty(), "{about:?}");
}

#[test]
fn row_11_the_same_probe_with_a_more_patient_liveness() {
    let probe = |threshold| {
        format!(
            "{{httpGet: {{path: /health, port: 8080}}, periodSeconds: 10, failureThreshold: {threshold}}}"
        )
    };
    let probes = format!(
        "        ports: [{{containerPort: 8080}}]\n        readinessProbe: {}\n        livenessProbe: {}\n",
        probe(3),
        probe(6)
    );
    let about_probes = |probes: &str| -> Vec<String> {
        let report = lint(&[("a.yaml", &deployment("web", "", probes))]);
        let about = report.active().filter(|diagnostic| diagnostic.message.to_lowercase().contains("probe"));
        about.map(|diagnostic| diagnostic.rule.to_string()).collect()
    };
    assert_eq!(about_probes(&probes), [""; 0]);
    // no rule compares the two yet; those that there are read them, both in one finding
    assert_eq!(
        about_probes(&probes.replace("health, port: 8080", "health, port: web")),
        ["undeclared-probe-port"]
    );
    let (readiness, _) = probes.split_once("        livenessProbe").unwrap();
    assert_eq!(about_probes(readiness), ["missing-liveness-probe"]);
}
