//! What is looked at together, and what a run gets.

use readylint_kube::{Kind, ResourceGraph};
use readylint_schema::Definitions;
use readylint_text::{SourceId, Sources};

use crate::{ChartRender, Finding, Repository, SettingsMap, SkippedFile};

/// What is looked at together, with one graph: one chart under one scenario, or all plain manifests of the run.
#[derive(Debug)]
pub struct Bundle {
    /// For people: `manifests`, or the chart and its scenario.
    pub name: String,
    /// All objects and the edges between them.
    pub graph: ResourceGraph,
    /// The schemas of custom resources.
    pub definitions: Definitions,
    /// The chart and how it was rendered; `None` for plain manifests.
    pub render: Option<ChartRender>,
}

impl Bundle {
    /// The bundle of `graph`; the CustomResourceDefinitions among its objects define their kinds.
    pub fn new(name: impl Into<String>, graph: ResourceGraph) -> Self {
        let mut definitions = Definitions::default();
        for resource in graph.of_kind(Kind::CustomResourceDefinition) {
            definitions.add(resource.node());
        }
        Self { name: name.into(), graph, definitions, render: None }
    }
}

/// Everything a run needs; loaders make it, [`run`](crate::run) turns it into a report.
#[derive(Debug, Default)]
pub struct Input {
    /// All texts, of manifests and of configuration files; ids in the other fields mean these.
    pub sources: Sources,
    /// What to lint.
    pub bundles: Vec<Bundle>,
    /// Which settings hold where.
    pub settings: SettingsMap,
    /// The files that options name, each with the configuration that names them.
    pub repositories: Vec<(SourceId, Repository)>,
    /// Findings about the input itself (configuration, unreadable files), with the id of their rule.
    pub findings: Vec<(&'static str, Finding)>,
    /// Files that are not linted.
    pub skipped: Vec<SkippedFile>,
}
