//! Arithmetic on floats by way of decimals, as Sprig does it with `shopspring/decimal`: `addf 0.1 0.2` is 0.3.

#![expect(clippy::unnecessary_wraps, reason = "operations want one signature")]

use num_bigint::{BigInt, Sign};

use super::{computed_float, to_float};
use crate::function::reflection::strval;
use crate::function::{Call, FunctionError};
use crate::value::Value;

/// How many digits after the point a quotient has.
const PRECISION: i32 = 16;

/// `digits * 10^exponent`.
#[derive(Clone, Debug)]
struct Decimal {
    digits: BigInt,
    exponent: i32,
}

type Operation = fn(&Decimal, &Decimal) -> Result<Decimal, FunctionError>;

pub(super) fn addf(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    chain(call, "addf", arguments, &Decimal::zero(), arguments, Decimal::plus)
}

pub(super) fn add1f(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    chain(call, "add1f", arguments, &Decimal::one(), arguments, Decimal::plus)
}

pub(super) fn subf(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    from_first(call, "subf", arguments, Decimal::minus)
}

pub(super) fn mulf(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    from_first(call, "mulf", arguments, Decimal::times)
}

pub(super) fn divf(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    from_first(call, "divf", arguments, Decimal::over)
}

fn from_first(
    call: &mut Call<'_>,
    name: &'static str,
    arguments: &[Value],
    operation: Operation,
) -> Result<Value, FunctionError> {
    let [first, rest @ ..] = arguments else { return Ok(Value::NIL) };
    let start = Decimal::of(call, first)?;
    chain(call, name, arguments, &start, rest, operation)
}

fn chain(
    call: &mut Call<'_>,
    name: &'static str,
    arguments: &[Value],
    start: &Decimal,
    further: &[Value],
    operation: Operation,
) -> Result<Value, FunctionError> {
    let mut result = start.clone();
    for value in further {
        // products grow by at most the digits of a float
        call.meter.step(1 + result.digits.bits() / 64)?;
        result = operation(&result, &Decimal::of(call, value)?)?;
    }
    Ok(computed_float(call, name, arguments, result.to_float()))
}

impl Decimal {
    fn zero() -> Self {
        Self { digits: BigInt::ZERO, exponent: 0 }
    }

    fn one() -> Self {
        Self { digits: BigInt::from(1), exponent: 0 }
    }

    /// The shortest decimal that reads back as the same float.
    fn of(call: &mut Call<'_>, value: &Value) -> Result<Self, FunctionError> {
        let number = to_float(value);
        if !number.is_finite() {
            let shown = strval(call, &Value::float(number))?;
            return Err(FunctionError::new(format!("Cannot create a Decimal from {}", shown.to_str())));
        }
        let text = format!("{number:e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let decimals = mantissa.split_once('.').map_or("", |(_, decimals)| decimals);
        let digits = mantissa.replace('.', "").parse().unwrap_or(BigInt::ZERO);
        Ok(Self {
            digits,
            exponent: exponent.parse::<i32>().unwrap_or(0) - i32::try_from(decimals.len()).unwrap_or(0),
        })
    }

    /// The digits, were the exponent this one, which is not above its own.
    fn digits_at(&self, exponent: i32) -> BigInt {
        &self.digits * ten_to(self.exponent.saturating_sub(exponent))
    }

    fn plus(&self, other: &Self) -> Result<Self, FunctionError> {
        let exponent = self.exponent.min(other.exponent);
        Ok(Self { digits: self.digits_at(exponent) + other.digits_at(exponent), exponent })
    }

    fn minus(&self, other: &Self) -> Result<Self, FunctionError> {
        let exponent = self.exponent.min(other.exponent);
        Ok(Self { digits: self.digits_at(exponent) - other.digits_at(exponent), exponent })
    }

    fn times(&self, other: &Self) -> Result<Self, FunctionError> {
        Ok(Self {
            digits: &self.digits * &other.digits,
            exponent: self.exponent.saturating_add(other.exponent),
        })
    }

    /// The quotient with 16 digits after the point, rounded half away from zero.
    fn over(&self, other: &Self) -> Result<Self, FunctionError> {
        if other.digits.sign() == Sign::NoSign {
            return Err(FunctionError::new("decimal division by 0"));
        }
        let shift = self.exponent.saturating_sub(other.exponent).saturating_add(PRECISION);
        let (dividend, divisor) = match shift {
            0.. => (&self.digits * ten_to(shift), other.digits.clone()),
            _ => (self.digits.clone(), &other.digits * ten_to(shift.saturating_neg())),
        };
        let (mut quotient, rest) = (&dividend / &divisor, &dividend % &divisor);
        if rest.magnitude() * 2_u8 >= *divisor.magnitude() {
            let is_negative = (dividend.sign() == Sign::Minus) != (divisor.sign() == Sign::Minus);
            quotient += if is_negative { -1 } else { 1 };
        }
        Ok(Self { digits: quotient, exponent: -PRECISION })
    }

    /// The nearest float.
    fn to_float(&self) -> f64 {
        format!("{}e{}", self.digits, self.exponent).parse().unwrap_or(0.0)
    }
}

/// A power of ten; floats differ by no more than 10^650, and a chain of products by 10^325 a factor.
fn ten_to(exponent: i32) -> BigInt {
    BigInt::from(10).pow(exponent.max(0).cast_unsigned())
}
