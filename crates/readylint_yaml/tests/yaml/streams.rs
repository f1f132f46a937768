//! Documents, comments, recovery.

use readylint_yaml::{Comment, Tree};

use crate::{read, tree};

/// Each document: its text, and what it is.
fn documents(tree: &Tree) -> Vec<(&str, &str)> {
    let what = |document: &readylint_yaml::Document| match (document.root, document.broken) {
        (Some(_), false) => "content",
        (None, false) => "empty",
        (None, true) => "broken",
        (Some(_), true) => "broken with content",
    };
    tree.documents().iter().map(|document| (tree.slice(document.range), what(document))).collect()
}

#[test]
fn documents_cover_the_text() {
    let tree = tree(
        "# head\na: 1\n# tail of a\n---\n# only\n---\nb: 2\n...\n# head of c\n%YAML 1.2\n---\nc: 3\n---\n",
    );
    assert_eq!(
        documents(&tree),
        [
            ("# head\na: 1\n# tail of a\n", "content"),
            ("---\n# only\n", "empty"),
            ("---\nb: 2\n...\n", "content"),
            ("# head of c\n%YAML 1.2\n---\nc: 3\n", "content"),
            ("---\n", "empty"),
        ]
    );
}

#[test]
fn texts_without_documents() {
    assert_eq!(documents(&tree("")), []);
    for text in ["\n", "# comment\n", "  \n\n# a\n\n# b", "\u{feff}", "\u{feff}# comment"] {
        assert_eq!(documents(&tree(text)), [(text, "empty")]);
    }
    assert_eq!(documents(&tree("---\n---\n")), [("---\n", "empty"), ("---\n", "empty")]);
    assert_eq!(documents(&tree("null\n")), [("null\n", "content")]);
    assert_eq!(documents(&tree("--- !!null\n")), [("--- !!null\n", "content")]);
}

#[test]
fn a_broken_document_leaves_the_others_alone() {
    let broken = [
        "a: [1, 2\n",
        "a: 'x\n",
        "a: \"x\n",
        "a: b: c\n",
        "a:\n\tb: c\n",
        "a: *nope\n",
        "a: &a [*a]\n",
        "<<: 1\n",
        "a: {b]\n",
        "a: x\0y\n",
        "a: \"\u{1}\"\n",
        "a: !!int x\n",
        "- a\nb: c\n",
        "a: b\n  c: d\n",
        "@a\n",
        "a: |0\n x\n",
        "a: !x!y z\n",
        "a: 1\nb\n",
    ];
    for broken in broken {
        let text = format!("first: 1\n---\n{broken}---\nlast: 1\n");
        let parse = read(&text);
        assert_eq!(parse.errors.len(), 1, "{broken:?}: {:?}", parse.errors);
        let middle = format!("---\n{broken}");
        assert_eq!(
            documents(&parse.tree),
            [("first: 1\n", "content"), (middle.as_str(), "broken"), ("---\nlast: 1\n", "content")]
        );
        let range = parse.tree.documents()[1].range;
        assert!(range.contains_range(parse.errors[0].span.range), "{broken:?}: {:?}", parse.errors);
        // Nothing of the broken document is left.
        assert_eq!(parse.tree.node_count(), 6, "{broken:?}");
        assert!(parse.tree.duplicate_keys().is_empty() && parse.tree.complex_keys().is_empty());
    }
}

#[test]
fn several_broken_documents() {
    let parse = read("a: [\n---\nb: }\n---\n...\n%BAD x\n@\n---\nc: 1\n---\nd: 'x\n");
    let kinds: Vec<_> = documents(&parse.tree).into_iter().map(|(_, what)| what).collect();
    assert_eq!(kinds, ["broken", "broken", "empty", "broken", "content", "broken"]);
    assert_eq!(parse.errors.len(), 4);
    assert!(parse.errors.is_sorted_by_key(|error| error.span.range.start()));
}

#[test]
fn text_behind_the_end_of_a_document_breaks_it() {
    let parse = read("'a' b\n---\nc: 1\n");
    assert_eq!(parse.errors.len(), 1);
    let parse = read("[a]\nb: c\n---\nc: 1\n");
    assert_eq!(documents(&parse.tree), [("[a]\nb: c\n", "broken"), ("---\nc: 1\n", "content")]);
}

#[test]
fn files_glued_together_with_byte_order_marks() {
    let text = "\u{feff}a: 1\n---\n\u{feff}b:\n  c: 2\nd: 3\n\u{feff}---\ne: 4\n";
    let tree = tree(text);
    let raws: Vec<_> = tree.roots().map(readylint_yaml::Node::raw).collect();
    assert_eq!(raws, ["a: 1", "b:\n  c: 2\nd: 3", "e: 4"]);
    // Elsewhere the mark is an error, as it would become part of a key.
    assert_eq!(read("a: 1\n\u{feff}b: 2\n").errors.len(), 1);
}

#[test]
fn comments_with_their_place() {
    let tree =
        tree("# one\na: b # two\n  # three\nc: |\n  # text\nd: 'x # y' #\n- no\n".trim_end_matches("- no\n"));
    let all: Vec<_> =
        tree.comments().iter().map(|comment| (tree.comment_text(comment), comment.own_line)).collect();
    assert_eq!(all, [("# one", true), ("# two", false), ("# three", true), ("#", false)]);
}

#[test]
fn comments_are_in_order_and_complete() {
    let text = "# 0\n---\n# 1\na: # 2\n  # 3\n  - x # 4\n  # 5\n  - # 6\n  -\n    # 7\n    k: # 8\n# 9\nb: {x: 1, # 10\n  # 11\n  y: 2} # 12\nc: > # 13\n  t # no\n# 14\n---\n# 15\n...\n# 16\n---\n# 17\n? x # 18\n: y # 19\n";
    let tree = tree(text);
    let all: Vec<_> = tree.comments().iter().map(|comment| tree.comment_text(comment).to_owned()).collect();
    let expected: Vec<_> = (0..20).map(|i| format!("# {i}")).collect();
    assert_eq!(all, expected);
    let own_line = |comment: &Comment| {
        tree.text()[..comment.range.start().to_usize()].rsplit('\n').next().unwrap().trim().is_empty()
    };
    assert!(tree.comments().iter().all(|comment| comment.own_line == own_line(comment)));
}

#[test]
fn comments_of_a_byte_order_mark_line_stand_alone() {
    assert!(tree("\u{feff}# c\na: 1\n").comments()[0].own_line);
}
