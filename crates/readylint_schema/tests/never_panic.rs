//! Any text by any schema: no panic, an end in good time, and violations that hang together.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use readylint_schema::{
    DefinedVersion, Definition, Definitions, FIRST_MINOR, KindSchema, MINOR_COUNT, Minors, Violation,
    reading, validate,
};
use readylint_text::SourceId;
use readylint_yaml::{Node, parse};

/// How long a document of some hundred kilobytes may take in a test build on a busy machine; what this guards against takes
/// minutes.
const PATIENCE: Duration = Duration::from_secs(20);

/// The valid objects of this crate and the definitions of custom resources among its test data.
fn objects() -> &'static [String] {
    static OBJECTS: OnceLock<Vec<String>> = OnceLock::new();
    OBJECTS.get_or_init(|| texts("tests/objects"))
}

/// Custom resources with their definitions.
fn definitions() -> &'static [String] {
    static DEFINITIONS: OnceLock<Vec<String>> = OnceLock::new();
    DEFINITIONS.get_or_init(|| texts("tests/custom"))
}

fn texts(folder: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
                texts.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    texts.sort();
    assert!(!texts.is_empty());
    texts
}

/// Everything that must hold of the violations of `root`.
fn check(root: Node<'_>, violations: &[Violation<'_>], minors: Minors) {
    let document = root.tree().documents()[root.document()];
    let mut last = 0;
    let mut seen = BTreeSet::new();
    for violation in violations {
        let node = violation.node;
        assert!(std::ptr::eq(node.tree(), root.tree()));
        assert_eq!(node.document(), root.document(), "{violation:?}");
        assert!(document.range.contains_range(node.range()), "{violation:?}");
        assert!(last <= node.id().to_usize(), "{violation:?} stands before another");
        last = node.id().to_usize();
        assert!(!violation.minors.is_empty() && violation.minors.without(minors).is_empty(), "{violation:?}");
        let told = format!("{} {:?} {}", node.id().to_usize(), violation.problem, violation.object);
        assert!(seen.insert(told), "{violation:?} is told twice");
        assert!(!reading(node).is_empty());
    }
}

fn check_text(text: &str, kind: KindSchema, minors: Minors) {
    let tree = parse(SourceId::new(0), text.into()).tree;
    for root in tree.roots() {
        check(root, &validate(root, kind, minors), minors.and(kind.minors()));
    }
}

/// All documents of `text` by all versions of all definitions in it.
fn check_definitions(text: &str) {
    let tree = parse(SourceId::new(0), text.into()).tree;
    let mut definitions = Definitions::default();
    tree.roots().map(|root| definitions.add(root)).for_each(drop);
    let mut kinds = BTreeSet::new();
    for definition in tree.roots() {
        let text = |pointer: &str| definition.at(pointer).and_then(Node::text);
        kinds.extend(text("/spec/group").zip(text("/spec/names/kind")));
    }
    for (group, kind) in kinds {
        let versions = definitions.get(group, kind).into_iter().flat_map(Definition::versions);
        for version in versions {
            tree.roots().for_each(|root| check_version(root, version));
        }
    }
}

fn check_version(root: Node<'_>, version: &DefinedVersion) {
    check(root, &version.validate(root), Minors::ALL);
}

fn kind() -> impl Strategy<Value = KindSchema> {
    prop::sample::select(KindSchema::all().collect::<Vec<_>>())
}

fn minors() -> impl Strategy<Value = Minors> {
    (0..1_u16 << MINOR_COUNT).prop_map(Minors::from_bits)
}

/// Pieces that objects are made of.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "apiVersion: v1\n",
        "kind: Pod\n",
        "metadata:\n",
        "spec:\n",
        "status:\n",
        "data:\n",
        "rules:\n",
        "  ",
        "    ",
        "- ",
        "\n",
        "  name: a\n",
        "  labels: {a: 1}\n",
        "  containers:\n",
        "  - name: a\n",
        "    image: b\n",
        "    ports: [{containerPort: 1}]\n",
        "    resources: {limits: {cpu: 1, memory: yes}}\n",
        "  template: &a\n",
        "    spec: *a\n",
        "    <<: *a\n",
        "  - *a\n",
        "null\n",
        "~",
        "[",
        "]",
        "{",
        "}",
        ", ",
        ": ",
        "1e400",
        "0x",
        ".nan",
        "-9223372036854775809",
        "18446744073709551616",
        "\"\\0\"",
        "? [a]\n",
        "|\n  text\n",
        "!!binary aGk=\n",
        "!!int ",
        "---\n",
        "é",
        "\u{1F600}",
        "''",
    ])
}

/// What is done to a text: take bytes away, put a piece in, repeat a part.
fn edits() -> impl Strategy<Value = Vec<(prop::sample::Index, usize, u8, &'static str)>> {
    prop::collection::vec((any::<prop::sample::Index>(), 0..40_usize, 0..3_u8, piece()), 1..6)
}

fn edited(text: &str, edits: &[(prop::sample::Index, usize, u8, &'static str)]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for (place, length, what, piece) in edits {
        let start = place.index(bytes.len() + 1);
        let end = (start + length).min(bytes.len());
        match what {
            0 => drop(bytes.drain(start..end)),
            1 => drop(bytes.splice(start..start, piece.bytes())),
            _ => {
                let part = bytes[start..end].to_vec();
                bytes.splice(end..end, part);
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in "\\PC{0,80}", kind in kind(), minors in minors()) {
        check_text(&text, kind, minors);
    }

    #[test]
    fn soup_of_pieces(pieces in prop::collection::vec(piece(), 0..40), kind in kind(), minors in minors()) {
        check_text(&pieces.concat(), kind, minors);
    }

    #[test]
    fn mutated_objects(object in prop::sample::select(objects()), edits in edits(), minors in minors()) {
        let text = edited(&object, &edits);
        let tree = parse(SourceId::new(0), object.as_str().into()).tree;
        let root = tree.roots().next().unwrap();
        let text_of = |key| root.get(key).and_then(Node::text).unwrap();
        check_text(&text, KindSchema::of(text_of("apiVersion"), text_of("kind")).unwrap(), minors);
    }

    #[test]
    fn objects_by_other_schemas(object in prop::sample::select(objects()), kind in kind(), minors in minors()) {
        check_text(&object, kind, minors);
    }

    #[test]
    fn mutated_definitions(
        definition in prop::sample::select(definitions()),
        other in prop::sample::select(definitions()),
        edits in edits(),
    ) {
        check_definitions(&format!("{}\n---\n{other}", edited(&definition, &edits)));
    }
}

/// Fails if `act` takes longer than anything bounded by the size of its input would.
fn in_good_time(what: &str, act: impl FnOnce()) {
    let start = Instant::now();
    act();
    assert!(start.elapsed() < PATIENCE, "{what} took {:?}", start.elapsed());
}

fn pod() -> KindSchema {
    KindSchema::of("v1", "Pod").unwrap()
}

#[test]
fn thousands_of_unknown_fields() {
    let keys: Vec<String> = (0..20_000).map(|number| format!("  unknown{number}: 1\n")).collect();
    in_good_time("many unknown fields", || {
        check_text(&format!("spec:\n{}", keys.concat()), pod(), Minors::ALL);
    });
}

/// Aliases make a small text large; what they repeat is told once.
#[test]
fn aliases_of_unknown_fields() {
    let keys: Vec<String> = (0..1_000).map(|number| format!("unknown{number}: 1")).collect();
    let items = "  - *a\n".repeat(90);
    let text = format!("x: &a {{{}}}\nspec:\n  containers:\n{items}", keys.join(", "));
    in_good_time("aliases of unknown fields", || {
        let tree = parse(SourceId::new(0), text.as_str().into()).tree;
        let root = tree.roots().next().unwrap();
        let violations = validate(root, pod(), Minors::ALL);
        check(root, &violations, Minors::ALL);
        // `x` itself, the keys, and the name that each container lacks
        assert_eq!(violations.len(), 1_091);
    });
}

#[test]
fn deep_and_wide_documents() {
    let deep = format!("spec: {}{}", "{template: ".repeat(120), "}".repeat(120));
    let job = KindSchema::of("batch/v1", "CronJob").unwrap();
    check_text(&deep, job, Minors::ALL);
    let props = "{properties: {a: ".repeat(60);
    let schema = format!("spec: {{versions: [{{schema: {{openAPIV3Schema: {props}{}}}}}]}}", "}".repeat(120));
    check_text(
        &schema,
        KindSchema::of("apiextensions.k8s.io/v1", "CustomResourceDefinition").unwrap(),
        Minors::ALL,
    );
    let wide: Vec<String> =
        (0..50_000).map(|number| format!("  - {{name: c{number}, image: 1}}\n")).collect();
    in_good_time("many containers", || {
        check_text(&format!("spec:\n  containers:\n{}", wide.concat()), pod(), Minors::ALL);
    });
}

/// A definition with this schema, an object of its kind after it.
fn hostile(schema: &str, object: &str) -> String {
    format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: as.x.example}}\n\
         spec:\n  group: x.example\n  scope: Namespaced\n  names: {{kind: A, plural: as}}\n  versions:\n  - name: v1\n    \
         served: true\n    storage: true\n    schema: {{openAPIV3Schema: {schema}}}\n\
         ---\napiVersion: x.example/v1\nkind: A\nmetadata: {{name: a}}\nspec: {object}\n"
    )
}

#[test]
fn hostile_definitions() {
    let nested = |open: &str, close: &str| format!("{}{{}}{}", open.repeat(80), close.repeat(80));
    let spec = |schema: &str| format!("{{type: object, properties: {{spec: {schema}}}}}");
    let text = "a".repeat(50_000);
    let doubled: String = (1..18)
        .map(|level| format!("allOf: [{{{}}}, {{}}]", "a".repeat(level)))
        .collect::<Vec<_>>()
        .join(", ");
    let ways = |levels: usize| {
        (0..levels)
            .fold("{type: string}".to_owned(), |inner, _| format!("{{anyOf: [{inner}, {inner}, {inner}]}}"))
    };
    let cases = [
        ("a deep schema", spec(&nested("{type: object, properties: {a: ", "}}")), nested("{a: ", "}")),
        ("deep items", spec(&nested("{type: array, items: ", "}")), nested("[", "]")),
        ("deep negations", spec(&nested("{not: ", "}")), "{}".to_owned()),
        ("branches", spec(&ways(8)), "1".to_owned()),
        ("keys twice", spec(&format!("{{{doubled}}}")), "{}".to_owned()),
        ("a greedy pattern", spec("{type: string, pattern: '^(a+)+$'}"), format!("{text}!")),
        ("a huge pattern", spec("{type: string, pattern: '((a{1000}){1000}){1000}'}"), text.clone()),
        ("no pattern", spec("{type: string, pattern: '(['}"), text),
        (
            "wrong words",
            spec("{type: 1, properties: [], items: 5, required: {}, enum: yes, minimum: a}"),
            "[1]".to_owned(),
        ),
        (
            "bounds",
            spec("{type: integer, minimum: 1e400, maximum: -9223372036854775809, multipleOf: 0}"),
            "1e30".to_owned(),
        ),
        (
            "lengths",
            spec("{type: array, minItems: -1, maxItems: 1e30, uniqueItems: true}"),
            "[1, 1]".to_owned(),
        ),
        ("a schema that is no mapping", "[a]".to_owned(), "{}".to_owned()),
        (
            "keys of a list",
            spec(
                "{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [a, '', a], items: {type: object}}",
            ),
            "[{a: {}}, {a: [1]}, 1, {a: 1, '': 2}, {a: 1, '': 2}]".to_owned(),
        ),
    ];
    for (what, schema, object) in cases {
        in_good_time(what, || check_definitions(&hostile(&schema, &object)));
    }
}

/// Items that must differ: comparing each with each would take minutes.
#[test]
fn many_items_that_must_differ() {
    let items: Vec<String> = (0..20_000).map(|number| format!("{{a: {number}, b: [{number}]}}")).collect();
    let object = format!("[{}]", items.join(", "));
    for r#type in ["set", "map, x-kubernetes-list-map-keys: [a]"] {
        let items = "items: {type: object, x-kubernetes-preserve-unknown-fields: true}";
        let schema = format!("{{type: array, x-kubernetes-list-type: {type}, {items}}}");
        let schema = format!("{{type: object, properties: {{spec: {schema}}}}}");
        in_good_time(r#type, || check_definitions(&hostile(&schema, &object)));
    }
}

/// A schema that aliases itself many times over.
#[test]
fn schemas_that_aliases_make_large() {
    let mut levels = vec!["a0: &a0 {type: string}".to_owned()];
    for level in 1..6 {
        let below = format!("*a{}", level - 1);
        let fields: Vec<String> = (0..8).map(|field| format!("f{field}: {below}")).collect();
        levels.push(format!("a{level}: &a{level} {{type: object, properties: {{{}}}}}", fields.join(", ")));
    }
    let schema = format!("{{type: object, properties: {{{}}}}}", levels.join(", "));
    in_good_time("aliases in a schema", || check_definitions(&hostile(&schema, "{f0: {f0: {f0: 1}}}")));
}

#[test]
fn minors_past_the_table_judge_nothing() {
    let tree = parse(SourceId::new(0), "spec: 1\n".into()).tree;
    let root = tree.roots().next().unwrap();
    for minor in [0, FIRST_MINOR - 1, FIRST_MINOR + MINOR_COUNT, u16::MAX] {
        assert!(validate(root, pod(), Minors::of(minor)).is_empty());
    }
    assert_eq!(validate(root, pod(), Minors::of(FIRST_MINOR)).len(), 1);
}
