//! Floats as Go's libraries write them. Nothing here knows what the text is for.

/// `strconv.FormatFloat(number, 'g', -1, 64)`: YAML's floats. (`strconv/ftoa.go`)
pub(crate) fn general(number: f64) -> String {
    special(number).map_or_else(|| general_of(&format!("{number:e}")), str::to_owned)
}

/// `strconv.FormatFloat(number, 'g', -1, 32)`: the keys of YAML maps that are floats. (`sigs.k8s.io/yaml`, `yaml.go`)
#[allow(clippy::cast_possible_truncation)] // that is what is asked for
pub(crate) fn general_short(number: f64) -> String {
    let number = number as f32;
    special(f64::from(number)).map_or_else(|| general_of(&format!("{number:e}")), str::to_owned)
}

fn special(number: f64) -> Option<&'static str> {
    match number {
        _ if number.is_nan() => Some(".nan"),
        f64::INFINITY => Some(".inf"),
        f64::NEG_INFINITY => Some("-.inf"),
        _ => None,
    }
}

/// From Rust's shortest `1.5e7` to Go's `%g`.
fn general_of(shortest: &str) -> String {
    let (digits, exponent) = shortest.split_once('e').unwrap_or((shortest, "0"));
    let power: i32 = exponent.parse().unwrap_or_default();
    if (-4..6).contains(&power) || digits.trim_start_matches('-') == "0" {
        return decimal(digits, power);
    }
    let sign = if power < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", power.unsigned_abs())
}

/// `1.25`, 1 → `12.5`.
fn decimal(digits: &str, power: i32) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let all: String = digits.chars().filter(|&digit| digit != '.').collect();
    let size = power.unsigned_abs() as usize;
    if power < 0 {
        return format!("{sign}0.{}{all}", "0".repeat(size - 1));
    }
    if all.len() <= size + 1 {
        return format!("{sign}{all}{}", "0".repeat(size + 1 - all.len()));
    }
    let (whole, fraction) = all.split_at(size + 1);
    format!("{sign}{whole}.{fraction}")
}

/// As `encoding/json` writes a `float64`; `None` for what JSON cannot say. (`encoding/json`, `floatEncoder`)
pub(crate) fn json(number: f64) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    let shortest = format!("{number:e}");
    let (digits, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let power: i32 = exponent.parse().unwrap_or_default();
    let size = number.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        let sign = if power < 0 { '-' } else { '+' };
        return Some(format!("{digits}e{sign}{}", power.unsigned_abs()));
    }
    Some(decimal(digits, power))
}

/// What `toYaml` makes of a float: JSON's text, read by YAML as an integer or a float, and written again.
pub(crate) fn through_json(number: f64) -> Option<String> {
    let text = json(number)?;
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.to_string());
    }
    if text.parse::<u64>().is_ok() {
        return Some(text);
    }
    Some(general(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_as_go_writes_them() {
        for (number, yaml, json_text, both) in [
            (0.0, "0", "0", "0"),
            (-0.0, "-0", "-0", "0"),
            (1e6, "1e+06", "1000000", "1000000"),
            (123_456_789.5, "1.234567895e+08", "123456789.5", "1.234567895e+08"),
            (0.000_001, "1e-06", "0.000001", "1e-06"),
            (0.000_1, "0.0001", "0.0001", "0.0001"),
            (1e-7, "1e-07", "1e-7", "1e-07"),
            (1e20, "1e+20", "100000000000000000000", "1e+20"),
            (1e19, "1e+19", "10000000000000000000", "10000000000000000000"),
            (1e21, "1e+21", "1e+21", "1e+21"),
            (
                1_234_567_890_123_456_789.0,
                "1.2345678901234568e+18",
                "1234567890123456800",
                "1234567890123456800",
            ),
            (-12.5, "-12.5", "-12.5", "-12.5"),
            (100.0, "100", "100", "100"),
        ] {
            assert_eq!(general(number), yaml);
            assert_eq!(json(number).as_deref(), Some(json_text));
            assert_eq!(through_json(number).as_deref(), Some(both));
        }
        assert_eq!(general_short(1.234_567_890_123), "1.2345679");
        assert_eq!(json(f64::NAN), None);
    }
}
