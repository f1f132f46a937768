//! A workload that does not select its own pods.

use readylint_diagnostics::{Applicability, Confidence, Edit, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::{Kind, PodTemplate, Requirement, Resource, Workload};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "KL:mismatching-selector",
        "KS:deployment-pod-selector-labels-match-template-metadata-labels",
        "KS:statefulset-pod-selector-labels-match-template-metadata-labels",
        "KUB:C-0296",
        "POP:508",
    ],
    readiness: &["S1-E1.7"],
    yields_to: &[],
    options: &[],
    check: Check::Workload(check),
};

/// The labels by which a Job selects its pods if nobody says otherwise (`generateSelector` of the Job strategy).
const GENERATED: [&str; 2] = ["batch.kubernetes.io/controller-uid", "controller-uid"];

fn check(cx: &RuleContext<'_>, workload: Workload<'_>) {
    let resource = workload.resource();
    let Some((selector, pod)) = workload.own_selector().zip(workload.pod_template()) else {
        return cx.not_applicable();
    };
    if is_generated(resource) {
        if !is_live(resource, selector) {
            cx.report(needless(resource, selector));
        }
        return;
    }
    let unmet = workload.unmet_by_template(selector);
    if let Some(finding) = mismatch(resource, pod, &unmet) {
        cx.report(finding);
    }
}

/// Whether the API server makes the selector itself: always for a CronJob, for a Job without `manualSelector: true`.
fn is_generated(resource: Resource<'_>) -> bool {
    let manual = || resource.spec()?.get("manualSelector")?.as_bool();
    match resource.kind() {
        Kind::CronJob => true,
        Kind::Job => manual() != Some(true),
        _ => false,
    }
}

/// Whether the selector is one that was generated, as in an object that was read from a cluster.
fn is_live(resource: Resource<'_>, selector: Node<'_>) -> bool {
    let has_uid = resource.metadata().node().is_some_and(|metadata| metadata.get("uid").is_some());
    let labels = selector.get("matchLabels").filter(|labels| !labels.is_empty());
    let is_generated = |labels: Node<'_>| {
        labels.entries().all(|entry| entry.key.text().is_some_and(|key| GENERATED.contains(&key)))
    };
    has_uid || labels.is_some_and(is_generated)
}

fn needless(resource: Resource<'_>, selector: Node<'_>) -> Finding {
    let title = resource.title();
    let finding = Finding::new(format!("{title} has a `selector`, which the API server generates"))
        .at(selector)
        .note("the API server refuses the object")
        .help(match resource.kind() {
            Kind::CronJob => "leave `selector` out",
            _ => "leave `selector` out, or say `manualSelector: true` if these pods exist already",
        });
    match selector.parent().and_then(|spec| edits::remove(spec, "selector")) {
        Some(edit) => finding.fix(fix("leave `selector` out", vec![edit])),
        None => finding,
    }
}

fn mismatch(resource: Resource<'_>, pod: PodTemplate<'_>, unmet: &[Requirement<'_>]) -> Option<Finding> {
    let first = unmet.first()?;
    let labels = pod.metadata().labels();
    let finding =
        Finding::new(format!("the `selector` of {} does not select its own pods", resource.title()));
    let finding = match labels.value(first.key) {
        Some(value) => finding.at(value).here(format!("the template says `{}`", shown(first.key, value))),
        None => {
            let (mapping, key) = match (labels.node().filter(|node| node.is_mapping()), pod.metadata().node())
            {
                (Some(labels), _) => (labels, first.key),
                (None, Some(metadata)) => (metadata, "labels"),
                (None, None) => (pod.node(), "metadata"),
            };
            finding.at_missing(mapping, key).here(format!("label `{}` is missing", first.key))
        }
    };
    let finding = unmet.iter().take(REQUIREMENTS_SHOWN).fold(finding, |finding, requirement| {
        let wanted = requirement.value.map(|value| format!("`{}: {value}`", requirement.key));
        let wanted = wanted.unwrap_or_else(|| format!("another `{}`", requirement.key));
        finding.label(requirement.node.grip(), format!("the selector asks for {wanted}"))
    });
    let finding = finding
        .note(match resource.kind() {
            Kind::Rollout => "the controller refuses the object: it would not find the pods that it makes",
            _ => "the API server refuses the object: its controller would not find the pods that it makes",
        })
        .help("write what the selector asks for among the labels of the pod template");
    Some(match labels_that_fit(pod, unmet) {
        Some(edits) => finding.fix(fix("label the pods as the selector asks", edits)),
        None => finding,
    })
}

/// How many requirements are shown.
const REQUIREMENTS_SHOWN: usize = 4;

fn shown(key: &str, value: Node<'_>) -> String {
    format!("{key}: {}", value.text().unwrap_or_default())
}

/// The edits that give the template the labels that `unmet` asks for: all of them are there with another value, or all are
/// missing. `None` if an expression leaves the value open.
fn labels_that_fit(pod: PodTemplate<'_>, unmet: &[Requirement<'_>]) -> Option<Vec<Edit>> {
    let labels = pod.metadata().labels();
    let wanted: Option<Vec<(&str, &str)>> =
        unmet.iter().map(|requirement| Some((requirement.key, requirement.value?))).collect();
    let wanted = wanted?;
    let present = wanted.iter().filter(|(key, _)| labels.value(key).is_some()).count();
    if present == wanted.len() {
        return wanted.iter().map(|(key, value)| edits::rewrite(labels.value(key)?, value)).collect();
    }
    let lines = || -> Option<Vec<String>> {
        wanted
            .iter()
            .map(|(key, value)| Some(format!("{}: {}", edits::scalar(key)?, edits::scalar(value)?)))
            .collect()
    };
    let is_absent = present == 0;
    let edit = is_absent
        .then(lines)
        .flatten()
        .and_then(|lines| edits::insert(pod.node(), &["metadata", "labels"], &lines))?;
    Some(vec![edit])
}

fn fix(title: &str, edits: Vec<Edit>) -> Fix {
    Fix { title: title.to_owned(), applicability: Applicability::Unsafe, edits }
}
