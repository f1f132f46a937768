//! Several pods that may all be evicted at once.

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::facts::{ReplicaSource, Replicas, is_budgeted, replicas};
use readylint_kube::{Match, Workload};

use super::is_replicated;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "KS:statefulset-has-poddisruptionbudget",
        "KS:deployment-has-poddisruptionbudget",
        "PO:missingPodDisruptionBudget",
        "KY:require-pdb",
        "KY:create-default-pdb",
        "POP:206",
    ],
    readiness: &[
        "S0-0.5",
        "S0-4.0",
        "S0-4.2",
        "S0-4.3",
        "S1-H.3-a",
        "S1-F.6-b",
        "S2-3.3-h",
        "S4-2.3-c1",
        "S4-2.3-c2",
    ],
    yields_to: &["pdb-selects-nothing", "selector-template-mismatch"],
    options: &[],
    check: Check::Workload(check),
};

fn check(cx: &RuleContext<'_>, workload: Workload<'_>) {
    let resource = workload.resource();
    // what an operator owns, the operator protects
    let is_own = resource.metadata().node().is_some_and(|metadata| metadata.get("ownerReferences").is_some());
    let replicas = replicas(workload).filter(|_| is_replicated(workload) && !is_own);
    let (Some(replicas), Some(pod)) =
        (replicas.filter(|replicas| replicas.min >= 2), workload.pod_template())
    else {
        return cx.not_applicable();
    };
    if is_budgeted(pod) == Match::No {
        cx.report(unprotected(workload, &replicas));
    }
}

fn unprotected(workload: Workload<'_>, replicas: &Replicas<'_>) -> Finding {
    let resource = workload.resource();
    let count = replicas.min;
    let finding =
        Finding::new(format!("no PodDisruptionBudget protects the {count} pods of {}", resource.title()))
            .at(resource.anchor())
            .here("no budget of its namespace selects its pods");
    let finding = match (replicas.decided_by, replicas.source) {
        (Some(node), ReplicaSource::Autoscaler(scaler)) => {
            finding.label(node.grip(), format!("{} keeps at least {count}", scaler.title()))
        }
        (Some(node), ReplicaSource::Workload) => finding.label(node.grip(), format!("{count} pods run")),
        (None, _) => finding,
    };
    let finding = finding
        .note("draining nodes may evict all of them at the same time")
        .help("add a PodDisruptionBudget with `maxUnavailable: 1` that selects its pods");
    let finding = match resource.graph().unreadable_near(resource.id()) {
        Some(span) => finding
            .confidence(Confidence::Medium)
            .label(span, "this document cannot be read and might hold the budget"),
        None => finding,
    };
    finding.fix(budget_for(workload))
}

/// A budget that lets one pod go at a time, with the workload's own selector, as a document behind the workload's.
/// `None` where that would not select its pods.
fn budget_for(workload: Workload<'_>) -> Option<Fix> {
    let resource = workload.resource();
    let selector = resource.spec()?.get("selector")?;
    if selector.get("matchExpressions").is_some() || !workload.lacks_of_own_selector().is_empty() {
        return None;
    }
    let labels = selector.get("matchLabels")?.entries().map(|entry| {
        let (key, value) = (edits::scalar(entry.key.text()?)?, edits::scalar(entry.value.text()?)?);
        Some(format!("      {key}: {value}"))
    });
    let labels: Vec<String> = labels.collect::<Option<_>>()?;
    let metadata = resource.metadata().node()?;
    let name = edits::scalar(resource.name()?)?;
    let namespace = metadata.get("namespace").filter(|namespace| !namespace.is_null());
    let namespace = match namespace {
        Some(namespace) => vec![format!("  namespace: {}", edits::scalar(namespace.text()?)?)],
        None => Vec::new(),
    };
    let line = |text: &str| text.to_owned();
    let head = [
        line("apiVersion: policy/v1"),
        line("kind: PodDisruptionBudget"),
        line("metadata:"),
        format!("  name: {name}"),
    ];
    let spec = ["spec:", "  maxUnavailable: 1", "  selector:", "    matchLabels:"].map(line);
    let lines: Vec<String> = head.into_iter().chain(namespace).chain(spec).chain(labels).collect();
    Some(Fix {
        title: "add a budget that lets one pod go at a time".to_owned(),
        applicability: Applicability::Unsafe,
        edits: vec![edits::append(resource.node(), &lines)?],
    })
}
