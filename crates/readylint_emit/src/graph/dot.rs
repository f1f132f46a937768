//! `dot`: for Graphviz.

use std::io::{self, Write};

use super::GraphRows;
use super::picture::{Look, Picture, label, title};

const MISSING: &str = "color=\"#c62828\", fontcolor=\"#c62828\", style=\"dashed,rounded\"";
const OUTSIDE: &str = "color=\"#777777\", fontcolor=\"#555555\", style=\"dashed,rounded\"";

pub(super) fn write(graph: &GraphRows, out: &mut dyn Write) -> io::Result<()> {
    let picture = Picture::new(graph);
    writeln!(out, "digraph readylint {{")?;
    writeln!(out, "  graph [rankdir=LR, newrank=true, charset=\"UTF-8\", fontname=\"sans-serif\"];")?;
    writeln!(out, "  node [shape=box, style=rounded, fontname=\"sans-serif\"];")?;
    writeln!(out, "  edge [fontname=\"sans-serif\", fontsize=10];")?;
    for (number, (group, nodes)) in picture.groups.iter().enumerate() {
        writeln!(out, "  subgraph cluster_{number} {{")?;
        writeln!(out, "    label={};", quoted(&[&title(*group)]))?;
        for &node in nodes {
            if let Some(row) = graph.nodes.get(node) {
                let [kind, name] = label(row);
                writeln!(out, "    n{node} [label={}];", quoted(&[&kind, &name]))?;
            }
        }
        writeln!(out, "  }}")?;
    }
    for (number, stranger) in picture.strangers.iter().enumerate() {
        let look = if stranger.missing { MISSING } else { OUTSIDE };
        let [first, second] = stranger.label();
        writeln!(out, "  n{} [label={}, {look}];", graph.nodes.len() + number, quoted(&[&first, &second]))?;
    }
    for edge in &picture.edges {
        let look = match edge.look {
            Look::Plain => "",
            Look::Unresolved => ", color=\"#c62828\", fontcolor=\"#c62828\", style=dashed",
            Look::Blocked => ", color=\"#c62828\", fontcolor=\"#c62828\", style=bold, penwidth=3",
            Look::Unknown => ", color=\"#777777\", fontcolor=\"#555555\", style=dotted",
        };
        writeln!(out, "  n{} -> n{} [label={}{look}];", edge.from, edge.to, quoted(&[&edge.label()]))?;
    }
    writeln!(out, "}}")
}

/// `lines` as one quoted string of DOT. A backslash starts an escape (`\N`, `\G`…) and an ampersand a character
/// reference in any string, so both are written as such.
fn quoted(lines: &[&str]) -> String {
    let mut out = String::from('"');
    for (number, line) in lines.iter().enumerate() {
        if number > 0 {
            out.push_str("\\n");
        }
        for character in line.chars() {
            match character {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '&' => out.push_str("&amp;"),
                other => out.push(other),
            }
        }
    }
    out.push('"');
    out
}
