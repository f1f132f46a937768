//! Points in time as Go's `time.Parse` reads them under the layout RFC 3339.

use readylint_scalars::parse_date;

/// Whether `metav1.Time` decodes `text` (`time.RFC3339`; a fraction of a second may have any number of digits).
pub(crate) fn is_time(text: &str) -> bool {
    parse(text).is_some()
}

/// Whether `metav1.MicroTime` decodes `text`: its layout asks for six digits of a fraction.
pub(crate) fn is_micro_time(text: &str) -> bool {
    parse(text) == Some(6)
}

/// Whether `text` is a date of the layout `2006-01-02`.
pub(crate) fn is_date(text: &str) -> bool {
    parse_date(text).is_some()
}

/// The number of digits of the fraction (0 without one); `None` if the text is no time.
fn parse(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| -> Option<u32> {
        let digits = bytes.get(from..to)?;
        digits
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')))
    };
    let is = |at: usize, byte: u8| bytes.get(at) == Some(&byte);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let is_separated = is(10, b'T') && is(13, b':') && is(16, b':');
    let is_in_range = hour < 24 && minute < 60 && second < 60;
    if !is_separated || !is_in_range || parse_date(text.get(..10)?).is_none() {
        return None;
    }
    let (fraction, zone) = fraction(text.get(19..)?);
    (zone == "Z" || is_offset(zone)).then_some(fraction)
}

/// The digits after the seconds, and what follows them.
fn fraction(rest: &str) -> (usize, &str) {
    let Some(digits) = rest.strip_prefix(['.', ',']) else {
        return (0, rest);
    };
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    match count {
        0 => (0, rest),
        _ => (count, &digits[count..]),
    }
}

/// `+02:00`.
fn is_offset(zone: &str) -> bool {
    let [b'+' | b'-', hours @ .., b':', tens, ones] = zone.as_bytes() else {
        return false;
    };
    let number =
        |digits: &[u8]| std::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<u8>().ok());
    hours.len() == 2
        && zone[1..].bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
        && number(hours).is_some_and(|hours| hours <= 24)
        && number(&[*tens, *ones]).is_some_and(|minutes| minutes < 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for text in ["2026-11-21T18:00:00Z", "2026-11-21T18:00:00+02:00", "2024-02-29T00:00:00.5Z"] {
            assert!(is_time(text), "{text}");
        }
        for text in [
            "",
            "2026-11-21",
            "2026-11-21 18:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T18:00:00",
        ] {
            assert!(!is_time(text), "{text}");
        }
        assert!(is_micro_time("2026-11-21T18:00:00.000000Z"));
        assert!(!is_micro_time("2026-11-21T18:00:00Z") && !is_micro_time("2026-11-21T18:00:00.000Z"));
    }
}
