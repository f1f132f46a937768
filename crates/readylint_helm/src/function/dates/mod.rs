//! Dates and durations (Sprig's `date.go`, Helm's duration helpers, Go's `time`). The clock stands still (helm-rendering.md
//! §3), the local zone is UTC.

mod duration;
mod layout;
mod parse;
mod zone;

pub(crate) use layout::format_time;

use super::given::{text, value};
use super::{Call, Function, FunctionError, Parameter, plain};
use crate::format::duration_text;
use crate::provenance::{OriginId, Text};
use crate::value::{Data, Object, Value, Zone};
use duration::{as_duration, parse_duration};

const ANY: &[Parameter] = &[Parameter::Any];
const ANY_2: &[Parameter] = &[Parameter::Any, Parameter::Any];
const LAYOUT_ANY: &[Parameter] = &[Parameter::String, Parameter::Any];
const TEXT_TIME: &[Parameter] = &[Parameter::String, Parameter::Time];
const TEXT_2: &[Parameter] = &[Parameter::String, Parameter::String];
const IN_ZONE: &[Parameter] = &[Parameter::String, Parameter::Any, Parameter::String];

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[
    plain("ago", ANY, ago),
    plain("date", LAYOUT_ANY, date),
    plain("dateInZone", IN_ZONE, date_in_zone),
    plain("dateModify", TEXT_TIME, date_modify),
    plain("date_in_zone", IN_ZONE, date_in_zone),
    plain("date_modify", TEXT_TIME, date_modify),
    plain("duration", ANY, duration_of_seconds),
    plain("durationDays", ANY, duration_days),
    plain("durationHours", ANY, duration_hours),
    plain("durationMicroseconds", ANY, duration_microseconds),
    plain("durationMilliseconds", ANY, duration_milliseconds),
    plain("durationMinutes", ANY, duration_minutes),
    plain("durationNanoseconds", ANY, duration_nanoseconds),
    plain("durationRound", ANY, duration_round),
    plain("durationRoundTo", ANY_2, duration_round_to),
    plain("durationSeconds", ANY, duration_seconds),
    plain("durationTruncateTo", ANY_2, duration_truncate_to),
    plain("durationWeeks", ANY, duration_weeks),
    plain("htmlDate", ANY, html_date),
    plain("htmlDateInZone", &[Parameter::Any, Parameter::String], html_date_in_zone),
    plain("mustDateModify", TEXT_TIME, must_date_modify),
    plain("mustToDate", TEXT_2, must_to_date),
    plain("mustToDuration", ANY, must_to_duration),
    plain("must_date_modify", TEXT_TIME, must_date_modify),
    plain("now", &[], now),
    plain("toDate", TEXT_2, to_date),
    plain("unixEpoch", &[Parameter::Time], unix_epoch),
];

type Outcome = Result<Value, FunctionError>;

const SECOND: i64 = 1_000_000_000;

/// A point in time.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Moment {
    /// Seconds since 1970-01-01T00:00:00Z.
    seconds: i64,
    nanos: u32,
    zone: Zone,
}

impl Moment {
    /// Where the clock stands: 2000-01-01T00:00:00Z.
    fn now() -> Self {
        Self::unix(946_684_800)
    }

    fn unix(seconds: i64) -> Self {
        Self { seconds, nanos: 0, zone: zone::utc() }
    }

    /// Go's zero time: year 1.
    fn zero() -> Self {
        Self::unix(-62_135_596_800)
    }

    fn of(value: &Value) -> Option<Self> {
        match &value.data {
            Data::Object(Object::Time { seconds, nanos, zone }) => {
                Some(Self { seconds: *seconds, nanos: *nanos, zone: zone.clone() })
            }
            _ => None,
        }
    }

    fn into_value(self, origin: OriginId) -> Value {
        let Self { seconds, nanos, zone } = self;
        Value::object(Object::Time { seconds, nanos, zone }).with_origin(origin)
    }

    fn plus(mut self, nanos: i64) -> Self {
        let sum = i64::from(self.nanos) + nanos.rem_euclid(SECOND);
        self.seconds =
            self.seconds.saturating_add(nanos.div_euclid(SECOND)).saturating_add(sum.div_euclid(SECOND));
        self.nanos = u32::try_from(sum.rem_euclid(SECOND)).unwrap_or_default();
        self
    }

    /// How much later than `other` it is; as long as a duration can be, if it is more.
    fn since(&self, other: &Self) -> i64 {
        let seconds = i128::from(self.seconds) - i128::from(other.seconds);
        let nanos = seconds * i128::from(SECOND) + i128::from(self.nanos) - i128::from(other.nanos);
        let bounded = nanos.clamp(i128::from(i64::MIN), i128::from(i64::MAX));
        i64::try_from(bounded).unwrap_or_default()
    }
}

/// A date as Sprig takes it: a time, or seconds; now, if it is anything else. `narrow` is `ago`, which knows no `int32`.
fn moment(value: &Value, narrow: bool) -> Option<Moment> {
    use crate::value::IntType::{Int, Int32, Int64};
    match &value.data {
        Data::Int(seconds, Int | Int64) => Some(Moment::unix(*seconds)),
        Data::Int(seconds, Int32) if !narrow => Some(Moment::unix(*seconds)),
        _ => Moment::of(value),
    }
}

/// A result that is made of the arguments, or of the clock if it was asked.
fn origin(call: &mut Call<'_>, name: &'static str, arguments: &[Value], asks_clock: bool) -> OriginId {
    if asks_clock { call.random(name) } else { call.opaque(name, arguments) }
}

#[allow(clippy::unnecessary_wraps)] // the table wants one signature
fn now(call: &mut Call<'_>, _: &[Value]) -> Outcome {
    let origin = call.random("now");
    Ok(Moment::now().into_value(origin))
}

/// `date` in a layout, in a zone; UTC if there is no such zone.
#[allow(clippy::unnecessary_wraps)] // it ends functions of the table, which wants one signature
fn dated(
    call: &mut Call<'_>,
    name: &'static str,
    arguments: &[Value],
    layout: &[u8],
    date: &Value,
    zone: &[u8],
) -> Outcome {
    call.meter.bytes(8 * layout.len() as u64)?;
    let known = moment(date, false);
    let origin = origin(call, name, arguments, known.is_none());
    let moment = known.unwrap_or_else(Moment::now);
    let zone = zone::at(zone, moment.seconds);
    let shown = format_time(layout, moment.seconds, moment.nanos, &zone);
    Ok(Value::string(Text::of(shown, origin)))
}

const HTML: &[u8] = b"2006-01-02";
const LOCAL: &[u8] = b"Local";

fn date(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let layout = text(arguments, 0);
    dated(call, "date", arguments, layout.as_bytes(), value(arguments, 1), LOCAL)
}

fn date_in_zone(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (layout, zone) = (text(arguments, 0), text(arguments, 2));
    dated(call, "dateInZone", arguments, layout.as_bytes(), value(arguments, 1), zone.as_bytes())
}

fn html_date(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    dated(call, "htmlDate", arguments, HTML, value(arguments, 0), LOCAL)
}

fn html_date_in_zone(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let zone = text(arguments, 1);
    dated(call, "htmlDateInZone", arguments, HTML, value(arguments, 0), zone.as_bytes())
}

/// The date, so much later.
fn must_date_modify(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let nanos = parse_duration(text(arguments, 0).as_bytes()).map_err(FunctionError::new)?;
    let date = Moment::of(value(arguments, 1)).unwrap_or_else(Moment::zero);
    let origin = call.opaque("dateModify", arguments);
    Ok(date.plus(nanos).into_value(origin))
}

/// As `mustDateModify`; the date itself if the duration is none.
fn date_modify(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    must_date_modify(call, arguments).or_else(|_| Ok(value(arguments, 1).clone()))
}

fn must_to_date(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let (layout, text) = (text(arguments, 0), text(arguments, 1));
    call.meter.step((layout.len() + text.len()) as u64 / 8)?;
    let moment = parse::parse(layout.as_bytes(), text.as_bytes()).map_err(FunctionError::new)?;
    let origin = call.opaque("toDate", arguments);
    Ok(moment.into_value(origin))
}

/// As `mustToDate`; the zero time if the text is no date.
fn to_date(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    must_to_date(call, arguments).or_else(|error| {
        if error.cause != super::Cause::Plain {
            return Err(error);
        }
        let origin = call.opaque("toDate", arguments);
        Ok(Moment::zero().into_value(origin))
    })
}

#[allow(clippy::unnecessary_wraps)] // the table wants one signature
fn unix_epoch(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let date = Moment::of(value(arguments, 0)).unwrap_or_else(Moment::zero);
    Ok(call.made("unixEpoch", arguments, date.seconds.to_string()))
}

/// How long ago a date is, in whole seconds. What is no date is a moment ago.
#[allow(clippy::unnecessary_wraps)] // the table wants one signature
fn ago(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let moment = moment(value(arguments, 0), true).unwrap_or_else(Moment::now);
    let passed = duration::round(Moment::now().since(&moment), SECOND);
    let origin = call.random("ago");
    Ok(Value::string(Text::of(duration_text(passed), origin)))
}

/// So many seconds, as a duration is shown; zero for what is neither text nor `int64`.
#[allow(clippy::unnecessary_wraps)] // the table wants one signature
fn duration_of_seconds(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    use crate::value::IntType::Int64;
    let seconds = match &value(arguments, 0).data {
        Data::String(text) => duration::parse_int(text.as_bytes()),
        Data::Int(seconds, Int64) => *seconds,
        _ => 0,
    };
    Ok(call.made("duration", arguments, duration_text(seconds.wrapping_mul(SECOND))))
}

/// The largest unit of a duration, as `3mo`.
#[allow(clippy::unnecessary_wraps)] // the table wants one signature
fn duration_round(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    use crate::value::IntType::Int64;
    const HOUR: u64 = 3_600 * SECOND.unsigned_abs();
    const UNITS: [(u64, &str); 6] = [
        (HOUR * 24 * 365, "y"),
        (HOUR * 24 * 30, "mo"),
        (HOUR * 24, "d"),
        (HOUR, "h"),
        (HOUR / 60, "m"),
        (HOUR / 3_600, "s"),
    ];
    let argument = value(arguments, 0);
    let date = Moment::of(argument);
    let nanos = match (&argument.data, &date) {
        (_, Some(date)) => Moment::now().since(date),
        (Data::String(text), _) => parse_duration(text.as_bytes()).unwrap_or_default(),
        (Data::Int(nanos, Int64), _) => *nanos,
        _ => 0,
    };
    let size = nanos.unsigned_abs();
    let shown = match UNITS.iter().find(|(unit, _)| size > *unit) {
        Some((unit, name)) => format!("{}{name}", size / unit),
        None => "0s".to_owned(),
    };
    let origin = origin(call, "durationRound", arguments, date.is_some());
    Ok(Value::string(Text::of(shown, origin)))
}

#[allow(clippy::unnecessary_wraps)] // it ends functions of the table, which wants one signature
fn duration_value(call: &mut Call<'_>, name: &'static str, arguments: &[Value], nanos: i64) -> Outcome {
    let origin = call.opaque(name, arguments);
    Ok(Value::object(Object::Duration(nanos)).with_origin(origin))
}

fn must_to_duration(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let nanos = as_duration(value(arguments, 0)).map_err(FunctionError::new)?;
    duration_value(call, "mustToDuration", arguments, nanos)
}

/// The argument as a whole number of units; zero for what is no duration.
#[allow(clippy::unnecessary_wraps)] // it ends functions of the table, which wants one signature
fn whole(call: &mut Call<'_>, name: &'static str, arguments: &[Value], unit: i64) -> Outcome {
    let nanos = as_duration(value(arguments, 0)).unwrap_or_default();
    let origin = call.opaque(name, arguments);
    Ok(Value::int64(nanos / unit).with_origin(origin))
}

/// The argument in units of so many seconds; zero for what is no duration.
#[allow(clippy::unnecessary_wraps)] // it ends functions of the table, which wants one signature
fn fraction(
    call: &mut Call<'_>,
    name: &'static str,
    arguments: &[Value],
    count: impl FnOnce(i64) -> f64,
) -> Outcome {
    let nanos = as_duration(value(arguments, 0)).unwrap_or_default();
    let origin = call.opaque(name, arguments);
    Ok(Value::float(count(nanos)).with_origin(origin))
}

fn duration_nanoseconds(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    whole(call, "durationNanoseconds", arguments, 1)
}

fn duration_microseconds(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    whole(call, "durationMicroseconds", arguments, 1_000)
}

fn duration_milliseconds(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    whole(call, "durationMilliseconds", arguments, 1_000_000)
}

fn duration_seconds(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    fraction(call, "durationSeconds", arguments, |nanos| duration::in_units(nanos, 1))
}

fn duration_minutes(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    fraction(call, "durationMinutes", arguments, |nanos| duration::in_units(nanos, 60))
}

fn duration_hours(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    fraction(call, "durationHours", arguments, |nanos| duration::in_units(nanos, 3_600))
}

fn duration_days(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    fraction(call, "durationDays", arguments, |nanos| duration::in_units(nanos, 3_600) / 24.0)
}

fn duration_weeks(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    fraction(call, "durationWeeks", arguments, |nanos| duration::in_units(nanos, 3_600) / 24.0 / 7.0)
}

/// Both arguments as durations; a second that is none gives the first itself, a first that is none gives zero.
fn adjusted(
    call: &mut Call<'_>,
    name: &'static str,
    arguments: &[Value],
    adjust: impl FnOnce(i64, i64) -> i64,
) -> Outcome {
    let nanos = match (as_duration(value(arguments, 0)), as_duration(value(arguments, 1))) {
        (Err(_), _) => 0,
        (Ok(nanos), Err(_)) => nanos,
        (Ok(nanos), Ok(unit)) => adjust(nanos, unit),
    };
    duration_value(call, name, arguments, nanos)
}

fn duration_round_to(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    adjusted(call, "durationRoundTo", arguments, duration::round)
}

fn duration_truncate_to(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    adjusted(
        call,
        "durationTruncateTo",
        arguments,
        |nanos, unit| {
            if unit > 0 { nanos - nanos % unit } else { nanos }
        },
    )
}
