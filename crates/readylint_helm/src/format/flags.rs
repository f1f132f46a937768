//! The flags, width and precision of a verb (`fmt/format.go`, `fmtFlags`).

/// What stands between `%` and the verb.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "Go's flags are independent")]
pub(super) struct Flags {
    /// How wide at least, in runes.
    pub(super) width: Option<usize>,
    /// Digits after the point, digits, or runes, by verb.
    pub(super) precision: Option<usize>,
    /// `-`: padded on the right.
    pub(super) minus: bool,
    /// `+`: always a sign; ASCII only in `%q`.
    pub(super) plus: bool,
    /// `#`: the alternate form.
    pub(super) sharp: bool,
    /// A blank where a sign would be.
    pub(super) space: bool,
    /// Padded with zeros.
    pub(super) zero: bool,
    /// `%+v`: with the names of fields.
    pub(super) plus_v: bool,
    /// `%#v`: as Go source.
    pub(super) sharp_v: bool,
}

impl Flags {
    /// Takes a flag in; `false` if `byte` is none.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        match byte {
            b'#' => self.sharp = true,
            b'0' => self.zero = true,
            b'+' => self.plus = true,
            b'-' => self.minus = true,
            b' ' => self.space = true,
            _ => return false,
        }
        true
    }

    /// `%#v` and `%+v` are other formats, not flags of the parts.
    pub(super) fn turn_to_v(&mut self) {
        self.sharp_v = self.sharp;
        self.sharp = false;
        self.plus_v = self.plus;
        self.plus = false;
    }

    /// The width, 0 if none.
    pub(super) fn wide(&self) -> usize {
        self.width.unwrap_or(0)
    }
}
