//! A small catalogue, and short ways to say what was loaded.

use std::sync::Arc;

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{
    Catalogue, Check, Date, FieldKind, FieldSpec, OptionKind, OptionSpec, Profile, RemovedRule, Rule,
    RuleEntry, Settings,
};
use readylint_project::config::{Options, Problem, read};
use readylint_project::{Fate, FileSystem, Loaded, MemoryFileSystem, Request, load};
use readylint_text::{SourceId, TextRange};

pub(crate) const TODAY: Date = Date { year: 2026, month: 11, day: 21 };
pub(crate) const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n";

const OPTIONS: &[OptionSpec] = &[
    OptionSpec { key: "min", kind: OptionKind::Integer { default: 2, min: 1, max: 100 }, help: "The least." },
    OptionSpec { key: "kinds", kind: OptionKind::Strings(&["Deployment"]), help: "Which kinds." },
    OptionSpec { key: "mode", kind: OptionKind::Choice(&["loose", "tight"]), help: "How." },
    OptionSpec { key: "deep", kind: OptionKind::Bool(false), help: "Whether." },
];

const fn rule(options: &'static [OptionSpec], references: &'static [&'static str]) -> Rule {
    Rule {
        severity: Severity::Warning,
        confidence: Confidence::High,
        profile: Profile::Recommended,
        since: "0.1.0",
        fix: None,
        references,
        readiness: &[],
        yields_to: &[],
        options,
        check: Check::Engine,
    }
}

static REPLICAS: Rule = rule(OPTIONS, &["KL:minimum-replicas"]);
static LIMIT: Rule = rule(&[], &["KL:unset-memory-requirements"]);
static OTHER: Rule = rule(&[], &[]);

pub(crate) fn catalogue() -> Catalogue {
    let entry = |id, rule| RuleEntry { id, category: "test", page: "# x\n\nA summary.\n", rule };
    Catalogue::new()
        .with([
            entry("too-few-replicas", &REPLICAS),
            entry("missing-memory-limit", &LIMIT),
            entry("runs-as-root", &OTHER),
            entry("invalid-configuration", &OTHER),
            entry("unknown-rule", &OTHER),
            entry("malformed-yaml", &OTHER),
        ])
        .with_removed([RemovedRule { id: "old-rule", reason: "nobody needs it" }])
}

pub(crate) fn request(paths: &[&str]) -> Request {
    Request::new(paths.iter().copied(), TODAY)
}

pub(crate) fn loaded(fs: &dyn FileSystem, paths: &[&str]) -> Loaded {
    load(fs, &request(paths), &catalogue()).unwrap()
}

/// The files that are linted.
pub(crate) fn linted(loaded: &Loaded) -> Vec<&str> {
    files(loaded, &Fate::Linted)
}

/// The files of that fate.
pub(crate) fn files<'l>(loaded: &'l Loaded, fate: &Fate) -> Vec<&'l str> {
    let of_fate = loaded.explanations.iter().filter(|explanation| explanation.fate == *fate);
    of_fate.map(|explanation| explanation.file.as_str()).collect()
}

/// `file: reason` of all that was skipped.
pub(crate) fn skipped(loaded: &Loaded) -> Vec<String> {
    loaded.input.skipped.iter().map(|skipped| format!("{}: {}", skipped.file, skipped.reason)).collect()
}

/// The settings of the file of that name.
pub(crate) fn settings<'l>(loaded: &'l Loaded, file: &str) -> &'l Settings {
    loaded.input.settings.get(source(loaded, file))
}

pub(crate) fn source(loaded: &Loaded, file: &str) -> SourceId {
    let mut sources = loaded.input.sources.iter();
    sources.find(|(_, source)| source.name() == file).unwrap_or_else(|| panic!("no source {file}")).0
}

/// The level of a rule in the settings of a file, as text; empty if the profile decides.
pub(crate) fn level(loaded: &Loaded, file: &str, rule: &str) -> &'static str {
    let rule = settings(loaded, file).rules.get(rule);
    rule.and_then(|rule| rule.level).map_or("", readylint_engine::Level::as_str)
}

/// How many findings of a rule the loader made.
pub(crate) fn count(loaded: &Loaded, rule: &str) -> usize {
    loaded.input.findings.iter().filter(|(id, _)| *id == rule).count()
}

pub(crate) fn memory(files: &[(&str, &str)]) -> MemoryFileSystem {
    files.iter().fold(MemoryFileSystem::new(), |fs, (path, text)| fs.with(path, text))
}

/// What `readylint.yaml` with this text says.
pub(crate) fn options(text: &str) -> (Options, Vec<Problem>) {
    read(SourceId::new(0), Arc::from(text), "", "/project", &catalogue())
}

pub(crate) fn slice(text: &str, range: TextRange) -> &str {
    text.get(range.to_usize()).unwrap()
}

/// A catalogue of one rule about the repository, `demanded-file`, whose option `files` names paths.
pub(crate) fn demanding() -> Catalogue {
    static DEMANDS: Rule = Rule {
        severity: Severity::Error,
        confidence: Confidence::High,
        profile: Profile::Recommended,
        since: "1.0.0",
        fix: None,
        references: &[],
        readiness: &[],
        yields_to: &[],
        options: &[OptionSpec {
            key: "files",
            kind: OptionKind::Records(&[FieldSpec { key: "path", kind: FieldKind::Path, help: "Which." }]),
            help: "Files.",
        }],
        check: Check::Repository(|_, _| {}),
    };
    let entry = RuleEntry { id: "demanded-file", category: "tests", page: "# x\n\nY.\n", rule: &DEMANDS };
    Catalogue::new().with([entry])
}
