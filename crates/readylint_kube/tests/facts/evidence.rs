use globset::Glob;
use readylint_kube::facts::{
    Candidate, Evidence, Strength, Wanted, missing_part, missing_pods, missing_reference,
};
use readylint_kube::{External, Kind, Service, World};

use super::support::*;

fn describe_evidence(evidence: Option<Evidence<'_>>) -> String {
    let Some(evidence) = evidence else {
        return "none".into();
    };
    let strength = match evidence.strength {
        Strength::Low => "low",
        Strength::Medium => "medium",
        Strength::High => "high",
    };
    let closed = if evidence.closed { " closed" } else { "" };
    let candidate = match evidence.candidate {
        None => String::new(),
        Some(Candidate::NearMiss(other)) => format!(", near {}", title(other)),
        Some(Candidate::OtherNamespace(other)) => format!(", elsewhere {}", title(other)),
        Some(Candidate::SiblingKind(other)) => format!(", sibling {}", title(other)),
        Some(Candidate::NearLabels(near)) => format!(", labels of {}", title(near.pod.resource())),
        Some(Candidate::PodElsewhere(pod)) => format!(", pods of {}", title(pod.resource())),
        Some(Candidate::NearPart { of, name }) => format!(", {} of {}", name.raw(), title(of)),
    };
    format!("{strength}{closed}{candidate}")
}

/// The evidence that `kind` `name` is missing for the first of `documents`.
fn reference(documents: &[String], kind: Kind, name: &str, world: &World) -> String {
    let graph = graph_of(documents);
    let from = graph.resources().next().unwrap();
    describe_evidence(missing_reference(from, Wanted::beside(from, kind, name), world))
}

/// The evidence that the pods of the first of `documents`, a Service, are missing.
fn pods(documents: &[String], world: &World) -> String {
    let graph = graph_of(documents);
    let service = graph.resources().find_map(Service::of).unwrap();
    describe_evidence(Some(missing_pods(service.resource(), service.selector(), world)))
}

fn web(name: &str) -> String {
    deployment(name, "app: web", "", "")
}

#[test]
fn closed_worlds() {
    let open = World::default();
    let closed = World { closed: true, ..World::default() };
    let owned = World { owned_namespaces: ["shop".to_owned()].into(), ..World::default() };
    let namespace = object("v1/Namespace", "shop", "");
    for (docs, kind, world, expected) in [
        (vec![web("shop/web")], Kind::ConfigMap, &open, "low"),
        (vec![web("shop/web"), namespace.clone()], Kind::ConfigMap, &open, "high closed"),
        (vec![web("shop/web"), namespace.clone()], Kind::ServiceAccount, &open, "high closed"),
        // Secrets come from elsewhere
        (vec![web("shop/web"), namespace.clone()], Kind::Secret, &open, "low"),
        (vec![web("shop/web"), namespace.clone()], Kind::StorageClass, &open, "low"),
        (vec![web("web"), namespace.clone()], Kind::ConfigMap, &open, "low"),
        (vec![web("shop/web")], Kind::ConfigMap, &owned, "high closed"),
        (vec![web("dev/web")], Kind::ConfigMap, &owned, "low"),
        (vec![web("shop/web")], Kind::Secret, &owned, "low"),
        (vec![web("web")], Kind::Secret, &closed, "high closed"),
    ] {
        assert_eq!(reference(&docs, kind, "settings", world), expected, "{docs:?} {kind:?}");
    }
}

#[test]
fn candidates() {
    let open = World::default();
    let of = |others: &[(&str, &str)], kind, name: &str| {
        let others = others.iter().map(|(kind, name)| object(&format!("v1/{kind}"), name, ""));
        let docs: Vec<String> = std::iter::once(web("shop/web")).chain(others).collect();
        reference(&docs, kind, name, &open)
    };
    let map = Kind::ConfigMap;
    assert_eq!(of(&[("ConfigMap", "shop/settings")], map, "setings"), "high, near ConfigMap/shop/settings");
    assert_eq!(
        of(&[("ConfigMap", "dev/settings")], map, "settings"),
        "high, elsewhere ConfigMap/dev/settings"
    );
    assert_eq!(of(&[("Secret", "shop/settings")], map, "settings"), "high, sibling Secret/shop/settings");
    assert_eq!(
        of(&[("ConfigMap", "shop/settings")], Kind::Secret, "settings"),
        "high, sibling ConfigMap/shop/settings"
    );
    // the near miss of another namespace is none
    assert_eq!(of(&[("ConfigMap", "dev/settings")], map, "setings"), "low");
    assert_eq!(of(&[("Secret", "dev/settings")], map, "settings"), "low");
    // with the namespace unset on one side they may meet
    assert_eq!(of(&[("ConfigMap", "settings")], map, "settings"), "low, elsewhere ConfigMap/settings");
    let unset = [web("web"), object("v1/ConfigMap", "dev/settings", "")];
    assert_eq!(reference(&unset, map, "settings", &open), "low, elsewhere ConfigMap/dev/settings");
    // two that are equally near give none
    assert_eq!(
        of(&[("ConfigMap", "shop/settings1"), ("ConfigMap", "shop/settings2")], map, "settings"),
        "low"
    );
}

#[test]
fn families() {
    let open = World::default();
    for (name, expected) in [
        ("web-config", "medium"),
        ("web", "medium"),
        ("website", "low"),
        ("config-web", "low"),
        ("we", "low"),
    ] {
        assert_eq!(reference(&[web("web")], Kind::Secret, name, &open), expected, "{name}");
    }
    let labelled = deployment("x", "app.kubernetes.io/instance: shop", "", "");
    assert_eq!(reference(&[labelled], Kind::Secret, "shop-db", &open), "medium");
    let own = object("apps/v1/Deployment", "x", "labels: app.kubernetes.io/name: shop; spec: {}");
    assert_eq!(reference(&[own], Kind::Secret, "shop-db", &open), "medium");
}

#[test]
fn what_is_made_elsewhere_is_not_missing() {
    let closed = World { closed: true, ..World::default() };
    let glob = |text: &str| Some(Glob::new(text).unwrap().compile_matcher());
    let external = External { kind: glob("Secret"), namespace: glob("shop"), name: glob("stripe-*") };
    let world = World { externals: vec![external], closed: true, ..World::default() };
    for (from, kind, name, expected) in [
        ("shop/web", Kind::Secret, "stripe-key", "none"),
        ("web", Kind::Secret, "stripe-key", "none"),
        ("dev/web", Kind::Secret, "stripe-key", "high closed"),
        ("shop/web", Kind::ConfigMap, "stripe-key", "high closed"),
        ("shop/web", Kind::Secret, "paypal", "high closed"),
    ] {
        assert_eq!(reference(&[web(from)], kind, name, &world), expected, "{from} {kind:?} {name}");
    }
    let bundle = object("trust.cert-manager.io/v1alpha1/Bundle", "roots", "");
    let docs = [web("shop/web"), bundle];
    assert_eq!(reference(&docs, Kind::ConfigMap, "roots", &closed), "none");
    assert_eq!(reference(&docs, Kind::Secret, "roots", &closed), "high closed");
    let map = Kind::ConfigMap;
    let external = |name: &str| object("external-secrets.io/v1/ExternalSecret", name, "spec: {}");
    assert_eq!(reference(&[web("shop/web"), external("shop/db")], Kind::Secret, "db", &closed), "none");
    assert_eq!(reference(&[web("shop/web"), external("dev/db")], Kind::Secret, "db", &closed), "high closed");
    assert_eq!(reference(&[web("shop/web"), external("shop/db")], map, "db", &closed), "high closed");
    for (name, expected) in [("settings-5h6kt8bm2g", "none"), ("settings-production", "high closed")] {
        assert_eq!(reference(&[web("web")], Kind::ConfigMap, name, &closed), expected);
        assert_eq!(reference(&[web("web")], Kind::Secret, name, &closed), expected);
    }
    assert_eq!(reference(&[web("web")], Kind::ServiceAccount, "settings-5h6kt8bm2g", &closed), "high closed");
}

#[test]
fn unreadable_documents_lower_the_evidence() {
    let broken = || "a: [".to_owned();
    let open = World::default();
    let namespace = object("v1/Namespace", "shop", "");
    let docs = [web("shop/web"), namespace, broken()];
    assert_eq!(reference(&docs, Kind::ConfigMap, "settings", &open), "medium closed");
    assert_eq!(reference(&[web("web"), broken()], Kind::Secret, "web-db", &open), "low");
    assert_eq!(reference(&[web("web"), broken()], Kind::Secret, "db", &open), "low");
    // one of another group does not
    let graph = graph_of_groups(&[("a", &docs[..2].join("\n---\n")), ("b", "a: [")]);
    let from = graph.resources().next().unwrap();
    assert_eq!(
        describe_evidence(missing_reference(from, Wanted::beside(from, Kind::ConfigMap, "settings"), &open)),
        "high closed"
    );
}

#[test]
fn missing_pods_of_services() {
    let open = World::default();
    let closed = World { closed: true, ..World::default() };
    let service =
        |name: &str, labels: &str| object("v1/Service", name, &format!("spec: {{selector: {{{labels}}}}}"));
    let front = || deployment("front", "app: frontend, tier: web", "", "");
    for (docs, world, expected) in [
        (vec![service("s", "app: frontent")], &open, "low"),
        (vec![service("s", "app: frontent")], &closed, "high closed"),
        // the pods of an operator have no template
        (vec![service("s", "app: prometheus, operator.prometheus.io/name: k8s")], &closed, "low closed"),
        (vec![service("s", "app: frontent"), front()], &open, "high, labels of Deployment/front"),
        (vec![service("s", "app: frontend, tier: api"), front()], &open, "high, labels of Deployment/front"),
        (vec![service("s", "app: backend, tier: api"), front()], &open, "low"),
        (vec![service("a/s", "app: web"), web("b/web")], &open, "high, pods of Deployment/b/web"),
        (vec![service("a/s", "app: web"), web("web")], &open, "low, pods of Deployment/web"),
        (vec![service("s", "app: web"), web("b/web")], &open, "low, pods of Deployment/b/web"),
        (
            vec![service("s", "app: frontent"), front(), "a: [".into()],
            &open,
            "medium, labels of Deployment/front",
        ),
    ] {
        assert_eq!(pods(&docs, world), expected, "{docs:?}");
    }
    let namespace = object("v1/Namespace", "a", "");
    assert_eq!(pods(&[service("a/s", "app: web"), namespace], &open), "high closed");
}

#[test]
fn other_namespaces_than_the_own_one() {
    let binding = object("rbac.authorization.k8s.io/v1/RoleBinding", "apps/b", "");
    let open = World::default();
    let account = |name: &str| object("v1/ServiceAccount", name, "");
    let namespace = object("v1/Namespace", "shop", "");
    for (others, expected) in [
        (vec![], "low"),
        (vec![account("apps/api")], "high, elsewhere ServiceAccount/apps/api"),
        (vec![account("api")], "low, elsewhere ServiceAccount/api"),
        (vec![account("shop/apii")], "low"),
        (vec![account("shop/api-server")], "low"),
        (vec![namespace], "high closed"),
    ] {
        let docs = [vec![binding.clone()], others].concat();
        let graph = graph_of(&docs);
        let from = graph.resources().next().unwrap();
        let wanted = Wanted { kind: Kind::ServiceAccount, namespace: Some("shop"), name: "api" };
        assert_eq!(describe_evidence(missing_reference(from, wanted, &open)), expected, "{docs:?}");
    }
}

#[test]
fn siblings_without_namespaces() {
    let open = World::default();
    for (from, other, kind, expected) in [
        (
            "RoleBinding",
            "rbac.authorization.k8s.io/v1/ClusterRole",
            Kind::Role,
            "high, sibling ClusterRole/x",
        ),
        ("RoleBinding", "rbac.authorization.k8s.io/v1/Role", Kind::ClusterRole, "high, sibling Role/x"),
        ("Certificate", "cert-manager.io/v1/ClusterIssuer", Kind::Issuer, "high, sibling ClusterIssuer/x"),
        (
            "ExternalSecret",
            "external-secrets.io/v1/SecretStore",
            Kind::ClusterSecretStore,
            "high, sibling SecretStore/x",
        ),
    ] {
        let docs = [object(&format!("v1/{from}"), "shop/from", ""), object(other, "x", "")];
        assert_eq!(reference(&docs, kind, "x", &open), expected, "{other}");
    }
}

#[test]
fn parts_of_the_right_object() {
    let env = |reference: &str| {
        deployment("web", "app: web", &format!("env: [{{name: A, valueFrom: {{{reference}}}}}]"), "")
    };
    let config = object("v1/ConfigMap", "c", "data: {LOG_LEVEL: info, port: 1}");
    let ports = deployment("web", "app: web", "ports: [{name: metrics, containerPort: 9090}]", "");
    let service =
        object("v1/Service", "s", "spec: {selector: {app: web}, ports: [{port: 80, targetPort: metric}]}");
    for (docs, expected) in [
        (
            vec![env("configMapKeyRef: {name: c, key: LOG_LEVL}"), config.clone()],
            "high closed, LOG_LEVEL of ConfigMap/c",
        ),
        (
            vec![env("configMapKeyRef: {name: c, key: log-level}"), config.clone()],
            "high closed, LOG_LEVEL of ConfigMap/c",
        ),
        (vec![env("configMapKeyRef: {name: c, key: other}"), config], "high closed"),
        (vec![service, ports], "high closed, metrics of Deployment/web"),
    ] {
        let graph = graph_of(&docs);
        let found: Vec<String> = graph
            .edges()
            .iter()
            .filter_map(|edge| missing_part(&graph, edge))
            .map(|it| describe_evidence(Some(it)))
            .collect();
        assert_eq!(found, [expected], "{docs:?}");
    }
}
