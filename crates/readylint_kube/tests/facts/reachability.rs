use readylint_kube::facts::reachability::{Flow, FlowPort, Peer, Reachability};
use readylint_kube::{Direction, PodTemplate, ResourceGraph, Service};
use readylint_scalars::{Cidr, Protocol};

use super::support::*;

pub(super) fn policy(name: &str, spec: &str) -> String {
    object("networking.k8s.io/v1/NetworkPolicy", name, &format!("spec: {{{spec}}}"))
}

/// A Deployment with the label `app` of its own name, which declares ports 80 `http` and UDP 53 `dns`.
pub(super) fn app(name: &str) -> String {
    let label = name.rsplit('/').next().unwrap();
    let ports = "ports: [{name: http, containerPort: 80}, {name: dns, containerPort: 53, protocol: UDP}]";
    deployment(name, &format!("app: {label}"), ports, "")
}

pub(super) fn namespace(name: &str, labels: &str) -> String {
    object("v1/Namespace", name, &format!("labels: {labels}; "))
}

/// The template of the workload `name` or `namespace/name`.
fn pod<'g>(graph: &'g ResourceGraph, name: &str) -> PodTemplate<'g> {
    let (namespace, name) = match name.split_once('/') {
        Some((namespace, name)) => (Some(namespace), name),
        None => (None, name),
    };
    let is_meant = |pod: &PodTemplate<'_>| {
        (pod.resource().namespace(), pod.resource().name()) == (namespace, Some(name))
    };
    graph.pod_templates().find(is_meant).unwrap_or_else(|| panic!("no {name}"))
}

/// `web`, `shop/web`, `namespace kube-system`, `address 10.0.0.1` or `address 10.0.0.0/8`.
fn peer<'g>(graph: &'g ResourceGraph, text: &'g str) -> Peer<'g> {
    if let Some(namespace) = text.strip_prefix("namespace ") {
        return Peer::Outside { namespace, labels: &[] };
    }
    match text.strip_prefix("address ") {
        Some(block) if block.contains('/') => Peer::Address(Cidr::parse(block).unwrap()),
        Some(address) => Peer::Address(Cidr::from(address.parse::<std::net::IpAddr>().unwrap())),
        None => Peer::Pod(pod(graph, text)),
    }
}

/// `80`, `UDP 53`, `UDP 53 dns`.
fn port(text: &str) -> FlowPort<'_> {
    let mut words = text.split(' ').peekable();
    let protocol = words.next_if(|word| word.parse::<u16>().is_err());
    FlowPort {
        protocol: protocol.map_or(Protocol::Tcp, |protocol| Protocol::parse(protocol).unwrap()),
        number: words.next().unwrap().parse().unwrap(),
        name: words.next(),
    }
}

/// `allowed egress p/spec/egress/0, ingress q/spec/ingress/0/from/1`.
fn tell(flow: &Flow<'_>) -> String {
    let policies: Vec<String> = flow
        .policies
        .iter()
        .map(|deciding| {
            let name = deciding.policy.name().unwrap();
            assert!(deciding.node.span().range.end() > deciding.node.span().range.start());
            format!("{} {name}{}", deciding.direction.rules_key(), deciding.node.pointer())
        })
        .collect();
    format!("{} {}", flow.verdict.as_str(), policies.join(", ")).trim_end().to_owned()
}

/// Holds flows, written `from -> to port`, to what is expected of them.
#[track_caller]
pub(super) fn check_graph(graph: &ResourceGraph, cases: &[(&str, &str)]) {
    let reachability = Reachability::of(graph);
    let told: Vec<(&str, String)> = cases
        .iter()
        .map(|&(case, _)| {
            let (ends, at) = case.rsplit_once(':').unwrap();
            let (from, to) = ends.split_once(" -> ").unwrap();
            (case, tell(&reachability.flow(peer(graph, from), peer(graph, to), &port(at))))
        })
        .collect();
    let expected: Vec<(&str, String)> = cases.iter().map(|&(case, told)| (case, told.to_owned())).collect();
    assert_eq!(told, expected);
}

/// [`check_graph`] for documents of one file.
#[track_caller]
pub(super) fn check_flows(documents: &[String], cases: &[(&str, &str)]) {
    check_graph(&graph_of(documents), cases);
}

/// What `policy` says about `web` and other pods, of the same namespace and of another.
#[track_caller]
fn check_policy(spec: &str, cases: &[(&str, &str)]) {
    let docs = [
        namespace("shop", "team: shop"),
        namespace("tools", "team: tools"),
        app("shop/web"),
        app("shop/db"),
        app("tools/db"),
        policy("shop/p", spec),
    ];
    check_flows(&docs, cases);
}

const WEB: &str = "podSelector: {matchLabels: {app: web}}";

#[test]
fn directions() {
    for (spec, ingress, egress) in [
        ("", true, false),
        ("ingress: []", true, false),
        ("policyTypes: []", true, false),
        ("policyTypes: null", true, false),
        ("egress: []", true, false),
        ("egress: [{}]", true, true),
        ("policyTypes: [], egress: [{}]", true, true),
        ("policyTypes: [Ingress], egress: [{}]", true, false),
        ("policyTypes: [Egress]", false, true),
        ("policyTypes: [Egress], ingress: [{}]", false, true),
        ("policyTypes: [Egress, Ingress]", true, true),
    ] {
        let graph = graph_of(&[app("web"), app("db"), policy("p", &format!("{WEB}, {spec}"))]);
        let reachability = Reachability::of(&graph);
        let isolation = |name, direction| {
            let isolation = reachability.isolation(pod(&graph, name), direction);
            assert!(!isolation.unknown);
            isolation.policies.len() == 1
        };
        assert_eq!(isolation("web", Direction::Ingress), ingress, "{spec}");
        assert_eq!(isolation("web", Direction::Egress), egress, "{spec}");
        assert!(!isolation("db", Direction::Ingress) && !isolation("db", Direction::Egress), "{spec}");
    }
}

#[test]
fn no_rules_deny() {
    check_flows(&[app("web"), app("db")], &[("web -> db:80", "allowed")]);
    check_policy(
        WEB,
        &[
            ("shop/db -> shop/web:80", "denied ingress p/spec/podSelector"),
            ("shop/web -> shop/db:80", "allowed"),
            ("tools/db -> shop/db:80", "allowed"),
            ("address 203.0.113.7 -> shop/web:80", "denied ingress p/spec/podSelector"),
            ("namespace ingress-nginx -> shop/web:80", "denied ingress p/spec/podSelector"),
            // other replicas
            ("shop/web -> shop/web:80", "denied ingress p/spec/podSelector"),
        ],
    );
    // neither selector nor spec: all pods of the namespace, ingress
    check_policy(
        "",
        &[("shop/web -> shop/db:80", "denied ingress p/spec"), ("shop/web -> tools/db:80", "allowed")],
    );
    let bare = object("networking.k8s.io/v1/NetworkPolicy", "p", "");
    check_flows(&[app("web"), bare], &[("web -> web:80", "denied ingress p/metadata/name")]);
}

#[test]
fn policies_add_up() {
    let docs = [
        app("web"),
        app("db"),
        policy("deny", "podSelector: {}, policyTypes: [Ingress, Egress]"),
        policy(
            "out",
            "podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}]}]",
        ),
        policy("in", "podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {}}]}]"),
    ];
    check_flows(
        &docs,
        &[
            ("web -> db:80", "allowed egress out/spec/egress/0/to/0, ingress in/spec/ingress/0/from/0"),
            ("web -> web:80", "denied ingress deny/spec/podSelector"),
            ("db -> db:80", "denied egress deny/spec/podSelector"),
            ("db -> web:80", "denied egress deny/spec/podSelector, ingress deny/spec/podSelector"),
        ],
    );
}

#[test]
fn peers() {
    let rule = |from: &str| format!("{WEB}, ingress: [{{from: {from}}}]");
    let everyone = ["shop/db", "tools/db", "namespace monitoring", "address 203.0.113.7"];
    for (from, expected) in [
        // missing, null and empty mean everyone
        ("null", ["allowed", "allowed", "allowed", "allowed"]),
        ("[]", ["allowed", "allowed", "allowed", "allowed"]),
        // podSelector alone: the policy's namespace
        ("[{podSelector: {}}]", ["allowed", "denied", "denied", "denied"]),
        ("[{podSelector: {matchLabels: {app: db}}}]", ["allowed", "denied", "denied", "denied"]),
        ("[{podSelector: {matchLabels: {app: no}}}]", ["denied", "denied", "denied", "denied"]),
        // any namespace, but no address
        ("[{namespaceSelector: {}}]", ["allowed", "allowed", "allowed", "denied"]),
        ("[{namespaceSelector: {matchLabels: {team: tools}}}]", ["denied", "allowed", "unknown", "denied"]),
        (
            "[{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]",
            ["denied", "denied", "allowed", "denied"],
        ),
        // both in one peer: AND; in two: OR
        (
            "[{namespaceSelector: {matchLabels: {team: tools}}, podSelector: {matchLabels: {app: no}}}]",
            ["denied", "denied", "unknown", "denied"],
        ),
        (
            "[{namespaceSelector: {matchLabels: {team: tools}}}, {podSelector: {matchLabels: {app: db}}}]",
            ["allowed", "allowed", "unknown", "denied"],
        ),
        (
            "[{namespaceSelector: {matchExpressions: [{key: team, operator: NotIn, values: [shop]}]}}]",
            ["denied", "allowed", "unknown", "denied"],
        ),
        (
            "[{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [shop, monitoring]}]}, podSelector: {}}]",
            ["allowed", "denied", "allowed", "denied"],
        ),
        (
            "[{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}, podSelector: {matchLabels: {app: prometheus}}}]",
            ["denied", "denied", "unknown", "denied"],
        ),
        ("[{ipBlock: {cidr: 203.0.113.0/24}}]", ["unknown", "unknown", "unknown", "allowed"]),
    ] {
        let docs = [
            namespace("shop", "team: shop"),
            namespace("tools", "team: tools"),
            app("shop/web"),
            app("shop/db"),
            app("tools/db"),
            policy("shop/p", &rule(from)),
        ];
        let graph = graph_of(&docs);
        let reachability = Reachability::of(&graph);
        let verdicts = everyone.map(|end| {
            let flow = reachability.flow(peer(&graph, end), peer(&graph, "shop/web"), &FlowPort::tcp(80));
            flow.verdict.as_str()
        });
        assert_eq!(verdicts, expected, "{from}");
    }
}

#[test]
fn rules_without_anything_allow_everything() {
    for rules in ["[{}]", "[null]", "[{from: [], ports: []}]", "[{from: null, ports: null}]"] {
        check_policy(
            &format!("{WEB}, ingress: {rules}"),
            &[
                ("tools/db -> shop/web:80", "allowed ingress p/spec/ingress/0"),
                ("address ::1 -> shop/web:UDP 9", "allowed ingress p/spec/ingress/0"),
            ],
        );
    }
}

#[test]
fn ports() {
    for (ports, allowed) in [
        ("null", &["TCP 80", "UDP 53", "SCTP 80"][..]),
        ("[]", &["TCP 80", "UDP 53", "SCTP 80"]),
        ("[{}]", &["TCP 80"]),
        ("[null]", &["TCP 80"]),
        ("[{protocol: UDP}]", &["UDP 53"]),
        ("[{protocol: SCTP}]", &["SCTP 80"]),
        ("[{port: 80}]", &["TCP 80"]),
        ("[{port: 80, protocol: UDP}]", &[]),
        ("[{port: 53, protocol: UDP}]", &["UDP 53"]),
        ("[{port: 79, endPort: 81}]", &["TCP 80"]),
        ("[{port: 80, endPort: 80}]", &["TCP 80"]),
        ("[{port: 81, endPort: 90}]", &[]),
        ("[{port: http}]", &["TCP 80"]),
        ("[{port: http, protocol: UDP}]", &[]),
        ("[{port: dns}]", &[]),
        ("[{port: dns, protocol: UDP}]", &["UDP 53"]),
        ("[{port: other}]", &[]),
        ("[{port: dns, protocol: UDP}, {port: http}]", &["TCP 80", "UDP 53"]),
    ] {
        let docs = [app("web"), app("db"), policy("p", &format!("{WEB}, ingress: [{{ports: {ports}}}]"))];
        let graph = graph_of(&docs);
        let reachability = Reachability::of(&graph);
        let (from, to) = (peer(&graph, "db"), peer(&graph, "web"));
        let is_allowed = |text: &&str| {
            let verdict = reachability.flow(from, to, &port(text)).verdict.as_str();
            assert_ne!(verdict, "unknown", "{ports} {text}");
            verdict == "allowed"
        };
        let found: Vec<&str> = ["TCP 80", "UDP 53", "SCTP 80"].into_iter().filter(is_allowed).collect();
        assert_eq!(found, allowed, "{ports}");
    }
}

#[test]
fn named_ports_resolve_at_the_destination() {
    let other = deployment("other", "app: other", "ports: [{name: http, containerPort: 8080}]", "");
    let sidecar = deployment(
        "sidecar",
        "app: sidecar",
        "",
        "initContainers: [{name: s, restartPolicy: Always, ports: [{name: http, containerPort: 81}]}, {name: i, ports: [{name: http, containerPort: 82}]}]",
    );
    let twice = "containers: [{name: a, ports: [{name: http, containerPort: 80}]}, {name: b, ports: [{name: http, containerPort: 81}]}]";
    let twice = object("v1/Pod", "twice", &format!("labels: app: twice; spec: {{{twice}}}"));
    let out = policy("out", &format!("{WEB}, policyTypes: [Egress], egress: [{{ports: [{{port: http}}]}}]"));
    let port = "egress out/spec/egress/0/ports/0";
    check_flows(
        &[app("web"), app("db"), other, sidecar, twice, out],
        &[
            ("web -> db:80", &format!("allowed {port}")),
            ("web -> db:8080", "denied egress out/spec/podSelector"),
            ("web -> other:8080", &format!("allowed {port}")),
            ("web -> other:80", "denied egress out/spec/podSelector"),
            ("web -> sidecar:81", &format!("allowed {port}")),
            ("web -> sidecar:82", "denied egress out/spec/podSelector"),
            // plugins differ in which container's port they take
            ("web -> twice:80", &format!("unknown {port}")),
            ("web -> twice:82", "denied egress out/spec/podSelector"),
            // nothing outside declares it
            ("web -> address 203.0.113.7:80", "denied egress out/spec/podSelector"),
            ("web -> namespace monitoring:80", &format!("unknown {port}")),
            ("web -> namespace monitoring:80 metrics", &format!("unknown {port}")),
            ("web -> namespace monitoring:80 http", &format!("allowed {port}")),
        ],
    );
}

#[test]
fn blocks() {
    let block =
        |block: &str| format!("{WEB}, policyTypes: [Egress], egress: [{{to: [{{ipBlock: {{{block}}}}}]}}]");
    for (text, address, expected) in [
        ("cidr: 0.0.0.0/0", "203.0.113.7", "allowed"),
        ("cidr: 0.0.0.0/0", "0.0.0.0/0", "allowed"),
        ("cidr: 0.0.0.0/0", "2001:db8::1", "denied"),
        ("cidr: '::/0'", "2001:db8::1", "allowed"),
        ("cidr: '::/0'", "203.0.113.7", "denied"),
        ("cidr: 10.0.0.0/8", "11.0.0.1", "denied"),
        ("cidr: 10.0.0.0/8", "10.255.255.255", "allowed"),
        // bits behind the prefix do not count
        ("cidr: 10.1.2.3/8", "10.200.0.1", "allowed"),
        ("cidr: 0.0.0.0/0, except: [10.0.0.0/8]", "10.0.0.1", "denied"),
        ("cidr: 0.0.0.0/0, except: [10.0.0.0/8]", "11.0.0.1", "allowed"),
        ("cidr: 0.0.0.0/0, except: []", "11.0.0.1", "allowed"),
        ("cidr: 0.0.0.0/0, except: [10.0.0.0/8, 11.0.0.0/8]", "11.0.0.1", "denied"),
        ("cidr: '2001:db8::/32', except: ['2001:db8:1::/48']", "2001:db8:1::1", "denied"),
        ("cidr: '2001:db8::/32', except: ['2001:db8:1::/48']", "2001:db8:2::1", "allowed"),
        // some of the addresses
        ("cidr: 10.0.0.0/8", "0.0.0.0/0", "unknown"),
        ("cidr: 0.0.0.0/0, except: [10.0.0.0/8]", "0.0.0.0/0", "unknown"),
        // refused by the API server
        ("cidr: 10.0.0.0", "10.0.0.0", "unknown"),
        ("cidr: 10.0.0.0/33", "10.0.0.0", "unknown"),
        ("cidr: 0.0.0.0/0, except: [x]", "10.0.0.0", "unknown"),
        ("cidr: 0.0.0.0/0, except: 10.0.0.0/8", "11.0.0.0", "unknown"),
        ("except: [10.0.0.0/8]", "11.0.0.0", "unknown"),
    ] {
        let graph = graph_of(&[app("web"), policy("p", &block(text))]);
        let to = format!("address {address}");
        let flow = Reachability::of(&graph).flow(peer(&graph, "web"), peer(&graph, &to), &FlowPort::tcp(443));
        assert_eq!(flow.verdict.as_str(), expected, "{text} {address}");
    }
}

#[test]
fn pods_behind_a_block() {
    let block = "{ipBlock: {cidr: 0.0.0.0/0}}";
    for (to, expected) in [
        (block.to_owned(), "unknown egress p/spec/egress/0/to/0"),
        (format!("{block}, {{podSelector: {{}}}}"), "allowed egress p/spec/egress/0/to/1"),
        (format!("{{podSelector: {{}}}}, {block}"), "allowed egress p/spec/egress/0/to/0"),
    ] {
        let spec = format!("{WEB}, policyTypes: [Egress], egress: [{{to: [{to}]}}]");
        let deny = policy("deny", "podSelector: {matchLabels: {app: closed}}");
        check_flows(
            &[app("web"), app("db"), app("closed"), policy("p", &spec), deny],
            &[
                ("web -> db:80", expected),
                // the other direction decides
                ("web -> closed:80", "denied ingress deny/spec/podSelector"),
            ],
        );
    }
}

fn service_flow(documents: &[String], from: &str, name: &str) -> String {
    let graph = graph_of(documents);
    let reachability = Reachability::of(&graph);
    let service =
        graph.resources().filter_map(Service::of).find(|service| service.name() == Some(name)).unwrap();
    let port = service.ports().next().unwrap();
    let flow = reachability.service_flow(peer(&graph, from), service, port);
    let backends = flow.backends.iter().map(|backend| {
        format!(
            "{}:{} {}",
            backend.pod.resource().name().unwrap(),
            backend.port,
            backend.flow.verdict.as_str()
        )
    });
    format!("{}: {}", flow.verdict.as_str(), backends.collect::<Vec<_>>().join(", "))
}

#[test]
fn services() {
    let to_80 = policy("p", "podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: 80}]}]");
    for (spec, expected) in [
        ("selector: {app: db}, ports: [{port: 5432, targetPort: 80}]", "allowed: db:80 allowed"),
        ("selector: {app: db}, ports: [{port: 5432, targetPort: http}]", "allowed: db:80 allowed"),
        ("selector: {app: db}, ports: [{port: 80}]", "allowed: db:80 allowed"),
        // policies see the container's port, not the Service's
        ("selector: {app: db}, ports: [{port: 80, targetPort: 8080}]", "denied: db:8080 denied"),
        ("selector: {app: db}, ports: [{port: 80, targetPort: http, protocol: UDP}]", "unknown: "),
        ("selector: {app: db}, ports: [{port: 53, targetPort: dns, protocol: UDP}]", "denied: db:53 denied"),
        // no translation
        (
            "clusterIP: None, selector: {app: db}, ports: [{port: 80, targetPort: 8080}]",
            "allowed: db:80 allowed",
        ),
        ("selector: {app: none}, ports: [{port: 80}]", "unknown: "),
        ("ports: [{port: 80}]", "unknown: "),
        ("type: ExternalName, selector: {app: db}, ports: [{port: 80}]", "unknown: "),
        ("selector: {tier: all}, ports: [{port: 8080}]", "unknown: db2:8080 denied, web2:8080 allowed"),
        ("selector: {tier: all}, ports: [{port: 80}]", "allowed: db2:80 allowed, web2:80 allowed"),
        // pods of one role are endpoints at a time
        ("selector: {app: db, role: master}, ports: [{port: 80}]", "allowed: db:80 allowed"),
    ] {
        let docs = [
            app("web"),
            app("db"),
            deployment("db2", "app: db, tier: all", "", ""),
            deployment("web2", "app: web, tier: all", "", ""),
            object("v1/Service", "s", &format!("spec: {{{spec}}}")),
            to_80.clone(),
        ];
        let expected = if spec.contains("app: db")
            && !expected.ends_with(' ')
            && !spec.contains("targetPort: http")
            && !spec.contains("dns")
        {
            // the second Deployment has the same label
            let second = expected.split_once(": ").unwrap().1.replacen("db:", "db2:", 1);
            format!("{expected}, {second}")
        } else {
            expected.to_owned()
        };
        assert_eq!(service_flow(&docs, "web", "s"), expected, "{spec}");
    }
}

#[test]
fn traffic() {
    let job = workload(
        "batch/v1/Job",
        "tools/job",
        "app: job",
        "ports: [{containerPort: 80}, {name: again, containerPort: 80}, {containerPort: 0}]",
        "",
    );
    let docs = [
        app("shop/web"),
        object(
            "v1/PodTemplate",
            "shop/no-workload",
            "template: {spec: {containers: [{name: a, ports: [{containerPort: 1}]}]}}",
        ),
        job,
        policy("shop/p", "podSelector: {}, ingress: [{ports: [{port: http}]}]"),
    ];
    let graph = graph_of(&docs);
    let reachability = Reachability::of(&graph);
    let tell = |is_wanted: fn(PodTemplate<'_>) -> bool| -> Vec<String> {
        let cells = reachability.traffic(is_wanted);
        cells
            .map(|cell| {
                let name = |pod: PodTemplate<'_>| pod.resource().name().unwrap().to_owned();
                let port = cell.port.number().unwrap();
                format!("{} -> {}:{port} {}", name(cell.from), name(cell.to), cell.flow.verdict.as_str())
            })
            .collect()
    };
    assert_eq!(
        tell(|_| true),
        [
            "web -> web:80 allowed",
            "web -> web:53 denied",
            "web -> job:80 allowed",
            "job -> web:80 allowed",
            "job -> web:53 denied",
            "job -> job:80 allowed",
        ]
    );
    // with an end of interest
    assert_eq!(
        tell(|pod| pod.resource().namespace() == Some("tools")),
        ["web -> job:80 allowed", "job -> web:80 allowed", "job -> web:53 denied", "job -> job:80 allowed"]
    );
    assert!(tell(|_| false).is_empty());
}
