//! Bindings, roles and accounts.

use readylint_yaml::{Node, NodeId};
use rustc_hash::FxHashSet;

use super::{Edges, Link};
use crate::graph::{BoundSubject, End, Relation, ResourceId, RoleSource, SELECTION_BUDGET, Target, TypeCode};
use crate::views::{Binding, Identity, PolicyRule, RoleRules, Subject};
use crate::{Kind, Resource};
use readylint_scalars::{BuiltInResource, has_any_resource};

/// How many accounts a group may have to be told one by one.
const GROUP_MEMBERS: usize = 64;

/// How many subjects that name one of an account's groups are followed from each account: as many edges each of them may
/// have for one line of a binding.
const GROUP_BINDINGS: usize = 64;

/// How many of one role's resources are looked up, in each of the groups that their rule names.
const RESOURCES_OF_ONE_ROLE: usize = 1 << 12;

/// How many APIServices are looked at for the group of a resource.
const API_SERVICES: usize = 256;

/// Annotations of ServiceAccounts that name an identity outside the cluster: IAM roles of AWS (EKS Pod Identity Webhook),
/// Workload Identity of Google Cloud and of Azure.
const CLOUD_IDENTITIES: [&str; 3] =
    ["eks.amazonaws.com/role-arn", "iam.gke.io/gcp-service-account", "azure.workload.identity/client-id"];

pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    if let Some(binding) = Binding::of(resource) {
        bound_role(edges, binding);
        for subject in binding.subjects() {
            bound_subject(edges, binding, subject);
        }
    } else if let Some(role) = RoleRules::of(resource) {
        aggregated(edges, role);
        resources(edges, role);
    } else if resource.kind() == Kind::ServiceAccount {
        permissions(edges);
        cloud_role(edges);
    }
}

fn target(role: RoleSource<'_>) -> Target {
    match role {
        RoleSource::Found(found) => Target::Found(found.end()),
        RoleSource::BuiltIn(_) => Target::BuiltIn,
        RoleSource::Missing => Target::Missing,
    }
}

fn bound_role<'g>(edges: &mut Edges<'_, 'g>, binding: Binding<'g>) {
    let (Some(reference), Some(name)) = (binding.role_ref(), binding.role_name()) else { return };
    let to = target(RoleSource::of(binding));
    let kind = reference.get("kind").and_then(Node::text).unwrap_or_default();
    let asked = format!("{kind}/{}", name.text().unwrap_or_default());
    edges.push_asking(binding.data().root, Relation::BindingRole, name, to, (&asked, false));
}

fn bound_subject<'g>(edges: &mut Edges<'_, 'g>, binding: Binding<'g>, subject: Subject<'g>) {
    let Some(site) = subject.node().get("name") else { return };
    let from = binding.data().root;
    match binding.identity(subject) {
        Some(Identity::Account { namespace, name }) => {
            let asked = namespace.map(|namespace| format!("{namespace}/{name}"));
            for to in accounts(edges, namespace, name) {
                match &asked {
                    Some(asked) => {
                        edges.push_asking(from, Relation::BindingSubject, site, to, (asked, false));
                    }
                    None => edges.push(from, Relation::BindingSubject, site, to, false),
                }
            }
        }
        Some(Identity::User(_)) => edges.push(from, Relation::BindingSubject, site, Target::External, false),
        Some(Identity::Group(name)) => {
            edges.push(from, Relation::BindingSubject, site, Target::External, false);
            for id in members(edges, name) {
                let to = Target::Found(edges.resource.graph().resource(id).end());
                edges.push(from, Relation::BindingSubject, site, to, false);
            }
        }
        // an account of no namespace: the API refuses it
        None if subject.kind() == Some("ServiceAccount") => {
            edges.push(from, Relation::BindingSubject, site, Target::Missing, false);
        }
        None => {}
    }
}

/// What the name of an account leads to. Files that are applied with `-n` leave the namespace unset, a binding of the
/// cluster must name one: where only one of the two sides has a namespace, the accounts of the same files that may turn
/// out to be meant.
fn accounts(edges: &Edges<'_, '_>, namespace: Option<&str>, name: &str) -> Vec<Target> {
    let to = edges.resolve_in(Kind::ServiceAccount, namespace, name);
    if matches!(to, Target::Found(_)) {
        return vec![to];
    }
    let graph = edges.resource.graph();
    let type_code = TypeCode::known(Kind::ServiceAccount);
    let group = graph.group(edges.resource.id());
    let may_be_meant = |id: &ResourceId| {
        graph.group(*id) == group && graph.resource(*id).namespace().is_some() != namespace.is_some()
    };
    let named = graph.symbol(name).into_iter().flat_map(|name| graph.index().of_name(type_code, name));
    let meant = named.take(SELECTION_BUDGET).filter(may_be_meant).take(GROUP_MEMBERS);
    let meant: Vec<Target> = meant.map(|id| Target::Found(graph.resource(id).end())).collect();
    if meant.is_empty() { vec![to] } else { meant }
}

/// The ServiceAccounts of the input that belong to `group`, if it is one of accounts and they are few.
fn members(edges: &Edges<'_, '_>, group: &str) -> Vec<ResourceId> {
    let graph = edges.resource.graph();
    let accounts = match group.strip_prefix("system:serviceaccounts") {
        Some("") => graph.index().of_kind(Kind::ServiceAccount),
        Some(rest) => {
            let namespace = rest.strip_prefix(':').and_then(|namespace| graph.symbol(namespace));
            let accounts = TypeCode::known(Kind::ServiceAccount);
            namespace.map_or(&[][..], |namespace| graph.index().in_scope(accounts, Some(namespace)))
        }
        None => &[],
    };
    if accounts.len() > GROUP_MEMBERS {
        return Vec::new();
    }
    let from = edges.resource.id();
    accounts.iter().copied().filter(|&id| graph.is_seen(from, id)).collect()
}

/// The ClusterRoles that an aggregated one gathers.
fn aggregated<'g>(edges: &mut Edges<'_, 'g>, role: RoleRules<'g>) {
    let graph = role.graph();
    for selector in role.cluster_role_selectors() {
        let Some(site) = selector.node().filter(|_| !edges.is_spent()) else { continue };
        let selected = graph.aggregated(role, selector);
        edges.scans = edges.scans.saturating_sub(selected.scanned);
        let from = role.data().root;
        for built_in in &selected.built_in {
            let asked = (built_in.name, false);
            edges.push_asking(from, Relation::ClusterRoleAggregates, site, Target::BuiltIn, asked);
        }
        let is_vain = selected.roles.is_empty() && selected.built_in.is_empty() && !selected.truncated;
        edges.push_objects(from, Relation::ClusterRoleAggregates, site, selected.roles, is_vain);
    }
}

/// The resources that the rules of a role name. Rules list groups and resources that do not all fit each other
/// (`["", "apps"]` and `["pods", "deployments"]`): a resource is missing if none of the groups has it.
fn resources<'g>(edges: &mut Edges<'_, 'g>, role: RoleRules<'g>) {
    let mut budget = RESOURCES_OF_ONE_ROLE;
    for rule in role.rules() {
        if rule.api_groups().any(|group| group.text() == Some("*")) {
            continue;
        }
        for site in rule.resources() {
            let Some(name) = site.text().filter(|name| !name.is_empty() && !name.starts_with('*')) else {
                continue;
            };
            resource(edges, rule, (site, name), &mut budget);
            if budget == 0 {
                return;
            }
        }
    }
}

fn resource<'g>(
    edges: &mut Edges<'_, 'g>,
    rule: PolicyRule<'g>,
    (site, name): (Node<'g>, &str),
    budget: &mut usize,
) {
    let (plural, subresource) = match name.split_once('/') {
        Some((plural, subresource)) => (plural, Some(subresource)),
        None => (name, None),
    };
    let mut first = None;
    let mut is_found = false;
    for group in rule.api_groups().filter_map(Node::text) {
        *budget = budget.saturating_sub(1);
        let to = served(edges, group, plural, subresource);
        if to == Target::Missing {
            first = first.or(Some(group));
        } else {
            is_found = true;
            push_resource(edges, rule, site, to, (plural, group, subresource));
        }
        if *budget == 0 {
            return;
        }
    }
    if let Some(group) = first.filter(|_| !is_found) {
        push_resource(edges, rule, site, Target::Missing, (plural, group, subresource));
    }
}

/// An edge that asks for `widgets.example.com/status`.
fn push_resource<'g>(
    edges: &mut Edges<'_, 'g>,
    rule: PolicyRule<'g>,
    site: Node<'g>,
    to: Target,
    (plural, group, subresource): (&str, &str, Option<&str>),
) {
    let dot = if group.is_empty() { "" } else { "." };
    let slash = if subresource.is_some() { "/" } else { "" };
    let asked = format!("{plural}{dot}{group}{slash}{}", subresource.unwrap_or_default());
    edges.push_asking(rule.node().id(), Relation::RoleResource, site, to, (&asked, false));
}

/// Who serves a resource.
fn served(edges: &Edges<'_, '_>, group: &str, plural: &str, subresource: Option<&str>) -> Target {
    let graph = edges.resource.graph();
    if let Some(built_in) = BuiltInResource::find(group, plural) {
        let has = subresource.is_none_or(|subresource| built_in.has_subresource(subresource));
        return if has { Target::BuiltIn } else { Target::Missing };
    }
    let defined = graph.symbol(group).zip(graph.symbol(plural));
    if let Some(id) = defined.and_then(|defined| graph.index().definition_by_plural(defined)) {
        let definition = graph.resource(id);
        let has = subresource.is_none_or(|subresource| has_subresource(definition.spec(), subresource));
        return if has { Target::Found(definition.end()) } else { Target::Incomplete(definition.end()) };
    }
    if has_any_resource(group) {
        return Target::BuiltIn;
    }
    // an extension API server has resources that the input does not tell
    let mut services = graph.of_kind(Kind::ApiService).take(API_SERVICES);
    let serves = |spec: Node<'_>| spec.get("group").and_then(Node::text) == Some(group);
    let is_served = BuiltInResource::of_group(group).is_none()
        && services.any(|service| service.spec().is_some_and(serves));
    if is_served { Target::External } else { Target::Missing }
}

/// Whether a version of the CustomResourceDefinition with this `spec` has `subresource`. All have `finalizers`, which
/// exists for authorization alone. Before `apiextensions.k8s.io/v1` subresources could stand in the spec itself.
fn has_subresource(spec: Option<Node<'_>>, subresource: &str) -> bool {
    let Some(spec) = spec else { return false };
    let has = |node: Node<'_>| node.get("subresources").and_then(|all| all.get(subresource)).is_some();
    subresource == "finalizers"
        || has(spec)
        || spec.get("versions").into_iter().flat_map(Node::items).any(has)
}

/// The roles that an account is bound to, by its own name or by that of a group it belongs to: each role once, from the
/// first subject that means the account.
fn permissions(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let Some(name) = resource.name() else { return };
    let graph = resource.graph();
    let identity = Identity::Account { namespace: resource.namespace(), name };
    let mut seen = FxHashSet::default();
    let by_name = graph.bound_to(resource.id(), identity).subjects;
    // where the subject means an account of the input for certain, it does not mean this one
    let is_meant = |bound: &BoundSubject| {
        bound.certain || !is_certain_elsewhere(graph.resource(bound.binding), bound.subject)
    };
    let groups = graph.bound_to_groups_of(resource.id(), resource.namespace(), GROUP_BINDINGS);
    for bound in by_name.into_iter().filter(is_meant).chain(groups) {
        let Some(binding) = Binding::of(graph.resource(bound.binding)) else { continue };
        let asked = binding.role_name().and_then(Node::text);
        let to = target(RoleSource::of(binding));
        // of roles that are not in the input, those of each namespace are others
        let namespace = binding.namespace().filter(|_| binding.role_kind() == Some(Kind::Role));
        let role = if to.end().is_some() {
            (to.end(), None)
        } else {
            (None, Some((binding.role_kind(), namespace, asked)))
        };
        if seen.insert(role) {
            edges.push_link(Link {
                from: resource.data().root,
                relation: Relation::AccountPermissions,
                site: End { resource: bound.binding, node: bound.subject },
                to,
                asked,
                optional: false,
            });
        }
    }
}

/// Whether the account that `subject` of `binding` names is in the input under just this name.
fn is_certain_elsewhere(binding: Resource<'_>, subject: NodeId) -> bool {
    let Some(binding) = Binding::of(binding) else { return false };
    let identity = binding.identity(Subject::at(binding.at(subject)));
    let Some(Identity::Account { namespace, name }) = identity else { return false };
    binding.graph().look_up(binding.id(), Kind::ServiceAccount, namespace, name).is_some()
}

fn cloud_role(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let annotations = resource.metadata().annotations();
    for site in CLOUD_IDENTITIES.into_iter().filter_map(|key| annotations.value(key)) {
        if site.text().is_some_and(|text| !text.is_empty()) && !site.is_null() {
            edges.push_from_root(Relation::AccountCloudRole, site, Target::External);
        }
    }
}
