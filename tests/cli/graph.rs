//! `readylint graph`: which nodes and edges there are, in which format, and how it ends.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::harness::{Project, readylint, repository};

/// A shop of two namespaces, with one flaw of each sort.
const SHOP: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: web
      containers:
        - name: web
          image: web:1.0.0
          ports: [{name: http, containerPort: 8080}]
          env:
            - {name: LEVEL, valueFrom: {configMapKeyRef: {name: settings, key: level}}}
            - {name: COLOR, valueFrom: {configMapKeyRef: {name: settings, key: colour}}}
            - {name: KEY, valueFrom: {secretKeyRef: {name: keys, key: main}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {level: info}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports:
    - {name: http, port: 80, targetPort: http}
    - {name: admin, port: 81, targetPort: admin}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: other, namespace: lager}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
";

fn graph<const N: usize>(args: [&str; N]) -> Value {
    let project = Project::new(&[("shop.yaml", SHOP)]);
    let all = ["graph", ".", "--format", "json"].into_iter().chain(args);
    project.readylint([]).args(all).run().ends_with(0).json()
}

fn nodes(graph: &Value) -> BTreeSet<&str> {
    graph["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect()
}

/// The edges of `relation`, as `to, resolved, target`.
fn edges(graph: &Value, relation: &str) -> Vec<String> {
    let of_relation = graph["edges"].as_array().unwrap().iter().filter(|edge| edge["relation"] == relation);
    of_relation
        .map(|edge| {
            let to = edge["to"].as_str().unwrap_or("null");
            format!("{to}, {}, {}", edge["resolved"], edge["target"].as_str().unwrap())
        })
        .collect()
}

#[test]
fn json() {
    let graph = graph([]);
    assert_eq!(graph["version"], 1);
    let deployment = "apps/v1/Deployment/shop/web";
    let expected = [
        deployment,
        "v1/ConfigMap/shop/settings",
        "v1/Service/shop/web",
        "v1/ConfigMap/lager/other",
        "v1/Namespace//shop",
    ];
    assert_eq!(nodes(&graph), BTreeSet::from(expected));
    let node = &graph["nodes"][0];
    assert_eq!(
        (&node["apiVersion"], &node["kind"], &node["namespace"], &node["name"], &node["file"]),
        (&"apps/v1".into(), &"Deployment".into(), &"shop".into(), &"web".into(), &"shop.yaml".into())
    );
    assert_eq!(node["range"]["start"], serde_json::json!({"line": 1, "column": 1, "offset": 0}));
    assert_eq!(graph["nodes"][4]["namespace"], Value::Null);

    // the object is there, but not the key
    let settings = "v1/ConfigMap/shop/settings";
    assert_eq!(
        edges(&graph, "env-config"),
        [format!("{settings}, true, settings/level"), format!("{settings}, false, settings/colour")]
    );
    assert_eq!(edges(&graph, "env-secret"), ["null, false, keys/main"]);
    // one edge for each port and workload
    assert_eq!(
        edges(&graph, "svc-port"),
        [format!("{deployment}, true, http"), format!("{deployment}, false, admin")]
    );
    assert_eq!(edges(&graph, "svc-pods"), [format!("{deployment}, true, app=web")]);
    assert_eq!(
        edges(&graph, "in-namespace"),
        [
            "v1/Namespace//shop, true, shop",
            "v1/Namespace//shop, true, shop",
            "v1/Namespace//shop, true, shop",
            "null, false, lager"
        ]
    );
    // an edge points at what is written
    let missing_key =
        graph["edges"].as_array().unwrap().iter().find(|edge| edge["target"] == "settings/colour");
    let start = &missing_key.unwrap()["range"]["start"];
    let offset = usize::try_from(start["offset"].as_u64().unwrap()).unwrap();
    assert!(SHOP[offset..].starts_with("colour"), "{start}");
}

#[test]
fn narrowed() {
    let of_shop = graph(["--namespace", "shop"]);
    assert!(
        nodes(&of_shop).contains("v1/Namespace//shop")
            && !nodes(&of_shop).contains("v1/ConfigMap/lager/other")
    );
    assert_eq!(nodes(&graph(["--namespace", "nowhere"])), BTreeSet::new());
    let focused = graph(["--focus", "configmap/settings"]);
    let around = ["apps/v1/Deployment/shop/web", "v1/ConfigMap/shop/settings", "v1/Namespace//shop"];
    assert_eq!(nodes(&focused), BTreeSet::from(around));
    assert_eq!(nodes(&graph(["--focus", "ConfigMap/settings", "--depth", "0"])), BTreeSet::from([around[1]]));
    let farther = graph(["--focus", "ConfigMap/settings", "--depth", "2"]);
    assert!(nodes(&farther).contains("v1/Service/shop/web"));
    let relations = graph(["--relation", "svc-pods,svc-port"]);
    assert_eq!(nodes(&relations), BTreeSet::from(["apps/v1/Deployment/shop/web", "v1/Service/shop/web"]));
    assert!(edges(&relations, "env-config").is_empty());
}

#[test]
fn pictures() {
    let project = Project::new(&[("shop.yaml", SHOP)]);
    let picture = |format: &str| project.run(["graph", "shop.yaml", "--format", format]).ends_with(0).stdout;
    assert!(picture("dot").starts_with("digraph"));
    assert!(picture("mermaid").starts_with("flowchart"));
    let page = picture("html");
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Deployment"), "{page}");
    for loaded in ["http://", "https://", "//cdn", "src=", "@import", "url(\"", "url(h"] {
        let own = page.matches("http://www.w3.org/2000/svg").count();
        let count = page.matches(loaded).count() - if loaded == "http://" { own } else { 0 };
        assert_eq!(count, 0, "{loaded} in the page");
    }
}

#[test]
fn standard_input() {
    let run =
        readylint(&repository()).args(["graph", "-", "--format", "json"]).stdin(SHOP).run().ends_with(0);
    assert_eq!(run.json()["nodes"].as_array().unwrap().len(), 5);
}

#[test]
fn ends_well_whatever_is_shown() {
    let broken = Project::new(&[
        ("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: [}\n"),
        ("b.yaml", SHOP),
    ]);
    broken.run(["graph"]).ends_with(0).tells("left out: the document at a.yaml:1 cannot be read");
    let empty = Project::new(&[("notes.txt", "nothing")]);
    empty.run(["graph"]).ends_with(0).tells("there is no object here");
    empty.run(["graph", "nowhere.yaml"]).ends_with(2).tells("does not exist");
    let shop = || Project::new(&[("shop.yaml", SHOP)]);
    shop().run(["graph", "--focus", "service/wbe"]).ends_with(2).tells("there is no service `wbe` here");
    shop().run(["graph", "--focus", "service"]).ends_with(2);
    shop().run(["graph", "--relation", "svc-pod"]).ends_with(2);
    shop().run(["graph", "--depth", "2"]).ends_with(2);
}

#[test]
fn neighbours_of_what_is_named_are_shown_where_it_refers_to_them() {
    let documents: Vec<&str> = SHOP.split("---\n").collect();
    let project = Project::new(&[
        ("web.yaml", documents[0]),
        ("settings.yaml", documents[1]),
        ("other.yaml", documents[3]),
    ]);
    let run = project.run(["graph", "web.yaml", "--format", "json"]).ends_with(0);
    let graph = run.json();
    assert_eq!(nodes(&graph), BTreeSet::from(["apps/v1/Deployment/shop/web", "v1/ConfigMap/shop/settings"]));
}

/// The blocks of `language` of a Markdown page.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let start = format!("```{language}\n");
    page.split(start.as_str()).skip(1).map(|rest| rest.split_once("```").unwrap().0).collect()
}

#[test]
fn the_examples_of_the_json_page_are_real() {
    let page = std::fs::read_to_string(repository().join("docs/graph-json.md")).unwrap();
    let manifest = blocks(&page, "yaml")[0];
    let project = Project::new(&[("deploy/shop.yaml", manifest)]);
    let printed = [
        vec!["graph", "deploy/shop.yaml", "--format", "json", "--relation", "env-secret,flow"],
        vec!["report", "traffic", "deploy/shop.yaml", "--namespace", "shop", "--format", "json"],
    ]
    .map(|args| project.readylint([]).args(args).run().ends_with(0).stdout);
    assert_eq!(blocks(&page, "json"), printed);
}

#[test]
fn ids_are_unique_and_do_not_depend_on_what_is_shown() {
    let account =
        |name: &str| format!("apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: \"{name}\"}}\n---\n");
    let project = Project::new(&[("a.yaml", &["x", "x#2", "x", "y"].map(account).concat())]);
    let all = project.run(["graph", "--format", "json"]).json();
    assert_eq!(nodes(&all).len(), 4, "{all:#}");
    let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b}\n\
        roleRef: {kind: ClusterRole, name: view}\nsubjects: [{kind: ServiceAccount, name: y}]\n";
    let second = Project::new(&[("a.yaml", &account("y")), ("b/a.yaml", &account("y")), ("b/b.yaml", role)]);
    let ids = |args: &[&str]| {
        let graph = second.readylint(["graph", "--format", "json"]).args(args).run().json();
        graph["edges"].as_array().unwrap().iter().map(|edge| edge["to"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["--relation", "binding-subject"]), ["\"v1/ServiceAccount//y#2\""]);
}

#[test]
fn edges_to_what_is_not_shown_are_not_shown() {
    let manifest = blocks(include_str!("../../docs/graph-json.md"), "yaml")[0];
    let project = Project::new(&[("a.yaml", manifest)]);
    let of =
        |args: &[&str]| project.readylint(["graph", "--format", "json"]).args(args).run().ends_with(0).json();
    // the flow into the other namespace would seem to leave the cluster
    assert_eq!(edges(&of(&["--namespace", "shop"]), "flow"), ["null, true, payments.example.com:443"]);
    // nor what the objects at the rim ask for
    let rim = of(&["--focus", "networkpolicy/default-deny", "--depth", "1"]);
    assert_eq!(nodes(&rim).len(), 2, "{rim:#}");
    assert_eq!(edges(&rim, "netpol-pods"), ["apps/v1/Deployment/data/ledger, true, everything"]);
    assert!(edges(&rim, "in-namespace").iter().all(|edge| edge == "null, false, data"));
}

#[test]
fn a_focus_is_found_by_short_names_and_near_ones_are_suggested() {
    let manifest = blocks(include_str!("../../docs/graph-json.md"), "yaml")[0];
    let project = Project::new(&[("a.yaml", manifest)]);
    for kind in ["deploy", "deployments", "Deployment", "DEPLOYMENT"] {
        project.run(["graph", "--focus", &format!("{kind}/ledger")]).ends_with(0);
    }
    // also what has no namespace, where something of the namespace refers to it
    let namespace = Project::new(&[(
        "a.yaml",
        &format!("{manifest}---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: data}}\n"),
    )]);
    namespace.run(["graph", "--format", "json", "--namespace", "data", "--focus", "ns/data"]).ends_with(0);
    project
        .run(["graph", "--namespace", "nowhere"])
        .ends_with(0)
        .tells("nothing here is in namespace nowhere");
    project.run(["graph", "--focus", "svc/leger"]).ends_with(2).tells("did you mean `svc/ledger`?");
}

#[test]
fn optional_references_are_no_problem() {
    let manifest = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      \
        envFrom: [{secretRef: {name: maybe, optional: true}}, {secretRef: {name: surely}}]\n";
    let project = Project::new(&[("a.yaml", manifest)]);
    let graph = project.run(["graph", "--format", "json", "--relation", "env-secret"]).json();
    let optional: Vec<_> = graph["edges"].as_array().unwrap().iter().map(|edge| &edge["optional"]).collect();
    assert_eq!(optional, [&Value::Bool(true), &Value::Null]);
    let picture = project.run(["graph", "--format", "mermaid"]).stdout;
    assert!(picture.contains("missing") && picture.contains("surely"), "{picture}");
    assert_eq!(picture.matches("missing Secret").count(), 1, "{picture}");
}

#[test]
fn what_is_declared_as_made_elsewhere_is_resolved() {
    let manifests = "\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {defaultBackend: {service: {name: legacy, port: {number: 80}}}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
    - name: web
      image: web:1
      env:
        - {name: API_URL, value: \"http://api.data.svc:80\"}
        - {name: KEY, valueFrom: {secretKeyRef: {name: keys, key: main}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: shared-x}
subjects: [{kind: ServiceAccount, name: bot, namespace: ops}]
";
    let unresolved = |configuration: &str| {
        let project = Project::new(&[("a.yaml", manifests), ("readylint.yaml", configuration)]);
        let graph = project.run(["graph", "--format", "json"]).ends_with(0).json();
        let edges = graph["edges"].as_array().unwrap().iter().filter(|edge| edge["resolved"] == false);
        edges.map(|edge| edge["target"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    assert_eq!(
        unresolved(""),
        BTreeSet::from(
            ["ClusterRole/shared-x", "api.data.svc:80", "keys/main", "legacy:80", "ops/bot", "shop"]
                .map(str::to_owned)
        )
    );
    let externals = "externals:\n  - {kind: Service, namespace: shop, name: legacy}\n  \
        - {kind: Service, namespace: data, name: '*'}\n  - {kind: Secret, name: keys}\n  - {kind: ClusterRole, name: shared-*}\n  \
        - {kind: ServiceAccount, namespace: ops, name: bot}\n  - {kind: Namespace, name: shop}\n";
    assert_eq!(unresolved(externals), BTreeSet::new());
}
