//! `full`: code frames for people, like those of rustc.
//!
//! codespan-reporting draws the frames, on an excerpt of ours; the header is written here, because it names severities
//! in our words and links the rule.

mod excerpt;
mod paint;
mod window;

use std::io::{self, Write};

use codespan_reporting::diagnostic::{Diagnostic as Frame, Label as FrameLabel, LabelStyle, Severity as Hue};
use codespan_reporting::files;
use codespan_reporting::term::{self, Config};
use readylint_diagnostics::{Confidence, Diagnostic, Severity};

use crate::place::Places;
use crate::style::{BOLD, RESET, severity_color};
use crate::wording::{counted, resource_name, suppression};
use crate::{Report, Style, sanitize};
use excerpt::{CONTEXT_LINES, Excerpts};
use paint::Paint;

/// The least width that a frame is cut to.
const MIN_WIDTH: usize = 40;

/// How many places besides the primary one a frame shows; more would hide the finding.
const MAX_LABELS: usize = 24;

pub(crate) fn write(report: &Report<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.sources);
    let rules = report.rules_by_id();
    let config = Config {
        before_label_lines: CONTEXT_LINES as usize,
        after_label_lines: CONTEXT_LINES as usize,
        ..Config::default()
    };
    for diagnostic in report.shown() {
        let url = rules.get(diagnostic.rule.as_str()).map_or("", |rule| rule.url);
        write_header(diagnostic, url, *style, out)?;
        write_frame(report, &places, diagnostic, *style, &config, out)?;
    }
    Ok(())
}

/// `error[rule-id]: message`, on one line.
fn write_header(diagnostic: &Diagnostic, url: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let rule = style.link(&sanitize::line(diagnostic.rule.as_str()), url);
    writeln!(
        out,
        "{bold}{color}{severity}[{rule}]{reset}{bold}: {message}{reset}",
        bold = style.paint(BOLD),
        color = style.paint(severity_color(diagnostic.severity)),
        reset = style.paint(RESET),
        severity = diagnostic.severity,
        message = sanitize::line(&diagnostic.message),
    )
}

fn write_frame(
    report: &Report<'_>,
    places: &Places<'_>,
    diagnostic: &Diagnostic,
    style: Style,
    config: &Config,
    out: &mut dyn Write,
) -> io::Result<()> {
    let labels: Vec<_> =
        std::iter::once(&diagnostic.primary).chain(diagnostic.labels.iter().take(MAX_LABELS)).collect();
    let spans = labels.iter().map(|label| label.span);
    let (excerpts, placed) =
        Excerpts::new(report.sources, places, report.masks, spans, style.width.max(MIN_WIDTH));
    let mut frame = Frame::new(hue(diagnostic.severity)).with_notes(notes(diagnostic));
    for place in placed {
        let kind = if place.mark == 0 { LabelStyle::Primary } else { LabelStyle::Secondary };
        let message = labels.get(place.mark).map_or("", |label| label.message.as_str());
        frame = frame
            .with_label(FrameLabel::new(kind, place.file, place.range).with_message(sanitize::line(message)));
    }
    let mut paint = Paint::after_first_line(out, style);
    term::emit_to_write_style(&mut paint, config, &excerpts, &frame).map_err(|error| match error {
        files::Error::Io(error) => error,
        other => io::Error::other(other),
    })
}

/// The severity of codespan-reporting that has the colour of ours.
const fn hue(severity: Severity) -> Hue {
    match severity {
        Severity::Error => Hue::Error,
        Severity::Warning => Hue::Warning,
        Severity::Info => Hue::Note,
    }
}

/// The lines under the frame.
fn notes(diagnostic: &Diagnostic) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(resource) = diagnostic.resource.as_ref().map(resource_name).filter(|name| !name.is_empty()) {
        notes.push(format!("in: {}", sanitize::line(&resource)));
    }
    if let Some(left) = diagnostic.labels.len().checked_sub(MAX_LABELS).filter(|left| *left > 0) {
        notes.push(format!("note: {}", counted(left as u64, "more place", "more places")));
    }
    notes.extend(diagnostic.notes.iter().map(|note| format!("note: {}", sanitize::lines(note))));
    notes.extend(diagnostic.help.iter().map(|help| format!("help: {}", sanitize::lines(help))));
    notes.extend(
        diagnostic
            .fixes
            .iter()
            .map(|fix| format!("{} fix: {}", fix.applicability.as_str(), sanitize::line(&fix.title))),
    );
    if diagnostic.confidence != Confidence::High {
        notes.push(format!("confidence: {}", diagnostic.confidence));
    }
    notes.extend(suppression(diagnostic).map(|text| sanitize::line(&text).into_owned()));
    notes
}
