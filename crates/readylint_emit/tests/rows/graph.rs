//! Graphs.

use readylint_emit::{EdgeState, GraphFormat, GraphRows};
use serde_json::{Value, json};

use crate::sketch::{HOSTILE, Sketch, hostile, range};
use crate::voting::voting;

#[test]
fn an_empty_graph_is_a_complete_document() {
    let empty = Sketch::default();
    assert_eq!(empty.emit(GraphFormat::Json), "{\n  \"version\": 1,\n  \"nodes\": [],\n  \"edges\": []\n}\n");
    assert_eq!(empty.emit(GraphFormat::Mermaid), "flowchart LR\n");
    let dot = empty.emit(GraphFormat::Dot);
    assert!(dot.starts_with("digraph ") && dot.ends_with("}\n"), "{dot}");
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    for format in GraphFormat::ALL {
        assert_eq!(voting().emit(format), voting().emit(format), "{format}");
        assert_eq!(GraphFormat::from_word(format.as_str()), Some(format));
    }
    assert_eq!(GraphFormat::from_word("svg"), None);
}

fn small() -> Sketch {
    let mut it = Sketch::default();
    let api = it.node("Deployment", "shop", "api");
    let service = it.node("Service", "shop", "api");
    let twin = it.node("Service", "shop", "api");
    let role = it.node("ClusterRole", "", "reader");
    it.0.nodes[role].name = None;
    it.edge(service, "svc-pods", api);
    it.edge(twin, "svc-pods", api);
    it.edge(api, "owns-pod", api);
    it.missing(api, "env-secret", "db/password");
    it.missing(api, "mounts-secret", "db/password");
    it.outside(api, "uses-sa", "default");
    it.edge(api, "env-config", role).resolved = false;
    it.flow(api, service, "TCP 80", EdgeState::Plain);
    it.flow(api, service, "TCP 443", EdgeState::Plain);
    it.flow(api, service, "TCP 22", EdgeState::Blocked);
    it.flow(api, role, "TCP 23", EdgeState::Unknown);
    it
}

#[test]
fn json_has_the_shape_of_the_contract() {
    let document: Value = serde_json::from_str(&small().emit(GraphFormat::Json)).unwrap();
    let node = |number: usize| document["nodes"][number].clone();
    let range = |line: u32| {
        let range = range(line);
        let point =
            |it: readylint_emit::PointRow| json!({"line": it.line, "column": it.column, "offset": it.offset});
        json!({"start": point(range.start), "end": point(range.end)})
    };
    assert_eq!(
        node(0),
        json!({
            "id": "v1/Deployment/shop/api#0",
            "apiVersion": "v1",
            "kind": "Deployment",
            "namespace": "shop",
            "name": "api",
            "file": "deploy/shop.yaml",
            "range": range(1),
        })
    );
    assert_eq!(node(3)["namespace"], Value::Null);
    assert_eq!(node(3)["name"], Value::Null);
    let edges = document["edges"].as_array().unwrap();
    assert_eq!(edges.len(), 11, "loops and parallel edges are data");
    assert_eq!(
        edges[3],
        json!({
            "from": "v1/Deployment/shop/api#0",
            "to": null,
            "relation": "env-secret",
            "resolved": false,
            "target": "db/password",
            "file": "deploy/shop.yaml",
            "range": range(6),
        })
    );
    assert_eq!((&edges[5]["to"], &edges[5]["resolved"]), (&Value::Null, &json!(true)), "built in");
    assert_eq!((&edges[6]["to"], &edges[6]["resolved"]), (&node(3)["id"], &json!(false)), "a key is missing");
    let verdicts: Vec<&Value> = edges.iter().map(|edge| &edge["verdict"]).collect();
    let expected = ["allowed", "allowed", "denied", "unknown"].map(|it| json!(it));
    assert!(verdicts[..7].iter().all(|it| it.is_null()));
    assert_eq!(verdicts[7..], expected.iter().collect::<Vec<_>>());
}

#[test]
fn keys_come_in_the_order_of_the_contract() {
    let mut graph = small();
    graph.0.nodes.truncate(2);
    graph.0.edges.retain(|edge| edge.relation == "flow" && edge.to == Some(1));
    graph.0.edges.truncate(1);
    let text = graph.emit(GraphFormat::Json);
    let keys: Vec<&str> =
        text.lines().filter_map(|line| line.trim().split_once("\": ")).map(|it| &it.0[1..]).collect();
    let range = ["range", "start", "line", "column", "offset", "end", "line", "column", "offset"];
    let node = ["id", "apiVersion", "kind", "namespace", "name", "file"];
    let edge = ["from", "to", "relation", "resolved", "target", "file"];
    let expected: Vec<&str> = [
        ["version", "nodes"].as_slice(),
        &node,
        &range,
        &node,
        &range,
        &["edges"],
        &edge,
        &range,
        &["verdict"],
    ]
    .concat();
    assert_eq!(keys, expected);
}

#[test]
fn an_edge_whose_end_is_no_node_is_not_printed() {
    let mut graph = small();
    graph.0.edges[0].from = 99;
    graph.0.edges[1].to = Some(99);
    for format in [GraphFormat::Dot, GraphFormat::Mermaid, GraphFormat::Json] {
        assert!(!graph.emit(format).contains("svc-pods"), "{format}");
    }
    let page = graph.emit(GraphFormat::Html);
    assert!(!page.contains("[\"svc-pods\",null]"), "the script knows the relation, the data must not");
}

#[test]
fn mermaid_draws_the_graph() {
    assert_eq!(
        small().emit(GraphFormat::Mermaid),
        r#"flowchart LR
  subgraph g0["no namespace"]
    n3["ClusterRole<br/>(no name)"]
  end
  subgraph g1["shop"]
    n0["Deployment<br/>api"]
    n1["Service<br/>api"]
    n2["Service<br/>api"]
  end
  n4["missing Secret<br/>db"]:::missing
  n5["outside ServiceAccount<br/>default"]:::outside
  n1 -->|"svc-pods"| n0
  n2 -->|"svc-pods"| n0
  n0 -.->|"env-secret"| n4
  n0 -.->|"mounts-secret"| n4
  n0 -->|"uses-sa"| n5
  n0 -.->|"env-config"| n3
  n0 -->|"flow ×2"| n1
  n0 ==>|"flow"| n1
  n0 -.->|"flow"| n3
  classDef missing stroke:#c62828,color:#c62828,stroke-dasharray:5 4
  classDef outside stroke:#777777,stroke-dasharray:5 4
  linkStyle 2,3,5 stroke:#c62828,stroke-dasharray:5 4
  linkStyle 7 stroke:#c62828,stroke-width:4px
"#
    );
}

#[test]
fn a_kind_is_not_named_twice() {
    let mut it = Sketch::default();
    let api = it.node("Deployment", "shop", "api");
    it.missing(api, "env-config", "ConfigMap settings");
    it.missing(api, "mesh-policy", "Secret-like");
    let mermaid = it.emit(GraphFormat::Mermaid);
    assert!(mermaid.contains("n1[\"missing ConfigMap<br/>settings\"]"), "{mermaid}");
    assert!(mermaid.contains("n2[\"missing<br/>Secret-like\"]"), "{mermaid}");
}

#[test]
fn dot_draws_the_graph() {
    let dot = small().emit(GraphFormat::Dot);
    for line in [
        "  subgraph cluster_1 {",
        "    label=\"shop\";",
        "    n0 [label=\"Deployment\\napi\"];",
        "  n4 [label=\"missing Secret\\ndb\", color=\"#c62828\", fontcolor=\"#c62828\", style=\"dashed,rounded\"];",
        "  n0 -> n1 [label=\"flow ×2\"];",
        "  n0 -> n1 [label=\"flow\", color=\"#c62828\", fontcolor=\"#c62828\", style=bold, penwidth=3];",
    ] {
        assert!(dot.lines().any(|it| it == line), "{line}\n{dot}");
    }
    assert!(!dot.contains("owns-pod"), "loops are not drawn");
}

#[test]
fn no_name_leaves_its_quotes() {
    let (dot, mermaid) = (hostile().emit(GraphFormat::Dot), hostile().emit(GraphFormat::Mermaid));
    for (text, escapes) in [(&dot, true), (&mermaid, false)] {
        let control = text.chars().find(|it| it.is_control() && *it != '\n');
        assert_eq!(control, None);
        assert!(!text.contains('\u{202e}'));
        for line in text.lines().skip(1) {
            assert_eq!(outside_quotes(line, escapes).matches(is_foreign).next(), None, "{line}");
        }
    }
    assert_eq!(dot.matches("subgraph cluster_").count(), HOSTILE.len());
    assert_eq!(mermaid.matches("  subgraph g").count(), HOSTILE.len());
    for raw in ["<script", "<img", "`", "**", "#quot;"] {
        assert!(!mermaid.contains(raw), "{raw}");
    }
}

/// What of `line` is not in a quoted string; fails if one does not end.
fn outside_quotes(line: &str, escapes: bool) -> String {
    let (mut inside, mut out) = (false, String::new());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' if inside && escapes => drop(characters.next()),
            '"' => inside = !inside,
            other if !inside => out.push(other),
            _ => {}
        }
    }
    assert!(!inside, "{line}");
    out
}

/// Nothing of ours outside of strings is one of these.
fn is_foreign(character: char) -> bool {
    !character.is_ascii() || matches!(character, '`' | '\'' | '\\' | '$' | '<' | '&' | '%')
}

#[test]
fn long_names_are_cut_in_pictures_and_not_in_data() {
    let mut it = Sketch::default();
    it.node("Secret", "shop", &"ä".repeat(5_000));
    for format in [GraphFormat::Dot, GraphFormat::Mermaid] {
        assert!(it.emit(format).contains(&format!("{}…", "ä".repeat(120))), "{format}");
        assert!(it.emit(format).len() < 1_000, "{format}");
    }
    assert!(it.emit(GraphFormat::Json).contains(&"ä".repeat(5_000)));
}

#[test]
fn ranges_are_those_of_the_findings() {
    use readylint_text::{Source, SourceKind, Sources, Span, TextRange};
    let mut sources = Sources::new();
    let id = sources.insert(Source::new("a.yaml", "kind: Ä\nname: b\n", SourceKind::Authored));
    let ranges = readylint_emit::Ranges::new(&sources);
    let (file, range) = ranges.of(Span::new(id, TextRange::at(15, 16)));
    assert_eq!((file, range.start.line, range.start.column, range.start.offset), ("a.yaml", 2, 7, 15));
    assert_eq!((range.end.line, range.end.column, range.end.offset), (2, 8, 16));
    assert_eq!(GraphRows::default().nodes.len(), 0);
}
