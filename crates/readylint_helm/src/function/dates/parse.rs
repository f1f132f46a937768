//! Reading times by a layout (Go's `time.ParseInLocation`; the location is UTC).

use super::duration::{leading_int, time_quote};
use super::layout::{Element, Fill, MONTHS, Offset, WEEKDAYS, next};
use super::{Moment, zone};

/// Why an element does not fit.
enum Misfit {
    /// The text is no such thing.
    Bad,
    /// The number is too large or too small for what this names.
    Range(&'static str),
}

type Fits<T> = Result<T, Misfit>;

/// What was read so far.
struct Reader<'a> {
    rest: &'a [u8],
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
    year_day: Option<i64>,
    hour: i64,
    minute: i64,
    second: i64,
    nanos: u32,
    is_afternoon: bool,
    is_morning: bool,
    /// Whether the text says UTC itself.
    is_utc: bool,
    offset: Option<i64>,
    zone: &'a [u8],
}

/// The time that a text says; otherwise Go's words.
pub(super) fn parse(layout: &[u8], text: &[u8]) -> Result<Moment, String> {
    let mut reader = Reader {
        rest: text,
        year: 0,
        month: None,
        day: None,
        year_day: None,
        hour: 0,
        minute: 0,
        second: 0,
        nanos: 0,
        is_afternoon: false,
        is_morning: false,
        is_utc: false,
        offset: None,
        zone: b"",
    };
    let start = format!("parsing time {}", time_quote(text));
    let misfit = |rest: &[u8], element: &[u8]| {
        let (layout, rest, element) = (time_quote(layout), time_quote(rest), time_quote(element));
        format!("{start} as {layout}: cannot parse {rest} as {element}")
    };
    let mut ahead = layout;
    loop {
        let found = next(ahead);
        let literal = found.as_ref().map_or(ahead.len(), |(range, _)| range.start);
        let literal = ahead.get(..literal).unwrap_or_default();
        reader.rest = skip(reader.rest, literal).map_err(|rest| misfit(rest, literal))?;
        let Some((range, element)) = found else { break };
        let shown = ahead.get(range.clone()).unwrap_or_default();
        ahead = ahead.get(range.end..).unwrap_or_default();
        let before = reader.rest;
        reader.read(element, ahead).map_err(|why| match why {
            Misfit::Bad => misfit(before, shown),
            Misfit::Range(what) => format!("{start}: {what} out of range"),
        })?;
    }
    if !reader.rest.is_empty() {
        return Err(format!("{start}: extra text: {}", time_quote(reader.rest)));
    }
    reader.finish().map_err(|why| format!("{start}: {why}"))
}

/// Without a literal in front; any blanks fit any blanks. Otherwise what is left where they differ.
fn skip<'a>(mut text: &'a [u8], mut literal: &[u8]) -> Result<&'a [u8], &'a [u8]> {
    fn without_blanks(text: &[u8]) -> &[u8] {
        let blanks = text.iter().take_while(|byte| **byte == b' ').count();
        text.get(blanks..).unwrap_or_default()
    }
    while let Some((expected, behind)) = literal.split_first() {
        if *expected == b' ' {
            if text.first().is_some_and(|byte| *byte != b' ') {
                return Err(text);
            }
            (text, literal) = (without_blanks(text), without_blanks(literal));
            continue;
        }
        match text.split_first() {
            Some((byte, rest)) if byte == expected => (text, literal) = (rest, behind),
            _ => return Err(text),
        }
    }
    Ok(text)
}

fn in_range(number: i64, range: std::ops::Range<i64>, what: &'static str) -> Fits<i64> {
    if range.contains(&number) { Ok(number) } else { Err(Misfit::Range(what)) }
}

impl<'a> Reader<'a> {
    fn read(&mut self, element: Element, ahead: &[u8]) -> Fits<()> {
        match element {
            Element::Year { is_long: false } => {
                let year = signed(self.take(2)?)?;
                self.year = if year >= 69 { year + 1_900 } else { year + 2_000 };
            }
            Element::Year { is_long: true } => {
                if !self.rest.first().is_some_and(u8::is_ascii_digit) {
                    return Err(Misfit::Bad);
                }
                self.year = signed(self.take(4)?)?;
            }
            Element::Month { is_long } => self.month = Some(self.name(&MONTHS, is_long)? + 1),
            Element::MonthNumber(fill) => {
                self.month = Some(in_range(self.number(2, fill == Fill::Zero)?, 1..13, "month")?);
            }
            Element::Weekday { is_long } => {
                self.name(&WEEKDAYS, is_long)?;
            }
            Element::Day(fill) => {
                self.skip_blanks(usize::from(fill == Fill::Blank));
                self.day = Some(self.number(2, fill == Fill::Zero)?);
            }
            Element::YearDay(fill) => {
                self.skip_blanks(if fill == Fill::Blank { 2 } else { 0 });
                self.year_day = Some(self.number(3, fill == Fill::Zero)?);
            }
            Element::Hour => self.hour = in_range(self.number(2, false)?, 0..24, "hour")?,
            Element::Hour12(fill) => {
                self.hour = in_range(self.number(2, fill == Fill::Zero)?, 0..13, "hour")?;
            }
            Element::Minute(fill) => {
                self.minute = in_range(self.number(2, fill == Fill::Zero)?, 0..60, "minute")?;
            }
            Element::Second(fill) => {
                self.second = in_range(self.number(2, fill == Fill::Zero)?, 0..60, "second")?;
                // a fraction may follow though the layout does not say so
                let is_said = matches!(next(ahead), Some((_, Element::Fraction { .. })));
                if !is_said && let Some(width) = self.fraction() {
                    self.nanos = nanoseconds(self.take(width)?)?;
                }
            }
            Element::Half { is_large } => match (self.take(2)?, is_large) {
                (b"PM", true) | (b"pm", false) => self.is_afternoon = true,
                (b"AM", true) | (b"am", false) => self.is_morning = true,
                _ => return Err(Misfit::Bad),
            },
            Element::Offset(offset) => self.read_offset(offset)?,
            Element::ZoneName => {
                if self.rest.starts_with(b"UTC") {
                    self.take(3)?;
                    self.is_utc = true;
                } else {
                    let width = zone_name(self.rest).ok_or(Misfit::Bad)?;
                    self.zone = self.take(width)?;
                }
            }
            Element::Fraction { digits, trims: false, .. } => {
                self.nanos = nanoseconds(self.take(1 + digits)?)?;
            }
            Element::Fraction { trims: true, .. } => {
                if let Some(width) = self.fraction() {
                    self.nanos = nanoseconds(self.take(width)?)?;
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, count: usize) -> Fits<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Misfit::Bad)?;
        self.rest = rest;
        Ok(taken)
    }

    fn skip_blanks(&mut self, most: usize) {
        let blanks = self.rest.iter().take(most).take_while(|byte| **byte == b' ').count();
        self.rest = self.rest.get(blanks..).unwrap_or_default();
    }

    /// A number of at most so many digits, or exactly so many.
    fn number(&mut self, most: usize, is_fixed: bool) -> Fits<i64> {
        let digits = self.rest.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 || is_fixed && digits != most {
            return Err(Misfit::Bad);
        }
        signed(self.take(digits)?)
    }

    /// The index of the name here, in any case.
    fn name(&mut self, names: &[&str], is_long: bool) -> Fits<i64> {
        for (index, name) in (0..).zip(names) {
            let name = if is_long { name } else { name.get(..3).unwrap_or_default() };
            if self.rest.get(..name.len()).is_some_and(|text| text.eq_ignore_ascii_case(name.as_bytes())) {
                self.take(name.len())?;
                return Ok(index);
            }
        }
        Err(Misfit::Bad)
    }

    /// The width of a fraction of a second here, with its point.
    fn fraction(&self) -> Option<usize> {
        let (sign, digits) = self.rest.split_first()?;
        let digits = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        (matches!(sign, b'.' | b',') && digits > 0).then_some(1 + digits)
    }

    fn read_offset(&mut self, offset: Offset) -> Fits<()> {
        if offset.has_z && self.rest.first() == Some(&b'Z') {
            self.take(1)?;
            self.is_utc = true;
            return Ok(());
        }
        let parts = offset.parts;
        let text = self.take(1 + 2 * parts + if offset.has_colons { parts - 1 } else { 0 })?;
        let step = if offset.has_colons { 3 } else { 2 };
        let part = |index: usize| -> Fits<i64> {
            if index >= parts {
                return Ok(0);
            }
            let start = 1 + index * step;
            if offset.has_colons && index > 0 && text.get(start - 1) != Some(&b':') {
                return Err(Misfit::Bad);
            }
            let digits = text.get(start..start + 2).filter(|digits| digits.iter().all(u8::is_ascii_digit));
            signed(digits.ok_or(Misfit::Bad)?)
        };
        // Go looks at the colons first, then reads parts until one is none, and judges the ranges of those it read before
        // it says that something is none
        if (1..parts).any(|index| offset.has_colons && text.get(index * step) != Some(&b':')) {
            return Err(Misfit::Bad);
        }
        let (mut numbers, mut is_bad) = ([0; 3], false);
        for (index, number) in numbers.iter_mut().enumerate() {
            match part(index) {
                Ok(read) => *number = read,
                Err(_) => {
                    is_bad = true;
                    break;
                }
            }
        }
        let [hours, minutes, seconds] = numbers;
        in_range(seconds, 0..61, "time zone offset second")?;
        in_range(minutes, 0..61, "time zone offset minute")?;
        in_range(hours, 0..25, "time zone offset hour")?;
        let sign = match text.first() {
            Some(b'+') if !is_bad => 1,
            Some(b'-') if !is_bad => -1,
            _ => return Err(Misfit::Bad),
        };
        self.offset = Some(sign * ((hours * 60 + minutes) * 60 + seconds));
        Ok(())
    }

    /// All together, checked.
    fn finish(mut self) -> Result<Moment, String> {
        if self.is_afternoon && self.hour < 12 {
            self.hour += 12;
        } else if self.is_morning && self.hour == 12 {
            self.hour = 0;
        }
        if let Some(year_day) = self.year_day {
            self.read_year_day(year_day)?;
        }
        let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        if day < 1 || day > days_before(month + 1, self.year) - days_before(month, self.year) {
            return Err("day out of range".to_owned());
        }
        let days = days_before_year(self.year) + days_before(month, self.year) + day - 1;
        let clock = (self.hour * 60 + self.minute) * 60 + self.second;
        let seconds = days * 86_400 + clock;
        let at = |seconds: i64, zone| Moment { seconds, nanos: self.nanos, zone };
        let name = String::from_utf8_lossy(self.zone);
        // an offset of -1 second is as if there were none
        match self.offset.filter(|offset| *offset != -1) {
            _ if self.is_utc => Ok(at(seconds, zone::utc())),
            Some(0) if matches!(self.zone, b"" | b"UTC") => Ok(at(seconds, zone::utc())),
            Some(offset) => {
                let zone = zone::fixed(&name, i32::try_from(offset).unwrap_or_default());
                Ok(at(seconds - offset, zone))
            }
            None if self.zone.is_empty() => Ok(at(seconds, zone::utc())),
            None => {
                let hours = self.zone.strip_prefix(b"GMT").and_then(|hours| signed(hours).ok());
                let offset = 3_600 * hours.unwrap_or_default();
                // the name alone does not move the time, only how it is shown
                Ok(at(seconds, zone::fixed(&name, i32::try_from(offset).unwrap_or_default())))
            }
        }
    }

    fn read_year_day(&mut self, year_day: i64) -> Result<(), String> {
        let months = (1..=12).rev();
        let month = months.into_iter().find(|month| days_before(*month, self.year) < year_day);
        let is_within = year_day >= 1 && year_day <= days_before(13, self.year);
        let Some(month) = month.filter(|_| is_within) else {
            return Err("day-of-year out of range".to_owned());
        };
        let day = year_day - days_before(month, self.year);
        if self.month.is_some_and(|said| said != month) {
            return Err("day-of-year does not match month".to_owned());
        }
        if self.day.is_some_and(|said| said != day) {
            return Err("day-of-year does not match day".to_owned());
        }
        (self.month, self.day) = (Some(month), Some(day));
        Ok(())
    }
}

/// A number that may have a sign.
fn signed(text: &[u8]) -> Fits<i64> {
    let (sign, digits) = match text.split_first() {
        Some((b'-', digits)) => (-1, digits),
        Some((b'+', digits)) => (1, digits),
        _ => (1, text),
    };
    match leading_int(digits) {
        Some((number, [])) => Ok(sign * i64::try_from(number).unwrap_or_default()),
        _ => Err(Misfit::Bad),
    }
}

/// A point and digits, of which nine count.
fn nanoseconds(text: &[u8]) -> Fits<u32> {
    let Some((b'.' | b',', digits)) = text.split_first() else { return Err(Misfit::Bad) };
    let digits = digits.get(..9).unwrap_or(digits);
    let number = signed(digits)?;
    let scale = 10_i64.pow(u32::try_from(9 - digits.len()).unwrap_or_default());
    u32::try_from(number * scale).map_err(|_| Misfit::Range("fractional second"))
}

/// The width of the abbreviation of a zone: three letters, four or five that end with `T`, and some that are odd.
fn zone_name(text: &[u8]) -> Option<usize> {
    if text.len() < 3 {
        return None;
    }
    if text.starts_with(b"ChST") || text.starts_with(b"MeST") {
        return Some(4);
    }
    if let Some(behind) = text.strip_prefix(b"GMT") {
        return Some(3 + signed_hours(behind).unwrap_or_default());
    }
    if matches!(text.first(), Some(b'+' | b'-')) {
        return signed_hours(text);
    }
    let letters = text.iter().take(6).take_while(|byte| byte.is_ascii_uppercase()).count();
    let ends_with_t = letters > 0 && text.get(letters - 1) == Some(&b'T');
    match letters {
        3 => Some(3),
        4 if ends_with_t || text.starts_with(b"WITA") => Some(4),
        5 if ends_with_t => Some(5),
        _ => None,
    }
}

/// The width of a sign and a number up to 23.
fn signed_hours(text: &[u8]) -> Option<usize> {
    let (b'+' | b'-', digits) = text.split_first()? else { return None };
    let (hours, rest) = leading_int(digits)?;
    (rest.len() < digits.len() && hours <= 23).then_some(text.len() - rest.len())
}

fn is_leap(year: i64) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

/// The days of a year before the first of a month; before the 13th month, all of them.
pub(super) fn days_before(month: i64, year: i64) -> i64 {
    const DAYS: [i64; 13] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
    let index = usize::try_from(month - 1).unwrap_or_default();
    DAYS.get(index).copied().unwrap_or_default() + i64::from(month > 2 && is_leap(year))
}

/// The days from 1970-01-01 to the first of January of a year.
fn days_before_year(year: i64) -> i64 {
    let before = year - 1;
    let leaps = before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400);
    before * 365 + leaps - 719_162
}
