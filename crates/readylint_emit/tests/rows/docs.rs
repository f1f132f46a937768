//! The examples of `docs/graph-json.md` are what is printed.

use readylint_emit::{
    Direction, EdgeRow, EdgeState, FlowRow, GraphFormat, GraphRows, NodeRow, PartyRow, PointRow, PolicyRow,
    RangeRow, TableFormat, TrafficRows, Verdict, emit_graph, emit_traffic,
};

const PAGE: &str = include_str!("../../../../docs/graph-json.md");

/// The examples of the page, in their order.
fn examples() -> Vec<&'static str> {
    PAGE.split("```json\n").skip(1).map(|rest| rest.split_once("```").unwrap().0).collect()
}

fn range(start: (u32, u32, u32), length: u32) -> RangeRow {
    let (line, column, offset) = start;
    let point = |by| PointRow { line, column: column + by, offset: offset + by };
    RangeRow { start: point(0), end: point(length) }
}

fn node(api_version: &str, kind: &str, name: &str, range: RangeRow) -> NodeRow {
    NodeRow {
        id: format!("{api_version}/{kind}/shop/{name}"),
        api_version: api_version.to_owned(),
        kind: kind.to_owned(),
        namespace: Some("shop".to_owned()),
        name: Some(name.to_owned()),
        file: "deploy/api.yaml".to_owned(),
        range,
    }
}

#[test]
fn the_graph_of_the_page_is_printed() {
    let edge = |from, to: Option<usize>, relation, target: &str, range| EdgeRow {
        from,
        to,
        relation,
        resolved: to.is_some(),
        target: target.to_owned(),
        file: "deploy/api.yaml".to_owned(),
        range,
        state: EdgeState::Plain,
    };
    let graph = GraphRows {
        nodes: vec![
            node("apps/v1", "Deployment", "api", range((4, 9, 56), 3)),
            node("v1", "Service", "api", range((31, 9, 618), 3)),
        ],
        edges: vec![
            edge(0, None, "env-secret", "db/password", range((22, 29, 462), 2)),
            EdgeRow {
                state: EdgeState::Blocked,
                ..edge(0, Some(0), "flow", "8080/TCP", range((19, 28, 390), 4))
            },
            edge(1, Some(0), "svc-pods", "app: api", range((35, 5, 668), 8)),
        ],
    };
    let mut out = Vec::new();
    emit_graph(GraphFormat::Json, &graph, &mut out).unwrap();
    assert_eq!(examples()[0], String::from_utf8(out).unwrap());
}

#[test]
fn the_traffic_of_the_page_is_printed() {
    let object = |kind: &str, namespace: &str, name: &str| PartyRow::Object {
        kind: kind.to_owned(),
        namespace: Some(namespace.to_owned()),
        name: name.to_owned(),
    };
    let flow = |to, port, verdict, policies| FlowRow {
        from: object("Deployment", "shop", "api"),
        to,
        port: Some(port),
        protocol: "TCP".to_owned(),
        verdict,
        policies,
    };
    let policy = PolicyRow {
        namespace: Some("data".to_owned()),
        name: "default-deny".to_owned(),
        direction: Direction::Ingress,
        file: "deploy/data.yaml".to_owned(),
        range: range((4, 9, 71), 12),
    };
    let outside =
        PartyRow::Outside { cidr: "0.0.0.0/0".to_owned(), host: Some("payments.example.com".to_owned()) };
    let traffic = TrafficRows {
        flows: vec![
            flow(object("StatefulSet", "data", "postgres"), 5432, Verdict::Denied, vec![policy]),
            flow(outside, 443, Verdict::Allowed, vec![]),
        ],
        notes: vec![],
    };
    let mut out = Vec::new();
    emit_traffic(TableFormat::Json, &traffic, &mut out).unwrap();
    assert_eq!(examples()[1], String::from_utf8(out).unwrap());
}
