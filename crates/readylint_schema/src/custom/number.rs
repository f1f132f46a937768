//! Ranges, bounds and multiples of numbers.

use super::check::Findings;
use super::format::Format;
use super::instance::{Instance, Value, number_of};
use super::schema::{Bound, Kind, Rules, Schema};
use crate::violation::Problem;

/// The greatest whole number up to which a `float64` counts as one (`swag.IsFloat64AJSONInteger`).
const WHOLE: f64 = 9_007_199_254_740_991.0;
/// How far from a whole number, in parts of it, a `float64` may be and still count as one.
const EPSILON: f64 = 1e-9;

/// Whether the API server takes a number with a fraction, or a large one, for a whole one (`swag.IsFloat64AJSONInteger`).
pub(super) fn is_whole(float: f64) -> bool {
    let rounded = float.round();
    float.abs() <= WHOLE && (float - rounded).abs() <= EPSILON * rounded.abs()
}

/// That a whole number has more bits than its schema lets it have.
pub(super) fn out_of_range<'t>(schema: &Schema) -> Problem<'t> {
    match schema.format {
        Some(Format::Int32) => Problem::OutOfRange { minimum: i32::MIN.into(), maximum: i32::MAX.into() },
        _ => Problem::OutOfRange { minimum: i64::MIN, maximum: i64::MAX },
    }
}

/// Checks that a number of the right type fits the number of bits (`validate.IsValueValidAgainstRange`).
pub(super) fn check<'t>(instance: &Instance<'t>, schema: &Schema, findings: &mut Findings<'t>) {
    match (&instance.value, schema.kind, schema.format) {
        (Value::Int(int), Kind::Integer, Some(Format::Int32)) if i32::try_from(*int).is_err() => {
            findings.report(instance.node, out_of_range(schema));
        }
        (Value::Float(float), Kind::Number, Some(Format::Float)) if float.abs() > f64::from(f32::MAX) => {
            findings.constraint(instance.node, "must fit into 32 bits");
        }
        _ => {}
    }
}

/// Checks `minimum`, `maximum` and `multipleOf`.
pub(super) fn bounds<'t>(instance: &Instance<'t>, kind: Kind, rules: &Rules, findings: &mut Findings<'t>) {
    let (number, is_int) = match instance.value {
        Value::Int(int) => (number_of(int), true),
        Value::Float(float) => (float, false),
        _ => return,
    };
    // the server cuts the fraction of a bound off where the value is whole; where the two readings differ, the milder counts
    let is_below = |bound: Bound| exceeds(bound.value, number, bound, is_int && kind == Kind::Number);
    let is_above = |bound: Bound| exceeds(number, bound.value, bound, is_int && kind == Kind::Number);
    let is_outside = rules.minimum.is_some_and(is_below) || rules.maximum.is_some_and(is_above);
    if is_outside {
        let problem = range(kind, rules.minimum, rules.maximum)
            .unwrap_or_else(|| Problem::Constraint(bound_words(rules.minimum, rules.maximum)));
        findings.report(instance.node, problem);
    }
    if let Some(factor) = rules.multiple_of {
        let quotient = if factor < 1.0 { 1.0 / factor * number } else { number / factor };
        if quotient.is_finite() && quotient.abs() <= WHOLE && !is_whole(quotient) {
            findings.constraint(instance.node, format!("must be a multiple of {factor}"));
        }
    }
}

/// Whether `greater` is above `less`, or equal to it where the bound is exclusive; with `cuts`, in the bound's whole part too.
fn exceeds(greater: f64, less: f64, bound: Bound, cuts: bool) -> bool {
    let is_over = |greater: f64, less: f64| greater > less || (bound.is_exclusive && greater >= less);
    is_over(greater, less) && (!cuts || is_over(greater.trunc(), less.trunc()))
}

/// The bounds as a range of whole numbers, if they are one.
fn range<'t>(kind: Kind, minimum: Option<Bound>, maximum: Option<Bound>) -> Option<Problem<'t>> {
    let whole = |bound: Bound| {
        let is_plain = !bound.is_exclusive && bound.value.fract() == 0.0 && bound.value.abs() <= WHOLE;
        #[allow(clippy::cast_possible_truncation)]
        is_plain.then_some(bound.value as i64)
    };
    let (minimum, maximum) = (whole(minimum?)?, whole(maximum?)?);
    (kind == Kind::Integer).then_some(Problem::OutOfRange { minimum, maximum })
}

fn bound_words(minimum: Option<Bound>, maximum: Option<Bound>) -> String {
    let least = minimum.map(|bound| {
        let words = if bound.is_exclusive { "greater than" } else { "at least" };
        format!("{words} {}", bound.value)
    });
    let most = maximum.map(|bound| {
        let words = if bound.is_exclusive { "less than" } else { "at most" };
        format!("{words} {}", bound.value)
    });
    let words: Vec<String> = least.into_iter().chain(most).collect();
    format!("must be {}", words.join(" and "))
}
