//! The JSON Schema and the loader agree.

use std::sync::Arc;

use readylint_project::config::{init_text, schema};
use readylint_text::SourceId;
use readylint_yaml::{Node, Value as Scalar, parse};
use serde_json::{Map, Value, json};

use crate::configuration::VOCABULARY;
use crate::support::{catalogue, options};

fn json_of(node: Node<'_>) -> Value {
    if node.is_mapping() {
        let entries =
            node.entries().map(|entry| (entry.key.text().unwrap().to_owned(), json_of(entry.value)));
        return Value::Object(entries.collect::<Map<_, _>>());
    }
    if node.is_sequence() {
        return Value::Array(node.items().map(json_of).collect());
    }
    match node.value() {
        Scalar::Null => Value::Null,
        Scalar::Bool(truth) => json!(truth),
        Scalar::Int(number) => json!(number),
        Scalar::UInt(number) => json!(number),
        Scalar::Float(number) => json!(number),
        Scalar::Str(text) => json!(text),
    }
}

fn is_accepted(text: &str) -> bool {
    let parse = parse(SourceId::new(0), Arc::from(text));
    let value = parse.tree.roots().next().map_or(Value::Null, json_of);
    let schema = schema(&catalogue());
    assert!(jsonschema::meta::is_valid(&schema));
    jsonschema::is_valid(&schema, &value)
}

#[test]
fn both_accept_what_is_right() {
    for text in [
        VOCABULARY,
        init_text().as_str(),
        "",
        "rules:\n",
        "rules: {runs-as-root: off, too-few-replicas: error}\n",
    ] {
        assert!(is_accepted(text), "{text}");
        assert!(options(text).1.is_empty(), "{text}");
    }
}

#[test]
fn both_refuse_what_is_wrong() {
    let table = [
        "profle: all\n",
        "profile: stict\n",
        "fail-on: off\n",
        "exclude: vendor\n",
        "exclude: [{a: b}]\n",
        "rules: {runs-as-root: eror}\n",
        "rules: {too-few-replicas: {mim: 3}}\n",
        "rules: {too-few-replicas: {min: 0}}\n",
        "overrides: [{rules: {}}]\n",
        "suppressions: [{rule: runs-as-root}]\n",
        "suppressions: [{reason: x}]\n",
        "charts: {a: {scenarios: {p: {stage: prod}}}}\n",
        "- a\n",
    ];
    for text in table {
        assert!(!is_accepted(text), "{text}");
        assert!(!options(text).1.is_empty(), "{text}");
    }
}
