//! `readylint config`: what holds for a path, and who says so (CFG-4).

use std::ffi::OsStr;

use readylint::project::config::{Configurations, Row};
use readylint::project::{FileSystem as _, effective, path};
use readylint::text::PositionEncoding;
use unicode_width::UnicodeWidthStr as _;

use crate::args::SettingsArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::request::{self, as_text};
use crate::terminal::{Terminal, printable, say};

/// The most columns that a key or value pads the next one to.
const MOST_PADDING: usize = 48;

/// Runs the command.
///
/// # Errors
///
/// A path that does not exist, a configuration that cannot be read, arguments that name nothing.
pub(crate) fn config(
    given: Option<&OsStr>,
    args: &SettingsArgs,
    terminal: &Terminal,
) -> Result<Exit, Failure> {
    let catalogue = readylint::catalogue();
    let files = request::files()?;
    let request = request::settings_request(args, &catalogue)?;
    let given = given.map_or_else(|| Ok(".".to_owned()), as_text)?;
    let rows = effective(&files, &request, &catalogue, &given)?;
    terminal.write(table(&rows).as_bytes())?;

    // what is wrong with the file is among the findings of `check`; here it would pass unseen
    let mut configurations = Configurations::new(&files, &catalogue);
    if let Some(forced) = &request.config {
        configurations.force(&forced.path).map_err(|error| Failure::new(error.to_string()))?;
    } else {
        configurations.nearest(&path::normalise(files.working_directory(), &given));
    }
    let (sources, problems) = configurations.take_problems();
    let mut exit = Exit::Clean;
    for problem in problems {
        let place = sources.get(problem.span.source).map_or_else(String::new, |source| {
            let line = source.position(problem.span.range.start(), PositionEncoding::Utf32).line + 1;
            format!("{}:{line}: ", source.name())
        });
        say(&format!("{place}{} [{}]", problem.message, problem.rule));
        if !problem.harmless {
            exit = Exit::Failure;
        }
    }
    Ok(exit)
}

/// Three columns: key, value, source.
fn table(rows: &[Row]) -> String {
    let widest = |column: fn(&Row) -> &str| {
        rows.iter()
            .map(|row| column(row).width())
            .filter(|&width| width <= MOST_PADDING)
            .max()
            .unwrap_or_default()
    };
    let (keys, values) = (widest(|row| &row.key), widest(|row| &row.value));
    let mut text = String::new();
    for row in rows {
        for (cell, width) in [(&row.key, keys), (&row.value, values)] {
            let cell = printable(cell).replace('\n', " ");
            text.push_str(&cell);
            text.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + 2));
        }
        text.push_str(&printable(&row.source));
        text.push('\n');
    }
    text
}
