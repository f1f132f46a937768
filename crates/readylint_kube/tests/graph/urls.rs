use super::support::*;

fn service(name: &str, labels: &str, ports: &str) -> String {
    object("v1/Service", name, &format!("spec: {{selector: {{{labels}}}, ports: [{ports}]}}"))
}

/// A StatefulSet `postgres` in `voting-data` with its Service.
fn postgres() -> Vec<String> {
    let container = "image: \"postgres:16\", ports: [{name: pg, containerPort: 5432}]";
    vec![
        workload("apps/v1/StatefulSet", "voting-data/postgres", "app: postgres", container, ""),
        service("voting-data/postgres", "app: postgres", "{port: 5432, targetPort: pg}"),
    ]
}

/// The edges of `relation` from a Deployment `voting/vote` with these fields of its container, besides `docs`.
fn edges_of(relation: &str, container: &str, docs: &[String]) -> Vec<String> {
    let client = deployment("voting/vote", "app: vote", container, "");
    let docs: Vec<String> = std::iter::once(client).chain(docs.iter().cloned()).collect();
    let graph = graph_of(&docs);
    let strip = |edge: String| edge.replace("Deployment/voting/vote:", "").replace("container api -> ", "");
    edges(&graph, relation).into_iter().map(strip).collect()
}

fn env(name: &str, value: &str) -> String {
    format!("env: [{{name: {name}, value: \"{value}\"}}]")
}

#[test]
fn urls() {
    let pg = postgres();
    let found = "Service/voting-data/postgres:port 5432";
    let without = "Service/voting-data/postgres without it";
    for (name, value, expected) in [
        ("U", "postgresql://vote:pw@postgres.voting-data.svc:5432/votes?sslmode=require", found),
        ("U", "postgresql://vote:$(PW)@postgres.voting-data.svc/votes", found),
        ("U", "postgres://postgres.voting-data/votes", found),
        ("U", "postgres.voting-data.svc.cluster.local:5432", found),
        ("U", "POSTGRES.voting-data.svc:5432", found),
        ("U", "postgres.voting-data.svc", found),
        ("U", "postgres://postgres-0.postgres.voting-data.svc:5432/x", found),
        ("U", "jdbc:postgresql://postgres.voting-data:5432/x", found),
        // wrong port
        ("U", "postgresql://postgres.voting-data.svc:5433/votes", without),
        ("U", "http://postgres.voting-data.svc/", without),
        ("U", "postgres.voting-data:1", without),
        // a port to be filled in
        ("U", "postgres.voting-data.svc:$(PORT)", found),
        // wrong namespace, wrong name
        ("U", "postgres://postgres.voting.svc/x", "missing"),
        ("U", "postgres://postgras.voting-data.svc/x", "missing"),
        ("U", "postgres://postgres.elsewhere.svc/x", "missing"),
        ("U", "postgres://postgres.voting:5432/x", "missing"),
        ("U", "postgres://postgres/x", "missing"),
        ("DB_HOST", "postgras", "missing"),
        ("API_URL", "http://api:8080", "missing"),
        // cannot tell
        ("U", "http://nowhere/x", "-"),
        ("U", "postgres:5432", "-"),
        ("U", "postgres.elsewhere:5432", "-"),
        ("U", "http://www.example.com/", "-"),
        ("U", "http://localhost:5432", "-"),
        ("U", "http://10.0.0.1:5432", "-"),
        ("U", "http://$(HOST):5432", "-"),
        ("U", "https://kubernetes.default.svc", "-"),
        ("U", "http://vote", "-"),
        ("IMAGE", "postgres:16", "-"),
        ("API_URL", "users", "-"),
        ("LOG_LEVEL", "info", "-"),
    ] {
        let edges = edges_of("url-svc", &env(name, value), &pg);
        let expected = if expected == "-" { "" } else { expected };
        assert_eq!(edges.join("; "), expected, "{name}={value}");
    }
}

#[test]
fn what_is_asked_never_shows_a_password() {
    let docs = [deployment("vote", "", &env("U", "postgres://vote:hunter2@postgras.data.svc/x"), "")];
    check_asked(&docs, "url-svc", &["postgras.data.svc:5432"]);
    let docs = [deployment("vote", "", &env("U", "postgres://vote:hunter2@db.example.com/x"), "")];
    check_asked(&docs, "url-datastore", &["db.example.com:5432"]);
}

#[test]
fn names_without_namespace() {
    let own = [service("voting/redis", "app: redis", "{port: 6379}")];
    for (value, expected) in [
        ("redis://redis", "Service/voting/redis:port 6379"),
        ("redis:6379", "Service/voting/redis:port 6379"),
        ("redis://redis:1", "Service/voting/redis without it"),
        // the tag of an image
        ("redis:7", ""),
    ] {
        assert_eq!(edges_of("url-svc", &env("X", value), &own).join("; "), expected, "{value}");
    }
    assert_eq!(
        edges_of("url-svc", &env("REDIS_ADDR", "redis:7"), &own).join("; "),
        "Service/voting/redis without it"
    );
    let alias = "env: [{name: REDIS_HOST, value: redis}]";
    let docs = [deployment("web", "", alias, "hostAliases: [{ip: 10.0.0.1, hostnames: [redis]}]")];
    check(&docs, "url-svc", &[]);
    let docs = [deployment("web", "", alias, "dnsPolicy: Default")];
    check(&docs, "url-svc", &[]);
    // without a namespace the one in the name may be the own
    let docs = [
        deployment("web", "", &env("X", "redis://redis.shop.svc"), ""),
        service("redis", "a: b", "{port: 6379}"),
    ];
    check(&docs, "url-svc", &[]);
    check(&docs[..1], "url-svc", &["Deployment/web:container api -> missing"]);
}

#[test]
fn kinds_of_services() {
    let headless =
        object("v1/Service", "voting/db", "spec: {clusterIP: None, selector: {app: db}, ports: [{port: 1}]}");
    let pods = workload("apps/v1/StatefulSet", "voting/db", "app: db", "ports: [{containerPort: 5432}]", "");
    let name = object("v1/Service", "voting/out", "spec: {type: ExternalName, externalName: db.example.com}");
    let bare = object("v1/Service", "voting/db", "spec: {ports: [{port: 5432}]}");
    for (docs, value, expected) in [
        (vec![headless.clone(), pods.clone()], "db:5432", "Service/voting/db"),
        (vec![headless.clone(), pods.clone()], "db-0.db:5432", "Service/voting/db"),
        (vec![headless.clone(), pods.clone()], "db-0.db.voting:1", "Service/voting/db:port 1"),
        (vec![headless.clone(), pods.clone()], "http://db-0.db:2", "Service/voting/db without it"),
        // not headless
        (vec![bare.clone()], "http://db-0.db:5432", ""),
        (vec![headless], "db:2", "Service/voting/db"),
        (vec![name], "http://out:1", "Service/voting/out"),
        (vec![bare], "http://db:5432", "Service/voting/db:port 5432"),
    ] {
        assert_eq!(edges_of("url-svc", &env("X", value), &docs).join("; "), expected, "{value} {docs:?}");
    }
}

#[test]
fn component_variables() {
    let mut docs = postgres();
    docs.push(service("voting/redis", "app: redis", "{port: 6379}"));
    let host = "postgres.voting-data";
    for (variables, expected) in [
        (&[("DB_HOST", host), ("DB_PORT", "5432")][..], "Service/voting-data/postgres:port 5432"),
        (&[("DB_PORT", "5432"), ("DB_HOST", host)], "Service/voting-data/postgres:port 5432"),
        (&[("DB_HOST", host), ("DB_PORT", "5433")], "Service/voting-data/postgres without it"),
        (&[("DB_HOST", host)], "Service/voting-data/postgres:port 5432"),
        (&[("PGHOST", host)], "Service/voting-data/postgres:port 5432"),
        (&[("PGHOST", host), ("PGPORT", "1")], "Service/voting-data/postgres without it"),
        (&[("MYSQL_HOST", host)], "Service/voting-data/postgres:port 5432"),
        (&[("REDIS_HOST", "redis")], "Service/voting/redis:port 6379"),
        (&[("REDIS_SERVICE", "redis"), ("REDIS_SERVICE_PORT", "6379")], "Service/voting/redis:port 6379"),
        (&[("CACHE_ENDPOINT", "redis:6379")], "Service/voting/redis:port 6379"),
        (&[("CACHE_HOST", "http://redis"), ("CACHE_PORT", "6379")], "Service/voting/redis:port 6379"),
        (&[("CACHE_HOST", "http://redis")], "Service/voting/redis:port 6379"),
        (
            &[("NODES", "redis:6379,redis:6380"), ("A_ADDR", "redis,redis")],
            "Service/voting/redis:port 6379; Service/voting/redis:port 6379",
        ),
    ] {
        let list: Vec<String> =
            variables.iter().map(|(name, value)| format!("{{name: {name}, value: \"{value}\"}}")).collect();
        let edges = edges_of("url-svc", &format!("env: [{}]", list.join(", ")), &docs);
        assert_eq!(edges.join("; "), expected, "{variables:?}");
    }
}

#[test]
fn through_references() {
    let mut docs = postgres();
    docs.push(object(
        "v1/ConfigMap",
        "voting/c",
        "data: {HOST: postgres.voting-data.svc, URL: \"postgres://postgres.voting-data.svc:1/x\"}",
    ));
    docs.push(object(
        "v1/Secret",
        "voting/s",
        "stringData: {url: \"postgres://u:hunter2@postgres.voting-data.svc/x\"}",
    ));
    docs.push(object(
        "external-secrets.io/v1/ExternalSecret",
        "voting/e",
        "spec: {target: {name: e, template: {data: {url: \"postgres://u:{{ .pw }}@postgres.voting-data.svc:5432/x\"}}}, data: [{secretKey: pw, remoteRef: {key: k}}]}",
    ));
    docs.push(object(
        "external-secrets.io/v1/ExternalSecret",
        "voting/p",
        "spec: {data: [{secretKey: pw, remoteRef: {key: k}}]}",
    ));
    let found = "Service/voting-data/postgres:port 5432";
    for (container, expected, site) in [
        (
            "env: [{name: U, valueFrom: {configMapKeyRef: {name: c, key: URL}}}]",
            "Service/voting-data/postgres without it",
            "\"postgres://postgres.voting-data.svc:1/x\"",
        ),
        (
            "envFrom: [{prefix: PG, configMapRef: {name: c}}]",
            "Service/voting-data/postgres:port 5432; Service/voting-data/postgres without it",
            "postgres.voting-data.svc",
        ),
        (
            "env: [{name: U, valueFrom: {secretKeyRef: {name: s, key: url}}}]",
            found,
            "\"postgres://u:hunter2@postgres.voting-data.svc/x\"",
        ),
        (
            "env: [{name: U, valueFrom: {secretKeyRef: {name: e, key: url}}}]",
            found,
            "\"postgres://u:{{ .pw }}@postgres.voting-data.svc:5432/x\"",
        ),
        (
            "env: [{name: PW, valueFrom: {secretKeyRef: {name: p, key: pw}}}, {name: U, value: \"postgresql://vote:$(PW)@postgres.voting-data.svc:5432/votes\"}]",
            found,
            "\"postgresql://vote:$(PW)@postgres.voting-data.svc:5432/votes\"",
        ),
        (
            "env: [{name: H, valueFrom: {configMapKeyRef: {name: c, key: HOST}}}, {name: U, value: \"postgresql://$(H)/votes\"}]",
            "Service/voting-data/postgres:port 5432; Service/voting-data/postgres:port 5432",
            "postgres.voting-data.svc",
        ),
        (
            "command: [run], args: [\"--db=postgres://postgres.voting-data.svc/x\"]",
            found,
            "\"--db=postgres://postgres.voting-data.svc/x\"",
        ),
        ("args: [--db-host, postgres.voting-data, --db-port, \"5432\"]", found, "postgres.voting-data"),
        (
            "args: [--db-host=postgres.voting-data, --db-port=1]",
            "Service/voting-data/postgres without it",
            "--db-host=postgres.voting-data",
        ),
        (
            "command: [sh, -c, \"until pg_isready -h postgres.voting-data; do sleep 1; done\"]",
            found,
            "\"until pg_isready -h postgres.voting-data; do sleep 1; done\"",
        ),
    ] {
        let client = deployment("voting/vote", "app: vote", container, "");
        let all: Vec<String> = std::iter::once(client).chain(docs.iter().cloned()).collect();
        let graph = graph_of(&all);
        assert_eq!(edges_of("url-svc", container, &docs).join("; "), expected, "{container}");
        let edge = graph.edges().iter().find(|edge| edge.relation.as_str() == "url-svc").unwrap();
        assert_eq!(graph.site(edge).raw(), site, "{container}");
    }
}

#[test]
fn service_variables() {
    let docs = [service("voting/redis", "app: redis", "{port: 6379}")];
    let container = env("U", "redis://$(REDIS_SERVICE_HOST):$(REDIS_SERVICE_PORT)/0");
    assert_eq!(edges_of("url-svc", &container, &docs).join("; "), "Service/voting/redis:port 6379");
}

#[test]
fn configuration_files() {
    let docs = postgres();
    for (file, text, expected) in [
        (
            "a.yaml",
            "db:\\n  host: postgres.voting-data\\n  port: 5432\\n",
            "Service/voting-data/postgres:port 5432",
        ),
        (
            "a.yaml",
            "db:\\n  host: postgres.voting-data\\n  port: 1\\n",
            "Service/voting-data/postgres without it",
        ),
        ("a.yaml", "# db: postgres://postgres.voting-data.svc:1\\n", ""),
        (
            "a.yaml",
            "postgres:\\n  host: postgres.voting-data.svc\\n",
            "Service/voting-data/postgres:port 5432",
        ),
        (
            "a.json",
            "{\\\"url\\\": \\\"postgres://postgres.voting-data.svc/x\\\"}",
            "Service/voting-data/postgres:port 5432",
        ),
        (
            "a.properties",
            "spring.datasource.url=jdbc:postgresql://postgres.voting-data.svc:5432/x",
            "Service/voting-data/postgres:port 5432",
        ),
        ("a.ini", "[db]\\nhost = postgras.voting-data.svc\\n", "missing"),
        ("a.conf", "proxy_pass http://web.voting.svc:80;", "missing"),
        // nginx puts the port behind the variable later
        (
            "a.conf",
            "set $up http://postgres.voting-data.svc;\\nproxy_pass $up:5432;",
            "Service/voting-data/postgres:port 5432",
        ),
        ("a.conf", "server web:100 weight=5;", ""),
        ("a.yaml", "host: web\\n", ""),
        ("a.md", "http://web.voting.svc", ""),
        (
            "a.sh",
            "#!/bin/sh\\npg_dump -h postgres.voting-data.svc\\n",
            "Service/voting-data/postgres:port 5432",
        ),
    ] {
        let spec = "volumes: [{name: v, configMap: {name: c}}]";
        let client =
            deployment("voting/vote", "app: vote", "volumeMounts: [{name: v, mountPath: /etc/v}]", spec);
        let config = object("v1/ConfigMap", "voting/c", &format!("data: {{{file}: \"{text}\"}}"));
        let all: Vec<String> = [client, config].into_iter().chain(docs.iter().cloned()).collect();
        let found = edges(&graph_of(&all), "url-svc")
            .join("; ")
            .replace("Deployment/voting/vote:container api -> ", "");
        assert_eq!(found, expected, "{text}");
    }
    let unmounted = deployment("voting/vote", "", "", "volumes: [{name: v, configMap: {name: c}}]");
    let config = object("v1/ConfigMap", "voting/c", "data: {a.yaml: \"http://web.voting.svc\"}");
    check(&[unmounted, config.clone()], "url-svc", &[]);
    let hidden = "volumeMounts: [{name: v, mountPath: /etc/v, subPath: b.yaml}]";
    let hidden = deployment("voting/vote", "", hidden, "volumes: [{name: v, configMap: {name: c}}]");
    check(&[hidden, config], "url-svc", &[]);
}

#[test]
fn datastores() {
    let mut docs = postgres();
    docs.push(object("postgresql.cnpg.io/v1/Cluster", "voting-data/orders", "spec: {instances: 3}"));
    docs.push(object(
        "v1/Service",
        "voting/rds",
        "spec: {type: ExternalName, externalName: x.rds.amazonaws.com}",
    ));
    docs.push(deployment("voting/web", "app: web", "image: \"acme/web:1\"", ""));
    docs.push(service("voting/web", "app: web", "{port: 80}"));
    docs.push(deployment("voting/pool", "app: pool", "image: \"acme/pgbouncer:1\"", ""));
    docs.push(service("voting/pool", "app: pool", "{port: 80}"));
    for (name, value, expected) in [
        ("U", "postgres://postgres.voting-data.svc/x", "StatefulSet/voting-data/postgres"),
        ("U", "postgres://postgres.voting-data.svc:1/x", "StatefulSet/voting-data/postgres"),
        ("U", "postgres://orders-rw.voting-data.svc/x", "Cluster/voting-data/orders"),
        ("U", "orders-ro.voting-data:5432", "Cluster/voting-data/orders"),
        ("U", "postgres://orders-xx.voting-data.svc/x", ""),
        ("U", "postgres://x.abc.rds.amazonaws.com/x", "external x.abc.rds.amazonaws.com:5432"),
        ("DB_HOST", "x.abc.rds.amazonaws.com", "external x.abc.rds.amazonaws.com"),
        ("MYSQL_HOST", "db.example.com", "external db.example.com:3306"),
        ("U", "postgres://rds:5432/x", "external x.rds.amazonaws.com:5432"),
        ("DB_HOST", "rds", "external x.rds.amazonaws.com"),
        ("MONGO_EXPRESS_URL", "https://me.example.com/", ""),
        ("ELASTICSEARCH_URL", "https://es.example.com", "external es.example.com:443"),
        ("U", "http://web/", ""),
        // the client says what its image does not
        ("U", "postgres://web:80/x", "Deployment/voting/web"),
        ("U", "redis://web:80", "Deployment/voting/web"),
        ("REDIS_HOST", "web", ""),
        ("U", "postgres://pool:80/x", ""),
        ("U", "https://www.example.com/", ""),
    ] {
        let edges = edges_of("url-datastore", &env(name, value), &docs);
        assert_eq!(edges.join("; "), expected, "{name}={value}");
    }
}

#[test]
fn services_of_operators() {
    let docs = [object("postgresql.cnpg.io/v1/Cluster", "voting-data/orders", "spec: {instances: 3}")];
    let edges = edges_of("url-svc", &env("U", "postgres://orders-rw.voting-data.svc/x"), &docs);
    assert_eq!(edges, ["produced by Cluster/voting-data/orders"]);
}

#[test]
fn options_say_what_is_a_host() {
    for (args, expected) in [
        ("[--redis-host, redis]", "missing"),
        ("[--redis-addr=redis:6379]", "missing"),
        ("[\"--db http://api\"]", ""),
        ("[--host, web]", ""),
        ("[--api-url, users]", ""),
        ("[--hostname=web]", ""),
        ("[--listen-addr, web]", ""),
        ("[psql, -h, db]", "missing"),
        ("[serve, web]", ""),
    ] {
        assert_eq!(edges_of("url-svc", &format!("args: {args}"), &[]).join("; "), expected, "{args}");
    }
}

#[test]
fn flows() {
    let docs = postgres();
    let client = |env: &str| deployment("voting/vote", "app: vote", env, "");
    let two = "env: [{name: A, value: \"postgres://postgres.voting-data.svc/x\"}, {name: B, value: \"postgres.voting-data:5432\"}]";
    let all: Vec<String> = std::iter::once(client(two)).chain(docs.clone()).collect();
    check(&all, "flow", &["Deployment/voting/vote:pod -> StatefulSet/voting-data/postgres:pod"]);
    check_asked(&all, "flow", &["5432"]);
    let open: Vec<String> =
        std::iter::once(client(&env("A", "u:hunter2@tcp(postgres.voting-data.svc:$(P))")))
            .chain(docs.clone())
            .collect();
    check_asked(&open, "flow", &["5432"]);
    let ports = "{port: 5432}, {port: 5433}";
    let several = [docs[0].clone(), service("voting-data/postgres", "app: postgres", ports)];
    let open: Vec<String> =
        std::iter::once(client(&env("DB_HOST", "postgres.voting-data"))).chain(several).collect();
    check(&open, "url-svc", &["Deployment/voting/vote:container api -> Service/voting-data/postgres"]);
    check_asked(&open, "flow", &["any port"]);
    // names that are not contacted
    for (name, value) in
        [("NO_PROXY", "localhost,postgres.voting-data.svc"), ("SAN", "postgres.voting-data.svc")]
    {
        let named: Vec<String> = std::iter::once(client(&env(name, value))).chain(docs.clone()).collect();
        check(&named, "flow", &[]);
    }
    let wrong: Vec<String> =
        std::iter::once(client(&env("A", "postgres://postgres.voting-data.svc:1/x"))).chain(docs).collect();
    check(&wrong, "flow", &[]);
    // its own address
    let own = [
        deployment("voting/vote", "app: vote", &env("A", "http://vote"), ""),
        service("voting/vote", "app: vote", "{port: 80}"),
    ];
    check(&own, "flow", &[]);
}

#[test]
fn hosts_in_secrets_are_shown_only_if_they_are_known() {
    let env = "env: [{name: API_URL, valueFrom: {secretKeyRef: {name: s, key: u}}}]";
    let secret = |url: &str| object("v1/Secret", "voting/s", &format!("stringData: {{u: \"{url}\"}}"));
    for (url, expected) in [
        ("https://hidden.example.com", "pod -> external a host in a Secret"),
        ("postgres://u:p@postgres.voting-data.svc:5432/x", "pod -> StatefulSet/voting-data/postgres:pod"),
    ] {
        let docs = [vec![secret(url)], postgres()].concat();
        assert_eq!(edges_of("flow", env, &docs), [expected]);
    }
}

#[test]
fn flows_that_leave_the_cluster() {
    for (value, expected) in [
        ("https://api.example.com/v1", &["pod -> external api.example.com:443"][..]),
        ("https://10.1.2.3:8443", &["pod -> external 10.1.2.3:8443"]),
        ("http://[fd00::1]:80", &["pod -> external [fd00::1]:80"]),
        ("https://[FD00::1]/x", &["pod -> external [fd00::1]:443"]),
        ("http://[fd00::1]:$(P)/x", &["pod -> external [fd00::1]"]),
        ("http://[::1]:80", &[]),
        ("http://[::]:80", &[]),
        ("http://[fd00::1", &[]),
        ("http://[fd00:web]:80", &[]),
        ("http://[$(HOST)]:80", &[]),
        ("http://localhost:80", &[]),
        ("http://127.0.0.1:80", &[]),
        // in the cluster or nowhere
        ("http://api.nowhere.svc:80", &[]),
    ] {
        assert_eq!(edges_of("flow", &env("API_URL", value), &[]), expected, "{value}");
    }
    // what browsers are told is not contacted, nor is the system's own host seen from outside
    let url = "https://shop.example.com";
    assert_eq!(edges_of("flow", &env("CORS_ORIGINS", url), &[]), [""; 0]);
    for name in ["PUBLIC_URL", "EXTERNAL_URL", "LOGO_IMAGE_URL", "DOCS", "REDIRECT_TO"] {
        assert_eq!(edges_of("flow", &env(name, url), &[]), [""; 0], "{name}");
    }
    for name in ["PARTNER", "HTTPS_PROXY", "EXTERNAL_API_URL", "IMAGE_SERVICE_URL", "OIDC_ISSUER"] {
        assert_eq!(
            edges_of("flow", &env(name, url), &[]),
            ["pod -> external shop.example.com:443"],
            "{name}"
        );
    }
    for (command, is_contacted) in [
        ("[curl, -fsS, \"https://shop.example.com/ping\"]", true),
        ("[sh, -c, \"curl -fsS https://shop.example.com/ping | grep ok\"]", true),
        ("[sh, -c, \"echo see https://shop.example.com\"]", false),
        ("[web, \"--cors-origins=https://shop.example.com\"]", false),
    ] {
        let flows = edges_of("flow", &format!("command: {command}"), &[]);
        assert_eq!(flows.len(), usize::from(is_contacted), "{command}");
    }
    let ingress =
        object("networking.k8s.io/v1/Ingress", "voting/i", "spec: {rules: [{host: Shop.example.com}]}");
    assert_eq!(edges_of("flow", &env("SHOP_URL", url), &[ingress]), [""; 0]);
    // once for each address, and not for what documentation in files speaks of
    let twice = "env: [{name: A_URL, value: \"https://example.com\"}, {name: B_URL, value: \"https://example.com/b\"}]";
    assert_eq!(edges_of("flow", twice, &[]), ["pod -> external example.com:443"]);
    let mounted = deployment(
        "voting/web",
        "",
        "volumeMounts: [{name: c, mountPath: /etc/c}]",
        "volumes: [{name: c, configMap: {name: c}}]",
    );
    let file = object("v1/ConfigMap", "voting/c", "data: {c.yaml: \"url: https://example.com\"}");
    assert_eq!(edges(&graph_of(&[mounted, file]), "flow"), [""; 0]);
}

#[test]
fn through_external_names() {
    let out = |name: &str| {
        object("v1/Service", "voting/out", &format!("spec: {{type: ExternalName, externalName: {name}}}"))
    };
    let pg = "StatefulSet/voting-data/postgres";
    for (external, name, value, flow, datastore) in [
        ("api.example.com", "X", "https://out", "pod -> external api.example.com:443", ""),
        ("Api.example.com.", "X", "http://out:8080", "pod -> external api.example.com:8080", ""),
        ("api.example.com", "OUT_HOST", "out", "pod -> external api.example.com", ""),
        // a name alone may be one of a certificate
        ("api.example.com", "X", "out.voting.svc", "", ""),
        (
            "x.rds.amazonaws.com",
            "X",
            "postgres://u:p@out:5432/x",
            "pod -> external x.rds.amazonaws.com:5432",
            "external x.rds.amazonaws.com:5432",
        ),
        ("10.0.0.1", "X", "http://out", "", ""),
        // back into the cluster
        ("postgres.voting-data.svc.cluster.local", "X", "postgres://out", &format!("pod -> {pg}:pod"), pg),
        ("gone.voting-data.svc.cluster.local", "X", "postgres://out", "", ""),
        ("out.voting.svc.cluster.local", "X", "http://out", "", ""),
        // no name that resolves anywhere
        ("word", "X", "http://out", "", ""),
        ("''", "X", "http://out", "", ""),
        // the system itself
        ("shop.example.com", "X", "http://out", "", ""),
    ] {
        let mut docs = postgres();
        docs.push(out(external));
        docs.push(object("networking.k8s.io/v1/Ingress", "i", "spec: {rules: [{host: shop.example.com}]}"));
        let container = env(name, value);
        assert_eq!(edges_of("url-svc", &container, &docs), ["Service/voting/out"], "{external} {value}");
        assert_eq!(edges_of("flow", &container, &docs).join("; "), flow, "{external} {value}");
        assert_eq!(edges_of("url-datastore", &container, &docs).join("; "), datastore, "{external} {value}");
    }
}

#[test]
fn words_under_plain_names() {
    let docs = [
        service("voting/web", "app: web", "{port: 80}"),
        deployment("voting/web", "app: web", "ports: [{containerPort: 80}]", ""),
        service("dev/api", "app: web", "{port: 80}"),
    ];
    let found = "Service/voting/web:port 80";
    for (value, expected) in [
        ("http://web", found),
        ("web:80", found),
        ("$(WEB_SERVICE_HOST):$(WEB_SERVICE_PORT)", found),
        ("http://$(WEB_SERVICE_HOST):$(WEB_SERVICE_PORT)", found),
        ("http://$(WEB_SERVICE_HOST)", found),
        ("web", ""),
        ("api:80", ""),
        ("webb:80", ""),
        ("http://webb", ""),
        ("postgres://webb", ""),
    ] {
        assert_eq!(edges_of("url-svc", &env("X", value), &docs).join("; "), expected, "{value}");
        let flow = if expected.is_empty() { vec![] } else { vec!["pod -> Deployment/voting/web:pod"] };
        assert_eq!(edges_of("flow", &env("X", value), &docs), flow, "{value}");
    }
    let container = env("WEB_HOST", "$(WEB_SERVICE_HOST)");
    assert_eq!(edges_of("url-svc", &container, &docs).join("; "), found);
}

const NO: [&str; 0] = [];

#[test]
fn text_that_contacts_nobody() {
    let mysql = "mysql -u root && /vt/bin/vttablet -health_check_interval 5s";
    for container in [
        format!("command: [sh, -c, '{mysql}']"),
        "args: [--cors-origins=https://ui.example.com]".into(),
        "args: [--cors-allowed-origin-url, https://ui.example.com]".into(),
        "args: [--docs-url=https://docs.example.com]".into(),
        "args: [--docs=https://docs.example.com]".into(),
        "args: [--public-url=https://ui.example.com]".into(),
        "command: [sh, -c, \"# psql -h db.example.com\\necho 1\"]".into(),
        "command: [sh, -c, \"set -e # as in postgres://docs.example.com/x\\necho 1\"]".into(),
        "command: [sh, -ec, \"  # See postgres://docs.example.com/x\"]".into(),
        "command: [sh, -c, \"echo see https://a.example.org\"]".into(),
        env("LOGO_URL", "https://cdn.example.com/l.png"),
        env("DOCS_URL", "https://docs.example.com"),
        env("NS_URL", "http://schemas.xmlsoap.org/soap"),
        env("CONFIG_URL", "<a xmlns='http://elastic.example.com/ns'/>"),
        env("CONFIG_URL", "{$schema: 'https://json-schema.org/draft'}"),
        env("CONFIG_SCHEMA_URL", "https://json.example.com/draft"),
        "command: [sh, -c, 'mysql -help; mysql -hno_host']".into(),
    ] {
        assert_eq!(edges_of("flow", &container, &[]), NO, "{container}");
        assert_eq!(edges_of("url-datastore", &container, &[]), NO, "{container}");
        assert_eq!(edges_of("url-svc", &container, &[]), NO, "{container}");
    }
    for (container, expected) in [
        ("command: [sh, -c, \"echo '# x' postgres://db.example.com/x\"]", "external db.example.com:5432"),
        ("command: [sh, -c, \"echo a#b postgres://db.example.com/x\"]", "external db.example.com:5432"),
        ("command: [sh, -c, \"# x\\npsql \\\\\\n  -h db.example.com\"]", "external db.example.com:5432"),
        (
            "command: [sh, -c, \"psql -c 'select 1; select 2' -hdb.example.com\"]",
            "external db.example.com:5432",
        ),
        ("command: [mysql, \"-hdb.example.com\"]", "external db.example.com:3306"),
        ("args: [\"--db=postgres://db.example.com/#a\"]", "external db.example.com:5432"),
    ] {
        assert_eq!(edges_of("url-datastore", container, &[]).join("; "), expected, "{container}");
    }
    assert_eq!(
        edges_of("flow", &env("SCHEMA_REGISTRY_URL", "https://schema.example.com"), &[]),
        ["pod -> external schema.example.com:443"]
    );
}

#[test]
fn own_group_first() {
    let client = |host: &str| deployment("web", "", &env("U", &format!("http://{host}")), "");
    let dev = [client("api:80"), service("api", "app: api", "{port: 80}")];
    let prod = [client("api:80"), service("api", "app: api", "{port: 81}")];
    check_groups(
        &[("dev", &dev), ("prod", &prod)],
        "url-svc",
        &[
            "Deployment/web:container api -> Service/api:port 80",
            "Deployment/web:container api -> Service/api without it",
        ],
    );
}

#[test]
fn many_endpoints_stay_within_the_budget() {
    let urls: Vec<String> = (0..3000).map(|number| format!("http://api{number}.shop.svc")).collect();
    let docs: Vec<String> = (0..50)
        .map(|number| {
            deployment(
                &format!("shop/web{number}"),
                "",
                "volumeMounts: [{name: v, mountPath: /v}]",
                "volumes: [{name: v, configMap: {name: c}}]",
            )
        })
        .chain([object(
            "v1/ConfigMap",
            "shop/c",
            &format!("data: {{a.txt: x, a.yaml: \"{}\"}}", urls.join("\\n")),
        )])
        .collect();
    assert_eq!(edges(&graph_of(&docs), "url-svc").len(), 50 * 512);
}
