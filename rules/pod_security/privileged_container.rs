//! A container with all rights on its node.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::Container;
use readylint_kube::facts::security::{linux_rules_apply, privileged};
use readylint_yaml::Node;

use super::node_agents::{ALLOWED_IMAGES, ALLOWED_NAMESPACES, allows_container};
use super::settings::switch;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "KL:privileged-container",
        "KS:container-security-context-privileged",
        "PO:runAsPrivileged",
        "KSEC:Privileged",
        "TR:KSV-0017",
        "CK:CKV_K8S_16",
        "DT:20",
        "KY:disallow-privileged-containers",
        "PSS:privileged",
        "KUB:C-0057",
        "TS:0046",
        "MV:M-102",
        "SQ:S6428",
        "KA:privileged",
    ],
    readiness: &[],
    yields_to: &[],
    options: &[ALLOWED_IMAGES, ALLOWED_NAMESPACES],
    check: Check::Container(check),
};

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    if !linux_rules_apply(container.pod()) {
        return cx.not_applicable();
    }
    let Some(setting) = privileged(container).filter(|setting| setting.value) else { return };
    if allows_container(cx.options(), container) {
        return;
    }
    let finding = is_privileged(container, setting.node);
    cx.report(finding.fix(switch(setting.node, "privileged", false)));
}

fn is_privileged(container: Container<'_>, node: Node<'_>) -> Finding {
    Finding::new(format!("container `{}` is privileged", container.name()))
        .at(node)
        .here("all capabilities and all devices of the node")
        .note(
            "no profile of seccomp or AppArmor confines it: whoever takes over the program owns the node and every pod on it",
        )
        .help(
            "remove `privileged`, and add under `capabilities.add` only what the program needs; name the image in \
             `allowed-images` if it is an agent of the node",
        )
}
