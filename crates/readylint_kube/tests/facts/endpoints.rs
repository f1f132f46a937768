use readylint_kube::facts::endpoints::{ContactedEndpoint, EndpointSource, endpoints_of};

use super::support::*;

/// All that is known about an endpoint, in one line.
fn shown(contact: &ContactedEndpoint<'_>) -> String {
    let assumed = if contact.is_port_assumed { "~" } else { "" };
    let port = contact.port.map_or("-".into(), |port| format!("{assumed}{port}"));
    let engine = contact.engine.map_or("-", |engine| engine.as_str());
    let certain = if contact.is_certain { "" } else { " perhaps" };
    let named = if contact.is_named_so { " named" } else { "" };
    let name = contact.name.as_deref().unwrap_or("-");
    let scheme = contact.scheme.as_deref().unwrap_or("-");
    format!("{} {port} {scheme} {engine} {name}{named}{certain}", contact.host)
}

fn of(container: &str, spec: &str, docs: &[&str]) -> Vec<String> {
    let client = deployment("web", "", container, spec);
    let docs: Vec<String> = std::iter::once(client).chain(docs.iter().map(|doc| (*doc).to_owned())).collect();
    let graph = graph_of(&docs);
    let container = graph.pod_templates().next().unwrap().containers().next().unwrap();
    endpoints_of(container).iter().map(shown).collect()
}

#[test]
fn environments() {
    for (env, expected) in [
        ("{name: U, value: \"postgresql+asyncpg://u:p@Db/x\"}", "db 5432 postgresql PostgreSQL U"),
        ("{name: U, value: \"http://localhost:80\"}", ""),
        ("{name: DB_PASSWORD, value: \"hunter2.example.com:5432\"}", ""),
        (
            "{name: DB_CONNECTION_STRING, value: \"postgres://u:p@db/x\"}",
            "db 5432 postgres PostgreSQL DB_CONNECTION_STRING",
        ),
        ("{name: U, value: \"http://127.1.2.3:80\"}", ""),
        ("{name: U, value: \"http://0.0.0.0:80\"}", ""),
        ("{name: U, value: \"http://10.0.0.1:80\"}", "10.0.0.1 80 http - U"),
        ("{name: DB_HOST, value: db}", "db - - - DB_HOST named"),
        ("{name: DB_HOST, value: db}, {name: DB_PORT, value: \"1\"}", "db 1 - - DB_HOST named"),
        ("{name: DB_HOST, value: db}, {name: DB_PORT, value: x}", "db - - - DB_HOST named"),
        ("{name: PGHOST, value: db}", "db ~5432 - PostgreSQL PGHOST named"),
        (
            "{name: PGHOST, value: db}, {name: PGPORT, valueFrom: {secretKeyRef: {name: s, key: p}}}",
            "db - - PostgreSQL PGHOST named",
        ),
        (
            "{name: DB_HOST, value: \"true\"}, {name: A_HOST, value: \"8080\"}, {name: B_HOST, value: \"\"}",
            "",
        ),
        ("{name: LISTEN_ADDR, value: web}", ""),
        ("{name: A_ADDR, value: \"a,b c\"}", ""),
        ("{name: H, value: db}, {name: U, value: \"redis://$(H):1\"}", "db 1 redis Redis U"),
        ("{name: U, value: \"redis://$(NONE):1\"}", ""),
        ("{name: U, value: \"redis://$(H):1\"}, {name: H, value: db}", ""),
    ] {
        assert_eq!(of(&format!("env: [{env}]"), "", &[]).join("; "), expected, "{env}");
    }
    assert_eq!(of("image: x", "", &[]), Vec::<String>::new());
}

#[test]
fn what_may_be_overwritten_is_uncertain() {
    let config = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {U: \"http://a:1\"}}";
    let both = "envFrom: [{configMapRef: {name: c}}, {secretRef: {name: unknown}}]";
    assert_eq!(of(both, "", &[config]), ["a 1 http - U named perhaps".replace(" named", "")]);
    let prefixed = "envFrom: [{prefix: REDIS_, configMapRef: {name: c}}]";
    assert_eq!(of(prefixed, "", &[config]), ["a 1 http Redis REDIS_U".replace("Redis", "-")]);
}

#[test]
fn sources() {
    let config = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a.yaml: \"u: http://c\"}}";
    let secret = "{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a.ini: \"u = http://d\"}}";
    let client = deployment(
        "web",
        "",
        "env: [{name: U, value: \"http://a\"}], args: [\"http://b\"], volumeMounts: [{name: v, mountPath: /v}, {name: w, mountPath: /w}]",
        "volumes: [{name: v, configMap: {name: c}}, {name: w, secret: {secretName: s}}]",
    );
    let graph = graph_of(&[client, config.to_owned(), secret.to_owned()]);
    let container = graph.pod_templates().next().unwrap().containers().next().unwrap();
    let found = endpoints_of(container);
    let shown: Vec<_> = found
        .iter()
        .map(|contact| {
            let owner = graph.resource(contact.site(container).unwrap().resource);
            (
                contact.source,
                contact.address(),
                owner.kind_name().to_owned(),
                contact.reference.raw().to_owned(),
            )
        })
        .collect();
    let expected = [
        (EndpointSource::Environment, "a:80", "Deployment", "{name: U, value: \"http://a\"}"),
        (EndpointSource::Command, "b:80", "Deployment", "\"http://b\""),
        (EndpointSource::File, "c:80", "ConfigMap", "{name: v, mountPath: /v}"),
        (EndpointSource::File, "d:80", "Secret", "{name: w, mountPath: /w}"),
    ];
    let expected = expected.map(|(source, address, kind, reference)| {
        (source, address.to_owned(), kind.to_owned(), reference.to_owned())
    });
    assert_eq!(shown, expected);
}

#[test]
fn debug_shows_no_password() {
    let graph = graph_of(&[deployment("web", "", "env: [{name: U, value: \"http://u:hunter2@a\"}]", "")]);
    let container = graph.pod_templates().next().unwrap().containers().next().unwrap();
    assert_eq!(format!("{:?}", endpoints_of(container)), "[http a:80 of Environment Some(\"U\")]");
}
