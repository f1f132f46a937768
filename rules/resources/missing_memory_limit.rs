//! A container that may take all memory of its node.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::resources::effective_limit;
use readylint_kube::{Container, ContainerRole, LifecycleClass};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
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
    yields_to: &[],
    options: &[],
    check: Check::Container(check),
};

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    let severity = match container.role() {
        ContainerRole::Main | ContainerRole::Sidecar => Severity::Warning,
        ContainerRole::Init => Severity::Info,
        // ephemeral containers cannot have resources
        ContainerRole::Ephemeral => return cx.not_applicable(),
    };
    if container.pod().workload().class() == LifecycleClass::Test {
        return cx.not_applicable();
    }
    if effective_limit(container, "memory", cx.kubernetes()).is_none() {
        cx.report(no_limit(container).severity(severity));
    }
}

fn no_limit(container: Container<'_>) -> Finding {
    let limits = container
        .resources()
        .and_then(|resources| resources.get("limits"))
        .filter(|limits| limits.is_mapping());
    let (holder, key) = match (limits, container.resources()) {
        (Some(limits), _) => (limits, "memory"),
        (None, Some(resources)) => (resources, "limits"),
        (None, None) => (container.node(), "resources"),
    };
    let zero = limits.and_then(|limits| limits.get("memory"));
    let finding = Finding::new(format!("container `{}` has no memory limit", container.name()));
    let finding = match zero {
        Some(zero) => finding.at(zero).here("zero means unlimited"),
        None => finding.at_missing(holder, key).here("no `resources.limits.memory` in effect"),
    };
    finding
        .note("a leak takes the memory of the whole node, and the kernel kills other pods first")
        .help("set `resources.limits.memory` to what the container needs at its peak")
}
