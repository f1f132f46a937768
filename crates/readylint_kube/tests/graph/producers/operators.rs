//! Products of operators.

use readylint_kube::Kind;

use super::*;
use crate::support::*;

#[test]
fn clusters_of_cloud_native_pg() {
    let of =
        |spec: &str| vec![object("postgresql.cnpg.io/v1/Cluster", "shop/db", &format!("spec: {{{spec}}}"))];
    let by = "Cluster/shop/db at db";
    let login = "dbname fqdn-jdbc-uri fqdn-uri host jdbc-uri password pgpass port uri user username";
    for (spec, place, expected) in [
        ("", "shop/db-app", format!("{by}: {login}")),
        ("", "shop/db-superuser", format!("{by}: {login}, uncertain")),
        ("enableSuperuserAccess: true", "shop/db-superuser", format!("{by}: {login}")),
        ("enableSuperuserAccess: false", "shop/db-superuser", "nothing".into()),
        ("superuserSecret: {name: own}", "shop/db-superuser", "nothing".into()),
        ("", "shop/db-ca", format!("{by}: ca.crt ca.key")),
        ("", "shop/db-server", format!("{by}: tls.crt tls.key")),
        ("", "shop/db-replication", format!("{by}: tls.crt tls.key")),
        ("certificates: {serverCASecret: own}", "shop/db-ca", "nothing".into()),
        ("bootstrap: {initdb: {secret: {name: own}}}", "shop/db-app", "nothing".into()),
        ("bootstrap: {recovery: {source: old}}", "shop/db-app", format!("{by}: {login}, uncertain")),
        ("", "dev/db-app", "nothing".into()),
        ("", "shop/db", "nothing".into()),
    ] {
        assert_eq!(made(&of(spec), SECRET, place), expected, "{spec} {place}");
    }
    assert_eq!(made(&of(""), Kind::Service, "shop/db-rw"), format!("{by}: ?"));
}

/// Holds the Secrets that an object makes to what is expected: type, spec, the place asked for, site and keys.
#[track_caller]
fn check_operators(cases: &[(&str, &str, &str, String)]) {
    for (kind, spec, place, expected) in cases {
        let docs = [object(kind, "shop/x", &format!("spec: {{{spec}}}"))];
        let name = kind.rsplit_once('/').unwrap().1;
        let expected =
            if expected == "nothing" { expected.clone() } else { format!("{name}/shop/x at {expected}") };
        assert_eq!(made(&docs, SECRET, place), expected, "{kind} {spec}");
    }
}

#[test]
fn databases_of_postgres() {
    let crunchy = "dbname host jdbc-uri password pgbouncer-host pgbouncer-jdbc-uri pgbouncer-port pgbouncer-uri port \
        uri user verifier";
    check_operators(&[
        (
            "acid.zalan.do/v1/postgresql",
            "users: {shop_app: []}",
            "shop/shop-app.x.credentials.postgresql.acid.zalan.do",
            "shop_app: username password".to_owned(),
        ),
        (
            "acid.zalan.do/v1/postgresql",
            "users: {dev.app: []}",
            "dev/dev.app.x.credentials.postgresql.acid.zalan.do",
            "dev.app: username password".into(),
        ),
        (
            "acid.zalan.do/v1/postgresql",
            "",
            "shop/postgres.x.credentials.postgresql.acid.zalan.do",
            "x: username password".into(),
        ),
        (
            "acid.zalan.do/v1/postgresql",
            "preparedDatabases: {foo: {}}",
            "shop/foo-owner-user.x.credentials.postgresql.acid.zalan.do",
            "foo: username password".into(),
        ),
        (
            "postgres-operator.crunchydata.com/v1beta1/PostgresCluster",
            "",
            "shop/x-pguser-x",
            format!("x: {crunchy}"),
        ),
        (
            "postgres-operator.crunchydata.com/v1beta1/PostgresCluster",
            "users: [{name: app}]",
            "shop/x-pguser-app",
            format!("app: {crunchy}"),
        ),
        (
            "postgres-operator.crunchydata.com/v1beta1/PostgresCluster",
            "users: [{name: app}]",
            "shop/x-pguser-x",
            "nothing".into(),
        ),
    ]);
}

#[test]
fn brokers_and_search() {
    check_operators(&[
        (
            "kafka.strimzi.io/v1beta2/KafkaUser",
            "authentication: {type: scram-sha-512}",
            "shop/x",
            "x: password sasl.jaas.config".into(),
        ),
        (
            "kafka.strimzi.io/v1beta2/KafkaUser",
            "authentication: {type: tls}",
            "shop/x",
            "x: ca.crt user.crt user.key user.p12 user.password".into(),
        ),
        (
            "kafka.strimzi.io/v1beta2/KafkaUser",
            "authentication: {type: tls-external}",
            "shop/x",
            "nothing".into(),
        ),
        (
            "kafka.strimzi.io/v1beta2/Kafka",
            "",
            "shop/x-cluster-ca-cert",
            "x: ca.crt ca.p12 ca.password".into(),
        ),
        (
            "rabbitmq.com/v1beta1/RabbitmqCluster",
            "",
            "shop/x-default-user",
            "x: username password host port provider type connection_string default_user.conf".into(),
        ),
        (
            "elasticsearch.k8s.elastic.co/v1/Elasticsearch",
            "auth: {disableElasticUser: true}",
            "shop/x-es-elastic-user",
            "nothing".into(),
        ),
        (
            "elasticsearch.k8s.elastic.co/v1/Elasticsearch",
            "",
            "shop/x-es-http-certs-public",
            "x: ca.crt tls.crt".into(),
        ),
    ]);
}

#[test]
fn other_databases() {
    let mongo = "connectionString.standard connectionString.standardSrv username password";
    check_operators(&[
        (
            "mongodbcommunity.mongodb.com/v1/MongoDBCommunity",
            "users: [{name: App_User, db: admin}]",
            "shop/x-admin-app-user",
            format!("App_User: {mongo}"),
        ),
        (
            "mongodbcommunity.mongodb.com/v1/MongoDBCommunity",
            "users: [{name: app, connectionStringSecretName: url}]",
            "shop/url",
            format!("url: {mongo}"),
        ),
        (
            "mongodb.com/v1/MongoDBUser",
            "db: admin, mongodbResourceRef: {name: rs}",
            "shop/rs-x-admin",
            "x: ?".into(),
        ),
        ("elasticsearch.k8s.elastic.co/v1/Elasticsearch", "", "shop/x-es-elastic-user", "x: elastic".into()),
        ("pxc.percona.com/v1/PerconaXtraDBCluster", "", "shop/x-secrets", "x: ?".into()),
        ("pxc.percona.com/v1/PerconaXtraDBCluster", "secretsName: own", "shop/own", "own: ?".into()),
        ("pxc.percona.com/v1/PerconaXtraDBCluster", "secretsName: own", "shop/x-secrets", "nothing".into()),
        ("psmdb.percona.com/v1/PerconaServerMongoDB", "secrets: {users: own}", "shop/own", "own: ?".into()),
        ("k8s.mariadb.com/v1alpha1/MariaDB", "", "shop/x-root", "x: password".into()),
        (
            "k8s.mariadb.com/v1alpha1/MariaDB",
            "passwordSecretKeyRef: {name: app, key: pw, generate: true}",
            "shop/app",
            "app: pw".into(),
        ),
        (
            "k8s.mariadb.com/v1alpha1/MariaDB",
            "passwordSecretKeyRef: {name: app, key: pw}",
            "shop/app",
            "nothing".into(),
        ),
        (
            "ceph.rook.io/v1/CephObjectStoreUser",
            "store: s3",
            "shop/rook-ceph-object-user-s3-x",
            "x: AccessKey SecretKey Endpoint SSLCertSecretName".into(),
        ),
        ("kubedb.com/v1/Postgres", "", "shop/x-auth", "x: username password".into()),
        ("kubedb.com/v1/Postgres", "authSecret: {name: own}", "shop/x-auth", "nothing".into()),
        ("rabbitmq.com/v1beta1/RabbitmqCluster", "", "dev/x-default-user", "nothing".into()),
    ]);
}

#[test]
fn prefixed_users_of_kafka() {
    let user = object(
        "kafka.strimzi.io/v1beta2/KafkaUser",
        "shop/app",
        "labels: strimzi.io/cluster: main; spec: {authentication: {type: scram-sha-512}}",
    );
    let kafka = |name: &str| {
        let spec = "spec: {entityOperator: {userOperator: {secretPrefix: kafka-}}}";
        object("kafka.strimzi.io/v1beta2/Kafka", name, spec)
    };
    let by = "KafkaUser/shop/app at app: password sasl.jaas.config";
    check_made(
        &[user.clone(), kafka("shop/main")],
        SECRET,
        &[("shop/kafka-app", by), ("shop/app", "nothing")],
    );
    check_made(&[user, kafka("dev/main")], SECRET, &[("shop/app", by), ("shop/kafka-app", "nothing")]);
}

#[test]
fn other_kinds_than_secrets() {
    let set = object(
        "apps/v1/StatefulSet",
        "shop/my-db",
        "spec: {volumeClaimTemplates: [{metadata: {name: my-data}}, {metadata: {name: wal}}]}",
    );
    let by = "StatefulSet/shop/my-db at my-data: ?";
    let claims = [
        ("shop/my-data-my-db-0", by),
        ("shop/my-data-my-db-17", by),
        ("shop/wal-my-db-1", "StatefulSet/shop/my-db at wal: ?"),
        ("shop/my-data-my-db", "nothing"),
        ("shop/my-data-my-db-a", "nothing"),
        ("shop/log-my-db-0", "nothing"),
        ("dev/my-data-my-db-0", "nothing"),
    ];
    check_made(&[set], Kind::PersistentVolumeClaim, &claims);
    let scaled = |advanced: &str| {
        vec![object("keda.sh/v1alpha1/ScaledObject", "shop/web", &format!("spec: {{{advanced}}}"))]
    };
    let autoscaler = Kind::HorizontalPodAutoscaler;
    check_made(&scaled(""), autoscaler, &[("shop/keda-hpa-web", "ScaledObject/shop/web at web: ?")]);
    let named = scaled("advanced: {horizontalPodAutoscalerConfig: {name: own}}");
    check_made(
        &named,
        autoscaler,
        &[("shop/own", "ScaledObject/shop/web at own: ?"), ("shop/keda-hpa-web", "nothing")],
    );
    let canary =
        object("flagger.app/v1beta1/Canary", "shop/web", "spec: {targetRef: {kind: Deployment, name: api}}");
    let by = "Canary/shop/web at api: ?";
    check_made(
        std::slice::from_ref(&canary),
        Kind::Service,
        &[("shop/api", by), ("shop/api-canary", by), ("shop/web", "nothing")],
    );
    check_made(&[canary], Kind::Deployment, &[("shop/api-primary", by), ("shop/api", "nothing")]);
}
