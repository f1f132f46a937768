//! How `time.Time` and `time.Duration` show themselves (`time/format.go`, `time/time.go`, `String`).

use std::fmt::Write;

use crate::value::Zone;

/// As Go's `Time.String`: `2006-01-02 15:04:05.999999999 -0700 MST`.
pub fn time_text(seconds: i64, nanos: u32, zone: &Zone) -> String {
    let local = seconds.saturating_add(i64::from(zone.offset));
    let (year, month, day) = civil(local.div_euclid(DAY));
    let clock = local.rem_euclid(DAY);
    let mut text = String::with_capacity(40);
    if year < 0 {
        text.push('-');
    }
    // writing to a string does not fail
    let _ = write!(text, "{:04}-{month:02}-{day:02} ", year.unsigned_abs());
    let _ = write!(text, "{:02}:{:02}:{:02}", clock / 3600, clock / 60 % 60, clock % 60);
    text.push_str(&fraction(u64::from(nanos), 9));
    let (sign, offset) = if zone.offset < 0 { ('-', -zone.offset) } else { ('+', zone.offset) };
    let _ = write!(text, " {sign}{:02}{:02} ", offset / 3600, offset / 60 % 60);
    if zone.name.is_empty() {
        let _ = write!(text, "{sign}{:02}{:02}", offset / 3600, offset / 60 % 60);
    } else {
        text.push_str(&zone.name);
    }
    text
}

const DAY: i64 = 86_400;

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar without end on both sides.
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    // years start in March here, so that the leap day is the last of its year; 146,097 days are 400 years
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// `.` and the digits of `value / 10^places`, without zeros at the end; nothing for 0.
fn fraction(value: u64, places: usize) -> String {
    if value == 0 {
        return String::new();
    }
    let text = format!(".{value:0places$}");
    text.trim_end_matches('0').to_owned()
}

/// As Go's `Duration.String`: `1h2m3.5s`, `1.5ms`, `0s`.
pub fn duration_text(nanos: i64) -> String {
    const SECOND: u64 = 1_000_000_000;
    let size = nanos.unsigned_abs();
    let sign = if nanos < 0 { "-" } else { "" };
    let small =
        |unit: u64, places, name| format!("{sign}{}{}{name}", size / unit, fraction(size % unit, places));
    match size {
        0 => "0s".to_owned(),
        1..1_000 => small(1, 0, "ns"),
        1_000..1_000_000 => small(1_000, 3, "µs"),
        1_000_000..SECOND => small(1_000_000, 6, "ms"),
        _ => {
            let seconds = size / SECOND;
            let tail = format!("{}{}s", seconds % 60, fraction(size % SECOND, 9));
            match (seconds / 3600, seconds / 60 % 60) {
                (0, 0) => format!("{sign}{tail}"),
                (0, minutes) => format!("{sign}{minutes}m{tail}"),
                (hours, minutes) => format!("{sign}{hours}h{minutes}m{tail}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(-1), (1969, 12, 31));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(-719_162), (1, 1, 1));
    }

    #[test]
    fn durations_end_in_their_largest_unit() {
        assert_eq!(duration_text(0), "0s");
        assert_eq!(duration_text(1_500_000), "1.5ms");
        assert_eq!(duration_text(-90_061_500_000_000), "-25h1m1.5s");
        assert_eq!(duration_text(3_600_000_000_000), "1h0m0s");
        assert_eq!(duration_text(i64::MIN), "-2562047h47m16.854775808s");
    }

    #[test]
    fn times_are_shown_in_their_zone() {
        let zone = Zone { name: "CET".into(), offset: 3600 };
        assert_eq!(time_text(0, 500_000_000, &zone), "1970-01-01 01:00:00.5 +0100 CET");
    }
}
