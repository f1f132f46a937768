//! Number constants: everything that one can be read as (`parse.NumberNode`, `strconv`).

use std::sync::Arc;

use super::ast::Number;
use super::quote;
use super::token::Kind;
use crate::runes;

/// Why a text is no number, in the words of Go's `strconv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NumberFault {
    Syntax,
    Range,
}

impl NumberFault {
    fn words(self) -> &'static str {
        match self {
            Self::Syntax => "invalid syntax",
            Self::Range => "value out of range",
        }
    }
}

/// Reads the constant `text`, a token of `kind` (`Tree.newNumber`).
///
/// # Errors
///
/// Go's words if it is none.
pub(super) fn parse(text: &[u8], kind: Kind) -> Result<Number, String> {
    let written: Arc<str> = String::from_utf8_lossy(text).into();
    match kind {
        Kind::CharConstant => character(text, written),
        Kind::Complex => {
            let (real, imaginary) = complex(text)?;
            Ok(of_complex(real, imaginary, written))
        }
        _ => plain(text, written),
    }
}

fn character(text: &[u8], written: Arc<str>) -> Result<Number, String> {
    let read = text.get(1..).and_then(|inner| quote::unquote_char(inner, b'\''));
    let Some((unit, tail)) = read else { return Err(NumberFault::Syntax.words().to_owned()) };
    if tail != b"'" {
        return Err(format!("malformed character constant: {written}"));
    }
    let code = unit.code();
    Ok(Number {
        int: Some(i64::from(code)),
        uint: Some(u64::from(code)),
        float: Some(f64::from(code)),
        complex: None,
        is_char: true,
        text: written,
    })
}

fn plain(text: &[u8], written: Arc<str>) -> Result<Number, String> {
    // An imaginary constant can only be complex, unless it is zero.
    if let Some(float) = text.strip_suffix(b"i").and_then(|text| parse_float(text).ok()) {
        return Ok(of_complex(0.0, float, written));
    }
    let mut uint = parse_uint(text);
    let mut int = parse_int(text);
    if int == Some(0) {
        uint = Some(0);
    }
    #[expect(clippy::cast_precision_loss, reason = "as Go converts")]
    let mut float = int.map(|int| int as f64).or(uint.map(|uint| uint as f64));
    if float.is_none()
        && let Ok(value) = parse_float(text)
    {
        if !text.iter().any(|byte| b".eEpP".contains(byte)) {
            return Err(format!("integer overflow: {}", runes::quote(text)));
        }
        float = Some(value);
        int = as_int(value);
        uint = as_uint(value);
    }
    if int.is_none() && uint.is_none() && float.is_none() {
        return Err(format!("illegal number syntax: {}", runes::quote(text)));
    }
    Ok(Number { int, uint, float, complex: None, is_char: false, text: written })
}

/// A complex constant, and what else it can be if it has no imaginary part (`simplifyComplex`).
fn of_complex(real: f64, imaginary: f64, text: Arc<str>) -> Number {
    let float = (imaginary == 0.0).then_some(real);
    Number {
        int: float.and_then(as_int),
        uint: float.and_then(as_uint),
        float,
        complex: Some((real, imaginary)),
        is_char: false,
        text,
    }
}

/// `float` as an integer, if it is one.
#[expect(clippy::cast_precision_loss, reason = "compared after the conversion, as Go does")]
#[expect(clippy::float_cmp, reason = "exact on purpose")]
fn as_int(float: f64) -> Option<i64> {
    let int = float as i64;
    (float < 9_223_372_036_854_775_808.0 && int as f64 == float).then_some(int)
}

/// `float` as an unsigned integer, if it is one.
#[expect(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "compared after the conversion")]
#[expect(clippy::float_cmp, reason = "exact on purpose")]
fn as_uint(float: f64) -> Option<u64> {
    let uint = float as u64;
    (float < 18_446_744_073_709_551_616.0 && uint as f64 == float).then_some(uint)
}

/// `strconv.ParseUint(text, 0, 64)`
fn parse_uint(text: &[u8]) -> Option<u64> {
    let (base, digits) = match text {
        [b'0', b'b' | b'B', digits @ ..] if !digits.is_empty() => (2, digits),
        [b'0', b'o' | b'O', digits @ ..] if !digits.is_empty() => (8, digits),
        [b'0', b'x' | b'X', digits @ ..] if !digits.is_empty() => (16, digits),
        [b'0', digits @ ..] => (8, digits),
        [] => return None,
        _ => (10, text),
    };
    let mut value: u64 = 0;
    for byte in digits.iter().filter(|byte| **byte != b'_') {
        let digit = char::from(*byte).to_digit(base)?;
        value = value.checked_mul(u64::from(base))?.checked_add(u64::from(digit))?;
    }
    (!text.contains(&b'_') || underscores_are_right(text)).then_some(value)
}

/// `strconv.ParseInt(text, 0, 64)`
fn parse_int(text: &[u8]) -> Option<i64> {
    match text.split_first()? {
        (b'-', rest) => 0_i64.checked_sub_unsigned(parse_uint(rest)?),
        (b'+', rest) => i64::try_from(parse_uint(rest)?).ok(),
        _ => i64::try_from(parse_uint(text)?).ok(),
    }
}

/// Whether underscores stand only between digits, or after a base prefix (`underscoreOK`).
fn underscores_are_right(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").or(text.strip_prefix(b"+")).unwrap_or(text);
    let prefix = match text {
        [b'0', letter, ..] => Some(letter.to_ascii_lowercase()).filter(|letter| b"box".contains(letter)),
        _ => None,
    };
    // The prefix counts as a digit.
    let mut last = if prefix.is_some() { b'0' } else { b'^' };
    for byte in text.iter().skip(if prefix.is_some() { 2 } else { 0 }) {
        if byte.is_ascii_digit() || (prefix == Some(b'x') && byte.is_ascii_hexdigit()) {
            last = b'0';
        } else if *byte == b'_' {
            if last != b'0' {
                return false;
            }
            last = b'_';
        } else if last == b'_' {
            return false;
        } else {
            last = b'!';
        }
    }
    last != b'_'
}

/// `strconv.ParseFloat(text, 64)`, for texts that the lexer can make: no `inf`, no `nan`.
fn parse_float(text: &[u8]) -> Result<f64, NumberFault> {
    if text.contains(&b'_') && !underscores_are_right(text) {
        return Err(NumberFault::Syntax);
    }
    let (sign, rest) = match text.split_first() {
        Some((b'-', rest)) => (-1.0, rest),
        Some((b'+', rest)) => (1.0, rest),
        _ => (1.0, text),
    };
    let magnitude = match rest {
        [b'0', b'x' | b'X', digits @ ..] if !digits.is_empty() => hexadecimal(digits)?,
        _ => decimal(rest)?,
    };
    Ok(sign * magnitude)
}

/// The digits before and after the point, and what follows them; `None` without a digit.
fn mantissa(text: &[u8], is_digit: fn(&u8) -> bool) -> Option<(&[u8], &[u8], &[u8])> {
    let run =
        |text: &[u8]| text.iter().position(|byte| !is_digit(byte) && *byte != b'_').unwrap_or(text.len());
    let (whole, rest) = text.split_at_checked(run(text))?;
    let (fraction, rest) = match rest.strip_prefix(b".") {
        Some(rest) => rest.split_at_checked(run(rest))?,
        None => (&rest[..0], rest),
    };
    let has_digit = whole.iter().chain(fraction).any(is_digit);
    has_digit.then_some((whole, fraction, rest))
}

/// The number after `e` or `p`, bounded: a larger one makes no difference.
fn exponent(text: &[u8]) -> Option<i64> {
    let (sign, digits) = match text.split_first()? {
        (b'-', rest) => (-1, rest),
        (b'+', rest) => (1, rest),
        _ => (1, text),
    };
    if !digits.first()?.is_ascii_digit() {
        return None;
    }
    let mut value: i64 = 0;
    for byte in digits.iter().filter(|byte| **byte != b'_') {
        let digit = char::from(*byte).to_digit(10)?;
        // Go stops counting at 10,000 too.
        if value < 10_000 {
            value = value * 10 + i64::from(digit);
        }
    }
    Some(sign * value)
}

fn decimal(text: &[u8]) -> Result<f64, NumberFault> {
    let (_, _, rest) = mantissa(text, u8::is_ascii_digit).ok_or(NumberFault::Syntax)?;
    match rest {
        [] => {}
        [b'e' | b'E', power @ ..] => {
            exponent(power).ok_or(NumberFault::Syntax)?;
        }
        _ => return Err(NumberFault::Syntax),
    }
    let plain: String = text.iter().filter(|byte| **byte != b'_').map(|byte| char::from(*byte)).collect();
    let value: f64 = plain.parse().map_err(|_| NumberFault::Syntax)?;
    if value.is_finite() { Ok(value) } else { Err(NumberFault::Range) }
}

/// What stands after `0x`; a power of two must follow.
fn hexadecimal(text: &[u8]) -> Result<f64, NumberFault> {
    let (whole, fraction, rest) = mantissa(text, u8::is_ascii_hexdigit).ok_or(NumberFault::Syntax)?;
    let power = match rest {
        [b'p' | b'P', power @ ..] => exponent(power).ok_or(NumberFault::Syntax)?,
        _ => return Err(NumberFault::Syntax),
    };
    let mut bits: u64 = 0;
    let mut scale: i64 = power;
    for (digits, is_fraction) in [(whole, false), (fraction, true)] {
        for byte in digits.iter().filter(|byte| **byte != b'_') {
            let digit = u64::from(char::from(*byte).to_digit(16).ok_or(NumberFault::Syntax)?);
            if bits >> 60 == 0 {
                bits = bits << 4 | digit;
                scale -= if is_fraction { 4 } else { 0 };
            } else {
                // Only whether anything is left matters for rounding.
                bits |= u64::from(digit != 0);
                scale += if is_fraction { 0 } else { 4 };
            }
        }
    }
    scaled(bits, scale)
}

/// `bits` × 2^`scale`, rounded to even.
fn scaled(bits: u64, scale: i64) -> Result<f64, NumberFault> {
    if bits == 0 {
        return Ok(0.0);
    }
    let zeros = bits.leading_zeros();
    let bits = bits << zeros;
    let mut power = scale - i64::from(zeros) + 63;
    if power > 1023 {
        return Err(NumberFault::Range);
    }
    let is_subnormal = power < -1022;
    let shift = if is_subnormal { 11 + (-1022 - power) } else { 11 };
    let Ok(shift) = u32::try_from(shift.min(100)) else { return Ok(0.0) };
    let wide = u128::from(bits);
    let mut kept = wide >> shift;
    let (left, half) = (wide & ((1 << shift) - 1), 1_u128 << (shift - 1));
    if left > half || (left == half && kept & 1 == 1) {
        kept += 1;
    }
    let kept = kept as u64;
    if is_subnormal {
        return Ok(f64::from_bits(kept));
    }
    let mut fraction = kept;
    if fraction >> 53 == 1 {
        fraction >>= 1;
        power += 1;
    }
    if power > 1023 {
        return Err(NumberFault::Range);
    }
    let Ok(biased) = u64::try_from(power + 1023) else { return Ok(0.0) };
    Ok(f64::from_bits(biased << 52 | fraction & ((1 << 52) - 1)))
}

/// Reads `1+2i` as `fmt.Sscan` does.
fn complex(text: &[u8]) -> Result<(f64, f64), String> {
    const FAULT: &str = "syntax error scanning complex number";
    let (real, rest) = float_token(text);
    let Some((sign @ (b'+' | b'-'), rest)) = rest.split_first() else { return Err(FAULT.to_owned()) };
    let (imaginary, rest) = float_token(rest);
    if rest.first() != Some(&b'i') {
        return Err(FAULT.to_owned());
    }
    let signed: Vec<u8> = std::iter::once(*sign).chain(imaginary.iter().copied()).collect();
    let number = |text: &[u8]| {
        parse_float(text)
            .map_err(|fault| format!("strconv.ParseFloat: parsing {}: {}", runes::quote(text), fault.words()))
    };
    Ok((number(real)?, number(&signed)?))
}

/// What `fmt.Sscan` takes for a float at the start of `text`, and what follows (`ss.floatToken`). It is greedy with the
/// start of `inf`, and so eats an `i`.
fn float_token(text: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    let accept = |at: &mut usize, set: &[u8]| {
        let is_there = text.get(*at).is_some_and(|byte| set.contains(byte));
        *at += usize::from(is_there);
        is_there
    };
    accept(&mut at, b"+-");
    accept(&mut at, b"iI");
    let mut digits: &[u8] = b"0123456789_";
    let mut powers: &[u8] = b"eEpP";
    if accept(&mut at, b"0") && accept(&mut at, b"xX") {
        digits = b"0123456789aAbBcCdDeEfF_";
        powers = b"pP";
    }
    while accept(&mut at, digits) {}
    if accept(&mut at, b".") {
        while accept(&mut at, digits) {}
    }
    if accept(&mut at, powers) {
        accept(&mut at, b"+-");
        while accept(&mut at, b"0123456789_") {}
    }
    text.split_at_checked(at).unwrap_or((text, b""))
}
