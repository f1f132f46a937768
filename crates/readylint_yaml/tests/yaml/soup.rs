//! Anything that could be a text: no panic, and what comes out hangs together.

use proptest::prelude::*;
use readylint_text::TextRange;
use readylint_yaml::{Node, NodeKind, Parse};

use crate::read;

/// Everything that must hold of any result.
fn check(text: &str) {
    let Parse { tree, errors } = read(text);
    let fits = |range: TextRange| assert!(text.get(range.to_usize()).is_some(), "{text:?}: {range:?}");
    for error in &errors {
        fits(error.span.range);
        assert!(text.is_empty() || !error.span.range.is_empty(), "{text:?}: {error:?}");
        if let Some((span, _)) = &error.related {
            fits(span.range);
        }
    }
    let mut end = 0;
    for document in tree.documents() {
        assert_eq!(document.range.start().to_usize(), end, "{text:?}");
        end = document.range.end().to_usize();
        assert!(!document.broken || document.root.is_none(), "{text:?}");
        if let Some(root) = document.root {
            assert_eq!(tree.node(root).parent(), None);
            assert!(document.range.contains_range(tree.node(root).range()), "{text:?}");
        }
    }
    assert_eq!(end, text.len(), "{text:?}");
    assert_eq!(errors.len(), tree.documents().iter().filter(|document| document.broken).count(), "{text:?}");
    for comment in tree.comments() {
        fits(comment.range);
        assert!(tree.comment_text(comment).starts_with('#'), "{text:?}");
    }
    for node in tree.nodes() {
        fits(node.range());
        check_node(text, node);
    }
}

fn check_node(text: &str, node: Node<'_>) {
    let tree = node.tree();
    let grip = node.grip().range;
    assert!(text.get(grip.to_usize()).is_some_and(|grip| !grip.is_empty()), "{text:?}: grip of {node:?}");
    if node.is_mapping() {
        let missing = node.missing("x").range;
        assert!(
            text.get(missing.to_usize()).is_some_and(|missing| !missing.is_empty()),
            "{text:?}: {node:?}"
        );
    }
    let document = tree.documents()[node.document()];
    assert!(document.range.contains_range(node.range()), "{text:?}: {node:?}");
    let mut before = node.range().start();
    let children: Vec<_> = match node.kind() {
        NodeKind::Mapping => node.own_entries().flat_map(|entry| [entry.key, entry.value]).collect(),
        NodeKind::Sequence => node.items().collect(),
        NodeKind::Scalar | NodeKind::Alias => Vec::new(),
    };
    for child in children {
        assert_eq!(child.parent(), Some(node), "{text:?}");
        assert!(node.range().contains_range(child.range()), "{text:?}: {child:?} in {node:?}");
        assert!(child.range().start() >= before, "{text:?}: {child:?} overlaps its brother");
        before = child.range().end();
    }
    assert_eq!(node.scalar().is_some(), node.is_scalar());
    assert!(node.entries().len() <= tree.node_count(), "{text:?}");
    // A pointer leads back, unless a later key hides this one or a key is a collection.
    let root = tree.node(document.root.unwrap());
    let plain = tree.duplicate_keys().is_empty() && tree.complex_keys().is_empty() && !text.contains("<<");
    if plain && !node.is_key() {
        assert_eq!(root.at(&node.pointer()), Some(node), "{text:?}: {}", node.pointer());
    }
    let first = node.range().start();
    let found = tree.node_at(first).unwrap();
    assert!(found.range().start() <= first && first <= found.range().end());
}

/// Pieces that YAML is made of, and some that it is not.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a",
        "b: ",
        "c:",
        "key: value\n",
        "- ",
        "-",
        "? ",
        ": ",
        ":",
        "\n",
        "\n",
        "\n  ",
        "\n    ",
        "  ",
        " ",
        "\t",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "\"x\"",
        "'y'",
        "\"",
        "'",
        "\"\\u0041\\n\"",
        "# c",
        " # c\n",
        "#",
        "|\n",
        ">-\n",
        "|+2\n",
        "&a ",
        "*a",
        "*a : ",
        "!!str ",
        "!t ",
        "<<: ",
        "<<: *a\n",
        "---\n",
        "--- ",
        "...\n",
        "%YAML 1.2\n",
        "é",
        "\u{1F600}",
        "\u{feff}",
        "\r\n",
        "\r",
        "~",
        "true",
        "1",
        "\0",
        "\u{85}",
        "\u{2028}",
        "- a: 1\n  b:\n",
        "x: |\n  text\n\n",
        "{{ x }}",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_text(text in "\\PC{0,60}") {
        check(&text);
    }

    #[test]
    fn soup_of_pieces(pieces in prop::collection::vec(piece(), 0..40)) {
        check(&pieces.concat());
    }
}

#[test]
fn what_soup_once_found() {
    for text in [
        "",
        "\u{feff}",
        ": ",
        "? ",
        "- ",
        "-",
        "[",
        "&a",
        "? ? a",
        "? \r\n---\n",
        "? |\n---\n",
        "...\n|\n---\n",
        "\u{feff}...\n|\n---\n",
        "...x",
        "{? {a}}",
        "{a: b, ? , c}",
        "[? ]",
        "a: |",
        "--- |",
    ] {
        check(text);
    }
}
