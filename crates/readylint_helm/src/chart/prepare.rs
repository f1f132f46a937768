//! A chart and the options of a render become charts that take part and values. (`pkg/cmd/install.go`,
//! `pkg/action/install.go`, `pkg/chart/common/util/values.go`)
//!
//! It owns the order of Helm's steps, and which failure ends a render or is only written down in lint.

use std::rc::Rc;

use readylint_text::Span;

use super::coalesce::Merger;
use super::layers::{Layer, LayerKind, Layers};
use super::model::{Chart, Problem, ProblemKind};
use super::schema::{self, SchemaFailure};
use super::tree::{ActiveChart, Node};
use super::{dependencies, sets, shadow, values};
use crate::HelmVersion;
use crate::provenance::{LayerId, Origins};
use crate::render::{Options, RenderErrorKind};
use crate::value::{Map, MapType};

/// What a render works with.
#[derive(Debug)]
pub struct Prepared<'c> {
    /// The chart, with the subcharts that take part.
    pub root: ActiveChart<'c>,
    /// `.Values` of the chart.
    pub values: Map,
    /// The files and arguments that the values come from: the number of a [`LayerId`] is the place here, counted from 1.
    pub layers: Vec<Layer>,
    /// Where values do not fit a `values.schema.json`; outside of lint there are none.
    pub schema_failures: Vec<SchemaFailure>,
    /// What Helm refuses; outside of lint there are none.
    pub errors: Vec<PrepareError>,
    /// What Helm warns of, and what was left out.
    pub notes: Vec<Problem>,
}

/// What Helm refuses before it renders.
#[derive(Clone, Debug)]
pub struct PrepareError {
    /// At which stage.
    pub kind: RenderErrorKind,
    /// Helm's words.
    pub message: String,
    /// Where.
    pub span: Option<Span>,
    /// The violations, if a schema refuses the values.
    pub failures: Vec<SchemaFailure>,
}

impl std::fmt::Display for PrepareError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PrepareError {}

impl PrepareError {
    fn new(kind: RenderErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), span: None, failures: Vec::new() }
    }

    fn at(self, span: Option<Span>) -> Self {
        Self { span, ..self }
    }
}

/// Reads the values, decides which dependencies take part, and checks what Helm checks before it renders.
///
/// # Errors
///
/// The first thing that Helm refuses. In lint those that a render can do without are in [`Prepared::errors`].
pub fn prepare<'c>(
    chart: &'c Chart,
    options: &Options,
    origins: &mut Origins,
) -> Result<Prepared<'c>, PrepareError> {
    let mut preparation =
        Preparation { options, origins, layers: Layers::default(), errors: Vec::new(), notes: Vec::new() };
    let user = preparation.user_values()?;
    preparation.check_chart(chart)?;
    let root = preparation.charts(chart)?;
    let loaded = root.all();
    let (values, warnings) = preparation.merge(&root, &user)?;
    for warning in warnings {
        let span = shadow::span(preparation.origins, &warning.dropped);
        let (kind, message) = (ProblemKind::Warning, warning.message);
        preparation.notes.push(Problem { kind, message, span });
    }
    let values = values.as_kind(MapType::Values { helm3: options.helm.is_3() });
    let active = root.activate();
    drop(loaded);
    let schema_failures = preparation.validate(&active, &values)?;
    Ok(Prepared {
        root: active,
        values,
        layers: preparation.layers.into_list(),
        schema_failures,
        errors: preparation.errors,
        notes: preparation.notes,
    })
}

struct Preparation<'a> {
    options: &'a Options,
    origins: &'a mut Origins,
    layers: Layers,
    errors: Vec<PrepareError>,
    notes: Vec<Problem>,
}

impl Preparation<'_> {
    /// Ends the render, or writes down the error and goes on.
    fn refuse(&mut self, error: PrepareError) -> Result<(), PrepareError> {
        if !self.options.lint {
            return Err(error);
        }
        self.errors.push(error);
        Ok(())
    }

    /// `-f` and `--set…`. (`Options.MergeValues`)
    fn user_values(&mut self) -> Result<Map, PrepareError> {
        let (helm, all) = (self.options.helm, Map::any());
        for file in &self.options.values {
            let (name, source) = (file.name.clone(), Some(file.source));
            let layer = self.layers.add(Layer { name, source, kind: LayerKind::File });
            match values::read(self.origins, &self.layers, helm, &file.text, file.source, layer) {
                Ok(values) => values::merge(self.origins, &self.layers, &all, &values),
                Err(error) => {
                    let message = format!("failed to parse {}: {}", file.name, error.message);
                    self.refuse(PrepareError::new(RenderErrorKind::Values, message).at(error.span))?;
                }
            }
        }
        for kind in sets::ORDER {
            for set in self.options.sets.iter().filter(|set| set.kind == kind) {
                let name = format!("{} {}", sets::flag(kind), set.text);
                let layer = Layer { name, source: Some(set.source), kind: LayerKind::Set };
                let layer = self.layers.add(layer);
                let context = sets::Context { origins: self.origins, layers: &self.layers, layer, helm };
                if let Err(message) = sets::apply(set, &all, context) {
                    let range = readylint_text::TextRange::at(set.start, set.start + set.text.len());
                    let span = Some(Span::new(set.source, range));
                    self.refuse(PrepareError::new(RenderErrorKind::Values, message).at(span))?;
                }
            }
        }
        Ok(all)
    }

    /// What Helm says of the chart when it loads it, and before it looks at values.
    fn check_chart(&mut self, chart: &Chart) -> Result<(), PrepareError> {
        let version = chart.metadata.api_version.as_str();
        let is_4 = !self.options.helm.is_3();
        if is_4 && !matches!(version, "v1" | "v2" | "v3") {
            self.refuse(PrepareError::new(RenderErrorKind::Chart, "unsupported chart version"))?;
        }
        for problem in chart.problems.iter().filter(|problem| problem.is_fatal()) {
            let error = PrepareError::new(RenderErrorKind::Chart, problem.message.clone()).at(problem.span);
            self.refuse(error)?;
        }
        if !matches!(chart.metadata.kind.as_str(), "" | "application") {
            let message = format!("{} charts are not installable", chart.metadata.kind);
            self.refuse(PrepareError::new(RenderErrorKind::Chart, message))?;
        }
        let missing: Vec<_> = missing(chart).collect();
        if !missing.is_empty() {
            let names: Vec<&str> = missing.iter().map(|dependency| dependency.name.as_str()).collect();
            let (an, quote) = match self.options.helm {
                HelmVersion::V3_17 | HelmVersion::V3_22 => ("An", '`'),
                HelmVersion::V4_1 => ("an", '`'),
                HelmVersion::V4_3 => ("an", '\''),
            };
            let message = format!(
                "{an} error occurred while checking for chart dependencies. You may need to run {quote}helm dependency \
                 build{quote} to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: {}",
                names.join(", ")
            );
            let span = missing.first().and_then(|dependency| dependency.span);
            self.refuse(PrepareError::new(RenderErrorKind::Dependency, message).at(span))?;
        }
        if is_4 && version == "v3" {
            self.refuse(PrepareError::new(RenderErrorKind::Chart, "invalid chart apiVersion"))?;
        }
        Ok(())
    }

    /// All charts with their default values.
    fn charts<'c>(&mut self, chart: &'c Chart) -> Result<Rc<Node<'c>>, PrepareError> {
        let mut read: Vec<(&Chart, Map)> = Vec::new();
        self.defaults(chart, None, "", &mut read)?;
        let mut next = read.into_iter();
        // both go through the charts in the same order
        Ok(Node::load(chart, &mut |_| next.next().map_or_else(Map::any, |(_, values)| values)))
    }

    /// `values.yaml` of a chart and those below it.
    fn defaults<'c>(
        &mut self,
        chart: &'c Chart,
        parent: Option<LayerId>,
        within: &str,
        read: &mut Vec<(&'c Chart, Map)>,
    ) -> Result<(), PrepareError> {
        let (mut defaults, mut own) = (Map::any(), parent);
        if let Some(file) = &chart.values {
            let name = if chart.folder.is_empty() { String::new() } else { format!("{}/", chart.folder) };
            let name = format!("{name}{}", file.name);
            let layer = Layer { name, source: file.source, kind: LayerKind::Chart { parent } };
            let layer = self.layers.add(layer);
            own = Some(layer);
            let found = match (file.source, std::str::from_utf8(&file.bytes)) {
                (Some(source), Ok(text)) => {
                    values::read(self.origins, &self.layers, self.options.helm, text, source, layer)
                }
                _ => Err(values::Unreadable::not_utf8()),
            };
            match found {
                Ok(values) => defaults = values,
                Err(error) => {
                    let message = format!("{within}cannot load values.yaml: {}", error.message);
                    self.refuse(PrepareError::new(RenderErrorKind::Values, message).at(error.span))?;
                }
            }
        }
        read.push((chart, defaults));
        for dependency in &chart.dependencies {
            let entry = dependency.folder.rsplit('/').next().unwrap_or_default();
            let name = &chart.metadata.name;
            let within = format!("{within}error unpacking subchart {entry} in {name}: ");
            self.defaults(dependency, own, &within, read)?;
        }
        Ok(())
    }

    /// Dependencies, imports, then the values of all charts together.
    fn merge(
        &mut self,
        root: &Rc<Node<'_>>,
        user: &Map,
    ) -> Result<(Map, Vec<super::coalesce::Warning>), PrepareError> {
        let helm = self.options.helm;
        let mut merger =
            Merger { origins: self.origins, layers: &self.layers, helm, record: false, warnings: Vec::new() };
        let processed = dependencies::process(&mut merger, root, user);
        merger.record = true;
        let merged = merger.coalesce_values(root, user);
        let warnings = merger.warnings;
        let (message, values) = match (processed, merged) {
            (Ok(()), Ok(values)) => return Ok((values, warnings)),
            (Err(message), _) if helm.is_3() => (message, None),
            (Err(message), _) => (format!("chart dependencies processing failed: {message}"), None::<Map>),
            (Ok(()), Err(message)) => (message, None),
        };
        self.refuse(PrepareError::new(RenderErrorKind::Values, message))?;
        Ok((values.unwrap_or_else(|| super::coalesce::copy_map(user)), warnings))
    }

    /// The values against `values.schema.json` of all charts.
    fn validate(&mut self, root: &ActiveChart<'_>, values: &Map) -> Result<Vec<SchemaFailure>, PrepareError> {
        let outcome = schema::validate(root, values, self.options.helm, self.origins);
        self.notes.extend(outcome.notes);
        let Some(message) = outcome.message else { return Ok(Vec::new()) };
        let head = "values don't meet the specifications of the schema(s) in the following chart(s):\n";
        let mut error = PrepareError::new(RenderErrorKind::Schema, format!("{head}{message}"))
            .at(outcome.failures.first().and_then(|failure| failure.span));
        error.failures.clone_from(&outcome.failures);
        self.refuse(error)?;
        Ok(outcome.failures)
    }
}

/// The declared dependencies that are not there. (`CheckDependencies`)
pub fn missing(chart: &Chart) -> impl Iterator<Item = &super::model::Dependency> {
    let is_there = |name: &str| chart.dependencies.iter().any(|child| child.metadata.name == name);
    chart.metadata.dependencies.iter().filter(move |dependency| !is_there(&dependency.name))
}
