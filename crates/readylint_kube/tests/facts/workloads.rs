use readylint_kube::facts::pre_stop;
use readylint_kube::{Container, LifecycleClass, Workload};

use super::support::*;

/// The class of the one workload of a document.
fn class(document: &str) -> &'static str {
    let graph = graph_of(&[document.to_owned()]);
    match graph.resources().find_map(Workload::of).unwrap().class() {
        LifecycleClass::Service => "service",
        LifecycleClass::Batch => "batch",
        LifecycleClass::Hook => "hook",
        LifecycleClass::Test => "test",
        LifecycleClass::Static => "static",
    }
}

#[test]
fn lifecycle_classes() {
    for (kind, metadata, spec, expected) in [
        ("apps/v1/Deployment", "", "", "service"),
        ("apps/v1/DaemonSet", "", "", "service"),
        ("argoproj.io/v1alpha1/Rollout", "", "", "service"),
        ("batch/v1/Job", "", "", "batch"),
        ("v1/Pod", "", "", "service"),
        ("v1/Pod", "", "restartPolicy: OnFailure", "batch"),
        ("batch/v1/Job", "annotations: {helm.sh/hook: 'pre-install, pre-upgrade'}", "", "hook"),
        ("v1/Pod", "annotations: {helm.sh/hook: test}", "", "test"),
        ("v1/Pod", "annotations: {helm.sh/hook: test-success}", "", "test"),
        ("v1/Pod", "annotations: {kubernetes.io/config.mirror: abc}", "", "static"),
        ("v1/Pod", "annotations: {kubernetes.io/config.source: file}", "", "static"),
        ("v1/Pod", "annotations: {kubernetes.io/config.source: api}", "", "service"),
        ("v1/Pod", "namespace: kube-system, labels: {tier: control-plane}", "", "static"),
        ("v1/Pod", "namespace: kube-system, labels: {tier: node}", "", "service"),
        ("v1/Pod", "namespace: shop, labels: {tier: control-plane}", "", "service"),
        ("v1/Pod", "labels: {tier: control-plane}", "", "service"),
        // a controller runs it, so the kubelet does not
        ("apps/v1/Deployment", "namespace: kube-system, labels: {tier: control-plane}", "", "service"),
        ("v1/Pod", "annotations: {kubernetes.io/config.source: file}", "restartPolicy: Never", "static"),
    ] {
        let (version, kind) = kind.rsplit_once('/').unwrap();
        let spec = format!("template: {{spec: {{containers: []}}}}, {spec}");
        let document = format!(
            "{{apiVersion: {version}, kind: {kind}, metadata: {{name: x, {metadata}}}, spec: {{{spec}}}}}"
        );
        assert_eq!(class(&document), expected, "{document}");
    }
}

#[test]
fn hooks_of_helm() {
    for (annotations, expected) in [
        ("{}", ""),
        ("{helm.sh/hook: ''}", ""),
        ("{helm.sh/hook: 'pre-install, post-upgrade,'}", "pre-install post-upgrade"),
        ("{helm.sh/hook-weight: '1'}", ""),
    ] {
        let metadata = format!("{{name: x, annotations: {annotations}}}");
        let graph = graph_of(&[format!("{{apiVersion: v1, kind: ConfigMap, metadata: {metadata}}}")]);
        let hooks: Vec<&str> = graph.resources().next().unwrap().metadata().hooks().collect();
        assert_eq!(hooks.join(" "), expected, "{annotations}");
    }
}

#[test]
fn what_has_no_name_is_not_shown_as_if_it_had_one() {
    let document = "{apiVersion: v1, kind: Pod, spec: {containers: [{image: a}, {name: b}]}}";
    let graph = graph_of(&[document.to_owned()]);
    let pod = graph.resources().find_map(Workload::of).unwrap();
    assert_eq!(pod.resource().title(), "Pod without a name");
    let containers: Vec<&str> = pod.pod_template().unwrap().containers().map(Container::name).collect();
    assert_eq!(containers, ["(unnamed)", "b"]);
}

#[test]
fn what_the_own_template_lacks() {
    let unmet = |kind: &str, selector: &str| {
        let document = format!(
            "{{apiVersion: apps/v1, kind: {kind}, metadata: {{name: x}}, spec: {{selector: {selector}, \
             template: {{metadata: {{labels: {{a: x, b: y}}}}, spec: {{containers: []}}}}}}}}"
        );
        let graph = graph_of(&[document.replace("apps/v1, kind: Repl", "v1, kind: Repl")]);
        let workload = graph.resources().find_map(Workload::of).unwrap();
        let selector = workload.resource().spec().unwrap().get("selector").unwrap();
        let unmet = workload.unmet_by_template(selector).into_iter();
        unmet.map(|it| format!("{}={}", it.key, it.value.unwrap_or("?"))).collect::<Vec<_>>().join(" ")
    };
    for (selector, expected) in [
        ("{matchLabels: {a: x}}", ""),
        ("{matchLabels: {a: x, b: z, c: w}}", "b=z c=w"),
        // what controllers and operators add later
        ("{matchLabels: {pod-template-hash: h, role: primary}}", "pod-template-hash=h role=primary"),
        ("{matchExpressions: [{key: a, operator: In, values: [x, z]}]}", ""),
        ("{matchExpressions: [{key: a, operator: NotIn, values: [x]}]}", "a=?"),
        ("{matchExpressions: [{key: c, operator: Exists}, {key: b, operator: DoesNotExist}]}", "c=? b=?"),
        ("{matchExpressions: [{key: c, operator: NotIn, values: [x]}]}", ""),
        ("{matchExpressions: [{key: c, operator: Near, values: [x]}]}", ""),
    ] {
        assert_eq!(unmet("Deployment", selector), expected, "{selector}");
    }
    assert_eq!(unmet("ReplicationController", "{a: x, b: z}"), "b=z");
}

/// The places of all pod templates, and whether their owner is a workload.
fn templates(document: String) -> Vec<String> {
    let graph = graph_of(&[document]);
    let pods = graph.pod_templates().map(|pod| {
        let runs = if Workload::of(pod.resource()).is_some() { "" } else { " runs nothing" };
        let containers: Vec<_> = pod.containers().map(Container::name).collect();
        format!("{}: {}{runs}", pod.node().pointer(), containers.join(","))
    });
    pods.collect()
}

#[test]
fn where_pod_templates_stand() {
    let pod = "spec: {containers: [{name: c}]}";
    for (kind, body, expected) in [
        ("v1/Pod", pod.to_owned(), &[": c"][..]),
        ("v1/PodTemplate", format!("template: {{{pod}}}"), &["/template: c runs nothing"]),
        ("apps/v1/Deployment", format!("spec: {{template: {{{pod}}}}}"), &["/spec/template: c"]),
        (
            "batch/v1/CronJob",
            format!("spec: {{jobTemplate: {{spec: {{template: {{{pod}}}}}}}}}"),
            &["/spec/jobTemplate/spec/template: c"],
        ),
        (
            "keda.sh/v1alpha1/ScaledJob",
            format!("spec: {{jobTargetRef: {{template: {{{pod}}}}}}}"),
            &["/spec/jobTargetRef/template: c"],
        ),
        ("argoproj.io/v1alpha1/Rollout", format!("spec: {{template: {{{pod}}}}}"), &["/spec/template: c"]),
        ("argoproj.io/v1alpha1/Rollout", "spec: {workloadRef: {kind: Deployment, name: x}}".into(), &[]),
        // custom kinds by their shape
        (
            "apps.kruise.io/v1alpha1/CloneSet",
            format!("spec: {{template: {{{pod}}}}}"),
            &["/spec/template: c"],
        ),
        ("serving.knative.dev/v1/Service", format!("spec: {{template: {{{pod}}}}}"), &["/spec/template: c"]),
        ("example.com/v1/Shop", format!("spec: {{template: {{{pod}}}}}"), &["/spec/template: c"]),
        ("example.com/v1/Shop", "spec: {template: {spec: {replicas: 1}}}".into(), &[]),
        ("example.com/v1/Shop", "spec: {template: text}".into(), &[]),
        ("v1/ConfigMap", format!("spec: {{template: {{{pod}}}}}"), &[]),
        // a KEDA ScaledJob has its template there only
        ("keda.sh/v1alpha1/ScaledJob", format!("spec: {{template: {{{pod}}}}}"), &[]),
    ] {
        assert_eq!(templates(object(kind, "x", &body)), expected, "{kind} {body}");
    }
}

#[test]
fn hooks_before_the_stop() {
    for (hook, expected) in [
        ("sleep: {seconds: 5}", Some("5 at seconds, native")),
        ("sleep: {seconds: 0}", None),
        ("sleep: {seconds: -1}", None),
        ("exec: {command: [sleep, '5']}", Some("5 at 1")),
        ("exec: {command: [sh, -c, 'sleep 5; sleep 1']}", Some("6 at 2")),
        ("exec: {command: [sh, -c, [x]]}", None),
        ("exec: {command: [drain]}", None),
        ("httpGet: {port: 1}", None),
        ("", None),
    ] {
        let container = format!("lifecycle: {{preStop: {{{hook}}}}}");
        let graph = graph_of(&[deployment("web", "app: web", &container, "")]);
        let container = graph.pod_templates().next().unwrap().containers().next().unwrap();
        let found = pre_stop(container).map(|hook| {
            let place = hook.node.pointer();
            let place = place.rsplit('/').next().unwrap_or_default().to_owned();
            format!("{} at {place}{}", hook.time.as_secs(), if hook.is_native { ", native" } else { "" })
        });
        assert_eq!(found.as_deref(), expected, "{hook}");
    }
}
