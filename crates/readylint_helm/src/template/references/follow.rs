//! Follows includes from the files of a chart through its helpers, so that a helper's reads are told with what its
//! callers gave it and had found to be there.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::place::Place;
use super::walk::Walker;
use super::{Path, References};
use crate::template::ast::Block;

/// After more expressions than this no further template is looked at: what is left is not told.
const MAX_STEPS: usize = 1_000_000;

/// A template with what it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Its index among the templates.
    pub template: usize,
    /// What it was given.
    pub argument: Place,
    /// What it reads and includes then.
    pub references: References,
}

/// What is read from the templates `entries`, which are rendered with the root, and from those of `templates` that they
/// include by a constant name, directly or not. `named` says which template a name is. In order of the first visit.
pub fn follow(
    templates: &[&Block],
    named: &dyn Fn(&str) -> Option<usize>,
    entries: impl IntoIterator<Item = usize>,
) -> Vec<Instance> {
    let mut follower = Follower { index: FxHashMap::default(), visits: Vec::new(), queue: VecDeque::new() };
    for entry in entries {
        follower.visit(entry, Place::Root, &[]);
    }
    let mut steps = 0_usize;
    while let Some(at) = follower.queue.pop_front() {
        let Some(visit) = follower.visits.get_mut(at) else { continue };
        visit.is_queued = false;
        let Some(template) = templates.get(visit.template) else { continue };
        if steps > MAX_STEPS {
            break;
        }
        let walker = Walker::new(visit.argument.clone(), visit.facts.clone());
        let (references, walked) = walker.run(template);
        // An empty template costs something, too.
        steps = steps.saturating_add(walked + 10);
        let includes: Vec<_> = references
            .includes
            .iter()
            .filter_map(|include| Some((named(include.name.as_deref()?)?, include)))
            .map(|(template, include)| (template, include.argument.clone(), include.known.clone()))
            .collect();
        visit.references = Some(references);
        for (template, argument, facts) in includes {
            follower.visit(template, argument, &facts);
        }
    }
    let instance = |visit: Visit| {
        Some(Instance { template: visit.template, argument: visit.argument, references: visit.references? })
    };
    follower.visits.into_iter().filter_map(instance).collect()
}

struct Follower {
    index: FxHashMap<(usize, Place), usize>,
    visits: Vec<Visit>,
    queue: VecDeque<usize>,
}

struct Visit {
    template: usize,
    argument: Place,
    /// What all its callers have found to be there.
    facts: Vec<Path>,
    references: Option<References>,
    is_queued: bool,
}

impl Follower {
    /// `template` is given `argument` where `facts` hold.
    fn visit(&mut self, template: usize, argument: Place, facts: &[Path]) {
        let key = (template, argument);
        let Some(at) = self.index.get(&key).copied() else {
            let at = self.visits.len();
            let argument = key.1.clone();
            self.index.insert(key, at);
            let facts = facts.to_vec();
            self.visits.push(Visit { template, argument, facts, references: None, is_queued: true });
            self.queue.push_back(at);
            return;
        };
        let Some(visit) = self.visits.get_mut(at) else { return };
        let before = visit.facts.len();
        visit.facts.retain(|fact| facts.iter().any(|other| other.starts_with(fact)));
        if visit.facts.len() < before && !visit.is_queued {
            visit.is_queued = true;
            self.queue.push_back(at);
        }
    }
}
