//! Anything as a number, as `spf13/cast` does it: what is no number is 0.

use super::parse;
use crate::value::{Data, Value};

/// As `cast.ToInt64` and `cast.ToInt`.
pub(in crate::function) fn to_int(value: &Value) -> i64 {
    match &value.data {
        Data::Bool(value) => i64::from(*value),
        Data::Int(value, _) => *value,
        Data::Float(value) => truncated(*value),
        Data::String(text) => parse::any_int(without_zero_decimals(text.as_bytes())).unwrap_or(0),
        _ => 0,
    }
}

/// As `cast.ToFloat64`.
#[expect(clippy::cast_precision_loss, reason = "as Go converts")]
pub(super) fn to_float(value: &Value) -> f64 {
    match &value.data {
        Data::Bool(value) => f64::from(*value),
        Data::Int(value, kind) if kind.is_unsigned() => value.cast_unsigned() as f64,
        Data::Int(value, _) => *value as f64,
        Data::Float(value) => *value,
        Data::String(text) => parse::float(text.as_bytes()).unwrap_or(0.0),
        _ => 0.0,
    }
}

/// Go's conversion of a float to an integer, where the processor is an x86-64: what does not fit, and what is no number,
/// is the least integer.
fn truncated(value: f64) -> i64 {
    // 2^63 is the first float that does not fit, its negative the last one that does
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if (-LIMIT..LIMIT).contains(&value) { value as i64 } else { i64::MIN }
}

/// A number's text up to a point that only zeros follow (and further points, which `cast` overlooks).
fn without_zero_decimals(text: &[u8]) -> &[u8] {
    let mut saw_zero = false;
    for (at, byte) in text.iter().enumerate().rev() {
        match byte {
            b'.' if saw_zero => return text.get(..at).unwrap_or(text),
            b'.' => {}
            b'0' => saw_zero = true,
            _ => break,
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_decimals_go() {
        for (text, rest) in [
            ("1.0", "1"),
            ("1.", "1."),
            ("1.50", "1.50"),
            (".0", ""),
            ("100", "100"),
            ("..0", "."),
            ("1.0.", "1"),
        ] {
            assert_eq!(without_zero_decimals(text.as_bytes()), rest.as_bytes(), "{text}");
        }
    }
}
