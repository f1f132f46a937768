//! Copies, and what is written into objects of the input.

use readylint_kube::Kind;

use super::*;
use crate::support::*;

#[test]
fn what_is_written_into_objects() {
    let token = |name: &str, kind: &str, annotation: &str| {
        let body = format!("type: {kind}, data: {{x: eA==}}");
        vec![annotated("v1/Secret", name, annotation, &body)]
    };
    let account = "kubernetes.io/service-account.name: api";
    let kind = "kubernetes.io/service-account-token";
    for (docs, expected) in [
        (token("shop/t", kind, account), "Secret/shop/t at t: ca.crt namespace token, added"),
        (token("shop/t", "Opaque", account), "nothing"),
        (token("shop/t", kind, ""), "nothing"),
        (token("dev/t", kind, account), "nothing"),
        (
            token("shop/t", "Opaque", "replicator.v1.mittwald.de/replicate-from: base/t"),
            "Secret/shop/t at t: ?, added",
        ),
        (
            token("shop/t", "Opaque", "secret-generator.v1.mittwald.de/autogenerate: \"a, b\""),
            "Secret/shop/t at t: a b, added",
        ),
    ] {
        assert_eq!(made(&docs, SECRET, "shop/t"), expected, "{docs:?}");
    }
    let map = annotated("v1/ConfigMap", "shop/ca", "service.beta.openshift.io/inject-cabundle: \"true\"", "");
    check_made(&[map], Kind::ConfigMap, &[("shop/ca", "ConfigMap/shop/ca at ca: service-ca.crt, added")]);
    let map = object(
        "v1/ConfigMap",
        "shop/ca",
        "labels: config.openshift.io/inject-trusted-cabundle: \"true\"; data: {}",
    );
    check_made(&[map], Kind::ConfigMap, &[("shop/ca", "ConfigMap/shop/ca at ca: ca-bundle.crt, added")]);
}

#[test]
fn copies() {
    let of = |annotations: &str| vec![annotated("v1/Secret", "base/pull", annotations, "data: {a: eA==}")];
    let allowed = "reflector.v1.k8s.emberstack.com/reflection-allowed: \"true\"";
    let auto = "reflector.v1.k8s.emberstack.com/reflection-auto-enabled: \"true\"";
    let namespaces = "reflector.v1.k8s.emberstack.com/reflection-auto-namespaces";
    let copy = "Secret/base/pull at \"true\": a";
    for (annotations, place, expected) in [
        (format!("{allowed}, {auto}"), "shop/pull", copy.to_owned()),
        (format!("{allowed}, {auto}"), "shop/other", "nothing".into()),
        (allowed.to_owned(), "shop/pull", "nothing".into()),
        (auto.to_owned(), "shop/pull", "nothing".into()),
        (format!("{allowed}, {auto}, {namespaces}: \"shop,dev\""), "shop/pull", copy.to_owned()),
        (format!("{allowed}, {auto}, {namespaces}: \"shop,dev\""), "prod/pull", "nothing".into()),
        (format!("{allowed}, {auto}, {namespaces}: \"pr-.*\""), "shop/pull", format!("{copy}, uncertain")),
        (
            "replicator.v1.mittwald.de/replicate-to: shop".into(),
            "shop/pull",
            "Secret/base/pull at shop: a".into(),
        ),
        ("replicator.v1.mittwald.de/replicate-to: shop".into(), "dev/pull", "nothing".into()),
        (
            "replicator.v1.mittwald.de/replicate-to: \".*\"".into(),
            "dev/pull",
            "Secret/base/pull at \".*\": a".into(),
        ),
        (
            "replicator.v1.mittwald.de/replicate-to-matching: team=web".into(),
            "dev/pull",
            "Secret/base/pull at team=web: a, uncertain".into(),
        ),
    ] {
        assert_eq!(made(&of(&annotations), SECRET, place), expected, "{annotations}");
        assert_eq!(made(&of(&annotations), Kind::ConfigMap, place), "nothing");
    }
}

#[test]
fn bundles() {
    let of = |spec: &str| {
        vec![
            object("trust.cert-manager.io/v1alpha1/Bundle", "roots", spec),
            object("v1/Namespace", "shop", "labels: trust: all; spec: {}"),
            object("v1/Namespace", "dev", ""),
        ]
    };
    let by = "Bundle/roots at roots";
    for (spec, kind, place, expected) in [
        ("", Kind::ConfigMap, "shop/roots", format!("{by}: ?")),
        ("", SECRET, "shop/roots", "nothing".into()),
        (
            "spec: {target: {configMap: {key: ca.pem}}}",
            Kind::ConfigMap,
            "shop/roots",
            format!("{by}: ca.pem"),
        ),
        ("spec: {target: {configMap: {key: ca.pem}}}", SECRET, "shop/roots", "nothing".into()),
        ("spec: {target: {secret: {key: ca.pem}}}", SECRET, "shop/roots", format!("{by}: ca.pem")),
        ("spec: {target: {secret: {key: ca.pem}}}", Kind::ConfigMap, "shop/roots", "nothing".into()),
        (
            "spec: {target: {configMap: {key: ca.pem}, additionalFormats: {jks: {key: ca.jks}}}}",
            Kind::ConfigMap,
            "never-seen/roots",
            format!("{by}: ca.jks ca.pem"),
        ),
        (
            "spec: {target: {configMap: {key: ca.pem}, namespaceSelector: {matchLabels: {trust: all}}}}",
            Kind::ConfigMap,
            "shop/roots",
            format!("{by}: ca.pem"),
        ),
        (
            "spec: {target: {configMap: {key: ca.pem}, namespaceSelector: {matchLabels: {trust: all}}}}",
            Kind::ConfigMap,
            "dev/roots",
            "nothing".into(),
        ),
    ] {
        assert_eq!(made(&of(spec), kind, place), expected, "{spec} {kind:?} {place}");
    }
}

#[test]
fn policies_that_generate() {
    let of = |generate: &str| {
        vec![object(
            "kyverno.io/v1/ClusterPolicy",
            "p",
            &format!("spec: {{rules: [{{generate: {{{generate}}}}}]}}"),
        )]
    };
    for (generate, place, expected) in [
        (
            "kind: Secret, name: pull, namespace: \"{{request.object.metadata.name}}\"",
            "shop/pull",
            "ClusterPolicy/p at pull: ?, uncertain",
        ),
        ("kind: Secret, name: pull, namespace: shop", "shop/pull", "ClusterPolicy/p at pull: ?, uncertain"),
        ("kind: Secret, name: pull, namespace: shop", "dev/pull", "nothing"),
        ("kind: NetworkPolicy, name: pull, namespace: shop", "shop/pull", "nothing"),
    ] {
        assert_eq!(made(&of(generate), SECRET, place), expected, "{generate}");
    }
}
