//! Operators whose products depend on more than the name of the object: users, databases, settings.

use readylint_yaml::Node;

use super::{Keys, Product, Products, at_path, items, text, text_of};
use crate::graph::TypeCode;
use crate::{Kind, Resource};

/// `CloudNativePG`, documentation page "Connecting from an application" and `pkg/reconciler`.
const CNPG_KEYS: [&str; 11] = [
    "dbname",
    "fqdn-jdbc-uri",
    "fqdn-uri",
    "host",
    "jdbc-uri",
    "password",
    "pgpass",
    "port",
    "uri",
    "user",
    "username",
];

/// Crunchy's operator, `generatePostgresUserSecret`.
const CRUNCHY_KEYS: [&str; 12] = [
    "dbname",
    "host",
    "jdbc-uri",
    "password",
    "pgbouncer-host",
    "pgbouncer-jdbc-uri",
    "pgbouncer-port",
    "pgbouncer-uri",
    "port",
    "uri",
    "user",
    "verifier",
];

pub(super) fn derive(products: &mut Products<'_, '_>) {
    let resource = products.resource;
    match (resource.api_group(), resource.kind_name()) {
        ("acid.zalan.do", "postgresql") => zalando(products),
        ("postgres-operator.crunchydata.com", "PostgresCluster")
        | ("pgv2.percona.com", "PerconaPGCluster") => crunchy(products),
        ("kafka.strimzi.io", "KafkaUser") => kafka_user(products),
        ("mongodbcommunity.mongodb.com", "MongoDBCommunity") => mongodb_community(products),
        ("mongodb.com", "MongoDBUser") => mongodb_user(products),
        ("elasticsearch.k8s.elastic.co", "Elasticsearch") => elastic_user(products),
        ("pxc.percona.com" | "psmdb.percona.com" | "ps.percona.com", _) => percona_users(products),
        ("k8s.mariadb.com", "MariaDB" | "User") => mariadb(products),
        ("ceph.rook.io", "CephObjectStoreUser") => rook_user(products),
        _ => {}
    }
}

/// A CNPG Cluster: `-app`, `-superuser` and certificates, each unless the user brings their own.
pub(super) fn cnpg(products: &mut Products<'_, '_>) {
    let Some((name, site)) = products.own_name() else { return };
    let spec = products.resource.spec();
    let at = |path: &[&str]| at_path(spec?, path).filter(|node| !node.is_null());
    let secret = |suffix| Product::secret(format!("{name}{suffix}"), site);
    let methods = ["initdb", "recovery", "pg_basebackup"];
    let given = methods.into_iter().any(|method| at(&["bootstrap", method, "secret", "name"]).is_some());
    if !given {
        // a restored database has an application user only if it is asked for
        let is_new =
            at(&["bootstrap", "recovery"]).is_none() && at(&["bootstrap", "pg_basebackup"]).is_none();
        products.push(secret("-app").with_keys(Keys::of(CNPG_KEYS)).certain_if(is_new));
    }
    let superuser = at(&["enableSuperuserAccess"]).and_then(Node::as_bool);
    if superuser != Some(false) && at(&["superuserSecret", "name"]).is_none() {
        // on by default before 1.21
        let product = secret("-superuser").with_keys(Keys::of(CNPG_KEYS));
        products.push(product.certain_if(superuser.is_some()));
    }
    for (suffix, given, keys) in [
        ("-ca", "serverCASecret", ["ca.crt", "ca.key"]),
        ("-server", "serverTLSSecret", ["tls.crt", "tls.key"]),
        ("-replication", "replicationTLSSecret", ["tls.crt", "tls.key"]),
    ] {
        if at(&["certificates", given]).is_none() {
            products.push(secret(suffix).with_keys(Keys::of(keys)));
        }
    }
    for suffix in ["-rw", "-ro", "-r"] {
        products.push(Product::new(Kind::Service, format!("{name}{suffix}"), site));
    }
}

/// Zalando: `{user}.{cluster}.credentials.{kind}.{group}` (`secret_name_template`'s default), with `_` of the user as `-`.
/// A user `{namespace}.{name}` has its Secret in that namespace.
fn zalando(products: &mut Products<'_, '_>) {
    let Some((cluster, site)) = products.own_name() else { return };
    let spec = products.resource.spec();
    let entries = |key| spec.and_then(|spec| spec.get(key)).into_iter().flat_map(Node::entries);
    let mut users: Vec<(String, Node<'_>)> =
        ["postgres", "standby", "pooler"].map(|user| (user.to_owned(), site)).into();
    users.extend(entries("users").filter_map(|user| Some((user.key.text()?.to_owned(), user.key))));
    for database in entries("preparedDatabases") {
        let Some(name) = database.key.text() else { continue };
        for role in ["owner", "reader", "writer"] {
            users.push((format!("{name}_{role}_user"), database.key));
        }
        let schemas = database.value.get("schemas").into_iter().flat_map(Node::entries);
        let schemas = schemas.filter_map(|schema| schema.key.text()).chain(["data"]);
        for schema in schemas {
            for role in ["owner", "reader", "writer"] {
                users.push((format!("{name}_{schema}_{role}_user"), database.key));
            }
        }
    }
    for (user, site) in users {
        let name = format!("{}.{cluster}.credentials.postgresql.acid.zalan.do", user.replace('_', "-"));
        let namespace = user.split_once('.').map(|(namespace, _)| namespace);
        let keys = Keys::of(["username", "password"]);
        products.push(Product::secret(name, site).with_keys(keys).in_namespace(namespace));
    }
}

/// Crunchy and Percona: `<cluster>-pguser-<user>`; without `users` one user named as the cluster.
fn crunchy(products: &mut Products<'_, '_>) {
    let Some((cluster, site)) = products.own_name() else { return };
    let users = products.resource.spec().and_then(|spec| spec.get("users")).filter(|users| !users.is_null());
    let named: Vec<(&str, Node<'_>)> = match users {
        Some(users) => {
            users.items().filter_map(|user| Some((text(user, "name")?, user.get("name")?))).collect()
        }
        None => vec![(cluster, site)],
    };
    for (user, site) in named {
        let product = Product::secret(format!("{cluster}-pguser-{user}"), site);
        products.push(product.with_keys(Keys::of(CRUNCHY_KEYS)));
    }
}

/// Strimzi's `KafkaUser`: the keys follow from `authentication.type`; `tls-external` and none at all have no Secret.
fn kafka_user(products: &mut Products<'_, '_>) {
    let Some((name, site)) = products.own_name() else { return };
    let authentication = products.resource.spec().and_then(|spec| spec.get("authentication"));
    let keys: &[&str] = match authentication.and_then(|authentication| text(authentication, "type")) {
        Some("tls") => &["ca.crt", "user.crt", "user.key", "user.p12", "user.password"],
        Some("scram-sha-512") => &["password", "sasl.jaas.config"],
        _ => return,
    };
    let prefix = kafka_of(products.resource)
        .and_then(|kafka| at_path(kafka.spec()?, &["entityOperator", "userOperator", "secretPrefix"]))
        .and_then(text_of)
        .unwrap_or_default();
    let product = Product::secret(format!("{prefix}{name}"), site);
    products.push(product.with_keys(Keys::of(keys.iter().copied())));
}

/// The Kafka that a user belongs to: by the label `strimzi.io/cluster`, in its namespace.
fn kafka_of(user: Resource<'_>) -> Option<Resource<'_>> {
    let graph = user.graph();
    let cluster = graph.symbol(user.metadata().labels().get("strimzi.io/cluster")?)?;
    let kafka = TypeCode::of(Kind::Other, graph.symbol(user.api_group())?, graph.symbol("Kafka")?);
    graph.find(user.id(), kafka, user.namespace_symbol(), cluster)
}

/// `MongoDB` Community: `<resource>-<db>-<user>`, in lower case and with `-` for what names cannot hold, or
/// `connectionStringSecretName` (`MongoDBUser.GetConnectionStringSecretName`).
fn mongodb_community(products: &mut Products<'_, '_>) {
    const KEYS: [&str; 4] =
        ["connectionString.standard", "connectionString.standardSrv", "username", "password"];
    let Some((resource, _)) = products.own_name() else { return };
    let users: Vec<Node<'_>> =
        products.resource.spec().into_iter().flat_map(|spec| items(spec, "users")).collect();
    for user in users {
        let named = user.get("connectionStringSecretName");
        let default = || {
            let (site, database) = (user.get("name")?, text(user, "db").unwrap_or("admin"));
            let name = format!("{resource}-{database}-{}", site.text()?);
            Some(Product::secret(as_name(&name), site))
        };
        let product = Product::named_by(Kind::Secret, named).or_else(default);
        let namespace = text(user, "connectionStringSecretNamespace");
        products.push(product.map(|product| product.with_keys(Keys::of(KEYS)).in_namespace(namespace)));
    }
}

/// What `name` becomes where it has to be a DNS name.
fn as_name(name: &str) -> String {
    let fit = |letter: char| if letter.is_ascii_alphanumeric() || letter == '.' { letter } else { '-' };
    name.to_ascii_lowercase().chars().map(fit).collect::<String>().trim_matches('-').to_owned()
}

/// `MongoDB`'s Enterprise operator: `<MongoDB>-<MongoDBUser>-<db>`, or `connectionStringSecretName`.
fn mongodb_user(products: &mut Products<'_, '_>) {
    let Some((name, site)) = products.own_name() else { return };
    let Some(spec) = products.resource.spec() else { return };
    let named = Product::named_by(Kind::Secret, spec.get("connectionStringSecretName"));
    let default = || {
        let (cluster, database) = (text(spec.get("mongodbResourceRef")?, "name")?, text(spec, "db")?);
        Some(Product::secret(as_name(&format!("{cluster}-{name}-{database}")), site))
    };
    products.push(named.or_else(default));
}

/// Elasticsearch: the password of the user `elastic`, unless that one is switched off.
fn elastic_user(products: &mut Products<'_, '_>) {
    let Some((name, site)) = products.own_name() else { return };
    let off = products.resource.spec().and_then(|spec| at_path(spec, &["auth", "disableElasticUser"]));
    if off.and_then(Node::as_bool) != Some(true) {
        let product = Product::secret(format!("{name}-es-elastic-user"), site);
        products.push(product.with_keys(Keys::of(["elastic"])));
    }
}

/// Percona: the users' Secret is `<cluster>-secrets` unless a field names another one (which the tables read).
fn percona_users(products: &mut Products<'_, '_>) {
    let Some((name, site)) = products.own_name() else { return };
    let Some(spec) = products.resource.spec() else { return };
    let given = text(spec, "secretsName").or_else(|| text(spec.get("secrets")?, "users"));
    if given.is_none() {
        products.push(Product::secret(format!("{name}-secrets"), site));
    }
}

/// `MariaDB` operator: references with `generate: true` to a Secret that need not exist.
fn mariadb(products: &mut Products<'_, '_>) {
    let Some((name, site)) = products.own_name() else { return };
    let Some(spec) = products.resource.spec() else { return };
    for field in ["rootPasswordSecretKeyRef", "passwordSecretKeyRef"] {
        let Some(reference) = spec.get(field) else { continue };
        if reference.get("generate").and_then(Node::as_bool) == Some(true) {
            let keys = Keys::of([text(reference, "key").unwrap_or("password")]);
            let product = Product::named_by(Kind::Secret, reference.get("name"));
            products.push(product.map(|product| product.with_keys(keys)));
        }
    }
    let is_database = products.resource.kind_name() == "MariaDB";
    if is_database && spec.get("rootPasswordSecretKeyRef").is_none() {
        products.push(Product::secret(format!("{name}-root"), site).with_keys(Keys::of(["password"])));
    }
    if is_database {
        for suffix in ["", "-primary", "-secondary"] {
            products.push(Product::new(Kind::Service, format!("{name}{suffix}"), site));
        }
    }
}

/// Rook: `rook-ceph-object-user-<store>-<user>`.
fn rook_user(products: &mut Products<'_, '_>) {
    let Some((name, site)) = products.own_name() else { return };
    let store = products.resource.spec().and_then(|spec| text(spec, "store"));
    let product = store.map(|store| Product::secret(format!("rook-ceph-object-user-{store}-{name}"), site));
    products.push(
        product.map(|it| it.with_keys(Keys::of(["AccessKey", "SecretKey", "Endpoint", "SSLCertSecretName"]))),
    );
}

/// Flagger: the Services and the primary of a Canary, and the autoscaler that it copies (flagger.app, "How it works").
pub(super) fn flagger(products: &mut Products<'_, '_>) {
    let Some(spec) = products.resource.spec() else { return };
    let Some(reference) = spec.get("targetRef").filter(|reference| reference.is_mapping()) else {
        return;
    };
    let Some(target) = text(reference, "name") else { return };
    let Some(site) = reference.get("name") else { return };
    let named = spec.get("service").and_then(|service| service.get("name"));
    let (service, service_site) = match named.and_then(|node| Some((text_of(node)?, node))) {
        Some(named) => named,
        None => (target, site),
    };
    for suffix in ["", "-canary", "-primary"] {
        products.push(Product::new(Kind::Service, format!("{service}{suffix}"), service_site));
    }
    let kind = match text(reference, "kind") {
        Some("DaemonSet") => Kind::DaemonSet,
        _ => Kind::Deployment,
    };
    products.push(Product::new(kind, format!("{target}-primary"), site));
    if let Some(autoscaler) = spec.get("autoscalerRef").filter(|it| text(*it, "kind") != Some("ScaledObject"))
        && let Some(name) = text(autoscaler, "name")
    {
        let made = Kind::HorizontalPodAutoscaler;
        products.push(Product::new(made, format!("{name}-primary"), autoscaler));
    }
}

/// KEDA: the HorizontalPodAutoscaler of a ScaledObject, `keda-hpa-<name>` unless it is named
/// (`advanced.horizontalPodAutoscalerConfig.name`).
pub(super) fn keda(products: &mut Products<'_, '_>) {
    let Some((name, site)) = products.own_name() else { return };
    let named = products
        .resource
        .spec()
        .and_then(|spec| at_path(spec, &["advanced", "horizontalPodAutoscalerConfig", "name"]));
    let kind = Kind::HorizontalPodAutoscaler;
    let product = Product::named_by(kind, named);
    products.push(product.unwrap_or_else(|| Product::new(kind, format!("keda-hpa-{name}"), site)));
}
