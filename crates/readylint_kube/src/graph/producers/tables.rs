//! Operators whose products follow from the name of the object, or from one field, as tables.

use readylint_yaml::Node;

use super::{Keys, Product, Products, at_path, text};
use crate::Kind;

/// What an operator makes of every object of a type: a suffix to the object's name, and the keys (none listed: unknown).
struct Suffixed {
    group: &'static str,
    kind: &'static str,
    made: &'static [(Kind, &'static str, &'static [&'static str])],
}

const ANY_KEY: &[&str] = &[];
const TLS: &[&str] = &["tls.crt", "tls.key"];
const TLS_AND_CA: &[&str] = &["tls.crt", "tls.key", "ca.crt"];
const LOGIN: &[&str] = &["username", "password"];

/// Sources: the operators' own documentation and the functions that name their objects.
const SUFFIXED: &[Suffixed] = &[
    // Strimzi, ResourceUtils of `AbstractModel`
    Suffixed {
        group: "kafka.strimzi.io",
        kind: "Kafka",
        made: &[
            (Kind::Secret, "-cluster-ca-cert", &["ca.crt", "ca.p12", "ca.password"]),
            (Kind::Secret, "-cluster-ca", &["ca.key"]),
            (Kind::Secret, "-clients-ca-cert", &["ca.crt", "ca.p12", "ca.password"]),
            (Kind::Secret, "-clients-ca", &["ca.key"]),
            (Kind::Secret, "-cluster-operator-certs", ANY_KEY),
            (Kind::Service, "-kafka-bootstrap", ANY_KEY),
            (Kind::Service, "-kafka-brokers", ANY_KEY),
        ],
    },
    Suffixed {
        group: "kafka.strimzi.io",
        kind: "KafkaConnect",
        made: &[(Kind::Service, "-connect-api", ANY_KEY)],
    },
    Suffixed {
        group: "kafka.strimzi.io",
        kind: "KafkaBridge",
        made: &[(Kind::Service, "-bridge-service", ANY_KEY)],
    },
    // RabbitMQ cluster operator, internal/resource/default_user_secret.go
    Suffixed {
        group: "rabbitmq.com",
        kind: "RabbitmqCluster",
        made: &[
            (
                Kind::Secret,
                "-default-user",
                &[
                    "username",
                    "password",
                    "host",
                    "port",
                    "provider",
                    "type",
                    "connection_string",
                    "default_user.conf",
                ],
            ),
            (Kind::Secret, "-erlang-cookie", &[".erlang.cookie"]),
            (Kind::Service, "", ANY_KEY),
            (Kind::Service, "-nodes", ANY_KEY),
        ],
    },
    // messaging topology operator
    Suffixed { group: "rabbitmq.com", kind: "User", made: &[(Kind::Secret, "-user-credentials", ANY_KEY)] },
    // Elastic Cloud on Kubernetes, pkg/controller/*/name
    Suffixed {
        group: "elasticsearch.k8s.elastic.co",
        kind: "Elasticsearch",
        made: &[
            (Kind::Secret, "-es-http-certs-public", &["ca.crt", "tls.crt"]),
            (Kind::Secret, "-es-http-certs-internal", TLS_AND_CA),
            (Kind::Secret, "-es-http-ca-internal", TLS),
            (Kind::Secret, "-es-transport-certs-public", &["ca.crt"]),
            (Kind::Secret, "-es-transport-ca-internal", TLS),
            (Kind::Secret, "-es-remote-ca", ANY_KEY),
            (Kind::Secret, "-es-internal-users", ANY_KEY),
            (Kind::Secret, "-es-xpack-file-realm", ANY_KEY),
            (Kind::Service, "-es-http", ANY_KEY),
            (Kind::Service, "-es-transport", ANY_KEY),
        ],
    },
    Suffixed {
        group: "kibana.k8s.elastic.co",
        kind: "Kibana",
        made: &[
            (Kind::Secret, "-kb-http-certs-public", &["ca.crt", "tls.crt"]),
            (Kind::Secret, "-kb-http-certs-internal", TLS_AND_CA),
            (Kind::Secret, "-kb-config", ANY_KEY),
            (Kind::Secret, "-kibana-user", ANY_KEY),
            (Kind::Service, "-kb-http", ANY_KEY),
        ],
    },
    Suffixed {
        group: "apm.k8s.elastic.co",
        kind: "ApmServer",
        made: &[
            (Kind::Secret, "-apm-token", &["secret-token"]),
            (Kind::Secret, "-apm-http-certs-public", &["ca.crt", "tls.crt"]),
            (Kind::Service, "-apm-http", ANY_KEY),
        ],
    },
    Suffixed {
        group: "agent.k8s.elastic.co",
        kind: "Agent",
        made: &[
            (Kind::Secret, "-agent-http-certs-public", &["ca.crt", "tls.crt"]),
            (Kind::Service, "-agent-http", ANY_KEY),
        ],
    },
    // Crunchy's operator, internal/naming
    Suffixed {
        group: "postgres-operator.crunchydata.com",
        kind: "PostgresCluster",
        made: &[
            (Kind::Secret, "-cluster-cert", TLS_AND_CA),
            (Kind::Secret, "-replication-cert", TLS_AND_CA),
            (Kind::Service, "-primary", ANY_KEY),
            (Kind::Service, "-replicas", ANY_KEY),
            (Kind::Service, "-ha", ANY_KEY),
            (Kind::Service, "-pods", ANY_KEY),
            (Kind::Service, "-pgbouncer", ANY_KEY),
        ],
    },
    Suffixed {
        group: "pgv2.percona.com",
        kind: "PerconaPGCluster",
        made: &[
            (Kind::Secret, "-cluster-cert", TLS_AND_CA),
            (Kind::Secret, "-replication-cert", TLS_AND_CA),
            (Kind::Service, "-primary", ANY_KEY),
            (Kind::Service, "-replicas", ANY_KEY),
            (Kind::Service, "-ha", ANY_KEY),
            (Kind::Service, "-pgbouncer", ANY_KEY),
        ],
    },
    Suffixed {
        group: "pxc.percona.com",
        kind: "PerconaXtraDBCluster",
        made: &[
            (Kind::Secret, "-ssl", TLS_AND_CA),
            (Kind::Secret, "-ssl-internal", TLS_AND_CA),
            (Kind::Service, "-pxc", ANY_KEY),
            (Kind::Service, "-haproxy", ANY_KEY),
            (Kind::Service, "-haproxy-replicas", ANY_KEY),
            (Kind::Service, "-proxysql", ANY_KEY),
        ],
    },
    Suffixed {
        group: "psmdb.percona.com",
        kind: "PerconaServerMongoDB",
        made: &[
            (Kind::Secret, "-ssl", TLS_AND_CA),
            (Kind::Secret, "-ssl-internal", TLS_AND_CA),
            (Kind::Secret, "-mongodb-keyfile", ANY_KEY),
            (Kind::Secret, "-mongodb-encryption-key", ANY_KEY),
            (Kind::Service, "-mongos", ANY_KEY),
            (Kind::Service, "-rs0", ANY_KEY),
        ],
    },
    Suffixed {
        group: "acid.zalan.do",
        kind: "postgresql",
        made: &[
            (Kind::Service, "", ANY_KEY),
            (Kind::Service, "-repl", ANY_KEY),
            (Kind::Service, "-pooler", ANY_KEY),
            (Kind::Service, "-pooler-repl", ANY_KEY),
        ],
    },
    Suffixed {
        group: "mongodbcommunity.mongodb.com",
        kind: "MongoDBCommunity",
        made: &[(Kind::Service, "-svc", ANY_KEY)],
    },
    Suffixed {
        group: "grafana.integreatly.org",
        kind: "Grafana",
        made: &[
            (Kind::Secret, "-admin-credentials", &["GF_SECURITY_ADMIN_USER", "GF_SECURITY_ADMIN_PASSWORD"]),
            (Kind::Service, "-service", ANY_KEY),
        ],
    },
    Suffixed {
        group: "k8s.keycloak.org",
        kind: "Keycloak",
        made: &[(Kind::Secret, "-initial-admin", LOGIN), (Kind::Service, "-service", ANY_KEY)],
    },
    Suffixed {
        group: "objectbucket.io",
        kind: "ObjectBucketClaim",
        made: &[
            (Kind::Secret, "", &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]),
            (
                Kind::ConfigMap,
                "",
                &["BUCKET_HOST", "BUCKET_NAME", "BUCKET_PORT", "BUCKET_REGION", "BUCKET_SUBREGION"],
            ),
        ],
    },
    Suffixed {
        group: "cdi.kubevirt.io",
        kind: "DataVolume",
        made: &[(Kind::PersistentVolumeClaim, "", ANY_KEY)],
    },
    Suffixed {
        group: "serving.knative.dev",
        kind: "Service",
        made: &[(Kind::Service, "", ANY_KEY), (Kind::Service, "-private", ANY_KEY)],
    },
];

/// Where objects of a type say the name of what they make.
struct Named {
    group: &'static str,
    kind: &'static str,
    path: &'static [&'static str],
    /// Whether it is the object's own name if the field is absent.
    or_own: bool,
}

const fn own(group: &'static str, kind: &'static str) -> Named {
    Named { group, kind, path: &[], or_own: true }
}

/// Secrets with one name; their keys are up to the store.
const NAMED: &[Named] = &[
    own("onepassword.com", "OnePasswordItem"),
    Named {
        group: "k8s.bitwarden.com",
        kind: "BitwardenSecret",
        path: &["spec", "secretName"],
        or_own: false,
    },
    Named {
        group: "spv.no",
        kind: "AzureKeyVaultSecret",
        path: &["spec", "output", "secret", "name"],
        or_own: false,
    },
    own("ricoberger.de", "VaultSecret"),
    Named {
        group: "redhatcop.redhat.io",
        kind: "VaultSecret",
        path: &["spec", "output", "name"],
        or_own: false,
    },
    // the predecessor of External Secrets Operator
    own("kubernetes-client.io", "ExternalSecret"),
    own("craftypath.github.io", "SopsSecret"),
    own("secretgenerator.mittwald.de", "StringSecret"),
    own("secretgenerator.mittwald.de", "BasicAuth"),
    own("secretgenerator.mittwald.de", "SSHKeyPair"),
    own("secretgen.k14s.io", "Certificate"),
    own("secretgen.k14s.io", "Password"),
    own("secretgen.k14s.io", "RSAKey"),
    own("secretgen.k14s.io", "SSHKey"),
    own("secretgen.carvel.dev", "SecretImport"),
    own("secretgen.carvel.dev", "SecretTemplate"),
    Named { group: "access.strimzi.io", kind: "KafkaAccess", path: &["spec", "secretName"], or_own: true },
    Named { group: "k8s.mariadb.com", kind: "Connection", path: &["spec", "secretName"], or_own: true },
    Named {
        group: "services.cloud.sap.com",
        kind: "ServiceBinding",
        path: &["spec", "secretName"],
        or_own: true,
    },
    Named {
        group: "infra.contrib.fluxcd.io",
        kind: "Terraform",
        path: &["spec", "writeOutputsToSecret", "name"],
        or_own: false,
    },
    Named {
        group: "pxc.percona.com",
        kind: "PerconaXtraDBCluster",
        path: &["spec", "secretsName"],
        or_own: false,
    },
    Named {
        group: "psmdb.percona.com",
        kind: "PerconaServerMongoDB",
        path: &["spec", "secrets", "users"],
        or_own: false,
    },
];

/// What the tables say about the object.
pub(super) fn derive(products: &mut Products<'_, '_>) {
    let resource = products.resource;
    let Some((name, site)) = products.own_name() else { return };
    let (group, kind) = (resource.api_group(), resource.kind_name());
    for row in SUFFIXED.iter().filter(|row| row.group == group && row.kind == kind) {
        for &(made, suffix, keys) in row.made {
            let keys = if keys.is_empty() { Keys::Unknown } else { Keys::of(keys.iter().copied()) };
            products.push(Product::new(made, format!("{name}{suffix}"), site).with_keys(keys));
        }
    }
    for row in NAMED.iter().filter(|row| row.group == group && row.kind == kind) {
        let field = at_path(resource.node(), row.path).filter(|_| !row.path.is_empty());
        let own = || row.or_own.then(|| Product::secret(name, site));
        products.push(Product::named_by(Kind::Secret, field).or_else(own));
    }
    // every database of KubeDB has its login, unless it is told to take another one
    if group == "kubedb.com" {
        let given = resource.spec().and_then(|spec| spec.get("authSecret"));
        if given.and_then(|given| text(given, "name")).is_none() {
            products.push(
                Product::secret(format!("{name}-auth"), site).with_keys(Keys::of(LOGIN.iter().copied())),
            );
        }
        products.push(Product::new(Kind::Service, name, site));
    }
    connection_secret(products);
}

/// What Crossplane's managed resources and claims write their connection details into: a field that all of them have.
fn connection_secret(products: &mut Products<'_, '_>) {
    let Some(spec) = products.resource.spec() else { return };
    let Some(reference) = spec.get("writeConnectionSecretToRef").filter(|it: &Node<'_>| it.is_mapping())
    else {
        return;
    };
    let product = Product::named_by(Kind::Secret, reference.get("name"));
    products.push(product.map(|product| product.in_namespace(text(reference, "namespace"))));
}
