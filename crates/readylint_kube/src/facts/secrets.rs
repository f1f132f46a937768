//! Which bytes hold secret values, so that no output shows them (OUT-6).

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use memchr::memmem;
use readylint_text::{Span, TextRange};
use readylint_yaml::{Entry, Node, NodeKind, Tree};
use rustc_hash::FxHashSet;

use super::plain_values::{PlainKind, PlainValue, plain_values, plain_variable};
use super::secret_like::{SecretKind, SecretLike};
use crate::{Document, GroupVersion, Kind, ResourceGraph};

/// How many nodes below one Secret are looked at; a longer one is masked as a whole.
const NODES: usize = 100_000;

/// How many comments in an aliased value are masked one by one; in one with more, everything is. Any number of Secrets can
/// name the same value.
const ALIASED_COMMENTS: usize = 64;

/// The shortest secret that is looked for elsewhere: shorter ones are parts of words.
const SHORTEST_COPY: usize = 8;

/// The longest one.
const LONGEST_COPY: usize = 4096;

/// How many bytes of secrets are looked for in all, and how many copies of them are hidden.
const SOUGHT: usize = 1 << 16;
const COPIES: usize = 1 << 20;

/// The keys beside data that a Secret has, or a list of Secrets.
const OTHERS: [&str; 6] = ["apiVersion", "kind", "metadata", "type", "immutable", "items"];

/// The keys of a Secret that hold values.
const DATA: [&str; 2] = ["data", "stringData"];

/// The spans of all values and comments under `data` and `stringData` of Secrets, of values under keys that no Secret has
/// (`stringdata`), and of the annotation in which kubectl keeps a copy; sorted, each once. Secrets count wherever they
/// stand, also inside of other objects. Of variables and ConfigMaps, the bytes that are secrets by their form, wherever the
/// same bytes stand. In a document that cannot be read and looks like a Secret, nearly everything is taken for secret.
pub fn secret_spans(graph: &ResourceGraph) -> Vec<Span> {
    let mut spans = Vec::new();
    // items of typed lists have no kind of their own
    for secret in graph.resources().filter(|resource| resource.kind_name() == "Secret") {
        of_secret(secret.node(), &mut spans);
        if GroupVersion::of(secret.api_version()).group.is_empty() {
            unknown_keys(secret.node(), &mut spans);
        }
    }
    for (tree, _) in graph.trees() {
        embedded(tree, &mut spans);
    }
    for document in graph.documents().filter(|document| document.is_broken()) {
        unreadable(document, &mut spans);
    }
    in_the_open(graph, &mut spans);
    spans.sort_unstable_by_key(|span| (span.source, span.range.start(), span.range.end()));
    spans.dedup();
    spans
}

/// Secrets that stand in variables and ConfigMaps.
fn in_the_open(graph: &ResourceGraph, spans: &mut Vec<Span>) {
    let containers = graph.pod_templates().flat_map(crate::PodTemplate::containers);
    let variables = containers.flat_map(|container| {
        container.env().filter_map(move |variable| plain_variable(container, variable))
    });
    let shown = variables.chain(graph.of_kind(Kind::ConfigMap).flat_map(plain_values));
    let mut copied: Vec<&str> = Vec::new();
    let mut known = FxHashSet::default();
    let mut length = 0;
    for value in shown {
        let PlainKind::Secret(secret) = &value.kind else { continue };
        spans.push(value.node.tree().span(value.range));
        let Some(text) = copyable(secret, &value) else { continue };
        if length + text.len() <= SOUGHT && known.insert(text) {
            length += text.len();
            copied.push(text);
        }
    }
    copies(graph, &copied, spans);
}

/// The text of a secret that is worth looking for: long enough, in one line, and no word that stands for something else too.
fn copyable<'g>(secret: &SecretLike, value: &PlainValue<'g>) -> Option<&'g str> {
    let node = value.node;
    // all of it: it may be quoted
    let text = if value.range == node.range() { node.text()?.trim() } else { node.tree().slice(value.range) };
    let is_telling = match secret.kind {
        SecretKind::WellKnown => false,
        SecretKind::Plain => {
            text.bytes().any(|byte| byte.is_ascii_digit())
                && text.bytes().any(|byte| byte.is_ascii_alphabetic())
        }
        _ => true,
    };
    let is_line = (SHORTEST_COPY..=LONGEST_COPY).contains(&text.len()) && !text.contains(['\n', '\r']);
    (is_telling && is_line).then_some(text)
}

/// Wherever else one of `secrets` is written: under a harmless key, in a comment, in a script.
fn copies(graph: &ResourceGraph, secrets: &[&str], spans: &mut Vec<Span>) {
    // the other kinds of automaton take more memory for each byte that is sought
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostLongest).kind(Some(AhoCorasickKind::ContiguousNFA));
    let Ok(sought) = builder.build(secrets) else { return };
    if secrets.is_empty() {
        return;
    }
    let found = graph.trees().flat_map(|(tree, _)| {
        sought.find_iter(tree.text()).map(|found| tree.span(TextRange::at(found.start(), found.end())))
    });
    spans.extend(found.take(COPIES));
}

/// Secrets that are part of something else: of a template's list of objects, of a wrapper's manifest. A mapping with
/// `stringData` counts, whatever its kind: only Secrets have that field. So does a document without a kind.
fn embedded(tree: &Tree, spans: &mut Vec<Span>) {
    for root in tree.roots().filter(|root| root.is_mapping() && root.get("kind").is_none()) {
        of_secret(root, spans);
    }
    let text = tree.text().as_bytes();
    if memmem::find(text, b"Secret").is_none() && memmem::find(text, b"stringData").is_none() {
        return;
    }
    let is_secret = |node: &Node<'_>| {
        node.kind() == NodeKind::Mapping
            && (node.get("kind").and_then(Node::text) == Some("Secret") || node.get("stringData").is_some())
    };
    for node in tree.nodes().filter(is_secret) {
        of_secret(node, spans);
        // without metadata it is a reference, which shows the Secret's name
        if node.get("apiVersion").and_then(Node::text) == Some("v1") && node.get("metadata").is_some() {
            unknown_keys(node, spans);
        }
    }
}

fn of_secret(secret: Node<'_>, spans: &mut Vec<Span>) {
    for entry in raw_entries(secret) {
        match entry.key.text() {
            Some(key) if DATA.contains(&key) => {
                values(entry.value, spans);
                comments(&entry, spans);
            }
            Some("metadata") => annotations(entry.value, spans),
            _ => {}
        }
    }
}

/// What stands under a key that Secrets do not have: it is probably data whose key is misspelt.
fn unknown_keys(secret: Node<'_>, spans: &mut Vec<Span>) {
    for entry in raw_entries(secret) {
        let is_known =
            |key: &str| key == "<<" || OTHERS.contains(&key) && key != "items" || DATA.contains(&key);
        if !entry.key.text().is_some_and(is_known) {
            values(entry.value, spans);
        }
    }
}

/// The comments in the block of `entry`: an old password, or the rest of one that has ` #` in it. Those behind the last
/// value belong to it as well, in the same line or indented deeper than the key.
fn comments(entry: &Entry<'_>, spans: &mut Vec<Span>) {
    let tree = entry.key.tree();
    let text = tree.text();
    let all = tree.comments();
    let from = |at| &all[all.partition_point(|comment| comment.range.start() < at)..];
    if entry.value.kind() == NodeKind::Alias {
        let value = entry.value.resolved().range();
        let inside = from(value.start());
        let inside = &inside[..inside.partition_point(|comment| comment.range.start() < value.end())];
        if inside.len() > ALIASED_COMMENTS {
            spans.push(tree.span(value));
        } else {
            spans.extend(inside.iter().map(|comment| tree.span(comment.range)));
        }
    }

    let column = |at: usize| at - text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let key = entry.key.range().start();
    let mut end = entry.key.range().end().max(entry.value.range().end());
    for comment in from(key) {
        let start = comment.range.start();
        if start >= end {
            let gap = text.get(end.to_usize()..start.to_usize()).unwrap_or_default();
            let is_empty = gap.trim_start_matches(['}', ']', ':', ' ', '\t', '\r', '\n']).is_empty();
            if !is_empty || comment.own_line && column(start.to_usize()) <= column(key.to_usize()) {
                break;
            }
            end = comment.range.end();
        }
        spans.push(tree.span(comment.range));
    }
}

fn annotations(metadata: Node<'_>, spans: &mut Vec<Span>) {
    let annotations =
        raw_entries(metadata).into_iter().filter(|entry| entry.key.text() == Some("annotations"));
    for entry in annotations.flat_map(|annotations| raw_entries(annotations.value)) {
        if entry.key.text() == Some("kubectl.kubernetes.io/last-applied-configuration") {
            values(entry.value, spans);
        }
    }
}

/// The entries of a mapping as written, those of merged mappings among them: a duplicate key hides its first value from
/// readers, not from the screen.
fn raw_entries(mapping: Node<'_>) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    let mut seen = FxHashSet::default();
    let mut open = vec![mapping.resolved()];
    while let Some(node) = open.pop() {
        if !seen.insert(node.id()) {
            continue;
        }
        open.extend(node.items().map(Node::resolved));
        for entry in node.own_entries() {
            if entry.key.text() == Some("<<") {
                open.push(entry.value.resolved());
            }
            entries.push(entry);
        }
    }
    entries
}

/// Every scalar below `node` that is a value.
fn values(node: Node<'_>, spans: &mut Vec<Span>) {
    let mut open = vec![node];
    let mut seen = 0;
    while let Some(node) = open.pop() {
        seen += 1;
        if seen > NODES {
            spans.push(node.span());
            continue;
        }
        match node.kind() {
            NodeKind::Scalar => spans.push(node.span()),
            // the anchored value may stand outside of the Secret's data
            NodeKind::Alias => open.push(node.resolved()),
            NodeKind::Sequence => open.extend(node.items()),
            NodeKind::Mapping => {
                for entry in node.own_entries() {
                    spans.extend(properties(&entry));
                    open.push(entry.value);
                }
            }
        }
    }
}

/// What YAML takes for the anchor or the tag of a value: a password that starts with `&` or `!`, not quoted.
fn properties(entry: &Entry<'_>) -> Option<Span> {
    let tree = entry.key.tree();
    let (from, to) = (entry.key.range().end(), entry.value.range().start());
    let gap = tree.text().get(from.to_usize()..to.to_usize())?;
    let start = from.to_usize() + gap.find(['&', '!'])?;
    Some(tree.span(TextRange::at(start, to.to_usize())))
}

/// In a broken document there are no nodes. If it looks like a Secret, its lines are read one by one: what certainly is
/// no secret stays visible (the type, the name), of other lines with a key only that, and nothing else.
fn unreadable(document: Document<'_>, spans: &mut Vec<Span>) {
    let range = document.range();
    let text = document.tree().slice(range);
    if !looks_like_secret(text) {
        return;
    }
    let mut reader = LineReader::default();
    let mut offset = range.start().to_usize();
    for line in text.split_inclusive(['\n', '\r']) {
        let start = offset;
        offset += line.len();
        let content = line.trim_end();
        if let Some(from) = reader.secret_from(content)
            && from < content.len()
        {
            spans.push(Span::new(document.source(), TextRange::at(start + from, start + content.len())));
        }
    }
}

/// Where in the text of a broken Secret a line stands, as far as the indentation tells.
#[derive(Default)]
struct LineReader {
    /// The indentation of the `metadata:` whose block goes on.
    metadata: Option<usize>,
    /// The indentation of the `data:` whose block goes on.
    data: Option<usize>,
    /// The indentation of the entries of that block; deeper lines are parts of values.
    entries: Option<usize>,
    /// Whether flow collections were seen, after which no indentation means anything.
    is_flow: bool,
    /// Whether a line came that no Secret has where it stands: anything may be data behind it.
    is_lost: bool,
}

impl LineReader {
    /// The byte of `line` from which on it is secret; `None` if nothing of it is.
    fn secret_from(&mut self, line: &str) -> Option<usize> {
        let content = line.trim_start_matches([' ', '-']);
        if content.is_empty() {
            return None;
        }
        let indentation = line.len() - content.len();
        let is_in_data = self.enter(indentation);
        let key = key_of(content);
        let is_comment = content.starts_with('#');
        let is_known = |key: &str| OTHERS.contains(&key) || DATA.contains(&key);
        if !is_in_data && self.metadata.is_none() && !is_comment {
            self.is_lost |= key.is_none_or(|(key, _)| !is_known(key));
        }
        if self.is_lost {
            return Some(indentation);
        }
        let Some((key, after)) = key else {
            return if is_comment && !is_in_data { None } else { Some(indentation) };
        };
        if is_in_data {
            let entries = *self.entries.get_or_insert(indentation);
            // a line in a value of several lines may look like a key
            return Some(if indentation > entries { indentation } else { indentation + after });
        }
        let value = content[after..].trim();
        self.is_flow |= value.starts_with(['{', '[']);
        if DATA.contains(&key) {
            self.data = Some(indentation);
            self.entries = None;
            return (!value.is_empty()).then_some(indentation + after);
        }
        if key == "metadata" && value.is_empty() {
            self.metadata = Some(indentation);
            return None;
        }
        let is_shown = !self.is_flow && self.is_harmless(key, value);
        (!is_shown).then_some(indentation + after)
    }

    /// Leaves the blocks that a line of this indentation ends; says whether it belongs to data.
    fn enter(&mut self, indentation: usize) -> bool {
        let goes_on = |block: Option<usize>| block.filter(|&start| indentation > start);
        self.metadata = goes_on(self.metadata);
        self.data = goes_on(self.data);
        self.data.is_some()
    }

    /// Whether key and value, outside of data, are what every Secret shows.
    fn is_harmless(&self, key: &str, value: &str) -> bool {
        const TYPES: [&str; 4] = ["kubernetes.io/", "bootstrap.kubernetes.io/", "helm.sh/", "istio.io/"];
        let value = value.trim_matches(['"', '\'']);
        let is_name = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte));
        is_name
            && match key {
                "apiVersion" => value == "v1",
                "kind" => value == "Secret" || value.ends_with("List"),
                "name" | "namespace" => self.metadata.is_some(),
                "type" => value == "Opaque" || TYPES.iter().any(|prefix| value.starts_with(prefix)),
                _ => false,
            }
    }
}

/// The key that `content` starts with, without quotes, and where the text after its colon starts.
fn key_of(content: &str) -> Option<(&str, usize)> {
    let quote = content.chars().next().filter(|first| matches!(first, '"' | '\''));
    let bare = content.strip_prefix(['"', '\'']).filter(|_| quote.is_some()).unwrap_or(content);
    let len = bare.find(|c: char| !c.is_ascii_alphanumeric() && !"-._/".contains(c)).unwrap_or(bare.len());
    let (key, rest) = bare.split_at(len);
    let rest = match quote {
        Some(quote) => rest.strip_prefix(quote)?,
        None => rest,
    };
    let after = rest.trim_start_matches([' ', '\t']).strip_prefix(':')?;
    // `a:b` is no key but in JSON, where the key is quoted
    let ends = after.is_empty() || quote.is_some() || after.starts_with([' ', '\t']);
    (ends && !key.is_empty()).then_some((key, content.len() - after.len()))
}

fn looks_like_secret(text: &str) -> bool {
    if text.contains("stringData") {
        return true;
    }
    let mut rest = text;
    while let Some(at) = rest.find("kind") {
        rest = &rest[at + "kind".len()..];
        let value = rest.trim_start_matches(['"', '\'', ' ', '\t']);
        let value =
            value.strip_prefix(':').map(|value| value.trim_start_matches(['"', '\'', ' ', '\t', '\n', '\r']));
        if value.is_some_and(|value| value.starts_with("Secret")) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_lines() {
        for (line, expected) in [
            ("name: web", Some(("name", 5))),
            ("\"name\": \"web\"", Some(("name", 7))),
            ("\"name\":\"web\"", Some(("name", 7))),
            ("tls.key: |", Some(("tls.key", 8))),
            ("data:", Some(("data", 5))),
            ("user:password", None),
            ("hunter two: x", None),
            ("{\"name\": 1}", None),
            (": x", None),
        ] {
            assert_eq!(key_of(line), expected, "{line}");
        }
    }
}
