//! The top of a template's world: what `.` holds in the files of each chart, and which files there are.
//!
//! Owns the collection of templates and their order. Must never look into a template.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use readylint_text::{Span, TextRange};

use super::Options;
use super::capabilities::{self, KubeVersion, map};
use crate::chart::{ActiveChart, ChartFile, metadata_value};
use crate::provenance::{Origin, OriginId, Origins, Piece, Text};
use crate::value::{Data, Entries, Map, MapType, Value};

/// A file that is parsed as a template.
#[derive(Debug)]
pub(super) struct Template<'c> {
    /// As Helm names it: `shop/charts/redis/templates/master.yaml`.
    pub(super) name: Arc<str>,
    /// The file.
    pub(super) file: &'c ChartFile,
    /// `.Template.BasePath`
    base: Rc<str>,
    /// What `.` holds, shared by all files of the chart.
    context: Map,
}

impl Template<'_> {
    /// Whether it only gives `define`s.
    pub(super) fn is_partial(&self) -> bool {
        basename(&self.name).starts_with('_')
    }

    /// Whether it tells people something, and is no manifest.
    pub(super) fn is_note(&self) -> bool {
        self.name.ends_with("NOTES.txt")
    }

    /// `.` for its execution, with `.Template` as it is while this file runs. (`engine.go`, `render`)
    pub(super) fn dot(&self, options: &Options, origins: &mut Origins) -> Value {
        let helm3 = options.helm.is_3();
        let kind = MapType::Values { helm3 };
        let entries = [
            ("Name", capabilities::supplied(origins, ".Template.Name", &self.name)),
            ("BasePath", capabilities::supplied(origins, ".Template.BasePath", &self.base)),
        ];
        self.context.insert(key("Template"), Value::map(map(kind, entries)));
        Value::map(self.context.as_kind(kind))
    }
}

/// The templates of a chart and of those it depends on, and the definitions of custom resources.
#[derive(Debug, Default)]
pub(super) struct World<'c> {
    /// In the order in which they are parsed, and executed. (`sortTemplates`)
    pub(super) templates: Vec<Template<'c>>,
    /// With the names that Helm prints.
    pub(super) crds: Vec<(Arc<str>, ChartFile)>,
}

/// What the charts of one render share.
struct Builder<'a, 'c> {
    options: &'a Options,
    origins: &'a mut Origins,
    release: Value,
    capabilities: Value,
    templates: BTreeMap<Arc<str>, Template<'c>>,
    crds: Vec<(Arc<str>, ChartFile)>,
}

/// The world of `root`, whose values are `values`. (`engine.go`, `allTemplates`)
pub(super) fn world<'c>(
    root: &ActiveChart<'c>,
    values: &Map,
    kubernetes: &KubeVersion,
    options: &Options,
    origins: &mut Origins,
) -> World<'c> {
    let release = capabilities::release(options, origins);
    let capabilities = capabilities::capabilities(options, kubernetes, origins);
    let mut builder =
        Builder { options, origins, release, capabilities, templates: BTreeMap::new(), crds: Vec::new() };
    builder.chart(root, values);
    let mut templates: Vec<Template<'c>> = builder.templates.into_values().collect();
    // the most deeply nested first, those of a depth from the end of the alphabet
    templates.sort_by_cached_key(|template| {
        let depth = template.name.bytes().filter(|byte| *byte == b'/').count();
        Reverse((depth, Arc::clone(&template.name)))
    });
    World { templates, crds: builder.crds }
}

impl<'c> Builder<'_, 'c> {
    /// What `.` holds in the files of `chart`; on the way, all templates are taken in. (`recAllTpls`)
    fn chart(&mut self, chart: &ActiveChart<'c>, values: &Map) -> Map {
        let helm = self.options.helm;
        for file in &chart.chart.crds {
            self.crds.push((join(&chart.path, &file.name).into(), file.clone()));
        }
        let subcharts = Map::any();
        let entries = [
            ("Chart", metadata_value(chart, helm, self.origins)),
            ("Files", self.files(&chart.chart.files)),
            ("Release", self.release.clone()),
            ("Capabilities", self.capabilities.clone()),
            ("Values", Value::map(values.as_kind(MapType::Values { helm3: helm.is_3() }))),
            ("Subcharts", Value::map(subcharts.clone())),
        ];
        let context = map(MapType::Any, entries);
        for child in &chart.dependencies {
            let values = child.values_in(values, helm);
            let below = self.chart(child, &values);
            subcharts.insert(key(&child.name), Value::map(below));
        }
        let base: Rc<str> = join(&chart.path, "templates").into();
        let is_library = chart.chart.metadata.is_library();
        for file in &chart.chart.templates {
            if is_library && !basename(&file.name).starts_with('_') {
                continue;
            }
            let name: Arc<str> = join(&chart.path, &file.name).into();
            let template =
                Template { name: Arc::clone(&name), file, base: Rc::clone(&base), context: context.clone() };
            self.templates.insert(name, template);
        }
        context
    }

    /// `.Files`. (`files.go`, `newFiles`)
    fn files(&mut self, files: &[ChartFile]) -> Value {
        let mut entries = Entries::new();
        for file in files {
            let origin = file.source.map_or(OriginId::NONE, |source| {
                let all = TextRange::at(0, file.bytes.len());
                self.origins.add(Origin::File(Span::new(source, all)))
            });
            let bytes = Text::new(&*file.bytes, Piece::of(origin));
            entries.insert(key(&file.name), Value::new(Data::Bytes(bytes), origin));
        }
        Value::map(Map::with(MapType::Files, entries))
    }
}

fn key(name: &str) -> Text {
    Text::unknown(name)
}

fn basename(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Go's `path.Join` of a chart's path and a file's name, both of which loading has cleaned.
fn join(folder: &str, name: &str) -> String {
    format!("{folder}/{name}")
}
