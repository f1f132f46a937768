//! A `preStop` hook that takes longer than the container is given to stop.

use std::time::Duration;

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::facts::{PreStop, pre_stop};
use readylint_kube::{Container, LifecycleClass, PodTemplate, Probe};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[],
    readiness: &["S3-8.3-f2"],
    yields_to: &[],
    options: &[],
    check: Check::PodTemplate(check),
};

const FIELD: &str = "terminationGracePeriodSeconds";

/// What the API server fills in (`DefaultTerminationGracePeriodSeconds` of `pkg/apis/core/v1`).
const DEFAULT: u64 = 30;

/// What a process gets beyond its hook when the fix sets the period.
const FOR_THE_PROCESS: u64 = 30;

/// A period of grace.
#[derive(Clone, Copy)]
struct Grace<'g> {
    time: Duration,
    /// Where it is written; `None` for the default.
    node: Option<Node<'g>>,
}

fn check(cx: &RuleContext<'_>, pod: PodTemplate<'_>) {
    if pod.workload().class() == LifecycleClass::Test {
        return cx.not_applicable();
    }
    let hooks: Vec<(Container<'_>, PreStop<'_>)> = pod
        .long_running_containers()
        .filter_map(|container| Some((container, pre_stop(container)?)))
        .collect();
    let longest = hooks.iter().map(|(_, hook)| hook.time).max();
    let (Some(longest), Some(grace)) = (longest, pod.spec().and_then(grace_of_pod)) else {
        return cx.not_applicable();
    };
    for (container, hook) in hooks {
        if hook.time >= grace.time {
            cx.report(exceeds_pod(pod, container, hook, grace, longest).subject(container.end()));
            continue;
        }
        let probes =
            [("livenessProbe", container.liveness_probe()), ("startupProbe", container.startup_probe())];
        for (name, probe) in probes {
            let period = probe.and_then(|probe| period(Probe::node(probe)));
            if let Some(period) = period.filter(|period| hook.time >= period.time) {
                cx.report(exceeds_probe(container, hook, name, period).subject(container.end()));
            }
        }
    }
}

/// The period of the pod; `None` if it cannot be read.
fn grace_of_pod(spec: Node<'_>) -> Option<Grace<'_>> {
    match spec.get(FIELD).filter(|node| !node.is_null()) {
        Some(_) => period(spec),
        None => Some(Grace { time: Duration::from_secs(DEFAULT), node: None }),
    }
}

/// The period that `holder` says.
fn period(holder: Node<'_>) -> Option<Grace<'_>> {
    let node = holder.get(FIELD).filter(|node| !node.is_null())?;
    let seconds = u64::try_from(node.as_i64()?).ok()?;
    Some(Grace { time: Duration::from_secs(seconds), node: Some(node) })
}

fn exceeds_pod(
    pod: PodTemplate<'_>,
    container: Container<'_>,
    hook: PreStop<'_>,
    grace: Grace<'_>,
    longest: Duration,
) -> Finding {
    let (takes, given) = (in_words(hook.time), in_words(grace.time));
    let finding = Finding::new(format!(
        "the `preStop` hook of container `{}` takes {takes}, and the pod is given {given} to stop",
        container.name()
    ))
    .at(hook.node)
    .here(format!("takes {takes}"));
    let finding = match grace.node {
        Some(node) => finding.label(node.grip(), "hook and process together get this time"),
        None => finding.note(format!("`{FIELD}` is not set, which means {DEFAULT} seconds")),
    };
    let finding = if hook.is_native && hook.time > grace.time {
        finding.note("the API server refuses a `sleep` that is longer than the grace period")
    } else {
        finding.note(
            "the kubelet kills the process before the hook has ended: it never gets to shut down in order",
        )
    };
    let finding = finding.help(format!(
        "set `{FIELD}` to what the hook and the shutdown of the process take together, or shorten the hook"
    ));
    let seconds = longest.as_secs().saturating_add(FOR_THE_PROCESS);
    // a hook that never ends fits into no period
    let is_possible = longest < Duration::from_secs(u64::from(u32::MAX));
    let edit = match grace.node {
        Some(node) => edits::replace(node, seconds.to_string()),
        None => pod.spec().and_then(|spec| edits::insert(spec, &[], &[format!("{FIELD}: {seconds}")])),
    };
    match edit.filter(|_| is_possible) {
        Some(edit) => finding.fix(Fix {
            title: format!("give the pod {seconds} seconds to stop"),
            applicability: Applicability::Unsafe,
            edits: vec![edit],
        }),
        None => finding,
    }
}

fn exceeds_probe(container: Container<'_>, hook: PreStop<'_>, probe: &str, grace: Grace<'_>) -> Finding {
    let (takes, given) = (in_words(hook.time), in_words(grace.time));
    let finding = Finding::new(format!(
        "the `preStop` hook of container `{}` takes {takes}, but its `{probe}` gives it {given} to stop",
        container.name()
    ))
    .severity(Severity::Warning)
    .label(hook.node.grip(), format!("takes {takes}"))
    .note(format!("where the `{probe}` fails, the process is killed before the hook has ended"))
    .help(format!("raise the `{FIELD}` of the probe above the time of the hook"));
    match grace.node {
        Some(node) => finding.at(node).here("too short for the hook"),
        None => finding.at(hook.node),
    }
}

/// `20 seconds`.
fn in_words(time: Duration) -> String {
    match time {
        Duration::MAX => "for ever".to_owned(),
        time if time == Duration::from_secs(1) => "1 second".to_owned(),
        time => format!("{} seconds", time.as_secs_f64()),
    }
}
