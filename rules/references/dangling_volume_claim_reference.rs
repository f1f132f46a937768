//! A PersistentVolumeClaim that a pod mounts and nobody makes.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Profile, Rule, RuleContext};
use readylint_kube::{Edge, Kind, PodTemplate, Relation, Target};

use crate::dangling::{self, Wording};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[],
    readiness: &["S1-E1.4-b", "S1-M.1-c"],
    yields_to: &[],
    options: &[],
    check: Check::PodTemplate(check),
};

fn check<'a>(cx: &RuleContext<'a>, pod: PodTemplate<'a>) {
    let resource = pod.resource();
    // what is generated is an ephemeral volume, which refers to nothing
    let is_reference = |edge: &&Edge| edge.relation == Relation::MountsClaim && edge.to != Target::Generated;
    let mut references = cx.graph().edges_from(resource.id()).filter(is_reference).peekable();
    if references.peek().is_none() {
        return cx.not_applicable();
    }
    dangling::report(cx, (resource, Kind::PersistentVolumeClaim), references, &WORDING);
}

static WORDING: Wording = Wording {
    verb: "mounts",
    note: "the pod stays Pending: the scheduler waits for the claim",
    elsewhere: "pods mount only claims of their own namespace: make one there",
    other_kind: "name a PersistentVolumeClaim",
    help: "add the PersistentVolumeClaim, or declare it under `externals`",
};
