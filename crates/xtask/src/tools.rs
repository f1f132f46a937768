//! Running other programs in the checkout.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Where downloaded tools and scratch files go: below `target`, so that `cargo clean` removes them.
pub(crate) fn scratch(name: &str) -> Result<PathBuf> {
    let folder = root().join("target").join("xtask").join(name);
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(folder)
}

/// `program` with `arguments`, to be run in the root of the checkout.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// Go with `arguments`. A toolchain that a module asks for and that is newer than the installed one comes from the module proxy,
/// also where the installation is told (as in the official images) to stay with its own.
pub(crate) fn go(arguments: &[&str]) -> Command {
    let mut command = command("go", arguments);
    command.env("GOTOOLCHAIN", "auto");
    command
}

/// The program `name` of the crate of that name, in exactly this version, installed below `target` where it is not yet.
pub(crate) fn cargo_installed(name: &str, version: &str, features: &[&str]) -> Result<PathBuf> {
    let tools = scratch("tools")?;
    let program = tools.join("bin").join(name);
    let output = command(&program, &["--version"]).output().map(|output| output.stdout).unwrap_or_default();
    if !is_version(&String::from_utf8_lossy(&output), version) {
        let (package, place) = (format!("{name}@{version}"), tools.to_string_lossy().into_owned());
        let arguments = [&["install", &package, "--locked", "--root", &place][..], features].concat();
        run(&mut command(env!("CARGO"), &arguments))?;
    }
    Ok(program)
}

/// Whether a program that says `output` of its version, as `mdbook v0.5.4` or `cargo-deny 0.20.2`, is of this one.
fn is_version(output: &str, version: &str) -> bool {
    let said = output.split_whitespace().nth(1);
    said.is_some_and(|said| said.strip_prefix('v').unwrap_or(said) == version)
}

/// Runs `command` and fails if it does.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    eprintln!("\n$ {}", shown(command));
    let status = command.status().with_context(|| format!("cannot run {}", shown(command)))?;
    if !status.success() {
        bail!("{} failed: {status}", shown(command));
    }
    Ok(())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::is_version;

    #[test]
    fn only_the_version_that_is_asked_for_will_do() {
        assert!(is_version("mdbook v0.5.4\n", "0.5.4"));
        assert!(is_version("cargo-deny 0.20.2\n", "0.20.2"));
        assert!(!is_version("cargo-deny 0.20.20\n", "0.20.2"));
        assert!(!is_version("cargo-deny 0.19.0\n", "0.20.2"));
        assert!(!is_version("", "0.20.2"), "it is not installed");
    }
}
