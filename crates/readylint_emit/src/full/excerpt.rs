//! The lines near the labels of one finding, made fit to be shown.
//!
//! codespan-reporting prints what it is given: it would send control characters to the terminal, has no width, and
//! knows no secrets. It is therefore given an excerpt: only the lines near the labels, cut around them, with tabs
//! expanded, control characters replaced and masked characters starred. The work is proportional to the labels, not to
//! the file.

use std::collections::BTreeSet;
use std::ops::Range;

use codespan_reporting::files::{Error, Files};
use readylint_text::{Source, SourceId, Sources, Span, TextRange, TextSize};

use super::window::{Window, show};
use crate::place::{Places, widened};
use crate::{Masks, sanitize};

/// How many lines before and after a label are shown with it.
pub(super) const CONTEXT_LINES: u32 = 1;

/// The shown lines of one source.
#[derive(Debug)]
struct Excerpt {
    /// Sanitised.
    name: String,
    /// The shown lines, each ended by `\n`.
    text: String,
    /// In order: the 0-based line of the source, and where in `text` it is.
    lines: Vec<(u32, Range<usize>)>,
    /// Where in `text` labels start, and the 1-based columns that those places have in the source.
    columns: Vec<(usize, usize)>,
}

/// The excerpts of one finding, as the "files" of codespan-reporting; a file's id is its place in the list.
#[derive(Debug)]
pub(super) struct Excerpts {
    list: Vec<Excerpt>,
}

/// A label in an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// Which of the marked spans it is.
    pub(super) mark: usize,
    /// Which excerpt.
    pub(super) file: usize,
    /// Where in the excerpt's text.
    pub(super) range: Range<usize>,
}

/// A span on the one line of its source where it is shown.
struct Mark {
    /// Which of the marked spans it is.
    index: usize,
    /// 0-based.
    line: u32,
    /// 1-based, in characters of the source.
    column: usize,
    /// Bytes of the source; multi-line spans end with their first line.
    range: TextRange,
}

impl Excerpts {
    /// Makes the excerpts around `spans`, in which lines are at most `width` columns wide, line numbers included. A
    /// span whose source does not exist has no [`Placed`].
    pub(super) fn new(
        sources: &Sources,
        places: &Places<'_>,
        masks: &Masks,
        spans: impl IntoIterator<Item = Span>,
        width: usize,
    ) -> (Self, Vec<Placed>) {
        let mut groups: Vec<(SourceId, &Source, Vec<Mark>)> = Vec::new();
        for (index, span) in spans.into_iter().enumerate() {
            let Some(source) = sources.get(span.source) else {
                continue;
            };
            let mark = Mark::new(index, source, places, span);
            match groups.iter_mut().find(|(id, ..)| *id == span.source) {
                Some((_, _, marks)) => marks.push(mark),
                None => groups.push((span.source, source, vec![mark])),
            }
        }
        let last_line = groups.iter().flat_map(|(.., marks)| marks).map(|mark| mark.line).max();
        let digits = digits(last_line.unwrap_or_default());
        // " │ " stands between the number and the text.
        let columns = width.saturating_sub(digits + 3).max(20);
        let mut list = Vec::with_capacity(groups.len());
        let mut placed = Vec::new();
        for (file, (id, source, marks)) in groups.into_iter().enumerate() {
            let mut excerpt = Excerpt {
                name: sanitize::line(source.name()).into_owned(),
                text: String::new(),
                lines: Vec::new(),
                columns: Vec::new(),
            };
            for line in lines_to_show(source, &marks, digits) {
                excerpt.push(source, id, masks, line, &marks, columns, &mut |mark, range| {
                    placed.push(Placed { mark, file, range });
                });
            }
            list.push(excerpt);
        }
        // The primary label first, then the others in their order: the order of what codespan-reporting prints.
        placed.sort_by_key(|label| label.mark);
        (Self { list }, placed)
    }
}

/// How many digits the number of the 0-based `line` has.
fn digits(line: u32) -> usize {
    (line + 1).ilog10() as usize + 1
}

impl Mark {
    fn new(index: usize, source: &Source, places: &Places<'_>, span: Span) -> Self {
        let range = widened(source, span.range);
        let line = source.lines().line(range.start());
        let line_end = source.lines().line_range(source.text(), line).end();
        // A span may start on the line end itself.
        let start = range.start().min(line_end);
        let range = TextRange::new(start, range.end().min(line_end));
        Self { index, line, column: places.of(span).start.column as usize, range }
    }
}

/// The 0-based lines to show for `marks`: theirs and those around them, and single lines between such.
fn lines_to_show(source: &Source, marks: &[Mark], digits_of_last: usize) -> BTreeSet<u32> {
    let is_blank = |line: u32| {
        let range = source.lines().line_range(source.text(), line);
        // A line that starts with much white space counts as text, so that this looks at few bytes.
        range.len() < TextSize::new(200) && source.slice(range).trim().is_empty()
    };
    let mut lines: BTreeSet<u32> = marks.iter().map(|mark| mark.line).collect();
    let count = source.lines().line_count();
    for mark in marks {
        for line in mark.line.saturating_sub(CONTEXT_LINES)..=mark.line.saturating_add(CONTEXT_LINES) {
            // codespan-reporting makes the gutter as wide as the numbers of labelled lines: a longer number would
            // stand out of line.
            if line < count && !is_blank(line) && digits(line) <= digits_of_last {
                lines.insert(line);
            }
        }
    }
    // codespan-reporting shows a line rather than a mark of omission where just one is left out, and asks for it.
    let gaps: Vec<u32> =
        lines.iter().zip(lines.iter().skip(1)).filter(|(a, b)| **b - **a == 2).map(|(a, _)| a + 1).collect();
    lines.extend(gaps);
    lines
}

impl Excerpt {
    /// Adds the 0-based `line` of `source`, and tells `place` where the marks on it came to lie.
    #[expect(
        clippy::too_many_arguments,
        reason = "one caller; a struct for it would only rename the arguments"
    )]
    fn push(
        &mut self,
        source: &Source,
        id: SourceId,
        masks: &Masks,
        line: u32,
        marks: &[Mark],
        columns: usize,
        place: &mut dyn FnMut(usize, Range<usize>),
    ) {
        let content = source.lines().line_range(source.text(), line);
        let on_line: Vec<&Mark> = marks.iter().filter(|mark| mark.line == line).collect();
        let ranges: Vec<Range<usize>> = on_line.iter().map(|mark| mark.range.to_usize()).collect();
        let window = Window::new(source.text(), content.to_usize(), &ranges, columns);
        let start = self.text.len();
        let shown = show(source.text(), &window, masks.masked(Span::new(id, content)), &mut self.text);
        for (mark, range) in on_line.into_iter().zip(ranges) {
            let from = shown.start_of(range.start);
            let to = shown.end_of(range.end).max(from);
            let column = mark.column;
            self.columns.push((from, column));
            place(mark.index, from..to);
        }
        self.text.push('\n');
        self.lines.push((line, start..self.text.len()));
    }

    fn line(&self, index: usize) -> Option<&Range<usize>> {
        let line = u32::try_from(index).ok()?;
        let at = self.lines.binary_search_by_key(&line, |(line, _)| *line).ok()?;
        self.lines.get(at).map(|(_, range)| range)
    }
}

impl<'a> Files<'a> for Excerpts {
    type FileId = usize;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: usize) -> Result<&'a str, Error> {
        self.list.get(id).map(|excerpt| excerpt.name.as_str()).ok_or(Error::FileMissing)
    }

    fn source(&'a self, id: usize) -> Result<&'a str, Error> {
        self.list.get(id).map(|excerpt| excerpt.text.as_str()).ok_or(Error::FileMissing)
    }

    /// The 0-based line of the source, not of the excerpt: so the printed numbers are right.
    fn line_index(&'a self, id: usize, byte_index: usize) -> Result<usize, Error> {
        let excerpt = self.list.get(id).ok_or(Error::FileMissing)?;
        let at = excerpt.lines.partition_point(|(_, range)| range.start <= byte_index);
        let line = excerpt.lines.get(at.saturating_sub(1)).ok_or(Error::FileMissing)?;
        Ok(line.0 as usize)
    }

    fn column_number(&'a self, id: usize, _line: usize, byte_index: usize) -> Result<usize, Error> {
        let excerpt = self.list.get(id).ok_or(Error::FileMissing)?;
        let column = excerpt.columns.iter().find(|(at, _)| *at == byte_index);
        column.map(|(_, column)| *column).ok_or(Error::InvalidCharBoundary { given: byte_index })
    }

    fn line_range(&'a self, id: usize, line_index: usize) -> Result<Range<usize>, Error> {
        let excerpt = self.list.get(id).ok_or(Error::FileMissing)?;
        let max = excerpt.lines.last().map_or(0, |(line, _)| *line as usize);
        excerpt.line(line_index).cloned().ok_or(Error::LineTooLarge { given: line_index, max })
    }
}
