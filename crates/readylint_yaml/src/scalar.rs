//! The meaning of scalars, as `sigs.k8s.io/yaml` v1.6 (go-yaml v2 underneath, `resolve.go`) reads them.
//!
//! That is YAML 1.1 with exceptions: base 60 is not a number, dates stay text.

use crate::tree::{Style, TagKind};

/// What a scalar means. Collections have no value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'t> {
    /// `null`, `~`, nothing at all.
    Null,
    /// `true`, `yes`, `on`, `y`, `false`, `no`, `off`, `n`, in lower, upper or title case.
    Bool(bool),
    /// A whole number that 64 bits with sign can hold; also written in base 2, 8, 16 and with `_`.
    Int(i64),
    /// A whole number greater than [`i64::MAX`] that 64 bits can hold.
    UInt(u64),
    /// Any other number, `.inf`, `.nan`; also a whole number too large for 64 bits.
    Float(f64),
    /// Text.
    Str(&'t str),
}

/// The meaning of a scalar with this content, style and tag. A tag that the content does not fit (which [`crate::parse`]
/// reports, see [`fits_tag`]) leaves the content text.
pub(crate) fn value(text: &str, style: Style, tag: TagKind) -> Value<'_> {
    match tag {
        TagKind::None if style == Style::Plain => plain(text),
        TagKind::None | TagKind::Str | TagKind::Binary | TagKind::Merge | TagKind::Other => Value::Str(text),
        TagKind::Float => match plain(text) {
            Value::Int(int) => Value::Float(nearest(int)),
            float @ Value::Float(_) => float,
            _ => Value::Str(text),
        },
        TagKind::Int | TagKind::Bool | TagKind::Null => {
            let value = plain(text);
            if matches!(
                (tag, value),
                (TagKind::Int, Value::Int(_) | Value::UInt(_))
                    | (TagKind::Bool, Value::Bool(_))
                    | (TagKind::Null, Value::Null)
            ) {
                value
            } else {
                Value::Str(text)
            }
        }
    }
}

/// Whether go-yaml accepts the content under the tag.
pub(crate) fn fits_tag(text: &str, tag: TagKind) -> bool {
    match tag {
        TagKind::Int | TagKind::Bool | TagKind::Null | TagKind::Float => {
            !matches!(value(text, Style::Plain, tag), Value::Str(_))
        }
        TagKind::None | TagKind::Str | TagKind::Binary | TagKind::Merge | TagKind::Other => true,
    }
}

/// The meaning of `text` as a plain scalar without a tag: what somebody who writes YAML has to quote.
pub fn plain_scalar(text: &str) -> Value<'_> {
    plain(text)
}

/// The meaning of a plain scalar without a tag.
fn plain(text: &str) -> Value<'_> {
    match text.as_bytes().first() {
        None => Value::Null,
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~') => word(text),
        Some(b'.') => dotted(text),
        Some(b'0'..=b'9' | b'+' | b'-') => signed(text),
        Some(_) => Value::Str(text),
    }
}

fn word(text: &str) -> Value<'_> {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Value::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Value::Bool(false)
        }
        "~" | "null" | "Null" | "NULL" => Value::Null,
        _ => Value::Str(text),
    }
}

fn dotted(text: &str) -> Value<'_> {
    match text {
        ".nan" | ".NaN" | ".NAN" => Value::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" => Value::Float(f64::INFINITY),
        // Go's float parser sees the `_` here, and wants it between digits.
        _ if text.contains('_') && !separates_digits(text) => Value::Str(text),
        _ => float(&text.replace('_', "")).map_or(Value::Str(text), Value::Float),
    }
}

/// Whether each `_` stands between two digits.
fn separates_digits(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    memchr::memchr_iter(b'_', bytes).all(|at| at > 0 && digit(at - 1) && digit(at + 1))
}

fn signed(text: &str) -> Value<'_> {
    match text {
        "+.inf" | "+.Inf" | "+.INF" => return Value::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Value::Float(f64::NEG_INFINITY),
        _ => {}
    }
    // Most scalars that start with a digit are neither (images, addresses, dates): leave early and never allocate for them.
    let number = |byte: u8| {
        byte.is_ascii_hexdigit() || matches!(byte, b'+' | b'-' | b'.' | b'_' | b'x' | b'X' | b'o' | b'O')
    };
    if !text.bytes().all(number) {
        return Value::Str(text);
    }
    let number = if text.contains('_') { number_of(&text.replace('_', "")) } else { number_of(text) };
    number.unwrap_or(Value::Str(text))
}

/// `digits` without `_` as a number.
fn number_of(digits: &str) -> Option<Value<'static>> {
    integer(digits).or_else(|| float(digits).map(Value::Float)).or_else(|| {
        // go-yaml tries base 2 once more behind the prefix, and so takes a sign there.
        let binary = digits.strip_prefix("0b")?;
        i64::from_str_radix(binary, 2).ok().map(Value::Int)
    })
}

/// As Go's `strconv.ParseInt(digits, 0, 64)`, then `ParseUint`.
fn integer(digits: &str) -> Option<Value<'static>> {
    let (negative, unsigned) = match digits.as_bytes().first()? {
        b'-' => (true, &digits[1..]),
        b'+' => (false, &digits[1..]),
        _ => (false, digits),
    };
    let (base, unsigned) = match unsigned.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &unsigned[2..]),
        [b'0', b'o' | b'O', ..] => (8, &unsigned[2..]),
        [b'0', b'b' | b'B', ..] => (2, &unsigned[2..]),
        [b'0', _, ..] => (8, &unsigned[1..]),
        _ => (10, unsigned),
    };
    // Rust's own parser would take another sign.
    if !unsigned.as_bytes().first()?.is_ascii_alphanumeric() {
        return None;
    }
    let magnitude = u64::from_str_radix(unsigned, base).ok()?;
    if negative {
        return 0_i64.checked_sub_unsigned(magnitude).map(Value::Int);
    }
    match i64::try_from(magnitude) {
        Ok(int) => Some(Value::Int(int)),
        // ParseUint takes no sign.
        Err(_) if digits.starts_with('+') => None,
        Err(_) => Some(Value::UInt(magnitude)),
    }
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, if it is finite.
fn float(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let digits =
        |from: usize| bytes.get(from..).unwrap_or_default().iter().take_while(|b| b.is_ascii_digit()).count();
    let mut at = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = digits(at);
    at += whole;
    if bytes.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        if whole + fraction == 0 {
            return None;
        }
        at += 1 + fraction;
    } else if whole == 0 {
        return None;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(at);
        if exponent == 0 {
            return None;
        }
        at += exponent;
    }
    if at != bytes.len() {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// `!!float 1`: the nearest float, as Go converts.
#[allow(clippy::cast_precision_loss)]
fn nearest(int: i64) -> f64 {
    int as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_bases() {
        assert_eq!(plain("0644"), Value::Int(420));
        assert_eq!(plain("08"), Value::Float(8.0));
        assert_eq!(plain("0b-1"), Value::Int(-1));
        assert_eq!(plain("0b+1"), Value::Int(1));
        assert_eq!(plain("--1"), Value::Str("--1"));
        assert_eq!(plain("-9223372036854775808"), Value::Int(i64::MIN));
        assert_eq!(plain("18446744073709551615"), Value::UInt(u64::MAX));
        assert_eq!(plain("0x"), Value::Str("0x"));
        assert_eq!(plain("10.0.0.1"), Value::Str("10.0.0.1"));
    }

    #[test]
    fn what_has_to_be_quoted() {
        assert_eq!(plain_scalar("no"), Value::Bool(false));
        assert_eq!(plain_scalar(""), Value::Null);
        assert_eq!(plain_scalar("nope"), Value::Str("nope"));
    }

    #[test]
    fn a_quoted_scalar_is_text_unless_tagged() {
        assert_eq!(value("1", Style::DoubleQuoted, TagKind::None), Value::Str("1"));
        assert_eq!(value("1", Style::DoubleQuoted, TagKind::Int), Value::Int(1));
        assert_eq!(value("yes", Style::Plain, TagKind::Str), Value::Str("yes"));
    }
}
