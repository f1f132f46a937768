//! How Go's `encoding/json` and go-yaml v3 see the values that are no plain data: structs, times, bytes.

use std::fmt::Write as _;

use super::EmitError;
use crate::provenance::{OriginId, Text};
use crate::value::{Data, Fields, Object, Value, Zone};

/// A struct as a serialiser sees it.
pub(crate) enum Shape {
    /// It writes itself as text.
    Text(Text),
    /// A number.
    Number(i64),
    /// Its fields, by the names and in the order of the format.
    Fields(Vec<(Text, Value)>),
}

/// Which rules name the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// `json:"…"` tags, else the Go name.
    Json,
    /// `yaml:"…"` tags, else the Go name in lower case.
    Yaml,
    /// The Go name.
    Go,
}

/// `object` as `encoding/json` ([`Names::Json`]) or go-yaml v3 sees it.
pub(crate) fn shape(object: &Object, origin: OriginId, names: Names) -> Result<Shape, EmitError> {
    match object {
        Object::Time { seconds, nanos, zone } => {
            let text = rfc3339(*seconds, *nanos, zone).ok_or_else(|| {
                let words = "json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: year outside of range \
                             [0,9999]";
                EmitError::Refused(words.to_owned())
            })?;
            Ok(Shape::Text(Text::of(text, origin)))
        }
        Object::Duration(nanos) if names == Names::Yaml => {
            Ok(Shape::Text(Text::of(duration(*nanos), origin)))
        }
        Object::Duration(nanos) => Ok(Shape::Number(*nanos)),
        Object::Semver(fields) => Ok(Shape::Text(Text::of(semver(fields), origin))),
        Object::Fields(fields) | Object::Capabilities(fields) | Object::KubeVersion { fields, .. } => {
            Ok(Shape::Fields(named(fields, names)))
        }
    }
}

/// The exported fields with the names of the format, without those that are left out when empty.
fn named(fields: &Fields, names: Names) -> Vec<(Text, Value)> {
    let tags = match names {
        Names::Json => json_tags(fields.type_name),
        Names::Yaml if fields.type_name.ends_with(".Dependency") => DEPENDENCY,
        Names::Yaml | Names::Go => &[],
    };
    let name = |&(field, ref value): &(&'static str, Value)| {
        let tag = tags.iter().find(|(go, ..)| *go == field);
        let text = match (tag, names) {
            (Some((_, _, true)), _) if !value.is_true() => return None,
            (Some((_, tag, _)), _) => Text::unknown(tag),
            (None, Names::Yaml) => Text::unknown(field.to_lowercase()),
            (None, _) => Text::unknown(field),
        };
        Some((text, value.clone()))
    };
    fields.fields.iter().filter_map(name).collect()
}

/// Go name, name in the format, whether it is left out when empty.
type Tags = &'static [(&'static str, &'static str, bool)];

fn json_tags(type_name: &str) -> Tags {
    match type_name.trim_start_matches('*') {
        "version.BuildInfo" => BUILD_INFO,
        "chart.Maintainer" => MAINTAINER,
        "chart.Dependency" => DEPENDENCY,
        name if name.contains("chart.Metadata") => METADATA,
        _ => &[],
    }
}

/// `internal/version/version.go`
const BUILD_INFO: Tags = &[
    ("Version", "version", true),
    ("GitCommit", "git_commit", true),
    ("GitTreeState", "git_tree_state", true),
    ("GoVersion", "go_version", true),
    ("KubeClientVersion", "kube_client_version", false),
];

/// `pkg/chart/metadata.go`
const MAINTAINER: Tags = &[("Name", "name", true), ("Email", "email", true), ("URL", "url", true)];

/// `pkg/chart/metadata.go`
const METADATA: Tags = &[
    ("Name", "name", true),
    ("Home", "home", true),
    ("Sources", "sources", true),
    ("Version", "version", true),
    ("Description", "description", true),
    ("Keywords", "keywords", true),
    ("Maintainers", "maintainers", true),
    ("Icon", "icon", true),
    ("APIVersion", "apiVersion", true),
    ("Condition", "condition", true),
    ("Tags", "tags", true),
    ("AppVersion", "appVersion", true),
    ("Deprecated", "deprecated", true),
    ("Annotations", "annotations", true),
    ("KubeVersion", "kubeVersion", true),
    ("Dependencies", "dependencies", true),
    ("Type", "type", true),
];

/// `pkg/chart/dependency.go`
const DEPENDENCY: Tags = &[
    ("Name", "name", false),
    ("Version", "version", true),
    ("Repository", "repository", false),
    ("Condition", "condition", true),
    ("Tags", "tags", true),
    ("Enabled", "enabled", true),
    ("ImportValues", "import-values", true),
    ("Alias", "alias", true),
];

/// `Version.String`: without what the author wrote around it. (Masterminds `semver`)
fn semver(fields: &Fields) -> String {
    let mut text = String::new();
    for (index, name) in ["Major", "Minor", "Patch"].into_iter().enumerate() {
        if index > 0 {
            text.push('.');
        }
        match fields.get(name).map(|value| &value.data) {
            Some(Data::Int(number, _)) => drop(write!(text, "{}", number.cast_unsigned())),
            _ => text.push('0'),
        }
    }
    for (name, mark) in [("Prerelease", '-'), ("Metadata", '+')] {
        if let Some(part) = fields.get(name).and_then(Value::as_text)
            && !part.is_empty()
        {
            text.push(mark);
            text.push_str(&part.to_str());
        }
    }
    text
}

/// `Time.Format(time.RFC3339Nano)`; `None` for years that RFC 3339 cannot say.
pub(crate) fn rfc3339(seconds: i64, nanos: u32, zone: &Zone) -> Option<String> {
    let local = seconds.checked_add(i64::from(zone.offset))?;
    let (days, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    if !(0..=9999).contains(&year) {
        return None;
    }
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let mut text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    if nanos > 0 {
        let digits = format!("{nanos:09}");
        let _ = write!(text, ".{}", digits.trim_end_matches('0'));
    }
    let minutes = zone.offset / 60;
    if minutes == 0 {
        text.push('Z');
    } else {
        let sign = if minutes < 0 { '-' } else { '+' };
        let _ = write!(text, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60);
    }
    Some(text)
}

/// Year, month and day of a count of days since 1970-01-01, in the proleptic Gregorian calendar.
fn civil(days: i64) -> (i64, i64, i64) {
    // Years are counted from March, so that the leap day is the last of its year.
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let first = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next, month, first)
}

/// `Duration.String`. (`time/time.go`)
pub(crate) fn duration(nanos: i64) -> String {
    let (sign, size) = (if nanos < 0 { "-" } else { "" }, nanos.unsigned_abs());
    let fraction = |whole: u64, rest: u64, digits: usize| {
        let rest = format!("{rest:0digits$}");
        let rest = rest.trim_end_matches('0');
        if rest.is_empty() { whole.to_string() } else { format!("{whole}.{rest}") }
    };
    match size {
        0 => "0s".to_owned(),
        1..1_000 => format!("{sign}{size}ns"),
        1_000..1_000_000 => format!("{sign}{}µs", fraction(size / 1_000, size % 1_000, 3)),
        1_000_000..1_000_000_000 => format!("{sign}{}ms", fraction(size / 1_000_000, size % 1_000_000, 6)),
        _ => {
            let (whole, rest) = (size / 1_000_000_000, size % 1_000_000_000);
            let mut text = sign.to_owned();
            if whole >= 3600 {
                let _ = write!(text, "{}h", whole / 3600);
            }
            if whole >= 60 {
                let _ = write!(text, "{}m", whole / 60 % 60);
            }
            text + &fraction(whole % 60, rest, 9) + "s"
        }
    }
}

/// Standard base64 with padding: how `encoding/json` writes `[]byte`.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |bits: u32| char::from(DIGITS[(bits & 63) as usize]);
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| chunk.get(index).map_or(0, |&byte| u32::from(byte));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        text.push(digit(bits >> 18));
        text.push(digit(bits >> 12));
        text.push(if chunk.len() > 1 { digit(bits >> 6) } else { '=' });
        text.push(if chunk.len() > 2 { digit(bits) } else { '=' });
    }
    text
}

/// The words of `encoding/json` for a value that contains itself.
pub(crate) fn cycle(value: &Value) -> EmitError {
    EmitError::Refused(format!("json: unsupported value: encountered a cycle via {}", value.type_name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_durations() {
        let utc = Zone { name: "UTC".into(), offset: 0 };
        assert_eq!(rfc3339(0, 0, &utc).as_deref(), Some("1970-01-01T00:00:00Z"));
        assert_eq!(rfc3339(951_782_400, 120_000_000, &utc).as_deref(), Some("2000-02-29T00:00:00.12Z"));
        let east = Zone { name: "".into(), offset: 19_800 };
        assert_eq!(rfc3339(-1, 0, &east).as_deref(), Some("1970-01-01T05:29:59+05:30"));
        assert_eq!(rfc3339(i64::MAX, 0, &utc), None);
        for (nanos, text) in [
            (0, "0s"),
            (1, "1ns"),
            (1_500, "1.5µs"),
            (-2_000_000, "-2ms"),
            (3_600_000_000_000, "1h0m0s"),
            (61_500_000_000, "1m1.5s"),
        ] {
            assert_eq!(duration(nanos), text);
        }
    }

    #[test]
    fn base64_pads() {
        assert_eq!(["", "a", "ab", "abc"].map(|text| base64(text.as_bytes())), ["", "YQ==", "YWI=", "YWJj"]);
    }
}
