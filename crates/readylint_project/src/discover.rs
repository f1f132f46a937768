//! From the paths of a command line to the files of a run.
//!
//! Walking finds files whose names end in `.yaml`, `.yml` or `.json`, honours `.gitignore` and `exclude:`, stays out of
//! hidden folders, and takes a chart folder as one thing. What it does not take is recorded, never dropped. A file that
//! the user names is taken whatever its name.
//!
//! `.gitignore` files count from the repository root down, as for git; outside of repositories (an unpacked archive, a
//! container image) from the working directory down. A user's global ignore file does not count: the same input gives
//! the same report on every machine.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::FileSystem;
use crate::classify::{Naming, is_kustomization_name, path_extension};
use crate::config::Configurations;
use crate::fs::{DirEntry, FileType};
use crate::ignore_rules::IgnoreRules;
use crate::kustomize;
use crate::load::LoadError;
use crate::path;
use crate::skip::SkipReason;

/// The largest `.gitignore` or kustomization that is read: 16 MiB.
const MAX_SMALL_BYTES: u64 = 16 * 1024 * 1024;

/// Why a file or folder did not come into the run at all. Unlike a [`SkipReason`] this is the user's own doing, and not
/// part of the coverage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// Its name starts with a dot, and it is a folder.
    Hidden,
    /// By the `.gitignore` of that name.
    Ignored(String),
    /// By `exclude:` of the configuration of that name.
    Excluded(String),
    /// A symbolic link to a file that is in the run by its own name.
    LinkToFile,
    /// Its name does not end in `.yaml`, `.yml` or `.json`.
    OtherName,
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Discovery {
    /// Files to read, and how each came into the run.
    pub(crate) files: BTreeMap<String, Naming>,
    /// Folders of charts.
    pub(crate) charts: BTreeSet<String>,
    /// Files that are not read.
    pub(crate) skipped: BTreeMap<String, SkipReason>,
    /// What did not come into the run.
    pub(crate) left_out: BTreeMap<String, LeftOut>,
    /// Folders that could not be listed.
    pub(crate) unreadable: Vec<(String, io::Error)>,
}

/// Looks for files. See the module.
pub(crate) struct Discoverer<'a, 'c> {
    fs: &'c dyn FileSystem,
    cwd: &'c str,
    configurations: &'a mut Configurations<'c>,
    /// Only what leads to this path or lies below it.
    only: Option<String>,
    found: Discovery,
    /// Files that a kustomization takes.
    taken: FxHashMap<String, SkipReason>,
    /// Folders whose kustomization was looked for.
    consulted: FxHashSet<String>,
    charts: FxHashMap<String, bool>,
}

/// A folder to walk.
struct Step {
    folder: String,
    rules: Option<Arc<IgnoreRules>>,
}

impl<'a, 'c> Discoverer<'a, 'c> {
    pub(crate) fn new(fs: &'c dyn FileSystem, configurations: &'a mut Configurations<'c>) -> Self {
        Self {
            fs,
            cwd: fs.working_directory(),
            configurations,
            only: None,
            found: Discovery::default(),
            taken: FxHashMap::default(),
            consulted: FxHashSet::default(),
            charts: FxHashMap::default(),
        }
    }

    /// Finds only what leads to `path` or lies below it.
    pub(crate) fn only(mut self, path: &str) -> Self {
        self.only = Some(path.to_owned());
        self
    }

    /// Finds the files that `paths` (as given) name.
    pub(crate) fn find(mut self, paths: &[String]) -> Result<Discovery, LoadError> {
        for given in paths {
            let path = path::normalise(self.cwd, given);
            match self.fs.file_type(&path) {
                Ok(FileType::Folder) => self.walk_named(&path),
                Ok(_) => self.name(path),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    if !is_pattern(given) {
                        return Err(LoadError::NoSuchPath(given.clone()));
                    }
                    self.pattern(given, &path)?;
                }
                Err(error) => self.found.unreadable.push((path, error)),
            }
        }
        self.add_context();
        for (file, reason) in &self.taken {
            if self.found.files.remove(file).is_some() {
                self.found.skipped.insert(file.clone(), *reason);
            }
        }
        Ok(self.found)
    }

    fn is_wanted(&self, path: &str) -> bool {
        self.only
            .as_ref()
            .is_none_or(|only| path::below(path, only).is_some() || path::below(only, path).is_some())
    }

    fn skip(&mut self, path: &str, reason: SkipReason) {
        if self.is_wanted(path) {
            self.found.skipped.insert(path.to_owned(), reason);
        }
    }

    fn chart(&mut self, folder: &str) {
        if self.is_wanted(folder) {
            self.found.charts.insert(path::shown(folder).to_owned());
        }
    }

    fn leave_out(&mut self, path: String, why: LeftOut) {
        if self.is_wanted(&path) {
            self.found.left_out.insert(path, why);
        }
    }

    /// A file that the user names.
    fn name(&mut self, path: String) {
        let folder = path::parent(self.cwd, &path).unwrap_or_default();
        self.consult_above(&folder);
        if path_extension(&path) == "tgz" {
            return self.skip(&path, SkipReason::ChartArchive);
        }
        match self.chart_of(&path) {
            Some(chart) => self.chart(&chart),
            None => drop(self.found.files.insert(path, Naming::Named)),
        }
    }

    /// A folder that the user names.
    fn walk_named(&mut self, folder: &str) {
        if let Some(chart) = self.chart_of(folder) {
            self.chart(&chart);
            return;
        }
        self.consult_above(folder);
        let rules = self.rules_above(folder);
        self.walk(Step { folder: folder.to_owned(), rules });
    }

    /// The outermost chart of which `path` is a template, a subchart, or a file of its own kind (CFG-5).
    fn chart_of(&mut self, path: &str) -> Option<String> {
        let whole = path::absolute(self.cwd, path);
        let mut outermost = None;
        let start = path::parent(self.cwd, path)?;
        for folder in self.within_repository(&start) {
            if !self.is_chart(&folder) {
                continue;
            }
            let folder_whole = path::absolute(self.cwd, &folder);
            let inside = path::below(&folder_whole, &whole).unwrap_or_default();
            let (first, rest) = inside.split_once('/').unwrap_or((inside, ""));
            let is_part = match rest {
                "" => matches!(first, "Chart.yaml" | "values.yaml" | "templates" | "charts"),
                _ => matches!(first, "templates" | "charts"),
            };
            if is_part {
                outermost = Some(folder);
            }
        }
        outermost
    }

    fn is_chart(&mut self, folder: &str) -> bool {
        let fs = self.fs;
        *self.charts.entry(folder.to_owned()).or_insert_with(|| fs.is_file(&path::join(folder, "Chart.yaml")))
    }

    /// `folder` and the folders above it that belong to the same project: up to the repository root, else up to the
    /// working directory, else itself alone.
    fn within_repository(&mut self, folder: &str) -> Vec<String> {
        let root = self.configurations.repository(folder);
        let above = path::ancestors(self.cwd, folder);
        match root {
            Some(root) => {
                let mut folders: Vec<String> = above.take_while(|folder| *folder != root).collect();
                folders.push(root);
                folders
            }
            None if path::below("", folder).is_some() => {
                above.take_while(|folder| path::below("", folder).is_some()).collect()
            }
            None => vec![folder.to_owned()],
        }
    }

    /// The ignore rules that hold in `folder`, without its own file.
    fn rules_above(&mut self, folder: &str) -> Option<Arc<IgnoreRules>> {
        let mut folders = self.within_repository(folder);
        let root = self.configurations.repository(folder);
        let mut rules = None;
        if let Some(root) = root {
            let file = path::join(&root, ".git/info/exclude");
            rules = self.rules_of(&root, file, rules);
        }
        folders.retain(|above| above != folder);
        for above in folders.iter().rev() {
            rules = self.rules_of(above, path::join(above, ".gitignore"), rules);
        }
        rules
    }

    fn rules_of(
        &self,
        folder: &str,
        file: String,
        above: Option<Arc<IgnoreRules>>,
    ) -> Option<Arc<IgnoreRules>> {
        match self.fs.read(&file, MAX_SMALL_BYTES) {
            Ok(text) => IgnoreRules::new(folder, file, &text, above),
            Err(_) => above,
        }
    }

    fn walk(&mut self, first: Step) {
        let root = first.folder.clone();
        let mut links = Vec::new();
        let mut steps = vec![first];
        while let Some(step) = steps.pop() {
            match self.fs.read_dir(&step.folder) {
                Ok(entries) => self.enter(step, &entries, &mut steps, &mut links),
                Err(error) => self.found.unreadable.push((path::shown(&step.folder).to_owned(), error)),
            }
        }
        self.follow(&root, links);
    }

    /// Takes the files of one folder, and remembers the folders and links in it.
    fn enter(
        &mut self,
        mut step: Step,
        entries: &[DirEntry],
        steps: &mut Vec<Step>,
        links: &mut Vec<String>,
    ) {
        let holds = |name: &str| entries.binary_search_by(|entry| entry.name.as_str().cmp(name)).is_ok();
        if holds(".git") && self.configurations.repository(&step.folder).as_deref() == Some(&step.folder) {
            // a repository of its own (a submodule): what is ignored outside says nothing about it
            step.rules = None;
            step.rules = self.rules_of(&step.folder, path::join(&step.folder, ".git/info/exclude"), None);
        }
        if holds(".gitignore") {
            step.rules = self.rules_of(&step.folder, path::join(&step.folder, ".gitignore"), step.rules);
        }
        let configuration = self.configurations.nearest(&step.folder);
        let excluded = |discoverer: &Self, path: &str| {
            let id = configuration?;
            let configurations = &discoverer.configurations;
            configurations.options(id).excludes(path).then(|| configurations.file(id).to_owned())
        };
        if holds("Chart.yaml") {
            let chart = path::join(&step.folder, "Chart.yaml");
            match excluded(self, &chart) {
                Some(file) => self.leave_out(path::shown(&step.folder).to_owned(), LeftOut::Excluded(file)),
                None => self.chart(&step.folder),
            }
            return;
        }
        self.consult(&step.folder);
        for entry in entries {
            let path = path::join(&step.folder, &entry.name);
            if !self.is_wanted(&path) {
                continue;
            }
            let is_folder = entry.file_type == FileType::Folder;
            if !is_folder && !is_candidate(&entry.name) && entry.file_type != FileType::Link {
                continue;
            }
            if is_folder && entry.name.starts_with('.') {
                self.leave_out(path, LeftOut::Hidden);
                continue;
            }
            if let Some(file) = IgnoreRules::ignoring(step.rules.as_ref(), self.cwd, &path, is_folder) {
                let why = LeftOut::Ignored(file.to_owned());
                self.leave_out(path, why);
                continue;
            }
            if let Some(file) = excluded(self, &path) {
                self.leave_out(path, LeftOut::Excluded(file));
                continue;
            }
            match entry.file_type {
                FileType::Folder => steps.push(Step { folder: path, rules: step.rules.clone() }),
                FileType::File if is_kustomization_name(&entry.name) => {
                    self.skip(&path, SkipReason::Kustomization);
                }
                FileType::File => {
                    self.found.files.entry(path).or_insert(Naming::Found);
                }
                FileType::Link => links.push(path),
                FileType::Other => self.skip(&path, SkipReason::NotAFile),
            }
        }
    }

    /// Takes links to files of the tree `root` that are not in the run by their own name; no others are followed.
    fn follow(&mut self, root: &str, links: Vec<String>) {
        if links.is_empty() {
            return;
        }
        let Ok(tree) = self.fs.canonical(root) else { return };
        let inside = |path: &str| path::below(root, path).map(|inside| path::join(&tree, inside));
        let mut known: FxHashSet<String> = self.found.files.keys().filter_map(|path| inside(path)).collect();
        for link in links {
            let target = match self.fs.file_type(&link) {
                Ok(FileType::File) | Err(_) if !is_candidate(path::name(&link)) => continue,
                Ok(FileType::File) => self.fs.canonical(&link).ok(),
                Ok(_) | Err(_) => None,
            };
            match target.filter(|target| path::below(&tree, target).is_some()) {
                None => self.skip(&link, SkipReason::Link),
                Some(target) if known.contains(&target) => self.leave_out(link, LeftOut::LinkToFile),
                Some(target) => {
                    known.insert(target);
                    self.found.files.entry(link).or_insert(Naming::Found);
                }
            }
        }
    }

    /// Asks the kustomizations of `folder` and of the folders above it which files they take.
    fn consult_above(&mut self, folder: &str) {
        for folder in self.within_repository(folder) {
            self.consult(&folder);
        }
    }

    fn consult(&mut self, folder: &str) {
        if !self.consulted.insert(folder.to_owned()) {
            return;
        }
        for name in ["kustomization.yaml", "kustomization.yml", "Kustomization"] {
            let file = path::join(folder, name);
            if !self.fs.is_file(&file) {
                continue;
            }
            if let Ok(bytes) = self.fs.read(&file, MAX_SMALL_BYTES) {
                let text = crate::text::decode(bytes).text;
                self.taken.extend(kustomize::taken(self.cwd, folder, &text));
            }
        }
    }

    /// Files that match a pattern the shell did not expand.
    fn pattern(&mut self, given: &str, pattern: &str) -> Result<(), LoadError> {
        let bad = |error: globset::Error| LoadError::BadPattern {
            pattern: given.to_owned(),
            why: error.kind().to_string(),
        };
        let glob = GlobBuilder::new(pattern).literal_separator(true).build().map_err(bad)?.compile_matcher();
        let literal: Vec<&str> = pattern.split('/').take_while(|part| !is_pattern(part)).collect();
        let root = if literal == [""] { "/".to_owned() } else { literal.join("/") };
        let before = self.found.files.len();
        let mut folders = vec![root];
        let mut matched = false;
        while let Some(folder) = folders.pop() {
            let Ok(entries) = self.fs.read_dir(&folder) else {
                continue;
            };
            for entry in entries {
                let path = path::join(&folder, &entry.name);
                matched |= self.pattern_entry(&glob, path, &entry, &mut folders);
            }
        }
        if !matched && self.found.files.len() == before {
            return Err(LoadError::NoMatch(given.to_owned()));
        }
        Ok(())
    }

    /// One entry met on the way; whether it is a file that matches.
    fn pattern_entry(
        &mut self,
        glob: &GlobMatcher,
        path: String,
        entry: &DirEntry,
        folders: &mut Vec<String>,
    ) -> bool {
        // as in a shell, a `*` does not lead into what is hidden
        let hidden = entry.name.starts_with('.') && !glob.glob().glob().contains("/.");
        match entry.file_type {
            FileType::Folder if !hidden => {
                folders.push(path);
                false
            }
            FileType::File | FileType::Link if glob.is_match(&path) && !hidden && self.fs.is_file(&path) => {
                self.name(path);
                true
            }
            _ => false,
        }
    }

    /// The other files in the folders of named files, so that look-ups find what stands in them (CFG-5).
    fn add_context(&mut self) {
        let named = self.found.files.iter().filter(|(_, naming)| **naming == Naming::Named);
        let folders: BTreeSet<String> = named.filter_map(|(path, _)| path::parent(self.cwd, path)).collect();
        for folder in folders {
            let Ok(entries) = self.fs.read_dir(&folder) else {
                continue;
            };
            let above = self.rules_above(&folder);
            let rules = self.rules_of(&folder, path::join(&folder, ".gitignore"), above);
            let configuration = self.configurations.nearest(&folder);
            for entry in entries {
                let path = path::join(&folder, &entry.name);
                let fits = entry.file_type == FileType::File
                    && is_candidate(&entry.name)
                    && !is_kustomization_name(&entry.name)
                    && IgnoreRules::ignoring(rules.as_ref(), self.cwd, &path, false).is_none()
                    && configuration.is_none_or(|id| !self.configurations.options(id).excludes(&path));
                if fits {
                    self.found.files.entry(path).or_insert(Naming::Context);
                }
            }
        }
    }
}

/// Whether a file of this name may be a manifest.
pub(crate) fn is_candidate(name: &str) -> bool {
    let extension = path_extension(name);
    ["yaml", "yml", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known))
        || name == "Kustomization"
}

/// Whether `text` holds a character that means more than itself in a pattern.
pub(crate) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}
