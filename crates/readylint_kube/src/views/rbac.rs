//! Roles, bindings, and what they are made of. All served versions (v1, v1beta1, v1alpha1) read the same.

use readylint_yaml::Node;

use super::kind_view;
use crate::views::selector::SelectorScope;
use crate::{Kind, LabelSelector};

/// How the API server names the user that stands for a ServiceAccount (`serviceaccount.MakeUsername` of apiserver).
const ACCOUNT_USER_PREFIX: &str = "system:serviceaccount:";

kind_view! {
    /// `rbac.authorization.k8s.io` Role or ClusterRole.
    RoleRules: Role | ClusterRole
}

impl<'g> RoleRules<'g> {
    /// `rules` as written. For an aggregated ClusterRole the controller overwrites them.
    pub fn rules(self) -> impl Iterator<Item = PolicyRule<'g>> {
        let rules = self.resource().node().get("rules");
        rules.into_iter().flat_map(Node::items).filter(|rule| rule.is_mapping()).map(PolicyRule::new)
    }

    /// `aggregationRule` of a ClusterRole: its rules are those of the ClusterRoles that its selectors select.
    pub fn aggregation_rule(self) -> Option<Node<'g>> {
        let rule = self.resource().node().get("aggregationRule").filter(|rule| rule.is_mapping());
        rule.filter(|_| self.resource().kind() == Kind::ClusterRole)
    }

    /// `aggregationRule.clusterRoleSelectors`, any of which selects; an empty one selects every ClusterRole.
    pub fn cluster_role_selectors(self) -> impl Iterator<Item = LabelSelector<'g>> {
        let selectors = self.aggregation_rule().and_then(|rule| rule.get("clusterRoleSelectors"));
        selectors.into_iter().flat_map(Node::items).map(|selector| {
            LabelSelector::new(
                Some(selector.resolved()),
                SelectorScope::Everything,
                SelectorScope::Everything,
            )
        })
    }
}

/// An entry of a role's `rules`: it allows every combination of what its lists name.
#[derive(Clone, Copy, Debug)]
pub struct PolicyRule<'g> {
    node: Node<'g>,
}

impl<'g> PolicyRule<'g> {
    fn new(node: Node<'g>) -> Self {
        Self { node: node.resolved() }
    }

    /// Its mapping.
    pub fn node(self) -> Node<'g> {
        self.node
    }

    /// `verbs`; `*` means all.
    pub fn verbs(self) -> impl Iterator<Item = Node<'g>> {
        self.list("verbs")
    }

    /// `apiGroups`; empty text means the core group, `*` all.
    pub fn api_groups(self) -> impl Iterator<Item = Node<'g>> {
        self.list("apiGroups")
    }

    /// `resources`: `pods`, `pods/log`, `*/scale`; `*` means all, with all their subresources.
    pub fn resources(self) -> impl Iterator<Item = Node<'g>> {
        self.list("resources")
    }

    /// `resourceNames`; an empty list does not limit the names.
    pub fn resource_names(self) -> impl Iterator<Item = Node<'g>> {
        self.list("resourceNames")
    }

    /// `nonResourceURLs`; a `*` at the end stands for any rest.
    pub fn non_resource_urls(self) -> impl Iterator<Item = Node<'g>> {
        self.list("nonResourceURLs")
    }

    /// The scalars under `field`.
    pub(crate) fn list(self, field: &str) -> impl Iterator<Item = Node<'g>> + use<'g> {
        let items = self.node.get(field).into_iter().flat_map(Node::items);
        items.map(Node::resolved).filter(|item| item.is_scalar())
    }
}

kind_view! {
    /// `rbac.authorization.k8s.io` RoleBinding or ClusterRoleBinding.
    Binding: RoleBinding | ClusterRoleBinding
}

impl<'g> Binding<'g> {
    /// Whether it grants in the whole cluster: a ClusterRoleBinding.
    pub fn is_cluster_wide(self) -> bool {
        self.resource().kind() == Kind::ClusterRoleBinding
    }

    /// `roleRef`.
    pub fn role_ref(self) -> Option<Node<'g>> {
        self.resource().node().get("roleRef").filter(|reference| reference.is_mapping())
    }

    /// `roleRef.name`, unless empty.
    pub fn role_name(self) -> Option<Node<'g>> {
        self.role_ref()?.get("name").filter(|name| name.text().is_some_and(|name| !name.is_empty()))
    }

    /// The kind of `roleRef`: Role or ClusterRole; `None` for anything else, which the API refuses, as it does a Role
    /// in a ClusterRoleBinding.
    pub fn role_kind(self) -> Option<Kind> {
        match self.role_ref()?.get("kind")?.text()? {
            "ClusterRole" => Some(Kind::ClusterRole),
            "Role" if !self.is_cluster_wide() => Some(Kind::Role),
            _ => None,
        }
    }

    /// `subjects`.
    pub fn subjects(self) -> impl Iterator<Item = Subject<'g>> {
        Subject::all(self.resource().node())
    }

    /// Whom `subject` means here.
    pub fn identity(self, subject: Subject<'g>) -> Option<Identity<'g>> {
        subject.identity(self.is_cluster_wide(), self.resource().namespace())
    }
}

/// An entry of a binding's `subjects`.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'g> {
    node: Node<'g>,
}

impl<'g> Subject<'g> {
    /// The subjects of the binding whose root is `root`.
    pub(crate) fn all(root: Node<'g>) -> impl Iterator<Item = Self> {
        let subjects = root.get("subjects").into_iter().flat_map(Node::items);
        subjects.filter(|node| node.is_mapping()).map(|node| Self { node: node.resolved() })
    }

    /// The subject whose mapping is `node`.
    pub(crate) fn at(node: Node<'g>) -> Self {
        Self { node: node.resolved() }
    }

    /// Its mapping.
    pub fn node(self) -> Node<'g> {
        self.node
    }

    /// `kind`: ServiceAccount, User, Group.
    pub fn kind(self) -> Option<&'g str> {
        self.text("kind")
    }

    /// `apiGroup`: empty for ServiceAccounts, `rbac.authorization.k8s.io` for users and groups.
    pub fn api_group(self) -> Option<&'g str> {
        self.text("apiGroup")
    }

    /// `name`, unless empty.
    pub fn name(self) -> Option<&'g str> {
        self.text("name").filter(|name| !name.is_empty())
    }

    /// `namespace`, unless empty; only ServiceAccounts have one.
    pub fn namespace(self) -> Option<&'g str> {
        self.text("namespace").filter(|namespace| !namespace.is_empty())
    }

    /// Whom it means, as a subject of a cluster-wide binding or of one in `binding_namespace`; `None` if nobody.
    ///
    /// A ServiceAccount without a namespace is one of the RoleBinding's own namespace; in a ClusterRoleBinding the API
    /// refuses it (`appliesToUser` of pkg/registry/rbac/validation, `ValidateRoleBindingSubject`). A user
    /// `system:serviceaccount:ns:name` is that account.
    pub(crate) fn identity(
        self,
        cluster_wide: bool,
        binding_namespace: Option<&'g str>,
    ) -> Option<Identity<'g>> {
        let name = self.name()?;
        match self.kind()? {
            "ServiceAccount" => match self.namespace() {
                None if cluster_wide => None,
                None => Some(Identity::Account { namespace: binding_namespace, name }),
                namespace => Some(Identity::Account { namespace, name }),
            },
            "User" => Some(Identity::of_user(name)),
            "Group" => Some(Identity::Group(name)),
            _ => None,
        }
    }

    fn text(self, key: &str) -> Option<&'g str> {
        self.node.get(key).filter(|node| !node.is_null())?.text()
    }
}

/// Somebody whom RBAC knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Identity<'g> {
    /// A ServiceAccount.
    Account {
        /// Its namespace; `None` if unset, which is never `default` (D15).
        namespace: Option<&'g str>,
        /// Its name.
        name: &'g str,
    },
    /// A user.
    User(&'g str),
    /// A group.
    Group(&'g str),
}

impl<'g> Identity<'g> {
    /// The user `name`, who may stand for a ServiceAccount.
    pub fn of_user(name: &'g str) -> Self {
        let account = name.strip_prefix(ACCOUNT_USER_PREFIX).and_then(|rest| rest.split_once(':'));
        match account {
            Some((namespace, account)) if !namespace.is_empty() && !account.is_empty() => {
                Self::Account { namespace: Some(namespace), name: account }
            }
            _ => Self::User(name),
        }
    }
}
