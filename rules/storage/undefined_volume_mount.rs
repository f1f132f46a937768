//! A mount of a volume that the pod does not have.

use std::collections::BTreeMap;

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::{Container, Kind, PodTemplate};
use readylint_scalars::{near_miss, placeholder};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Container(check),
};

/// How many volumes of a pod are looked through for each of its containers; no real pod comes near.
const VOLUMES: usize = 4096;

/// How many mounts of a container get a suggestion, and from how many volumes it is chosen: comparing takes time.
const SUGGESTIONS: usize = 64;
const CANDIDATES: usize = 256;

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    let pod = container.pod();
    let mounts = mounts(container);
    // an operator adds volumes to the template of its custom resource
    if mounts.is_empty() || pod.resource().kind() == Kind::Other {
        return cx.not_applicable();
    }
    let Some(volumes) = volumes(pod) else { return };
    // the name of a volume that is filled in later may be any
    let is_filled_in = |name: &str| placeholder(name).is_some();
    if volumes.keys().any(|name| is_filled_in(name)) {
        return;
    }
    let missing = mounts.iter().filter(|(name, _)| !volumes.contains_key(*name) && !is_filled_in(name));
    for (number, (name, sites)) in missing.enumerate() {
        let candidates = volumes.keys().copied().take(if number < SUGGESTIONS { CANDIDATES } else { 0 });
        let near = near_miss(name, candidates).and_then(|near| volumes.get_key_value(near));
        cx.report(undefined(container, (name, sites), near.map(|(near, there)| (*near, *there))));
    }
}

/// The names of volumes that a container mounts, each with where it does.
fn mounts(container: Container<'_>) -> BTreeMap<&str, Vec<Node<'_>>> {
    let lists = ["volumeMounts", "volumeDevices"].into_iter().filter_map(|key| container.node().get(key));
    let mut mounts: BTreeMap<&str, Vec<Node<'_>>> = BTreeMap::new();
    for site in lists.flat_map(Node::items).filter_map(|mount| mount.get("name")) {
        if let Some(name) = site.text().filter(|name| !name.is_empty() && !site.is_null()) {
            mounts.entry(name).or_default().push(site);
        }
    }
    mounts
}

/// The volumes that a pod has by name: its own, and the claims that a StatefulSet makes for each pod. `None` if there are too many.
fn volumes(pod: PodTemplate<'_>) -> Option<BTreeMap<&str, Node<'_>>> {
    let own = pod.volumes().filter_map(|volume| volume.node().get("name"));
    let set = pod.resource().spec().filter(|_| pod.resource().kind() == Kind::StatefulSet);
    let claims = set.and_then(|spec| spec.get("volumeClaimTemplates")).into_iter().flat_map(Node::items);
    let claims = claims.filter_map(|claim| claim.get("metadata")?.get("name"));
    let names: Vec<Node<'_>> = own.chain(claims).take(VOLUMES + 1).collect();
    (names.len() <= VOLUMES)
        .then(|| names.into_iter().filter_map(|name| Some((name.text()?, name))).collect())
}

fn undefined(
    container: Container<'_>,
    (name, sites): (&str, &[Node<'_>]),
    near: Option<(&str, Node<'_>)>,
) -> Finding {
    let (container, title) = (container.name(), container.pod().resource().title());
    let finding = Finding::new(format!(
        "container `{container}` mounts volume `{name}`, which {title} does not declare"
    ));
    let finding = sites.iter().take(1).fold(finding, |finding, site| finding.at(*site));
    let finding = finding.note("the API server refuses the object");
    let Some((near, there)) = near else {
        return finding
            .here("no such volume")
            .help("declare it under `volumes` of the pod, or take the mount away");
    };
    let finding = finding
        .here(format!("did you mean `{near}`?"))
        .label(there.grip(), "this volume is declared")
        .help(format!("write `{near}`, if that is meant"));
    let edits: Option<Vec<_>> = sites.iter().map(|site| edits::rewrite(*site, near)).collect();
    match edits {
        Some(edits) => {
            finding.fix(Fix { title: format!("mount `{near}`"), applicability: Applicability::Unsafe, edits })
        }
        None => finding,
    }
}
