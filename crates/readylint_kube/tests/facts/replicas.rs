use readylint_kube::facts::{ReplicaSource, replicas};
use readylint_kube::{Workload, facts};

use super::support::*;

/// `min..max source text` of the workload `web` among `documents`; `-` if it has no number.
fn answer(documents: &[String]) -> String {
    let graph = graph_of(documents);
    let workload =
        graph.resources().filter(|resource| resource.name() == Some("web")).find_map(Workload::of).unwrap();
    let Some(facts::Replicas { min, max, source, decided_by }) = replicas(workload) else {
        return "-".into();
    };
    let source = match source {
        ReplicaSource::Workload => "own",
        ReplicaSource::Autoscaler(scaler) => scaler.kind_name(),
    };
    let decided_by = decided_by.map(|node| format!(" at {}", node.raw())).unwrap_or_default();
    format!("{min}..{max} {source}{decided_by}")
}

/// An object with a pod template, which the API would ignore in a Pod; `spec` is empty or ends in a comma.
fn of_kind(kind: &str, spec: &str) -> String {
    object(kind, "web", &format!("spec: {{{spec} template: {{spec: {{containers: []}}}}}}"))
}

fn hpa(version: &str, bounds: &str) -> String {
    let target = "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}";
    object(
        &format!("autoscaling/{version}/HorizontalPodAutoscaler"),
        "hpa",
        &format!("spec: {{{target}, {bounds}}}"),
    )
}

fn keda(bounds: &str) -> String {
    object(
        "keda.sh/v1alpha1/ScaledObject",
        "so",
        &format!("spec: {{scaleTargetRef: {{name: web}}, {bounds}}}"),
    )
}

#[test]
fn own_numbers() {
    for (kind, spec, expected) in [
        ("apps/v1/Deployment", "", "1..1 own"),
        ("apps/v1/Deployment", "replicas: ,", "1..1 own"),
        ("apps/v1/Deployment", "replicas: 3,", "3..3 own at 3"),
        ("apps/v1/Deployment", "replicas: 0,", "0..0 own at 0"),
        ("apps/v1/StatefulSet", "replicas: 2,", "2..2 own at 2"),
        ("apps/v1/ReplicaSet", "replicas: 2,", "2..2 own at 2"),
        ("v1/ReplicationController", "replicas: 2,", "2..2 own at 2"),
        ("argoproj.io/v1alpha1/Rollout", "", "1..1 own"),
        ("argoproj.io/v1alpha1/Rollout", "replicas: 4,", "4..4 own at 4"),
        ("apps/v1/DaemonSet", "", "-"),
        ("batch/v1/Job", "parallelism: 3,", "-"),
        ("apps.kruise.io/v1alpha1/CloneSet", "replicas: 3,", "3..3 own at 3"),
        ("apps.kruise.io/v1alpha1/CloneSet", "", "1..1 own"),
        ("serving.knative.dev/v1/Service", "replicas: 3,", "-"),
        ("example.com/v1/Fleet", "replicas: 3,", "-"),
        ("apps/v1/Deployment", "replicas: many,", "-"),
        ("apps/v1/Deployment", "replicas: -1,", "-"),
        ("v1/Pod", "containers: [],", "1..1 own"),
    ] {
        assert_eq!(answer(&[of_kind(kind, spec)]), expected, "{kind} {spec}");
    }
}

#[test]
fn autoscalers_win() {
    let web = of_kind("apps/v1/Deployment", "replicas: 5,");
    for (scaler, expected) in [
        (hpa("v2", "minReplicas: 2, maxReplicas: 8"), "2..8 HorizontalPodAutoscaler at 2"),
        (hpa("v1", "minReplicas: 2, maxReplicas: 8"), "2..8 HorizontalPodAutoscaler at 2"),
        (hpa("v2", "maxReplicas: 8"), "1..8 HorizontalPodAutoscaler"),
        (hpa("v2", "minReplicas: 4, maxReplicas: 2"), "4..4 HorizontalPodAutoscaler at 4"),
        (hpa("v2", "minReplicas: x, maxReplicas: 2"), "-"),
        (keda("minReplicaCount: 2, maxReplicaCount: 4"), "2..4 ScaledObject at 2"),
        (keda("idleReplicaCount: 0"), "0..100 ScaledObject"),
        (keda("minReplicaCount: 1"), "1..100 ScaledObject at 1"),
    ] {
        assert_eq!(answer(&[web.clone(), scaler.clone()]), expected, "{scaler}");
    }
    let other = "spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: api}, minReplicas: 2}";
    let other = object("autoscaling/v2/HorizontalPodAutoscaler", "hpa", other);
    assert_eq!(answer(&[web, other]), "5..5 own at 5");
}

#[test]
fn a_rollout_decides_for_the_workload_it_refers_to() {
    let web = of_kind("apps/v1/Deployment", "replicas: 0,");
    let rollout = |replicas: &str| {
        let reference = "workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}";
        object("argoproj.io/v1alpha1/Rollout", "roll", &format!("spec: {{{replicas}{reference}}}"))
    };
    assert_eq!(answer(&[web.clone(), rollout("replicas: 3, ")]), "3..3 own at 3");
    assert_eq!(answer(&[web, rollout("")]), "1..1 own");
}

/// An autoscaler of any kind and namespace for any target.
fn scaler(name: &str, target: &str, bounds: &str) -> String {
    let spec = format!("spec: {{scaleTargetRef: {{{target}}}, {bounds}}}");
    object("autoscaling/v2/HorizontalPodAutoscaler", name, &spec)
}

#[test]
fn autoscalers_of_others_do_not_count() {
    let target = "apiVersion: apps/v1, kind: Deployment, name: web";
    let web = |name: &str| deployment(name, "", "", "");
    for (docs, expected) in [
        (
            vec![web("shop/web"), scaler("shop/hpa", target, "minReplicas: 2, maxReplicas: 4")],
            "2..4 HorizontalPodAutoscaler at 2",
        ),
        (vec![web("shop/web"), scaler("dev/hpa", target, "minReplicas: 2, maxReplicas: 4")], "1..1 own"),
        (vec![web("shop/web"), scaler("hpa", target, "minReplicas: 2, maxReplicas: 4")], "1..1 own"),
        (
            vec![
                web("web"),
                scaler("hpa", "apiVersion: apps/v1, kind: StatefulSet, name: web", "minReplicas: 2"),
            ],
            "1..1 own",
        ),
        (
            vec![
                web("web"),
                scaler("hpa", "apiVersion: example.com/v1, kind: Deployment, name: web", "minReplicas: 2"),
            ],
            "1..1 own",
        ),
        // without a version the controller looks for a kind of the core group
        (
            vec![web("web"), scaler("hpa", "kind: Deployment, name: web", "minReplicas: 2, maxReplicas: 4")],
            "1..1 own",
        ),
        (
            vec![
                web("web"),
                scaler(
                    "hpa",
                    "apiVersion: extensions/v1beta1, kind: Deployment, name: web",
                    "minReplicas: 2",
                ),
            ],
            "1..1 own",
        ),
        (vec![web("web"), scaler("hpa", target, "minReplicas: -1, maxReplicas: 4")], "-"),
    ] {
        assert_eq!(answer(&docs), expected, "{docs:?}");
    }
}

#[test]
fn two_autoscalers_must_agree() {
    let web = of_kind("apps/v1/Deployment", "replicas: 5,");
    let one = hpa("v2", "minReplicas: 2, maxReplicas: 8");
    let same = one.replace("name: hpa", "name: other");
    let another = hpa("v2", "minReplicas: 3, maxReplicas: 8").replace("name: hpa", "name: other");
    assert_eq!(answer(&[web.clone(), one.clone(), same]), "2..8 HorizontalPodAutoscaler at 2");
    assert_eq!(answer(&[web.clone(), one.clone(), another.clone()]), "-");
    assert_eq!(answer(&[web.clone(), one.clone(), keda("minReplicaCount: 2")]), "-");
    // those of the own folder come first
    let (dev, prod) = ([web, one].join("\n---\n"), another);
    let graph = graph_of_groups(&[("prod", &prod), ("dev", &dev)]);
    let workload = graph.resources().find_map(Workload::of).unwrap();
    assert_eq!(replicas(workload).map(|found| (found.min, found.max)), Some((2, 8)));
}

#[test]
fn an_autoscaler_of_the_rollout_counts_for_the_workload_it_refers_to() {
    let web = of_kind("apps/v1/Deployment", "replicas: 0,");
    let reference = "workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}";
    let rollout = |name: &str| {
        object("argoproj.io/v1alpha1/Rollout", name, &format!("spec: {{replicas: 3, {reference}}}"))
    };
    let scaled = |target: &str| scaler("hpa", target, "minReplicas: 2, maxReplicas: 6");
    let of_rollout = scaled("apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: roll");
    assert_eq!(answer(&[web.clone(), rollout("roll"), of_rollout]), "2..6 HorizontalPodAutoscaler at 2");
    // the Deployment itself is scaled down
    let of_deployment = scaled("apiVersion: apps/v1, kind: Deployment, name: web");
    assert_eq!(answer(&[web.clone(), rollout("roll"), of_deployment]), "3..3 own at 3");
    assert_eq!(answer(&[web, rollout("dev/roll")]), "0..0 own at 0");
}

#[test]
fn autoscalers_of_custom_kinds() {
    let clones = of_kind("apps.kruise.io/v1alpha1/CloneSet", "replicas: 3,");
    let target = "apiVersion: apps.kruise.io/v1alpha1, kind: CloneSet, name: web";
    let docs = [clones, scaler("hpa", target, "minReplicas: 2, maxReplicas: 6")];
    assert_eq!(answer(&docs), "2..6 HorizontalPodAutoscaler at 2");
}
