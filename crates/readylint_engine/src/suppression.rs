//! Suppressions as they are written: comments and annotations.
//!
//! A comment `# readylint: ignore[rule-id, rule-id] reason` holds for its line; on a line of its own, for the next line
//! with content; before the first key of a document, for the whole document. `# readylint: ignore-file[…]` holds for
//! the file. The annotation `readylint.dev/ignore: rule-id, rule-id` holds for its object (or pod template), and
//! `readylint.dev/ignore.NAME` for the container NAME; `readylint.dev/ignore-reason` gives the reason.

use readylint_kube::{ObjectMeta, Resource, ResourceGraph};
use readylint_text::{LineIndex, Span, TextRange, TextSize};
use readylint_yaml::{Comment, Node, Tree};

/// The annotation whose value lists rules.
pub(crate) const IGNORE: &str = "readylint.dev/ignore";
/// What all annotations of readylint start with.
const PREFIX: &str = "readylint.dev/";
/// Those that are no suppressions.
const OTHERS: [&str; 2] = ["ignore-reason", "singleton"];
/// The annotation that says why.
pub(crate) const REASON: &str = "readylint.dev/ignore-reason";

/// A suppression as it was written; ids are not resolved yet.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) ids: Vec<WrittenId>,
    pub(crate) reason: Option<String>,
    pub(crate) scope: Scope,
    pub(crate) form: Form,
    /// The comment, or the annotation's value.
    pub(crate) span: Span,
}

/// An id and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct WrittenId {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// In which form a suppression was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Comment,
    Annotation,
}

/// What a suppression holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// A 0-based line.
    Line(u32),
    /// A range of bytes: a document, an object, a pod template, a container.
    Range(TextRange),
    /// The file.
    File,
}

/// Something that starts as a suppression and is none.
#[derive(Clone, Debug)]
pub(crate) struct Malformed {
    pub(crate) span: Span,
    pub(crate) problem: String,
}

/// Whether a text can hold a suppression at all: most do not, and are not looked at.
pub(crate) fn mentions_readylint(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"eadylint").is_some()
}

/// All suppressions in the comments of `tree`.
pub(crate) fn in_comments(tree: &Tree, lines: &LineIndex) -> (Vec<Written>, Vec<Malformed>) {
    let (mut written, mut malformed) = (Vec::new(), Vec::new());
    for comment in tree.comments() {
        match parse_comment(tree, comment, lines) {
            Some(Ok(suppression)) => written.push(suppression),
            Some(Err(problem)) => malformed.push(Malformed { span: tree.span(comment.range), problem }),
            None => {}
        }
    }
    (written, malformed)
}

/// `None` for comments that have nothing to do with readylint.
fn parse_comment(tree: &Tree, comment: &Comment, lines: &LineIndex) -> Option<Result<Written, String>> {
    let text = tree.slice(comment.range);
    let body = text.trim_start_matches('#').trim_start();
    let rest = body.get("readylint".len()..)?;
    match body.strip_suffix(rest)? {
        "readylint" => {}
        word if word.eq_ignore_ascii_case("readylint") && rest.starts_with(':') => {
            return Some(Err("`readylint` is written in lower case".to_owned()));
        }
        _ => return None,
    }
    let Some(directive) = rest.strip_prefix(':') else {
        // "readylint ignores this folder" is prose
        let meant = matches!(split_word(rest.trim_start()).0, "ignore" | "ignore-file");
        return meant.then(|| Err("a colon is missing after `readylint`".to_owned()));
    };
    let (word, after) = split_word(directive.trim_start());
    let is_file = match word {
        "ignore" => false,
        "ignore-file" => true,
        _ => {
            return Some(Err(format!(
                "`{word}` is no directive; `ignore[rule-id]` and `ignore-file[rule-id]` are"
            )));
        }
    };
    let Some(after) = after.trim_start().strip_prefix('[') else {
        return Some(Err(
            "the rules to ignore must be named in brackets: `ignore[rule-id] reason`".to_owned()
        ));
    };
    let Some((list, reason)) = after.split_once(']') else {
        return Some(Err("the bracket is not closed".to_owned()));
    };
    let list_start = comment.range.start().to_usize() + (text.len() - after.len());
    let ids = match split_ids(list, |from, to| tree.span(TextRange::at(list_start + from, list_start + to))) {
        Ok(ids) => ids,
        Err(problem) => return Some(Err(problem)),
    };
    let scope = if is_file { Scope::File } else { comment_scope(tree, comment, lines) };
    let reason = reason.trim().trim_start_matches([':', '-', '–', '—']).trim();
    Some(Ok(Written {
        ids,
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
        scope,
        form: Form::Comment,
        span: tree.span(comment.range),
    }))
}

/// The word that `text` starts with, and the rest.
fn split_word(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_alphabetic() && c != '-').unwrap_or(text.len()))
}

/// The ids of a list separated by commas; `span` makes a span of a range inside the list.
fn split_ids(list: &str, span: impl Fn(usize, usize) -> Span) -> Result<Vec<WrittenId>, String> {
    let mut ids = Vec::new();
    let mut start = 0;
    for part in list.split(',') {
        let id = part.trim();
        if id.is_empty() {
            return Err("a rule id is missing; every rule to ignore must be named".to_owned());
        }
        if let Some(odd) = id.chars().find(|c| !c.is_ascii_alphanumeric() && !"-_.:/".contains(*c)) {
            return Err(format!(
                "`{}` cannot stand in a rule id; ids are separated by commas",
                odd.escape_default()
            ));
        }
        let from = start + (part.len() - part.trim_start().len());
        ids.push(WrittenId { text: id.to_owned(), span: span(from, from + id.len()) });
        start += part.len() + 1;
    }
    Ok(ids)
}

/// What the place of a comment says about its scope.
fn comment_scope(tree: &Tree, comment: &Comment, lines: &LineIndex) -> Scope {
    let own = lines.line(comment.range.start());
    let start = comment.range.start();
    let documents = tree.documents();
    let number = documents.partition_point(|document| document.range.end() <= start);
    let Some(document) = documents.get(number) else {
        return Scope::Line(own);
    };
    if !comment.own_line {
        // behind the `---` of a document there is nothing else that it could mean
        let is_marker = tree.slice(lines.line_range(tree.text(), own)).starts_with("---");
        return if is_marker { Scope::Range(document.range) } else { Scope::Line(own) };
    }
    match document.root.map(|root| tree.node(root).range()) {
        // a comment of a file's head may stand before the `---` of its first document
        None => match documents.get(number + 1) {
            Some(next) if !document.broken => Scope::Range(next.range),
            _ => Scope::Range(document.range),
        },
        Some(root) if start < root.start() => Scope::Range(document.range),
        Some(_) => {
            let line = next_line_with_content(tree, lines, own);
            list_item(tree, lines, line).map_or(Scope::Line(line), Scope::Range)
        }
    }
}

/// The object of a List that starts on `line`: a comment above it stands before its first key.
fn list_item(tree: &Tree, lines: &LineIndex, line: u32) -> Option<TextRange> {
    let range = lines.line_range(tree.text(), line);
    let content = tree.slice(range);
    let key = content.trim_start().strip_prefix('-')?.trim_start();
    let offset = range.end() - TextSize::of(key);
    let mut ancestors = std::iter::successors(tree.node_at(offset), |node| node.parent());
    let item = ancestors.find(|node| {
        let holder = node.parent().filter(|parent| parent.is_sequence());
        let is_items = holder.and_then(Node::path_key).is_some_and(|key| key.text() == Some("items"));
        is_items && holder.and_then(Node::parent).is_some_and(|list| list.parent().is_none())
    })?;
    (lines.line(item.range().start()) == line).then(|| item.range())
}

fn next_line_with_content(tree: &Tree, lines: &LineIndex, line: u32) -> u32 {
    let mut next = line + 1;
    while next < lines.line_count() {
        let content = tree.slice(lines.line_range(tree.text(), next)).trim();
        if !content.is_empty() && !content.starts_with('#') {
            return next;
        }
        next += 1;
    }
    line
}

/// All suppressions in the annotations of `resource` and of its pod template.
pub(crate) fn in_annotations(resource: Resource<'_>) -> (Vec<Written>, Vec<Malformed>) {
    let (mut written, mut malformed) = (Vec::new(), Vec::new());
    annotations(resource, resource.metadata(), resource.node(), &mut written, &mut malformed);
    let pod = resource.graph().pod_template_of(resource.id());
    if let Some(pod) = pod.filter(|pod| pod.node().id() != resource.node().id()) {
        annotations(resource, pod.metadata(), pod.node(), &mut written, &mut malformed);
    }
    (written, malformed)
}

fn annotations(
    resource: Resource<'_>,
    metadata: ObjectMeta<'_>,
    holder: Node<'_>,
    written: &mut Vec<Written>,
    malformed: &mut Vec<Malformed>,
) {
    let reason = metadata.annotation(REASON).map(str::trim).filter(|reason| !reason.is_empty());
    for entry in metadata.annotations().node().into_iter().flat_map(Node::entries) {
        let (key, node) = (entry.key.text().unwrap_or_default(), entry.value);
        let Some(rest) = key.strip_prefix(PREFIX).filter(|rest| !OTHERS.contains(rest)) else {
            continue;
        };
        let range = match rest.split_once('.') {
            None if key == IGNORE => Ok(holder.range()),
            Some(("ignore", name)) => container(resource.graph(), resource, name)
                .ok_or_else(|| format!("there is no container `{name}` in {}", resource.title())),
            _ => Err(format!("`{key}` is no annotation of readylint; `{IGNORE}` is")),
        };
        let whole = node.grip();
        let Some(value) = node.text() else {
            let problem =
                format!("the value of `{key}` must be a text that lists rules, separated by commas");
            malformed.push(Malformed { span: whole, problem });
            continue;
        };
        // positions of ids are exact where the value is written as it reads
        let offset = node.raw().find(value).filter(|_| !value.is_empty());
        let id_span = |from: usize, to: usize| match offset {
            Some(offset) => {
                let start = node.range().start().to_usize() + offset;
                whole.with_range(TextRange::at(start + from, start + to))
            }
            None => whole,
        };
        match range.and_then(|range| Ok((range, split_ids(value, id_span)?))) {
            Ok((range, ids)) => written.push(Written {
                ids,
                reason: reason.map(str::to_owned),
                scope: Scope::Range(range),
                form: Form::Annotation,
                span: whole,
            }),
            Err(problem) => malformed.push(Malformed { span: whole, problem }),
        }
    }
}

fn container(graph: &ResourceGraph, resource: Resource<'_>, name: &str) -> Option<TextRange> {
    let pod = graph.pod_template_of(resource.id())?;
    pod.containers().find(|container| container.name() == name).map(|container| container.node().range())
}
