//! Charts: from a folder with a `Chart.yaml` to one bundle for each of its scenarios.
//!
//! ```text
//! folder ── files ──► ChartInput ── chart::load ──► Chart ─┐
//! readylint.yaml, ci/, command line ── scenarios ─────────┴─ render (in parallel) ──► sources ── parse ──► bundles
//! ```

mod files;
mod own;
mod scenarios;

pub use scenarios::RenderRequest;

use std::sync::Arc;

use rayon::prelude::*;
use readylint_engine::{Bundle, Catalogue, ChartRender, Finding};
use readylint_helm::chart::{self, Chart};
use readylint_helm::function::Cause;
use readylint_helm::render::{Options as RenderOptions, RenderError, RenderErrorKind, Rendered, render};
use readylint_helm::trace::{Authors, FileTrace};
use readylint_kube::{ManifestFile, ResourceGraph};
use readylint_text::{Source, SourceId, SourceKind, Sources, Span, TextRange};
use readylint_yaml::Parse;
use rustc_hash::FxHashSet;

use crate::config::{Assigner, Configurations, INVALID_CONFIGURATION};
use crate::load::{LoadError, Request, configurations};
use crate::text::{MAX_FILE_BYTES, decode};
use crate::{FileSystem, path};
use scenarios::{Scenario, Scenarios};

/// The rule under which a chart that cannot even be loaded is reported: what keeps it from that is its `Chart.yaml`.
const INVALID_CHART_YAML: &str = "invalid-chart-yaml";
/// The rule under which a template that is no text is reported.
const INVALID_RENDERED_YAML: &str = "invalid-rendered-yaml";

/// A chart and the ways to render it.
struct Plan {
    folder: String,
    chart: Arc<Chart>,
    scenarios: Vec<Scenario>,
    own: Arc<FxHashSet<SourceId>>,
}

/// What loading charts gave.
#[derive(Default)]
pub(crate) struct Charts {
    /// One for each chart and scenario.
    pub(crate) bundles: Vec<Bundle>,
    /// About charts that cannot be loaded, and scenarios that do not exist.
    pub(crate) findings: Vec<(&'static str, Finding)>,
    /// Charts that were not rendered at all.
    pub(crate) broken: Vec<String>,
}

/// Loads and renders charts.
pub(crate) struct Loader<'l, 'c> {
    pub(crate) fs: &'l dyn FileSystem,
    pub(crate) configurations: &'l mut Configurations<'c>,
    pub(crate) assigner: &'l mut Assigner<'c>,
    pub(crate) sources: &'l mut Sources,
    pub(crate) request: &'l Request,
}

impl Loader<'_, '_> {
    /// All charts in these folders, in order.
    pub(crate) fn load<'p>(&mut self, folders: impl Iterator<Item = &'p str>) -> Charts {
        let mut charts = Charts::default();
        let mut plans = Vec::new();
        for folder in folders {
            let folder = if folder == "." { "" } else { folder };
            match self.plan(folder, &mut charts) {
                Some(plan) => plans.push(plan),
                None => charts.broken.push(path::shown(folder).to_owned()),
            }
        }
        let sources = &*self.sources;
        let rendered: Vec<Vec<Arc<Rendered>>> = plans
            .par_iter()
            .map(|plan| {
                let scenarios = plan.scenarios.par_iter();
                let render = |scenario: &Scenario| Arc::new(render(&plan.chart, sources, &scenario.options));
                scenarios.map(render).collect()
            })
            .collect();
        for (plan, rendered) in plans.into_iter().zip(rendered) {
            let bundles = self.bundles(plan, &rendered);
            charts.bundles.extend(bundles);
        }
        charts
    }

    /// Reads one chart and finds its scenarios; `None` if it cannot be loaded.
    fn plan(&mut self, folder: &str, charts: &mut Charts) -> Option<Plan> {
        let first = self.sources.len();
        let loaded = load(self.fs, self.configurations, folder, self.sources);
        let chart = match loaded {
            Ok(chart) => chart,
            Err(message) => {
                let finding = self.unloadable(folder, &message);
                self.assign(folder, first);
                charts.findings.push((INVALID_CHART_YAML, finding));
                return None;
            }
        };
        self.refuse_bytes(&chart, folder, charts);
        let mut scenarios = Scenarios {
            fs: self.fs,
            configurations: self.configurations,
            cli: &self.request.options,
            request: &self.request.render,
            sources: self.sources,
            problems: Vec::new(),
        };
        let found = scenarios.of(&chart, folder);
        let problems = scenarios.problems;
        let all = self.request.render.include_dependencies;
        let own = own::sources(&chart, found.iter().map(|scenario| &scenario.options), all);
        self.assign(folder, first);
        for problem in problems {
            let at = self.configured_at(folder).unwrap_or_else(|| self.chart_yaml(folder));
            charts.findings.push((INVALID_CONFIGURATION, Finding::new(problem).at_span(at)));
        }
        Some(Plan { folder: folder.to_owned(), chart: Arc::new(chart), scenarios: found, own: Arc::new(own) })
    }

    /// Reports templates that are no UTF-8: Helm refuses what they print.
    fn refuse_bytes(&mut self, chart: &Chart, folder: &str, charts: &mut Charts) {
        for file in chart.templates.iter().filter(|file| file.source.is_none()) {
            let name = path::join(folder, &file.name);
            let valid = file.bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
            let text = String::from_utf8_lossy(&file.bytes).into_owned();
            let source = self.sources.insert(Source::new(name.as_str(), text, SourceKind::Authored));
            let finding = Finding::new(format!("the template `{name}` is not UTF-8"))
                .at_span(Span::new(source, TextRange::at(valid, valid)))
                .note("Helm refuses the text that it prints: a file that is no text belongs elsewhere, and into `.Files`");
            charts.findings.push((INVALID_RENDERED_YAML, finding));
        }
    }

    /// The entry of the chart under `charts:`.
    fn configured_at(&mut self, folder: &str) -> Option<Span> {
        let id = self.configurations.nearest(folder)?;
        match self.configurations.options(id).charts.get(path::shown(folder))?.from {
            crate::config::Provenance::File(span) => Some(span),
            _ => None,
        }
    }

    /// About a chart that cannot be loaded, in Helm's words: at what is wrong with the syntax of its `Chart.yaml`, if that is it.
    fn unloadable(&mut self, folder: &str, message: &str) -> Finding {
        let at = self.chart_yaml(folder);
        let text = self.sources.get(at.source).map_or_else(|| Arc::from(""), Source::shared_text);
        let finding = Finding::new(format!("the chart cannot be loaded: {message}"));
        let parse = readylint_yaml::parse(at.source, text);
        if let Some(error) = parse.errors.first() {
            return finding.at_span(error.span).here(error.message.clone());
        }
        // Go names the field: `cannot unmarshal string into Go struct field Metadata.keywords of type []string`
        let field = message.split_once("Metadata.").map(|(_, rest)| {
            rest.split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default()
        });
        let node = field.and_then(|field| parse.tree.roots().next()?.get(field));
        match node {
            Some(node) => finding.at(node),
            None => finding.at_span(at),
        }
    }

    /// The start of the `Chart.yaml`, which is read if it is no source yet.
    fn chart_yaml(&mut self, folder: &str) -> Span {
        let name = path::join(folder, "Chart.yaml");
        let known = self.sources.iter().find(|(_, source)| source.name() == name).map(|(id, _)| id);
        let source = known.unwrap_or_else(|| {
            let text =
                self.fs.read(&name, MAX_FILE_BYTES).map(|bytes| decode(bytes).text).unwrap_or_default();
            self.sources.insert(Source::new(name, text, SourceKind::Authored))
        });
        Span::new(source, TextRange::at(0, 0))
    }

    /// Gives the sources from number `first` on the settings that hold for their names.
    fn assign(&mut self, folder: &str, first: usize) {
        let config = self.configurations.nearest(folder);
        for number in first..self.sources.len() {
            let id = SourceId::new(number as u32);
            let name = self.sources.get(id).map_or("", Source::name).to_owned();
            self.assigner.assign(self.configurations, config, &name, id);
        }
    }

    /// The bundles of one chart.
    fn bundles(&mut self, plan: Plan, rendered: &[Arc<Rendered>]) -> Vec<Bundle> {
        let first = self.sources.len();
        let authors = Arc::new(Authors::new(self.sources, |source| plan.own.contains(&source)));
        let renders = |skipped: usize| {
            let others = rendered.iter().enumerate().filter(|&(number, _)| number != skipped);
            let is_whole = |rendered: &Rendered| {
                rendered.errors.iter().all(|error| error.kind == RenderErrorKind::Dependency)
            };
            others.into_iter().any(|(_, rendered)| is_whole(rendered))
        };
        let mut texts: Vec<(usize, bool, SourceId, Arc<str>)> = Vec::new();
        for (scenario, rendered) in rendered.iter().enumerate() {
            // what a chart prints with values that it refuses says nothing about those it takes; with values that could not be
            // read, it is not what anybody asked for
            let unread = rendered.errors.iter().any(|error| error.kind == RenderErrorKind::Values);
            if unread || rendered.errors.iter().any(refuses) && renders(scenario) {
                continue;
            }
            for (number, file) in rendered.files.iter().enumerate() {
                if file.text.trim().is_empty() {
                    continue;
                }
                let name =
                    file.source.and_then(|source| self.sources.get(source)).map_or(&*file.name, Source::name);
                let origins = Arc::new(FileTrace::new(Arc::clone(rendered), number, Arc::clone(&authors)));
                let kind = SourceKind::Rendered { template: file.name.to_string(), origins };
                let source = Source::new(name, Arc::clone(&file.text), kind);
                // what is left empty would give false findings: others may refer to it, that is all
                let has_holes = !file.holes.is_empty();
                texts.push((scenario, has_holes, self.sources.insert(source), Arc::clone(&file.text)));
            }
        }
        self.assign(&plan.folder, first);
        let parsed: Vec<(usize, bool, Parse)> = texts
            .into_par_iter()
            .map(|(scenario, context, source, text)| {
                (scenario, context, readylint_yaml::parse(source, separated(text)))
            })
            .collect();
        let mut files: Vec<Vec<ManifestFile>> = rendered.iter().map(|_| Vec::new()).collect();
        for (scenario, context, parse) in parsed {
            let release = plan.scenarios.get(scenario).map(|scenario| &scenario.options.release);
            let namespace = release.map(|release| release.namespace.clone()).filter(|name| name != "default");
            let file = ManifestFile { parse, group: plan.folder.clone(), namespace, context };
            if let Some(files) = files.get_mut(scenario) {
                files.push(file);
            }
        }
        let shown = path::shown(&plan.folder);
        let all_options: Arc<[Arc<RenderOptions>]> =
            plan.scenarios.iter().map(|scenario| Arc::new(scenario.options.clone())).collect();
        let scenarios = plan.scenarios.into_iter().zip(rendered).zip(files).enumerate();
        let bundle = |(number, ((scenario, rendered), files)): (usize, ((Scenario, &Arc<Rendered>), _))| {
            let mut bundle = Bundle::new(format!("{shown} ({})", scenario.name), ResourceGraph::build(files));
            bundle.render = Some(ChartRender {
                folder: shown.to_owned(),
                scenario: scenario.name,
                others_render: renders(number),
                chart: Arc::clone(&plan.chart),
                options: Arc::new(scenario.options),
                all_options: Arc::clone(&all_options),
                rendered: Arc::clone(rendered),
                own: Arc::clone(&plan.own),
            });
            bundle
        };
        scenarios.map(bundle).collect()
    }
}

/// `text` with Helm's separators as YAML has them: Helm takes `---# comment` for one, too (`SplitManifests`). No offset
/// changes.
fn separated(text: Arc<str>) -> Arc<str> {
    if memchr::memmem::find(text.as_bytes(), b"---#").is_none() {
        return text;
    }
    let mut lines = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("---#") {
            Some(comment) => {
                lines.push_str("--- ");
                // a comment behind a separator would need a blank before it, for which there is no room
                lines.extend(comment.chars().flat_map(|character| match character {
                    '\n' | '\r' => vec![character],
                    other => vec![' '; other.len_utf8()],
                }));
            }
            None => lines.push_str(line),
        }
    }
    lines.into()
}

/// Whether the chart itself refuses its values.
fn refuses(error: &RenderError) -> bool {
    matches!(error.cause, Cause::Required | Cause::Fail) || error.kind == RenderErrorKind::Schema
}

/// Loads the chart in `folder`; its sources go into `sources`.
///
/// # Errors
///
/// A sentence.
fn load(
    fs: &dyn FileSystem,
    configurations: &mut Configurations<'_>,
    folder: &str,
    sources: &mut Sources,
) -> Result<Chart, String> {
    let input = files::read(fs, configurations, folder)?;
    let project = configurations.project_of(folder);
    let cwd = fs.working_directory();
    let cell = std::cell::RefCell::new(configurations);
    let local = |relative: &str| {
        let target = path::resolve(cwd, folder, relative);
        path::below(&path::absolute(cwd, &project), &path::absolute(cwd, &target))?;
        files::read(fs, &mut cell.borrow_mut(), &target).ok()
    };
    chart::load(input, &local, sources).map_err(|error| error.message)
}

/// A chart rendered in one way, for `readylint render`.
#[derive(Debug)]
pub struct ChartRun {
    /// All texts.
    pub sources: Sources,
    /// The chart.
    pub chart: Arc<Chart>,
    /// How it was rendered.
    pub options: RenderOptions,
    /// What came of it.
    pub rendered: Arc<Rendered>,
    /// What is asked about each of [`Rendered::files`].
    pub traces: Vec<FileTrace>,
}

/// Renders the chart in the folder `given` (or that the file `given` belongs to) as Helm does: the first error ends it.
/// `scenario` names one; without, the command line says how, or the defaults hold.
///
/// # Errors
///
/// If there is no chart, if it cannot be loaded, if it has no such scenario, or if a values file cannot be read.
pub fn render_chart(
    fs: &dyn FileSystem,
    request: &Request,
    catalogue: &Catalogue,
    given: &str,
    scenario: Option<&str>,
) -> Result<ChartRun, LoadError> {
    let folder = path::normalise(fs.working_directory(), given);
    if !fs.is_file(&path::join(&folder, "Chart.yaml")) {
        return Err(LoadError::NoChart(given.to_owned()));
    }
    let mut configurations = configurations(fs, request, catalogue)?;
    let mut sources = Sources::new();
    let broken = |why: String| LoadError::BrokenChart { path: given.to_owned(), why };
    let chart = load(fs, &mut configurations, &folder, &mut sources).map_err(broken)?;
    let mut scenarios = Scenarios {
        fs,
        configurations: &mut configurations,
        cli: &request.options,
        request: &request.render,
        sources: &mut sources,
        problems: Vec::new(),
    };
    let mut found = scenarios.of(&chart, &folder);
    if let Some(problem) = scenarios.problems.into_iter().next() {
        return Err(broken(problem));
    }
    let at = match scenario {
        Some(name) => found.iter().position(|scenario| scenario.name == name),
        None => Some(0),
    };
    let Some(at) = at.filter(|&at| at < found.len()) else {
        let known = found.into_iter().map(|scenario| scenario.name).collect();
        return Err(LoadError::NoScenario { name: scenario.unwrap_or_default().to_owned(), known });
    };
    let mut options = found.swap_remove(at).options;
    options.lint = false;
    let own = own::sources(&chart, std::iter::once(&options), true);
    let rendered = Arc::new(render(&chart, &sources, &options));
    let authors = Arc::new(Authors::new(&sources, |source| own.contains(&source)));
    let trace = |file| FileTrace::new(Arc::clone(&rendered), file, Arc::clone(&authors));
    let traces = (0..rendered.files.len()).map(trace).collect();
    Ok(ChartRun { sources, chart: Arc::new(chart), options, rendered, traces })
}
