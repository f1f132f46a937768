//! What the rules about the files of a chart have in common: which charts, and their `Chart.yaml` as a tree.

use std::sync::Arc;

use readylint_engine::{ChartRender, Finding};
use readylint_helm::chart::{Chart, ChartFile};
use readylint_text::{Span, TextRange};
use readylint_yaml::{Node, Parse, parse};

/// The chart and those of its subcharts that belong to the project.
pub(super) fn own_charts(render: &ChartRender) -> Vec<&Chart> {
    let mut charts: Vec<&Chart> = vec![&render.chart];
    let mut at = 0;
    while let Some(chart) = charts.get(at).copied() {
        let children = chart.dependencies.iter().map(Arc::as_ref);
        let is_own =
            |child: &&Chart| source_of(child).is_some_and(|source| render.own.contains(&source.source));
        charts.extend(children.filter(is_own));
        at += 1;
    }
    charts
}

/// The start of the chart's `Chart.yaml`.
pub(super) fn source_of(chart: &Chart) -> Option<Span> {
    start(chart.metadata.file.as_ref()?)
}

/// The start of a file.
pub(super) fn start(file: &ChartFile) -> Option<Span> {
    Some(Span::new(file.source?, TextRange::at(0, 0)))
}

/// `Chart.yaml` as a tree; `None` if there is none, or it is no text.
pub(super) fn chart_yaml(chart: &Chart) -> Option<Parse> {
    let file = chart.metadata.file.as_ref()?;
    let text = std::str::from_utf8(&file.bytes).ok()?;
    Some(parse(file.source?, Arc::from(text)))
}

/// The mapping at the top of a file.
pub(super) fn root(parse: &Parse) -> Option<Node<'_>> {
    parse.tree.roots().next().filter(|root| root.is_mapping())
}

/// A finding about a field of `Chart.yaml` that is absent: at its `name`, which every chart has.
pub(super) fn absent(finding: Finding, root: Node<'_>, key: &str) -> Finding {
    match root.get("name") {
        Some(name) => finding.at(name),
        None => finding.at_missing(root, key),
    }
}
