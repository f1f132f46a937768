//! Origins through reading and writing, and values through both.

use proptest::prelude::*;
use readylint_helm::data::json::{Layout, to_json};
use readylint_helm::data::json_read::from_json;
use readylint_helm::data::read::{read_source, read_text};
use readylint_helm::data::toml::to_toml;
use readylint_helm::data::toml_read::from_toml;
use readylint_helm::data::yaml_emit::{to_yaml, to_yaml_pretty};
use readylint_helm::provenance::{LayerId, Origin, Origins, Text, TextBuilder};
use readylint_helm::value::{Entries, List, Map, MapType, Value};
use readylint_text::SourceId;

use crate::rows::{meter, show};

const VALUES: &str = r#"image:
  repository: nginx   # the usual
  tag: "1.27"
  'pull policy': 'Always'
replicas: 3
enabled: yes
escaped: "a\tb it"
script: |
  set -e
    run it
list:
- one
- {two: 2, three: [u, v]}
base: &base
  a: 1
  b: long text that has to be folded as it is longer than eighty characters, which is the limit of the emitter
derived:
  <<: *base
  c: *base
"#;

/// With the last line end, which `toYaml` cuts off, and which belongs to a literal block that stands there.
fn ended(text: &Text) -> Text {
    let mut built = TextBuilder::new();
    built.push_text(text);
    built.push_unknown("\n");
    built.finish()
}

fn values(origins: &mut Origins) -> Value {
    read_source(VALUES, SourceId::new(0), LayerId::new(1), origins).unwrap()
}

/// What stands at the origin of a piece of text, if that is a place in [`VALUES`].
fn written(origins: &Origins, text: &Text, range: std::ops::Range<usize>) -> Option<(&'static str, String)> {
    let piece = text.piece_at(range.start);
    let span = match origins.get(piece.origin) {
        Origin::Value(node) => origins.node(*node)?.content?,
        Origin::Key(node) => origins.node(*node)?.key?,
        _ => return None,
    };
    let start = span.range.start().to_usize() + piece.offset as usize;
    let slice = VALUES.get(start..start + range.len())?;
    Some((slice, String::from_utf8(text.as_bytes()[range].to_vec()).unwrap()))
}

/// Every stretch that has the origin of a word in the file is that word, and these are among them.
fn check_words(origins: &Origins, text: &Text, words: &[&str]) {
    let found: Vec<(&str, String)> =
        text.pieces().filter_map(|(range, _)| written(origins, text, range)).collect();
    let shown = text.to_str();
    for word in words {
        assert!(
            found.iter().any(|(slice, own)| slice == word && own == word),
            "{word} of {found:?} in\n{shown}"
        );
    }
    for (slice, own) in &found {
        // Folding replaces a blank, `yes` is written as `true`.
        let (slice, own) = (slice.replace(['\n', ' '], ""), own.replace(['\n', ' '], ""));
        assert!(
            slice == own || own == "true" || own == "\\t" || own.contains("\\t"),
            "{slice:?} became {own:?} in\n{shown}"
        );
    }
}

const WORDS: &[&str] = &[
    "repository",
    "nginx",
    "tag",
    "1.27",
    "pull policy",
    "Always",
    "replicas",
    "3",
    "one",
    "two",
    "2",
    "u",
    "v",
];

#[test]
fn a_value_knows_its_layer_its_key_and_its_bytes() {
    let mut origins = Origins::new();
    let values = values(&mut origins);
    let image = values.as_map().unwrap().get("image").unwrap();
    let tag = image.as_map().unwrap().get("tag").unwrap();
    let (id, node) = origins.node_of(tag.origin).unwrap();
    let slice = |span: readylint_text::Span| &VALUES[span.range.to_usize()];
    assert_eq!(origins.path(id), "image.tag");
    assert_eq!(slice(node.key.unwrap()), "tag");
    assert_eq!(slice(node.value), "\"1.27\"");
    assert_eq!(slice(node.content.unwrap()), "1.27");
    assert_eq!(node.layer, LayerId::new(1));
    assert_eq!(origins.node_of(image.origin).unwrap().0, node.parent);
    let list = values.as_map().unwrap().get("list").unwrap();
    let item = list.as_list().unwrap().get(1).unwrap().as_map().unwrap().get("three").unwrap();
    assert_eq!(origins.path(origins.node_of(item.origin).unwrap().0), "list.1.three");
    let merged = values.as_map().unwrap().get("derived").unwrap().as_map().unwrap().get("a").unwrap();
    assert_eq!(origins.path(origins.node_of(merged.origin).unwrap().0), "derived.a");
    assert_eq!(show(&merged), "float64(1.0)");
}

#[test]
fn written_yaml_and_json_keep_the_words() {
    let mut origins = Origins::new();
    let values = values(&mut origins);
    let texts = [
        to_yaml(&values, &mut meter()).unwrap(),
        to_yaml_pretty(&values, &mut meter()).unwrap(),
        to_json(&values, Layout::Compact, &mut meter()).unwrap(),
        to_json(&values, Layout::Pretty, &mut meter()).unwrap(),
    ];
    for text in &texts {
        check_words(&origins, text, WORDS);
    }
    // What is between has the origin of its map.
    let yaml = &texts[0];
    let at = yaml.to_str().find(": nginx").unwrap();
    let image = values.as_map().unwrap().get("image").unwrap();
    assert_eq!(yaml.piece_at(at).origin, image.origin);
    check_words(&origins, &to_toml(&image, &mut meter()).unwrap(), &["repository", "nginx", "tag", "1.27"]);
}

#[test]
fn what_is_written_and_read_again_is_still_the_same_words() {
    let mut origins = Origins::new();
    let values = values(&mut origins);
    let yaml = to_yaml(&values, &mut meter()).unwrap();
    let json = to_json(&values, Layout::Pretty, &mut meter()).unwrap();
    for again in [read_text(&ended(&yaml), &mut origins).unwrap(), from_json(&json, &mut origins).unwrap()] {
        assert_eq!(show(&again), show(&values));
        check_words(&origins, &to_yaml(&again, &mut meter()).unwrap(), WORDS);
        for key in ["image", "list", "script", "replicas", "derived"] {
            let (before, after) =
                (values.as_map().unwrap().get(key).unwrap(), again.as_map().unwrap().get(key).unwrap());
            let path = |value: &Value| origins.node_of(value.origin).map(|(id, _)| origins.path(id));
            assert_eq!(path(&after), path(&before), "{key}");
        }
    }
    let image = values.as_map().unwrap().get("image").unwrap();
    let toml = from_toml(&to_toml(&image, &mut meter()).unwrap()).unwrap();
    assert_eq!(show(&toml), show(&image));
    check_words(&origins, &to_yaml(&toml, &mut meter()).unwrap(), &["repository", "nginx"]);
}

#[test]
fn without_provenance_nothing_is_kept() {
    let mut origins = Origins::off();
    let values = values(&mut origins);
    let yaml = to_yaml(&values, &mut meter()).unwrap();
    assert_eq!(yaml.pieces().count(), 1);
    assert!(yaml.first_piece().origin.is_none());
}

fn scalars() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "yes",
        "~",
        "0x1",
        "1e3",
        "2001-01-01",
        "- a",
        "a: b",
        "#",
        " a",
        "a ",
        "a\n",
        "\n a\n\n",
        "<<",
        "é😀",
        "'",
        "\"\\",
        "\u{feff}x",
        "\t",
        "\r\n",
        "{}",
        "[a",
        "%",
        "@",
        "1:20",
        "a #b",
        "--- a",
        "...",
    ]);
    prop_oneof![
        Just(Value::NIL),
        any::<bool>().prop_map(Value::bool),
        any::<i32>().prop_map(|number| Value::float(f64::from(number))),
        (-1e20..1e20).prop_map(Value::float),
        "[a-z ]{0,120}".prop_map(Value::unknown),
        "[ -~\n\t]{0,30}".prop_map(Value::unknown),
        // Without the characters that JSON lets through and go-yaml does not.
        "\\PC{0,12}".prop_map(Value::unknown),
        (words.clone(), "[a-z\n ]{0,10}", words).prop_map(|(a, b, c)| Value::unknown(format!("{a}{b}{c}"))),
    ]
}

fn trees() -> impl Strategy<Value = Value> {
    scalars().prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|items| Value::list(List::any(items))),
            prop::collection::vec(("[a-z0-9:# \n]{0,8}", inner), 0..5).prop_map(|pairs| {
                let entries: Entries =
                    pairs.into_iter().map(|(key, value)| (Text::unknown(key), value)).collect();
                Value::map(Map::with(MapType::Any, entries))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_again(value in trees()) {
        let mut origins = Origins::new();
        let yaml = to_yaml(&value, &mut meter()).unwrap();
        let read = read_text(&ended(&yaml), &mut origins).unwrap();
        prop_assert_eq!(show(&read), show(&value), "{}", yaml.to_str());
        for layout in [Layout::Compact, Layout::Pretty, Layout::Raw] {
            let json = to_json(&value, layout, &mut meter()).unwrap();
            let read = from_json(&json, &mut origins).unwrap();
            prop_assert_eq!(show(&read), show(&value), "{}", json.to_str());
        }
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "[-a: #\\n{}\\[\\],'\"|>&*!?%\\t<]{0,40}") {
        let mut origins = Origins::new();
        let text = Text::unknown(text);
        let _ = read_text(&text, &mut origins);
        let _ = from_json(&text, &mut origins);
        let _ = from_toml(&text);
    }
}
