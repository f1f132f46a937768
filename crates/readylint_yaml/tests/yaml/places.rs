//! Ranges, grips, pointers: where things stand.

use readylint_text::{TextRange, TextSize};
use readylint_yaml::{Node, Style, Tree};

use crate::tree;

/// The bytes of the node that the pointer leads to.
fn raw<'t>(tree: &'t Tree, pointer: &str) -> &'t str {
    node(tree, pointer).raw()
}

fn node<'t>(tree: &'t Tree, pointer: &str) -> Node<'t> {
    tree.roots().next().unwrap().at(pointer).unwrap_or_else(|| panic!("nothing at {pointer}"))
}

fn grip<'t>(tree: &'t Tree, pointer: &str) -> &'t str {
    tree.slice(node(tree, pointer).grip().range)
}

#[test]
fn scalars_stand_on_their_own_bytes() {
    let tree =
        tree("a: \"é\" # c\nb: 'x''y'   # c\nc: plain text  # c\nd:\n  two\n  lines  \ne: &x !!str tagged\n");
    assert_eq!(raw(&tree, "/a"), "\"é\"");
    assert_eq!(raw(&tree, "/b"), "'x''y'");
    assert_eq!(raw(&tree, "/c"), "plain text");
    assert_eq!(raw(&tree, "/d"), "two\n  lines");
    assert_eq!(node(&tree, "/d").as_str(), Some("two lines"));
    assert_eq!(raw(&tree, "/e"), "tagged");
    assert_eq!(node(&tree, "/e").tag(), Some("!!str"));
    assert_eq!(node(&tree, "/e").anchor(), Some("x"));
    assert_eq!(grip(&tree, "/d"), "two");
}

#[test]
fn block_scalars_start_at_their_indicator_and_end_with_their_content() {
    let text = "a: |\n  one\n  two\n\n# comment\nb: &x !t >-2 # c\n    three\nc: |+\n  four\n\n\n- x: y";
    let text = text.split("- x").next().unwrap();
    let tree = tree(text);
    assert_eq!(raw(&tree, "/a"), "|\n  one\n  two");
    assert_eq!(raw(&tree, "/b"), ">-2 # c\n    three");
    assert_eq!(raw(&tree, "/c"), "|+\n  four");
    assert_eq!(node(&tree, "/c").text(), Some("four\n\n\n"));
    assert_eq!(node(&tree, "/a").style(), Style::Literal);
    assert_eq!(grip(&tree, "/a"), "|");
}

#[test]
fn block_scalars_in_all_places() {
    let tree = tree(
        "- |\n  a\n- - >\n   b\n  - k: |\n      c\n- ? |\n    key\n  : |\n    d\n-\n  # comment with | and >\n  |\n  e\n- |\n",
    );
    assert_eq!(raw(&tree, "/0"), "|\n  a");
    assert_eq!(raw(&tree, "/1/0"), ">\n   b");
    assert_eq!(raw(&tree, "/1/1/k"), "|\n      c");
    assert_eq!(raw(&tree, "/2/key\n"), "|\n    d");
    assert_eq!(node(&tree, "/2/key\n").path_key().unwrap().raw(), "|\n    key");
    assert_eq!(raw(&tree, "/3"), "|\n  e");
    assert_eq!(raw(&tree, "/4"), "|");
}

#[test]
fn block_scalars_that_are_documents() {
    let tree = crate::read("\n\n|\n a\n--- >\n b\n...\n# c\n|\n---\na: [\n...\n|\n c\n").tree;
    let raws: Vec<_> = tree.roots().map(Node::raw).collect();
    assert_eq!(raws, ["|\n a", ">\n b", "|", "|\n c"]);
}

#[test]
fn block_sequences_start_at_their_first_dash() {
    let text = "a:\n- x\n- - y\n-\n  - z\nb:\n  - 1\n  -   - 2\n      - 3\nc: &s !t\n  # comment - with a dash\n  - 4\nd:\n-\n- 5\n";
    let tree = tree(text);
    assert_eq!(raw(&tree, "/a"), "- x\n- - y\n-\n  - z");
    assert_eq!(raw(&tree, "/a/1"), "- y");
    assert_eq!(raw(&tree, "/a/2"), "- z");
    assert_eq!(raw(&tree, "/b"), "- 1\n  -   - 2\n      - 3");
    assert_eq!(raw(&tree, "/b/1"), "- 2\n      - 3");
    assert_eq!(raw(&tree, "/c"), "- 4");
    assert_eq!(raw(&tree, "/d"), "-\n- 5");
    assert_eq!(grip(&tree, "/d/0"), "-");
    assert_eq!(grip(&tree, "/a/1"), "-");
    assert_eq!(grip(&tree, "/a"), "a");
}

#[test]
fn mappings_reach_from_their_first_key_to_their_last_value() {
    let tree = tree("a:\n  b: 1\n  c: {d: [1 , 2 ], \"e\": }  # c\n  f:\n\ng: 1\n");
    assert_eq!(raw(&tree, "/a"), "b: 1\n  c: {d: [1 , 2 ], \"e\": }  # c\n  f:");
    assert_eq!(raw(&tree, "/a/c"), "{d: [1 , 2 ], \"e\": }");
    assert_eq!(raw(&tree, "/a/c/d"), "[1 , 2 ]");
    assert_eq!(grip(&tree, "/a/c"), "c");
    assert_eq!(grip(&tree, ""), "a");
}

#[test]
fn missing_values_are_empty_behind_the_colon_and_grip_the_key() {
    let tree = tree("a:\nb: {c: , d, \"e\" :, f}\ng:   # comment\nh: !!str\n? i\nj: [ ? k, : l]\n");
    for (pointer, behind) in [
        ("/a", "a:"),
        ("/b/c", "{c:"),
        ("/b/d", ", d"),
        ("/b/e", "\"e\" :"),
        ("/b/f", ", f"),
        ("/g", "g:"),
        ("/h", "h: !!str"),
        ("/i", "? i"),
    ] {
        let node = node(&tree, pointer);
        assert!(node.is_missing(), "{pointer}");
        let before = &tree.text()[..node.range().start().to_usize()];
        assert!(before.ends_with(behind), "{pointer}: {before:?}");
        assert_eq!(grip(&tree, pointer).trim_matches('"'), &pointer[pointer.len() - 1..]);
    }
    assert_eq!(node(&tree, "/h").as_str(), Some(""));
    assert!(node(&tree, "/a").is_null());
}

#[test]
fn grips_of_things_without_a_key() {
    let tree = tree("- {a: 1}\n- []\n- b: 1\n-\n- - x\n");
    assert_eq!(grip(&tree, ""), "-");
    assert_eq!(grip(&tree, "/0"), "{");
    assert_eq!(grip(&tree, "/1"), "[");
    assert_eq!(grip(&tree, "/2"), "b");
    assert_eq!(grip(&tree, "/3"), "-");
    assert_eq!(grip(&tree, "/4"), "-");
}

#[test]
fn absent_keys_anchor_on_the_nearest_name() {
    let text = "metadata:\n  name: shop\nspec:\n  containers:\n    - image: x\n      name: web\n    - image: y\n  empty: {}\n  named:\n    name:\n    a: 1\n";
    let tree = tree(text);
    let missing = |pointer: &str, key: &str| tree.slice(node(&tree, pointer).missing(key).range);
    assert_eq!(missing("", "kind"), "shop");
    assert_eq!(missing("/spec/containers/0", "resources"), "web");
    assert_eq!(missing("/spec/containers/1", "resources"), "image");
    assert_eq!(missing("/spec/containers/0", "name"), "image");
    assert_eq!(missing("/spec", "replicas"), "spec");
    assert_eq!(missing("/spec/empty", "x"), "empty");
    assert_eq!(missing("/spec/named", "x"), "named");
    assert_eq!(missing("/metadata", "name"), "metadata");
}

#[test]
fn a_name_that_is_merged_in_is_not_near() {
    let tree = tree("base: &base {name: far}\nnear:\n  <<: *base\n  a: 1\n");
    assert_eq!(tree.slice(node(&tree, "/near").missing("b").range), "near");
}

#[test]
fn pointers_escape_and_resolve() {
    let tree = tree("a/b: {c~d: [x, {'': z}]}\n");
    let z = node(&tree, "/a~1b/c~0d/1/");
    assert_eq!(z.as_str(), Some("z"));
    assert_eq!(z.pointer(), "/a~1b/c~0d/1/");
    assert_eq!(z.path_key().unwrap().pointer(), z.pointer());
    let root = tree.roots().next().unwrap();
    assert_eq!(root.pointer(), "");
    for wrong in ["a", "/a", "/a~1b/c~0d/01", "/a~1b/c~0d/-1", "/a~1b/c~0d/+1", "/a~1b/c~0d/2", "/a~1b/c~0d/"]
    {
        assert!(root.at(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn the_innermost_node_at_an_offset() {
    let text = "a: {b: [1, 22]}\nc:\n  - d: x\n---\ne: f\n";
    let tree = tree(text);
    let at = |needle: &str| {
        let offset = TextSize::from_usize(text.find(needle).unwrap());
        tree.node_at(offset).map(Node::raw)
    };
    assert_eq!(at("22"), Some("22"));
    assert_eq!(at("]"), Some("22"));
    assert_eq!(at(", 22"), Some("1"));
    assert_eq!(at("}"), Some("[1, 22]"));
    assert_eq!(at("d: x"), Some("d"));
    assert_eq!(at("f\n"), Some("f"));
    assert_eq!(at("---"), None);
    assert_eq!(tree.node_at(TextSize::new(9_999)), None);
}

#[test]
fn parents_keys_and_documents() {
    let tree = tree("---\n---\na: {b: c}\n---\nd: e\n");
    let documents: Vec<_> = tree.roots().map(Node::document).collect();
    assert_eq!(documents, [1, 2]);
    let c = node(&tree, "/a/b");
    let b = c.path_key().unwrap();
    assert!(b.is_key() && !c.is_key());
    assert_eq!(b.path_key(), None);
    assert_eq!(c.parent(), b.parent());
    assert_eq!(c.parent().unwrap().parent(), Some(node(&tree, "")));
    assert_eq!(node(&tree, "").parent(), None);
    assert_eq!(c.document(), 1);
}

#[test]
fn carriage_returns_and_byte_order_marks_shift_nothing() {
    let tree = tree("\u{feff}a: |\r\n  x\r\n  y\r\nb:\r\n- 1\r\n- 2\r\nc:\r\n");
    assert_eq!(raw(&tree, "/a"), "|\r\n  x\r\n  y");
    assert_eq!(node(&tree, "/a").text(), Some("x\ny\n"));
    assert_eq!(raw(&tree, "/b"), "- 1\r\n- 2");
    assert!(node(&tree, "/c").is_missing());
    assert_eq!(tree.slice(node(&tree, "").grip().range), "a");
}

#[test]
fn json_with_tabs() {
    let tree = tree("{\n\t\"a\": [\n\t\t1,\n\t\t{\"b\":\"c\\u0041\"}\n\t],\n\t\"d\":\ttrue\n}\n");
    assert_eq!(raw(&tree, "/a/1"), "{\"b\":\"c\\u0041\"}");
    assert_eq!(node(&tree, "/a/1/b").text(), Some("cA"));
    assert_eq!(node(&tree, "/d").as_bool(), Some(true));
}

#[test]
fn parts_of_scalars() {
    let tree = tree(
        "a: shop web\nb: \"shop web\"\nc: 'shop web'\nd: \"shop\\x20web\"\ne: &x shop web\nf: *x\ng: \"\"\nh: |\n  shop web\n",
    );
    let part = |pointer: &str| tree.slice(node(&tree, pointer).part(TextRange::at(4, 5)));
    for pointer in ["/a", "/b", "/c", "/e", "/h"] {
        assert_eq!(part(pointer), " ", "{pointer}");
        assert_eq!(tree.slice(node(&tree, pointer).part(TextRange::at(5, 8))), "web", "{pointer}");
    }
    // written otherwise than it reads, or past the end
    assert_eq!(part("/d"), "\"shop\\x20web\"");
    assert_eq!(part("/f"), "*x");
    assert_eq!(part("/g"), "\"\"");
    assert_eq!(tree.slice(node(&tree, "/a").part(TextRange::at(0, 0))), "shop web");
}

#[test]
fn parts_of_block_scalars() {
    let tree = tree(
        "a: |2-\n    one\n\n   zwö # 3\nb: # c\r\n  - |+ # d\r\n    one\r\n\r\n     zwö # 3\r\n\r\nc: >\n  one\n  two\n",
    );
    for (pointer, part, expected) in [
        ("/a", "one", "one"),
        ("/a", "zwö", "zwö"),
        ("/a", "# 3", "# 3"),
        ("/a", "one\n\n zwö", "one\n\n   zwö"),
        ("/b/0", "one", "one"),
        ("/b/0", " zwö", " zwö"),
        ("/b/0", "# 3", "# 3"),
        // what is folded is not written as it reads
        ("/c", "two", ">"),
    ] {
        let node = node(&tree, pointer);
        let start = node.text().and_then(|text| text.find(part)).unwrap();
        let range = node.part(TextRange::at(start, start + part.len()));
        assert_eq!(tree.slice(range), expected, "{pointer} {part}");
    }
    let a = node(&tree, "/a");
    let (one, three) = (TextRange::at(2, 5), TextRange::at(15, 16));
    let shown = |parts: Option<Vec<TextRange>>| {
        parts.map(|parts| parts.into_iter().map(|part| tree.slice(part)).collect::<Vec<_>>())
    };
    assert_eq!(shown(a.parts(&[one, one, three])), Some(vec!["one", "one", "3"]));
    assert_eq!(a.parts(&[three, one]), None);
    assert_eq!(a.parts(&[one, TextRange::at(15, 17)]), None);
    assert_eq!(a.parts(&[TextRange::at(2, 2)]), None);
}
