//! Hostile and huge inputs: bounded, reported, never a crash.

use std::fmt::Write as _;

use readylint_text::SourceId;
use readylint_yaml::{Limits, SyntaxErrorKind, parse_with_limits};

use crate::{read, tree};

#[test]
fn nesting_of_ten_thousand_is_refused_and_the_next_document_is_read() {
    let depth = 10_000;
    let mut block_mappings = String::new();
    for level in 0..depth {
        writeln!(block_mappings, "{}a:", " ".repeat(level)).unwrap();
    }
    let inputs = [
        "[".repeat(depth) + &"]".repeat(depth),
        "[".repeat(depth),
        "{a: ".repeat(depth) + &"}".repeat(depth),
        "- ".repeat(depth) + "x",
        "? ".repeat(depth) + "x",
        block_mappings,
    ];
    for input in inputs {
        let text = format!("{input}\n---\nfine: true\n");
        let parse = read(&text);
        let start: String = text.chars().take(20).collect();
        assert_eq!(parse.errors.len(), 1, "{start}");
        assert_eq!(parse.errors[0].kind, SyntaxErrorKind::Limit, "{start} {}", parse.errors[0].message);
        let root = parse.tree.roots().next().unwrap();
        assert_eq!(root.get("fine").unwrap().as_bool(), Some(true), "{start}");
    }
}

#[test]
fn nesting_up_to_the_limit_is_fine() {
    let limits = Limits { depth: 40, ..Limits::default() };
    let nested = |depth: usize| {
        format!("{}{}{}{}", "- ".repeat(depth / 2), "[".repeat(depth / 2), "x", "]".repeat(depth / 2))
    };
    let errors = |depth| parse_with_limits(SourceId::new(0), nested(depth).into(), &limits).errors;
    assert_eq!(errors(40), []);
    let error = errors(42).remove(0);
    assert_eq!(error.message, "collections are nested more than 40 deep");
    assert_eq!(error.span.range.start().to_usize(), 42 + 19);
}

#[test]
fn a_deep_limit_does_not_crash_either() {
    let limits = Limits { depth: 100_000, ..Limits::default() };
    let depth = 20_000;
    let text = "[".repeat(depth) + "x" + &"]".repeat(depth);
    let parse = parse_with_limits(SourceId::new(0), text.into(), &limits);
    assert_eq!(parse.errors, []);
    let mut node = parse.tree.roots().next().unwrap();
    while let Some(item) = node.items().next() {
        node = item;
    }
    assert_eq!(node.as_str(), Some("x"));
    assert_eq!(node.pointer().len(), 2 * depth);
}

#[test]
fn a_billion_laughs() {
    let mut text = "a0: &a0 lol\n".to_owned();
    for i in 1..30 {
        writeln!(text, "a{i}: &a{i} [{}]", vec![format!("*a{}", i - 1); 10].join(", ")).unwrap();
    }
    text.push_str("---\nfine: true\n");
    let parse = read(&text);
    assert_eq!(parse.errors[0].kind, SyntaxErrorKind::Limit);
    assert_eq!(parse.tree.roots().count(), 1);
}

#[test]
fn aliases_as_people_use_them_are_fine() {
    let mut text = "base: &base {a: 1, b: 2, c: 3, d: 4}\nall:\n".to_owned();
    for _ in 0..2_000 {
        text.push_str("  - *base\n  - x\n");
    }
    assert_eq!(tree(&text).roots().next().unwrap().get("all").unwrap().len(), 4_000);
}

#[test]
fn too_many_nodes() {
    let limits = Limits { nodes: 100, ..Limits::default() };
    let text = format!("[{}]\n", "1,".repeat(200));
    let parse = parse_with_limits(SourceId::new(0), text.into(), &limits);
    assert_eq!(parse.errors[0].kind, SyntaxErrorKind::Limit);
    assert_eq!(parse.tree.node_count(), 0);
}

#[test]
fn a_big_file_in_little_memory() {
    let document = "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\n  labels: {app.kubernetes.io/name: shop}\n\
                    spec:\n  replicas: 3\n  template:\n    spec:\n      containers:\n        - name: web\n          \
                    image: \"registry.example.com/shop:1.2.3\"\n          args: [\"--greeting\", \"a\\tb\"]\n          \
                    resources:\n            requests:\n              cpu: 100m\n              memory: 128Mi\n          \
                    command:\n            - sh\n            - -c\n            - |\n              exec server\n";
    // 8 MB take less than two seconds unoptimised; nothing about the shape changes with the size.
    let text = document.repeat(8_000_000 / document.len());
    let tree = tree(&text);
    assert_eq!(tree.documents().len(), text.len() / document.len());
    let share = tree.heap_size() * 100 / text.len();
    assert!(share <= 300, "{share} % of the text");
}

#[test]
fn many_comments_between_key_and_value() {
    let text = format!("a:\n{}  b: 1\n", "  # comment\n".repeat(20_000));
    let tree = tree(&text);
    assert_eq!(tree.comments().len(), 20_000);
    assert_eq!(tree.roots().next().unwrap().at("/a/b").unwrap().as_i64(), Some(1));
}

#[test]
fn nothing_is_quadratic_in_the_number_of_errors_or_documents() {
    let text = "a: [\n---\n".repeat(20_000);
    let parse = read(&text);
    assert_eq!(parse.errors.len(), 20_000);
    assert_eq!(tree(&"---\n...\n".repeat(20_000)).documents().len(), 20_000);
    assert_eq!(tree(&"# c\n\n".repeat(100_000)).documents().len(), 1);
}
