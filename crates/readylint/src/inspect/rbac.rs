//! What accounts, users and groups may do: bindings, roles and aggregation joined.

use std::collections::HashSet;

use readylint_emit::{Cell, Table};
use readylint_engine::Input;
use readylint_kube::facts::permissions::{Account, Grant, Rule, Scope as GrantScope, Via, permissions_of};
use readylint_kube::{Binding, Identity, Kind, Resource, ResourceGraph, RoleSource};
use readylint_scalars::BuiltInResource;

use super::{Scope, graphs, table};

/// One row for each rule that is granted to somebody: to each ServiceAccount of the input or that its pods use, and to
/// everybody else that a binding names. An account without permissions has one row.
pub fn rbac(input: &Input, scope: &Scope) -> Table {
    let mut rows = Vec::new();
    // an account is seen from each folder that names it: what is seen alike is told once
    let mut told = HashSet::new();
    let mut is_open = false;
    for graph in graphs(input) {
        for (from, identity) in identities(graph, scope) {
            let permissions = permissions_of(from, identity);
            is_open |= permissions.cannot_tell();
            let is_account = matches!(identity, Identity::Account { .. });
            if is_account && permissions.grants.is_empty() {
                rows.extend(Some(party(identity)).filter(|row| told.insert(format!("{row:?}"))));
            }
            // users and groups have no namespace of their own: what they may do in one counts
            let is_shown = |grant: &&Grant<'_>| match grant.scope {
                GrantScope::Namespace(namespace) => is_account || scope.holds_namespace(namespace),
                GrantScope::Cluster => true,
            };
            let grants = permissions.grants.iter().filter(is_shown);
            let new =
                grants.filter_map(|grant| row(identity, grant)).filter(|row| told.insert(format!("{row:?}")));
            rows.extend(new);
        }
    }
    let mut notes = vec!["Permissions that are granted outside of the input are not shown.".to_owned()];
    if is_open {
        notes.push(
            "Rows without verbs stand for roles that are not in the input, or whose rules are not known."
                .to_owned(),
        );
    }
    let columns = [
        "Namespace",
        "Kind",
        "Name",
        "Scope",
        "Verbs",
        "API groups",
        "Resources",
        "Resource names",
        "URLs",
        "Role",
        "Binding",
        "Via",
    ];
    table("rbac", "Effective permissions", &columns, rows, notes)
}

/// Everybody to show, each once in each group of files, with an object in whose place they are seen: the ServiceAccounts of
/// the input, those that pods use, and whom bindings name.
fn identities<'g>(graph: &'g ResourceGraph, scope: &Scope) -> Vec<(Resource<'g>, Identity<'g>)> {
    let accounts = graph.of_kind(Kind::ServiceAccount).filter_map(|account| {
        let identity = Identity::Account { namespace: account.namespace(), name: account.name()? };
        Some((account, identity))
    });
    let used = graph.pod_templates().map(|pod| seen(pod.resource(), Account::of(pod).identity()));
    let bindings = graph.of_kind(Kind::RoleBinding).chain(graph.of_kind(Kind::ClusterRoleBinding));
    let named = bindings.filter_map(Binding::of).flat_map(|binding| {
        let identities = binding.subjects().filter_map(move |subject| binding.identity(subject));
        identities.map(move |identity| seen(binding.resource(), identity))
    });
    let mut taken = HashSet::new();
    let is_shown = |identity: &Identity<'g>| match identity {
        Identity::Account { namespace, .. } => scope.holds_namespace(*namespace),
        Identity::User(_) | Identity::Group(_) => true,
    };
    accounts
        .chain(used)
        .chain(named)
        .filter(|(from, identity)| !from.is_context() && is_shown(identity))
        .filter(|&(from, identity)| taken.insert((graph.group_of(from.id()), identity)))
        .collect()
}

/// `identity` as `from` means it: an account of the input is seen in its own place.
fn seen<'g>(from: Resource<'g>, identity: Identity<'g>) -> (Resource<'g>, Identity<'g>) {
    let object = match identity {
        Identity::Account { namespace, name } => {
            from.graph().look_up(from.id(), Kind::ServiceAccount, namespace, name)
        }
        Identity::User(_) | Identity::Group(_) => None,
    };
    (object.unwrap_or(from), identity)
}

fn key(identity: Identity<'_>) -> (&str, Option<&str>, &str) {
    match identity {
        Identity::Account { namespace, name } => ("ServiceAccount", namespace, name),
        Identity::User(name) => ("User", None, name),
        Identity::Group(name) => ("Group", None, name),
    }
}

fn party(identity: Identity<'_>) -> Vec<Cell> {
    let (kind, namespace, name) = key(identity);
    vec![namespace.into(), kind.into(), name.into()]
}

/// The row of `grant`; `None` if it grants nothing where it holds.
fn row(identity: Identity<'_>, grant: &Grant<'_>) -> Option<Vec<Cell>> {
    let mut row = party(identity);
    row.push(match grant.scope {
        GrantScope::Cluster => "cluster".into(),
        GrantScope::Namespace(namespace) => namespace.unwrap_or("own namespace").into(),
    });
    match grant.rule {
        Some(rule) => row.extend(lists(rule, grant.scope)?),
        None => row.extend(std::iter::repeat_n(Cell::Null, 5)),
    }
    let via = match grant.via {
        Via::Name => None,
        Via::Group(group) => Some(group),
    };
    row.extend([role(grant).into(), grant.binding.title().into(), via.into()]);
    Some(row)
}

/// Verbs, groups, resources, names and URLs of a rule. URLs and what has no namespace are granted in the cluster only;
/// `None` if nothing else is in the rule.
fn lists(rule: Rule<'_>, scope: GrantScope<'_>) -> Option<[Cell; 5]> {
    let is_wide = scope == GrantScope::Cluster;
    let groups: Vec<&str> = rule.api_groups().map(|term| term.text).collect();
    let resources: Vec<&str> = rule
        .resources()
        .map(|term| term.text)
        .filter(|name| is_wide || may_be_namespaced(&groups, name))
        .collect();
    let urls = rule.non_resource_urls().filter(|_| is_wide);
    let urls: Vec<&str> = urls.map(|term| term.text).collect();
    if resources.is_empty() && urls.is_empty() {
        return None;
    }
    let shown = groups.iter().map(|group| if group.is_empty() { "core" } else { group });
    Some([
        joined(rule.verbs().map(|term| term.text)),
        joined(shown),
        joined(resources.into_iter()),
        joined(rule.resource_names().map(|term| term.text)),
        joined(urls.into_iter()),
    ])
}

/// Whether `resource`, perhaps with a subresource, of one of `groups` is or may be one that lives in namespaces.
fn may_be_namespaced(groups: &[&str], resource: &str) -> bool {
    let plural = resource.split('/').next().unwrap_or_default();
    groups.iter().any(|group| BuiltInResource::find(group, plural).is_none_or(|found| found.namespaced))
}

fn joined<'g>(texts: impl Iterator<Item = &'g str>) -> Cell {
    let texts: Vec<&str> = texts.collect();
    if texts.is_empty() { Cell::Null } else { texts.join(", ").into() }
}

/// The role that is bound, and where the rule comes from if that is another.
fn role(grant: &Grant<'_>) -> String {
    let name = |source: RoleSource<'_>| match source {
        RoleSource::Found(role) => role.title(),
        RoleSource::BuiltIn(role) => format!("built-in `{}`", role.name),
        RoleSource::Missing => "not in the input".to_owned(),
    };
    match grant.gathered_from {
        Some(source) => format!("{} with {}", name(grant.role), name(source)),
        None => name(grant.role),
    }
}
