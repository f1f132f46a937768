//! Effective environments (D4): manifests in, variables out.

use readylint_kube::facts::environment::{
    Content, Environment, OPAQUE, PieceKind, Text, Variable, VariableSource, references,
};
use readylint_kube::{Container, ResourceGraph};
use readylint_yaml::Node;

use super::support::*;

/// What the tests have in common: ConfigMaps and Secrets of the unset namespace.
fn shop() -> Vec<String> {
    vec![
        object(
            "v1/ConfigMap",
            "web",
            "data: {HOST: db, PORT: '5432', RAW: '$(HOST)'}, binaryData: {BIN: aGk=}",
        ),
        object("v1/ConfigMap", "more", "immutable: true, data: {HOST: other, a.b-c: x, bad=key: x, '': x}"),
        object("v1/ConfigMap", "shop/far", "data: {HOST: far}"),
        object("v1/ConfigMap", "copied", "data: {A: a}").replace(
            "name: copied",
            "name: copied, annotations: {replicator.v1.mittwald.de/replicate-from: x/y}",
        ),
        object(
            "v1/Secret",
            "plain",
            "data: {A: aHVudGVyMg==, B: aHVudGVyMg==, C: '%', D: /+8=}, stringData: {B: b}",
        ),
        object("v1/Secret", "sealed", "stringData: {A: 'ENC[AES256_GCM,data:x]', B: b}, sops: {mac: x}"),
        object("v1/Secret", "plugin", "stringData: {A: '<path:kv/web#a>', B: b}"),
        object("v1/Secret", "token", "type: kubernetes.io/service-account-token"),
        object(
            "v1/Service",
            "db-main",
            "spec: {ports: [{name: sql-main, port: 5432}, {port: 9, protocol: UDP}]}",
        ),
        object("v1/Service", "headless", "spec: {clusterIP: None, ports: [{port: 1}]}"),
        object("v1/Service", "alias", "spec: {type: ExternalName, externalName: x.org}"),
        object("v1/Service", "shop/far", "spec: {ports: [{port: 1}]}"),
    ]
}

fn external(name: &str, spec: &str) -> String {
    object("external-secrets.io/v1/ExternalSecret", name, &format!("spec: {{{spec}}}"))
}

/// A Deployment with `fields` of its container and `spec` of its pod, beside `documents`.
fn graph_with(documents: &[String], fields: &str, spec: &str) -> ResourceGraph {
    let mut all = vec![deployment("web", "", fields, spec)];
    all.extend_from_slice(documents);
    graph_of(&all)
}

fn container(graph: &ResourceGraph) -> Container<'_> {
    let pod = graph.pod_templates().next().unwrap();
    pod.containers().next().unwrap()
}

/// Text with `?` for what is not known and `!` before a reference that stays.
fn shown(text: &Text<'_>) -> String {
    let pieces = text.pieces().iter().map(|piece| match piece.kind() {
        PieceKind::Known => piece.text().to_owned(),
        PieceKind::Opaque => "?".to_owned(),
        PieceKind::Unresolved => format!("!{}", piece.text()),
    });
    pieces.collect()
}

fn line(variable: &Variable<'_>) -> String {
    let value = match &variable.value {
        Content::Known(text) => shown(text),
        Content::Opaque => "opaque".into(),
        Content::Absent => "absent".into(),
    };
    let secret = if variable.sensitive { " (secret)" } else { "" };
    let uncertain = if variable.is_certain { "" } else { " (uncertain)" };
    format!("{}={value}{secret}{uncertain}", variable.name)
}

fn variables(environment: &Environment<'_>) -> Vec<String> {
    let more = (!environment.is_complete()).then(|| "and others".to_owned());
    environment.iter().map(line).chain(more).collect()
}

/// Holds the environment of a container with `fields`, in a pod with `spec`, beside `documents`, to `expected`.
#[track_caller]
fn check_with(documents: &[String], fields: &str, spec: &str, expected: &[&str]) {
    let graph = graph_with(documents, fields, spec);
    assert_eq!(variables(&Environment::of(container(&graph))), expected, "{fields} {spec}\n{documents:#?}");
}

#[track_caller]
fn check(fields: &str, expected: &[&str]) {
    check_with(&shop(), fields, "", expected);
}

#[test]
fn order_and_references() {
    for (env, expected) in [
        ("", &[] as &[&str]),
        ("{name: A, value: a}, {name: B, value: $(A)-b}", &["A=a", "B=a-b"]),
        // only what stands before it
        ("{name: B, value: $(A)}, {name: A, value: a}", &["B=!$(A)", "A=a"]),
        // later wins, but takes what was there until then
        ("{name: A, value: 1}, {name: B, value: $(A)}, {name: A, value: $(A)2}", &["A=12", "B=1"]),
        ("{name: A, value: $(A)}", &["A=!$(A)"]),
        ("{name: A, value: a}, {name: B, value: $$(A)}", &["A=a", "B=$(A)"]),
        ("{name: A, value: a}, {name: B, value: $$$(A)}", &["A=a", "B=$a"]),
        ("{name: A, value: a}, {name: B, value: pa$$word$}", &["A=a", "B=pa$word$"]),
        // what comes out of a reference is not read again
        (
            "{name: A, value: $$(C)}, {name: C, value: c}, {name: B, value: $(A)}",
            &["A=$(C)", "C=c", "B=$(C)"],
        ),
        ("{name: A, value: a}, {name: B, value: '$(A'}", &["A=a", "B=$(A"]),
        ("{name: A, value: '$()'}", &["A=!$()"]),
        ("{name: A}, {name: B, value: }, {name: C, value: ''}", &["A=", "B=", "C="]),
        ("{name: A, value: a}, {name: A}", &["A="]),
        ("{value: a}, {name: '', value: a}, x, {name: [a]}", &[]),
        // a value comes before `valueFrom`, unless it is empty
        ("{name: A, value: a, valueFrom: {configMapKeyRef: {name: web, key: HOST}}}", &["A=a"]),
        ("{name: A, value: '', valueFrom: {configMapKeyRef: {name: web, key: HOST}}}", &["A=db"]),
    ] {
        check(&format!("env: [{env}]"), expected);
    }
}

#[test]
fn keys() {
    for (from, expected) in [
        ("configMapKeyRef: {name: web, key: HOST}", "A=db"),
        // values of ConfigMaps are never expanded
        ("configMapKeyRef: {name: web, key: RAW}", "A=$(HOST)"),
        ("configMapKeyRef: {name: web, key: NONE}", "A=absent"),
        ("configMapKeyRef: {name: web, key: NONE, optional: true}", "A=absent"),
        ("configMapKeyRef: {name: web, key: BIN}", "A=absent"),
        ("configMapKeyRef: {name: copied, key: B}", "A=opaque"),
        ("configMapKeyRef: {name: none, key: HOST}", "A=opaque"),
        ("configMapKeyRef: {name: none, key: HOST, optional: true}", "A=opaque"),
        // the name exists, but in another namespace
        ("configMapKeyRef: {name: far, key: HOST}", "A=opaque"),
        ("secretKeyRef: {name: plain, key: A}", "A=hunter2 (secret)"),
        ("secretKeyRef: {name: plain, key: B}", "A=b (secret)"),
        ("secretKeyRef: {name: plain, key: C}", "A=opaque (secret)"),
        ("secretKeyRef: {name: plain, key: D}", "A=opaque (secret)"),
        ("secretKeyRef: {name: plain, key: NONE}", "A=absent (secret)"),
        ("secretKeyRef: {name: sealed, key: B}", "A=opaque (secret)"),
        ("secretKeyRef: {name: plugin, key: A}", "A=opaque (secret)"),
        ("secretKeyRef: {name: plugin, key: B}", "A=b (secret)"),
        ("secretKeyRef: {name: token, key: token}", "A=opaque (secret)"),
        ("secretKeyRef: {name: none, key: A}", "A=opaque (secret)"),
        ("secretKeyRef: {name: web, key: HOST}", "A=opaque (secret)"),
        ("fieldRef: {fieldPath: metadata.name}", "A=opaque"),
        ("resourceFieldRef: {resource: limits.cpu}", "A=opaque"),
        ("fileKeyRef: {volumeName: v, path: p, key: k}", "A=opaque"),
        ("someday: {x: y}", "A=opaque"),
    ] {
        check(&format!("env: [{{name: A, valueFrom: {{{from}}}}}]"), &[expected]);
    }
}

#[test]
fn references_to_what_is_not_known() {
    let url = "{name: URL, value: 'postgresql://vote:$(A)@$(HOST):5432/x'}";
    for (before, expected) in [
        ("secretKeyRef: {name: none, key: A}", "URL=postgresql://vote:?@!$(HOST):5432/x (secret)"),
        ("secretKeyRef: {name: plain, key: A}", "URL=postgresql://vote:hunter2@!$(HOST):5432/x (secret)"),
        ("fieldRef: {fieldPath: status.podIP}", "URL=postgresql://vote:?@!$(HOST):5432/x"),
        // optional and missing: there is no such variable
        (
            "configMapKeyRef: {name: web, key: NONE, optional: true}",
            "URL=postgresql://vote:!$(A)@!$(HOST):5432/x",
        ),
        // the container never starts
        ("configMapKeyRef: {name: web, key: NONE}", "URL=postgresql://vote:?@!$(HOST):5432/x"),
    ] {
        let graph = graph_with(&shop(), &format!("env: [{{name: A, valueFrom: {{{before}}}}}, {url}]"), "");
        let environment = Environment::of(container(&graph));
        let variable = environment.get("URL").unwrap();
        assert_eq!(line(variable), expected, "{before}");
        let readable = variable.value.text().unwrap().readable().replace(OPAQUE, "?");
        assert_eq!(readable, shown(variable.value.text().unwrap()).replace('!', ""), "{before}");
    }
    // what is optional and missing leaves alone what was there
    check(
        "env: [{name: A, value: a}, {name: A, valueFrom: {configMapKeyRef: {name: web, key: X, optional: true}}}]",
        &["A=a"],
    );
    check(
        "env: [{name: A, value: a}, {name: A, valueFrom: {configMapKeyRef: {name: web, key: X}}}]",
        &["A=absent"],
    );
}

#[test]
fn whole_sources() {
    let web = "{configMapRef: {name: web}}";
    let all = ["HOST=db", "PORT=5432", "RAW=$(HOST)"];
    for (from, env, expected) in [
        (web, "", &all as &[&str]),
        ("{prefix: P_, configMapRef: {name: web}}", "", &["P_HOST=db", "P_PORT=5432", "P_RAW=$(HOST)"]),
        ("{prefix: 'P=', configMapRef: {name: web}}", "", &[]),
        // keys that older versions refuse are there, those with a `=` never
        ("{configMapRef: {name: more}}", "", &["HOST=other", "a.b-c=x"]),
        (
            "{configMapRef: {name: web}}, {configMapRef: {name: more}}",
            "",
            &["HOST=other", "PORT=5432", "RAW=$(HOST)", "a.b-c=x"],
        ),
        (
            web,
            "{name: URL, value: '$(HOST):$(PORT)'}, {name: HOST, value: own}, {name: X, value: $(HOST)}",
            &["HOST=own", "PORT=5432", "RAW=$(HOST)", "URL=db:5432", "X=own"],
        ),
        // a chain
        (
            web,
            "{name: A, value: $(RAW)}, {name: B, value: '<$(A)>'}",
            &["HOST=db", "PORT=5432", "RAW=$(HOST)", "A=$(HOST)", "B=<$(HOST)>"],
        ),
        (
            "{secretRef: {name: plain}}",
            "",
            &["A=hunter2 (secret)", "B=b (secret)", "C=opaque (secret)", "D=opaque (secret)"],
        ),
        ("{configMapRef: {name: none, optional: true}}", "", &["and others"]),
        ("{configMapRef: {name: far}}", "", &["and others"]),
        ("{configMapRef: {name: copied}}", "", &["A=a", "and others"]),
        ("{configMapRef: {}}", "", &["and others"]),
        ("{configMapRef: }, {}, x", "", &[]),
        // an unknown source may replace what stands before it, and define what is asked for later
        (
            "{configMapRef: {name: web}}, {secretRef: {name: none}}",
            "{name: A, value: '$(HOST) $(X)'}, {name: PORT, value: '1'}",
            &[
                "HOST=db (uncertain)",
                "PORT=1",
                "RAW=$(HOST) (uncertain)",
                "A=db ? (secret) (uncertain)",
                "and others",
            ],
        ),
        (
            "{configMapRef: {name: web}}, {prefix: P, configMapRef: {name: none}}",
            "{name: A, value: '$(HOST) $(X) $(PX)'}",
            &["HOST=db", "PORT=5432 (uncertain)", "RAW=$(HOST)", "A=db !$(X) ?", "and others"],
        ),
        // what follows it wins
        (
            "{secretRef: {name: none}}, {configMapRef: {name: web}}",
            "",
            &["HOST=db", "PORT=5432", "RAW=$(HOST)", "and others"],
        ),
    ] {
        check(&format!("envFrom: [{from}], env: [{env}]"), expected);
    }
}

#[test]
fn namespaces() {
    let fields = "envFrom: [{configMapRef: {name: c}}]";
    for (own, other, expected) in [
        ("web", "c", &["A=a"] as &[&str]),
        ("shop/web", "shop/c", &["A=a"]),
        ("shop/web", "c", &["and others"]),
        ("web", "shop/c", &["and others"]),
        ("shop/web", "dev/c", &["and others"]),
    ] {
        let graph =
            graph_of(&[deployment(own, "", fields, ""), object("v1/ConfigMap", other, "data: {A: a}")]);
        assert_eq!(variables(&Environment::of(container(&graph))), expected, "{own} {other}");
    }
}

#[test]
fn external_secrets() {
    let key = "{name: A, valueFrom: {secretKeyRef: {name: s, key: a}}}";
    for (object, one, all) in [
        (
            external("s", "data: [{secretKey: a}, {secretKey: b}]"),
            "A=opaque (secret)",
            &["a=opaque (secret)", "b=opaque (secret)"] as &[&str],
        ),
        (external("s", "data: [{secretKey: b}]"), "A=absent (secret)", &["b=opaque (secret)"]),
        (
            external("s", "data: [{secretKey: b}], dataFrom: [{find: {}}]"),
            "A=opaque (secret)",
            &["b=opaque (secret)", "and others"],
        ),
        (
            external("x", "target: {name: s}, data: [{secretKey: a}]"),
            "A=opaque (secret)",
            &["a=opaque (secret)"],
        ),
        // its own name is not that of the Secret
        (external("s", "target: {name: x}, data: [{secretKey: a}]"), "A=opaque (secret)", &["and others"]),
        (external("dev/s", "data: [{secretKey: b}]"), "A=opaque (secret)", &["and others"]),
        (
            external("s", "target: {creationPolicy: Merge}, data: [{secretKey: b}]"),
            "A=opaque (secret)",
            &["b=opaque (secret)", "and others"],
        ),
        (
            external(
                "s",
                "target: {template: {data: {a: 'pg://u:{{ .p }}@db:5432'}}}, data: [{secretKey: p}]",
            ),
            "A=pg://u:?@db:5432 (secret)",
            &["a=pg://u:?@db:5432 (secret)"],
        ),
        (
            external("s", "target: {template: {mergePolicy: Merge, data: {a: x}}}, data: [{secretKey: p}]"),
            "A=x (secret)",
            &["p=opaque (secret)", "a=x (secret)"],
        ),
        (
            external("s", "target: {template: {data: {a: x}, templateFrom: [{configMap: {}}]}}"),
            "A=x (secret)",
            &["a=x (secret)", "and others"],
        ),
        (
            external("s", "target: {template: {metadata: {}}}, data: [{secretKey: a}]"),
            "A=opaque (secret)",
            &["a=opaque (secret)"],
        ),
        (
            external("s", "target: {template: {data: {a: 'x {{- .p -}} y{{.q}}'}}}"),
            "A=x?y? (secret)",
            &["a=x?y? (secret)"],
        ),
        (
            external("s", "target: {template: {data: {a: 'x {{- .p }} y'}}}"),
            "A=x? y (secret)",
            &["a=x? y (secret)"],
        ),
        (
            external("s", "target: {template: {data: {a: 'x {{ .p -}}  y'}}}"),
            "A=x ?y (secret)",
            &["a=x ?y (secret)"],
        ),
        (
            external("s", "target: {template: {data: {a: '{{ if .p }}x{{ end }}'}}}"),
            "A=opaque (secret)",
            &["a=opaque (secret)"],
        ),
        (
            external("s", "target: {template: {data: {a: '{{ \"}}\" }}x'}}}"),
            "A=opaque (secret)",
            &["a=opaque (secret)"],
        ),
        (
            external("s", "target: {template: {data: {a: '{{ .p'}}}"),
            "A=opaque (secret)",
            &["a=opaque (secret)"],
        ),
    ] {
        let documents = [object];
        check_with(&documents, &format!("env: [{key}]"), "", &[one]);
        check_with(&documents, "envFrom: [{secretRef: {name: s}}]", "", all);
    }
}

/// Makers of Secrets and ConfigMaps other than the External Secrets Operator: their keys are known, no value is.
#[test]
fn other_makers() {
    let sealed = object("bitnami.com/v1alpha1/SealedSecret", "s", "spec: {encryptedData: {a: x, b: y}}");
    let certificate = object("cert-manager.io/v1/Certificate", "c", "spec: {secretName: s}");
    for (maker, key, expected) in [
        (&sealed, "a", "A=opaque (secret)"),
        (&sealed, "c", "A=absent (secret)"),
        (&certificate, "tls.key", "A=opaque (secret)"),
        (&certificate, "password", "A=absent (secret)"),
    ] {
        let documents = [maker.clone()];
        let fields = format!("env: [{{name: A, valueFrom: {{secretKeyRef: {{name: s, key: {key}}}}}}}]");
        check_with(&documents, &fields, "", &[expected]);
    }
    let from = "envFrom: [{secretRef: {name: s}}]";
    check_with(std::slice::from_ref(&sealed), from, "", &["a=opaque (secret)", "b=opaque (secret)"]);
    // what is made wins over what the manifest holds
    let held = object("v1/Secret", "s", "stringData: {a: placeholder, z: kept}");
    check_with(&[held, sealed], from, "", &["a=opaque (secret)", "z=kept (secret)", "b=opaque (secret)"]);
    let cluster = object(
        "external-secrets.io/v1/ClusterExternalSecret",
        "x",
        "spec: {namespaces: [shop], externalSecretName: s, externalSecretSpec: {target: {template: {data: {a: x}}}}}",
    );
    let graph =
        graph_of(&[deployment("shop/web", "", from, ""), deployment("dev/web", "", from, ""), cluster]);
    let found: Vec<Vec<String>> = graph
        .pod_templates()
        .map(|pod| variables(&Environment::of(pod.containers().next().unwrap())))
        .collect();
    assert_eq!(found, [["a=x (secret)"], ["and others"]]);
}

/// What `$(name)` becomes in `args`.
fn reference(name: &str, fields: &str, spec: &str) -> String {
    let fields = format!("args: [$({name})], {fields}");
    let graph = graph_with(&shop(), &fields, spec);
    let container = container(&graph);
    let text = Environment::of(container).expand(container.node().at("/args/0").unwrap());
    let service = text.pieces().iter().find_map(readylint_kube::facts::environment::Piece::service);
    format!("{}{}", shown(&text), service.map(|it| format!(" {}", title(it))).unwrap_or_default())
}

#[test]
fn services() {
    let off = "enableServiceLinks: false";
    for (name, fields, spec, expected) in [
        ("DB_MAIN_SERVICE_HOST", "", "", "? Service/db-main"),
        ("DB_MAIN_SERVICE_PORT", "", "", "? Service/db-main"),
        ("DB_MAIN_SERVICE_PORT_SQL_MAIN", "", "", "? Service/db-main"),
        ("DB_MAIN_SERVICE_PORT_OTHER", "", "", "!$(DB_MAIN_SERVICE_PORT_OTHER)"),
        ("DB_MAIN_PORT", "", "", "? Service/db-main"),
        ("DB_MAIN_PORT_5432_TCP", "", "", "? Service/db-main"),
        ("DB_MAIN_PORT_9_UDP_ADDR", "", "", "? Service/db-main"),
        ("DB_MAIN_PORT_9_TCP", "", "", "!$(DB_MAIN_PORT_9_TCP)"),
        ("DB_MAIN_PORT_5432_TCP_NAME", "", "", "!$(DB_MAIN_PORT_5432_TCP_NAME)"),
        ("db_main_SERVICE_HOST", "", "", "!$(db_main_SERVICE_HOST)"),
        ("HEADLESS_SERVICE_HOST", "", "", "!$(HEADLESS_SERVICE_HOST)"),
        ("ALIAS_SERVICE_HOST", "", "", "!$(ALIAS_SERVICE_HOST)"),
        // a Service that is not in the input may be in the namespace all the same
        ("FAR_SERVICE_HOST", "", "", "?"),
        ("FAR_PORT", "", "", "!$(FAR_PORT)"),
        ("DB_MAIN_SERVICE_HOST", "", off, "!$(DB_MAIN_SERVICE_HOST)"),
        ("FAR_SERVICE_HOST", "", off, "!$(FAR_SERVICE_HOST)"),
        ("KUBERNETES_SERVICE_HOST", "", off, "?"),
        ("KUBERNETES_SERVICE_PORT_HTTPS", "", off, "?"),
        ("KUBERNETES_PORT_443_TCP_ADDR", "", off, "?"),
        ("KUBERNETES_OTHER", "", "", "!$(KUBERNETES_OTHER)"),
        // the last fallback
        ("DB_MAIN_SERVICE_HOST", "env: [{name: DB_MAIN_SERVICE_HOST, value: own}]", "", "own"),
        (
            "DB_MAIN_SERVICE_HOST",
            "env: [{name: DB_MAIN_SERVICE_HOST, value: $(DB_MAIN_SERVICE_HOST)1}]",
            "",
            "?1 Service/db-main",
        ),
        ("DB_MAIN_SERVICE_HOST", "envFrom: [{secretRef: {name: none}}]", "", "?"),
    ] {
        assert_eq!(reference(name, fields, spec), expected, "{name} {fields} {spec}");
    }
    let graph = graph_with(&shop(), "", "");
    let environment = Environment::of(container(&graph));
    let variable = environment.service_variable("DB_MAIN_SERVICE_PORT_SQL_MAIN").unwrap();
    assert!(matches!(variable.source, VariableSource::Service(Some(_))));
    assert_eq!(variable.entry.raw(), "5432");
    assert!(environment.service_variable("FAR_SERVICE_HOST").is_none());
    assert!(environment.get("DB_MAIN_SERVICE_PORT_SQL_MAIN").is_none());
}

#[test]
fn command_and_arguments() {
    let fields = "command: [sh, $(A)], args: [$(LATE), $$(A), $(NONE)], \
        env: [{name: A, value: a}, {name: B, value: $(LATE)}, {name: LATE, value: late}]";
    let graph = graph_of(&[deployment("web", "", fields, "")]);
    let container = container(&graph);
    let environment = Environment::of(container);
    let items = ["/command/0", "/command/1", "/args/0", "/args/1", "/args/2"];
    let found: Vec<String> = items
        .into_iter()
        .map(|item| shown(&environment.expand(container.node().at(item).unwrap())))
        .collect();
    assert_eq!(found, ["sh", "a", "late", "$(A)", "!$(NONE)"]);
}

#[test]
fn every_byte_has_its_place() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {HOST: \"d\\u0062\", PORT: &p '1'}\n---\n\
        apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: api\n    \
        env:\n    - {name: A, value: &a 'x$$y'}\n    - {name: B, value: *a}\n    \
        - {name: C, value: 'h=$(HOST) $(B)'}\n    envFrom: [configMapRef: {name: c}]\n";
    let graph = graph_of_groups(&[("a", text)]);
    let environment = Environment::of(container(&graph));
    let value = environment.get("C").unwrap().value.text().unwrap();
    assert_eq!(value.known().as_deref(), Some("h=db x$y"));
    assert_eq!(value.len(), 8);
    let origins: Vec<&str> = (0..8).map(|byte| value.origin_at(byte).unwrap().raw()).collect();
    let own = "'h=$(HOST) $(B)'";
    let (host, a) = ("\"d\\u0062\"", "'x$$y'");
    assert_eq!(origins, [own, own, host, host, own, a, a, a]);
    assert!(value.origin_at(8).is_none());
    for piece in value.pieces() {
        assert_eq!(&piece.origin().text().unwrap()[piece.range().unwrap()], piece.text());
    }
    let host = environment.get("HOST").unwrap();
    assert_eq!(host.entry.path_key().map(Node::raw), Some("HOST"));
    assert_eq!(host.reference.map(Node::raw), Some("configMapRef: {name: c}"));
}

#[test]
fn anchors_and_merges() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: &d {A: a, B: b}\n---\n\
        apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: p}\nspec:\n  template:\n    spec:\n      \
        x: &one {name: X, value: x}\n      y: &ref {name: c, key: B}\n      containers:\n      - name: api\n        \
        env:\n        - *one\n        - {<<: *one, name: Y}\n        - {<<: *one, value: z}\n        \
        - {name: Z, valueFrom: {configMapKeyRef: {<<: *ref, key: A}}}\n        \
        - {name: W, valueFrom: {configMapKeyRef: *ref}}\n";
    let graph = graph_of_groups(&[("a", text)]);
    let found = variables(&Environment::of(container(&graph)));
    assert_eq!(found, ["X=z", "Y=x", "Z=a", "W=b"]);
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\nx: &d {A: a, B: b}\ndata: {<<: *d, B: c}\n---\n\
        apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{envFrom: [configMapRef: {name: c}]}]}\n";
    let graph = graph_of_groups(&[("a", text)]);
    assert_eq!(variables(&Environment::of(container(&graph))), ["A=a", "B=c"]);
}

#[test]
fn what_multiplies_is_opaque() {
    let mut env = vec!["{name: V0, value: 0123456789}".to_owned()];
    for number in 1..40 {
        let previous = format!("$(V{})", number - 1);
        env.push(format!("{{name: V{number}, value: {previous}{previous}}}"));
    }
    // many that are just below the limit of one value
    let most = "$(V0)".repeat(1000);
    env.extend((0..100).map(|number| format!("{{name: W{number}, value: {most}}}")));
    let graph = graph_of(&[deployment("web", "", &format!("env: [{}]", env.join(", ")), "")]);
    let environment = Environment::of(container(&graph));
    let length = |name: &str| environment.get(name).unwrap().value.text().map(Text::len);
    assert_eq!((length("V5"), length("V10")), (Some(320), Some(10240)));
    assert!(matches!(environment.get("V11").unwrap().value, Content::Opaque));
    assert_eq!((length("W0"), length("W99")), (Some(10000), None));
    let total: usize = environment.iter().filter_map(|variable| variable.value.text()).map(Text::len).sum();
    assert!(total < 1 << 20, "{total}");
}

#[test]
fn nothing_prints_secrets() {
    let fields = "envFrom: [{secretRef: {name: plain}}], env: [{name: U, value: 'x$(A)y'}]";
    let graph = graph_with(&shop(), fields, "");
    let environment = Environment::of(container(&graph));
    assert_eq!(environment.get("U").unwrap().value.known().as_deref(), Some("xhunter2y"));
    let printed = format!("{environment:?} {:?}", environment.get("U").unwrap().value);
    assert!(!printed.contains("hunter2") && !printed.contains("aHVudGVyMg"), "{printed}");
    assert!(environment.get("C").unwrap().value.known().is_none());
}

/// What the kubelet makes of `text`, read character by character from the documentation of the field: `$(A)` is `a`, `$$`
/// is `$`, whatever else stays.
fn expected_expansion(text: &str) -> String {
    let mut rest = text;
    let mut result = String::new();
    while let Some(char) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("$$") {
            result.push('$');
            rest = after;
        } else if let Some((name, after)) = rest.strip_prefix("$(").and_then(|rest| rest.split_once(')')) {
            if name == "A" {
                result.push('a');
            } else {
                result.push_str(&rest[..rest.len() - after.len()]);
            }
            rest = after;
        } else {
            result.push(char);
            rest = &rest[char.len_utf8()..];
        }
    }
    result
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_text_expands_as_documented(
        parts in proptest::collection::vec(proptest::sample::select(vec!["$", "(", ")", "A", "B", "$(A)", "ä"]), 0..24),
    ) {
        let text = parts.concat();
        let graph = graph_with(&[], &format!("env: [{{name: A, value: a}}, {{name: X, value: \"{text}\"}}]"), "");
        let environment = Environment::of(container(&graph));
        let value = &environment.get("X").unwrap().value;
        proptest::prop_assert_eq!(value.known().unwrap(), expected_expansion(&text));
        for piece in value.text().unwrap().pieces() {
            proptest::prop_assert_eq!(&piece.origin().text().unwrap()[piece.range().unwrap()], piece.text());
        }
    }
}

#[test]
fn sources_alone() {
    let fields =
        "envFrom: [{configMapRef: {name: web}}], env: [{name: HOST, value: other}, {name: NEW, value: x}]";
    let graph = graph_with(&shop(), fields, "");
    let sources = Environment::of_sources(container(&graph));
    let host = sources.get("HOST").unwrap();
    assert_eq!(host.value.known().as_deref(), Some("db"));
    assert!(matches!(host.source, VariableSource::ConfigMap(Some(_))));
    assert!(sources.get("NEW").is_none() && sources.is_complete());
}

#[test]
fn references_of_a_text() {
    for (text, expected) in [("", vec![]), ("$(A)-$(B)", vec!["A", "B"]), ("$$(A) $B ${C} $(D", vec![])] {
        assert_eq!(references(text).collect::<Vec<_>>(), expected, "{text}");
    }
}
