//! Which sources of a chart are the project's own (HELM-8).

use readylint_helm::chart::{Chart, ChartFile};
use readylint_helm::render::Options;
use readylint_text::SourceId;
use rustc_hash::FxHashSet;

/// The sources of `chart`, of the subcharts that are no vendored ones, and of the values that `scenarios` bring in. With `all`,
/// those of vendored charts too.
pub(crate) fn sources<'o>(
    chart: &Chart,
    scenarios: impl Iterator<Item = &'o Options>,
    all: bool,
) -> FxHashSet<SourceId> {
    let mut own = FxHashSet::default();
    add(chart, all, &mut own);
    for options in scenarios {
        own.extend(options.values.iter().map(|file| file.source));
        own.extend(options.sets.iter().map(|set| set.source));
    }
    own
}

fn add(chart: &Chart, all: bool, own: &mut FxHashSet<SourceId>) {
    let single = [&chart.metadata.file, &chart.values, &chart.schema, &chart.lock];
    let lists = [&chart.templates, &chart.crds, &chart.files];
    let files = single.into_iter().flatten().chain(lists.into_iter().flatten());
    own.extend(files.filter_map(|file: &ChartFile| file.source));
    for child in &chart.dependencies {
        if all || !is_vendored(chart, child) {
            add(child, all, own);
        }
    }
}

/// Whether `child` was taken from elsewhere: it came in an archive, or `Chart.yaml` names the repository it is from.
pub(crate) fn is_vendored(parent: &Chart, child: &Chart) -> bool {
    let declared =
        parent.metadata.dependencies.iter().find(|dependency| dependency.name == child.metadata.name);
    child.is_packed
        || declared.is_some_and(|dependency| {
            !dependency.repository.is_empty() && !dependency.repository.starts_with("file://")
        })
}
