//! Go's reading of bytes as runes: a byte that starts no rune is one by itself (`unicode/utf8`).

/// The rune at the start of `bytes` and how many bytes it has; `None` and 1 for a byte that starts none. 0 bytes at the
/// end.
pub(crate) fn decode(bytes: &[u8]) -> (Option<char>, usize) {
    let Some(&first) = bytes.first() else { return (None, 0) };
    let width = match first {
        0..0x80 => return (Some(first as char), 1),
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => return (None, 1),
    };
    let rune = bytes.get(..width).and_then(|bytes| std::str::from_utf8(bytes).ok());
    match rune.and_then(|text| text.chars().next()) {
        Some(rune) => (Some(rune), width),
        None => (None, 1),
    }
}

/// How many runes.
pub(crate) fn count(bytes: &[u8]) -> usize {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.chars().count();
    }
    let (mut at, mut runes) = (0, 0);
    while at < bytes.len() {
        at += decode(bytes.get(at..).unwrap_or_default()).1;
        runes += 1;
    }
    runes
}

/// Where the first `runes` runes end.
pub(crate) fn end_of(bytes: &[u8], runes: usize) -> usize {
    let mut at = 0;
    for _ in 0..runes {
        if at >= bytes.len() {
            break;
        }
        at += decode(bytes.get(at..).unwrap_or_default()).1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runes_are_cut_as_go_cuts_them() {
        assert_eq!(count("hé€😀".as_bytes()), 4);
        assert_eq!(count(b"h\xc3"), 2);
        assert_eq!(count(b"\xe2\x82"), 2);
        assert_eq!(end_of("hé€".as_bytes(), 2), 3);
        assert_eq!(end_of(b"\xff\xffa", 5), 3);
    }
}
