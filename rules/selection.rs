//! Selectors that select nothing: what the rules about them share.
//!
//! A rule knows who selects and what follows from it. The evidence, what was probably meant, the step of severity in an open
//! namespace and the fix are the same for all of them (D6).

use readylint_diagnostics::{Applicability, Fix, Severity};
use readylint_engine::{Finding, edits};
use readylint_kube::facts::{Candidate, Evidence, NearMatch, Strength};
use readylint_kube::{Kind, Labels, NearLabels, Requirement, Resource, Workload};
use readylint_yaml::Node;

/// The rule about a workload whose template lacks labels that its selector asks for: other selectors that ask for them select
/// nothing for this reason.
pub(crate) const MISMATCH: &str = "selector-template-mismatch";

/// The workload that the template labels of `evidence` belong to, or else the one beside `by` that bears its name.
pub(crate) fn meant<'g>(by: Resource<'g>, evidence: &Evidence<'g>) -> Option<Resource<'g>> {
    match evidence.candidate {
        Some(Candidate::NearLabels(near)) => Some(near.pod.resource()),
        Some(Candidate::NearMatch(near)) => Some(near.of),
        Some(Candidate::PodElsewhere(pod)) => Some(pod.resource()),
        _ => namesake(by),
    }
}

/// The workload beside `by` that bears its name.
pub(crate) fn namesake(by: Resource<'_>) -> Option<Resource<'_>> {
    let kinds = [Kind::Deployment, Kind::StatefulSet, Kind::Rollout];
    let name = by.name()?;
    kinds.into_iter().find_map(|kind| by.graph().look_up(by.id(), kind, by.namespace(), name))
}

/// What a selector misses at the pods of the workload it is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shortfall {
    /// The workload's own selector asks for all of it as well: the template is at fault.
    OfTemplate,
    /// The template lacks something of the workload's own selector, but that is not all that is missed.
    Both,
    /// The template has all that the workload's own selector asks for.
    OfSelector,
}

/// The [`Shortfall`] at the pods of `of`, whose labels do not meet what `unmet` gives for them.
pub(crate) fn shortfall<'g>(
    of: Resource<'g>,
    unmet: impl Fn(Labels<'g>) -> Vec<Requirement<'g>>,
) -> Shortfall {
    let Some(workload) = Workload::of(of) else { return Shortfall::OfSelector };
    let lacks = workload.lacks_of_own_selector();
    let Some(pod) = workload.pod_template().filter(|_| !lacks.is_empty()) else {
        return Shortfall::OfSelector;
    };
    let missed = unmet(pod.metadata().labels());
    let is_lacking = |missed: &Requirement<'_>| {
        missed.value.is_some() && lacks.iter().any(|own| (own.key, own.value) == (missed.key, missed.value))
    };
    if !missed.is_empty() && missed.iter().all(is_lacking) { Shortfall::OfTemplate } else { Shortfall::Both }
}

/// A selector that selects nothing.
pub(crate) struct Vain<'g> {
    /// The selector.
    pub(crate) site: Node<'g>,
    /// What it selects: `pod`, `Service`.
    pub(crate) noun: &'static str,
    /// Where the labels of that stand.
    pub(crate) labels: &'static str,
    /// The severity where it is sure.
    pub(crate) severity: Severity,
    /// What to do where nothing tells what was meant.
    pub(crate) help: String,
}

impl<'g> Vain<'g> {
    /// `finding` at the selector, with what the evidence says.
    pub(crate) fn explain(&self, finding: Finding, evidence: &Evidence<'g>) -> Finding {
        let near = match evidence.candidate {
            Some(Candidate::NearLabels(near)) => Some(near.wanted),
            Some(Candidate::NearMatch(near)) => Some(near.wanted),
            _ => None,
        };
        let finding = finding
            .at(near.unwrap_or(self.site))
            .severity(self.severity_by(evidence))
            .evidence(evidence.strength);
        let finding = self.explain_candidate(finding, evidence);
        match evidence.unreadable {
            Some(span) => {
                finding.label(span, format!("this document cannot be read and might hold the {}s", self.noun))
            }
            None => finding,
        }
    }

    /// One step lower where others may make what is missing.
    fn severity_by(&self, evidence: &Evidence<'_>) -> Severity {
        let is_sure = evidence.closed || evidence.strength > Strength::Low;
        if is_sure { self.severity } else { self.severity.lowered() }
    }

    fn explain_candidate(&self, finding: Finding, evidence: &Evidence<'g>) -> Finding {
        match evidence.candidate {
            Some(Candidate::NearLabels(near)) => self.near_labels(finding, near),
            Some(Candidate::NearMatch(near)) => self.near_match(finding, near),
            Some(Candidate::PodElsewhere(pod)) => self.elsewhere(finding, pod.resource()),
            Some(Candidate::ObjectElsewhere(other)) => self.elsewhere(finding, other),
            Some(Candidate::InServiceSelector(service)) => {
                let labels = service.metadata().labels().node();
                let place = labels.unwrap_or_else(|| service.anchor());
                finding
                    .here("no Service carries these labels itself")
                    .label(place.grip(), format!("{} has them in its selector only", service.title()))
                    .help("give the Service these labels under `metadata.labels`: its selector is not looked at")
            }
            _ => finding.here(format!("no {} carries these labels", self.carrier())).help(self.help.clone()),
        }
    }

    /// What carries the labels, in words.
    fn carrier(&self) -> &'static str {
        if self.noun == "pod" { "pod template" } else { self.noun }
    }

    fn elsewhere(&self, finding: Finding, other: Resource<'_>) -> Finding {
        let namespace =
            other.namespace().map_or("no namespace".to_owned(), |name| format!("namespace `{name}`"));
        let help = if self.noun == "pod" && self.labels == TEMPLATE_LABELS {
            "put both into one namespace: a selector sees no other"
        } else {
            "name that namespace in `namespaceSelector.matchNames`, or put both into one"
        };
        finding
            .here("nothing here carries these labels")
            .label(other.anchor().grip(), format!("{} carries them, but is in {namespace}", other.title()))
            .help(help)
    }

    fn near_labels(&self, finding: Finding, near: NearLabels<'g>) -> Finding {
        let of = near.pod.resource();
        let Some(similar) = near.similar_key else {
            let labels = near.pod.metadata().labels();
            let NearLabels { wanted, key, found, .. } = near;
            return self.near_match(
                finding,
                NearMatch { of, labels, wanted, key, found, is_replaceable: found.is_some() },
            );
        };
        let (pods, text) = (of.title(), similar.text().unwrap_or_default());
        finding
            .here(format!("no pod has the label `{}`", near.key))
            .label(similar.grip(), format!("{pods} has `{text}` with this value"))
            .help(format!("write `{text}` instead of `{}`, if {pods} is meant", near.key))
    }

    fn near_match(&self, finding: Finding, near: NearMatch<'g>) -> Finding {
        let title = near.of.title();
        let Some(found) = near.found else {
            let labels = near.labels.node().unwrap_or_else(|| near.of.anchor());
            return finding
                .here(format!("{title} has all the other labels, but no `{}`", near.key))
                .label(labels.grip(), "its labels")
                .help(format!("remove `{}` from the selector, or add it to {}", near.key, self.labels));
        };
        let text = found.text().unwrap_or_default();
        let finding = finding.label(found.grip(), format!("{title} has `{text}`"));
        if !near.is_replaceable {
            return finding
                .here(format!("the value that {title} has does not meet this"))
                .help(format!("let the expression accept `{text}`, if {title} is meant"));
        }
        let finding = finding
            .here(format!("no {} has `{}` with this value", self.noun, near.key))
            .help(format!("write `{text}`, if {title} is meant"));
        // in its quotes if that can be, as JSON needs them
        let edit =
            edits::rewrite(near.wanted, text).or_else(|| edits::replace(near.wanted, edits::scalar(text)?));
        match edit {
            Some(edit) => finding.fix(Fix {
                title: format!("select `{}: {text}`", near.key),
                applicability: Applicability::Unsafe,
                edits: vec![edit],
            }),
            None => finding,
        }
    }
}

/// Where the labels of the pods that Services, policies and budgets select stand.
pub(crate) const TEMPLATE_LABELS: &str = "the pod template's labels";
