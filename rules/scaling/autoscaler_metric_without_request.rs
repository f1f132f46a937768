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
        for container in measured.filter(|container| !is_requested(cx, *container, metric)) {
            cx.report(without_request(scaler, metric, container).aspect(aspect));
        }
    }
}

/// Whether the share of the container can be computed. One that requests zero is passed over in the sum, and a request for the
/// pod as a whole says nothing of a container of its own.
fn is_requested(cx: &RuleContext<'_>, container: Container<'_>, metric: Utilization<'_>) -> bool {
    let written = |bound: Bound| {
        let node = container.resources()?.get(bound.as_str())?.get(metric.resource)?;
        (!node.is_null()).then_some(node)
    };
    written(Bound::Request).or_else(|| written(Bound::Limit)).is_some()
        || match metric.container {
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
