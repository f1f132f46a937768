//! Quantities of resources: `500m`, `1.5Gi`, `1e3`.
//!
//! The grammar and the rounding are those of `k8s.io/apimachinery/pkg/api/resource`, odd corners included: a
//! lone sign, `.` or `Ki` is zero there, and so it is here.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::quoted::Quoted;

/// The smallest step that a quantity can express, as a power of ten; finer amounts are rounded away from zero.
const NANO: i64 = -9;

/// Nano-units in one unit.
const NANOS: i128 = 1_000_000_000;

/// The largest amount with a binary suffix; larger ones are cut down to it (`maxAllowed` of apimachinery).
const BINARY_CAP: i128 = i64::MAX as i128 * NANOS;

/// The suffix a quantity was written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuantityUnit {
    /// No suffix.
    One,
    /// A decimal suffix: the power of ten, from −9 (`n`) to 18 (`E`).
    Decimal(i8),
    /// A binary suffix: the power of two, from 10 (`Ki`) to 60 (`Ei`).
    Binary(u8),
    /// An exponent, such as `e3`.
    Exponent,
}

/// The named suffixes, with what they mean.
const SUFFIXES: [(&str, QuantityUnit); 16] = [
    ("n", QuantityUnit::Decimal(-9)),
    ("u", QuantityUnit::Decimal(-6)),
    ("m", QuantityUnit::Decimal(-3)),
    ("k", QuantityUnit::Decimal(3)),
    ("M", QuantityUnit::Decimal(6)),
    ("G", QuantityUnit::Decimal(9)),
    ("T", QuantityUnit::Decimal(12)),
    ("P", QuantityUnit::Decimal(15)),
    ("E", QuantityUnit::Decimal(18)),
    ("Ki", QuantityUnit::Binary(10)),
    ("Mi", QuantityUnit::Binary(20)),
    ("Gi", QuantityUnit::Binary(30)),
    ("Ti", QuantityUnit::Binary(40)),
    ("Pi", QuantityUnit::Binary(50)),
    ("Ei", QuantityUnit::Binary(60)),
    ("", QuantityUnit::One),
];

/// An amount of a resource, compared by value: `1Gi` equals `1024Mi`.
///
/// Held exactly in nano-units; amounts beyond about 1.7 · 10²⁹ units saturate and then compare equal.
#[derive(Clone, Copy, Debug)]
pub struct Quantity {
    nanos: i128,
    unit: QuantityUnit,
}

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self { nanos: 0, unit: QuantityUnit::One };

    /// Reads `text` as `resource.ParseQuantity` does; white space is refused.
    ///
    /// # Errors
    ///
    /// When `text` is no quantity; the error says why and, where one can be guessed, what was meant.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        Self::read(text).map_err(|kind| QuantityError::new(text, kind))
    }

    /// Reads the value of a field: as [`Quantity::parse`], without the white space around it, which the API
    /// server drops when it decodes a quantity.
    ///
    /// # Errors
    ///
    /// As [`Quantity::parse`].
    pub fn parse_field(text: &str) -> Result<Self, QuantityError> {
        Self::parse(text.trim())
    }

    fn read(text: &str) -> Result<Self, QuantityErrorKind> {
        if text.is_empty() {
            return Err(QuantityErrorKind::Empty);
        }
        let parts = Parts::split(text);
        let (unit, exponent) = interpret(parts.suffix).ok_or_else(|| {
            if parts.suffix.starts_with('.') || !parts.has_digits {
                QuantityErrorKind::NotANumber
            } else {
                QuantityErrorKind::UnknownSuffix
            }
        })?;
        if !parts.has_digits && !empty_number_is_zero(unit, exponent) {
            return Err(QuantityErrorKind::NotANumber);
        }
        let magnitude = match unit {
            QuantityUnit::Binary(power) => {
                shift_binary(parts.whole, parts.fraction, u32::from(power)).min(BINARY_CAP)
            }
            _ => shift_decimal(parts.whole, parts.fraction, exponent),
        };
        let nanos = if parts.negative { -magnitude } else { magnitude };
        Ok(Self { nanos, unit })
    }

    /// How it was written.
    pub fn unit(self) -> QuantityUnit {
        self.unit
    }

    /// The value in billionths, saturated.
    pub fn as_nanos(self) -> i128 {
        self.nanos
    }

    /// The value in thousandths (millicores), rounded up, saturated.
    pub fn as_milli(self) -> i64 {
        saturate(ceiling(self.nanos, NANOS / 1000))
    }

    /// The value in whole units (bytes, cores, pieces), rounded up, saturated.
    pub fn as_bytes(self) -> i64 {
        saturate(ceiling(self.nanos, NANOS))
    }

    /// Whether the value is zero, however written.
    pub fn is_zero(self) -> bool {
        self.nanos == 0
    }

    /// Whether the value is below zero, which no resource allows.
    pub fn is_negative(self) -> bool {
        self.nanos < 0
    }

    /// Whether the value is a whole number of units; a claim of half a byte is not.
    pub fn is_whole(self) -> bool {
        self.nanos % NANOS == 0
    }

    /// The sum, saturated; it is written like the first of the two that is not zero.
    #[must_use]
    pub fn saturating_add(self, other: Self) -> Self {
        let unit = if self.is_zero() { other.unit } else { self.unit };
        Self { nanos: self.nanos.saturating_add(other.nanos), unit }
    }

    /// `count` times as much, saturated.
    #[must_use]
    pub fn saturating_mul(self, count: i64) -> Self {
        Self { nanos: self.nanos.saturating_mul(i128::from(count)), unit: self.unit }
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.nanos == other.nanos
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nanos.cmp(&other.nanos)
    }
}

impl Hash for Quantity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.nanos.hash(state);
    }
}

/// The canonical spelling: the largest suffix of the same family that needs no fraction.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.nanos == 0 {
            return f.write_str("0");
        }
        if matches!(self.unit, QuantityUnit::Binary(_))
            && self.is_whole()
            && self.nanos.unsigned_abs() >= 1024 * NANOS.unsigned_abs()
        {
            return write_binary(f, self.nanos / NANOS);
        }
        write_decimal(f, self.nanos, self.unit == QuantityUnit::Exponent)
    }
}

fn write_binary(f: &mut fmt::Formatter<'_>, mut units: i128) -> fmt::Result {
    let mut power = 0;
    while units % 1024 == 0 && power < 60 {
        units /= 1024;
        power += 10;
    }
    write!(f, "{units}{}", name_of(|unit| unit == QuantityUnit::Binary(power)))
}

fn write_decimal(f: &mut fmt::Formatter<'_>, mut amount: i128, exponent_form: bool) -> fmt::Result {
    let mut power: i8 = -9;
    while amount % 1000 == 0 && (exponent_form || power < 18) {
        amount /= 1000;
        power += 3;
    }
    write!(f, "{amount}")?;
    match power {
        0 => Ok(()),
        _ if exponent_form => write!(f, "e{power}"),
        _ => f.write_str(name_of(|unit| unit == QuantityUnit::Decimal(power))),
    }
}

fn name_of(is_it: impl Fn(QuantityUnit) -> bool) -> &'static str {
    SUFFIXES.iter().find(|(_, unit)| is_it(*unit)).map_or("", |(name, _)| name)
}

/// `amount / step`, rounded towards plus infinity.
fn ceiling(amount: i128, step: i128) -> i128 {
    amount.div_euclid(step) + i128::from(amount.rem_euclid(step) != 0)
}

fn saturate(amount: i128) -> i64 {
    i64::try_from(amount).unwrap_or(if amount < 0 { i64::MIN } else { i64::MAX })
}

/// A quantity cut into its parts, without judging the suffix.
struct Parts<'a> {
    negative: bool,
    /// Digits before the point, without leading zeros.
    whole: &'a str,
    /// Digits after the point.
    fraction: &'a str,
    /// Whether any digit was written.
    has_digits: bool,
    suffix: &'a str,
}

impl<'a> Parts<'a> {
    fn split(text: &'a str) -> Self {
        let (negative, unsigned) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, rest) = split_digits(unsigned);
        let (fraction, suffix) = match rest.strip_prefix('.') {
            Some(after) => split_digits(after),
            None => ("", rest),
        };
        Self {
            negative,
            whole: whole.trim_start_matches('0'),
            fraction,
            has_digits: !whole.is_empty() || !fraction.is_empty(),
            suffix,
        }
    }
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

/// The unit and the power of ten of a suffix.
fn interpret(suffix: &str) -> Option<(QuantityUnit, i64)> {
    if let Some(&(_, unit)) = SUFFIXES.iter().find(|(name, _)| *name == suffix) {
        let exponent = if let QuantityUnit::Decimal(power) = unit { i64::from(power) } else { 0 };
        return Some((unit, exponent));
    }
    let digits = suffix.strip_prefix(['e', 'E'])?;
    let exponent: i64 = digits.parse().ok()?;
    // apimachinery keeps the low 32 bits; so does this
    Some((QuantityUnit::Exponent, i64::from(exponent as i32)))
}

/// Whether apimachinery reads a suffix without any number as zero: only where its integer form is used.
fn empty_number_is_zero(unit: QuantityUnit, exponent: i64) -> bool {
    match unit {
        QuantityUnit::Binary(power) => power <= 40,
        _ => exponent >= NANO,
    }
}

/// `whole.fraction` · 10^`exponent` in nano-units, rounded up, saturated.
fn shift_decimal(whole: &str, fraction: &str, exponent: i64) -> i128 {
    let mut digits = whole.bytes().chain(fraction.bytes()).map(|byte| i128::from(byte - b'0'));
    // how many of the digits stand at or above the nano place; negative: all of them below it
    let above = i64::try_from(whole.len()).unwrap_or(i64::MAX).saturating_add(exponent).saturating_sub(NANO);
    let mut nanos: i128 = 0;
    let mut taken = 0;
    while taken < above {
        let Some(digit) = digits.next() else {
            return times_power_of_ten(nanos, above - taken);
        };
        nanos = nanos.saturating_mul(10).saturating_add(digit);
        taken += 1;
    }
    nanos.saturating_add(i128::from(digits.any(|digit| digit != 0)))
}

fn times_power_of_ten(amount: i128, power: i64) -> i128 {
    if amount == 0 {
        return 0;
    }
    let factor = u32::try_from(power).ok().and_then(|power| 10_i128.checked_pow(power));
    amount.saturating_mul(factor.unwrap_or(i128::MAX))
}

/// `whole.fraction` · 2^`power` in nano-units, rounded up, saturated. `power` is at most 60.
fn shift_binary(whole: &str, fraction: &str, power: u32) -> i128 {
    let factor = NANOS << power;
    let units = whole
        .bytes()
        .fold(0_i128, |units, byte| units.saturating_mul(10).saturating_add(i128::from(byte - b'0')));
    // 0.d1d2… · factor = (d1 · factor + (d2 · factor + …) / 10) / 10, from the last digit on. Rounding down at
    // each step loses nothing but whether there was a rest, because d · factor is a whole number.
    let mut part: i128 = 0;
    let mut has_rest = false;
    for byte in fraction.bytes().rev() {
        let sum = i128::from(byte - b'0') * factor + part;
        part = sum / 10;
        has_rest |= sum % 10 != 0;
    }
    units.saturating_mul(factor).saturating_add(part).saturating_add(i128::from(has_rest))
}

/// Why a text is no quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantityErrorKind {
    /// The text is empty.
    Empty,
    /// The text does not begin with one number.
    NotANumber,
    /// What follows the number is no suffix.
    UnknownSuffix,
}

/// A text that is no quantity, with what may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuantityError {
    kind: QuantityErrorKind,
    text: String,
    suffix: String,
    suggestions: Vec<String>,
}

impl QuantityError {
    fn new(text: &str, kind: QuantityErrorKind) -> Self {
        let suffix = match kind {
            QuantityErrorKind::UnknownSuffix => Parts::split(text).suffix.to_owned(),
            _ => String::new(),
        };
        Self { kind, suggestions: suggest(text), suffix, text: text.to_owned() }
    }

    /// Why.
    pub fn kind(&self) -> QuantityErrorKind {
        self.kind
    }

    /// Spellings that are quantities and may have been meant, the likeliest first; often none.
    pub fn suggestions(&self) -> &[String] {
        &self.suggestions
    }
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            QuantityErrorKind::Empty => f.write_str("a quantity cannot be empty")?,
            QuantityErrorKind::NotANumber => {
                write!(f, "{}: a quantity begins with a number such as `500` or `1.5`", Quoted(&self.text))?;
            }
            QuantityErrorKind::UnknownSuffix => {
                write!(f, "{}: unknown suffix {}", Quoted(&self.text), Quoted(&self.suffix))?;
            }
        }
        match self.suggestions.as_slice() {
            [] => Ok(()),
            [one] => write!(f, "; did you mean `{one}`?"),
            [one, other, ..] => write!(f, "; did you mean `{one}` or `{other}`?"),
        }
    }
}

impl std::error::Error for QuantityError {}

/// No longer text than this is searched for what was meant.
const LONGEST_CORRECTED: usize = 40;

/// Quantities that someone who wrote `text` may have meant.
fn suggest(text: &str) -> Vec<String> {
    if text.len() > LONGEST_CORRECTED {
        return Vec::new();
    }
    let compact: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    if compact != text && Quantity::parse(&compact).is_ok_and(|_| Parts::split(&compact).has_digits) {
        return vec![compact];
    }
    if compact.matches(',').count() == 1 {
        let with_point = compact.replace(',', ".");
        if Quantity::parse(&with_point).is_ok() {
            return vec![with_point];
        }
    }
    let parts = Parts::split(&compact);
    if !parts.has_digits {
        return Vec::new();
    }
    let number = &compact[..compact.len() - parts.suffix.len()];
    let suffixes: &[&str] = match parts.suffix.to_ascii_lowercase().as_str() {
        "b" | "byte" | "bytes" | "core" | "cores" | "cpu" | "cpus" => &[""],
        "mcpu" | "mcore" | "mcores" | "millicores" | "millicpu" => &["m"],
        "kb" | "k" => &["Ki", "k"],
        "mb" => &["Mi", "M"],
        "gb" | "g" => &["Gi", "G"],
        "tb" | "t" => &["Ti", "T"],
        "pb" | "p" => &["Pi", "P"],
        "eb" => &["Ei", "E"],
        "ki" | "kib" => &["Ki"],
        "mi" | "mib" => &["Mi"],
        "gi" | "gib" => &["Gi"],
        "ti" | "tib" => &["Ti"],
        "pi" | "pib" => &["Pi"],
        "ei" | "eib" => &["Ei"],
        _ => &[],
    };
    suffixes.iter().map(|suffix| format!("{number}{suffix}")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn quantity(text: &str) -> Quantity {
        Quantity::parse(text).unwrap()
    }

    fn refusal(text: &str) -> String {
        Quantity::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn values_compare_whatever_their_spelling() {
        assert_eq!(quantity("1Gi"), quantity("1024Mi"));
        assert_eq!(quantity("0.5"), quantity("500m"));
        assert!(quantity("1G") < quantity("1Gi"));
        assert_eq!(quantity("1Gi").as_bytes(), 1 << 30);
        assert_eq!(quantity("100m").as_bytes(), 1);
        assert_eq!(quantity("1.5").as_milli(), 1500);
        assert!(quantity("-0").is_zero());
    }

    #[test]
    fn amounts_beyond_the_scale_saturate() {
        assert_eq!(quantity("1e300").as_nanos(), i128::MAX);
        assert_eq!(quantity("1e300").as_bytes(), i64::MAX);
        assert_eq!(quantity("9e2147483647"), quantity("1e300"));
        assert_eq!(quantity("-1e300").as_bytes(), i64::MIN);
    }

    #[test]
    fn sums_are_written_in_the_family_of_the_first() {
        let sum = Quantity::ZERO.saturating_add(quantity("512Mi")).saturating_add(quantity("1Gi"));
        assert_eq!(sum.to_string(), "1536Mi");
    }

    #[test]
    fn refusals_say_what_may_have_been_meant() {
        assert_eq!(refusal("1GB"), "`1GB`: unknown suffix `GB`; did you mean `1Gi` or `1G`?");
        assert_eq!(refusal("500 m"), "`500 m`: unknown suffix ` m`; did you mean `500m`?");
        assert_eq!(refusal("1,5"), "`1,5`: unknown suffix `,5`; did you mean `1.5`?");
        assert_eq!(refusal("512MiB"), "`512MiB`: unknown suffix `MiB`; did you mean `512Mi`?");
        assert_eq!(refusal("10%"), "`10%`: unknown suffix `%`");
        assert_eq!(refusal("lots"), "`lots`: a quantity begins with a number such as `500` or `1.5`");
        assert_eq!(refusal("1.2.3"), "`1.2.3`: a quantity begins with a number such as `500` or `1.5`");
        assert_eq!(refusal(""), "a quantity cannot be empty");
    }

    #[test]
    fn every_suggestion_is_a_quantity() {
        for text in ["1GB", "2 gb", "3kb", "4b", "5mCPU", "1,5", "7EB", "1.5tib"] {
            let error = Quantity::parse(text).unwrap_err();
            assert!(!error.suggestions().is_empty(), "{text}");
            assert!(
                error.suggestions().iter().all(|suggestion| Quantity::parse(suggestion).is_ok()),
                "{text}"
            );
        }
    }
}
