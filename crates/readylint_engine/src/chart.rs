//! A chart under one scenario, as rules about charts see it.

use std::sync::Arc;

use readylint_helm::chart::Chart;
use readylint_helm::render::{Options, Rendered};
use readylint_text::{SourceId, Span, TextRange};
use rustc_hash::FxHashSet;

/// A chart that was rendered with the values of one scenario.
#[derive(Clone, Debug)]
pub struct ChartRender {
    /// The folder of the chart, as sources are named.
    pub folder: String,
    /// The scenario: `defaults`, a file of `ci/`, a name of the configuration, `command line`.
    pub scenario: String,
    /// Whether some other scenario of the chart renders. A chart may refuse its defaults on purpose (HELM-7).
    pub others_render: bool,
    /// The chart, with the charts in it.
    pub chart: Arc<Chart>,
    /// What it was rendered with.
    pub options: Arc<Options>,
    /// What every scenario of the chart is rendered with, this one's among them.
    pub all_options: Arc<[Arc<Options>]>,
    /// What came of it.
    pub rendered: Arc<Rendered>,
    /// The sources that belong to the project: those of the chart, of its own subcharts and of values files. Vendored charts
    /// (archives, and folders in `charts/` that Chart.yaml takes from a repository) do not.
    pub own: Arc<FxHashSet<SourceId>>,
}

impl ChartRender {
    /// The place for what is about the chart as a whole: the start of its `Chart.yaml`.
    pub fn whole(&self) -> Option<Span> {
        let source = self.chart.metadata.file.as_ref()?.source?;
        Some(Span::new(source, TextRange::at(0, 0)))
    }
}
