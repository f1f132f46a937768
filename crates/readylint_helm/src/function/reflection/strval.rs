//! A value as text, as Sprig's `strval` gives it: strings as they are, all else as `%v`.

use crate::function::{Call, FunctionError};
use crate::provenance::{Piece, Text, TextBuilder};
use crate::value::{Data, Object, Value};
use crate::{Exceeded, Meter};

/// How deep lists and maps are shown. What is deeper holds itself.
const MAX_DEPTH: usize = 1_000;

/// `value` as text. A number, a bool and nil keep the value's origin; lists and maps those of what they hold.
pub(in crate::function) fn strval(call: &mut Call<'_>, value: &Value) -> Result<Text, FunctionError> {
    match &value.data {
        Data::String(text) | Data::Bytes(text) => Ok(text.clone()),
        _ => {
            let mut text = TextBuilder::new();
            show(call.meter, &mut text, value, 0)?;
            Ok(text.finish())
        }
    }
}

fn show(meter: &mut Meter, text: &mut TextBuilder, value: &Value, depth: usize) -> Result<(), Exceeded> {
    if depth > MAX_DEPTH {
        return Err(Exceeded::Depth);
    }
    let piece = Piece::of(value.origin);
    match &value.data {
        Data::Nil => text.push(b"<nil>", piece),
        Data::Bool(value) => text.push(if *value { b"true" } else { b"false" }, piece),
        Data::Int(value, kind) if kind.is_unsigned() => {
            text.push(value.cast_unsigned().to_string().as_bytes(), piece);
        }
        Data::Int(value, _) => text.push(value.to_string().as_bytes(), piece),
        Data::Float(value) => text.push(float(*value).as_bytes(), piece),
        Data::String(string) => {
            meter.bytes(string.len() as u64)?;
            text.push_text(string);
        }
        Data::Bytes(bytes) => {
            meter.bytes(bytes.len() as u64 * 4)?;
            let numbers: Vec<String> = bytes.as_bytes().iter().map(u8::to_string).collect();
            text.push(format!("[{}]", numbers.join(" ")).as_bytes(), piece);
        }
        Data::List(list) => {
            text.push(b"[", piece);
            for (index, item) in list.borrow().iter().enumerate() {
                meter.step(1)?;
                if index > 0 {
                    text.push(b" ", piece);
                }
                show(meter, text, item, depth + 1)?;
            }
            text.push(b"]", piece);
        }
        Data::Map(map) => {
            text.push(b"map[", piece);
            for (index, (key, item)) in map.borrow().iter().enumerate() {
                meter.step(1)?;
                meter.bytes(key.len() as u64)?;
                if index > 0 {
                    text.push(b" ", piece);
                }
                text.push_text(key);
                text.push(b":", piece);
                show(meter, text, item, depth + 1)?;
            }
            text.push(b"]", piece);
        }
        Data::Object(object) => show_object(meter, text, object, piece, depth)?,
    }
    Ok(())
}

fn show_object(
    meter: &mut Meter,
    text: &mut TextBuilder,
    object: &Object,
    piece: Piece,
    depth: usize,
) -> Result<(), Exceeded> {
    match object {
        Object::KubeVersion { shown, .. } => text.push_text(shown),
        Object::Duration(nanos) => text.push(duration(*nanos).as_bytes(), piece),
        Object::Time { .. } => text.push(b"", piece),
        Object::Fields(fields) | Object::Capabilities(fields) | Object::Semver(fields) => {
            text.push(if fields.type_name.starts_with('*') { b"&{" } else { b"{" }, piece);
            for (index, (_, value)) in fields.fields.iter().enumerate() {
                meter.step(1)?;
                if index > 0 {
                    text.push(b" ", piece);
                }
                show(meter, text, value, depth + 1)?;
            }
            text.push(b"}", piece);
        }
    }
    Ok(())
}

/// The power of ten from which `%v` writes floats with an exponent.
const SCIENTIFIC: i32 = 6;

/// A float as `%v` shows it (`fmt/format.go`, `fmtFloat`).
pub(in crate::function) fn float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.into();
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-4..SCIENTIFIC).contains(&exponent) && value != 0.0 {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.abs());
    }
    format!("{value}")
}

/// A duration in nanoseconds as Go shows it (`time.Duration.String`).
fn duration(nanos: i64) -> String {
    if nanos == 0 {
        return "0s".into();
    }
    let sign = if nanos < 0 { "-" } else { "" };
    let all = nanos.unsigned_abs();
    if all < 1_000_000_000 {
        let (unit, digits) = match all {
            0..1_000 => ("ns", 0),
            1_000..1_000_000 => ("µs", 3),
            _ => ("ms", 6),
        };
        let one = 10_u64.pow(digits);
        return format!("{sign}{}{}{unit}", all / one, fraction(all % one, digits as usize));
    }
    let (seconds, rest) = (all / 1_000_000_000, all % 1_000_000_000);
    let (minutes, hours) = (seconds / 60, seconds / 3_600);
    let seconds = format!("{}{}s", seconds % 60, fraction(rest, 9));
    match (hours, minutes) {
        (0, 0) => format!("{sign}{seconds}"),
        (0, _) => format!("{sign}{minutes}m{seconds}"),
        _ => format!("{sign}{hours}h{}m{seconds}", minutes % 60),
    }
}

fn fraction(value: u64, digits: usize) -> String {
    if value == 0 {
        return String::new();
    }
    format!(".{}", format!("{value:0digits$}").trim_end_matches('0'))
}
