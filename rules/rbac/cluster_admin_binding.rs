//! A binding that makes somebody cluster admin.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::permissions::role_contents;
use readylint_kube::{
    Binding, Kind, LifecycleClass, Relation, Resource, RoleSource, Target, Workload, hook_class,
};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &[
        "KL:cluster-admin-role-binding",
        "PO:clusterrolebindingClusterAdmin",
        "PO:rolebindingClusterAdminClusterRole",
        "PO:rolebindingClusterAdminRole",
        "TR:KSV-0111",
        "DT:95",
        "KY:restrict-binding-clusteradmin",
        "KUB:C-0035",
        "KUB:C-0185",
    ],
    readiness: &["S2-1.2-a", "S4-4.4-b2", "S4-6.5-a2", "S4-6.5-b1"],
    yields_to: &[],
    options: &[],
    check: Check::Kinds(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check),
};

/// The role that every cluster has for its administrators.
const CLUSTER_ADMIN: &str = "cluster-admin";

/// The bindings to it that clusters come with, and the group that each names: that of the API server's bootstrap policy, and
/// kubeadm's.
const BOOTSTRAP: [(&str, &str); 2] =
    [("cluster-admin", "system:masters"), ("kubeadm:cluster-admins", "kubeadm:cluster-admins")];

/// How many objects may refer to the account of an installer; one that more refer to is none.
const USERS: usize = 64;

/// How many subjects are named or shown.
const SUBJECTS: usize = 4;

fn check(cx: &RuleContext<'_>, resource: Resource<'_>) {
    let Some((binding, site)) =
        Binding::of(resource).and_then(|binding| Some((binding, binding.role_name()?)))
    else {
        return cx.not_applicable();
    };
    if is_bootstrap(binding) {
        return cx.not_applicable();
    }
    let Some(equal) = admin_role(binding) else { return };
    let severity = match resource.kind() {
        _ if is_installer(resource) => Severity::Info,
        Kind::RoleBinding => Severity::Warning,
        _ => Severity::Error,
    };
    cx.report(grants_all(binding, site, equal).severity(severity));
}

fn is_bootstrap(binding: Binding<'_>) -> bool {
    let names_only = |group: &str| {
        binding.subjects().all(|subject| subject.kind() == Some("Group") && subject.name() == Some(group))
    };
    let is_own = |name: &str| BOOTSTRAP.iter().any(|(own, group)| *own == name && names_only(group));
    binding.is_cluster_wide() && binding.name().is_some_and(is_own)
}

/// A role that allows all that `cluster-admin` does.
#[derive(Clone, Copy)]
enum AdminRole<'g> {
    ClusterAdmin,
    Equal(Resource<'g>),
}

/// The role that `binding` refers to, if it allows everything.
fn admin_role(binding: Binding<'_>) -> Option<AdminRole<'_>> {
    let source = RoleSource::of(binding);
    let is_cluster_admin = binding.role_kind() == Some(Kind::ClusterRole)
        && binding.role_name().and_then(Node::text) == Some(CLUSTER_ADMIN);
    match source {
        _ if is_cluster_admin => Some(AdminRole::ClusterAdmin),
        RoleSource::Found(role) => {
            let contents = role_contents(binding.resource(), source);
            let allows_all = contents.rules.iter().any(|gathered| gathered.rule.allows_everything());
            allows_all.then_some(AdminRole::Equal(role))
        }
        _ => None,
    }
}

/// Whether only installers get the rights, and only while Helm runs its hooks: the binding is a hook itself, or all pods of
/// its accounts are.
fn is_installer(binding: Resource<'_>) -> bool {
    if hook_class(binding) == Some(LifecycleClass::Hook) {
        return true;
    }
    let graph = binding.graph();
    let mut subjects =
        graph.edges_from(binding.id()).filter(|edge| edge.relation == Relation::BindingSubject).peekable();
    subjects.peek().is_some()
        && subjects.all(|subject| {
            let Target::Found(account) = subject.to else { return false };
            let users: Vec<_> = graph.edges_to(account.resource).take(USERS + 1).collect();
            if users.len() > USERS {
                return false;
            }
            let users = users.into_iter().filter(|edge| edge.relation == Relation::UsesServiceAccount);
            let mut users = users.peekable();
            users.peek().is_some()
                && users.all(|edge| {
                    let workload = Workload::of(graph.resource(edge.from.resource));
                    workload.is_some_and(|workload| workload.class() == LifecycleClass::Hook)
                })
        })
}

fn grants_all(binding: Binding<'_>, site: Node<'_>, role: AdminRole<'_>) -> Finding {
    let extent = match (binding.is_cluster_wide(), binding.namespace()) {
        (true, _) => "the cluster".to_owned(),
        (false, Some(namespace)) => format!("namespace `{namespace}`"),
        (false, None) => "its namespace".to_owned(),
    };
    let note = if binding.is_cluster_wide() {
        "whoever acts in that name can read every Secret, change every object and hand out rights"
    } else {
        "whoever acts in that name can read every Secret of the namespace and run anything in it"
    };
    let finding =
        Finding::new(format!("{} grants all power over {extent} to {}", binding.title(), receivers(binding)))
            .at(site)
            .note(note)
            .help("bind a role that lists what is needed");
    let finding = match role {
        AdminRole::ClusterAdmin => finding.here("allows everything"),
        AdminRole::Equal(role) => finding
            .here("as powerful as `cluster-admin`")
            .label(role.anchor().grip(), "this role allows everything"),
    };
    let names = binding.subjects().filter_map(|subject| subject.node().get("name"));
    names.take(SUBJECTS).fold(finding, |finding, name| finding.label(name.grip(), "gets all of it"))
}

/// ``ServiceAccount `ci` and 2 others``.
fn receivers(binding: Binding<'_>) -> String {
    let mut subjects = binding.subjects().filter_map(|subject| Some((subject.kind()?, subject.name()?)));
    let Some((kind, name)) = subjects.next() else { return "nobody yet".to_owned() };
    match subjects.count() {
        0 => format!("{kind} `{name}`"),
        1 => format!("{kind} `{name}` and another subject"),
        others => format!("{kind} `{name}` and {others} other subjects"),
    }
}
