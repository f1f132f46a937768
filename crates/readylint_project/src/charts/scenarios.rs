//! In which ways a chart is rendered (HELM-2 to HELM-4).

use std::sync::Arc;

use readylint_helm::HelmVersion;
use readylint_helm::chart::Chart;
use readylint_helm::render::{Options, Release, Set, SetKind, ValuesFile};
use readylint_text::{Source, SourceId, SourceKind, Sources};

use crate::config::{self, Configurations};
use crate::text::{MAX_FILE_BYTES, decode};
use crate::{FileSystem, path};

/// What the command line says about rendering.
#[derive(Clone, Debug, Default)]
pub struct RenderRequest {
    /// `-f`, `--values`: paths as given.
    pub values: Vec<String>,
    /// `--set` and its kin, in the order of the command line.
    pub sets: Vec<(SetKind, String)>,
    /// `--release`
    pub release: Option<String>,
    /// `--namespace`
    pub namespace: Option<String>,
    /// `--api-versions`
    pub api_versions: Vec<String>,
    /// The version that templates see, in any form that Helm takes; `None`: what the configuration targets, or Helm's default.
    pub kubernetes: Option<String>,
    /// `--include-dependencies`: vendored charts are judged as the project's own.
    pub include_dependencies: bool,
    /// Only the first scenario of each chart: for pictures and tables, where each object should stand once.
    pub one_scenario: bool,
}

impl RenderRequest {
    /// Whether it asks for one way to render, instead of all that the chart has.
    fn is_scenario(&self) -> bool {
        !self.values.is_empty()
            || !self.sets.is_empty()
            || self.release.is_some()
            || self.namespace.is_some()
            || !self.api_versions.is_empty()
    }
}

/// One way to render a chart.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    /// What it is called.
    pub(crate) name: String,
    /// How.
    pub(crate) options: Options,
}

/// The name of the scenario without any values but the chart's own.
pub(crate) const DEFAULTS: &str = "defaults";
/// The name of the scenario that the command line describes.
const COMMAND_LINE: &str = "command line";
/// The newest patch of every minor is what people run; templates compare with its first.
const PATCH: &str = ".0";

/// The scenarios of `chart` in `folder`, and what is wrong with them.
pub(crate) struct Scenarios<'a, 'c> {
    pub(crate) fs: &'a dyn FileSystem,
    pub(crate) configurations: &'a mut Configurations<'c>,
    pub(crate) cli: &'a config::Options,
    pub(crate) request: &'a RenderRequest,
    pub(crate) sources: &'a mut Sources,
    pub(crate) problems: Vec<String>,
}

impl Scenarios<'_, '_> {
    /// All of them: those of the command line alone if it says something about rendering, else the defaults, the files of
    /// `ci/` that chart-testing takes, and those of the configuration.
    pub(crate) fn of(&mut self, chart: &Chart, folder: &str) -> Vec<Scenario> {
        let base = self.base(folder);
        if self.request.is_scenario() {
            return vec![self.command_line(base)];
        }
        let configured = self
            .configurations
            .nearest(folder)
            .and_then(|id| self.configurations.options(id).charts.get(path::shown(folder)).cloned());
        let only = configured.as_ref().is_some_and(|charts| charts.value.only);
        let mut found = Vec::new();
        if !only {
            found.push(Scenario { name: DEFAULTS.to_owned(), options: base.clone() });
            found.extend(self.of_tests(chart, &base));
        }
        for (name, scenario) in configured.iter().flat_map(|charts| &charts.value.scenarios) {
            found.push(self.configured(name, scenario, folder, &base));
        }
        if self.request.one_scenario {
            found.truncate(1);
        }
        found
    }

    /// What holds for all scenarios.
    fn base(&mut self, folder: &str) -> Options {
        let nothing = config::Options::default();
        let id = self.configurations.nearest(folder);
        let options = id.map_or(&nothing, |id| self.configurations.options(id));
        let kubernetes = self.cli.kubernetes.as_ref().or(options.kubernetes.as_ref());
        let helm = self.cli.helm.as_ref().or(options.helm.as_ref());
        Options {
            kubernetes: self
                .request
                .kubernetes
                .clone()
                .or_else(|| kubernetes.map(|range| format!("v{}{PATCH}", range.value.newest()))),
            helm: helm.and_then(|helm| HelmVersion::from_name(&helm.value)).unwrap_or_default(),
            lint: true,
            ..Options::default()
        }
    }

    /// `ci/*-values.yaml` (chart-testing, `ct lint`).
    fn of_tests(&self, chart: &Chart, base: &Options) -> Vec<Scenario> {
        let is_values = |name: &str| {
            let file = name.strip_prefix("ci/").filter(|file| !file.contains('/'));
            file.is_some_and(|file| file.ends_with("-values.yaml") || file == "values.yaml")
        };
        let files = chart.files.iter().filter(|file| is_values(&file.name));
        let scenario = |file: &readylint_helm::chart::ChartFile| {
            let source = file.source?;
            let text = self.sources.get(source)?.shared_text();
            let values = vec![ValuesFile { name: file.name.to_string(), text, source }];
            Some(Scenario { name: file.name.to_string(), options: Options { values, ..base.clone() } })
        };
        files.filter_map(scenario).collect()
    }

    fn command_line(&mut self, base: Options) -> Scenario {
        let request = self.request;
        let mut options = base;
        for given in &request.values {
            let file = path::normalise(self.fs.working_directory(), given);
            options.values.extend(self.values_file(&file));
        }
        for (kind, text) in &request.sets {
            let set = self.set(*kind, text, "");
            options.sets.push(set);
        }
        options.release = release(request.release.as_ref(), request.namespace.as_ref());
        options.api_versions.clone_from(&request.api_versions);
        Scenario { name: COMMAND_LINE.to_owned(), options }
    }

    fn configured(
        &mut self,
        name: &str,
        scenario: &config::Scenario,
        folder: &str,
        base: &Options,
    ) -> Scenario {
        let mut options = base.clone();
        for file in &scenario.values {
            let file = path::resolve(self.fs.working_directory(), folder, file);
            options.values.extend(self.values_file(&file));
        }
        for (kind, text) in &scenario.sets {
            let kind = match *kind {
                "set-string" => SetKind::String,
                "set-json" => SetKind::Json,
                "set-file" => SetKind::File,
                _ => SetKind::Set,
            };
            let set = self.set(kind, text, folder);
            options.sets.push(set);
        }
        options.release = release(scenario.release.as_ref(), scenario.namespace.as_ref());
        options.api_versions.clone_from(&scenario.api_versions);
        if let Some(range) = &scenario.kubernetes {
            options.kubernetes = Some(format!("v{}{PATCH}", range.newest()));
        }
        Scenario { name: name.to_owned(), options }
    }

    fn values_file(&mut self, file: &str) -> Option<ValuesFile> {
        match self.fs.read(file, MAX_FILE_BYTES) {
            Ok(bytes) => {
                let text: Arc<str> = Arc::from(decode(bytes).text);
                let source = self.source(file, &text);
                Some(ValuesFile { name: file.to_owned(), text, source })
            }
            Err(error) => {
                self.problems.push(format!("the values file `{file}` cannot be read: {error}"));
                None
            }
        }
    }

    /// One `--set`; the paths that a `--set-file` names start from `folder`.
    fn set(&mut self, kind: SetKind, text: &str, folder: &str) -> Set {
        let flag = match kind {
            SetKind::Set => "--set",
            SetKind::String => "--set-string",
            SetKind::Json => "--set-json",
            SetKind::File => "--set-file",
            SetKind::Literal => "--set-literal",
        };
        let text: Arc<str> = Arc::from(text);
        let source = self.source(flag, &text);
        let mut files = Vec::new();
        if kind == SetKind::File {
            for named in text.split(',').filter_map(|pair| Some(pair.split_once('=')?.1)) {
                let file = path::resolve(self.fs.working_directory(), folder, named);
                match self.fs.read(&file, MAX_FILE_BYTES) {
                    Ok(bytes) => files.push((named.to_owned(), Arc::from(bytes))),
                    Err(error) => {
                        self.problems.push(format!("`{file}` (`--set-file`) cannot be read: {error}"));
                    }
                }
            }
        }
        Set { kind, text, source, start: 0, files }
    }

    /// The source with this name and text, the one that is there if it is.
    fn source(&mut self, name: &str, text: &Arc<str>) -> SourceId {
        let known = self.sources.iter().find(|(_, source)| source.name() == name && source.text() == &**text);
        match known.map(|(id, _)| id) {
            Some(id) => id,
            None => self.sources.insert(Source::new(name, Arc::clone(text), SourceKind::Authored)),
        }
    }
}

fn release(name: Option<&String>, namespace: Option<&String>) -> Release {
    let mut release = Release::default();
    if let Some(name) = name {
        release.name.clone_from(name);
    }
    if let Some(namespace) = namespace {
        release.namespace.clone_from(namespace);
    }
    release
}
