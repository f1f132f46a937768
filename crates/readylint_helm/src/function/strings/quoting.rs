//! Values as strings: `quote`, `squote`, `cat`, and how Sprig makes a string of anything.

use crate::format::{quoted, show};
use crate::function::{Call, FunctionError};
use crate::provenance::{Text, TextBuilder};
use crate::value::{Data, IntType, Value};
use crate::{Exceeded, Meter};

type Outcome = Result<Value, FunctionError>;

/// Sprig's `strval`: strings and bytes are taken over, all else is shown as `%v` does.
///
/// # Errors
///
/// As [`show`].
pub(crate) fn strval(meter: &mut Meter, value: &Value) -> Result<Text, Exceeded> {
    match &value.data {
        Data::String(text) | Data::Bytes(text) => Ok(text.clone()),
        _ => show(meter, value),
    }
}

/// Sprig's `strslice`: the items of a list as strings, but for nil; anything else is a list of itself.
///
/// # Errors
///
/// As [`show`].
pub(crate) fn strslice(meter: &mut Meter, value: &Value) -> Result<Vec<Text>, Exceeded> {
    let items = match &value.data {
        Data::Nil => return Ok(Vec::new()),
        Data::List(list) => list.to_vec(),
        Data::Bytes(bytes) => {
            meter.step(bytes.len() as u64)?;
            let item = |(at, byte): (usize, &u8)| {
                let origin = bytes.piece_at(at).origin;
                Value::new(Data::Int(i64::from(*byte), IntType::Uint8), origin)
            };
            bytes.as_bytes().iter().enumerate().map(item).collect()
        }
        _ => return Ok(vec![strval(meter, value)?]),
    };
    items.iter().filter(|item| !item.is_nil()).map(|item| strval(meter, item)).collect()
}

/// What is not nil, each as `show` has it, with blanks between.
fn listed(
    call: &mut Call<'_>,
    arguments: &[Value],
    show: impl Fn(&mut Meter, &mut TextBuilder, &Value) -> Result<(), Exceeded>,
) -> Outcome {
    let mut builder = TextBuilder::new();
    for (index, value) in arguments.iter().filter(|value| !value.is_nil()).enumerate() {
        if index > 0 {
            builder.push_unknown(" ");
        }
        let before = builder.len();
        if let Data::String(text) = &value.data {
            call.meter.bytes(text.len() as u64)?;
        }
        show(call.meter, &mut builder, value)?;
        call.meter.bytes((builder.len() - before) as u64)?;
    }
    Ok(Value::string(builder.finish()))
}

/// Each in double quotes, with Go's escapes.
pub(super) fn quote(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    listed(call, arguments, |meter, builder, value| {
        builder.push_text(&quoted(&strval(meter, value)?));
        Ok(())
    })
}

/// Each in single quotes, without escapes; bytes as a list of numbers.
pub(super) fn squote(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    listed(call, arguments, |meter, builder, value| {
        builder.push_unknown("'");
        builder.push_text(&show(meter, value)?);
        builder.push_unknown("'");
        Ok(())
    })
}

/// Each as `%v` shows it.
pub(super) fn cat(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    listed(call, arguments, |meter, builder, value| {
        builder.push_text(&show(meter, value)?);
        Ok(())
    })
}
