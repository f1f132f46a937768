//! Base64, for `!!binary`.

/// Decodes standard base64 with padding, line ends ignored, as Go's `base64.StdEncoding` does. `None` if it is malformed.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count, mut padding) = (0_u32, 0_u8, 0_u8);
    for byte in text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')) {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                if padding > 2 {
                    return None;
                }
                continue;
            }
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        bits = bits << 6 | u32::from(digit);
        count += 1;
        if count == 4 {
            bytes.extend_from_slice(&bits.to_be_bytes()[1..]);
            (bits, count) = (0, 0);
        }
    }
    match (count, padding) {
        (0, 0) => {}
        (2, 2) => bytes.push((bits >> 4) as u8),
        (3, 1) => bytes.extend_from_slice(&(bits >> 2).to_be_bytes()[2..]),
        _ => return None,
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn all_paddings() {
        assert_eq!(base64("").as_deref(), Some(&b""[..]));
        assert_eq!(base64("aA==").as_deref(), Some(&b"h"[..]));
        assert_eq!(base64("aGk=").as_deref(), Some(&b"hi"[..]));
        assert_eq!(base64("aGkh\naGkh\r\n").as_deref(), Some(&b"hi!hi!"[..]));
    }

    #[test]
    fn malformed() {
        for text in ["a", "aGk", "aG=k", "aGk==", "a-k=", "====", "aGk= ", "aGkh="] {
            assert_eq!(base64(text), None, "{text}");
        }
    }
}
