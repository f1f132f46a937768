//! Formats of networks: addresses, hosts, URIs. Where Go accepts more than is easily said, these accept more still.

use std::net::Ipv6Addr;
use std::sync::LazyLock;

use super::pattern::Pattern;

/// `strfmt.IsHostname`: labels of letters, digits and symbols with dashes inside, the last of them of letters only; or a single label,
/// in which a dash may stand only behind the first character (`strfmt.HostnamePattern`).
pub(super) fn is_hostname(text: &str) -> bool {
    static CHARACTERS: LazyLock<Pattern> = LazyLock::new(|| Pattern::new(r"^[a-zA-Z0-9\p{S}\p{L}-]+$"));
    static LETTERS: LazyLock<Pattern> = LazyLock::new(|| Pattern::new(r"^[a-zA-Z\p{L}]+$"));
    if text.len() > 255 || text.split('.').any(|label| label.len() > 63) {
        return false;
    }
    let is_label =
        |label: &str| CHARACTERS.accepts(label) && !label.starts_with('-') && !label.ends_with('-');
    match text.rsplit_once('.') {
        Some((labels, last)) => {
            labels.split('.').all(is_label) && LETTERS.accepts(last) && last.chars().count() >= 2
        }
        None => {
            let mut rest = text.chars();
            rest.next().is_some_and(|first| first != '-')
                && CHARACTERS.accepts(text)
                && !rest.as_str().trim_start_matches('-').contains('-')
                && !rest.as_str().starts_with("--")
        }
    }
}

/// `net.ParseIPSloppy` of a text with a dot: leading zeros are allowed, an IPv6 address with an IPv4 tail too.
pub(super) fn is_ipv4(text: &str) -> bool {
    is_plain_ipv4(text) || (text.contains('.') && is_sloppy_ipv6(text))
}

fn is_plain_ipv4(text: &str) -> bool {
    octets(text).is_some()
}

/// The four numbers of an IPv4 address, leading zeros allowed.
fn octets(text: &str) -> Option<Vec<u8>> {
    let octet = |part: &str| {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let digits = part.trim_start_matches('0');
        if digits.is_empty() { Some(0) } else { digits.parse().ok() }.filter(|_| is_number)
    };
    let octets: Vec<u8> = text.split('.').map(octet).collect::<Option<_>>()?;
    (octets.len() == 4).then_some(octets)
}

/// `net.ParseIP` of a text with a colon; zones are refused.
pub(super) fn is_ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

fn is_sloppy_ipv6(text: &str) -> bool {
    let Some((head, tail)) = text.rsplit_once(':').filter(|(_, tail)| tail.contains('.')) else {
        return is_ipv6(text);
    };
    let Some(octets) = octets(tail) else {
        return false;
    };
    let plain: Vec<String> = octets.iter().map(u8::to_string).collect();
    is_ipv6(&format!("{head}:{}", plain.join(".")))
}

/// `net.ParseCIDRSloppy`: the bits after the prefix need not be zero.
pub(super) fn is_cidr(text: &str) -> bool {
    let Some((address, prefix)) = text.split_once('/') else {
        return false;
    };
    let most = if is_plain_ipv4(address) {
        32
    } else if is_sloppy_ipv6(address) {
        128
    } else {
        return false;
    };
    let is_number = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit());
    let digits = prefix.trim_start_matches('0');
    is_number && (digits.is_empty() || digits.parse::<u8>().is_ok_and(|bits| bits <= most))
}

/// `net.ParseMAC`: 6, 8 or 20 bytes, with colons or dashes between them, dots between pairs of them, or nothing.
pub(super) fn is_mac(text: &str) -> bool {
    let is_hex =
        |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_form = |separator: char, length: usize| {
        let groups = text.split(separator).count();
        matches!(groups * length / 2, 6 | 8 | 20) && text.split(separator).all(|part| is_hex(part, length))
    };
    (matches!(text.len(), 12 | 16 | 40) && is_hex(text, text.len()))
        || is_form(':', 2)
        || is_form('-', 2)
        || is_form('.', 4)
}

/// `mail.ParseAddress`. Comments, quotes, names and letters beyond ASCII are accepted unseen.
pub(super) fn is_email(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.@".contains(&byte);
    if !text.bytes().all(is_plain) {
        return true;
    }
    let is_dotted = |text: &str| text.split('.').all(|part| !part.is_empty());
    match text.split_once('@') {
        Some((local, domain)) => is_dotted(local) && is_dotted(domain) && !domain.contains('@'),
        None => false,
    }
}

/// `url.ParseRequestURI`: an absolute path, or a scheme with something behind it.
pub(super) fn is_request_uri(text: &str) -> bool {
    if text.is_empty() || text.bytes().any(|byte| byte.is_ascii_control()) {
        return false;
    }
    if text == "*" {
        return true;
    }
    let Some(rest) = without_scheme(text) else {
        // no scheme
        return text.starts_with('/') && !text.starts_with(':') && is_escaped(path_of(text));
    };
    match rest.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            let (authority, path) = rest.split_at(end);
            let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
            is_host(host) && is_escaped(path_of(path))
        }
        // anything but a path is opaque
        None => !rest.starts_with('/') || is_escaped(path_of(rest)),
    }
}

/// What follows the scheme, if there is one.
fn without_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    (scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(is_inner))
        .then_some(rest)
}

fn path_of(text: &str) -> &str {
    text.split('?').next().unwrap_or_default()
}

/// Whether every `%` begins an escape.
fn is_escaped(text: &str) -> bool {
    text.split('%')
        .skip(1)
        .all(|part| part.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)))
}

fn is_host(host: &str) -> bool {
    // addresses in brackets have rules of their own
    if host.contains(['[', ']']) {
        return true;
    }
    let is_port =
        host.rsplit_once(':').is_none_or(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    let is_allowed = |byte: u8| {
        !byte.is_ascii() || byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:<>\"%".contains(&byte)
    };
    is_port && host.bytes().all(is_allowed) && is_escaped(host)
}
