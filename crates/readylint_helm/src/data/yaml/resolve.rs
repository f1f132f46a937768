//! What a scalar means. (go-yaml v2, `resolve.go`)

use readylint_yaml::{Value as Plain, decode_base64, plain_scalar};

use super::{Fault, Kind, Node, Style};

/// What a scalar means.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::data) enum Meaning<'t> {
    Null,
    Bool(bool),
    Int(i64),
    /// Over what 64 bits with a sign can hold.
    UInt(u64),
    Float(f64),
    /// The text as it stands.
    Text(&'t str),
    /// Bytes that stood there as base64.
    Bytes(Vec<u8>),
}

/// The meaning of a scalar that says `text`.
pub(in crate::data) fn meaning<'t>(node: &Node, text: &'t str) -> Result<Meaning<'t>, Fault> {
    let Kind::Scalar { implicit, style, .. } = node.kind else {
        return Ok(Meaning::Null);
    };
    let tag = node.tag.as_deref().unwrap_or_default();
    let is_null = |tag: &str| tag.is_empty() && style == Style::Plain;
    if tag.is_empty() {
        // A value that is not there has no style; it is as implicit as its anchor lets it be.
        return Ok(if implicit || text.is_empty() && is_null(tag) {
            plain(text)
        } else {
            Meaning::Text(text)
        });
    }
    let Some(kind) = tag.strip_prefix("tag:yaml.org,2002:") else {
        return Ok(Meaning::Text(text));
    };
    let found = plain(text);
    let refused = |found: &Meaning<'_>| {
        let is = name(found, text, kind);
        Err(Fault::meaning(node.range.start, format!("cannot decode !!{is} `{text}` as a !!{kind}")))
    };
    match (kind, found) {
        ("binary", _) => match decode_base64(text) {
            Some(bytes) => Ok(Meaning::Bytes(bytes)),
            None => Err(Fault::meaning(node.range.start, "!!binary value contains invalid base64 data")),
        },
        ("float", Meaning::Int(number)) => Ok(Meaning::Float(nearest(number))),
        ("null", found @ Meaning::Null)
        | ("bool", found @ Meaning::Bool(_))
        | ("int", found @ (Meaning::Int(_) | Meaning::UInt(_)))
        | ("float", found @ Meaning::Float(_)) => Ok(found),
        ("timestamp", _) if is_timestamp(text.as_bytes()) => Ok(Meaning::Text(text)),
        ("null" | "bool" | "int" | "float" | "timestamp", found) => refused(&found),
        _ => Ok(Meaning::Text(text)),
    }
}

/// The short name of the tag that the text would have by itself.
fn name(found: &Meaning<'_>, text: &str, wanted: &str) -> &'static str {
    match found {
        Meaning::Null => "null",
        Meaning::Bool(_) => "bool",
        Meaning::Int(_) | Meaning::UInt(_) => "int",
        Meaning::Float(_) => "float",
        Meaning::Text(_) if wanted == "timestamp" && is_timestamp(text.as_bytes()) => "timestamp",
        Meaning::Text(_) | Meaning::Bytes(_) => "str",
    }
}

fn plain(text: &str) -> Meaning<'_> {
    match plain_scalar(text) {
        Plain::Null => Meaning::Null,
        Plain::Bool(value) => Meaning::Bool(value),
        Plain::Int(number) => Meaning::Int(number),
        Plain::UInt(number) => Meaning::UInt(number),
        Plain::Float(number) => Meaning::Float(number),
        Plain::Str(text) => Meaning::Text(text),
    }
}

#[allow(clippy::cast_precision_loss)] // as Go converts
fn nearest(number: i64) -> f64 {
    number as f64
}

/// Whether go-yaml takes it for a date. (`resolve.go`, `parseTimestamp`; the parts as `time.Parse` takes them)
pub(in crate::data) fn is_timestamp(value: &[u8]) -> bool {
    let Some((year, rest)) = value.split_at_checked(4) else {
        return false;
    };
    if !year.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let mut rest = Rest(rest);
    let year = year.iter().fold(0, |year, digit| year * 10 + u32::from(digit - b'0'));
    let Some((month, day)) = rest.date() else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if !(1..=12).contains(&month) || !(1..=days).contains(&day) {
        return false;
    }
    if rest.0.is_empty() {
        return true;
    }
    let zoned = rest.take(b"T") || rest.take(b"t");
    if !zoned {
        if !rest.take(b" ") {
            return false;
        }
        while rest.take(b" ") {}
    }
    rest.time() && (!zoned || rest.zone()) && rest.0.is_empty()
}

/// What is left of a timestamp.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn take(&mut self, prefix: &[u8]) -> bool {
        let rest = self.0.strip_prefix(prefix);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// One digit or two.
    fn number(&mut self) -> Option<u32> {
        let count = self.0.iter().take(2).take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        (count > 0).then(|| digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
    }

    fn date(&mut self) -> Option<(u32, u32)> {
        let month = if self.take(b"-") { self.number()? } else { return None };
        let day = if self.take(b"-") { self.number()? } else { return None };
        Some((month, day))
    }

    fn time(&mut self) -> bool {
        let below = |number: Option<u32>, bound: u32| number.is_some_and(|number| number < bound);
        let fits = below(self.number(), 24)
            && self.take(b":")
            && below(self.number(), 60)
            && self.take(b":")
            && below(self.number(), 60);
        if let [b'.' | b',', b'0'..=b'9', ..] = self.0 {
            let digits = self.0.iter().skip(1).take_while(|byte| byte.is_ascii_digit()).count();
            self.0 = &self.0[1 + digits..];
        }
        fits
    }

    fn zone(&mut self) -> bool {
        if self.take(b"Z") {
            return true;
        }
        let &[b'+' | b'-', h1, h2, b':', m1, m2, ref rest @ ..] = self.0 else {
            return false;
        };
        self.0 = rest;
        let digits = [h1, h2, m1, m2].iter().all(u8::is_ascii_digit);
        let number = |tens: u8, digit: u8| {
            u32::from(tens.wrapping_sub(b'0')) * 10 + u32::from(digit.wrapping_sub(b'0'))
        };
        digits && number(h1, h2) <= 24 && number(m1, m2) <= 60
    }
}
