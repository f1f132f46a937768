//! Definitions that are no input: those in the `crds/` of charts, and those that a configuration names under `schemas:` (CRD-3). They are
//! read for the schemas in them, and for nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};
use readylint_schema::Definitions;
use readylint_text::{Source, SourceKind, Sources};
use readylint_yaml::parse;

use crate::config::{Configurations, Options, Problem, Provenance, Sourced};
use crate::discover::{is_candidate, is_pattern};
use crate::fs::{DirEntry, FileType};
use crate::text::{MAX_FILE_BYTES, decode};
use crate::{FileSystem, path};

/// How many entries of folders are looked at for one pattern.
const ENTRIES: usize = 100_000;

/// Files to read definitions from, and for which pattern of a configuration.
#[derive(Debug, Default)]
pub(crate) struct DefinitionFiles {
    /// In the charts of the run; what is wrong with them is for whoever lints the chart.
    charts: BTreeMap<String, io::Result<Vec<u8>>>,
    patterns: Vec<Named>,
}

/// What one pattern names.
#[derive(Debug)]
struct Named {
    pattern: Sourced<String>,
    files: BTreeMap<String, io::Result<Vec<u8>>>,
    /// Whether files of the input are among them; what is in those is known anyway.
    has_input: bool,
}

/// Reads what the `schemas:` of all configurations and of the outer layer `cli` name. Files of the input are left out: `is_input` tells
/// them.
pub(crate) fn find(
    fs: &dyn FileSystem,
    configurations: &mut Configurations<'_>,
    cli: &Options,
    is_input: impl Fn(&str) -> bool,
) -> DefinitionFiles {
    let mut found = DefinitionFiles::default();
    let mut seen = BTreeSet::new();
    for (pattern, folder) in patterns(fs, configurations, cli) {
        if !seen.insert((folder.clone(), pattern.value.clone())) {
            continue;
        }
        let files = match files(fs, configurations, &folder, &pattern.value) {
            Ok(files) => files,
            Err(why) => {
                tell(configurations, &pattern, &why);
                continue;
            }
        };
        let (input, files): (Vec<String>, Vec<String>) = files.into_iter().partition(|file| is_input(file));
        let files = files.into_iter().map(|file| {
            let bytes = fs.read(&file, MAX_FILE_BYTES);
            (file, bytes)
        });
        found.patterns.push(Named { pattern, files: files.collect(), has_input: !input.is_empty() });
    }
    found
}

/// All patterns, each with the folder of the configuration that it stands in.
fn patterns(
    fs: &dyn FileSystem,
    configurations: &Configurations<'_>,
    cli: &Options,
) -> Vec<(Sourced<String>, String)> {
    let mut patterns = Vec::new();
    let of_files = configurations.iter().flat_map(|(id, _)| &configurations.options(id).schemas);
    for pattern in of_files.chain(&cli.schemas) {
        let folder = match &pattern.from {
            Provenance::File(span) => {
                let file = configurations.sources().get(span.source).map_or("", Source::name);
                path::parent(fs.working_directory(), file).unwrap_or_default()
            }
            _ => String::new(),
        };
        patterns.push((pattern.clone(), folder));
    }
    patterns
}

/// The files that `pattern`, which stands in a configuration of `folder`, names; or why it names none.
fn files(
    fs: &dyn FileSystem,
    configurations: &mut Configurations<'_>,
    folder: &str,
    pattern: &str,
) -> Result<BTreeSet<String>, String> {
    let cwd = fs.working_directory();
    let parts: Vec<&str> = pattern.split('/').collect();
    let literal = parts.iter().take_while(|part| !is_pattern(part)).count();
    let (head, rest) = parts.split_at(literal);
    let start = path::resolve(cwd, folder, &head.join("/"));
    let project = configurations.project_of(folder);
    let inside = |root: &str, path: &str| path::below(root, path).is_some();
    if !inside(&path::absolute(cwd, &project), &path::absolute(cwd, &start)) {
        return Err("leads out of the repository".to_owned());
    }
    match (fs.file_type(&start), fs.canonical(&project), fs.canonical(&start)) {
        (Ok(FileType::File), Ok(root), Ok(file)) if rest.is_empty() && inside(&root, &file) => {
            Ok(BTreeSet::from([start]))
        }
        (Ok(FileType::Folder), Ok(root), Ok(below)) if inside(&root, &below) => {
            let glob = match rest {
                [] => None,
                rest => Some(
                    GlobBuilder::new(&rest.join("/"))
                        .literal_separator(true)
                        .build()
                        .map_err(|error| format!("does not parse: {}", error.kind()))?
                        .compile_matcher(),
                ),
            };
            let files = walk(fs, &start, glob.as_ref());
            if files.is_empty() { Err("names no YAML or JSON file".to_owned()) } else { Ok(files) }
        }
        (Ok(_), Ok(_), Ok(_)) => Err("leads out of the repository".to_owned()),
        _ => Err("names nothing that exists".to_owned()),
    }
}

/// The files below `start` that match `glob`, or lie in a folder that does; all of them without one. Links are not followed, and
/// hidden folders not entered.
fn walk(fs: &dyn FileSystem, start: &str, glob: Option<&GlobMatcher>) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    let mut folders = vec![(start.to_owned(), glob.is_none())];
    let mut left = ENTRIES;
    while let Some((folder, is_matched)) = folders.pop() {
        let entries: Vec<DirEntry> = fs.read_dir(&folder).unwrap_or_default();
        for entry in entries {
            if left == 0 {
                return files;
            }
            left -= 1;
            let path = path::join(&folder, &entry.name);
            let below = path::below(start, &path).unwrap_or_default();
            let is_matched = is_matched || glob.is_some_and(|glob| glob.is_match(below));
            match entry.file_type {
                FileType::Folder if !entry.name.starts_with('.') => folders.push((path, is_matched)),
                FileType::File if is_matched && is_candidate(&entry.name) => {
                    files.insert(path);
                }
                _ => {}
            }
        }
    }
    files
}

/// Reports a mistake of a configuration; what the library was given in another way has no place to report it at.
fn tell(configurations: &mut Configurations<'_>, pattern: &Sourced<String>, why: &str) {
    if let Provenance::File(span) = &pattern.from {
        let message = format!("`schemas: {}` {why}", pattern.value.escape_debug());
        let problem = Problem::at_span(*span, message);
        configurations.add_problem(problem.help("name files or folders with CustomResourceDefinitions"));
    }
}

impl DefinitionFiles {
    /// Reads the `crds/` of the charts in these folders (Helm's `pkg/chart`, `CRDObjects`: any depth, no templates). Files of the input
    /// are left out.
    pub(crate) fn add_charts<'p>(
        &mut self,
        fs: &dyn FileSystem,
        charts: impl Iterator<Item = &'p str>,
        is_input: impl Fn(&str) -> bool,
    ) {
        for chart in charts {
            let folder = path::join(if chart == "." { "" } else { chart }, "crds");
            for file in walk(fs, &folder, None) {
                if !is_input(&file) {
                    let bytes = fs.read(&file, MAX_FILE_BYTES);
                    self.charts.insert(file, bytes);
                }
            }
        }
    }

    /// Reports the files that cannot be read, and the patterns that name no definition.
    pub(crate) fn check(&self, configurations: &mut Configurations<'_>) {
        for named in &self.patterns {
            for (file, bytes) in &named.files {
                if let Err(error) = bytes {
                    tell(
                        configurations,
                        &named.pattern,
                        &format!("names `{file}`, which cannot be read: {error}"),
                    );
                }
            }
            let holds = |bytes: &Vec<u8>| memchr::memmem::find(bytes, b"CustomResourceDefinition").is_some();
            let mut readable = named.files.values().filter_map(|bytes| bytes.as_ref().ok());
            if !named.has_input && !readable.any(holds) && named.files.values().all(Result::is_ok) {
                tell(configurations, &named.pattern, "names no CustomResourceDefinition");
            }
        }
    }

    /// Adds the definitions in the files to `definitions`, after those that are there, and the texts to `sources`.
    pub(crate) fn add_to(self, definitions: &mut Definitions, sources: &mut Sources) {
        let mut seen = BTreeSet::new();
        let named = self.patterns.into_iter().flat_map(|named| named.files);
        for (file, bytes) in self.charts.into_iter().chain(named) {
            let Ok(bytes) = bytes else {
                continue;
            };
            if !seen.insert(file.clone()) {
                continue;
            }
            let text: Arc<str> = Arc::from(decode(bytes).text);
            let source = sources.insert(Source::new(file, Arc::clone(&text), SourceKind::Authored));
            for root in parse(source, text).tree.roots() {
                definitions.add_beside(root);
            }
        }
    }
}
