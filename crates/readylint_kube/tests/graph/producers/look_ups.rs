//! Which maker a look-up finds.

use super::*;
use crate::support::*;

#[test]
fn several_makers() {
    let secret = |name: &str, spec: &str| {
        object("external-secrets.io/v1/ExternalSecret", name, &format!("spec: {{target: {{name: db{spec}"))
    };
    let docs = [
        secret("shop/a", ", creationPolicy: Merge}, data: [{secretKey: a}]}"),
        secret("shop/b", "}, data: [{secretKey: b}]}"),
    ];
    check_made(&docs, SECRET, &[("shop/db", "ExternalSecret/shop/a at db: a b")]);
    check_made(&docs[..1], SECRET, &[("shop/db", "ExternalSecret/shop/a at db: a, added")]);
    let graph = graph_of(&docs);
    let from = graph.resources().next().unwrap().id();
    let produced = graph.produced(from, SECRET, Some("shop"), "db").unwrap();
    assert!(produced.lacks("c") && !produced.lacks("a") && produced.may_add("b"));
    let graph = graph_of(&docs[..1]);
    let produced = graph.produced(from, SECRET, Some("shop"), "db").unwrap();
    assert!(!produced.lacks("c"), "what else is in it is unknown");
    assert!(produced.may_add("a") && !produced.may_add("c"));
}

#[test]
fn the_own_group_comes_first() {
    let secret = |key: &str| {
        object(
            "external-secrets.io/v1/ExternalSecret",
            "db",
            &format!("spec: {{data: [{{secretKey: {key}}}]}}"),
        )
    };
    let (dev, prod) = (secret("a"), secret("b"));
    let graph = graph_of_groups(&[("dev", &dev), ("prod", &prod), ("web", "{apiVersion: v1, kind: Pod}")]);
    let keys: Vec<String> =
        graph.resources().map(|from| describe_made(graph.produced(from.id(), SECRET, None, "db"))).collect();
    assert_eq!(
        keys,
        ["db at db: a", "db at db: b", "db at db: a b"].map(|text| format!("ExternalSecret/{text}"))
    );
}

#[test]
fn very_many_makers_of_one_name() {
    // each for the namespaces of one label; the last one is past the budget
    let bundle = |team: usize| {
        let target =
            format!("configMap: {{key: ca.pem}}, namespaceSelector: {{matchLabels: {{team: t{team}}}}}");
        object("trust.cert-manager.io/v1alpha1/Bundle", "roots", &format!("spec: {{target: {{{target}}}}}"))
    };
    let namespace = |team: usize| {
        object("v1/Namespace", &format!("n{team}"), &format!("labels: team: t{team}; spec: {{}}"))
    };
    let docs =
        |count: usize| -> Vec<String> { (0..count).map(bundle).chain((0..count).map(namespace)).collect() };
    let certain = "Bundle/roots at roots: ca.pem";
    let map = readylint_kube::Kind::ConfigMap;
    check_made(&docs(64), map, &[("n0/roots", certain), ("n63/roots", certain), ("n64/roots", "nothing")]);
    let uncertain = "Bundle/roots at roots: ?, uncertain";
    check_made(&docs(65), map, &[("n0/roots", certain), ("n64/roots", uncertain)]);
}
