//! One finding for all scenarios of a chart and all turns of a loop (HELM-3).

use std::collections::BTreeSet;

use super::draft::{Draft, World};
use crate::ChartRender;

/// Says of each finding of a chart in which scenarios it was found, unless it is all of them, and how often a template
/// repeats it.
pub(super) fn tell(drafts: &mut [Draft], world: &World<'_>) {
    for draft in drafts {
        let Some(render) = scenario(draft.bundle, world) else {
            continue;
        };
        let chart = render.folder.as_str();
        let found: BTreeSet<usize> = draft
            .bundle
            .into_iter()
            .chain(draft.also_in.iter().copied())
            .filter(|&bundle| is_of(bundle, chart, world))
            .collect();
        let all = (0..world.input.bundles.len()).filter(|&bundle| is_of(bundle, chart, world)).count();
        if found.len() < all {
            let names: Vec<&str> = found.iter().filter_map(|&bundle| scenario_name(bundle, world)).collect();
            draft.notes.push(format!("in: {}", names.join(", ")));
        }
        if draft.repetitions > 0 {
            let turns = draft.repetitions + 1;
            draft.notes.push(format!("the template prints it {turns} times"));
        }
    }
}

fn scenario<'a>(bundle: Option<usize>, world: &World<'a>) -> Option<&'a ChartRender> {
    world.input.bundles.get(bundle?)?.render.as_ref()
}

fn scenario_name<'a>(bundle: usize, world: &World<'a>) -> Option<&'a str> {
    scenario(Some(bundle), world).map(|render| render.scenario.as_str())
}

fn is_of(bundle: usize, chart: &str, world: &World<'_>) -> bool {
    scenario(Some(bundle), world).is_some_and(|render| render.folder == chart)
}
