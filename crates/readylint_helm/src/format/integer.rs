//! Integers as text (`fmt/format.go`, `fmtInteger`, `fmtUnicode`).

use super::flags::Flags;
use crate::runes;

/// How an integer is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    /// 2, 8, 10 or 16.
    pub(super) base: u64,
    /// `%X`
    pub(super) upper: bool,
    /// `%O`: with `0o`.
    pub(super) octal_sign: bool,
}

impl Form {
    /// `%d`
    pub(super) const DECIMAL: Self = Self { base: 10, upper: false, octal_sign: false };
    /// `%x`
    pub(super) const HEX: Self = Self { base: 16, upper: false, octal_sign: false };

    /// The form of a verb, if it is one for integers.
    pub(super) fn of(verb: char) -> Option<Self> {
        Some(match verb {
            'd' | 'v' => Self::DECIMAL,
            'b' => Self { base: 2, ..Self::DECIMAL },
            'o' => Self { base: 8, ..Self::DECIMAL },
            'O' => Self { base: 8, octal_sign: true, ..Self::DECIMAL },
            'x' => Self::HEX,
            'X' => Self { upper: true, ..Self::HEX },
            _ => return None,
        })
    }
}

/// The digits of `size` with sign, prefix and leading zeros; `None` if only padding is to be written: 0 with a precision
/// of 0.
pub(super) fn integer_text(size: u64, is_negative: bool, form: Form, flags: &Flags) -> Option<String> {
    let zeros = match flags.precision {
        Some(0) if size == 0 => return None,
        Some(precision) => precision,
        None if flags.zero && !flags.minus && flags.width.is_some() => {
            let has_sign = is_negative || flags.plus || flags.space;
            flags.wide().saturating_sub(usize::from(has_sign))
        }
        None => 0,
    };
    let digits = match form.base {
        2 => format!("{size:b}"),
        8 => format!("{size:o}"),
        16 if form.upper => format!("{size:X}"),
        16 => format!("{size:x}"),
        _ => size.to_string(),
    };
    let mut number = String::with_capacity(digits.len().max(zeros) + 4);
    number.push_str(if is_negative {
        "-"
    } else if flags.plus {
        "+"
    } else if flags.space {
        " "
    } else {
        ""
    });
    if form.octal_sign {
        number.push_str("0o");
    }
    let leading = zeros.saturating_sub(digits.len());
    if flags.sharp {
        number.push_str(match form.base {
            2 => "0b",
            8 if leading == 0 && !digits.starts_with('0') => "0",
            16 if form.upper => "0X",
            16 => "0x",
            _ => "",
        });
    }
    number.extend(std::iter::repeat_n('0', leading));
    number.push_str(&digits);
    Some(number)
}

/// `U+0078`, with `#` also `'x'`.
pub(super) fn unicode_text(code: u64, flags: &Flags) -> String {
    let digits = flags.precision.map_or(4, |precision| precision.max(4));
    let mut text = format!("{code:X}");
    let zeros = digits.saturating_sub(text.len());
    text.insert_str(0, &"0".repeat(zeros));
    text.insert_str(0, "U+");
    let shown = u32::try_from(code).ok().and_then(char::from_u32).filter(|shown| runes::is_print(*shown));
    if let (true, Some(shown)) = (flags.sharp, shown) {
        text.push_str(" '");
        text.push(shown);
        text.push('\'');
    }
    text
}

/// The character with this code; U+FFFD if there is none.
pub(super) fn character(code: u64) -> char {
    u32::try_from(code).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
}
