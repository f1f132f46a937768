//! A file that the configuration demands and that is not there.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{
    Check, FieldKind, FieldSpec, Finding, OptionKind, OptionSpec, Profile, Record, Repository,
    RepositoryFile, Rule, RuleContext,
};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &[],
    readiness: &["S0-13.1", "S1-E2.2-a", "S1-E2.2-b", "S1-E2.2-c", "S1-E2.2-d"],
    yields_to: &[],
    options: &[FILES],
    check: Check::Repository(check),
};

const PATH: &str = "path";
const AT_LEAST: &str = "at-least";
const EXECUTABLE: &str = "executable";

const FILES: OptionSpec = OptionSpec {
    key: "files",
    kind: OptionKind::Records(&[
        FieldSpec {
            key: PATH,
            kind: FieldKind::Path,
            help: "A path, or a glob in which `**` crosses folders, relative to the configuration.",
        },
        FieldSpec {
            key: AT_LEAST,
            kind: FieldKind::Integer { min: 1, max: 10_000 },
            help: "How many files it must name; 1 if nothing is said.",
        },
        FieldSpec {
            key: EXECUTABLE,
            kind: FieldKind::Bool,
            help: "Whether each of them must be a program that its owner may execute.",
        },
    ]),
    help: "The files that must be there, each by its path or as a mapping.",
};

fn check(cx: &RuleContext<'_>, repository: &Repository) {
    let mut examined = 0;
    for demand in cx.options().records(&FILES) {
        let Some(path) = demand.text(PATH) else { continue };
        let Some(files) = repository.files(path) else { continue };
        examined += 1;
        if let Some(finding) = judge(demand, path, files) {
            cx.report(finding.at_span(demand.span));
        }
    }
    cx.examined(examined);
}

/// What is wrong with `files`, which `path` names, in this order: too few, empty ones, none executable.
fn judge(demand: &Record, path: &str, files: &[RepositoryFile]) -> Option<Finding> {
    let wanted = demand.integer(AT_LEAST).unwrap_or(1);
    let found = i64::try_from(files.len()).unwrap_or(i64::MAX);
    if found < wanted {
        return Some(too_few(path, found, wanted));
    }
    if let Some(empty) = files.iter().find(|file| file.bytes == 0) {
        return Some(is_empty(&empty.path));
    }
    let plain = files.iter().find(|file| file.executable == Some(false));
    plain.filter(|_| demand.is(EXECUTABLE)).map(|file| not_executable(&file.path))
}

fn too_few(path: &str, found: i64, wanted: i64) -> Finding {
    let message = match (found, wanted, is_pattern(path)) {
        (0, 1, false) => format!("no file is named `{path}`"),
        (0, 1, true) => format!("no file matches `{path}`"),
        (0, _, _) => format!("no file matches `{path}`, where {wanted} are demanded"),
        (1, _, _) => format!("1 file matches `{path}`, where {wanted} are demanded"),
        _ => format!("{found} files match `{path}`, where {wanted} are demanded"),
    };
    Finding::new(message)
        .here("demanded here")
        .note("names are compared letter by letter, upper and lower case included")
        .help("add what is missing, or correct the path")
}

/// Whether `path` can be the name of several files.
fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '[', '{'])
}

fn is_empty(file: &str) -> Finding {
    Finding::new(format!("`{file}` is demanded and empty")).here("demanded here").help("write it")
}

fn not_executable(file: &str) -> Finding {
    Finding::new(format!("`{file}` must be executable and is not"))
        .here("demanded here")
        .help(format!("run `git update-index --chmod=+x {file}`"))
}
