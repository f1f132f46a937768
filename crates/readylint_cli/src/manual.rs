//! `readylint man`: one manual page for the command and all it can do.

use clap::CommandFactory as _;
use clap_mangen::roff::{Roff, bold, roman};

use crate::args::Cli;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// The environment, for the section of that name.
const ENVIRONMENT: [(&str, &str); 5] = [
    ("READYLINT_CONFIG", "Configuration file, unless --config names one."),
    (
        "SOURCE_DATE_EPOCH",
        "Seconds since 1970 that stand for now when the end of a suppression is looked at.",
    ),
    ("NO_COLOR, CLICOLOR, CLICOLOR_FORCE", "Whether to write colours, unless --color says so."),
    ("FORCE_HYPERLINK", "Whether rule ids are links to their pages."),
    ("GITHUB_STEP_SUMMARY", "File that the job summary is appended to by the format github."),
];

/// Runs the command.
///
/// # Errors
///
/// If standard output cannot be written.
pub(crate) fn manual(terminal: &Terminal) -> Result<Exit, Failure> {
    let mut page = Vec::new();
    let rendered = write_page(&mut page);
    rendered.map_err(|error| Failure::new("the manual page cannot be made").because(error))?;
    terminal.write(&page)?;
    Ok(Exit::Clean)
}

fn write_page(page: &mut Vec<u8>) -> std::io::Result<()> {
    // pages of their own for the commands would not be installed by anybody
    let command = Cli::command();
    let man = clap_mangen::Man::new(command.clone()).manual("readylint");
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    commands(&command).to_writer(page)?;
    let exits = Exit::TABLE.map(|(exit, meaning)| (exit.code().to_string(), format!("{meaning}.")));
    section("EXIT STATUS", exits).to_writer(page)?;
    section("ENVIRONMENT", ENVIRONMENT.map(|(name, text)| (name.to_owned(), text.to_owned()))).to_writer(page)
}

/// The commands with the arguments that are theirs alone: those of `check` stand under OPTIONS.
fn commands(command: &clap::Command) -> Roff {
    let shared: Vec<&str> = command.get_arguments().map(|argument| argument.get_id().as_str()).collect();
    let rows = command.get_subcommands().filter(|command| !command.is_hide_set()).map(|command| {
        let own = command.get_arguments().filter(|argument| !shared.contains(&argument.get_id().as_str()));
        let usage = own.fold(command.get_name().to_owned(), |usage, argument| usage + " " + &shown(argument));
        (usage, command.get_about().map(ToString::to_string).unwrap_or_default() + ".")
    });
    section("COMMANDS", rows)
}

/// `RULE`, `[PATH]`, `[--format text|json]`.
fn shown(argument: &clap::Arg) -> String {
    let values: Vec<String> =
        argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    match argument.get_long() {
        Some(long) => format!("[--{long} {}]", values.join("|")),
        None if argument.is_required_set() => argument.get_id().as_str().to_uppercase(),
        None => format!("[{}]", argument.get_id().as_str().to_uppercase()),
    }
}

fn section(name: &str, rows: impl IntoIterator<Item = (String, String)>) -> Roff {
    let mut roff = Roff::default();
    roff.control("SH", [name]);
    for (term, text) in rows {
        roff.control("TP", []);
        roff.text([bold(term)]);
        roff.text([roman(text)]);
    }
    roff
}
