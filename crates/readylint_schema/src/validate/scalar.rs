//! Scalars: what the JSON decoder of the API server and the types' own decoders accept.

use readylint_scalars::{Quantity, near_miss, parse_go_duration};
use readylint_yaml::{Node, Value, decode_base64};

use super::Walk;
use crate::minors::Minors;
use crate::schema::{EnumSchema, Type};
use crate::time;
use crate::violation::{Expected, Format, Problem};

/// The highest port.
const LAST_PORT: i64 = 65535;

impl<'t> Walk<'t> {
    /// Judges a value, not null, that should be a scalar of this type.
    pub(super) fn scalar(&mut self, node: Node<'t>, r#type: Type, minors: Minors) {
        let problem = match r#type {
            Type::Boolean => mistyped(node.as_bool().is_some(), Expected::Boolean),
            Type::Double => mistyped(node.as_f64().is_some_and(f64::is_finite), Expected::Number),
            Type::Int32 => integer(node, i32::MIN.into(), i32::MAX.into()),
            Type::Int64 => integer(node, i64::MIN, i64::MAX),
            Type::Port(minimum) => integer(node, minimum.into(), LAST_PORT),
            Type::IntOrString => int_or_string(node, i32::MIN.into(), i32::MAX.into()),
            Type::PortOrName(minimum) => int_or_string(node, minimum.into(), LAST_PORT),
            Type::Quantity => quantity(node),
            Type::Enum(values) => return self.word(node, values, minors),
            // Go's decoder reads a list of numbers as bytes, too
            Type::Bytes if node.is_sequence() => None,
            Type::Bytes => text(node, Format::Base64, |text| decode_base64(text).is_some()),
            Type::Time => text(node, Format::Time, time::is_time),
            Type::MicroTime => text(node, Format::MicroTime, time::is_micro_time),
            Type::Duration => text(node, Format::Duration, |text| parse_go_duration(text).is_ok()),
            _ => mistyped(node.as_str().is_some(), Expected::String),
        };
        if let Some(problem) = problem {
            self.report(node, problem, minors);
        }
    }

    /// A text out of a list. The empty one mostly means the default, and is left to the API server.
    fn word(&mut self, node: Node<'t>, values: EnumSchema, minors: Minors) {
        let Some(word) = node.as_str() else {
            return self.report(node, Problem::WrongType(Expected::String), minors);
        };
        let accepting =
            values.values().find(|(value, _)| *value == word).map_or(Minors::NONE, |(_, minors)| minors);
        let refusing = minors.and(values.known()).without(accepting);
        if word.is_empty() || refusing.is_empty() {
            return;
        }
        let allowed = values.values().filter(|(_, accepting)| !accepting.and(refusing).is_empty());
        let allowed: Vec<&str> = allowed.map(|(value, _)| value).filter(|value| !value.is_empty()).collect();
        let suggestion = near_miss(word, allowed.iter().copied()).map(str::to_owned);
        let allowed = allowed.into_iter().map(str::to_owned).collect();
        self.report(node, Problem::NotAllowed { allowed, suggestion }, refusing);
    }
}

fn mistyped<'t>(is_right: bool, expected: Expected) -> Option<Problem<'t>> {
    (!is_right).then_some(Problem::WrongType(expected))
}

/// A number without fraction; `1e3` and `5.0` are such.
fn integer<'t>(node: Node<'t>, minimum: i64, maximum: i64) -> Option<Problem<'t>> {
    let out_of_range = Some(Problem::OutOfRange { minimum, maximum });
    match node.scalar() {
        Some(Value::UInt(_)) => out_of_range,
        Some(Value::Float(float)) if float.fract() == 0.0 && node.as_i64().is_none() => out_of_range,
        _ => match node.as_i64() {
            Some(number) if (minimum..=maximum).contains(&number) => None,
            Some(_) => out_of_range,
            None => Some(Problem::WrongType(Expected::Integer)),
        },
    }
}

fn int_or_string<'t>(node: Node<'t>, minimum: i64, maximum: i64) -> Option<Problem<'t>> {
    if node.as_str().is_some() {
        return None;
    }
    match integer(node, minimum, maximum) {
        Some(Problem::WrongType(_)) => Some(Problem::WrongType(Expected::IntOrString)),
        problem => problem,
    }
}

/// `UnmarshalJSON` of `resource.Quantity`: any number, and a text around which blanks do not matter.
fn quantity<'t>(node: Node<'t>) -> Option<Problem<'t>> {
    match node.scalar() {
        Some(Value::Int(_) | Value::UInt(_) | Value::Null) => None,
        Some(Value::Float(float)) if float.is_finite() => None,
        Some(Value::Str(text)) => Quantity::parse(text.trim()).err().map(Problem::Quantity),
        _ => Some(Problem::WrongType(Expected::Quantity)),
    }
}

fn text<'t>(node: Node<'t>, format: Format, is_right: impl Fn(&str) -> bool) -> Option<Problem<'t>> {
    match node.as_str() {
        None => Some(Problem::WrongType(Expected::String)),
        Some(text) => (!is_right(text)).then_some(Problem::Malformed(format)),
    }
}
