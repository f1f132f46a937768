//! PEM: base64 between `-----BEGIN …-----` and `-----END …-----` (Go's `encoding/pem`).

use crate::function::encoding::{decode_base64, encode_base64};

/// A block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// As `RSA PRIVATE KEY`.
    pub(super) kind: Vec<u8>,
    pub(super) bytes: Vec<u8>,
}

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// A line without blanks behind it, and what follows.
fn line(text: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr(b'\n', text).unwrap_or(text.len());
    let line = text.get(..end).unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let length = line.iter().rposition(|byte| !matches!(byte, b' ' | b'\t')).map_or(0, |at| at + 1);
    (line.get(..length).unwrap_or_default(), text.get(end + 1..).unwrap_or_default())
}

/// The first block of a text. Whatever stands around it is passed over, also blocks that are none.
pub(super) fn decode(text: &[u8]) -> Option<Block> {
    memchr::memmem::find_iter(text, BEGIN)
        .filter(|at| *at == 0 || text.get(at - 1) == Some(&b'\n'))
        .find_map(|at| block(text.get(at + BEGIN.len()..)?))
}

/// A block, whose first line goes on with `text`.
fn block(text: &[u8]) -> Option<Block> {
    let (first, mut rest) = line(text);
    let kind = first.strip_suffix(DASHES)?;
    // headers come first
    while let (header, behind) = line(rest)
        && header.contains(&b':')
    {
        rest = behind;
    }
    // the end may follow at once; else it starts a line
    let (body, ending) = if rest.starts_with(END) {
        (&b""[..], rest.get(END.len()..)?)
    } else {
        let at = memchr::memmem::find(rest, &[b"\n", END].concat())?;
        (rest.get(..=at)?, rest.get(at + 1 + END.len()..)?)
    };
    let behind = ending.strip_prefix(kind)?.strip_prefix(DASHES)?;
    if !line(behind).0.is_empty() {
        return None;
    }
    let body: Vec<u8> = body.iter().copied().filter(|byte| !matches!(byte, b' ' | b'\t')).collect();
    let bytes = decode_base64(&body).ok()?;
    Some(Block { kind: kind.to_vec(), bytes })
}

/// A block as Go writes it, without headers.
pub(super) fn encode(block: &Block) -> Vec<u8> {
    let mut out = [BEGIN, &block.kind, DASHES, b"\n"].concat();
    for line in encode_base64(&block.bytes).chunks(64) {
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    out.extend([END, &block.kind, DASHES, b"\n"].concat());
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_go_wrote_is_read_and_written_again() {
        for text in [include_str!("data/rsa.key.pem"), include_str!("data/ca.crt.pem")] {
            let block = decode(text.as_bytes()).unwrap();
            assert_eq!(encode(&block), text.as_bytes());
        }
    }

    #[test]
    fn what_stands_around_is_passed_over() {
        let text = b"x -----BEGIN A-----\n-----BEGIN A-----\nYQ==\n-----END B-----\nrubbish\n-----BEGIN C-----\r\nProc-Type: 4\r\n\r\nYW I=\r\n-----END C-----";
        assert_eq!(decode(text), Some(Block { kind: b"C".to_vec(), bytes: b"ab".to_vec() }));
        assert_eq!(
            decode(b"-----BEGIN A-----\n-----END A-----"),
            Some(Block { kind: b"A".to_vec(), bytes: vec![] })
        );
        assert_eq!(decode(b"-----BEGIN A-----\nYQ==\n-----END A----- x"), None);
    }
}
