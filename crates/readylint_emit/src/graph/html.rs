//! `html`: a page for the browser, one file that loads nothing.
//!
//! The page is ours (`page/`); the graph is in it as JSON, from which the script makes text, never markup. The layout is
//! the script's, since it depends on what the reader hides. It depends on nothing else: the same file is the same
//! picture.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;

use super::picture::{asked_kind, asked_name, shown};
use super::{EdgeState, GraphRows};
use crate::percent;

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
/// Parts of one script, in their order.
const SCRIPT: &str = concat!(
    include_str!("page/graph.js"),
    "\n",
    include_str!("page/layout.js"),
    "\n",
    include_str!("page/picture.js"),
    "\n",
    include_str!("page/panel.js"),
);

pub(super) fn write(graph: &GraphRows, out: &mut dyn Write) -> io::Result<()> {
    let data = escaped(&serde_json::to_string(&data(graph))?);
    let mut rest = PAGE;
    for (mark, text) in [("{{style}}", STYLE), ("{{data}}", data.as_str()), ("{{script}}", SCRIPT)] {
        let (before, after) = rest.split_once(mark).unwrap_or((rest, ""));
        write!(out, "{before}{text}")?;
        rest = after;
    }
    write!(out, "{rest}")
}

/// `json` with nothing in it that ends a script element, starts a comment, or ends a line for a script of old.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 16);
    for character in json.chars() {
        match character {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            other => out.push(other),
        }
    }
    out
}

/// What the script reads. Rows are lists, files and relations numbers: a page may hold many.
#[derive(Serialize)]
struct DataJson<'a> {
    /// Name, and where its link leads.
    files: Vec<(Cow<'a, str>, Option<String>)>,
    /// Name, and the kind of what it asks for by name.
    relations: Vec<(&'a str, Option<&'static str>)>,
    nodes: Vec<NodeJson<'a>>,
    edges: Vec<EdgeJson<'a>>,
}

/// Id, API version, kind, namespace, name, file, line, column.
#[derive(Serialize)]
struct NodeJson<'a>(
    &'a str,
    Cow<'a, str>,
    Cow<'a, str>,
    Option<Cow<'a, str>>,
    Option<Cow<'a, str>>,
    usize,
    u32,
    u32,
);

/// Start, end, relation, whether nothing is wrong with it, target, file, line, column, state, name of what has no node.
#[derive(Serialize)]
struct EdgeJson<'a>(
    usize,
    Option<usize>,
    usize,
    bool,
    Cow<'a, str>,
    usize,
    u32,
    u32,
    u8,
    Option<Cow<'a, str>>,
);

fn data(graph: &GraphRows) -> DataJson<'_> {
    let (mut files, mut relations) = (Numbers::default(), Numbers::default());
    let nodes = graph.nodes.iter().map(|node| {
        NodeJson(
            &node.id,
            shown(&node.api_version),
            shown(&node.kind),
            node.namespace.as_deref().map(shown),
            node.name.as_deref().map(shown),
            files.of(&node.file),
            node.range.start.line,
            node.range.start.column,
        )
    });
    let nodes = nodes.collect();
    let edges = graph.sound_edges().map(|(edge, _)| {
        let state = match edge.state {
            EdgeState::Plain => 0,
            EdgeState::Blocked => 1,
            EdgeState::Unknown => 2,
        };
        EdgeJson(
            edge.from,
            edge.to,
            relations.of(edge.relation),
            !edge.is_dangling(),
            shown(&edge.target),
            files.of(&edge.file),
            edge.range.start.line,
            edge.range.start.column,
            state,
            edge.to.is_none().then(|| shown(asked_name(edge))),
        )
    });
    let edges = edges.collect();
    DataJson {
        files: files.names.into_iter().map(|file| (shown(file), link(file))).collect(),
        relations: relations.names.into_iter().map(|relation| (relation, asked_kind(relation))).collect(),
        nodes,
        edges,
    }
}

/// Texts, each with a number.
#[derive(Default)]
struct Numbers<'a> {
    names: Vec<&'a str>,
    numbers: HashMap<&'a str, usize>,
}

impl<'a> Numbers<'a> {
    fn of(&mut self, name: &'a str) -> usize {
        let next = self.names.len();
        *self.numbers.entry(name).or_insert_with(|| {
            self.names.push(name);
            next
        })
    }
}

/// The link to the file `name`: for a page beside it if the name is relative, to the file system if it is absolute;
/// `None` if it might be read as something else: with a scheme (`javascript:`, `C:/`), a host (`//`), or standard input.
fn link(name: &str) -> Option<String> {
    if name.contains('\\') || name.chars().any(char::is_control) {
        return None;
    }
    if name.starts_with('/') {
        return (!name.starts_with("//")).then(|| format!("file://{}", percent::encode(name)));
    }
    let start = name.split('/').next().unwrap_or_default();
    let is_relative = !start.is_empty() && !start.contains(':') && name != "-" && !name.starts_with('<');
    is_relative.then(|| percent::encode(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_are_links() {
        for (name, expected) in [
            ("deploy/api.yaml", Some("deploy/api.yaml")),
            ("../a b#?.yaml", Some("../a%20b%23%3F.yaml")),
            ("./\"><ä.yaml", Some("./%22%3E%3C%C3%A4.yaml")),
            ("a/b:c.yaml", Some("a/b%3Ac.yaml")),
            ("javascript:alert(1)", None),
            ("JavaScript:x/y", None),
            ("C:/a.yaml", None),
            ("//host/a.yaml", None),
            ("/etc/a b.yaml", Some("file:///etc/a%20b.yaml")),
            ("\\\\host\\a.yaml", None),
            ("/\\host", None),
            ("java\nscript:x", None),
            ("\u{1}javascript:x", None),
            ("-", None),
            ("<stdin>", None),
            ("", None),
        ] {
            assert_eq!(link(name).as_deref(), expected, "{name:?}");
        }
    }

    #[test]
    fn the_page_has_a_place_for_each_part() {
        let places: Vec<_> = ["{{style}}", "{{data}}", "{{script}}"].iter().map(|it| PAGE.find(it)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted());
        assert!(PAGE.len() + STYLE.len() + SCRIPT.len() < 60_000);
    }
}
