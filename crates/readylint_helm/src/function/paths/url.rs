//! URLs as Go 1.26 reads and writes them (`net/url`).

use super::address::check_ipv6;
use crate::runes::quote;

/// A part of a URL, which says what may stand in it without an escape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Path,
    Host,
    Zone,
    User,
    Fragment,
}

impl Part {
    fn allows(self, byte: u8) -> bool {
        match byte {
            b'-' | b'_' | b'.' | b'~' => true,
            _ if byte.is_ascii_alphanumeric() => true,
            b'$' | b'&' | b'+' | b',' | b';' | b'=' => true,
            b':' | b'@' | b'/' if self == Self::Path => true,
            b':' | b'@' | b'/' | b'?' | b'!' | b'(' | b')' | b'*' if self == Self::Fragment => true,
            b'!' | b'\'' | b'(' | b')' | b'*' | b':' | b'[' | b']' | b'<' | b'>' | b'"' => {
                matches!(self, Self::Host | Self::Zone)
            }
            _ => false,
        }
    }

    fn escape(self, text: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len());
        for byte in text.iter().copied() {
            if self.allows(byte) {
                out.push(byte);
            } else {
                out.extend_from_slice(format!("%{byte:02X}").as_bytes());
            }
        }
        out
    }

    /// Without escapes.
    fn unescape(self, text: &[u8]) -> Result<Vec<u8>, String> {
        let mut out = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some((&byte, behind)) = rest.split_first() {
            if byte != b'%' {
                let is_host = matches!(self, Self::Host | Self::Zone);
                if is_host && byte.is_ascii() && !self.allows(byte) {
                    return Err(format!("invalid character {} in host name", quote(&[byte])));
                }
                out.push(byte);
                rest = behind;
                continue;
            }
            let escape = rest.get(..3.min(rest.len())).unwrap_or_default();
            let value = behind.get(..2).and_then(hexadecimal);
            let refused = value.is_none_or(|value| match self {
                // only what is no ASCII may be escaped in a host, and `%` in front of a zone
                Self::Host => value < 0x80 && value != b'%',
                Self::Zone => value != b'%' && value != b' ' && !Self::Host.allows(value),
                _ => false,
            });
            if refused {
                return Err(format!("invalid URL escape {}", quote(escape)));
            }
            out.extend(value);
            rest = behind.get(2..).unwrap_or_default();
        }
        Ok(out)
    }
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    digits.iter().try_fold(0, |value: u8, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(value << 4 | u8::try_from(digit).ok()?)
    })
}

/// A URL in parts, decoded but for the query and what is opaque.
#[derive(Debug, Default)]
pub(super) struct Url {
    pub(super) scheme: Vec<u8>,
    pub(super) opaque: Vec<u8>,
    /// The name, and the password if there is one.
    pub(super) user: Option<(Vec<u8>, Option<Vec<u8>>)>,
    pub(super) host: Vec<u8>,
    pub(super) path: Vec<u8>,
    pub(super) query: Vec<u8>,
    pub(super) fragment: Vec<u8>,
}

/// The text before and behind the first `separator`; without one, all and nothing.
fn cut(text: &[u8], separator: u8) -> (&[u8], &[u8]) {
    let at = memchr::memchr(separator, text).unwrap_or(text.len());
    (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default())
}

impl Url {
    /// Go's `url.Parse`; the error is that of `*url.Error`.
    pub(super) fn parse(text: &[u8]) -> Result<Self, String> {
        let (before, fragment) = cut(text, b'#');
        let failed = |of: &[u8], why: String| format!("parse {}: {why}", quote(of));
        let mut url = Self::parse_before_fragment(before).map_err(|why| failed(before, why))?;
        url.fragment = Part::Fragment.unescape(fragment).map_err(|why| failed(text, why))?;
        Ok(url)
    }

    fn parse_before_fragment(text: &[u8]) -> Result<Self, String> {
        let mut url = Self::default();
        if text.iter().any(u8::is_ascii_control) {
            return Err("net/url: invalid control character in URL".to_owned());
        }
        if text == b"*" {
            url.path = text.to_vec();
            return Ok(url);
        }
        let (scheme, rest) = scheme(text)?;
        url.scheme = scheme.to_ascii_lowercase();
        let (rest, query) = cut(rest, b'?');
        url.query = query.to_vec();
        let is_rooted = rest.starts_with(b"/");
        if !is_rooted && !scheme.is_empty() {
            url.opaque = rest.to_vec();
            return Ok(url);
        }
        if !is_rooted && cut(rest, b'/').0.contains(&b':') {
            return Err("first path segment in URL cannot contain colon".to_owned());
        }
        let has_authority = rest.starts_with(b"//") && (!scheme.is_empty() || !rest.starts_with(b"///"));
        let mut path = rest;
        if has_authority {
            let behind = rest.get(2..).unwrap_or_default();
            let end = memchr::memchr(b'/', behind).unwrap_or(behind.len());
            path = behind.get(end..).unwrap_or_default();
            url.read_authority(behind.get(..end).unwrap_or_default())?;
        }
        url.path = Part::Path.unescape(path)?;
        Ok(url)
    }

    fn read_authority(&mut self, authority: &[u8]) -> Result<(), String> {
        let at = memchr::memrchr(b'@', authority);
        let host = authority.get(at.map_or(0, |at| at + 1)..).unwrap_or_default();
        self.host = self.read_host(host)?;
        let Some(userinfo) = at.and_then(|at| authority.get(..at)) else { return Ok(()) };
        if !userinfo.iter().copied().all(is_userinfo) {
            return Err("net/url: invalid userinfo".to_owned());
        }
        let (name, password) = cut(userinfo, b':');
        let has_password = userinfo.contains(&b':');
        let name = Part::User.unescape(name)?;
        let password = has_password.then(|| Part::User.unescape(password)).transpose()?;
        self.user = Some((name, password));
        Ok(())
    }

    fn read_host(&self, host: &[u8]) -> Result<Vec<u8>, String> {
        match memchr::memrchr(b'[', host) {
            Some(0) => return read_literal(host),
            Some(_) => return Err("invalid IP-literal".to_owned()),
            None => {}
        }
        // web addresses have one colon; others, as lists of brokers, may have more
        let colon = if matches!(self.scheme.as_slice(), b"http" | b"https") {
            memchr::memchr(b':', host)
        } else {
            memchr::memrchr(b':', host)
        };
        if let Some(port) = colon.and_then(|at| host.get(at..)) {
            check_port(port)?;
        }
        Part::Host.unescape(host)
    }

    /// The host without brackets and port.
    pub(super) fn hostname(&self) -> &[u8] {
        let colon = memchr::memrchr(b':', &self.host);
        let host = match colon.and_then(|at| self.host.split_at_checked(at)) {
            Some((host, port)) if check_port(port).is_ok() => host,
            _ => &self.host,
        };
        host.strip_prefix(b"[").and_then(|host| host.strip_suffix(b"]")).unwrap_or(host)
    }

    /// Name and password as they are written.
    pub(super) fn userinfo(&self) -> Vec<u8> {
        let Some((name, password)) = &self.user else { return Vec::new() };
        let mut out = Part::User.escape(name);
        if let Some(password) = password {
            out.push(b':');
            out.extend(Part::User.escape(password));
        }
        out
    }

    /// Go's `URL.String`, of a URL that was made of parts.
    pub(super) fn join(&self) -> Vec<u8> {
        let mut out = Vec::new();
        if !self.scheme.is_empty() {
            out.extend_from_slice(&self.scheme);
            out.push(b':');
        }
        if self.opaque.is_empty() {
            self.push_hierarchy(&mut out);
        } else {
            out.extend_from_slice(&self.opaque);
        }
        if !self.query.is_empty() {
            out.push(b'?');
            out.extend_from_slice(&self.query);
        }
        if !self.fragment.is_empty() {
            out.push(b'#');
            out.extend(Part::Fragment.escape(&self.fragment));
        }
        out
    }

    fn push_hierarchy(&self, out: &mut Vec<u8>) {
        let has_authority = !self.host.is_empty() || self.user.is_some();
        if has_authority || !self.scheme.is_empty() && !self.path.is_empty() {
            out.extend_from_slice(b"//");
        }
        if self.user.is_some() {
            out.extend(self.userinfo());
            out.push(b'@');
        }
        out.extend(Part::Host.escape(&self.host));
        let path = if self.path == b"*" { self.path.clone() } else { Part::Path.escape(&self.path) };
        if !path.is_empty() && !path.starts_with(b"/") && !self.host.is_empty() {
            out.push(b'/');
        }
        if out.is_empty() && cut(&path, b'/').0.contains(&b':') {
            out.extend_from_slice(b"./");
        }
        out.extend(path);
    }
}

/// The scheme, and what follows its colon; no scheme where something else comes first.
fn scheme(text: &[u8]) -> Result<(&[u8], &[u8]), String> {
    for (at, byte) in text.iter().copied().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at == 0 => return Err("missing protocol scheme".to_owned()),
            b':' => return Ok(cut(text, b':')),
            _ => break,
        }
    }
    Ok((b"", text))
}

/// An address in brackets, with or without port.
fn read_literal(host: &[u8]) -> Result<Vec<u8>, String> {
    let Some(close) = memchr::memrchr(b']', host) else { return Err("missing ']' in host".to_owned()) };
    let port = host.get(close + 1..).unwrap_or_default();
    check_port(port)?;
    let port = Part::Host.unescape(port)?;
    let name = host.get(1..close).unwrap_or_default();
    let zone = memchr::memmem::find(name, b"%25").unwrap_or(name.len());
    let mut address = Part::Host.unescape(name.get(..zone).unwrap_or_default())?;
    address.extend(Part::Zone.unescape(name.get(zone..).unwrap_or_default())?);
    check_ipv6(&address)?;
    Ok([&b"["[..], &address, b"]", &port].concat())
}

/// Nothing, or a colon and digits.
fn check_port(port: &[u8]) -> Result<(), String> {
    let is_fine = match port.split_first() {
        None => true,
        Some((colon, digits)) => *colon == b':' && digits.iter().all(u8::is_ascii_digit),
    };
    if is_fine { Ok(()) } else { Err(format!("invalid port {} after host", quote(port))) }
}

fn is_userinfo(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte)
}
