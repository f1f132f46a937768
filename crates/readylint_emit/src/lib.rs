//! Writes a report in one of the output formats: one module per format.
//!
//! An emitter sees a [`Report`] — plain rows that the facade fills — and writes bytes. Every format owns the structs it
//! serialises, so that no format is the shape of our internals and none changes when another does. This is also the
//! only crate besides the language server where offsets become lines and columns.
//!
//! What all formats share: lines and columns are 1-based and counted in characters; no range of a finding is empty (an
//! empty one is widened to a character, see [`Report`]); the same report gives the same bytes; a clean run gives a
//! complete, empty document; suppressed findings are left out unless [`Report::show_suppressed`] asks for them (SARIF,
//! which can say that a result is suppressed, always has them).
//!
//! What this crate must never do: decide what is reported or how severe it is, print, read a file, or let a control
//! character or a masked byte of the input through to a terminal.

mod checkstyle;
mod concise;
mod coverage;
mod format;
mod full;
mod github;
mod gitlab;
mod graph;
mod json;
mod junit;
mod markdown;
mod masks;
mod percent;
mod place;
mod range;
mod report;
mod sanitize;
mod sarif;
mod style;
mod table;
mod traffic;
mod wording;

use std::io::{self, BufWriter, Write};

pub use coverage::{coverage_line, findings_line, read_line, write_coverage};
pub use format::Format;
pub use github::github_summary;
pub use graph::{EdgeRow, EdgeState, GraphFormat, GraphRows, NodeRow, emit_graph};
pub use masks::Masks;
pub use range::{PointRow, RangeRow, Ranges};
pub use report::{Report, RuleCount, RuleRow, Skipped, Summary, Tool};
pub use style::Style;
pub use table::{Cell, Table, TableFormat, emit_table};
pub use traffic::{Direction, FlowRow, PartyRow, PolicyRow, Verdict, emit_traffic};

/// Writes `report` to `out` as `format`.
///
/// `style` matters to the formats for people (`full`, `concise`) and to no other.
///
/// # Errors
///
/// Only those of `out`.
pub fn emit(format: Format, report: &Report<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    // The formats write in small pieces; `out` may be an unbuffered file or pipe.
    let mut out = BufWriter::with_capacity(1 << 16, out);
    match format {
        Format::Full => full::write(report, style, &mut out),
        Format::Concise => concise::write(report, style, &mut out),
        Format::Json => json::write(report, &mut out),
        Format::Sarif => sarif::write(report, &mut out),
        Format::Github => github::write(report, &mut out),
        Format::Gitlab => gitlab::write(report, &mut out),
        Format::Junit => junit::write(report, &mut out),
        Format::Checkstyle => checkstyle::write(report, &mut out),
    }?;
    out.flush()
}
