use super::support::*;

#[test]
fn services_of_webhooks() {
    let config = |name: &str| {
        format!("webhooks: [{{name: x, clientConfig: {{service: {{name: {name}, namespace: ops}}}}}}]")
    };
    let service = object("v1/Service", "ops/hook", "");
    for kind in ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"] {
        let webhook = |name| object(&format!("admissionregistration.k8s.io/v1/{kind}"), "w", &config(name));
        let from = format!("{kind}/w:/webhooks/0");
        check(&[service.clone(), webhook("hook")], "webhook-svc", &[&format!("{from} -> Service/ops/hook")]);
        check(&[service.clone(), webhook("hok")], "webhook-svc", &[&format!("{from} -> missing")]);
        check_sites(&[webhook("hok")], "webhook-svc", &["hok"]);
    }
    let url = "webhooks: [{name: x, clientConfig: {url: \"https://example.com\"}}]";
    check(
        &[object("admissionregistration.k8s.io/v1/MutatingWebhookConfiguration", "w", url)],
        "webhook-svc",
        &[],
    );
}

#[test]
fn ports_of_services() {
    let service = |spec: &str| object("v1/Service", "ops/hook", &format!("spec: {{{spec}}}"));
    let webhook = |port: &str| {
        let config =
            format!("webhooks: [{{clientConfig: {{service: {{name: hook, namespace: ops{port}}}}}}}]");
        object("admissionregistration.k8s.io/v1/MutatingWebhookConfiguration", "w", &config)
    };
    let api = |port: &str| {
        let spec = format!("spec: {{service: {{name: hook, namespace: ops{port}}}}}");
        object("apiregistration.k8s.io/v1/APIService", "w", &spec)
    };
    let definition = |port: &str| {
        let config = format!("{{clientConfig: {{service: {{name: hook, namespace: ops{port}}}}}}}");
        let spec = format!("spec: {{conversion: {{strategy: Webhook, webhook: {config}}}}}");
        object("apiextensions.k8s.io/v1/CustomResourceDefinition", "w", &spec)
    };
    for (port, ports, is_there, site) in [
        ("", "ports: [{port: 443}]", true, "hook"),
        (", port: 8443", "ports: [{port: 443}, {port: 8443}]", true, "hook"),
        // the default
        ("", "ports: [{port: 80}]", false, "hook"),
        (", port: ", "ports: [{port: 80}]", false, "hook"),
        (", port: 8443", "ports: [{port: 443, targetPort: 8443}]", false, "8443"),
        // what is behind them is not said
        (", port: 8443", "", true, "hook"),
        (", port: 8443", "type: ExternalName, ports: [{port: 1}]", true, "hook"),
    ] {
        let to = if is_there { "Service/ops/hook" } else { "Service/ops/hook without it" };
        for (from, referrer) in [
            ("MutatingWebhookConfiguration/w:/webhooks/0", webhook(port)),
            ("APIService/w", api(port)),
            ("CustomResourceDefinition/w", definition(port)),
        ] {
            let docs = [service(ports), referrer];
            check(&docs, "webhook-svc", &[&format!("{from} -> {to}")]);
            check_sites(&docs, "webhook-svc", &[site]);
        }
    }
    check_asked(&[service(""), webhook("")], "webhook-svc", &["hook:443"]);
    check_asked(&[service(""), webhook(", port: 8443")], "webhook-svc", &["hook:8443"]);
    check_asked(&[webhook(", port: 8443")], "webhook-svc", &["hook"]);
}

#[test]
fn services_of_apis() {
    let api =
        |spec: &str| object("apiregistration.k8s.io/v1/APIService", "v1.x", &format!("spec: {{{spec}}}"));
    let service = object("v1/Service", "ops/api", "");
    check(
        &[service.clone(), api("service: {name: api, namespace: ops}")],
        "webhook-svc",
        &["APIService/v1.x -> Service/ops/api"],
    );
    check(
        &[service.clone(), api("service: {name: api, namespace: dev}")],
        "webhook-svc",
        &["APIService/v1.x -> missing"],
    );
    check(&[service, api("service: ")], "webhook-svc", &[]);
    check(
        &[api("service: {name: kubernetes, namespace: default}")],
        "webhook-svc",
        &["APIService/v1.x -> built-in"],
    );
}

#[test]
fn services_of_conversions() {
    let service = object("v1/Service", "ops/convert", "");
    let reference = "service: {name: convert, namespace: ops}";
    for (version, conversion) in [
        ("v1", format!("{{strategy: Webhook, webhook: {{clientConfig: {{{reference}}}}}}}")),
        ("v1beta1", format!("{{strategy: Webhook, webhookClientConfig: {{{reference}}}}}")),
    ] {
        let kind = format!("apiextensions.k8s.io/{version}/CustomResourceDefinition");
        let crd = object(&kind, "c", &format!("spec: {{conversion: {conversion}}}"));
        check(
            &[service.clone(), crd.clone()],
            "webhook-svc",
            &["CustomResourceDefinition/c -> Service/ops/convert"],
        );
        check(&[crd], "webhook-svc", &["CustomResourceDefinition/c -> missing"]);
    }
}

#[test]
fn targets_of_bindings_and_constraints() {
    let binding = |name: &str| {
        let kind = "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding";
        object(kind, "b", &format!("spec: {{policyName: {name}}}"))
    };
    let policy = object("admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy", "p", "");
    let from = "ValidatingAdmissionPolicyBinding/b";
    check(
        &[policy.clone(), binding("p")],
        "policy-target",
        &[&format!("{from} -> ValidatingAdmissionPolicy/p")],
    );
    check(&[policy, binding("q")], "policy-target", &[&format!("{from} -> missing")]);

    let template = "spec: {crd: {spec: {names: {kind: K8sRequiredLabels}}}}";
    let template = object("templates.gatekeeper.sh/v1/ConstraintTemplate", "k8srequiredlabels", template);
    let constraint = |kind: &str| object(&format!("constraints.gatekeeper.sh/v1beta1/{kind}"), "c", "");
    check(
        &[template.clone(), constraint("K8sRequiredLabels")],
        "policy-target",
        &["K8sRequiredLabels/c -> ConstraintTemplate/k8srequiredlabels"],
    );
    check(&[template, constraint("K8sOther")], "policy-target", &["K8sOther/c -> missing"]);
    check_sites(&[constraint("K8sOther")], "policy-target", &["K8sOther"]);
}

#[test]
fn targets_of_kyverno() {
    let docs = |kind: &str, resources: &str| {
        let spec =
            format!("spec: {{rules: [{{name: r, match: {{any: [{{resources: {{{resources}}}}}]}}}}]}}");
        [
            deployment("a/web", "", "", ""),
            deployment("b/api", "", "", ""),
            object("v1/Service", "a/web", ""),
            object("example.com/v1/Cache", "a/c", ""),
            object(&format!("kyverno.io/v1/{kind}"), "a/p", &spec),
        ]
    };
    let (web, api) = ("Deployment/a/web", "Deployment/b/api");
    for (resources, expected) in [
        ("kinds: [Deployment]", &[web, api][..]),
        ("kinds: [apps/v1/Deployment, Service]", &[web, api, "Service/a/web"]),
        ("kinds: [Pod]", &["Deployment/a/web:pod", "Deployment/b/api:pod"]),
        ("kinds: [Deployment], namespaces: [\"a*\"]", &[web]),
        ("kinds: [Deployment], names: [api]", &[api]),
        ("kinds: [example.com/v1/Cache]", &["Cache/a/c"]),
        ("kinds: [batch/v1/Job]", &[]),
        ("kinds: [\"*\"]", &[]),
    ] {
        let expected: Vec<String> =
            expected.iter().map(|to| format!("ClusterPolicy/p:/spec/rules/0 -> {to}")).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(&docs("ClusterPolicy", resources), "policy-target", &expected);
    }
    check(
        &docs("Policy", "kinds: [Deployment]"),
        "policy-target",
        &["Policy/a/p:/spec/rules/0 -> Deployment/a/web"],
    );
    let older = "spec: {rules: [{match: {resources: {kinds: [Service]}}}]}";
    let docs = [object("v1/Service", "s", ""), object("kyverno.io/v1/ClusterPolicy", "p", older)];
    check(&docs, "policy-target", &["ClusterPolicy/p:/spec/rules/0 -> Service/s"]);
}

#[test]
fn policies_of_meshes() {
    let web = deployment("a/web", "app: web", "", "");
    let namespace = object("v1/Namespace", "a", "");
    for (kind, spec, to) in [
        (
            "security.istio.io/v1/PeerAuthentication",
            "selector: {matchLabels: {app: web}}",
            "Deployment/a/web:pod",
        ),
        ("security.istio.io/v1/PeerAuthentication", "selector: {matchLabels: {app: x}}", "missing"),
        ("security.istio.io/v1/PeerAuthentication", "mtls: {mode: STRICT}", "Namespace/a"),
        (
            "security.istio.io/v1/AuthorizationPolicy",
            "selector: {matchLabels: {app: web}}",
            "Deployment/a/web:pod",
        ),
        ("networking.istio.io/v1/Sidecar", "workloadSelector: {labels: {app: web}}", "Deployment/a/web:pod"),
        ("networking.istio.io/v1/Sidecar", "egress: []", "Namespace/a"),
        (
            "policy.linkerd.io/v1beta3/Server",
            "podSelector: {matchLabels: {app: web}}",
            "Deployment/a/web:pod",
        ),
        ("policy.linkerd.io/v1beta3/Server", "podSelector: {matchLabels: {app: x}}", "missing"),
    ] {
        let from = format!("{}/a/m", kind.rsplit('/').next().unwrap());
        let docs = [web.clone(), namespace.clone(), object(kind, "a/m", &format!("spec: {{{spec}}}"))];
        check(&docs, "mesh-policy", &[&format!("{from} -> {to}")]);
    }
}

#[test]
fn hosts_of_destination_rules() {
    let rule = |host: &str| {
        object("networking.istio.io/v1/DestinationRule", "a/d", &format!("spec: {{host: {host}}}"))
    };
    let services = [object("v1/Service", "a/web", ""), object("v1/Service", "b/web", "")];
    for (host, to) in [
        ("web", Some("Service/a/web")),
        ("web.b.svc.cluster.local", Some("Service/b/web")),
        ("web.b.svc", Some("Service/b/web")),
        ("web.x.svc.cluster.local", Some("missing")),
        ("wbe", Some("missing")),
        ("kubernetes.default.svc", Some("built-in")),
        ("api.example.com", None),
        ("\"*.b.svc.cluster.local\"", None),
    ] {
        let docs = [services[0].clone(), services[1].clone(), rule(host)];
        let expected = to.map(|to| format!("DestinationRule/a/d -> {to}"));
        check(&docs, "mesh-policy", &expected.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

#[test]
fn services_of_authorization_policies() {
    let spec = "spec: {targetRefs: [{kind: Service, group: \"\", name: web}, {kind: Gateway, name: g}]}";
    let docs =
        [object("v1/Service", "web", ""), object("security.istio.io/v1/AuthorizationPolicy", "p", spec)];
    check(&docs, "mesh-policy", &["AuthorizationPolicy/p:/spec/targetRefs/0 -> Service/web"]);
}
