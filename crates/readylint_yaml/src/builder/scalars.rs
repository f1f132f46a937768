//! Scalars: where they stand, and where their text is.

use granit_parser::{ScalarStyle, Span, Tag};
use readylint_text::{TextRange, TextSize};

use super::{Builder, tag_kind};
use crate::decode::decode_base64;
use crate::error::Fault;
use crate::gap;
use crate::scalar::fits_tag;
use crate::tree::{NodeData, NodeKind, Style, TagKind, flag};

impl Builder<'_> {
    pub(super) fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        span: &Span,
    ) -> Result<(), Fault> {
        let (start, end) = self.bytes(span);
        let key = self.expects_key();
        let tagged = tag.is_some();
        let missing = start == end && style == ScalarStyle::Plain;
        let range = if missing {
            if self.frames.is_empty() && anchor == 0 && !tagged {
                // An empty document.
                return Ok(());
            }
            let at = self.missing_at(start, key, anchor != 0 || tagged);
            TextRange::at(at, at)
        } else if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            let indicator = self.block_scalar_start(start, key);
            TextRange::at(indicator, gap::content_end(self.text.as_bytes(), indicator, end))
        } else {
            TextRange::at(start, end)
        };
        self.cursor = range.end().to_usize();
        let mut node = NodeData {
            range,
            parent: self.parent(),
            start: 0,
            len: 0,
            kind: NodeKind::Scalar,
            style: style_of(style),
            tag: TagKind::None,
            flags: 0,
        };
        if missing {
            node.start = range.end().to_u32();
        } else {
            self.store_text(&mut node, text, end);
        }
        if let Some(tag) = tag {
            node.tag = tag_kind(tag);
            node.flags |= flag::PROPERTIES;
        }
        if anchor != 0 {
            node.flags |= flag::PROPERTIES;
        }
        if tagged {
            self.check_tag(&mut node)?;
        }
        if key
            && self.is_merge_key(&node)
            && let Some(frame) = self.frames.last_mut()
        {
            frame.merges = true;
        }
        let id = self.push(node)?;
        if anchor != 0 || tagged {
            self.remember(id, anchor, 1, span);
        }
        self.count(1, 0, node.range)
    }

    /// Says where the text of a scalar is: in the source if it stands there as it is, else in the buffer of decoded texts.
    fn store_text(&mut self, node: &mut NodeData, text: &str, end: usize) {
        let block = matches!(node.style, Style::Literal | Style::Folded);
        let mut content = text;
        if block && end == self.text.len() && self.completes_last_line(content, node.range.start().to_usize())
        {
            content = content.strip_suffix('\n').unwrap_or(content);
        }
        let offset = (content.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        // What the parser has borrowed lies in the text, what it has decoded in memory of its own.
        if offset.saturating_add(content.len()) <= self.text.len() {
            node.start = TextSize::from_usize(offset).to_u32();
        } else {
            node.start = TextSize::from_usize(self.decoded.len()).to_u32();
            node.flags |= flag::DECODED;
            self.decoded.push_str(content);
        }
        node.len = TextSize::from_usize(content.len()).to_u32();
    }

    /// Whether the parser underneath has ended the last line of the text, which has no line end, to make the content of
    /// the block scalar at `indicator`. go-yaml leaves such a line as it is.
    fn completes_last_line(&self, content: &str, indicator: usize) -> bool {
        let Some(newline) = memchr::memrchr2(b'\n', b'\r', self.text.as_bytes()) else {
            return false;
        };
        let last = &self.text[newline + 1..];
        if last.is_empty() || newline < indicator {
            return false;
        }
        // A last line of blanks counts only with those behind the indentation, if it is not all there is.
        let kept = content.trim_end_matches('\n').rsplit('\n').next().unwrap_or_default();
        let header = gap::line_end(self.text.as_bytes(), indicator);
        let only_line = matches!(self.text.get(header..=newline), Some("\n" | "\r" | "\r\n"));
        last.contains(|character| character != ' ')
            || only_line
            || kept.bytes().all(|byte| byte == b' ') && !kept.is_empty()
    }

    pub(super) fn text_of(&self, node: &NodeData) -> &str {
        let buffer = if node.flags & flag::DECODED == 0 { self.text } else { &self.decoded };
        let start = node.start as usize;
        buffer.get(start..start + node.len as usize).unwrap_or_default()
    }

    pub(super) fn is_merge_key(&self, node: &NodeData) -> bool {
        node.len == 2 && node.is_merge_key() && self.text_of(node) == "<<"
    }

    /// Decodes `!!binary`, and refuses what go-yaml refuses: content that its tag does not fit.
    fn check_tag(&mut self, node: &mut NodeData) -> Result<(), Fault> {
        let text = self.text_of(node);
        if node.tag == TagKind::Binary {
            let Some(bytes) = decode_base64(text) else {
                return Err(Fault::Tag { at: node.range, tag: node.tag });
            };
            let content = String::from_utf8_lossy(&bytes);
            node.start = TextSize::from_usize(self.decoded.len()).to_u32();
            node.len = TextSize::from_usize(content.len()).to_u32();
            node.flags |= flag::DECODED;
            self.decoded.push_str(&content);
        } else if !fits_tag(text, node.tag) {
            return Err(Fault::Tag { at: node.range, tag: node.tag });
        }
        Ok(())
    }

    /// Where a value, a key or an item that is not there would stand.
    fn missing_at(&self, reported: usize, key: bool, properties: bool) -> usize {
        let text = self.text.as_bytes();
        let at = match self.frames.last() {
            // The parser reports a missing node behind its anchor or tag, and a missing key at its `:` or, if there is
            // none, at what comes next.
            _ if properties => reported,
            Some(frame) if key => gap::missing_key(text, self.cursor, frame.block).unwrap_or(reported),
            Some(frame) if frame.mapping => {
                gap::after_colon(text, self.cursor, frame.block).unwrap_or(self.cursor)
            }
            Some(frame) if frame.block => gap::after_dash(text, self.cursor),
            _ => reported,
        };
        at.max(self.cursor)
    }

    /// Where the `|` or `>` of a block scalar stands whose content starts at `content`.
    fn block_scalar_start(&self, content: usize, key: bool) -> usize {
        let at = self.before_node(key);
        let found = matches!(self.text.as_bytes().get(at), Some(b'|' | b'>')) && at < content;
        if found { at } else { content }
    }
}

fn style_of(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
        ScalarStyle::Plain => Style::Plain,
    }
}
