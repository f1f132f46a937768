//! A ServiceMonitor or a PodMonitor that selects nothing to scrape.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::missing_monitored;
use readylint_kube::{Kind, LabelSelector, Relation, Resource, SelectorScope, Target};

use crate::selection::Vain;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KL:dangling-servicemonitor"],
    readiness: &["S1-E4.3-b", "S1-F.5-a", "S2-5.1-b"],
    yields_to: &[],
    options: &[],
    check: Check::Kinds(&[Kind::ServiceMonitor, Kind::PodMonitor], check),
};

fn check(cx: &RuleContext<'_>, monitor: Resource<'_>) {
    let (relation, noun, labels) = if monitor.kind() == Kind::PodMonitor {
        (Relation::MonitorPods, "pod", "the labels of the pod template")
    } else {
        (Relation::MonitorService, "Service", "the `metadata.labels` of the Service")
    };
    let selector = monitor.spec().and_then(|spec| spec.get("selector"));
    // an empty selector selects all there is or will be
    let is_empty =
        LabelSelector::new(selector, SelectorScope::Nothing, SelectorScope::Everything).scope().is_some();
    let Some(site) = selector.filter(|selector| selector.is_mapping() && !is_empty) else {
        return cx.not_applicable();
    };
    let mut edges = monitor.graph().edges_from(monitor.id());
    if !edges.any(|edge| edge.relation == relation && edge.to == Target::Missing) {
        return;
    }
    let Some(evidence) = missing_monitored(monitor, cx.world()) else { return };
    let vain = Vain {
        site,
        noun,
        labels,
        severity: Severity::Error,
        help: format!("let the `selector` name {labels} that is to be scraped"),
    };
    let finding = Finding::new(format!("{} selects no {noun}", monitor.title()))
        .note("Prometheus scrapes nothing by it: metrics are missing, and alerts on them stay silent");
    cx.report(vain.explain(finding, &evidence));
}
