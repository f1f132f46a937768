//! The words that `sigs.k8s.io/yaml` has for a text that is no YAML, or no JSON.

use readylint_text::TextRange;
use readylint_yaml::{Entry, Node, NodeKind, SyntaxError, SyntaxErrorKind, Value as Scalar};

use super::{DataError, number};

const PREFIX: &str = "error converting YAML to JSON: ";

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

/// A text that is no UTF-8 from `at` on.
pub(super) fn not_utf8(bytes: &[u8], at: usize) -> DataError {
    let words = match bytes.get(at) {
        Some(0x80..=0xbf | 0xf8..) => "invalid leading UTF-8 octet",
        _ => "invalid trailing UTF-8 octet",
    };
    DataError::new(format!("{PREFIX}yaml: {words}"))
}

/// A key that JSON cannot have.
pub(super) fn key(entry: Entry<'_>) -> DataError {
    let range = entry.key.range();
    if !entry.key.is_scalar() {
        let words = format!("{PREFIX}yaml: invalid map key: {}", go_syntax(entry.key, 0));
        return DataError::new(words).at(range);
    }
    let kind = if entry.key.is_null() { "%!s(<nil>)" } else { "uint64" };
    let key = match entry.key.value() {
        Scalar::UInt(number) => format!("{number:#x}"),
        _ => "<nil>".to_owned(),
    };
    let value = match go_syntax(entry.value, 0) {
        value if value == "interface {}(nil)" => "<nil>".to_owned(),
        value => value,
    };
    DataError::new(format!("{PREFIX}unsupported map key of type: {kind}, key: {key}, value: {value}"))
        .at(range)
}

/// How deep a key that is a map is spelled out.
const MAX_SYNTAX_DEPTH: usize = 8;

/// `%#v` of what go-yaml makes of a node.
fn go_syntax(node: Node<'_>, depth: usize) -> String {
    if depth > MAX_SYNTAX_DEPTH {
        return "…".to_owned();
    }
    match node.resolved().kind() {
        NodeKind::Mapping => {
            let mut entries: Vec<(String, String)> = node
                .entries()
                .map(|entry| (go_syntax(entry.key, depth + 1), go_syntax(entry.value, depth + 1)))
                .collect();
            entries.sort();
            let entries: Vec<String> =
                entries.into_iter().map(|(key, value)| format!("{key}:{value}")).collect();
            format!("map[interface {{}}]interface {{}}{{{}}}", entries.join(", "))
        }
        NodeKind::Sequence => {
            let items: Vec<String> = node.items().map(|item| go_syntax(item, depth + 1)).collect();
            format!("[]interface {{}}{{{}}}", items.join(", "))
        }
        NodeKind::Scalar | NodeKind::Alias => match node.value() {
            Scalar::Null => "interface {}(nil)".to_owned(),
            Scalar::Bool(value) => value.to_string(),
            Scalar::Int(number) => number.to_string(),
            Scalar::UInt(number) => format!("{number:#x}"),
            Scalar::Float(number) => number::general(number),
            Scalar::Str(text) => super::json_read::go_quote(text),
        },
    }
}

/// A text that is no YAML.
pub(super) fn syntax(text: &str, error: &SyntaxError) -> DataError {
    let range = error.span.range;
    let line = text.get(..range.start().to_usize()).unwrap_or_default().matches('\n').count() + 1;
    let words = match error.kind {
        SyntaxErrorKind::Tab => "found character that cannot start any token",
        SyntaxErrorKind::UnexpectedValue => "mapping values are not allowed in this context",
        SyntaxErrorKind::ExpectedKey => "could not find expected ':'",
        SyntaxErrorKind::Quote => "found unexpected end of stream",
        _ => "did not find expected key",
    };
    DataError::new(format!("{PREFIX}yaml: line {line}: {words}")).at(range)
}
