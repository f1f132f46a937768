//! The rules of a role once ClusterRoles are aggregated.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;

use super::rule::Rule;
use crate::graph::{Aggregated, RoleSource};
use crate::{Resource, ResourceId, RoleRules};

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
/// itself is overwritten (`clusterroleaggregation_controller.go`). ClusterRoles of the input that carry
/// `rbac.authorization.k8s.io/aggregate-to-admin`, `-edit` or `-view` extend the built-in roles of these names.
pub fn role_contents<'g>(from: Resource<'g>, role: RoleSource<'g>) -> RoleContents<'g> {
    let mut walk = Walk {
        from,
        contents: RoleContents::default(),
        open: VecDeque::new(),
        scans: SCANS,
        seen: Seen::default(),
    };
    walk.enter(role, None);
    while let Some((role, gathered_from)) = walk.open.pop_front() {
        if walk.scans == 0 || walk.contents.rules.len() >= RULES {
            walk.contents.cannot_tell = true;
            break;
        }
        walk.visit(role, gathered_from);
    }
    walk.contents
}

/// The roles that have been entered: each counts once, so that circles end.
#[derive(Default)]
struct Seen {
    found: FxHashSet<ResourceId>,
    built_in: FxHashSet<&'static str>,
}

struct Walk<'g> {
    from: Resource<'g>,
    contents: RoleContents<'g>,
    open: VecDeque<(RoleSource<'g>, Option<RoleSource<'g>>)>,
    /// How many are left.
    scans: usize,
    seen: Seen,
}

impl<'g> Walk<'g> {
    fn enter(&mut self, role: RoleSource<'g>, gathered_from: Option<RoleSource<'g>>) {
        let is_new = match role {
            RoleSource::Found(found) => self.seen.found.insert(found.id()),
            RoleSource::BuiltIn(built_in) => self.seen.built_in.insert(built_in.name),
            RoleSource::Missing => true,
        };
        if !is_new {
            return;
        }
        if self.seen.found.len() + self.seen.built_in.len() > GATHERED_ROLES {
            self.contents.cannot_tell = true;
            return;
        }
        self.open.push_back((role, gathered_from));
    }

    fn visit(&mut self, role: RoleSource<'g>, gathered_from: Option<RoleSource<'g>>) {
        match role {
            RoleSource::Missing => self.contents.cannot_tell = true,
            RoleSource::BuiltIn(built_in) => {
                match built_in.rules() {
                    Some(rules) => self.take(rules.map(Rule::BuiltIn), gathered_from),
                    None => self.contents.cannot_tell = true,
                }
                let extensions = self.from.graph().extensions_of(self.from.id(), built_in);
                self.gather(extensions);
            }
            RoleSource::Found(found) => {
                let Some(role) = RoleRules::of(found) else { return };
                if role.aggregation_rule().is_none() {
                    self.take(role.rules().map(Rule::Written), gathered_from);
                    return;
                }
                for selector in role.cluster_role_selectors() {
                    if self.scans == 0 {
                        self.contents.cannot_tell = true;
                        return;
                    }
                    self.gather(found.graph().aggregated(role, selector));
                }
            }
        }
    }

    fn gather(&mut self, selected: Aggregated) {
        self.scans = self.scans.saturating_sub(selected.scanned.max(1));
        self.contents.cannot_tell |= selected.truncated;
        for id in selected.roles {
            let role = RoleSource::Found(self.from.graph().resource(id));
            self.enter(role, Some(role));
        }
        for built_in in selected.built_in {
            let role = RoleSource::BuiltIn(built_in);
            self.enter(role, Some(role));
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
