//! The formats of strings that Helm's library knows. (`format.go` of `github.com/santhosh-tekuri/jsonschema/v6`)
//!
//! Only drafts up to 7 demand them. Where the library hands on the words of Go's own parsers (addresses, dates, URLs), the
//! most common ones are given.

use std::net::Ipv6Addr;

use crate::chart::quote;

/// Whether a text has a format; else why not.
type Check = fn(&str) -> Result<(), String>;

/// A format.
#[derive(Clone, Copy, Debug)]
pub(super) struct Format {
    name: &'static str,
    check: Check,
}

impl Format {
    /// The one with this name; others are not looked at.
    pub(super) fn named(name: &str) -> Option<Self> {
        let table: [(&'static str, Check); 17] = [
            ("json-pointer", json_pointer),
            ("relative-json-pointer", relative_json_pointer),
            ("uuid", uuid),
            ("duration", duration),
            ("period", period),
            ("ipv4", ipv4),
            ("ipv6", ipv6),
            ("hostname", hostname),
            ("email", email),
            ("date", date),
            ("time", time),
            ("date-time", date_time),
            ("uri", uri),
            ("iri", uri),
            ("uri-reference", uri_reference),
            ("iri-reference", uri_reference),
            ("regex", regex),
        ];
        table.into_iter().find(|(own, _)| *own == name).map(|(name, check)| Self { name, check })
    }

    pub(super) const fn name(self) -> &'static str {
        self.name
    }

    /// Whether `text` has it; else why not.
    pub(super) fn check(self, text: &str) -> Result<(), String> {
        (self.check)(text)
    }
}

fn fail(message: &str) -> Result<(), String> {
    Err(message.to_owned())
}

fn demand(fits: bool, message: &str) -> Result<(), String> {
    if fits { Ok(()) } else { fail(message) }
}

fn regex(text: &str) -> Result<(), String> {
    regex::Regex::new(text).map(|_| ()).map_err(|_| format!("error parsing regexp: {text}"))
}

fn json_pointer(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    demand(text.starts_with('/'), "not starting with /")?;
    for step in text.split('/') {
        let mut rest = step;
        while let Some((_, after)) = rest.split_once('~') {
            demand(after.starts_with(['0', '1']), "~ must be followed by 0 or 1")?;
            rest = after.get(1..).unwrap_or_default();
        }
    }
    Ok(())
}

fn relative_json_pointer(text: &str) -> Result<(), String> {
    let rest = text.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let digits = text.len() - rest.len();
    demand(digits > 0, "must start with non-negative integer")?;
    demand(digits == 1 || !text.starts_with('0'), "starts with zero")?;
    if rest == "#" { Ok(()) } else { json_pointer(rest) }
}

fn uuid(text: &str) -> Result<(), String> {
    const LENGTHS: [usize; 5] = [8, 4, 4, 4, 12];
    let groups: Vec<&str> = text.split('-').collect();
    demand(groups.len() == LENGTHS.len(), "must have 5 elements")?;
    for (at, (group, length)) in groups.iter().zip(LENGTHS).enumerate() {
        if group.len() != length {
            return Err(format!("element {} must be {length} characters long", at + 1));
        }
        if let Some(other) = group.chars().find(|digit| !digit.is_ascii_hexdigit()) {
            return Err(format!("non-hex character {}", quote::rune(other)));
        }
    }
    Ok(())
}

fn duration(text: &str) -> Result<(), String> {
    let Some(rest) = text.strip_prefix('P') else { return fail("must start with P") };
    demand(!rest.is_empty(), "nothing after P")?;
    if let Some(weeks) = rest.strip_suffix('W') {
        demand(!weeks.is_empty(), "no number in week")?;
        return demand(weeks.bytes().all(|digit| digit.is_ascii_digit()), "invalid week");
    }
    for (at, part) in rest.split('T').enumerate() {
        demand(at == 0 || !part.is_empty(), "no time elements")?;
        let Some(all) = ["YMD", "HMS"].get(at) else { return fail("more than one T") };
        let (mut units, mut part) = (*all, part);
        while !part.is_empty() {
            let rest = part.trim_start_matches(|digit: char| digit.is_ascii_digit());
            demand(rest.len() < part.len(), "missing number")?;
            let Some(unit) = rest.chars().next() else { return fail("missing unit") };
            let Some(found) = units.find(unit) else {
                let unit_shown = quote::rune(unit);
                return Err(if all.contains(unit) {
                    format!("unit {unit_shown} out of order")
                } else {
                    format!("invalid unit {unit_shown}")
                });
            };
            units = units.get(found + 1..).unwrap_or_default();
            part = rest.get(unit.len_utf8()..).unwrap_or_default();
        }
    }
    Ok(())
}

fn period(text: &str) -> Result<(), String> {
    let Some((start, end)) = text.split_once('/') else { return fail("missing slash") };
    if start.starts_with('P') {
        duration(start).map_err(|why| format!("invalid start duration: {why}"))?;
        return date_time(end).map_err(|why| format!("invalid end date-time: {why}"));
    }
    date_time(start).map_err(|why| format!("invalid start date-time: {why}"))?;
    if end.starts_with('P') {
        return duration(end).map_err(|why| format!("invalid end duration: {why}"));
    }
    date_time(end).map_err(|why| format!("invalid end date-time: {why}"))
}

fn ipv4(text: &str) -> Result<(), String> {
    let groups: Vec<&str> = text.split('.').collect();
    demand(groups.len() == 4, "expected four decimals")?;
    for group in groups {
        demand(group.len() <= 1 || !group.starts_with('0'), "leading zeros")?;
        let Ok(number) = group.parse::<i64>() else {
            return Err(format!("strconv.Atoi: parsing {}: invalid syntax", quote::go(group)));
        };
        demand((0..=255).contains(&number), "decimal must be between 0 and 255")?;
    }
    Ok(())
}

fn ipv6(text: &str) -> Result<(), String> {
    demand(text.contains(':'), "missing colon")?;
    let (address, zone) = text.split_once('%').map_or((text, None), |(address, zone)| (address, Some(zone)));
    if address.parse::<Ipv6Addr>().is_err() {
        return Err(format!("ParseAddr({}): unable to parse IP", quote::go(text)));
    }
    demand(zone.is_none(), "zone id is not a part of ipv6 address")
}

fn hostname(text: &str) -> Result<(), String> {
    let text = text.strip_suffix('.').unwrap_or(text);
    demand(text.len() <= 253, "more than 253 characters long")?;
    for label in text.split('.') {
        demand((1..=63).contains(&label.len()), "label must be 1 to 63 characters long")?;
        demand(!label.starts_with('-'), "label starts with hyphen")?;
        demand(!label.ends_with('-'), "label ends with hyphen")?;
        if let Some(other) = label.chars().find(|one| !one.is_ascii_alphanumeric() && *one != '-') {
            return Err(format!("invalid character {}", quote::rune(other)));
        }
    }
    Ok(())
}

fn email(text: &str) -> Result<(), String> {
    demand(text.len() <= 254, "more than 255 characters long")?;
    let Some((local, domain)) = text.rsplit_once('@') else { return fail("missing @") };
    demand(local.len() <= 64, "local part more than 64 characters long")?;
    let quoted = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    if let Some(inside) = quoted {
        let message = "backslash and quote are not allowed within quoted local part";
        demand(!inside.contains(['\\', '"']), message)?;
    } else {
        demand(!local.starts_with('.'), "starts with dot")?;
        demand(!local.ends_with('.'), "ends with dot")?;
        demand(!local.contains(".."), "consecutive dots")?;
        let is_fine = |one: &char| one.is_ascii_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(*one);
        if let Some(other) = local.chars().find(|one| !is_fine(one)) {
            return Err(format!("invalid character {}", quote::rune(other)));
        }
    }
    if let Some(inside) = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return match inside.strip_prefix("IPv6:") {
            Some(address) => ipv6(address).map_err(|why| format!("invalid ipv6 address: {why}")),
            None => ipv4(inside).map_err(|why| format!("invalid ipv4 address: {why}")),
        };
    }
    hostname(domain).map_err(|why| format!("invalid domain: {why}"))
}

/// Two digits.
fn pair(text: &str) -> Option<u32> {
    (text.len() == 2 && text.bytes().all(|digit| digit.is_ascii_digit())).then(|| text.parse().ok())?
}

fn date(text: &str) -> Result<(), String> {
    let shown = quote::go(text);
    let cannot = |rest: &str, what: &str| {
        Err(format!("parsing time {shown} as \"2006-01-02\": cannot parse {} as \"{what}\"", quote::go(rest)))
    };
    let digits = |range: std::ops::Range<usize>| {
        text.get(range).filter(|part| part.bytes().all(|digit| digit.is_ascii_digit()))?.parse::<u32>().ok()
    };
    let rest = |at: usize| text.get(at..).unwrap_or_default();
    let Some(year) = digits(0..4) else { return cannot(text, "2006") };
    if !rest(4).starts_with('-') {
        return cannot(rest(4), "-");
    }
    let Some(month) = digits(5..7) else { return cannot(rest(5), "01") };
    if !(1..=12).contains(&month) {
        return Err(format!("parsing time {shown}: month out of range"));
    }
    if !rest(7).starts_with('-') {
        return cannot(rest(7), "-");
    }
    let Some(day) = digits(8..10) else { return cannot(rest(8), "02") };
    if text.len() > 10 {
        return Err(format!("parsing time {shown}: extra text: {}", quote::go(rest(10))));
    }
    let is_leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if (1..=days).contains(&day) { Ok(()) } else { Err(format!("parsing time {shown}: day out of range")) }
}

fn time(text: &str) -> Result<(), String> {
    demand(text.len() >= 9, "less than 9 characters long")?;
    let bytes = text.as_bytes();
    demand(bytes.get(2) == Some(&b':') && bytes.get(5) == Some(&b':'), "missing colon in correct place")?;
    let part = |range: std::ops::Range<usize>| text.get(range).and_then(pair);
    let (Some(hours), Some(minutes), Some(seconds)) = (part(0..2), part(3..5), part(6..8)) else {
        return fail("invalid hour/min/sec");
    };
    demand(hours <= 23 && minutes <= 59 && seconds <= 60, "hour/min/sec out of range")?;
    let mut rest = text.get(8..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
        demand(rest.len() < fraction.len(), "no digits in second fraction")?;
    }
    let mut moment = hours * 60 + minutes;
    if rest != "z" && rest != "Z" {
        demand(rest.len() == 6, "offset must be 6 characters long")?;
        demand(rest.starts_with(['+', '-']), "offset must begin with plus/minus")?;
        demand(rest.as_bytes().get(3) == Some(&b':'), "missing colon in offset in correct place")?;
        let offset = |range: std::ops::Range<usize>| rest.get(range).and_then(pair);
        let (Some(hours), Some(minutes)) = (offset(1..3), offset(4..6)) else {
            return fail("invalid hour/min in offset");
        };
        demand(hours <= 23 && minutes <= 59, "hour/min in offset out of range")?;
        let offset = hours * 60 + minutes;
        moment = if rest.starts_with('-') { moment + offset } else { moment + 24 * 60 - offset } % (24 * 60);
    }
    demand(seconds < 60 || moment == 23 * 60 + 59, "invalid leap second")
}

fn date_time(text: &str) -> Result<(), String> {
    demand(text.len() >= 20, "less than 20 characters long")?;
    demand(matches!(text.as_bytes().get(10), Some(b't' | b'T')), "11th character must be t or T")?;
    let (day, moment) = (text.get(..10).unwrap_or_default(), text.get(11..).unwrap_or_default());
    date(day).map_err(|why| format!("invalid date element: {why}"))?;
    time(moment).map_err(|why| format!("invalid time element: {why}"))
}

/// What `net/url` refuses.
fn url(text: &str) -> Result<(), String> {
    let refuse = |why: &str| Err(format!("parse {}: {why}", quote::go(text)));
    if text.chars().any(|one| one < ' ' || one == '\u{7f}') {
        return refuse("net/url: invalid control character in URL");
    }
    if text.starts_with(':') {
        return refuse("missing protocol scheme");
    }
    let (before, _) = text.split_once('#').unwrap_or((text, ""));
    if scheme(text).is_none() {
        let first = before.split(['/', '?']).next().unwrap_or_default();
        if first.contains(':') {
            return refuse("first path segment in URL cannot contain colon");
        }
    }
    let path = before.split('?').next().unwrap_or_default();
    let mut rest = path;
    while let Some((_, after)) = rest.split_once('%') {
        let digits = after.get(..2).unwrap_or(after);
        if digits.len() < 2 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return refuse(&format!("invalid URL escape {}", quote::go(&format!("%{digits}"))));
        }
        rest = after;
    }
    let Some((_, authority)) =
        path.split_once("//").filter(|(head, _)| head.is_empty() || head.ends_with(':'))
    else {
        return Ok(());
    };
    let host = authority.split('/').next().unwrap_or_default();
    if host.contains(' ') {
        return refuse("invalid character \" \" in host name");
    }
    let after_address = host.rsplit_once(']').map_or(host, |(_, rest)| rest);
    if let Some((_, port)) = after_address.rsplit_once(':')
        && !port.bytes().all(|digit| digit.is_ascii_digit())
    {
        return refuse(&format!("invalid port {} after host", quote::go(&format!(":{port}"))));
    }
    Ok(())
}

fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|one| one.is_ascii_alphanumeric() || matches!(one, '+' | '-' | '.'));
    is_scheme.then_some(scheme)
}

fn uri(text: &str) -> Result<(), String> {
    url(text)?;
    demand(scheme(text).is_some(), "relative url")
}

fn uri_reference(text: &str) -> Result<(), String> {
    demand(!text.contains('\\'), "contains \\")?;
    url(text)
}
