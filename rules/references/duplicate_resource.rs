//! Two documents for one object.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Bundle, Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::Resource;
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

fn check(cx: &RuleContext<'_>, bundle: &Bundle) {
    let graph = &bundle.graph;
    let is_object = |resource: &Resource<'_>| resource.name().is_some() && !resource.kind_name().is_empty();
    let mut subjects = 0;
    for resource in graph.resources().filter(|resource| is_object(resource) && !resource.is_context()) {
        subjects += 1;
        let Some(other) = other_definition(resource) else { continue };
        let is_same = same_content(other.node(), resource.node());
        let severity = if is_same { Severity::Warning } else { Severity::Error };
        cx.report(
            twice(other, resource, is_same).severity(severity).subject(resource.end()).about(resource.id()),
        );
    }
    cx.examined(subjects);
}

/// The definition that `resource` repeats: the first before it whose hooks meet its own. One that is there for look-ups
/// only counts behind it too, because nothing is reported at that one.
fn other_definition(resource: Resource<'_>) -> Option<Resource<'_>> {
    let graph = resource.graph();
    let definitions = graph.definitions(resource.id()).take(DEFINITIONS).map(|id| graph.resource(id));
    let mut others = definitions.filter(|other| other.id() < resource.id() || other.is_context());
    others.find(|other| other.id() != resource.id() && !hooks_are_disjoint(*other, resource))
}

/// How many definitions of one object are looked at.
const DEFINITIONS: usize = 64;

/// Helm runs objects of different hooks at different times, one after the other.
fn hooks_are_disjoint(a: Resource<'_>, b: Resource<'_>) -> bool {
    let (a, b) = (a.metadata(), b.metadata());
    let neither_is_hook = a.hooks().next().is_none() && b.hooks().next().is_none();
    !neither_is_hook && !a.hooks().any(|hook| b.hooks().any(|other| other == hook))
}

fn twice(other: Resource<'_>, second: Resource<'_>, is_same: bool) -> Finding {
    let namespace =
        second.namespace().map(|namespace| format!(" in namespace `{namespace}`")).unwrap_or_default();
    let finding = Finding::new(format!("{}{namespace} is defined twice", second.title()))
        .at(second.anchor())
        .here("one definition")
        .label(other.anchor().grip(), "the other definition");
    if is_same {
        finding.note("both say the same, until somebody changes one of them").help("remove one of the two")
    } else {
        finding
            .note("whichever is applied last wins, and the other's settings are lost without a word")
            .help("remove one of the two, or give them different names")
    }
}
