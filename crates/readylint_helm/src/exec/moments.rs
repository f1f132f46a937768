//! The methods of Go's times and durations and of semantic versions that charts call (`time`, Masterminds/semver).

use std::cmp::Ordering;

use super::methods::made;
use crate::format::{self, civil};
use crate::function::{Call, FunctionError, Parameter, format_time};
use crate::provenance::Text;
use crate::semver::Version;
use crate::value::{Data, Fields, Object, Value, Zone};

type Methods = &'static [(&'static str, &'static [Parameter])];

const TIME: &[Parameter] = &[Parameter::Time];
const DURATION: &[Parameter] = &[Parameter::Named("time.Duration")];
const VERSION: &[Parameter] = &[Parameter::Named("*semver.Version")];

/// Methods of `time.Time`.
pub(super) const TIME_METHODS: Methods = &[
    ("Add", DURATION),
    ("AddDate", &[Parameter::Int, Parameter::Int, Parameter::Int]),
    ("After", TIME),
    ("Before", TIME),
    ("Compare", TIME),
    ("Day", &[]),
    ("Equal", TIME),
    ("Format", &[Parameter::String]),
    ("Hour", &[]),
    ("IsZero", &[]),
    ("Minute", &[]),
    ("Nanosecond", &[]),
    ("Second", &[]),
    ("String", &[]),
    ("Sub", TIME),
    ("UTC", &[]),
    ("Unix", &[]),
    ("UnixMicro", &[]),
    ("UnixMilli", &[]),
    ("UnixNano", &[]),
    ("Year", &[]),
    ("YearDay", &[]),
];

/// Methods of `time.Duration`.
pub(super) const DURATION_METHODS: Methods = &[
    ("Abs", &[]),
    ("Hours", &[]),
    ("Microseconds", &[]),
    ("Milliseconds", &[]),
    ("Minutes", &[]),
    ("Nanoseconds", &[]),
    ("Seconds", &[]),
    ("String", &[]),
];

/// Methods of `*semver.Version`.
pub(super) const VERSION_METHODS: Methods = &[
    ("Compare", VERSION),
    ("Equal", VERSION),
    ("GreaterThan", VERSION),
    ("GreaterThanEqual", VERSION),
    ("LessThan", VERSION),
    ("LessThanEqual", VERSION),
    ("Major", &[]),
    ("Metadata", &[]),
    ("Minor", &[]),
    ("Original", &[]),
    ("Patch", &[]),
    ("Prerelease", &[]),
    ("String", &[]),
];

const NANOS: i64 = 1_000_000_000;
const DAY: i64 = 86_400;

/// What a method of one of these gives.
pub(super) fn call(
    call: &mut Call<'_>,
    name: &'static str,
    receiver: &Value,
    arguments: &[Value],
) -> Result<Value, FunctionError> {
    let origin = made(call, name, receiver);
    let value = match &receiver.data {
        Data::Object(Object::Time { seconds, nanos, zone }) => {
            let time = Time { seconds: *seconds, nanos: *nanos, zone };
            if let Some(Data::String(layout)) = arguments.first().map(|argument| &argument.data) {
                // no element of a layout shows more than eight times its own length
                call.meter.bytes(layout.len() as u64 * 8)?;
            }
            time.method(name, arguments)
        }
        Data::Object(Object::Duration(nanos)) => duration(name, *nanos),
        Data::Object(Object::Semver(fields)) => version(name, fields, receiver, arguments.first()),
        _ => Value::NIL,
    };
    Ok(match value.data {
        Data::String(text) if text.first_piece().origin.is_none() => {
            Value::string(Text::of(text.as_bytes(), origin))
        }
        Data::String(text) => Value::string(text),
        data => Value::new(data, origin),
    })
}

struct Time<'a> {
    seconds: i64,
    nanos: u32,
    zone: &'a Zone,
}

impl Time<'_> {
    fn method(&self, name: &str, arguments: &[Value]) -> Value {
        let local = self.seconds.saturating_add(i64::from(self.zone.offset));
        let days = local.div_euclid(DAY);
        let (year, month, day) = civil(days);
        let clock = local.rem_euclid(DAY);
        let other = match arguments.first().map(|argument| &argument.data) {
            Some(Data::Object(Object::Time { seconds, nanos, .. })) => (*seconds, *nanos),
            _ => (0, 0),
        };
        let order = (self.seconds, self.nanos).cmp(&other);
        match name {
            "Add" => match arguments.first().map(|argument| &argument.data) {
                Some(Data::Object(Object::Duration(nanos))) => self.plus(*nanos),
                _ => Value::NIL,
            },
            "AddDate" => {
                let part = |index: usize| match arguments.get(index).map(|argument| &argument.data) {
                    Some(Data::Int(number, _)) => *number,
                    _ => 0,
                };
                let (years, months) = (year.saturating_add(part(0)), month.saturating_add(part(1)));
                let first = day_of(years, months);
                let days = first.saturating_add(day - 1).saturating_add(part(2));
                let seconds = days.saturating_mul(DAY).saturating_add(clock);
                self.at(seconds.saturating_sub(i64::from(self.zone.offset)), self.nanos)
            }
            "After" => Value::bool(order == Ordering::Greater),
            "Before" => Value::bool(order == Ordering::Less),
            "Equal" => Value::bool(order == Ordering::Equal),
            "Compare" => Value::int(order as i64),
            "Day" => Value::int(day),
            "Format" => {
                let layout = arguments.first().and_then(Value::as_text).map_or(&[][..], Text::as_bytes);
                Value::unknown(format_time(layout, self.seconds, self.nanos, self.zone))
            }
            "Hour" => Value::int(clock / 3600),
            "IsZero" => Value::bool(self.seconds == -62_135_596_800 && self.nanos == 0),
            "Minute" => Value::int(clock / 60 % 60),
            "Nanosecond" => Value::int(i64::from(self.nanos)),
            "Second" => Value::int(clock % 60),
            "String" => Value::unknown(format::time_text(self.seconds, self.nanos, self.zone)),
            "Sub" => {
                let seconds = self.seconds.saturating_sub(other.0).saturating_mul(NANOS);
                let nanos = i64::from(self.nanos) - i64::from(other.1);
                Value::object(Object::Duration(seconds.saturating_add(nanos)))
            }
            "UTC" => Value::object(Object::Time {
                seconds: self.seconds,
                nanos: self.nanos,
                zone: Zone { name: "UTC".into(), offset: 0 },
            }),
            "Unix" => Value::int64(self.seconds),
            "UnixMicro" => Value::int64(self.scaled(1_000_000)),
            "UnixMilli" => Value::int64(self.scaled(1_000)),
            "UnixNano" => Value::int64(self.scaled(NANOS)),
            "Year" => Value::int(year),
            "YearDay" => Value::int(days - day_of(year, 1) + 1),
            _ => Value::NIL,
        }
    }

    fn scaled(&self, unit: i64) -> i64 {
        self.seconds.wrapping_mul(unit).wrapping_add(i64::from(self.nanos) / (NANOS / unit))
    }

    fn at(&self, seconds: i64, nanos: u32) -> Value {
        Value::object(Object::Time { seconds, nanos, zone: self.zone.clone() })
    }

    fn plus(&self, nanos: i64) -> Value {
        let sum = i64::from(self.nanos) + nanos.rem_euclid(NANOS);
        let seconds =
            self.seconds.saturating_add(nanos.div_euclid(NANOS)).saturating_add(sum.div_euclid(NANOS));
        self.at(seconds, sum.rem_euclid(NANOS) as u32)
    }
}

/// The day, counted from 1970-01-01, on which a month starts; months beyond the year run on into others.
fn day_of(year: i64, month: i64) -> i64 {
    let year = year.saturating_add((month - 1).div_euclid(12)).clamp(-1_000_000, 1_000_000);
    let month = (month - 1).rem_euclid(12) + 1;
    // years start in March here, so that the leap day is the last of its year
    let shifted_year = if month <= 2 { year - 1 } else { year };
    let era = shifted_year.div_euclid(400);
    let of_era = shifted_year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[expect(clippy::cast_precision_loss, reason = "Go loses it too")]
fn duration(name: &str, nanos: i64) -> Value {
    let of = |unit: i64| Value::float((nanos / unit) as f64 + (nanos % unit) as f64 / unit as f64);
    match name {
        "Abs" => Value::object(Object::Duration(nanos.checked_abs().unwrap_or(i64::MAX))),
        "Hours" => of(3600 * NANOS),
        "Minutes" => of(60 * NANOS),
        "Seconds" => of(NANOS),
        "Milliseconds" => Value::int64(nanos / 1_000_000),
        "Microseconds" => Value::int64(nanos / 1_000),
        "Nanoseconds" => Value::int64(nanos),
        "String" => Value::unknown(format::duration_text(nanos)),
        _ => Value::NIL,
    }
}

fn version(name: &str, fields: &Fields, receiver: &Value, other: Option<&Value>) -> Value {
    let order = match other.map(|other| &other.data) {
        Some(Data::Object(Object::Semver(other))) => compare(fields, other),
        _ => Ordering::Equal,
    };
    match name {
        "Compare" => Value::int(order as i64),
        "Equal" => Value::bool(order == Ordering::Equal),
        "GreaterThan" => Value::bool(order == Ordering::Greater),
        "GreaterThanEqual" => Value::bool(order != Ordering::Less),
        "LessThan" => Value::bool(order == Ordering::Less),
        "LessThanEqual" => Value::bool(order != Ordering::Greater),
        "String" => Value::string(format::semver_text(fields, receiver)),
        _ => fields.get(name).cloned().unwrap_or(Value::NIL),
    }
}

/// Which version is newer (`Version.Compare`): metadata does not count.
fn compare(one: &Fields, other: &Fields) -> Ordering {
    let read = |fields: &Fields| {
        let number = |name| match fields.get(name).map(|field| &field.data) {
            Some(Data::Int(number, _)) => number.cast_unsigned(),
            _ => 0,
        };
        let prerelease = fields.get("Prerelease").and_then(Value::as_text);
        Version {
            major: number("Major"),
            minor: number("Minor"),
            patch: number("Patch"),
            prerelease: prerelease.map(|text| text.to_str().into_owned()).unwrap_or_default(),
            metadata: String::new(),
            original: String::new(),
        }
    };
    read(one).cmp(&read(other))
}
