//! From a request to the input of a run.
//!
//! Files are read and parsed in parallel; the order of everything that comes out depends on names alone. Only what makes
//! the job impossible is an error: a path that does not exist, a configuration that was asked for and cannot be read.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use readylint_engine::{Bundle, Catalogue, Date, Finding, Input, Repository, SkippedFile};
use readylint_kube::{ManifestFile, ResourceGraph};
use readylint_text::{Source, SourceId, SourceKind, Sources, Span, TextRange};
use readylint_yaml::Parse;

use crate::FileSystem;
use crate::charts::{self, Charts, RenderRequest};
use crate::classify::{Naming, Verdict, classify, looks_like_manifest, path_extension};
use crate::config::{
    Assigner, ConfigId, ConfigOverride, Configurations, FailOnMap, INVALID_CONFIGURATION, Options,
};
use crate::discover::{Discoverer, Discovery, LeftOut};
use crate::listed::Listed;
use crate::origins;
use crate::schemas::{self, DefinitionFiles};
use crate::skip::SkipReason;
use crate::text::{Encoding, MAX_FILE_BYTES, decode};
use crate::{path, repository};

/// The rule under which bytes that cannot be read as text are reported.
const MALFORMED_YAML: &str = "malformed-yaml";
/// Why what could not be read was not linted, as the coverage line and the formats say it; what the system says stands
/// in [`Unreadable`].
const UNREADABLE: &str = "unreadable";
/// The group and name of standard input.
const STDIN: &str = "-";

/// What to load.
#[derive(Clone, Debug)]
pub struct Request {
    /// Files, folders and patterns as given; `-` is standard input. Empty: the working directory, unless there is
    /// standard input.
    pub paths: Vec<String>,
    /// Standard input, read by the caller; taken if it is there, whether or not `-` is among the paths.
    pub stdin: Option<Stdin>,
    /// A configuration to use instead of the nearest one.
    pub config: Option<ConfigOverride>,
    /// The layer of the command line or of an editor.
    pub options: Options,
    /// How charts are rendered.
    pub render: RenderRequest,
    /// The date of the run.
    pub today: Date,
}

impl Request {
    /// The files that `paths` name, with nothing set.
    pub fn new(paths: impl IntoIterator<Item = impl Into<String>>, today: Date) -> Self {
        let paths = paths.into_iter().map(Into::into).collect();
        Self {
            paths,
            stdin: None,
            config: None,
            options: Options::default(),
            render: RenderRequest::default(),
            today,
        }
    }
}

/// What came from standard input.
#[derive(Clone, Debug)]
pub struct Stdin {
    /// `--stdin-filename`: the file it stands for. Its folder decides which configuration holds.
    pub name: Option<String>,
    /// All bytes.
    pub bytes: Vec<u8>,
}

/// Why nothing could be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// A path names nothing.
    #[error("`{0}` does not exist")]
    NoSuchPath(String),
    /// A pattern matches no file.
    #[error("no file matches `{0}`")]
    NoMatch(String),
    /// A pattern does not parse.
    #[error("the pattern `{pattern}` does not parse: {why}")]
    BadPattern {
        /// As given.
        pattern: String,
        /// What is wrong with it.
        why: String,
    },
    /// `-` stands twice among the paths.
    #[error("standard input (`-`) can be read only once")]
    StdinTwice,
    /// `-` is among the paths, and the caller has no standard input.
    #[error("there is no standard input to read (`-`)")]
    NoStdin,
    /// There is no chart where one was asked for.
    #[error("`{0}` is no chart: it has no Chart.yaml")]
    NoChart(String),
    /// A chart that was asked for cannot be loaded.
    #[error("the chart `{path}` cannot be loaded: {why}")]
    BrokenChart {
        /// As given.
        path: String,
        /// A sentence.
        why: String,
    },
    /// A chart has no such scenario.
    #[error("the chart has no scenario `{name}`; it has: {}", known.join(", "))]
    NoScenario {
        /// As given.
        name: String,
        /// Those it has.
        known: Vec<String>,
    },
    /// The configuration that was asked for.
    #[error("the configuration `{path}` ({flag}) cannot be read")]
    ConfigUnreadable {
        /// As given.
        path: String,
        /// Who asked for it.
        flag: String,
        /// What the system says.
        source: io::Error,
    },
}

/// A file or folder that could not be read.
#[derive(Debug)]
pub struct Unreadable {
    /// Its path.
    pub path: String,
    /// What the system says.
    pub error: io::Error,
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is linted.
    Linted,
    /// It is read so that look-ups find what stands in it; nothing is reported there.
    Context,
    /// It is a manifest or taken for one, and its bytes cannot be read as text: that is a finding.
    Refused(String),
    /// It is not linted.
    Skipped(SkipReason),
    /// It did not come into the run.
    LeftOut(LeftOut),
    /// It could not be read.
    Unreadable(String),
}

/// What became of one file, and which configuration holds for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The file, or the folder of a chart.
    pub file: String,
    /// What became of it.
    pub fate: Fate,
    /// The configuration file that holds for it.
    pub configuration: Option<String>,
}

/// What was loaded.
#[derive(Debug)]
pub struct Loaded {
    /// For the engine.
    pub input: Input,
    /// From which severity on diagnostics fail the run.
    pub fail_on: FailOnMap,
    /// Whether a configuration has mistakes; linting goes on, and the run ends with exit code 2.
    pub configuration_broken: bool,
    /// What could not be read, among what was skipped too; the rest is linted, and the run ends with exit code 2.
    pub unreadable: Vec<Unreadable>,
    /// Every file that was met, sorted by name.
    pub explanations: Vec<Explanation>,
}

/// Loads what `request` asks for from `fs`.
///
/// # Errors
///
/// If the job cannot be done at all: see [`LoadError`]. An unreadable file is no such case.
pub fn load(fs: &dyn FileSystem, request: &Request, catalogue: &Catalogue) -> Result<Loaded, LoadError> {
    let fs: &dyn FileSystem = &Listed::new(fs);
    let mut configurations = configurations(fs, request, catalogue)?;
    let named_stdin = request.paths.iter().filter(|path| *path == STDIN).count();
    match (named_stdin, &request.stdin) {
        (2.., _) => return Err(LoadError::StdinTwice),
        (1, None) => return Err(LoadError::NoStdin),
        _ => {}
    }
    if let Some(missing) =
        request.render.values.iter().find(|file| !fs.is_file(&path::normalise(fs.working_directory(), file)))
    {
        return Err(LoadError::NoSuchPath(missing.clone()));
    }
    let mut paths: Vec<String> = request.paths.iter().filter(|path| *path != STDIN).cloned().collect();
    if paths.is_empty() && request.stdin.is_none() {
        paths.push(".".to_owned());
    }
    let discovery = Discoverer::new(fs, &mut configurations).find(&paths)?;
    Ok(load_found(fs, request, catalogue, configurations, discovery))
}

/// The configurations of a run, with the one that was asked for.
pub(crate) fn configurations<'a>(
    fs: &'a dyn FileSystem,
    request: &Request,
    catalogue: &'a Catalogue,
) -> Result<Configurations<'a>, LoadError> {
    let mut configurations = Configurations::new(fs, catalogue);
    if let Some(config) = &request.config {
        let unreadable = |source| {
            let (path, flag) = (config.path.clone(), config.flag.clone());
            LoadError::ConfigUnreadable { path, flag, source }
        };
        configurations.force(&config.path).map_err(unreadable)?;
    }
    Ok(configurations)
}

/// A file on its way in.
struct Candidate<'r> {
    path: String,
    group: String,
    naming: Naming,
    config: Option<ConfigId>,
    stdin: Option<&'r [u8]>,
}

/// What reading a file gave.
enum Content {
    Unreadable(io::Error),
    Refused { message: String, help: &'static str },
    Skipped(SkipReason),
    Text { text: Arc<str>, problem: Option<Encoding> },
}

/// Reads, parses and classifies what was found.
pub(crate) fn load_found(
    fs: &dyn FileSystem,
    request: &Request,
    catalogue: &Catalogue,
    mut configurations: Configurations<'_>,
    discovery: Discovery,
) -> Loaded {
    let candidates = candidates(fs, request, &mut configurations, &discovery.files);
    let mut assigner = Assigner::new(&mut configurations, &request.options, request.today);
    for (id, source) in configurations.iter() {
        assigner.assign(&configurations, Some(id), configurations.file(id), source);
    }
    let inputs: BTreeSet<&str> = candidates.iter().map(|candidate| candidate.path.as_str()).collect();
    let mut definitions =
        schemas::find(fs, &mut configurations, &request.options, |file| inputs.contains(file));
    let chart_folders = discovery.charts.clone();
    let charts = chart_folders.iter().map(String::as_str);
    definitions.add_charts(fs, charts, |file| inputs.contains(file));
    definitions.check(&mut configurations);
    // who names files one by one, as a hook does, asks about these files
    let is_part = candidates.iter().any(|candidate| candidate.naming == Naming::Named);
    let repositories =
        if is_part { Vec::new() } else { repository::find(fs, &mut configurations, catalogue) };
    let contents: Vec<Content> = candidates.par_iter().map(|candidate| content(fs, candidate)).collect();
    let (sources, problems) = configurations.take_problems();
    let mut assembly = Assembly {
        configuration_broken: problems.iter().any(|problem| !problem.harmless),
        findings: problems.into_iter().map(crate::config::Problem::into_finding).collect(),
        configurations,
        assigner,
        sources,
        files: Vec::new(),
        is_part: false,
        skipped: Vec::new(),
        unreadable: Vec::new(),
        fates: BTreeMap::new(),
    };
    assembly.record(discovery);
    let texts = assembly.refuse(candidates, contents);
    assembly.parse(texts);
    let charts = assembly.charts(fs, request, &chart_folders);
    assembly.finish(definitions, repositories, charts)
}

fn candidates<'r>(
    fs: &dyn FileSystem,
    request: &'r Request,
    configurations: &mut Configurations<'_>,
    files: &BTreeMap<String, Naming>,
) -> Vec<Candidate<'r>> {
    let cwd = fs.working_directory();
    let mut candidates = Vec::with_capacity(files.len() + 1);
    for (path, &naming) in files {
        let group = path::parent(cwd, path).unwrap_or_default();
        let config = configurations.nearest(&group);
        candidates.push(Candidate { path: path.clone(), group, naming, config, stdin: None });
    }
    if let Some(stdin) = &request.stdin {
        let path = stdin.name.as_ref().map_or(STDIN.to_owned(), |name| path::normalise(cwd, name));
        let folder = stdin.name.as_ref().and_then(|_| path::parent(cwd, &path)).unwrap_or_default();
        let config = configurations.nearest(&folder);
        let group = STDIN.to_owned();
        candidates.push(Candidate { path, group, naming: Naming::Stdin, config, stdin: Some(&stdin.bytes) });
    }
    candidates
}

/// Reads one file, and decides about it as far as its text alone can.
fn content(fs: &dyn FileSystem, candidate: &Candidate<'_>) -> Content {
    let path = candidate.path.as_str();
    let bytes = match candidate.stdin {
        Some(bytes) if bytes.len() as u64 > MAX_FILE_BYTES => Err(io::ErrorKind::FileTooLarge.into()),
        Some(bytes) => Ok(bytes.to_vec()),
        None => fs.read(path, MAX_FILE_BYTES),
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            let message =
                format!("`{path}` has more than {} MiB, the most that is read", MAX_FILE_BYTES / 1024 / 1024);
            return Content::Refused { message, help: "split the file, or exclude it in `readylint.yaml`" };
        }
        Err(error) => return Content::Unreadable(error),
    };
    // in UTF-16 and UTF-32 the letters of the keys stand between zero bytes
    let is_promising = |bytes: &[u8]| {
        ["apiVersion", "kind"].iter().any(|key| memchr::memmem::find(bytes, key.as_bytes()).is_some())
    };
    let explicit = candidate.naming.is_explicit();
    if memchr::memchr(0, &bytes).is_some()
        || bytes.starts_with(&[0xFF, 0xFE])
        || bytes.starts_with(&[0xFE, 0xFF])
    {
        let letters: Vec<u8> = bytes.iter().copied().filter(|&byte| byte != 0).collect();
        let wanted = explicit || looks_like_manifest(&letters) || is_promising(&letters);
        let problem = decode(bytes).problem.unwrap_or(Encoding::Binary);
        return match (wanted, problem) {
            (true, problem) => Content::Refused { message: problem.message(path), help: problem.help() },
            (false, Encoding::Wide(_)) => Content::Skipped(SkipReason::NotKubernetes("not UTF-8")),
            (false, _) => Content::Skipped(SkipReason::NotKubernetes("not text")),
        };
    }
    if !explicit && !is_promising(&bytes) {
        if path_extension(path).eq_ignore_ascii_case("json") {
            return Content::Skipped(SkipReason::NotKubernetes("JSON"));
        }
        // no object is in it; what else it is deserves a word
        let parse = readylint_yaml::parse(SourceId::new(0), Arc::from(decode(bytes).text));
        return match classify(&parse, path, candidate.naming) {
            Verdict::Skip(reason) => Content::Skipped(reason),
            Verdict::Manifest => Content::Skipped(SkipReason::NotKubernetes("")),
        };
    }
    let decoded = decode(bytes);
    Content::Text { text: Arc::from(decoded.text), problem: decoded.problem }
}

/// A file whose text is to be parsed.
struct Readable<'r> {
    candidate: Candidate<'r>,
    text: Arc<str>,
    problem: Option<Encoding>,
}

/// The input as it grows.
struct Assembly<'a> {
    configurations: Configurations<'a>,
    assigner: Assigner<'a>,
    sources: Sources,
    findings: Vec<(&'static str, Finding)>,
    files: Vec<ManifestFile>,
    /// Whether files were named one by one: others that belong to them may not be in the run.
    is_part: bool,
    skipped: Vec<SkippedFile>,
    unreadable: Vec<Unreadable>,
    fates: BTreeMap<String, Explanation>,
    configuration_broken: bool,
}

impl Assembly<'_> {
    /// What was decided without reading.
    fn record(&mut self, discovery: Discovery) {
        for (file, why) in discovery.left_out {
            self.explain_found(&file, Fate::LeftOut(why));
        }
        for (file, reason) in discovery.skipped {
            self.skipped.push(SkippedFile { file: file.clone(), reason: reason.to_string() });
            self.explain_found(&file, Fate::Skipped(reason));
        }
        for (path, error) in discovery.unreadable {
            self.explain_found(&path, Fate::Unreadable(error.to_string()));
            self.note_unreadable(path, error);
        }
    }

    /// A file or folder that could not be read is not linted, which the run accounts for as for any other (SIL-1).
    fn note_unreadable(&mut self, path: String, error: io::Error) {
        self.skipped.push(SkippedFile { file: path.clone(), reason: UNREADABLE.to_owned() });
        self.unreadable.push(Unreadable { path, error });
    }

    fn explain_found(&mut self, file: &str, fate: Fate) {
        self.fates.insert(file.to_owned(), Explanation { file: file.to_owned(), fate, configuration: None });
    }

    fn explain(&mut self, candidate: &Candidate<'_>, fate: Fate) {
        let configuration = candidate.config.map(|id| self.configurations.file(id).to_owned());
        let file = candidate.path.clone();
        self.fates.insert(file.clone(), Explanation { file, fate, configuration });
    }

    fn skip(&mut self, candidate: &Candidate<'_>, reason: SkipReason) {
        // nobody wonders why the configuration, or a file that was not asked for, is not linted
        if reason != SkipReason::Configuration && candidate.naming != Naming::Context {
            self.skipped.push(SkippedFile { file: candidate.path.clone(), reason: reason.to_string() });
        }
        if candidate.naming != Naming::Context {
            self.explain(candidate, Fate::Skipped(reason));
        }
    }

    /// Takes care of everything that has no text; gives the rest.
    fn refuse<'r>(&mut self, candidates: Vec<Candidate<'r>>, contents: Vec<Content>) -> Vec<Readable<'r>> {
        let mut texts = Vec::new();
        for (candidate, content) in candidates.into_iter().zip(contents) {
            match content {
                Content::Text { text, problem } => texts.push(Readable { candidate, text, problem }),
                Content::Skipped(reason) => self.skip(&candidate, reason),
                _ if candidate.naming == Naming::Context => {}
                Content::Unreadable(error) => {
                    self.explain(&candidate, Fate::Unreadable(error.to_string()));
                    self.note_unreadable(candidate.path, error);
                }
                Content::Refused { message, help } => {
                    let source =
                        self.sources.insert(Source::new(candidate.path.as_str(), "", SourceKind::Authored));
                    self.assigner.assign(&self.configurations, candidate.config, &candidate.path, source);
                    let finding =
                        Finding::new(message.clone()).at_span(Span::new(source, TextRange::at(0, 0)));
                    self.findings.push((MALFORMED_YAML, finding.help(help)));
                    self.explain(&candidate, Fate::Refused(message));
                }
            }
        }
        texts
    }

    fn parse(&mut self, texts: Vec<Readable<'_>>) {
        let first = self.sources.len();
        let parsed: Vec<(Parse, Verdict, SourceKind)> = texts
            .par_iter()
            .enumerate()
            .map(|(number, text)| {
                let source = SourceId::new((first + number) as u32);
                let parse = readylint_yaml::parse(source, Arc::clone(&text.text));
                let verdict = classify(&parse, &text.candidate.path, text.candidate.naming);
                let kind = match verdict {
                    Verdict::Manifest => origins::source_kind(&parse.tree),
                    Verdict::Skip(_) => SourceKind::Authored,
                };
                (parse, verdict, kind)
            })
            .collect();
        for (text, (parse, verdict, kind)) in texts.into_iter().zip(parsed) {
            let Readable { candidate, text, problem } = text;
            let source = self.sources.insert(Source::new(candidate.path.as_str(), text, kind));
            if let Verdict::Skip(reason) = verdict {
                self.skip(&candidate, reason);
                continue;
            }
            self.assigner.assign(&self.configurations, candidate.config, &candidate.path, source);
            let context = candidate.naming == Naming::Context;
            if let (Some(Encoding::InvalidUtf8 { first, .. }), false) = (problem, context) {
                let encoding = problem.unwrap_or(Encoding::Binary);
                let finding =
                    Finding::new(encoding.message(&candidate.path)).at_span(Span::new(source, first));
                self.findings.push((MALFORMED_YAML, finding.here("not UTF-8").help(encoding.help())));
            }
            self.is_part |= candidate.naming == Naming::Named;
            self.explain(&candidate, if context { Fate::Context } else { Fate::Linted });
            self.files.push(ManifestFile { parse, group: candidate.group, namespace: None, context });
        }
    }

    /// Loads and renders the charts in these folders.
    fn charts(&mut self, fs: &dyn FileSystem, request: &Request, folders: &BTreeSet<String>) -> Charts {
        let mut loader = charts::Loader {
            fs,
            configurations: &mut self.configurations,
            assigner: &mut self.assigner,
            sources: &mut self.sources,
            request,
        };
        let charts = loader.load(folders.iter().map(String::as_str));
        for folder in folders {
            let is_broken = charts.broken.contains(folder);
            let fate = if is_broken { Fate::Skipped(SkipReason::Chart) } else { Fate::Linted };
            let configuration =
                self.configurations.nearest(folder).map(|id| self.configurations.file(id).to_owned());
            if is_broken {
                let reason = SkipReason::Chart.to_string();
                self.skipped.push(SkippedFile { file: folder.clone(), reason });
            }
            self.fates.insert(folder.clone(), Explanation { file: folder.clone(), fate, configuration });
        }
        charts
    }

    fn finish(
        mut self,
        definitions: DefinitionFiles,
        repositories: Vec<(SourceId, Repository)>,
        charts: Charts,
    ) -> Loaded {
        self.skipped.sort();
        self.configuration_broken |= charts.findings.iter().any(|(rule, _)| *rule == INVALID_CONFIGURATION);
        self.findings.extend(charts.findings);
        self.unreadable.sort_by(|a, b| a.path.cmp(&b.path));
        let mut bundles = Vec::new();
        if !self.files.is_empty() {
            let graph = ResourceGraph::build(self.files);
            let graph = if self.is_part { graph.as_part() } else { graph };
            bundles.push(Bundle::new("manifests", graph));
        }
        bundles.extend(charts.bundles);
        let definitions = definitions.parse(&mut self.sources);
        for bundle in &mut bundles {
            schemas::add(&definitions, &mut bundle.definitions);
        }
        let Assigner { map: settings, fail_on, .. } = self.assigner;
        Loaded {
            input: Input {
                sources: self.sources,
                bundles,
                settings,
                repositories,
                findings: self.findings,
                skipped: self.skipped,
            },
            fail_on,
            configuration_broken: self.configuration_broken,
            unreadable: self.unreadable,
            explanations: self.fates.into_values().collect(),
        }
    }
}
