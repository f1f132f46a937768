//! From text to tree: the parser underneath, recovery, and the bounds of documents.

use std::borrow::Cow;
use std::sync::Arc;

use granit_parser::{Parser, TryLoadError};
use readylint_text::{SourceId, Span, TextRange, TextSize};

use crate::builder::Builder;
use crate::error::{Draft, SyntaxError};
use crate::explain;
use crate::gap;
use crate::limits::Limits;
use crate::tree::{Document, NodeData, Tree};

/// What parsing a text gives: as much of a tree as there is, and what is wrong.
#[derive(Debug)]
pub struct Parse {
    /// The tree. Documents that an error lies in have no root.
    pub tree: Tree,
    /// At most one error for each document, in the order of the text.
    pub errors: Vec<SyntaxError>,
}

/// Parses `text`, which is `source`, with the default [`Limits`].
pub fn parse(source: SourceId, text: Arc<str>) -> Parse {
    parse_with_limits(source, text, &Limits::default())
}

/// Parses `text`, which is `source`, with these limits.
pub fn parse_with_limits(source: SourceId, text: Arc<str>, limits: &Limits) -> Parse {
    let scanned = without_inner_marks(&text);
    let mut builder = Builder::new(&scanned, limits);
    let mut errors = Vec::new();
    let options = granit_parser::options! {
        emit_anchor_events: true,
        // Comments are kept anyway; holding some back for a moment costs nothing more.
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: limits.depth as usize + 1,
        block_nesting_limit: limits.depth as usize + 1,
    };
    let mut parser = Parser::new_from_str_with_options(&scanned, options);
    while let Err(error) = parser.try_load(&mut builder, true) {
        let draft = match error {
            TryLoadError::Receiver(fault) => explain::fault(&builder.context(0), &fault),
            TryLoadError::Scan(error) => {
                let at = error.marker().byte_offset().unwrap_or(text.len());
                builder.ensure_document(at);
                explain::error(&builder.context(at), error.kind())
            }
        };
        errors.push(place(source, &text, draft));
        builder.abandon_document();
        if parser.proceed_next_document().is_err() {
            break;
        }
    }
    let Builder {
        mut nodes,
        mut children,
        mut decoded,
        properties,
        mut comments,
        duplicates,
        complex_keys,
        mut documents,
        ..
    } = builder;
    if !comments.is_sorted_by_key(|comment| comment.range.start()) {
        comments.sort_unstable_by_key(|comment| comment.range.start());
    }
    bound_documents(&text, &nodes, &mut documents);
    nodes.shrink_to_fit();
    children.shrink_to_fit();
    decoded.shrink_to_fit();
    drop(scanned);
    let tree = Tree {
        source,
        text,
        nodes,
        children,
        decoded,
        properties,
        documents,
        comments,
        duplicates,
        complex_keys,
    };
    Parse { tree, errors }
}

/// The text with each byte order mark that stands at the start of a later document (files glued together) made three line
/// ends: the parser underneath takes a mark only at the start of the text. No offset changes.
fn without_inner_marks(text: &str) -> Cow<'_, str> {
    const MARK: &str = "\u{feff}";
    let mut replaced = String::new();
    let mut done = 0;
    for at in memchr::memmem::find_iter(text.as_bytes(), MARK) {
        if at > 0 && starts_document(text, at, at + MARK.len()) {
            replaced.push_str(&text[done..at]);
            replaced.push_str("\n\n\n");
            done = at + MARK.len();
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    replaced.push_str(&text[done..]);
    Cow::Owned(replaced)
}

/// Whether the mark at `at..end` stands between documents: its line comes after a `---` or `...`, or is one.
fn starts_document(text: &str, at: usize, end: usize) -> bool {
    let before = &text[..at];
    if !before.ends_with(['\n', '\r']) {
        return false;
    }
    let last_line = before.trim_end().rsplit(['\n', '\r']).next().unwrap_or_default();
    is_marker(last_line, "---")
        || is_marker(last_line, "...")
        || ["---", "..."].iter().any(|marker| text[end..].starts_with(marker))
}

fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Settles where documents start and end, so that together they cover the text.
fn bound_documents(text: &str, nodes: &[NodeData], documents: &mut Vec<Document>) {
    let starts: Vec<_> = documents.iter().map(|document| document.range.start().to_usize()).collect();
    if starts.is_empty() && !text.is_empty() {
        let range = TextRange::empty(TextSize::ZERO);
        documents.push(Document { root: None, range, broken: false, explicit: false, first: 0 });
    }
    let mut floor = 0;
    for (index, &reported) in starts.iter().enumerate() {
        if index > 0 {
            let start = document_start(text, reported, floor);
            documents[index].range = TextRange::at(start, start);
            floor = start;
        }
        let content = documents[index].root.and_then(|root| nodes.get(root.to_usize()));
        floor = content.map_or(floor, |node| floor.max(node.range.end().to_usize()));
    }
    if let Some(first) = documents.first_mut() {
        first.range = TextRange::empty(TextSize::ZERO);
    }
    let mut end = TextSize::of(text);
    for document in documents.iter_mut().rev() {
        document.range = TextRange::new(document.range.start(), end);
        end = document.range.start();
    }
}

/// Where a document starts whose `---` or content is reported at `reported`: behind the `...` of the previous one if only
/// comments and directives stand between, else at its line. Never before `floor`.
fn document_start(text: &str, reported: usize, floor: usize) -> usize {
    let line = gap::line_start(text.as_bytes(), reported).max(floor);
    let mut start = line;
    while start > floor {
        let before = &text[floor..start];
        let content = before.strip_suffix('\n').unwrap_or(before);
        let content = content.strip_suffix('\r').unwrap_or(content);
        let previous = &content[content.rfind(['\n', '\r']).map_or(0, |newline| newline + 1)..];
        if is_marker(previous, "...") {
            return start;
        }
        let blank = previous.trim_start_matches([' ', '\t']);
        if !(blank.is_empty() || blank.starts_with('#') || previous.starts_with('%')) {
            break;
        }
        start = floor + content.len() - previous.len();
    }
    line
}

/// Puts an error into the source: with a span on character boundaries that is not empty.
fn place(source: SourceId, text: &str, draft: Draft) -> SyntaxError {
    let span = |range: TextRange| Span::new(source, visible(text, range));
    SyntaxError {
        kind: draft.kind,
        span: span(draft.range),
        message: draft.message,
        related: draft.related.map(|(range, message)| (span(range), message)),
        help: draft.help,
    }
}

/// `range` on character boundaries; an empty one becomes the character at it, or before it where the line or text ends.
fn visible(text: &str, range: TextRange) -> TextRange {
    let start = text.floor_char_boundary(range.start().to_usize());
    let end = text.ceil_char_boundary(range.end().to_usize());
    if start < end {
        return TextRange::at(start, end);
    }
    let (before, after) = text.split_at(start);
    if let Some(character) = after.chars().next().filter(|character| !matches!(character, '\n' | '\r')) {
        return TextRange::at(start, start + character.len_utf8());
    }
    let line = before.trim_end_matches(['\n', '\r']);
    match line.chars().next_back() {
        Some(character) => TextRange::at(line.len() - character.len_utf8(), line.len()),
        None => TextRange::at(0, text.chars().next().map_or(0, char::len_utf8)),
    }
}
