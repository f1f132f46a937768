//! `concise`: one line per finding, `file:line:column: severity[rule] message`, as compilers and editors read it.

use std::io::{self, Write};

use crate::place::Places;
use crate::style::{BOLD, RESET, severity_color};
use crate::wording::message_with_suppression;
use crate::{Report, Style, sanitize};

pub(crate) fn write(report: &Report<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.sources);
    let rules = report.rules_by_id();
    let (bold, reset) = (style.paint(BOLD), style.paint(RESET));
    for diagnostic in report.shown() {
        let place = places.of(diagnostic.primary.span);
        let url = rules.get(diagnostic.rule.as_str()).map_or("", |rule| rule.url);
        writeln!(
            out,
            "{bold}{file}{reset}:{line}:{column}: {bold}{color}{severity}[{rule}]{reset} {message}",
            file = sanitize::line(place.file),
            line = place.start.line,
            column = place.start.column,
            color = style.paint(severity_color(diagnostic.severity)),
            severity = diagnostic.severity,
            rule = style.link(&sanitize::line(diagnostic.rule.as_str()), url),
            message = sanitize::line(&message_with_suppression(&places, diagnostic)),
        )?;
    }
    Ok(())
}
