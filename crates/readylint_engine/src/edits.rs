//! Edits that rules build their fixes from: a scalar written anew, an entry taken out, an entry put in.
//!
//! Each function answers `None` where the text around does not allow the edit to be a small and right one (flow style,
//! JSON, anchors, merges): a fix is then not offered, and the rest of the file always stays as it is, byte for byte.

use readylint_diagnostics::Edit;
use readylint_text::TextRange;
use readylint_yaml::{Entry, Node, NodeKind, Style};

/// Writes `text`, as it is, in place of the scalar `node` or of an empty `[]` or `{}`. `None` where others share it (an anchor, an
/// alias), where it is tagged, for a block scalar, and where nothing stands.
pub fn replace(node: Node<'_>, text: impl Into<String>) -> Option<Edit> {
    let is_replaceable = match node.kind() {
        NodeKind::Scalar => !matches!(node.style(), Style::Literal | Style::Folded),
        NodeKind::Mapping | NodeKind::Sequence => node.is_empty() && node.style() == Style::Flow,
        NodeKind::Alias => false,
    };
    let is_own = node.anchor().is_none() && node.tag().is_none() && !node.is_missing();
    (is_replaceable && is_own).then(|| Edit { span: node.span(), text: text.into() })
}

/// Writes `text` in place of the scalar `node`, in the same quotes. `None` as for [`replace`], and where `text` would need
/// escapes or quotes that are not there.
pub fn rewrite(node: Node<'_>, text: &str) -> Option<Edit> {
    if node.kind() != NodeKind::Scalar {
        return None;
    }
    let text = match node.style() {
        Style::Plain if is_plain(text) => text.to_owned(),
        Style::SingleQuoted if is_simple(text) => format!("'{text}'"),
        Style::DoubleQuoted if is_simple(text) => format!("\"{text}\""),
        _ => return None,
    };
    replace(node, text)
}

/// Writes `truth` in place of the boolean `node`. `None` as for [`replace`], and for a text in quotes.
pub fn switch(node: Node<'_>, truth: bool) -> Option<Edit> {
    let is_plain = node.kind() == NodeKind::Scalar && node.style() == Style::Plain;
    if is_plain { replace(node, truth.to_string()) } else { None }
}

/// Writes `word` in place of the scalar `node` where the API takes a number or a name: a number without quotes, a name in those
/// that are there. `None` as for [`rewrite`].
pub fn number_or_name(node: Node<'_>, word: &str) -> Option<Edit> {
    if node.kind() != NodeKind::Scalar {
        return None;
    }
    match node.style() {
        _ if word.parse::<i64>().is_ok() => replace(node, word),
        // a name in place of a number
        Style::Plain => replace(node, scalar(word)?),
        _ => rewrite(node, word),
    }
}

/// `text` as a scalar that YAML reads as that text: plain if it can be, else in double quotes. `None` for texts that
/// need escapes.
pub fn scalar(text: &str) -> Option<String> {
    if is_plain(text) {
        return Some(text.to_owned());
    }
    is_simple(text).then(|| format!("\"{text}\""))
}

/// Takes the entry with `key` out of `mapping`, with the whole of its lines and a comment behind it. A mapping that would
/// be left without entries goes with it, and so on upwards. `None` unless the lines hold nothing else.
pub fn remove(mapping: Node<'_>, key: &str) -> Option<Edit> {
    let mut mapping = mapping;
    let mut entry = own(mapping, key)?;
    while mapping.len() == 1 {
        let above = mapping.parent().filter(|above| above.kind() == NodeKind::Mapping)?;
        entry = own(above, mapping.path_key()?.text()?)?;
        mapping = above;
    }
    let text = mapping.tree().text();
    // an alias elsewhere may lead here
    if mapping.style() != Style::Block || has_anchor(entry) {
        return None;
    }
    let start = line_start(text, entry.key.range().start().to_usize());
    let before = text.get(start..entry.key.range().start().to_usize())?;
    if !before.bytes().all(|byte| byte == b' ') {
        return None;
    }
    let end = behind_line(text, end_of(entry)?)?;
    Some(Edit { span: mapping.tree().span(TextRange::at(start, end)), text: String::new() })
}

/// Takes `item` out of the list it stands in, with the whole of its lines and a comment behind it; comments above it stay. `None`
/// for anything but a mapping in block style that is not the list's only item, and unless the lines hold nothing else.
pub fn remove_item(item: Node<'_>) -> Option<Edit> {
    let list = item.parent().filter(|list| list.kind() == NodeKind::Sequence && list.len() > 1)?;
    if list.style() != Style::Block || item.kind() != NodeKind::Mapping || item.style() != Style::Block {
        return None;
    }
    if item.anchor().is_some() || item.tag().is_some() || item.own_entries().any(has_anchor) {
        return None;
    }
    let last = item.own_entries().next_back()?;
    // blank lines at the end of a block scalar may be its content, and would become that of the item before
    if matches!(last.value.style(), Style::Literal | Style::Folded) {
        return None;
    }
    let text = item.tree().text();
    let first = first_key(item)?;
    let start = line_start(text, first);
    let before = text.get(start..first)?;
    let is_marked = before.trim_start_matches(' ').strip_prefix('-');
    is_marked.filter(|rest| rest.bytes().all(|byte| byte == b' '))?;
    let end = behind_line(text, end_of(last)?)?;
    Some(Edit { span: item.tree().span(TextRange::at(start, end)), text: String::new() })
}

/// Puts a new entry into the mapping that `path` leads to from `mapping`: `lines`, the first of which begins with the new key,
/// each indented by two spaces a level below it. Mappings that are missing on the way come along. Where a key stands with a
/// null value, that value is replaced. `None` if a mapping on the way is there in flow style or as an alias, and if a new key is
/// there with a value, or several of them are to come and one is there.
pub fn insert(mapping: Node<'_>, path: &[&str], lines: &[String]) -> Option<Edit> {
    let mut target = mapping;
    let mut missing = path;
    while let [key, rest @ ..] = missing {
        let Some(entry) = target.entry(key) else { break };
        // a merge or an alias stands elsewhere
        let own = own(target, key).filter(|own| *own == entry)?;
        if own.value.is_null() {
            break;
        }
        target = own.value;
        missing = rest;
    }
    let above = missing.iter().enumerate().map(|(depth, key)| format!("{}{key}:", "  ".repeat(depth)));
    let below = lines.iter().map(|line| format!("{}{line}", "  ".repeat(missing.len())));
    let lines: Vec<String> = above.chain(below).collect();
    let keys: Vec<&str> = lines.iter().filter_map(|line| key_of(line)).collect();
    let is_there = |key: &str| target.own_entries().any(|entry| entry.key.text() == Some(key));
    match keys.as_slice() {
        [key] if is_there(key) => fill(own(target, key)?, &lines),
        keys if keys.iter().any(|key| is_there(key)) => None,
        _ => insert_below_first(target, &lines),
    }
}

/// The key that begins on `line`, without quotes, if it is not indented.
fn key_of(line: &str) -> Option<&str> {
    let key = line.split(": ").next().filter(|_| !line.starts_with([' ', '-']))?;
    Some(key.trim_end_matches(':').trim_matches('"'))
}

/// Gives `entry`, whose value is null, the value that `lines` give to its key.
fn fill(entry: Entry<'_>, lines: &[String]) -> Option<Edit> {
    let Entry { key, value } = entry;
    let (above, tree) = (key.parent()?, key.tree());
    let is_own = value.kind() == NodeKind::Scalar && value.is_null();
    if !is_own || above.style() != Style::Block || has_anchor(entry) || value.tag().is_some() {
        return None;
    }
    let text = tree.text();
    let (key, value) = (key.range(), value.range());
    if text.get(key.end().to_usize()..value.start().to_usize())?.trim() != ":" {
        return None;
    }
    let (start, end) = (value.start().to_usize(), value.end().to_usize());
    let edit = |end, text| Some(Edit { span: tree.span(TextRange::at(start, end)), text });
    let (first, rest) = lines.split_first()?;
    if rest.is_empty() {
        let (_, new) = first.split_once(": ")?;
        let blank = if start == end { " " } else { "" };
        return edit(end, format!("{blank}{new}"));
    }
    if !first.ends_with(':') {
        return None;
    }
    let column = key.start().to_usize();
    let before = text.get(line_start(text, column)..column)?;
    if !before.bytes().all(|byte| matches!(byte, b' ' | b'-')) {
        return None;
    }
    // a comment behind the null stays on its line
    let line_end = line_end(text, end)?;
    let newline = if text.get(line_end..)?.starts_with("\r\n") { "\r\n" } else { "\n" };
    let indented = format!("{newline}{}", " ".repeat(before.len()));
    let below: String = rest.iter().flat_map(|line| [indented.as_str(), line.as_str()]).collect();
    edit(line_end, format!("{}{below}", text.get(end..line_end)?))
}

/// Puts a document of `lines` behind the one whose root is `root`. `None` for flow style and JSON, for what stands in a list,
/// and behind a block scalar.
pub fn append(root: Node<'_>, lines: &[String]) -> Option<Edit> {
    if root.parent().is_some() || root.kind() != NodeKind::Mapping || root.style() != Style::Block {
        return None;
    }
    let last = root.own_entries().next_back()?;
    if matches!(last.value.style(), Style::Literal | Style::Folded) {
        return None;
    }
    let text = root.tree().text();
    let end = line_end(text, end_of(last)?)?;
    let newline = if text.get(end..)?.starts_with("\r\n") { "\r\n" } else { "\n" };
    let lines = std::iter::once("---").chain(lines.iter().map(String::as_str));
    let text = lines.flat_map(|line| [newline, line]).collect();
    Some(Edit { span: root.tree().span(TextRange::at(end, end)), text })
}

/// Puts `lines` below the first entry of `mapping` that is a scalar on one line, else below the first one.
fn insert_below_first(mapping: Node<'_>, lines: &[String]) -> Option<Edit> {
    if mapping.kind() != NodeKind::Mapping || mapping.style() != Style::Block {
        return None;
    }
    let is_short =
        |entry: &Entry<'_>| entry.value.kind() == NodeKind::Scalar && !entry.value.raw().contains('\n');
    let short = mapping.own_entries().find(|entry| is_short(entry) && !is_merge(*entry));
    let entry = short.or_else(|| mapping.own_entries().next())?;
    // blank lines at the end of a block scalar may be its content
    if matches!(entry.value.style(), Style::Literal | Style::Folded) {
        return None;
    }
    let text = mapping.tree().text();
    let key = first_key(mapping)?;
    let before = text.get(line_start(text, key)..key)?;
    if !before.bytes().all(|byte| matches!(byte, b' ' | b'-')) {
        return None;
    }
    let end = line_end(text, end_of(entry)?)?;
    let newline = if text.get(end..)?.starts_with("\r\n") { "\r\n" } else { "\n" };
    let start = format!("{newline}{}", " ".repeat(before.len()));
    let text = lines.iter().flat_map(|line| [start.as_str(), line.as_str()]).collect();
    Some(Edit { span: mapping.tree().span(TextRange::at(end, end)), text })
}

/// Where the first key of `mapping` stands.
fn first_key(mapping: Node<'_>) -> Option<usize> {
    Some(mapping.own_entries().next()?.key.range().start().to_usize())
}

fn is_merge(entry: Entry<'_>) -> bool {
    entry.key.text() == Some("<<")
}

/// The entry that is written in `mapping` itself under `key`, once: no merge brings it in, and no duplicate hides.
fn own<'t>(mapping: Node<'t>, key: &str) -> Option<Entry<'t>> {
    // an alias would change all its uses
    if mapping.kind() != NodeKind::Mapping {
        return None;
    }
    let mut entries = mapping.own_entries().filter(|entry| entry.key.text() == Some(key));
    entries.next().filter(|_| entries.next().is_none())
}

/// Whether an anchor stands before the entry or in it.
fn has_anchor(entry: Entry<'_>) -> bool {
    let anchored = |node: Node<'_>| node.anchor().is_some();
    anchored(entry.key) || anchored(entry.value) || entry.value.raw().contains('&')
}

/// Where the entry ends.
fn end_of(entry: Entry<'_>) -> Option<usize> {
    let (key, value) = (entry.key.range(), entry.value.range());
    (value.end() >= key.end()).then(|| value.end().to_usize())
}

/// The start of the line that `at` is on.
fn line_start(text: &str, at: usize) -> usize {
    text.as_bytes()
        .get(..at)
        .and_then(|before| before.iter().rposition(|&byte| byte == b'\n'))
        .map_or(0, |at| at + 1)
}

/// The end of the line that `at` is on, without its line break, if nothing but a comment follows.
fn line_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let line = rest.split(['\n', '\r']).next().unwrap_or_default();
    let behind = line.trim_start_matches([' ', '\t']);
    let is_comment = behind.starts_with('#') && behind.len() < line.len();
    (behind.is_empty() || is_comment).then_some(at + line.len())
}

/// Behind the line break of the line that `at` is on, if nothing but a comment follows on it.
fn behind_line(text: &str, at: usize) -> Option<usize> {
    let end = line_end(text, at)?;
    let end = end + text.get(end..)?.bytes().take_while(|&byte| byte == b'\r').count();
    Some(end + usize::from(text.as_bytes().get(end) == Some(&b'\n')))
}

/// Whether double or single quotes around `text` need no escapes.
fn is_simple(text: &str) -> bool {
    text.chars().all(|character| !character.is_control() && !matches!(character, '"' | '\'' | '\\'))
}

/// Whether `text` without quotes is a string, in block and flow style: letters, digits and what names are made of, and no
/// word or number that YAML 1.1 reads as something else.
fn is_plain(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    let starts = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    let reserved = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    starts && text.bytes().all(is_word) && !reserved.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use readylint_text::SourceId;

    use super::*;

    fn applied(text: &str, edit: &Edit) -> String {
        let mut text = text.to_owned();
        text.replace_range(edit.span.range.to_usize(), &edit.text);
        text
    }

    /// What `edit` of the node at `path` makes of `text`; `-` if it is not possible.
    fn with(text: &str, path: &[&str], edit: impl Fn(Node<'_>) -> Option<Edit>) -> String {
        let parse = readylint_yaml::parse(SourceId::new(0), text.into());
        let root = parse.tree.roots().next();
        let node = path.iter().fold(root, |node, key| match key.parse::<usize>() {
            Ok(index) => node?.items().nth(index),
            Err(_) => node?.get(key),
        });
        node.and_then(&edit).map_or("-".to_owned(), |edit| applied(text, &edit))
    }

    #[test]
    fn scalars_keep_their_quotes() {
        for (text, expected) in [
            ("a: x # y\n", "a: new # y\n"),
            ("a: 'x'\n", "a: 'new'\n"),
            ("{\"a\": \"x\"}", "{\"a\": \"new\"}"),
            ("a: |\n  x\n", "-"),
            ("b: &b x\na: *b\n", "-"),
            ("a: !!str x\n", "-"),
            ("a:\n", "-"),
        ] {
            assert_eq!(with(text, &["a"], |node| rewrite(node, "new")), expected, "{text}");
        }
        assert_eq!(with("a: x\n", &["a"], |node| rewrite(node, "yes")), "-");
    }

    #[test]
    fn values_are_replaced_where_nobody_shares_them() {
        for (text, expected) in [
            ("a: 1 # y\n", "a: [2] # y\n"),
            ("a: 'x'\n", "a: [2]\n"),
            ("{\"a\": 1}", "{\"a\": [2]}"),
            ("a: []\n", "a: [2]\n"),
            ("a: [1]\n", "-"),
            ("a: &a 1\nb: *a\n", "-"),
            ("a: &a []\nb: *a\n", "-"),
            ("b: &a 1\na: *a\n", "-"),
            ("a: !!int 1\n", "-"),
            ("a: >\n  x\n", "-"),
            ("a:\n", "-"),
        ] {
            assert_eq!(with(text, &["a"], |node| replace(node, "[2]")), expected, "{text}");
        }
        assert_eq!(with("a: &a x\nb: *a\n", &["a"], |node| rewrite(node, "y")), "-");
        assert_eq!(with("a: &a x\nb: *a\n", &["a"], |node| number_or_name(node, "80")), "-");
    }

    #[test]
    fn booleans_are_switched() {
        for (text, expected) in [
            ("a: true # y\n", "a: false # y\n"),
            ("{\"a\": true}", "{\"a\": false}"),
            ("a: &a true\nb: *a\n", "-"),
            ("b: &a true\na: *a\n", "-"),
            ("a: !!bool true\n", "-"),
            ("a: 'true'\n", "-"),
            ("a:\n", "-"),
        ] {
            assert_eq!(with(text, &["a"], |node| switch(node, false)), expected, "{text}");
        }
    }

    #[test]
    fn numbers_and_names_take_each_others_place() {
        for (text, word, expected) in [
            ("a: http\n", "8080", "a: 8080\n"),
            ("a: 'http'\n", "8080", "a: 8080\n"),
            ("a: 'http'\n", "web", "a: 'web'\n"),
            ("a: 8080 # why\n", "web", "a: web # why\n"),
            ("a: 8080\n", "y", "a: \"y\"\n"),
            ("b: &b x\na: *b\n", "80", "-"),
            ("a:\n", "80", "-"),
        ] {
            assert_eq!(with(text, &["a"], |node| number_or_name(node, word)), expected, "{text}");
        }
    }

    #[test]
    fn scalars_are_quoted_where_needed() {
        let cases = [
            ("fast", Some("fast")),
            ("", Some("\"\"")),
            ("NO", Some("\"NO\"")),
            ("1", Some("\"1\"")),
            ("a\"b", None),
        ];
        for (text, expected) in cases {
            assert_eq!(scalar(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn entries_go_with_their_lines() {
        for (text, expected) in [
            ("s:\n  x: 1\n  y: 2 # why\n  z: 3\n", "s:\n  x: 1\n  z: 3\n"),
            ("s:\r\n  x: 1\r\n  y: 2\r\nt: 3\r\n", "s:\r\n  x: 1\r\nt: 3\r\n"),
            ("s:\n  x: 1\n  y: 2", "s:\n  x: 1\n"),
            ("s:\n  y: 2\n  x: 1\n", "s:\n  x: 1\n"),
            ("s:\n  x: 1\n  y: |\n    two\n\n    lines\n  z: 3\n", "s:\n  x: 1\n  z: 3\n"),
            ("s:\n  x: 1\n  y:\n  z: 3\n", "s:\n  x: 1\n  z: 3\n"),
            // nothing is left of the mapping
            ("t: 1\ns:\n  y: 2\nu: 3\n", "t: 1\nu: 3\n"),
            ("t: 1\ns: {y: 2}\nu: 3\n", "t: 1\nu: 3\n"),
            ("t: 1\ns: {x: 1}\ns: {y: 2}\n", "-"),
            ("s:\n  y: 2\n", "-"),
            ("s: {x: 1, y: 2}\n", "-"),
            ("s:\n  x: 1\n  y: &a 2\nt: *a\n", "-"),
            ("t: &t\n  x: 1\n  y: 2\ns:\n  <<: *t\n  z: 1\n", "-"),
            ("t: &t\n  x: 1\n  y: 2\ns: *t\n", "-"),
            ("s:\n  x: 1\n  y: 2\n  y: 3\n", "-"),
        ] {
            assert_eq!(with(text, &["s"], |node| remove(node, "y")), expected, "{text}");
        }
        assert_eq!(with("- y: 1\n  x: 2\n", &["0"], |node| remove(node, "y")), "-");
    }

    #[test]
    fn items_go_with_their_lines() {
        for (text, expected) in [
            ("s:\n  - a: 1\n    b: 2 # why\n  - a: 3\n", "s:\n  - a: 3\n"),
            ("s:\n- a: 1\n# about the next\n- a: 2\n", "s:\n# about the next\n- a: 2\n"),
            ("s:\r\n  -   a: 1\r\n      b:\r\n        c: 2\r\n  - a: 2\r\n", "s:\r\n  - a: 2\r\n"),
            ("s:\n  - a: 1\n", "-"),
            ("s: [{a: 1}, {a: 2}]\n", "-"),
            ("s:\n  - {a: 1}\n  - a: 2\n", "-"),
            ("s:\n  - 1\n  - a: 2\n", "-"),
            ("s:\n  - &x\n    a: 1\n  - a: 2\n", "-"),
            ("s:\n  - a: &x 1\n  - a: *x\n", "-"),
            ("s:\n  - # why\n    a: 1\n  - a: 2\n", "-"),
            ("s:\n  - a: |\n      1\n\n  - a: 2\n", "-"),
        ] {
            let first = |node: Node<'_>| remove_item(node.items().next()?);
            assert_eq!(with(text, &["s"], first), expected, "{text}");
        }
        let last = |node: Node<'_>| remove_item(node.items().next_back()?);
        assert_eq!(with("s:\n  - a: 1\n  - a: 2", &["s"], last), "s:\n  - a: 1\n");
    }

    #[test]
    fn entries_come_in() {
        let lines = ["a:".to_owned(), "  b: c".to_owned()];
        for (text, expected) in [
            ("- y: 1 # why\n  x: 2\n", "- y: 1 # why\n  a:\n    b: c\n  x: 2\n"),
            ("- x:\n    - 1\n  y: 1", "- x:\n    - 1\n  y: 1\n  a:\n    b: c"),
            ("- x:\n    z: 1", "- x:\n    z: 1\n  a:\n    b: c"),
            ("- y: 1\r\n", "- y: 1\r\n  a:\r\n    b: c\r\n"),
            ("- {y: 1}\n", "-"),
            ("- x: |\n    z\n\n", "-"),
            ("- ? y\n  : 1\n", "-"),
        ] {
            assert_eq!(with(text, &["0"], |node| insert(node, &[], &lines)), expected, "{text}");
        }
    }

    #[test]
    fn keys_do_not_come_a_second_time() {
        for (text, expected) in [
            ("x: 1\na:\n", "x: 1\na: 2\n"),
            ("a:   # later\nx: 1\n", "a: 2   # later\nx: 1\n"),
            ("a: null # later\nx: 1\n", "a: 2 # later\nx: 1\n"),
            ("\"a\": ~\r\nx: 1\r\n", "\"a\": 2\r\nx: 1\r\n"),
            ("a: 1\n", "-"),
            ("a: []\n", "-"),
            ("a:\na:\n", "-"),
            ("a: &a\nx: *a\n", "-"),
            ("x: &a ~\na: *a\n", "-"),
            ("a: !!null\n", "-"),
            ("{a: , x: 1}\n", "-"),
        ] {
            assert_eq!(with(text, &[], |node| insert(node, &[], &["a: 2".to_owned()])), expected, "{text}");
        }
        let several = ["a: 1".to_owned(), "b:".to_owned(), "  - 2".to_owned()];
        for (text, expected) in [("x: 1\nb:\n", "-"), ("x: 1\n", "x: 1\na: 1\nb:\n  - 2\n")] {
            assert_eq!(with(text, &[], |node| insert(node, &[], &several)), expected, "{text}");
        }
        let list = ["a:".to_owned(), "  - 1".to_owned()];
        for (text, expected) in [
            ("- a: # why\n  x: 1\n", "- a: # why\n    - 1\n  x: 1\n"),
            ("- x: 1\n  a: ~", "- x: 1\n  a: \n    - 1"),
        ] {
            assert_eq!(with(text, &["0"], |node| insert(node, &[], &list)), expected, "{text}");
        }
    }

    #[test]
    fn documents_follow() {
        let lines = ["b: c".to_owned()];
        for (text, expected) in [
            ("y: 1\n", "y: 1\n---\nb: c\n"),
            ("y:\n  - x: 1 # why\n# end\n---\nz: 1\n", "y:\n  - x: 1 # why\n---\nb: c\n# end\n---\nz: 1\n"),
            ("y: 1\r\n", "y: 1\r\n---\r\nb: c\r\n"),
            ("y: 1", "y: 1\n---\nb: c"),
            ("{y: 1}\n", "-"),
            ("y: |\n  x\n---\nz: 1\n", "-"),
        ] {
            assert_eq!(with(text, &[], |node| append(node, &lines)), expected, "{text}");
        }
        assert_eq!(with("- y: 1\n", &["0"], |node| append(node, &lines)), "-");
    }

    #[test]
    fn missing_mappings_come_along() {
        let lines = ["b: c".to_owned()];
        for (text, expected) in [
            ("y: 1\n", "y: 1\ns:\n  t:\n    b: c\n"),
            ("s:\n  x: 1\ny: 1\n", "s:\n  x: 1\n  t:\n    b: c\ny: 1\n"),
            ("s:\n  t:\n    x: 1\n", "s:\n  t:\n    x: 1\n    b: c\n"),
            ("s: {x: 1}\n", "-"),
            ("s:\n", "s:\n  t:\n    b: c\n"),
            ("s: ~ # why\nu: 1\n", "s:  # why\n  t:\n    b: c\nu: 1\n"),
            ("s: &s\nu: *s\n", "-"),
            ("s: 1\n", "-"),
            ("t: &t\n  x: 1\ns: *t\n", "-"),
        ] {
            assert_eq!(with(text, &[], |node| insert(node, &["s", "t"], &lines)), expected, "{text}");
        }
    }
}
