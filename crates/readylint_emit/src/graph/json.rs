//! `json`: the graph as data, a contract (`"version": 1`, `docs/graph-json.md`).

use std::io::{self, Write};

use serde::Serialize;

use super::{EdgeRow, EdgeState, GraphRows, NodeRow};
use crate::RangeRow;

/// Raised when a key is removed or changes its meaning; a new key does not raise it.
const VERSION: u32 = 1;

/// The relation whose edges have a verdict.
const FLOW: &str = "flow";

pub(super) fn write(graph: &GraphRows, out: &mut dyn Write) -> io::Result<()> {
    let document = DocumentJson {
        version: VERSION,
        nodes: graph.nodes.iter().map(node_json).collect(),
        edges: graph.sound_edges().map(|(edge, from)| edge_json(graph, edge, from)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

#[derive(Serialize)]
struct DocumentJson<'a> {
    version: u32,
    nodes: Vec<NodeJson<'a>>,
    edges: Vec<EdgeJson<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NodeJson<'a> {
    id: &'a str,
    api_version: &'a str,
    kind: &'a str,
    namespace: Option<&'a str>,
    name: Option<&'a str>,
    file: &'a str,
    range: RangeRow,
}

#[derive(Serialize)]
struct EdgeJson<'a> {
    from: &'a str,
    to: Option<&'a str>,
    relation: &'a str,
    resolved: bool,
    target: &'a str,
    file: &'a str,
    range: RangeRow,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    optional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
}

fn node_json(node: &NodeRow) -> NodeJson<'_> {
    NodeJson {
        id: &node.id,
        api_version: &node.api_version,
        kind: &node.kind,
        namespace: node.namespace.as_deref(),
        name: node.name.as_deref(),
        file: &node.file,
        range: node.range,
    }
}

fn edge_json<'a>(graph: &'a GraphRows, edge: &'a EdgeRow, from: &'a NodeRow) -> EdgeJson<'a> {
    EdgeJson {
        from: &from.id,
        to: edge.to.and_then(|to| graph.nodes.get(to)).map(|to| to.id.as_str()),
        relation: edge.relation,
        resolved: edge.resolved,
        target: &edge.target,
        file: &edge.file,
        range: edge.range,
        optional: edge.optional,
        verdict: (edge.relation == FLOW).then(|| verdict(edge.state)),
    }
}

const fn verdict(state: EdgeState) -> &'static str {
    match state {
        EdgeState::Plain => "allowed",
        EdgeState::Blocked => "denied",
        EdgeState::Unknown => "unknown",
    }
}
