//! Two documents for one object.

use std::collections::BTreeMap;

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Bundle, Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::{Resource, ResourceId};
use readylint_kube::facts::same_content;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &[],
    readiness: &["S1-E1.7"],
    yields_to: &[],
    options: &[],
    check: Check::Bundle(check),
};

/// How many definitions of one identity may lie apart: Helm has nine hook events (`pkg/release/v1/hook.go`), and one
/// definition may be no hook.
const HOOK_EVENTS: usize = 10;

fn check(cx: &RuleContext<'_>, bundle: &Bundle) {
    let graph = &bundle.graph;
    let named = graph.resources().filter(|resource| resource.name().is_some() && !resource.is_context());
    let mut subjects = 0;
    // definitions of one identity that do not meet, by the first of them
    let mut apart: BTreeMap<ResourceId, Vec<ResourceId>> = BTreeMap::new();
    for resource in named {
        subjects += 1;
        let Some(first) = graph.first_of_identity(resource.id()).filter(|first| *first != resource.id()) else { continue };
        let apart = apart.entry(first).or_insert_with(|| vec![first]);
        let meets = |other: &ResourceId| !hooks_are_disjoint(graph.resource(*other), resource);
        let Some(first) = apart.iter().copied().find(meets) else {
            if apart.len() < HOOK_EVENTS {
                apart.push(resource.id());
            }
            continue;
        };
        let first = graph.resource(first);
        let is_same = same_content(first.node(), resource.node());
        let severity = if is_same { Severity::Warning } else { Severity::Error };
        cx.report(twice(first, resource, is_same).severity(severity).subject(resource.end()).about(resource.id()));
    }
    cx.examined(subjects);
}

/// Helm runs objects of different hooks at different times, one after the other.
fn hooks_are_disjoint(a: Resource<'_>, b: Resource<'_>) -> bool {
    let hooks = |resource: Resource<'_>| -> Vec<String> {
        let hooks = resource.metadata().annotation("helm.sh/hook").unwrap_or_default();
        hooks.split(',').map(|hook| hook.trim().to_owned()).filter(|hook| !hook.is_empty()).collect()
    };
    let (a, b) = (hooks(a), hooks(b));
    !(a.is_empty() && b.is_empty()) && !a.iter().any(|hook| b.contains(hook))
}

fn twice(first: Resource<'_>, second: Resource<'_>, is_same: bool) -> Finding {
    let namespace = second.namespace().map(|namespace| format!(" in namespace `{namespace}`")).unwrap_or_default();
    let finding = Finding::new(format!("{}{namespace} is defined twice", second.title()))
        .at(second.anchor())
        .here("the second definition")
        .label(first.anchor().grip(), "the first definition");
    if is_same {
        finding
            .note("both say the same, until somebody changes one of them")
            .help("remove one of the two")
    } else {
        finding
            .note("whichever is applied last wins, and the other's settings are lost without a word")
            .help("remove one of the two, or give them different names")
    }
}
