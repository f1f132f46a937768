//! How many instances a custom resource of a known operator asks for (D1).

use readylint_yaml::Node;

use crate::Resource;

/// How many pods of the same kind an operator runs for a custom resource.
#[derive(Clone, Debug)]
pub struct Instances<'g> {
    /// How many, all sets together.
    pub count: i64,
    /// The scalars that say so, in order; those that are missing have the operator's default.
    pub decided_by: Vec<Node<'g>>,
}

/// How many sets one custom resource may list before its count is unknown.
const SETS: usize = 1024;

/// Where an operator reads the number of instances.
struct Field {
    /// API group and kind.
    of: (&'static str, &'static str),
    /// Keys below `spec`.
    path: &'static [&'static str],
    /// For a list of sets under `path`: the key in each of them.
    each: Option<&'static str>,
    /// The number where nothing is written; `None` if the API demands one or the operator decides.
    default: Option<i64>,
}

const fn field(
    group: &'static str,
    kind: &'static str,
    path: &'static [&'static str],
    default: Option<i64>,
) -> Field {
    Field { of: (group, kind), path, each: None, default }
}

const fn sets(
    group: &'static str,
    kind: &'static str,
    path: &'static [&'static str],
    each: &'static str,
    default: Option<i64>,
) -> Field {
    Field { of: (group, kind), path, each: Some(each), default }
}

/// The custom resources that are known, from the definitions of their operators. Helpers such as proxies and arbiters do
/// not count.
const FIELDS: &[Field] = &[
    field("postgresql.cnpg.io", "Cluster", &["instances"], Some(1)),
    field("postgresql.cnpg.io", "Pooler", &["instances"], Some(1)),
    field("acid.zalan.do", "postgresql", &["numberOfInstances"], None),
    sets("postgres-operator.crunchydata.com", "PostgresCluster", &["instances"], "replicas", Some(1)),
    sets("pgv2.percona.com", "PerconaPGCluster", &["instances"], "replicas", Some(1)),
    field("pxc.percona.com", "PerconaXtraDBCluster", &["pxc", "size"], None),
    field("ps.percona.com", "PerconaServerMySQL", &["mysql", "size"], None),
    sets("psmdb.percona.com", "PerconaServerMongoDB", &["replsets"], "size", None),
    field("mysql.oracle.com", "InnoDBCluster", &["instances"], Some(1)),
    field("k8s.mariadb.com", "MariaDB", &["replicas"], Some(1)),
    field("mongodbcommunity.mongodb.com", "MongoDBCommunity", &["members"], None),
    field("mongodb.com", "MongoDB", &["members"], None),
    field("kafka.strimzi.io", "Kafka", &["kafka", "replicas"], None),
    field("kafka.strimzi.io", "KafkaNodePool", &["replicas"], None),
    field("kafka.strimzi.io", "KafkaConnect", &["replicas"], None),
    field("kafka.strimzi.io", "KafkaMirrorMaker2", &["replicas"], None),
    field("kafka.strimzi.io", "KafkaBridge", &["replicas"], None),
    field("rabbitmq.com", "RabbitmqCluster", &["replicas"], Some(1)),
    sets("elasticsearch.k8s.elastic.co", "Elasticsearch", &["nodeSets"], "count", None),
    field("kibana.k8s.elastic.co", "Kibana", &["count"], None),
    sets("opensearch.opster.io", "OpenSearchCluster", &["nodePools"], "replicas", None),
    field("redis.redis.opstreelabs.in", "RedisReplication", &["clusterSize"], None),
    field("redis.redis.opstreelabs.in", "RedisSentinel", &["clusterSize"], None),
    field("databases.spotahome.com", "RedisFailover", &["redis", "replicas"], Some(3)),
    field("app.redislabs.com", "RedisEnterpriseCluster", &["nodes"], None),
    field("dragonflydb.io", "Dragonfly", &["replicas"], None),
    field("cassandra.datastax.com", "CassandraDatacenter", &["size"], None),
    field("zookeeper.pravega.io", "ZookeeperCluster", &["replicas"], None),
    sets("minio.min.io", "Tenant", &["pools"], "servers", None),
    field("k8s.keycloak.org", "Keycloak", &["instances"], None),
    field("monitoring.coreos.com", "Alertmanager", &["replicas"], Some(1)),
    // the workloads of OpenKruise
    field("apps.kruise.io", "CloneSet", &["replicas"], Some(1)),
    field("apps.kruise.io", "StatefulSet", &["replicas"], Some(1)),
];

/// How many instances `resource` asks its operator for. `None` for kinds that are not known, and where the number is
/// missing, decided elsewhere or not a number.
///
/// A Strimzi Kafka with node pools has its numbers in the `KafkaNodePool`s.
pub fn instances(resource: Resource<'_>) -> Option<Instances<'_>> {
    let of = (resource.api_group(), resource.kind_name());
    let field = FIELDS.iter().find(|field| field.of == of)?;
    if of == ("kafka.strimzi.io", "Kafka") && has_node_pools(resource) {
        return None;
    }
    let place = field.path.iter().try_fold(resource.spec()?, |node, key| node.get(key));
    let place = place.filter(|node| !node.is_null());
    match field.each {
        None => sum([place].into_iter(), field.default),
        Some(key) => {
            let sets = place?;
            if sets.is_empty() || sets.len() > SETS {
                return None;
            }
            sum(sets.items().map(|set| set.get(key).filter(|node| !node.is_null())), field.default)
        }
    }
}

fn sum<'g>(numbers: impl Iterator<Item = Option<Node<'g>>>, default: Option<i64>) -> Option<Instances<'g>> {
    let mut instances = Instances { count: 0, decided_by: Vec::new() };
    for node in numbers {
        let number = match node {
            Some(node) => node.as_i64(),
            None => default,
        };
        instances.count = instances.count.saturating_add(number.filter(|&number| number >= 0)?);
        instances.decided_by.extend(node);
    }
    Some(instances)
}

fn has_node_pools(kafka: Resource<'_>) -> bool {
    kafka.metadata().annotation("strimzi.io/node-pools") == Some("enabled")
}
