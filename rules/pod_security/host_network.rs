//! Pods in the network of their node.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::security::pod_security;
use readylint_kube::{LifecycleClass, PodTemplate};
use readylint_yaml::Node;

use super::node_agents::{ALLOWED_IMAGES, ALLOWED_NAMESPACES, allows_pod};
use super::settings::switch;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "KL:host-network",
        "PO:hostNetworkSet",
        "KSEC:HostNetwork",
        "TR:KSV-0009",
        "CK:CKV_K8S_19",
        "DT:28",
        "KY:disallow-host-namespaces",
        "PSS:hostNamespaces",
        "KUB:C-0041",
        "TS:0084",
        "MV:M-101",
        "SQ:S6431",
        "KA:hostns",
    ],
    readiness: &[],
    yields_to: &[],
    options: &[ALLOWED_IMAGES, ALLOWED_NAMESPACES],
    check: Check::PodTemplate(check),
};

fn check(cx: &RuleContext<'_>, pod: PodTemplate<'_>) {
    if pod.workload().class() == LifecycleClass::Static {
        return cx.not_applicable();
    }
    let Some(setting) = pod_security(pod).host_network.filter(|setting| setting.value) else { return };
    if allows_pod(cx.options(), pod) {
        return;
    }
    let finding = is_on_host(pod, setting.node);
    cx.report(finding.fix(switch(setting.node, "hostNetwork", false)));
}

fn is_on_host(pod: PodTemplate<'_>, node: Node<'_>) -> Finding {
    Finding::new(format!("pods of {} use the network of their node", pod.resource().title()))
        .at(node)
        .here("no network of their own")
        .note(
            "they reach what listens on the node's loopback address, can watch the traffic of other pods, take ports of the \
             node, and most NetworkPolicies do not hold for them",
        )
        .help(
            "remove `hostNetwork`, and let clients come through a Service; name the image in `allowed-images` if it is an \
             agent of the node",
        )
}
