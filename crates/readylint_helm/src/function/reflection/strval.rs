//! A value as text, as Sprig's `strval` gives it: strings and bytes as they are, all else as `%v`.

use crate::format;
use crate::function::{Call, FunctionError};
use crate::provenance::Text;
use crate::value::{Data, Value};

/// `value` as text. A number, a bool and nil keep the value's origin; lists and maps those of what they hold.
pub(in crate::function) fn strval(call: &mut Call<'_>, value: &Value) -> Result<Text, FunctionError> {
    match &value.data {
        Data::String(text) | Data::Bytes(text) => Ok(text.clone()),
        _ => Ok(format::show(call.meter, value)?),
    }
}
