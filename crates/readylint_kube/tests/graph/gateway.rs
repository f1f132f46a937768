//! Routes, Gateways and grants.

use super::support::*;

const GROUP: &str = "gateway.networking.k8s.io";

fn gateway(name: &str, listeners: &str) -> String {
    object(&format!("{GROUP}/v1/Gateway"), name, &format!("spec: {{listeners: [{listeners}]}}"))
}

fn route(name: &str, spec: &str) -> String {
    object(&format!("{GROUP}/v1/HTTPRoute"), name, &format!("spec: {{{spec}}}"))
}

fn grant(name: &str, from: &str, to: &str) -> String {
    let spec = format!("spec: {{from: [{{{from}}}], to: [{{{to}}}]}}");
    object(&format!("{GROUP}/v1beta1/ReferenceGrant"), name, &spec)
}

/// Holds the edge of the first parent of a route, without its start, to what is expected.
#[track_caller]
fn check_parent(documents: &[String], expected: &str, site: &str) {
    let graph = graph_of(documents);
    let edges = edges(&graph, "route-gateway");
    let to: Vec<&str> = edges.iter().map(|edge| edge.split_once(" -> ").unwrap().1).collect();
    assert_eq!(to.join(", "), expected, "{}", documents.join("\n"));
    let sites = graph.edges().iter().filter(|edge| edge.relation.as_str() == "route-gateway");
    assert!(sites.into_iter().all(|edge| graph.site(edge).raw() == site), "{}", documents.join("\n"));
}

#[test]
fn listeners() {
    let two = "{name: http, port: 80, protocol: HTTP}, {name: https, port: 443, protocol: HTTPS}";
    let (first, second) = ("Gateway/shop/gate:/spec/listeners/0", "Gateway/shop/gate:/spec/listeners/1");
    let incomplete = "Gateway/shop/gate without it";
    for (parent, expected, site) in [
        ("name: gate", format!("{first}, {second}"), "gate"),
        ("name: gate, sectionName: https", second.to_owned(), "gate"),
        ("name: gate, port: 80", first.to_owned(), "gate"),
        ("name: gate, sectionName: http, port: 443", incomplete.to_owned(), "443"),
        ("name: gate, sectionName: tls", incomplete.to_owned(), "tls"),
        ("name: gate, port: 8080", incomplete.to_owned(), "8080"),
        ("name: gaet", "missing".to_owned(), "gaet"),
        ("name: gate, namespace: dev", "missing".to_owned(), "gate"),
        ("name: gate, kind: Mesh, group: example.com", "external gate".to_owned(), "gate"),
    ] {
        let docs = [route("shop/web", &format!("parentRefs: [{{{parent}}}]")), gateway("shop/gate", two)];
        check_parent(&docs, &expected, site);
    }
    // listeners that stand elsewhere
    check_parent(
        &[route("shop/web", "parentRefs: [{name: gate, sectionName: x}]"), gateway("shop/gate", "")],
        "Gateway/shop/gate",
        "gate",
    );
}

#[test]
fn hostnames() {
    let found = "Gateway/shop/gate:/spec/listeners/0";
    let incomplete = "Gateway/shop/gate without it";
    for (listener, hosts, expected) in [
        ("", "[a.example.com]", found),
        ("hostname: a.example.com", "[]", found),
        ("hostname: a.example.com", "[a.example.com]", found),
        ("hostname: \"*.example.com\"", "[a.b.example.com]", found),
        ("hostname: a.example.com", "[\"*.example.com\"]", found),
        ("hostname: \"*.example.com\"", "[other.org, a.example.com]", found),
        ("hostname: \"*.example.com\"", "[example.com]", incomplete),
        ("hostname: a.example.com", "[b.example.com]", incomplete),
    ] {
        let listener = format!("{{name: http, port: 80, protocol: HTTP, {listener}}}");
        let spec = format!("parentRefs: [{{name: gate}}], hostnames: {hosts}");
        let site = if expected == found { "gate" } else { hosts };
        check_parent(&[route("shop/web", &spec), gateway("shop/gate", &listener)], expected, site);
    }
}

#[test]
fn allowed_routes() {
    let found = "Gateway/infra/gate:/spec/listeners/0";
    let incomplete = "Gateway/infra/gate without it";
    let parents = "parentRefs: [{name: gate, namespace: infra}]";
    let labelled = object("v1/Namespace", "shop", "labels: team: web; spec: {}");
    let select = "namespaces: {from: Selector, selector: {matchLabels: {team: web}}}";
    for (allowed, place, namespace, expected) in [
        ("", "shop/web", None, incomplete),
        ("", "infra/web", None, found),
        // it may be applied in that namespace
        ("", "web", None, found),
        ("namespaces: {from: Same}", "shop/web", None, incomplete),
        ("namespaces: {from: All}", "shop/web", None, found),
        (select, "shop/web", Some(labelled.clone()), found),
        (select, "dev/web", Some(object("v1/Namespace", "dev", "")), incomplete),
        // whose labels are unknown
        (select, "dev/web", None, found),
        ("namespaces: {from: All}, kinds: [{kind: GRPCRoute}]", "shop/web", None, incomplete),
        ("namespaces: {from: All}, kinds: [{kind: HTTPRoute}]", "shop/web", None, found),
        (
            "namespaces: {from: All}, kinds: [{kind: HTTPRoute, group: example.com}]",
            "shop/web",
            None,
            incomplete,
        ),
    ] {
        let listener = format!("{{name: http, port: 80, protocol: HTTP, allowedRoutes: {{{allowed}}}}}");
        let mut docs = vec![route(place, parents), gateway("infra/gate", &listener)];
        docs.extend(namespace);
        check_parent(&docs, expected, "gate");
    }
    for (protocol, expected) in [
        ("HTTP", incomplete),
        ("TCP", found),
        ("TLS", found),
        ("UDP", incomplete),
        ("example.com/any", found),
    ] {
        let tcp =
            object(&format!("{GROUP}/v1alpha2/TCPRoute"), "infra/db", "spec: {parentRefs: [{name: gate}]}");
        let listener = format!("{{name: any, port: 80, protocol: {protocol}}}");
        check_parent(&[tcp, gateway("infra/gate", &listener)], expected, "gate");
    }
}

#[test]
fn parents_in_a_mesh() {
    let service = object("v1/Service", "shop/api", "spec: {ports: [{port: 80}]}");
    for (parent, expected, site) in [
        ("group: \"\", kind: Service, name: api", "Service/shop/api", "api"),
        ("group: \"\", kind: Service, name: api, port: 80", "Service/shop/api", "api"),
        ("group: \"\", kind: Service, name: api, port: 8080", "Service/shop/api without it", "8080"),
        ("group: \"\", kind: Service, name: web", "missing", "web"),
    ] {
        let docs = [route("shop/web", &format!("parentRefs: [{{{parent}}}]")), service.clone()];
        check_parent(&docs, expected, site);
    }
}

#[test]
fn backends() {
    let service = object("v1/Service", "shop/api", "spec: {ports: [{name: http, port: 80}]}");
    let from = "HTTPRoute/shop/web:/spec/rules/0";
    for (rule, expected, sites) in [
        ("backendRefs: [{name: api, port: 80}]", vec!["Service/shop/api"], vec!["api"]),
        ("backendRefs: [{name: api, port: 80, weight: 0}]", vec!["Service/shop/api"], vec!["api"]),
        ("backendRefs: [{name: api, port: 8080}]", vec!["Service/shop/api without it"], vec!["8080"]),
        ("backendRefs: [{name: web, port: 80}]", vec!["missing"], vec!["web"]),
        (
            "backendRefs: [{name: api, port: 80}, {name: web, port: 80}]",
            vec!["Service/shop/api", "missing"],
            vec!["api", "web"],
        ),
        (
            "backendRefs: [{name: b, kind: ServiceImport, group: multicluster.x-k8s.io}]",
            vec!["external b"],
            vec!["b"],
        ),
        (
            "filters: [{type: RequestMirror, requestMirror: {backendRef: {name: api, port: 81}}}]",
            vec!["Service/shop/api without it"],
            vec!["81"],
        ),
        (
            "backendRefs: [{name: api, filters: [{requestMirror: {backendRef: {name: test}}}]}]",
            vec!["Service/shop/api", "missing"],
            vec!["api", "test"],
        ),
    ] {
        let docs = [route("shop/web", &format!("rules: [{{{rule}}}]")), service.clone()];
        let expected: Vec<String> = expected.iter().map(|to| format!("{from} -> {to}")).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(&docs, "route-svc", &expected);
        check_sites(&docs, "route-svc", &sites);
    }
}

#[test]
fn grants_across_namespaces() {
    let service = object("v1/Service", "dev/api", "spec: {ports: [{port: 80}]}");
    let rule = "rules: [{backendRefs: [{name: api, namespace: dev, port: 80}]}]";
    let web = "group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop";
    let to_all = "group: \"\", kind: Service";
    for (place, grants, expected) in [
        ("shop/web", vec![], "Service/dev/api without it"),
        ("shop/web", vec![grant("dev/g", web, to_all)], "Service/dev/api"),
        ("shop/web", vec![grant("dev/g", web, "kind: Service, name: api")], "Service/dev/api"),
        ("shop/web", vec![grant("dev/g", web, "kind: Service, name: web")], "Service/dev/api without it"),
        ("shop/web", vec![grant("dev/g", web, "kind: Secret")], "Service/dev/api without it"),
        // grants are made where the target is
        ("shop/web", vec![grant("shop/g", web, to_all)], "Service/dev/api without it"),
        (
            "shop/web",
            vec![grant("dev/g", &web.replace("shop", "prod"), to_all)],
            "Service/dev/api without it",
        ),
        (
            "shop/web",
            vec![grant("dev/g", &web.replace("HTTPRoute", "GRPCRoute"), to_all)],
            "Service/dev/api without it",
        ),
        ("dev/web", vec![], "Service/dev/api"),
        // it may be applied in that namespace
        ("web", vec![], "Service/dev/api"),
    ] {
        let mut docs = vec![route(place, rule), service.clone()];
        docs.extend(grants);
        check(&docs, "route-svc", &[&format!("HTTPRoute/{place}:/spec/rules/0 -> {expected}")]);
        let site = if expected.ends_with("it") { "dev" } else { "api" };
        check_sites(&docs, "route-svc", &[site]);
    }
}

#[test]
fn certificates_of_gateways() {
    let secret = |name: &str| object("v1/Secret", name, "");
    let web = "group: gateway.networking.k8s.io, kind: Gateway, namespace: shop";
    for (reference, others, expected) in [
        ("name: tls", vec![secret("shop/tls")], "Secret/shop/tls"),
        ("name: tls, kind: Secret, group: \"\"", vec![secret("shop/tls")], "Secret/shop/tls"),
        ("name: tls", vec![secret("dev/tls")], "missing"),
        ("name: tls, namespace: dev", vec![secret("dev/tls")], "Secret/dev/tls without it"),
        (
            "name: tls, namespace: dev",
            vec![secret("dev/tls"), grant("dev/g", web, "kind: Secret")],
            "Secret/dev/tls",
        ),
        ("name: tls, kind: Vault, group: example.com", vec![], "external tls"),
    ] {
        let listener = format!("{{tls: {{certificateRefs: [{{{reference}}}]}}}}");
        let mut docs = vec![gateway("shop/gate", &listener)];
        docs.extend(others);
        check(&docs, "ing-tls-secret", &[&format!("Gateway/shop/gate:/spec/listeners/0 -> {expected}")]);
    }
}

#[test]
fn what_grants_permit() {
    let from = "group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop";
    let services = [object("v1/Service", "dev/a", ""), object("v1/Service", "dev/b", "")];
    let others = [object("v1/Service", "shop/c", ""), object("v1/Secret", "dev/s", "")];
    for (to, expected) in [
        ("group: \"\", kind: Service, name: a", vec!["Service/dev/a"]),
        ("group: \"\", kind: Service, name: c", vec!["missing"]),
        ("group: \"\", kind: Service", vec!["Service/dev/a", "Service/dev/b"]),
        ("group: \"\", kind: ConfigMap", vec![]),
        ("group: example.com, kind: Thing, name: x", vec!["external x"]),
    ] {
        let docs: Vec<String> =
            [grant("dev/g", from, to)].into_iter().chain(services.clone()).chain(others.clone()).collect();
        let start = "ReferenceGrant/dev/g:/spec/to/0";
        let asking = "ReferenceGrant/dev/g:/spec/from/0 -> missing".to_owned();
        let expected = expected.iter().map(|to| format!("{start} -> {to}"));
        let expected: Vec<String> = std::iter::once(asking).chain(expected).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(&docs, "ref-grant", &expected);
    }
}

#[test]
fn who_is_granted() {
    let grant =
        grant("dev/g", "group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop", "kind: Service");
    let start = "ReferenceGrant/dev/g:/spec/from/0";
    let shop = object("v1/Namespace", "shop", "");
    check(&[grant.clone(), shop], "ref-grant", &[&format!("{start} -> Namespace/shop")]);
    check(std::slice::from_ref(&grant), "ref-grant", &[&format!("{start} -> missing")]);
    check_sites(std::slice::from_ref(&grant), "ref-grant", &["shop"]);
    let of_default = grant.replace("namespace: shop", "namespace: default");
    check(&[of_default], "ref-grant", &[&format!("{start} -> built-in")]);
}
