//! Go's integer types, as far as templates meet them.

/// Which integer type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IntType {
    /// `int`: literals, `len`, `int`, `atoi`.
    Int,
    /// `int64`: `add`, `int64`, `--set`.
    Int64,
    /// `int32`: runes.
    Int32,
    /// `uint8`: bytes of a string (`index "abc" 0`).
    Uint8,
    /// `uint64`: fields of a semantic version.
    Uint64,
}

impl IntType {
    /// Its Go name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Int64 => "int64",
            Self::Int32 => "int32",
            Self::Uint8 => "uint8",
            Self::Uint64 => "uint64",
        }
    }

    /// Whether it has no sign.
    pub const fn is_unsigned(self) -> bool {
        matches!(self, Self::Uint8 | Self::Uint64)
    }
}
