//! Pods that are meant to be kept apart, by a selector that does not see them.

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::facts::scheduling::{OwnMiss, OwnValue, affinity_terms, own_miss, spread_constraints};
use readylint_kube::{LabelSelector, LifecycleClass, Match, PodTemplate, Resource, SelectorScope, Workload};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KS:pod-topology-spread-constraints"],
    readiness: &["S0-2.2-c", "S1-H.3-b", "S3-8.3-d", "S4-2.3-b"],
    yields_to: &[],
    options: &[],
    check: Check::Workload(check),
};

/// What a selector stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Spread,
    AntiAffinity,
    Affinity,
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            Self::Spread => "topology spread constraint",
            Self::AntiAffinity => "pod anti-affinity term",
            Self::Affinity => "pod affinity term",
        }
    }

    fn note(self) -> &'static str {
        match self {
            Self::Spread => "the scheduler counts none of them, so all may land in one place",
            Self::AntiAffinity => "it keeps no pod away from another, so all may land in one place",
            Self::Affinity => "a required term without selector is never met, a preferred one has no effect",
        }
    }
}

fn check(cx: &RuleContext<'_>, workload: Workload<'_>) {
    let pod = workload.pod_template().filter(|_| workload.class() != LifecycleClass::Test);
    let Some(pod) = pod else { return cx.not_applicable() };
    let (constraints, terms) = (spread_constraints(pod), affinity_terms(pod));
    if constraints.is_empty() && terms.is_empty() {
        return cx.not_applicable();
    }
    for constraint in constraints.iter().filter(|constraint| constraint.selects_itself == Match::No) {
        let miss = own_miss(constraint.node, pod);
        cx.report(excluded(pod, Place::Spread, constraint.node, miss));
    }
    for term in terms.iter().filter(|term| term.selects_itself == Match::No) {
        let place = if term.is_anti { Place::AntiAffinity } else { Place::Affinity };
        let is_mistake = match own_miss(term.node, pod) {
            OwnMiss::Null => true,
            OwnMiss::Value(value) => {
                // in a closed world there are no others that it could be meant for
                let is_alone = cx.world().closed && !cx.graph().is_part();
                place == Place::AntiAffinity && (value.is_near || is_alone) && is_about_own(pod, term.node)
            }
            OwnMiss::Other => false,
        };
        if is_mistake {
            cx.report(excluded(pod, place, term.node, own_miss(term.node, pod)));
        }
    }
}

/// Whether a term of anti-affinity can be meant for the own pods: it looks only into the own namespace, and selects no other
/// pods there.
fn is_about_own(pod: PodTemplate<'_>, term: Node<'_>) -> bool {
    let is_set = |key: &str| term.get(key).is_some_and(|value| !value.is_null() && !value.is_empty());
    if ["namespaces", "namespaceSelector", "mismatchLabelKeys"].into_iter().any(is_set) {
        return false;
    }
    let selector =
        LabelSelector::new(term.get("labelSelector"), SelectorScope::Nothing, SelectorScope::Everything);
    let owner = pod.resource();
    let selection = owner.graph().select_pods(owner.id(), selector);
    selection.is_empty() && !selection.cannot_tell
}

fn excluded(pod: PodTemplate<'_>, place: Place, term: Node<'_>, miss: OwnMiss<'_>) -> Finding {
    let owner = pod.resource();
    let key = term.get("topologyKey").and_then(Node::text).unwrap_or("?");
    let name = place.name();
    let finding = match miss {
        OwnMiss::Null => Finding::new(format!("a {name} of {} over `{key}` selects no pod", owner.title())),
        _ => Finding::new(format!("a {name} of {} over `{key}` does not select its own pods", owner.title())),
    };
    let finding = finding.note(place.note());
    match miss {
        OwnMiss::Null => without_selector(finding, owner, place, term),
        OwnMiss::Value(value) => wrong_value(finding, value),
        OwnMiss::Other => {
            let labels = pod.metadata().labels().node();
            let finding = match labels {
                Some(labels) => finding.label(labels.grip(), "the labels of its pods"),
                None => finding.label(pod.node().grip(), "its pods have no labels"),
            };
            finding
                .at(term.get("labelSelector").unwrap_or(term))
                .here("the labels of its own pods do not match")
                .help("let `labelSelector` name labels of the pod template")
        }
    }
}

fn without_selector(finding: Finding, owner: Resource<'_>, place: Place, term: Node<'_>) -> Finding {
    let finding = finding.at_missing(term, "labelSelector").here("no `labelSelector`, which selects nothing");
    // affinity is meant for others: with its own labels the pods would be kept together
    if place == Place::Affinity {
        return finding.help("add a `labelSelector` with the labels of the pods to be near to");
    }
    let finding = finding.help("add a `labelSelector` with the labels of the pod template");
    let labels = owner.spec().and_then(|spec| spec.get("selector")?.get("matchLabels"));
    let lines = labels.into_iter().flat_map(Node::entries).map(|entry| {
        let (key, value) = (edits::scalar(entry.key.text()?)?, edits::scalar(entry.value.text()?)?);
        Some(format!("{key}: {value}"))
    });
    let lines: Option<Vec<String>> = lines.collect();
    let edit = lines
        .filter(|lines| !lines.is_empty())
        .and_then(|lines| edits::insert(term, &["labelSelector", "matchLabels"], &lines));
    match edit {
        Some(edit) => finding.fix(Fix {
            title: "select the labels of the workload's selector".to_owned(),
            applicability: Applicability::Unsafe,
            edits: vec![edit],
        }),
        None => finding,
    }
}

fn wrong_value(finding: Finding, value: OwnValue<'_>) -> Finding {
    let OwnValue { wanted, key, found, .. } = value;
    let text = found.text().unwrap_or_default();
    let finding = finding
        .at(wanted)
        .here(format!("its pods have `{key}: {text}`"))
        .label(found.grip(), "the label of its own pods")
        .help(format!("write `{text}`"));
    match edits::rewrite(wanted, text) {
        Some(edit) => finding.fix(Fix {
            title: format!("select `{key}: {text}`"),
            applicability: Applicability::Unsafe,
            edits: vec![edit],
        }),
        None => finding,
    }
}
