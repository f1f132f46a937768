//! Annotations that nothing reads any more.

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::facts::security;
use readylint_kube::{Container, Kind, PodTemplate, Resource};
use readylint_schema::deprecated::{DeadAnnotation, NODE_ANNOTATIONS, POD_ANNOTATIONS};
use readylint_yaml::{Entry, Node};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["CK:CKV_K8S_31", "API:deprecatedAnnotations"],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Resource(check),
};

fn check(cx: &RuleContext<'_>, resource: Resource<'_>) {
    if let Some(pod) = cx.graph().pod_template_of(resource.id()) {
        return of_pod(cx, pod);
    }
    let annotations = (resource.kind() == Kind::Node).then(|| resource.metadata().annotations().node());
    let Some(annotations) = annotations else { return cx.not_applicable() };
    for entry in annotations.into_iter().flat_map(Node::entries) {
        let dead = NODE_ANNOTATIONS.iter().find(|dead| matches(dead, entry).is_some());
        let dead = dead.filter(|dead| dead.since <= cx.kubernetes().newest());
        if let Some(dead) = dead {
            cx.report(
                without_effect(&resource.title(), entry, dead).help(format!("use {} instead", dead.instead)),
            );
        }
    }
}

fn of_pod(cx: &RuleContext<'_>, pod: PodTemplate<'_>) {
    let Some(annotations) = pod.metadata().annotations().node() else { return };
    for entry in annotations.entries() {
        let found = POD_ANNOTATIONS.iter().find_map(|dead| Some((dead, matches(dead, entry)?)));
        let Some((dead, container)) = found.filter(|(dead, _)| dead.since <= cx.kubernetes().newest()) else {
            continue;
        };
        let Some(bearer) = Bearer::of(pod, dead, container) else { continue };
        let set = bearer.field(dead);
        // older targets need the annotation, newer ones have the field
        if set.is_some() && dead.since > cx.kubernetes().oldest() {
            continue;
        }
        let finding = without_effect(&pod.resource().title(), entry, dead);
        let (finding, fix) = match set {
            Some(field) => {
                let finding = finding.severity(Severity::Info).label(field.grip(), "this field says it");
                (finding.help("remove the annotation"), removal(annotations, entry))
            }
            None => (
                finding.help(format!("use {} instead", dead.instead)),
                replacement(annotations, entry, dead, bearer),
            ),
        };
        cx.report(finding.fix(fix).subject(pod.end()));
    }
}

/// The container that `entry` names if it is the annotation `dead`, else the empty text.
fn matches<'g>(dead: &DeadAnnotation, entry: Entry<'g>) -> Option<&'g str> {
    dead.matches(entry.key.text()?)
}

fn without_effect(title: &str, entry: Entry<'_>, dead: &DeadAnnotation) -> Finding {
    let key = entry.key.text().unwrap_or_default();
    Finding::new(format!("the annotation `{key}` of {title} has no effect since Kubernetes {}", dead.since))
        .at(entry.key)
        .here("nothing reads it")
        .note("what it should set stays at its default")
}

/// What carries the field in an annotation's place.
#[derive(Clone, Copy)]
enum Bearer<'g> {
    Pod(PodTemplate<'g>),
    Container(Container<'g>),
    /// A container of this name is not there.
    Nobody,
}

impl<'g> Bearer<'g> {
    /// `None` if there is nothing that could carry it.
    fn of(pod: PodTemplate<'g>, dead: &DeadAnnotation, container: &str) -> Option<Self> {
        if !dead.names_container {
            return pod.spec().map(|_| Self::Pod(pod));
        }
        let container = pod.containers().find(|other| other.name() == container);
        Some(container.map_or(Self::Nobody, Self::Container))
    }

    fn node(self) -> Option<Node<'g>> {
        match self {
            Self::Pod(pod) => pod.spec(),
            Self::Container(container) => Some(container.node()),
            Self::Nobody => None,
        }
    }

    /// The field in the annotation's place, if it is set.
    fn field(self, dead: &DeadAnnotation) -> Option<Node<'g>> {
        let field = dead.field.iter().try_fold(self.node()?, |node, key| node.get(key))?;
        (!field.is_null()).then_some(field)
    }
}

fn removal(annotations: Node<'_>, entry: Entry<'_>) -> Option<Fix> {
    let edit = edits::remove(annotations, entry.key.text()?)?;
    let title = "remove the annotation".to_owned();
    Some(Fix { title, applicability: Applicability::Unsafe, edits: vec![edit] })
}

/// The field in place of an annotation that names a profile.
fn replacement(
    annotations: Node<'_>,
    entry: Entry<'_>,
    dead: &DeadAnnotation,
    bearer: Bearer<'_>,
) -> Option<Fix> {
    let (&field @ "seccompProfile", path) = dead.field.split_last()? else { return None };
    let profile = security::Profile::of_annotation(entry.value.text()?)?;
    let mut lines = vec![format!("{field}:")];
    for (key, value) in profile.fields() {
        lines.push(format!("  {key}: {}", edits::scalar(value)?));
    }
    let insertion = edits::insert(bearer.node()?, path, &lines)?;
    let removal = edits::remove(annotations, entry.key.text()?)?;
    let title = format!("write {} instead", dead.instead);
    Some(Fix { title, applicability: Applicability::Unsafe, edits: vec![removal, insertion] })
}
