//! The outermost form of ASN.1 in DER: as much as tells a certificate or a key from something else. What is wrong deeper
//! inside, which Go would refuse, is taken as it is.

/// The head of an element.
struct Head {
    class: u8,
    tag: u8,
    is_compound: bool,
    length: usize,
    /// How many bytes the head has.
    width: usize,
}

const TRUNCATED: &str = "asn1: syntax error: data truncated";

fn head(bytes: &[u8]) -> Option<Head> {
    let (first, second) = (*bytes.first()?, *bytes.get(1)?);
    let (length, width) = if second < 0x80 {
        (usize::from(second), 2)
    } else {
        let digits = bytes.get(2..2 + usize::from(second & 0x7F))?;
        if digits.is_empty() || digits.len() > 4 {
            return None;
        }
        (digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)), 2 + digits.len())
    };
    let (class, tag, is_compound) = (first >> 6, first & 0x1F, first & 0x20 != 0);
    Some(Head { class, tag, is_compound, length, width })
}

/// The content of the sequence that `bytes` start with, and what follows.
fn sequence(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let head = head(bytes).filter(|head| (head.class, head.tag, head.is_compound) == (0, 16, true))?;
    bytes.get(head.width..)?.split_at_checked(head.length)
}

/// Whether it is a sequence as a certificate is: another sequence, one more, and a string of bits.
pub(super) fn check_certificate(bytes: &[u8]) -> Result<(), &'static str> {
    const MALFORMED: &str = "x509: malformed certificate";
    let (content, rest) = sequence(bytes).ok_or(MALFORMED)?;
    if !rest.is_empty() {
        return Err("x509: trailing data");
    }
    let (_, rest) = sequence(content).ok_or("x509: malformed tbs certificate")?;
    let (_, rest) = sequence(rest).ok_or("x509: malformed signature algorithm identifier")?;
    let signature = head(rest).filter(|head| (head.class, head.tag) == (0, 3));
    signature.map(drop).ok_or("x509: malformed signature")
}

/// Whether it is a sequence; Go's words if it is none, for a struct of type `go_type`.
pub(super) fn check_sequence(bytes: &[u8], go_type: &str) -> Result<(), String> {
    let Some(Head { class, tag, is_compound, length, width }) = head(bytes) else {
        return Err(TRUNCATED.to_owned());
    };
    if (class, tag, is_compound) != (0, 16, true) {
        return Err(format!(
            "asn1: structure error: tags don't match (16 vs {{class:{class} tag:{tag} length:{length} \
             isCompound:{is_compound}}}) {{optional:false explicit:false application:false private:false \
             defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}} {go_type} @{width}"
        ));
    }
    if bytes.len() < width + length { Err(TRUNCATED.to_owned()) } else { Ok(()) }
}
