//! What reachability leaves open, and what the customary namespaces, groups and unset namespaces mean to it.

use std::fmt::Write;

use readylint_kube::facts::reachability::{FlowPort, Peer, Reachability, is_isolated};
use readylint_kube::{Direction, Match, SELECTION_BUDGET};

use super::reachability::{app, check_flows, check_graph, namespace, policy};
use super::support::*;

/// Lets only `app: web` in to `db`.
fn only_web() -> String {
    policy(
        "p",
        "podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]",
    )
}

#[test]
fn pods_of_the_node_network() {
    let node = deployment("node", "app: node", "ports: [{containerPort: 80}]", "hostNetwork: true");
    let docs = [app("web"), node, policy("deny", "podSelector: {}, policyTypes: [Ingress, Egress]")];
    check_flows(
        &docs,
        &[("web -> node:80", "unknown"), ("node -> web:80", "unknown"), ("node -> node:80", "unknown")],
    );
    let graph = graph_of(&docs);
    let pod = graph.pod_templates().nth(1).unwrap();
    let isolation = Reachability::of(&graph).isolation(pod, Direction::Ingress);
    assert!(isolation.unknown && isolation.policies.len() == 1);
}

#[test]
fn policies_of_other_kinds() {
    let cases =
        |before: &'static str, after: &'static str| [("web -> db:80", before), ("job -> db:80", after)];
    let allowed = "allowed ingress p/spec/ingress/0/from/0";
    let denied = "denied ingress p/spec/podSelector";
    for (foreign, expected) in [
        (None, cases(allowed, denied)),
        (Some(object("cilium.io/v2/CiliumNetworkPolicy", "f", "spec: {}")), cases("unknown", "unknown")),
        (Some(object("projectcalico.org/v3/NetworkPolicy", "f", "spec: {}")), cases("unknown", "unknown")),
        (Some(object("crd.antrea.io/v1beta1/NetworkPolicy", "f", "spec: {}")), cases("unknown", "unknown")),
        (
            Some(object("crd.antrea.io/v1beta1/ClusterNetworkPolicy", "f", "spec: {}")),
            cases("unknown", "unknown"),
        ),
        // of another namespace
        (Some(object("cilium.io/v2/CiliumNetworkPolicy", "tools/f", "spec: {}")), cases(allowed, denied)),
        (
            Some(object("cilium.io/v2/CiliumClusterwideNetworkPolicy", "f", "spec: {}")),
            cases("unknown", "unknown"),
        ),
        (
            Some(object("projectcalico.org/v3/GlobalNetworkPolicy", "f", "spec: {}")),
            cases("unknown", "unknown"),
        ),
        (
            Some(object("policy.networking.k8s.io/v1alpha1/AdminNetworkPolicy", "f", "spec: {}")),
            cases("unknown", "unknown"),
        ),
        // meshes may only refuse what the network lets through
        (Some(object("security.istio.io/v1/AuthorizationPolicy", "f", "spec: {}")), cases("unknown", denied)),
        (Some(object("security.istio.io/v1/AuthorizationPolicy", "f", "")), cases("unknown", denied)),
        (
            Some(object("security.istio.io/v1/AuthorizationPolicy", "istio-system/f", "spec: {}")),
            cases("unknown", denied),
        ),
        (
            Some(object("security.istio.io/v1/AuthorizationPolicy", "tools/f", "spec: {}")),
            cases(allowed, denied),
        ),
        (
            Some(object(
                "security.istio.io/v1/AuthorizationPolicy",
                "f",
                "spec: {selector: {matchLabels: {app: db}}}",
            )),
            cases("unknown", denied),
        ),
        (
            Some(object(
                "security.istio.io/v1/AuthorizationPolicy",
                "f",
                "spec: {selector: {matchLabels: {app: web}}}",
            )),
            cases(allowed, denied),
        ),
        (
            Some(object(
                "security.istio.io/v1/AuthorizationPolicy",
                "f",
                "spec: {targetRefs: [{kind: Service, group: '', name: db}]}",
            )),
            cases("unknown", denied),
        ),
        (
            Some(object(
                "security.istio.io/v1/AuthorizationPolicy",
                "f",
                "spec: {targetRefs: [{kind: Service, group: '', name: web}]}",
            )),
            cases(allowed, denied),
        ),
        (
            Some(object(
                "policy.linkerd.io/v1beta3/Server",
                "f",
                "spec: {podSelector: {matchLabels: {app: db}}, port: 80}",
            )),
            cases("unknown", denied),
        ),
    ] {
        let service =
            |name: &str| object("v1/Service", name, &format!("spec: {{selector: {{app: {name}}}}}"));
        let mut docs = vec![app("web"), app("db"), app("job"), only_web(), service("db"), service("web")];
        docs.extend(foreign);
        check_flows(&docs, &expected);
    }
}

#[test]
fn a_policy_of_the_source_is_open_too() {
    let cilium = object("cilium.io/v2/CiliumNetworkPolicy", "shop/f", "spec: {}");
    check_flows(
        &[
            app("shop/web"),
            app("data/db"),
            app("data/job"),
            policy("data/deny", "podSelector: {matchLabels: {app: db}}"),
            cilium,
        ],
        &[
            ("shop/web -> data/job:80", "unknown"),
            // what refuses without it still does
            ("shop/web -> data/db:80", "denied ingress deny/spec/podSelector"),
            ("data/job -> data/job:80", "allowed"),
        ],
    );
}

#[test]
fn labels_set_at_run_time() {
    let to = |selector: &str| {
        policy(
            "p",
            &format!(
                "podSelector: {{matchLabels: {{app: db}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{{selector}}}}}}}]}}]"
            ),
        )
    };
    check_flows(
        &[app("web"), app("db"), to("app: web, role: primary")],
        &[
            ("web -> db:80", "unknown ingress p/spec/ingress/0/from/0"),
            ("db -> db:80", "denied ingress p/spec/podSelector"),
        ],
    );
    // one pod of several
    let set = workload("apps/v1/StatefulSet", "set", "app: set", "", "");
    check_flows(
        &[set, app("db"), to("statefulset.kubernetes.io/pod-name: set-0")],
        &[("set -> db:80", "unknown ingress p/spec/ingress/0/from/0")],
    );
    // whether the policy isolates at all
    let isolating = |rules: &str| {
        policy("p", &format!("podSelector: {{matchLabels: {{app: db, role: primary}}}}, ingress: [{rules}]"))
    };
    let deny = policy("deny", "podSelector: {matchLabels: {app: db}}");
    check_flows(
        &[app("web"), app("db"), isolating("")],
        &[("web -> db:80", "unknown ingress p/spec/podSelector")],
    );
    // it allows or is not there
    check_flows(
        &[app("web"), app("db"), isolating("{}")],
        &[("web -> db:80", "allowed ingress p/spec/ingress/0")],
    );
    // another policy isolates
    check_flows(
        &[app("web"), app("db"), isolating("{}"), deny.clone()],
        &[("web -> db:80", "unknown ingress p/spec/ingress/0")],
    );
    check_flows(
        &[app("web"), app("db"), isolating(""), deny],
        &[("web -> db:80", "denied ingress deny/spec/podSelector")],
    );
    let graph = graph_of(&[app("web"), app("db"), isolating("")]);
    let db = graph.pod_templates().nth(1).unwrap();
    let isolation = Reachability::of(&graph).isolation(db, Direction::Ingress);
    assert!(isolation.unknown && isolation.policies.is_empty());
}

#[test]
fn what_the_api_refuses() {
    for (rule, expected) in [
        ("{from: [{}]}", "unknown ingress p/spec/ingress/0/from/0"),
        ("{from: [null]}", "unknown ingress p/spec/ingress/0/from/0"),
        ("{from: {podSelector: {}}}", "unknown ingress p/spec/ingress/0"),
        ("{from: [{podSelector: web}]}", "unknown ingress p/spec/ingress/0/from/0"),
        (
            "{from: [{podSelector: {matchExpressions: [{key: app, operator: Is}]}}]}",
            "unknown ingress p/spec/ingress/0/from/0",
        ),
        (
            "{from: [{podSelector: {matchExpressions: [{key: app, operator: In}]}}]}",
            "unknown ingress p/spec/ingress/0/from/0",
        ),
        (
            "{from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}",
            "unknown ingress p/spec/ingress/0/from/0",
        ),
        ("{ports: [{port: '80'}]}", "unknown ingress p/spec/ingress/0/ports/0"),
        ("{ports: [{port: 0}]}", "unknown ingress p/spec/ingress/0/ports/0"),
        ("{ports: [{port: 70000}]}", "unknown ingress p/spec/ingress/0/ports/0"),
        ("{ports: [{port: 80, endPort: 79}]}", "unknown ingress p/spec/ingress/0/ports/0"),
        ("{ports: [{port: http, endPort: 81}]}", "unknown ingress p/spec/ingress/0/ports/0"),
        ("{ports: [{endPort: 81}]}", "unknown ingress p/spec/ingress/0/ports/0"),
        ("{ports: [{port: 80, protocol: tcp}]}", "unknown ingress p/spec/ingress/0/ports/0"),
        ("{ports: 80}", "unknown ingress p/spec/ingress/0"),
        ("all", "unknown ingress p/spec/podSelector"),
        // something else allows
        ("{from: [{}, {podSelector: {}}]}", "allowed ingress p/spec/ingress/0/from/1"),
        // the rule does not fit whatever the broken part says
        ("{from: [{}], ports: [{port: 81}]}", "denied ingress p/spec/podSelector"),
    ] {
        let docs = [app("web"), app("db"), policy("p", &format!("podSelector: {{}}, ingress: [{rule}]"))];
        check_flows(&docs, &[("web -> db:80", expected)]);
    }
    for spec in [
        "policyTypes: Ingress",
        "policyTypes: [ingress]",
        "policyTypes: [Ingress, Egress, Ingress]",
        "podSelector: web",
        "podSelector: {matchExpressions: [{key: app, operator: In}, {key: app, operator: Exists}]}",
        "ingress: {}",
    ] {
        let graph = graph_of(&[app("web"), app("db"), policy("p", spec)]);
        let mut pods = graph.pod_templates().map(Peer::Pod);
        let (web, db) = (pods.next().unwrap(), pods.next().unwrap());
        let verdict = Reachability::of(&graph).flow(web, db, &FlowPort::tcp(80)).verdict.as_str();
        let expected = if spec.contains("operator") { "allowed" } else { "unknown" };
        assert_eq!(verdict, expected, "{spec}");
    }
}

#[test]
fn unset_namespaces() {
    let peer = |peer: &str| {
        policy("p", &format!("podSelector: {{matchLabels: {{app: db}}}}, ingress: [{{from: [{{{peer}}}]}}]"))
    };
    let at = "ingress p/spec/ingress/0/from/0";
    for (from, expected) in [
        (
            "podSelector: {}",
            [format!("allowed {at}"), format!("unknown {at}"), "denied ingress p/spec/podSelector".into()],
        ),
        (
            "namespaceSelector: {}",
            [format!("allowed {at}"), format!("allowed {at}"), format!("allowed {at}")],
        ),
        (
            "namespaceSelector: {matchLabels: {team: x}}",
            [format!("unknown {at}"), format!("unknown {at}"), format!("unknown {at}")],
        ),
        (
            "namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}",
            [format!("unknown {at}"), format!("allowed {at}"), "denied ingress p/spec/podSelector".into()],
        ),
        // nobody applies their own manifests there
        (
            "namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}",
            [
                "denied ingress p/spec/podSelector".into(),
                "denied ingress p/spec/podSelector".into(),
                format!("allowed {at}"),
            ],
        ),
    ] {
        let [own, shop, monitoring] = expected;
        check_flows(
            &[app("web"), app("shop/web"), app("db"), peer(from)],
            &[
                ("web -> db:80", &own),
                ("shop/web -> db:80", &shop),
                ("namespace monitoring -> db:80", &monitoring),
            ],
        );
    }
}

#[test]
fn pods_outside_the_input() {
    let docs = [
        namespace("kube-system", "team: platform"),
        app("shop/web"),
        policy(
            "shop/p",
            "podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {team: platform}}}], ports: [{port: 53, protocol: UDP}]}]",
        ),
        policy("kube-system/all", "podSelector: {}, ingress: [{ports: [{port: 53, protocol: UDP}]}]"),
        policy("monitoring/some", "podSelector: {matchLabels: {app: prometheus}}"),
    ];
    check_flows(
        &docs,
        &[
            (
                "shop/web -> namespace kube-system:UDP 53",
                "allowed egress p/spec/egress/0/to/0, ingress all/spec/ingress/0/ports/0",
            ),
            (
                "shop/web -> namespace kube-system:53",
                "denied egress p/spec/podSelector, ingress all/spec/podSelector",
            ),
            (
                "shop/web -> namespace monitoring:UDP 53",
                "unknown egress p/spec/egress/0/to/0, ingress some/spec/podSelector",
            ),
            ("namespace ingress-nginx -> shop/web:80", "allowed"),
            ("namespace ingress-nginx -> namespace monitoring:80", "unknown ingress some/spec/podSelector"),
            ("address 10.0.0.1 -> address 10.0.0.2:80", "unknown"),
        ],
    );
    let graph = graph_of(&docs);
    let web = Peer::Pod(graph.pod_templates().next().unwrap());
    let reachability = Reachability::of(&graph);
    let verdict = |from, to, port| reachability.flow(from, to, &port).verdict.as_str();
    assert_eq!(verdict(web, Peer::DNS, FlowPort::udp(53)), "allowed");
    assert_eq!(verdict(Peer::PROMETHEUS, web, FlowPort::tcp(80)), "allowed");
    assert_eq!(verdict(Peer::INGRESS_CONTROLLER, web, FlowPort::tcp(80)), "allowed");
    assert_eq!(verdict(web, Peer::PROMETHEUS, FlowPort::tcp(80)), "denied");
    assert_eq!(verdict(web, Peer::DNS, FlowPort::tcp(53)), "denied");
}

#[test]
fn customary_labels() {
    for (selector, expected) in [
        ("{}", "allowed"),
        ("{matchLabels: {k8s-app: kube-dns}}", "allowed"),
        ("{matchExpressions: [{key: k8s-app, operator: In, values: [kube-dns, coredns]}]}", "allowed"),
        // nobody says that it is so
        ("{matchLabels: {k8s-app: coredns}}", "unknown"),
        ("{matchLabels: {k8s-app: kube-dns, tier: x}}", "unknown"),
        ("{matchExpressions: [{key: k8s-app, operator: NotIn, values: [kube-dns]}]}", "unknown"),
        ("{matchExpressions: [{key: k8s-app, operator: DoesNotExist}]}", "unknown"),
    ] {
        for (namespace, expected) in [("kube-system", expected), ("dns", "denied")] {
            let to = format!(
                "to: [{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {namespace}}}}}, podSelector: {selector}}}]"
            );
            let spec = format!("podSelector: {{}}, policyTypes: [Egress], egress: [{{{to}}}]");
            let graph = graph_of(&[app("web"), policy("p", &spec)]);
            let web = Peer::Pod(graph.pod_templates().next().unwrap());
            let flow = Reachability::of(&graph).flow(web, Peer::DNS, &FlowPort::udp(53));
            assert_eq!(flow.verdict.as_str(), expected, "{namespace} {selector}");
        }
    }
}

#[test]
fn groups() {
    let deny = policy("deny", "podSelector: {}");
    let dev = [app("web"), deny].join("\n---\n");
    let prod = [app("web"), app("db")].join("\n---\n");
    // the copy in `dev/` does not isolate that of `prod/`
    let graph = graph_of_groups(&[("dev", &dev), ("prod", &prod)]);
    check_graph(
        &graph,
        &[("web -> web:80", "denied ingress deny/spec/podSelector"), ("web -> db:80", "allowed")],
    );
    // a folder of policies alone isolates the pods of the others
    let policies = policy("deny", "podSelector: {}");
    let graph = graph_of_groups(&[("policies", &policies), ("prod", &prod)]);
    check_graph(&graph, &[("web -> db:80", "denied ingress deny/spec/podSelector")]);
    // Namespace objects of the own group count first
    let select = policy(
        "shop/p",
        "podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {env: dev}}}]}]",
    );
    let dev = [namespace("shop", "env: dev"), app("shop/web"), select].join("\n---\n");
    let prod = namespace("shop", "env: prod");
    for groups in [[("dev", dev.as_str()), ("prod", &prod)], [("prod", &prod), ("dev", &dev)]] {
        let graph = graph_of_groups(&groups);
        check_graph(&graph, &[("shop/web -> shop/web:80", "allowed ingress p/spec/ingress/0/from/0")]);
    }
}

#[test]
fn too_many_to_tell() {
    let mut text = [app("web"), policy("p", "podSelector: {}")].join("\n---\n");
    for number in 0..=SELECTION_BUDGET {
        write!(text, "\n---\n{}", app(&format!("x{number}"))).unwrap();
    }
    let graph = graph_of_groups(&[("a", &text)]);
    let last = format!("web -> x{SELECTION_BUDGET}:80");
    check_graph(&graph, &[(&last, "unknown")]);
    // aliases multiply what one policy says
    let many = |item: &str, count: usize| vec![item; count].join(", ");
    let ports = format!("ports: &p [{}]", many("{port: 81}", 800));
    let rules = format!("[{{{ports}}}, {}]", many("{ports: *p}", 90));
    let docs = [app("web"), app("db"), policy("p", &format!("podSelector: {{}}, ingress: {rules}"))];
    let graph = graph_of(&docs);
    let reachability = Reachability::of(&graph);
    let mut pods = graph.pod_templates().map(Peer::Pod);
    let (web, db) = (pods.next().unwrap(), pods.next().unwrap());
    assert_eq!(reachability.flow(web, db, &FlowPort::tcp(80)).verdict.as_str(), "unknown");
    assert_eq!(reachability.flow(web, db, &FlowPort::tcp(81)).verdict.as_str(), "allowed");
    // so do many policies for one pod
    let rule = format!("podSelector: {{}}, ingress: [{{ports: [{}]}}]", many("{port: 81}", 1000));
    let policies = |count| (0..count).map(|number| policy(&format!("p{number}"), &rule));
    let check = |count, expected| {
        let docs: Vec<String> = [app("web"), app("db")].into_iter().chain(policies(count)).collect();
        let graph = graph_of(&docs);
        let mut pods = graph.pod_templates().map(Peer::Pod);
        let (web, db) = (pods.next().unwrap(), pods.next().unwrap());
        let verdict = Reachability::of(&graph).flow(web, db, &FlowPort::tcp(80)).verdict.as_str();
        assert_eq!(verdict, expected, "{count} policies");
    };
    check(125, "denied");
    check(135, "unknown");
}

#[test]
fn isolated_pods() {
    let all = |name: &str, rest: &str| policy(name, &format!("podSelector: {{}}{rest}"));
    let cilium = || object("cilium.io/v2/CiliumNetworkPolicy", "other/p", "spec: {}");
    let many =
        format!("podSelector: {{matchExpressions: [{}]}}", "{key: app, operator: Exists}, ".repeat(65));
    let policies = (0..257).map(|i| policy(&format!("s/p{i}"), "podSelector: {matchLabels: {app: x}}"));
    let policies = policies.collect::<Vec<_>>().join("\n---\n");
    for (groups, expected) in [
        (vec![("a", app("s/web"))], [Match::No, Match::No]),
        (vec![("a", app("s/web")), ("b", all("s/p", ""))], [Match::Yes, Match::No]),
        (vec![("a", app("s/web")), ("b", all("s/p", ", policyTypes: [Egress]"))], [Match::No, Match::Yes]),
        (vec![("a", app("s/web")), ("b", all("t/p", ""))], [Match::No, Match::No]),
        (
            vec![("a", app("s/web")), ("b", all("s/p", ", policyTypes: [Other]"))],
            [Match::CannotTell, Match::CannotTell],
        ),
        (
            vec![("a", app("s/web")), ("b", policy("s/p", "podSelector: {matchLabels: {role: x}}"))],
            [Match::CannotTell, Match::No],
        ),
        // beside pods of its own group
        (
            vec![("a", app("s/web")), ("b", format!("{}\n---\n{}", all("s/p", ""), app("s/db")))],
            [Match::Yes, Match::No],
        ),
        (vec![("a", app("web")), ("b", all("p", ""))], [Match::Yes, Match::No]),
        (
            vec![("a", app("web")), ("b", format!("{}\n---\n{}", all("p", ""), app("db")))],
            [Match::No, Match::No],
        ),
        (vec![("a", app("s/web")), ("b", cilium())], [Match::CannotTell, Match::CannotTell]),
        (
            vec![("a", deployment("s/node", "app: node", "", "hostNetwork: true")), ("b", all("s/p", ""))],
            [Match::CannotTell, Match::CannotTell],
        ),
        // too much to look at
        (
            vec![("a", app("s/web")), ("b", format!("{}\n---\n{}", policy("s/p", &many), app("s/db")))],
            [Match::CannotTell, Match::No],
        ),
        (vec![("a", app("s/web")), ("b", policies)], [Match::CannotTell, Match::CannotTell]),
    ] {
        let groups: Vec<(&str, &str)> = groups.iter().map(|(group, text)| (*group, text.as_str())).collect();
        let graph = graph_of_groups(&groups);
        let pod = graph.pod_templates().next().unwrap();
        assert_eq!(Direction::ALL.map(|direction| is_isolated(pod, direction)), expected, "{groups:?}");
    }
}
