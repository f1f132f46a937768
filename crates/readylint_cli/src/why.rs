//! `readylint why`: whether a file is linted, and why not (CFG-4).

use std::ffi::OsStr;

use readylint::project::{Explanation, Fate, LeftOut, why as explanations};

use crate::args::ConfigArg;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::request::{self, as_text};
use crate::terminal::{Terminal, printable};

/// Runs the command.
///
/// # Errors
///
/// A path that does not exist, a configuration that cannot be read.
pub(crate) fn why(path: &OsStr, config: &ConfigArg, terminal: &Terminal) -> Result<Exit, Failure> {
    let request = request::config_request(config)?;
    let path = as_text(path)?;
    let found = explanations(&request::files()?, &request, &readylint::catalogue(), &path)?;
    let mut text = String::new();
    for explanation in &found {
        text.push_str(&printable(&line(explanation)).replace('\n', " "));
        text.push('\n');
    }
    if found.is_empty() {
        text = format!("{}: no file here would be linted\n", printable(&path));
    }
    terminal.write(text.as_bytes())?;
    Ok(Exit::Clean)
}

fn line(explanation: &Explanation) -> String {
    let file = &explanation.file;
    let configuration = match &explanation.configuration {
        Some(configuration) => format!(", as {configuration} says"),
        None => ", without a configuration file".to_owned(),
    };
    match &explanation.fate {
        Fate::Linted => format!("{file}: linted{configuration}"),
        Fate::Context => format!("{file}: read as context of the others, not reported on"),
        Fate::Refused(problem) => format!("{file}: reported as malformed: {problem}"),
        Fate::Skipped(reason) => format!("{file}: skipped: {reason}"),
        Fate::LeftOut(reason) => format!("{file}: left out: {}", left_out(reason)),
        Fate::Unreadable(error) => format!("{file}: cannot be read: {error}"),
    }
}

fn left_out(reason: &LeftOut) -> String {
    match reason {
        LeftOut::Hidden => "a hidden folder; name it to have it linted".to_owned(),
        LeftOut::Ignored(file) => format!("ignored by {file}"),
        LeftOut::Excluded(file) => format!("excluded by `exclude` of {file}"),
        LeftOut::LinkToFile => "a link to a file that is looked at by its own name".to_owned(),
        LeftOut::OtherName => "not named .yaml, .yml or .json".to_owned(),
    }
}
