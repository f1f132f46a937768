//! The command `readylint`: arguments, terminal, exit codes.
//!
//! It owns everything that touches the world around the library: arguments, environment, clock, standard streams and
//! the files that are written. What is linted is read through `readylint::project`. It must never decide what is a
//! finding, how severe one is, or how a format looks.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the shell: the one crate that knows an environment, a clock and a working directory"
)]

mod args;
mod check;
mod config;
mod deprecations;
mod exit;
mod explain;
mod failure;
mod graph;
mod init;
mod look;
mod manual;
mod markdown;
mod outputs;
mod progress;
mod render;
mod report;
mod request;
mod rules;
mod selection;
mod terminal;
mod why;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use crate::args::{Cli, Command};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::Terminal;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(asked) => return answer(&asked).into(),
    };
    let terminal = Terminal::new(cli.color);
    let exit = run(cli, &terminal).unwrap_or_else(|failure| {
        terminal.report(&failure);
        Exit::Failure
    });
    exit.into()
}

/// Prints what clap has to say: help and version on standard output, mistakes on standard error.
fn answer(asked: &clap::Error) -> Exit {
    // nobody is left to hear about it when the stream is closed
    let _ = asked.print();
    if asked.use_stderr() { Exit::Failure } else { Exit::Clean }
}

fn run(cli: Cli, terminal: &Terminal) -> Result<Exit, Failure> {
    match cli.into_command()? {
        Command::Check(args) => check::check(&args, terminal),
        Command::Render(args) => render::render(&args, terminal),
        Command::Graph(args) => graph::graph(&args, terminal),
        Command::Report(args) => report::report(&args, terminal),
        Command::Deprecations(args) => deprecations::deprecations(&args, terminal),
        Command::Rules { format } => rules::rules(format, terminal),
        Command::Explain { rule } => explain::explain(&rule, terminal),
        Command::Config { path, settings } => config::config(path.as_deref(), &settings, terminal),
        Command::Why { path, config } => why::why(&path, &config, terminal),
        Command::Init => init::init(),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "readylint", &mut script);
            terminal.write(&script)?;
            Ok(Exit::Clean)
        }
        Command::Man => manual::manual(terminal),
        Command::Schema => {
            let schema = readylint::project::config::schema(&readylint::catalogue());
            terminal.write(format!("{schema:#}\n").as_bytes())?;
            Ok(Exit::Clean)
        }
    }
}
