//! A NetworkPolicy whose `podSelector` matches no pod.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::NetworkPolicy;
use readylint_kube::facts::missing_selected_pods;

use crate::selection::{TEMPLATE_LABELS, Vain};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KL:dangling-networkpolicy", "KS:networkpolicy-targets-pod", "KUB:C-0299", "POP:1200"],
    readiness: &["S1-H.4-a", "S4-1.2-a1"],
    yields_to: &[],
    options: &[],
    check: Check::NetworkPolicy(check),
};

fn check(cx: &RuleContext<'_>, policy: NetworkPolicy<'_>) {
    let selector = policy.pod_selector();
    // an empty selector selects every pod there is or will be
    let Some(site) = selector.node().filter(|node| node.is_mapping() && selector.scope().is_none()) else {
        return cx.not_applicable();
    };
    let selection = cx.graph().select_pods(policy.id(), selector);
    if !selection.is_vain() {
        return;
    }
    let evidence = missing_selected_pods(policy.resource(), selector, cx.world());
    let vain = Vain {
        site,
        noun: "pod",
        labels: TEMPLATE_LABELS,
        severity: Severity::Warning,
        help: format!(
            "let the `podSelector` of `{}` name labels of a pod template, or remove the policy",
            policy.name().unwrap_or_default()
        ),
    };
    let finding = Finding::new(format!("{} selects no pod", policy.title()))
        .note("it isolates nothing: the pods that it is meant for stay open to all traffic");
    cx.report(vain.explain(finding, &evidence));
}
