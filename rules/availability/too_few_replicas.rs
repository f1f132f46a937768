//! A workload with so few pods that the loss of one is an outage.

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::{Check, Finding, OptionKind, OptionSpec, Profile, Rule, RuleContext, edits};
use readylint_kube::facts::datastores::datastore_of;
use readylint_kube::facts::metrics::{is_exporter, is_scraped_only};
use readylint_kube::facts::{ReplicaSource, Replicas, leader_election, replicas, runner};
use readylint_kube::{
    Container, ContainerRole, Kind, PodTemplate, Relation, Resource, Service, Target, Workload,
};
use readylint_yaml::Node;

use super::is_replicated;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "KL:minimum-three-replicas",
        "KS:deployment-replicas",
        "PO:deploymentMissingReplicas",
        "DT:16",
        "KY:deployment-has-multiple-replicas",
    ],
    readiness: &["S1-E3.8", "S1-F.6-b", "S4-2.3-a1", "S4-2.3-a2", "S4-2.3-a3"],
    yields_to: &[],
    options: &[MIN],
    check: Check::Workload(check),
};

const MIN: OptionSpec = OptionSpec {
    key: "min",
    kind: OptionKind::Integer { default: 2, min: 1, max: 1000 },
    help: "The least number of pods that a workload runs without an autoscaler.",
};

/// The annotation of a workload that must run alone; its value says why.
const SINGLETON: &str = "readylint.dev/singleton";

/// How many main containers of a pod are looked at.
const MAINS: usize = 64;

fn check(cx: &RuleContext<'_>, workload: Workload<'_>) {
    let replicas = replicas(workload).filter(|_| is_replicated(workload));
    // an autoscaler's minimum is judged on the autoscaler, and no pods at all is a matter of its own
    let replicas =
        replicas.filter(|replicas| matches!(replicas.source, ReplicaSource::Workload) && replicas.min > 0);
    let (Some(replicas), Some(pod)) = (replicas, workload.pod_template()) else {
        return cx.not_applicable();
    };
    let runner = runner(workload.resource());
    if is_singleton(runner)
        || is_singleton(workload.resource())
        || datastore_of(pod).is_some()
        || has_own_volume(workload)
    {
        return cx.not_applicable();
    }
    let min = cx.options().integer(&MIN);
    if replicas.min < min {
        cx.report(too_few(runner, &replicas, min, spare(pod)));
    }
}

fn is_singleton(resource: Resource<'_>) -> bool {
    resource.metadata().annotation(SINGLETON).is_some_and(|reason| !reason.trim().is_empty())
}

/// Whether a second pod could not mount a volume: a claim of the workload is for one node or pod only. With `Recreate`, a claim
/// of which nothing is known is taken for such a one.
fn has_own_volume(workload: Workload<'_>) -> bool {
    let resource = workload.resource();
    let graph = resource.graph();
    let strategy = resource.spec().and_then(|spec| spec.get("strategy")?.get("type")).and_then(Node::text);
    let mut claims = graph.edges_from(resource.id()).filter(|edge| edge.relation == Relation::MountsClaim);
    claims.any(|edge| match edge.to {
        Target::Found(end) if graph.resource(end.resource).kind() == Kind::PersistentVolumeClaim => {
            is_for_one(graph.resource(end.resource))
        }
        _ => strategy == Some("Recreate"),
    })
}

/// Whether all access modes of a claim are for one node or pod.
fn is_for_one(claim: Resource<'_>) -> bool {
    let modes = claim.spec().and_then(|spec| spec.get("accessModes")).into_iter().flat_map(Node::items);
    let mut modes = modes.filter_map(Node::text);
    !modes.any(|mode| matches!(mode, "ReadWriteMany" | "ReadOnlyMany"))
}

/// Why a second pod would only be a spare one.
#[derive(Clone, Copy)]
enum Spare {
    /// No Service leads to the pods but for monitoring, and they elect a leader.
    Elected,
    /// They show the metrics of something else, and two of them show everything twice.
    Exporter,
    /// They keep what others push to them, each pod its own part.
    Pushed,
}

fn spare(pod: PodTemplate<'_>) -> Option<Spare> {
    let resource = pod.resource();
    let graph = resource.graph();
    let edges = graph.edges_to(resource.id()).filter(|edge| edge.relation == Relation::ServicePods);
    let mut services = edges.filter_map(|edge| Service::of(graph.resource(edge.from.resource)));
    if leader_election(pod).is_some() && services.all(is_scraped_only) {
        return Some(Spare::Elected);
    }
    let mains = pod.containers().filter(|container| container.role() == ContainerRole::Main);
    let mains: Vec<Container<'_>> = mains.take(MAINS).collect();
    if !mains.is_empty() && mains.iter().all(|container| is_exporter(*container)) {
        return Some(Spare::Exporter);
    }
    mains.into_iter().any(is_push_gateway).then_some(Spare::Pushed)
}

/// The Pushgateway of Prometheus, which is made to run alone (README of prometheus/pushgateway).
fn is_push_gateway(container: Container<'_>) -> bool {
    container.image_reference().and_then(Result::ok).is_some_and(|image| image.base_name() == "pushgateway")
}

fn too_few(runner: Resource<'_>, replicas: &Replicas<'_>, min: i64, spare: Option<Spare>) -> Finding {
    let count =
        if replicas.min == 1 { "a single pod".to_owned() } else { format!("only {} pods", replicas.min) };
    let finding = Finding::new(format!("{} runs {count}", runner.title()));
    let finding = match (replicas.decided_by, runner.spec()) {
        (Some(node), _) => finding.at(node).here(format!("at least {min} are expected")),
        (None, Some(spec)) => finding.at_missing(spec, "replicas").here("no `replicas` here, which means 1"),
        (None, None) => finding.at(runner.anchor()).here("no `spec` here, which means 1"),
    };
    let finding = match spare {
        Some(Spare::Elected) => finding
            .severity(Severity::Info)
            .note("it elects a leader: a second pod would take over at once when the first one is lost"),
        Some(Spare::Exporter) => finding.severity(Severity::Info).note(
            "metrics are missing while it moves to another node; two pods would show each of them twice",
        ),
        Some(Spare::Pushed) => finding
            .severity(Severity::Info)
            .note("nothing can be pushed while it moves to another node; of two pods each would hold a part"),
        None => finding.note("when its node is drained or fails, the work waits until a new pod is ready"),
    };
    let finding = finding.about(runner.id()).help(format!(
        "set `replicas` to {min} or more; if it must run alone, say why in the annotation `{SINGLETON}`"
    ));
    let number = || vec![format!("replicas: {min}")];
    let edit = match replicas.decided_by {
        Some(node) => edits::replace(node, min.to_string()),
        None => runner.spec().and_then(|spec| edits::insert(spec, &[], &number())),
    };
    match edit {
        Some(edit) => finding.fix(Fix {
            title: format!("run {min} pods"),
            applicability: Applicability::Unsafe,
            edits: vec![edit],
        }),
        None => finding,
    }
}
