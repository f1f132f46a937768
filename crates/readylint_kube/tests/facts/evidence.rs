use globset::Glob;
use readylint_kube::facts::{
    Candidate, Evidence, Strength, Wanted, missing_monitored, missing_part, missing_pods, missing_reference,
    missing_selected_pods, operator_of_pods,
};
use readylint_kube::{External, Kind, NetworkPolicy, Service, World};

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
        Some(Candidate::OtherNamespace(other) | Candidate::ObjectElsewhere(other)) => {
            format!(", elsewhere {}", title(other))
        }
        Some(Candidate::SiblingKind(other)) => format!(", sibling {}", title(other)),
        Some(Candidate::NearLabels(near)) => format!(", labels of {}", title(near.pod.resource())),
        Some(Candidate::PodElsewhere(pod)) => format!(", pods of {}", title(pod.resource())),
        Some(Candidate::NearMatch(near)) => {
            format!(", {} = {} of {}", near.key, near.found.map_or("none", |it| it.raw()), title(near.of))
        }
        Some(Candidate::InServiceSelector(service)) => {
            format!(", in selector of {}", title(service.resource()))
        }
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

#[test]
fn missing_pods_of_selectors_with_expressions() {
    let (open, closed) = (World::default(), World { closed: true, ..World::default() });
    let policy = |name: &str, selector: &str| {
        object("networking.k8s.io/v1/NetworkPolicy", name, &format!("spec: {{podSelector: {{{selector}}}}}"))
    };
    let labels = "matchLabels: {app: web, tier: front}";
    let near = "matchLabels: {app: web}, matchExpressions: [{key: tier, operator: In, values: [font, back]}]";
    let only = "matchExpressions: [{key: app, operator: In, values: [frontent]}]";
    let other = "matchExpressions: [{key: app, operator: In, values: [billing]}]";
    let shared = "matchLabels: {release: r}, matchExpressions: [{key: app, operator: In, values: [billing]}]";
    let excluded = "matchExpressions: [{key: app, operator: NotIn, values: [frontend]}]";
    let unreadable = "matchLabels: {app: web}, matchExpressions: [{key: tier, operator: Like}]";
    let front = || deployment("front", "app: frontend, tier: front, release: r", "", "");
    for (selector, pods, world, expected) in [
        (labels, vec![front()], &open, "high, labels of Deployment/front"),
        (
            near,
            vec![deployment("web", "app: web, tier: front", "", "")],
            &open,
            "high, tier = front of Deployment/web",
        ),
        (near, vec![web("web")], &open, "high, tier = none of Deployment/web"),
        (near, vec![deployment("web", "app: api, tier: front", "", "")], &open, "low"),
        (near, vec![deployment("web", "app: api, tier: front", "", "")], &closed, "high closed"),
        (only, vec![front()], &open, "high, app = frontend of Deployment/front"),
        (other, vec![front()], &open, "low"),
        (shared, vec![front()], &open, "low"),
        (excluded, vec![front()], &open, "low"),
        (unreadable, vec![web("web")], &open, "low"),
    ] {
        let docs: Vec<String> = std::iter::once(policy("p", selector)).chain(pods).collect();
        let graph = graph_of(&docs);
        let policy = graph.resources().find_map(NetworkPolicy::of).unwrap();
        let evidence = missing_selected_pods(policy.resource(), policy.pod_selector(), world);
        assert_eq!(describe_evidence(Some(evidence)), expected, "{docs:?}");
    }
    // the labels alone fit a pod of another namespace, the expression does not
    for (values, expected) in [("[front]", "high, pods of Deployment/b/web"), ("[back]", "low")] {
        let selector = format!(
            "matchLabels: {{app: web}}, matchExpressions: [{{key: tier, operator: In, values: {values}}}]"
        );
        let graph =
            graph_of(&[policy("a/p", &selector), deployment("b/web", "app: web, tier: front", "", "")]);
        let policy = graph.resources().find_map(NetworkPolicy::of).unwrap();
        let evidence = missing_selected_pods(policy.resource(), policy.pod_selector(), &open);
        assert_eq!(describe_evidence(Some(evidence)), expected, "{values}");
    }
}

#[test]
fn pods_that_operators_run() {
    let closed = World { closed: true, ..World::default() };
    let service = |labels: &str| object("v1/Service", "s/s", &format!("spec: {{selector: {{{labels}}}}}"));
    let prometheus = |name: &str| object("monitoring.coreos.com/v1/Prometheus", name, "spec: {}");
    for (labels, resource, expected) in [
        ("app: prometheus", prometheus("s/k8s"), "low closed"),
        ("operated-prometheus: yes", prometheus("s/k8s"), "low closed"),
        ("instance: k8s", prometheus("s/k8s"), "low closed"),
        ("app: k8s", prometheus("s/k8s"), "high closed"),
        ("app: prometheus-adapter", prometheus("s/k8s"), "high closed"),
        ("app: shop", prometheus("s/k8s"), "high closed"),
        ("app: prometheus", prometheus("t/k8s"), "high closed"),
        ("app: prometheus", object("example.com/v1/Prometheus", "s/k8s", ""), "high closed"),
        // known operators that run no pods for it
        ("app: shop", object("monitoring.coreos.com/v1/ServiceMonitor", "s/shop", ""), "high closed"),
    ] {
        assert_eq!(pods(&[service(labels), resource], &closed), expected, "{labels}");
    }
    let graph = graph_of(&[service("app: prometheus"), prometheus("s/k8s")]);
    let service = graph.resources().find_map(Service::of).unwrap();
    let operator = operator_of_pods(service.resource(), service.selector());
    assert_eq!(operator.map(title).as_deref(), Some("Prometheus/s/k8s"));
}

#[test]
fn what_monitors_miss() {
    let open = World::default();
    let closed = World { closed: true, ..World::default() };
    let owned = World { owned_namespaces: ["a".to_owned()].into(), ..World::default() };
    let monitor = |kind: &str, name: &str, spec: &str| {
        // what follows the labels stands beside the selector
        let (labels, rest) = spec.split_once("}, ").map_or((spec.trim_end_matches('}'), ""), |it| it);
        let spec = format!("spec: {{selector: {{matchLabels: {labels}}}}}, {rest}}}");
        object(&format!("monitoring.coreos.com/v1/{kind}"), name, &spec)
    };
    let services = |name: &str, spec: &str| monitor("ServiceMonitor", name, spec);
    let pods = |name: &str, spec: &str| monitor("PodMonitor", name, spec);
    let service = |name: &str, labels: &str| {
        object("v1/Service", name, &format!("labels: {labels}; spec: {{selector: {{app: chosen}}}}"))
    };
    let b = "namespaceSelector: {matchNames: [b]}";
    let any = "namespaceSelector: {any: true}";
    let system = "namespaceSelector: {matchNames: [kube-system]}";
    for (docs, world, expected) in [
        (vec![services("a/m", "{app: web}")], &open, "low"),
        (vec![services("a/m", "{app: web}")], &closed, "high closed"),
        (vec![services("a/m", "{app: web}")], &owned, "high closed"),
        (vec![services("a/m", &format!("{{app: web}}, {b}"))], &owned, "low"),
        (vec![services("b/m", "{app: web}, namespaceSelector: {matchNames: [a]}")], &owned, "high closed"),
        (vec![services("a/m", &format!("{{app: web}}, {any}"))], &owned, "low"),
        (vec![services("a/m", &format!("{{app: web}}, {any}"))], &closed, "high closed"),
        (vec![services("a/m", &format!("{{app: web}}, {system}"))], &closed, "none"),
        (vec![services("m", "{app: chosen}"), service("s", "")], &open, "high, in selector of Service/s"),
        (
            vec![services("m", "{app: frontent}"), service("s", "app: frontend")],
            &open,
            "high, app = frontend of Service/s",
        ),
        (
            vec![services("m", "{app: web, tier: x}"), service("s", "app: web")],
            &open,
            "high, tier = none of Service/s",
        ),
        (vec![services("m", "{release: r, app: x}"), service("s", "release: r, app: y")], &open, "low"),
        (
            vec![services("a/m", "{app: web}"), service("b/s", "app: web")],
            &open,
            "high, elsewhere Service/b/s",
        ),
        (vec![services("a/m", "{app: web}"), service("s", "app: web")], &open, "low, elsewhere Service/s"),
        (
            vec![services("a/m", &format!("{{app: frontent}}, {b}")), service("b/s", "app: frontend")],
            &open,
            "high, app = frontend of Service/b/s",
        ),
        (vec![services("a/m", "{app: frontent}"), service("b/s", "app: frontend")], &open, "low"),
        (vec![pods("m", "{app: web, tier: x}"), web("web")], &open, "high, tier = none of Deployment/web"),
        (vec![pods("a/m", "{app: web}"), web("b/web")], &open, "high, pods of Deployment/b/web"),
        (vec![pods("a/m", "{app: web}"), "a: [".into()], &owned, "medium closed"),
    ] {
        let graph = graph_of(&docs);
        let monitor = graph.resources().next().unwrap();
        assert_eq!(describe_evidence(missing_monitored(monitor, world)), expected, "{docs:?}");
    }
}
