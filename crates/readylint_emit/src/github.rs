//! `github`: workflow commands of GitHub Actions, which become annotations, and the job summary.
//!
//! GitHub keeps 10 annotations of each kind a step and silently drops the rest (actions/toolkit, "limits of
//! annotations"), so the most severe findings come first, no more than that are written, and a last line says how many
//! more there are. The job summary holds them all. A suppressed finding that is shown is a notice.

use std::fmt::Write as _;
use std::io::{self, Write};

use readylint_diagnostics::{Diagnostic, Severity};

use crate::coverage::{coverage_line, findings_line};
use crate::place::Places;
use crate::wording::{counted, message_with_suppression};
use crate::{Report, markdown, sanitize};

/// Annotations of one kind that GitHub keeps of one step.
const ANNOTATIONS_OF_A_KIND: usize = 10;

/// Bytes of the table in the job summary; GitHub refuses a summary of more than 1 MiB.
const SUMMARY_BYTES: usize = 900 * 1024;

/// The kinds of annotations, the most severe first.
const KINDS: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.sources);
    let mut left_out = Vec::new();
    for kind in KINDS {
        let findings = report.shown().filter(|diagnostic| kind_of(diagnostic) == kind);
        let mut more = 0;
        for (index, diagnostic) in findings.enumerate() {
            if index < ANNOTATIONS_OF_A_KIND {
                write_command(&places, diagnostic, out)?;
            } else {
                more += 1;
            }
        }
        if more > 0 {
            left_out.push((more, kind));
        }
    }
    if left_out.is_empty() {
        return Ok(());
    }
    let total = left_out.iter().map(|(more, _)| more).sum();
    let kinds: Vec<String> =
        left_out.into_iter().map(|(more, kind)| counted(more, command(kind), plural(kind))).collect();
    writeln!(
        out,
        "{} ({}) than GitHub shows of one step; the job summary has them all",
        counted(total, "more finding", "more findings"),
        kinds.join(", "),
    )
}

/// As which severity a finding is annotated.
fn kind_of(diagnostic: &Diagnostic) -> Severity {
    if diagnostic.suppressed.is_some() { Severity::Info } else { diagnostic.severity }
}

/// The name of the workflow command.
const fn command(kind: Severity) -> &'static str {
    match kind {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

const fn plural(kind: Severity) -> &'static str {
    match kind {
        Severity::Error => "errors",
        Severity::Warning => "warnings",
        Severity::Info => "notices",
    }
}

fn write_command(places: &Places<'_>, diagnostic: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let place = places.of(diagnostic.primary.span);
    write!(
        out,
        "::{} file={},line={},endLine={}",
        command(kind_of(diagnostic)),
        property(place.file),
        place.start.line,
        place.last_line(),
    )?;
    // GitHub's API takes columns only if the annotation is on one line.
    if place.start.line == place.end.line {
        write!(out, ",col={},endColumn={}", place.start.column, place.end.column)?;
    }
    let mut message = message_with_suppression(places, diagnostic);
    for text in diagnostic.notes.iter().chain(&diagnostic.help) {
        message.push('\n');
        message.push_str(text);
    }
    writeln!(out, ",title={}::{}", property(diagnostic.rule.as_str()), data(&message))
}

/// `text` as the message of a command: its lines kept, escaped.
fn data(text: &str) -> String {
    escape(&sanitize::lines(text))
}

/// `text` as the value of a property: one line, escaped.
fn property(text: &str) -> String {
    escape(&sanitize::line(text)).replace(':', "%3A").replace(',', "%2C")
}

/// The escapes of @actions/core `command.ts`; the percent sign first.
fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The whole report as Markdown, for the file that `$GITHUB_STEP_SUMMARY` names: what was looked at, and a table of all
/// findings, the most severe first. A table that would break GitHub's limit of 1 MiB is cut, and says so.
pub fn github_summary(report: &Report<'_>) -> String {
    let mut summary = format!(
        "## {}: {}\n\n{}\n",
        markdown::message(report.tool.name),
        markdown::message(&findings_line(report.summary)),
        markdown::message(&coverage_line(report.summary)),
    );
    let places = Places::new(report.sources);
    let rules = report.rules_by_id();
    let mut left_out = 0;
    let mut started = false;
    for kind in KINDS {
        for diagnostic in report.shown().filter(|diagnostic| kind_of(diagnostic) == kind) {
            if !started {
                summary.push_str("\n| Severity | Rule | Place | Finding |\n| --- | --- | --- | --- |\n");
                started = true;
            }
            let url = rules.get(diagnostic.rule.as_str()).map_or("", |rule| rule.url);
            let row = row(&places, diagnostic, url);
            if summary.len() + row.len() > SUMMARY_BYTES {
                left_out += 1;
            } else {
                summary.push_str(&row);
            }
        }
    }
    if left_out > 0 {
        // Writing to a string cannot fail.
        let _ = writeln!(summary, "\n{} not listed here", counted(left_out, "more finding", "more findings"));
    }
    summary
}

/// A row of the table.
fn row(places: &Places<'_>, diagnostic: &Diagnostic, url: &str) -> String {
    let place = places.of(diagnostic.primary.span);
    let id = markdown::message(diagnostic.rule.as_str());
    let linkable =
        !url.is_empty() && url.bytes().all(|byte| byte.is_ascii_graphic() && !b"()<>|\\".contains(&byte));
    let rule = if linkable { format!("[{id}]({url})") } else { id };
    format!(
        "| {} | {rule} | {}:{}:{} | {} |\n",
        diagnostic.severity,
        markdown::message(place.file),
        place.start.line,
        place.start.column,
        markdown::message(&message_with_suppression(places, diagnostic)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_escaped() {
        assert_eq!(data("50%: a,b\r\nnext\u{1b}"), "50%25: a,b%0Anext␛");
        assert_eq!(property("a:b,c%\n.yaml"), "a%3Ab%2Cc%25 .yaml");
    }
}
