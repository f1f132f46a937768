//! A container that nobody restarts when it hangs.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::sidecar_image;
use readylint_kube::{Container, ContainerRole, LifecycleClass};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Strict,
    since: "0.1.0",
    fix: None,
    references: &[
        "KL:no-liveness-probe",
        "KS:pod-probes",
        "PO:livenessProbeMissing",
        "CK:CKV_K8S_8",
        "DT:11",
        "KUB:C-0056",
        "TS:0070",
        "MV:M-403",
        "POP:102",
        "POP:103",
        "POP:104",
    ],
    readiness: &["S1-E1.2-b", "S1-M.1-d", "S3-1.3-a", "S3-2.4-e2", "S3-4.2"],
    yields_to: &[],
    options: &[],
    check: Check::Container(check),
};

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    if !container.role().is_long_running() || container.pod().workload().class() != LifecycleClass::Service {
        return cx.not_applicable();
    }
    if container.liveness_probe().is_some() {
        return;
    }
    let is_helper = container.role() == ContainerRole::Sidecar || sidecar_image(container).is_some();
    let severity = if is_helper { Severity::Info } else { Severity::Warning };
    cx.report(missing(container).severity(severity));
}

fn missing(container: Container<'_>) -> Finding {
    let finding = Finding::new(format!("container `{}` has no `livenessProbe`", container.name()))
        .at_missing(container.node(), "livenessProbe")
        .here("no `livenessProbe` here");
    let finding = match container.startup_probe() {
        Some(startup) => {
            finding.label(startup.node().grip(), "this one asks no more once the container has started")
        }
        None => finding,
    };
    finding.note("a process that hangs without ending is never restarted").help(
        "add a `livenessProbe` that asks only whether the process itself still works, not what it depends on",
    )
}
