//! Floating point numbers as Go prints them. (`strconv.FormatFloat`)

/// `%v` of a `float64`.
pub(super) fn general(value: f64) -> String {
    if value.is_finite() { print(&format!("{value:e}")) } else { special(value) }
}

/// `strconv.FormatFloat(value, 'g', -1, 32)`: what a number of `Chart.yaml` is as a string.
#[expect(clippy::cast_possible_truncation, reason = "as Helm's library does it")]
pub(super) fn single(value: f64) -> String {
    let single = value as f32;
    if single.is_finite() { print(&format!("{single:e}")) } else { special(value) }
}

fn special(value: f64) -> String {
    let text = if value.is_nan() {
        "NaN"
    } else if value > 0.0 {
        "+Inf"
    } else {
        "-Inf"
    };
    text.to_owned()
}

/// Rust's shortest digits in Go's layout: with an exponent below -4, and from 6 on.
fn print(scientific: &str) -> String {
    let (digits, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if !(-4..6).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    let Ok(before) = usize::try_from(exponent) else {
        let zeros = "0".repeat(exponent.unsigned_abs() as usize - 1);
        return format!("{sign}0.{zeros}{digits}");
    };
    match digits.split_at_checked(before + 1) {
        Some((whole, "")) => format!("{sign}{whole}"),
        Some((whole, rest)) => format!("{sign}{whole}.{rest}"),
        None => format!("{sign}{digits}{}", "0".repeat(before + 1 - digits.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_strings_as_in_helm() {
        let table = [
            (1.1, "1.1"),
            (1.0, "1"),
            (0.0, "0"),
            (-0.0, "-0"),
            (1000.0, "1000"),
            (2.718_281_828_459_04, "2.7182817"),
            (1e21, "1e+21"),
            (1e20, "1e+20"),
            (1e6, "1e+06"),
            (100_000.0, "100000"),
            (0.00001, "1e-05"),
            (0.0001, "0.0001"),
            (-0.0123, "-0.0123"),
            (1_234_567.0, "1.234567e+06"),
            (123_456.7, "123456.7"),
        ];
        for (value, expected) in table {
            assert_eq!(single(value), expected);
        }
        assert_eq!(general(1_000_000.0), "1e+06");
        assert_eq!(general(999_999.5), "999999.5");
        assert_eq!(general(12_345_678.0), "1.2345678e+07");
    }
}
