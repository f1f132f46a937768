use readylint_kube::facts::resources::{
    Bound, PodSum, Qos, QosShortfall, ResourceSource, TotalAmounts, bounds, can_be_overcommitted,
    effective_resource, pod_sum, qos, qos_shortfall, resource_totals,
};
use readylint_kube::{PodTemplate, ResourceGraph, Workload};
use readylint_scalars::{Quantity, VersionRange};

use super::support::*;

fn versions(text: &str) -> VersionRange {
    VersionRange::parse(text).unwrap()
}

fn range(name: &str, item: &str) -> String {
    object("v1/LimitRange", name, &format!("spec: {{limits: [{{type: Container, {item}}}]}}"))
}

/// A Deployment with these entries of `containers` and these other fields of the pod.
fn pods(containers: &str, spec: &str) -> String {
    object(
        "apps/v1/Deployment",
        "web",
        &format!("spec: {{template: {{spec: {{containers: [{containers}], {spec}}}}}}}"),
    )
}

fn first(graph: &ResourceGraph) -> PodTemplate<'_> {
    graph.pod_templates().next().unwrap()
}

fn text(amount: Option<Quantity>) -> String {
    amount.map_or("?".into(), |amount| amount.to_string())
}

/// Request and limit of the first container, as `request / limit`, each with its source.
fn effective(documents: &[String], resource: &str, targets: &str) -> String {
    let graph = graph_of(documents);
    let container = first(&graph).containers().next().unwrap();
    let sides = [Bound::Request, Bound::Limit].map(|bound| {
        let Some(found) = effective_resource(container, bound, resource, versions(targets)) else {
            return "-".into();
        };
        let source = match found.source {
            ResourceSource::Container => "own".into(),
            ResourceSource::OwnLimit => "own limit".into(),
            ResourceSource::Pod => "pod".into(),
            ResourceSource::LimitRange(range) => title(range),
        };
        format!("{} {source} at {}", text(found.amount), found.node.raw())
    });
    sides.join(" / ")
}

#[test]
fn containers_over_pods_over_ranges() {
    let defaults = "default: {cpu: 3}, defaultRequest: {cpu: 2}";
    for (container, spec, item, expected) in [
        ("", "", "", "- / -"),
        ("requests: {cpu: 100m}", "", "", "100m own at 100m / -"),
        ("limits: {cpu: 1}", "", "", "1 own limit at 1 / 1 own at 1"),
        ("requests: {cpu: 0.5}, limits: {cpu: 1}", "", "", "500m own at 0.5 / 1 own at 1"),
        ("", "requests: {cpu: 2}, limits: {cpu: 4}", "", "2 pod at 2 / 4 pod at 4"),
        ("limits: {cpu: 1}", "requests: {cpu: 2}, limits: {cpu: 4}", "", "1 own limit at 1 / 1 own at 1"),
        // a pod's request defaults to its limit
        ("", "limits: {cpu: 4}", "", "4 pod at 4 / 4 pod at 4"),
        ("", "", defaults, "2 LimitRange/l at 2 / 3 LimitRange/l at 3"),
        ("", "limits: {cpu: 4}", defaults, "4 pod at 4 / 4 pod at 4"),
        ("requests: {cpu: 1}", "", defaults, "1 own at 1 / 3 LimitRange/l at 3"),
        ("limits: {cpu: 1}", "", defaults, "1 own limit at 1 / 1 own at 1"),
        ("", "", "default: {cpu: 3}", "3 LimitRange/l at 3 / 3 LimitRange/l at 3"),
        ("", "", "max: {cpu: 5}", "5 LimitRange/l at 5 / 5 LimitRange/l at 5"),
        ("", "", "max: {cpu: 5}, min: {cpu: 1}", "5 LimitRange/l at 5 / 5 LimitRange/l at 5"),
        ("", "", "min: {cpu: 1}", "1 LimitRange/l at 1 / -"),
        ("", "", "defaultRequest: {cpu: 1}, max: {cpu: 5}", "1 LimitRange/l at 1 / 5 LimitRange/l at 5"),
        ("", "", "default: {memory: 1Gi}", "- / -"),
        // zero is none, and keeps the default away
        ("requests: {cpu: 0}, limits: {cpu: '0'}", "", defaults, "- / -"),
        ("requests: {cpu: 0}, limits: {cpu: 1}", "", "", "- / 1 own at 1"),
        ("requests: {cpu: }, limits: {cpu: }", "", defaults, "2 LimitRange/l at 2 / 3 LimitRange/l at 3"),
        ("requests: {cpu: 0}", "requests: {cpu: 2}", "", "2 pod at 2 / -"),
        // what cannot be read is there all the same
        ("requests: {cpu: lots}", "", defaults, "? own at lots / 3 LimitRange/l at 3"),
        ("limits: {cpu: -1}", "", "", "? own limit at -1 / ? own at -1"),
        ("limits: {cpu: [1]}", "", "", "? own limit at [1] / ? own at [1]"),
        ("limits: 5", "limits: 6", "default: 7", "- / -"),
    ] {
        let web =
            deployment("web", "", &format!("resources: {{{container}}}"), &format!("resources: {{{spec}}}"));
        let docs = [web, range("l", item)];
        assert_eq!(effective(&docs, "cpu", "1.35"), expected, "{container} | {spec} | {item}");
    }
}

#[test]
fn any_resource() {
    for (resource, expected) in [
        ("memory", "1Gi own at 1024Mi / 2Gi own at 2Gi"),
        ("ephemeral-storage", "1G own at 1G / -"),
        ("hugepages-2Mi", "4Mi pod at 4Mi / 4Mi pod at 4Mi"),
        ("nvidia.com/gpu", "1 own limit at 1 / 1 own at 1"),
        // the API refuses others for whole pods
        ("example.com/fpga", "- / -"),
    ] {
        let own = "resources: {requests: {memory: 1024Mi, ephemeral-storage: 1G}, limits: {memory: 2Gi, nvidia.com/gpu: 1}}";
        let pod = "resources: {limits: {hugepages-2Mi: 4Mi, example.com/fpga: 1}}";
        assert_eq!(effective(&[deployment("web", "", own, pod)], resource, "1.35"), expected, "{resource}");
    }
}

#[test]
fn pod_level_resources_need_every_version() {
    let docs = [deployment("web", "", "", "resources: {limits: {cpu: 4}}"), range("l", "default: {cpu: 3}")];
    for (targets, expected) in [
        ("1.34", "4 pod at 4 / 4 pod at 4"),
        ("1.33-1.34", "3 LimitRange/l at 3 / 3 LimitRange/l at 3"),
        ("1.33", "3 LimitRange/l at 3 / 3 LimitRange/l at 3"),
    ] {
        assert_eq!(effective(&docs, "cpu", targets), expected, "{targets}");
    }
}

#[test]
fn limit_ranges() {
    let web = |name: &str| deployment(name, "", "", "");
    let of = |name: &str, amount: &str| range(name, &format!("default: {{cpu: {amount}}}"));
    for (docs, expected) in [
        (vec![web("shop/web"), of("shop/l", "1")], "1 LimitRange/shop/l at 1"),
        (vec![web("shop/web"), of("dev/l", "1")], "-"),
        (vec![web("shop/web"), of("l", "1")], "-"),
        // which one wins is not defined
        (vec![web("web"), of("a", "1"), of("b", "2")], "? LimitRange/a at 1"),
        (vec![web("web"), of("a", "1"), of("b", "1000m")], "1 LimitRange/a at 1"),
        (vec![web("web"), range("a", "default: {memory: 1}"), of("b", "2")], "2 LimitRange/b at 2"),
    ] {
        let found = effective(&docs, "cpu", "1.35");
        assert_eq!(found.split_once(" / ").unwrap().1, expected, "{docs:?}");
    }
    let many: Vec<String> =
        [web("web")].into_iter().chain((0..100).map(|number| of(&format!("l{number}"), "1"))).collect();
    assert_eq!(effective(&many, "cpu", "1.35"), "? LimitRange/l0 at 1 / ? LimitRange/l0 at 1");
    // the own group's come first
    let (dev, prod) = ([web("web"), of("dev", "1")].join("\n---\n"), of("prod", "2"));
    let graph = graph_of_groups(&[("prod", &prod), ("dev", &dev)]);
    let container = first(&graph).containers().next().unwrap();
    let limit = effective_resource(container, Bound::Limit, "cpu", versions("1.35")).unwrap();
    assert_eq!(limit.node.raw(), "1");
}

#[test]
fn ephemeral_containers_have_none() {
    let docs = [
        pods("", "ephemeralContainers: [{name: debug, resources: {limits: {cpu: 1}}}]"),
        range("l", "default: {cpu: 3}"),
    ];
    assert_eq!(effective(&docs, "cpu", "1.35"), "- / -");
}

fn describe_sum(sum: &PodSum<'_>) -> String {
    let names: Vec<&str> = sum.without.iter().map(|container| container.name()).collect();
    let without = if names.is_empty() { String::new() } else { format!(" without {}", names.join(" ")) };
    let level = sum.pod_level.map(|node| format!(" pod {}", node.raw())).unwrap_or_default();
    let overhead = sum.overhead.map(|node| format!(" overhead {}", node.raw())).unwrap_or_default();
    format!("{}{level}{overhead}{without}", text(sum.amount))
}

fn sum(documents: &[String], bound: Bound, targets: &str) -> String {
    let graph = graph_of(documents);
    describe_sum(&pod_sum(first(&graph), bound, "cpu", versions(targets)))
}

/// A container `name` that asks for `cpu`; `S` before the number makes it a sidecar, an empty one asks for nothing.
fn asks(name: &str, cpu: &str) -> String {
    let (policy, cpu) = match cpu.strip_prefix('S') {
        Some(cpu) => (", restartPolicy: Always", cpu),
        None => ("", cpu),
    };
    let requests = if cpu.is_empty() { String::new() } else { format!("requests: {{cpu: {cpu}}}") };
    format!("{{name: {name}{policy}, resources: {{{requests}}}}}")
}

fn list(prefix: &str, amounts: &[&str]) -> String {
    let all: Vec<String> =
        amounts.iter().enumerate().map(|(number, cpu)| asks(&format!("{prefix}{number}"), cpu)).collect();
    all.join(", ")
}

/// KEP-753, section "Resources calculation for scheduling and pod admission".
#[test]
fn sums_with_sidecars() {
    for (main, init, expected) in [
        (&["1", "2"][..], &[][..], "3"),
        (&["1"], &["5"], "5"),
        (&["5"], &["1"], "5"),
        (&["1"], &["2", "5", "3"], "5"),
        (&["1"], &["S2"], "3"),
        (&["1"], &["S2", "S3"], "6"),
        // the init container runs beside the sidecars before it only
        (&["1"], &["S2", "4"], "6"),
        (&["1"], &["4", "S2"], "4"),
        (&["1"], &["S2", "4", "S3"], "6"),
        (&["2"], &["S2", "4", "S3"], "7"),
        (&["1"], &["S1", "5", "S1", "5"], "7"),
        (&["1", ""], &["", "S"], "1 without m1 i0 i1"),
        (&[], &[], "0"),
        (&["1", "x"], &[], "?"),
    ] {
        let docs = [pods(&list("m", main), &format!("initContainers: [{}]", list("i", init)))];
        assert_eq!(sum(&docs, Bound::Request, "1.35"), expected, "{main:?} {init:?}");
    }
}

#[test]
fn what_is_not_asked_for_is_not_unlimited() {
    for (resource, expected) in [
        ("cpu", "1 without b"),
        ("memory", "1 without b"),
        ("ephemeral-storage", "1 without b"),
        ("nvidia.com/gpu", "1"),
        ("hugepages-2Mi", "1"),
    ] {
        let docs = [pods(&format!("{{name: a, resources: {{limits: {{{resource}: 1}}}}}}, {{name: b}}"), "")];
        let graph = graph_of(&docs);
        let sums = [Bound::Request, Bound::Limit]
            .map(|bound| describe_sum(&pod_sum(first(&graph), bound, resource, versions("1.35"))));
        assert_eq!(sums, [expected, expected], "{resource}");
    }
}

#[test]
fn sums_that_are_too_great_to_tell() {
    for (amounts, expected) in [
        ("1e28, 1e28", "20000000000000000000000000000"),
        ("1e29, 1e29", "?"),
        ("1e300, 1", "?"),
        ("1e300", "?"),
    ] {
        let amounts: Vec<&str> = amounts.split(", ").collect();
        let docs = [pods(&list("m", &amounts), "")];
        let found = sum(&docs, Bound::Request, "1.35");
        assert_eq!(found == "?", expected == "?", "{amounts:?} {found}");
    }
}

#[test]
fn pod_level_replaces_the_sum() {
    let one = "{name: a, resources: {requests: {cpu: 1}, limits: {cpu: 2}}}, {name: b}";
    for (level, targets, request, limit) in [
        ("", "1.35", "1 without b", "2 without b"),
        ("requests: {cpu: 4}", "1.35", "4 pod 4", "2 without b"),
        // the request of the pod defaults to what the containers ask for
        ("limits: {cpu: 8}", "1.35", "1 pod 8", "8 pod 8"),
        ("requests: {cpu: 3}, limits: {cpu: 8}", "1.35", "3 pod 3", "8 pod 8"),
        ("limits: {memory: 8}", "1.35", "1 without b", "2 without b"),
        ("requests: {cpu: 4}", "1.33", "1 without b", "2 without b"),
        ("requests: {cpu: 4}", "1.33-1.34", "? pod 4 without b", "2 without b"),
        ("requests: {cpu: 1}", "1.33-1.34", "1 without b", "2 without b"),
        ("requests: {cpu: many}", "1.35", "? pod many", "2 without b"),
    ] {
        let docs = [pods(one, &format!("resources: {{{level}}}"))];
        let found = [Bound::Request, Bound::Limit].map(|bound| sum(&docs, bound, targets));
        assert_eq!(found, [request, limit], "{level} {targets}");
    }
}

#[test]
fn overhead() {
    let class =
        object("node.k8s.io/v1/RuntimeClass", "kata", "handler: kata, overhead: {podFixed: {cpu: 250m}}");
    let one = "{name: a, resources: {requests: {cpu: 1}}}";
    for (spec, docs, request, limit) in [
        ("overhead: {cpu: 500m}", vec![], "1500m overhead 500m", "0 without a"),
        ("runtimeClassName: kata", vec![class.clone()], "1250m overhead 250m", "0 without a"),
        ("runtimeClassName: kata", vec![], "1", "0 without a"),
        ("runtimeClassName: gvisor", vec![class.clone()], "1", "0 without a"),
        ("overhead: {memory: 1Gi}", vec![], "1", "0 without a"),
        ("overhead: {cpu: much}", vec![], "? overhead much", "0 without a"),
    ] {
        let docs: Vec<String> = [pods(one, spec)].into_iter().chain(docs).collect();
        assert_eq!(sum(&docs, Bound::Request, "1.35"), request, "{spec}");
        assert_eq!(sum(&docs, Bound::Limit, "1.35"), limit, "{spec}");
    }
    let limited = "{name: a, resources: {limits: {cpu: 2}}}";
    let docs = [pods(limited, "runtimeClassName: kata"), class];
    assert_eq!(sum(&docs, Bound::Limit, "1.35"), "2250m overhead 250m");
}

fn class(documents: &[String], targets: &str) -> &'static str {
    let graph = graph_of(documents);
    qos(first(&graph), versions(targets)).map_or("?", Qos::as_str)
}

#[test]
fn classes() {
    let full = "{name: a, resources: {limits: {cpu: 1, memory: 1Gi}}}";
    let init = |resources: &str| format!("initContainers: [{{name: i, resources: {{{resources}}}}}]");
    for (containers, spec, item, expected) in [
        ("{name: a}", "", "", "BestEffort"),
        ("{name: a, resources: {requests: {cpu: 0, memory: 0}}}", "", "", "BestEffort"),
        (
            "{name: a, resources: {requests: {ephemeral-storage: 1Gi, nvidia.com/gpu: 1}}}",
            "",
            "",
            "BestEffort",
        ),
        ("{name: a, resources: {requests: {cpu: 1}}}", "", "", "Burstable"),
        (full, "", "", "Guaranteed"),
        (
            "{name: a, resources: {requests: {cpu: 1000m, memory: 1024Mi}, limits: {cpu: 1, memory: 1Gi}}}",
            "",
            "",
            "Guaranteed",
        ),
        ("{name: a, resources: {requests: {cpu: 500m}, limits: {cpu: 1, memory: 1Gi}}}", "", "", "Burstable"),
        ("{name: a, resources: {requests: {cpu: 0}, limits: {cpu: 1, memory: 1Gi}}}", "", "", "Burstable"),
        ("{name: a, resources: {limits: {memory: 1Gi}}}", "", "", "Burstable"),
        (&format!("{full}, {{name: b}}"), "", "", "Burstable"),
        // init containers and sidecars count
        (full, &init(""), "", "Burstable"),
        (full, &init("limits: {cpu: 1, memory: 1Gi}"), "", "Guaranteed"),
        ("{name: a}", &init("requests: {cpu: 1}"), "", "Burstable"),
        (full, "ephemeralContainers: [{name: debug}]", "", "Guaranteed"),
        // defaults of a LimitRange count
        ("{name: a}", "", "default: {cpu: 1, memory: 1Gi}", "Guaranteed"),
        ("{name: a}", "", "min: {cpu: 1}", "Burstable"),
        // with resources of the pod, nothing else does
        ("{name: a}", "resources: {limits: {cpu: 1, memory: 1Gi}}", "", "Guaranteed"),
        (full, "resources: {requests: {cpu: 2}}", "", "Burstable"),
        (full, "resources: {limits: {cpu: 2}}", "", "Burstable"),
        (full, "resources: {limits: {cpu: 2, memory: 2Gi}}", "", "Burstable"),
        (
            full,
            "resources: {requests: {cpu: 2, memory: 2Gi}, limits: {cpu: 2, memory: 2Gi}}",
            "",
            "Guaranteed",
        ),
        (full, "resources: {}", "", "Guaranteed"),
        (full, "resources: {requests: {ephemeral-storage: 1Gi}}", "", "Guaranteed"),
        ("{name: a, resources: {requests: {cpu: some}}}", "", "", "?"),
    ] {
        let docs = [pods(containers, spec), range("l", item)];
        assert_eq!(class(&docs, "1.35"), expected, "{containers} | {spec} | {item}");
    }
}

#[test]
fn classes_by_version() {
    let both = |level: &str| [pods("{name: a, resources: {limits: {cpu: 1, memory: 1Gi}}}", level)];
    for (level, targets, expected) in [
        ("resources: {requests: {cpu: 2}}", "1.33", "Guaranteed"),
        ("resources: {requests: {cpu: 2}}", "1.34", "Burstable"),
        ("resources: {requests: {cpu: 2}}", "1.33-1.34", "?"),
        (
            "resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1, memory: 1Gi}}",
            "1.33-1.34",
            "Guaranteed",
        ),
    ] {
        assert_eq!(class(&both(level), targets), expected, "{level} {targets}");
    }
}

fn shortfall(containers: &str, spec: &str) -> String {
    let graph = graph_of(&[pods(containers, spec)]);
    match qos_shortfall(first(&graph), versions("1.35")) {
        None => "none".into(),
        Some(QosShortfall::NoLimit(container, resource)) => {
            format!("{} has no limit of {resource}", container.name())
        }
        Some(QosShortfall::LowRequest(container, resource, node)) => {
            let node = node.and_then(readylint_yaml::Node::text).unwrap_or("nothing");
            format!("{} asks for {node} of {resource}", container.name())
        }
        Some(QosShortfall::PodLevel(_)) => "pod".into(),
    }
}

#[test]
fn shortfalls_of_classes() {
    let full = "{name: a, resources: {limits: {cpu: 1, memory: 1Gi}}}";
    let init = "initContainers: [{name: i, resources: {limits: {cpu: 1}}}]";
    let low = "{name: a, resources: {requests: {memory: 1Mi}, limits: {cpu: 1, memory: 1Gi}}}";
    let zero = "{name: a, resources: {requests: {cpu: 0}, limits: {cpu: 1, memory: 1Gi}}}";
    for (containers, spec, expected) in [
        ("{name: a}", "", "a has no limit of cpu"),
        (full, "", "none"),
        (full, init, "i has no limit of memory"),
        (full, "ephemeralContainers: [{name: debug}]", "none"),
        (low, "", "a asks for 1Mi of memory"),
        (zero, "", "a asks for 0 of cpu"),
        (full, "resources: {limits: {cpu: 2}}", "pod"),
        ("{name: a, resources: {requests: {cpu: some}}}", "", "none"),
    ] {
        assert_eq!(shortfall(containers, spec), expected, "{containers} | {spec}");
    }
}

/// What each written request is held against: `cpu: 1 of 2`.
fn held(resources: &str, spec: &str, item: &str) -> Vec<String> {
    let graph =
        graph_of(&[pods(&format!("{{name: a, resources: {{{resources}}}}}"), spec), range("l", item)]);
    let container = first(&graph).containers().next().unwrap();
    let lines = bounds(container, versions("1.35")).map(|bounds| {
        let limit = bounds.limit.map_or("-".into(), |limit| text(limit.amount));
        format!("{}: {} of {limit}", bounds.resource, text(bounds.request.amount))
    });
    lines.collect()
}

#[test]
fn requests_beside_limits() {
    for (resources, spec, item, expected) in [
        ("requests: {cpu: 2}, limits: {cpu: 1}", "", "", vec!["cpu: 2 of 1"]),
        ("requests: {cpu: 2}, limits: {cpu: 0}", "", "default: {cpu: 1}", vec!["cpu: 2 of 0"]),
        ("requests: {cpu: 2}", "", "default: {cpu: 1}", vec!["cpu: 2 of 1"]),
        ("requests: {cpu: 2}", "", "max: {cpu: 1}", vec!["cpu: 2 of 1"]),
        ("requests: {cpu: 2}", "resources: {limits: {cpu: 1}}", "", vec!["cpu: 2 of 1"]),
        ("requests: {cpu: 2, memory: x}", "", "", vec!["cpu: 2 of -", "memory: ? of -"]),
        ("requests: {cpu: ~}", "", "", vec![]),
        ("limits: {cpu: 1}", "", "", vec![]),
    ] {
        assert_eq!(held(resources, spec, item), expected, "{resources} | {spec} | {item}");
    }
    let many: Vec<String> = (0..1000).map(|number| format!("example.com/r{number}: 1")).collect();
    assert_eq!(held(&format!("requests: {{{}}}", many.join(", ")), "", "").len(), 64);
}

#[test]
fn overcommitment() {
    for (resource, expected) in [
        ("cpu", true),
        ("ephemeral-storage", true),
        ("kubernetes.io/batch-cpu", true),
        ("hugepages-2Mi", false),
        ("nvidia.com/gpu", false),
    ] {
        assert_eq!(can_be_overcommitted(resource), expected, "{resource}");
    }
}

/// One line for each resource: `name: requests [at least, at most] / limits [at least, at most]`.
fn totals(documents: &[String]) -> Vec<String> {
    let graph = graph_of(documents);
    let workload = graph.resources().find_map(Workload::of).unwrap();
    let describe = |amounts: &TotalAmounts<'_>| {
        format!("{} [{}, {}]", text(amounts.pod.amount), text(amounts.at_min), text(amounts.at_max))
    };
    let found = resource_totals(workload, versions("1.35"));
    let lines = found.resources.iter().map(|total| {
        format!("{}: {} / {}", total.resource, describe(&total.requests), describe(&total.limits))
    });
    lines.collect()
}

#[test]
fn totals_of_workloads() {
    let resources =
        "resources: {requests: {cpu: 500m, memory: 256Mi}, limits: {memory: 1Gi, nvidia.com/gpu: 1}}";
    let target = "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}";
    let docs = [
        deployment("web", "", resources, ""),
        object(
            "autoscaling/v2/HorizontalPodAutoscaler",
            "web",
            &format!("spec: {{{target}, minReplicas: 2, maxReplicas: 10}}"),
        ),
    ];
    assert_eq!(
        totals(&docs),
        [
            "cpu: 500m [1, 5] / 0 [0, 0]",
            "memory: 256Mi [512Mi, 2560Mi] / 1Gi [2Gi, 10Gi]",
            "nvidia.com/gpu: 1 [2, 10] / 1 [2, 10]",
        ]
    );
    // one a node
    assert_eq!(
        totals(&[workload("apps/v1/DaemonSet", "agent", "", "resources: {requests: {cpu: 100m}}", "")]),
        ["cpu: 100m [?, ?] / 0 [?, ?]", "memory: 0 [?, ?] / 0 [?, ?]"]
    );
    let ranged = [deployment("web", "", "", ""), range("l", "min: {ephemeral-storage: 1Gi}")];
    assert_eq!(
        totals(&ranged),
        [
            "cpu: 0 [0, 0] / 0 [0, 0]",
            "memory: 0 [0, 0] / 0 [0, 0]",
            "ephemeral-storage: 1Gi [1Gi, 1Gi] / 0 [0, 0]"
        ]
    );
    let unknown = [deployment("web", "", "resources: {requests: {cpu: '{{ .cpu }}'}}", "")];
    assert_eq!(totals(&unknown)[0], "cpu: ? [?, ?] / 0 [0, 0]");
}

#[test]
fn totals_are_bounded() {
    let names: Vec<String> = (0..1000).map(|number| format!("example.com/r{number}: 1")).collect();
    let web = deployment("web", "", &format!("resources: {{requests: {{{}}}}}", names.join(", ")), "");
    assert_eq!(totals(&[web]).len(), 66);
    let huge = deployment("web", "", "resources: {requests: {cpu: 1e30}}", "");
    let huge = huge.replacen("spec: {", "spec: {replicas: 9000000000000000000, ", 1);
    assert_eq!(totals(&[huge]).len(), 2);
}
