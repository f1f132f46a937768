//! Keys that a values file names in its comments only: those that are commented out, and those that are documented.

use std::sync::Arc;

use readylint_text::TextSize;
use readylint_yaml::{Node, Tree};
use std::collections::{HashMap, HashSet};

/// Longer words are no path of a value.
const LONGEST: usize = 200;

/// What the comments of a values file name.
pub(super) struct Mentions {
    /// Paths with dots, and every path that leads to one: `## @param image.tag`, `# image.tag -- the tag`.
    paths: HashSet<Arc<str>>,
    /// Keys as in `# tag: ""`: where, and whether they stand without indentation.
    keys: HashMap<Arc<str>, Vec<(TextSize, bool)>>,
}

impl Mentions {
    /// What the comments of `tree` name.
    pub(super) fn of(tree: &Tree) -> Self {
        let mut mentions = Self { paths: HashSet::default(), keys: HashMap::default() };
        for comment in tree.comments() {
            let text = tree.comment_text(comment);
            mentions.paths_in(text);
            if comment.own_line {
                mentions.key_in(tree, comment.range.start(), text);
            }
        }
        mentions
    }

    fn paths_in(&mut self, text: &str) {
        let words = text.split(|character: char| !character.is_alphanumeric() && !"._-".contains(character));
        for word in words.map(|word| word.trim_matches('.')) {
            let path = word.strip_prefix("Values.").unwrap_or(word);
            if path.len() > LONGEST || (!path.contains('.') && path.len() == word.len()) {
                continue;
            }
            let ends = path.match_indices('.').map(|(at, _)| at).chain([path.len()]);
            self.paths.extend(ends.filter_map(|end| path.get(..end)).map(Arc::from));
        }
        // `@param tag` and `tag -- the tag` name keys of the top without a dot
        let mut words = text.trim_start_matches('#').split_whitespace();
        let (first, second) = (words.next(), words.next());
        match (first, second) {
            (Some("@param" | "@extra" | "@skip"), Some(path)) | (Some(path), Some("--")) => {
                self.paths.insert(Arc::from(path));
            }
            _ => {}
        }
    }

    fn key_in(&mut self, tree: &Tree, start: TextSize, text: &str) {
        let body = text.trim_start_matches('#');
        let rest = body.trim_start();
        let (item, rest) = match rest.strip_prefix("- ") {
            Some(rest) => (true, rest.trim_start()),
            None => (false, rest),
        };
        let Some((key, after)) = rest.split_once(':') else { return };
        let key = key.trim_matches(['"', '\'']);
        let is_key = !key.is_empty()
            && key.chars().all(|character| character.is_alphanumeric() || "_.-/".contains(character));
        if !is_key || key.len() > LONGEST || !(after.is_empty() || after.starts_with(char::is_whitespace)) {
            return;
        }
        let before = tree.text().get(..start.to_usize()).unwrap_or_default();
        let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
        let indentation = column + (body.len() - body.trim_start().len());
        self.keys.entry(Arc::from(key)).or_default().push((start, indentation <= 1 && !item));
    }

    /// Whether `name` stands in a comment as a key without indentation.
    pub(super) fn at_top(&self, name: &str) -> bool {
        self.keys.get(name).is_some_and(|places| places.iter().any(|(_, is_top)| *is_top))
    }

    /// Whether the `name` at `path` is named by a comment, as a key of the mapping `parent` or by its path.
    pub(super) fn name(&self, parent: Option<Node<'_>>, path: &str, name: &str) -> bool {
        if self.paths.contains(path) {
            return true;
        }
        let (Some(parent), Some(places)) = (parent, self.keys.get(name)) else { return false };
        if parent.parent().is_none() {
            return self.at_top(name);
        }
        let start = parent.path_key().unwrap_or(parent).range().start();
        let end = end(parent);
        places.iter().any(|(at, _)| *at >= start && end.is_none_or(|end| *at < end))
    }
}

/// Where the next key after a mapping stands, in the mapping itself or further out.
fn end(mapping: Node<'_>) -> Option<TextSize> {
    let mut current = mapping;
    while let Some(parent) = current.parent() {
        let after = current.range().end();
        let next = parent.own_entries().map(|entry| entry.key.range().start()).find(|start| *start >= after);
        if next.is_some() {
            return next;
        }
        current = parent;
    }
    None
}
