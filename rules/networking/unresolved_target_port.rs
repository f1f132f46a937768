//! A Service port that leads to no port of its pods.

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::{ContainerPort, LifecycleClass, PodTemplate, Service, ServicePort, TargetPort};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["POP:1106"],
    readiness: &["S1-E1.7", "S1-M.1-b", "S3-1.4-b"],
    yields_to: &["service-selects-nothing"],
    options: &[],
    check: Check::Service(check),
};

fn check(cx: &RuleContext<'_>, service: Service<'_>) {
    if service.service_type() == "ExternalName" {
        return cx.not_applicable();
    }
    let selection = cx.graph().select_labels(service.id(), service.selector());
    let pods: Vec<PodTemplate<'_>> = selection.pods(cx.graph()).filter(|pod| !pod.host_network()).collect();
    if pods.is_empty() || selection.cannot_tell || selection.truncated {
        return cx.not_applicable();
    }
    for port in service.ports() {
        let (Some(site), Some(target)) = (port.target_node(), port.target()) else {
            continue;
        };
        match target {
            TargetPort::Name(name) => named(cx, service, &pods, port, (site, name)),
            TargetPort::Number(number) => numbered(cx, service, &pods, port, (site, number)),
        }
    }
}

fn declared<'g>(pod: PodTemplate<'g>, protocol: &str) -> Vec<ContainerPort<'g>> {
    let ports = pod.long_running_containers().flat_map(readylint_kube::Container::ports);
    ports.filter(|port| port.protocol() == protocol).collect()
}

/// What the pods declare for other protocols than `protocol`.
fn declared_otherwise<'g>(
    pods: &[PodTemplate<'g>],
    protocol: &str,
) -> impl Iterator<Item = ContainerPort<'g>> {
    let containers = pods.iter().flat_map(|pod| pod.long_running_containers());
    containers.flat_map(readylint_kube::Container::ports).filter(move |port| port.protocol() != protocol)
}

fn named(
    cx: &RuleContext<'_>,
    service: Service<'_>,
    pods: &[PodTemplate<'_>],
    port: ServicePort<'_>,
    (site, name): (Node<'_>, &str),
) {
    let has_name =
        |pod: &PodTemplate<'_>| declared(*pod, port.protocol()).iter().any(|port| port.name() == Some(name));
    let without: Vec<&PodTemplate<'_>> = pods.iter().filter(|pod| !has_name(pod)).collect();
    if without.is_empty() {
        return;
    }
    if without.len() < pods.len() {
        // a Job or a test that bears the same labels serves nothing, and without the port it is no endpoint
        let serves = |pod: &&&PodTemplate<'_>| pod.workload().class() == LifecycleClass::Service;
        if let Some(pod) = without.iter().find(serves) {
            cx.report(some_lack_the_name(service, site, name, pod));
        }
        return;
    }
    let mut others = declared_otherwise(pods, port.protocol());
    if let Some(other) = others.find(|other| other.name() == Some(name)) {
        let finding = of_another_protocol(service, site, port, other);
        return cx.report(finding.note("the port gets no endpoints: connections to it fail"));
    }
    let finding = nobody_has_the_name(service, site, name, &port);
    let candidates: Vec<ContainerPort<'_>> =
        pods.iter().flat_map(|pod| declared(*pod, port.protocol())).collect();
    cx.report(suggest(finding, service, site, &candidates, pods));
}

/// A number that no pod declares still works if something listens there: ports need not be declared.
fn numbered(
    cx: &RuleContext<'_>,
    service: Service<'_>,
    pods: &[PodTemplate<'_>],
    port: ServicePort<'_>,
    (site, number): (Node<'_>, i64),
) {
    let ports: Vec<ContainerPort<'_>> = pods.iter().flat_map(|pod| declared(*pod, port.protocol())).collect();
    if ports.iter().any(|declared| declared.number() == Some(number)) {
        return;
    }
    let mut others = declared_otherwise(pods, port.protocol());
    if let Some(other) = others.find(|other| other.number() == Some(number)) {
        let finding = of_another_protocol(service, site, port, other).severity(Severity::Info);
        return cx.report(finding.note("it works only if something listens there for both protocols"));
    }
    // templates that declare nothing are silent about everything
    if ports.is_empty() {
        return;
    }
    let mut numbers: Vec<i64> = ports.iter().filter_map(|port| port.number()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let finding = nobody_declares_the_number(service, site, number);
    let is_free = || ports.iter().all(|declared| !is_served(service, *declared));
    let is_likely = numbers.len() == 1 && port.protocol() == "TCP" && is_free();
    let severity = if is_likely { Severity::Warning } else { Severity::Info };
    cx.report(suggest(finding.severity(severity), service, site, &ports, pods));
}

/// Whether a port of the Service forwards to `declared`.
fn is_served(service: Service<'_>, declared: ContainerPort<'_>) -> bool {
    service.ports().any(|port| match port.target() {
        Some(TargetPort::Number(number)) => declared.number() == Some(number),
        Some(TargetPort::Name(name)) => declared.name() == Some(name),
        None => false,
    })
}

/// Shows what the pods declare; where that is one port only, offers it.
fn suggest(
    finding: Finding,
    service: Service<'_>,
    site: Node<'_>,
    ports: &[ContainerPort<'_>],
    pods: &[PodTemplate<'_>],
) -> Finding {
    let Some(first) = ports.first() else {
        let pod = pods[0].resource();
        return finding
            .label(pod.anchor().grip(), format!("{} declares no such port", pod.title()))
            .help("declare the port by name in the container, or forward to its number");
    };
    let is_one = ports.iter().all(|port| (port.number(), port.name()) == (first.number(), first.name()));
    let word = match (first.name(), first.number()) {
        (Some(name), _) if site.as_i64().is_none() => name.to_owned(),
        (_, Some(number)) => number.to_string(),
        (Some(name), None) => name.to_owned(),
        (None, None) => return finding,
    };
    let place =
        first.node().get("name").or_else(|| first.node().get("containerPort")).unwrap_or(first.node());
    let finding = finding.label(place.grip(), "declared by the pods it selects");
    if !is_one {
        return finding.help("forward to a port that the containers declare");
    }
    // two ports of the Service for one and the same are hardly meant
    if is_served(service, *first) {
        return finding
            .help("declare the port in the container that listens on it, or remove it from the Service");
    }
    let finding = finding.help(format!("forward to `{word}`, the one port that the containers declare"));
    // a default that follows `port` has no scalar of its own to change
    let written = site.path_key().is_some_and(|key| key.text() == Some("targetPort"));
    match edits::number_or_name(site, &word).filter(|_| written) {
        Some(edit) => finding.fix(Fix {
            title: format!("forward to `{word}`"),
            applicability: Applicability::Unsafe,
            edits: vec![edit],
        }),
        None => finding,
    }
}

fn nobody_has_the_name(service: Service<'_>, site: Node<'_>, name: &str, port: &ServicePort<'_>) -> Finding {
    let (title, protocol) = (service.title(), port.protocol());
    Finding::new(format!("{title} forwards to port `{name}`, which none of its pods declares"))
        .at(site)
        .here(format!("no container has a {protocol} port of this name"))
        .note("the port gets no endpoints: connections to it fail")
}

fn of_another_protocol(
    service: Service<'_>,
    site: Node<'_>,
    port: ServicePort<'_>,
    declared: ContainerPort<'_>,
) -> Finding {
    let (title, asked, found) = (service.title(), port.protocol(), declared.protocol());
    let name = site.text().unwrap_or_default();
    let place = declared.node().get("protocol").unwrap_or(declared.node());
    Finding::new(format!(
        "{title} forwards {asked} to port `{name}`, which its pods declare for {found} only"
    ))
    .at(site)
    .here(format!("no container declares this port for {asked}"))
    .label(place.grip(), format!("declared for {found}"))
    .help(format!("let `protocol` be the same in both, or declare the port for {asked} too"))
}

fn some_lack_the_name(
    service: Service<'_>,
    site: Node<'_>,
    name: &str,
    without: &PodTemplate<'_>,
) -> Finding {
    let pod = without.resource();
    Finding::new(format!(
        "{} forwards to port `{name}`, which only some of its pods declare",
        service.title()
    ))
    .at(site)
    .label(pod.anchor().grip(), format!("{} does not declare it", pod.title()))
    .note("pods without the port are no endpoints of it")
    .help("declare the port in all templates that the Service selects, or narrow its selector")
    .severity(Severity::Info)
}

fn nobody_declares_the_number(service: Service<'_>, site: Node<'_>, number: i64) -> Finding {
    Finding::new(format!("{} forwards to port {number}, which none of its pods declares", service.title()))
        .at(site)
        .here("no container declares this port")
        .note("an undeclared port works if something listens there; one that nothing listens on refuses connections")
}
