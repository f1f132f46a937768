//! Base64, for `!!binary` and for the `data` of Secrets.

/// Decodes standard base64 with padding (RFC 4648, section 4), as Go's `base64.StdEncoding` does under the JSON decoder
/// of the API server: line ends count for nothing, bits left over in the last group are ignored. `None` for anything else.
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let mut group = 0_u32;
    let mut digits = 0_u8;
    let mut padding = 0_u8;
    for byte in text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')) {
        if byte == b'=' {
            padding += 1;
            if digits < 2 || digits + padding > 4 {
                return None;
            }
            continue;
        }
        if padding > 0 {
            return None;
        }
        group = group << 6 | digit(byte)?;
        digits += 1;
        if digits == 4 {
            bytes.extend_from_slice(&group.to_be_bytes()[1..]);
            (group, digits) = (0, 0);
        }
    }
    match (digits, padding) {
        (0, 0) => {}
        (2, 2) => bytes.push((group >> 4) as u8),
        (3, 1) => bytes.extend_from_slice(&((group >> 2) as u16).to_be_bytes()),
        _ => return None,
    }
    Some(bytes)
}

fn digit(byte: u8) -> Option<u32> {
    let digit = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes() {
        for (text, expected) in [
            ("", Some("")),
            ("Zg==", Some("f")),
            ("Zm8=", Some("fo")),
            ("Zm9v", Some("foo")),
            ("Zm9v\nYmFy\r\n", Some("foobar")),
            ("Zh==", Some("f")),
            ("Zg=", None),
            ("Zg", None),
            ("Z", None),
            ("Z===", None),
            ("Zg===", None),
            ("Zg==Zg==", None),
            ("Zm9v=", None),
            ("====", None),
            ("Zm9-", None),
            ("Zm 9v", None),
            ("pässword", None),
        ] {
            assert_eq!(decode_base64(text).as_deref(), expected.map(str::as_bytes), "{text:?}");
        }
        assert_eq!(decode_base64("/+8="), Some(vec![0xff, 0xef]));
    }

    #[test]
    fn all_paddings() {
        assert_eq!(decode_base64("").as_deref(), Some(&b""[..]));
        assert_eq!(decode_base64("aA==").as_deref(), Some(&b"h"[..]));
        assert_eq!(decode_base64("aGk=").as_deref(), Some(&b"hi"[..]));
        assert_eq!(decode_base64("aGkh\naGkh\r\n").as_deref(), Some(&b"hi!hi!"[..]));
    }

    #[test]
    fn malformed() {
        for text in ["a", "aGk", "aG=k", "aGk==", "a-k=", "====", "aGk= ", "aGkh="] {
            assert_eq!(decode_base64(text), None, "{text}");
        }
    }
}
