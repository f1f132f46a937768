//! A container that can write to the filesystem of its image.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::security::{is_legible, linux_rules_apply, read_only_root_filesystem};
use readylint_kube::{Container, ContainerRole, LifecycleClass};
use readylint_yaml::Node;

use super::settings::{MISSING, insert, missing, switch};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Strict,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "KL:no-read-only-root-fs",
        "KS:container-security-context-readonlyrootfilesystem",
        "PO:notReadOnlyRootFilesystem",
        "KSEC:ReadOnlyRootFilesystem",
        "TR:KSV-0014",
        "CK:CKV_K8S_22",
        "DT:45",
        "KY:require-ro-rootfs",
        "KUB:C-0017",
        "KUB:C-0211",
        "TS:0078",
        "MV:M-300",
        "KA:rootfs",
    ],
    readiness: &["S1-E1.2-a", "S3-2.4-d2", "S3-8.2-c", "S4-1.1-b"],
    yields_to: &[MISSING],
    options: &[],
    check: Check::Container(check),
};

const FIELD: &str = "readOnlyRootFilesystem";

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    let pod = container.pod();
    if !linux_rules_apply(pod) || pod.workload().class() == LifecycleClass::Test {
        return cx.not_applicable();
    }
    if !is_legible(container.node(), &["securityContext", FIELD], |node| node.as_bool().is_some()) {
        return;
    }
    let (finding, fix) = match read_only_root_filesystem(container) {
        Some(setting) if setting.value => return,
        Some(setting) => (writable(container, setting.node), switch(setting.node, FIELD, true)),
        None => (not_read_only(container), insert(container, FIELD, true)),
    };
    let is_init = container.role() == ContainerRole::Init;
    let finding = finding.severity(if is_init { Severity::Info } else { Severity::Warning });
    cx.report(finding.fix(fix));
}

fn writable(container: Container<'_>, node: Node<'_>) -> Finding {
    advise(Finding::new(message(container)).at(node).here("the root filesystem is writable"))
}

fn not_read_only(container: Container<'_>) -> Finding {
    let (holder, key) = missing(container, FIELD);
    advise(Finding::new(message(container)).at_missing(holder, key).here("no `readOnlyRootFilesystem: true`"))
}

fn message(container: Container<'_>) -> String {
    format!("container `{}` can write to its root filesystem", container.name())
}

fn advise(finding: Finding) -> Finding {
    finding
        .note("whoever takes over the program can change it and bring tools along")
        .help("set `readOnlyRootFilesystem: true`, and mount an `emptyDir` where the program has to write, such as `/tmp`")
}
