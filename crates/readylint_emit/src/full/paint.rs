//! Colours of the frames.

use std::io::{self, Write};

use codespan_reporting::diagnostic::{LabelStyle, Severity as Hue};
use codespan_reporting::term::WriteStyle;
use readylint_diagnostics::Severity;

use crate::Style;
use crate::style::{BLUE, BOLD, RESET, severity_color};

/// A writer that colours what codespan-reporting writes, and leaves out the header that it begins with.
pub(super) struct Paint<'w> {
    out: &'w mut dyn Write,
    style: Style,
    skipping: bool,
}

impl<'w> Paint<'w> {
    /// Passes on to `out` all that is written after the first line.
    pub(super) fn after_first_line(out: &'w mut dyn Write, style: Style) -> Self {
        Self { out, style, skipping: true }
    }

    fn set(&mut self, sequence: &'static str) -> io::Result<()> {
        if self.skipping { Ok(()) } else { self.out.write_all(self.style.paint(sequence).as_bytes()) }
    }
}

impl Write for Paint<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.skipping {
            return self.out.write(bytes);
        }
        let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
            return Ok(bytes.len());
        };
        self.skipping = false;
        Ok(end + 1)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl WriteStyle for Paint<'_> {
    fn set_header(&mut self, _severity: Hue) -> io::Result<()> {
        Ok(())
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.set(BLUE)
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.set(BLUE)
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.set(BLUE)
    }

    fn set_label(&mut self, severity: Hue, style: LabelStyle) -> io::Result<()> {
        match (style, severity) {
            (LabelStyle::Secondary, _) => self.set(BLUE),
            (LabelStyle::Primary, severity) => {
                self.set(BOLD)?;
                self.set(severity_color(match severity {
                    Hue::Bug | Hue::Error => Severity::Error,
                    Hue::Warning => Severity::Warning,
                    Hue::Note | Hue::Help => Severity::Info,
                }))
            }
        }
    }

    fn reset(&mut self) -> io::Result<()> {
        self.set(RESET)
    }
}
