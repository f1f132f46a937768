//! A role that allows everything.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::permissions::{Rule as RoleRule, Term, role_contents};
use readylint_kube::{End, Kind, PolicyRule, Relation, Resource, RoleRules, RoleSource};
use readylint_scalars::BuiltInRole;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["PO:clusterrolebindingClusterAdmin", "TR:KSV-0044", "KUB:C-0035"],
    readiness: &["S1-E1.3-b", "S2-1.2-a", "S3-1.13", "S4-4.4-b3", "S4-6.5-b3"],
    yields_to: &[],
    options: &[],
    check: Check::Kinds(&[Kind::Role, Kind::ClusterRole], check),
};

/// How many of the ClusterRoles that gather a rule are shown.
const GATHERERS: usize = 3;

fn check(cx: &RuleContext<'_>, role: Resource<'_>) {
    let Some(rules) = RoleRules::of(role).filter(|_| !is_default(role)) else {
        return cx.not_applicable();
    };
    let mut is_gathered = false;
    for gathered in role_contents(role, RoleSource::Found(role)).rules {
        let Some(extent) = Extent::of(role, gathered.rule) else { continue };
        match (gathered.gathered_from, gathered.rule) {
            (None, RoleRule::Written(written)) => cx.report(all_of(role, written, extent)),
            // the role that it is written in is reported itself
            (Some(RoleSource::Found(source)), _) if !is_default(source) => {}
            (Some(source), _) if !is_gathered => {
                is_gathered = true;
                if let Some(finding) = gathers_all(rules, source) {
                    cx.report(finding);
                }
            }
            _ => {}
        }
    }
}

/// What a rule allows all of.
#[derive(Clone, Copy)]
enum Extent {
    Resources,
    Urls,
}

impl Extent {
    /// That of `rule` in `role`; `None` if it does not allow everything. In a Role, URLs have no effect.
    fn of(role: Resource<'_>, rule: RoleRule<'_>) -> Option<Self> {
        if rule.allows_everything() {
            return Some(Self::Resources);
        }
        (rule.allows_every_url() && role.kind() == Kind::ClusterRole).then_some(Self::Urls)
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Resources => "every resource",
            Self::Urls => "every non-resource URL",
        }
    }
}

/// Whether every cluster has a role of that name, which nobody here decides about.
fn is_default(role: Resource<'_>) -> bool {
    role.name().is_some_and(|name| match role.kind() {
        Kind::Role => name.starts_with("system:") || BuiltInRole::role(role.namespace(), name).is_some(),
        _ => BuiltInRole::cluster_role(name).is_some(),
    })
}

fn all_of(role: Resource<'_>, written: PolicyRule<'_>, extent: Extent) -> Finding {
    let rule = RoleRule::Written(written);
    let is_all = |term: &Term<'_>| term.text == "*";
    let deciding = match extent {
        Extent::Resources => rule.resources().find(is_all),
        Extent::Urls => rule.every_url(),
    };
    let site = deciding.and_then(|term| term.node).unwrap_or(written.node());
    let finding = Finding::new(format!("{} grants every verb on {}", role.title(), extent.as_str()))
        .at(site)
        .subject(End { resource: role.id(), node: written.node().id() })
        .here(format!("means {}", extent.as_str()))
        .note(consequence(role, extent))
        .help("list the API groups, resources and verbs that are really used");
    let verbs = written.node().get("verbs").map(|verbs| (verbs.grip(), "all verbs"));
    let groups =
        rule.api_groups().find(is_all).and_then(|term| term.node).map(|node| (node.grip(), "all API groups"));
    let finding =
        groups.into_iter().chain(verbs).fold(finding, |finding, (span, text)| finding.label(span, text));
    let gathered =
        role.graph().edges_to(role.id()).filter(|edge| edge.relation == Relation::ClusterRoleAggregates);
    gathered.take(GATHERERS).fold(finding, |finding, edge| {
        let gatherer = role.graph().resource(edge.from.resource);
        finding.label(gatherer.anchor().grip(), format!("{} gathers this rule", gatherer.title()))
    })
}

fn consequence(role: Resource<'_>, extent: Extent) -> &'static str {
    match (extent, role.kind()) {
        (Extent::Urls, _) => {
            "whoever it is bound to can use every endpoint of the API server, profiling and logs among them"
        }
        (Extent::Resources, Kind::Role) => {
            "whoever it is bound to can read every Secret of the namespace and run anything in it"
        }
        (Extent::Resources, _) => {
            "whoever it is bound to in the whole cluster can read every Secret and take over every node"
        }
    }
}

fn gathers_all(role: RoleRules<'_>, source: RoleSource<'_>) -> Option<Finding> {
    let selectors = role.aggregation_rule()?;
    let name = match source {
        RoleSource::Found(found) => found.name().unwrap_or_default(),
        RoleSource::BuiltIn(built_in) => built_in.name,
        RoleSource::Missing => return None,
    };
    let finding = Finding::new(format!("{} gathers every permission of `{name}`", role.title()));
    Some(
        finding
            .at(selectors.get("clusterRoleSelectors").unwrap_or(selectors))
            .here(format!("selects `{name}`, which allows everything"))
            .note(
                "whoever it is bound to in the whole cluster can read every Secret and take over every node",
            )
            .help("select by a label that only the roles meant carry"),
    )
}
