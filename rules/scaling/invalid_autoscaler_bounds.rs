//! An autoscaler whose least and greatest number do not fit.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, OptionKind, OptionSpec, Profile, Rule, RuleContext};
use readylint_kube::{HorizontalPodAutoscaler, Kind, Resource};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["PO:hpaMaxAvailability", "DT:14"],
    readiness: &["S2-3.3-e", "S3-1.7"],
    yields_to: &[],
    options: &[SCALE_TO_ZERO],
    check: Check::Kinds(&[Kind::HorizontalPodAutoscaler, Kind::ScaledObject], check),
};

const SCALE_TO_ZERO: OptionSpec = OptionSpec {
    key: "hpa-scale-to-zero",
    kind: OptionKind::Bool(false),
    help: "Whether the alpha feature gate `HPAScaleToZero` is on, which allows `minReplicas: 0`.",
};

fn check(cx: &RuleContext<'_>, scaler: Resource<'_>) {
    let Some(spec) = scaler.spec().filter(|spec| spec.is_mapping()) else { return cx.not_applicable() };
    let finding = match HorizontalPodAutoscaler::of(scaler) {
        Some(autoscaler) => of_autoscaler(autoscaler, spec, cx.options().bool(&SCALE_TO_ZERO)),
        None => of_scaled_object(scaler, spec),
    };
    if let Some(finding) = finding {
        cx.report(finding);
    }
}

/// One bound: its field, its value, and where it is written; `None` for the default.
#[derive(Clone, Copy)]
struct Bound<'g> {
    field: &'static str,
    value: i64,
    node: Option<Node<'g>>,
}

impl<'g> Bound<'g> {
    /// The bound `field`; `None` if it is no number, which other rules tell.
    fn read(spec: Node<'g>, field: &'static str, default: i64) -> Option<Self> {
        let node = spec.get(field).filter(|node| !node.is_null());
        let value = node.map_or(Some(default), Node::as_i64)?;
        Some(Self { field, value, node })
    }
}

/// As the API server validates them (`pkg/apis/autoscaling/validation`).
fn of_autoscaler<'g>(
    autoscaler: HorizontalPodAutoscaler<'g>,
    spec: Node<'g>,
    may_be_zero: bool,
) -> Option<Finding> {
    let scaler = autoscaler.resource();
    let min = Bound::read(spec, "minReplicas", 1)?;
    if autoscaler.max_replicas().is_none() {
        return Some(without_maximum(scaler, spec));
    }
    if let Some(node) = min.node.filter(|_| min.value < 1) {
        let may_be_zero = may_be_zero && min.value == 0;
        if !may_be_zero {
            return Some(minimum_too_low(scaler, node, min.value));
        }
        if !measures_from_outside(spec) {
            return Some(zero_without_metric(scaler, node));
        }
    }
    let max = Bound::read(spec, "maxReplicas", 0)?;
    of_both(scaler, min, max)
}

/// As KEDA's webhook validates them (`CheckReplicaCountBoundsAreValid` of `scaledobject_types.go`).
fn of_scaled_object<'g>(scaler: Resource<'g>, spec: Node<'g>) -> Option<Finding> {
    let min = Bound::read(spec, "minReplicaCount", 0)?;
    let max = Bound::read(spec, "maxReplicaCount", 100)?;
    let idle = spec.get("idleReplicaCount").filter(|node| !node.is_null());
    if let Some((node, value)) = idle.and_then(|node| Some((node, node.as_i64()?)))
        && value >= min.value
    {
        return Some(idle_too_high(scaler, node, value, min));
    }
    // between idling and its only other number it scales all the same
    of_both(scaler, min, max).filter(|_| idle.is_none() || min.value != max.value)
}

fn of_both(scaler: Resource<'_>, min: Bound<'_>, max: Bound<'_>) -> Option<Finding> {
    if let Some(node) = max.node.filter(|_| max.value < 1) {
        return Some(maximum_too_low(scaler, node, max));
    }
    if max.value > min.value {
        return None;
    }
    Some(if max.value < min.value { crossed(scaler, min, max) } else { equal(scaler, min, max) })
}

/// Whether a metric can tell that there is work while no pod runs.
fn measures_from_outside(spec: Node<'_>) -> bool {
    let mut metrics = spec.get("metrics").into_iter().flat_map(Node::items);
    metrics.any(|metric| matches!(metric.get("type").and_then(Node::text), Some("Object" | "External")))
}

fn without_maximum(scaler: Resource<'_>, spec: Node<'_>) -> Finding {
    refused(Finding::new(format!("{} has no `maxReplicas`", scaler.title())).at_missing(spec, "maxReplicas"))
        .here("no `maxReplicas` here")
        .help("set `maxReplicas` to what the nodes, the quota and the backends can bear")
}

fn minimum_too_low(scaler: Resource<'_>, node: Node<'_>, value: i64) -> Finding {
    refused(Finding::new(format!("`minReplicas` of {} is {value}", scaler.title())).at(node))
        .here("must be 1 or more")
        .help("set it to 1 or more; use KEDA to scale to zero, or the alpha gate `HPAScaleToZero`")
}

fn zero_without_metric(scaler: Resource<'_>, node: Node<'_>) -> Finding {
    refused(
        Finding::new(format!("{} scales to zero, and nothing would scale it up again", scaler.title()))
            .at(node),
    )
    .here("needs an Object or External metric")
    .help("measure something that exists while no pod runs, as the length of a queue")
}

fn maximum_too_low(scaler: Resource<'_>, node: Node<'_>, max: Bound<'_>) -> Finding {
    refused(Finding::new(format!("`{}` of {} is {}", max.field, scaler.title(), max.value)).at(node))
        .here("must be 1 or more")
        .help(format!("set `{}` to the greatest number of pods that may run", max.field))
}

fn idle_too_high(scaler: Resource<'_>, node: Node<'_>, value: i64, min: Bound<'_>) -> Finding {
    let field = min.field;
    let finding = Finding::new(format!(
        "{} idles at {value} pods, which is not below its `{field}` of {}",
        scaler.title(),
        min.value
    ))
    .at(node)
    .here(format!("must be less than `{field}`"))
    .note("KEDA refuses it, and scales nothing")
    .help(format!("set `{field}` to 1 or more, or leave out `idleReplicaCount`"));
    with_bound(finding, min)
}

fn crossed(scaler: Resource<'_>, min: Bound<'_>, max: Bound<'_>) -> Finding {
    let finding = Finding::new(format!(
        "`{}` of {} is {}, below its `{}` of {}",
        max.field,
        scaler.title(),
        max.value,
        min.field,
        min.value
    ));
    let finding = match (max.node, min.node) {
        (Some(node), _) => with_bound(finding.at(node).here("less than the minimum"), min),
        (None, Some(node)) => {
            finding.at(node).here(format!("more than the default maximum of {}", max.value))
        }
        (None, None) => finding.at(scaler.anchor()),
    };
    refused(finding).help(format!("let `{}` be greater than `{}`", max.field, min.field))
}

fn equal(scaler: Resource<'_>, min: Bound<'_>, max: Bound<'_>) -> Finding {
    let finding = Finding::new(format!("{} never scales: its bounds are both {}", scaler.title(), max.value))
        .severity(Severity::Warning);
    let finding = match max.node.or(min.node) {
        Some(node) if max.node.is_some() => with_bound(finding.at(node).here("equals the minimum"), min),
        Some(node) => finding.at(node).here("equals the default maximum"),
        None => finding.at(scaler.anchor()),
    };
    finding
        .note("it costs metrics and looks like elasticity, but the number of pods is fixed")
        .help(format!("raise `{}`, or remove the autoscaler and set `replicas`", max.field))
}

fn with_bound(finding: Finding, min: Bound<'_>) -> Finding {
    match min.node {
        Some(node) => finding.label(node.grip(), format!("the minimum is {}", min.value)),
        None => finding.note(format!("`{}` is not set, which means {}", min.field, min.value)),
    }
}

fn refused(finding: Finding) -> Finding {
    finding.note("it is refused, so that nothing scales the workload")
}
