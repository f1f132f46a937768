//! A container that may take all memory of its node.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::Container;
use readylint_kube::facts::resources::{Bound, effective_resource};

use super::absence;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "KL:unset-memory-requirements",
        "KS:container-resources",
        "PO:memoryLimitsMissing",
        "KSEC:LimitsMemory",
        "TR:KSV-0018",
        "CK:CKV_K8S_13",
        "DT:4",
        "KY:require-requests-limits",
        "KUB:C-0004",
        "KUB:C-0009",
        "KUB:C-0271",
        "KUB:C-0303",
        "TS:0100",
        "MV:M-406",
        "SQ:S6864",
        "KA:limits",
        "POP:107",
    ],
    readiness: &["S1-E1.2-c", "S1-M.1-e", "S2-3.3-g", "S3-8.3-b", "S3-11.6-c"],
    yields_to: &["best-effort-pod"],
    options: &[],
    check: Check::Container(check),
};

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    let Some(severity) = absence::severity(container) else {
        return cx.not_applicable();
    };
    if effective_resource(container, Bound::Limit, "memory", cx.kubernetes()).is_none() {
        cx.report(no_limit(container).severity(severity));
    }
}

fn no_limit(container: Container<'_>) -> Finding {
    let finding = absence::absent(container, Bound::Limit, "memory")
        .note("a leak takes the memory of the whole node, and the kernel kills other pods first")
        .help("set `resources.limits.memory` to what the container needs at its peak");
    // only the container's own words say how much it needs: a limit that is guessed kills it
    let fix = absence::written(container, Bound::Request, "memory")
        .and_then(|request| absence::fix(container, Bound::Limit, ("memory", request), "as the request"));
    finding.fix(fix)
}
