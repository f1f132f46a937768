//! An autoscaler that measures a share of what nobody requests.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::facts::resources::{Bound, container_resource, effective_resource};
use readylint_kube::facts::{Utilization, scaled_pods, utilizations};
use readylint_kube::{Container, Kind, Resource};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    // how much a container needs is not in the input
    fix: None,
    references: &[],
    readiness: &["S3-8.3-e", "S4-5.1-a"],
    yields_to: &[],
    options: &[],
    check: Check::Kinds(&[Kind::HorizontalPodAutoscaler, Kind::ScaledObject], check),
};

fn check(cx: &RuleContext<'_>, scaler: Resource<'_>) {
    let metrics = utilizations(scaler);
    let Some(pod) = scaled_pods(scaler).filter(|_| !metrics.is_empty()) else {
        return cx.not_applicable();
    };
    for metric in metrics {
        // the metrics API knows no other resources of containers
        let Some(aspect) = ["cpu", "memory"].into_iter().find(|resource| *resource == metric.resource) else {
            continue;
        };
        let name = metric.container.map(Node::text);
        let measured = pod.long_running_containers();
        let measured = measured.filter(|container| name.is_none_or(|name| name == Some(container.name())));
        let measured: Vec<Container<'_>> = measured.collect();
        // zeros count in the sum, but nothing is a share of nothing
        let is_zero = measured.iter().all(|container| !is_in_effect(cx, *container, metric));
        let missing = |container: &Container<'_>| {
            is_zero || !(is_written(*container, metric) || is_in_effect(cx, *container, metric))
        };
        for container in measured.into_iter().filter(missing) {
            cx.report(without_request(scaler, metric, container).aspect(aspect));
        }
    }
}

/// Whether the container writes an amount, which may be zero: beside others that request something, it adds nothing to the sum
/// (`calculatePodRequests` of `pkg/controller/podautoscaler`).
fn is_written(container: Container<'_>, metric: Utilization<'_>) -> bool {
    amount(container, Bound::Request, metric.resource)
        .or_else(|| amount(container, Bound::Limit, metric.resource))
        .is_some()
}

/// The amount that `container` writes itself.
fn amount<'g>(container: Container<'g>, bound: Bound, resource: &str) -> Option<Node<'g>> {
    container.resources()?.get(bound.as_str())?.get(resource).filter(|node| !node.is_null())
}

/// Whether a request above zero is in effect. One for the pod as a whole says nothing of a container of its own.
fn is_in_effect(cx: &RuleContext<'_>, container: Container<'_>, metric: Utilization<'_>) -> bool {
    match metric.container {
        Some(_) => container_resource(container, Bound::Request, metric.resource).is_some(),
        None => effective_resource(container, Bound::Request, metric.resource, cx.kubernetes()).is_some(),
    }
}

fn without_request(scaler: Resource<'_>, metric: Utilization<'_>, container: Container<'_>) -> Finding {
    let (resource, name) = (metric.resource, container.name());
    let workload = container.pod().resource();
    let finding = Finding::new(format!(
        "{} scales {} by its {resource} utilization, but container `{name}` requests no {resource}",
        scaler.title(),
        workload.title()
    ));
    let finding = if workload.is_context() {
        // nothing is reported in files that were only loaded for look-ups
        finding
            .at(metric.site)
            .here("a share of the requests")
            .label(container.node().grip(), "requests nothing")
    } else {
        at_request(finding, container, resource)
            .about(workload.id())
            .label(metric.site.grip(), format!("measured as a share of the {resource} requests"))
    };
    finding
        .subject(container.end())
        .note("the share cannot be computed without the request of every measured container: the metric does not scale at all")
        .help(format!(
            "set `resources.requests.{resource}` of container `{name}`, or measure an `averageValue` instead"
        ))
}

/// Places the finding where the request is missing.
fn at_request<'g>(finding: Finding, container: Container<'g>, resource: &str) -> Finding {
    if let Some(zero) = amount(container, Bound::Request, resource) {
        return finding.at(zero).here("zero asks for nothing");
    }
    let is_mapping = |node: &Node<'g>| node.is_mapping();
    let resources = container.resources();
    let requests = resources.and_then(|resources| resources.get("requests")).filter(is_mapping);
    let (holder, key) = match (requests, resources) {
        (Some(requests), _) => (requests, resource),
        (None, Some(resources)) => (resources, "requests"),
        (None, None) => (container.node(), "resources"),
    };
    finding.at_missing(holder, key).here(format!("no `resources.requests.{resource}` in effect"))
}
