//! An autoscaler for something that does not exist.

use readylint_diagnostics::{Applicability, Confidence, Edit, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::facts::{Candidate, Evidence, Strength, Wanted, missing_reference};
use readylint_kube::{End, GroupVersion, Kind, Resource, Target};
use readylint_scalars::placeholder;
use readylint_yaml::Node;

use crate::dangling;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "KL:dangling-horizontalpodautoscaler",
        "KS:horizontalpodautoscaler-has-target",
        "KY:verify-vpa-target",
        "KUB:C-0300",
        "POP:600",
    ],
    readiness: &["S2-3.3-e", "S3-1.7", "S4-5.1-a"],
    yields_to: &[],
    options: &[],
    check: Check::Kinds(
        &[Kind::HorizontalPodAutoscaler, Kind::ScaledObject, Kind::VerticalPodAutoscaler],
        check,
    ),
};

/// What may bear the name that an autoscaler asks for under another kind, the likeliest first.
const WORKLOADS: [Kind; 8] = [
    Kind::Deployment,
    Kind::StatefulSet,
    Kind::Rollout,
    Kind::DaemonSet,
    Kind::ReplicaSet,
    Kind::ReplicationController,
    Kind::CronJob,
    Kind::Job,
];

/// What an autoscaler refers to.
#[derive(Clone, Copy)]
struct Reference<'g> {
    /// `scaleTargetRef`, or `targetRef` of a `VerticalPodAutoscaler`.
    node: Node<'g>,
    api_version: &'g str,
    kind: &'g str,
    site: Node<'g>,
    name: &'g str,
}

fn check(cx: &RuleContext<'_>, scaler: Resource<'_>) {
    let Some(reference) = reference(scaler) else { return cx.not_applicable() };
    let Reference { kind, name, .. } = reference;
    let is_filled_in = [kind, name].into_iter().any(|text| placeholder(text).is_some());
    if is_filled_in
        || is_resolved(scaler, reference.site)
        || cx.world().has_external(kind, scaler.namespace(), name)
    {
        return;
    }
    let known = Kind::of(GroupVersion::of(reference.api_version).group, kind);
    if let Some(other) = namesake(scaler, reference).filter(|_| !is_foreign(reference)) {
        let severity = dangling::severity(cx.world().closed);
        cx.report(of_other_type(scaler, reference, other).severity(severity));
    } else if known != Kind::Other {
        if let Some(evidence) = missing_reference(scaler, Wanted::beside(scaler, known, name), cx.world()) {
            cx.report(missing(scaler, reference, &evidence));
        }
    } else {
        // which custom resources exist is for their operators to say
        let strength = if cx.world().closed { Strength::High } else { Strength::Low };
        let unreadable = cx.graph().unreadable_near(scaler.id());
        let evidence = Evidence { strength, closed: cx.world().closed, candidate: None, unreadable };
        cx.report(missing(scaler, reference, &evidence));
    }
}

fn reference(scaler: Resource<'_>) -> Option<Reference<'_>> {
    let key = if scaler.kind() == Kind::VerticalPodAutoscaler { "targetRef" } else { "scaleTargetRef" };
    let node = scaler.spec()?.get(key).filter(|target| target.is_mapping())?;
    let text = |key: &str| node.get(key).and_then(Node::text).filter(|text| !text.is_empty());
    // KEDA fills in a Deployment (`scaledobject_types.go`)
    let is_keda = scaler.kind() == Kind::ScaledObject;
    let kind = text("kind").or(is_keda.then_some("Deployment"))?;
    let api_version = text("apiVersion").unwrap_or(if is_keda { "apps/v1" } else { "" });
    Some(Reference { node, api_version, kind, site: node.get("name")?, name: text("name")? })
}

/// Whether the reference written at `site` leads somewhere, or nobody looked.
fn is_resolved(scaler: Resource<'_>, site: Node<'_>) -> bool {
    let site = End { resource: scaler.id(), node: site.id() };
    let mut edges = scaler.graph().edges_from(scaler.id()).filter(|edge| edge.site == site);
    edges.next().is_none_or(|edge| edge.to != Target::Missing)
}

/// Whether a custom resource is meant, of which an operator knows: that a workload bears its name says nothing, as operators call what
/// they run after the resource. Groups of Kubernetes itself that hold workloads have no dots.
fn is_foreign(reference: Reference<'_>) -> bool {
    let group = GroupVersion::of(reference.api_version).group;
    let is_workload = || WORKLOADS.iter().any(|kind| kind.as_str() == reference.kind);
    group.contains('.') && !(group == "argoproj.io" && is_workload())
}

/// The workload beside `scaler` that bears the name, of another kind or API group.
fn namesake<'g>(scaler: Resource<'g>, reference: Reference<'_>) -> Option<Resource<'g>> {
    let found = |kind| scaler.graph().look_up(scaler.id(), kind, scaler.namespace(), reference.name);
    let same = WORKLOADS.into_iter().filter(|kind| kind.as_str() == reference.kind);
    let others = WORKLOADS.into_iter().filter(|kind| kind.as_str() != reference.kind);
    let is_scalable = |kind: &Kind| {
        scaler.kind() == Kind::VerticalPodAutoscaler
            || !matches!(kind, Kind::DaemonSet | Kind::CronJob | Kind::Job)
    };
    same.chain(others).filter(is_scalable).find_map(found)
}

fn does_not_exist(scaler: Resource<'_>, reference: Reference<'_>) -> Finding {
    let place =
        scaler.namespace().map(|namespace| format!(" in namespace `{namespace}`")).unwrap_or_default();
    let Reference { kind, name, .. } = reference;
    Finding::new(format!("{} scales {kind} `{name}`, which does not exist{place}", scaler.title()))
        .note("it never changes anything, and its status says that it cannot find the target")
}

fn of_other_type(scaler: Resource<'_>, reference: Reference<'_>, other: Resource<'_>) -> Finding {
    let (kind, version) = (other.kind_name(), other.api_version());
    let is_same_kind = kind == reference.kind;
    let key = if is_same_kind { "apiVersion" } else { "kind" };
    let finding = does_not_exist(scaler, reference);
    let finding = match reference.node.get(key) {
        Some(node) => finding.at(node),
        None => finding.at_missing(reference.node, key),
    };
    let group = Some(other.api_group()).filter(|group| !group.is_empty()).unwrap_or("the core group");
    let here = if is_same_kind {
        format!("the {kind} of this name is of group `{group}`")
    } else {
        format!("`{}` is a {kind}", reference.name)
    };
    let finding = finding
        .here(here)
        .label(other.anchor().grip(), format!("this is `{kind}` of `{version}`"))
        .help(format!("write `apiVersion: {version}` and `kind: {kind}`"));
    let finding = match scaler.graph().unreadable_near(scaler.id()) {
        Some(_) => finding.evidence(Strength::Medium),
        None => finding,
    };
    match retyped(reference.node, version, kind) {
        Some(edits) => finding.fix(Fix {
            title: format!("refer to `{kind}` of `{version}`"),
            applicability: Applicability::Unsafe,
            edits,
        }),
        None => finding,
    }
}

/// Writes another type into the reference `node`.
fn retyped(node: Node<'_>, version: &str, kind: &str) -> Option<Vec<Edit>> {
    let wanted = [("apiVersion", version), ("kind", kind)];
    let (present, absent): (Vec<_>, Vec<_>) =
        wanted.into_iter().partition(|(key, _)| node.get(key).is_some());
    let differs = present.into_iter().filter(|(key, text)| node.get(key).and_then(Node::text) != Some(*text));
    let mut edits: Vec<Edit> =
        differs.map(|(key, text)| edits::rewrite(node.get(key)?, text)).collect::<Option<_>>()?;
    if !absent.is_empty() {
        let lines: Vec<String> = absent.into_iter().map(|(key, text)| format!("{key}: {text}")).collect();
        edits.push(edits::insert(node, &[], &lines)?);
    }
    Some(edits)
}

fn missing(scaler: Resource<'_>, reference: Reference<'_>, evidence: &Evidence<'_>) -> Finding {
    let is_told = evidence.closed || evidence.candidate.is_some();
    let finding = does_not_exist(scaler, reference)
        .at(reference.site)
        .severity(dangling::severity(evidence.closed))
        // an autoscaler is mostly called after its target, so that its name says nothing
        .evidence(if is_told { evidence.strength } else { Strength::Low });
    let finding = match evidence.candidate {
        Some(Candidate::NearMiss(other)) => near_miss(finding, reference.site, other),
        Some(Candidate::OtherNamespace(other)) => {
            let place =
                other.namespace().map_or("no namespace".to_owned(), |name| format!("namespace `{name}`"));
            finding
                .label(other.anchor().grip(), format!("a {} of this name is in {place}", other.kind_name()))
                .help("an autoscaler sees only its own namespace: put it beside its target")
        }
        _ => finding.help("name a workload of the namespace, or remove the autoscaler"),
    };
    match evidence.unreadable {
        Some(span) => finding.label(span, "this document cannot be read and might hold it"),
        None => finding,
    }
}

fn near_miss(finding: Finding, site: Node<'_>, other: Resource<'_>) -> Finding {
    let name = other.name().unwrap_or_default();
    let finding = finding
        .here(format!("did you mean `{name}`?"))
        .label(other.anchor().grip(), format!("this {} exists", other.kind_name()))
        .help(format!("write `{name}`, if that is meant"));
    match edits::rewrite(site, name) {
        Some(edit) => finding.fix(Fix {
            title: format!("scale `{name}`"),
            applicability: Applicability::Unsafe,
            edits: vec![edit],
        }),
        None => finding,
    }
}
