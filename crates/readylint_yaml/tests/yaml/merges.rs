//! Merge keys, anchors, duplicates.

use std::fmt::Write as _;

use readylint_yaml::{Node, NodeKind, SyntaxErrorKind, Value};

use crate::{read, tree};

fn keys(node: Node<'_>) -> Vec<&str> {
    node.entries().filter_map(|entry| entry.key.text()).collect()
}

#[test]
fn the_last_one_counts_where_it_stands() {
    let tree = tree("base: &b {x: 1, y: 2}\nafter:\n  x: 9\n  <<: *b\nbefore:\n  <<: *b\n  x: 9\n");
    let root = tree.roots().next().unwrap();
    let value = |path: &str| root.at(path).map(Node::value);
    assert_eq!(value("/after/x"), Some(Value::Int(1)));
    assert_eq!(value("/before/x"), Some(Value::Int(9)));
    assert_eq!(keys(root.get("after").unwrap()), ["x", "y"]);
    assert_eq!(keys(root.get("before").unwrap()), ["y", "x"]);
    assert_eq!(root.get("after").unwrap().own_entries().count(), 2);
    assert_eq!(root.get("before").unwrap().get("<<"), None);
}

#[test]
fn of_a_list_of_merges_the_first_counts() {
    let tree = tree("{a: &a {x: 1}, b: &b {x: 2, y: 2}, c: {<<: [*a, *b]}}");
    let merged = tree.roots().next().unwrap().get("c").unwrap();
    assert_eq!(merged.get("x").unwrap().as_i64(), Some(1));
    assert_eq!(merged.get("y").unwrap().as_i64(), Some(2));
}

#[test]
fn a_quoted_merge_key_is_a_key() {
    let tree = tree("'<<': {x: 1}\n");
    let root = tree.roots().next().unwrap();
    assert!(root.get("<<").unwrap().is_mapping());
    assert!(root.get("x").is_none());
}

#[test]
fn a_merge_that_merges_again_is_bounded() {
    let mut text = "m0: &m0 {a: 1}\n".to_owned();
    for i in 1..60 {
        writeln!(text, "m{i}: &m{i} {{<<: [*m{0}, *m{0}]}}", i - 1).unwrap();
    }
    // The expansion is 2^60 mappings: the document is refused.
    let parse = read(&text);
    assert_eq!(parse.errors[0].kind, SyntaxErrorKind::Limit);
    // A chain of the same length without doubling is fine and looked through to its end.
    let mut text = "m0: &m0 {a: 1}\n".to_owned();
    for i in 1..60 {
        writeln!(text, "m{i}: &m{i} {{<<: *m{}}}", i - 1).unwrap();
    }
    let tree = tree(&text);
    let last = tree.roots().next().unwrap().get("m59").unwrap();
    assert_eq!(last.get("a").unwrap().as_i64(), Some(1));
    assert_eq!(keys(last), ["a"]);
}

#[test]
fn aliases_are_looked_through_by_content_and_not_by_place() {
    let tree = tree("a: &x [1, 2]\nb: *x\n");
    let root = tree.roots().next().unwrap();
    let alias = root.get("b").unwrap();
    assert_eq!(alias.kind(), NodeKind::Alias);
    assert_eq!(alias.raw(), "*x");
    assert!(alias.is_sequence());
    assert_eq!(alias.len(), 2);
    assert_eq!(alias.resolved(), root.get("a").unwrap());
    assert_eq!(root.get("a").unwrap().anchor(), Some("x"));
    assert_eq!(alias.items().nth(1).unwrap().pointer(), "/a/1");
    assert_eq!(root.at("/b/1").unwrap().as_i64(), Some(2));
}

#[test]
fn duplicates_are_recorded_and_the_last_counts() {
    let text = "a: 1\n\"a\": 2\nb: {c: 1, c: 2, c: 3}\n<<: {d: 1}\n<<: {e: 1}\n";
    let tree = tree(text);
    let root = tree.roots().next().unwrap();
    assert_eq!(root.get("a").unwrap().as_i64(), Some(2));
    assert_eq!(root.at("/b/c").unwrap().as_i64(), Some(3));
    assert_eq!(keys(root), ["a", "b", "d", "e"]);
    let raws: Vec<_> = tree
        .duplicate_keys()
        .iter()
        .map(|duplicate| {
            let place = |id| tree.node(id).range().start().to_usize();
            (tree.node(duplicate.first).raw(), place(duplicate.second) > place(duplicate.first))
        })
        .collect();
    assert_eq!(raws, [("c", true), ("c", true), ("a", true), ("<<", true)]);
}

#[test]
fn duplicates_in_a_big_mapping() {
    let mut text = String::new();
    for i in 0..50_000 {
        writeln!(text, "key-{i}: {i}").unwrap();
    }
    text.push_str("key-7: again\nkey-7: and again\nkey-0: too\n");
    let tree = tree(&text);
    let seconds: Vec<_> = tree
        .duplicate_keys()
        .iter()
        .map(|d| (tree.node(d.first).raw(), tree.node(d.second).path()))
        .collect();
    assert_eq!(seconds, [("key-7", 50_000), ("key-7", 50_001), ("key-0", 50_002)]);
    let root = tree.roots().next().unwrap();
    assert_eq!(root.get("key-7").unwrap().as_str(), Some("and again"));
}

trait Index {
    fn path(&self) -> usize;
}

impl Index for Node<'_> {
    /// Which entry of its mapping the key is.
    fn path(&self) -> usize {
        self.parent().unwrap().own_entries().position(|entry| entry.key == *self).unwrap()
    }
}

#[test]
fn keys_that_are_collections_are_listed() {
    let tree = tree("image: {{ .Values.image }}\n? [a]\n: b\nc: &c {}\n*c : d\n");
    let keys: Vec<_> = tree.complex_keys().iter().map(|&id| tree.node(id).raw()).collect();
    assert_eq!(keys, ["{ .Values.image }", "[a]", "*c"]);
}
