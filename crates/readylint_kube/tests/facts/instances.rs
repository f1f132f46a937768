use readylint_kube::facts::instances;

use super::support::*;

/// `count at texts` of a custom resource; `-` if it has no number.
fn answer(kind: &str, body: &str) -> String {
    let graph = graph_of(&[object(kind, "db", body)]);
    let Some(found) = instances(graph.resources().next().unwrap()) else {
        return "-".into();
    };
    let places: Vec<&str> = found.decided_by.iter().map(|node| node.raw()).collect();
    format!("{} at {}", found.count, places.join("+"))
}

#[test]
fn operators() {
    for (kind, spec, expected) in [
        ("postgresql.cnpg.io/v1/Cluster", "instances: 3", "3 at 3"),
        ("postgresql.cnpg.io/v1/Cluster", "", "1 at "),
        ("postgresql.cnpg.io/v1/Cluster", "instances: ", "1 at "),
        ("postgresql.cnpg.io/v1/Pooler", "instances: 2", "2 at 2"),
        ("acid.zalan.do/v1/postgresql", "numberOfInstances: 2", "2 at 2"),
        ("acid.zalan.do/v1/postgresql", "", "-"),
        (
            "postgres-operator.crunchydata.com/v1beta1/PostgresCluster",
            "instances: [{replicas: 2}, {name: b}]",
            "3 at 2",
        ),
        ("postgres-operator.crunchydata.com/v1beta1/PostgresCluster", "instances: []", "-"),
        ("pgv2.percona.com/v2/PerconaPGCluster", "instances: [{replicas: 3}]", "3 at 3"),
        ("pxc.percona.com/v1/PerconaXtraDBCluster", "pxc: {size: 3}, haproxy: {size: 2}", "3 at 3"),
        ("ps.percona.com/v1/PerconaServerMySQL", "mysql: {size: 3}", "3 at 3"),
        ("psmdb.percona.com/v1/PerconaServerMongoDB", "replsets: [{size: 3}, {size: 3}]", "6 at 3+3"),
        ("psmdb.percona.com/v1/PerconaServerMongoDB", "replsets: [{size: 3}, {name: b}]", "-"),
        ("mysql.oracle.com/v2/InnoDBCluster", "instances: 3, router: {instances: 1}", "3 at 3"),
        ("k8s.mariadb.com/v1alpha1/MariaDB", "replicas: 3", "3 at 3"),
        ("mongodbcommunity.mongodb.com/v1/MongoDBCommunity", "members: 3", "3 at 3"),
        ("kafka.strimzi.io/v1beta2/Kafka", "kafka: {replicas: 3}, zookeeper: {replicas: 3}", "3 at 3"),
        ("kafka.strimzi.io/v1beta2/Kafka", "kafka: {}", "-"),
        ("kafka.strimzi.io/v1beta2/KafkaNodePool", "replicas: 3", "3 at 3"),
        ("rabbitmq.com/v1beta1/RabbitmqCluster", "replicas: 3", "3 at 3"),
        ("rabbitmq.com/v1beta1/RabbitmqCluster", "", "1 at "),
        ("elasticsearch.k8s.elastic.co/v1/Elasticsearch", "nodeSets: [{count: 3}, {count: 2}]", "5 at 3+2"),
        ("redis.redis.opstreelabs.in/v1beta2/RedisReplication", "clusterSize: 3", "3 at 3"),
        ("databases.spotahome.com/v1/RedisFailover", "redis: {replicas: 2}", "2 at 2"),
        ("databases.spotahome.com/v1/RedisFailover", "sentinel: {replicas: 5}", "3 at "),
        ("minio.min.io/v2/Tenant", "pools: [{servers: 4}]", "4 at 4"),
        // other kinds, groups and values
        ("postgresql.cnpg.io/v1/Backup", "instances: 3", "-"),
        ("example.com/v1/Cluster", "instances: 3", "-"),
        ("apps/v1/Deployment", "replicas: 3", "-"),
        ("postgresql.cnpg.io/v1/Cluster", "instances: many", "-"),
        ("postgresql.cnpg.io/v1/Cluster", "instances: -1", "-"),
        ("elasticsearch.k8s.elastic.co/v1/Elasticsearch", "nodeSets: 3", "-"),
    ] {
        assert_eq!(answer(kind, &format!("spec: {{{spec}}}")), expected, "{kind} {spec}");
    }
    assert_eq!(answer("postgresql.cnpg.io/v1/Cluster", ""), "-");
}

#[test]
fn node_pools_decide_for_their_kafka() {
    let kafka = "{apiVersion: kafka.strimzi.io/v1beta2, kind: Kafka, metadata: {name: k, annotations: \
        {strimzi.io/node-pools: MODE}}, spec: {kafka: {replicas: 3}}}";
    for (mode, expected) in [("enabled", None), ("disabled", Some(3))] {
        let graph = graph_of(&[kafka.replace("MODE", mode)]);
        let found = instances(graph.resources().next().unwrap());
        assert_eq!(found.map(|found| found.count), expected, "{mode}");
    }
}

#[test]
fn counts_are_bounded() {
    let sets = |count: usize| vec!["{count: 9000000000000000000}"; count].join(", ");
    let elastic = "elasticsearch.k8s.elastic.co/v1/Elasticsearch";
    let found = answer(elastic, &format!("spec: {{nodeSets: [{}]}}", sets(2)));
    assert!(found.starts_with("9223372036854775807 at "), "{found}");
    assert_eq!(answer(elastic, &format!("spec: {{nodeSets: [{}]}}", sets(2000))), "-");
}
