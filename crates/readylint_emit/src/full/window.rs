//! Which parts of a long line are shown, and how its characters are.

use std::ops::Range;

use readylint_text::TextRange;
use unicode_width::UnicodeWidthChar;

use crate::sanitize;

/// Columns between tab stops.
const TAB_WIDTH: usize = 4;

/// Stands for what was cut from a line.
const ELLIPSIS: char = '…';

/// The parts of a line that are shown.
pub(super) struct Window {
    /// The whole line, in bytes of its text.
    line: Range<usize>,
    /// The shown parts: in order, disjoint, on character boundaries.
    parts: Vec<Range<usize>>,
}

impl Window {
    /// Chooses about `columns` columns of `line` (bytes of `text`), so that as much as can be of `marks` (bytes of
    /// `text` inside the line) is seen, with the same on both sides. Every mark's first character is seen, however many
    /// there are.
    pub(super) fn new(text: &str, line: Range<usize>, marks: &[Range<usize>], columns: usize) -> Self {
        // Most lines fit.
        if forward(text, line.start, line.end, columns).0 == line.end {
            return Self { parts: vec![line.clone()], line };
        }
        if marks.is_empty() {
            let (end, _) = forward(text, line.start, line.end, columns.saturating_sub(1));
            let start = std::iter::once(line.start..end);
            return Self { parts: start.collect(), line };
        }
        let share = (columns / marks.len()).saturating_sub(2).max(8);
        let mut parts: Vec<Range<usize>> =
            marks.iter().map(|mark| part_around(text, &line, mark, share)).collect();
        parts.sort_by_key(|part| part.start);
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(parts.len());
        for part in parts {
            match merged.last_mut() {
                Some(last) if part.start <= last.end => last.end = last.end.max(part.end),
                _ => merged.push(part),
            }
        }
        Self { line, parts: merged }
    }
}

/// About `columns` columns of `line` around `mark`.
fn part_around(text: &str, line: &Range<usize>, mark: &Range<usize>, columns: usize) -> Range<usize> {
    let (mark_end, mark_columns) = forward(text, mark.start, mark.end, columns);
    let left = columns - mark_columns.min(columns);
    let (start, before) = backward(text, mark.start, line.start, left / 2);
    let (end, after) = forward(text, mark_end, line.end, left - before.min(left));
    // What is not needed behind is used before.
    let (start, _) = backward(text, start, line.start, left.saturating_sub(before + after));
    start..end
}

/// How wide `character` is when shown, a tab as wide as can be.
fn columns_of(character: char) -> usize {
    if character == '\t' { TAB_WIDTH } else { sanitize::shown(character).width().unwrap_or(0) }
}

/// Takes characters while they fit into `columns`. Characters without a width are free, but not without end.
fn take(characters: impl Iterator<Item = char>, columns: usize) -> (usize, usize) {
    let (mut bytes, mut used) = (0, 0);
    for character in characters.take(columns.saturating_mul(4)) {
        let width = columns_of(character);
        if used + width > columns {
            break;
        }
        used += width;
        bytes += character.len_utf8();
    }
    (bytes, used)
}

/// How far `columns` columns lead from `from` towards `end`, and how many of them were used.
fn forward(text: &str, from: usize, end: usize, columns: usize) -> (usize, usize) {
    let (bytes, used) = take(text.get(from..end).unwrap_or_default().chars(), columns);
    (from + bytes, used)
}

/// How far `columns` columns lead from `from` back towards `start`, and how many of them were used.
fn backward(text: &str, from: usize, start: usize, columns: usize) -> (usize, usize) {
    let (bytes, used) = take(text.get(start..from).unwrap_or_default().chars().rev(), columns);
    (from - bytes, used)
}

/// Where the bytes of a line came to lie when shown.
pub(super) struct Shown {
    /// Byte of the text, byte of what is shown: one pair for each shown character and one for the end of each part.
    positions: Vec<(usize, usize)>,
}

impl Shown {
    /// Where a mark that starts at byte `at` of the text starts.
    pub(super) fn start_of(&self, at: usize) -> usize {
        // The end of a part and the start of the next are the same byte only if nothing is cut between.
        let index = self.positions.partition_point(|(byte, _)| *byte < at);
        self.positions.get(index).or(self.positions.last()).map_or(0, |(_, shown)| *shown)
    }

    /// Where a mark that ends at byte `at` of the text ends; with its part, if it is longer.
    pub(super) fn end_of(&self, at: usize) -> usize {
        let index = self.positions.partition_point(|(byte, _)| *byte <= at);
        self.positions.get(index.saturating_sub(1)).map_or(0, |(_, shown)| *shown)
    }
}

/// Appends what `window` leaves of a line of `text` to `out`, with `masks` (sorted bytes of `text`) starred.
pub(super) fn show(text: &str, window: &Window, masks: &[TextRange], out: &mut String) -> Shown {
    let mut positions = Vec::new();
    let mut masks = masks.iter().copied().map(TextRange::to_usize).peekable();
    let mut column = 0;
    let mut shown_to = window.line.start;
    // Indentation inside a secret's block is no secret, and keeps the line readable.
    let mut indenting = true;
    for part in &window.parts {
        if part.start > shown_to {
            out.push(ELLIPSIS);
            column += 1;
            indenting = false;
        }
        for (offset, character) in text.get(part.clone()).unwrap_or_default().char_indices() {
            let at = part.start + offset;
            while masks.next_if(|mask| mask.end <= at).is_some() {}
            let mask = masks.peek().filter(|mask| mask.start < at + character.len_utf8());
            indenting &= matches!(character, ' ' | '\t' | '\u{feff}');
            let masked = mask.is_some_and(|mask| !(indenting && mask.start < window.line.start));
            positions.push((at, out.len()));
            // At the start of a text it is not part of it.
            if at == 0 && character == '\u{feff}' {
                continue;
            }
            column += push(character, masked, column, out);
        }
        positions.push((part.end, out.len()));
        shown_to = part.end;
    }
    if shown_to < window.line.end {
        out.push(ELLIPSIS);
    }
    Shown { positions }
}

/// Appends `character`, which starts at `column`, as it is shown; returns its width.
fn push(character: char, masked: bool, column: usize, out: &mut String) -> usize {
    match character {
        _ if masked => out.push('*'),
        '\t' => {
            let width = TAB_WIDTH - column % TAB_WIDTH;
            out.extend(std::iter::repeat_n(' ', width));
            return width;
        }
        other => {
            let other = sanitize::shown(other);
            out.push(other);
            return other.width().unwrap_or(0);
        }
    }
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, mark: Range<usize>, columns: usize, masks: &[TextRange]) -> (String, String) {
        let window = Window::new(text, 0..text.len(), std::slice::from_ref(&mark), columns);
        let mut out = String::new();
        let shown = show(text, &window, masks, &mut out);
        let marked = out[shown.start_of(mark.start)..shown.end_of(mark.end)].to_owned();
        (out, marked)
    }

    #[test]
    fn a_line_that_fits_is_shown_whole() {
        assert_eq!(shown("image: nginx", 7..12, 12, &[]), ("image: nginx".into(), "nginx".into()));
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let text = "a".repeat(50) + "MARK" + &"b".repeat(50);
        assert_eq!(
            shown(&text, 50..54, 20, &[]),
            (format!("…{}MARK{}…", "a".repeat(7), "b".repeat(7)), "MARK".into())
        );
        assert_eq!(shown(&text, 0..2, 20, &[]), (format!("{}…", "a".repeat(18)), "aa".into()));
        assert_eq!(shown(&text, 102..104, 20, &[]), (format!("…{}", "b".repeat(18)), "bb".into()));
        let (out, marked) = shown(&text, 10..90, 20, &[]);
        assert_eq!((out, marked), (format!("…{}…", "a".repeat(18)), "a".repeat(18)));
    }

    #[test]
    fn two_marks_far_apart_are_both_seen() {
        let text = "a".repeat(500) + "ONE" + &"b".repeat(500) + "TWO" + &"c".repeat(500);
        let window = Window::new(&text, 0..text.len(), &[1003..1006, 500..503], 40);
        let mut out = String::new();
        show(&text, &window, &[], &mut out);
        assert_eq!(out, "…aaaaaaaONEbbbbbbbb…bbbbbbbTWOcccccccc…");
    }

    #[test]
    fn tabs_controls_and_wide_characters() {
        assert_eq!(shown("\ta\tb", 1..2, 40, &[]), ("    a   b".into(), "a".into()));
        assert_eq!(shown("\u{feff}a\u{1b}[0m", 3..5, 40, &[]), ("a␛[0m".into(), "a␛".into()));
        let text = "日".repeat(30) + "x";
        let (out, marked) = shown(&text, 90..91, 20, &[]);
        assert_eq!((out, marked), (format!("…{}x", "日".repeat(8)), "x".into()));
    }

    #[test]
    fn masked_characters_are_starred_one_for_one() {
        let masks = [TextRange::at(3, 7), TextRange::at(8, 9)];
        assert_eq!(shown("p: pä日", 0..1, 40, &masks), ("p: ***".into(), "p".into()));
    }

    #[test]
    fn endless_characters_without_width_are_cut() {
        let text = "\u{301}".repeat(100_000);
        assert!(shown(&text, 0..2, 20, &[]).0.len() < 1000);
    }
}
