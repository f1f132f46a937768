//! A container for which the scheduler sets no memory aside.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Profile, Rule, RuleContext};
use readylint_kube::Container;

use super::absence::{self, Request, SUGGESTED_MEMORY};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "KL:unset-memory-requirements",
        "KS:container-resources",
        "PO:memoryRequestsMissing",
        "KSEC:RequestsMemory",
        "TR:KSV-0016",
        "CK:CKV_K8S_12",
        "DT:2",
        "KY:require-requests-limits",
        "KUB:C-0004",
        "KUB:C-0009",
        "KUB:C-0269",
        "TS:0099",
        "MV:M-404",
        "SQ:S6873",
        "POP:106",
    ],
    readiness: &["S1-E1.1-a", "S1-E1.2-c", "S1-M.1-e", "S2-3.3-g", "S3-5.8"],
    yields_to: &["best-effort-pod", "autoscaler-metric-without-request"],
    options: &[SUGGESTED_MEMORY],
    check: Check::Container(check),
};

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    let amount = format!("{}Mi", cx.options().integer(&SUGGESTED_MEMORY));
    absence::check_request(cx, container, &MEMORY, &amount);
}

const MEMORY: Request = Request {
    resource: "memory",
    alone: "the scheduler sets no memory aside for it, and the pod is among the first to be evicted when the node runs short",
    help: "set `resources.requests.memory` to what the container needs to run",
};
