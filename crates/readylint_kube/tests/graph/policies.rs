use super::support::*;

fn policy(name: &str, spec: &str) -> String {
    object("networking.k8s.io/v1/NetworkPolicy", name, &format!("spec: {{{spec}}}"))
}

/// Namespaces `a` and `b` with Namespace objects, `c` without; pods `web` and `db` in each.
fn world() -> Vec<String> {
    let mut docs = vec![
        object("v1/Namespace", "a", "labels: team: red"),
        object("v1/Namespace", "b", "labels: team: blue"),
    ];
    for namespace in ["a", "b", "c"] {
        let ports =
            "ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]";
        docs.push(deployment(&format!("{namespace}/web"), "app: web", ports, ""));
        docs.push(deployment(
            &format!("{namespace}/db"),
            "app: db",
            "ports: [{name: sql, containerPort: 5432}]",
            "",
        ));
    }
    docs
}

#[track_caller]
fn check_policy(spec: &str, relation: &str, targets: &[&str]) {
    let mut docs = world();
    docs.push(policy("a/p", spec));
    let found: Vec<String> = edges(&graph_of(&docs), relation);
    let found: Vec<&str> = found.iter().map(|edge| edge.split_once(" -> ").unwrap().1).collect();
    assert_eq!(found, targets, "{relation} of {spec}");
}

#[test]
fn protected_pods() {
    let (web, db) = ("Deployment/a/web:pod", "Deployment/a/db:pod");
    check_policy("podSelector: {matchLabels: {app: web}}", "netpol-pods", &[web]);
    check_policy("podSelector: {}", "netpol-pods", &[web, db]);
    check_policy("podSelector: ", "netpol-pods", &[web, db]);
    check_policy("policyTypes: [Ingress]", "netpol-pods", &[web, db]);
    check_policy("podSelector: {matchLabels: {app: wbe}}", "netpol-pods", &["missing"]);
}

#[test]
fn peers() {
    let web = |namespace: &str| format!("Deployment/{namespace}/web:pod");
    let (a, b, c) = (web("a"), web("b"), web("c"));
    let pods = "podSelector: {matchLabels: {app: web}}";
    let by_name =
        |name: &str| format!("namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {name}}}}}");
    let by_names = "namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [b, c]}]}";
    for (peer, expected) in [
        // pods of the own namespace
        (pods.to_owned(), vec![a.as_str()]),
        ("podSelector: {}".into(), vec![&a, "Deployment/a/db:pod"]),
        ("podSelector: {matchLabels: {app: x}}".into(), vec!["missing"]),
        // whole namespaces
        ("namespaceSelector: {matchLabels: {team: blue}}".into(), vec!["Namespace/b"]),
        ("namespaceSelector: {matchLabels: {team: blue}}, podSelector: {}".into(), vec!["Namespace/b"]),
        ("namespaceSelector: {}".into(), vec!["Namespace/a", "Namespace/b"]),
        (by_name("b"), vec!["Namespace/b"]),
        (by_name("kube-system"), vec!["built-in"]),
        (by_name("x"), vec!["missing"]),
        // known, and not in the input
        (by_name("monitoring"), vec!["external kubernetes.io/metadata.name=monitoring"]),
        (by_name("ingress-nginx"), vec!["external kubernetes.io/metadata.name=ingress-nginx"]),
        (
            format!("{}, podSelector: {{}}", by_name("ingress-nginx")),
            vec!["external kubernetes.io/metadata.name=ingress-nginx"],
        ),
        (
            "namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring, team: red}}".into(),
            vec!["missing"],
        ),
        // `c` is there, but nothing describes it; and it may be labelled
        (by_name("c"), vec![]),
        ("namespaceSelector: {matchLabels: {team: green}}".into(), vec![]),
        (
            "namespaceSelector: {matchExpressions: [{key: team, operator: NotIn, values: [red]}]}".into(),
            vec!["Namespace/b"],
        ),
        // both must hold
        (format!("{}, {pods}", by_name("b")), vec![&b]),
        (format!("{}, {pods}", by_name("c")), vec![&c]),
        (format!("{by_names}, {pods}"), vec![&b, &c]),
        (format!("namespaceSelector: {{}}, {pods}"), vec![&a, &b, &c]),
        (format!("{}, podSelector: {{matchLabels: {{app: x}}}}", by_name("b")), vec!["missing"]),
        (format!("{}, {pods}", by_name("x")), vec!["missing"]),
        // no objects
        ("ipBlock: {cidr: 10.0.0.0/8}".into(), vec!["external 10.0.0.0/8"]),
        (String::new(), vec![]),
    ] {
        let spec = format!("podSelector: {{}}, ingress: [{{from: [{{{peer}}}]}}]");
        check_policy(&spec, "netpol-peer", &expected);
        let spec = format!("podSelector: {{}}, egress: [{{to: [{{{peer}}}]}}]");
        check_policy(&spec, "netpol-peer", &expected);
    }
}

#[test]
fn known_namespaces() {
    let peer = "namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}, podSelector: {matchLabels: {app: prom}}";
    let spec = format!("podSelector: {{}}, ingress: [{{from: [{{{peer}}}]}}]");
    let from = "NetworkPolicy/a/p:/spec/ingress/0/from/0";
    let prom = deployment("monitoring/prom", "app: prom", "", "");
    let other = deployment("monitoring/other", "app: other", "", "");
    let namespace = object("v1/Namespace", "monitoring", "");
    for (docs, expected) in [
        (vec![], None),
        (vec![prom.clone()], Some("Deployment/monitoring/prom:pod")),
        (vec![prom, namespace.clone()], Some("Deployment/monitoring/prom:pod")),
        // what is described is not outside
        (vec![other], Some("missing")),
        (vec![namespace], Some("missing")),
    ] {
        let docs: Vec<String> = std::iter::once(policy("a/p", &spec)).chain(docs).collect();
        let graph = graph_of(&docs);
        match expected {
            Some(to) => assert_eq!(edges(&graph, "netpol-peer"), [format!("{from} -> {to}")]),
            None => assert!(edges(&graph, "netpol-peer")[0].starts_with(&format!("{from} -> external "))),
        }
    }
}

#[test]
fn a_selector_of_all_namespaces_never_misses() {
    let spec = "podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]";
    let from = "NetworkPolicy/p:/spec/ingress/0/from/0";
    check(&[policy("p", spec)], "netpol-peer", &[&format!("{from} -> built-in")]);
}

#[test]
fn sites_of_peers() {
    for peer in [
        "{podSelector: {matchLabels: {app: x}}}",
        "{namespaceSelector: {matchLabels: {team: x}}}",
        "{namespaceSelector: {matchLabels: {team: x}}, podSelector: {matchLabels: {app: x}}}",
    ] {
        let docs = [policy("a/p", &format!("podSelector: {{}}, ingress: [{{from: [{peer}]}}]"))];
        let inner = peer.strip_prefix("{podSelector: ").or_else(|| peer.strip_prefix("{namespaceSelector: "));
        let site = if peer.contains(", ") { peer } else { inner.unwrap().strip_suffix('}').unwrap() };
        check_sites(&docs, "netpol-peer", &[site]);
    }
}

#[test]
fn ports_of_ingress_are_those_of_the_protected_pods() {
    let (http, dns, sql) =
        ("Deployment/a/web:port http", "Deployment/a/web:port dns", "Deployment/a/db:port sql");
    let (web, db) = ("Deployment/a/web:pod without it", "Deployment/a/db:pod without it");
    for (pods, port, expected) in [
        ("{}", "{port: http}", &[http][..]),
        ("{}", "{port: 8080}", &[http]),
        ("{}", "{port: 80}", &[web, db]),
        ("{}", "{port: 5000, endPort: 9000}", &[http, sql]),
        ("{}", "{port: 53}", &[web, db]),
        ("{}", "{port: 53, protocol: UDP}", &[dns]),
        ("{}", "{port: dns, protocol: UDP}", &[dns]),
        ("{}", "{protocol: UDP}", &[]),
        ("{matchLabels: {app: db}}", "{port: http}", &[db]),
        // a policy without pods has no ports to miss
        ("{matchLabels: {app: x}}", "{port: http}", &[]),
    ] {
        let spec = format!("podSelector: {pods}, ingress: [{{ports: [{port}]}}]");
        check_policy(&spec, "netpol-port", expected);
    }
}

#[test]
fn ports_of_egress_are_those_of_the_peers() {
    let sql = "Deployment/b/db:port sql";
    let b = "namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: b}}, podSelector: {matchLabels: {app: db}}";
    for (to, port, expected) in [
        (format!("[{{{b}}}]"), "{port: sql}", &[sql][..]),
        (format!("[{{{b}}}]"), "{port: 5432}", &[sql]),
        (format!("[{{{b}}}]"), "{port: http}", &["Deployment/b/db:pod without it"]),
        (
            "[{podSelector: {matchLabels: {app: web}}}]".into(),
            "{port: http}",
            &["Deployment/a/web:port http"],
        ),
        // other peers may have the port
        (format!("[{{{b}}}, {{ipBlock: {{cidr: 10.0.0.0/8}}}}]"), "{port: http}", &[]),
        (format!("[{{{b}}}, {{namespaceSelector: {{}}}}]"), "{port: sql}", &[sql]),
        ("[{namespaceSelector: {}}]".into(), "{port: 5432}", &[]),
        ("[]".into(), "{port: 5432}", &[]),
        ("[{podSelector: {matchLabels: {app: x}}}]".into(), "{port: 5432}", &[]),
    ] {
        let spec = format!("podSelector: {{}}, egress: [{{to: {to}, ports: [{port}]}}]");
        check_policy(&spec, "netpol-port", expected);
    }
}

#[test]
fn places_of_ports() {
    let mut docs = world();
    docs.push(policy("a/p", "podSelector: {}, ingress: [{ports: [{port: 8080}, {port: nope}]}]"));
    check_sites(&docs, "netpol-port", &["8080", "nope", "nope"]);
    let from = "NetworkPolicy/a/p:/spec/ingress/0/ports";
    check(
        &docs,
        "netpol-port",
        &[
            &format!("{from}/0 -> Deployment/a/web:port http"),
            &format!("{from}/1 -> Deployment/a/web:pod without it"),
            &format!("{from}/1 -> Deployment/a/db:pod without it"),
        ],
    );
}
