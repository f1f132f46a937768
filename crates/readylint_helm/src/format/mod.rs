//! Go's `fmt` and the parts of `strconv` that it rests on, over values that remember where they came from.
//!
//! It owns how a value is shown: by the printing of an action, `print`, `printf`, `toString`, `%v`, `%q`. Bytes that are
//! taken over keep their pieces, also inside lists and maps; numbers and bools carry the origin of their value; padding,
//! brackets and quotes carry none. It must never ask what a function means, and never fail but for the [`Meter`].

mod flags;
mod float;
mod integer;
mod moment;
mod printer;
mod quote;
pub(crate) mod rune;
mod sprintf;

pub use float::float_text;
pub(crate) use moment::civil;
pub use moment::{duration_text, time_text};
pub(crate) use printer::semver_text;
pub use quote::{push_quoted, quoted};
pub use sprintf::sprintf;

use crate::provenance::{Text, TextBuilder};
use crate::value::{Data, Object, Value};
use crate::{Exceeded, Meter};
use printer::Printer;

/// What Go's `fmt.Sprint` gives: a blank between neighbours of which neither is a string.
///
/// # Errors
///
/// If it would be too long, or a map or list that contains itself is among the arguments.
pub fn sprint(meter: &mut Meter, arguments: &[Value]) -> Result<Text, Exceeded> {
    if let [Value { data: Data::String(text), .. }] = arguments {
        return Ok(text.clone());
    }
    let mut printer = Printer::new(meter);
    let mut previous_is_string = true;
    for argument in arguments {
        let is_string = argument.as_text().is_some();
        if !is_string && !previous_is_string {
            printer.push(b" ")?;
        }
        printer.print(argument, 'v')?;
        previous_is_string = is_string;
    }
    Ok(printer.finish())
}

/// What Go's `fmt.Sprintln` gives: blanks between all arguments, and a line break at the end.
///
/// # Errors
///
/// As [`sprint`].
pub fn sprintln(meter: &mut Meter, arguments: &[Value]) -> Result<Text, Exceeded> {
    let mut printer = Printer::new(meter);
    for (index, argument) in arguments.iter().enumerate() {
        if index > 0 {
            printer.push(b" ")?;
        }
        printer.print(argument, 'v')?;
    }
    printer.push(b"\n")?;
    Ok(printer.finish())
}

/// What Go's `%v` gives: `<nil>` for nil.
///
/// # Errors
///
/// As [`sprint`].
pub fn show(meter: &mut Meter, value: &Value) -> Result<Text, Exceeded> {
    if let Data::String(text) = &value.data {
        return Ok(text.clone());
    }
    let mut printer = Printer::new(meter);
    printer.print(value, 'v')?;
    Ok(printer.finish())
}

/// What printing a value as the result of an action gives (`text/template`, `printValue`): `<no value>` for nil, the
/// struct behind a pointer. `is_field` says that it was read as the field of a struct, where a Kubernetes version shows
/// itself.
///
/// # Errors
///
/// As [`sprint`].
pub fn printed(meter: &mut Meter, value: &Value, is_field: bool) -> Result<Text, Exceeded> {
    match &value.data {
        Data::String(text) => Ok(text.clone()),
        Data::Nil => Ok(Text::of("<no value>", value.origin)),
        Data::Object(Object::KubeVersion { shown, .. }) if is_field => Ok(shown.clone()),
        Data::Object(object) => {
            let mut printer = Printer::new(meter);
            printer.print_object(object, value, 'v', true)?;
            Ok(printer.finish())
        }
        _ => show(meter, value),
    }
}

/// An empty builder with what `text` is made of.
fn builder() -> TextBuilder {
    TextBuilder::new()
}
