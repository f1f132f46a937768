//! A Service whose selector matches no pod.

use readylint_diagnostics::{Applicability, Confidence, Edit, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::{Candidate, Evidence, missing_pods};
use readylint_kube::{NearLabels, Service};

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
    if !selection.is_empty() || selection.cannot_tell {
        return;
    }
    let evidence = missing_pods(service.resource(), selector, cx.world());
    let severity =
        if evidence.closed || evidence.candidate.is_some() { Severity::Error } else { Severity::Warning };
    let place = match evidence.candidate {
        Some(Candidate::NearLabels(near)) => near.wanted,
        _ => site,
    };
    let finding = Finding::new(message(service)).at(place).severity(severity).evidence(evidence.strength);
    cx.report(explain(finding, service, &evidence));
}

fn message(service: Service<'_>) -> String {
    format!("{} selects no pod", service.title())
}

fn explain(finding: Finding, service: Service<'_>, evidence: &Evidence<'_>) -> Finding {
    let finding = finding.note("it has no endpoints: every connection to it is refused or times out");
    let finding = match evidence.candidate {
        Some(Candidate::NearLabels(near)) => explain_near(finding, near),
        Some(Candidate::PodElsewhere(pod)) => {
            let other = pod.resource();
            let namespace =
                other.namespace().map_or("no namespace".to_owned(), |name| format!("namespace `{name}`"));
            finding
                .here("nothing here carries these labels")
                .label(
                    other.anchor().grip(),
                    format!("{} carries them, but is in {namespace}", other.title()),
                )
                .help("put both into one namespace: a selector sees no other")
        }
        _ => finding.here("no pod template carries these labels").help(format!(
            "let the selector of `{}` name labels of a pod template",
            service.name().unwrap_or_default()
        )),
    };
    match evidence.unreadable {
        Some(span) => finding.label(span, "this document cannot be read and might hold the pods"),
        None => finding,
    }
}

fn explain_near(finding: Finding, near: NearLabels<'_>) -> Finding {
    let pods = near.pod.resource().title();
    if let Some(similar) = near.similar_key {
        let text = similar.text().unwrap_or_default();
        return finding
            .here(format!("no pod has the label `{}`", near.key))
            .label(similar.grip(), format!("{pods} has `{text}` with this value"))
            .help(format!("write `{text}` instead of `{}`, if {pods} is meant", near.key));
    }
    match near.found {
        Some(found) => {
            let text = found.text().unwrap_or_default();
            finding
                .here(format!("no pod has `{}` with this value", near.key))
                .label(found.grip(), format!("{pods} has `{text}`"))
                .help(format!("write `{text}`, if {pods} is meant"))
                .fix(Fix {
                    title: format!("select `{}: {text}`", near.key),
                    applicability: Applicability::Unsafe,
                    edits: vec![Edit { span: near.wanted.span(), text: found.raw().to_owned() }],
                })
        }
        None => finding
            .here(format!("{pods} has all the other labels, but no `{}`", near.key))
            .label(
                near.pod.metadata().labels().node().unwrap_or_else(|| near.pod.node()).grip(),
                "its labels",
            )
            .help(format!("remove `{}` from the selector, or add it to the pod template's labels", near.key)),
    }
}
