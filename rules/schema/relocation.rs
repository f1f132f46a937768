//! Moving a field one level down, as a change of text.
//!
//! Only what is certain by the look of the lines is done: block style, one line, no anchors. Everything else has no fix.

use std::fmt::Write as _;

use readylint_diagnostics::{Applicability, Edit, Fix};
use readylint_schema::Home;
use readylint_text::TextRange;
use readylint_yaml::{Entry, Node, NodeKind, Style};

/// The fix that puts the field with the key `key`, in the object `root`, into the mapping `home`, if that is (or would be) one of
/// the fields beside it.
pub(super) fn fix(root: Node<'_>, key: Node<'_>, home: &Home) -> Option<Fix> {
    let mapping = key.parent()?;
    let child = home.path.rsplit('.').next().filter(|child| !child.is_empty() && !child.ends_with(']'))?;
    let is_below = home.kind.is_none() && home.path == below(root, mapping, child);
    if !is_below || mapping.style() != Style::Block || is_shared(mapping) {
        return None;
    }
    let line = Line::of(mapping.own_entries().find(|entry| entry.key == key)?)?;
    let edits = match mapping.get(child) {
        None => vec![line.wrap(child)],
        Some(target) => line.move_into(target)?,
    };
    Some(Fix { title: format!("move it into `{child}`"), applicability: Applicability::Unsafe, edits })
}

/// The way from `root` to the field `child` of `mapping`, items without their numbers.
fn below(root: Node<'_>, mapping: Node<'_>, child: &str) -> String {
    let (root, pointer) = (root.pointer(), mapping.pointer());
    let mut path = String::new();
    for segment in pointer.strip_prefix(&root).unwrap_or(&pointer).split('/').skip(1).chain([child]) {
        if segment.bytes().all(|byte| byte.is_ascii_digit()) {
            path.push_str("[]");
        } else {
            let dot = if path.is_empty() { "" } else { "." };
            let _ = write!(path, "{dot}{segment}");
        }
    }
    path
}

/// Whether other places may read the same text.
pub(super) fn is_shared(node: Node<'_>) -> bool {
    let mut node = Some(node);
    while let Some(current) = node {
        if current.anchor().is_some() || current.kind() == NodeKind::Alias {
            return true;
        }
        node = current.parent();
    }
    false
}

/// A field that stands on one line.
struct Line<'t> {
    entry: Entry<'t>,
    text: &'t str,
    /// Where the line begins, and where its last visible character ends.
    start: usize,
    end: usize,
}

impl<'t> Line<'t> {
    fn of(entry: Entry<'t>) -> Option<Self> {
        let Entry { key, value } = entry;
        let text = key.tree().text();
        let is_simple = |node: Node<'_>| {
            let is_short = matches!(node.style(), Style::Plain | Style::SingleQuoted | Style::DoubleQuoted)
                && !node.raw().contains('\n');
            node.kind() == NodeKind::Scalar && node.anchor().is_none() && node.tag().is_none() && is_short
        };
        let between = text.get(key.range().end().to_usize()..value.range().start().to_usize())?;
        let is_pair = between.starts_with(':') && between.bytes().skip(1).all(|byte| byte == b' ');
        // carriage returns would have to be kept
        if !is_simple(key) || !is_simple(value) || value.is_missing() || !is_pair || text.contains('\r') {
            return None;
        }
        let start = text.get(..key.range().start().to_usize())?.rfind('\n').map_or(0, |end| end + 1);
        let rest = text.get(value.range().end().to_usize()..)?;
        let visible = rest.lines().next().unwrap_or_default().trim_end().len();
        Some(Self { entry, text, start, end: value.range().end().to_usize() + visible })
    }

    /// What stands before the key on its line.
    fn before_key(&self) -> &'t str {
        self.text.get(self.start..self.entry.key.range().start().to_usize()).unwrap_or_default()
    }

    /// Puts a new key `child` above the field.
    fn wrap(&self, child: &str) -> Edit {
        let column = self.before_key().len();
        let key = self.entry.key;
        let at = key.range().start().to_usize();
        let text = format!("{child}:\n{}", " ".repeat(column + 2));
        Edit { span: key.span().with_range(TextRange::at(at, at)), text }
    }

    /// Takes the line out and puts it before the first field of `target`.
    fn move_into(&self, target: Node<'t>) -> Option<Vec<Edit>> {
        let key = self.entry.key;
        let first = target.own_entries().next()?.key;
        // one that a merge brings in stands somewhere else, and belongs to others too
        let is_own = target.path_key().is_some() && target.parent() == self.entry.key.parent();
        let is_open = is_own
            && target.kind() == NodeKind::Mapping
            && target.style() == Style::Block
            && target.anchor().is_none()
            && target.tag().is_none()
            && target.get(key.text()?).is_none();
        let at = first.range().start().to_usize();
        let target_start = self.text.get(..at)?.rfind('\n')? + 1;
        let indentation = self.text.get(target_start..at)?;
        let is_blank = |text: &str| text.bytes().all(|byte| byte == b' ');
        // a comment above the field would stay behind
        let above = self.text.get(..self.start)?.lines().next_back().unwrap_or_default();
        let after = self.text.get(self.end..)?.find('\n').map(|newline| self.end + newline + 1)?;
        if !is_open
            || !is_blank(indentation)
            || !is_blank(self.before_key())
            || above.trim_start().starts_with('#')
        {
            return None;
        }
        let line = self.text.get(key.range().start().to_usize()..self.end)?;
        Some(vec![
            Edit { span: key.span().with_range(TextRange::at(self.start, after)), text: String::new() },
            Edit {
                span: first.span().with_range(TextRange::at(at, at)),
                text: format!("{line}\n{indentation}"),
            },
        ])
    }
}
