//! YAML becomes values, as `sigs.k8s.io/yaml` reads it: go-yaml v2 (YAML 1.1), then JSON.
//!
//! So numbers are `float64`, keys are strings, dates are text, of equal keys the last counts, `<<` counts where it stands,
//! and only the first document is read.

use std::ops::Range;
use std::sync::Arc;

use readylint_text::{SourceId, Span, TextRange};
use rustc_hash::FxHashSet;

use super::yaml::{Content, Kind, Meaning, Node, Style, Tree, meaning, parse};
use super::{DataError, MAX_DEPTH, number, read_error};
use crate::provenance::{LayerId, NodeId, Origin, OriginId, Origins, Piece, Text, TextBuilder, ValueNode};
use crate::value::{Data, Entries, List, Map, MapType, Value};

/// A values file, or a part of one: every value and key in it becomes a [`ValueNode`] of `layer`.
///
/// # Errors
///
/// As `yaml.Unmarshal` of `sigs.k8s.io/yaml` fails.
pub fn read_source(
    text: &str,
    source: SourceId,
    layer: LayerId,
    origins: &mut Origins,
) -> Result<Value, DataError> {
    read_source_at(text, 0, source, layer, origins)
}

/// As [`read_source`], of a text that stands at `start` in its source.
///
/// # Errors
///
/// As [`read_source`]. Ranges in errors count from `start`.
pub fn read_source_at(
    text: &str,
    start: usize,
    source: SourceId,
    layer: LayerId,
    origins: &mut Origins,
) -> Result<Value, DataError> {
    read(text, Author::Layer { source, layer, start }, origins)
}

/// A text that a template made: values keep the origins of the bytes they were read from.
///
/// # Errors
///
/// As `yaml.Unmarshal` of `sigs.k8s.io/yaml` fails.
pub fn read_text(text: &Text, origins: &mut Origins) -> Result<Value, DataError> {
    match std::str::from_utf8(text.as_bytes()) {
        Ok(shown) => read(shown, Author::Text(text), origins),
        Err(error) => Err(read_error::not_utf8(text.as_bytes(), error.valid_up_to())),
    }
}

/// The map that a value is, as `yaml.Unmarshal` into a `map[string]interface {}` takes it; nothing at all is an empty map.
///
/// # Errors
///
/// If it is something else.
pub fn expect_map(value: Value) -> Result<Value, DataError> {
    match value.data {
        Data::Map(_) => Ok(value),
        Data::Nil => Ok(Value::map(Map::any()).with_origin(value.origin)),
        _ => Err(wrong_type(&value, "map[string]interface {}")),
    }
}

/// The list that a value is, as `yaml.Unmarshal` into a `[]interface {}` takes it; nothing at all is an empty list.
///
/// # Errors
///
/// If it is something else.
pub fn expect_list(value: Value) -> Result<Value, DataError> {
    match value.data {
        Data::List(_) => Ok(value),
        Data::Nil => Ok(Value::list(List::any(Vec::new())).with_origin(value.origin)),
        _ => Err(wrong_type(&value, "[]interface {}")),
    }
}

fn wrong_type(value: &Value, wanted: &str) -> DataError {
    DataError::new(format!(
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {} into Go value of type {wanted}",
        json_kind(value)
    ))
}

/// What `encoding/json` calls a value.
pub(crate) fn json_kind(value: &Value) -> &'static str {
    match value.data {
        Data::Bool(_) => "bool",
        Data::Int(..) | Data::Float(_) => "number",
        Data::List(_) => "array",
        Data::Map(_) => "object",
        _ => "string",
    }
}

fn read(text: &str, author: Author<'_>, origins: &mut Origins) -> Result<Value, DataError> {
    if let Some(error) = read_error::unreadable(text) {
        return Err(error);
    }
    let tree = parse(text).map_err(|fault| read_error::fault(text, &fault))?;
    let Some(root) = tree.root else {
        return Ok(Value::NIL);
    };
    let mut reader = Reader {
        tree: &tree,
        author,
        origins,
        depth: 0,
        open: FxHashSet::default(),
        decoded: 0,
        aliased: 0,
        aliases: 0,
        late: [None, None],
    };
    let step = reader.step("");
    let value = reader.node(root, Spot { parent: NodeId::NONE, key: None, step })?;
    let [key, number] = reader.late;
    key.or(number).map_or(Ok(value), Err)
}

/// Who wrote the text.
#[derive(Clone, Copy)]
enum Author<'a> {
    /// A person.
    Layer { source: SourceId, layer: LayerId, start: usize },
    /// A template.
    Text(&'a Text),
}

/// Where a value stands.
struct Spot {
    parent: NodeId,
    /// The node of its key.
    key: Option<usize>,
    step: Option<Arc<str>>,
}

struct Reader<'a> {
    tree: &'a Tree<'a>,
    author: Author<'a>,
    origins: &'a mut Origins,
    depth: usize,
    /// The nodes that are being read and have an alias somewhere.
    open: FxHashSet<usize>,
    /// How many nodes were read, and how many of them through aliases.
    decoded: u64,
    aliased: u64,
    /// How many aliases the node at hand is behind.
    aliases: usize,
    /// What the later stages of the library refuse, if all of the text can be decoded: a key, a number.
    late: [Option<DataError>; 2],
}

impl Reader<'_> {
    /// A step of a path; only value nodes need it.
    fn step(&self, step: &str) -> Option<Arc<str>> {
        (self.origins.is_on() && matches!(self.author, Author::Layer { .. })).then(|| step.into())
    }

    fn fault<T>(&self, id: usize, words: impl Into<String>) -> Result<T, DataError> {
        let range = self.tree.node(id).range.clone();
        let words = format!("{}yaml: {}", read_error::PREFIX, words.into());
        Err(DataError::new(words).at(TextRange::at(range.start, range.end)))
    }

    /// Counts a node, against texts that become endless by their aliases. (go-yaml, `decode.go`, `unmarshal`)
    fn count(&mut self, id: usize) -> Result<(), DataError> {
        self.decoded += 1;
        self.aliased += u64::from(self.aliases > 0);
        let (decoded, aliased) = (as_float(self.decoded), as_float(self.aliased));
        let allowed = 0.99 - 0.89 * ((decoded - 400_000.0) / 3_600_000.0).clamp(0.0, 1.0);
        if self.aliased > 100 && self.decoded > 1000 && aliased / decoded > allowed {
            return self.fault(id, "document contains excessive aliasing");
        }
        Ok(())
    }

    fn node(&mut self, id: usize, spot: Spot) -> Result<Value, DataError> {
        self.count(id)?;
        let tree = self.tree;
        let node = tree.node(id);
        if let Kind::Alias(target) = node.kind {
            if self.open.contains(&target) {
                let name = tree.text.get(node.range.start + 1..node.range.end).unwrap_or_default();
                return self.fault(id, format!("anchor '{name}' value contains itself"));
            }
            // An alias has the author of what it stands for.
            self.aliases += 1;
            let value = self.node(target, spot)?;
            self.aliases -= 1;
            return Ok(value);
        }
        let (parent, origin) = self.origin(node, spot);
        if let Kind::Scalar { style, content, .. } = &node.kind {
            return self.scalar(node, *style, content, origin);
        }
        if self.depth >= MAX_DEPTH {
            return self.fault(id, "exceeded max depth");
        }
        self.depth += 1;
        self.open.insert(id);
        let value = if let Kind::Sequence(ids) = &node.kind {
            let mut items = Vec::with_capacity(ids.len());
            for (index, &item) in ids.iter().enumerate() {
                let step = self.step(&index.to_string());
                items.push(self.node(item, Spot { parent, key: None, step })?);
            }
            Value::list(List::any(items))
        } else {
            let mut entries = Entries::new();
            self.mapping(node, parent, &mut entries)?;
            Value::map(Map::with(MapType::Any, entries))
        };
        self.open.remove(&id);
        self.depth -= 1;
        Ok(value.with_origin(origin))
    }

    /// Reads the entries of a mapping into `entries`, where later keys replace earlier ones.
    fn mapping(&mut self, node: &Node, parent: NodeId, entries: &mut Entries) -> Result<(), DataError> {
        let Kind::Mapping(pairs) = &node.kind else {
            return Ok(());
        };
        for &(key, value) in pairs {
            if self.is_merge(key) {
                self.merge(key, value, parent, entries)?;
                continue;
            }
            let name = self.key_string(key, value)?;
            let step = name.as_deref().and_then(|name| self.step(name));
            let value = self.node(value, Spot { parent, key: Some(key), step })?;
            if let Some(name) = name {
                let key = self.key(key, name, &value);
                // The later key of two equal ones is the author of the entry.
                entries.remove(&key);
                entries.insert(key, value);
            }
        }
        Ok(())
    }

    fn is_merge(&self, key: usize) -> bool {
        let node = self.tree.node(key);
        match &node.kind {
            Kind::Scalar { content, implicit, .. } => {
                (*implicit || node.tag.as_deref() == Some("tag:yaml.org,2002:merge"))
                    && self.tree.content(content) == "<<"
            }
            _ => false,
        }
    }

    /// Adds the entries of the mappings that a `<<` names; of several the first counts.
    fn merge(
        &mut self,
        key: usize,
        value: usize,
        parent: NodeId,
        entries: &mut Entries,
    ) -> Result<(), DataError> {
        let tree = self.tree;
        let items: Vec<usize> = match &tree.node(value).kind {
            Kind::Sequence(items) => items.iter().rev().copied().collect(),
            _ => vec![value],
        };
        for item in items {
            let target = match tree.node(item).kind {
                Kind::Alias(target) => target,
                _ => item,
            };
            if !matches!(tree.node(target).kind, Kind::Mapping(_)) {
                let at = if tree.node(value).range.is_empty() { key } else { value };
                return self.fault(at, "map merge requires map or sequence of maps as the value");
            }
            if self.open.contains(&target) || self.depth >= MAX_DEPTH {
                return self.fault(item, "anchor value contains itself");
            }
            self.count(item)?;
            let through_alias = usize::from(target != item);
            self.aliases += through_alias;
            self.depth += 1;
            self.open.insert(target);
            self.mapping(tree.node(target), parent, entries)?;
            self.open.remove(&target);
            self.depth -= 1;
            self.aliases -= through_alias;
        }
        Ok(())
    }

    /// A key as JSON has it; none if JSON has no such key, which is an error if nothing worse follows.
    /// (`sigs.k8s.io/yaml`, `convertToJSONableObject`)
    fn key_string(&mut self, id: usize, value: usize) -> Result<Option<String>, DataError> {
        self.count(id)?;
        let tree = self.tree;
        let target = match tree.node(id).kind {
            Kind::Alias(target) => target,
            _ => id,
        };
        let node = tree.node(target);
        let Kind::Scalar { content, .. } = &node.kind else {
            // What is wrong inside comes first.
            let step = self.step("");
            self.node(target, Spot { parent: NodeId::NONE, key: None, step })?;
            return self.fault(id, format!("invalid map key: {}", read_error::go_syntax(tree, target, 0)));
        };
        let found =
            meaning(node, tree.content(content)).map_err(|fault| read_error::fault(tree.text, &fault))?;
        Ok(match found {
            Meaning::Text(text) => Some(text.to_owned()),
            Meaning::Int(number) => Some(number.to_string()),
            Meaning::Float(number) => Some(number::general_short(number)),
            Meaning::Bool(value) => Some(value.to_string()),
            Meaning::Bytes(bytes) => Some(lossy(&bytes)),
            Meaning::Null | Meaning::UInt(_) => {
                let [key, _] = &mut self.late;
                key.get_or_insert_with(|| read_error::key(tree, target, &found, value));
                None
            }
        })
    }

    fn origin(&mut self, node: &Node, spot: Spot) -> (NodeId, OriginId) {
        match self.author {
            Author::Text(text) => {
                let first = text.piece_at(node.range.start).origin;
                let is_collection = !matches!(node.kind, Kind::Scalar { .. });
                let origin = match *self.origins.get(first) {
                    // The text of a map starts with its first key.
                    Origin::Key(child) if is_collection => {
                        let parent = self.origins.node(child).map_or(NodeId::NONE, |child| child.parent);
                        if parent.is_none() { first } else { self.origins.add(Origin::Value(parent)) }
                    }
                    _ => first,
                };
                (NodeId::NONE, origin)
            }
            Author::Layer { source, layer, start } => {
                if !self.origins.is_on() {
                    return (NodeId::NONE, OriginId::NONE);
                }
                let span = |range: Range<usize>| {
                    Span::new(source, TextRange::at(range.start + start, range.end + start))
                };
                let key = spot.key.map(|key| {
                    let key = self.tree.node(key);
                    span(self.inside_quotes(key).unwrap_or_else(|| key.range.clone()))
                });
                self.origins.add_node(ValueNode {
                    layer,
                    key,
                    value: span(node.range.clone()),
                    content: self.inside_quotes(node).map(span),
                    parent: spot.parent,
                    step: spot.step.unwrap_or_default(),
                    shadows: NodeId::NONE,
                })
            }
        }
    }

    /// The bytes of a scalar between its quotes, if it stands in one line.
    fn inside_quotes(&self, node: &Node) -> Option<Range<usize>> {
        let quotes = match node.kind {
            Kind::Scalar { style: Style::Plain, .. } => 0,
            Kind::Scalar { style: Style::Single | Style::Double, .. } => 1,
            _ => return None,
        };
        let inside = node.range.start + quotes..node.range.end.checked_sub(quotes)?;
        let written = self.tree.text.get(inside.clone())?;
        (!written.contains(['\n', '\r'])).then_some(inside)
    }

    fn key(&mut self, id: usize, name: String, value: &Value) -> Text {
        match self.author {
            Author::Text(text) => {
                let tree = self.tree;
                let node = match tree.node(id).kind {
                    Kind::Alias(target) => tree.node(target),
                    _ => tree.node(id),
                };
                match &node.kind {
                    Kind::Scalar { content, .. } if tree.content(content) == name => {
                        kept(tree, content, text)
                    }
                    _ => Text::new(name.into_bytes(), text.piece_at(node.range.start)),
                }
            }
            Author::Layer { .. } => {
                let origin = match *self.origins.get(value.origin) {
                    Origin::Value(node) => self.origins.add(Origin::Key(node)),
                    _ => OriginId::NONE,
                };
                Text::of(name, origin)
            }
        }
    }

    /// What a scalar of a layer says: each byte as far into its node as what it was read from.
    fn placed(&self, node: &Node, content: &Content, shown: &str, origin: OriginId) -> Text {
        match (content, self.inside_quotes(node)) {
            (Content::Decoded { text, runs }, Some(inside)) if !origin.is_none() => {
                let mut built = TextBuilder::new();
                let mut start = 0;
                for run in runs {
                    let bytes = text.as_bytes().get(start..run.end).unwrap_or_default();
                    let offset = run.source.saturating_sub(inside.start) as u32;
                    built.push(bytes, Piece { offset, ..Piece::of(origin) });
                    start = run.end;
                }
                built.finish()
            }
            _ => Text::of(shown, origin),
        }
    }

    fn scalar(
        &mut self,
        node: &Node,
        style: Style,
        content: &Content,
        origin: OriginId,
    ) -> Result<Value, DataError> {
        let tree = self.tree;
        let found =
            meaning(node, tree.content(content)).map_err(|fault| read_error::fault(tree.text, &fault))?;
        let data = match found {
            Meaning::Null => Data::Nil,
            Meaning::Bool(value) => Data::Bool(value),
            Meaning::Int(number) => Data::Float(nearest(i128::from(number))),
            Meaning::UInt(number) => Data::Float(nearest(i128::from(number))),
            Meaning::Float(number) => {
                if !number.is_finite() {
                    let [_, late] = &mut self.late;
                    late.get_or_insert_with(|| read_error::infinite(node, number));
                }
                Data::Float(number)
            }
            Meaning::Bytes(bytes) => {
                let text = match self.author {
                    Author::Layer { .. } => Text::of(lossy(&bytes), origin),
                    Author::Text(text) => {
                        let quotes = usize::from(matches!(style, Style::Single | Style::Double));
                        Text::of(lossy(&bytes), text.piece_at(node.range.start + quotes).origin)
                    }
                };
                return Ok(Value::string(text));
            }
            Meaning::Text(shown) => {
                let text = match self.author {
                    Author::Layer { .. } => self.placed(node, content, shown, origin),
                    Author::Text(text) => kept(tree, content, text),
                };
                let origin = if text.is_empty() { origin } else { text.first_piece().origin };
                return Ok(Value::string(text).with_origin(origin));
            }
        };
        Ok(Value::new(data, origin))
    }
}

/// The content of a scalar with the origins of the bytes that it was read from.
fn kept(tree: &Tree<'_>, content: &Content, text: &Text) -> Text {
    match content {
        Content::Verbatim(range) => text.slice(range.clone()),
        Content::Decoded { text: decoded, runs } => {
            let mut built = TextBuilder::new();
            let mut start = 0;
            for run in runs {
                if run.verbatim {
                    built.push_slice(text, run.source..run.source + run.end - start);
                } else {
                    let bytes = decoded.as_bytes().get(start..run.end).unwrap_or_default();
                    built.push(bytes, text.piece_at(run.source));
                }
                start = run.end;
            }
            debug_assert_eq!(built.as_bytes(), tree.content(content).as_bytes());
            built.finish()
        }
    }
}

/// Bytes as JSON has them.
fn lossy(bytes: &[u8]) -> String {
    super::json::valid(&Text::unknown(bytes)).to_str().into_owned()
}

/// The nearest float, as the decimal text of the number is read.
#[allow(clippy::cast_precision_loss)]
fn nearest(number: i128) -> f64 {
    number as f64
}

/// Counts are far below 2^52 where they are compared.
#[allow(clippy::cast_precision_loss)]
fn as_float(count: u64) -> f64 {
    count as f64
}
