//! Fields that hold a number or a percentage, such as `maxUnavailable`, or a number or a name, such as
//! `targetPort` (`k8s.io/apimachinery/pkg/util/intstr`).

use std::fmt;

/// How a scalar was written, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarKind {
    /// A whole number of YAML: `8080`.
    Integer,
    /// A string: `"8080"`, `50%`, `http`.
    String,
}

/// Which way a percentage of a count becomes a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the next whole number above.
    Up,
    /// To the next whole number below.
    Down,
}

/// The value of an IntOrString field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IntOrString {
    /// A number.
    Int(i64),
    /// A percentage: digits and a `%`. The API server refuses a sign, so a signed one is `Other`; so is one
    /// above [`u32::MAX`].
    Percent(u32),
    /// Any other string: a name, or a mistake. The string `"8080"` is one too: the API server does not take
    /// it for a number.
    Other(String),
}

impl IntOrString {
    /// Reads `text`, a scalar written as `kind`. An integer that does not fit is `Other`.
    pub fn parse(text: &str, kind: ScalarKind) -> Self {
        let known = match kind {
            ScalarKind::Integer => text.parse().ok().map(Self::Int),
            ScalarKind::String => percentage(text).map(Self::Percent),
        };
        known.unwrap_or_else(|| Self::Other(text.to_owned()))
    }

    /// The count this stands for, of `total`: a number is itself, a percentage is taken of `total` and
    /// rounded. `None` for any other string, which Kubernetes refuses where a count is meant.
    pub fn resolve(&self, total: i64, rounding: Rounding) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Percent(percent) => {
                let hundredfold = i128::from(*percent) * i128::from(total);
                let below = hundredfold.div_euclid(100);
                let has_rest = hundredfold.rem_euclid(100) != 0;
                let count = below + i128::from(has_rest && rounding == Rounding::Up);
                Some(i64::try_from(count).unwrap_or(if count < 0 { i64::MIN } else { i64::MAX }))
            }
            Self::Other(_) => None,
        }
    }
}

impl fmt::Display for IntOrString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(number) => number.fmt(f),
            Self::Percent(percent) => write!(f, "{percent}%"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

fn percentage(text: &str) -> Option<u32> {
    let digits = text.strip_suffix('%')?;
    // `parse` alone would let a plus sign through
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_number_is_no_count() {
        assert_eq!(IntOrString::parse("3", ScalarKind::String).resolve(10, Rounding::Up), None);
        assert_eq!(IntOrString::parse("3", ScalarKind::Integer).resolve(10, Rounding::Up), Some(3));
    }

    #[test]
    fn disruption_examples() {
        // D2 of the rule definitions: 50 % of 3 is 2, 67 % of 3 is 3
        assert_eq!(IntOrString::Percent(50).resolve(3, Rounding::Up), Some(2));
        assert_eq!(IntOrString::Percent(67).resolve(3, Rounding::Up), Some(3));
        assert_eq!(IntOrString::Percent(50).resolve(3, Rounding::Down), Some(1));
        assert_eq!(IntOrString::Percent(u32::MAX).resolve(i64::MAX, Rounding::Up), Some(i64::MAX));
    }
}
