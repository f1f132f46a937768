//! Selectors that select nothing: what the rules about them share.
//!
//! A rule knows who selects and what follows from it. The evidence, what was probably meant, the step of severity in an open
//! namespace and the fix are the same for all of them (D6).

use readylint_diagnostics::{Applicability, Edit, Fix, Severity};
use readylint_engine::Finding;
use readylint_kube::facts::{Candidate, Evidence, NearMatch, Strength};
use readylint_kube::{NearLabels, Resource};
use readylint_yaml::Node;

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
        finding
            .here(format!("no {} has `{}` with this value", self.noun, near.key))
            .help(format!("write `{text}`, if {title} is meant"))
            .fix(Fix {
                title: format!("select `{}: {text}`", near.key),
                applicability: Applicability::Unsafe,
                edits: vec![Edit { span: near.wanted.span(), text: found.raw().to_owned() }],
            })
    }
}

/// Where the labels of the pods that Services, policies and budgets select stand.
pub(crate) const TEMPLATE_LABELS: &str = "the pod template's labels";
