//! Engines that keep data: databases, caches, brokers, object stores; what their images, URL schemes and ports are.

use super::ImageReference;

/// Declares the engines, each once: its name for people, URL schemes, ports (the first is the clients'), words by which
/// variables call it, and images.
macro_rules! engines {
    ($($variant:ident $name:literal [$($scheme:literal)*] [$($port:literal)*] [$($word:literal)*] [$($image:literal)*];)+) => {
        /// An engine that keeps data.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)] // the variants are the products' own names
        pub enum Engine {
            $($variant,)+
        }

        impl Engine {
            /// All engines.
            const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its name, for people.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// The engine that the URL scheme `scheme` (in lower case, without `+driver`) speaks to.
            pub fn of_scheme(scheme: &str) -> Option<Self> {
                match scheme {
                    $($($scheme => Some(Self::$variant),)*)+
                    _ => None,
                }
            }

            /// The engine that a word of a variable's name (in upper case) means: `POSTGRES` of `POSTGRES_HOST`.
            pub fn of_word(word: &str) -> Option<Self> {
                match word {
                    $($($word => Some(Self::$variant),)*)+
                    _ => None,
                }
            }

            /// The ports it listens on by default, that of its clients first.
            pub const fn ports(self) -> &'static [u16] {
                match self {
                    $(Self::$variant => &[$($port),*],)+
                }
            }

            /// Its images: a repository's last part, or the last two; a final `*` stands for any rest.
            const fn images(self) -> &'static [&'static str] {
                match self {
                    $(Self::$variant => &[$($image),*],)+
                }
            }
        }
    };
}

// Ports and schemes are those of each product's own documentation.
engines! {
    PostgreSql "PostgreSQL" ["postgres" "postgresql" "pgsql" "postgis" "psql" "pg"] [5432]
        ["POSTGRES" "POSTGRESQL" "PG" "PGSQL" "PGHOST" "PGHOSTADDR" "PGPORT"]
        ["postgres" "postgresql" "postgresql-repmgr" "postgis" "timescaledb" "timescaledb-ha" "spilo" "pgvector"
         "pgvecto-rs" "vectorchord" "cloudnative-vectorchord" "crunchy-postgres*" "percona-distribution-postgresql*"
         "paradedb" "citus" "edb-postgres-advanced"];
    MySql "MySQL" ["mysql" "mysqlx" "mysql2"] [3306 33060] ["MYSQL"]
        ["mysql" "mysql-server" "mysql/community-server" "mysql/enterprise-server" "percona" "percona-server"
         "percona-xtradb-cluster"];
    MariaDb "MariaDB" ["mariadb"] [3306] ["MARIADB"] ["mariadb" "mariadb-galera"];
    MongoDb "MongoDB" ["mongodb" "mongo"] [27017] ["MONGO" "MONGODB"]
        ["mongo" "mongodb" "mongodb-sharded" "mongodb-community-server" "mongodb-enterprise-server"
         "percona-server-mongodb" "ferretdb"];
    Redis "Redis" ["redis" "rediss"] [6379] ["REDIS"]
        ["redis" "redis-cluster" "redis-stack" "redis-stack-server" "redis-master" "redismod"];
    Valkey "Valkey" ["valkey" "valkeys"] [6379] ["VALKEY"]
        ["valkey" "valkey-cluster" "valkey-bundle"];
    KeyDb "KeyDB" ["keydb"] [6379] ["KEYDB"] ["keydb"];
    Dragonfly "Dragonfly" ["dragonfly"] [6379] ["DRAGONFLY"] ["dragonfly" "dragonflydb/dragonfly"];
    Memcached "Memcached" ["memcached" "memcache"] [11211] ["MEMCACHED" "MEMCACHE"] ["memcached"];
    Nats "NATS" ["nats"] [4222 6222 8222] ["NATS"] ["nats" "nats-streaming" "nats-server"];
    Kafka "Kafka" ["kafka"] [9092 9093 9094] ["KAFKA"]
        ["kafka" "cp-kafka" "cp-server" "kafka-native" "apache/kafka" "debezium/kafka"];
    Redpanda "Redpanda" ["redpanda"] [9092 9644] ["REDPANDA"] ["redpanda" "redpanda-unstable"];
    RabbitMq "RabbitMQ" ["amqp" "amqps" "rabbitmq" "pyamqp"] [5672 5671 25672 15672] ["RABBITMQ" "AMQP" "RABBIT"]
        ["rabbitmq" "rabbitmq-server"];
    ActiveMq "ActiveMQ" ["activemq"] [61616 5672 8161] ["ACTIVEMQ"]
        ["activemq" "activemq-classic" "activemq-artemis" "artemis"];
    Pulsar "Pulsar" ["pulsar"] [6650 8080] ["PULSAR"] ["pulsar" "pulsar-all"];
    Minio "MinIO" ["minio"] [9000 9001] ["MINIO"] ["minio"];
    SeaweedFs "SeaweedFS" [] [8333 8888 9333] ["SEAWEEDFS"] ["seaweedfs"];
    Garage "Garage" [] [3900 3901] ["GARAGE"] ["dxflrs/garage" "dxflrs/amd64_garage"];
    Elasticsearch "Elasticsearch" ["elasticsearch"] [9200 9300] ["ELASTICSEARCH" "ELASTIC" "ES"]
        ["elasticsearch" "elasticsearch-oss" "elasticsearch-wolfi"];
    OpenSearch "OpenSearch" ["opensearch"] [9200 9300] ["OPENSEARCH"] ["opensearch"];
    Etcd "etcd" ["etcd"] [2379 2380] ["ETCD"] ["etcd"];
    ZooKeeper "ZooKeeper" ["zookeeper" "zk"] [2181 2888 3888] ["ZOOKEEPER" "ZK"] ["zookeeper" "cp-zookeeper"];
    Consul "Consul" ["consul"] [8500 8300] ["CONSUL"] ["consul" "hashicorp/consul"];
    Cassandra "Cassandra" ["cassandra"] [9042 7000] ["CASSANDRA"]
        ["cassandra" "cass-management-api" "dse-server" "dse-mgmtapi-6_8"];
    ScyllaDb "ScyllaDB" ["scylla" "scylladb"] [9042 19042] ["SCYLLA" "SCYLLADB"]
        ["scylla" "scylladb" "scylla-enterprise"];
    ClickHouse "ClickHouse" ["clickhouse" "clickhouses"] [9000 8123 9009] ["CLICKHOUSE"]
        ["clickhouse" "clickhouse-server"];
    CockroachDb "CockroachDB" ["cockroach" "cockroachdb" "crdb"] [26257 8080] ["COCKROACH" "COCKROACHDB"]
        ["cockroach" "cockroachdb" "cockroach-unstable"];
    YugabyteDb "YugabyteDB" ["yugabyte" "yugabytedb"] [5433 9042] ["YUGABYTE"] ["yugabyte" "yugabytedb"];
    TiDb "TiDB" ["tidb"] [4000] ["TIDB"] ["tidb" "tikv" "tiflash"];
    CouchDb "CouchDB" ["couchdb" "couchdbs"] [5984] ["COUCHDB"] ["couchdb"];
    Couchbase "Couchbase" ["couchbase" "couchbases"] [11210 8091] ["COUCHBASE"] ["couchbase/server" "couchbase"];
    InfluxDb "InfluxDB" ["influxdb" "influx"] [8086] ["INFLUXDB" "INFLUX"]
        ["influxdb" "influxdb-enterprise" "influxdb3-core"];
    Neo4j "Neo4j" ["neo4j" "neo4js" "bolt" "bolts"] [7687 7474] ["NEO4J"] ["neo4j"];
    ArangoDb "ArangoDB" ["arangodb"] [8529] ["ARANGODB" "ARANGO"] ["arangodb" "arangodb/enterprise"];
    SqlServer "SQL Server" ["sqlserver" "mssql"] [1433] ["MSSQL" "SQLSERVER"]
        ["mssql/server" "azure-sql-edge" "mssql-server-linux"];
    Oracle "Oracle Database" ["oracle"] [1521] ["ORACLE"]
        ["oracle-xe" "oracle-free" "database/free" "database/enterprise" "database/express"];
    Qdrant "Qdrant" ["qdrant"] [6333 6334] ["QDRANT"] ["qdrant"];
    Weaviate "Weaviate" ["weaviate"] [8080 50051] ["WEAVIATE"] ["weaviate"];
    Milvus "Milvus" ["milvus"] [19530] ["MILVUS"] ["milvus"];
    Meilisearch "Meilisearch" ["meilisearch"] [7700] ["MEILISEARCH" "MEILI"] ["meilisearch"];
    Typesense "Typesense" ["typesense"] [8108] ["TYPESENSE"] ["typesense"];
    Solr "Solr" ["solr"] [8983] ["SOLR"] ["solr"];
    SurrealDb "SurrealDB" ["surrealdb"] [8000] ["SURREALDB"] ["surrealdb"];
    RethinkDb "RethinkDB" ["rethinkdb"] [28015] ["RETHINKDB"] ["rethinkdb"];
    QuestDb "QuestDB" ["questdb"] [9009 8812 9000] ["QUESTDB"] ["questdb"];
}

impl Engine {
    /// The engine whose server `image` holds, judged by its repository alone: registries and owners vary, since
    /// everybody mirrors and repackages. Exporters, clients, operators, user interfaces and backup tools are no
    /// servers and are named otherwise, which is why names must be equal.
    pub fn of_image(image: &ImageReference<'_>) -> Option<Self> {
        let path = image.repository();
        let (owner, name) = path.rsplit_once('/').map_or(("", path), |(owner, name)| (owner, name));
        if OTHER_OWNERS.contains(&owner.rsplit('/').next().unwrap_or(owner)) {
            return None;
        }
        let fits = |pattern: &&'static str| match pattern.rsplit_once('/') {
            Some((wanted, pattern)) => owner.rsplit('/').next() == Some(wanted) && is_name(pattern, name),
            None => is_name(pattern, name),
        };
        Self::ALL.iter().copied().find(|engine| engine.images().iter().any(fits))
    }

    /// Whether `port` is one it listens on by default.
    pub fn listens_on(self, port: u16) -> bool {
        self.ports().contains(&port)
    }

    /// Whether its clients take URLs of `scheme` (in lower case), or hosts without one.
    pub fn has_scheme(self, scheme: Option<&str>) -> bool {
        let Some(scheme) = scheme else { return true };
        match scheme {
            "http" | "https" => self.speaks_http(),
            "tcp" | "tls" | "ssl" => true,
            _ => Self::of_scheme(scheme).is_some_and(|other| other.speaks_like(self)),
        }
    }

    /// Whether clients speak HTTP to it.
    fn speaks_http(self) -> bool {
        matches!(
            self,
            Self::Elasticsearch
                | Self::OpenSearch
                | Self::ClickHouse
                | Self::InfluxDb
                | Self::CouchDb
                | Self::ArangoDb
                | Self::Qdrant
                | Self::Weaviate
                | Self::Milvus
                | Self::Meilisearch
                | Self::Typesense
                | Self::Solr
                | Self::Minio
                | Self::SeaweedFs
                | Self::Garage
                | Self::Consul
                | Self::Etcd
                | Self::QuestDb
                | Self::SurrealDb
        )
    }

    /// Whether the clients of both speak the same protocol, so that either may stand behind a URL of the other.
    pub fn speaks_like(self, other: Self) -> bool {
        self.protocol() == other.protocol()
    }

    /// The engine after which the protocol is called.
    fn protocol(self) -> Self {
        match self {
            Self::MariaDb | Self::TiDb => Self::MySql,
            Self::CockroachDb | Self::YugabyteDb => Self::PostgreSql,
            Self::Valkey | Self::KeyDb | Self::Dragonfly => Self::Redis,
            Self::Redpanda => Self::Kafka,
            Self::ScyllaDb => Self::Cassandra,
            Self::OpenSearch => Self::Elasticsearch,
            other => other,
        }
    }
}

/// Owners whose images are called like a server and are none: functions, test fixtures, base images of other programs.
const OTHER_OWNERS: [&str; 3] = ["prometheus-community", "openfaas", "testcontainers"];

/// Words that make the name of an image that of another program beside the server.
const NO_SERVERS: [&str; 14] = [
    "exporter",
    "backup",
    "operator",
    "client",
    "tools",
    "init",
    "upgrade",
    "proxy",
    "monitor",
    "admin",
    "bouncer",
    "pgbackrest",
    "restore",
    "ui",
];

/// Whether an image's name is `pattern`, with a version behind it or not (`postgresql-15-c9s`), or starts with what
/// stands before its final `*`.
fn is_name(pattern: &str, name: &str) -> bool {
    let is_server = |rest: &str| !rest.split(['-', '_']).any(|word| NO_SERVERS.contains(&word));
    if let Some(start) = pattern.strip_suffix('*') {
        return name.strip_prefix(start).is_some_and(is_server);
    }
    let Some(rest) = name.strip_prefix(pattern) else { return false };
    let version = rest.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    rest.is_empty() || version.is_some_and(is_server)
}
