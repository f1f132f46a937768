//! From what a template printed to the text that Helm takes: without `<no value>`, as UTF-8, with its stretches.
//!
//! Must never look at what the text means.

use std::sync::Arc;

use memchr::memmem;

use super::{RenderedFile, Stretch};
use crate::exec::without_no_value;
use crate::provenance::{Piece, Text, TextBuilder};

/// What Go prints for nil, and Helm takes out again.
const NO_VALUE: &[u8] = b"<no value>";
/// How long that is.
const NO_VALUE_LEN: i64 = 10;

/// A text as Helm takes it.
#[derive(Debug)]
pub(super) struct Finished {
    pub(super) text: Arc<str>,
    pub(super) stretches: Vec<Stretch>,
    /// Where something was taken out or in: a byte of what was printed, and how much longer the finished text is from
    /// there on than what was printed.
    shifts: Vec<(u32, i64)>,
}

impl Finished {
    /// Where the byte at `printed` of what the template printed stands in the text.
    pub(super) fn offset_of(&self, printed: u32) -> u32 {
        let after = self.shifts.partition_point(|(from, _)| *from <= printed);
        let shift = after.checked_sub(1).and_then(|at| self.shifts.get(at)).map_or(0, |(_, shift)| *shift);
        u32::try_from(i64::from(printed) + shift).unwrap_or_default().min(self.text.len() as u32)
    }
}

/// The finished text of a file, with its stretches. (`engine.go`, `render`)
pub(super) fn finish(printed: &Text) -> Finished {
    let text = without_no_value(printed);
    let mut shifts = Vec::new();
    if text.len() != printed.len() {
        let mut removed = 0_i64;
        for at in memmem::find_iter(printed.as_bytes(), NO_VALUE) {
            removed += NO_VALUE_LEN;
            shifts.push(((at + NO_VALUE.len()) as u32, -removed));
        }
    }
    if let Ok(valid) = std::str::from_utf8(text.as_bytes()) {
        return Finished { text: valid.into(), stretches: stretches(&text), shifts };
    }
    // offsets into text that is no UTF-8 stay near enough: nothing there is worth pointing at
    let readable = as_utf8(&text);
    let text = String::from_utf8_lossy(readable.as_bytes()).into();
    Finished { text, stretches: stretches(&readable), shifts }
}

/// The text with U+FFFD for what is no UTF-8.
fn as_utf8(text: &Text) -> Text {
    let mut out = TextBuilder::new();
    let mut at = 0;
    for chunk in text.as_bytes().utf8_chunks() {
        let valid = chunk.valid().len();
        out.push_slice(text, at..at + valid);
        at += valid;
        if !chunk.invalid().is_empty() {
            out.push("\u{fffd}".as_bytes(), text.piece_at(at));
            at += chunk.invalid().len();
        }
    }
    out.finish()
}

fn stretches(text: &Text) -> Vec<Stretch> {
    text.pieces().map(|(range, piece)| Stretch { end: range.end as u32, piece }).collect()
}

impl RenderedFile {
    /// What is known about the byte at `offset` of the text, moved on to it.
    pub fn piece_at(&self, offset: usize) -> Option<Piece> {
        let at = self.stretches.partition_point(|stretch| stretch.end as usize <= offset);
        let stretch = self.stretches.get(at)?;
        let start =
            at.checked_sub(1).and_then(|before| self.stretches.get(before)).map_or(0, |before| before.end);
        let further = u32::try_from(offset).unwrap_or(u32::MAX).saturating_sub(start);
        Some(Piece { offset: stretch.piece.offset.saturating_add(further), ..stretch.piece })
    }
}

#[cfg(test)]
mod tests {
    use readylint_text::{SourceId, Span, TextRange};

    use super::*;
    use crate::provenance::{Origin, OriginId, Origins};

    fn origin() -> OriginId {
        Origins::new().add(Origin::Text(Span::new(SourceId::new(0), TextRange::at(0, 99))))
    }

    fn ends(stretches: &[Stretch]) -> Vec<(u32, u32)> {
        stretches.iter().map(|stretch| (stretch.end, stretch.piece.offset)).collect()
    }

    #[test]
    fn no_value_goes_and_what_follows_stays_in_its_place() {
        let finished = finish(&Text::of("a: <no value><no value>b", origin()));
        assert_eq!(&*finished.text, "a: b");
        assert_eq!(ends(&finished.stretches), [(3, 0), (4, 23)]);
        assert_eq!([0, 2, 13, 23, 24].map(|at| finished.offset_of(at)), [0, 2, 3, 3, 4]);
    }

    #[test]
    fn what_is_no_utf8_is_replaced() {
        let finished = finish(&Text::of(b"a\xffb\xe2\x82", origin()));
        assert_eq!(&*finished.text, "a\u{fffd}b\u{fffd}");
        assert_eq!(ends(&finished.stretches), [(4, 0), (8, 2)]);
    }

    #[test]
    fn a_removal_may_leave_invalid_text_valid() {
        let finished = finish(&Text::of(b"\xc3<no value>\xa9", origin()));
        assert_eq!(&*finished.text, "é");
        assert_eq!(finished.stretches.len(), 2);
    }
}
