//! Colour, width and progress: only for terminals, and only as the environment allows.

use crate::harness::{FORMATS, Project, dirty};

fn is_colored(args: &[&str], environment: &[(&str, &str)]) -> bool {
    let project = Project::new(&[("a.yaml", &dirty())]);
    let run = environment
        .iter()
        .fold(project.readylint([]).args(args), |run, (name, value)| run.env(name, value))
        .run();
    run.ends_with(1).stdout.contains('\u{1b}')
}

#[test]
fn colour_is_for_terminals() {
    assert!(!is_colored(&[], &[]));
    assert!(is_colored(&["--color", "always"], &[]));
    assert!(is_colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!is_colored(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(is_colored(&["--color", "always"], &[("NO_COLOR", "1")]), "who asks for it gets it");
    assert!(!is_colored(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn formats_for_machines_have_no_colour() {
    for format in FORMATS.into_iter().filter(|format| !["full", "concise"].contains(format)) {
        assert!(!is_colored(&["-o", format, "--color", "always"], &[]), "{format}");
    }
}

#[test]
fn files_have_no_colour() {
    let project = Project::new(&[("a.yaml", &dirty())]);
    project.run(["--color", "always", "-o", "full=out.txt"]).ends_with(1);
    assert!(!project.read("out.txt").contains('\u{1b}'));
}

#[test]
fn failures_are_coloured_as_asked() {
    let project = Project::new(&[]);
    assert!(!project.run(["none"]).stderr.contains('\u{1b}'));
    assert!(project.run(["none", "--color", "always"]).stderr.contains('\u{1b}'));
}

#[test]
fn links_are_for_terminals_that_follow_them() {
    let project = Project::new(&[("a.yaml", &dirty())]);
    assert!(!project.run(["--color", "always"]).stdout.contains("\u{1b}]8;;"));
    let run = project.readylint(["--color", "always"]).env("FORCE_HYPERLINK", "1").run();
    assert!(
        run.stdout.contains("\u{1b}]8;;https://readylint.dev/rules/images/latest-image-tag.html"),
        "{}",
        run.stdout
    );
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_it_is_coloured() {
    use std::process::Command;

    // `script` gives the command a terminal of its own
    let project = Project::new(&[("a.yaml", &dirty())]);
    let program = env!("CARGO_BIN_EXE_readylint");
    let output = Command::new("script")
        .args(["-qec", &format!("{program} --color auto"), "/dev/null"])
        .current_dir(project.path(""))
        .env("TERM", "xterm-256color")
        .env_remove("NO_COLOR")
        .stdin(std::process::Stdio::null())
        .output();
    // not every machine has it
    let Ok(output) = output else { return };
    assert!(String::from_utf8_lossy(&output.stdout).contains("\u{1b}["), "{output:?}");
}
