//! Text as a number, as Go's `strconv` reads it.

/// Why a text is no integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refused {
    Syntax,
    /// It is one, but does not fit; the nearest that does.
    Range(i64),
}

/// As `ParseInt(text, 0, 64)`: with `0x`, `0o`, `0b`, `0` in front and underscores between digits.
pub(super) fn any_int(text: &[u8]) -> Option<i64> {
    let digits = unsigned(text).1;
    let (base, skipped) = match digits {
        [b'0', b'x' | b'X', _, ..] => (16, 2),
        [b'0', b'o' | b'O', _, ..] => (8, 2),
        [b'0', b'b' | b'B', _, ..] => (2, 2),
        [b'0', ..] => (8, 1),
        _ => (10, 0),
    };
    if digits == b"0" {
        return Some(0);
    }
    let without: Vec<u8>;
    let mut digits_only = digits.get(skipped..)?;
    if digits_only.contains(&b'_') {
        if !are_underscores_fine(text) {
            return None;
        }
        without = digits_only.iter().copied().filter(|byte| *byte != b'_').collect();
        digits_only = &without;
    }
    signed(text, digits_only, base).ok()
}

/// As `Atoi`, its error aside: what does not fit is the nearest that does, what is no number 0.
pub(super) fn decimal_int(text: &[u8]) -> i64 {
    match signed(text, unsigned(text).1, 10) {
        Ok(value) | Err(Refused::Range(value)) => value,
        Err(Refused::Syntax) => 0,
    }
}

/// As `ParseInt(text, 8, 64)`; what is no number is 0.
pub(super) fn octal_int(text: &[u8]) -> i64 {
    signed(text, unsigned(text).1, 8).unwrap_or(0)
}

/// Whether there is a minus in front, and the rest.
fn unsigned(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'+', rest @ ..] => (false, rest),
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    }
}

/// The value of `digits`, with the sign of `text`. The first digit that makes it too big ends it, as in Go.
fn signed(text: &[u8], digits: &[u8], base: u64) -> Result<i64, Refused> {
    let is_negative = unsigned(text).0;
    let nearest = if is_negative { i64::MIN } else { i64::MAX };
    if digits.is_empty() {
        return Err(Refused::Syntax);
    }
    let mut value = 0_u64;
    for byte in digits {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'z' => byte - b'a' + 10,
            b'A'..=b'Z' => byte - b'A' + 10,
            _ => return Err(Refused::Syntax),
        };
        if u64::from(digit) >= base {
            return Err(Refused::Syntax);
        }
        value = value
            .checked_mul(base)
            .and_then(|value| value.checked_add(u64::from(digit)))
            .ok_or(Refused::Range(nearest))?;
    }
    let value = i128::from(value);
    i64::try_from(if is_negative { -value } else { value }).map_err(|_| Refused::Range(nearest))
}

/// Whether every underscore stands between digits, or between the prefix of a base and a digit.
fn are_underscores_fine(text: &[u8]) -> bool {
    let text = unsigned(text).1;
    let (is_hex, rest, mut after_digit) = match text {
        [b'0', b'x' | b'X', rest @ ..] => (true, rest, true),
        [b'0', b'o' | b'O' | b'b' | b'B', rest @ ..] => (false, rest, true),
        _ => (false, text, false),
    };
    let mut after_underscore = false;
    for byte in rest {
        let is_digit = byte.is_ascii_digit() || is_hex && byte.is_ascii_hexdigit();
        let is_underscore = *byte == b'_';
        if is_underscore && !after_digit || after_underscore && !is_digit {
            return false;
        }
        (after_digit, after_underscore) = (is_digit, is_underscore);
    }
    !after_underscore
}

/// As `ParseFloat(text, 64)`: decimal, hexadecimal, infinities. What is too big is none.
pub(in crate::function) fn float(text: &[u8]) -> Option<f64> {
    if let Some(special) = special(text) {
        return Some(special);
    }
    let without: Vec<u8>;
    let mut plain = text;
    if text.contains(&b'_') {
        if !are_underscores_fine(text) {
            return None;
        }
        without = text.iter().copied().filter(|byte| *byte != b'_').collect();
        plain = &without;
    }
    let (is_negative, digits) = unsigned(plain);
    let value = match digits {
        [b'0', b'x' | b'X', rest @ ..] if !rest.is_empty() => hexadecimal(rest)?,
        [b'0'..=b'9' | b'.', ..] => std::str::from_utf8(digits).ok()?.parse::<f64>().ok()?,
        _ => return None,
    };
    // `-1e400` too: out of range
    if value.is_infinite() {
        return None;
    }
    Some(if is_negative { -value } else { value })
}

fn special(text: &[u8]) -> Option<f64> {
    let (is_negative, rest) = unsigned(text);
    if rest.eq_ignore_ascii_case(b"inf") || rest.eq_ignore_ascii_case(b"infinity") {
        return Some(if is_negative { f64::NEG_INFINITY } else { f64::INFINITY });
    }
    text.eq_ignore_ascii_case(b"nan").then_some(f64::NAN)
}

/// The float of a hexadecimal number after its `0x`, which must have a binary exponent.
fn hexadecimal(text: &[u8]) -> Option<f64> {
    let at = text.iter().position(|byte| matches!(byte, b'p' | b'P'))?;
    let (digits, exponent) = (text.get(..at)?, text.get(at + 1..)?);
    let (is_negative, exponent) = unsigned(exponent);
    if exponent.is_empty() || !exponent.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // far out of range is far enough
    let size = exponent
        .iter()
        .fold(0_i64, |size, byte| if size < 10_000 { size * 10 + i64::from(byte - b'0') } else { size });
    let mut power = if is_negative { -size } else { size };
    let (mut mantissa, mut is_cut, mut saw_point, mut saw_digit) = (0_u64, false, false, false);
    for byte in digits {
        if *byte == b'.' {
            if saw_point {
                return None;
            }
            saw_point = true;
            continue;
        }
        let digit = u64::from(char::from(*byte).to_digit(16)?);
        saw_digit = true;
        if mantissa >> 60 == 0 {
            mantissa = mantissa << 4 | digit;
            power -= if saw_point { 4 } else { 0 };
        } else {
            is_cut |= digit != 0;
            power += if saw_point { 0 } else { 4 };
        }
    }
    saw_digit.then(|| scaled(mantissa, is_cut, power))
}

/// `mantissa * 2^power`, rounded to even; `is_cut`: a little more than that.
#[expect(clippy::cast_precision_loss, reason = "53 bits are kept")]
fn scaled(mantissa: u64, is_cut: bool, power: i64) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    // 128 bits leave room for rounding: the lowest bit stands for all that was lost
    let mut wide = u128::from(mantissa) << 64 | u128::from(is_cut);
    let mut power = power - 64;
    let shift = i64::from(wide.leading_zeros());
    wide <<= shift;
    power -= shift;
    // the value is below 2^(power + 128); 53 bits of it are kept, fewer near zero
    let lost = (75_i64).max(-1074 - power);
    if lost > 128 {
        return 0.0;
    }
    if power + 128 > 1024 {
        return f64::INFINITY;
    }
    let (kept, rest, half) = match lost {
        128 => (0, wide, 1_u128 << 127),
        _ => (wide >> lost, wide & ((1 << lost) - 1), 1 << (lost - 1)),
    };
    let round_up = rest > half || rest == half && kept & 1 == 1;
    let kept = kept as u64 + u64::from(round_up);
    power += lost;
    // both steps are exact, or overflow to infinity
    let (one, other) = (power / 2, power - power / 2);
    kept as f64 * two_to(one) * two_to(other)
}

/// `2^power`, where it is a float.
fn two_to(power: i64) -> f64 {
    f64::from_bits((power + 1023).clamp(0, 2046).cast_unsigned() << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_range_is_kept() {
        assert_eq!(any_int(b"-9223372036854775808"), Some(i64::MIN));
        assert_eq!(any_int(b"9223372036854775808"), None);
        assert_eq!(decimal_int(b"9223372036854775808x"), 0);
        assert_eq!(decimal_int(b"99999999999999999999x"), i64::MAX);
    }

    #[test]
    fn hexadecimal_floats_round_to_even() {
        assert_eq!(float(b"0x1p-1074"), Some(5e-324));
        assert_eq!(float(b"0x1p-1075"), Some(0.0));
        assert_eq!(float(b"0x1.8p-1075"), Some(5e-324));
        assert_eq!(float(b"0x1.fffffffffffff8p1023"), None);
        assert_eq!(float(b"0x1.fffffffffffffp1023"), Some(f64::MAX));
    }
}
