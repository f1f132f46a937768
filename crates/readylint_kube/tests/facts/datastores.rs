use readylint_kube::ContainerPort;
use readylint_kube::facts::datastores::{DatastoreRoles, backup_tools, datastore_of, datastore_of_resource};
use readylint_scalars::Engine;

use super::support::*;

/// The datastore of the first pod template of `documents`.
fn shown(documents: &[String]) -> String {
    let graph = graph_of(documents);
    let Some(datastore) = graph.pod_templates().next().and_then(datastore_of) else { return "-".into() };
    let port =
        datastore.port.and_then(ContainerPort::number).map(|port| format!(" {port}")).unwrap_or_default();
    format!(
        "{} by {} in {}{port}",
        datastore.engine.as_str(),
        datastore.image.raw(),
        datastore.container.name()
    )
}

#[test]
fn images() {
    for (image, expected) in [
        ("postgres", "PostgreSQL"),
        ("postgres:16@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "PostgreSQL"),
        ("docker.io/library/postgres:16", "PostgreSQL"),
        ("registry.example.com:5000/mirror/library/postgres:16", "PostgreSQL"),
        ("bitnami/postgresql:16", "PostgreSQL"),
        ("bitnamilegacy/postgresql-repmgr:16", "PostgreSQL"),
        ("ghcr.io/cloudnative-pg/postgresql:16", "PostgreSQL"),
        ("ghcr.io/zalando/spilo-15:3.0", "PostgreSQL"),
        ("postgis/postgis:16", "PostgreSQL"),
        ("timescale/timescaledb-ha:pg16", "PostgreSQL"),
        ("percona/percona-xtradb-cluster:8", "MySQL"),
        ("percona/percona-server-mongodb:7", "MongoDB"),
        ("bitnami/mariadb-galera:11", "MariaDB"),
        ("redis:7", "Redis"),
        ("valkey/valkey:8", "Valkey"),
        ("eqalpha/keydb", "KeyDB"),
        ("docker.dragonflydb.io/dragonflydb/dragonfly", "Dragonfly"),
        ("memcached", "Memcached"),
        ("nats:2", "NATS"),
        ("confluentinc/cp-kafka:7", "Kafka"),
        ("redpandadata/redpanda", "Redpanda"),
        ("rabbitmq:3-management", "RabbitMQ"),
        ("quay.io/minio/minio", "MinIO"),
        ("chrislusf/seaweedfs", "SeaweedFS"),
        ("docker.elastic.co/elasticsearch/elasticsearch:8", "Elasticsearch"),
        ("opensearchproject/opensearch:2", "OpenSearch"),
        ("quay.io/coreos/etcd", "etcd"),
        ("scylladb/scylla", "ScyllaDB"),
        ("clickhouse/clickhouse-server", "ClickHouse"),
        ("mcr.microsoft.com/mssql/server:2022", "SQL Server"),
        // around datastores, and others
        ("prometheuscommunity/postgres-exporter", "-"),
        ("oliver006/redis_exporter", "-"),
        ("dpage/pgadmin4", "-"),
        ("provectuslabs/kafka-ui", "-"),
        ("mongo-express", "-"),
        ("bitnami/pgbouncer", "-"),
        ("natsio/nats-box", "-"),
        ("natsio/nats-server-config-reloader", "-"),
        ("ghcr.io/cloudnative-pg/cloudnative-pg", "-"),
        ("prodrigestivill/postgres-backup-local", "-"),
        ("minio/mc", "-"),
        ("minio/operator", "-"),
        ("bitnami/redis-sentinel", "-"),
        ("zalando/spilo-backup", "-"),
        ("acme/server", "-"),
        ("acme/web:postgres", "-"),
        ("victoriametrics/victoria-metrics", "-"),
        ("\"$(IMAGE)\"", "-"),
    ] {
        let docs = [workload(
            "apps/v1/StatefulSet",
            "x",
            "",
            &format!("image: \"{}\"", image.trim_matches('"')),
            "",
        )];
        let engine = shown(&docs);
        let engine = engine.split(" by ").next().unwrap();
        assert_eq!(engine, expected, "{image}");
    }
}

#[test]
fn pods() {
    let image = "image: \"redis:7\"";
    let with = |container: &str, spec: &str| vec![deployment("web", "", container, spec)];
    let job = |kind: &str, body: &str| vec![object(kind, "x", body)];
    let template = "{spec: {containers: [{name: c, image: redis}]}}";
    for (docs, expected) in [
        (
            with(&format!("{image}, ports: [{{containerPort: 1}}, {{containerPort: 6379}}]"), ""),
            "Redis by \"redis:7\" in api 6379",
        ),
        (with(image, ""), "Redis by \"redis:7\" in api"),
        (
            with(&format!("{image}, command: [redis-server, /etc/redis.conf]"), ""),
            "Redis by \"redis:7\" in api",
        ),
        (with(&format!("{image}, args: [--save, \"60 1\"]"), ""), "Redis by \"redis:7\" in api"),
        (
            with(&format!("{image}, command: [sh, -c, \"exec redis-server --x\"]"), ""),
            "Redis by \"redis:7\" in api",
        ),
        (
            with(&format!("{image}, command: [sh, -c, \"redis-cli ping; redis-server\"]"), ""),
            "Redis by \"redis:7\" in api",
        ),
        // clients
        (with(&format!("{image}, command: [redis-cli, ping]"), ""), "-"),
        (with(&format!("{image}, command: [sh, -c, \"while true; do redis-cli -h x ping; done\"]"), ""), "-"),
        (with(&format!("{image}, command: [sleep, infinity]"), ""), "-"),
        // beside an application
        (with("image: acme/web", "initContainers: [{name: i, image: redis}]"), "-"),
        (with("image: acme/web", "initContainers: [{name: i, image: redis, restartPolicy: Always}]"), "-"),
        (
            vec![object(
                "apps/v1/Deployment",
                "web",
                "spec: {template: {spec: {containers: [{name: web, image: acme/web}, {name: cache, image: redis}]}}}",
            )],
            "-",
        ),
        (
            vec![object(
                "apps/v1/Deployment",
                "web-redis",
                "spec: {template: {spec: {containers: [{name: web, image: acme/web}, {name: cache, image: redis}]}}}",
            )],
            "Redis by redis in cache",
        ),
        (
            vec![object(
                "apps/v1/Deployment",
                "web",
                "spec: {template: {spec: {containers: [{name: c, image: redis}, {name: m, image: oliver006/redis_exporter}]}}}",
            )],
            "Redis by redis in c",
        ),
        // what ends by itself
        (job("batch/v1/Job", &format!("spec: {{template: {template}}}")), "-"),
        (job("batch/v1/CronJob", &format!("spec: {{jobTemplate: {{spec: {{template: {template}}}}}}}")), "-"),
        (job("apps/v1/DaemonSet", &format!("spec: {{template: {template}}}")), "Redis by redis in c"),
    ] {
        assert_eq!(shown(&docs), expected, "{docs:?}");
    }
}

#[test]
fn custom_resources() {
    for (kind, expected) in [
        ("postgresql.cnpg.io/v1/Cluster", "PostgreSQL"),
        ("acid.zalan.do/v1/postgresql", "PostgreSQL"),
        ("kafka.strimzi.io/v1beta2/Kafka", "Kafka"),
        ("rabbitmq.com/v1beta1/RabbitmqCluster", "RabbitMQ"),
        ("minio.min.io/v2/Tenant", "MinIO"),
        ("kafka.strimzi.io/v1beta2/KafkaTopic", "-"),
        ("cluster.x-k8s.io/v1beta1/Cluster", "-"),
        ("v1/ConfigMap", "-"),
    ] {
        let graph = graph_of(&[object(kind, "x", "spec: {}")]);
        let datastore = graph.resources().next().and_then(datastore_of_resource);
        assert_eq!(datastore.map_or("-", |datastore| datastore.engine.as_str()), expected, "{kind}");
    }
}

/// The roles of the datastore `data` for a client with this environment.
fn roles(image: &str, env: &[(&str, &str)]) -> String {
    let env: Vec<String> =
        env.iter().map(|(name, value)| format!("{{name: {name}, value: \"{value}\"}}")).collect();
    let graph = graph_of(&[
        deployment("data", "app: data", &format!("image: \"{image}\""), ""),
        object("v1/Service", "data", "spec: {selector: {app: data}, ports: [{port: 6379}, {port: 5432}]}"),
        deployment("web", "", &format!("env: [{}]", env.join(", ")), ""),
    ]);
    let roles = DatastoreRoles::of(&graph);
    let id = graph.pod_templates().next().unwrap().resource().id();
    assert_eq!(roles.is_pure_cache(id), format!("{:?}", roles.roles(id)) == "[Cache]");
    if roles.has_clients(id) { format!("{:?}", roles.roles(id)) } else { "no clients".into() }
}

#[test]
fn roles_by_clients() {
    let url = "redis://data:6379";
    for (image, env, expected) in [
        ("redis", &[][..], "no clients"),
        ("redis", &[("U", "redis://other")], "no clients"),
        ("redis", &[("REDIS_URL", url)], "[]"),
        ("redis", &[("CACHE_URL", url)], "[Cache]"),
        ("redis", &[("CELERY_BROKER_URL", url)], "[Broker]"),
        ("redis", &[("CELERY_BROKER_URL", url), ("CELERY_RESULT_BACKEND", url)], "[Broker, StateStore]"),
        ("redis", &[("SESSION_REDIS_HOST", "data")], "[StateStore]"),
        ("redis", &[("REDIS_URL", url), ("STREAM_NAME", "votes"), ("CONSUMER_GROUP", "w")], "[Stream]"),
        ("postgres", &[("DATABASE_URL", "postgres://data/x")], "[Database]"),
        ("memcached", &[("MEMCACHED_HOST", "data")], "[Cache]"),
        ("rabbitmq", &[("U", "amqp://data:5432")], "[Broker]"),
        ("minio/minio", &[("S3_ENDPOINT", "http://data:5432")], "[ObjectStore]"),
        ("kafka", &[("KAFKA_BROKERS", "data:5432")], "[Stream]"),
    ] {
        assert_eq!(roles(image, env), expected, "{image} {env:?}");
    }
}

#[test]
fn tools() {
    for (container, expected) in [
        ("image: x, command: [pg_dump]", "PostgreSQL"),
        ("image: x, command: [sh, -c, \"mysqldump x; mongodump\"]", "MySQL, MongoDB"),
        ("image: schickling/mysql-backup-s3", "MySQL"),
        ("image: restic/restic, args: [backup, /data]", "anything"),
        ("image: restic/restic, args: [check]", ""),
        ("image: postgres", ""),
        ("image: acme/web", ""),
    ] {
        let graph = graph_of(&[deployment("x", "", container, "")]);
        let container = graph.pod_templates().next().unwrap().containers().next().unwrap();
        let tools = backup_tools(container);
        let shown: Vec<&str> =
            tools.iter().map(|tool| tool.engine.map_or("anything", Engine::as_str)).collect();
        assert_eq!(shown.join(", "), expected, "{container:?}");
    }
}
