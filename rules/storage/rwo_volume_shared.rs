//! A claim for one node, or one pod, that several pods mount.

use std::collections::BTreeMap;

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Bundle, Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::scheduling::{PinKind, affinity_terms, pins};
use readylint_kube::facts::{ReplicaSource, replicas};
use readylint_kube::{
    Kind, LabelSelector, LifecycleClass, Match, PodTemplate, Relation, Resource, SelectorScope, Workload,
};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &[],
    readiness: &["S1-E2.0", "S1-E2.5", "S1-E2.6"],
    yields_to: &[],
    options: &[],
    check: Check::Bundle(check),
};

/// How many mounts of one claim are looked at.
const MOUNTS: usize = 256;

/// How many workloads are shown with it.
const SHOWN: usize = 4;

/// How many workloads may be kept on one node on purpose: each is held against every other.
const TOGETHER: usize = 16;

/// The label of nodes that each has its own value of.
const HOST_NAME: &str = "kubernetes.io/hostname";

fn check(cx: &RuleContext<'_>, bundle: &Bundle) {
    let mut subjects = 0;
    for claim in bundle.graph.of_kind(Kind::PersistentVolumeClaim).filter(|claim| !claim.is_context()) {
        let Some(mode) = AccessMode::of(claim) else { continue };
        subjects += 1;
        // copies in other folders are applied in the place of these, not beside them
        for users in users_by_group(claim).values() {
            if let Some(finding) = judge(claim, &mode, users) {
                cx.report(finding.subject(claim.end()).about(claim.id()));
            }
        }
    }
    cx.examined(subjects);
}

/// The only access mode of a claim, one that does not reach several nodes.
struct AccessMode<'g> {
    node: Node<'g>,
    is_one_pod: bool,
}

impl<'g> AccessMode<'g> {
    /// That of `claim`; `None` if it has another one too.
    fn of(claim: Resource<'g>) -> Option<Self> {
        let mut modes = claim.spec()?.get("accessModes")?.items();
        let node = modes.next()?;
        let is_one_pod = match node.text()? {
            "ReadWriteOnce" => false,
            "ReadWriteOncePod" => true,
            _ => return None,
        };
        modes.all(|other| other.text() == node.text()).then_some(Self { node, is_one_pod })
    }
}

/// A workload that mounts a claim.
struct User<'g> {
    workload: Workload<'g>,
    pod: PodTemplate<'g>,
    /// The name of the claim in its volume.
    site: Node<'g>,
    /// The most pods it runs; 1 if that cannot be told.
    pods: i64,
}

/// The workloads that mount `claim`, by the folder they stand in.
fn users_by_group(claim: Resource<'_>) -> BTreeMap<&str, Vec<User<'_>>> {
    let graph = claim.graph();
    let mounts = graph.edges_to(claim.id()).filter(|edge| edge.relation == Relation::MountsClaim);
    let mut users: BTreeMap<&str, Vec<User<'_>>> = BTreeMap::new();
    for edge in mounts.take(MOUNTS) {
        let of_group = users.entry(graph.group_of(edge.from.resource)).or_default();
        if of_group.iter().any(|user| user.workload.resource().id() == edge.from.resource) {
            continue;
        }
        of_group.extend(user(graph.resource(edge.from.resource), graph.site(edge)));
    }
    users
}

/// The workload `resource` as a user of a claim; `None` if it does not run.
fn user<'g>(resource: Resource<'g>, site: Node<'g>) -> Option<User<'g>> {
    let workload = Workload::of(resource).filter(|workload| workload.class() != LifecycleClass::Test)?;
    let is_suspended =
        resource.spec().and_then(|spec| spec.get("suspend")).and_then(Node::as_bool).unwrap_or(false);
    let pods = replicas(workload).map_or(1, |replicas| replicas.max);
    (pods > 0 && !is_suspended).then_some(User { workload, pod: workload.pod_template()?, site, pods })
}

fn judge(claim: Resource<'_>, mode: &AccessMode<'_>, users: &[User<'_>]) -> Option<Finding> {
    let many = users.iter().find(|user| user.pods > 1);
    if many.is_none() && users.len() < 2 {
        return None;
    }
    let finding = Finding::new(message(claim, mode, users)).at(mode.node);
    let finding = users.iter().take(SHOWN).fold(finding, |finding, user| {
        let title = user.workload.resource().title();
        finding.label(user.site.grip(), format!("{title} mounts it"))
    });
    let finding = match many.and_then(|user| number(user)) {
        Some(node) => finding.label(node.grip(), "this lets several pods run"),
        None => finding,
    };
    Some(if mode.is_one_pod {
        finding
            .note("one pod in the cluster may use a ReadWriteOncePod claim: the scheduler leaves the others Pending")
            .help("give each pod a claim of its own, or run one pod")
    } else if share_node(users) {
        finding
            .severity(Severity::Warning)
            .note("all of these pods must run on one node, so that the volume attaches, and they stop together with it")
            .help("use ReadWriteMany if the storage offers it, give each pod a claim of its own, or keep the data elsewhere")
    } else {
        finding
            .note("a ReadWriteOnce volume attaches to one node: pods on any other wait in ContainerCreating")
            .help("use ReadWriteMany if the storage offers it, give each pod a claim of its own, or keep the data elsewhere")
    })
}

fn message(claim: Resource<'_>, mode: &AccessMode<'_>, users: &[User<'_>]) -> String {
    let (claim, mode) = (claim.title(), mode.node.text().unwrap_or_default());
    let title = |user: &User<'_>| user.workload.resource().title();
    match users {
        [user] => format!("{claim} is {mode}, but {} mounts it in up to {} pods", title(user), user.pods),
        [a, b] => format!("{claim} is {mode}, but both {} and {} mount it", title(a), title(b)),
        _ => format!("{claim} is {mode}, but {} workloads mount it", users.len()),
    }
}

/// What lets `user` run several pods.
fn number<'g>(user: &User<'g>) -> Option<Node<'g>> {
    match replicas(user.workload)?.source {
        ReplicaSource::Autoscaler(scaler) => Some(scaler.anchor()),
        ReplicaSource::Workload => user.workload.replicas(),
    }
}

/// Whether all pods of `users` are made to run on one node: bound to it by name, or each beside another one.
fn share_node(users: &[User<'_>]) -> bool {
    if users.len() > TOGETHER {
        return false;
    }
    let node = |user: &User<'_>| {
        let mut pins = pins(user.pod).into_iter();
        pins.find(|pin| pin.kind == PinKind::Node).map(|pin| pin.value.to_owned())
    };
    let mut nodes = users.iter().map(node);
    let first = nodes.next().flatten();
    if first.is_some() && nodes.all(|node| node == first) {
        return true;
    }
    let stays_together = |user: &User<'_>| user.pods < 2 || is_beside(user, user);
    let followers = users.iter().enumerate().filter(|(number, user)| {
        let others = users.iter().enumerate().filter(|(other, _)| other != number);
        others.into_iter().any(|(_, other)| is_beside(user, other))
    });
    users.iter().all(stays_together) && followers.count() + 1 >= users.len()
}

/// Whether the pods of `user` must run on a node on which one of `other` does: required pod affinity by host name.
fn is_beside(user: &User<'_>, other: &User<'_>) -> bool {
    affinity_terms(user.pod).iter().any(|term| {
        let is_own_namespace = term.namespaces.is_empty() && term.namespace_selector.is_none();
        let selector = || {
            let node = term.node.get("labelSelector");
            LabelSelector::new(node, SelectorScope::Nothing, SelectorScope::Everything)
        };
        term.required
            && !term.is_anti
            && term.topology_key == Some(HOST_NAME)
            && is_own_namespace
            && selector().matches(other.pod.metadata().labels()) == Match::Yes
    })
}
