//! Layouts: Go's way to say how a time is written, by the example of Monday, 2 January 2006, 15:04:05 (`time/format.go`).

use crate::format::civil;
use crate::value::Zone;

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) const WEEKDAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// How a number is filled up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    None,
    Blank,
    Zero,
}

/// An element of a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// `January`, `Jan`
    Month { is_long: bool },
    /// `1`, `01`
    MonthNumber(Fill),
    /// `Monday`, `Mon`
    Weekday { is_long: bool },
    /// `2`, `_2`, `02`
    Day(Fill),
    /// `__2`, `002`
    YearDay(Fill),
    /// `15`
    Hour,
    /// `3`, `03`
    Hour12(Fill),
    /// `4`, `04`
    Minute(Fill),
    /// `5`, `05`
    Second(Fill),
    /// `2006`, `06`
    Year { is_long: bool },
    /// `PM`, `pm`
    Half { is_large: bool },
    /// `MST`
    ZoneName,
    /// `Z07:00`, `-0700` and the like
    Offset(Offset),
    /// `.000`, `,999`: the sign, how many digits, whether zeros at the end are left out
    Fraction { sign: u8, digits: usize, trims: bool },
}

/// How an offset from UTC is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offset {
    /// Whether `Z` stands for none.
    pub(super) has_z: bool,
    /// Hours; hours and minutes; these and seconds.
    pub(super) parts: usize,
    pub(super) has_colons: bool,
}

impl Offset {
    const fn new(has_z: bool, parts: usize, has_colons: bool) -> Self {
        Self { has_z, parts, has_colons }
    }
}

/// Offsets as layouts write them, longer ones first; `Z` may stand for the sign.
const OFFSETS: [(&[u8], usize, bool); 5] = [
    (b"070000", 3, false),
    (b"07:00:00", 3, true),
    (b"0700", 2, false),
    (b"07:00", 2, true),
    (b"07", 1, false),
];

/// Elements that start with their own letters, longer ones first.
const NAMES: [(&[u8], Element); 11] = [
    (b"January", Element::Month { is_long: true }),
    (b"Jan", Element::Month { is_long: false }),
    (b"Monday", Element::Weekday { is_long: true }),
    (b"Mon", Element::Weekday { is_long: false }),
    (b"MST", Element::ZoneName),
    (b"PM", Element::Half { is_large: true }),
    (b"pm", Element::Half { is_large: false }),
    (b"__2", Element::YearDay(Fill::Blank)),
    (b"_2", Element::Day(Fill::Blank)),
    (b"2006", Element::Year { is_long: true }),
    (b"15", Element::Hour),
];

/// The first element of a layout: the text before it, the element, and where it starts and ends. `None` if there is none.
pub(super) fn next(layout: &[u8]) -> Option<(std::ops::Range<usize>, Element)> {
    (0..layout.len()).find_map(|at| {
        let rest = layout.get(at..)?;
        let (skipped, width, element) = starts(rest)?;
        Some((at + skipped..at + skipped + width, element))
    })
}

/// The element that `text` starts with, its width, and how many bytes before it are literal.
fn starts(text: &[u8]) -> Option<(usize, usize, Element)> {
    // what looks like a padded day is a literal and a year
    if text.starts_with(b"_2006") {
        return Some((1, 4, Element::Year { is_long: true }));
    }
    let follows_small = |width: usize| text.get(width).is_some_and(u8::is_ascii_lowercase);
    for (name, element) in NAMES {
        // not the start of another word, as `Month`
        let is_short_name =
            matches!(element, Element::Month { is_long: false } | Element::Weekday { is_long: false });
        if text.starts_with(name) && !(is_short_name && follows_small(name.len())) {
            return Some((0, name.len(), element));
        }
    }
    let (first, rest) = text.split_first()?;
    let (width, element) = match first {
        b'0' => zero_padded(rest)?,
        b'1' => (1, Element::MonthNumber(Fill::None)),
        b'2' => (1, Element::Day(Fill::None)),
        b'3' => (1, Element::Hour12(Fill::None)),
        b'4' => (1, Element::Minute(Fill::None)),
        b'5' => (1, Element::Second(Fill::None)),
        b'-' | b'Z' => {
            let (form, parts, has_colons) = OFFSETS.iter().find(|(form, _, _)| rest.starts_with(form))?;
            (1 + form.len(), Element::Offset(Offset::new(*first == b'Z', *parts, *has_colons)))
        }
        b'.' | b',' => fraction(*first, rest)?,
        _ => return None,
    };
    Some((0, width, element))
}

fn zero_padded(rest: &[u8]) -> Option<(usize, Element)> {
    Some((
        2,
        match rest.first()? {
            b'1' => Element::MonthNumber(Fill::Zero),
            b'2' => Element::Day(Fill::Zero),
            b'3' => Element::Hour12(Fill::Zero),
            b'4' => Element::Minute(Fill::Zero),
            b'5' => Element::Second(Fill::Zero),
            b'6' => Element::Year { is_long: false },
            b'0' if rest.starts_with(b"02") => return Some((3, Element::YearDay(Fill::Zero))),
            _ => return None,
        },
    ))
}

/// Behind a point: zeros or nines, and no other digit behind them.
fn fraction(sign: u8, rest: &[u8]) -> Option<(usize, Element)> {
    let kind = *rest.first().filter(|byte| matches!(byte, b'0' | b'9'))?;
    let digits = rest.iter().take_while(|byte| **byte == kind).count();
    let is_last = !rest.get(digits).is_some_and(u8::is_ascii_digit);
    let trims = kind == b'9';
    // Go keeps twelve bits of the count
    is_last.then_some((1 + digits, Element::Fraction { sign, digits: digits & 0xFFF, trims }))
}

/// A time in parts.
struct Parts<'a> {
    year: i64,
    month: i64,
    day: i64,
    year_day: i64,
    weekday: i64,
    clock: i64,
    nanos: u32,
    zone: &'a Zone,
}

/// A time as a layout wants it (`Time.Format`). The layout may hold any bytes; the result is about as long.
pub(crate) fn format_time(layout: &[u8], seconds: i64, nanos: u32, zone: &Zone) -> Vec<u8> {
    const DAY: i64 = 86_400;
    let local = seconds.saturating_add(i64::from(zone.offset));
    let days = local.div_euclid(DAY);
    let (year, month, day) = civil(days);
    // the day of the year: the days since the first of January
    let year_day = day + super::parse::days_before(month, year);
    let weekday = (days + 4).rem_euclid(7);
    let parts = Parts { year, month, day, year_day, weekday, clock: local.rem_euclid(DAY), nanos, zone };
    let (mut out, mut rest) = (Vec::with_capacity(layout.len() + 16), layout);
    while let Some((range, element)) = next(rest) {
        out.extend_from_slice(rest.get(..range.start).unwrap_or_default());
        parts.push(&mut out, element);
        rest = rest.get(range.end..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    out
}

fn push_number(out: &mut Vec<u8>, number: i64, width: usize) {
    if number < 0 {
        out.push(b'-');
    }
    out.extend(format!("{:0width$}", number.unsigned_abs()).into_bytes());
}

fn push_filled(out: &mut Vec<u8>, number: i64, width: usize, fill: Fill) {
    match fill {
        Fill::None => push_number(out, number, 0),
        Fill::Zero => push_number(out, number, width),
        Fill::Blank => out.extend(format!("{number:width$}").into_bytes()),
    }
}

impl Parts<'_> {
    fn push(&self, out: &mut Vec<u8>, element: Element) {
        let hour = self.clock / 3_600;
        let name = |names: &[&'static str], index: i64, is_long: bool| {
            let name =
                usize::try_from(index).ok().and_then(|index| names.get(index)).copied().unwrap_or_default();
            if is_long { name } else { name.get(..3).unwrap_or_default() }
        };
        match element {
            Element::Month { is_long } => out.extend(name(&MONTHS, self.month - 1, is_long).bytes()),
            Element::MonthNumber(fill) => push_filled(out, self.month, 2, fill),
            Element::Weekday { is_long } => out.extend(name(&WEEKDAYS, self.weekday, is_long).bytes()),
            Element::Day(fill) => push_filled(out, self.day, 2, fill),
            Element::YearDay(fill) => push_filled(out, self.year_day, 3, fill),
            Element::Hour => push_number(out, hour, 2),
            Element::Hour12(fill) => push_filled(out, (hour + 11) % 12 + 1, 2, fill),
            Element::Minute(fill) => push_filled(out, self.clock / 60 % 60, 2, fill),
            Element::Second(fill) => push_filled(out, self.clock % 60, 2, fill),
            Element::Year { is_long: true } => push_number(out, self.year, 4),
            Element::Year { is_long: false } => push_number(out, self.year.abs() % 100, 2),
            Element::Half { is_large } => {
                let half = if hour >= 12 { "PM" } else { "AM" };
                let half = if is_large { half.to_owned() } else { half.to_ascii_lowercase() };
                out.extend(half.into_bytes());
            }
            Element::ZoneName if !self.zone.name.is_empty() => out.extend(self.zone.name.bytes()),
            Element::ZoneName => self.push_offset(out, Offset::new(false, 2, false)),
            Element::Offset(offset) => self.push_offset(out, offset),
            Element::Fraction { sign, digits, trims } => self.push_fraction(out, sign, digits, trims),
        }
    }

    fn push_offset(&self, out: &mut Vec<u8>, offset: Offset) {
        let seconds = i64::from(self.zone.offset);
        if offset.has_z && seconds == 0 {
            out.push(b'Z');
            return;
        }
        // less than a minute west of Greenwich counts as east
        let is_west = seconds / 60 < 0;
        let (size, colon) = (if is_west { -seconds } else { seconds }, offset.has_colons);
        out.push(if is_west { b'-' } else { b'+' });
        push_number(out, size / 3_600, 2);
        if offset.parts > 1 {
            out.extend(colon.then_some(b':'));
            push_number(out, size / 60 % 60, 2);
        }
        if offset.parts > 2 {
            out.extend(colon.then_some(b':'));
            push_number(out, size % 60, 2);
        }
    }

    fn push_fraction(&self, out: &mut Vec<u8>, sign: u8, digits: usize, trims: bool) {
        if trims && self.nanos == 0 {
            return;
        }
        let start = out.len();
        out.push(sign);
        out.extend(format!("{:09}", self.nanos).into_bytes().into_iter().take(digits));
        if trims {
            while out.last() == Some(&b'0') {
                out.pop();
            }
            if out.len() == start + 1 {
                out.pop();
            }
        }
    }
}
