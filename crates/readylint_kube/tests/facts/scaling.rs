//! What autoscalers measure, what leaves the number of pods to them, and who elects a leader.

use readylint_kube::facts::{
    ignores_replicas, leader_election, operator_of_label, scaled_pods, utilizations,
};
use readylint_yaml::Node;

use super::support::*;

/// The shares that an autoscaler measures: `resource` or `resource of container`, and where it is written.
fn shares(kind: &str, spec: &str) -> Vec<String> {
    let graph = graph_of(&[object(kind, "web", &format!("spec: {{scaleTargetRef: {{name: web}}, {spec}}}"))]);
    let shares = utilizations(graph.resources().next().unwrap()).into_iter().map(|share| {
        let container = share.container.and_then(Node::text).map(|name| format!(" of {name}"));
        format!("{}{} at {}", share.resource, container.unwrap_or_default(), share.site.pointer())
    });
    shares.collect()
}

#[test]
fn shares_of_requests() {
    let metric = |target: &str| format!("metrics: [{{type: Resource, resource: {{name: cpu, {target}}}}}]");
    let resource = "cpu at /spec/metrics/0/resource/name";
    for (spec, expected) in [
        ("", &["cpu at /spec/scaleTargetRef/name"][..]),
        ("metrics: []", &["cpu at /spec/scaleTargetRef/name"]),
        ("targetCPUUtilizationPercentage: 5", &["cpu at /spec/targetCPUUtilizationPercentage"]),
        (&metric("target: {type: Utilization, averageUtilization: 5}"), &[resource]),
        (&metric("target: {type: AverageValue, averageUtilization: 5}"), &[resource]),
        (&metric("target: {type: Utilization, averageUtilization: 5, averageValue: 1}"), &[]),
        (&metric("target: {type: AverageValue, averageValue: 1}"), &[]),
        (&metric("targetAverageUtilization: 5"), &[resource]),
        (&metric("targetAverageUtilization: 5, targetAverageValue: 1"), &[]),
        (&metric("targetAverageUtilization: null"), &[]),
        (
            "metrics: [{type: ContainerResource, containerResource: {name: memory, container: api, target: {averageUtilization: 5}}}]",
            &["memory of api at /spec/metrics/0/containerResource/name"],
        ),
        ("metrics: [{type: Pods, pods: {metric: {name: x}, target: {averageValue: 1}}}]", &[]),
    ] {
        assert_eq!(shares("autoscaling/v2/HorizontalPodAutoscaler", spec), expected, "{spec}");
    }
}

#[test]
fn shares_of_triggers() {
    for (trigger, expected) in [
        ("type: cpu, metricType: Utilization", &["cpu at /spec/triggers/0/type"][..]),
        ("type: memory", &["memory at /spec/triggers/0/type"]),
        (
            "type: cpu, metadata: {type: Utilization, containerName: api}",
            &["cpu of api at /spec/triggers/0/type"],
        ),
        ("type: cpu, metadata: {type: AverageValue}", &[]),
        ("type: cpu, metricType: AverageValue, metadata: {type: Utilization}", &[]),
        ("type: rabbitmq, metricType: AverageValue", &[]),
    ] {
        let spec = format!("triggers: [{{{trigger}}}]");
        assert_eq!(shares("keda.sh/v1alpha1/ScaledObject", &spec), expected, "{spec}");
    }
}

#[test]
fn metrics_in_an_annotation_of_v1() {
    let metadata = "{name: web, annotations: {autoscaling.alpha.kubernetes.io/metrics: '[]'}}";
    let document = format!(
        "{{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {metadata}, spec: {{scaleTargetRef: {{name: web}}}}}}"
    );
    let graph = graph_of(&[document]);
    assert!(utilizations(graph.resources().next().unwrap()).is_empty());
}

#[test]
fn pods_that_are_scaled() {
    let scaler = |kind: &str, target: &str| {
        object(
            kind,
            "scaler",
            &format!("spec: {{scaleTargetRef: {{{target}}}, triggers: [], maxReplicas: 3}}"),
        )
    };
    let rollout = object(
        "argoproj.io/v1alpha1/Rollout",
        "rolled",
        "spec: {workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}}",
    );
    let hpa = "autoscaling/v2/HorizontalPodAutoscaler";
    for (kind, target, expected) in [
        (hpa, "apiVersion: apps/v1, kind: Deployment, name: web", Some("Deployment/web")),
        (hpa, "apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: rolled", Some("Deployment/web")),
        (hpa, "apiVersion: apps/v1, kind: Deployment, name: other", None),
        ("keda.sh/v1alpha1/ScaledObject", "name: web", Some("Deployment/web")),
        ("keda.sh/v1alpha1/ScaledJob", "name: web", None),
    ] {
        let documents = [scaler(kind, target), deployment("web", "app: web", "", ""), rollout.clone()];
        let graph = graph_of(&documents);
        let scaler = graph.resources().next().unwrap();
        let found = scaled_pods(scaler).map(|pod| title(pod.resource()));
        assert_eq!(found.as_deref(), expected, "{kind} {target}");
    }
}

#[test]
fn fields_that_a_sync_leaves_alone() {
    let web = deployment("shop/web", "app: web", "", "");
    let application = |entry: &str| {
        object(
            "argoproj.io/v1alpha1/Application",
            "argocd/shop",
            &format!("spec: {{ignoreDifferences: [{{{entry}}}]}}"),
        )
    };
    for (entry, expected) in [
        ("group: apps, kind: Deployment, jsonPointers: [/spec/replicas]", true),
        ("group: '*', kind: '*', jsonPointers: [/spec]", true),
        (
            "group: apps, kind: Deployment, name: web, namespace: shop, jqPathExpressions: [.spec.replicas]",
            true,
        ),
        ("group: apps, kind: Deployment, managedFieldsManagers: [kube-controller-manager]", true),
        ("group: apps, kind: Deployment, managedFieldsManagers: [helm]", false),
        ("group: apps, kind: Deployment, jsonPointers: [/spec/template]", false),
        ("group: apps, kind: StatefulSet, jsonPointers: [/spec/replicas]", false),
        ("group: argoproj.io, kind: Deployment, jsonPointers: [/spec/replicas]", false),
        ("group: apps, kind: Deployment, name: api, jsonPointers: [/spec/replicas]", false),
        ("group: apps, kind: Deployment, namespace: other, jsonPointers: [/spec/replicas]", false),
        ("group: apps, kind: Deployment", false),
    ] {
        let graph = graph_of(&[web.clone(), application(entry)]);
        assert_eq!(ignores_replicas(graph.resources().next().unwrap()), expected, "{entry}");
    }
    let foreign = object(
        "example.com/v1/Application",
        "x",
        "spec: {ignoreDifferences: [{jsonPointers: [/spec/replicas]}]}",
    );
    let graph = graph_of(&[web.clone(), foreign]);
    assert!(!ignores_replicas(graph.resources().next().unwrap()));
    // with more applications than are looked at, it cannot be told
    let many = |count: usize| {
        let application =
            |number| object("argoproj.io/v1alpha1/Application", &format!("argocd/a{number}"), "spec: {}");
        let docs: Vec<String> = std::iter::once(web.clone()).chain((0..count).map(application)).collect();
        ignores_replicas(graph_of(&docs).resources().next().unwrap())
    };
    assert!(!many(1024));
    assert!(many(1025));
}

#[test]
fn switches_of_leader_election() {
    for (container, expected) in [
        ("args: [--leader-elect]", true),
        ("args: [--leader-elect=true]", true),
        ("command: [/manager, --enable-leader-election]", true),
        ("args: [-leader-election-id=x]", true),
        ("args: [--leader-elect=false]", false),
        ("args: [leader-elect]", false),
        ("env: [{name: LEADER_ELECTION_ENABLED, value: 'true'}]", true),
        ("env: [{name: ENABLE_LEADER_ELECTION, valueFrom: {configMapKeyRef: {name: c, key: k}}}]", true),
        ("env: [{name: LEADER_ELECTION, value: 'False'}]", false),
        ("env: [{name: MY_LEADER, value: 'true'}]", false),
        ("", false),
    ] {
        let graph = graph_of(&[deployment("web", "app: web", container, "")]);
        let pod = graph.pod_templates().next().unwrap();
        assert_eq!(leader_election(pod).is_some(), expected, "{container}");
    }
}

#[test]
fn custom_resources_that_run_pods() {
    let budget = object("policy/v1/PodDisruptionBudget", "shop/b", "spec: {}");
    let cluster = object("postgresql.cnpg.io/v1/Cluster", "shop/db", "spec: {instances: 3}");
    let prometheus = object("monitoring.coreos.com/v1/Prometheus", "shop/k8s", "spec: {}");
    let grafana = object("grafana.integreatly.org/v1beta1/Grafana", "shop/boards", "spec: {}");
    let sensor = object("argoproj.io/v1alpha1/Sensor", "shop/orders", "spec: {}");
    let collector = object("opentelemetry.io/v1beta1/OpenTelemetryCollector", "shop/traces", "spec: {}");
    let gateway = object("gateway.networking.k8s.io/v1/Gateway", "shop/edge", "spec: {}");
    let other = object("example.com/v1/Cluster", "shop/x", "spec: {}");
    let elsewhere = object("rabbitmq.com/v1beta1/RabbitmqCluster", "mq/queue", "spec: {}");
    let graph =
        graph_of(&[budget, cluster, prometheus, grafana, sensor, collector, gateway, other, elsewhere]);
    let budget = graph.resources().next().unwrap();
    for (key, value, expected) in [
        ("cnpg.io/cluster", "db", Some("Cluster/shop/db")),
        ("cnpg.io/podRole", "db-pooler", Some("Cluster/shop/db")),
        ("app.kubernetes.io/instance", "db", Some("Cluster/shop/db")),
        // it labels nothing so, and other programs are called after their databases
        ("app", "db", None),
        ("app.kubernetes.io/name", "db", None),
        ("app", "db-migrate", None),
        ("app", "cluster", None),
        ("prometheus", "k8s", Some("Prometheus/shop/k8s")),
        ("app.kubernetes.io/name", "prometheus", Some("Prometheus/shop/k8s")),
        ("operated-prometheus", "true", Some("Prometheus/shop/k8s")),
        ("app", "prometheus-adapter", None),
        ("app", "boards", Some("Grafana/shop/boards")),
        ("app", "grafana-sync", None),
        ("sensor-name", "orders", Some("Sensor/shop/orders")),
        ("app", "sensor", None),
        ("app.kubernetes.io/name", "traces-collector", Some("OpenTelemetryCollector/shop/traces")),
        ("app.kubernetes.io/instance", "shop.traces", Some("OpenTelemetryCollector/shop/traces")),
        ("app.kubernetes.io/instance", "other.traces", None),
        ("app.kubernetes.io/name", "traces-ui", None),
        ("gateway.networking.k8s.io/gateway-name", "edge", Some("Gateway/shop/edge")),
        ("app.kubernetes.io/instance", "edge", None),
        ("app.kubernetes.io/instance", "x", None),
        ("app.kubernetes.io/name", "queue", None),
    ] {
        let found = operator_of_label(budget, key, value).map(title);
        assert_eq!(found.as_deref(), expected, "{key}: {value}");
    }
}
