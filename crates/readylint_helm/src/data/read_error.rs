//! The words that `sigs.k8s.io/yaml` has for a text that is no YAML, or no JSON.

use readylint_text::TextRange;

use super::yaml::{Fault, Kind, Meaning, Node, Tree, meaning};
use super::{DataError, EmitError, number};

/// What `sigs.k8s.io/yaml` says before go-yaml's words.
pub(super) const PREFIX: &str = "error converting YAML to JSON: ";

/// A text that go-yaml's reader refuses before its scanner sees it. (`readerc.go`)
pub(super) fn unreadable(text: &str) -> Option<DataError> {
    // Bytes below a blank that are not rare are looked at first; the others need decoding.
    let suspicious = |&byte: &u8| byte < b' ' && !matches!(byte, b'\n' | b'\t' | b'\r') || byte == 0x7f;
    let found = if let Some(at) = text.as_bytes().iter().position(|byte| suspicious(byte) || *byte >= 0xc2) {
        text.get(at..)?
            .char_indices()
            .map(|(from, next)| (at + from, next))
            .find(|(_, next)| is_refused(*next))
    } else {
        None
    };
    found.map(|(at, next)| {
        DataError::new(format!("{PREFIX}yaml: control characters are not allowed"))
            .at(TextRange::at(at, at + next.len_utf8()))
    })
}

fn is_refused(character: char) -> bool {
    matches!(character, '\0'..='\x08' | '\x0b'..='\x0c' | '\x0e'..='\x1f' | '\x7f'..='\u{84}' | '\u{86}'..='\u{9f}'
        | '\u{fffe}' | '\u{ffff}')
}

/// A text that is no UTF-8 from `at` on. (`readerc.go`)
pub(super) fn not_utf8(bytes: &[u8], at: usize) -> DataError {
    let before = std::str::from_utf8(bytes.get(..at).unwrap_or_default()).unwrap_or_default();
    if let Some(error) = unreadable(before) {
        return error;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let width = match rest.first() {
        Some(0xc0..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf7) => 4,
        _ => 0,
    };
    let words = match (rest.get(..width), rest) {
        _ if width == 0 => "invalid leading UTF-8 octet",
        (None, _) => "incomplete UTF-8 octet sequence",
        (Some(found), _) if found.iter().skip(1).any(|byte| byte & 0xc0 != 0x80) => {
            "invalid trailing UTF-8 octet"
        }
        (_, [0xc0 | 0xc1, ..] | [0xe0, ..=0x9f, ..] | [0xf0, ..=0x8f, ..]) => {
            "invalid length of a UTF-8 sequence"
        }
        _ => "invalid Unicode character",
    };
    DataError::new(format!("{PREFIX}yaml: {words}")).at(TextRange::at(at, bytes.len().min(at + 1)))
}

/// What go-yaml says about the text.
pub(super) fn fault(text: &str, fault: &Fault) -> DataError {
    let line = fault.line.map(|line| format!("line {line}: ")).unwrap_or_default();
    let end = text.get(fault.at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    DataError::new(format!("{PREFIX}yaml: {line}{}", fault.words)).at(TextRange::at(fault.at, fault.at + end))
}

/// A key that JSON cannot have.
pub(super) fn key(tree: &Tree<'_>, id: usize, found: &Meaning<'_>, value: usize) -> DataError {
    let (kind, key) = match found {
        Meaning::UInt(number) => ("uint64", format!("{number:#x}")),
        _ => ("%!s(<nil>)", "<nil>".to_owned()),
    };
    let value = match go_syntax(tree, value, 0) {
        value if value == "interface {}(nil)" => "<nil>".to_owned(),
        value => value,
    };
    let range = tree.node(id).range.clone();
    DataError::new(format!("{PREFIX}unsupported map key of type: {kind}, key: {key}, value: {value}"))
        .at(TextRange::at(range.start, range.end))
}

/// A number that JSON cannot have.
pub(super) fn infinite(node: &Node, number: f64) -> DataError {
    let words = match super::json::unsupported(number) {
        EmitError::Refused(words) => words,
        EmitError::Limit(_) => String::new(),
    };
    DataError::new(format!("{PREFIX}{words}")).at(TextRange::at(node.range.start, node.range.end))
}

/// How deep a key that is a map is spelled out.
const MAX_SYNTAX_DEPTH: usize = 8;

/// `%#v` of what go-yaml makes of a node.
pub(super) fn go_syntax(tree: &Tree<'_>, id: usize, depth: usize) -> String {
    let node = tree.node(id);
    if depth > MAX_SYNTAX_DEPTH {
        return "…".to_owned();
    }
    match &node.kind {
        Kind::Alias(target) => go_syntax(tree, *target, depth + 1),
        Kind::Mapping(pairs) => {
            let show = |id: usize| go_syntax(tree, id, depth + 1);
            let mut entries: Vec<(String, String)> =
                pairs.iter().map(|&(key, value)| (show(key), show(value))).collect();
            entries.sort();
            let entries: Vec<String> =
                entries.into_iter().map(|(key, value)| format!("{key}:{value}")).collect();
            format!("map[interface {{}}]interface {{}}{{{}}}", entries.join(", "))
        }
        Kind::Sequence(items) => {
            let items: Vec<String> = items.iter().map(|&item| go_syntax(tree, item, depth + 1)).collect();
            format!("[]interface {{}}{{{}}}", items.join(", "))
        }
        Kind::Scalar { content, .. } => match meaning(node, tree.content(content)) {
            Ok(Meaning::Null) | Err(_) => "interface {}(nil)".to_owned(),
            Ok(Meaning::Bool(value)) => value.to_string(),
            Ok(Meaning::Int(number)) => number.to_string(),
            Ok(Meaning::UInt(number)) => format!("{number:#x}"),
            Ok(Meaning::Float(number)) => number::general(number),
            Ok(Meaning::Text(text)) => super::json_read::go_quote(text),
            Ok(Meaning::Bytes(bytes)) => super::json_read::go_quote(&String::from_utf8_lossy(&bytes)),
        },
    }
}
