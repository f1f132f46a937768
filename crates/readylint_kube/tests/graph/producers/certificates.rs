//! Certificates.

use super::*;
use crate::support::*;

#[test]
fn certificates() {
    let of =
        |spec: &str| vec![object("cert-manager.io/v1/Certificate", "shop/web", &format!("spec: {{{spec}}}"))];
    let by = "Certificate/shop/web at web-tls";
    for (spec, place, expected) in [
        ("secretName: web-tls", "shop/web-tls", format!("{by}: tls.crt tls.key ca.crt")),
        ("secretName: web-tls", "web-tls", "nothing".into()),
        ("", "shop/web", "nothing".into()),
        (
            "secretName: web-tls, keystores: {jks: {create: true}, pkcs12: {create: false}}",
            "shop/web-tls",
            format!("{by}: tls.crt tls.key ca.crt keystore.jks truststore.jks"),
        ),
        (
            "secretName: web-tls, additionalOutputFormats: [{type: CombinedPEM}, {type: DER}]",
            "shop/web-tls",
            format!("{by}: tls.crt tls.key ca.crt tls-combined.pem key.der"),
        ),
    ] {
        assert_eq!(made(&of(spec), SECRET, place), expected, "{spec}");
    }
    let reflected = of("secretName: web-tls, secretTemplate: {annotations: \
        {reflector.v1.k8s.emberstack.com/reflection-allowed: \"true\", \
        reflector.v1.k8s.emberstack.com/reflection-auto-enabled: \"true\"}}");
    let copy = "Certificate/shop/web at \"true\": tls.crt tls.key ca.crt";
    check_made(&reflected, SECRET, &[("anywhere/web-tls", copy), ("anywhere/web", "nothing")]);
}

#[test]
fn issuer_annotations() {
    let ingress = |annotations: &str| {
        vec![annotated(
            "networking.k8s.io/v1/Ingress",
            "shop/web",
            annotations,
            "spec: {tls: [{secretName: a}, {secretName: b}, {hosts: [x]}]}",
        )]
    };
    let by = "Ingress/shop/web at a: tls.crt tls.key ca.crt";
    for (annotations, expected) in [
        ("cert-manager.io/issuer: ca", by),
        ("cert-manager.io/cluster-issuer: ca", by),
        ("kubernetes.io/tls-acme: \"true\"", by),
        ("kubernetes.io/tls-acme: \"false\"", "nothing"),
        ("example.com/issuer: ca", "nothing"),
        ("", "nothing"),
    ] {
        assert_eq!(made(&ingress(annotations), SECRET, "shop/a"), expected, "{annotations}");
        assert_eq!(made(&ingress(annotations), SECRET, "dev/a"), "nothing");
    }
    let gateway = annotated(
        "gateway.networking.k8s.io/v1/Gateway",
        "shop/gate",
        "cert-manager.io/issuer: ca",
        "spec: {listeners: [{tls: {certificateRefs: [{name: a}, {name: b, namespace: dev}, {name: c, kind: Other}]}}]}",
    );
    let cases = [
        ("shop/a", "Gateway/shop/gate at a: tls.crt tls.key ca.crt"),
        // cert-manager makes none in other namespaces
        ("dev/b", "nothing"),
        ("shop/b", "nothing"),
        ("shop/c", "nothing"),
    ];
    check_made(&[gateway], SECRET, &cases);
    let service = annotated(
        "v1/Service",
        "shop/web",
        "service.beta.openshift.io/serving-cert-secret-name: web-tls",
        "",
    );
    check_made(&[service], SECRET, &[("shop/web-tls", "Service/shop/web at web-tls: tls.crt tls.key")]);
}

#[test]
fn certificate_generators() {
    let job = |image: &str, args: &str| {
        let container = format!("image: {image}, args: [{args}]");
        vec![workload("batch/v1/Job", "shop/gen", "", &container, "")]
    };
    let certgen = "registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.4.1@sha256:36d05b4077fb8e3d13663702fa337f124675ba8667cbd949c03a8e8ea6fa4366";
    for (image, args, place, expected) in [
        (
            certgen,
            "create, --host=x, --namespace=$(POD_NAMESPACE), --secret-name=admission",
            "shop/admission",
            "Job/shop/gen at --secret-name=admission: ca cert key",
        ),
        (
            certgen,
            "create, --secret-name, admission, --cert-name=tls.crt, --key-name=tls.key",
            "shop/admission",
            "Job/shop/gen at admission: ca tls.crt tls.key",
        ),
        (
            certgen,
            "create, --namespace=dev, --secret-name=admission",
            "dev/admission",
            "Job/shop/gen at --secret-name=admission: ca cert key",
        ),
        (certgen, "create, --namespace=dev, --secret-name=admission", "shop/admission", "nothing"),
        (certgen, "create, --secret-name=$(NAME)", "shop/$(NAME)", "nothing"),
        ("example.com/tool:1", "--secret-name=admission", "shop/admission", "nothing"),
        (
            "quay.io/cilium/certgen:v0.2.0",
            "--hubble-server-cert-secret-name=hubble",
            "shop/hubble",
            "Job/shop/gen at --hubble-server-cert-secret-name=hubble: ?",
        ),
        (
            "hashicorp/consul-k8s-control-plane:1.4",
            "gossip-encryption-autogenerate, -secret-name=gossip, -secret-key=key",
            "shop/gossip",
            "Job/shop/gen at -secret-name=gossip: ?",
        ),
    ] {
        assert_eq!(made(&job(image, args), SECRET, place), expected, "{image} {args}");
    }
}
