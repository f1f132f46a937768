//! Datastores that operators run for custom resources, and the Services they make for them.

use crate::graph::TypeCode;
use crate::{Kind, Resource, ResourceGraph, Symbol};
use readylint_scalars::Engine;

/// A custom resource that a database operator turns into a datastore.
#[derive(Clone, Copy, Debug)]
pub struct DatastoreResource<'g> {
    /// The engine.
    pub engine: Engine,
    /// The resource.
    pub resource: Resource<'g>,
}

/// What an operator makes of a kind.
struct Operated {
    group: &'static str,
    kind: &'static str,
    engine: Engine,
    /// The Services it makes, each as what stands before and behind the resource's name, which a few lack.
    services: &'static [(&'static str, Option<&'static str>)],
}

/// Declares the kinds, each with the Services of an object `*`.
macro_rules! operated {
    ($($group:literal $kind:literal $engine:ident [$($service:literal)*];)+) => {
        const OPERATED: &[Operated] = &[$(
            Operated {
                group: $group,
                kind: $kind,
                engine: Engine::$engine,
                services: &[$(around($service)),*],
            },
        )+];
    };
}

/// What stands before and behind the `*` of `pattern`.
const fn around(pattern: &'static str) -> (&'static str, Option<&'static str>) {
    let bytes = pattern.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'*' {
            let (before, rest) = pattern.split_at(at);
            return (before, Some(rest.split_at(1).1));
        }
        at += 1;
    }
    (pattern, None)
}

// The names of the Services are those of each operator's documentation.
operated! {
    "postgresql.cnpg.io" "Cluster" PostgreSql ["*-rw" "*-ro" "*-r" "*-any"];
    "postgresql.cnpg.io" "Pooler" PostgreSql ["*"];
    "acid.zalan.do" "postgresql" PostgreSql ["*" "*-repl" "*-pooler" "*-pooler-repl"];
    "postgres-operator.crunchydata.com" "PostgresCluster" PostgreSql
        ["*-primary" "*-replicas" "*-ha" "*-pgbouncer" "*-pods"];
    "pgv2.percona.com" "PerconaPGCluster" PostgreSql ["*-primary" "*-replicas" "*-ha" "*-pgbouncer" "*-pods"];
    "stackgres.io" "SGCluster" PostgreSql ["*" "*-primary" "*-replicas"];
    "kubedb.com" "Postgres" PostgreSql ["*" "*-pods" "*-standby"];
    "pxc.percona.com" "PerconaXtraDBCluster" MySql
        ["*-haproxy" "*-haproxy-replicas" "*-proxysql" "*-pxc" "*-pxc-unready"];
    "ps.percona.com" "PerconaServerMySQL" MySql ["*-haproxy" "*-router" "*-mysql" "*-mysql-primary"];
    "mysql.oracle.com" "InnoDBCluster" MySql ["*" "*-instances"];
    "mysql.presslabs.org" "MysqlCluster" MySql ["*-mysql" "*-mysql-master" "*-mysql-replicas"];
    "kubedb.com" "MySQL" MySql ["*" "*-pods" "*-standby"];
    "k8s.mariadb.com" "MariaDB" MariaDb ["*" "*-primary" "*-secondary" "*-internal"];
    "k8s.mariadb.com" "MaxScale" MariaDb ["*" "*-internal"];
    "kubedb.com" "MariaDB" MariaDb ["*" "*-pods"];
    "pingcap.com" "TidbCluster" TiDb ["*-tidb" "*-tidb-peer"];
    "psmdb.percona.com" "PerconaServerMongoDB" MongoDb ["*-mongos" "*-rs0" "*-cfg"];
    "mongodbcommunity.mongodb.com" "MongoDBCommunity" MongoDb ["*-svc"];
    "mongodb.com" "MongoDB" MongoDb ["*-svc" "*-svc-external"];
    "kubedb.com" "MongoDB" MongoDb ["*" "*-pods"];
    "databases.spotahome.com" "RedisFailover" Redis ["rfs-*" "rfr-*" "rfrm-*" "rfrs-*"];
    "redis.redis.opstreelabs.in" "Redis" Redis ["*" "*-headless" "*-additional"];
    "redis.redis.opstreelabs.in" "RedisReplication" Redis ["*" "*-headless" "*-master" "*-replica" "*-additional"];
    "redis.redis.opstreelabs.in" "RedisCluster" Redis
        ["*-leader" "*-follower" "*-leader-headless" "*-follower-headless" "*-master"];
    "app.redislabs.com" "RedisEnterpriseDatabase" Redis ["*" "*-headless"];
    "kubedb.com" "Redis" Redis ["*" "*-pods"];
    "dragonflydb.io" "Dragonfly" Dragonfly ["*"];
    "kubedb.com" "Memcached" Memcached ["*" "*-pods"];
    "kafka.strimzi.io" "Kafka" Kafka ["*-kafka-bootstrap" "*-kafka-brokers"];
    "platform.confluent.io" "Kafka" Kafka ["*" "*-bootstrap"];
    "kubedb.com" "Kafka" Kafka ["*-broker" "*-pods"];
    "cluster.redpanda.com" "Redpanda" Redpanda ["*"];
    "rabbitmq.com" "RabbitmqCluster" RabbitMq ["*" "*-nodes"];
    "minio.min.io" "Tenant" Minio ["minio" "*-hl" "*-console"];
    "seaweed.seaweedfs.com" "Seaweed" SeaweedFs ["*-filer" "*-master" "*-s3"];
    "elasticsearch.k8s.elastic.co" "Elasticsearch" Elasticsearch ["*-es-http" "*-es-internal-http" "*-es-transport"];
    "kubedb.com" "Elasticsearch" Elasticsearch ["*" "*-pods" "*-master"];
    "opensearch.opster.io" "OpenSearchCluster" OpenSearch ["*" "*-discovery"];
    "opensearch.org" "OpenSearchCluster" OpenSearch ["*" "*-discovery"];
    "operator.etcd.io" "EtcdCluster" Etcd ["*"];
    "druid.gardener.cloud" "Etcd" Etcd ["*-client" "*-peer"];
    "zookeeper.pravega.io" "ZookeeperCluster" ZooKeeper ["*-client" "*-headless"];
    "cassandra.datastax.com" "CassandraDatacenter" Cassandra ["*-service" "*-all-pods-service"];
    "k8ssandra.io" "K8ssandraCluster" Cassandra ["*-service"];
    "scylla.scylladb.com" "ScyllaCluster" ScyllaDb ["*-client"];
    "clickhouse.altinity.com" "ClickHouseInstallation" ClickHouse ["clickhouse-*"];
    "crdb.cockroachlabs.com" "CrdbCluster" CockroachDb ["*" "*-public"];
    "couchbase.com" "CouchbaseCluster" Couchbase ["*" "*-srv" "*-ui"];
    "database.arangodb.com" "ArangoDeployment" ArangoDb ["*" "*-ea" "*-int"];
    "neo4j.com" "Neo4jCluster" Neo4j ["*-client"];
}

/// The datastore that an operator makes of `resource`, by its group and kind.
pub fn datastore_of_resource(resource: Resource<'_>) -> Option<DatastoreResource<'_>> {
    // nothing built in is one, and that is most
    if !matches!(resource.kind(), Kind::Other | Kind::CnpgCluster) {
        return None;
    }
    let (group, kind) = (resource.api_group(), resource.kind_name());
    let operated = OPERATED.iter().find(|operated| operated.kind == kind && operated.group == group)?;
    Some(DatastoreResource { engine: operated.engine, resource })
}

/// The custom resource of `namespace` for which an operator makes a Service called `service`, as `from` sees it.
pub fn datastore_resource_of_service<'g>(
    from: Resource<'g>,
    namespace: Option<&str>,
    service: &str,
) -> Option<DatastoreResource<'g>> {
    let graph = from.graph();
    let namespace = match namespace {
        Some(namespace) => Some(graph.symbol(namespace)?),
        None => None,
    };
    OPERATED.iter().find_map(|operated| {
        let resource = operated.services.iter().find_map(|(before, behind)| {
            let Some(behind) = behind else {
                // called the same for every object: that of the only one of the namespace
                return if service == *before {
                    only(graph, type_of(graph, operated)?, namespace)
                } else {
                    None
                };
            };
            let name = service.strip_prefix(before)?.strip_suffix(behind).filter(|name| !name.is_empty())?;
            graph.find(from.id(), type_of(graph, operated)?, namespace, graph.symbol(name)?)
        })?;
        Some(DatastoreResource { engine: operated.engine, resource })
    })
}

/// The type's number, if the graph has objects of it.
fn type_of(graph: &ResourceGraph, operated: &Operated) -> Option<TypeCode> {
    let kind = Kind::of(operated.group, operated.kind);
    Some(TypeCode::of(kind, graph.symbol(operated.group)?, graph.symbol(operated.kind)?))
}

fn only(graph: &ResourceGraph, of: TypeCode, namespace: Option<Symbol>) -> Option<Resource<'_>> {
    match graph.index().in_scope(of, namespace) {
        &[id] => Some(graph.resource(id)),
        _ => None,
    }
}
