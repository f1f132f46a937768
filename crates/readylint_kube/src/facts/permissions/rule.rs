//! What one rule of a role allows, as the API server's RBAC authorizer reads it (`pkg/apis/rbac/v1` of Kubernetes,
//! `evaluation_helpers.go`).

use readylint_yaml::Node;

use crate::PolicyRule;
use readylint_scalars::BuiltInRule;

/// How many combinations of one rule's lists are written out; real rules have a few hundred.
pub(super) const COMBINATIONS: usize = 1 << 14;

/// Stands for everything in verbs, groups, resources and URLs.
const ALL: &str = "*";

/// The verbs on objects that somebody writes out who means all of them; `deletecollection` is often forgotten.
const USUAL_VERBS: [&str; 7] = ["get", "list", "watch", "create", "update", "patch", "delete"];

/// Where permissions hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope<'g> {
    /// In every namespace, and for what has none.
    Cluster,
    /// In one namespace; `None` is the unset one (D15).
    Namespace(Option<&'g str>),
}

/// Something that is asked of the API server.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// `get`, `list`, `create`….
    pub verb: &'r str,
    /// The API group; empty for the core group.
    pub group: &'r str,
    /// The resource: `pods`.
    pub resource: &'r str,
    /// The subresource: `log`.
    pub subresource: Option<&'r str>,
    /// The name of the object; none in requests to list, watch or create, as their names are not known when they are
    /// authorized.
    pub name: Option<&'r str>,
    /// In which namespace, or in the cluster as a whole.
    pub scope: Scope<'r>,
}

/// A rule of a role.
#[derive(Clone, Copy, Debug)]
pub enum Rule<'g> {
    /// One of the input.
    Written(PolicyRule<'g>),
    /// One of a role that every cluster has.
    BuiltIn(&'static BuiltInRule),
}

/// An entry of a rule's list.
#[derive(Clone, Copy, Debug)]
pub struct Term<'g> {
    /// What it says.
    pub text: &'g str,
    /// Where it stands; nowhere for built-in roles.
    pub node: Option<Node<'g>>,
}

impl<'g> Rule<'g> {
    /// `verbs`.
    pub fn verbs(self) -> impl Iterator<Item = Term<'g>> {
        self.list("verbs", |rule| rule.verbs)
    }

    /// `apiGroups`.
    pub fn api_groups(self) -> impl Iterator<Item = Term<'g>> {
        self.list("apiGroups", |rule| rule.api_groups)
    }

    /// `resources`, with their subresources: `pods/log`.
    pub fn resources(self) -> impl Iterator<Item = Term<'g>> {
        self.list("resources", |rule| rule.resources)
    }

    /// `resourceNames`; none if names are not limited.
    pub fn resource_names(self) -> impl Iterator<Item = Term<'g>> {
        self.list("resourceNames", |rule| rule.resource_names)
    }

    /// `nonResourceURLs`.
    pub fn non_resource_urls(self) -> impl Iterator<Item = Term<'g>> {
        self.list("nonResourceURLs", |rule| rule.non_resource_urls)
    }

    fn list(
        self,
        field: &str,
        of_built_in: impl Fn(&'static BuiltInRule) -> &'static [&'static str],
    ) -> impl Iterator<Item = Term<'g>> {
        let (written, built_in) = match self {
            Self::Written(rule) => (Some(rule.list(field)), None),
            Self::BuiltIn(rule) => (None, Some(of_built_in(rule))),
        };
        let written = written.into_iter().flatten();
        let written = written.filter_map(|node| Some(Term { text: node.text()?, node: Some(node) }));
        let built_in = built_in.into_iter().flatten();
        written.chain(built_in.map(|&text| Term { text, node: None }))
    }

    /// Whether it allows `request`, wherever the role is bound; the scope is not looked at.
    ///
    /// `*` as a resource means subresources too; `pods` does not mean `pods/log`, nor `*/log` the resource itself. With
    /// `resourceNames` a request without a name is refused: `create`, and `list` without a field selector.
    pub fn allows(self, request: &Request<'_>) -> bool {
        self.allows_resource(request.resource, request.subresource)
            && has(self.verbs(), request.verb)
            && has(self.api_groups(), request.group)
            && self.allows_name(request.name.unwrap_or_default())
    }

    fn allows_resource(self, resource: &str, subresource: Option<&str>) -> bool {
        self.resources().any(|term| match (term.text.split_once('/'), subresource) {
            _ if term.text == ALL => true,
            (None, None) => term.text == resource,
            (Some((own, sub)), Some(wanted)) => (own == ALL || own == resource) && sub == wanted,
            _ => false,
        })
    }

    fn allows_name(self, name: &str) -> bool {
        let mut names = self.resource_names().peekable();
        names.peek().is_none() || names.any(|term| term.text == name)
    }

    /// Whether it allows `verb` on the URL `path`, if the role is bound in the whole cluster.
    pub fn allows_url(self, verb: &str, path: &str) -> bool {
        let fits =
            |url: &str| url == path || url.ends_with(ALL) && path.starts_with(url.trim_end_matches(ALL));
        self.non_resource_urls().any(|term| fits(term.text)) && has(self.verbs(), verb)
    }

    /// Whether it allows every verb on every resource of every group. All the usual verbs written out are every verb.
    pub fn allows_everything(self) -> bool {
        let is_all = |mut terms: Box<dyn Iterator<Item = Term<'g>> + 'g>| terms.any(|term| term.text == ALL);
        is_all(Box::new(self.resources()))
            && is_all(Box::new(self.api_groups()))
            && self.resource_names().next().is_none()
            && USUAL_VERBS.into_iter().all(|verb| has(self.verbs(), verb))
    }

    /// Whether it allows every verb on every URL: on `*`, or on `/*`, as every path starts with a slash.
    pub fn allows_every_url(self) -> bool {
        self.verbs().any(|term| term.text == ALL) && self.every_url().is_some()
    }

    /// The entry of `nonResourceURLs` that means every URL.
    pub fn every_url(self) -> Option<Term<'g>> {
        self.non_resource_urls()
            .find(|term| term.text.ends_with(ALL) && matches!(term.text.trim_end_matches(ALL), "" | "/"))
    }

    /// Every combination of what its lists name, wildcards as they are; [`COMBINATIONS`] at most.
    pub(super) fn permissions(self, scope: Scope<'g>) -> impl Iterator<Item = Permission<'g>> {
        let groups = self.api_groups();
        let combinations = groups.flat_map(move |group| {
            self.resources().flat_map(move |resource| {
                self.verbs().map(move |verb| Permission { verb, group, resource, scope, rule: self })
            })
        });
        combinations.take(COMBINATIONS)
    }
}

/// Whether `terms` hold `wanted`, or everything.
fn has<'g>(mut terms: impl Iterator<Item = Term<'g>>, wanted: &str) -> bool {
    terms.any(|term| term.text == ALL || term.text == wanted)
}

/// One combination of a rule's lists.
#[derive(Clone, Copy, Debug)]
pub struct Permission<'g> {
    /// The verb, or `*`.
    pub verb: Term<'g>,
    /// The API group, or `*`.
    pub group: Term<'g>,
    /// The resource as written, with its subresource: `pods/log`, `*`, `*/scale`.
    pub resource: Term<'g>,
    /// Where it holds.
    pub scope: Scope<'g>,
    rule: Rule<'g>,
}

impl<'g> Permission<'g> {
    /// The resource without its subresource.
    pub fn plural(self) -> &'g str {
        self.resource.text.split_once('/').map_or(self.resource.text, |(plural, _)| plural)
    }

    /// The subresource.
    pub fn subresource(self) -> Option<&'g str> {
        self.resource.text.split_once('/').map(|(_, subresource)| subresource)
    }

    /// The names that it is limited to; none if it is not.
    pub fn resource_names(self) -> impl Iterator<Item = Term<'g>> {
        self.rule.resource_names()
    }

    /// The rule that it comes from.
    pub fn rule(self) -> Rule<'g> {
        self.rule
    }
}
