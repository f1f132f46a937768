//! Autoscalers: targets, metrics, authentications.

use super::support::*;

/// Holds the edges of `relation` to `expected`, each without its start.
#[track_caller]
fn check_ends(documents: &[String], relation: &str, expected: &[&str]) {
    let edges = edges(&graph_of(documents), relation);
    let ends: Vec<&str> = edges.iter().map(|edge| edge.split_once(" -> ").unwrap().1).collect();
    assert_eq!(ends, expected, "{relation} of\n{}", documents.join("\n"));
}

#[test]
fn vertical_autoscalers() {
    let web = deployment("shop/web", "", "", "");
    for (place, target, expected) in [
        ("shop/v", "apiVersion: apps/v1, kind: Deployment, name: web", "Deployment/shop/web"),
        ("shop/v", "apiVersion: apps/v1, kind: Deployment, name: wbe", "missing"),
        ("shop/v", "apiVersion: apps/v1, kind: StatefulSet, name: web", "missing"),
        ("dev/v", "apiVersion: apps/v1, kind: Deployment, name: web", "missing"),
    ] {
        let vpa = object(
            "autoscaling.k8s.io/v1/VerticalPodAutoscaler",
            place,
            &format!("spec: {{targetRef: {{{target}}}}}"),
        );
        check(&[vpa, web.clone()], "vpa-target", &[&format!("VerticalPodAutoscaler/{place} -> {expected}")]);
    }
}

#[test]
fn groups_of_targets() {
    let web = deployment("shop/web", "", "", "");
    let controller = workload("v1/ReplicationController", "shop/web", "", "", "");
    for (target, hpa, vpa) in [
        ("apiVersion: apps/v1, kind: Deployment, name: web", "Deployment/shop/web", "Deployment/shop/web"),
        // any version of the group will do
        ("apiVersion: apps/v9, kind: Deployment, name: web", "Deployment/shop/web", "Deployment/shop/web"),
        // the recommender needs no more than the kind
        ("kind: Deployment, name: web", "missing", "Deployment/shop/web"),
        ("apiVersion: '', kind: Deployment, name: web", "missing", "Deployment/shop/web"),
        ("apiVersion: v1, kind: Deployment, name: web", "missing", "Deployment/shop/web"),
        ("apiVersion: extensions/v1beta1, kind: Deployment, name: web", "missing", "Deployment/shop/web"),
        (
            "kind: ReplicationController, name: web",
            "ReplicationController/shop/web",
            "ReplicationController/shop/web",
        ),
    ] {
        let scaler =
            |kind: &str, field: &str| object(kind, "shop/s", &format!("spec: {{{field}: {{{target}}}}}"));
        for (kind, field, relation, expected) in [
            ("autoscaling/v2/HorizontalPodAutoscaler", "scaleTargetRef", "hpa-target", hpa),
            ("autoscaling.k8s.io/v1/VerticalPodAutoscaler", "targetRef", "vpa-target", vpa),
        ] {
            check_ends(&[scaler(kind, field), web.clone(), controller.clone()], relation, &[expected]);
        }
    }
}

#[test]
fn what_keda_makes_and_reads() {
    let web = deployment("shop/web", "", "", "");
    let hpa = object("autoscaling/v2/HorizontalPodAutoscaler", "shop/keda-hpa-web", "");
    let auth = object("keda.sh/v1alpha1/TriggerAuthentication", "shop/login", "");
    let cluster = object("keda.sh/v1alpha1/ClusterTriggerAuthentication", "login", "");
    let scaled = |place: &str, spec: &str| {
        object(
            "keda.sh/v1alpha1/ScaledObject",
            place,
            &format!("spec: {{scaleTargetRef: {{name: web}}, {spec}}}"),
        )
    };
    for (docs, expected) in [
        (vec![scaled("shop/web", "")], vec!["Deployment/shop/web", "generated keda-hpa-web"]),
        (
            vec![scaled("shop/web", ""), hpa],
            vec!["Deployment/shop/web", "HorizontalPodAutoscaler/shop/keda-hpa-web"],
        ),
        (
            vec![scaled("shop/web", "advanced: {horizontalPodAutoscalerConfig: {name: own}}")],
            vec!["Deployment/shop/web", "generated own"],
        ),
        (
            vec![scaled("shop/web", "triggers: [{type: kafka, authenticationRef: {name: login}}]")],
            vec!["Deployment/shop/web", "generated keda-hpa-web", "TriggerAuthentication/shop/login"],
        ),
        (
            vec![scaled(
                "shop/web",
                "triggers: [{type: kafka, authenticationRef: {name: login, kind: ClusterTriggerAuthentication}}]",
            )],
            vec!["Deployment/shop/web", "generated keda-hpa-web", "ClusterTriggerAuthentication/login"],
        ),
        (
            vec![scaled(
                "shop/web",
                "triggers: [{type: kafka, authenticationRef: {name: lgoin}}, {type: cron}]",
            )],
            vec!["Deployment/shop/web", "generated keda-hpa-web", "missing"],
        ),
        (
            vec![scaled("dev/web", "triggers: [{type: kafka, authenticationRef: {name: login}}]")],
            vec!["missing", "generated keda-hpa-web", "missing"],
        ),
    ] {
        let docs: Vec<String> =
            docs.into_iter().chain([web.clone(), auth.clone(), cluster.clone()]).collect();
        check_ends(&docs, "scaledobj-target", &expected);
    }
    let job = object(
        "keda.sh/v1alpha1/ScaledJob",
        "shop/job",
        "spec: {triggers: [{type: kafka, authenticationRef: {name: login}}]}",
    );
    check_ends(&[job, auth], "scaledobj-target", &["TriggerAuthentication/shop/login"]);
}

#[test]
fn what_authentications_read() {
    let secret = |name: &str| object("v1/Secret", name, "data: {password: eA==}");
    let auth = |kind: &str, name: &str, source: &str| {
        object(&format!("keda.sh/v1alpha1/{kind}"), name, &format!("spec: {{{source}}}"))
    };
    let own = "TriggerAuthentication";
    let cluster = "ClusterTriggerAuthentication";
    let password = "secretTargetRef: [{parameter: p, name: login, key: password}]";
    for (kind, name, source, other, expected) in [
        (own, "shop/a", password, secret("shop/login"), "Secret/shop/login"),
        (own, "shop/a", password, secret("dev/login"), "missing"),
        (
            own,
            "shop/a",
            "secretTargetRef: [{parameter: p, name: login, key: user}]",
            secret("shop/login"),
            "Secret/shop/login without it",
        ),
        (
            own,
            "shop/a",
            "configMapTargetRef: [{parameter: p, name: login, key: k}]",
            object("v1/ConfigMap", "shop/login", "data: {k: v}"),
            "ConfigMap/shop/login",
        ),
        // KEDA's own namespace, which may be called otherwise
        (cluster, "a", password, secret("keda/login"), "Secret/keda/login"),
        (cluster, "a", password, secret("shop/login"), "external login/password"),
    ] {
        check_ends(&[auth(kind, name, source), other], "scaledobj-target", &[expected]);
    }
}

fn hpa(version: &str, spec: &str) -> String {
    let target = "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}";
    object(
        &format!("autoscaling/{version}/HorizontalPodAutoscaler"),
        "shop/web",
        &format!("spec: {{{target}, {spec}}}"),
    )
}

const CPU: &str =
    "metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]";

#[test]
fn shares_of_requests() {
    let container = |resources: &str| deployment("shop/web", "", &format!("resources: {{{resources}}}"), "");
    let missing = "Deployment/shop/web:container api without it";
    let requests = "Deployment/shop/web:/spec/template/spec/containers/0/resources/requests/cpu";
    let limits = "Deployment/shop/web:/spec/template/spec/containers/0/resources/limits/cpu";
    for (version, spec, resources, expected) in [
        ("v2", CPU, "requests: {cpu: 1}", vec![requests]),
        ("v2", CPU, "requests: {memory: 1}", vec![missing]),
        ("v2", CPU, "", vec![missing]),
        // the limit stands in for the request
        ("v2", CPU, "limits: {cpu: 1}", vec![limits]),
        ("v1", "targetCPUUtilizationPercentage: 50", "requests: {cpu: 1}", vec![requests]),
        ("v1", "targetCPUUtilizationPercentage: 50", "", vec![missing]),
        // without metrics it is the CPU
        ("v2", "", "", vec![missing]),
        (
            "v2beta1",
            "metrics: [{type: Resource, resource: {name: cpu, targetAverageUtilization: 80}}]",
            "",
            vec![missing],
        ),
        // an amount needs no request
        (
            "v2",
            "metrics: [{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 1}}}]",
            "",
            vec![],
        ),
    ] {
        check_ends(&[hpa(version, spec), container(resources)], "hpa-metric", &expected);
    }
    let sidecars = deployment(
        "shop/web",
        "",
        "resources: {requests: {cpu: 1}}",
        "initContainers: [{name: init}, {name: proxy, restartPolicy: Always}]",
    );
    let proxy = "Deployment/shop/web:container proxy without it";
    check_ends(&[hpa("v2", CPU), sidecars], "hpa-metric", &[requests, proxy]);
    let pod = deployment("shop/web", "", "", "resources: {requests: {cpu: 1}}");
    let whole = "Deployment/shop/web:/spec/template/spec/resources/requests/cpu";
    check_ends(&[hpa("v2", CPU), pod], "hpa-metric", &[whole]);
    let range = |place: &str| {
        object("v1/LimitRange", place, "spec: {limits: [{type: Container, defaultRequest: {cpu: 1}}]}")
    };
    let default = "LimitRange/shop/l:/spec/limits/0/defaultRequest/cpu";
    check_ends(&[hpa("v2", CPU), container(""), range("shop/l")], "hpa-metric", &[default]);
    check_ends(&[hpa("v2", CPU), container(""), range("dev/l")], "hpa-metric", &[missing]);
    // pods outside the input are not judged
    check_ends(&[hpa("v2", CPU)], "hpa-metric", &[]);
}

#[test]
fn shares_of_one_container() {
    let of = |name: &str, target: &str| {
        hpa(
            "v2",
            &format!(
                "metrics: [{{type: ContainerResource, containerResource: {{name: cpu, container: {name}, target: {{{target}}}}}}}]"
            ),
        )
    };
    let share = "type: Utilization, averageUtilization: 80";
    let web = |resources: &str| {
        deployment("shop/web", "", &format!("resources: {{{resources}}}"), "initContainers: [{name: init}]")
    };
    let requests = "Deployment/shop/web:/spec/template/spec/containers/0/resources/requests/cpu";
    for (name, target, resources, expected) in [
        ("api", share, "requests: {cpu: 1}", requests),
        ("api", share, "", "Deployment/shop/web:container api without it"),
        ("app", share, "requests: {cpu: 1}", "Deployment/shop/web:pod without it"),
        // gone when the pod runs
        ("init", share, "", "Deployment/shop/web:pod without it"),
        ("api", "type: AverageValue, averageValue: 1", "", "Deployment/shop/web:container api"),
        ("app", "type: AverageValue, averageValue: 1", "", "Deployment/shop/web:pod without it"),
    ] {
        let docs = [of(name, target), web(resources)];
        check_ends(&docs, "hpa-metric", &[expected]);
        check_sites(&docs, "hpa-metric", &[name]);
    }
}

#[test]
fn other_metrics() {
    let web = deployment("shop/web", "", "", "");
    let ingress = object("networking.k8s.io/v1/Ingress", "shop/main", "");
    let object_metric = "type: Object, object: {metric: {name: rps}, describedObject: {apiVersion: networking.k8s.io/v1, \
        kind: Ingress, name: main}}";
    for (metric, expected) in [
        ("type: Pods, pods: {metric: {name: rps}}", "external rps"),
        ("type: Pods, pods: {metricName: rps}", "external rps"),
        ("type: External, external: {metric: {name: queue}}", "external queue"),
        (object_metric, "Ingress/shop/main"),
        (&object_metric.replace("name: main", "name: other"), "missing"),
        // which objects there are of kinds that the model does not know is not said
        (&object_metric.replace("networking.k8s.io/v1", "example.com/v1"), "external main/rps"),
    ] {
        let docs = [hpa("v2", &format!("metrics: [{{{metric}}}]")), web.clone(), ingress.clone()];
        check_ends(&docs, "hpa-metric", &[expected]);
    }
    let dangling = object_metric.replace("name: main", "name: other");
    check_asked(&[hpa("v2", &format!("metrics: [{{{dangling}}}]"))], "hpa-metric", &["other/rps"]);
}

#[test]
fn servers_of_triggers() {
    let env = "env: [{name: REDIS_URL, value: \"redis://redis.shop:6379/0\"}, {name: BAD, value: \"redis://redis.shop.svc:6380/0\"}]";
    let redis = "Service/shop/redis";
    for (trigger, expected) in [
        ("type: redis, metadata: {address: \"redis.shop.svc:6379\", listName: q}", redis),
        ("type: redis, metadata: {address: \"redis.shop:6379\", listName: q}", redis),
        ("type: redis, metadata: {address: \"redis.shop.svc.cluster.local:6379\"}", redis),
        ("type: redis, metadata: {host: redis.shop.svc, port: \"6379\"}", redis),
        ("type: redis, metadata: {host: redis.shop.svc, port: \"6380\"}", "Service/shop/redis without it"),
        ("type: redis, metadata: {address: \"redis.shop.svc:6380\"}", "Service/shop/redis without it"),
        ("type: redis, metadata: {address: \"nope.shop.svc:6379\"}", "missing"),
        ("type: redis, metadata: {address: \"redis.dev.svc:6379\"}", "missing"),
        (
            "type: redis, metadata: {addresses: \"redis.shop.svc:6379,nope.shop.svc:6379\"}",
            "Service/shop/redis; missing",
        ),
        ("type: redis, metadata: {address: \"db.example.com:6379\"}", "external redis"),
        // a name of one word is one of KEDA's own namespace
        ("type: redis, metadata: {address: \"redis:6379\"}", "external redis"),
        (
            "type: postgresql, metadata: {host: orders-rw.shop.svc, port: \"5432\"}",
            "produced by Cluster/shop/orders",
        ),
        (
            "type: prometheus, metadata: {serverAddress: \"http://prom.ops.svc:9090\", query: sum(up)}",
            "missing; external sum(up)",
        ),
        (
            "type: prometheus, metadata: {serverAddress: \"http://prom.kube-system.svc:9090\", query: sum(up)}",
            "external sum(up)",
        ),
        (
            "type: prometheus, metadata: {query: \"up{host=\\\"a.b.svc\\\"}\"}",
            "external up{host=\"a.b.svc\"}",
        ),
        // the variable of the workload says it
        ("type: redis, metadata: {addressFromEnv: REDIS_URL}", redis),
        ("type: redis, metadata: {addressFromEnv: BAD}", "Service/shop/redis without it"),
        ("type: redis, metadata: {addressFromEnv: OTHER}", "external redis"),
    ] {
        let docs = [
            deployment("shop/web", "", env, ""),
            object("v1/Service", "shop/redis", "spec: {ports: [{port: 6379}]}"),
            object("postgresql.cnpg.io/v1/Cluster", "shop/orders", "spec: {instances: 1}"),
            object(
                "keda.sh/v1alpha1/ScaledObject",
                "shop/web",
                &format!("spec: {{scaleTargetRef: {{name: web}}, triggers: [{{{trigger}}}]}}"),
            ),
        ];
        let found = edges(&graph_of(&docs), "hpa-metric");
        let found: Vec<&str> = found.iter().map(|edge| edge.split_once(" -> ").unwrap().1).collect();
        assert_eq!(found.join("; "), expected, "{trigger}");
    }
    let unset = [
        object("v1/Service", "prom", ""),
        object(
            "keda.sh/v1alpha1/ScaledObject",
            "shop/web",
            "spec: {triggers: [{type: redis, metadata: {address: prom.ops.svc, password: secret}}]}",
        ),
    ];
    // its namespace may be the one in the name
    check_asked(&unset, "hpa-metric", &["redis"]);
    check_asked(&unset[1..], "hpa-metric", &["prom.ops.svc"]);
}

#[test]
fn triggers() {
    let web = deployment("shop/web", "", "", "");
    let missing = "Deployment/shop/web:container api without it";
    for (trigger, expected) in [
        ("type: cpu, metricType: Utilization, metadata: {value: \"50\"}", vec![missing]),
        ("type: memory, metadata: {type: Utilization, value: \"50\"}", vec![missing]),
        ("type: cpu, metricType: AverageValue, metadata: {value: \"1\"}", vec![]),
        (
            "type: cpu, metricType: Utilization, metadata: {value: \"50\", containerName: app}",
            vec!["Deployment/shop/web:pod without it"],
        ),
        ("type: prometheus, metadata: {query: sum(up)}", vec!["external sum(up)"]),
        ("type: kafka, metadata: {topic: orders}", vec!["external kafka"]),
    ] {
        let scaled = object(
            "keda.sh/v1alpha1/ScaledObject",
            "shop/web",
            &format!("spec: {{scaleTargetRef: {{name: web}}, triggers: [{{{trigger}}}]}}"),
        );
        check_ends(&[scaled, web.clone()], "hpa-metric", &expected);
    }
}
