//! A pod that asks for nothing, and is evicted first.

use readylint_diagnostics::{Applicability, Confidence, Edit, Fix, Severity};
use readylint_engine::{Check, Finding, OptionKind, OptionSpec, Profile, Rule, RuleContext};
use readylint_kube::facts::resources::{Bound, Qos, QosShortfall, qos, qos_shortfall};
use readylint_kube::{Container, ContainerRole, LifecycleClass, PodTemplate};

use super::absence::{self, SUGGESTED_CPU, SUGGESTED_MEMORY};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KY:require-qos-burstable", "KY:require-qos-guaranteed", "POP:106"],
    readiness: &["S2-3.3-g", "S4-2.2-c1", "S4-2.2-c2"],
    yields_to: &["autoscaler-metric-without-request"],
    options: &[REQUIRED_QOS, SUGGESTED_CPU, SUGGESTED_MEMORY],
    check: Check::PodTemplate(check),
};

const REQUIRED_QOS: OptionSpec = OptionSpec {
    key: "required-qos",
    kind: OptionKind::Choice(&["Burstable", "Guaranteed"]),
    help: "The lowest class that pods may have: Burstable, or Guaranteed, where every lower one is reported.",
};

/// How many containers are drawn; the others are told by their number.
const DRAWN: usize = 8;

fn check(cx: &RuleContext<'_>, pod: PodTemplate<'_>) {
    if pod.workload().class() == LifecycleClass::Test || judged(pod).next().is_none() {
        return cx.not_applicable();
    }
    // amounts that cannot be told may be any
    let Some(class) = qos(pod, cx.kubernetes()) else {
        return cx.not_applicable();
    };
    let is_guaranteed_required = cx.options().choice(&REQUIRED_QOS) == Qos::Guaranteed.as_str();
    // such a pod works, unless somebody demanded a class
    let is_required = cx.options().get(REQUIRED_QOS.key).is_some();
    let severity = if is_required { Severity::Error } else { Severity::Warning };
    match class {
        Qos::BestEffort => {
            let finding = asks_for_nothing(pod).severity(severity);
            // requests alone make no pod Guaranteed
            let fix = if is_guaranteed_required { None } else { fix(cx, pod) };
            cx.report(finding.fix(fix));
        }
        Qos::Burstable if is_guaranteed_required => {
            if let Some(shortfall) = qos_shortfall(pod, cx.kubernetes()) {
                cx.report(not_guaranteed(pod, shortfall).severity(severity));
            }
        }
        Qos::Burstable | Qos::Guaranteed => {}
    }
}

/// The containers that can have resources.
fn judged(pod: PodTemplate<'_>) -> impl Iterator<Item = Container<'_>> {
    pod.containers().filter(|container| container.role() != ContainerRole::Ephemeral)
}

/// Requests for every container that runs as long as the pod.
fn fix(cx: &RuleContext<'_>, pod: PodTemplate<'_>) -> Option<Fix> {
    let cpu = format!("{}m", cx.options().integer(&SUGGESTED_CPU));
    let memory = format!("{}Mi", cx.options().integer(&SUGGESTED_MEMORY));
    let wanted = [("cpu", cpu.as_str()), ("memory", memory.as_str())];
    let edits: Option<Vec<Vec<Edit>>> = pod
        .long_running_containers()
        .map(|container| absence::edits_for(container, Bound::Request, &wanted))
        .collect();
    let edits: Vec<Edit> = edits?.into_iter().flatten().collect();
    // an alias stands for one place that two containers share
    let mut places: Vec<_> = edits.iter().map(|edit| edit.span.range.start()).collect();
    places.sort_unstable();
    let is_shared = places.windows(2).any(|pair| pair.first() == pair.last());
    (!edits.is_empty() && !is_shared).then(|| Fix {
        title: format!("ask for {cpu} of CPU and {memory} of memory, a first guess"),
        applicability: Applicability::Unsafe,
        edits,
    })
}

fn asks_for_nothing(pod: PodTemplate<'_>) -> Finding {
    let finding = Finding::new(format!(
        "{} asks for no CPU and no memory, and so is BestEffort",
        pod.resource().title()
    ));
    let finding = match pod.spec().and_then(|spec| spec.get("containers")) {
        Some(containers) => finding.at(containers),
        None => finding.at(pod.node()),
    };
    // what an autoscaler misses of one container explains it
    let finding = judged(pod).fold(finding, |finding, container| finding.part(container.end()));
    let drawn = judged(pod).take(DRAWN).fold(finding, |finding, container| {
        let text = format!("`{}` has neither request nor limit", container.name());
        finding.label(container.node().missing("resources"), text)
    });
    let finding = match judged(pod).count().saturating_sub(DRAWN) {
        0 => drawn,
        1 => drawn.note("and 1 more container"),
        more => drawn.note(format!("and {more} more containers")),
    };
    finding
        .here("no container has a request or a limit in effect")
        .note("the scheduler places such pods as if they needed nothing, and they are evicted first when a node runs short")
        .help("set `resources.requests` of each container to what it needs")
}

fn not_guaranteed(pod: PodTemplate<'_>, shortfall: QosShortfall<'_>) -> Finding {
    let title = pod.resource().title();
    let finding = Finding::new(format!("{title} is Burstable, and Guaranteed is required"));
    let finding = match shortfall {
        QosShortfall::NoLimit(container, resource) => finding
            .at_missing(container.node(), "resources")
            .here(format!("container `{}` has no {resource} limit", container.name())),
        QosShortfall::LowRequest(container, resource, node) => {
            let finding = match node {
                Some(node) => finding.at(node),
                None => finding.at_missing(container.node(), "resources"),
            };
            finding.here(format!("container `{}` asks for less {resource} than its limit", container.name()))
        }
        QosShortfall::PodLevel(resources) => {
            finding.at(resources).here("these resources of the whole pod decide alone")
        }
    };
    finding
        .note("pods of a lower class are evicted before those that are Guaranteed")
        .help("give every container limits of CPU and memory, and requests equal to them")
}
