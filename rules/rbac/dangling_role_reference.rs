//! A binding to a role that nobody makes.

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::facts::{Strength, Wanted};
use readylint_kube::{Binding, Kind, Resource, RoleSource};
use readylint_scalars::BuiltInRole;
use readylint_yaml::Node;

use crate::dangling::{Dangling, Wording};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["PO:clusterrolebindingPodExecAttach", "POP:1300"],
    readiness: &["S1-E1.3-d", "S2-3.3-b", "S3-1.12-b", "S4-4.4-a"],
    yields_to: &[],
    options: &[],
    check: Check::Kinds(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check),
};

fn check<'a>(cx: &RuleContext<'a>, resource: Resource<'a>) {
    let Some(binding) = Binding::of(resource) else { return cx.not_applicable() };
    let (Some(site), Some(kind)) =
        (binding.role_name(), binding.role_ref().and_then(|role| role.get("kind")))
    else {
        return cx.not_applicable();
    };
    let name = site.text().unwrap_or_default();
    if binding.is_cluster_wide() && kind.text() == Some("Role") {
        return cx.report(role_for_the_cluster(binding, kind, name));
    }
    let (Some(kind), RoleSource::Missing) = (binding.role_kind(), RoleSource::of(binding)) else { return };
    let wanted = Wanted::beside(resource, kind, name);
    let wording = if kind == Kind::Role { &OF_ROLE } else { &OF_CLUSTER_ROLE };
    let Some(finding) = Dangling::new(resource, wanted, site).finding(cx.world(), wording) else { return };
    cx.report(match BuiltInRole::cluster_role(name).filter(|_| kind == Kind::Role) {
        Some(_) => finding
            .evidence(Strength::High)
            .here("every cluster has a ClusterRole of this name")
            .help("write `kind: ClusterRole`, if that is meant"),
        None => finding,
    });
}

/// A ClusterRoleBinding can only refer to a ClusterRole (`ValidateClusterRoleBinding` of pkg/apis/rbac/validation).
fn role_for_the_cluster(binding: Binding<'_>, kind: Node<'_>, name: &str) -> Finding {
    let graph = binding.graph();
    let finding = Finding::new(format!("{} refers to a Role, which it cannot grant", binding.title()))
        .at(kind)
        .severity(Severity::Error)
        .here("must be `ClusterRole`")
        .note("the API server refuses the binding");
    let found = graph.look_up(binding.id(), Kind::ClusterRole, None, name);
    if found.is_none() && BuiltInRole::cluster_role(name).is_none() {
        return finding.help(format!(
            "make a ClusterRole `{name}`, or grant the Role by a RoleBinding in its namespace"
        ));
    }
    let finding = match found {
        Some(role) => finding.label(role.anchor().grip(), "this ClusterRole exists"),
        None => finding,
    };
    let finding = finding.help(format!("write `kind: ClusterRole`, if ClusterRole `{name}` is meant"));
    match edits::rewrite(kind, "ClusterRole") {
        Some(edit) => finding.fix(Fix {
            title: format!("refer to ClusterRole `{name}`"),
            applicability: Applicability::Unsafe,
            edits: vec![edit],
        }),
        None => finding,
    }
}

static OF_ROLE: Wording = Wording {
    verb: "refers to",
    note: "the binding grants nothing: what its subjects ask for is refused",
    elsewhere: "a binding sees only Roles of its own namespace: put the Role there, or make it a ClusterRole",
    other_kind: "write `kind: ClusterRole`, if that is meant",
    help: "add the Role to the namespace of the binding, or declare it under `externals`",
};

static OF_CLUSTER_ROLE: Wording = Wording {
    verb: "refers to",
    note: "the binding grants nothing: what its subjects ask for is refused",
    elsewhere: "a ClusterRole has no namespace: leave it out",
    other_kind: "write `kind: Role` in a RoleBinding of its namespace, if that is meant",
    help: "add the ClusterRole, or declare it under `externals`",
};
