//! What is looked at together, and what a run gets.

use readylint_kube::ResourceGraph;
use readylint_text::Sources;

use crate::{Finding, SettingsMap, SkippedFile};

/// What is looked at together, with one graph: one chart under one scenario, or all plain manifests of the run.
#[derive(Debug)]
pub struct Bundle {
    /// For people: `manifests`, or the chart and its scenario.
    pub name: String,
    /// All objects and the edges between them.
    pub graph: ResourceGraph,
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
    /// Findings about the input itself (configuration, unreadable files), with the id of their rule.
    pub findings: Vec<(&'static str, Finding)>,
    /// Files that are not linted.
    pub skipped: Vec<SkippedFile>,
}
