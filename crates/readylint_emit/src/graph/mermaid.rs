//! `mermaid`: for Markdown on GitHub, GitLab and elsewhere.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::GraphRows;
use super::picture::{Drawn, Look, Picture, label, title};

pub(super) fn write(graph: &GraphRows, out: &mut dyn Write) -> io::Result<()> {
    let picture = Picture::new(graph);
    writeln!(out, "flowchart LR")?;
    for (number, (group, nodes)) in picture.groups.iter().enumerate() {
        writeln!(out, "  subgraph g{number}[{}]", quoted(&[&title(*group)]))?;
        for &node in nodes {
            if let Some(row) = graph.nodes.get(node) {
                let [kind, name] = label(row);
                writeln!(out, "    n{node}[{}]", quoted(&[&kind, &name]))?;
            }
        }
        writeln!(out, "  end")?;
    }
    for (number, stranger) in picture.strangers.iter().enumerate() {
        let class = if stranger.missing { "missing" } else { "outside" };
        let [first, second] = stranger.label();
        let number = graph.nodes.len() + number;
        writeln!(out, "  n{number}[{}]:::{class}", quoted(&[&first, &second]))?;
    }
    for edge in &picture.edges {
        let arrow = match edge.look {
            Look::Plain => "-->",
            Look::Unresolved | Look::Unknown => "-.->",
            Look::Blocked => "==>",
        };
        writeln!(out, "  n{} {arrow}|{}| n{}", edge.from, quoted(&[&edge.label()]), edge.to)?;
    }
    // A class without nodes and a style without links are errors to some versions.
    if picture.strangers.iter().any(|stranger| stranger.missing) {
        writeln!(out, "  classDef missing stroke:#c62828,color:#c62828,stroke-dasharray:5 4")?;
    }
    if picture.strangers.iter().any(|stranger| !stranger.missing) {
        writeln!(out, "  classDef outside stroke:#777777,stroke-dasharray:5 4")?;
    }
    link_style(&picture.edges, Look::Unresolved, "stroke:#c62828,stroke-dasharray:5 4", out)?;
    link_style(&picture.edges, Look::Blocked, "stroke:#c62828,stroke-width:4px", out)
}

/// Gives the edges that look like `look` their `style`.
fn link_style(edges: &[Drawn], look: Look, style: &str, out: &mut dyn Write) -> io::Result<()> {
    let numbers: Vec<String> = edges
        .iter()
        .enumerate()
        .filter(|(_, edge)| edge.look == look)
        .map(|(number, _)| number.to_string())
        .collect();
    if numbers.is_empty() { Ok(()) } else { writeln!(out, "  linkStyle {} {style}", numbers.join(",")) }
}

/// `lines` as one quoted label.
///
/// Mermaid reads a label as HTML and as Markdown, which both show in names: `<b>`, `1. `, `` ` ``. What is no letter and
/// no harmless mark is written as an entity code (`#35;`), which neither takes for its own.
fn quoted(lines: &[&str]) -> String {
    let mut out = String::from('"');
    for (number, line) in lines.iter().enumerate() {
        if number > 0 {
            out.push_str("<br/>");
        }
        for (at, character) in line.chars().enumerate() {
            let harmless =
                character.is_alphabetic() || character == '(' || (at > 0 && is_harmless(character));
            if harmless {
                out.push(character);
            } else {
                // Writing to a string cannot fail.
                let _ = write!(out, "#{};", u32::from(character));
            }
        }
    }
    out.push('"');
    out
}

fn is_harmless(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, ' ' | '-' | '.' | '/' | ',' | ')' | '×' | '…')
}
