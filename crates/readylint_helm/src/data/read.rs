//! YAML becomes values, as `sigs.k8s.io/yaml` reads it: go-yaml v2 (YAML 1.1), then JSON.
//!
//! So numbers are `float64`, keys are strings, dates are text, of equal keys the last counts, `<<` counts where it stands,
//! and only the first document is read. The syntax and the meaning of scalars are `readylint_yaml`'s.

use std::sync::Arc;

use readylint_text::{SourceId, Span, TextRange};
use readylint_yaml::{Entry, Node, NodeKind, Style, Value as Scalar};

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
    let source = match author {
        Author::Layer { source, .. } => source,
        Author::Text(_) => SourceId::new(0),
    };
    let parse = readylint_yaml::parse(source, Arc::from(text));
    let tree = &parse.tree;
    let Some(document) = tree.documents().first() else {
        return Ok(Value::NIL);
    };
    if let Some(error) = parse.errors.first()
        && document.broken
    {
        return Err(read_error::syntax(text, error));
    }
    let Some(root) = document.root else {
        return Ok(Value::NIL);
    };
    let mut reader = Reader { author, origins, depth: 0 };
    let step = reader.step("");
    reader.node(tree.node(root), Spot { parent: NodeId::NONE, key: None, step })
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
struct Spot<'t> {
    parent: NodeId,
    key: Option<Node<'t>>,
    step: Option<Arc<str>>,
}

struct Reader<'a> {
    author: Author<'a>,
    origins: &'a mut Origins,
    depth: usize,
}

impl Reader<'_> {
    /// A step of a path; only value nodes need it.
    fn step(&self, step: &str) -> Option<Arc<str>> {
        (self.origins.is_on() && matches!(self.author, Author::Layer { .. })).then(|| step.into())
    }

    fn node(&mut self, node: Node<'_>, spot: Spot<'_>) -> Result<Value, DataError> {
        // An alias has the author of what it stands for.
        let node = node.resolved();
        let (id, origin) = self.origin(node, spot);
        match node.kind() {
            NodeKind::Scalar => self.scalar(node, origin),
            NodeKind::Sequence | NodeKind::Mapping if self.depth >= MAX_DEPTH => {
                Err(DataError::new("error converting YAML to JSON: yaml: exceeded max depth"))
            }
            NodeKind::Sequence => {
                self.depth += 1;
                let mut items = Vec::with_capacity(node.len());
                for (index, item) in node.items().enumerate() {
                    let step = self.step(&index.to_string());
                    items.push(self.node(item, Spot { parent: id, key: None, step })?);
                }
                self.depth -= 1;
                Ok(Value::list(List::any(items)).with_origin(origin))
            }
            NodeKind::Mapping | NodeKind::Alias => {
                self.depth += 1;
                let mut entries = Entries::new();
                for entry in node.entries() {
                    let key = key_string(entry)?;
                    let step = self.step(&key);
                    let value = self.node(entry.value, Spot { parent: id, key: Some(entry.key), step })?;
                    let key = self.key(entry.key, key, &value);
                    // The later key of two equal ones is the author of the entry.
                    entries.remove(&key);
                    entries.insert(key, value);
                }
                self.depth -= 1;
                Ok(Value::map(Map::with(MapType::Any, entries)).with_origin(origin))
            }
        }
    }

    fn origin(&mut self, node: Node<'_>, spot: Spot<'_>) -> (NodeId, OriginId) {
        match self.author {
            Author::Text(text) => {
                let first = text.piece_at(node.range().start().to_usize()).origin;
                let is_collection = !node.is_scalar();
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
                let span = |range: TextRange| Span::new(source, moved(range, start));
                let key = spot.key.map(|key| span(key.text_range().unwrap_or(key.range())));
                self.origins.add_node(ValueNode {
                    layer,
                    key,
                    value: span(node.range()),
                    content: content(node).map(span),
                    parent: spot.parent,
                    step: spot.step.unwrap_or_default(),
                    shadows: NodeId::NONE,
                })
            }
        }
    }

    fn key(&mut self, node: Node<'_>, key: String, value: &Value) -> Text {
        match self.author {
            Author::Text(text) => {
                let range = node.text_range().map(TextRange::to_usize);
                match range.filter(|range| text.as_bytes().get(range.clone()) == Some(key.as_bytes())) {
                    Some(range) => text.slice(range),
                    None => Text::new(key.into_bytes(), Piece::of(self.quoted_piece(node, text).origin)),
                }
            }
            Author::Layer { .. } => {
                let origin = match *self.origins.get(value.origin) {
                    Origin::Value(node) => self.origins.add(Origin::Key(node)),
                    _ => OriginId::NONE,
                };
                Text::of(key, origin)
            }
        }
    }

    fn scalar(&mut self, node: Node<'_>, origin: OriginId) -> Result<Value, DataError> {
        let data = match node.value() {
            Scalar::Null => Data::Nil,
            Scalar::Bool(value) => Data::Bool(value),
            Scalar::Int(number) => Data::Float(nearest(i128::from(number))),
            Scalar::UInt(number) => Data::Float(nearest(i128::from(number))),
            Scalar::Float(number) if number.is_finite() => Data::Float(number),
            Scalar::Float(number) => {
                let super::EmitError::Refused(words) = super::json::unsupported(number) else {
                    return Ok(Value::NIL);
                };
                return Err(
                    DataError::new(format!("error converting YAML to JSON: {words}")).at(node.range())
                );
            }
            Scalar::Str(content) => return Ok(self.string(node, content, origin)),
        };
        Ok(Value::new(data, origin))
    }

    fn string(&self, node: Node<'_>, content: &str, origin: OriginId) -> Value {
        let text = match self.author {
            Author::Layer { .. } => Text::of(content, origin),
            Author::Text(text) => {
                if let Some(range) = node.text_range() {
                    text.slice(range.to_usize())
                } else {
                    literal(node, content, text)
                        .unwrap_or_else(|| Text::new(content.as_bytes(), self.quoted_piece(node, text)))
                }
            }
        };
        let origin = if text.is_empty() { origin } else { text.first_piece().origin };
        Value::string(text).with_origin(origin)
    }

    /// The piece of the first byte of what a scalar stands for: behind its quote.
    fn quoted_piece(&self, node: Node<'_>, text: &Text) -> Piece {
        let start = node.range().start().to_usize();
        let quotes = matches!(node.style(), Style::SingleQuoted | Style::DoubleQuoted);
        let header = match node.style() {
            Style::Literal | Style::Folded => node.raw().find('\n').map_or(0, |line| {
                let rest = node.raw().get(line..).unwrap_or_default();
                line + rest.len() - rest.trim_start().len()
            }),
            _ => usize::from(quotes),
        };
        text.piece_at(start + header)
    }
}

fn moved(range: TextRange, start: usize) -> TextRange {
    let range = range.to_usize();
    TextRange::at(range.start + start, range.end + start)
}

/// The bytes of a scalar between its quotes, if it stands in one line.
fn content(node: Node<'_>) -> Option<TextRange> {
    let range = node.range().to_usize();
    let quotes = match node.style() {
        Style::Plain if node.kind() == NodeKind::Scalar => 0,
        Style::SingleQuoted | Style::DoubleQuoted => 1,
        _ => return None,
    };
    let inside = range.start + quotes..range.end.checked_sub(quotes)?;
    let raw = node.tree().text().get(inside.clone())?;
    (!raw.contains(['\n', '\r'])).then(|| TextRange::at(inside.start, inside.end))
}

/// The content of a literal block with the origins of its lines; `None` if the lines do not make it up.
fn literal(node: Node<'_>, content: &str, text: &Text) -> Option<Text> {
    if node.style() != Style::Literal {
        return None;
    }
    let raw = node.raw();
    let mut at = raw.find('\n')? + 1;
    let base = node.range().start().to_usize();
    let mut built = TextBuilder::new();
    let mut indent = None;
    for line in content.split_inclusive('\n') {
        let rest = raw.get(at..)?;
        let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let written = rest.get(..end)?;
        let blank = line == "\n" && written.trim_start_matches(' ') == "\n";
        let start = match indent {
            _ if blank => end - 1,
            Some(indent) => indent,
            // The first line that is not blank says how far the block is indented.
            None => *indent.insert(end.checked_sub(line.len())?),
        };
        if written.get(start..)? != line {
            return None;
        }
        built.push_slice(text, base + at + start..base + at + end);
        at += end;
    }
    (built.as_bytes() == content.as_bytes()).then(|| built.finish())
}

/// A key as JSON has it. (`sigs.k8s.io/yaml`, `convertToJSONableObject`)
fn key_string(entry: Entry<'_>) -> Result<String, DataError> {
    Ok(match entry.key.scalar() {
        Some(Scalar::Str(text)) => text.to_owned(),
        Some(Scalar::Int(number)) => number.to_string(),
        Some(Scalar::Float(number)) => number::general_short(number),
        Some(Scalar::Bool(value)) => value.to_string(),
        Some(Scalar::Null | Scalar::UInt(_)) | None => return Err(read_error::key(entry)),
    })
}

/// The nearest float, as the decimal text of the number is read.
#[allow(clippy::cast_precision_loss)]
fn nearest(number: i128) -> f64 {
    number as f64
}
