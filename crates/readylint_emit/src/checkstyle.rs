//! `checkstyle`: the XML report of Checkstyle, version 4.3, which many CI plugins read.
//!
//! Written by hand: three elements do not need a library. A suppressed finding that is shown has severity `info` and
//! says so in its message, since the format has no word for it.

use std::io::{self, Write};

use readylint_diagnostics::{Diagnostic, Severity};

use crate::place::{Place, Places};
use crate::wording::message_with_suppression;
use crate::{Report, sanitize};

pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.sources);
    let mut findings: Vec<(Place<'_>, &Diagnostic)> =
        report.shown().map(|diagnostic| (places.of(diagnostic.primary.span), diagnostic)).collect();
    // A file has one element; inside, the order of the report stays.
    findings.sort_by_key(|(place, _)| place.file);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<checkstyle version=\"4.3\">")?;
    for file in findings.chunk_by(|(a, _), (b, _)| a.file == b.file) {
        let name = file.first().map_or("", |(place, _)| place.file);
        writeln!(out, "  <file name=\"{}\">", attribute(name))?;
        for (place, diagnostic) in file {
            writeln!(
                out,
                "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"{}.{}\"/>",
                place.start.line,
                place.start.column,
                severity(diagnostic),
                attribute(&message_with_suppression(&places, diagnostic)),
                attribute(report.tool.name),
                attribute(diagnostic.rule.as_str()),
            )?;
        }
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}

/// The words of Checkstyle are ours.
fn severity(diagnostic: &Diagnostic) -> &'static str {
    if diagnostic.suppressed.is_some() { Severity::Info.as_str() } else { diagnostic.severity.as_str() }
}

/// `text` as the value of an attribute: one line, without what XML cannot hold, escaped.
fn attribute(text: &str) -> String {
    let text = sanitize::line(text);
    let mut value = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => value.push_str("&amp;"),
            '<' => value.push_str("&lt;"),
            '>' => value.push_str("&gt;"),
            '"' => value.push_str("&quot;"),
            '\'' => value.push_str("&apos;"),
            other => value.push(other),
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_escaped() {
        assert_eq!(attribute("a<b> & \"c\"\n'd'\0"), "a&lt;b&gt; &amp; &quot;c&quot; &apos;d&apos;␀");
    }
}
