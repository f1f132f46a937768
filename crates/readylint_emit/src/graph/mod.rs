//! The resource graph, printed: its rows, which the facade fills, and one module for each format.
//!
//! `json` prints every row. The others are pictures: they leave out edges from a node to itself, merge edges that would
//! cover each other, and draw what was not found ([`picture`]).

mod dot;
mod html;
mod json;
mod mermaid;
mod picture;

use std::fmt;
use std::io::{self, BufWriter, Write};

use crate::RangeRow;

/// A resource graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GraphRows {
    /// The objects.
    pub nodes: Vec<NodeRow>,
    /// Who refers to whom.
    pub edges: Vec<EdgeRow>,
}

/// An object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeRow {
    /// What edges call it: unique in the graph, and the same in every run over the same input.
    pub id: String,
    /// As written.
    pub api_version: String,
    /// As written.
    pub kind: String,
    /// As written; `None` if not set, which is not the same as `default`.
    pub namespace: Option<String>,
    /// As written; `None` if not set.
    pub name: Option<String>,
    /// The name of the file it is in.
    pub file: String,
    /// Where in the file.
    pub range: RangeRow,
}

/// A reference, a selection, or a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdgeRow {
    /// Where it starts: an index into [`GraphRows::nodes`]. An edge whose start is not there is not printed.
    pub from: usize,
    /// Where it ends: an index into [`GraphRows::nodes`]; `None` if that is no object of the input.
    pub to: Option<usize>,
    /// What it means: the name of the relation.
    pub relation: &'static str,
    /// Whether what was asked for exists, in the input or outside of it; with its key or port, where one is named.
    pub resolved: bool,
    /// What was asked for, in words.
    pub target: String,
    /// The name of the file it is written in.
    pub file: String,
    /// Where in the file.
    pub range: RangeRow,
    /// What policies say about it.
    pub state: EdgeState,
    /// Whether it says that what it asks for need not exist: then nothing is wrong if it does not.
    pub optional: bool,
}

impl EdgeRow {
    /// Whether what it asks for should be there, and is not.
    fn is_dangling(&self) -> bool {
        !self.resolved && !self.optional
    }
}

/// What policies say about an edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeState {
    /// Nothing, or that it is allowed.
    #[default]
    Plain,
    /// A flow that they deny.
    Blocked,
    /// A flow of which it cannot be told.
    Unknown,
}

/// A format of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GraphFormat {
    /// Graphviz.
    Dot,
    /// Mermaid, as GitHub and GitLab draw it in Markdown.
    Mermaid,
    /// Our own JSON, a contract with version number.
    Json,
    /// A page for the browser: one file that loads nothing.
    Html,
}

impl GraphFormat {
    /// All formats, in the order help texts list them.
    pub const ALL: [Self; 4] = [Self::Dot, Self::Mermaid, Self::Json, Self::Html];

    /// The word used in flags.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dot => "dot",
            Self::Mermaid => "mermaid",
            Self::Json => "json",
            Self::Html => "html",
        }
    }

    /// The format of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }
}

impl fmt::Display for GraphFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Writes `graph` to `out` as `format`. Nodes and edges are printed in their order.
///
/// # Errors
///
/// Only those of `out`.
pub fn emit_graph(format: GraphFormat, graph: &GraphRows, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    match format {
        GraphFormat::Dot => dot::write(graph, &mut out),
        GraphFormat::Mermaid => mermaid::write(graph, &mut out),
        GraphFormat::Json => json::write(graph, &mut out),
        GraphFormat::Html => html::write(graph, &mut out),
    }?;
    out.flush()
}

impl GraphRows {
    /// The edges whose ends are nodes of the graph.
    fn sound_edges(&self) -> impl Iterator<Item = (&EdgeRow, &NodeRow)> {
        self.edges.iter().filter_map(|edge| {
            let sound = edge.to.is_none_or(|to| to < self.nodes.len());
            self.nodes.get(edge.from).filter(|_| sound).map(|from| (edge, from))
        })
    }
}
