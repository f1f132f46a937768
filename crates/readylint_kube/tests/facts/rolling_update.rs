use readylint_kube::Workload;
use readylint_kube::facts::{Step, rolling_update};
use readylint_scalars::VersionRange;

use super::support::*;

fn describe_step(step: Option<Step>) -> String {
    let Some(Step { unavailable, surge, is_forced }) = step else {
        return "?".into();
    };
    format!("{unavailable}+{surge}{}", if is_forced { " forced" } else { "" })
}

/// `unavailable+surge` at the least and the greatest number of pods of the workload `web`; `-` if it is not rolled.
fn answer(documents: &[String], targets: &str) -> String {
    let graph = graph_of(documents);
    let workload =
        graph.resources().filter(|resource| resource.name() == Some("web")).find_map(Workload::of).unwrap();
    let Some(found) = rolling_update(workload, VersionRange::parse(targets).unwrap()) else {
        return "-".into();
    };
    let (least, most) = (describe_step(found.at_min), describe_step(found.at_max));
    if least == most { least } else { format!("{least}..{most}") }
}

fn of_kind(kind: &str, spec: &str) -> String {
    object(kind, "web", &format!("spec: {{{spec}, template: {{spec: {{containers: []}}}}}}"))
}

#[test]
fn deployments() {
    for (replicas, update, expected) in [
        // 25 % down, 25 % up
        (1, "", "0+1"),
        (3, "", "0+1"),
        (4, "", "1+1"),
        (5, "", "1+2"),
        (10, "", "2+3"),
        (0, "", "0+0"),
        (3, "maxUnavailable: 1, maxSurge: 0", "1+0"),
        (3, "maxUnavailable: 67%, maxSurge: 67%", "2+3"),
        (3, "maxUnavailable: 33%", "0+1"),
        (3, "maxUnavailable: 34%", "1+1"),
        (10, "maxSurge: 0", "2+0"),
        // both resolve to 0: the controller takes one away
        (3, "maxSurge: 0", "1+0 forced"),
        (3, "maxUnavailable: 10%, maxSurge: 0%", "1+0 forced"),
        (3, "maxUnavailable: 0, maxSurge: 0", "1+0 forced"),
        (2, "maxUnavailable: 5", "2+1"),
        (3, "maxUnavailable: ", "0+1"),
        (3, "maxUnavailable: '1'", "?"),
        (3, "maxUnavailable: some", "?"),
        (3, "maxUnavailable: -1", "?"),
    ] {
        let spec = format!("replicas: {replicas}, strategy: {{rollingUpdate: {{{update}}}}}");
        assert_eq!(answer(&[of_kind("apps/v1/Deployment", &spec)], "1.35"), expected, "{replicas} {update}");
    }
    for (strategy, expected) in [
        ("strategy: {type: Recreate}", "-"),
        ("strategy: {type: RollingUpdate}", "0+1"),
        ("strategy: {type: }", "0+1"),
        ("strategy: ", "0+1"),
        ("replicas: many", "?"),
    ] {
        assert_eq!(answer(&[of_kind("apps/v1/Deployment", strategy)], "1.35"), expected, "{strategy}");
    }
}

#[test]
fn autoscaled_deployments() {
    let target = "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}";
    let hpa = format!("spec: {{{target}, minReplicas: 2, maxReplicas: 12}}");
    let docs = [
        of_kind("apps/v1/Deployment", "replicas: 5"),
        object("autoscaling/v2/HorizontalPodAutoscaler", "hpa", &hpa),
    ];
    assert_eq!(answer(&docs, "1.35"), "0+1..3+3");
}

#[test]
fn stateful_sets() {
    for (replicas, update, targets, expected) in [
        (3, "", "1.36", "1+0"),
        // the gate is off
        (10, "maxUnavailable: 3", "1.36", "1+0"),
        (10, "maxUnavailable: 3", "1.37", "3+0"),
        (10, "maxUnavailable: 25%", "1.37", "2+0"),
        // at least 1
        (3, "maxUnavailable: 10%", "1.37", "1+0"),
        // on some versions only
        (10, "maxUnavailable: 3", "1.36-1.37", "?"),
        (10, "maxUnavailable: 1", "1.36-1.37", "1+0"),
        (10, "maxSurge: 5", "1.37", "1+0"),
        (10, "maxUnavailable: some", "1.36", "1+0"),
        (10, "maxUnavailable: some", "1.37", "?"),
        (0, "", "1.37", "0+0"),
    ] {
        let spec = format!("replicas: {replicas}, updateStrategy: {{rollingUpdate: {{{update}}}}}");
        let docs = [of_kind("apps/v1/StatefulSet", &spec)];
        assert_eq!(answer(&docs, targets), expected, "{replicas} {update} {targets}");
    }
    assert_eq!(answer(&[of_kind("apps/v1/StatefulSet", "updateStrategy: {type: OnDelete}")], "1.36"), "-");
}

#[test]
fn partitions() {
    for (kind, strategy, expected) in [
        ("apps/v1/StatefulSet", "updateStrategy", Some("2")),
        ("apps/v1/DaemonSet", "updateStrategy", None),
        ("apps/v1/Deployment", "strategy", None),
    ] {
        let graph = graph_of(&[of_kind(kind, &format!("{strategy}: {{rollingUpdate: {{partition: 2}}}}"))]);
        let workload = graph.resources().find_map(Workload::of).unwrap();
        let found = rolling_update(workload, VersionRange::DEFAULT).unwrap();
        assert_eq!(found.partition.map(readylint_yaml::Node::raw), expected, "{kind}");
    }
}

#[test]
fn daemon_sets() {
    for (update, expected, of_ten) in [
        ("", "1+0", "1+0"),
        ("maxUnavailable: 2", "2+0", "2+0"),
        ("maxUnavailable: 0, maxSurge: 1", "0+1", "0+1"),
        // how many nodes there are is unknown; percentages round up
        ("maxUnavailable: 11%", "?", "2+0"),
        ("maxUnavailable: 0, maxSurge: 11%", "?", "0+2"),
        ("maxUnavailable: 0", "1+0 forced", "1+0 forced"),
    ] {
        let docs =
            [of_kind("apps/v1/DaemonSet", &format!("updateStrategy: {{rollingUpdate: {{{update}}}}}"))];
        assert_eq!(answer(&docs, "1.35"), expected, "{update}");
        let graph = graph_of(&docs);
        let workload = graph.resources().find_map(Workload::of).unwrap();
        let found = rolling_update(workload, VersionRange::DEFAULT).unwrap();
        assert_eq!(describe_step(found.at(10)), of_ten, "{update}");
    }
}

#[test]
fn rollouts() {
    let rollout = "argoproj.io/v1alpha1/Rollout";
    for (strategy, expected) in [
        ("strategy: {canary: {}}", "1+1"),
        ("strategy: {canary: {maxUnavailable: 0, maxSurge: 50%}}", "0+2"),
        ("strategy: {blueGreen: {}}", "-"),
        ("strategy: ", "-"),
    ] {
        assert_eq!(
            answer(&[of_kind(rollout, &format!("replicas: 4, {strategy}"))], "1.35"),
            expected,
            "{strategy}"
        );
    }
    let reference = "workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}";
    let spec = format!("spec: {{replicas: 4, {reference}, strategy: {{canary: {{maxSurge: 3}}}}}}");
    let docs = [of_kind("apps/v1/Deployment", "replicas: 0"), object(rollout, "roll", &spec)];
    assert_eq!(answer(&docs, "1.35"), "1+3");
}

#[test]
fn kinds_that_are_not_rolled() {
    for kind in ["batch/v1/Job", "apps/v1/ReplicaSet", "v1/Pod", "apps.kruise.io/v1alpha1/CloneSet"] {
        assert_eq!(answer(&[of_kind(kind, "containers: []")], "1.35"), "-", "{kind}");
    }
}

#[test]
fn fields_and_defaults() {
    let docs = [of_kind("apps/v1/Deployment", "strategy: {rollingUpdate: {maxSurge: 10%}}")];
    let graph = graph_of(&docs);
    let workload = graph.resources().find_map(Workload::of).unwrap();
    let found = rolling_update(workload, VersionRange::DEFAULT).unwrap();
    let describe = |portion: &readylint_kube::facts::Portion<'_>| {
        (portion.value.to_string(), portion.node.map(|node| node.raw().to_owned()))
    };
    assert_eq!(describe(&found.max_unavailable), ("25%".into(), None));
    assert_eq!(describe(&found.max_surge), ("10%".into(), Some("10%".into())));
}
