//! How a value is read, in words: the surprises of YAML 1.1 by name.

use readylint_yaml::{Node, Value};

/// What `node` is to the API server, with its article: `a string`, `the boolean true (YAML 1.1 reads "yes" as one)`,
/// `the number 83 ("0123" is octal)`.
pub fn reading(node: Node<'_>) -> String {
    if node.is_mapping() {
        return "a mapping".to_owned();
    }
    if node.is_sequence() {
        return "a list".to_owned();
    }
    let written = node.text().unwrap_or_default();
    match node.value() {
        Value::Null => "null".to_owned(),
        Value::Str(_) => "a string".to_owned(),
        Value::Bool(truth) if is_word(written, truth) => format!("the boolean `{truth}`"),
        Value::Bool(truth) => format!("the boolean `{truth}`, as YAML 1.1 reads `{written}`"),
        Value::Int(number) => number_reading(written, &number.to_string()),
        Value::UInt(number) => number_reading(written, &number.to_string()),
        Value::Float(number) => number_reading(written, &number.to_string()),
    }
}

fn is_word(written: &str, truth: bool) -> bool {
    written == if truth { "true" } else { "false" }
}

fn number_reading(written: &str, number: &str) -> String {
    if written == number {
        return format!("the number {number}");
    }
    let digits = written.trim_start_matches(['+', '-']);
    let notation = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => "hexadecimal",
        [b'0', b'b' | b'B', ..] => "binary",
        [b'0', b'o' | b'O', ..] => "octal",
        [b'0', rest @ ..]
            if !rest.is_empty() && rest.iter().all(|byte| matches!(byte, b'0'..=b'7' | b'_')) =>
        {
            "octal"
        }
        _ => return format!("the number {number}, written `{written}`"),
    };
    format!("the number {number}: `{written}` is {notation}")
}
