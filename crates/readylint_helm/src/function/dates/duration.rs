//! Durations: reading and rounding (Go's `time.Duration`, Helm's `asDuration`).

use std::fmt::Write;

use crate::format::show;
use crate::function::numbers::parse_float;
use crate::runes::{quote, runes};
use crate::value::{Data, IntType, Object, Value};
use crate::{Limits, Meter};

const SECOND: i64 = 1_000_000_000;

/// Go's `time.ParseDuration`, in nanoseconds.
pub(super) fn parse_duration(text: &[u8]) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {}", time_quote(text));
    let (is_negative, mut rest) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    if rest == b"0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (whole, behind) = leading_int(rest).ok_or_else(invalid)?;
        let has_whole = behind.len() < rest.len();
        let (mut part, mut scale, mut unit_on) = (0, 1.0, behind);
        if let Some(behind) = behind.strip_prefix(b".") {
            (part, scale, unit_on) = leading_fraction(behind);
            if !has_whole && unit_on.len() == behind.len() {
                return Err(invalid());
            }
        } else if !has_whole {
            return Err(invalid());
        }
        let end =
            unit_on.iter().position(|byte| *byte == b'.' || byte.is_ascii_digit()).unwrap_or(unit_on.len());
        let (name, behind) = unit_on.split_at_checked(end).unwrap_or((unit_on, &[]));
        if name.is_empty() {
            return Err(format!("time: missing unit in duration {}", time_quote(text)));
        }
        let Some(unit) = unit(name) else {
            return Err(format!("time: unknown unit {} in duration {}", time_quote(name), time_quote(text)));
        };
        let mut nanos = whole.checked_mul(unit).filter(|nanos| *nanos <= LIMIT).ok_or_else(invalid)?;
        if part > 0 {
            nanos += of_fraction(part, unit, scale);
        }
        total =
            total.checked_add(nanos).filter(|total| *total <= LIMIT && nanos <= LIMIT).ok_or_else(invalid)?;
        rest = behind;
    }
    match (is_negative, i64::try_from(total)) {
        (true, Ok(total)) => Ok(-total),
        (true, Err(_)) => Ok(i64::MIN),
        (false, total) => total.map_err(|_| invalid()),
    }
}

/// The size of the smallest duration.
const LIMIT: u64 = 1 << 63;

#[allow(clippy::cast_precision_loss, clippy::cast_sign_loss)] // as Go computes it
fn of_fraction(part: u64, unit: u64, scale: f64) -> u64 {
    (part as f64 * (unit as f64 / scale)) as u64
}

fn unit(name: &[u8]) -> Option<u64> {
    Some(match std::str::from_utf8(name).ok()? {
        "ns" => 1,
        // the micro sign and the Greek letter
        "us" | "\u{B5}s" | "\u{3BC}s" => 1_000,
        "ms" => 1_000_000,
        "s" => SECOND.unsigned_abs(),
        "m" => 60 * SECOND.unsigned_abs(),
        "h" => 3_600 * SECOND.unsigned_abs(),
        _ => return None,
    })
}

/// The digits at the start, and what follows; `None` if there are too many.
pub(super) fn leading_int(text: &[u8]) -> Option<(u64, &[u8])> {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    let number = digits.iter().try_fold(0_u64, |number, digit| {
        number.checked_mul(10)?.checked_add(u64::from(digit - b'0')).filter(|number| *number <= LIMIT)
    })?;
    Some((number, rest))
}

/// The digits behind a point as a number, what it has to be divided by, and what follows. Digits too many do not count.
fn leading_fraction(text: &[u8]) -> (u64, f64, &[u8]) {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end).unwrap_or((text, &[]));
    let (mut number, mut scale) = (0_u64, 1.0);
    for digit in digits {
        if number > (LIMIT - 1) / 10 {
            break;
        }
        let next = number * 10 + u64::from(digit - b'0');
        if next > LIMIT {
            break;
        }
        (number, scale) = (next, scale * 10.0);
    }
    (number, scale, rest)
}

/// `strconv.ParseInt` whose error is dropped: the nearest number where it is too large, zero where there is none.
pub(super) fn parse_int(text: &[u8]) -> i64 {
    let (is_negative, digits) = match text.split_first() {
        Some((b'-', digits)) => (true, digits),
        Some((b'+', digits)) => (false, digits),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return 0;
    }
    digits.iter().fold(0_i64, |number, digit| {
        let digit = i64::from(digit - b'0');
        let number = number.saturating_mul(10);
        if is_negative { number.saturating_sub(digit) } else { number.saturating_add(digit) }
    })
}

/// The nearest multiple of `unit`, away from zero where two are (`Duration.Round`).
pub(super) fn round(nanos: i64, unit: i64) -> i64 {
    if unit <= 0 {
        return nanos;
    }
    let rest = nanos % unit;
    let is_below_half = rest.unsigned_abs() < unit.unsigned_abs() - rest.unsigned_abs();
    let down = nanos - rest;
    match (is_below_half, nanos < 0) {
        (true, _) => down,
        (false, true) => down.checked_sub(unit).unwrap_or(i64::MIN),
        (false, false) => down.checked_add(unit).unwrap_or(i64::MAX),
    }
}

/// A duration in units of so many seconds: whole ones and the rest are divided apart, as in Go.
#[allow(clippy::cast_precision_loss)] // as Go computes it
pub(super) fn in_units(nanos: i64, seconds: i64) -> f64 {
    let unit = seconds * SECOND;
    (nanos / unit) as f64 + (nanos % unit) as f64 / unit as f64
}

/// Helm's `asDuration`: a duration, its text, or seconds.
pub(super) fn as_duration(value: &Value) -> Result<i64, String> {
    match &value.data {
        Data::Nil => Err("invalid duration".to_owned()),
        Data::Object(Object::Duration(nanos)) => Ok(*nanos),
        Data::String(text) => duration_of_text(text.as_bytes()),
        Data::Int(number, IntType::Uint64) if *number < 0 => {
            Err(format!("duration seconds overflow: {}", number.cast_unsigned()))
        }
        Data::Int(seconds, _) => {
            seconds.checked_mul(SECOND).ok_or_else(|| format!("duration seconds overflow: {seconds}"))
        }
        Data::Float(seconds) => duration_of_float(*seconds),
        _ => Err(format!("unsupported duration type {}", value.type_name())),
    }
}

fn duration_of_text(text: &[u8]) -> Result<i64, String> {
    let is_blank = |rune: Option<char>| rune.is_some_and(char::is_whitespace);
    let mut inner = runes(text).skip_while(|(_, _, rune)| is_blank(*rune));
    let Some((start, _, _)) = inner.next() else { return Err("empty duration".to_owned()) };
    let end = runes(text).filter(|(_, _, rune)| !is_blank(*rune)).last();
    let end = end.map_or(text.len(), |(at, width, _)| at + width);
    let trimmed = text.get(start..end).unwrap_or_default();
    if let Ok(nanos) = parse_duration(trimmed) {
        return Ok(nanos);
    }
    match parse_float(trimmed) {
        Some(seconds) => duration_of_float(seconds),
        None => Err(format!("could not parse duration {}", quote(text))),
    }
}

#[allow(clippy::cast_precision_loss, clippy::float_cmp)] // as Helm compares
fn duration_of_float(seconds: f64) -> Result<i64, String> {
    let shown = |number: f64| match show(&mut Meter::new(Limits::default()), &Value::float(number)) {
        Ok(text) => text.to_str().into_owned(),
        Err(_) => String::new(),
    };
    let second = SECOND as f64;
    if !seconds.is_finite() {
        return Err(format!("invalid duration seconds: {}", shown(seconds)));
    }
    if seconds > i64::MAX as f64 / second || seconds < i64::MIN as f64 / second {
        return Err(format!("duration seconds overflow: {}", shown(seconds)));
    }
    let nanos = seconds * second;
    // Go's conversion gives the smallest number at the very bound
    Ok(if nanos == i64::MAX as f64 { i64::MIN } else { nanos as i64 })
}

/// The quotes of Go's `time`: everything beyond ASCII, and control characters, byte by byte.
pub(super) fn time_quote(text: &[u8]) -> String {
    let mut out = String::from("\"");
    for byte in text {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(*byte)]),
            b' '..=b'\x7F' => out.push(char::from(*byte)),
            // writing to a string does not fail
            _ => drop(write!(out, "\\x{byte:02x}")),
        }
    }
    out.push('"');
    out
}
