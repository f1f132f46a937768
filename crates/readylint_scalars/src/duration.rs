//! Lengths of time in the two spellings that Kubernetes objects use.
//!
//! Fields of type `metav1.Duration` (a Certificate's `duration`, component configurations) take Go's
//! `time.ParseDuration`, which knows no days. Prometheus' objects take Prometheus' own spelling, which knows
//! days and weeks and no fractions. Both yield nanoseconds.

use std::fmt;

use super::quoted::Quoted;

/// 2^63, one more than the longest duration.
const LIMIT: u64 = 1 << 63;

/// Why a text is no duration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DurationError {
    /// The text is empty.
    Empty,
    /// A number was expected and something else, or nothing, stands there.
    NotANumber(String),
    /// A number without a unit.
    MissingUnit(String),
    /// A unit that this spelling does not know: the text, then the unit.
    UnknownUnit(String, String),
    /// Prometheus wants each unit once, the largest first.
    UnitOrder(String, String),
    /// More than 2^63 nanoseconds, about 292 years.
    TooLong(String),
}

impl fmt::Display for DurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a duration cannot be empty"),
            Self::NotANumber(text) => {
                write!(f, "{}: a duration is made of numbers with units, such as `1h30m`", Quoted(text))
            }
            Self::MissingUnit(text) => {
                write!(f, "{}: the number has no unit; write for example `30s`", Quoted(text))
            }
            Self::UnknownUnit(text, unit) => write!(f, "{}: unknown unit {}", Quoted(text), Quoted(unit)),
            Self::UnitOrder(text, unit) => write!(
                f,
                "{}: {} stands after a unit that is not larger; each unit may stand once, the largest first",
                Quoted(text),
                Quoted(unit)
            ),
            Self::TooLong(text) => write!(f, "{}: longer than 292 years", Quoted(text)),
        }
    }
}

impl std::error::Error for DurationError {}

/// Reads a duration as Go's `time.ParseDuration`: `1h30m`, `300ms`, `-1.5h`, `0`. Returns nanoseconds.
///
/// # Errors
///
/// When `text` is no such duration, or one that 64 bits cannot hold.
pub fn parse_go_duration(text: &str) -> Result<i64, DurationError> {
    let (negative, unsigned) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    match unsigned {
        "0" => return Ok(0),
        "" if text.is_empty() => return Err(DurationError::Empty),
        "" => return Err(DurationError::NotANumber(text.to_owned())),
        _ => {}
    }
    let mut rest = unsigned;
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (amount, after) = go_term(text, rest)?;
        // two halves of 2^64 wrap to zero in Go, too
        total = total.wrapping_add(amount);
        if total > LIMIT {
            return Err(DurationError::TooLong(text.to_owned()));
        }
        rest = after;
    }
    match (i64::try_from(total), negative) {
        (Ok(nanos), false) => Ok(nanos),
        (Ok(nanos), true) => Ok(-nanos),
        (Err(_), true) => Ok(i64::MIN),
        (Err(_), false) => Err(DurationError::TooLong(text.to_owned())),
    }
}

/// One number with its unit at the head of `rest`: nanoseconds, and what follows. `text` is for messages.
fn go_term<'a>(text: &str, rest: &'a str) -> Result<(u64, &'a str), DurationError> {
    let (whole, after) = split_digits(rest);
    let (fraction, after) = match after.strip_prefix('.') {
        Some(behind_point) => split_digits(behind_point),
        None => ("", after),
    };
    if whole.is_empty() && fraction.is_empty() {
        return Err(DurationError::NotANumber(text.to_owned()));
    }
    let too_long = || DurationError::TooLong(text.to_owned());
    let whole = leading_whole(whole).ok_or_else(too_long)?;
    let end = after.bytes().position(|byte| byte == b'.' || byte.is_ascii_digit()).unwrap_or(after.len());
    let (unit, after) = after.split_at(end);
    let nanos_per_unit: u64 = match unit {
        "" => return Err(DurationError::MissingUnit(text.to_owned())),
        "ns" => 1,
        "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return Err(DurationError::UnknownUnit(text.to_owned(), unit.to_owned())),
    };
    if whole > LIMIT / nanos_per_unit {
        return Err(too_long());
    }
    let amount = whole * nanos_per_unit + fraction_of(fraction, nanos_per_unit);
    if amount > LIMIT { Err(too_long()) } else { Ok((amount, after)) }
}

/// The number before the point, at most 2^63.
fn leading_whole(digits: &str) -> Option<u64> {
    if digits.is_empty() {
        return Some(0);
    }
    digits.parse().ok().filter(|&number| number <= LIMIT)
}

/// The nanoseconds of a fraction of a unit, cut off as Go does it, in floating point.
#[allow(clippy::cast_precision_loss, clippy::cast_sign_loss)] // the very operations of Go, for equal answers
fn fraction_of(digits: &str, nanos_per_unit: u64) -> u64 {
    let mut value: u64 = 0;
    let mut scale = 1.0_f64;
    for byte in digits.bytes() {
        if value > (LIMIT - 1) / 10 {
            break;
        }
        let next = value * 10 + u64::from(byte - b'0');
        if next > LIMIT {
            break;
        }
        value = next;
        scale *= 10.0;
    }
    (value as f64 * (nanos_per_unit as f64 / scale)) as u64
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

/// The units of Prometheus, the largest first, in nanoseconds. A year has 365 days.
const PROMETHEUS_UNITS: [(&str, u64); 7] = [
    ("y", 365 * 86_400_000_000_000),
    ("w", 7 * 86_400_000_000_000),
    ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
];

/// Reads a duration as Prometheus' `model.ParseDuration`: `5m`, `1d12h`, `0`. Returns nanoseconds, never
/// below zero.
///
/// # Errors
///
/// When `text` is no such duration: fractions, signs, other units, or units not in descending order.
pub fn parse_prometheus_duration(text: &str) -> Result<i64, DurationError> {
    match text {
        "0" => return Ok(0),
        "" => return Err(DurationError::Empty),
        _ => {}
    }
    let mut rest = text;
    let mut total: u64 = 0;
    let mut next_unit = 0;
    while !rest.is_empty() {
        let (digits, after) = split_digits(rest);
        if digits.is_empty() {
            return Err(DurationError::NotANumber(text.to_owned()));
        }
        let end = after.bytes().position(|byte| byte.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        if unit.is_empty() {
            return Err(DurationError::MissingUnit(text.to_owned()));
        }
        let Some(place) = PROMETHEUS_UNITS.iter().position(|(name, _)| *name == unit) else {
            return Err(DurationError::UnknownUnit(text.to_owned(), unit.to_owned()));
        };
        if place < next_unit {
            return Err(DurationError::UnitOrder(text.to_owned(), unit.to_owned()));
        }
        next_unit = place + 1;
        total = digits
            .parse::<u64>()
            .ok()
            .and_then(|number| number.checked_mul(PROMETHEUS_UNITS[place].1))
            .and_then(|amount| amount.checked_add(total))
            .filter(|&sum| sum < LIMIT)
            .ok_or_else(|| DurationError::TooLong(text.to_owned()))?;
        rest = after;
    }
    i64::try_from(total).map_err(|_| DurationError::TooLong(text.to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn go_knows_no_days_and_prometheus_no_fractions() {
        assert_eq!(parse_go_duration("1h30m").unwrap(), 5_400_000_000_000);
        assert_eq!(parse_go_duration("1d").unwrap_err().to_string(), "`1d`: unknown unit `d`");
        assert_eq!(parse_prometheus_duration("1d").unwrap(), 86_400_000_000_000);
        assert_eq!(parse_prometheus_duration("1.5h").unwrap_err().to_string(), "`1.5h`: unknown unit `.`");
    }

    #[test]
    fn refusals_name_the_mistake() {
        assert_eq!(
            parse_go_duration("30").unwrap_err().to_string(),
            "`30`: the number has no unit; write for example `30s`"
        );
        assert_eq!(
            parse_prometheus_duration("30m1h").unwrap_err().to_string(),
            "`30m1h`: `h` stands after a unit that is not larger; each unit may stand once, the largest first"
        );
    }
}
