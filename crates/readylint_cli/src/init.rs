//! `readylint init`: a commented configuration to start from.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use readylint::project::config::{CONFIGURATION_NAMES, init_text};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::say;

/// Runs the command. Nothing that exists is overwritten.
///
/// # Errors
///
/// If there is a configuration already, or the file cannot be written.
pub(crate) fn init() -> Result<Exit, Failure> {
    let [name, other] = CONFIGURATION_NAMES;
    if Path::new(other).exists() {
        return Err(existing(other));
    }
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(name)
        .and_then(|mut file| file.write_all(init_text().as_bytes()));
    match written {
        Ok(()) => {
            say(&format!("wrote {name}"));
            Ok(Exit::Clean)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(existing(name)),
        Err(error) => Err(Failure::new(format!("`{name}` cannot be written")).because(error)),
    }
}

fn existing(name: &str) -> Failure {
    Failure::new(format!("`{name}` is here already"))
        .help("`readylint init` overwrites nothing; `readylint config` shows what it says")
}
