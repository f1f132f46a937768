//! Which configuration holds for which file: search, `extends`, merging, settings.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use readylint_engine::{
    Catalogue, ConfiguredSuppression, Date, ObjectOverride, RuleSettings, Settings, SettingsMap,
};
use readylint_kube::World;
use readylint_text::{Source, SourceId, SourceKind, Sources};
use rustc_hash::FxHashMap;

use super::options::{FailOn, Options, Provenance, RuleOptions, Sourced};
use super::problem::Problem;
use super::read::{self, start_of};
use super::{CONFIGURATION_NAMES, WRONG_NAMES};
use crate::FileSystem;
use crate::path;
use crate::text::{Encoding, decode};

/// The largest configuration that is read: 1 MiB. The largest that a person wrote has some ten kilobytes.
const MAX_CONFIGURATION_BYTES: u64 = 1024 * 1024;
/// How long a chain of `extends` may be.
const MAX_CHAIN: usize = 32;

/// A configuration that is used instead of the nearest one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigOverride {
    /// The file, as given.
    pub path: String,
    /// Who says so: `--config`, `READYLINT_CONFIG`.
    pub flag: String,
}

/// Which of the loaded configurations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConfigId(usize);

/// One file, merged with what it extends.
#[derive(Debug)]
struct Loaded {
    file: String,
    source: SourceId,
    options: Options,
    suppressions: Arc<[ConfiguredSuppression]>,
}

/// All configurations of a run, found and read when first asked for.
pub struct Configurations<'a> {
    fs: &'a dyn FileSystem,
    catalogue: &'a Catalogue,
    sources: Sources,
    loaded: Vec<Loaded>,
    /// By absolute path. `None` while a file is being read: it extends itself then.
    by_file: FxHashMap<String, Option<ConfigId>>,
    by_folder: FxHashMap<String, Option<ConfigId>>,
    repositories: FxHashMap<String, Option<String>>,
    forced: Option<ConfigId>,
    problems: Vec<Problem>,
}

impl<'a> Configurations<'a> {
    /// None read yet.
    pub fn new(fs: &'a dyn FileSystem, catalogue: &'a Catalogue) -> Self {
        Self {
            fs,
            catalogue,
            sources: Sources::new(),
            loaded: Vec::new(),
            by_file: FxHashMap::default(),
            by_folder: FxHashMap::default(),
            repositories: FxHashMap::default(),
            forced: None,
            problems: Vec::new(),
        }
    }

    /// Uses the file at `path` for everything, instead of searching.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn force(&mut self, path: &str) -> io::Result<()> {
        let path = path::normalise(self.fs.working_directory(), path);
        let bytes = self.fs.read(&path, MAX_CONFIGURATION_BYTES)?;
        self.forced = Some(self.insert(&path, bytes, 0));
        Ok(())
    }

    /// The configuration for the files in `folder`: the nearest one, up to the repository root, or to the root of the
    /// file system outside of repositories.
    pub fn nearest(&mut self, folder: &str) -> Option<ConfigId> {
        if self.forced.is_some() {
            return self.forced;
        }
        let mut passed = Vec::new();
        let mut found = None;
        for folder in path::ancestors(self.fs.working_directory(), folder) {
            if let Some(&known) = self.by_folder.get(&folder) {
                found = known;
                break;
            }
            found = self.of_folder(&folder);
            let is_root = self.has_repository(&folder);
            passed.push(folder);
            if found.is_some() || is_root {
                break;
            }
        }
        for folder in passed {
            self.by_folder.insert(folder, found);
        }
        found
    }

    /// The folder of the repository that `folder` lies in: the nearest one that holds `.git`.
    pub fn repository(&mut self, folder: &str) -> Option<String> {
        if let Some(known) = self.repositories.get(folder) {
            return known.clone();
        }
        let mut ancestors = path::ancestors(self.fs.working_directory(), folder);
        let found = ancestors.find(|folder| self.has_repository(folder));
        self.repositories.insert(folder.to_owned(), found.clone());
        found
    }

    fn has_repository(&self, folder: &str) -> bool {
        self.fs.file_type(&path::join(folder, ".git")).is_ok()
    }

    /// What the file of that id says, with what it extends.
    pub fn options(&self, id: ConfigId) -> &Options {
        &self.loaded[id.0].options
    }

    /// The name of the file.
    pub fn file(&self, id: ConfigId) -> &str {
        &self.loaded[id.0].file
    }

    /// The texts of the files that were read.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// All files that were read, with their source.
    pub fn iter(&self) -> impl Iterator<Item = (ConfigId, SourceId)> {
        self.loaded.iter().enumerate().map(|(number, loaded)| (ConfigId(number), loaded.source))
    }

    /// What is wrong with the files that were read, and their texts; the ids in the problems mean these.
    pub fn take_problems(&mut self) -> (Sources, Vec<Problem>) {
        (std::mem::take(&mut self.sources), std::mem::take(&mut self.problems))
    }

    fn of_folder(&mut self, folder: &str) -> Option<ConfigId> {
        let mut found = None;
        for name in CONFIGURATION_NAMES {
            let file = path::join(folder, name);
            if !self.fs.is_file(&file) {
                continue;
            }
            match found {
                None => found = Some(self.open(&file, 0)),
                Some(first) => {
                    let first = self.file(first).to_owned();
                    let message = format!("`{file}` is not read, because `{first}` stands beside it");
                    self.problem_of_file(&file, &message, "keep one of the two");
                }
            }
        }
        for name in WRONG_NAMES {
            let file = path::join(folder, name);
            if self.fs.is_file(&file) {
                let message = format!("`{file}` is not read: the configuration is named `readylint.yaml`");
                self.problem_of_file(&file, &message, "rename the file");
            }
        }
        found
    }

    /// A problem with a file that is not read as a configuration.
    fn problem_of_file(&mut self, file: &str, message: &str, help: &str) {
        let bytes = self.fs.read(file, MAX_CONFIGURATION_BYTES).unwrap_or_default();
        let source = self.sources.insert(Source::new(file, decode(bytes).text, SourceKind::Authored));
        self.problems.push(Problem::at_span(start_of(source), message).help(help));
    }

    /// Reads `file`, which is number `depth` of a chain of `extends`.
    fn open(&mut self, file: &str, depth: usize) -> ConfigId {
        match self.fs.read(file, MAX_CONFIGURATION_BYTES) {
            Ok(bytes) => self.insert(file, bytes, depth),
            Err(error) => {
                let id = self.insert(file, Vec::new(), depth);
                let message = format!("`{file}` cannot be read: {error}");
                self.problems.push(Problem::at_span(start_of(self.loaded[id.0].source), message));
                id
            }
        }
    }

    fn insert(&mut self, file: &str, bytes: Vec<u8>, depth: usize) -> ConfigId {
        let cwd = self.fs.working_directory();
        let key = path::absolute(cwd, file);
        if let Some(&Some(known)) = self.by_file.get(&key) {
            return known;
        }
        self.by_file.insert(key.clone(), None);
        let decoded = decode(bytes);
        let text: Arc<str> = Arc::from(decoded.text);
        let source = self.sources.insert(Source::new(file, Arc::clone(&text), SourceKind::Authored));
        if let Some(encoding) = decoded.problem {
            let span = match encoding {
                Encoding::InvalidUtf8 { first, .. } => start_of(source).with_range(first),
                Encoding::Wide(_) | Encoding::Binary => start_of(source),
            };
            self.problems.push(Problem::at_span(span, encoding.message(file)).help("save the file as UTF-8"));
        }
        let folder = path::parent(cwd, file).unwrap_or_default();
        let (own, problems) = read::read(source, text, &folder, cwd, self.catalogue);
        self.problems.extend(problems);
        let base = self.base(&own, &folder, depth);
        let options = own.over(base);
        let suppressions = options.suppressions.clone().into();
        let id = ConfigId(self.loaded.len());
        self.loaded.push(Loaded { file: file.to_owned(), source, options, suppressions });
        self.by_file.insert(key, Some(id));
        id
    }

    /// What `own`, which stands in `folder`, extends.
    fn base(&mut self, own: &Options, folder: &str, depth: usize) -> Options {
        let Some(extends) = &own.extends else {
            return Options::default();
        };
        let Provenance::File(span) = extends.from else {
            return Options::default();
        };
        let file = path::resolve(self.fs.working_directory(), folder, &extends.value);
        let refusal = match self.by_file.get(&path::absolute(self.fs.working_directory(), &file)) {
            Some(&Some(known)) => return self.options(known).clone(),
            Some(None) => Some("leads back to a file that is being read".to_owned()),
            None if depth >= MAX_CHAIN => Some(format!("is number {depth} of a chain, which is too long")),
            None => self.refusal(&file, folder),
        };
        if let Some(refusal) = refusal {
            self.problems.push(Problem::at_span(
                span,
                format!("`extends: {}` {refusal}", read::brief(&extends.value)),
            ));
            return Options::default();
        }
        let id = self.open(&file, depth + 1);
        self.options(id).clone()
    }

    /// The folder out of which a configuration in `folder` must not lead: its repository, or outside of one the working directory, or
    /// else itself.
    pub(crate) fn project_of(&mut self, folder: &str) -> String {
        match self.repository(folder) {
            Some(root) => root,
            None if path::below("", folder).is_some() => String::new(),
            None => folder.to_owned(),
        }
    }

    /// Something wrong that was found where the configuration was followed.
    pub(crate) fn add_problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Why `file` must not be extended by a file of `folder`.
    fn refusal(&mut self, file: &str, folder: &str) -> Option<String> {
        let cwd = self.fs.working_directory();
        let root = self.project_of(folder);
        let inside = |root: &str, file: &str| path::below(root, file).is_some();
        if !inside(&path::absolute(cwd, &root), &path::absolute(cwd, file)) {
            return Some("leads out of the repository".to_owned());
        }
        match (self.fs.file_type(file), self.fs.canonical(&root), self.fs.canonical(file)) {
            (Err(error), ..) | (.., Err(error)) if error.kind() == io::ErrorKind::NotFound => {
                Some(format!("names `{file}`, which does not exist"))
            }
            (Err(error), ..) | (.., Err(error)) => {
                Some(format!("names `{file}`, which cannot be read: {error}"))
            }
            (Ok(crate::FileType::File), Ok(root), Ok(file)) if inside(&root, &file) => None,
            (Ok(crate::FileType::File), ..) => Some("leads out of the repository".to_owned()),
            (Ok(_), ..) => Some(format!("names `{file}`, which is not a file")),
        }
    }

    /// The folder that a configuration stands in.
    fn folder(&self, id: ConfigId) -> String {
        path::parent(self.fs.working_directory(), &self.loaded[id.0].file).unwrap_or_default()
    }

    /// The complete settings of `path`, and from which severity on a finding there fails the run.
    pub(crate) fn settings(
        &self,
        id: Option<ConfigId>,
        overrides: &[usize],
        cli: &Options,
        today: Date,
    ) -> (Settings, FailOn) {
        let nothing = Options::default();
        let config = id.map_or(&nothing, |id| self.options(id));
        let built_in = Settings::default();
        let mut rules = config.rules_with(overrides);
        for (rule, further) in &cli.rules {
            rules.entry(rule.clone()).or_default().take(further);
        }
        let of_objects = config.of_objects(overrides).map(|entry| ObjectOverride {
            objects: entry.objects.clone(),
            rules: rule_settings(entry.rules.clone()),
        });
        let world = World {
            externals: both(&config.externals, &cli.externals)
                .map(|external| external.value.clone())
                .collect(),
            closed: value(cli.closed_world.as_ref(), config.closed_world.as_ref()).unwrap_or_default(),
            owned_namespaces: both(&config.owned_namespaces, &cli.owned_namespaces)
                .map(|namespace| namespace.value.clone())
                .collect(),
        };
        let settings = Settings {
            profile: value(cli.profile.as_ref(), config.profile.as_ref()).unwrap_or_default(),
            kubernetes: value(cli.kubernetes.as_ref(), config.kubernetes.as_ref()).unwrap_or_default(),
            rules: rule_settings(rules),
            overrides: of_objects.collect(),
            selected: cli.selected.as_ref().map(|selected| selected.value.clone()),
            ignored: cli.ignored.as_ref().map(|ignored| ignored.value.clone()).unwrap_or_default(),
            world,
            suppressions: id.map_or(built_in.suppressions, |id| Arc::clone(&self.loaded[id.0].suppressions)),
            folder: id.map(|id| self.folder(id)).unwrap_or_default(),
            today,
            min_confidence: value(cli.min_confidence.as_ref(), config.min_confidence.as_ref())
                .unwrap_or(built_in.min_confidence),
            honour_suppressions: value(cli.honour_suppressions.as_ref(), config.honour_suppressions.as_ref())
                .unwrap_or(built_in.honour_suppressions),
        };
        (settings, value(cli.fail_on.as_ref(), config.fail_on.as_ref()).unwrap_or_default())
    }
}

/// What the engine needs of what layers say.
fn rule_settings(rules: BTreeMap<String, RuleOptions>) -> BTreeMap<String, RuleSettings> {
    let settings = rules.into_iter().map(|(id, rule)| {
        let level = rule.level.map(|level| level.value);
        let mut settings = RuleSettings { level, ..RuleSettings::default() };
        for (key, value) in rule.options {
            settings.options.set(&key, value.value);
        }
        (id, settings)
    });
    settings.collect()
}

/// The value of the outer layer, else of the inner one.
fn value<T: Clone>(outer: Option<&Sourced<T>>, inner: Option<&Sourced<T>>) -> Option<T> {
    outer.or(inner).map(|sourced| sourced.value.clone())
}

fn both<'t, T>(first: &'t [T], second: &'t [T]) -> impl Iterator<Item = &'t T> {
    first.iter().chain(second)
}

/// Hands out settings to sources, the same ones to all sources for which the same layers hold.
pub(crate) struct Assigner<'a> {
    cli: &'a Options,
    today: Date,
    numbers: FxHashMap<(Option<ConfigId>, Vec<usize>), (u32, FailOn)>,
    pub(crate) map: SettingsMap,
    pub(crate) fail_on: FailOnMap,
}

impl<'a> Assigner<'a> {
    /// Nothing assigned; sources without settings have those of the working directory.
    pub(crate) fn new(configurations: &mut Configurations<'_>, cli: &'a Options, today: Date) -> Self {
        let root = configurations.nearest("");
        let (settings, fail_on) = configurations.settings(root, &[], cli, today);
        let fail_on = FailOnMap { fallback: fail_on, of_source: Vec::new() };
        Self { cli, today, numbers: FxHashMap::default(), map: SettingsMap::uniform(settings), fail_on }
    }

    /// Gives `source`, the file `path`, what its configuration `id` says.
    pub(crate) fn assign(
        &mut self,
        configurations: &Configurations<'_>,
        id: Option<ConfigId>,
        path: &str,
        source: SourceId,
    ) {
        let overrides = id.map(|id| configurations.options(id).overrides_of(path)).unwrap_or_default();
        let (map, cli, today) = (&mut self.map, self.cli, self.today);
        let (number, fail_on) = *self.numbers.entry((id, overrides)).or_insert_with_key(|(id, overrides)| {
            let (settings, fail_on) = configurations.settings(*id, overrides, cli, today);
            (map.insert(settings), fail_on)
        });
        self.map.assign(source, number);
        self.fail_on.assign(source, fail_on);
    }
}

/// From which severity on a diagnostic fails the run, by the source it stands in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailOnMap {
    fallback: FailOn,
    of_source: Vec<Option<FailOn>>,
}

impl FailOnMap {
    fn assign(&mut self, source: SourceId, fail_on: FailOn) {
        if self.of_source.len() <= source.to_usize() {
            self.of_source.resize(source.to_usize() + 1, None);
        }
        self.of_source[source.to_usize()] = Some(fail_on);
    }

    /// What holds for `source`; what holds in the working directory if nobody said anything about it.
    pub fn get(&self, source: SourceId) -> FailOn {
        self.of_source.get(source.to_usize()).copied().flatten().unwrap_or(self.fallback)
    }
}
