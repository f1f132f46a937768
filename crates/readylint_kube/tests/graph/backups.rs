use super::support::*;

fn postgres() -> Vec<String> {
    vec![
        workload("apps/v1/StatefulSet", "data/postgres", "app: postgres", "image: \"postgres:16\"", ""),
        object("v1/Service", "data/postgres", "spec: {selector: {app: postgres}, ports: [{port: 5432}]}"),
        workload("apps/v1/StatefulSet", "data/redis", "app: redis", "image: \"redis:7\"", ""),
        object("v1/Service", "data/redis", "spec: {selector: {app: redis}, ports: [{port: 6379}]}"),
        object("postgresql.cnpg.io/v1/Cluster", "data/orders", "spec: {instances: 1}"),
    ]
}

fn job(container: &str, spec: &str) -> String {
    object(
        "batch/v1/CronJob",
        "data/backup",
        &format!(
            "spec: {{jobTemplate: {{spec: {{template: {{spec: {{containers: [{{name: c, {container}}}], {spec}}}}}}}}}}}"
        ),
    )
}

#[test]
fn jobs() {
    let pg = "StatefulSet/data/postgres";
    for (container, spec, expected) in [
        ("image: \"postgres:16\", command: [pg_dump, -h, postgres, votes]", "", pg),
        ("image: x, command: [sh, -c, \"pg_dump -h postgres | gzip\"]", "", pg),
        ("image: x, command: [sh, -c, \"pg_dump | gzip\"], env: [{name: PGHOST, value: postgres}]", "", pg),
        (
            "image: x, command: [pg_dump, \"$(U)\"], env: [{name: U, value: \"postgres://postgres.data.svc/x\"}]",
            "",
            pg,
        ),
        ("image: x, command: [pg_dump, -h, orders-r]", "", "Cluster/data/orders"),
        ("image: x, command: [pg_dump, -h, db.example.com]", "", "external db.example.com:5432"),
        ("image: x, command: [pg_dump, -h, postgras]", "", "missing"),
        (
            "image: prodrigestivill/postgres-backup-local, env: [{name: POSTGRES_HOST, value: postgres}]",
            "",
            pg,
        ),
        ("image: x, command: [redis-cli, -h, redis, --rdb, /backup/x]", "", "StatefulSet/data/redis"),
        // of another engine
        (
            "image: x, command: [pg_dump, -h, postgres], env: [{name: REDIS_URL, value: \"redis://redis\"}]",
            "",
            pg,
        ),
        // no backup
        ("image: x, command: [psql, -h, postgres]", "", ""),
        ("image: x, command: [redis-cli, -h, redis, ping]", "", ""),
        ("image: x, command: [pg_dump]", "", ""),
        (
            "image: restic/restic, args: [backup, /v], volumeMounts: [{name: v, mountPath: /v}]",
            "volumes: [{name: v, persistentVolumeClaim: {claimName: d}}, {name: w, persistentVolumeClaim: {claimName: e}}]",
            "missing",
        ),
        (
            "image: x, command: [/s/run.sh], volumeMounts: [{name: v, mountPath: /s}]",
            "volumes: [{name: v, configMap: {name: c}}]",
            pg,
        ),
    ] {
        let script =
            object("v1/ConfigMap", "data/c", "data: {run.sh: \"#!/bin/sh\\npg_dump -h postgres > x\\n\"}");
        let docs: Vec<String> = [job(container, spec), script].into_iter().chain(postgres()).collect();
        let found =
            edges(&graph_of(&docs), "backup-datastore").join("; ").replace("CronJob/data/backup -> ", "");
        assert_eq!(found, expected, "{container}");
    }
}

#[test]
fn operators() {
    let scheduled = |name: &str| {
        object(
            "postgresql.cnpg.io/v1/ScheduledBackup",
            "data/daily",
            &format!("spec: {{cluster: {{name: {name}}}}}"),
        )
    };
    let docs: Vec<String> = std::iter::once(scheduled("orders")).chain(postgres()).collect();
    check(&docs, "backup-datastore", &["ScheduledBackup/data/daily -> Cluster/data/orders"]);
    check(&[scheduled("orders")], "backup-datastore", &["ScheduledBackup/data/daily -> missing"]);
}

#[test]
fn velero() {
    for (template, expected) in [
        (
            "includedNamespaces: [data], storageLocation: s3",
            "BackupStorageLocation/velero/s3; Namespace/data; StatefulSet/data/postgres; StatefulSet/data/redis; Cluster/data/orders",
        ),
        ("includedNamespaces: [dat, \"d*\"], excludedNamespaces: [data]", "missing"),
        ("includedNamespaces: [\"*\"], labelSelector: {matchLabels: {tier: db}}", ""),
        ("labelSelector: {matchLabels: {backup: \"yes\"}}", "PersistentVolumeClaim/web/uploads"),
        ("orLabelSelectors: [{matchLabels: {backup: \"no\"}}]", ""),
        (
            "orLabelSelectors: [{matchLabels: {backup: \"no\"}}, {matchLabels: {backup: \"yes\"}}]",
            "PersistentVolumeClaim/web/uploads",
        ),
        ("orLabelSelectors: [], includedNamespaces: [web]", "missing; PersistentVolumeClaim/web/uploads"),
        ("includedNamespaces: [\"*\"], excludedNamespaces: [data, \"w*\"]", ""),
        ("includedResources: [configmaps]", ""),
        ("includedResources: [\"*\"], excludedNamespaces: [data]", "PersistentVolumeClaim/web/uploads"),
        (
            "includedResources: [persistentvolumeclaims], excludedNamespaces: [data]",
            "PersistentVolumeClaim/web/uploads",
        ),
        ("includedResources: [pvc], excludedNamespaces: [data]", "PersistentVolumeClaim/web/uploads"),
        ("includedResources: [statefulsets.apps]", "StatefulSet/data/postgres; StatefulSet/data/redis"),
        (
            "includedResources: [Pods], excludedResources: [statefulsets]",
            "StatefulSet/data/postgres; StatefulSet/data/redis",
        ),
        ("includedResources: [clusters.postgresql.cnpg.io]", "Cluster/data/orders"),
        ("includedResources: [clusters.cluster.x-k8s.io, pods.metrics.k8s.io]", ""),
        ("includedNamespaceScopedResources: [configmaps, secrets]", ""),
        ("excludedResources: [persistentvolumeclaims], excludedNamespaces: [data]", ""),
        (
            "excludedResources: [persistentvolumeclaims, statefulsets, pods], includedNamespaces: [data]",
            "Namespace/data; Cluster/data/orders",
        ),
        (
            "labelSelector: {}, excludedNamespaces: [web]",
            "StatefulSet/data/postgres; StatefulSet/data/redis; Cluster/data/orders",
        ),
    ] {
        let schedule =
            object("velero.io/v1/Schedule", "velero/daily", &format!("spec: {{template: {{{template}}}}}"));
        let docs: Vec<String> = [
            schedule,
            object("velero.io/v1/BackupStorageLocation", "velero/s3", ""),
            object("v1/Namespace", "data", ""),
            // which is left out of every backup
            object(
                "v1/PersistentVolumeClaim",
                "web/cache",
                "labels: velero.io/exclude-from-backup: \"true\"",
            ),
            object("v1/PersistentVolumeClaim", "web/uploads", "labels: backup: \"yes\""),
        ]
        .into_iter()
        .chain(postgres())
        .collect();
        let found =
            edges(&graph_of(&docs), "backup-datastore").join("; ").replace("Schedule/velero/daily -> ", "");
        assert_eq!(found, expected, "{template}");
    }
}
