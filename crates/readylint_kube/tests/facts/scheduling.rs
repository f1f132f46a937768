use readylint_kube::facts::scheduling::{
    Enforcement, NodeOperator, NodeRequirement, OwnMiss, PinKind, Spreading, TaintsPolicy, Toleration,
    affinity_terms, allowed_values, node_demands, node_label_uses, own_miss, pins, spread_constraints,
    spreads, tolerations,
};
use readylint_kube::{Match, PodTemplate, ResourceGraph};

use super::support::*;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

fn web(spec: &str) -> ResourceGraph {
    graph_of(&[deployment("shop/web", "app: web", "", spec)])
}

fn pod(graph: &ResourceGraph) -> PodTemplate<'_> {
    graph.pod_templates().next().unwrap()
}

/// Required node affinity with these terms, each a list of `matchExpressions`.
fn terms(terms: &[&str]) -> String {
    let terms: Vec<String> = terms.iter().map(|term| format!("{{matchExpressions: [{term}]}}")).collect();
    format!("affinity: {{nodeAffinity: {{{REQUIRED}: {{nodeSelectorTerms: [{}]}}}}}}", terms.join(", "))
}

fn is_in(key: &str, values: &str) -> String {
    format!("{{key: {key}, operator: In, values: [{values}]}}")
}

fn describe_requirement(requirement: &NodeRequirement<'_>) -> String {
    let operator = match requirement.operator {
        NodeOperator::In => "in",
        NodeOperator::NotIn => "not in",
        NodeOperator::Exists => "exists",
        NodeOperator::DoesNotExist => "is absent",
        NodeOperator::Gt => "above",
        NodeOperator::Lt => "below",
        NodeOperator::Unknown => "?",
    };
    format!("{} {operator} {}", requirement.key, requirement.values.join(",")).trim_end().to_owned()
}

#[test]
fn demands() {
    let spec = format!(
        "nodeName: one, nodeSelector: {{disk: ssd, gpu: }}, affinity: {{nodeAffinity: {{{REQUIRED}: {{nodeSelectorTerms: [\
         {{matchExpressions: [{{key: a, operator: NotIn, values: [x, y]}}, {{key: b, operator: Exists}}]}}, {{}}, \
         {{matchExpressions: [{{key: c, operator: DoesNotExist}}, {{key: d, operator: Gt, values: ['1']}}, {{key: e, operator: Lt, values: ['9']}}, {{key: f, operator: near}}, {{operator: In}}], \
         matchFields: [{{key: metadata.name, operator: In, values: [n]}}]}}]}}, \
         {PREFERRED}: [{{weight: 10, preference: {{matchExpressions: [{{key: z, operator: In, values: [q]}}]}}}}]}}}}"
    );
    let graph = web(&spec);
    let found = node_demands(pod(&graph));
    let all = |list: &[NodeRequirement<'_>]| list.iter().map(describe_requirement).collect::<Vec<_>>();
    assert_eq!(found.node_name.unwrap().raw(), "one");
    assert_eq!(all(&found.selector), ["disk in ssd", "gpu in"]);
    assert_eq!(found.selector[0].node.raw(), "ssd");
    let required: Vec<_> = found.required.iter().map(|term| [all(&term.labels), all(&term.fields)]).collect();
    assert_eq!(
        required,
        [
            [vec!["a not in x,y", "b exists"], vec![]],
            [vec!["c is absent", "d above 1", "e below 9", "f ?"], vec!["metadata.name in n"]],
        ]
    );
    assert_eq!(found.preferred[0].weight, Some(10));
    assert_eq!(all(&found.preferred[0].labels), ["z in q"]);
    // more than anybody writes says nothing
    let many: Vec<String> = (0..5000).map(|number| format!("k{number}: v")).collect();
    let graph = web(&format!("nodeSelector: {{{}}}", many.join(", ")));
    assert!(node_demands(pod(&graph)).selector.is_empty());
}

#[test]
fn values_that_are_left_over() {
    let zone = |values: &str| is_in("zone", values);
    for (spec, expected) in [
        (String::new(), "open"),
        ("nodeSelector: {zone: a}".into(), "a"),
        ("nodeSelector: {disk: ssd}".into(), "open"),
        (terms(&[&zone("b, a")]), "a b"),
        (format!("nodeSelector: {{zone: a}}, {}", terms(&[&zone("b, a")])), "a"),
        (format!("nodeSelector: {{zone: c}}, {}", terms(&[&zone("b, a")])), ""),
        // terms are alternatives
        (terms(&[&zone("a"), &zone("b")]), "a b"),
        (terms(&[&zone("a"), &is_in("disk", "ssd")]), "open"),
        (format!("nodeSelector: {{zone: a}}, {}", terms(&[&zone("b"), &is_in("disk", "ssd")])), "a"),
        // an empty term matches nothing
        (terms(&[&zone("a"), ""]), "a"),
        // expressions of a term hold together
        (terms(&[&format!("{}, {}", zone("a, b"), zone("b, c"))]), "b"),
        (terms(&[&format!("{}, {{key: zone, operator: NotIn, values: [a]}}", zone("a, b"))]), "b"),
        (terms(&["{key: zone, operator: NotIn, values: [a]}"]), "open"),
        (terms(&["{key: zone, operator: Exists}"]), "open"),
    ] {
        let graph = web(&spec);
        let found = allowed_values(pod(&graph), "zone");
        let found = found.map_or("open".into(), |values| values.into_iter().collect::<Vec<_>>().join(" "));
        assert_eq!(found, expected, "{spec}");
    }
}

#[test]
fn pinned_pods() {
    let field = |name: &str| {
        let field = format!("matchFields: [{{key: metadata.name, operator: In, values: [{name}]}}]");
        format!("affinity: {{nodeAffinity: {{{REQUIRED}: {{nodeSelectorTerms: [{{{field}}}]}}}}}}")
    };
    for (spec, expected) in [
        (String::new(), &[][..]),
        ("nodeName: n1".into(), &["node n1 at n1"]),
        ("nodeName: ''".into(), &[]),
        (field("n1"), &["node n1 at {key: metadata.name, operator: In, values: [n1]}"]),
        (field("n1, n2"), &[]),
        ("nodeSelector: {kubernetes.io/hostname: n1}".into(), &["node n1 at n1"]),
        ("nodeSelector: {topology.kubernetes.io/zone: a}".into(), &["zone a at a"]),
        ("nodeSelector: {failure-domain.beta.kubernetes.io/zone: a}".into(), &["zone a at a"]),
        (terms(&[&is_in("topology.kubernetes.io/zone", "a, b")]), &[]),
        (
            terms(&[&is_in("topology.kubernetes.io/zone", "a"), &is_in("topology.kubernetes.io/zone", "b")]),
            &[],
        ),
        ("nodeSelector: {kubernetes.io/arch: arm64}".into(), &["architecture arm64 at arm64"]),
        ("nodeSelector: {karpenter.sh/capacity-type: spot}".into(), &["spot spot at spot"]),
        ("nodeSelector: {karpenter.sh/capacity-type: on-demand}".into(), &[]),
        (terms(&[&is_in("karpenter.sh/capacity-type", "spot, on-demand")]), &[]),
        ("nodeSelector: {eks.amazonaws.com/capacityType: SPOT}".into(), &["spot SPOT at SPOT"]),
        ("nodeSelector: {cloud.google.com/gke-spot: 'true'}".into(), &["spot true at 'true'"]),
        ("nodeSelector: {kubernetes.io/os: linux}".into(), &[]),
    ] {
        let graph = web(&spec);
        let found = pins(pod(&graph)).into_iter().map(|pin| {
            let kind = match pin.kind {
                PinKind::Node => "node",
                PinKind::Zone => "zone",
                PinKind::Spot => "spot",
                PinKind::Architecture => "architecture",
            };
            format!("{kind} {} at {}", pin.value, pin.node.raw())
        });
        assert_eq!(found.collect::<Vec<_>>(), expected, "{spec}");
    }
    // what is only preferred pins nothing
    let preference = format!("{{matchExpressions: [{}]}}", is_in("topology.kubernetes.io/zone", "a"));
    let graph = web(&format!("affinity: {{nodeAffinity: {{{PREFERRED}: [{{preference: {preference}}}]}}}}"));
    assert!(pins(pod(&graph)).is_empty());
}

#[test]
fn taints() {
    for (toleration, taint, expected) in [
        ("operator: Exists", ["any", "", "NoExecute"], true),
        ("key: dedicated, operator: Exists", ["dedicated", "db", "NoSchedule"], true),
        ("key: dedicated, operator: Exists", ["gpu", "db", "NoSchedule"], false),
        ("key: dedicated, value: db", ["dedicated", "db", "NoSchedule"], true),
        ("key: dedicated, operator: Equal, value: db", ["dedicated", "web", "NoSchedule"], false),
        ("key: dedicated", ["dedicated", "", "NoSchedule"], true),
        ("key: dedicated, effect: NoExecute, operator: Exists", ["dedicated", "", "NoSchedule"], false),
        ("key: level, operator: Gt, value: '5'", ["level", "9", "NoSchedule"], false),
        // without a key, only Exists means something
        ("value: db", ["any", "db", "NoSchedule"], false),
    ] {
        let graph = web(&format!("tolerations: [{{{toleration}}}]"));
        let [key, value, effect] = taint;
        let found = tolerations(pod(&graph)).iter().any(|own| own.tolerates(key, value, effect));
        assert_eq!(found, expected, "{toleration} {taint:?}");
    }
    let graph =
        web("tolerations: [{operator: Exists}, {key: a, operator: Exists, tolerationSeconds: 300}, x]");
    let all = tolerations(pod(&graph));
    assert_eq!(all.iter().map(Toleration::is_of_everything).collect::<Vec<_>>(), [true, false]);
    assert_eq!(all[1].seconds, Some(300));
}

fn spread(constraint: &str) -> String {
    format!("topologySpreadConstraints: [{{{constraint}}}]")
}

#[test]
fn constraints_and_their_own_pods() {
    for (constraint, expected) in [
        ("labelSelector: {matchLabels: {app: web}}", Match::Yes),
        ("labelSelector: {matchLabels: {app: api}}", Match::No),
        ("labelSelector: {}", Match::Yes),
        ("labelSelector: ", Match::No),
        ("maxSkew: 1", Match::No),
        ("labelSelector: {matchExpressions: [{key: app, operator: Exists}]}", Match::Yes),
        ("labelSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}", Match::No),
        ("labelSelector: {matchLabels: {role: leader}}", Match::CannotTell),
        ("labelSelector: {matchLabels: {app: web}}, matchLabelKeys: [pod-template-hash]", Match::Yes),
    ] {
        let graph = web(&spread(constraint));
        assert_eq!(spread_constraints(pod(&graph))[0].selects_itself, expected, "{constraint}");
    }
    let graph = web(&spread(
        "maxSkew: 2, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, minDomains: 3, \
         matchLabelKeys: [a, b], nodeTaintsPolicy: Honor",
    ));
    let found = &spread_constraints(pod(&graph))[0];
    assert_eq!((found.topology_key, found.max_skew, found.min_domains), (Some("zone"), Some(2), Some(3)));
    assert_eq!((found.enforcement, found.node_taints_policy), (Some(Enforcement::Soft), TaintsPolicy::Honor));
    assert_eq!(found.match_label_keys, ["a", "b"]);
    let graph = web(&spread("topologyKey: ''"));
    let found = &spread_constraints(pod(&graph))[0];
    assert_eq!((found.topology_key, found.max_skew, found.enforcement), (None, None, None));
    assert_eq!(found.node_taints_policy, TaintsPolicy::Ignore);
}

/// Whether a required anti-affinity term of `shop/web` is about its own pods, among some namespaces.
fn term_selects_itself(name: &str, term: &str) -> Match {
    let spec = format!("affinity: {{podAntiAffinity: {{{REQUIRED}: [{{topologyKey: host, {term}}}]}}}}");
    let graph = graph_of(&[
        deployment(name, "app: web", "", &spec),
        object("v1/Namespace", "shop", "labels: team: red"),
        object("v1/Namespace", "other", "labels: team: blue"),
    ]);
    affinity_terms(pod(&graph))[0].selects_itself
}

#[test]
fn terms_and_their_own_pods() {
    let label = "labelSelector: {matchLabels: {app: web}}";
    for (name, namespaces, expected) in [
        ("shop/web", "", Match::Yes),
        ("shop/web", "namespaces: []", Match::Yes),
        ("shop/web", "namespaces: [shop]", Match::Yes),
        ("shop/web", "namespaces: [other]", Match::No),
        ("shop/web", "namespaceSelector: {}", Match::Yes),
        ("shop/web", "namespaceSelector: {matchLabels: {team: red}}", Match::Yes),
        ("shop/web", "namespaceSelector: {matchLabels: {team: blue}}", Match::No),
        ("shop/web", "namespaces: [other], namespaceSelector: {matchLabels: {team: red}}", Match::Yes),
        ("undescribed/web", "namespaceSelector: {matchLabels: {team: red}}", Match::CannotTell),
        ("web", "", Match::Yes),
        ("web", "namespaces: [shop]", Match::CannotTell),
    ] {
        assert_eq!(
            term_selects_itself(name, &format!("{label}, {namespaces}")),
            expected,
            "{name} {namespaces}"
        );
    }
    for (selector, expected) in [
        ("labelSelector: {}", Match::Yes),
        ("labelSelector: ", Match::No),
        ("labelSelector: {matchLabels: {app: api}}", Match::No),
        ("labelSelector: {}, mismatchLabelKeys: [app]", Match::No),
        ("labelSelector: {}, mismatchLabelKeys: [other]", Match::Yes),
        ("labelSelector: {}, mismatchLabelKeys: [pod-template-hash]", Match::No),
    ] {
        assert_eq!(term_selects_itself("shop/web", selector), expected, "{selector}");
    }
}

#[test]
fn terms_of_affinity() {
    let term =
        "topologyKey: zone, namespaces: [a], namespaceSelector: {}, labelSelector: {matchLabels: {app: db}}";
    let graph = web(&format!(
        "affinity: {{podAntiAffinity: {{{PREFERRED}: [{{weight: 5, podAffinityTerm: {{{term}}}}}, {{weight: 1}}]}}, \
         podAffinity: {{{REQUIRED}: [{{topologyKey: host}}, text]}}}}"
    ));
    let found = affinity_terms(pod(&graph));
    let found: Vec<_> =
        found.iter().map(|term| (term.is_anti, term.required, term.weight, term.topology_key)).collect();
    assert_eq!(found, [(false, true, None, Some("host")), (true, false, Some(5), Some("zone"))]);
    let all = affinity_terms(pod(&graph));
    assert_eq!(all[1].namespaces, ["a"]);
    assert_eq!(all[1].namespace_selector.unwrap().raw(), "{}");
}

#[test]
fn spread_over_hosts_and_zones() {
    let own = "labelSelector: {matchLabels: {app: web}}";
    let other = "labelSelector: {matchLabels: {app: api}}";
    let host = "topologyKey: kubernetes.io/hostname";
    let zone = "topologyKey: topology.kubernetes.io/zone";
    let soft = "whenUnsatisfiable: ScheduleAnyway";
    let hard = "whenUnsatisfiable: DoNotSchedule";
    let anti = |list: &str| format!("affinity: {{podAntiAffinity: {{{list}}}}}");
    for (spec, expected) in [
        (String::new(), "- -"),
        (spread(&format!("{host}, {hard}, {own}")), "hard -"),
        (spread(&format!("{zone}, {soft}, {own}")), "- soft"),
        (spread(&format!("{host}, {hard}, {other}")), "- -"),
        (spread(&format!("{host}, {hard}")), "- -"),
        (spread(&format!("topologyKey: rack, {hard}, {own}")), "- -"),
        (
            format!("topologySpreadConstraints: [{{{host}, {soft}, {own}}}, {{{host}, {hard}, {own}}}]"),
            "hard -",
        ),
        (anti(&format!("{REQUIRED}: [{{{host}, {own}}}]")), "hard -"),
        (anti(&format!("{PREFERRED}: [{{weight: 1, podAffinityTerm: {{{zone}, {own}}}}}]")), "- soft"),
        (anti(&format!("{REQUIRED}: [{{{host}, {other}}}]")), "- -"),
        (anti(&format!("{REQUIRED}: [{{{host}, {own}, namespaces: [other]}}]")), "- -"),
        // affinity gathers
        (format!("affinity: {{podAffinity: {{{REQUIRED}: [{{{host}, {own}}}]}}}}"), "- -"),
        (
            format!(
                "{}, {}",
                spread(&format!("topologyKey: failure-domain.beta.kubernetes.io/zone, {soft}, {own}")),
                anti(&format!("{REQUIRED}: [{{{host}, {own}}}]"))
            ),
            "hard soft",
        ),
    ] {
        let graph = web(&spec);
        let found = spreads(pod(&graph));
        let describe = |place: Option<Spreading<'_>>| match place.map(|place| place.enforcement) {
            None => "-",
            Some(Enforcement::Soft) => "soft",
            Some(Enforcement::Hard) => "hard",
        };
        assert_eq!(format!("{} {}", describe(found.hostname), describe(found.zone)), expected, "{spec}");
    }
}

#[test]
fn uses_of_node_labels() {
    let spec = format!(
        "nodeSelector: {{a: x}}, affinity: {{nodeAffinity: {{{REQUIRED}: {{nodeSelectorTerms: [{{matchExpressions: [{{key: b}}], \
         matchFields: [{{key: metadata.name}}]}}]}}, {PREFERRED}: [{{preference: {{matchExpressions: [{{key: c}}, {{operator: In}}]}}}}]}}, \
         podAffinity: {{{PREFERRED}: [{{podAffinityTerm: {{topologyKey: d}}}}]}}, podAntiAffinity: {{{REQUIRED}: [{{topologyKey: e}}]}}}}, \
         topologySpreadConstraints: [{{topologyKey: f}}], tolerations: [{{key: g}}]"
    );
    let others = [
        "{apiVersion: v1, kind: PersistentVolume, metadata: {name: v}, spec: {nodeAffinity: {required: {nodeSelectorTerms: \
         [{matchExpressions: [{key: h}]}]}}}}",
        "{apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: r}, handler: r, scheduling: {nodeSelector: {i: x}}}",
        "{apiVersion: v1, kind: Node, metadata: {name: n, labels: {j: x}}}",
    ];
    let documents: Vec<String> = [deployment("shop/web", "app: web", "", &spec)]
        .into_iter()
        .chain(others.map(str::to_owned))
        .collect();
    let graph = graph_of(&documents);
    let found: Vec<Vec<&str>> = graph
        .resources()
        .map(|resource| node_label_uses(resource).iter().filter_map(|site| site.key().text()).collect())
        .collect();
    assert_eq!(found, [vec!["a", "b", "c", "d", "e", "f"], vec!["h"], vec!["i"], vec![]]);
}

#[test]
fn selectors_that_miss_their_own_pods() {
    for (selector, expected) in [
        ("", "null"),
        ("labelSelector: null", "null"),
        ("labelSelector: {matchLabels: {app: chekout}}", "app: chekout is checkout, near"),
        ("labelSelector: {matchLabels: {app: postgres}}", "app: postgres is checkout"),
        ("labelSelector: {matchLabels: {app: checkout, tier: back}}", "tier: back is front, near"),
        ("labelSelector: {matchLabels: {app: api, tier: back}}", "other"),
        ("labelSelector: {matchLabels: {app: checkout, team: x}}", "other"),
        ("labelSelector: {matchLabels: {app: api, pod-template-hash: x}}", "app: api is checkout"),
        (
            "labelSelector: {matchLabels: {app: checkout}, matchExpressions: [{key: tier, operator: In, values: [back]}]}",
            "tier: back is front, near",
        ),
        ("labelSelector: {matchExpressions: [{key: tier, operator: In, values: [back, side]}]}", "other"),
        ("labelSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [front]}]}", "other"),
        (
            "labelSelector: {matchExpressions: [{key: app, operator: Exists}, {key: tier, operator: Exists}]}",
            "other",
        ),
    ] {
        let constraint = format!("topologySpreadConstraints: [{{maxSkew: 1, {selector}}}]");
        let graph = graph_of(&[deployment("web", "app: checkout, tier: front", "", &constraint)]);
        let pod = pod(&graph);
        let found = match own_miss(spread_constraints(pod)[0].node, pod) {
            OwnMiss::Null => "null".to_owned(),
            OwnMiss::Value(value) => format!(
                "{}: {} is {}{}",
                value.key,
                value.wanted.raw(),
                value.found.raw(),
                if value.is_near { ", near" } else { "" }
            ),
            OwnMiss::Other => "other".to_owned(),
        };
        assert_eq!(found, expected, "{selector}");
    }
}
