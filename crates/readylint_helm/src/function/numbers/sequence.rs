//! Ranges of integers: `until`, `untilStep`, `seq`. How many they make is charged before.

use crate::Exceeded;
use crate::function::{Call, FunctionError};
use crate::provenance::OriginId;
use crate::value::{Data, IntType, List, ListType, Value};

pub(super) fn until(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let stop = integers(arguments).first().copied().unwrap_or(0);
    list(call, "until", arguments, 0, stop, if stop < 0 { -1 } else { 1 })
}

pub(super) fn until_step(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let [start, stop, step] = integers(arguments)[..] else { return Ok(Value::NIL) };
    list(call, "untilStep", arguments, start, stop, step)
}

/// The numbers with spaces between, the last one among them.
pub(super) fn seq(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let (start, step, end) = match integers(arguments)[..] {
        [end] => (1, None, end),
        [start, end] => (start, None, end),
        [start, step, end] => (start, Some(step), end),
        _ => return Ok(call.made("seq", arguments, "")),
    };
    let is_down = end < start;
    if is_down && step.is_some_and(|step| step > 0) {
        return Ok(call.made("seq", arguments, ""));
    }
    let one = if is_down { -1 } else { 1 };
    let numbers = Numbers::new(start, end.wrapping_add(one), step.unwrap_or(one))?;
    // twenty digits and a space
    call.meter.bytes(numbers.count.saturating_mul(21))?;
    call.meter.step(numbers.count)?;
    let text: Vec<String> = numbers.iter().map(|number| number.to_string()).collect();
    Ok(call.made("seq", arguments, text.join(" ")))
}

fn integers(arguments: &[Value]) -> Vec<i64> {
    arguments
        .iter()
        .map(|argument| if let Data::Int(number, _) = argument.data { number } else { 0 })
        .collect()
}

fn list(
    call: &mut Call<'_>,
    name: &'static str,
    arguments: &[Value],
    start: i64,
    stop: i64,
    step: i64,
) -> Result<Value, FunctionError> {
    let numbers = Numbers::new(start, stop, step)?;
    call.meter.step(numbers.count)?;
    call.meter.bytes(numbers.count.saturating_mul(size_of::<Value>() as u64))?;
    let origin: OriginId = call.opaque(name, arguments);
    let items = numbers.iter().map(|number| Value::new(Data::Int(number, IntType::Int), origin)).collect();
    Ok(Value::list(List::new(ListType::Ints, items)).with_origin(origin))
}

/// The integers from `start` on, before `stop`.
#[derive(Clone, Copy, Debug)]
struct Numbers {
    start: i64,
    step: i64,
    count: u64,
}

impl Numbers {
    /// None if the step leads away from `stop`. One that leads past the last integer begins again at the first in Go, and
    /// goes on for hours there.
    fn new(start: i64, stop: i64, step: i64) -> Result<Self, Exceeded> {
        let (from, to, by) = (i128::from(start), i128::from(stop), i128::from(step));
        let distance = if stop < start { from - to } else { to - from };
        let is_right = if stop < start { step < 0 } else { step > 0 };
        if !is_right {
            return Ok(Self { start, step, count: 0 });
        }
        let count = (distance + by.abs() - 1) / by.abs();
        if i64::try_from(from + count * by).is_err() {
            return Err(Exceeded::Steps);
        }
        Ok(Self { start, step, count: u64::try_from(count).map_err(|_| Exceeded::Steps)? })
    }

    fn iter(self) -> impl Iterator<Item = i64> {
        (0..self.count).scan(self.start, move |next, _| {
            let number = *next;
            *next = next.wrapping_add(self.step);
            Some(number)
        })
    }
}
