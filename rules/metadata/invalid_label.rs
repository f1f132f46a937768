//! A label, a selector or an annotation key that the API server refuses.

use readylint_diagnostics::{Applicability, Confidence, Edit, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::{Kind, Resource};
use readylint_scalars::{
    NameError, NameProblem, VersionRange, check_annotation_key, check_label_key, check_label_value,
    placeholder,
};

use super::label_places::{Place, Refused, Role, places};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KS:label-values", "DT:9"],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Resource(check),
};

fn check(cx: &RuleContext<'_>, resource: Resource<'_>) {
    let places = places(resource);
    if places.is_empty() {
        return cx.not_applicable();
    }
    for place in places {
        // a text that is filled in later says nothing yet
        if placeholder(place.text).is_some() {
            continue;
        }
        if let (Err(error), Some(severity)) = (syntax(place), severity(place.refused, cx.kubernetes())) {
            cx.report(invalid(resource, place, error).severity(severity));
        }
    }
}

fn syntax(place: Place<'_>) -> Result<(), NameError> {
    match place.role {
        Role::LabelKey | Role::SelectorKey | Role::TopologyKey => check_label_key(place.text),
        Role::AnnotationKey => check_annotation_key(place.text),
        Role::LabelValue | Role::SelectorValue => check_label_value(place.text),
    }
}

/// How grave it is in the versions of `range` (D16); `None` if all of them take it.
fn severity(refused: Refused, range: VersionRange) -> Option<Severity> {
    match refused {
        Refused::Whole(since) if since > range.newest() => None,
        Refused::Whole(since) if since > range.oldest() => Some(Severity::Warning),
        Refused::Whole(_) | Refused::Jobs | Refused::Claims | Refused::Pods => Some(Severity::Error),
    }
}

fn invalid(resource: Resource<'_>, place: Place<'_>, error: NameError) -> Finding {
    let Place { node, text, role, key, refused } = place;
    let of = key.map(|key| format!(" for `{key}`")).unwrap_or_default();
    let what = match role {
        Role::LabelKey => "label key",
        Role::LabelValue => "label value",
        Role::AnnotationKey => "annotation key",
        Role::SelectorKey => "selector key",
        Role::SelectorValue => "selector value",
        Role::TopologyKey => "topology key",
    };
    let finding = Finding::new(format!("{what} `{text}`{of} in {} is not valid: {error}", resource.title()))
        .at_part(node, node.part(error.range))
        .note(match refused {
            Refused::Whole(_) => "the API server refuses the object",
            Refused::Jobs => "the API server takes the CronJob, but refuses every Job that is made from it",
            Refused::Claims => {
                "the API server takes the StatefulSet, but refuses the claims, and without them its pods never start"
            }
            Refused::Pods => "the API server refuses the pods that are made from the template",
        })
        .help(help(role, error.problem));
    match corrected(resource, place) {
        Some((title, edit)) => {
            finding.fix(Fix { title, applicability: Applicability::Unsafe, edits: vec![edit] })
        }
        None => finding,
    }
}

fn help(role: Role, problem: NameProblem) -> &'static str {
    match (role, problem) {
        (Role::LabelValue, NameProblem::TooLong(_)) => {
            "shorten the value, or make it an annotation, whose values are free text"
        }
        (Role::LabelValue, _) => {
            "write it with letters, digits, `-`, `_` and `.` only, a letter or digit at both ends, or make it an annotation, \
             whose values are free text"
        }
        (Role::SelectorValue, _) => "no label can have this value: write the one that the objects carry",
        (_, NameProblem::TooLong(_)) => {
            "shorten the key: its name has at most 63 characters, its prefix at most 253"
        }
        _ => {
            "write the key as `name` or `prefix/name`, the prefix a DNS name, the name letters, digits, `-`, `_` and `.`"
        }
    }
}

/// A value in which hyphens stand for what no value can hold: only where nothing but people read the label, because a
/// selector would have to change with it.
fn corrected(resource: Resource<'_>, place: Place<'_>) -> Option<(String, Edit)> {
    let is_unselected = matches!(
        resource.kind(),
        Kind::ConfigMap
            | Kind::CronJob
            | Kind::DaemonSet
            | Kind::Deployment
            | Kind::HorizontalPodAutoscaler
            | Kind::Ingress
            | Kind::Job
            | Kind::PodDisruptionBudget
            | Kind::ReplicaSet
            | Kind::Role
            | Kind::RoleBinding
            | Kind::ServiceAccount
            | Kind::StatefulSet
    );
    let own_labels = resource.metadata().labels().node();
    if place.role != Role::LabelValue || !is_unselected || place.node.parent() != own_labels {
        return None;
    }
    let is_kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let replaced: String = place.text.chars().map(|c| if is_kept(c) { c } else { '-' }).collect();
    let corrected = replaced.trim_matches(['-', '_', '.']);
    if corrected.is_empty() || check_label_value(corrected).is_err() {
        return None;
    }
    Some((format!("write `{corrected}`"), edits::rewrite(place.node, corrected)?))
}
