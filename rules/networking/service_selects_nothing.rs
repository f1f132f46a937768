//! A Service whose selector matches no pod.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::Service;
use readylint_kube::facts::missing_pods;

use crate::selection::{TEMPLATE_LABELS, Vain};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KL:dangling-service", "KS:service-targets-pod", "KUB:C-0293", "POP:1100"],
    readiness: &["S1-E1.7", "S1-M.1-b", "S3-1.4-b"],
    yields_to: &[],
    options: &[],
    check: Check::Service(check),
};

fn check(cx: &RuleContext<'_>, service: Service<'_>) {
    let selector = service.selector();
    let Some(site) =
        selector.node().filter(|_| !selector.is_empty() && service.service_type() != "ExternalName")
    else {
        return cx.not_applicable();
    };
    let selection = cx.graph().select_labels(service.id(), selector);
    if !selection.is_vain() {
        return;
    }
    let evidence = missing_pods(service.resource(), selector, cx.world());
    let vain = Vain {
        site,
        noun: "pod",
        labels: TEMPLATE_LABELS,
        severity: Severity::Error,
        help: format!(
            "let the selector of `{}` name labels of a pod template",
            service.name().unwrap_or_default()
        ),
    };
    let finding = Finding::new(format!("{} selects no pod", service.title()))
        .note("it has no endpoints: every connection to it is refused or times out");
    cx.report(vain.explain(finding, &evidence));
}
