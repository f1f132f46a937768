//! A disruption budget that protects no pod.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::{Candidate, Evidence, Strength, missing_selected_pods, operator_of_label};
use readylint_kube::{Kind, LabelSelector, PodDisruptionBudget, Relation, Resource};
use readylint_yaml::Node;

use crate::selection::{TEMPLATE_LABELS, Vain};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KL:pdb-min-available", "POP:900"],
    readiness: &["S2-3.3-h"],
    yields_to: &[],
    options: &[],
    check: Check::PodDisruptionBudget(check),
};

/// How many values of a selector are held against the names of custom resources.
const VALUES: usize = 64;

fn check(cx: &RuleContext<'_>, budget: PodDisruptionBudget<'_>) {
    let selector = budget.selector();
    let Some(site) = selector.node() else {
        return cx.report(no_selector(budget));
    };
    let is_empty = selector.scope().is_some();
    let selection = cx.graph().select_pods(budget.id(), selector);
    if !selection.is_vain() {
        return;
    }
    // an empty selector of policy/v1 waits for pods that are not in the input
    if is_empty {
        let is_beta = budget.api_version().ends_with("v1beta1");
        return if is_beta { cx.report(empty_selector(budget, site)) } else { cx.not_applicable() };
    }
    let evidence = unprotected_only(missing_selected_pods(budget.resource(), selector, cx.world()));
    // a template that comes near says more than a custom resource
    let operator = evidence.candidate.is_none().then(|| made_by_operator(budget.resource(), selector));
    if let Some((owner, value)) = operator.flatten() {
        return cx.report(operated(budget, owner, value));
    }
    let vain = Vain {
        site,
        noun: "pod",
        labels: TEMPLATE_LABELS,
        severity: Severity::Error,
        help: "let the selector name labels of a pod template".to_owned(),
    };
    let finding = unprotected(Finding::new(format!("{} protects no pod", budget.title())));
    let finding = vain.explain(finding, &evidence);
    cx.report(match meant(budget.resource(), &evidence) {
        // its workload is not reported for want of a budget as well
        Some(workload) => finding.subject(workload.end()),
        None => finding,
    });
}

/// `evidence` without a candidate that has a budget already: with a second one its pods could not be evicted at all, so that
/// this one is meant for others, which the input may not hold (a component that is switched off).
fn unprotected_only<'g>(evidence: Evidence<'g>) -> Evidence<'g> {
    let near = match evidence.candidate {
        Some(Candidate::NearLabels(near)) => near.pod.resource(),
        Some(Candidate::NearMatch(near)) => near.of,
        _ => return evidence,
    };
    let mut edges = near.graph().edges_to(near.id());
    if !edges.any(|edge| edge.relation == Relation::BudgetPods) {
        return evidence;
    }
    let strength = if evidence.closed { evidence.strength } else { Strength::Low };
    Evidence { candidate: None, strength, ..evidence }
}

/// The workload whose pods the budget is meant for.
fn meant<'g>(budget: Resource<'g>, evidence: &Evidence<'g>) -> Option<Resource<'g>> {
    match evidence.candidate {
        Some(Candidate::NearLabels(near)) => Some(near.pod.resource()),
        Some(Candidate::NearMatch(near)) => Some(near.of),
        Some(Candidate::PodElsewhere(pod)) => Some(pod.resource()),
        _ => namesake(budget),
    }
}

/// The workload beside the budget that bears its name.
fn namesake(budget: Resource<'_>) -> Option<Resource<'_>> {
    let kinds = [Kind::Deployment, Kind::StatefulSet, Kind::Rollout];
    let name = budget.name()?;
    kinds.into_iter().find_map(|kind| budget.graph().look_up(budget.id(), kind, budget.namespace(), name))
}

/// The custom resource that the selector names, for which an operator makes the pods, and where it does.
fn made_by_operator<'g>(
    budget: Resource<'g>,
    selector: LabelSelector<'g>,
) -> Option<(Resource<'g>, Node<'g>)> {
    let labels = selector.match_labels();
    let labels = labels.iter().map(|(key, _, value)| (key, value));
    let expressions = selector.match_expressions().filter_map(|expression| {
        let key = expression.get("key")?.text()?;
        Some(expression.get("values")?.items().map(move |value| (key, value)))
    });
    let mut values = labels.chain(expressions.flatten()).take(VALUES);
    values.find_map(|(key, value)| Some((operator_of_label(budget, key, value.text()?)?, value)))
}

fn no_selector(budget: PodDisruptionBudget<'_>) -> Finding {
    let finding = Finding::new(format!("{} has no selector, so it protects no pod", budget.title()));
    let finding = match budget.spec().filter(|spec| spec.is_mapping()) {
        Some(spec) => finding.at_missing(spec, "selector").here("no `selector` here"),
        None => finding.at(budget.anchor()).here("no `spec.selector`"),
    };
    let finding = unprotected(finding).help("add a `selector` with the labels of the pods to protect");
    match namesake(budget.resource()) {
        Some(workload) => {
            finding.label(workload.anchor().grip(), "is it meant for these pods?").subject(workload.end())
        }
        None => finding,
    }
}

fn empty_selector(budget: PodDisruptionBudget<'_>, site: Node<'_>) -> Finding {
    unprotected(Finding::new(format!("the empty selector of {} selects no pod", budget.title())).at(site))
        .here("selects nothing in `policy/v1beta1`")
        .help("use `policy/v1`, where an empty selector selects all pods of the namespace, or name labels")
}

fn operated(budget: PodDisruptionBudget<'_>, owner: Resource<'_>, value: Node<'_>) -> Finding {
    let (budget, owner_title) = (budget.title(), owner.title());
    Finding::new(format!("nothing in the input shows which pods of {owner_title} {budget} protects"))
        .at(value)
        .severity(Severity::Info)
        .here("no pod template carries this label")
        .label(owner.anchor().grip(), "an operator makes its pods, and gives them their labels")
        .note("operators of databases mostly make budgets themselves; a pod with two of them cannot be evicted")
        .help("compare the selector with the labels of the running pods, and remove the budget if the operator has one")
}

fn unprotected(finding: Finding) -> Finding {
    finding.note("draining nodes may evict all pods of the workload at the same time")
}
