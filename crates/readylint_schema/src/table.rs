//! The bundled table: one file for all minors, read in place.
//!
//! `cargo xtask schemas` writes it ([`crate::compile`], which describes the sources). Nothing is parsed when a program
//! starts: an accessor reads the two bytes it needs. Numbers are little-endian.
//!
//! ```text
//! header    magic, layout, first minor, number of minors, then offset and count of each section
//! strings   offsets into the text, ascending; string n is the text between offset n and n + 1
//! text      all strings
//! kinds     apiVersion, kind, object, minors                           sorted by apiVersion, kind
//! objects   name, first field, number of fields
//! fields    name, type, minors, minors in which it is required and     sorted by name inside an object
//!           in the highest bit whether an empty value is none there
//! types     tag, flags, three operands                                  see [`Type`]
//! values    value, minors                                               of enums
//! keys      name                                                        of list-type map
//! lifetimes apiVersion, kind, introduced, deprecated, removed, replacement (apiVersion, kind), product
//! ```
//!
//! A field whose type changed stands twice, each time with the minors it holds for.

use std::cmp::Ordering;

use crate::minors::{FIRST_MINOR, MINOR_COUNT, Minors};

/// The first bytes of a table.
pub(crate) const MAGIC: [u8; 8] = *b"rl-table";
/// The layout that this code reads and writes.
pub(crate) const LAYOUT: u16 = 1;
/// Bytes of the header before the list of sections.
pub(crate) const HEADER: usize = 16;
/// "None" where a number of a string is expected.
pub(crate) const NONE: u16 = u16::MAX;

/// The sections in the order of the file.
#[derive(Clone, Copy)]
pub(crate) enum Section {
    Strings,
    Text,
    Kinds,
    Objects,
    Fields,
    Types,
    Values,
    Keys,
    Lifetimes,
}

impl Section {
    /// How many there are.
    pub(crate) const COUNT: usize = 9;

    /// Bytes of one record.
    pub(crate) const fn size(self) -> usize {
        match self {
            Self::Text => 1,
            Self::Kinds | Self::Fields | Self::Types => 8,
            Self::Objects => 6,
            Self::Strings | Self::Values => 4,
            Self::Keys => 2,
            Self::Lifetimes => 16,
        }
    }
}

/// The tags of types in the file.
pub(crate) mod tag {
    /// Also what a tag is read as that this code does not know.
    #[cfg(feature = "compile")]
    pub(crate) const ANY: u8 = 0;
    pub(crate) const OPEN: u8 = 1;
    pub(crate) const STRING: u8 = 2;
    pub(crate) const BOOLEAN: u8 = 3;
    pub(crate) const INT32: u8 = 4;
    pub(crate) const INT64: u8 = 5;
    pub(crate) const DOUBLE: u8 = 6;
    pub(crate) const BYTES: u8 = 7;
    pub(crate) const TIME: u8 = 8;
    pub(crate) const MICRO_TIME: u8 = 9;
    pub(crate) const QUANTITY: u8 = 10;
    pub(crate) const INT_OR_STRING: u8 = 11;
    pub(crate) const OBJECT: u8 = 12;
    pub(crate) const ARRAY: u8 = 13;
    pub(crate) const MAP: u8 = 14;
    pub(crate) const ENUM: u8 = 15;
    pub(crate) const PORT: u8 = 16;
    pub(crate) const PORT_OR_NAME: u8 = 17;
    pub(crate) const DURATION: u8 = 18;
}

/// The table as bytes with the places of its sections.
#[derive(Clone, Copy)]
pub(crate) struct Table {
    bytes: &'static [u8],
    /// All strings, checked once by the compiler.
    text: &'static str,
    /// Offset and number of records.
    sections: [(usize, usize); Section::COUNT],
}

/// The table that this version of readylint carries.
pub(crate) static BUNDLED: Table = Table::open(include_bytes!("../data/schemas.bin"));

impl Table {
    /// Reads the header. A table of another layout is read as an empty one, so that the compiler of tables can still be
    /// built when the layout changes; a test holds that the bundled one is of this layout.
    const fn open(bytes: &'static [u8]) -> Self {
        let is_ours = bytes.len() > HEADER + Section::COUNT * 8
            && u32_at(bytes, 0) == u32_at(&MAGIC, 0)
            && u16_at(bytes, 8) == LAYOUT
            && u16_at(bytes, 10) == FIRST_MINOR
            && u16_at(bytes, 12) == MINOR_COUNT;
        if !is_ours {
            return Self { bytes: &[], text: "", sections: [(0, 0); Section::COUNT] };
        }
        let mut sections = [(0, 0); Section::COUNT];
        let mut section = 0;
        while section < Section::COUNT {
            let at = HEADER + section * 8;
            sections[section] = (u32_at(bytes, at) as usize, u32_at(bytes, at + 4) as usize);
            section += 1;
        }
        let (start, length) = sections[Section::Text as usize];
        let (text, _) = bytes.split_at(start).1.split_at(length);
        let text = match std::str::from_utf8(text) {
            Ok(text) => text,
            Err(_) => "",
        };
        Self { bytes, text, sections }
    }

    /// How many records a section has.
    pub(crate) fn count(&self, section: Section) -> usize {
        self.sections[section as usize].1
    }

    /// The `word`th number of 16 bits in record `record`; 0 outside the section.
    pub(crate) fn word(&self, section: Section, record: usize, word: usize) -> u16 {
        let (offset, count) = self.sections[section as usize];
        if record >= count {
            return 0;
        }
        let at = offset + record * section.size() + word * 2;
        self.bytes.get(at..at + 2).map_or(0, |bytes| u16_at(bytes, 0))
    }

    /// String `number`; empty if there is none.
    pub(crate) fn string(&self, number: u16) -> &'static str {
        let (strings, count) = self.sections[Section::Strings as usize];
        let number = usize::from(number);
        if number + 1 >= count {
            return "";
        }
        let offset = |number: usize| {
            let at = strings + number * Section::Strings.size();
            self.bytes.get(at..at + 4).map_or(0, |bytes| u32_at(bytes, 0) as usize)
        };
        self.text.get(offset(number)..offset(number + 1)).unwrap_or_default()
    }

    /// The string whose number is in `word` of a record; `None` if it is [`NONE`].
    pub(crate) fn text(&self, section: Section, record: usize, word: usize) -> Option<&'static str> {
        let number = self.word(section, record, word);
        (number != NONE).then(|| self.string(number))
    }

    /// The first of the records `range` for which `order` is not `Less`, if it is `Equal`.
    pub(crate) fn search(range: std::ops::Range<usize>, order: impl Fn(usize) -> Ordering) -> Option<usize> {
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if order(middle) == Ordering::Less { low = middle + 1 } else { high = middle }
        }
        (low < range.end && order(low) == Ordering::Equal).then_some(low)
    }

    /// The minors in `word` of a record.
    pub(crate) fn minors(&self, section: Section, record: usize, word: usize) -> Minors {
        Minors::from_bits(self.word(section, record, word))
    }
}

const fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

const fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_table_has_this_layout() {
        assert_eq!(BUNDLED.bytes.get(..8), Some(&MAGIC[..]), "run `cargo xtask schemas`");
        assert!(BUNDLED.count(Section::Kinds) > 100);
    }
}
