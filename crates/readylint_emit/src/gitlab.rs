//! `gitlab`: GitLab's Code Quality report, a subset of the Code Climate format.
//!
//! Severities (`info`, `minor`, `major`, `critical`, `blocker`): an error is `critical`, a warning `major`, an info
//! `info`; a suppressed finding that is shown is `info` and says so in its description, since the format has no word
//! for it.

use std::io::{self, Write};

use readylint_diagnostics::{Diagnostic, Severity};
use serde::Serialize;

use crate::place::{Places, Point};
use crate::wording::message_with_suppression;
use crate::{Report, sanitize};

pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.sources);
    let issues: Vec<Issue<'_>> = report.shown().map(|diagnostic| issue(&places, diagnostic)).collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

/// One finding. GitLab requires every key; `positions` is what Code Climate adds for columns.
#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
    positions: Positions,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

#[derive(Serialize)]
struct Positions {
    begin: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

fn issue<'a>(places: &Places<'a>, diagnostic: &'a Diagnostic) -> Issue<'a> {
    let place = places.of(diagnostic.primary.span);
    let position = |point: Point| Position { line: point.line, column: point.column };
    let positions = Positions { begin: position(place.start), end: position(place.end) };
    Issue {
        description: sanitize::line(&message_with_suppression(places, diagnostic)).into_owned(),
        check_name: diagnostic.rule.as_str(),
        fingerprint: &diagnostic.fingerprint,
        severity: severity(diagnostic),
        location: Location {
            // GitLab compares paths with those of the repository, which have no `./`.
            path: place.file.strip_prefix("./").unwrap_or(place.file),
            lines: Lines { begin: place.start.line, end: place.last_line() },
            positions,
        },
    }
}

fn severity(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity {
        _ if diagnostic.suppressed.is_some() => "info",
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Info => "info",
    }
}
