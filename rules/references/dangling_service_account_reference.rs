//! A ServiceAccount that pods run as and nobody makes.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Profile, Rule, RuleContext};
use readylint_kube::{Kind, PodTemplate, Relation};

use crate::dangling::{self, Wording};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KL:non-existent-service-account", "KUB:C-0307", "POP:307", "POP:507"],
    readiness: &["S1-E1.3-a", "S1-E1.3-d", "S2-3.3-b", "S3-1.13", "S4-6.5-c1", "S4-6.5-c2"],
    yields_to: &[],
    options: &[],
    check: Check::PodTemplate(check),
};

fn check<'a>(cx: &RuleContext<'a>, pod: PodTemplate<'a>) {
    if pod.service_account().is_none() {
        return cx.not_applicable();
    }
    let resource = pod.resource();
    let edges = cx.graph().edges_from(resource.id());
    let references = edges.filter(|edge| edge.relation == Relation::UsesServiceAccount);
    dangling::report(cx, (resource, Kind::ServiceAccount), references, &WORDING);
}

static WORDING: Wording = Wording {
    verb: "runs as",
    note: "the API server refuses pods of an account that does not exist, so the controller cannot create any",
    elsewhere: "pods run as accounts of their own namespace: make one there, and bind its roles",
    other_kind: "name a ServiceAccount",
    help: "add the ServiceAccount, or declare it under `externals`",
};
