//! What accounts, users and groups may do: bindings, roles and aggregation joined.

use std::collections::BTreeSet;

use readylint_emit::{Cell, Table};
use readylint_engine::Input;
use readylint_kube::facts::permissions::{Grant, Rule, Scope as GrantScope, Term, Via, permissions_of};
use readylint_kube::{Binding, Identity, Kind, Resource, ResourceGraph, RoleSource};

use super::{Scope, graphs};

/// One row for each rule that is granted to somebody: to each ServiceAccount of the input, and to everybody else that a
/// binding names. An account without permissions has one row.
pub fn rbac(input: &Input, scope: &Scope) -> Table {
    let mut rows = Vec::new();
    let mut is_open = false;
    for graph in graphs(input) {
        for (from, identity) in identities(graph, scope) {
            let permissions = permissions_of(from, identity);
            is_open |= permissions.cannot_tell();
            let is_account = matches!(identity, Identity::Account { .. });
            if is_account && permissions.grants.is_empty() {
                rows.push(party(identity));
            }
            // users and groups have no namespace of their own: what they may do in one counts
            let is_shown = |grant: &&Grant<'_>| match grant.scope {
                GrantScope::Namespace(namespace) => is_account || scope.holds_namespace(namespace),
                GrantScope::Cluster => true,
            };
            rows.extend(permissions.grants.iter().filter(is_shown).map(|grant| row(identity, grant)));
        }
    }
    let mut notes = vec!["Permissions that are granted outside of the input are not shown.".to_owned()];
    if is_open {
        notes.push(
            "Rows without verbs stand for roles that are not in the input, or whose rules are not known."
                .to_owned(),
        );
    }
    Table {
        report: "rbac".to_owned(),
        title: "Effective permissions".to_owned(),
        columns: [
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
        ]
        .map(str::to_owned)
        .to_vec(),
        rows,
        notes,
    }
}

/// Everybody to show, each once, with an object in whose place they are seen: ServiceAccounts first, then whom the
/// bindings name.
fn identities<'g>(graph: &'g ResourceGraph, scope: &Scope) -> Vec<(Resource<'g>, Identity<'g>)> {
    let accounts = graph.of_kind(Kind::ServiceAccount).filter_map(|account| {
        let identity = Identity::Account { namespace: account.namespace(), name: account.name()? };
        Some((account, identity))
    });
    let bindings = graph.of_kind(Kind::RoleBinding).chain(graph.of_kind(Kind::ClusterRoleBinding));
    let named = bindings.filter_map(Binding::of).flat_map(|binding| {
        binding.subjects().filter_map(move |subject| Some((binding.resource(), binding.identity(subject)?)))
    });
    let mut seen = BTreeSet::new();
    let is_shown = |identity: &Identity<'g>| match identity {
        Identity::Account { namespace, .. } => scope.holds_namespace(*namespace),
        Identity::User(_) | Identity::Group(_) => true,
    };
    accounts
        .chain(named)
        .filter(|(from, identity)| !from.is_context() && is_shown(identity))
        .filter(|&(_, identity)| seen.insert(key(identity)))
        .collect()
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

fn row(identity: Identity<'_>, grant: &Grant<'_>) -> Vec<Cell> {
    let mut row = party(identity);
    row.push(match grant.scope {
        GrantScope::Cluster => "cluster".into(),
        GrantScope::Namespace(namespace) => namespace.unwrap_or("own namespace").into(),
    });
    match grant.rule {
        Some(rule) => row.extend(lists(rule)),
        None => row.extend(std::iter::repeat_n(Cell::Null, 5)),
    }
    let via = match grant.via {
        Via::Name => None,
        Via::Group(group) => Some(group),
    };
    row.extend([role(grant).into(), grant.binding.title().into(), via.into()]);
    row
}

/// Verbs, groups, resources, names and URLs of a rule.
fn lists(rule: Rule<'_>) -> [Cell; 5] {
    let groups = rule.api_groups().map(|term| if term.text.is_empty() { "core" } else { term.text });
    let groups: Vec<&str> = groups.collect();
    [
        joined(rule.verbs()),
        if groups.is_empty() { Cell::Null } else { groups.join(", ").into() },
        joined(rule.resources()),
        joined(rule.resource_names()),
        joined(rule.non_resource_urls()),
    ]
}

fn joined<'g>(terms: impl Iterator<Item = Term<'g>>) -> Cell {
    let texts: Vec<&str> = terms.map(|term| term.text).collect();
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
