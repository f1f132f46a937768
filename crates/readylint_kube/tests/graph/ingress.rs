//! Ingresses, certificates and issuers.

use super::support::*;

/// An Ingress with annotations.
fn ingress(name: &str, annotations: &str, spec: &str) -> String {
    let text = object("networking.k8s.io/v1/Ingress", name, &format!("spec: {{{spec}}}"));
    text.replacen("metadata: {", &format!("metadata: {{annotations: {{{annotations}}}, "), 1)
}

#[test]
fn classes() {
    let class = object("networking.k8s.io/v1/IngressClass", "nginx", "");
    let default = "{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: std, annotations: \
        {ingressclass.kubernetes.io/is-default-class: \"true\"}}}";
    let from = "Ingress/shop/web";
    for (annotations, spec, others, expected) in [
        ("", "ingressClassName: nginx", vec![class.clone()], Some("IngressClass/nginx")),
        ("", "ingressClassName: nginx", vec![], Some("missing")),
        ("", "ingressClassName: ngnix", vec![class.clone()], Some("missing")),
        // controllers know that name themselves
        ("kubernetes.io/ingress.class: nginx", "", vec![], Some("external nginx")),
        ("kubernetes.io/ingress.class: nginx", "", vec![class.clone()], Some("IngressClass/nginx")),
        ("kubernetes.io/ingress.class: alb", "ingressClassName: nginx", vec![], Some("missing")),
        ("", "", vec![default.to_owned()], Some("IngressClass/std")),
        ("", "", vec![class.clone()], None),
        ("", "ingressClassName: \"\"", vec![class.clone()], None),
    ] {
        let mut docs = vec![ingress("shop/web", annotations, spec)];
        docs.extend(others);
        let expected: Vec<String> = expected.iter().map(|to| format!("{from} -> {to}")).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(&docs, "ing-class", &expected);
    }
}

#[test]
fn backends() {
    let service = object("v1/Service", "shop/web", "spec: {ports: [{name: http, port: 80}, {port: 81}]}");
    let outside = object("v1/Service", "shop/out", "spec: {type: ExternalName, externalName: example.com}");
    let path = "Ingress/shop/web:/spec/rules/0/http/paths/0";
    for (backend, expected, site) in [
        ("service: {name: web, port: {number: 80}}", "Service/shop/web", "web"),
        ("service: {name: web, port: {number: 81}}", "Service/shop/web", "web"),
        ("service: {name: web, port: {name: http}}", "Service/shop/web", "web"),
        ("service: {name: web, port: {number: 8080}}", "Service/shop/web without it", "8080"),
        ("service: {name: web, port: {name: https}}", "Service/shop/web without it", "https"),
        ("service: {name: web}", "Service/shop/web", "web"),
        ("service: {name: api, port: {number: 80}}", "missing", "api"),
        ("service: {name: out, port: {number: 80}}", "Service/shop/out", "out"),
        ("serviceName: web, servicePort: 80", "Service/shop/web", "web"),
        ("serviceName: web, servicePort: http", "Service/shop/web", "web"),
        ("serviceName: web, servicePort: 8080", "Service/shop/web without it", "8080"),
        // the action stands in an annotation
        (
            "service: {name: redirect, port: {name: use-annotation}}",
            "external redirect:use-annotation",
            "redirect",
        ),
    ] {
        let spec = format!("rules: [{{http: {{paths: [{{path: /, backend: {{{backend}}}}}]}}}}]");
        let docs = [ingress("shop/web", "", &spec), service.clone(), outside.clone()];
        check(&docs, "ing-svc", &[&format!("{path} -> {expected}")]);
        check_sites(&docs, "ing-svc", &[site]);
    }
    let resource = "resource: {apiGroup: k8s.example.com, kind: Bucket, name: web}";
    let spec = format!("rules: [{{http: {{paths: [{{backend: {{{resource}}}}}]}}}}, {{host: x}}]");
    check(&[ingress("shop/web", "", &spec)], "ing-svc", &[]);
    for key in ["defaultBackend", "backend"] {
        let spec = format!("{key}: {{service: {{name: web, port: {{number: 80}}}}}}");
        let docs = [ingress("shop/web", "", &spec), service.clone()];
        check(&docs, "ing-svc", &["Ingress/shop/web -> Service/shop/web"]);
        let docs = [ingress("dev/web", "", &spec), service.clone()];
        check(&docs, "ing-svc", &["Ingress/dev/web -> missing"]);
    }
    for kind in ["extensions/v1beta1/Ingress", "networking.k8s.io/v1beta1/Ingress"] {
        let old = object(kind, "shop/web", "spec: {backend: {serviceName: web, servicePort: 80}}");
        check(&[old, service.clone()], "ing-svc", &["Ingress/shop/web -> Service/shop/web"]);
    }
    let cluster = object("postgresql.cnpg.io/v1/Cluster", "shop/db", "");
    let spec = "defaultBackend: {service: {name: db-rw, port: {number: 5432}}}";
    check(
        &[ingress("shop/web", "", spec), cluster],
        "ing-svc",
        &["Ingress/shop/web -> produced by Cluster/shop/db"],
    );
}

#[test]
fn certificates_of_ingresses() {
    let spec = "tls: [{hosts: [a]}, {secretName: web-tls}]";
    let from = "Ingress/shop/web:/spec/tls/1";
    let secret = |name: &str| object("v1/Secret", name, "");
    let certificate =
        |name: &str| object("cert-manager.io/v1/Certificate", name, "spec: {secretName: web-tls}");
    for (annotations, other, expected) in [
        ("", secret("shop/web-tls"), "Secret/shop/web-tls"),
        ("", secret("dev/web-tls"), "missing"),
        ("", certificate("shop/web"), "produced by Certificate/shop/web"),
        ("", certificate("dev/web"), "missing"),
        ("cert-manager.io/cluster-issuer: ca", secret("shop/other"), "generated web-tls"),
        ("cert-manager.io/cluster-issuer: ca", secret("shop/web-tls"), "Secret/shop/web-tls"),
    ] {
        let docs = [ingress("shop/web", annotations, spec), other];
        check(&docs, "ing-tls-secret", &[&format!("{from} -> {expected}")]);
    }
}

#[test]
fn issuers_of_annotations() {
    let issuer = object("cert-manager.io/v1/Issuer", "shop/ca", "");
    let cluster = object("cert-manager.io/v1/ClusterIssuer", "ca", "");
    let from = "Ingress/shop/web";
    for (annotations, expected) in [
        ("cert-manager.io/issuer: ca", vec!["Issuer/shop/ca"]),
        ("cert-manager.io/issuer: ac", vec!["missing"]),
        ("cert-manager.io/cluster-issuer: ca", vec!["ClusterIssuer/ca"]),
        ("cert-manager.io/cluster-issuer: letsencrypt", vec!["missing"]),
        ("cert-manager.io/issuer: ca, cert-manager.io/issuer-kind: ClusterIssuer", vec!["ClusterIssuer/ca"]),
        (
            "cert-manager.io/issuer: pca, cert-manager.io/issuer-kind: AWSPCAIssuer, cert-manager.io/issuer-group: \
             awspca.cert-manager.io",
            vec!["external pca"],
        ),
        ("kubernetes.io/tls-acme: \"true\"", vec![]),
    ] {
        let docs = [ingress("shop/web", annotations, ""), issuer.clone(), cluster.clone()];
        let expected: Vec<String> = expected.iter().map(|to| format!("{from} -> {to}")).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(&docs, "ing-issuer", &expected);
    }
    let elsewhere = [ingress("dev/web", "cert-manager.io/issuer: ca", ""), issuer];
    check(&elsewhere, "ing-issuer", &["Ingress/dev/web -> missing"]);
    let gateway = object("gateway.networking.k8s.io/v1/Gateway", "shop/gate", "").replacen(
        "metadata: {",
        "metadata: {annotations: {cert-manager.io/cluster-issuer: ca}, ",
        1,
    );
    check(&[gateway, cluster], "ing-issuer", &["Gateway/shop/gate -> ClusterIssuer/ca"]);
}

#[test]
fn issuers_of_certificates() {
    let issuer = object("cert-manager.io/v1/Issuer", "shop/ca", "");
    let cluster = object("cert-manager.io/v1/ClusterIssuer", "ca", "");
    for (name, reference, expected) in [
        ("shop/web", "name: ca", "Issuer/shop/ca"),
        ("shop/web", "name: ca, kind: Issuer, group: cert-manager.io", "Issuer/shop/ca"),
        ("shop/web", "name: ca, kind: ClusterIssuer", "ClusterIssuer/ca"),
        ("shop/web", "name: ac", "missing"),
        ("shop/web", "name: ac, kind: ClusterIssuer", "missing"),
        ("dev/web", "name: ca", "missing"),
        ("shop/web", "name: ca, kind: StepIssuer, group: certmanager.step.sm", "external ca"),
    ] {
        let certificate =
            object("cert-manager.io/v1/Certificate", name, &format!("spec: {{issuerRef: {{{reference}}}}}"));
        let docs = [certificate, issuer.clone(), cluster.clone()];
        check(&docs, "cert-issuer", &[&format!("Certificate/{name} -> {expected}")]);
    }
}
