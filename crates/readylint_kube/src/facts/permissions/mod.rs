//! What accounts, users and groups may do: bindings joined with roles, as the API server's RBAC authorizer does it.
//!
//! The input may be a part of a cluster, so what it does not grant may be granted all the same; a role that is not in it
//! makes the answer "cannot tell".

mod account;
mod roles;
mod rule;

pub use account::{Account, Automount, automount};
pub use roles::{GatheredRule, RoleContents, role_contents};
pub use rule::{Permission, Request, Rule, Scope, Term};

use readylint_yaml::Node;

use crate::graph::{Bound, RoleSource};
use crate::views::Identity;
use crate::{Binding, Resource};

/// How many grants one identity may have before the rest is left out.
const GRANTS: usize = 1 << 16;

/// All that somebody may do.
#[derive(Clone, Debug, Default)]
pub struct Permissions<'g> {
    /// One entry for each subject that means them, and each rule of the role that is bound.
    pub grants: Vec<Grant<'g>>,
    /// Whether grants were left out, because there are too many.
    pub truncated: bool,
}

/// A rule that somebody is granted.
#[derive(Clone, Copy, Debug)]
pub struct Grant<'g> {
    /// Where it holds.
    pub scope: Scope<'g>,
    /// The RoleBinding or ClusterRoleBinding.
    pub binding: Resource<'g>,
    /// Its subject that means them.
    pub subject: Node<'g>,
    /// How it means them.
    pub via: Via<'g>,
    /// The role that is bound.
    pub role: RoleSource<'g>,
    /// The ClusterRole that the rule is gathered from, if the one that is bound is aggregated.
    pub gathered_from: Option<RoleSource<'g>>,
    /// The rule; `None` if the role's rules, or some of them, are not known.
    pub rule: Option<Rule<'g>>,
    /// Whether the subject surely means them: not if a namespace is unset on one of the two sides.
    pub certain: bool,
}

impl<'g> Grant<'g> {
    /// Every combination of verb, group and resource that it allows, wildcards as they are; none if its rule is not known.
    /// Of a rule with very many, the first ones.
    pub fn permissions(self) -> impl Iterator<Item = Permission<'g>> {
        self.rule.into_iter().flat_map(move |rule| rule.permissions(self.scope))
    }

    /// Whether it holds where `scope` is.
    fn reaches(&self, scope: Scope<'_>) -> bool {
        self.scope == Scope::Cluster || self.scope == scope
    }

    /// Whether it holds where `scope` is, or may turn out to: one of the two namespaces is unset.
    fn may_reach(&self, scope: Scope<'_>) -> bool {
        let is_unset = |scope| scope == Scope::Namespace(None);
        self.reaches(scope) || (scope != Scope::Cluster && (is_unset(self.scope) || is_unset(scope)))
    }
}

/// How a subject means somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via<'g> {
    /// By their own name.
    Name,
    /// By the name of a group that they belong to.
    Group(&'g str),
}

/// Whether somebody may do something.
#[derive(Clone, Copy, Debug)]
pub enum Answer<'p, 'g> {
    /// This allows it.
    Yes(&'p Grant<'g>),
    /// Nothing in the input allows it.
    No,
    /// Something may allow it that is not known.
    CannotTell,
}

impl<'g> Permissions<'g> {
    /// The grant that allows `request`, if one does for certain.
    pub fn allows(&self, request: &Request<'_>) -> Option<&Grant<'g>> {
        self.grants.iter().find(|grant| {
            grant.certain
                && grant.reaches(request.scope)
                && grant.rule.is_some_and(|rule| rule.allows(request))
        })
    }

    /// The grant that allows `verb` on the URL `path`, if one does for certain. URLs belong to the cluster: a RoleBinding
    /// grants none.
    pub fn allows_url(&self, verb: &str, path: &str) -> Option<&Grant<'g>> {
        self.grants.iter().find(|grant| {
            grant.certain
                && grant.scope == Scope::Cluster
                && grant.rule.is_some_and(|rule| rule.allows_url(verb, path))
        })
    }

    /// Whether `request` is allowed.
    pub fn answer(&self, request: &Request<'_>) -> Answer<'_, 'g> {
        if let Some(grant) = self.allows(request) {
            return Answer::Yes(grant);
        }
        let may_allow = |grant: &Grant<'g>| {
            grant.may_reach(request.scope) && grant.rule.is_none_or(|rule| rule.allows(request))
        };
        let cannot_tell = self.truncated || self.grants.iter().any(may_allow);
        if cannot_tell { Answer::CannotTell } else { Answer::No }
    }

    /// Whether there may be more than is known: of a role that is not in the input, or because there is too much.
    pub fn cannot_tell(&self) -> bool {
        self.truncated || self.grants.iter().any(|grant| grant.rule.is_none())
    }

    fn add(&mut self, from: Resource<'g>, bound: &Bound, via: Via<'g>) {
        let graph = from.graph();
        self.truncated |= bound.truncated;
        for subject in &bound.subjects {
            let Some(binding) = Binding::of(graph.resource(subject.binding)) else { continue };
            let role = RoleSource::of(binding);
            let scope = if binding.is_cluster_wide() {
                Scope::Cluster
            } else {
                Scope::Namespace(binding.namespace())
            };
            let grant = Grant {
                scope,
                binding: binding.resource(),
                subject: binding.at(subject.subject),
                via,
                role,
                gathered_from: None,
                rule: None,
                certain: subject.certain,
            };
            let contents = role_contents(binding.resource(), role);
            let room = GRANTS.saturating_sub(self.grants.len());
            self.truncated |= contents.rules.len() > room;
            let rules = contents.rules.into_iter().take(room);
            self.grants.extend(rules.map(|gathered| Grant {
                rule: Some(gathered.rule),
                gathered_from: gathered.gathered_from,
                ..grant
            }));
            if contents.cannot_tell {
                self.grants.push(grant);
            }
        }
    }
}

/// What the bindings of the input grant to `who`, as seen by `from`: to them, and to the groups that they belong to.
///
/// A ServiceAccount belongs to `system:serviceaccounts`, `system:serviceaccounts:<namespace>` and
/// `system:authenticated`, a user to the latter, `system:anonymous` to `system:unauthenticated`
/// (`serviceaccount.MakeGroupNames` of apiserver, authentication/user).
pub fn permissions_of<'g>(from: Resource<'g>, who: Identity<'_>) -> Permissions<'g> {
    let graph = from.graph();
    let mut permissions = Permissions::default();
    permissions.add(from, &graph.bound_to(from.id(), who), Via::Name);
    let mut add_group = |group: &str| {
        // a group that is not in the input has no symbol, and nothing is bound to it
        if let Some(symbol) = graph.symbol(group) {
            let bound = graph.bound_to(from.id(), Identity::Group(group));
            permissions.add(from, &bound, Via::Group(graph.text(symbol)));
        }
    };
    match who {
        Identity::Account { namespace, .. } => {
            add_group("system:serviceaccounts");
            add_group("system:authenticated");
            match namespace {
                Some(namespace) => add_group(&format!("system:serviceaccounts:{namespace}")),
                None => {
                    let bound = graph.bound_to_some_namespace(from.id());
                    permissions.add(from, &bound, Via::Group("system:serviceaccounts:"));
                }
            }
        }
        Identity::User("system:anonymous") => add_group("system:unauthenticated"),
        Identity::User(_) => add_group("system:authenticated"),
        Identity::Group(_) => {}
    }
    permissions
}
