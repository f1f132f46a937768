use super::support::*;

#[test]
fn namespaces_by_name() {
    check(
        &[
            object("v1/Namespace", "shop", ""),
            object("v1/ConfigMap", "shop/web", ""),
            object("v1/Secret", "web", ""),
        ],
        "in-namespace",
        &["ConfigMap/shop/web -> Namespace/shop"],
    );
    check(
        &[object("v1/ConfigMap", "kube-system/web", ""), object("v1/ConfigMap", "shop/web", "")],
        "in-namespace",
        &["ConfigMap/kube-system/web -> built-in", "ConfigMap/shop/web -> missing"],
    );
    check_sites(&[object("v1/ConfigMap", "shop/web", "")], "in-namespace", &["shop"]);
}

#[test]
fn cluster_scoped_objects_are_in_no_namespace() {
    check(&[object("rbac.authorization.k8s.io/v1/ClusterRole", "shop/web", "")], "in-namespace", &[]);
}

#[test]
fn pods_of_owners() {
    let docs = [
        deployment("web", "app: web", "", ""),
        workload("v1/Pod", "bare", "", "", ""),
        object("v1/Pod", "real", "spec: {containers: [{name: api}]}"),
        object(
            "batch/v1/CronJob",
            "nightly",
            "spec: {jobTemplate: {spec: {template: {spec: {containers: []}}}}}",
        ),
        object("v1/PodTemplate", "stored", "template: {spec: {containers: []}}"),
    ];
    check(
        &docs,
        "owns-pod",
        &[
            "Deployment/web -> Deployment/web:pod",
            "Pod/bare -> Pod/bare",
            "Pod/real -> Pod/real",
            "CronJob/nightly -> CronJob/nightly:pod",
            "PodTemplate/stored -> PodTemplate/stored:pod",
        ],
    );
}

#[test]
fn unknown_kinds_own_pods_by_shape() {
    let docs = [
        workload("apps.kruise.io/v1alpha1/CloneSet", "web", "app: web", "", ""),
        object("example.com/v1/Other", "none", "spec: {template: {spec: {image: x}}}"),
        object("example.com/v1/Text", "none", "spec: {template: text}"),
    ];
    check(&docs, "owns-pod", &["CloneSet/web -> CloneSet/web:pod"]);
    check(&docs, "pod-container", &["CloneSet/web:pod -> CloneSet/web:container api"]);
}

#[test]
fn rollouts_may_run_the_template_of_another_workload() {
    let reference = "spec: {replicas: 3, workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}}";
    let rollout = object("argoproj.io/v1alpha1/Rollout", "web", reference);
    check(
        &[deployment("web", "app: web", "", ""), rollout.clone()],
        "owns-pod",
        &["Deployment/web -> Deployment/web:pod", "Rollout/web -> Deployment/web:pod"],
    );
    check(&[rollout], "owns-pod", &["Rollout/web -> missing"]);
}

#[test]
fn selectors_of_workloads() {
    let with = |kind: &str, selector: &str| {
        let template = "template: {metadata: {labels: {app: web, tier: front}}, spec: {containers: []}}";
        object(kind, "web", &format!("spec: {{selector: {selector}, {template}}}"))
    };
    for (kind, selector, fits) in [
        ("apps/v1/Deployment", "{matchLabels: {app: web}}", true),
        ("apps/v1/Deployment", "{matchLabels: {app: wbe}}", false),
        ("apps/v1/Deployment", "{matchExpressions: [{key: tier, operator: In, values: [front]}]}", true),
        ("apps/v1/StatefulSet", "{matchExpressions: [{key: tier, operator: DoesNotExist}]}", false),
        ("v1/ReplicationController", "{app: web}", true),
        ("v1/ReplicationController", "{app: api}", false),
        ("apps/v1/DaemonSet", "{}", true),
    ] {
        let name = format!("{}/web", kind.rsplit('/').next().unwrap());
        let to = if fits { format!("{name}:pod") } else { "missing".into() };
        check(&[with(kind, selector)], "wl-selector", &[&format!("{name} -> {to}")]);
        check_sites(&[with(kind, selector)], "wl-selector", &[selector]);
    }
    // Jobs get their selector from the controller
    check(&[with("batch/v1/Job", "{matchLabels: {app: wbe}}")], "wl-selector", &[]);
}

#[test]
fn containers_of_pods() {
    let spec = "initContainers: [{name: init}, {name: proxy, restartPolicy: Always}], ephemeralContainers: [{name: debug}]";
    check(
        &[deployment("web", "", "", spec)],
        "pod-container",
        &[
            "Deployment/web:pod -> Deployment/web:container api",
            "Deployment/web:pod -> Deployment/web:container init",
            "Deployment/web:pod -> Deployment/web:container proxy",
            "Deployment/web:pod -> Deployment/web:container debug",
        ],
    );
    check(
        &[object("apps/v1/Deployment", "web", "spec: {template: {spec: {containers: text}}}")],
        "pod-container",
        &[],
    );
}

#[test]
fn instances_of_definitions() {
    let crd = "spec: {group: example.com, names: {kind: Cache}}";
    let crd = object("apiextensions.k8s.io/v1/CustomResourceDefinition", "caches.example.com", crd);
    check(
        &[crd, object("example.com/v1/Cache", "a", ""), object("example.com/v1/Queue", "b", "")],
        "instance-of",
        &["Cache/a -> CustomResourceDefinition/caches.example.com", "Queue/b -> missing"],
    );
    check(&[object("v1/ConfigMap", "a", ""), object("apps/v1/Deployment", "b", "")], "instance-of", &[]);
    check_sites(&[object("example.com/v1/Queue", "b", "")], "instance-of", &["Queue"]);
}

#[test]
fn versions_of_definitions() {
    let crd = |version: &str, spec: &str| {
        let spec = format!("spec: {{group: example.com, names: {{kind: Cache}}, {spec}}}");
        object(
            &format!("apiextensions.k8s.io/{version}/CustomResourceDefinition"),
            "caches.example.com",
            &spec,
        )
    };
    let two = "versions: [{name: v1, served: true}, {name: v1alpha1, served: false}]";
    let found = "CustomResourceDefinition/caches.example.com";
    let incomplete = "CustomResourceDefinition/caches.example.com without it";
    for (definition, version, expected, site) in [
        (crd("v1", two), "v1", found, "Cache"),
        (crd("v1", two), "v1alpha1", incomplete, "example.com/v1alpha1"),
        (crd("v1", two), "v9", incomplete, "example.com/v9"),
        (crd("v1beta1", "version: v1"), "v1", found, "Cache"),
        (crd("v1beta1", "version: v1"), "v2", incomplete, "example.com/v2"),
        (
            crd("v1beta1", "version: v1, versions: [{name: v2, served: true}]"),
            "v1",
            incomplete,
            "example.com/v1",
        ),
        // it says none
        (crd("v1", "versions: []"), "v1", found, "Cache"),
    ] {
        let docs = [definition, object(&format!("example.com/{version}/Cache"), "a", "")];
        check(&docs, "instance-of", &[&format!("Cache/a -> {expected}")]);
        check_sites(&docs, "instance-of", &[site]);
    }
    let (one, other) = (crd("v1", two), crd("v1", "versions: [{name: v2, served: true}]"));
    let cache = object("example.com/v2/Cache", "a", "");
    check_groups(
        &[("old", &[one]), ("new", &[other]), ("app", &[cache])],
        "instance-of",
        &[&format!("Cache/a -> {found}")],
    );
}

#[test]
fn claims_of_stateful_sets() {
    let set = "spec: {replicas: 2, ordinals: {start: 1}, volumeClaimTemplates: [{metadata: {name: data}}]}";
    let claim = |name| object("v1/PersistentVolumeClaim", name, "");
    let docs = [
        object("apps/v1/StatefulSet", "db", set),
        claim("data-db-0"),
        claim("data-db-1"),
        claim("data-db-2"),
        claim("data-db-3"),
    ];
    check(
        &docs,
        "claim-template",
        &[
            "StatefulSet/db -> StatefulSet/db:/spec/volumeClaimTemplates/0",
            "StatefulSet/db -> PersistentVolumeClaim/data-db-1",
            "StatefulSet/db -> PersistentVolumeClaim/data-db-2",
        ],
    );
    check(
        &[object("apps/v1/StatefulSet", "db", "spec: {volumeClaimTemplates: [{metadata: {name: x}}, {}]}")],
        "claim-template",
        &[
            "StatefulSet/db -> StatefulSet/db:/spec/volumeClaimTemplates/0",
            "StatefulSet/db -> StatefulSet/db:/spec/volumeClaimTemplates/1",
        ],
    );
}

#[test]
fn items_of_lists() {
    let items = format!("items: [{}, {}]", deployment("web", "", "", ""), object("v1/ConfigMap", "c", ""));
    check(
        &[format!("{{apiVersion: v1, kind: List, {items}}}")],
        "owns-pod",
        &["Deployment/web -> Deployment/web:pod"],
    );
    // items of typed lists have neither version nor kind
    let typed = "{apiVersion: v1, kind: PodList, items: [{metadata: {name: web}, spec: {containers: [{name: api}]}}]}";
    check(&[typed.into()], "pod-container", &["Pod/web -> Pod/web:container api"]);
    // a list of an unknown kind is an object
    let unknown = "{apiVersion: example.com/v1, kind: AllowList, metadata: {name: a}, items: [1, 2]}";
    check(&[unknown.into()], "instance-of", &["AllowList/a -> missing"]);
}

#[test]
fn lists_in_lists() {
    let inner = format!("{{apiVersion: v1, kind: List, items: [{}]}}", deployment("web", "", "", ""));
    check(
        &[format!("{{apiVersion: v1, kind: List, items: [{inner}]}}")],
        "owns-pod",
        &["Deployment/web -> Deployment/web:pod"],
    );
}

#[test]
fn namespaces_of_releases() {
    let widget = |scope: &str| {
        let spec = format!("spec: {{group: example.com, scope: {scope}, names: {{kind: Widget}}}}");
        object("apiextensions.k8s.io/v1/CustomResourceDefinition", "widgets.example.com", &spec)
    };
    let docs = |scope: &str| {
        vec![
            object("v1/ConfigMap", "own", ""),
            object("v1/ConfigMap", "other/written", ""),
            object("rbac.authorization.k8s.io/v1/ClusterRole", "wide", ""),
            object("example.com/v1/Widget", "custom", ""),
            object("v1/Namespace", "shop", ""),
            widget(scope),
        ]
    };
    let namespaces = |scope| {
        let graph = graph_in("shop", &docs(scope));
        let titles: Vec<String> = graph.resources().map(title).collect();
        titles
    };
    let crd = "CustomResourceDefinition/widgets.example.com";
    let others = ["ConfigMap/shop/own", "ConfigMap/other/written", "ClusterRole/wide"];
    assert_eq!(
        namespaces("Namespaced"),
        [&others[..], &["Widget/shop/custom", "Namespace/shop", crd]].concat()
    );
    assert_eq!(namespaces("Cluster"), [&others[..], &["Widget/custom", "Namespace/shop", crd]].concat());
    let graph = graph_in("shop", &docs("Cluster"));
    assert_eq!(
        edges(&graph, "in-namespace"),
        ["ConfigMap/shop/own -> Namespace/shop", "ConfigMap/other/written -> missing"]
    );
}
