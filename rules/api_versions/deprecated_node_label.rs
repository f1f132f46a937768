//! Node labels that have a new name.

use readylint_diagnostics::{Applicability, Confidence, Edit, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::facts::scheduling::{NodeLabelUse, Toleration, node_label_uses, tolerations};
use readylint_kube::{PodTemplate, Resource};
use readylint_schema::deprecated::{NodeLabel, Successor, node_label};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["API:deprecatedNodeLabels"],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Resource(check),
};

/// The effect of the taints that Kubernetes' own tools put on control plane nodes.
const EFFECT: &str = "NoSchedule";

fn check(cx: &RuleContext<'_>, resource: Resource<'_>) {
    let uses = node_label_uses(resource);
    let pod = cx.graph().pod_template_of(resource.id());
    let tolerations = pod.map(tolerations).unwrap_or_default();
    if uses.is_empty() && tolerations.is_empty() {
        return cx.not_applicable();
    }
    let subject = pod.map_or(resource.end(), PodTemplate::end);
    for site in uses {
        let label = site.key().text().and_then(node_label);
        if let Some(finding) = label.and_then(|label| deprecated(cx, resource, site, label)) {
            cx.report(finding.subject(subject));
        }
    }
    for toleration in &tolerations {
        if let Some(finding) = tolerated(cx, resource, toleration, &tolerations) {
            cx.report(finding.subject(subject));
        }
    }
}

fn deprecated(
    cx: &RuleContext<'_>,
    resource: Resource<'_>,
    site: NodeLabelUse<'_>,
    label: &NodeLabel,
) -> Option<Finding> {
    let since = label.successor.map_or(label.deprecated, |successor| successor.since);
    let severity = cx.deprecation(label.deprecated, since)?;
    let finding = Finding::new(format!(
        "{} refers to the node label `{}`, which is deprecated since Kubernetes {}",
        resource.title(),
        label.key,
        label.deprecated
    ))
    .at(site.key())
    .severity(severity)
    .here("deprecated label");
    let finding = match label.gone {
        Some(gone) if gone <= cx.kubernetes().newest() => {
            finding.note(format!("kubeadm does not put it on nodes any more, from Kubernetes {gone} on"))
        }
        _ => finding.note("the API server warns of it, and nodes may come without it"),
    };
    let Some(successor) = label.successor else {
        return Some(finding.help(format!("use {} instead", label.instead)));
    };
    if successor.since > cx.kubernetes().oldest() {
        let known = format!("nodes carry `{}` from Kubernetes {} on", successor.key, successor.since);
        return Some(finding.help(format!("{known}: change over when older targets are gone")));
    }
    let finding = finding.help(format!("write `{}`", successor.key));
    Some(finding.fix(renaming(site, label, successor)))
}

/// The new label in place of the old one; where a selector has both with one value, the old one goes.
fn renaming(site: NodeLabelUse<'_>, label: &NodeLabel, successor: Successor) -> Option<Fix> {
    let rename = |edit: Edit| (format!("write `{}`", successor.key), edit);
    let (title, edit) = match site {
        NodeLabelUse::Selector(selector, entry) => {
            let present = selector.get(successor.key);
            if present.is_some_and(|value| value.text() == entry.value.text()) {
                (format!("remove `{}`", label.key), edits::remove(selector, label.key)?)
            } else if present.is_none() && entry.key.parent() == Some(selector) {
                rename(edits::rewrite(entry.key, successor.key)?)
            } else {
                // two values, or an entry that a merge brings in from another selector
                return None;
            }
        }
        NodeLabelUse::Requirement(key) | NodeLabelUse::Topology(key) => {
            rename(edits::rewrite(key, successor.key)?)
        }
    };
    let applicability = if successor.is_twin { Applicability::Safe } else { Applicability::Unsafe };
    Some(Fix { title, applicability, edits: vec![edit] })
}

/// A toleration of a taint with the old key, if none of `all` accepts the one with the new key.
fn tolerated(
    cx: &RuleContext<'_>,
    resource: Resource<'_>,
    toleration: &Toleration<'_>,
    all: &[Toleration<'_>],
) -> Option<Finding> {
    let label = node_label(toleration.key?)?;
    let (since, successor) = (label.taint?, label.successor?);
    let value = toleration.value.unwrap_or_default();
    if toleration.effect.is_some_and(|effect| effect != EFFECT)
        || all.iter().any(|other| other.tolerates(successor.key, value, EFFECT))
    {
        return None;
    }
    let severity = cx.deprecation(since, since)?;
    let key = toleration.node.get("key")?;
    let finding = Finding::new(format!(
        "{} tolerates the taint `{}`, but not `{}`",
        resource.title(),
        label.key,
        successor.key
    ))
    .at(key)
    .severity(severity)
    .here("nodes carry the taint under its new name")
    .note(format!("kubeadm puts the new taint on control plane nodes since Kubernetes {since}, which keeps these pods off"));
    if severity == Severity::Info {
        return Some(finding.help(format!("tolerate `{}` as well", successor.key)));
    }
    let finding = finding.help(format!("write `{}`, or tolerate both", successor.key));
    Some(match edits::rewrite(key, successor.key) {
        Some(edit) => finding.fix(Fix {
            title: format!("tolerate `{}`", successor.key),
            applicability: Applicability::Unsafe,
            edits: vec![edit],
        }),
        None => finding,
    })
}
