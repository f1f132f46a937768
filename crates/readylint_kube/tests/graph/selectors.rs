use super::support::*;

fn service(name: &str, spec: &str) -> String {
    object("v1/Service", name, &format!("spec: {{{spec}}}"))
}

#[test]
fn services() {
    let web = deployment("web", "app: web, tier: front", "", "");
    let api = deployment("api", "app: api, tier: front", "", "");
    for (selector, expected) in [
        ("selector: {app: web}", &["Service/s -> Deployment/web:pod"][..]),
        ("selector: {tier: front}", &["Service/s -> Deployment/web:pod", "Service/s -> Deployment/api:pod"]),
        ("selector: {app: web, tier: back}", &["Service/s -> missing"]),
        ("selector: {}", &[]),
        ("selector: ", &[]),
        ("ports: []", &[]),
        ("type: ExternalName, selector: {app: web}", &[]),
    ] {
        check(&[web.clone(), api.clone(), service("s", selector)], "svc-pods", expected);
    }
    check_sites(&[service("s", "selector: {app: web}")], "svc-pods", &["{app: web}"]);
}

#[test]
fn labels_come_from_the_template() {
    let labelled =
        object("apps/v1/Deployment", "web", "labels: app: web; spec: {template: {spec: {containers: []}}}");
    check(&[labelled, service("s", "selector: {app: web}")], "svc-pods", &["Service/s -> missing"]);
}

#[test]
fn namespaces_are_kept_apart() {
    let docs = |service_name: &str, pod_name: &str| {
        [deployment(pod_name, "app: web", "", ""), service(service_name, "selector: {app: web}")]
    };
    check(&docs("s", "web"), "svc-pods", &["Service/s -> Deployment/web:pod"]);
    check(&docs("a/s", "a/web"), "svc-pods", &["Service/a/s -> Deployment/a/web:pod"]);
    check(&docs("a/s", "b/web"), "svc-pods", &["Service/a/s -> missing"]);
    // unset is not `default`, and not any other one
    check(&docs("default/s", "web"), "svc-pods", &["Service/default/s -> missing"]);
    check(&docs("s", "a/web"), "svc-pods", &["Service/s -> missing"]);
}

#[test]
fn ports_of_services() {
    let ports = "ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]";
    let web = deployment("web", "app: web", ports, "");
    for (port, to) in [
        ("{port: 80, targetPort: http}", "Deployment/web:port http"),
        ("{port: 80, targetPort: 8080}", "Deployment/web:port http"),
        ("{port: 8080}", "Deployment/web:port http"),
        ("{port: 8080, targetPort: 0}", "Deployment/web:port http"),
        ("{port: 80}", "Deployment/web:pod without it"),
        ("{port: 80, targetPort: htpp}", "Deployment/web:pod without it"),
        ("{port: 53, protocol: UDP, targetPort: dns}", "Deployment/web:port dns"),
        ("{port: 53, targetPort: dns}", "Deployment/web:pod without it"),
    ] {
        let docs = [web.clone(), service("s", &format!("selector: {{app: web}}, ports: [{port}]"))];
        let number = if port.contains("53") {
            "53"
        } else if port.contains("port: 8080") {
            "8080"
        } else {
            "80"
        };
        check(&docs, "svc-port", &[&format!("Service/s:port {number} -> {to}")]);
    }
    // what selects nothing has no ports to miss
    check(&[service("s", "selector: {app: web}, ports: [{port: 80}]")], "svc-port", &[]);
}

#[test]
fn ports_of_sidecars_but_not_of_init_containers() {
    let spec =
        |policy: &str| format!("initContainers: [{{name: proxy, {policy} ports: [{{containerPort: 9}}]}}]");
    let docs = |policy| {
        [
            deployment("web", "app: web", "", &spec(policy)),
            service("s", "selector: {app: web}, ports: [{port: 9}]"),
        ]
    };
    check(&docs("restartPolicy: Always,"), "svc-port", &["Service/s:port 9 -> Deployment/web:port 9"]);
    check(&docs(""), "svc-port", &["Service/s:port 9 -> Deployment/web:pod without it"]);
    // one edge for each port and workload
    let docs = [
        deployment("a", "app: web", "ports: [{name: http, containerPort: 80}]", ""),
        deployment("b", "app: web", "ports: [{name: web, containerPort: 80}]", ""),
        service(
            "s",
            "selector: {app: web}, ports: [{port: 80, targetPort: http}, {port: 81, targetPort: 80}]",
        ),
    ];
    check(
        &docs,
        "svc-port",
        &[
            "Service/s:port 80 -> Deployment/a:port http",
            "Service/s:port 80 -> Deployment/b:pod without it",
            "Service/s:port 81 -> Deployment/a:port http",
            "Service/s:port 81 -> Deployment/b:port web",
        ],
    );
}

#[test]
fn budgets() {
    let web = deployment("web", "app: web", "", "");
    let budget = |version: &str, spec: &str| {
        object(&format!("policy/{version}/PodDisruptionBudget"), "b", &format!("spec: {{{spec}}}"))
    };
    let hit = "PodDisruptionBudget/b -> Deployment/web:pod";
    let miss = "PodDisruptionBudget/b -> missing";
    for (version, spec, expected) in [
        ("v1", "selector: {matchLabels: {app: web}}", &[hit][..]),
        ("v1", "selector: {matchLabels: {app: wbe}}", &[miss]),
        ("v1", "selector: {}", &[hit]),
        ("v1beta1", "selector: {}", &[miss]),
        ("v1", "selector: ", &[]),
        ("v1beta1", "selector: ", &[]),
        ("v1", "maxUnavailable: 1", &[]),
        ("v1beta1", "selector: {matchLabels: {app: web}}", &[hit]),
    ] {
        check(&[web.clone(), budget(version, spec)], "pdb-pods", expected);
    }
}

#[test]
fn expressions() {
    let web = deployment("web", "app: web, tier: front", "", "");
    for (expression, fits) in [
        ("{key: app, operator: In, values: [api, web]}", true),
        ("{key: app, operator: In, values: [api]}", false),
        ("{key: none, operator: In, values: [api]}", false),
        ("{key: app, operator: NotIn, values: [api]}", true),
        ("{key: app, operator: NotIn, values: [web]}", false),
        ("{key: none, operator: NotIn, values: [web]}", true),
        ("{key: tier, operator: Exists}", true),
        ("{key: none, operator: Exists}", false),
        ("{key: none, operator: DoesNotExist}", true),
        ("{key: tier, operator: DoesNotExist}", false),
    ] {
        let selector =
            format!("spec: {{selector: {{matchLabels: {{app: web}}, matchExpressions: [{expression}]}}}}");
        let expected = if fits { "Deployment/web:pod" } else { "missing" };
        let docs = [web.clone(), object("policy/v1/PodDisruptionBudget", "b", &selector)];
        check(&docs, "pdb-pods", &[&format!("PodDisruptionBudget/b -> {expected}")]);
    }
    let unknown = "spec: {selector: {matchExpressions: [{key: app, operator: Like, values: [w]}]}}";
    check(&[web, object("policy/v1/PodDisruptionBudget", "b", unknown)], "pdb-pods", &[]);
}

#[test]
fn labels_that_controllers_add() {
    let set = |name: &str| workload("apps/v1/StatefulSet", name, "app: db", "", "");
    let web = deployment("web", "app: db", "", "");
    for (selector, expected) in [
        ("{app: db, statefulset.kubernetes.io/pod-name: db-0}", &["Service/s -> StatefulSet/db:pod"][..]),
        ("{statefulset.kubernetes.io/pod-name: cache-12}", &["Service/s -> StatefulSet/cache:pod"]),
        ("{statefulset.kubernetes.io/pod-name: mail-0}", &["Service/s -> missing"]),
        ("{statefulset.kubernetes.io/pod-name: db-x}", &["Service/s -> missing"]),
        ("{app: db, pod-template-hash: 5d4f8}", &["Service/s -> Deployment/web:pod"]),
        ("{app: db, batch.kubernetes.io/job-name: x}", &["Service/s -> missing"]),
    ] {
        let docs = [set("db"), set("cache"), web.clone(), service("s", &format!("selector: {selector}"))];
        check(&docs, "svc-pods", expected);
    }
}

#[test]
fn expressions_about_labels_that_controllers_add() {
    let docs = |expression: &str| {
        let selector = format!("spec: {{selector: {{matchExpressions: [{expression}]}}}}");
        let web = deployment("web", "app: web", "", "");
        let db = workload("apps/v1/StatefulSet", "db", "app: db", "", "");
        [web, db, object("policy/v1/PodDisruptionBudget", "b", &selector)]
    };
    let (web, db) =
        ("PodDisruptionBudget/b -> Deployment/web:pod", "PodDisruptionBudget/b -> StatefulSet/db:pod");
    check(&docs("{key: pod-template-hash, operator: Exists}"), "pdb-pods", &[web]);
    check(&docs("{key: pod-template-hash, operator: DoesNotExist}"), "pdb-pods", &[db]);
    let name = "statefulset.kubernetes.io/pod-name";
    check(&docs(&format!("{{key: {name}, operator: In, values: [x-0, db-1]}}")), "pdb-pods", &[db]);
    check(&docs(&format!("{{key: {name}, operator: NotIn, values: [db-1]}}")), "pdb-pods", &[web, db]);
}

#[test]
fn labels_that_operators_set_cannot_be_told() {
    let db = workload("apps/v1/StatefulSet", "db", "app: db", "", "");
    check(&[db.clone(), service("s", "selector: {app: db, role: master}")], "svc-pods", &[]);
    check(&[db.clone(), service("s", "selector: {app: db, cnpg.io/instanceRole: primary}")], "svc-pods", &[]);
    check(&[db, service("s", "selector: {app: x, role: master}")], "svc-pods", &["Service/s -> missing"]);
    let written = deployment("web", "app: db, role: replica", "", "");
    check(
        &[written, service("s", "selector: {app: db, role: master}")],
        "svc-pods",
        &["Service/s -> missing"],
    );
}

#[test]
fn the_nearest_labels() {
    let near = |labels: &str, selector: &str| {
        let graph =
            graph_of(&[deployment("web", labels, "", ""), service("s", &format!("selector: {selector}"))]);
        let service = graph.of_kind(readylint_kube::Kind::Service).next().unwrap();
        let wanted = readylint_kube::Service::of(service).unwrap().selector();
        let near = graph.nearest_labels(service.id(), wanted)?;
        let found = near.found.or(near.similar_key).and_then(readylint_yaml::Node::text).unwrap_or("-");
        Some(format!("{}{}{found}", near.key, if near.similar_key.is_some() { " for " } else { "=" }))
    };
    assert_eq!(near("app: web-frontend", "{app: web-fronted}").as_deref(), Some("app=web-frontend"));
    assert_eq!(near("app: web, tier: front", "{app: web, tier: back}").as_deref(), Some("tier=front"));
    assert_eq!(near("app: web", "{app: web, tier: back}").as_deref(), Some("tier=-"));
    assert_eq!(near("app: web, tier: front", "{app: api, tier: back}"), None);
    // the key of a single label
    assert_eq!(near("app: shop-api", "{ap: shop-api}").as_deref(), Some("ap for app"));
    assert_eq!(
        near("app: web, component: shop-api", "{componnent: shop-api}").as_deref(),
        Some("componnent for component")
    );
    assert_eq!(near("apps: shop-api, apq: shop-api", "{app: shop-api}"), None);
    assert_eq!(near("tier: shop-api", "{app: shop-api}"), None);
    assert_eq!(near("app: web", "{ap: shop-api}"), None);
    // what is set at run time is no mistake
    assert_eq!(near("app: web", "{app: web, role: master}"), None);
    let name = "statefulset.kubernetes.io/pod-name";
    let found = near("app: web-frontend", &format!("{{app: web-fronted, {name}: web-0}}"));
    assert_eq!(found.as_deref(), Some("app=web-frontend"));
}

#[test]
fn quotas() {
    let docs = [
        deployment("a/web", "", "", ""),
        deployment("b/web", "", "", ""),
        object("v1/PersistentVolumeClaim", "a/data", ""),
        object("v1/ResourceQuota", "a/quota", ""),
        object("v1/LimitRange", "b/limits", ""),
        object("v1/LimitRange", "c/limits", ""),
    ];
    check(
        &docs,
        "quota-ns",
        &[
            "ResourceQuota/a/quota -> Deployment/a/web:pod",
            "ResourceQuota/a/quota -> PersistentVolumeClaim/a/data",
            "LimitRange/b/limits -> Deployment/b/web:pod",
        ],
    );
    check_sites(&docs, "quota-ns", &["a", "a", "b"]);
    check(
        &[deployment("web", "", "", ""), object("v1/LimitRange", "limits", "")],
        "quota-ns",
        &["LimitRange/limits -> Deployment/web:pod"],
    );
}
