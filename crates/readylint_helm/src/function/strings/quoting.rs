//! Values as strings: `quote`, `squote`, `cat`.

use crate::format::{quoted, show};
use crate::function::reflection::strval;
use crate::function::{Call, FunctionError};
use crate::provenance::TextBuilder;
use crate::value::{Data, Value};

type Outcome = Result<Value, FunctionError>;

/// What is not nil, each as `show` has it, with blanks between.
fn listed(
    call: &mut Call<'_>,
    arguments: &[Value],
    show: impl Fn(&mut Call<'_>, &mut TextBuilder, &Value) -> Result<(), FunctionError>,
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
        show(call, &mut builder, value)?;
        call.meter.bytes((builder.len() - before) as u64)?;
    }
    Ok(Value::string(builder.finish()))
}

/// Each in double quotes, with Go's escapes.
pub(super) fn quote(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    listed(call, arguments, |call, builder, value| {
        builder.push_text(&quoted(&strval(call, value)?));
        Ok(())
    })
}

/// Each in single quotes, without escapes; bytes as a list of numbers.
pub(super) fn squote(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    listed(call, arguments, |call, builder, value| {
        builder.push_unknown("'");
        builder.push_text(&show(call.meter, value)?);
        builder.push_unknown("'");
        Ok(())
    })
}

/// Each as `%v` shows it.
pub(super) fn cat(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    listed(call, arguments, |call, builder, value| {
        builder.push_text(&show(call.meter, value)?);
        Ok(())
    })
}
