//! A disruption budget that protects no pod.

use readylint_diagnostics::{Applicability, Confidence, Edit, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::{Candidate, Evidence, Strength, missing_pods, operated_by};
use readylint_kube::{Kind, LabelSelector, Match, NearLabels, PodDisruptionBudget, Resource};
use readylint_yaml::Node;

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
    if !selection.is_empty() || selection.cannot_tell {
        return;
    }
    // an empty selector of policy/v1 waits for pods that are not in the input
    if is_empty {
        let is_beta = budget.api_version().ends_with("v1beta1");
        return if is_beta { cx.report(empty_selector(budget, site)) } else { cx.not_applicable() };
    }
    if let Some((owner, value)) = made_by_operator(budget.resource(), selector) {
        return cx.report(operated(budget, owner, value));
    }
    let evidence = evidence(cx, budget, selector);
    let finding = vain(budget, site, &evidence);
    cx.report(match meant(budget.resource(), &evidence) {
        // its workload is not reported for want of a budget as well
        Some(workload) => finding.subject(workload.end()),
        None => finding,
    });
}

/// The evidence for pods being missed. A template that carries the labels was meant only if it fits the expressions too, and
/// labels that are set at run time say nothing of templates.
fn evidence<'g>(
    cx: &RuleContext<'g>,
    budget: PodDisruptionBudget<'g>,
    selector: LabelSelector<'g>,
) -> Evidence<'g> {
    let evidence = missing_pods(budget.resource(), selector.match_labels(), cx.world());
    let fits = match evidence.candidate {
        Some(Candidate::PodElsewhere(pod)) => selector.matches(pod.metadata().labels()) == Match::Yes,
        Some(_) => selector.match_expressions().next().is_none(),
        None => false,
    };
    if fits {
        return evidence;
    }
    let is_sure = evidence.closed && !selector.names_run_time_labels();
    let strength = if is_sure { evidence.strength } else { Strength::Low };
    Evidence { candidate: None, strength, ..evidence }
}

/// The workload whose pods the budget is meant for.
fn meant<'g>(budget: Resource<'g>, evidence: &Evidence<'g>) -> Option<Resource<'g>> {
    match evidence.candidate {
        Some(Candidate::NearLabels(near)) => Some(near.pod.resource()),
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
    let labels = labels.iter().map(|(_, _, value)| value);
    let expressions = selector.match_expressions().filter_map(|expression| expression.get("values"));
    let mut values = labels.chain(expressions.flat_map(Node::items)).take(VALUES);
    values.find_map(|value| Some((operated_by(budget, value.text()?)?, value)))
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

fn vain(budget: PodDisruptionBudget<'_>, site: Node<'_>, evidence: &Evidence<'_>) -> Finding {
    let is_sure = evidence.closed || evidence.candidate.is_some();
    let place = match evidence.candidate {
        Some(Candidate::NearLabels(near)) => near.wanted,
        _ => site,
    };
    let finding = Finding::new(format!("{} protects no pod", budget.title()))
        .at(place)
        .severity(if is_sure { Severity::Error } else { Severity::Warning })
        .evidence(evidence.strength);
    let finding = unprotected(finding);
    let finding = match evidence.candidate {
        Some(Candidate::NearLabels(near)) => explain_near(finding, near),
        Some(Candidate::PodElsewhere(pod)) => {
            let other = pod.resource();
            let place =
                other.namespace().map_or("no namespace".to_owned(), |name| format!("namespace `{name}`"));
            finding
                .here("no pod of this namespace carries these labels")
                .label(other.anchor().grip(), format!("{} carries them, but is in {place}", other.title()))
                .help("put both into one namespace: a selector sees no other")
        }
        _ => finding
            .here("no pod template carries these labels")
            .help("let the selector name labels of a pod template"),
    };
    match evidence.unreadable {
        Some(span) => finding.label(span, "this document cannot be read and might hold the pods"),
        None => finding,
    }
}

fn explain_near(finding: Finding, near: NearLabels<'_>) -> Finding {
    let (pods, key) = (near.pod.resource().title(), near.key);
    if let Some(similar) = near.similar_key {
        let text = similar.text().unwrap_or_default();
        return finding
            .here(format!("no pod has the label `{key}`"))
            .label(similar.grip(), format!("{pods} has `{text}` with this value"))
            .help(format!("write `{text}` instead of `{key}`, if {pods} is meant"));
    }
    let Some(found) = near.found else {
        let labels = near.pod.metadata().labels().node().unwrap_or_else(|| near.pod.node());
        return finding
            .here(format!("{pods} has all the other labels, but no `{key}`"))
            .label(labels.grip(), "its labels")
            .help(format!("remove `{key}` from the selector, or add it to the pod template's labels"));
    };
    let text = found.text().unwrap_or_default();
    finding
        .here(format!("no pod has `{key}` with this value"))
        .label(found.grip(), format!("{pods} has `{text}`"))
        .help(format!("write `{text}`, if {pods} is meant"))
        .fix(Fix {
            title: format!("select `{key}: {text}`"),
            applicability: Applicability::Unsafe,
            edits: vec![Edit { span: near.wanted.span(), text: found.raw().to_owned() }],
        })
}
