//! Which form a scalar takes. (go-yaml, `encode.go`, `stringv`; `emitterc.go`, `yaml_emitter_analyze_scalar`)

use readylint_yaml::{Value as Plain, plain_scalar};

use super::Dialect;
use crate::data::yaml::is_timestamp;

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Single,
    Double,
    Literal,
}

/// What the characters of a scalar allow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // one for each form
pub(super) struct Analysis {
    /// It has line breaks of any kind.
    pub(super) multiline: bool,
    plain: bool,
    single: bool,
    block: bool,
}

/// The length of the line break that `bytes` start with, 0 if there is none.
pub(super) fn line_break(bytes: &[u8]) -> usize {
    match bytes {
        [b'\n' | b'\r', ..] => 1,
        [0xc2, 0x85, ..] => 2,
        [0xe2, 0x80, 0xa8 | 0xa9, ..] => 3,
        _ => 0,
    }
}

/// The length of the character that starts with `first`.
pub(super) fn width(first: u8) -> usize {
    match first {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    }
}

/// Whether the character that `bytes` start with needs no escape.
pub(super) fn is_printable(bytes: &[u8]) -> bool {
    match bytes {
        [0xc2, next, ..] => *next >= 0xa0,
        [0xed, next, ..] => *next < 0xa0,
        [0xef, 0xbb, 0xbf, ..] | [0xef, 0xbf, 0xbe | 0xbf, ..] => false,
        [b'\n' | 0x20..=0x7e | 0xc3..=0xec | 0xee | 0xef, ..] => true,
        _ => false,
    }
}

/// Looks at each character of `value`, which is UTF-8.
pub(super) fn analyse(value: &[u8], dialect: Dialect) -> Analysis {
    if value.is_empty() {
        return Analysis { multiline: false, plain: true, single: true, block: false };
    }
    let mut seen =
        Seen { indicators: value.starts_with(b"---") || value.starts_with(b"..."), ..Seen::default() };
    let mut at = 0;
    let mut after_blank = true;
    while let Some(&byte) = value.get(at) {
        let width = width(byte);
        let followed = value.get(at + width).is_none_or(|next| matches!(next, b' ' | b'\t'));
        seen.indicators |= match byte {
            b'#' | b',' | b'[' | b']' | b'{' | b'}' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"'
            | b'%' | b'@' | b'`'
                if at == 0 =>
            {
                true
            }
            b'?' | b'-' if at == 0 => followed,
            b':' => followed,
            b'#' => after_blank,
            _ => false,
        };
        let rest = &value[at..];
        if byte == b'\t' && dialect == Dialect::Pretty {
            seen.tab = true;
        } else if !is_printable(rest) {
            seen.special = true;
        }
        let breaks = !(0x20..0xc2).contains(&byte) && line_break(rest) > 0;
        seen.edge_blank |= (byte == b' ' || breaks) && (at == 0 || at + width >= value.len());
        seen.trailing_space |= byte == b' ' && at + width >= value.len();
        seen.blank(byte == b' ', breaks);
        after_blank = breaks || matches!(byte, b' ' | b'\t' | 0);
        at += width;
    }
    seen.conclude()
}

#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // one for each thing that may be met
struct Seen {
    indicators: bool,
    special: bool,
    tab: bool,
    breaks: bool,
    edge_blank: bool,
    trailing_space: bool,
    break_space: bool,
    space_break: bool,
    previous_space: bool,
    previous_break: bool,
}

impl Seen {
    fn blank(&mut self, space: bool, breaks: bool) {
        self.break_space |= space && self.previous_break;
        self.space_break |= breaks && self.previous_space;
        self.breaks |= breaks;
        self.previous_space = space;
        self.previous_break = breaks;
    }

    fn conclude(self) -> Analysis {
        let never_plain = self.break_space || self.space_break || self.special || self.tab;
        Analysis {
            multiline: self.breaks,
            plain: !(never_plain || self.edge_blank || self.breaks || self.indicators),
            single: !never_plain,
            block: !(self.trailing_space || self.space_break || self.special),
        }
    }
}

/// The form of a string. `simple_key`: it must stay in its line.
pub(super) fn of_string(value: &str, analysis: Analysis, simple_key: bool, dialect: Dialect) -> Style {
    let wanted = if memchr::memchr(b'\n', value.as_bytes()).is_some() {
        Style::Literal
    } else if reads_back(value, dialect) {
        Style::Plain
    } else {
        Style::Double
    };
    match wanted {
        _ if simple_key && analysis.multiline => Style::Double,
        Style::Plain if analysis.plain => Style::Plain,
        Style::Plain if analysis.single => Style::Single,
        Style::Literal if analysis.block && !simple_key => Style::Literal,
        _ => Style::Double,
    }
}

/// Whether a reader of YAML 1.1 takes the plain text for a string.
fn reads_back(value: &str, dialect: Dialect) -> bool {
    let Some(&first) = value.as_bytes().first() else {
        return false;
    };
    match first {
        b'0'..=b'9' | b'+' | b'-' => {
            let is_number = is_base60(value.as_bytes())
                || is_timestamp(value.as_bytes())
                || dialect == Dialect::Pretty && is_signed_octal(value);
            !is_number && matches!(plain_scalar(value), Plain::Str(_))
        }
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' | b'.' => {
            matches!(plain_scalar(value), Plain::Str(_))
        }
        _ => true,
    }
}

/// `0o-7`: go-yaml v3 tries base 8 once more behind the prefix, and so takes a sign there.
fn is_signed_octal(value: &str) -> bool {
    let value = value.replace('_', "");
    let digits = value.strip_prefix("0o").or_else(|| value.strip_prefix("-0o"));
    digits.is_some_and(|digits| i64::from_str_radix(digits, 8).is_ok())
}

/// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`
fn is_base60(value: &[u8]) -> bool {
    let value = value.strip_prefix(b"+").or_else(|| value.strip_prefix(b"-")).unwrap_or(value);
    let mut parts = value.split(|&byte| byte == b':');
    let first = parts.next().unwrap_or_default();
    let is_number = |bytes: &[u8]| bytes.iter().all(|&byte| byte.is_ascii_digit() || byte == b'_');
    if !(first.first().is_some_and(u8::is_ascii_digit) && is_number(first)) {
        return false;
    }
    let mut parts: Vec<&[u8]> = parts.collect();
    let Some(last) = parts.last_mut() else {
        return false;
    };
    if let Some(point) = last.iter().position(|&byte| byte == b'.') {
        if !is_number(&last[point + 1..]) {
            return false;
        }
        *last = &last[..point];
    }
    parts.iter().all(|part| match part {
        [digit] => digit.is_ascii_digit(),
        [tens, digit] => matches!(tens, b'0'..=b'5') && digit.is_ascii_digit(),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_string_without_quotes() {
        for text in [
            "",
            "y",
            "No",
            "ON",
            "~",
            "null",
            "1",
            "-1",
            "+1",
            "0x1f",
            "0b1",
            "1_000",
            "1.5",
            ".5",
            "1e3",
            ".inf",
            "-.INF",
            ".NaN",
            "1:20",
            "190:20:30.15",
            "2001-1-2",
            "2001-12-14t21:59:43.10-05:00",
            "2001-12-14 21:59:43",
        ] {
            assert!(!reads_back(text, Dialect::Json), "{text}");
        }
        for text in [
            "yess",
            "1:60",
            "1:2:",
            "2001-13-1",
            "2001-2-30",
            "2001-12-14T1",
            "<<",
            "=",
            "1.2.3",
            "-",
            "a:1",
            ".5.",
        ] {
            assert!(reads_back(text, Dialect::Json), "{text}");
        }
    }
}
