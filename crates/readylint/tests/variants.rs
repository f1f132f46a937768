//! The four systems of the readiness checklists, each with its flawed variants.
//!
//! A system is a folder of `fixtures/` with a `variants/` folder. As it stands it is ready for production: no finding. Each
//! `variants/<ID>.yaml` is one change to it (`edits`) that exactly one rule (`rule`) must notice; `variants/<ID>.txt` is what
//! is printed then, minus what the unchanged system gives with that rule on. Findings in charts are told with their labels,
//! which say where values come from, and with the scenarios. `READYLINT_WRITE=1` writes these files anew.
#![allow(clippy::panic, clippy::unwrap_used, clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use readylint::diagnostics::{Diagnostic, Severity};
use readylint::engine::{Date, Level, Profile};
use readylint::project::config::{RuleOptions, Sourced};
use readylint::project::{MemoryFileSystem, Request};
use readylint::text::{PositionEncoding, Source, SourceKind, Sources, Span};
use readylint::yaml::{self, Node};

/// One change of a file.
enum Edit {
    /// The text, which stands there once, becomes the other.
    Replace { file: String, find: String, replace: String },
    /// The file is new.
    Create { file: String, text: String },
    /// The file goes.
    Remove { file: String },
}

/// What `variants/<ID>.yaml` says.
struct Variant {
    id: String,
    rule: String,
    /// What is linted: a file, or the folder.
    lint: String,
    edits: Vec<Edit>,
}

/// A system: its files, by their paths below its folder.
struct System {
    folder: PathBuf,
    files: Vec<(String, Vec<u8>)>,
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

/// All systems that have variants.
fn systems() -> Vec<System> {
    let mut systems = Vec::new();
    for entry in std::fs::read_dir(fixtures()).unwrap() {
        let folder = entry.unwrap().path();
        if folder.join("variants").is_dir() {
            let mut files = Vec::new();
            collect(&folder, "", &mut files);
            systems.push(System { folder, files });
        }
    }
    systems.sort_by(|a, b| a.folder.cmp(&b.folder));
    assert!(!systems.is_empty());
    systems
}

/// The files of `folder`, which are those below `prefix` of the system; its variants are no part of it.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            if name != "variants" {
                collect(&entry.path(), &format!("{name}/"), files);
            }
        } else {
            files.push((name, std::fs::read(entry.path()).unwrap()));
        }
    }
}

fn word(node: Node<'_>, key: &str) -> Option<String> {
    node.get(key).and_then(Node::text).map(str::to_owned)
}

fn variant(path: &Path) -> Variant {
    let id = path.file_stem().unwrap().to_str().unwrap().to_owned();
    let source = Source::new(&*id, std::fs::read_to_string(path).unwrap(), SourceKind::Authored);
    let text = source.text().into();
    let parse = yaml::parse(Sources::new().insert(source), text);
    assert!(parse.errors.is_empty(), "{id}: {:?}", parse.errors);
    let root = parse.tree.roots().next().unwrap();
    let edits = root.get("edits").unwrap_or_else(|| panic!("{id} changes nothing"));
    let edits: Vec<Edit> = edits.items().map(|item| edit(item, &id)).collect();
    assert!(!edits.is_empty(), "{id} changes nothing");
    Variant {
        rule: word(root, "rule").unwrap_or_else(|| panic!("{id} names no rule")),
        lint: word(root, "lint").unwrap_or_else(|| ".".to_owned()),
        edits,
        id,
    }
}

fn edit(item: Node<'_>, id: &str) -> Edit {
    let file = word(item, "file").unwrap_or_else(|| panic!("{id}: an edit names no file"));
    if let Some(text) = word(item, "create") {
        return Edit::Create { file, text };
    }
    if item.get("remove").is_some() {
        return Edit::Remove { file };
    }
    let field = |key| word(item, key).unwrap_or_else(|| panic!("{id}: an edit without `{key}`"));
    Edit::Replace { find: field("find"), replace: field("replace"), file }
}

impl System {
    fn name(&self) -> &str {
        self.folder.file_name().unwrap().to_str().unwrap()
    }

    fn variants(&self) -> Vec<Variant> {
        let entries = std::fs::read_dir(self.folder.join("variants")).unwrap();
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let patches = files.iter().filter(|file| file.extension().is_some_and(|name| name == "yaml"));
        patches.map(|file| variant(file)).collect()
    }

    fn file_system(&self) -> MemoryFileSystem {
        let mut files = MemoryFileSystem::new();
        for (name, bytes) in &self.files {
            files.insert(name, bytes);
        }
        files
    }

    /// The system with the variant's change.
    fn changed(&self, variant: &Variant) -> MemoryFileSystem {
        let mut files = self.file_system();
        let mut texts: Vec<(String, String)> = Vec::new();
        for edit in &variant.edits {
            match edit {
                Edit::Create { file, text } => {
                    assert!(self.files.iter().all(|(name, _)| name != file), "{}: {file} exists", variant.id);
                    texts.push((file.clone(), text.clone()));
                }
                Edit::Remove { file } => {
                    assert!(self.files.iter().any(|(name, _)| name == file), "{}: no {file}", variant.id);
                    files.remove(file);
                }
                Edit::Replace { file, find, replace } => {
                    let before = texts.iter().position(|(name, _)| name == file).unwrap_or_else(|| {
                        let bytes = self.files.iter().find(|(name, _)| name == file);
                        let (_, bytes) = bytes.unwrap_or_else(|| panic!("{}: no {file}", variant.id));
                        texts.push((file.clone(), String::from_utf8(bytes.clone()).unwrap()));
                        texts.len() - 1
                    });
                    let text = &mut texts[before].1;
                    let count = text.matches(find.as_str()).count();
                    assert_eq!(count, 1, "{}: this stands {count} times in {file}:\n{find}", variant.id);
                    *text = text.replace(find.as_str(), replace);
                }
            }
        }
        for (name, text) in &texts {
            files.insert(name, text);
        }
        files
    }
}

/// `file:line:column`.
fn place(span: Span, sources: &Sources) -> String {
    let source = sources.get(span.source).unwrap();
    let at = source.position(span.range.start(), PositionEncoding::Utf32);
    format!("{}:{}:{}", source.name(), at.line + 1, at.column + 1)
}

/// The scenarios that a finding in a chart is limited to, and its labels, each on a line of its own.
fn provenance(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut text = String::new();
    if let Some(scenarios) = diagnostic.notes.iter().find(|note| note.starts_with("in: ")) {
        let _ = write!(text, " ({scenarios})");
    }
    for label in &diagnostic.labels {
        let _ = write!(text, "\n  {}: {}", place(label.span, sources), label.message);
    }
    text
}

/// The findings below `lint`, one a line: all of the profile, and those of `rule`. What is found in a chart has lines for its
/// labels, too.
fn findings(files: &MemoryFileSystem, lint: &str, rule: Option<&str>, profile: Profile) -> Vec<String> {
    let mut request = Request::new([lint], Date { year: 2026, month: 11, day: 21 });
    request.options.profile = Some(Sourced::flag(profile, "the test"));
    if let Some(rule) = rule {
        let level = Some(Sourced::flag(Level::On, "the test"));
        request.options.rules.insert(rule.to_owned(), RuleOptions { level, ..RuleOptions::default() });
    }
    let catalogue = readylint::catalogue();
    let report = readylint::check(files, &request, &catalogue).unwrap().report;
    assert!(report.coverage.resources > 5, "nothing was linted in {lint}");
    let names = report.sources.iter().map(|(_, source)| source.name());
    let charts: Vec<&str> = names.filter_map(|name| name.strip_suffix("Chart.yaml")).collect();
    let mut lines = Vec::new();
    for diagnostic in report.active() {
        let severity = diagnostic.severity.as_str();
        let at = place(diagnostic.primary.span, &report.sources);
        let mut line = format!("{at}: {severity}[{}]: {}", diagnostic.rule, diagnostic.message);
        if charts.iter().any(|chart| at.starts_with(chart)) {
            line += &provenance(diagnostic, &report.sources);
        }
        lines.push(line);
    }
    lines.sort();
    lines
}

/// What a system is linted as: what its variants name, else the folder.
fn lints(system: &System) -> BTreeSet<String> {
    system.variants().into_iter().map(|variant| variant.lint).collect()
}

/// Whether no finding at all is promised of what is linted: of manifests and of production's render of a chart. The
/// render of a chart's defaults is one node's and promises to be free of errors.
fn is_production(lint: &str) -> bool {
    !lint.starts_with("rendered/") || lint.contains("prod")
}

#[test]
fn the_systems_are_ready() {
    for system in systems() {
        for lint in lints(&system) {
            let mut found = findings(&system.file_system(), &lint, None, Profile::Recommended);
            if !is_production(&lint) {
                let error = format!(": {}[", Severity::Error.as_str());
                found.retain(|line| line.contains(&error));
            }
            assert!(found.is_empty(), "{} {lint}: {found:#?}", system.name());
        }
    }
}

#[test]
fn what_a_demanding_profile_finds_is_explained() {
    for system in systems() {
        let page = std::fs::read_to_string(system.folder.join("README.md")).unwrap();
        for lint in lints(&system).iter().filter(|lint| is_production(lint)) {
            let found = findings(&system.file_system(), lint, None, Profile::Strict);
            let unexplained: Vec<&String> = found
                .iter()
                .filter(|line| {
                    let rule = line.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
                    !rule.is_some_and(|(rule, _)| page.contains(&format!("`{rule}`")))
                })
                .collect();
            assert!(unexplained.is_empty(), "{} {lint}: {unexplained:#?}", system.name());
        }
    }
}

/// What `after` has more than `before`, wherever it stands: a change moves lines.
fn added<'a>(before: &[String], after: &'a [String]) -> Vec<&'a str> {
    fn said(line: &str) -> &str {
        let place = line.match_indices(": ").next().map_or(0, |(at, _)| at);
        &line[place..]
    }
    let mut known: Vec<&str> = before.iter().map(|line| said(line)).collect();
    let mut added: Vec<&str> = after.iter().map(String::as_str).collect();
    added.retain(|line| match known.iter().position(|known| *known == said(line)) {
        Some(at) => {
            known.swap_remove(at);
            false
        }
        None => true,
    });
    added
}

/// The flagship rules, those about charts included, without those about documents that are not understood and those about
/// readylint's own configuration.
const FLAGSHIPS: &[&str] = &[
    "autoscaler-metric-without-request",
    "bare-pod",
    "best-effort-pod",
    "capabilities-not-dropped",
    "cluster-admin-binding",
    "dangling-autoscaler-target",
    "dangling-configmap-reference",
    "dangling-ingress-backend",
    "dangling-role-reference",
    "dangling-secret-reference",
    "dangling-service-account-reference",
    "dangling-volume-claim-reference",
    "duplicate-env-var",
    "duplicate-resource",
    "duplicate-yaml-key",
    "full-wildcard-role",
    "host-network",
    "incomplete-chart-metadata",
    "ingress-without-tls",
    "invalid-autoscaler-bounds",
    "invalid-chart-version",
    "invalid-chart-yaml",
    "invalid-image-reference",
    "invalid-rendered-yaml",
    "latest-image-tag",
    "list-item-resource-policy",
    "misplaced-chart-file",
    "missing-chart-dependency",
    "missing-chart-icon",
    "missing-cpu-request",
    "missing-liveness-probe",
    "missing-memory-limit",
    "missing-memory-request",
    "missing-pod-disruption-budget",
    "missing-readiness-probe",
    "missing-required-file",
    "missing-security-context",
    "missing-standard-chart-file",
    "network-policy-selects-nothing",
    "pdb-blocks-eviction",
    "pdb-selects-nothing",
    "placeholder-secret-value",
    "plaintext-secret-in-env",
    "pod-without-network-policy",
    "pre-stop-exceeds-grace-period",
    "privilege-escalation",
    "privileged-container",
    "removed-api-version",
    "replicas-with-autoscaler",
    "request-exceeds-limit",
    "runs-as-root",
    "runtime-socket-mount",
    "rwo-volume-shared",
    "secret-in-configmap",
    "selector-template-mismatch",
    "service-account-token-mounted",
    "service-monitor-selects-nothing",
    "service-selects-nothing",
    "spread-excludes-own-pods",
    "too-few-replicas",
    "undeclared-probe-port",
    "undefined-volume-mount",
    "unknown-config-key",
    "unknown-field",
    "unrenderable-chart",
    "unresolved-ingress-port",
    "unresolved-service-url",
    "unresolved-target-port",
    "values-schema-violation",
    "writable-root-filesystem",
];

#[test]
fn each_flagship_has_a_variant() {
    let catalogue = readylint::catalogue();
    let shown: BTreeSet<String> =
        systems().iter().flat_map(System::variants).map(|variant| variant.rule).collect();
    for rule in FLAGSHIPS {
        assert!(catalogue.get(rule).is_some(), "there is no rule {rule}");
        assert!(shown.contains(*rule), "no variant of any system shows {rule}");
    }
}

#[test]
fn each_variant_is_two_files() {
    for system in systems() {
        let mut endings: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for entry in std::fs::read_dir(system.folder.join("variants")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let (id, ending) = name.rsplit_once('.').unwrap_or_else(|| panic!("{name} has no ending"));
            endings.entry(id.to_owned()).or_default().insert(ending.to_owned());
        }
        for (id, endings) in endings {
            let endings: Vec<&str> = endings.iter().map(String::as_str).collect();
            assert_eq!(endings, ["txt", "yaml"], "{} {id}", system.name());
        }
    }
}

#[test]
fn each_variant_gives_exactly_its_rule() {
    let write = std::env::var_os("READYLINT_WRITE").is_some();
    let catalogue = readylint::catalogue();
    let mut problems = String::new();
    for system in systems() {
        for variant in system.variants() {
            let name = format!("{} {}", system.name(), variant.id);
            if catalogue.get(&variant.rule).is_none() {
                let _ = writeln!(problems, "{name}: there is no rule {}", variant.rule);
                continue;
            }
            let rule = Some(variant.rule.as_str());
            let before = findings(&system.file_system(), &variant.lint, rule, Profile::Recommended);
            let after = findings(&system.changed(&variant), &variant.lint, rule, Profile::Recommended);
            let found = added(&before, &after);
            let wanted = format!("[{}]: ", variant.rule);
            if found.is_empty() || found.iter().any(|line| !line.contains(&wanted)) {
                let _ = writeln!(problems, "{name}: not exactly {}: {found:#?}", variant.rule);
                continue;
            }
            let golden = system.folder.join("variants").join(format!("{}.txt", variant.id));
            let text = found.iter().fold(String::new(), |text, line| text + line + "\n");
            if write {
                std::fs::write(&golden, text).unwrap();
            } else if std::fs::read_to_string(&golden).unwrap_or_default() != text {
                let _ = writeln!(problems, "{name}: not what {} says:\n{text}", golden.display());
            }
        }
    }
    assert!(problems.is_empty(), "\n{problems}");
}
