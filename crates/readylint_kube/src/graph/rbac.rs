//! Who is bound to what, and which ClusterRoles others gather.
//!
//! Bindings are indexed by whom they name, in the group and anywhere: an account is never held against all bindings.
//! As for all look-ups, the own group comes first (D15): a binding of another group counts unless the own group has one
//! of that name, or that group has an account of its own which it means.

use readylint_yaml::{Node, NodeId};

use super::select::SCAN_BUDGET;
use super::{ResourceGraph, ResourceId, SELECTION_BUDGET, TypeCode};
use crate::views::{Binding, Identity, LabelSelector, LabelSource, Match, PlainLabels, Resource, RoleRules};
use crate::{Kind, Symbol};
use readylint_scalars::BuiltInRole;

/// How many subjects that name one account or user are looked at. Each subject names one, so that all of them together
/// are no more than the input holds.
const NAMED: usize = 1 << 13;

/// What the selectors of all aggregated ClusterRoles together may be held against, as each may select all of them: each
/// gets its share.
const SHARED_SCANS: usize = 1 << 20;

/// The least share: more than any cluster's roles gather by one selector, where so many of them do.
const LEAST_SCANS: usize = 64;

/// A role, as a binding finds it.
#[derive(Clone, Copy, Debug)]
pub enum RoleSource<'g> {
    /// A Role or ClusterRole of the input.
    Found(Resource<'g>),
    /// A role that every cluster has.
    BuiltIn(&'static BuiltInRole),
    /// One that is not in the input.
    Missing,
}

impl<'g> RoleSource<'g> {
    /// The role that `binding` refers to, as the binding sees it.
    pub fn of(binding: Binding<'g>) -> Self {
        let (Some(kind), Some(name)) = (binding.role_kind(), binding.role_name().and_then(Node::text)) else {
            return Self::Missing;
        };
        let namespace = binding.namespace().filter(|_| kind == Kind::Role);
        if let Some(found) = binding.graph().look_up(binding.id(), kind, namespace, name) {
            return Self::Found(found);
        }
        let built_in = match kind {
            Kind::Role => BuiltInRole::role(namespace, name),
            _ => BuiltInRole::cluster_role(name),
        };
        built_in.map_or(Self::Missing, Self::BuiltIn)
    }
}

/// Whom a subject names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum SubjectKey {
    /// A ServiceAccount of a namespace.
    Account(Option<Symbol>, Symbol),
    /// A ServiceAccount of any namespace that is set.
    AccountSomewhere(Symbol),
    User(Symbol),
    Group(Symbol),
    /// The group of all ServiceAccounts of some namespace.
    AccountsSomewhere,
}

/// A subject of a binding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BoundSubject {
    pub(crate) binding: ResourceId,
    pub(crate) subject: NodeId,
    /// Whether it surely means whom was asked for: not if one of the two namespaces is unset.
    pub(crate) certain: bool,
}

/// The subjects that mean somebody.
#[derive(Debug, Default)]
pub(crate) struct Bound {
    pub(crate) subjects: Vec<BoundSubject>,
    /// Whether there are more than were looked at.
    pub(crate) truncated: bool,
}

/// The ClusterRoles that a selector of an aggregated one selects.
#[derive(Debug, Default)]
pub(crate) struct Aggregated {
    /// Those of the input.
    pub(crate) roles: Vec<ResourceId>,
    /// Those of every cluster.
    pub(crate) built_in: Vec<&'static BuiltInRole>,
    /// Whether there are more than were looked at.
    pub(crate) truncated: bool,
    /// How many were looked at.
    pub(crate) scanned: usize,
}

impl ResourceGraph {
    /// The subjects of bindings that name `who`, as seen by `from`; not those that name a group `who` belongs to.
    pub(crate) fn bound_to(&self, from: ResourceId, who: Identity<'_>) -> Bound {
        let mut bound = Bound::default();
        match who {
            Identity::User(name) => {
                if let Some(name) = self.symbol(name) {
                    self.bind(&mut bound, from, SubjectKey::User(name));
                }
            }
            Identity::Group(name) => {
                if let Some(name) = self.symbol(name) {
                    self.bind(&mut bound, from, SubjectKey::Group(name));
                }
            }
            Identity::Account { namespace, name } => {
                let Some(name) = self.symbol(name) else { return bound };
                match namespace.map(|namespace| self.symbol(namespace)) {
                    Some(None) => {}
                    Some(Some(namespace)) => {
                        self.bind(&mut bound, from, SubjectKey::Account(Some(namespace), name));
                    }
                    None => self.bind(&mut bound, from, SubjectKey::Account(None, name)),
                }
                let other = match namespace {
                    Some(_) => SubjectKey::Account(None, name),
                    None => SubjectKey::AccountSomewhere(name),
                };
                self.may_bind(&mut bound, from, other);
            }
        }
        bound
    }

    /// The subjects that name the accounts of some namespace, which may turn out to be that of an account whose namespace
    /// is unset.
    pub(crate) fn bound_to_some_namespace(&self, from: ResourceId) -> Bound {
        let mut bound = Bound::default();
        self.may_bind(&mut bound, from, SubjectKey::AccountsSomewhere);
        bound
    }

    /// The subjects that name one of the groups of an account of `namespace`: of all accounts, of those of its namespace,
    /// of all who are known. At most `limit` of each are looked at, so that many accounts cost no more than their number.
    pub(crate) fn bound_to_groups_of(
        &self,
        from: ResourceId,
        namespace: Option<&str>,
        limit: usize,
    ) -> Vec<BoundSubject> {
        let group = self.group(from);
        let of_namespace = namespace.map(|namespace| format!("system:serviceaccounts:{namespace}"));
        let names = [Some("system:serviceaccounts"), of_namespace.as_deref(), Some("system:authenticated")];
        let mut found = Vec::new();
        for name in names.into_iter().flatten().filter_map(|name| self.symbol(name)) {
            let key = SubjectKey::Group(name);
            let own = self.index().bound(Some(group), key);
            let others = self.index().bound(None, key).iter().take(limit);
            let others = others.filter(|&&(id, _)| self.group(id) != group && self.is_seen(from, id));
            let all = own.iter().chain(others).take(limit);
            found.extend(all.map(|&(binding, subject)| BoundSubject { binding, subject, certain: true }));
        }
        found
    }

    fn bind(&self, bound: &mut Bound, from: ResourceId, key: SubjectKey) {
        let group = self.group(from);
        let own = self.index().bound(Some(group), key);
        push(bound, key, own, true);
        let all = self.index().bound(None, key);
        if own.len() == all.len() {
            return;
        }
        bound.truncated |= all.len() > SCAN_BUDGET;
        for &(binding, subject) in all.iter().take(SCAN_BUDGET) {
            let other = self.group(binding);
            if other != group && self.is_seen(from, binding) && !self.has_account(other, key) {
                push(bound, key, &[(binding, subject)], true);
            }
        }
    }

    /// Subjects of the own group that may turn out to be the account that is asked for, once all are applied.
    fn may_bind(&self, bound: &mut Bound, from: ResourceId, key: SubjectKey) {
        push(bound, key, self.index().bound(Some(self.group(from)), key), false);
    }

    /// Whether a look-up by `from` of the name of `id` leads to `id`, or to a definition of the same group.
    pub(crate) fn is_seen(&self, from: ResourceId, id: ResourceId) -> bool {
        let data = self.data(id);
        let found = data.name.and_then(|name| self.find(from, data.type_code, data.namespace, name));
        found.is_none_or(|found| self.group(found.id()) == self.group(id))
    }

    /// Whether `group` holds the ServiceAccount that `key` names.
    fn has_account(&self, group: u32, key: SubjectKey) -> bool {
        let SubjectKey::Account(namespace, name) = key else { return false };
        let accounts = TypeCode::known(Kind::ServiceAccount);
        self.index().all(accounts, group, namespace, name).next().is_some()
    }

    /// The ClusterRoles that `selector`, one of `role`'s `aggregationRule`, selects. A role does not gather itself.
    pub(crate) fn aggregated(&self, role: RoleRules<'_>, selector: LabelSelector<'_>) -> Aggregated {
        let is_other = |name: Option<&str>| name.is_none() || name != role.name();
        let candidates = self.labelled_candidates(Kind::ClusterRole, selector.match_labels());
        let share = SHARED_SCANS / self.index().aggregated_roles().max(1);
        let share = share.clamp(LEAST_SCANS, SCAN_BUDGET);
        let mut found = Aggregated {
            truncated: candidates.len() > share,
            scanned: candidates.len().min(share),
            ..Aggregated::default()
        };
        for &id in candidates.iter().take(share) {
            let other = Resource::new(self, id);
            let matches = || selector.matches_source(&PlainLabels(other.metadata().labels())) == Match::Yes;
            if is_other(other.name()) && matches() && self.is_seen(role.id(), id) {
                found.roles.push(id);
            }
        }
        let is_own = |built_in: &BuiltInRole| {
            is_other(Some(built_in.name))
                && self.look_up(role.id(), Kind::ClusterRole, None, built_in.name).is_none()
        };
        let built_in = BuiltInRole::cluster_roles().iter();
        found.built_in.extend(
            built_in
                .filter(|role| selector.matches_source(&BuiltInLabels(role)) == Match::Yes)
                .filter(|role| is_own(role)),
        );
        found
    }

    /// The ClusterRoles, as seen by `from`, that carry one of the labels that `role` gathers others by.
    pub(crate) fn extensions_of(&self, from: ResourceId, role: &BuiltInRole) -> Aggregated {
        let mut found = Aggregated::default();
        for label in role.aggregates {
            let Some(label) = self.symbol(label).zip(self.symbol("true")) else { continue };
            let roles = self.index().labelled_objects(Kind::ClusterRole, label);
            found.truncated |= roles.len() > SELECTION_BUDGET;
            found.scanned += roles.len().min(SELECTION_BUDGET);
            let seen = roles.iter().take(SELECTION_BUDGET).filter(|&&id| self.is_seen(from, id));
            found.roles.extend(seen);
        }
        found
    }
}

fn push(bound: &mut Bound, key: SubjectKey, subjects: &[(ResourceId, NodeId)], certain: bool) {
    let limit = match key {
        SubjectKey::Account(Some(_), _) | SubjectKey::User(_) => NAMED,
        // many accounts belong to a group, or share a name
        _ => SELECTION_BUDGET,
    };
    let room = limit.saturating_sub(bound.subjects.len());
    bound.truncated |= subjects.len() > room;
    let subjects = subjects.iter().take(room);
    bound.subjects.extend(subjects.map(|&(binding, subject)| BoundSubject { binding, subject, certain }));
}

/// The labels of a built-in role.
struct BuiltInLabels<'r>(&'r BuiltInRole);

impl LabelSource for BuiltInLabels<'_> {
    fn label(&self, key: &str) -> Option<&str> {
        self.0.label(key)
    }

    fn unwritten(&self, _key: &str, _wanted: Option<&str>) -> Match {
        Match::No
    }
}
