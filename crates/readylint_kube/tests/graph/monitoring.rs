use super::support::*;

fn monitor(kind: &str, name: &str, body: &str) -> String {
    object(&format!("monitoring.coreos.com/v1/{kind}"), name, body)
}

fn service(name: &str, labels: &str) -> String {
    let spec = "spec: {selector: {app: web}, ports: [{name: http, port: 80}, {name: metrics, port: 9090}]}";
    object("v1/Service", name, &format!("labels: {labels}; {spec}"))
}

fn web(name: &str) -> String {
    deployment(name, "app: web", "ports: [{name: metrics, containerPort: 9090}]", "")
}

#[test]
fn services_of_monitors() {
    let docs = |spec: &str| {
        [
            service("a/web", "app: web"),
            service("a/api", "app: api"),
            service("b/web", "app: web"),
            monitor("ServiceMonitor", "a/m", &format!("spec: {{{spec}}}")),
        ]
    };
    let (a, api, b) = ("Service/a/web", "Service/a/api", "Service/b/web");
    for (spec, expected) in [
        ("selector: {matchLabels: {app: web}}", &[a][..]),
        ("selector: {}", &[a, api]),
        ("selector: ", &[]),
        ("selector: {matchLabels: {app: wbe}}", &["missing"]),
        ("selector: {matchLabels: {app: web}}, namespaceSelector: {any: true}", &[a, b]),
        ("selector: {matchLabels: {app: web}}, namespaceSelector: {matchNames: [b]}", &[b]),
        ("selector: {matchLabels: {app: web}}, namespaceSelector: {matchNames: [x]}", &["missing"]),
        ("selector: {matchLabels: {app: web}}, namespaceSelector: {}", &[a]),
        ("selector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}", &[api]),
        // nothing sets labels of Services at run time
        ("selector: {matchLabels: {app: web, role: master}}", &["missing"]),
    ] {
        let expected: Vec<String> = expected.iter().map(|to| format!("ServiceMonitor/a/m -> {to}")).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(&docs(spec), "svcmon-svc", &expected);
    }
    check_sites(&docs("selector: {matchLabels: {app: wbe}}"), "svcmon-svc", &["{matchLabels: {app: wbe}}"]);
}

#[test]
fn ports_of_monitors() {
    let docs = |endpoint: &str| {
        let spec = format!("spec: {{selector: {{matchLabels: {{app: web}}}}, endpoints: [{endpoint}]}}");
        [service("web", "app: web"), web("web"), monitor("ServiceMonitor", "m", &spec)]
    };
    let from = "ServiceMonitor/m:/spec/endpoints/0";
    for (endpoint, to) in [
        ("{port: metrics}", "Service/web:port metrics"),
        ("{port: metric}", "Service/web without it"),
        ("{port: \"9090\"}", "Service/web without it"),
        ("{targetPort: metrics}", "Deployment/web:port metrics"),
        ("{targetPort: 9090}", "Deployment/web:port metrics"),
        ("{targetPort: 9091}", "Deployment/web:pod without it"),
        ("{port: http, targetPort: 9091}", "Service/web:port http"),
    ] {
        check(&docs(endpoint), "svcmon-port", &[&format!("{from} -> {to}")]);
    }
    check_sites(&docs("{port: metric}"), "svcmon-port", &["metric"]);
    check(&docs("{path: /metrics}"), "svcmon-port", &[]);
    let alone =
        monitor("ServiceMonitor", "m", "spec: {selector: {matchLabels: {app: x}}, endpoints: [{port: y}]}");
    check(&[alone], "svcmon-port", &[]);
}

#[test]
fn pods_of_monitors() {
    let docs =
        |spec: &str| [web("a/web"), web("b/web"), monitor("PodMonitor", "a/m", &format!("spec: {{{spec}}}"))];
    let (a, b) = ("PodMonitor/a/m -> Deployment/a/web:pod", "PodMonitor/a/m -> Deployment/b/web:pod");
    let selector = "selector: {matchLabels: {app: web}}";
    check(&docs(selector), "podmon-pods", &[a]);
    check(&docs(&format!("{selector}, namespaceSelector: {{any: true}}")), "podmon-pods", &[a, b]);
    check(&docs("selector: {matchLabels: {app: x}}"), "podmon-pods", &["PodMonitor/a/m -> missing"]);
    let port = |endpoint: &str| docs(&format!("{selector}, podMetricsEndpoints: [{endpoint}]"));
    let from = "PodMonitor/a/m:/spec/podMetricsEndpoints/0";
    check(&port("{port: metrics}"), "svcmon-port", &[&format!("{from} -> Deployment/a/web:port metrics")]);
    check(&port("{portNumber: 9090}"), "svcmon-port", &[&format!("{from} -> Deployment/a/web:port metrics")]);
    check(&port("{port: \"9090\"}"), "svcmon-port", &[&format!("{from} -> Deployment/a/web:pod without it")]);
}

#[test]
fn annotations() {
    let annotated = |annotations: &str| {
        let template = "spec: {containers: [{name: api, ports: [{name: metrics, containerPort: 9090}]}]}";
        let metadata = format!("metadata: {{labels: {{app: web}}, annotations: {{{annotations}}}}}");
        object("apps/v1/Deployment", "web", &format!("spec: {{template: {{{metadata}, {template}}}}}"))
    };
    let scrape = "prometheus.io/scrape: \"true\"";
    check(
        &[annotated(&format!("{scrape}, prometheus.io/port: \"9090\""))],
        "podmon-pods",
        &["Deployment/web:pod -> Deployment/web:port metrics"],
    );
    let wrong = [annotated(&format!("{scrape}, prometheus.io/port: \"80\""))];
    check(&wrong, "podmon-pods", &["Deployment/web:pod -> Deployment/web:pod without it"]);
    check_sites(&wrong, "podmon-pods", &["\"80\""]);
    check(&[annotated("prometheus.io/scrape: \"false\", prometheus.io/port: \"80\"")], "podmon-pods", &[]);
    check(&[annotated(scrape)], "podmon-pods", &[]);
}

#[test]
fn annotated_services() {
    let service = "{apiVersion: v1, kind: Service, metadata: {name: s, annotations: {prometheus.io/scrape: \"true\", \
        prometheus.io/port: \"9090\"}}, spec: {selector: {app: web}}}";
    check(&[web("web"), service.into()], "podmon-pods", &["Service/s -> Deployment/web:port metrics"]);
}

#[test]
fn selected_monitors() {
    let docs = |spec: &str| {
        [
            object("v1/Namespace", "a", "labels: monitored: yes-please"),
            object("v1/Namespace", "b", ""),
            monitor("ServiceMonitor", "a/m", "labels: team: red"),
            monitor("ServiceMonitor", "b/m", "labels: team: blue"),
            monitor("PodMonitor", "b/p", "labels: team: red"),
            monitor("PrometheusRule", "b/r", "labels: team: red"),
            monitor("Prometheus", "b/prom", &format!("spec: {{{spec}}}")),
        ]
    };
    let to = |name: &str| format!("Prometheus/b/prom -> {name}");
    let (a, b) = (to("ServiceMonitor/a/m"), to("ServiceMonitor/b/m"));
    for (spec, expected) in [
        ("serviceMonitorSelector: {}", vec![b.as_str()]),
        ("serviceMonitorSelector: , serviceMonitorNamespaceSelector: {}", vec![]),
        ("replicas: 1", vec![]),
        ("serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {}", vec![&a, &b]),
        (
            "serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {matchLabels: {monitored: yes-please}}",
            vec![&a],
        ),
        ("serviceMonitorSelector: {matchLabels: {team: red}}, serviceMonitorNamespaceSelector: {}", vec![&a]),
        ("serviceMonitorSelector: {matchLabels: {team: red}}", vec!["Prometheus/b/prom -> missing"]),
    ] {
        check(&docs(spec), "prom-selects", &expected);
    }
    let all = "podMonitorSelector: {}, probeSelector: {}, ruleSelector: {matchLabels: {team: red}}";
    let expected = [to("PodMonitor/b/p"), to("missing"), to("PrometheusRule/b/r")];
    check(&docs(all), "prom-selects", &[&expected[0], &expected[1], &expected[2]]);
    check_sites(
        &docs("ruleSelector: {matchLabels: {team: x}}"),
        "prom-selects",
        &["{matchLabels: {team: x}}"],
    );
}

#[test]
fn monitors_of_all_groups_are_selected() {
    let spec = "spec: {serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {}}";
    let prometheus = monitor("Prometheus", "mon/prom", spec);
    let own = monitor("ServiceMonitor", "mon/m", "");
    let groups: [(&str, &[String]); 3] = [
        ("mon", &[prometheus, own.clone()]),
        ("shop", &[monitor("ServiceMonitor", "shop/m", "")]),
        // a copy of the own group's
        ("mon-copy", &[own]),
    ];
    check_groups(
        &groups,
        "prom-selects",
        &["Prometheus/mon/prom -> ServiceMonitor/mon/m", "Prometheus/mon/prom -> ServiceMonitor/shop/m"],
    );
}
