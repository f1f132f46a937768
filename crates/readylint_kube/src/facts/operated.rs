//! Pods that operators run for custom resources: they exist although the input holds no template of theirs.

use crate::graph::TypeCode;
use crate::{Kind, Labels, Resource, ResourceGraph};

/// Custom resources for which an operator runs pods, by API group. Those of databases are the ones that
/// [`super::datastores`] knows, and some helpers.
const OPERATED: &[(&str, &[&str])] = &[
    ("monitoring.coreos.com", &["Prometheus", "PrometheusAgent", "Alertmanager", "ThanosRuler"]),
    ("grafana.integreatly.org", &["Grafana"]),
    ("loki.grafana.com", &["LokiStack"]),
    ("tempo.grafana.com", &["TempoStack", "TempoMonolithic"]),
    ("jaegertracing.io", &["Jaeger"]),
    ("opentelemetry.io", &["OpenTelemetryCollector", "TargetAllocator"]),
    (
        "operator.victoriametrics.com",
        &["VMSingle", "VMCluster", "VMAgent", "VMAlert", "VMAlertmanager", "VLSingle"],
    ),
    ("apps.kruise.io", &["CloneSet", "StatefulSet"]),
    ("postgresql.cnpg.io", &["Cluster", "Pooler"]),
    ("acid.zalan.do", &["postgresql"]),
    ("postgres-operator.crunchydata.com", &["PostgresCluster", "PGAdmin"]),
    ("pgv2.percona.com", &["PerconaPGCluster"]),
    ("pxc.percona.com", &["PerconaXtraDBCluster"]),
    ("ps.percona.com", &["PerconaServerMySQL"]),
    ("psmdb.percona.com", &["PerconaServerMongoDB"]),
    ("mysql.oracle.com", &["InnoDBCluster"]),
    ("k8s.mariadb.com", &["MariaDB", "MaxScale"]),
    ("mongodbcommunity.mongodb.com", &["MongoDBCommunity"]),
    ("mongodb.com", &["MongoDB"]),
    ("kafka.strimzi.io", &["Kafka", "KafkaConnect", "KafkaBridge", "KafkaMirrorMaker2", "KafkaNodePool"]),
    ("rabbitmq.com", &["RabbitmqCluster"]),
    ("elasticsearch.k8s.elastic.co", &["Elasticsearch"]),
    ("kibana.k8s.elastic.co", &["Kibana"]),
    ("beat.k8s.elastic.co", &["Beat"]),
    ("agent.k8s.elastic.co", &["Agent"]),
    ("logstash.k8s.elastic.co", &["Logstash"]),
    ("opensearch.opster.io", &["OpenSearchCluster"]),
    ("opensearch.org", &["OpenSearchCluster"]),
    ("redis.redis.opstreelabs.in", &["Redis", "RedisCluster", "RedisReplication", "RedisSentinel"]),
    ("databases.spotahome.com", &["RedisFailover"]),
    ("app.redislabs.com", &["RedisEnterpriseCluster"]),
    ("dragonflydb.io", &["Dragonfly"]),
    ("cassandra.datastax.com", &["CassandraDatacenter"]),
    ("scylla.scylladb.com", &["ScyllaCluster"]),
    ("clickhouse.altinity.com", &["ClickHouseInstallation"]),
    ("clickhouse-keeper.altinity.com", &["ClickHouseKeeperInstallation"]),
    ("crdb.cockroachlabs.com", &["CrdbCluster"]),
    ("zookeeper.pravega.io", &["ZookeeperCluster"]),
    ("minio.min.io", &["Tenant"]),
    ("k8s.keycloak.org", &["Keycloak"]),
    ("argoproj.io", &["ArgoCD", "EventSource", "Sensor", "EventBus"]),
    ("serving.knative.dev", &["Service"]),
    ("spark.apache.org", &["SparkApplication"]),
    ("flink.apache.org", &["FlinkDeployment"]),
    ("ray.io", &["RayCluster", "RayService", "RayJob"]),
    ("gateway.networking.k8s.io", &["Gateway"]),
];

/// How many resources of one kind are looked at.
const LOOKED_AT: usize = 256;

/// The shortest name of a resource that counts where it is a part of a label's value.
const TELLING: usize = 3;

/// The types of the table of which the graph may hold resources.
fn types(graph: &ResourceGraph) -> impl Iterator<Item = TypeCode> {
    OPERATED.iter().flat_map(move |(group, kinds)| {
        let symbol = graph.symbol(group);
        kinds
            .iter()
            .filter_map(move |kind| Some(TypeCode::of(Kind::of(group, kind), symbol?, graph.symbol(kind)?)))
    })
}

/// The custom resource called `name` in the namespace of `from` for which a known operator runs pods.
pub fn operated_by<'g>(from: Resource<'g>, name: &str) -> Option<Resource<'g>> {
    let graph = from.graph();
    let name = graph.symbol(name)?;
    types(graph).find_map(|of| graph.find(from.id(), of, from.namespace_symbol(), name))
}

/// The custom resource in `from`'s namespace whose pods `wanted`, labels that nothing in the input carries, probably
/// means: operators label pods with the name of the resource, or with what it is.
pub fn operator_of_pods<'g>(from: Resource<'g>, wanted: Labels<'_>) -> Option<Resource<'g>> {
    let graph = from.graph();
    types(graph).find_map(|of| {
        let scope = graph.index().in_scope(of, from.namespace_symbol());
        let mut resources = scope.iter().take(LOOKED_AT).map(|&id| graph.resource(id));
        resources.find(|resource| speaks_of(wanted, *resource))
    })
}

/// Whether one of `labels` names `resource`, or its kind.
fn speaks_of(labels: Labels<'_>, resource: Resource<'_>) -> bool {
    let kind = resource.kind_name().to_ascii_lowercase();
    let name = resource.name().unwrap_or_default();
    labels.iter().any(|(key, value, _)| {
        let names_it = value == name || (name.len() >= TELLING && value.contains(name));
        names_it || value.to_ascii_lowercase().contains(&kind) || key.contains(&kind)
    })
}
