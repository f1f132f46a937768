//! The standard streams: what they can show, and writing to them.

use std::borrow::Cow;
use std::io::{self, ErrorKind, IsTerminal as _, Write};

use anstream::{AutoStream, ColorChoice};
use miette::{GraphicalReportHandler, GraphicalTheme};
use readylint::Style;
use terminal_size::{Width, terminal_size_of};

use crate::args::Color;
use crate::failure::Failure;

/// Columns of everything that is no terminal.
const WIDTH: usize = 100;

/// The standard streams of the run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    stdout: Style,
    stderr_color: bool,
    stderr_width: usize,
}

impl Terminal {
    /// What the streams can show, unless `color` says otherwise.
    pub(crate) fn new(color: Color) -> Self {
        let (stdout, stderr) = (io::stdout(), io::stderr());
        let is_colored = |choice: ColorChoice| match color {
            Color::Auto => choice != ColorChoice::Never,
            Color::Always => true,
            Color::Never => false,
        };
        let color = is_colored(AutoStream::choice(&stdout));
        let width = |size: Option<(Width, _)>| size.map_or(WIDTH, |(Width(columns), _)| usize::from(columns));
        Self {
            stdout: Style {
                color,
                hyperlinks: color && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
                width: width(terminal_size_of(&stdout)),
            },
            stderr_color: is_colored(AutoStream::choice(&stderr)),
            stderr_width: width(terminal_size_of(&stderr)),
        }
    }

    /// What standard output can show.
    pub(crate) fn style(&self) -> Style {
        self.stdout
    }

    /// Whether a person looks at standard error, so that something may move there.
    pub(crate) fn is_watched() -> bool {
        io::stderr().is_terminal()
    }

    /// Lets `write` write to standard output.
    ///
    /// # Errors
    ///
    /// If that fails for another reason than that the reader has seen enough (`readylint | head`): who closes a pipe wants
    /// silence, and the exit code goes by the findings.
    pub(crate) fn with_stdout(
        self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let stdout = io::stdout().lock();
        let written = if self.stdout.color {
            // on old Windows consoles this makes calls of the sequences
            let mut stream = AutoStream::always(stdout);
            write(&mut stream).and_then(|()| stream.flush())
        } else {
            let mut stream = stdout;
            write(&mut stream).and_then(|()| stream.flush())
        };
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Failure::new("standard output cannot be written").because(error))
            }
            _ => Ok(()),
        }
    }

    /// Writes `bytes` to standard output.
    ///
    /// # Errors
    ///
    /// As for [`with_stdout`](Self::with_stdout).
    pub(crate) fn write(self, bytes: &[u8]) -> Result<(), Failure> {
        self.with_stdout(|out| out.write_all(bytes))
    }

    /// Tells of a failure, on standard error.
    pub(crate) fn report(self, failure: &Failure) {
        let told = match failure {
            Failure::Usage(error) => {
                let _ = error.print();
                return;
            }
            Failure::Told(told) => told,
        };
        let theme =
            if self.stderr_color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler =
            GraphicalReportHandler::new_themed(theme).with_width(self.stderr_width.max(40)).with_links(false);
        let mut text = String::new();
        if handler.render_report(&mut text, told.as_ref()).is_err() {
            text = format!("error: {told}\n");
        }
        let mut stderr = io::stderr().lock();
        let written = if self.stderr_color {
            AutoStream::always(stderr).write_all(text.as_bytes())
        } else {
            stderr.write_all(text.as_bytes())
        };
        let _ = written;
    }
}

/// Writes a line to standard error. `text` may come from anywhere.
pub(crate) fn say(text: &str) {
    // there is no further stream to say on that this one is closed
    let _ = writeln!(io::stderr().lock(), "{}", printable(text));
}

/// `text` without what drives a terminal or shows text in another order than it has: names of files and arguments may
/// hold anything.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    let is_odd = |character: char| match character {
        '\n' => false,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        other => other.is_control(),
    };
    if text.contains(is_odd) { Cow::Owned(text.replace(is_odd, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn escapes_do_not_pass() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}"), "a\u{fffd}[31mb\u{fffd}");
        assert_eq!(printable("ä b"), "ä b");
    }
}
