//! A number of pods that two want to decide.

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::facts::{autoscalers_of, ignores_replicas, replicas, runner};
use readylint_kube::{Kind, Resource, Workload};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KS:deployment-targeted-by-hpa-does-not-have-replicas-configured"],
    readiness: &["S1-E3.7", "S3-1.7", "S4-2.3-a2", "S4-5.1-a"],
    yields_to: &[],
    options: &[],
    check: Check::Workload(check),
};

fn check(cx: &RuleContext<'_>, workload: Workload<'_>) {
    let runner = runner(workload.resource());
    let mut scalers = autoscalers_of(runner).into_iter().filter(|scaler| !is_paused(*scaler));
    let Some(scaler) = scalers.next() else { return cx.not_applicable() };
    let written = runner.spec().and_then(|spec| Some((spec, spec.get("replicas")?)));
    let Some((spec, number)) = written.filter(|(_, number)| !number.is_null()) else { return };
    if ignores_replicas(runner) {
        return;
    }
    let fault = number.as_i64().and_then(|number| fault(workload, scaler, number));
    cx.report(contested(runner, scaler, (spec, number), fault));
}

/// Whether KEDA was told to leave the workload alone (`keda.sh`, "Pause autoscaling").
fn is_paused(scaler: Resource<'_>) -> bool {
    let metadata = scaler.metadata();
    scaler.kind() == Kind::ScaledObject
        && (metadata.annotation("autoscaling.keda.sh/paused") == Some("true")
            || metadata.annotation("autoscaling.keda.sh/paused-replicas").is_some())
}

/// What makes a number worse than contested.
#[derive(Clone, Copy)]
enum Fault {
    /// An apply switches the autoscaler off.
    SwitchesOff,
    /// An apply leaves the range for a moment.
    Outside { min: i64, max: i64 },
}

fn fault(workload: Workload<'_>, scaler: Resource<'_>, number: i64) -> Option<Fault> {
    let range = replicas(workload);
    // the controller takes 0 for a wish (`horizontal.go`), unless it may scale to zero itself
    let is_off = number == 0 && scaler.kind() == Kind::HorizontalPodAutoscaler;
    if is_off && range.is_none_or(|range| range.min != 0) {
        return Some(Fault::SwitchesOff);
    }
    let range = range.filter(|range| number < range.min || number > range.max)?;
    Some(Fault::Outside { min: range.min, max: range.max })
}

fn contested(
    workload: Resource<'_>,
    scaler: Resource<'_>,
    (spec, number): (Node<'_>, Node<'_>),
    fault: Option<Fault>,
) -> Finding {
    let text = number.text().unwrap_or_default();
    let (title, scaler_title) = (workload.title(), scaler.title());
    let target = scaler.spec().and_then(|spec| spec.get("scaleTargetRef")?.get("name"));
    let finding = Finding::new(format!("{title} sets `replicas: {text}`, although {scaler_title} scales it"))
        .at(number)
        .about(workload.id())
        .label(
            target.unwrap_or_else(|| scaler.anchor()).grip(),
            format!("{scaler_title} decides the number"),
        );
    let finding = match fault {
        None => finding
            .here("every apply sets the number back")
            .note("each apply or sync starts or kills pods, until the autoscaler has found the right number again"),
        Some(Fault::SwitchesOff) => finding
            .severity(Severity::Error)
            .here("0 switches the autoscaler off")
            .note("after an apply no pod runs, and the autoscaler does nothing until somebody sets another number"),
        Some(Fault::Outside { min, max }) => finding
            .severity(Severity::Error)
            .here(format!("outside of its range of {min} to {max}"))
            .note("each apply leaves the range that the autoscaler keeps, with too few or too many pods"),
    };
    let finding =
        finding.help("remove `replicas`; read the page of this rule for how to do it without a dip");
    match edits::remove(spec, "replicas") {
        Some(edit) => finding.fix(Fix {
            title: "leave the number to the autoscaler".to_owned(),
            applicability: Applicability::Unsafe,
            edits: vec![edit],
        }),
        None => finding,
    }
}
