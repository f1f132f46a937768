//! TOML becomes values: `fromToml`. (`BurntSushi/toml`)
//!
//! The syntax is the `toml` crate's. Whole numbers are `int64`, dates `time.Time`, lists of `[[table]]` are
//! `[]map[string]interface {}`.

use ::toml::Spanned;
use ::toml::de::{DeArray, DeTable, DeValue};
use ::toml::value::{Datetime, Offset};
use readylint_text::TextRange;

use super::DataError;
use crate::provenance::{OriginId, Text};
use crate::value::{Data, Entries, IntType, List, ListType, Map, MapType, Object, Value, Zone};

/// The map that `text` says. Its parts keep the origins of the bytes they were read from.
///
/// # Errors
///
/// If it is no TOML; where the library's words are not the same, its line is.
pub fn from_toml(text: &Text) -> Result<Value, DataError> {
    let Ok(shown) = std::str::from_utf8(text.as_bytes()) else {
        return Err(DataError::new(
            "toml: files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8",
        ));
    };
    let parsed = DeTable::parse(shown).map_err(|error| {
        let range = error.span().unwrap_or_default();
        let line = shown.get(..range.start).unwrap_or_default().matches('\n').count() + 1;
        DataError::new(format!("toml: line {line}: {}", error.message()))
            .at(TextRange::at(range.start, range.end))
    })?;
    let reader = Reader { text, shown };
    let origin = text.first_piece().origin;
    Ok(Value::map(reader.table(parsed.get_ref())?).with_origin(origin))
}

struct Reader<'a> {
    text: &'a Text,
    shown: &'a str,
}

impl Reader<'_> {
    fn table(&self, table: &DeTable<'_>) -> Result<Map, DataError> {
        let mut entries = Entries::new();
        for (key, value) in table {
            entries.insert(self.string(key.get_ref(), key.span()), self.value(value)?);
        }
        Ok(Map::with(MapType::Any, entries))
    }

    fn list(&self, list: &DeArray<'_>, span: &std::ops::Range<usize>) -> Result<List, DataError> {
        let items = list.iter().map(|item| self.value(item)).collect::<Result<Vec<_>, _>>()?;
        let inline = self
            .shown
            .get(span.clone())
            .is_some_and(|written| written.starts_with('[') && !written.starts_with("[["));
        let tables = !items.is_empty() && items.iter().all(|item| item.as_map().is_some());
        let kind = if tables && !inline { ListType::Maps } else { ListType::Any };
        Ok(List::new(kind, items))
    }

    fn value(&self, value: &Spanned<DeValue<'_>>) -> Result<Value, DataError> {
        let span = value.span();
        let origin = self.origin(&span);
        let range = TextRange::at(span.start, span.end);
        let refused = |kind: &str, text: &str| {
            Err(DataError::new(format!("toml: {text} is out of range for {kind}")).at(range))
        };
        let data = match value.get_ref() {
            DeValue::String(content) => {
                return Ok(Value::string(self.string(content, span)).with_origin(origin));
            }
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Data::Int(number, IntType::Int64),
                Err(_) => return refused("int64", number.as_str()),
            },
            DeValue::Float(number) => match number.as_str().parse::<f64>() {
                Ok(found) if found.is_finite() || number.as_str().contains("inf") || found.is_nan() => {
                    Data::Float(found)
                }
                _ => return refused("float64", number.as_str()),
            },
            DeValue::Boolean(value) => Data::Bool(*value),
            DeValue::Datetime(date) => Data::Object(time(*date)),
            DeValue::Array(list) => Data::List(self.list(list, &span)?),
            DeValue::Table(table) => Data::Map(self.table(table)?),
        };
        Ok(Value::new(data, origin))
    }

    fn origin(&self, span: &std::ops::Range<usize>) -> OriginId {
        self.text.piece_at(span.start).origin
    }

    /// With the origins of its bytes, if it stands in the text as it is.
    fn string(&self, content: &str, span: std::ops::Range<usize>) -> Text {
        let written = self.shown.get(span.clone()).unwrap_or_default();
        for quote in [0, 1, 3] {
            let inside = span.start + quote..span.end.saturating_sub(quote);
            if written.len() >= 2 * quote && self.shown.get(inside.clone()) == Some(content) {
                return self.text.slice(inside);
            }
        }
        Text::of(content, self.origin(&(span.start + 1..span.end)))
    }
}

/// A date or a time, or both. Without an offset it is taken as it is, in UTC.
fn time(date: Datetime) -> Object {
    let days = date.date.map_or_else(
        || days_before(0, 1, 1),
        |date| days_before(i64::from(date.year), i64::from(date.month), i64::from(date.day)),
    );
    let second = date.time.map_or(0, |time| {
        i64::from(time.hour) * 3600 + i64::from(time.minute) * 60 + i64::from(time.second.unwrap_or(0))
    });
    let nanos = date.time.and_then(|time| time.nanosecond).unwrap_or(0);
    let (name, minutes) = match date.offset {
        Some(Offset::Z) => ("UTC", 0),
        Some(Offset::Custom { minutes }) => ("", i64::from(minutes)),
        None if date.time.is_none() => ("date-local", 0),
        None if date.date.is_none() => ("time-local", 0),
        None => ("datetime-local", 0),
    };
    let seconds = days * 86_400 + second - minutes * 60;
    Object::Time { seconds, nanos, zone: Zone { name: name.into(), offset: (minutes * 60) as i32 } }
}

/// Days from 1970-01-01 to a day of the proleptic Gregorian calendar.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    // Years are counted from March, so that the leap day is the last of its year.
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let month = (month + 9) % 12;
    let day = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + year * 365 + year / 4 - year / 100 + day - 719_468
}
