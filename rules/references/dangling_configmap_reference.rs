//! A ConfigMap that a pod needs and nobody makes.

use readylint_diagnostics::{Applicability, Confidence, Edit, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::{Candidate, Evidence, Wanted, missing_reference};
use readylint_kube::{Kind, PodTemplate, Relation, Resource, Target};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KL:env-value-from", "POP:304"],
    readiness: &["S1-E1.2-d", "S2-3.3-c"],
    yields_to: &[],
    options: &[],
    check: Check::PodTemplate(check),
};

fn check(cx: &RuleContext<'_>, pod: PodTemplate<'_>) {
    let resource = pod.resource();
    let is_reference = |relation| matches!(relation, Relation::EnvConfig | Relation::MountsConfig);
    let mut references =
        cx.graph().edges_from(resource.id()).filter(|edge| is_reference(edge.relation)).peekable();
    if references.peek().is_none() {
        return cx.not_applicable();
    }
    for edge in references.filter(|edge| edge.to == Target::Missing && !edge.optional) {
        let site = cx.graph().site(edge);
        let Some(name) = site.text() else { continue };
        let Some(evidence) =
            missing_reference(resource, Wanted::beside(resource, Kind::ConfigMap, name), cx.world())
        else {
            continue;
        };
        // in an open namespace somebody else may make it
        let severity = if evidence.closed { Severity::Error } else { Severity::Warning };
        let finding = dangling(resource, site, name).severity(severity).evidence(evidence.strength);
        cx.report(explain(finding, site, &evidence).subject(edge.from));
    }
}

fn dangling(resource: Resource<'_>, site: Node<'_>, name: &str) -> Finding {
    let place =
        resource.namespace().map(|namespace| format!(" in namespace `{namespace}`")).unwrap_or_default();
    Finding::new(format!("{} needs ConfigMap `{name}`, which does not exist{place}", resource.title()))
        .at(site)
        .note("the pod waits in CreateContainerConfigError or ContainerCreating until it exists")
}

fn explain(finding: Finding, site: Node<'_>, evidence: &Evidence<'_>) -> Finding {
    let finding = match evidence.candidate {
        Some(Candidate::NearMiss(other)) => {
            let name = other.name().unwrap_or_default();
            finding
                .here(format!("did you mean `{name}`?"))
                .label(other.anchor().grip(), "this ConfigMap exists")
                .help(format!("write `{name}`, if that is meant"))
                .fix(Fix {
                    title: format!("refer to `{name}`"),
                    applicability: Applicability::Unsafe,
                    edits: vec![Edit { span: site.span(), text: name.to_owned() }],
                })
        }
        Some(Candidate::OtherNamespace(other)) => {
            let namespace =
                other.namespace().map_or("no namespace".to_owned(), |name| format!("namespace `{name}`"));
            finding
                .label(other.anchor().grip(), format!("a ConfigMap of this name is in {namespace}"))
                .help("pods see only ConfigMaps of their own namespace: put a copy there")
        }
        Some(Candidate::SiblingKind(other)) => finding
            .label(other.anchor().grip(), format!("this is a {}", other.kind_name()))
            .help("refer to it as the Secret it is: `secretKeyRef`, `secretRef`, or a `secret` volume"),
        _ => finding.help("add the ConfigMap, declare it under `externals`, or say `optional: true`"),
    };
    match evidence.unreadable {
        Some(span) => finding.label(span, "this document cannot be read and might hold it"),
        None => finding,
    }
}
