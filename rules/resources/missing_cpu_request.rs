//! A container for which the scheduler sets no CPU aside.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Profile, Rule, RuleContext};
use readylint_kube::Container;

use super::absence::{self, Request, SUGGESTED_CPU};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "KL:unset-cpu-requirements",
        "KS:container-resources",
        "PO:cpuRequestsMissing",
        "KSEC:RequestsCPU",
        "TR:KSV-0015",
        "CK:CKV_K8S_10",
        "DT:3",
        "KY:require-requests-limits",
        "KUB:C-0050",
        "KUB:C-0009",
        "KUB:C-0268",
        "TS:0097",
        "MV:M-405",
        "SQ:S6892",
        "POP:106",
    ],
    readiness: &["S1-E1.1-a", "S1-E1.2-c", "S1-M.1-e", "S2-3.3-g", "S3-5.8"],
    yields_to: &["best-effort-pod", "autoscaler-metric-without-request"],
    options: &[SUGGESTED_CPU],
    check: Check::Container(check),
};

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    let amount = format!("{}m", cx.options().integer(&SUGGESTED_CPU));
    absence::check_request(cx, container, &CPU, &amount);
}

const CPU: Request = Request {
    resource: "cpu",
    alone: "the scheduler sets no CPU aside for it, and on a busy node it gets next to nothing",
    help: "set `resources.requests.cpu` to what the container needs under ordinary load",
};
