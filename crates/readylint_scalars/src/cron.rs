//! Cron schedules as the CronJob controller reads them: `ParseStandard` of github.com/robfig/cron/v3.
//!
//! Five fields, `@hourly` and its kin, `@every <duration>`. Whether the time zone of a `TZ=` prefix exists is
//! not judged: the API server refuses the prefix as such.

use std::fmt;
use std::time::Duration;

use readylint_text::TextRange;

use super::duration::{DurationError, parse_go_duration};
use super::quoted::Quoted;

/// One of the five fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CronField {
    /// 0 to 59.
    Minute,
    /// 0 to 23.
    Hour,
    /// 1 to 31.
    DayOfMonth,
    /// 1 to 12, or `jan` to `dec`.
    Month,
    /// 0 to 6, or `sun` to `sat`. 7 is not Sunday here.
    DayOfWeek,
}

const FIELDS: [CronField; 5] =
    [CronField::Minute, CronField::Hour, CronField::DayOfMonth, CronField::Month, CronField::DayOfWeek];

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

impl CronField {
    /// The smallest and the largest value.
    pub fn bounds(self) -> (u64, u64) {
        match self {
            Self::Minute => (0, 59),
            Self::Hour => (0, 23),
            Self::DayOfMonth => (1, 31),
            Self::Month => (1, 12),
            Self::DayOfWeek => (0, 6),
        }
    }

    fn named(self, text: &str) -> Option<u64> {
        let (names, first): (&[&str], u64) = match self {
            Self::Month => (&MONTHS, 1),
            Self::DayOfWeek => (&WEEKDAYS, 0),
            _ => return None,
        };
        let place = names.iter().position(|name| name.eq_ignore_ascii_case(text))?;
        Some(first + place as u64)
    }
}

impl fmt::Display for CronField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::DayOfMonth => "day of month",
            Self::Month => "month",
            Self::DayOfWeek => "day of week",
        })
    }
}

/// The values of one field: bit *n* is value *n*.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Values {
    bits: u64,
    /// Whether a `*` or `?` without step stands in it: then the other day field alone decides the day.
    any: bool,
}

impl Values {
    const fn has(self, value: u64) -> bool {
        value < 64 && self.bits >> value & 1 == 1
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plan {
    /// Minute, hour, day of month, month, day of week.
    Fields([Values; 5]),
    /// Whole seconds, at least one.
    Every(u64),
}

/// A schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CronSchedule {
    plan: Plan,
    time_zone: Option<TextRange>,
}

/// How far apart the runs of a schedule are, daylight saving aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CronGaps {
    /// The least time between two runs.
    pub shortest: Duration,
    /// The most time between two runs.
    pub longest: Duration,
}

impl CronSchedule {
    /// Reads `text`.
    ///
    /// # Errors
    ///
    /// When the CronJob controller could not read it, with the bytes to underline.
    pub fn parse(text: &str) -> Result<Self, CronError> {
        if text.is_empty() {
            return Err(CronError::new(CronErrorKind::Empty, 0, 0));
        }
        let mut time_zone = None;
        let mut start = 0;
        if text.starts_with("TZ=") || text.starts_with("CRON_TZ=") {
            let Some(space) = text.find(' ') else {
                return Err(CronError::new(CronErrorKind::OnlyTimeZone, 0, text.len()));
            };
            time_zone = Some(TextRange::at(0, space));
            start = text.len() - text[space..].trim_start().len();
        }
        let body = if time_zone.is_some() { text[start..].trim_end() } else { text };
        let plan = if body.starts_with('@') { descriptor(body, start)? } else { fields(body, start)? };
        Ok(Self { plan, time_zone })
    }

    /// Where a `TZ=` or `CRON_TZ=` prefix stands. The API server refuses one on creation: the zone belongs
    /// into `spec.timeZone`.
    pub fn time_zone(&self) -> Option<TextRange> {
        self.time_zone
    }

    /// Whether no day ever fits, such as 30 February, or a field lists nothing.
    pub fn never_fires(&self) -> bool {
        self.gaps().is_none()
    }

    /// Whether `day` of `month` fits, given its weekday (0 is Sunday).
    fn fits_day(values: &[Values; 5], day: u64, month: u64, weekday: u64) -> bool {
        let [_, _, of_month, months, of_week] = values;
        let (fits_month, fits_week) = (of_month.has(day), of_week.has(weekday));
        months.has(month)
            && if of_month.any || of_week.any { fits_month && fits_week } else { fits_month || fits_week }
    }

    /// The shortest and the longest time between runs; `None` if there are no runs.
    pub fn gaps(&self) -> Option<CronGaps> {
        let values = match &self.plan {
            Plan::Every(seconds) => {
                let every = Duration::from_secs(*seconds);
                return Some(CronGaps { shortest: every, longest: every });
            }
            Plan::Fields(values) => values,
        };
        let times = day_times(values[0], values[1]);
        let (first, last) = (*times.first()?, *times.last()?);
        let mut gaps = Extremes::default();
        for pair in times.windows(2) {
            gaps.add(pair[1] - pair[0]);
        }
        let mut days = Extremes::default();
        for_each_gap(|day, month, weekday| Self::fits_day(values, day, month, weekday), |gap| days.add(gap));
        let (nearest, farthest) = days.0?;
        gaps.add(nearest * MINUTES_A_DAY + first - last);
        gaps.add(farthest * MINUTES_A_DAY + first - last);
        let (shortest, longest) = gaps.0?;
        Some(CronGaps {
            shortest: Duration::from_secs(shortest * 60),
            longest: Duration::from_secs(longest * 60),
        })
    }
}

const MINUTES_A_DAY: u64 = 24 * 60;

/// The least and the most of what was added.
#[derive(Default)]
struct Extremes(Option<(u64, u64)>);

impl Extremes {
    fn add(&mut self, value: u64) {
        let (least, most) = self.0.unwrap_or((value, value));
        self.0 = Some((least.min(value), most.max(value)));
    }
}

/// The minutes of a day at which the schedule runs, ascending; at most 1440.
fn day_times(minutes: Values, hours: Values) -> Vec<u64> {
    (0..24)
        .filter(|&hour| hours.has(hour))
        .flat_map(|hour| {
            (0..60).filter(move |&minute| minutes.has(minute)).map(move |minute| hour * 60 + minute)
        })
        .collect()
}

/// Calls `gap` with the days between each two days that `fits` (day, month, weekday). Walks the 28 years
/// after which weekdays and leap years repeat, about ten thousand days.
fn for_each_gap(fits: impl Fn(u64, u64, u64) -> bool, mut gap: impl FnMut(u64)) {
    const LENGTHS: [u64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut today: u64 = 0;
    let mut first = None;
    let mut previous = None;
    for year in 1..=28_u64 {
        for (month, length) in (1..).zip(LENGTHS) {
            let length = length + u64::from(month == 2 && year.is_multiple_of(4));
            for day in 1..=length {
                // 1 January 2001, the first day of this calendar, was a Monday
                if fits(day, month, (today + 1) % 7) {
                    if let Some(previous) = previous {
                        gap(today - previous);
                    }
                    first = first.or(Some(today));
                    previous = Some(today);
                }
                today += 1;
            }
        }
    }
    if let (Some(first), Some(last)) = (first, previous) {
        gap(today - last + first);
    }
}

/// `@hourly` and the like; `text` begins at byte `start`.
fn descriptor(text: &str, start: usize) -> Result<Plan, CronError> {
    let error = |kind| CronError::new(kind, start, start + text.len());
    let standard = match text {
        "@yearly" | "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" | "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        _ => {
            let Some(interval) = text.strip_prefix("@every ") else {
                return Err(error(CronErrorKind::UnknownDescriptor(text.to_owned())));
            };
            let nanos = parse_go_duration(interval).map_err(|cause| error(CronErrorKind::Interval(cause)))?;
            return Ok(Plan::Every(u64::try_from(nanos / 1_000_000_000).unwrap_or(0).max(1)));
        }
    };
    fields(standard, 0)
}

/// The five fields; `text` begins at byte `start`.
fn fields(text: &str, start: usize) -> Result<Plan, CronError> {
    let found = text.split_whitespace().count();
    if found != FIELDS.len() {
        return Err(CronError::new(CronErrorKind::FieldCount(found), start, start + text.len()));
    }
    let mut values = [Values::default(); 5];
    let mut rest = text;
    for (field, slot) in FIELDS.into_iter().zip(&mut values) {
        rest = rest.trim_start();
        let at = start + text.len() - rest.len();
        let (word, after) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
        *slot = field_values(field, word, at)?;
        rest = after;
    }
    Ok(Plan::Fields(values))
}

/// One field, a list of ranges; `word` begins at byte `start`.
fn field_values(field: CronField, word: &str, start: usize) -> Result<Values, CronError> {
    let mut values = Values::default();
    let mut at = start;
    for item in word.split(',') {
        // empty items are skipped, so that `,` alone is a field without values
        if !item.is_empty() {
            let range = item_values(field, item).map_err(|kind| CronError::new(kind, at, at + item.len()))?;
            values.bits |= range.bits;
            values.any |= range.any;
        }
        at += item.len() + 1;
    }
    Ok(values)
}

/// One range: `*`, `5`, `1-5`, each with an optional `/step`.
fn item_values(field: CronField, item: &str) -> Result<Values, CronErrorKind> {
    let (lowest, highest) = field.bounds();
    let mut by_slash = item.split('/');
    let range = by_slash.next().unwrap_or_default();
    let step_text = by_slash.next();
    let mut by_hyphen = range.split('-');
    let low = by_hyphen.next().unwrap_or_default();
    let high = by_hyphen.next();
    let is_any = matches!(low, "*" | "?");
    let (first, mut last) = if is_any {
        (lowest, highest)
    } else {
        let first = value(field, low)?;
        let last = high.map_or(Ok(first), |high| value(field, high))?;
        if by_hyphen.next().is_some() {
            return Err(CronErrorKind::ManyHyphens(item.to_owned()));
        }
        (first, last)
    };
    let mut step = 1;
    if let Some(text) = step_text {
        step = whole(text).ok_or_else(|| CronErrorKind::Step(text.to_owned()))?;
        if high.is_none() {
            last = highest;
        }
        if by_slash.next().is_some() {
            return Err(CronErrorKind::ManySlashes(item.to_owned()));
        }
    }
    if let Some(outside) = [first, last].into_iter().find(|number| !(lowest..=highest).contains(number)) {
        return Err(CronErrorKind::OutOfBounds(field, outside));
    }
    if first > last {
        return Err(CronErrorKind::Backwards(item.to_owned()));
    }
    if step == 0 {
        return Err(CronErrorKind::Step("0".to_owned()));
    }
    let bits = (first..=last)
        .step_by(usize::try_from(step).unwrap_or(usize::MAX))
        .fold(0, |bits, number| bits | 1 << number);
    Ok(Values { bits, any: is_any && step == 1 })
}

fn value(field: CronField, text: &str) -> Result<u64, CronErrorKind> {
    field.named(text).or_else(|| whole(text)).ok_or_else(|| CronErrorKind::Value(field, text.to_owned()))
}

/// A number as Go's `strconv.Atoi` reads it (a plus sign is allowed), not below zero.
fn whole(text: &str) -> Option<u64> {
    text.parse::<i64>().ok().and_then(|number| u64::try_from(number).ok())
}

/// Why a text is no schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CronErrorKind {
    /// The text is empty.
    Empty,
    /// A time zone prefix and nothing after it.
    OnlyTimeZone,
    /// An `@` word that does not exist.
    UnknownDescriptor(String),
    /// The interval of `@every` is no duration.
    Interval(DurationError),
    /// Not five fields but this many.
    FieldCount(usize),
    /// Neither a number nor a name that the field knows.
    Value(CronField, String),
    /// A number that the field does not have.
    OutOfBounds(CronField, u64),
    /// A range whose end is before its beginning.
    Backwards(String),
    /// A step that is no number above zero.
    Step(String),
    /// More than one hyphen in a range.
    ManyHyphens(String),
    /// More than one slash in a range.
    ManySlashes(String),
}

/// A text that is no schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CronError {
    /// Why.
    pub kind: CronErrorKind,
    /// The bytes of the text to underline; empty only if the text is.
    pub range: TextRange,
}

impl CronError {
    fn new(kind: CronErrorKind, start: usize, end: usize) -> Self {
        Self { kind, range: TextRange::at(start, end) }
    }
}

impl fmt::Display for CronError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            CronErrorKind::Empty => f.write_str("a schedule cannot be empty"),
            CronErrorKind::OnlyTimeZone => f.write_str("a time zone without a schedule"),
            CronErrorKind::UnknownDescriptor(text) => write!(
                f,
                "unknown schedule {}; known are `@yearly`, `@monthly`, `@weekly`, `@daily`, `@hourly` and `@every`",
                Quoted(text)
            ),
            CronErrorKind::Interval(cause) => write!(f, "the interval of `@every` is no duration: {cause}"),
            CronErrorKind::FieldCount(found) => write!(
                f,
                "{found} {} where five are needed: minute, hour, day of month, month, day of week",
                if *found == 1 { "field" } else { "fields" }
            ),
            CronErrorKind::Value(field, text) => write!(f, "{} is no {field}", Quoted(text)),
            CronErrorKind::OutOfBounds(field, number) => {
                let (lowest, highest) = field.bounds();
                write!(f, "{number} is no {field}; it is {lowest} to {highest}")?;
                if (*field, *number) == (CronField::DayOfWeek, 7) {
                    f.write_str(", and Sunday is 0")?;
                }
                Ok(())
            }
            CronErrorKind::Backwards(text) => {
                write!(f, "the range {} ends before it begins", Quoted(text))
            }
            CronErrorKind::Step(text) => write!(f, "the step {} is no number above zero", Quoted(text)),
            CronErrorKind::ManyHyphens(text) => write!(f, "more than one `-` in {}", Quoted(text)),
            CronErrorKind::ManySlashes(text) => write!(f, "more than one `/` in {}", Quoted(text)),
        }
    }
}

impl std::error::Error for CronError {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn refusal(text: &str) -> (String, &str) {
        let error = CronSchedule::parse(text).unwrap_err();
        (error.to_string(), &text[error.range.to_usize()])
    }

    fn never(text: &str) -> bool {
        CronSchedule::parse(text).unwrap().never_fires()
    }

    #[test]
    fn refusals_point_at_the_item() {
        assert_eq!(refusal("61 * * * *"), ("61 is no minute; it is 0 to 59".to_owned(), "61"));
        assert_eq!(
            refusal("0 0 * * 1,7"),
            ("7 is no day of week; it is 0 to 6, and Sunday is 0".to_owned(), "7")
        );
        assert_eq!(refusal("0 0 * foo *"), ("`foo` is no month".to_owned(), "foo"));
        assert_eq!(refusal("TZ=UTC  0 25 * * *"), ("25 is no hour; it is 0 to 23".to_owned(), "25"));
        assert_eq!(
            refusal("0 0 * * * *"),
            (
                "6 fields where five are needed: minute, hour, day of month, month, day of week".to_owned(),
                "0 0 * * * *"
            )
        );
        assert_eq!(refusal("*/0 * * * *"), ("the step `0` is no number above zero".to_owned(), "*/0"));
    }

    #[test]
    fn a_time_zone_is_flagged_and_not_an_error() {
        let text = "CRON_TZ=Europe/Berlin 0 3 * * *";
        let range = CronSchedule::parse(text).unwrap().time_zone().unwrap();
        assert_eq!(&text[range.to_usize()], "CRON_TZ=Europe/Berlin");
        assert!(CronSchedule::parse("TZ=UTC").is_err());
    }

    #[test]
    fn days_that_never_come() {
        assert!(never("0 0 30 2 *") && never("0 0 31 4,6,9,11 *") && never(", * * * *"));
        assert!(!never("0 0 29 2 *"));
        // either day is enough if both are given
        assert!(!never("0 0 30 2 1"));
    }

    #[test]
    fn gaps_between_runs() {
        let gaps = |text: &str| {
            let gaps = CronSchedule::parse(text).unwrap().gaps().unwrap();
            (gaps.shortest.as_secs() / 60, gaps.longest.as_secs() / 60)
        };
        assert_eq!(gaps("*/15 * * * *"), (15, 15));
        assert_eq!(gaps("0 3 * * *"), (1440, 1440));
        assert_eq!(gaps("0 9-17 * * 1-5"), (60, 2 * 1440 + 16 * 60));
        assert_eq!(gaps("0 0 29 2 *"), (1461 * 1440, 1461 * 1440));
        assert_eq!(gaps("@every 90s"), (1, 1));
    }
}
