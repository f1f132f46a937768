//! Definitions that are no input: those in the `crds/` of charts, and those that a configuration names under `schemas:` (CRD-3). They are
//! read for the schemas in them, and for nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use readylint_schema::Definitions;
use readylint_text::{Source, SourceKind, Sources};
use readylint_yaml::{Parse, parse};

use crate::config::{Configurations, Options, Problem, Provenance, Sourced};
use crate::discover::is_candidate;
use crate::named::{self, Refusal, Wanted};
use crate::text::{MAX_FILE_BYTES, decode};
use crate::{FileSystem, path};

/// Files to read definitions from, and for which pattern of a configuration.
#[derive(Debug, Default)]
pub(crate) struct DefinitionFiles {
    /// In the charts of the run; what is wrong with them is for whoever lints the chart.
    charts: BTreeMap<String, io::Result<Vec<u8>>>,
    patterns: Vec<NamedBy>,
}

/// What one pattern names.
#[derive(Debug)]
struct NamedBy {
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
        found.patterns.push(NamedBy { pattern, files: files.collect(), has_input: !input.is_empty() });
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

/// Manifests in folders that are not hidden.
const WANTED: Wanted =
    Wanted { folder: |name| !name.starts_with('.'), file: is_candidate, whole_folders: true, links: false };

/// The files that `pattern`, which stands in a configuration of `folder`, names; or why it names none.
fn files(
    fs: &dyn FileSystem,
    configurations: &mut Configurations<'_>,
    folder: &str,
    pattern: &str,
) -> Result<BTreeSet<String>, String> {
    match named::files(fs, configurations, folder, pattern, WANTED) {
        Ok(named) if named.files.is_empty() => Err("names no YAML or JSON file".to_owned()),
        Ok(named) => Ok(named.files),
        Err(Refusal::Outside) => Err("leads out of the repository".to_owned()),
        Err(Refusal::Absent) => Err("names nothing that exists".to_owned()),
        Err(Refusal::Broken(why)) => Err(format!("does not parse: {why}")),
    }
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
            for file in named::walk(fs, &folder, None, WANTED).files {
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

    /// Parses the files, whose texts go into `sources`.
    pub(crate) fn parse(self, sources: &mut Sources) -> Vec<Parse> {
        let mut seen = BTreeSet::new();
        let mut parsed = Vec::new();
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
            parsed.push(parse(source, text));
        }
        parsed
    }
}

/// Adds the definitions in the parsed files to `definitions`, after those that are there.
pub(crate) fn add(parsed: &[Parse], definitions: &mut Definitions) {
    for root in parsed.iter().flat_map(|parse| parse.tree.roots()) {
        definitions.add_beside(root);
    }
}
