//! Finding endpoints in one pass over a text.

use memchr::memchr3;
use readylint_text::TextRange;

use super::scheme::{base, has_no_host, has_several_hosts};
use super::{Endpoint, EndpointForm, Port};

/// How many bytes of a text are looked at: configuration files beyond are data.
pub const SCANNED: usize = 256 * 1024;

/// How many endpoints of one text are told: lists beyond are not configuration.
pub const ENDPOINTS: usize = 256;

/// The longest DNS name (RFC 1035), with a final dot.
const LONGEST_HOST: usize = 254;

/// The longest scheme; real ones are far shorter.
const LONGEST_SCHEME: usize = 32;

/// The longest `$(NAME)`, `${NAME}` or `{{ name }}` that is read as one thing.
const LONGEST_PLACEHOLDER: usize = 128;

/// How far around an endpoint something that belongs to it is looked for.
const WINDOW: usize = 1024;

/// All endpoints in `text`, in order: at most [`ENDPOINTS`] in its first [`SCANNED`] bytes.
pub fn endpoints(text: &str) -> Vec<Endpoint<'_>> {
    let mut scanner =
        Scanner { text, bytes: &text.as_bytes()[..text.len().min(SCANNED)], floor: 0, found: Vec::new() };
    let mut at = 0;
    while let Some(offset) = memchr3(b':', b'.', b'=', scanner.bytes.get(at..).unwrap_or_default()) {
        let mark = at + offset;
        let end = match scanner.bytes[mark] {
            b':' if scanner.bytes[mark..].starts_with(b"://") => scanner.url(mark),
            b':' => scanner.host_port(mark),
            b'.' => scanner.name(mark),
            _ => scanner.connection_string(mark),
        };
        if let Some(end) = end {
            scanner.floor = end.max(scanner.floor);
        }
        if scanner.found.len() >= ENDPOINTS {
            scanner.found.truncate(ENDPOINTS);
            break;
        }
        at = (mark + 1).max(scanner.floor);
    }
    scanner.found
}

/// The endpoint that the bytes `start..end` of `text` are: a host with or without port.
pub(super) fn host_and_port(
    text: &str,
    start: usize,
    end: usize,
    form: EndpointForm,
) -> Option<Endpoint<'_>> {
    let part = text.get(start..end)?;
    let (host_end, port) = match part.split_once(':') {
        None => (end, Port::Absent),
        Some((host, port)) => {
            let port_start = start + host.len() + 1;
            let port = match port_number(port) {
                Some(number) => Port::Written(number, TextRange::at(port_start, end)),
                // `//$(HOST)` is what stands behind the scheme of a URL
                None if is_placeholder(port) && !port.starts_with('/') => Port::Opaque,
                None => return None,
            };
            (start + host.len(), port)
        }
    };
    if !is_host(&text[start..host_end]) {
        return None;
    }
    let form = if form == EndpointForm::Name && port != Port::Absent { EndpointForm::HostPort } else { form };
    let host = TextRange::at(start, host_end);
    Some(Endpoint { text, form, scheme: None, host, port, user: None, password: None })
}

/// The endpoint whose host is the IPv6 address in brackets (RFC 3986, 3.2.2) at `start`, and which ends before `end`.
fn bracketed(text: &str, start: usize, end: usize) -> Option<Endpoint<'_>> {
    let (address, rest) = text.get(start + 1..end)?.split_once(']')?;
    address.parse::<std::net::Ipv6Addr>().ok()?;
    let host = TextRange::at(start + 1, start + 1 + address.len());
    let port_start = start + address.len() + 3;
    let port = match rest.strip_prefix(':') {
        None => Port::Absent,
        Some(port) if is_placeholder(port) => Port::Opaque,
        Some(port) => {
            let digits = port.bytes().take_while(u8::is_ascii_digit).count();
            Port::Written(port_number(&port[..digits])?, TextRange::at(port_start, port_start + digits))
        }
    };
    Some(Endpoint { text, form: EndpointForm::Url, scheme: None, host, port, user: None, password: None })
}

struct Scanner<'a> {
    text: &'a str,
    /// The part of it that is looked at.
    bytes: &'a [u8],
    /// What is before is done with.
    floor: usize,
    found: Vec<Endpoint<'a>>,
}

impl<'a> Scanner<'a> {
    /// A URL whose `://` is at `mark`. Answers where to go on.
    fn url(&mut self, mark: usize) -> Option<usize> {
        let scheme_start =
            self.back(mark, LONGEST_SCHEME, |byte| byte.is_ascii_alphanumeric() || b"+-".contains(&byte));
        let scheme =
            self.text.get(scheme_start..mark)?.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
        if scheme.is_empty() {
            return None;
        }
        let base = base(scheme);
        if has_no_host(&base) || has_no_host(&scheme.to_ascii_lowercase()) {
            return Some(self.forward(mark + 3, |byte| !is_end_of_authority(byte)));
        }
        let mut start = mark + 3;
        // gRPC's resolvers: the authority names the resolver's server, the path the target
        if matches!(base.as_str(), "dns" | "passthrough" | "static" | "xds")
            && self.bytes.get(start) == Some(&b'/')
        {
            start += 1;
        }
        let end = self.end_of_authority(start);
        if self.is_cut_short(start, end) {
            return Some(end);
        }
        let authority = self.text.get(start..end)?;
        let hosts_start = authority.rfind('@').map_or(start, |at| start + at + 1);
        let (user, password) = user_info(start, &authority[..(hosts_start - start).saturating_sub(1)]);
        let hosts = &self.text[hosts_start..end];
        if hosts.starts_with('[') {
            if let Some(endpoint) = bracketed(self.text, hosts_start, end) {
                self.found.push(Endpoint { scheme: Some(scheme), user, password, ..endpoint });
            }
            return Some(end);
        }
        let hosts = &hosts[..hosts.find([';', ')', ']', '}', '|']).unwrap_or(hosts.len())];
        let hosts = if is_placeholder(hosts) { &self.text[hosts_start..end] } else { hosts };
        let mut at = hosts_start;
        for host in hosts.split(',') {
            // the next URL of a list
            if at > hosts_start && self.bytes[at + host.len()..].starts_with(b"//") {
                return Some(at);
            }
            if let Some(endpoint) = host_and_port(self.text, at, at + host.len(), EndpointForm::Url) {
                self.found.push(Endpoint { scheme: Some(scheme), user, password, ..endpoint });
            }
            if self.found.len() >= ENDPOINTS || !has_several_hosts(&base) {
                return Some(at + host.len());
            }
            at += host.len() + 1;
        }
        Some(hosts_start + hosts.len())
    }

    /// Whether the authority `start..end` probably ends inside of a password with a `#`, `/` or `?` that should have been
    /// escaped, so that what looks like host and port is the user and a part of the password.
    fn is_cut_short(&self, start: usize, end: usize) -> bool {
        let is_suspect = matches!(self.bytes.get(end), Some(b'#' | b'/' | b'?'));
        let authority = &self.bytes[start..end];
        if !is_suspect || authority.contains(&b'@') || !authority.contains(&b':') {
            return false;
        }
        let window = &self.bytes[end..self.bytes.len().min(end + WINDOW)];
        let rest = window.iter().take_while(|byte| !byte.is_ascii_whitespace() && !b"\"'`,".contains(byte));
        rest.into_iter().any(|&byte| byte == b'@')
    }

    /// Where the authority that starts at `start` ends; placeholders in it are one thing.
    fn end_of_authority(&self, start: usize) -> usize {
        let mut at = start;
        while let Some(&byte) = self.bytes.get(at) {
            let rest = &self.bytes[at..];
            let close: &[u8] = if rest.starts_with(b"$(") {
                b")"
            } else if rest.starts_with(b"${") {
                b"}"
            } else if rest.starts_with(b"{{") {
                b"}}"
            } else {
                b""
            };
            let window = &rest[..rest.len().min(LONGEST_PLACEHOLDER)];
            match memchr::memmem::find(window, close) {
                Some(length) if !close.is_empty() && !window[..length].contains(&b'\n') => {
                    at += length + close.len();
                }
                _ if is_end_of_authority(byte) => break,
                _ => at += 1,
            }
        }
        // never inside of a character that the cap cuts
        (start..=at).rev().find(|&end| self.text.is_char_boundary(end)).unwrap_or(start)
    }

    /// `host:port` whose colon is at `mark`.
    fn host_port(&mut self, mark: usize) -> Option<usize> {
        let is_number = self.bytes.get(mark + 1).is_some_and(u8::is_ascii_digit);
        let rest = &self.bytes[mark + 1..];
        let is_filled_in = rest.starts_with(b"$(") || rest.starts_with(b"${") || rest.starts_with(b"{{");
        if !is_number && !is_filled_in {
            return None;
        }
        let start = self.back(mark, LONGEST_HOST, is_host_byte);
        let end = if is_number {
            self.forward(mark + 1, |byte| byte.is_ascii_digit())
        } else {
            self.end_of_authority(mark + 1)
        };
        let before = self.bytes.get(start.wrapping_sub(1)).copied();
        let is_start = match before {
            None => true,
            Some(b'/') => self.bytes[..start].ends_with(b"//"),
            Some(byte) => {
                start == self.floor || byte.is_ascii_whitespace() || b"\"'`=,;([@|<>&".contains(&byte)
            }
        };
        let after = self.bytes.get(end).copied();
        let is_end =
            after.is_none_or(|byte| byte.is_ascii_whitespace() || b"\"'`,;)]/?}|\\&#<".contains(&byte));
        if !is_start || !is_end {
            return Some(end);
        }
        let host = self.text.get(start..mark)?;
        // a time, a range of numbers
        if !host.bytes().any(|byte| byte.is_ascii_alphabetic()) && !super::is_address(host) {
            return Some(end);
        }
        let mut endpoint = host_and_port(self.text, start, end, EndpointForm::HostPort)?;
        if before == Some(b'(') {
            self.go_mysql(start, &mut endpoint);
        }
        self.found.push(endpoint);
        Some(end)
    }

    /// What stands before the host of a connection string of the Go driver for `MySQL`: `user:password@tcp(`.
    fn go_mysql(&self, start: usize, endpoint: &mut Endpoint<'a>) {
        let before = &self.text[self.floor..start];
        let Some(info) = before.strip_suffix("(").and_then(|rest| rest.strip_suffix("tcp")) else { return };
        endpoint.form = EndpointForm::ConnectionString;
        endpoint.scheme = Some("mysql");
        if let Some(info) = info.strip_suffix('@') {
            let from = info.rfind(|c: char| c.is_whitespace() || "\"'`=".contains(c)).map_or(0, |at| at + 1);
            (endpoint.user, endpoint.password) = user_info(self.floor + from, &info[from..]);
        }
    }

    /// A name alone, which is an endpoint only if nothing but a Service is called so: `….svc` at `mark`.
    fn name(&mut self, mark: usize) -> Option<usize> {
        let rest = self.bytes[mark..].strip_prefix(b".svc")?;
        if rest.first().is_some_and(|&byte| is_host_byte(byte) && byte != b'.') {
            return None;
        }
        let start = self.back(mark, LONGEST_HOST, is_host_byte);
        let end = self.forward(mark, is_host_byte);
        let before = self.bytes.get(start.wrapping_sub(1)).copied();
        let is_start = before.is_none_or(|byte| {
            byte.is_ascii_whitespace()
                || b"\"'`=,;([@|<>&".contains(&byte)
                || (byte == b'/' && self.bytes[..start].ends_with(b"//"))
        });
        if self.bytes.get(end) == Some(&b':') {
            // with a port, which the colon finds
            let digit = self.bytes.get(end + 1).copied().unwrap_or_default();
            return (!digit.is_ascii_digit() && !b"${".contains(&digit)).then_some(end);
        }
        let is_end = self.bytes.get(end).is_none_or(|byte| !b"$%@*_(".contains(byte) && byte.is_ascii());
        if is_start && is_end {
            self.found.extend(host_and_port(self.text, start, end, EndpointForm::Name));
        }
        Some(end)
    }

    /// A connection string of keywords, whose `host=` ends at `mark`: libpq's `host=a port=1`, ADO.NET's `Server=a,1;`.
    fn connection_string(&mut self, mark: usize) -> Option<usize> {
        let key_start = self.back(mark, 16, |byte| byte.is_ascii_alphanumeric() || b"_ ".contains(&byte));
        let key = self.text.get(key_start..mark)?;
        let key = key.rsplit_once("  ").map_or(key, |(_, key)| key);
        let words = key.trim().to_ascii_lowercase();
        let last = words.rsplit(' ').next().unwrap_or_default();
        if !matches!(last, "host" | "server") && !words.ends_with("data source") {
            return None;
        }
        let line = self.forward(mark + 1, |byte| !b"\n\"'`".contains(&byte)).min(mark + 1 + WINDOW);
        let value_end = self
            .forward(mark + 1, |byte| !byte.is_ascii_whitespace() && !b";\"'`&".contains(&byte))
            .min(line);
        // the rest of the words: without a second one it is an ordinary setting
        let lowest = self.floor.max(key_start.saturating_sub(WINDOW));
        let opening = self.bytes[lowest..key_start].iter().rposition(|byte| b"\n\"'`".contains(byte));
        let from = lowest + opening.map_or(0, |at| at + 1);
        let pairs = Keywords { text: self.text, from, to: line };
        if !self.text.is_char_boundary(line) || pairs.iter().nth(1).is_none() {
            return None;
        }
        let start =
            mark + 1 + usize::from(self.bytes[mark + 1..value_end].starts_with(b"tcp:")) * "tcp:".len();
        let host_end = self.forward(start, is_host_byte).min(value_end);
        let own_port = match self.bytes.get(host_end) {
            _ if host_end == value_end => None,
            Some(b',' | b':') => Some((host_end + 1, value_end)),
            _ => return None,
        };
        let mut endpoint = host_and_port(self.text, start, host_end, EndpointForm::ConnectionString)?;
        if let Some((start, end)) = own_port.or_else(|| pairs.get(&["port"])) {
            let number = self.text.get(start..end).map(str::trim);
            endpoint.port = match number.and_then(port_number) {
                Some(number) => Port::Written(number, TextRange::at(start, end)),
                None => Port::Opaque,
            };
        }
        let range = |(start, end)| TextRange::at(start, end);
        endpoint.user = pairs.get(&["user", "username", "user id", "uid"]).map(range);
        endpoint.password = pairs.get(&["password", "pwd"]).map(range);
        self.found.push(endpoint);
        Some(line)
    }

    /// The start of the run of bytes before `end` that are `like`, at most `limit` long.
    fn back(&self, end: usize, limit: usize, like: impl Fn(u8) -> bool) -> usize {
        let lowest = self.floor.max(end.saturating_sub(limit + 1));
        let run = self.bytes[lowest..end].iter().rev().take_while(|&&byte| like(byte)).count();
        end - run
    }

    /// The end of the run of bytes from `start` on that are `like`.
    fn forward(&self, start: usize, like: impl Fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(start..).unwrap_or_default();
        start + rest.iter().take_while(|&&byte| like(byte)).count()
    }
}

/// The pairs `key=value` of a connection string, separated by spaces or semicolons.
#[derive(Clone, Copy)]
struct Keywords<'a> {
    text: &'a str,
    from: usize,
    to: usize,
}

impl<'a> Keywords<'a> {
    /// Key, and where its value stands.
    fn iter(self) -> impl Iterator<Item = (&'a str, (usize, usize))> {
        let text = self.text.get(self.from..self.to).unwrap_or_default();
        let separator = if text.contains(';') { ';' } else { ' ' };
        let mut at = self.from;
        text.split(separator).filter_map(move |part| {
            let start = at;
            at += part.len() + separator.len_utf8();
            let (key, value) = part.split_once('=')?;
            let value_start = start + key.len() + 1;
            Some((key.trim(), (value_start, value_start + value.len())))
        })
    }

    /// Where the value of the first of `keys` (in lower case) stands that is there.
    fn get(self, keys: &[&str]) -> Option<(usize, usize)> {
        self.iter()
            .find(|(key, _)| keys.iter().any(|wanted| key.eq_ignore_ascii_case(wanted)))
            .map(|(_, value)| value)
    }
}

/// User and password of `info`, which starts at byte `start`.
fn user_info(start: usize, info: &str) -> (Option<TextRange>, Option<TextRange>) {
    let range = |from: usize, to: usize| (from < to).then(|| TextRange::at(from, to));
    match info.split_once(':') {
        Some((user, _)) => {
            let colon = start + user.len();
            (range(start, colon), range(colon + 1, start + info.len()))
        }
        None => (range(start, start + info.len()), None),
    }
}

fn is_end_of_authority(byte: u8) -> bool {
    byte.is_ascii_whitespace() || b"/?#\\\"'`<>^".contains(&byte)
}

fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._".contains(&byte)
}

/// A port: a number from 1 to 65535.
fn port_number(text: &str) -> Option<u16> {
    let is_plain = (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|&port| is_plain && port > 0)
}

/// Whether something in `text` is yet to be filled in.
fn is_placeholder(text: &str) -> bool {
    text.contains(['$', '{', '%']) || !text.is_ascii()
}

/// Whether `text` is a DNS name or an IPv4 address. Underscores are no part of host names, but of many that are.
fn is_host(text: &str) -> bool {
    let name = text.strip_suffix('.').unwrap_or(text);
    let is_label =
        |label: &str| (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-');
    name.len() < LONGEST_HOST && name.bytes().all(is_host_byte) && name.split('.').all(is_label)
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
