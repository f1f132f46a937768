//! A folder or an archive becomes a [`Chart`]. (`pkg/chart/v2/loader`)
//!
//! It owns which file of a chart is what, and the subcharts below `charts/` and at `file://`. It reads no file by itself:
//! the caller hands over what is there. Values are not read here but for each render.

use std::collections::BTreeMap;
use std::sync::Arc;

use readylint_text::{Source, SourceKind, Sources};
use rustc_hash::FxHashMap;

use super::model::{Chart, ChartFile, ChartInput, InputFile, Metadata, Problem, ProblemKind};
use super::{archive, ignore, metadata};

/// Why there is no chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// Helm's words.
    pub message: String,
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for LoadError {}

impl From<String> for LoadError {
    fn from(message: String) -> Self {
        Self { message }
    }
}

/// How deep charts may lie in charts.
const MAX_DEPTH: usize = 16;
/// What all archives of a load may unpack to, together.
const MAX_UNPACKED: usize = 4 * archive::MAX_CHART;
/// How many dependencies at `file://` are loaded, those of dependencies among them.
const MAX_LOCALS: usize = 64;
const BOM: &[u8] = "\u{feff}".as_bytes();

/// Loads a chart from the files of its folder.
///
/// `local` gives the files of a dependency at `file://`, by its path relative to the folder of this chart, where the
/// project lets us look; it is asked for those that are not below `charts/`. Every text that a template or a message may
/// point into is taken in by `sources`, under the name that diagnostics print.
///
/// # Errors
///
/// If there is no `Chart.yaml`, or Helm cannot read it. What is wrong with a subchart, or with the rest of the chart, is
/// among its [`Chart::problems`]: Helm would stop there too, but most of the chart can be looked at.
pub fn load(
    input: ChartInput,
    local: &dyn Fn(&str) -> Option<ChartInput>,
    sources: &mut Sources,
) -> Result<Chart, LoadError> {
    let mut loader =
        Loader { local, sources, unpacked: MAX_UNPACKED, locals: MAX_LOCALS, within: Vec::new() };
    loader.folder(input, "", 0)
}

struct Loader<'a> {
    local: &'a dyn Fn(&str) -> Option<ChartInput>,
    sources: &'a mut Sources,
    /// How many bytes archives may still unpack to.
    unpacked: usize,
    /// How many more dependencies at `file://` are loaded.
    locals: usize,
    /// The paths of those that are being loaded: none is its own dependency.
    within: Vec<String>,
}

/// Where a chart was found.
struct Place {
    /// How diagnostics name its folder.
    folder: String,
    is_packed: bool,
    depth: usize,
}

impl Loader<'_> {
    /// A folder with its own `.helmignore`; `path` leads to it from that of the chart that was asked for.
    fn folder(&mut self, mut input: ChartInput, path: &str, depth: usize) -> Result<Chart, LoadError> {
        // as a walk through sorted folders goes: `a/x` before `a.b`
        input.files.sort_by(|one, other| one.path.split('/').cmp(other.path.split('/')));
        let rules = input.files.iter().find(|file| file.path == ignore::FILE);
        let (mut rules, problem) =
            rules.map(|file| ignore::Rules::parse(&String::from_utf8_lossy(&file.bytes))).unwrap_or_default();
        rules.add_defaults();
        let mut folders = FxHashMap::default();
        input.files.retain(|file| !is_ignored(&rules, &file.path, &mut folders));
        let place = Place { folder: input.folder, is_packed: false, depth };
        let total = input.files.iter().fold(0_usize, |sum, file| sum.saturating_add(file.bytes.len()));
        if total > archive::MAX_CHART {
            let max = archive::MAX_CHART;
            return Err(format!("chart exceeds maximum decompressed size of {max} bytes").into());
        }
        let mut chart = self.files(input.files, &place)?;
        if let Some(message) = problem {
            let (kind, message) = (ProblemKind::Metadata, message.to_owned());
            chart.problems.insert(0, Problem { kind, message, span: None });
        }
        self.local_dependencies(&mut chart, path, depth);
        Ok(chart)
    }

    /// The chart that these files make. (`LoadFiles`)
    fn files(&mut self, files: Vec<InputFile>, place: &Place) -> Result<Chart, LoadError> {
        let mut chart = Chart {
            metadata: Metadata::default(),
            folder: place.folder.clone(),
            templates: Vec::new(),
            values: None,
            schema: None,
            crds: Vec::new(),
            files: Vec::new(),
            lock: None,
            dependencies: Vec::new(),
            is_packed: place.is_packed,
            problems: Vec::new(),
        };
        let (first, rest): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| file.path == "Chart.yaml");
        let mut has_metadata = false;
        for file in first {
            let file = self.take(&place.folder, file);
            Self::metadata(&mut chart.metadata, &file, "Chart.yaml")?;
            if chart.metadata.api_version.is_empty() {
                "v1".clone_into(&mut chart.metadata.api_version);
            }
            chart.metadata.file = Some(file);
            has_metadata = true;
        }
        let mut subcharts: BTreeMap<String, Vec<InputFile>> = BTreeMap::new();
        for file in rest {
            match charts_entry(&file.path) {
                Some((name, path)) => {
                    let path = path.to_owned();
                    subcharts.entry(name.to_owned()).or_default().push(InputFile { path, ..file });
                }
                None => has_metadata |= self.sort_in(&mut chart, file, &place.folder)?,
            }
        }
        if !has_metadata {
            return Err("Chart.yaml file is missing".to_owned().into());
        }
        if let Err(message) = metadata::validate(&mut chart.metadata) {
            let span = chart.metadata.dependencies.iter().find_map(|dependency| dependency.span);
            let span = span.filter(|_| message.contains("dependency"));
            chart.problems.push(Problem { kind: ProblemKind::Metadata, message, span });
        }
        for (name, files) in subcharts {
            self.subchart(&mut chart, &name, files, place);
        }
        Ok(chart)
    }

    /// Puts a file that is neither `Chart.yaml` nor a part of a subchart where it belongs. Says whether it holds metadata.
    fn sort_in(&mut self, chart: &mut Chart, file: InputFile, folder: &str) -> Result<bool, LoadError> {
        let file = self.take(folder, file);
        match &*file.name {
            "values.yaml" => chart.values = Some(file),
            "values.schema.json" => chart.schema = Some(file),
            "Chart.lock" => chart.lock = Some(file),
            "requirements.lock" => {
                if chart.metadata.api_version == "v1" {
                    chart.files.push(file.clone());
                }
                chart.lock = Some(file);
            }
            "requirements.yaml" => {
                Self::metadata(&mut chart.metadata, &file, "requirements.yaml")?;
                if chart.metadata.api_version == "v1" {
                    chart.files.push(file);
                } else {
                    let (kind, message) = (ProblemKind::Warning, REQUIREMENTS.to_owned());
                    chart.problems.push(Problem { kind, message, span: None });
                }
                return Ok(true);
            }
            name if name.starts_with("templates/") => chart.templates.push(file),
            name => {
                if name.starts_with("crds/") && is_manifest(name) {
                    chart.crds.push(file.clone());
                }
                chart.files.push(file);
            }
        }
        Ok(false)
    }

    fn metadata(metadata: &mut Metadata, file: &ChartFile, name: &str) -> Result<(), LoadError> {
        let fail = |message: &str| LoadError::from(format!("cannot load {name}: {message}"));
        let (Some(id), Ok(text)) = (file.source, std::str::from_utf8(&file.bytes)) else {
            return Err(fail("error converting YAML to JSON: yaml: invalid leading UTF-8 octet"));
        };
        metadata::read(metadata, text, id).map_err(|message| fail(&message))
    }

    /// A file of the chart, with a source if it is text.
    fn take(&mut self, folder: &str, file: InputFile) -> ChartFile {
        let bytes = match file.bytes.strip_prefix(BOM) {
            Some(rest) => Arc::from(rest),
            None => file.bytes,
        };
        let source = std::str::from_utf8(&bytes).ok().map(|text| {
            let name = join(folder, &file.path);
            self.sources.insert(Source::new(name, text, SourceKind::Authored))
        });
        ChartFile::new(file.path, bytes, source)
    }

    /// What lies below `charts/` under one name.
    fn subchart(&mut self, parent: &mut Chart, name: &str, files: Vec<InputFile>, place: &Place) {
        if name.starts_with(['_', '.']) {
            return;
        }
        let folder = join(&place.folder, &format!("charts/{name}"));
        let depth = place.depth + 1;
        let loaded = if depth > MAX_DEPTH {
            Err(LoadError::from("charts lie too deep in charts".to_owned()))
        } else if has_extension(name, "tgz") {
            match files.first() {
                Some(file) if file.path.is_empty() => {
                    self.packed(&file.bytes, &Place { folder, is_packed: true, depth })
                }
                file => {
                    let got = file.map(|file| format!("{name}/{}", file.path)).unwrap_or_default();
                    let chart = &parent.metadata.name;
                    let message =
                        format!("error unpacking subchart tar in {chart}: expected {name}, got {got}");
                    parent.problems.push(Problem { kind: ProblemKind::Archive, message, span: None });
                    return;
                }
            }
        } else {
            // a file right below `charts/` is no chart, and Helm says so
            let files = files.into_iter().filter(|file| !file.path.is_empty()).collect();
            self.files(files, &Place { folder, is_packed: place.is_packed, depth })
        };
        let wrap = |message: &str, parent: &Chart| {
            format!("error unpacking subchart {name} in {}: {message}", parent.metadata.name)
        };
        match loaded {
            Ok(mut chart) => {
                // Helm stops at the first; the chart that is asked for tells of all
                let (fatal, rest) = chart.problems.into_iter().partition(Problem::is_fatal);
                chart.problems = rest;
                let fatal: Vec<Problem> = fatal;
                let told = fatal.into_iter().map(|problem| {
                    let message = wrap(&problem.message, parent);
                    Problem { message, ..problem }
                });
                let told: Vec<Problem> = told.collect();
                parent.problems.extend(told);
                parent.dependencies.push(Arc::new(chart));
            }
            Err(error) => {
                let message = wrap(&error.message, parent);
                parent.problems.push(Problem { kind: ProblemKind::Archive, message, span: None });
            }
        }
    }

    fn packed(&mut self, bytes: &[u8], place: &Place) -> Result<Chart, LoadError> {
        let files = archive::read(bytes, &mut self.unpacked)?;
        self.files(files, place)
    }

    /// The declared dependencies at `file://` that are not below `charts/`.
    fn local_dependencies(&mut self, chart: &mut Chart, path: &str, depth: usize) {
        if depth >= MAX_DEPTH {
            return;
        }
        let mut found: Vec<Arc<Chart>> = Vec::new();
        for dependency in &chart.metadata.dependencies {
            let Some(target) = dependency.repository.strip_prefix("file://") else { continue };
            let is_there = |chart: &Arc<Chart>| chart.metadata.name == dependency.name;
            if target.starts_with('/') || chart.dependencies.iter().chain(&found).any(is_there) {
                continue;
            }
            let target = archive::clean(&join(path, target));
            if target == "." || self.locals == 0 || self.within.contains(&target) {
                continue;
            }
            let Some(input) = (self.local)(&target) else { continue };
            self.locals -= 1;
            self.within.push(target.clone());
            let loaded = self.folder(input, &target, depth + 1);
            self.within.pop();
            match loaded {
                Ok(local) if local.metadata.name == dependency.name => found.push(Arc::new(local)),
                Ok(_) => {}
                Err(error) => {
                    let (kind, message) = (ProblemKind::Metadata, error.message);
                    chart.problems.push(Problem { kind, message, span: dependency.span });
                }
            }
        }
        chart.dependencies.extend(found);
    }
}

impl Problem {
    /// Whether Helm stops at it when it loads the chart.
    pub(super) fn is_fatal(&self) -> bool {
        matches!(self.kind, ProblemKind::Metadata | ProblemKind::Values | ProblemKind::Archive)
    }
}

const REQUIREMENTS: &str = "Warning: Dependencies are handled in Chart.yaml since apiVersion \"v2\". We recommend \
                            migrating dependencies to Chart.yaml.";

/// Whether the rules leave a file out, by itself or with one of the folders above it.
fn is_ignored(rules: &ignore::Rules, path: &str, folders: &mut FxHashMap<String, bool>) -> bool {
    let above = path.match_indices('/').map(|(end, _)| path.get(..end).unwrap_or_default());
    for folder in above {
        let ignored = match folders.get(folder) {
            Some(ignored) => *ignored,
            None => {
                let ignored = rules.ignores(folder, true);
                folders.insert(folder.to_owned(), ignored);
                ignored
            }
        };
        if ignored {
            return true;
        }
    }
    rules.ignores(path, false)
}

/// The name below `charts/` and the path below that, of a file of a subchart.
fn charts_entry(path: &str) -> Option<(&str, &str)> {
    let rest = path.strip_prefix("charts/")?;
    if has_extension(rest, "prov") {
        return None;
    }
    Some(rest.split_once('/').unwrap_or((rest, "")))
}

/// What Go takes for the extension is what follows the last dot.
fn has_extension(path: &str, extension: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, own)| own == extension)
}

/// (`hasManifestExtension`)
fn is_manifest(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["yaml", "yml", "json"].iter().any(|own| extension.eq_ignore_ascii_case(own))
}

fn join(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}
