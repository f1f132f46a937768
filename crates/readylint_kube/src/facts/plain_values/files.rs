//! The settings of the files that ConfigMaps hold.

use std::ops::Range;

use readylint_scalars::{ConfigLine, config_lines};
use readylint_text::{SourceId, TextRange};
use readylint_yaml::{Limits, Node, Tree, parse_with_limits};

use crate::facts::secret_like::private_key;

/// How many nodes a file of YAML or JSON may have; one with more is read line by line.
const NODES: u32 = 1 << 18;

/// How many private keys of one file are told.
const PRIVATE_KEYS: usize = 16;

/// How many keys beside a `value` are looked at for what it is the value of.
const NAMED_WITHIN: usize = 16;

/// A value, and what it stands under.
pub(super) struct Setting<'a> {
    /// The key; `None` in what has none, as a line of a program.
    pub(super) name: Option<&'a str>,
    /// The value, as the program gets it.
    pub(super) value: &'a str,
    place: Place<'a>,
}

/// Where a value stands in its file.
enum Place<'a> {
    /// From this byte on.
    At(usize),
    /// In this scalar of the file.
    In(Node<'a>),
}

impl Setting<'_> {
    /// Where the bytes `range` of the value stand in the file; all of the value if it is written otherwise than it reads.
    pub(super) fn locate(&self, range: Range<usize>) -> Range<usize> {
        match &self.place {
            Place::At(start) => start + range.start..start + range.end,
            Place::In(node) => {
                let part = TextRange::at(range.start, range.end);
                let places = node.parts(&[part]);
                places.and_then(|places| places.first().copied()).unwrap_or_else(|| node.range()).to_usize()
            }
        }
    }
}

/// What a ConfigMap's value is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    /// A value, no file.
    Value,
    /// YAML or JSON.
    Tree,
    /// One setting a line.
    Lines,
    /// A program, or text: names in it say nothing.
    Text,
}

/// Visits the settings of `text`, which a ConfigMap holds under `key`; whether it is a file.
pub(super) fn settings(key: &str, text: &str, visit: &mut dyn FnMut(Setting<'_>)) -> bool {
    match language(key, text) {
        Language::Value => {
            visit(Setting { name: Some(key), value: text, place: Place::At(0) });
            return false;
        }
        Language::Tree => match tree(text) {
            Some(tree) => scalars(&tree, visit),
            None => lines(text, visit),
        },
        Language::Lines => lines(text, visit),
        Language::Text => program(text, visit),
    }
    true
}

fn language(key: &str, text: &str) -> Language {
    let file = key.to_ascii_lowercase();
    let extension = file.rsplit_once('.').map(|(_, extension)| extension);
    let by_name = match extension {
        Some("json" | "yaml" | "yml") => Some(Language::Tree),
        Some("env" | "properties" | "ini" | "conf" | "cnf" | "cfg" | "toml" | "config") => {
            Some(Language::Lines)
        }
        _ if file.starts_with(".env") || file.contains(".env.") => Some(Language::Lines),
        _ => None,
    };
    let body = text.trim_ascii();
    if text.starts_with("#!") {
        return Language::Text;
    }
    match by_name {
        // `app.config: production` is a value all the same
        Some(language) if body.contains(['\n', '=', ':', '{']) => language,
        _ if body.starts_with(['{', '[']) && body.ends_with(['}', ']']) => Language::Tree,
        _ if !body.contains('\n') => Language::Value,
        _ if extension.is_none() && (is_mapping(text) || is_settings(text)) => Language::Tree,
        _ => Language::Text,
    }
}

/// Whether all of `text` is a mapping of YAML.
fn is_mapping(text: &str) -> bool {
    tree(text).is_some_and(|tree| tree.roots().all(Node::is_mapping))
}

/// Whether every line that is no comment has a key.
fn is_settings(text: &str) -> bool {
    config_lines(text).all(|line| line.key.is_some())
}

/// The tree of a file of YAML or JSON; `None` if it is none, as a template of one.
fn tree(text: &str) -> Option<Tree> {
    let limits = Limits { nodes: NODES, ..Limits::default() };
    let parse = parse_with_limits(SourceId::new(0), text.into(), &limits);
    let has_structure = parse.tree.roots().any(|root| !root.is_scalar());
    (parse.errors.is_empty() && has_structure).then_some(parse.tree)
}

fn scalars(tree: &Tree, visit: &mut dyn FnMut(Setting<'_>)) {
    for node in tree.nodes().filter(|node| node.is_scalar() && !node.is_key()) {
        let Some(value) = node.text() else { continue };
        let key = node.path_key().and_then(Node::text);
        let name = if key == Some("value") { sibling_name(node).or(key) } else { key };
        // a sentence under `password` is a label of a form
        let is_text = value.trim_ascii().contains(' ');
        visit(Setting { name: name.filter(|_| !is_text), value, place: Place::In(node) });
    }
}

/// What stands under `name` or `key` beside a `value`.
fn sibling_name(value: Node<'_>) -> Option<&str> {
    let mut entries = value.parent()?.own_entries().take(NAMED_WITHIN);
    entries.find(|entry| matches!(entry.key.text(), Some("name" | "key")))?.value.text()
}

fn lines(text: &str, visit: &mut dyn FnMut(Setting<'_>)) {
    private_keys(text, visit);
    for line in config_lines(text) {
        let ConfigLine { key, value, offset, .. } = line;
        match key {
            // `password = env("PASSWORD")` is a call
            Some(_) if value.is_empty() || value.ends_with(')') => {}
            Some(_) => {
                let at = line.text.rfind(value).unwrap_or_default();
                let name = key.filter(|_| !value.contains(' '));
                visit(Setting { name, value, place: Place::At(offset + at) });
            }
            None => visit(Setting { name: None, value: line.text, place: Place::At(offset) }),
        }
    }
}

fn program(text: &str, visit: &mut dyn FnMut(Setting<'_>)) {
    private_keys(text, visit);
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        visit(Setting { name: None, value: line.trim_ascii_end(), place: Place::At(offset) });
        offset += line.len();
    }
}

/// Private keys have many lines.
fn private_keys(text: &str, visit: &mut dyn FnMut(Setting<'_>)) {
    let mut start = 0;
    for _ in 0..PRIVATE_KEYS {
        let Some(rest) = text.get(start..) else { return };
        let Some(key) = private_key(rest) else { return };
        let value = rest.get(key.range.clone()).unwrap_or_default();
        visit(Setting { name: None, value, place: Place::At(start + key.range.start) });
        start += key.range.end;
    }
}
