//! Graphs made by hand.

use readylint_emit::{EdgeRow, EdgeState, GraphFormat, GraphRows, NodeRow, PointRow, RangeRow, emit_graph};

/// A graph that grows.
#[derive(Default)]
pub(crate) struct Sketch(pub(crate) GraphRows);

impl Sketch {
    /// Adds an object; no namespace if that is empty.
    pub(crate) fn node(&mut self, kind: &str, namespace: &str, name: &str) -> usize {
        let number = self.0.nodes.len();
        self.0.nodes.push(NodeRow {
            id: format!("v1/{kind}/{namespace}/{name}#{number}"),
            api_version: "v1".to_owned(),
            kind: kind.to_owned(),
            namespace: (!namespace.is_empty()).then(|| namespace.to_owned()),
            name: Some(name.to_owned()),
            file: format!("deploy/{}.yaml", if namespace.is_empty() { "cluster" } else { namespace }),
            range: range(number as u32 * 20 + 1),
        });
        number
    }

    /// Adds an edge that resolves.
    pub(crate) fn edge(&mut self, from: usize, relation: &'static str, to: usize) -> &mut EdgeRow {
        let target = self.0.nodes[to].name.clone().unwrap_or_default();
        self.push(from, relation, Some(to), true, &target)
    }

    /// Adds an edge to what is not there.
    pub(crate) fn missing(&mut self, from: usize, relation: &'static str, target: &str) -> &mut EdgeRow {
        self.push(from, relation, None, false, target)
    }

    /// Adds an edge to what is elsewhere.
    pub(crate) fn outside(&mut self, from: usize, relation: &'static str, target: &str) -> &mut EdgeRow {
        self.push(from, relation, None, true, target)
    }

    /// Adds a flow.
    pub(crate) fn flow(&mut self, from: usize, to: usize, target: &str, state: EdgeState) {
        let edge = self.push(from, "flow", Some(to), true, target);
        edge.state = state;
    }

    fn push(
        &mut self,
        from: usize,
        relation: &'static str,
        to: Option<usize>,
        resolved: bool,
        target: &str,
    ) -> &mut EdgeRow {
        let number = self.0.edges.len();
        self.0.edges.push(EdgeRow {
            from,
            to,
            relation,
            resolved,
            target: target.to_owned(),
            file: self.0.nodes[from].file.clone(),
            range: range(from as u32 * 20 + 3 + number as u32 % 9),
            state: EdgeState::Plain,
            optional: false,
        });
        &mut self.0.edges[number]
    }

    /// The graph as `format`.
    pub(crate) fn emit(&self, format: GraphFormat) -> String {
        let mut out = Vec::new();
        emit_graph(format, &self.0, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }
}

pub(crate) fn range(line: u32) -> RangeRow {
    let start = PointRow { line, column: 3, offset: line * 10 };
    RangeRow { start, end: PointRow { column: 7, offset: line * 10 + 4, ..start } }
}

/// Names that break naive writers, each the name of a node, of a namespace, of a kind and of something missing.
pub(crate) const HOSTILE: [&str; 22] = [
    "end",
    "subgraph",
    "\"]; rm -rf",
    "a\\",
    "\\N\\G",
    "a\nb\r\n  c",
    "]] --> x[[",
    "#quot;#35;",
    "%%{init: {}}%%",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "<img src=x onerror=alert(1)>",
    "&amp;&lt;",
    "`code`",
    "1. list",
    "- item",
    "**bold** _it_ ~~x~~",
    "käse 日本 💡 \u{202e}\u{1b}[31m\0\u{2028}",
    "| pipe | \"`x`\"",
    "graph; digraph { }",
    "",
    "é\u{301}\u{fffd}$$x^2$$ fa:fa-car",
];

/// A graph in which every text is hostile.
pub(crate) fn hostile() -> Sketch {
    let mut sketch = Sketch::default();
    for name in HOSTILE {
        let number = sketch.node(name, name, name);
        sketch.0.nodes[number].file = String::from(name);
        sketch.edge(number, "svc-pods", number.saturating_sub(1));
        sketch.missing(number, "env-secret", name).file = String::from(name);
        sketch.outside(number, "uses-sa", name);
        sketch.flow(number, 0, name, EdgeState::Blocked);
        sketch.flow(number, 0, name, EdgeState::Unknown);
    }
    sketch
}
