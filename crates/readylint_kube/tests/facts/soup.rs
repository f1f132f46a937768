//! Whatever stands in the manifests, every derived fact of this folder has an answer.

use proptest::prelude::*;
use readylint_kube::facts::resources::{
    Bound, effective_limit, effective_resource, pod_sum, qos, qos_shortfall, resource_totals,
};
use readylint_kube::facts::scheduling::*;
use readylint_kube::facts::security::*;
use readylint_kube::facts::*;
use readylint_kube::{Container, PodTemplate, ResourceGraph, Workload};
use readylint_scalars::VersionRange;

use super::support::*;

const KEYS: [&str; 60] = [
    "resources",
    "requests",
    "limits",
    "cpu",
    "memory",
    "hugepages-2Mi",
    "overhead",
    "runtimeClassName",
    "containers",
    "initContainers",
    "ephemeralContainers",
    "restartPolicy",
    "image",
    "name",
    "securityContext",
    "capabilities",
    "add",
    "drop",
    "seccompProfile",
    "appArmorProfile",
    "type",
    "localhostProfile",
    "windowsOptions",
    "hostProcess",
    "runAsUser",
    "sysctls",
    "supplementalGroups",
    "hostUsers",
    "os",
    "nodeName",
    "nodeSelector",
    "kubernetes.io/hostname",
    "affinity",
    "nodeAffinity",
    "podAffinity",
    "podAntiAffinity",
    "requiredDuringSchedulingIgnoredDuringExecution",
    "preferredDuringSchedulingIgnoredDuringExecution",
    "nodeSelectorTerms",
    "matchExpressions",
    "matchFields",
    "matchLabels",
    "key",
    "operator",
    "values",
    "preference",
    "podAffinityTerm",
    "weight",
    "topologyKey",
    "labelSelector",
    "namespaceSelector",
    "namespaces",
    "mismatchLabelKeys",
    "tolerations",
    "topologySpreadConstraints",
    "maxSkew",
    "whenUnsatisfiable",
    "tolerationSeconds",
    "default",
    "max",
];

const TEXTS: [&str; 22] = [
    "1",
    "0",
    "-1",
    "100m",
    "1Gi",
    "1e99",
    "999999999999999999999E",
    "50%",
    "true",
    "~",
    "web",
    "In",
    "NotIn",
    "Exists",
    "Always",
    "ALL",
    "Localhost",
    "windows",
    "\"\"",
    "metadata.name",
    "9223372036854775807",
    "redis_exporter",
];

fn value() -> impl Strategy<Value = String> {
    flow_value(&KEYS, &TEXTS, 7)
}

fn manifest() -> impl Strategy<Value = String> {
    let kinds = prop::sample::select(
        &[
            "v1/Pod",
            "apps/v1/Deployment",
            "apps/v1/StatefulSet",
            "apps/v1/DaemonSet",
            "argoproj.io/v1alpha1/Rollout",
            "apps.kruise.io/v1alpha1/CloneSet",
            "v1/LimitRange",
            "node.k8s.io/v1/RuntimeClass",
            "psmdb.percona.com/v1/PerconaServerMongoDB",
            "autoscaling/v2/HorizontalPodAutoscaler",
        ][..],
    );
    let bodies = prop::sample::select(
        &[
            "VALUE",
            "{template: {spec: VALUE}, replicas: VALUE, replsets: VALUE, limits: VALUE}",
            "{template: {spec: {containers: [VALUE, {name: web, resources: VALUE, securityContext: VALUE}], initContainers: [VALUE]}}}",
            "{template: {metadata: {labels: {web: web}}, spec: {containers: [{resources: VALUE}], resources: VALUE, affinity: VALUE}}}",
            "{strategy: {canary: VALUE, rollingUpdate: VALUE}, template: {spec: {containers: []}}, updateStrategy: VALUE}",
            "{strategy: {rollingUpdate: {maxSurge: VALUE, maxUnavailable: VALUE}}, template: {spec: {nodeSelector: VALUE, tolerations: VALUE}}}",
            "{limits: [{type: Container, default: VALUE, min: VALUE}], podFixed: VALUE}",
            "{scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: VALUE, maxReplicas: VALUE}",
        ][..],
    );
    (kinds, bodies, prop::collection::vec(value(), 3)).prop_map(|(kind, body, values)| {
        let mut body = body.to_owned();
        for value in &values {
            body = body.replacen("VALUE", value, 1);
        }
        object(kind, "web", &format!("spec: {}", body.replace("VALUE", &values[0])))
    })
}

/// Asks for every fact; the assertions are what holds for any input.
fn walk(graph: &ResourceGraph) {
    for resource in graph.resources() {
        assert!(instances(resource).is_none_or(|found| found.count >= 0));
    }
    for versions in ["1.33", "1.33-1.37", "1.37"].map(|text| VersionRange::parse(text).unwrap()) {
        for workload in graph.resources().filter_map(Workload::of) {
            of_workload(workload, versions);
        }
        for pod in graph.pod_templates() {
            of_pod(pod, versions);
            for container in pod.containers() {
                of_container(container, versions);
            }
        }
    }
}

fn of_workload(workload: Workload<'_>, versions: VersionRange) {
    assert!(replicas(workload).is_none_or(|found| 0 <= found.min && found.min <= found.max));
    for total in resource_totals(workload, versions).resources {
        assert!(total.requests.at_min <= total.requests.at_max);
    }
    let update = rolling_update(workload, versions);
    for step in update.into_iter().flat_map(|update| [update.at_min, update.at_max, update.at(-1)]) {
        assert!(step.is_none_or(|step| step.unavailable >= 0 && step.surge >= 0));
    }
}

fn of_pod(pod: PodTemplate<'_>, versions: VersionRange) {
    for resource in ["cpu", "hugepages-2Mi"] {
        for bound in [Bound::Request, Bound::Limit] {
            assert!(pod_sum(pod, bound, resource, versions).amount.is_none_or(|sum| !sum.is_negative()));
        }
    }
    qos(pod, versions);
    qos_shortfall(pod, versions);
    assert!(pod_security(pod).sysctls.iter().all(|sysctl| sysctl.is(&sysctl.name.replace('/', "."))));
    assert!(!user_namespace_relaxes(pod, versions) || pod_security(pod).host_users.is_some());
    linux_rules_apply(pod);
    for pin in pins(pod) {
        assert!(pin.node.id().to_usize() < pin.node.tree().node_count());
    }
    assert!(
        tolerations(pod).iter().all(|own| !own.is_of_everything() || own.tolerates("k", "v", "NoExecute"))
    );
    assert!(
        node_label_uses(pod.resource())
            .iter()
            .all(|site| site.key().id().to_usize() < site.key().tree().node_count())
    );
    let places = spreads(pod);
    let is_spread = places.hostname.is_some() || places.zone.is_some();
    assert!(!is_spread || !spread_constraints(pod).is_empty() || !affinity_terms(pod).is_empty());
}

fn of_container(container: Container<'_>, versions: VersionRange) {
    for bound in [Bound::Request, Bound::Limit] {
        let found = effective_resource(container, bound, "cpu", versions);
        assert!(
            found
                .and_then(|found| found.amount)
                .is_none_or(|amount| !amount.is_zero() && !amount.is_negative())
        );
    }
    let limit = effective_resource(container, Bound::Limit, "memory", versions);
    assert_eq!(effective_limit(container, "memory", versions).is_some(), limit.is_some());
    let found = capabilities(container);
    assert!(found.effective_additions().len() <= found.added.len());
    seccomp_profile(container);
    app_armor_profile(container);
    sidecar_image(container);
    run_as_user_name(container);
    host_process(container);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_fact_has_an_answer(documents in prop::collection::vec(manifest(), 1..6)) {
        walk(&graph_of(&documents));
    }
}
