//! Passwords in URLs and connection strings.

use std::ops::Range;

use memchr::memmem;

use super::shape::{is_placeholder, is_well_known};

/// The longest authority that is read.
const AUTHORITY: usize = 1024;

/// How long a connection string may be.
const SETTINGS: usize = 4096;

/// Keys of a password in a connection string, and in the query of a URL.
const PASSWORDS: [&str; 3] = ["password", "pwd", "passwd"];

/// Keys without which `password=…` is no connection string: ADO.NET, libpq, JDBC.
const OTHERS: [&str; 14] = [
    "server",
    "host",
    "hostname",
    "data source",
    "addr",
    "address",
    "user",
    "user id",
    "uid",
    "username",
    "database",
    "dbname",
    "initial catalog",
    "accountname",
];

/// The first password, and whether everybody knows it (`changeme`, or the same as the user).
pub(super) fn password(value: &str) -> Option<(Range<usize>, bool)> {
    let in_url = memmem::find_iter(value.as_bytes(), b"://").find_map(|at| in_authority(value, at));
    in_url.or_else(|| in_settings(value))
}

/// The password in the authority of the URL whose `://` stands at `at`.
fn in_authority(value: &str, at: usize) -> Option<(Range<usize>, bool)> {
    let has_scheme = value[..at].ends_with(|char: char| char.is_ascii_alphanumeric() || char == '+');
    if !has_scheme {
        return None;
    }
    let start = at + 3;
    let is_end = |byte: &u8| {
        matches!(byte, b'/' | b'?' | b'#' | b'"' | b'\'' | b'`' | b'\\') || byte.is_ascii_whitespace()
    };
    let rest = value.as_bytes().get(start..)?;
    let rest = &rest[..rest.len().min(AUTHORITY)];
    let authority = &rest[..rest.iter().position(is_end).unwrap_or(rest.len())];
    let host = memchr::memrchr(b'@', authority)?;
    let colon = memchr::memchr(b':', &authority[..host])?;
    let user = value.get(start..start + colon)?;
    literal(value, start + colon + 1..start + host, Some(user))
}

/// The password among `key=value` pairs of one line: `Server=db;Password=…`, `host=db password=…`, `?user=u&password=…`, and
/// that of a login module of Java, `… required username="u" password="…";`.
fn in_settings(value: &str) -> Option<(Range<usize>, bool)> {
    let value_end = value.trim_ascii_end();
    if value_end.len() > SETTINGS || value_end.contains('\n') || !value_end.contains('=') {
        return None;
    }
    let is_separator = |char: char| matches!(char, ';' | '&' | '?' | ' ');
    // keys of ADO.NET have spaces in them
    let separators: fn(char) -> bool = if value_end.trim_end_matches(';').contains(';') {
        |char| matches!(char, ';' | '?' | '&')
    } else {
        is_separator
    };
    let mut at = 0;
    let mut found = None;
    let mut is_connection = value_end.contains("://") || value_end.starts_with("jdbc:");
    for part in value_end.split(separators) {
        let start = at;
        at += part.len() + 1;
        let Some((key, text)) = part.split_once('=') else { continue };
        let range = start + key.len() + 1..start + key.len() + 1 + text.len();
        let key = key.trim().to_ascii_lowercase();
        is_connection |= OTHERS.contains(&key.as_str()) && !text.is_empty();
        if found.is_none() && PASSWORDS.contains(&key.as_str()) {
            found = Some(unquoted(value_end, range));
        }
    }
    literal(value, found.filter(|_| is_connection)?, None)
}

/// `range` without quotes around it, which go on over separators.
fn unquoted(value: &str, range: Range<usize>) -> Range<usize> {
    let rest = value.get(range.start..).unwrap_or_default();
    let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
    let length = quote.and_then(|quote| rest.get(1..)?.find(quote));
    length.map_or(range.clone(), |length| range.start + 1..range.start + 1 + length)
}

/// The password in `range`, if it is written out.
fn literal(value: &str, range: Range<usize>, user: Option<&str>) -> Option<(Range<usize>, bool)> {
    let password = value.get(range.clone())?;
    if password.is_empty() || is_placeholder(password) {
        return None;
    }
    Some((range, is_well_known(password) || user == Some(password)))
}
