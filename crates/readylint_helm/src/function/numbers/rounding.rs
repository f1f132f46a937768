//! Rounding, and the greatest and least of floats, as Go's `math`.

#![expect(clippy::unnecessary_wraps, reason = "the table of functions wants one signature")]

use super::{computed_float, to_float};
use crate::function::{Call, FunctionError};
use crate::value::{Data, Value};

pub(super) fn ceil(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let number = arguments.first().map_or(0.0, to_float).ceil();
    Ok(computed_float(call, "ceil", arguments, number))
}

pub(super) fn floor(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let number = arguments.first().map_or(0.0, to_float).floor();
    Ok(computed_float(call, "floor", arguments, number))
}

pub(super) fn maxf(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let found = arguments.iter().map(to_float).reduce(greater).unwrap_or(0.0);
    Ok(computed_float(call, "maxf", arguments, found))
}

pub(super) fn minf(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let found = arguments.iter().map(to_float).reduce(lesser).unwrap_or(0.0);
    Ok(computed_float(call, "minf", arguments, found))
}

/// `round VALUE PLACES [ON]`: to so many places, up from the fraction ON (0.5) on.
pub(super) fn round(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [value, Value { data: Data::Int(places, _), .. }, further @ ..] = arguments else {
        return Ok(Value::NIL);
    };
    let on = match further {
        [Value { data: Data::Float(on), .. }, ..] => *on,
        _ => 0.5,
    };
    let power = ten_to(*places);
    let digit = power * to_float(value);
    // of an infinity, Go's Modf makes no number
    let fraction = if digit.is_infinite() { f64::NAN } else { digit - digit.trunc() };
    let rounded = if fraction >= on { digit.ceil() } else { digit.floor() };
    Ok(computed_float(call, "round", arguments, rounded / power))
}

/// `math.Max`: infinity beats no number, which beats all else; zero beats minus zero.
fn greater(one: f64, other: f64) -> f64 {
    let is_infinite = |value: f64| value == f64::INFINITY;
    match () {
        () if is_infinite(one) || is_infinite(other) => f64::INFINITY,
        () if one.is_nan() || other.is_nan() => f64::NAN,
        () if one == 0.0 && other == 0.0 => {
            if one.is_sign_negative() {
                other
            } else {
                one
            }
        }
        () => one.max(other),
    }
}

/// `math.Min`.
fn lesser(one: f64, other: f64) -> f64 {
    -greater(-one, -other)
}

/// `math.Pow(10, places)`, with the rounding of Go's own multiplications.
fn ten_to(places: i64) -> f64 {
    match places {
        0 => return 1.0,
        1 => return 10.0,
        _ => {}
    }
    // ten is 0.625 * 2^4; the mantissas stay within [0.5, 1), exponents apart
    let (mut result, mut exponent) = (1.0_f64, 0_i64);
    let (mut square, mut square_exponent) = (0.625_f64, 4_i64);
    let mut bits = places.unsigned_abs();
    while bits != 0 {
        if square_exponent.abs() > 1 << 12 {
            exponent += square_exponent;
            break;
        }
        if bits & 1 == 1 {
            result *= square;
            exponent += square_exponent;
        }
        square *= square;
        square_exponent <<= 1;
        if square < 0.5 {
            square += square;
            square_exponent -= 1;
        }
        bits >>= 1;
    }
    if places < 0 {
        (result, exponent) = (1.0 / result, -exponent);
    }
    scaled(result, exponent)
}

/// `math.Ldexp`: `value * 2^exponent` rounded once; `value` is about one.
fn scaled(value: f64, exponent: i64) -> f64 {
    let two_to = |power: i64| f64::from_bits((power + 1_023).cast_unsigned() << 52);
    match exponent {
        1_100.. => f64::INFINITY,
        1_000.. => value * two_to(exponent - 500) * two_to(500),
        -1_000.. => value * two_to(exponent),
        // the first multiplication is exact, only the second one goes into the denormals
        -1_500.. => value * two_to(-500) * two_to(exponent + 500),
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "they are exact")]
    fn powers_of_ten() {
        for (places, power) in [
            (2, 100.0),
            (-2, 0.01),
            (22, 1e22),
            (308, 1.000_000_000_000_000_6e308),
            (309, f64::INFINITY),
            (-400, 0.0),
        ] {
            assert_eq!(ten_to(places), power, "{places}");
        }
    }
}
