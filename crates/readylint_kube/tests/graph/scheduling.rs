use super::support::*;

fn spread(constraint: &str) -> String {
    format!("topologySpreadConstraints: [{{topologyKey: zone, {constraint}}}]")
}

#[test]
fn topology_spread() {
    let api = deployment("api", "app: api", "", "");
    let own = "Deployment/web:/spec/template/spec/topologySpreadConstraints/0";
    for (constraint, targets) in [
        ("labelSelector: {matchLabels: {app: web}}", &["Deployment/web:pod"][..]),
        ("labelSelector: {matchLabels: {app: api}}", &["Deployment/api:pod"]),
        ("labelSelector: {matchLabels: {app: wbe}}", &["missing"]),
        ("labelSelector: {}", &["Deployment/api:pod", "Deployment/web:pod"]),
        ("labelSelector: ", &[]),
        ("maxSkew: 1", &[]),
        ("labelSelector: {}, matchLabelKeys: [app]", &["Deployment/web:pod"]),
        ("labelSelector: {}, matchLabelKeys: [pod-template-hash]", &["Deployment/web:pod"]),
        ("labelSelector: {}, matchLabelKeys: [none]", &["Deployment/api:pod", "Deployment/web:pod"]),
    ] {
        let docs = [api.clone(), deployment("web", "app: web", "", &spread(constraint))];
        let expected: Vec<String> = targets.iter().map(|to| format!("{own} -> {to}")).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(&docs, "spread-pods", &expected);
    }
    let docs = [deployment("web", "app: web", "", &spread("labelSelector: {matchLabels: {app: x}}"))];
    check_sites(&docs, "spread-pods", &["{matchLabels: {app: x}}"]);
}

#[test]
fn spread_stays_in_the_namespace() {
    let docs = [
        deployment("a/web", "app: web", "", &spread("labelSelector: {matchLabels: {app: web}}")),
        deployment("b/web", "app: web", "", ""),
    ];
    let from = "Deployment/a/web:/spec/template/spec/topologySpreadConstraints/0";
    check(&docs, "spread-pods", &[&format!("{from} -> Deployment/a/web:pod")]);
}

#[test]
fn affinity_terms() {
    let required = "requiredDuringSchedulingIgnoredDuringExecution";
    let preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    let term = "topologyKey: host, labelSelector: {matchLabels: {app: web}}";
    let spec = format!(
        "affinity: {{podAntiAffinity: {{{required}: [{{{term}}}]}}, \
         podAffinity: {{{preferred}: [{{weight: 1, podAffinityTerm: {{topologyKey: host, labelSelector: {{matchLabels: {{app: db}}}}}}}}]}}}}"
    );
    let affinity = "Deployment/web:/spec/template/spec/affinity";
    check(
        &[deployment("web", "app: web", "", &spec)],
        "affinity-pods",
        &[
            &format!("{affinity}/podAffinity/{preferred}/0/podAffinityTerm -> missing"),
            &format!("{affinity}/podAntiAffinity/{required}/0 -> Deployment/web:pod"),
        ],
    );
}

/// The pods that a required term of `a/web` counts among those of three namespaces.
fn counted(term: &str) -> Vec<String> {
    let required = "requiredDuringSchedulingIgnoredDuringExecution";
    let spec = format!("affinity: {{podAffinity: {{{required}: [{{topologyKey: host, {term}}}]}}}}");
    let graph = graph_of(&[
        object("v1/Namespace", "a", "labels: team: red"),
        object("v1/Namespace", "b", "labels: team: blue"),
        deployment("a/web", "app: web", "", &spec),
        deployment("b/web", "app: web", "", ""),
        deployment("c/web", "app: web", "", ""),
    ]);
    edges(&graph, "affinity-pods").iter().map(|edge| edge.split_once(" -> ").unwrap().1.to_owned()).collect()
}

#[test]
fn namespaces_of_affinity() {
    let (a, b, c) = ("Deployment/a/web:pod", "Deployment/b/web:pod", "Deployment/c/web:pod");
    let label = "labelSelector: {matchLabels: {app: web}}";
    for (namespaces, expected) in [
        ("", &[a][..]),
        ("namespaces: [], namespaceSelector: ,", &[a]),
        ("namespaces: [b, c],", &[b, c]),
        ("namespaces: [x],", &["missing"]),
        ("namespaceSelector: {},", &[a, b, c]),
        ("namespaceSelector: {matchLabels: {team: blue}},", &[b]),
        ("namespaces: [c], namespaceSelector: {matchLabels: {team: blue}},", &[b, c]),
        ("namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: c}},", &[c]),
        // `c` may have that label
        ("namespaceSelector: {matchLabels: {team: green}},", &[]),
    ] {
        assert_eq!(counted(&format!("{namespaces} {label}")), expected, "{namespaces}");
    }
    assert_eq!(counted("labelSelector: {}, namespaceSelector: {}"), [a, b, c]);
    assert!(counted("labelSelector: , namespaceSelector: {}").is_empty());
}

#[test]
fn label_keys_of_affinity() {
    let (a, b) = ("Deployment/a/web:pod", "Deployment/b/web:pod");
    let rest = "labelSelector: {}, namespaces: [a, b]";
    assert_eq!(counted(&format!("{rest}, matchLabelKeys: [app]")), [a, b]);
    assert_eq!(counted(&format!("{rest}, mismatchLabelKeys: [app]")), ["missing"]);
    assert_eq!(counted(&format!("{rest}, matchLabelKeys: [pod-template-hash]")), [a]);
    assert_eq!(counted(&format!("{rest}, mismatchLabelKeys: [pod-template-hash]")), [b]);
}

#[test]
fn many_pods_that_count_each_other() {
    let constraint = spread("labelSelector: {matchLabels: {app: web}}");
    let docs: Vec<String> =
        (0..300).map(|number| deployment(&format!("web-{number:03}"), "app: web", "", &constraint)).collect();
    let edges = edges(&graph_of(&docs), "spread-pods");
    // each counts itself, and some of the others
    for number in [0, 299] {
        let own = format!("Deployment/web-{number:03}");
        let of_own: Vec<&String> = edges.iter().filter(|edge| edge.starts_with(&own)).collect();
        assert!(of_own.iter().any(|edge| edge.ends_with(&format!("-> {own}:pod"))), "{own}");
        assert!((64..=65).contains(&of_own.len()), "{own}: {}", of_own.len());
    }
    assert!(edges.len() < 300 * 66);
}
