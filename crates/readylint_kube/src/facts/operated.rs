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

/// How many resources of one kind are looked at, and how many labels.
const LOOKED_AT: usize = 256;
const LABELS: usize = 64;

/// Groups of operators that put the name of the resource into plain labels of its pods, `app` or `app.kubernetes.io/name`, or that
/// take over labels which somebody chose for its pods.
const NAMED_PLAINLY: &[&str] = &[
    "apps.kruise.io",
    "databases.spotahome.com",
    "dragonflydb.io",
    "flink.apache.org",
    "grafana.integreatly.org",
    "mongodb.com",
    "mongodbcommunity.mongodb.com",
    "rabbitmq.com",
    "redis.redis.opstreelabs.in",
    "zookeeper.pravega.io",
];

/// Groups whose pods bear labels of the group's own domain only.
const OWN_LABELS_ONLY: &[&str] = &["gateway.networking.k8s.io", "serving.knative.dev"];

/// Keys under which many operators put the name of the resource.
const NAME_KEYS: &[&str] = &["app.kubernetes.io/instance", "instance", "cluster-name"];

/// Kinds, in small letters, whose names are ordinary words and tell nothing of what runs.
const WORDS: &[&str] =
    &["agent", "beat", "cluster", "gateway", "pooler", "sensor", "service", "statefulset", "tenant"];

/// The types of the table of which the graph may hold resources.
fn types(graph: &ResourceGraph) -> impl Iterator<Item = TypeCode> {
    OPERATED.iter().flat_map(move |(group, kinds)| {
        let symbol = graph.symbol(group);
        kinds
            .iter()
            .filter_map(move |kind| Some(TypeCode::of(Kind::of(group, kind), symbol?, graph.symbol(kind)?)))
    })
}

/// The custom resource in `from`'s namespace whose pods `wanted`, labels that nothing in the input carries, probably
/// means: operators label pods with the name of the resource, or with what it is.
pub fn operator_of_pods<'g>(from: Resource<'g>, wanted: Labels<'_>) -> Option<Resource<'g>> {
    wanted.iter().take(LABELS).find_map(|(key, value, _)| operator_of_label(from, key, value))
}

/// The custom resource in `from`'s namespace whose operator labels its pods with `value` under `key`.
pub fn operator_of_label<'g>(from: Resource<'g>, key: &str, value: &str) -> Option<Resource<'g>> {
    let graph = from.graph();
    types(graph).find_map(|of| {
        let scope = graph.index().in_scope(of, from.namespace_symbol());
        let mut resources = scope.iter().take(LOOKED_AT).map(|&id| graph.resource(id));
        resources.find(|resource| is_label_of(*resource, key, value))
    })
}

/// Whether the operator of `resource` labels its pods so.
fn is_label_of(resource: Resource<'_>, key: &str, value: &str) -> bool {
    let (group, kind) = (resource.api_group(), resource.kind_name().to_ascii_lowercase());
    let Some(name) = resource.name() else { return false };
    let component = value.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
    if key.split_once('/').is_some_and(|(domain, _)| domain_of(domain) == domain_of(group)) {
        return value == name || component.is_some();
    }
    if OWN_LABELS_ONLY.contains(&group) {
        return false;
    }
    let is_plain = matches!(key, "app" | "app.kubernetes.io/name");
    let names_it =
        value == name && (NAME_KEYS.contains(&key) || (is_plain && NAMED_PLAINLY.contains(&group)));
    // as `orders-collector` of an OpenTelemetryCollector, and the namespace before its instance
    let is_component = key == "app.kubernetes.io/name" && component.is_some_and(|part| kind.contains(part));
    let is_qualified = key == "app.kubernetes.io/instance"
        && value.split_once('.').is_some_and(|(namespace, rest)| {
            rest == name && resource.namespace().is_none_or(|own| own == namespace)
        });
    // as `prometheus: k8s`, `sensor-name: orders`, `operated-prometheus: "true"` and `app: prometheus`
    let is_own_key = (key == kind || key.strip_suffix("-name") == Some(kind.as_str())) && value == name;
    let is_kind = !WORDS.contains(&kind.as_str())
        && (key.strip_prefix("operated-") == Some(kind.as_str()) || (is_plain && value == kind));
    names_it || is_component || is_qualified || is_own_key || is_kind
}

/// The last two parts of the name of a domain.
fn domain_of(name: &str) -> &str {
    name.rmatch_indices('.').nth(1).map_or(name, |(dot, _)| &name[dot + 1..])
}
