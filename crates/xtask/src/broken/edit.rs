//! One replacement in a text.

use readylint::text::SourceId;
use readylint::yaml::{Entry, Node, Style, parse};

/// The bytes from `start` on, `length` of them, become `replacement`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) start: usize,
    pub(super) length: usize,
    pub(super) replacement: String,
}

impl Edit {
    fn new(start: usize, end: usize, replacement: impl Into<String>) -> Self {
        Self { start, length: end.saturating_sub(start), replacement: replacement.into() }
    }

    /// The text after the edit.
    pub(super) fn apply(&self, text: &str) -> String {
        let end = self.start + self.length;
        format!("{}{}{}", &text[..self.start], self.replacement, &text[end..])
    }

    /// Whether the text after the edit is still one document of YAML: servers are to judge objects, not syntax.
    pub(super) fn is_readable(&self, text: &str) -> bool {
        let parsed = parse(SourceId::new(0), self.apply(text).into());
        parsed.errors.is_empty() && parsed.tree.roots().count() == 1
    }
}

fn start(node: Node<'_>) -> usize {
    node.range().start().to_usize()
}

/// Where a node ends, the line break after a block scalar left out.
fn end(text: &str, node: Node<'_>) -> usize {
    let range = node.range();
    let (first, last) = (range.start().to_usize(), range.end().to_usize());
    first + text[first..last].trim_end_matches('\n').len()
}

/// How far `at` is indented, dashes counting as blanks.
fn indent(text: &str, at: usize) -> String {
    let line = text[..at].rfind('\n').map_or(0, |line_break| line_break + 1);
    " ".repeat(at - line)
}

/// What separates two entries of `collection` of which the second starts at `at`.
fn separator(text: &str, collection: Node<'_>, at: usize) -> String {
    if collection.style() == Style::Flow { ", ".to_owned() } else { format!("\n{}", indent(text, at)) }
}

/// Another value for an entry.
pub(super) fn value(text: &str, entry: Entry<'_>, value: &str) -> Edit {
    let from = entry.key.range().end().to_usize();
    Edit::new(from, end(text, entry.value).max(from), format!(": {value}").trim_end())
}

/// Another item of a list, or value of a free mapping.
pub(super) fn item(text: &str, node: Node<'_>, value: &str) -> Edit {
    Edit::new(start(node), end(text, node), value)
}

/// Another key for an entry.
pub(super) fn rename(entry: Entry<'_>, key: &str) -> Edit {
    Edit::new(start(entry.key), entry.key.range().end().to_usize(), key)
}

/// The mapping without the entry.
pub(super) fn remove(text: &str, holder: Node<'_>, entry: Entry<'_>) -> Option<Edit> {
    let entries: Vec<Entry<'_>> = holder.own_entries().collect();
    let at = entries.iter().position(|other| *other == entry)?;
    let key = start(entry.key);
    Some(match (entries.get(at + 1), at.checked_sub(1).and_then(|before| entries.get(before))) {
        (Some(next), _) => Edit::new(key, start(next.key), ""),
        (None, Some(before)) => {
            let before = end(text, before.value).max(before.key.range().end().to_usize() + 1);
            Edit::new(before, end(text, entry.value).max(before), "")
        }
        (None, None) if holder.style() == Style::Flow => Edit::new(key, end(text, entry.value), ""),
        (None, None) => Edit::new(key, end(text, entry.value).max(key), "{}"),
    })
}

/// `line` as an entry before `entry`.
pub(super) fn beside(text: &str, holder: Node<'_>, entry: Entry<'_>, line: &str) -> Edit {
    let at = start(entry.key);
    Edit::new(at, at, format!("{line}{}", separator(text, holder, at)))
}

/// The entry a second time.
pub(super) fn twice(text: &str, holder: Node<'_>, entry: Entry<'_>) -> Option<Edit> {
    let copy = &text[start(entry.key)..end(text, entry.value).max(entry.key.range().end().to_usize() + 1)];
    (copy.len() < 120).then(|| beside(text, holder, entry, copy))
}

/// The first item a second time.
pub(super) fn item_twice(text: &str, list: Node<'_>) -> Option<Edit> {
    let first = list.items().next()?;
    let copy = &text[start(first)..end(text, first)];
    let at = if list.style() == Style::Flow { start(first) } else { start(list) };
    let dash = if list.style() == Style::Flow { "" } else { &text[at..start(first)] };
    (copy.len() < 200).then(|| Edit::new(at, at, format!("{dash}{copy}{}", separator(text, list, at))))
}

/// `line` as the first entry of a mapping that has some.
pub(super) fn into(text: &str, mapping: Node<'_>, line: &str) -> Option<Edit> {
    let first = mapping.own_entries().next()?;
    Some(beside(text, mapping, first, line))
}

/// The entry in one line, if it fits there.
fn one_line<'t>(text: &'t str, entry: Entry<'_>) -> Option<&'t str> {
    let copy = &text[start(entry.key)..end(text, entry.value).max(entry.key.range().end().to_usize() + 1)];
    (!copy.contains('\n') && copy.len() < 120).then_some(copy)
}

/// The entry once more, in the mapping around its own.
pub(super) fn up(text: &str, holder: Node<'_>, entry: Entry<'_>) -> Option<Edit> {
    let mut around = holder.parent()?;
    let mut inner = holder;
    while !around.is_mapping() {
        inner = around;
        around = around.parent()?;
    }
    let place = around.own_entries().find(|other| other.value == inner)?;
    around.get(entry.key.text()?).is_none().then_some(())?;
    Some(beside(text, around, place, one_line(text, entry)?))
}

/// The entry once more, in a mapping that stands beside it.
pub(super) fn down(text: &str, holder: Node<'_>, entry: Entry<'_>) -> Option<Edit> {
    let inner = holder.own_entries().find(|other| other.value.is_mapping() && !other.value.is_empty())?;
    inner.value.get(entry.key.text()?).is_none().then_some(())?;
    into(text, inner.value, one_line(text, entry)?)
}
