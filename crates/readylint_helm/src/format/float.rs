//! Floats as text (`strconv.FormatFloat`).

use std::fmt::{self, Write};

/// More digits than this are zeros: no `f64` has more after its point.
const MAX_DIGITS: usize = 1_100;

/// `number`, or 0 if it is negative.
fn unsigned(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

fn signed(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn push(out: &mut String, text: fmt::Arguments<'_>) {
    // writing to a string does not fail
    let _ = out.write_fmt(text);
}

/// Digits of a number: without zeros at the end, and where the point stands before them.
struct Digits {
    digits: Vec<u8>,
    /// The point stands before this digit; may be before the first or after the last.
    point: i64,
}

impl Digits {
    /// Of Rust's scientific notation, as `1.25e-7`.
    fn of(text: &str) -> Self {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let mut digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        let exponent: i64 = exponent.parse().unwrap_or(0);
        let point = if digits.is_empty() { 0 } else { exponent + 1 };
        Self { digits, point }
    }

    fn digit(&self, index: usize) -> u8 {
        self.digits.get(index).copied().unwrap_or(b'0')
    }

    fn count(&self) -> i64 {
        signed(self.digits.len())
    }

    /// `d.ddde±dd`
    fn scientific(&self, out: &mut String, precision: usize, e: char) {
        out.push(self.digit(0) as char);
        if precision > 0 {
            out.push('.');
            out.extend((1..=precision).map(|index| self.digit(index) as char));
        }
        let exponent = if self.digits.is_empty() { 0 } else { self.point - 1 };
        out.push(e);
        out.push(if exponent < 0 { '-' } else { '+' });
        push(out, format_args!("{:02}", exponent.abs()));
    }

    /// `ddd.ddd`
    fn positional(&self, out: &mut String, precision: usize) {
        if self.point > 0 {
            out.extend((0..unsigned(self.point)).map(|index| self.digit(index) as char));
        } else {
            out.push('0');
        }
        if precision > 0 {
            out.push('.');
            for place in 0..signed(precision) {
                let index = usize::try_from(self.point + place);
                out.push(index.map_or(b'0', |index| self.digit(index)) as char);
            }
        }
    }
}

/// `value` by one of Go's verbs `e E f g G b x X`; without `precision`, as few digits as tell it apart.
pub fn float_text(value: f64, verb: char, precision: Option<usize>) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value < 0.0 { "-Inf" } else { "+Inf" }.to_owned();
    }
    let mut out = String::new();
    if value.is_sign_negative() {
        out.push('-');
    }
    let size = value.abs();
    match verb {
        'b' => binary(&mut out, size),
        'x' | 'X' => hexadecimal(&mut out, size, precision, verb == 'X'),
        'f' => match precision {
            None => {
                let digits = Digits::of(&format!("{size:e}"));
                digits.positional(&mut out, unsigned(digits.count() - digits.point));
            }
            Some(precision) => {
                let exact = precision.min(MAX_DIGITS);
                push(&mut out, format_args!("{size:.exact$}"));
                out.extend(std::iter::repeat_n('0', precision - exact));
            }
        },
        'e' | 'E' => {
            let digits = rounded(size, precision.map(|precision| precision + 1));
            let precision = precision.unwrap_or(unsigned(digits.count() - 1));
            digits.scientific(&mut out, precision, verb);
        }
        _ => general(&mut out, size, precision, verb),
    }
    out
}

/// The shortest digits, or so many, correctly rounded.
fn rounded(size: f64, digits: Option<usize>) -> Digits {
    match digits {
        None => Digits::of(&format!("{size:e}")),
        Some(digits) => {
            let places = digits.clamp(1, MAX_DIGITS) - 1;
            Digits::of(&format!("{size:.places$e}"))
        }
    }
}

/// `%g`: scientific for very small and for large exponents.
fn general(out: &mut String, size: f64, precision: Option<usize>, verb: char) {
    let digits = rounded(size, precision.map(|precision| precision.max(1)));
    let count = digits.count();
    let (mut wanted, limit) = match precision {
        None => (count, SHORTEST_LIMIT),
        Some(precision) => {
            let wanted = signed(precision.max(1));
            (wanted, if wanted > count && count >= digits.point { count } else { wanted })
        }
    };
    let exponent = digits.point - 1;
    if exponent < -4 || exponent >= limit {
        wanted = wanted.min(count);
        let e = if verb == 'G' { 'E' } else { 'e' };
        digits.scientific(out, unsigned(wanted - 1), e);
    } else {
        if wanted > digits.point {
            wanted = count;
        }
        digits.positional(out, unsigned(wanted - digits.point));
    }
}

/// From this exponent on, the shortest form is scientific.
const SHORTEST_LIMIT: i64 = 6;

/// How many bits a mantissa has, without the first one.
const MANTISSA_BITS: u32 = 52;

/// Mantissa and exponent: the number is `mantissa * 2^(exponent - 52)`.
fn parts(size: f64) -> (u64, i32) {
    let bits = size.to_bits();
    let mantissa = bits & ((1 << MANTISSA_BITS) - 1);
    match (bits >> MANTISSA_BITS & 0x7ff) as i32 {
        0 => (mantissa, -1022),
        exponent => (mantissa | 1 << MANTISSA_BITS, exponent - 1023),
    }
}

/// `4503599627370496p-52`
fn binary(out: &mut String, size: f64) {
    let (mantissa, exponent) = parts(size);
    push(out, format_args!("{mantissa}p{:+}", exponent - MANTISSA_BITS.cast_signed()));
}

/// `0x1.8p+01`
fn hexadecimal(out: &mut String, size: f64, precision: Option<usize>, upper: bool) {
    const TOP: u64 = 1 << 60;
    let (mut mantissa, mut exponent) = parts(size);
    mantissa <<= 60 - MANTISSA_BITS;
    if mantissa == 0 {
        exponent = 0;
    }
    while mantissa != 0 && mantissa & TOP == 0 {
        mantissa <<= 1;
        exponent -= 1;
    }
    if let Some(places) = precision.filter(|places| *places < 15) {
        let shift = places as u32 * 4;
        let rest = (mantissa << shift) & (TOP - 1);
        mantissa >>= 60 - shift;
        if rest | (mantissa & 1) > 1 << 59 {
            mantissa += 1;
        }
        mantissa <<= 60 - shift;
        if mantissa & (TOP << 1) != 0 {
            mantissa >>= 1;
            exponent += 1;
        }
    }
    let mut text = format!("0x{}", mantissa >> 60 & 1);
    let mut rest = mantissa << 4;
    let mut places = precision.unwrap_or(usize::MAX);
    if places > 0 && (precision.is_some() || rest != 0) {
        text.push('.');
    }
    while places > 0 && (precision.is_some() || rest != 0) {
        text.push(char::from_digit((rest >> 60) as u32, 16).unwrap_or('0'));
        rest <<= 4;
        places -= 1;
    }
    text.push('p');
    text.push_str(if exponent < 0 { "-" } else { "+" });
    push(&mut text, format_args!("{:02}", exponent.abs()));
    out.push_str(&if upper { text.to_uppercase() } else { text });
}
