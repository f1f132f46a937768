//! Internet addresses as Go reads them (`net/netip`).

use crate::runes::quote;

/// Whether it is an address: what `net.ParseIP` reads, so one without a zone.
pub(in crate::function) fn is_address(text: &[u8]) -> bool {
    if text.contains(&b'%') {
        return false;
    }
    match text.iter().find(|byte| matches!(byte, b'.' | b':')) {
        Some(b'.') => ipv4(text).is_ok(),
        Some(_) => ipv6(text).is_ok(),
        None => false,
    }
}

/// What is wrong with the address of a host in brackets, which is one of version 6.
pub(super) fn check_ipv6(text: &[u8]) -> Result<(), String> {
    let wrong = |why: Wrong| {
        let at = why.at.map(|at| format!(" (at {})", quote(&at))).unwrap_or_default();
        Err(format!("invalid host: ParseAddr({}): {}{at}", quote(text), why.message))
    };
    match text.iter().find(|byte| matches!(byte, b'.' | b':' | b'%')) {
        Some(b'.') => match ipv4(text) {
            Ok(()) => Err("invalid IP-literal".to_owned()),
            Err(why) => wrong(why),
        },
        Some(b':') => ipv6(text).or_else(wrong),
        Some(_) => wrong(Wrong::new("missing IPv6 address")),
        None => wrong(Wrong::new("unable to parse IP")),
    }
}

/// What is wrong with an address, and from where on.
struct Wrong {
    message: &'static str,
    at: Option<Vec<u8>>,
}

impl Wrong {
    const fn new(message: &'static str) -> Self {
        Self { message, at: None }
    }

    fn at(message: &'static str, at: &[u8]) -> Self {
        // Go leaves an empty place out
        Self { message, at: (!at.is_empty()).then(|| at.to_vec()) }
    }
}

/// Four numbers.
fn ipv4(text: &[u8]) -> Result<(), Wrong> {
    let (mut value, mut digits, mut fields) = (0_u32, 0, 0);
    for (at, byte) in text.iter().copied().enumerate() {
        let rest = text.get(at..).unwrap_or_default();
        match byte {
            b'0'..=b'9' => {
                if digits == 1 && value == 0 {
                    return Err(Wrong::new("IPv4 field has octet with leading zero"));
                }
                value = value * 10 + u32::from(byte - b'0');
                digits += 1;
                if value > 255 {
                    return Err(Wrong::new("IPv4 field has value >255"));
                }
            }
            b'.' if digits == 0 || rest.len() == 1 => {
                return Err(Wrong::at("IPv4 field must have at least one digit", rest));
            }
            b'.' if fields == 3 => return Err(Wrong::new("IPv4 address too long")),
            b'.' => (value, digits, fields) = (0, 0, fields + 1),
            _ => return Err(Wrong::at("unexpected character", rest)),
        }
    }
    if fields < 3 { Err(Wrong::new("IPv4 address too short")) } else { Ok(()) }
}

/// Eight groups of hexadecimal digits, of which `::` stands for some that are zero; the last two may be an address of
/// version 4. A zone may follow.
fn ipv6(whole: &[u8]) -> Result<(), Wrong> {
    let mut text = whole;
    if let Some(at) = memchr::memchr(b'%', whole) {
        text = whole.get(..at).unwrap_or_default();
        if at + 1 == whole.len() {
            return Err(Wrong::new("zone must be a non-empty string"));
        }
    }
    let mut has_gap = text.starts_with(b"::");
    if has_gap {
        text = text.get(2..).unwrap_or_default();
        if text.is_empty() {
            return Ok(());
        }
    }
    // bytes of the address
    let mut length = 0;
    while length < 16 {
        let digits = text.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        if digits > 4 {
            return Err(Wrong::at("each group must have 4 or less digits", text));
        }
        if digits == 0 {
            return Err(Wrong::at("each colon-separated field must have at least one digit", text));
        }
        let behind = text.get(digits..).unwrap_or_default();
        if behind.starts_with(b".") {
            if !has_gap && length != 12 {
                let message = "embedded IPv4 address must replace the final 2 fields of the address";
                return Err(Wrong::at(message, text));
            }
            if length > 12 {
                let message = "too many hex fields to fit an embedded IPv4 at the end of the address";
                return Err(Wrong::at(message, text));
            }
            ipv4(text)?;
            (text, length) = (&[], length + 4);
            break;
        }
        length += 2;
        text = behind;
        match behind {
            [] => break,
            [b':'] => return Err(Wrong::at("colon must be followed by more characters", text)),
            [b':', rest @ ..] => text = rest,
            _ => return Err(Wrong::at("unexpected character, want colon", text)),
        }
        if text.starts_with(b":") {
            if has_gap {
                return Err(Wrong::at("multiple :: in address", text));
            }
            has_gap = true;
            text = text.get(1..).unwrap_or_default();
            if text.is_empty() {
                break;
            }
        }
    }
    match () {
        () if !text.is_empty() => Err(Wrong::at("trailing garbage after address", text)),
        () if length < 16 && !has_gap => Err(Wrong::new("address string too short")),
        () if length == 16 && has_gap => Err(Wrong::new("the :: must expand to at least one field of zeros")),
        () => Ok(()),
    }
}
