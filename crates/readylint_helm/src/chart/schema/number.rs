//! Numbers of schemas and values, exact as far as they are decimal. (`math/big.Rat` in Helm's library)

use std::cmp::Ordering;

/// A finite number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    pub(super) value: f64,
}

impl Number {
    pub(super) const fn new(value: f64) -> Self {
        Self { value }
    }

    pub(super) fn is_integer(self) -> bool {
        self.value.is_finite() && self.value.fract() == 0.0
    }

    pub(super) fn compare(self, other: Self) -> Ordering {
        self.value.partial_cmp(&other.value).unwrap_or(Ordering::Equal)
    }

    /// Whether `self` is a whole multiple of `other`, both taken as the decimal numbers that they print as.
    pub(super) fn is_multiple_of(self, other: Self) -> bool {
        if other.value == 0.0 {
            return true;
        }
        let ((one, one_exponent), (two, two_exponent)) = (self.decimal(), other.decimal());
        let exponent = one_exponent.min(two_exponent);
        let scaled = |digits: i128, own: i32| {
            let power = 10_i128.checked_pow(own.abs_diff(exponent))?;
            digits.checked_mul(power)
        };
        match (scaled(one, one_exponent), scaled(two, two_exponent)) {
            (Some(one), Some(two)) if two != 0 => one % two == 0,
            _ => (self.value / other.value).fract() == 0.0,
        }
    }

    /// The digits, and the power of ten that they count.
    fn decimal(self) -> (i128, i32) {
        let text = format!("{:e}", self.value);
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let fraction = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let digits = digits.replace('.', "").parse().unwrap_or_default();
        let exponent: i32 = exponent.parse().unwrap_or_default();
        (digits, exponent - i32::try_from(fraction).unwrap_or_default())
    }

    /// As `golang.org/x/text/message` prints it in English: `1,234.5`, `1.5×10⁰⁶`.
    pub(super) fn english(self) -> String {
        let text = format!("{:e}", self.value);
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let exponent: i32 = exponent.parse().unwrap_or_default();
        if (-4..6).contains(&exponent) {
            return grouped(&format!("{}", self.value));
        }
        let superscript = |digit: char| match digit {
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            _ => '⁹',
        };
        let sign = if exponent < 0 { "⁻" } else { "" };
        let exponent: String = format!("{:02}", exponent.abs()).chars().map(superscript).collect();
        format!("{digits}×10{sign}{exponent}")
    }
}

/// Commas between the thousands.
pub(super) fn grouped(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_in_english() {
        let table = [
            (1_234_567.891, "1.234567891×10⁰⁶"),
            (0.000_000_1, "1×10⁻⁰⁷"),
            (1000.0, "1,000"),
            (-123_456.5, "-123,456.5"),
            (0.35, "0.35"),
            (1e22, "1×10²²"),
        ];
        for (value, expected) in table {
            assert_eq!(Number::new(value).english(), expected);
        }
    }

    #[test]
    fn multiples_are_decimal() {
        let is = |one, two| Number::new(one).is_multiple_of(Number::new(two));
        assert!(is(0.3, 0.1) && is(10.0, 2.5) && is(0.0, 3.0) && is(1e21, 1e20) && is(-6.0, 3.0));
        assert!(!is(0.35, 0.1) && !is(7.0, 2.0));
    }
}
