//! Secrets and placeholders in the open. No value here is real.

use readylint_kube::facts::{PlainKind, plain_values, plain_variable, secret_spans};
use readylint_kube::{Kind, ResourceGraph};

use super::support::graph_of_groups;

fn graph(text: &str) -> ResourceGraph {
    graph_of_groups(&[("a", text)])
}

/// What stands in the ConfigMap whose `data` is `data`: file, name, what it is, and the text at the place.
fn found(data: &str) -> Vec<String> {
    let indented: String = data.lines().flat_map(|line| ["  ", line, "\n"]).collect();
    let graph =
        graph(&format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: web}}\ndata:\n{indented}"));
    let config_map = graph.of_kind(Kind::ConfigMap).next().unwrap();
    let values = plain_values(config_map).map(|value| {
        let kind = match value.kind {
            PlainKind::Secret(secret) => format!("{:?}", secret.kind),
            PlainKind::Placeholder => "Placeholder".to_owned(),
        };
        let place = value.node.tree().slice(value.range);
        format!("{}|{}|{kind}|{place}", value.file.unwrap_or("-"), value.name.unwrap_or("-"))
    });
    values.collect()
}

const RANDOM: &str = "9f86d081884c7d659a2f";

#[test]
fn values_and_files() {
    for (data, expected) in [
        ("token: R", "-|token|HighEntropy|R"),
        ("token: \"R\"", "-|token|HighEntropy|R"),
        ("token: |\n  R\n", "-|token|HighEntropy|R"),
        // folded text is not written as it reads
        ("token: >-\n  R\n", "-|token|HighEntropy|>-\n    R"),
        ("theme: R", ""),
        ("app.properties: |\n  a.token=R\n  b=R", "app.properties|a.token|HighEntropy|R"),
        ("app.properties: a.token=R", "app.properties|a.token|HighEntropy|R"),
        ("app.ini: |\n  [db]\n  token = \"R\" # why", "app.ini|token|HighEntropy|R"),
        (".env: |\n  export TOKEN='R'", ".env|TOKEN|HighEntropy|R"),
        ("prod.env.local: |\n  TOKEN=R", "prod.env.local|TOKEN|HighEntropy|R"),
        ("settings: |\n  A=b\n  TOKEN=R", "settings|TOKEN|HighEntropy|R"),
        ("settings: |\n  a: b\n  token: R", "settings|token|HighEntropy|R"),
        ("settings: |\n  let a = b\n  token = R", ""),
        ("app.config: production", ""),
        ("app.toml: token = env(\"ab12cd34ef56gh\")", ""),
        ("a.yaml: |\n  x:\n    token: 'R'", "a.yaml|token|HighEntropy|R"),
        ("a.yaml: |\n  x:\n  - name: TOKEN\n    value: R", "a.yaml|TOKEN|HighEntropy|R"),
        ("a.yaml: |\n  # token: R\n  - tokens:\n    - R", ""),
        // no YAML, but lines
        ("a.yaml: |\n  {{ if x }}\n  token: R\n  {{ end }}", "a.yaml|token|HighEntropy|R"),
        ("a.json: |\n  {\n   \"token\": \"R\"\n  }", "a.json|token|HighEntropy|R"),
        ("a.json: '{\"token\": \"R\"}'", "a.json|token|HighEntropy|R"),
        ("any: '{\"token\": \"R\"}'", "any|token|HighEntropy|R"),
        // escapes: the whole value
        ("a.json: \"{\\\"token\\\": \\\"R\\\"}\"", "a.json|token|HighEntropy|\"{\\\"token\\\": \\\"R\\\"}\""),
        ("a.sh: |\n  #!/bin/sh\n  TOKEN=R", ""),
        ("run: |\n  #!/bin/sh\n  TOKEN=R", ""),
        ("a.py: token = 'R'", ""),
        ("a.py: |\n  x = 1\n  db = 'pg://u:Tr0ub4dor@h'", "a.py|-|UrlPassword|Tr0ub4dor"),
        ("app.ini: |\n  password = CHANGEME", "app.ini|password|Placeholder|CHANGEME"),
        ("theme: CHANGEME", ""),
        ("TOKEN_KIND: dummy", ""),
        ("SESSION_TOKEN_BASE: CHANGEME", "-|SESSION_TOKEN_BASE|Placeholder|CHANGEME"),
        ("a.json: '{\"password\": \"Choose a new password\"}'", ""),
        ("password: web", ""),
        ("password: other", "-|password|Plain|other"),
        ("api_url: pg://u:Tr0ub4dor@h\ntoken: R", "-|api_url|UrlPassword|Tr0ub4dor; -|token|HighEntropy|R"),
    ] {
        let (data, expected) = (data.replace('R', RANDOM), expected.replace('R', RANDOM));
        assert_eq!(found(&data).join("; "), expected, "{data}");
    }
}

#[test]
fn private_keys_of_files() {
    let body = RANDOM.repeat(3);
    let key = format!("-----BEGIN PRIVATE KEY-----\n  {body}\n  -----END PRIVATE KEY-----");
    for file in ["a.pem", "a.properties", "a.unknown"] {
        let data = format!("{file}: |\n  first\n  {key}\n  {key}\n  last");
        let place = key.replace("\n  ", "\n    ");
        let one = format!("{file}|-|PrivateKey|{place}");
        assert_eq!(found(&data), [one.clone(), one], "{file}");
    }
}

#[test]
fn secrets_in_the_open_are_masked() {
    let text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers:\n  - name: web\n    env:\n    - name: TOKEN\n      value: &t {RANDOM}\n    - {{name: API_TOKEN, value: *t}}\n    - {{name: B_TOKEN, value: CHANGEME}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: web}}\ndata:\n  a.ini: |\n    url = pg://u:Tr0ub4dor@h\n"
    );
    let graph = graph(&text);
    let masked: Vec<&str> = secret_spans(&graph).iter().map(|span| &text[span.range.to_usize()]).collect();
    assert_eq!(masked, [RANDOM, "Tr0ub4dor"]);
    let pod = graph.pod_templates().next().unwrap();
    let container = pod.containers().next().unwrap();
    let kinds = container.env().filter_map(|variable| plain_variable(container, variable)).map(|it| it.kind);
    assert_eq!(kinds.filter(|kind| *kind == PlainKind::Placeholder).count(), 1);
}

#[test]
fn copies_of_secrets_are_masked() {
    let text = format!(
        "# was {RANDOM}\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: web}}\ndata:\n  j: '{{\"uid\": \"{RANDOM}\", \"token\": \"{RANDOM}\"}}'\n  main.py: |\n    x = \"{RANDOM}\"\n  password: settings\n  b: settings\n"
    );
    let graph = graph(&text);
    let masked: Vec<&str> = secret_spans(&graph).iter().map(|span| &text[span.range.to_usize()]).collect();
    assert_eq!(masked, [RANDOM, RANDOM, RANDOM, RANDOM, "settings"]);
}

#[test]
fn long_files_are_read_in_one_go() {
    for part in [
        "password=x1\n",
        "- password: Tr0ub4dor\n",
        "a: ",
        "[",
        "{\"a\":",
        "-----BEGIN PRIVATE KEY-----\n",
        "://u:p@",
    ] {
        for file in ["a.yaml", "a.ini", "a.sh", "a"] {
            let body = part.repeat((1 << 17) / part.len());
            let indented: String = body.lines().flat_map(|line| ["    ", line, "\n"]).collect();
            let text = format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: web}}\ndata:\n  {file}: |\n{indented}"
            );
            let graph = graph(&text);
            let config_map = graph.of_kind(Kind::ConfigMap).next().unwrap();
            assert!(plain_values(config_map).count() <= 512, "{part} {file}");
        }
    }
}
