//! Texts broken in one place.

use readylint_text::SourceId;
use readylint_yaml::{Node, NodeKind, Style, parse};

use crate::random::Random;

/// What any value is replaced by, as written.
const VALUES: [&str; 24] = [
    "null",
    "~",
    "\"\"",
    "\"null\"",
    "text",
    "Always",
    "always",
    "TCP ",
    "\"5\"",
    "\"yes\"",
    "yes",
    "off",
    "true",
    "\"true\"",
    "0",
    "1.5",
    "1h30m",
    "c2VjcmV0",
    "{}",
    "[]",
    "{a: b}",
    "[a, 1, null]",
    "[null]",
    "{a: null}",
];

/// What a number or a text that begins with a digit is replaced by, besides.
const NUMBERS: [&str; 24] = [
    "-1",
    "1",
    "1.0",
    "1e3",
    "1e30",
    "1e-3",
    "0x1F",
    "0o17",
    "0123",
    "1_000",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "-2147483649",
    "9223372036854775807",
    "9223372036854775808",
    "1e400",
    "500m",
    "1.5Gi",
    "1 Gi",
    "10%",
    "1s",
    "\" 1\"",
];

/// What a time is replaced by, besides.
const TIMES: [&str; 12] = [
    "2026-11-21",
    "2026-11-21T18:00:00Z",
    "2026-11-21T18:00:00.123Z",
    "2026-11-21T18:00:00.123456+02:00",
    "2026-11-21T18:00:00-23:59",
    "2026-11-21T18:00:00+02",
    "2026-11-21 18:00:00Z",
    "2024-02-29T00:00:00.000000Z",
    "2026-02-29T00:00:00.000000Z",
    "2026-11-31T00:00:00.000000Z",
    "2026-11-21T25:00:00.000000Z",
    "2026-11-21T18:61:00.000000Z",
];

/// Keys that are put where they may not belong.
const KEYS: [&str; 12] = [
    "unknown",
    "name",
    "image",
    "spec",
    "replicas",
    "labels",
    "ports",
    "resources",
    "command",
    "data",
    "yes",
    "12",
];

/// `text` broken in one place that `random` chooses; `None` if the place has nothing to break in the chosen way.
pub(crate) fn mutate(text: &str, random: &mut Random) -> Option<String> {
    let parse = parse(SourceId::new(0), text.into());
    let root = parse.tree.roots().next()?;
    let nodes: Vec<Node<'_>> = parse.tree.nodes().filter(|node| *node != root).collect();
    let node = *random.pick(&nodes)?;
    match random.below(13) {
        0..=5 => replace_value(text, node, random),
        6 | 7 => remove_entry(text, node),
        8 | 9 => insert_key(text, node, random),
        10 => rename_key(text, node, random),
        11 => repeat_item(text, node),
        _ => wrap(text, node),
    }
}

/// The key, if the node stands in a mapping.
fn key(node: Node<'_>) -> Option<Node<'_>> {
    if node.is_key() { Some(node) } else { node.path_key() }
}

/// The value, if the node stands in a mapping; else the node.
fn value(node: Node<'_>) -> Node<'_> {
    let Some(parent) = node.parent().filter(|_| node.is_key()) else {
        return node;
    };
    parent.own_entries().find(|entry| entry.key == node).map_or(node, |entry| entry.value)
}

fn replaced(text: &str, node: Node<'_>, by: &str) -> String {
    let range = node.range().to_usize();
    // a missing value stands directly behind its `:`, a list may stand as far left as its key
    format!("{} {by}{}", &text[..range.start], &text[range.end..])
}

fn replace_value(text: &str, node: Node<'_>, random: &mut Random) -> Option<String> {
    let value = value(node);
    let content = value.text().unwrap_or_default();
    let similar: &[&str] = match content.as_bytes() {
        [b'2', b'0', _, _, b'-', ..] => &TIMES,
        [b'0'..=b'9', ..] => &NUMBERS,
        _ => &VALUES,
    };
    let by = if random.below(2) == 0 { random.pick(&VALUES)? } else { random.pick(similar)? };
    Some(replaced(text, value, by))
}

fn remove_entry(text: &str, node: Node<'_>) -> Option<String> {
    let (key, value) = (key(node)?, value(node));
    let is_block = key.parent()?.style() != Style::Flow;
    is_block.then(|| {
        let (start, end) = (key.range().to_usize().start, value.range().to_usize().end);
        format!("{}{}", &text[..start], &text[end..])
    })
}

/// A key before the key at or above the node.
fn insert_key(text: &str, node: Node<'_>, random: &mut Random) -> Option<String> {
    let first = key(node)?;
    let start = first.range().to_usize().start;
    let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
    let column = text[line..start].chars().count();
    let separator = match first.parent()?.style() {
        Style::Flow => ", ".to_owned(),
        _ => format!("\n{}", " ".repeat(column)),
    };
    let (name, value) = (random.pick(&KEYS)?, random.pick(&VALUES)?);
    Some(format!("{}{name}: {value}{separator}{}", &text[..start], &text[start..]))
}

/// Another case, a letter too many, a letter too few.
fn rename_key(text: &str, node: Node<'_>, random: &mut Random) -> Option<String> {
    let key = key(node)?;
    let name = key.text()?;
    let (first, rest) = name.split_at_checked(1)?;
    let name = match random.below(4) {
        0 => name.to_lowercase(),
        1 => format!("{}{rest}", first.to_uppercase()),
        2 => format!("{name}s"),
        _ => rest.to_owned(),
    };
    let range = key.range().to_usize();
    Some(format!("{}{name}{}", &text[..range.start], &text[range.end..]))
}

/// An item of a list twice.
fn repeat_item(text: &str, node: Node<'_>) -> Option<String> {
    let mut item = node;
    while item.parent()?.kind() != NodeKind::Sequence {
        item = item.parent()?;
    }
    let start = item.range().to_usize().start;
    if item.parent()?.style() == Style::Flow {
        return Some(format!("{}{}, {}", &text[..start], item.raw(), &text[start..]));
    }
    let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
    let dash = &text[line..start];
    let is_alone = dash.trim() == "-";
    is_alone.then(|| format!("{}{}\n{dash}{}", &text[..start], item.raw().trim_end(), &text[start..]))
}

/// A scalar in a list.
fn wrap(text: &str, node: Node<'_>) -> Option<String> {
    let value = value(node);
    let is_plain = value.is_scalar() && !value.is_missing() && !value.raw().starts_with(['|', '>']);
    is_plain.then(|| replaced(text, value, &format!("[{}]", value.raw())))
}
