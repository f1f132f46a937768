//! From bytes to text, offsets kept.
//!
//! Offsets count from the first byte of the file, so nothing may be dropped or grow: a byte order mark stays, and a byte
//! that is not UTF-8 becomes one `?`.

use readylint_text::TextRange;

/// The largest file that is read: 256 MiB. The largest manifests known (bundles of custom resource definitions) have
/// less than 10 MB; offsets would allow 4 GiB.
pub const MAX_FILE_BYTES: u64 = 256 * 1024 * 1024;

/// Bytes read as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, as long as the bytes were. Empty if [`Decoded::refused`].
    pub text: String,
    /// What is wrong with the bytes.
    pub problem: Option<Encoding>,
}

/// What is wrong with the bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Some bytes are not UTF-8; they became `?`. The first of them, and how many.
    InvalidUtf8 {
        /// The first byte that is not UTF-8.
        first: TextRange,
        /// How many such bytes there are.
        count: usize,
    },
    /// UTF-16 or UTF-32, by its byte order mark or by where its zero bytes stand.
    Wide(&'static str),
    /// Not text: it holds zero bytes.
    Binary,
}

impl Encoding {
    /// What is wrong: a sentence without a full stop, about `file`.
    pub fn message(self, file: &str) -> String {
        match self {
            Self::InvalidUtf8 { count: 1, .. } => format!("`{file}` holds a byte that is not UTF-8"),
            Self::InvalidUtf8 { count, .. } => format!("`{file}` holds {count} bytes that are not UTF-8"),
            Self::Wide(name) => format!("`{file}` is {name}, which readylint does not read"),
            Self::Binary => format!("`{file}` holds zero bytes: it is not a text file"),
        }
    }

    /// What to do.
    pub fn help(self) -> &'static str {
        match self {
            Self::InvalidUtf8 { .. } | Self::Wide(_) => "save the file as UTF-8",
            Self::Binary => "give the file another name, or exclude it in `readylint.yaml`",
        }
    }
}

impl Decoded {
    /// Whether nothing of the bytes can be linted.
    pub fn refused(&self) -> bool {
        matches!(self.problem, Some(Encoding::Wide(_) | Encoding::Binary))
    }
}

/// Reads `bytes` as text.
pub fn decode(bytes: Vec<u8>) -> Decoded {
    if let Some(problem) = not_utf8(&bytes) {
        return Decoded { text: String::new(), problem: Some(problem) };
    }
    match String::from_utf8(bytes) {
        Ok(text) => Decoded { text, problem: None },
        Err(error) => {
            let first = error.utf8_error().valid_up_to();
            let (text, count) = replaced(error.as_bytes());
            let first = TextRange::at(first, first + 1);
            Decoded { text, problem: Some(Encoding::InvalidUtf8 { first, count }) }
        }
    }
}

/// Zero bytes stand in no YAML (YAML 1.2.2, 5.1) and in no JSON; in UTF-16 and UTF-32 every ASCII character has some.
fn not_utf8(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return Some(Encoding::Wide("UTF-32")),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Some(Encoding::Wide("UTF-16")),
        _ => {}
    }
    memchr::memchr(0, bytes)?;
    let zeros: Vec<bool> = bytes.iter().take(4).map(|&byte| byte == 0).collect();
    Some(match zeros.as_slice() {
        [true, true, true, false] | [false, true, true, true] => Encoding::Wide("UTF-32"),
        [true, false, true, false] | [false, true, false, true] | [true, false] | [false, true] => {
            Encoding::Wide("UTF-16")
        }
        _ => Encoding::Binary,
    })
}

/// `bytes` with `?` for each byte that is not part of UTF-8, and how many these are.
fn replaced(bytes: &[u8]) -> (String, usize) {
    let mut text = String::with_capacity(bytes.len());
    let mut count = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for _ in chunk.invalid() {
            text.push('?');
            count += 1;
        }
    }
    (text, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_stay() {
        let decoded = decode(b"\xEF\xBB\xBFa: \xC3\xA4\xFFb\xE2\x82".to_vec());
        assert_eq!(decoded.text, "\u{feff}a: ä?b??");
        let first = TextRange::at(8, 9);
        assert_eq!(decoded.problem, Some(Encoding::InvalidUtf8 { first, count: 3 }));
        assert!(!decoded.refused());
    }

    #[test]
    fn other_encodings_and_binaries_are_refused() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        let big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
        let long = |text: &str| text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect::<Vec<_>>();
        let table: [(Vec<u8>, Encoding); 8] = [
            (wide("\u{feff}kind: Pod"), Encoding::Wide("UTF-16")),
            (big("\u{feff}kind: Pod"), Encoding::Wide("UTF-16")),
            (wide("kind: Pod"), Encoding::Wide("UTF-16")),
            (big("kind: Pod"), Encoding::Wide("UTF-16")),
            (long("\u{feff}kind"), Encoding::Wide("UTF-32")),
            (long("kind"), Encoding::Wide("UTF-32")),
            (b"\x7fELF\0\0\0\x01".to_vec(), Encoding::Binary),
            (b"kind: Pod\nname: a\0b\n".to_vec(), Encoding::Binary),
        ];
        for (bytes, wanted) in table {
            let decoded = decode(bytes);
            assert_eq!(decoded.problem, Some(wanted));
            assert!(decoded.refused() && decoded.text.is_empty());
        }
        assert_eq!(decode(Vec::new()).problem, None);
        assert_eq!(decode(b"a\r\n".to_vec()).text, "a\r\n");
    }
}
