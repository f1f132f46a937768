//! From tokens to the tree of the first document. (go-yaml v2, `parserc.go`, `decode.go`)

use rustc_hash::FxHashMap;

use super::scanner::{Scanner, Token, TokenKind as T};
use super::tag::{default_handles, undefined_handle};
use super::{Content, Fault, Kind, Mark, Node, Style, Tree};
use crate::data::MAX_DEPTH;

/// The first document of `text`.
pub(in crate::data) fn parse(text: &str) -> Result<Tree<'_>, Fault> {
    let mut parser = Parser {
        scanner: Scanner::new(text),
        nodes: Vec::new(),
        anchors: FxHashMap::default(),
        handles: Vec::new(),
        depth: 0,
    };
    let root = parser.document()?;
    Ok(Tree { text, nodes: parser.nodes, root })
}

struct Parser<'t> {
    scanner: Scanner<'t>,
    nodes: Vec<Node>,
    anchors: FxHashMap<String, usize>,
    handles: Vec<(String, String)>,
    depth: usize,
}

/// What stands before a node.
#[derive(Default)]
struct Properties {
    anchor: Option<String>,
    tag: Option<String>,
}

impl Parser<'_> {
    fn peek(&mut self) -> Result<&Token, Fault> {
        self.scanner.peek()
    }

    /// Whether the next token is one of `kinds`, none of which holds anything.
    fn is(&mut self, kinds: &[T]) -> Result<bool, Fault> {
        Ok(kinds.contains(&self.peek()?.kind))
    }

    /// Takes the next token if it is `kind`: the place behind it.
    fn take(&mut self, kind: &T) -> Result<Option<Mark>, Fault> {
        let token = self.peek()?;
        let end = (token.kind == *kind).then_some(token.end);
        if end.is_some() {
            self.scanner.take();
        }
        Ok(end)
    }

    fn document(&mut self) -> Result<Option<usize>, Fault> {
        let directive = matches!(self.peek()?.kind, T::Version { .. } | T::TagDirective { .. });
        let root = if !directive && !self.is(&[T::DocumentStart, T::StreamEnd])? {
            self.handles = default_handles();
            self.node(true, false)?
        } else if self.is(&[T::StreamEnd])? {
            return Ok(None);
        } else {
            self.directives()?;
            if self.take(&T::DocumentStart)?.is_none() {
                let start = self.peek()?.start;
                return Err(Fault::parser(start, "did not find expected <document start>"));
            }
            let token = self.peek()?;
            let start = token.start;
            let ends = matches!(token.kind, T::Version { .. } | T::TagDirective { .. });
            if ends || self.is(&[T::DocumentStart, T::DocumentEnd, T::StreamEnd])? {
                self.empty(start)
            } else {
                self.node(true, false)?
            }
        };
        // go-yaml looks at what follows, and may not like it.
        self.peek()?;
        Ok(Some(root))
    }

    fn directives(&mut self) -> Result<(), Fault> {
        let mut has_version = false;
        loop {
            let token = self.peek()?;
            let start = token.start;
            match &token.kind {
                T::Version { .. } if has_version => {
                    return Err(Fault::parser(start, "found duplicate %YAML directive"));
                }
                T::Version { fits: false } => {
                    return Err(Fault::parser(start, "found incompatible YAML document"));
                }
                T::Version { .. } => has_version = true,
                T::TagDirective { handle, prefix } => {
                    let pair = (handle.clone(), prefix.clone());
                    if self.handles.iter().any(|(known, _)| *known == pair.0) {
                        return Err(Fault::parser(start, "found duplicate %TAG directive"));
                    }
                    self.handles.push(pair);
                }
                _ => break,
            }
            self.scanner.take();
        }
        for (handle, prefix) in default_handles() {
            if !self.handles.iter().any(|(known, _)| *known == handle) {
                self.handles.push((handle, prefix));
            }
        }
        Ok(())
    }

    fn add(&mut self, range: std::ops::Range<usize>, tag: Option<String>, kind: Kind) -> usize {
        self.nodes.push(Node { range, tag, kind });
        self.nodes.len() - 1
    }

    /// A value that is not there.
    fn empty(&mut self, mark: Mark) -> usize {
        let content = Content::Verbatim(mark.at..mark.at);
        let kind = Kind::Scalar { style: Style::Plain, content, implicit: true };
        self.add(mark.at..mark.at, None, kind)
    }

    fn properties(&mut self) -> Result<(Properties, Mark), Fault> {
        let mut found = Properties::default();
        let mut end = self.peek()?.start;
        let mut had_tag = false;
        loop {
            let token = self.peek()?;
            let (start, after) = (token.start, token.end);
            match token.kind.clone() {
                T::Anchor(name) if found.anchor.is_none() => {
                    found.anchor = Some(self.scanner.text.get(name).unwrap_or_default().to_owned());
                }
                T::Tag { handle, suffix } if !had_tag => {
                    had_tag = true;
                    let tag = if handle.is_empty() {
                        Some(suffix)
                    } else {
                        let prefix = self.handles.iter().find(|(known, _)| *known == handle);
                        prefix.map(|(_, prefix)| format!("{prefix}{suffix}"))
                    };
                    found.tag = Some(tag.ok_or_else(|| undefined_handle(start))?);
                }
                _ => return Ok((found, end)),
            }
            self.scanner.take();
            end = after;
        }
    }

    fn node(&mut self, block: bool, indentless: bool) -> Result<usize, Fault> {
        if let T::Alias(name) = &self.peek()?.kind {
            let name = name.clone();
            return self.alias(name);
        }
        let first = self.peek()?.start;
        let (properties, after) = self.properties()?;
        let token = self.peek()?;
        let start = token.start;
        let is_property_only = properties.anchor.is_some() || properties.tag.is_some();
        let id = match &token.kind {
            T::BlockEntry if indentless => self.collection(properties, Self::indentless)?,
            T::Scalar { .. } => self.scalar(properties),
            T::FlowSequenceStart => self.collection(properties, Self::flow_sequence)?,
            T::FlowMappingStart => self.collection(properties, Self::flow_mapping)?,
            T::BlockSequenceStart if block => self.collection(properties, Self::block_sequence)?,
            T::BlockMappingStart if block => self.collection(properties, Self::block_mapping)?,
            _ if is_property_only => {
                let implicit = properties.tag.is_none();
                let content = Content::Verbatim(after.at..after.at);
                let kind = Kind::Scalar { style: Style::Plain, content, implicit };
                let id = self.add(after.at..after.at, properties.tag, kind);
                self.name(properties.anchor, id);
                id
            }
            _ => {
                // Without a line of its own go-yaml names that of the context.
                let mark = if start.line == 0 { first } else { start };
                return Err(Fault::parser(mark, "did not find expected node content"));
            }
        };
        Ok(id)
    }

    fn name(&mut self, anchor: Option<String>, id: usize) {
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, id);
        }
    }

    fn alias(&mut self, name: std::ops::Range<usize>) -> Result<usize, Fault> {
        let shown = self.scanner.text.get(name.clone()).unwrap_or_default();
        let Some(&target) = self.anchors.get(shown) else {
            return Err(Fault::meaning(name.start, format!("unknown anchor '{shown}' referenced")));
        };
        self.scanner.take();
        Ok(self.add(name.start - 1..name.end, None, Kind::Alias(target)))
    }

    fn scalar(&mut self, properties: Properties) -> usize {
        let Some(Token { kind: T::Scalar { style, content }, start, end }) = self.scanner.take() else {
            return self.empty(Mark::default());
        };
        let implicit = match properties.tag.as_deref() {
            None => style == Style::Plain,
            Some(tag) => tag == "!",
        };
        let id = self.add(start.at..end.at, properties.tag, Kind::Scalar { style, content, implicit });
        self.name(properties.anchor, id);
        id
    }

    /// A collection: its anchor is known inside it.
    fn collection(
        &mut self,
        properties: Properties,
        inside: fn(&mut Self, usize) -> Result<Mark, Fault>,
    ) -> Result<usize, Fault> {
        let start = self.peek()?.start;
        if self.depth >= MAX_DEPTH {
            return Err(Fault::parser(start, "exceeded max depth"));
        }
        let id = self.add(start.at..start.at, properties.tag, Kind::Sequence(Vec::new()));
        self.name(properties.anchor, id);
        self.depth += 1;
        let end = inside(self, id)?;
        self.depth -= 1;
        if let Some(node) = self.nodes.get_mut(id) {
            node.range.end = end.at;
        }
        Ok(id)
    }

    fn fill(&mut self, id: usize, kind: Kind) {
        if let Some(node) = self.nodes.get_mut(id) {
            node.kind = kind;
        }
    }

    /// Where a node ends.
    fn end_of(&self, id: usize) -> Mark {
        Mark { at: self.nodes.get(id).map_or(0, |node| node.range.end), ..Mark::default() }
    }

    fn block_sequence(&mut self, id: usize) -> Result<Mark, Fault> {
        let first = self.peek()?.start;
        self.scanner.take();
        let (mut items, mut end) = (Vec::new(), Mark::default());
        loop {
            if let Some(mark) = self.take(&T::BlockEntry)? {
                let item = if self.is(&[T::BlockEntry, T::BlockEnd])? {
                    self.empty(mark)
                } else {
                    self.node(true, false)?
                };
                items.push(item);
                end = self.end_of(item);
            } else if self.take(&T::BlockEnd)?.is_some() {
                self.fill(id, Kind::Sequence(items));
                return Ok(end);
            } else {
                return self.unexpected(first, "did not find expected '-' indicator");
            }
        }
    }

    fn indentless(&mut self, id: usize) -> Result<Mark, Fault> {
        let (mut items, mut end) = (Vec::new(), Mark::default());
        while let Some(mark) = self.take(&T::BlockEntry)? {
            let is_empty = self.is(&[T::BlockEntry, T::Key, T::Value, T::BlockEnd])?;
            let item = if is_empty { self.empty(mark) } else { self.node(true, false)? };
            items.push(item);
            end = self.end_of(item);
        }
        self.fill(id, Kind::Sequence(items));
        Ok(end)
    }

    fn block_mapping(&mut self, id: usize) -> Result<Mark, Fault> {
        const NEXT: &[T] = &[T::Key, T::Value, T::BlockEnd];
        let first = self.peek()?.start;
        self.scanner.take();
        let (mut pairs, mut end) = (Vec::new(), Mark::default());
        loop {
            if let Some(mark) = self.take(&T::Key)? {
                let key = if self.is(NEXT)? { self.empty(mark) } else { self.node(true, true)? };
                let value = if let Some(mark) = self.take(&T::Value)? {
                    if self.is(NEXT)? { self.empty(mark) } else { self.node(true, true)? }
                } else {
                    let start = self.peek()?.start;
                    self.empty(start)
                };
                pairs.push((key, value));
                end = self.end_of(value);
            } else if self.take(&T::BlockEnd)?.is_some() {
                self.fill(id, Kind::Mapping(pairs));
                return Ok(end);
            } else {
                return self.unexpected(first, "did not find expected key");
            }
        }
    }

    /// The words for the next token, or with the line of the context if that one has none.
    fn unexpected<T>(&mut self, context: Mark, words: &'static str) -> Result<T, Fault> {
        let start = self.peek()?.start;
        Err(Fault::parser(if start.line == 0 { context } else { start }, words))
    }

    fn flow_sequence(&mut self, id: usize) -> Result<Mark, Fault> {
        let first = self.peek()?.start;
        self.scanner.take();
        let mut items = Vec::new();
        loop {
            if !self.is(&[T::FlowSequenceEnd])? {
                if !items.is_empty() && self.take(&T::FlowEntry)?.is_none() {
                    return self.unexpected(first, "did not find expected ',' or ']'");
                }
                if self.is(&[T::Key])? {
                    items.push(self.single_pair()?);
                    continue;
                }
                if !self.is(&[T::FlowSequenceEnd])? {
                    items.push(self.node(false, false)?);
                    continue;
                }
            }
            self.fill(id, Kind::Sequence(items));
            return Ok(self.take(&T::FlowSequenceEnd)?.unwrap_or(first));
        }
    }

    /// `key: value` as an item of a list.
    fn single_pair(&mut self) -> Result<usize, Fault> {
        let start = self.peek()?.start;
        self.scanner.take();
        let id = self.add(start.at..start.at, None, Kind::Mapping(Vec::new()));
        let key = if self.is(&[T::Value, T::FlowEntry, T::FlowSequenceEnd])? {
            // go-yaml loses the token here.
            let mark = self.peek()?.end;
            self.scanner.take();
            self.empty(mark)
        } else {
            self.node(false, false)?
        };
        let has_value = self.take(&T::Value)?.is_some();
        let value = if has_value && !self.is(&[T::FlowEntry, T::FlowSequenceEnd])? {
            self.node(false, false)?
        } else {
            let start = self.peek()?.start;
            self.empty(start)
        };
        let end = self.end_of(value).at;
        if let Some(node) = self.nodes.get_mut(id) {
            node.range.end = end.max(start.at);
            node.kind = Kind::Mapping(vec![(key, value)]);
        }
        Ok(id)
    }

    fn flow_mapping(&mut self, id: usize) -> Result<Mark, Fault> {
        let first = self.peek()?.start;
        self.scanner.take();
        let mut pairs = Vec::new();
        loop {
            if !self.is(&[T::FlowMappingEnd])? {
                if !pairs.is_empty() && self.take(&T::FlowEntry)?.is_none() {
                    return self.unexpected(first, "did not find expected ',' or '}'");
                }
                if self.take(&T::Key)?.is_some() {
                    pairs.push(self.flow_pair()?);
                    continue;
                }
                if !self.is(&[T::FlowMappingEnd])? {
                    let key = self.node(false, false)?;
                    let start = self.peek()?.start;
                    pairs.push((key, self.empty(start)));
                    continue;
                }
            }
            self.fill(id, Kind::Mapping(pairs));
            return Ok(self.take(&T::FlowMappingEnd)?.unwrap_or(first));
        }
    }

    fn flow_pair(&mut self) -> Result<(usize, usize), Fault> {
        let start = self.peek()?.start;
        let no_key = self.is(&[T::Value, T::FlowEntry, T::FlowMappingEnd])?;
        let key = if no_key { self.empty(start) } else { self.node(false, false)? };
        let has_value = self.take(&T::Value)?.is_some();
        let value = if has_value && !self.is(&[T::FlowEntry, T::FlowMappingEnd])? {
            self.node(false, false)?
        } else {
            let start = self.peek()?.start;
            self.empty(start)
        };
        Ok((key, value))
    }
}
