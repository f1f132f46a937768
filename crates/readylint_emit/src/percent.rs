//! Paths in URIs (RFC 3986).

/// Percent-encodes every byte but the unreserved ones and `/`. The colon is encoded too, since before the first slash it
/// would end a scheme.
pub(crate) fn encode(path: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let digits = [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
            uri.extend(std::iter::once('%').chain(digits.map(char::from)));
        }
    }
    uri
}
