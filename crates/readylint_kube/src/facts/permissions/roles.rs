//! The rules of a role once ClusterRoles are aggregated.

use rustc_hash::FxHashSet;

use super::rule::Rule;
use crate::graph::{Aggregated, RoleSource};
use crate::{Resource, ResourceId, RoleRules};
use readylint_scalars::BuiltInRole;

/// How many ClusterRoles one may gather, directly and through others: some distributions bring four for each custom
/// resource.
const GATHERED_ROLES: usize = 1 << 11;

/// How many ClusterRoles the selectors that lead to one role's rules may be held against.
const SCANS: usize = 1 << 13;

/// How many rules one role may come to have.
const RULES: usize = 1 << 14;

/// The rules that a role comes to have.
#[derive(Clone, Debug, Default)]
pub struct RoleContents<'g> {
    /// The rules.
    pub rules: Vec<GatheredRule<'g>>,
    /// Whether it may have more: it or what it gathers is not known, or is too much.
    pub cannot_tell: bool,
}

/// A rule, and the role that it is written in.
#[derive(Clone, Copy, Debug)]
pub struct GatheredRule<'g> {
    /// The rule.
    pub rule: Rule<'g>,
    /// The ClusterRole that it is gathered from; `None` if it is the role's own.
    pub gathered_from: Option<RoleSource<'g>>,
}

/// The rules of `role` as seen by `from`.
///
/// Those of an aggregated ClusterRole are those of the ClusterRoles that its selectors select, and what is written in
/// itself is overwritten (`clusterroleaggregation_controller.go`); in a circle of such roles it may go round all the same,
/// and nothing can be told. ClusterRoles of the input that carry
/// `rbac.authorization.k8s.io/aggregate-to-admin`, `-edit` or `-view` extend the built-in roles of these names.
pub fn role_contents<'g>(from: Resource<'g>, role: RoleSource<'g>) -> RoleContents<'g> {
    let mut walk = Walk {
        from,
        contents: RoleContents::default(),
        steps: vec![Step::Enter { role, gathered_from: None }],
        scans: SCANS,
        seen: FxHashSet::default(),
        path: FxHashSet::default(),
        has_circle: false,
        overwrites: false,
    };
    while let Some(step) = walk.steps.pop() {
        if walk.scans == 0 || walk.seen.len() > GATHERED_ROLES || walk.contents.rules.len() >= RULES {
            walk.contents.cannot_tell = true;
            break;
        }
        match step {
            Step::Enter { role, gathered_from } => walk.enter(role, gathered_from),
            Step::Leave(key) => {
                walk.path.remove(&key);
            }
        }
    }
    // what is overwritten in one role may have gone to another before, and come back from there
    walk.contents.cannot_tell |= walk.has_circle && walk.overwrites;
    walk.contents
}

/// Which role.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Found(ResourceId),
    BuiltIn(&'static str),
}

enum Step<'g> {
    Enter { role: RoleSource<'g>, gathered_from: Option<RoleSource<'g>> },
    Leave(Key),
}

/// A walk through roles, those that one gathers after it; each counts once.
struct Walk<'g> {
    from: Resource<'g>,
    contents: RoleContents<'g>,
    /// What is left to do, the next last.
    steps: Vec<Step<'g>>,
    /// How many ClusterRoles may still be looked at.
    scans: usize,
    seen: FxHashSet<Key>,
    /// The roles that have been entered and not left.
    path: FxHashSet<Key>,
    has_circle: bool,
    /// Whether rules that are written in an aggregated role were left out.
    overwrites: bool,
}

impl<'g> Walk<'g> {
    fn enter(&mut self, role: RoleSource<'g>, gathered_from: Option<RoleSource<'g>>) {
        let key = match role {
            RoleSource::Found(found) => Key::Found(found.id()),
            RoleSource::BuiltIn(built_in) => Key::BuiltIn(built_in.name),
            RoleSource::Missing => {
                self.contents.cannot_tell = true;
                return;
            }
        };
        self.has_circle |= self.path.contains(&key);
        if !self.seen.insert(key) {
            return;
        }
        self.path.insert(key);
        self.steps.push(Step::Leave(key));
        let first = self.steps.len();
        match role {
            RoleSource::Found(found) => self.found(found, gathered_from),
            RoleSource::BuiltIn(built_in) => self.built_in(built_in, gathered_from),
            RoleSource::Missing => {}
        }
        if let Some(gathered) = self.steps.get_mut(first..) {
            gathered.reverse();
        }
    }

    fn found(&mut self, found: Resource<'g>, gathered_from: Option<RoleSource<'g>>) {
        let Some(role) = RoleRules::of(found) else { return };
        if role.aggregation_rule().is_none() {
            self.take(role.rules().map(Rule::Written), gathered_from);
            return;
        }
        self.overwrites |= role.rules().next().is_some();
        for selector in role.cluster_role_selectors() {
            if self.scans == 0 {
                return;
            }
            self.gather(found.graph().aggregated(role, selector));
        }
    }

    fn built_in(&mut self, built_in: &'static BuiltInRole, gathered_from: Option<RoleSource<'g>>) {
        match built_in.rules() {
            Some(rules) => self.take(rules.map(Rule::BuiltIn), gathered_from),
            None => self.contents.cannot_tell = true,
        }
        self.gather(self.from.graph().extensions_of(self.from.id(), built_in));
    }

    fn gather(&mut self, selected: Aggregated) {
        self.scans = self.scans.saturating_sub(selected.scanned.max(1));
        self.contents.cannot_tell |= selected.truncated;
        let graph = self.from.graph();
        let found = selected.roles.into_iter().map(|id| RoleSource::Found(graph.resource(id)));
        for role in found.chain(selected.built_in.into_iter().map(RoleSource::BuiltIn)) {
            self.steps.push(Step::Enter { role, gathered_from: Some(role) });
        }
    }

    fn take(&mut self, rules: impl Iterator<Item = Rule<'g>>, gathered_from: Option<RoleSource<'g>>) {
        for rule in rules {
            if self.contents.rules.len() == RULES {
                self.contents.cannot_tell = true;
                return;
            }
            self.contents.rules.push(GatheredRule { rule, gathered_from });
        }
    }
}
