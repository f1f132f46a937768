//! A container that serves traffic and never says when it can.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, OptionKind, OptionSpec, OptionValues, Profile, Rule, RuleContext};
use readylint_kube::facts::is_cut_short;
use readylint_kube::facts::metrics::{SCRAPE_PORT_NAMES, is_exporter, is_scrape_port};
use readylint_kube::{
    Container, ContainerPort, ContainerRole, LifecycleClass, PodTemplate, Probe, Relation, Service,
    ServicePort, TargetPort,
};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &[
        "KL:no-readiness-probe",
        "KS:pod-probes",
        "PO:readinessProbeMissing",
        "CK:CKV_K8S_9",
        "DT:12",
        "KUB:C-0018",
        "TS:0072",
        "MV:M-402",
        "POP:102",
        "POP:103",
        "POP:104",
    ],
    readiness: &["S1-E1.2-b", "S1-M.1-d", "S3-1.3-a", "S3-2.4-e2", "S3-4.3"],
    yields_to: &[],
    options: &[SCRAPE_PORTS],
    check: Check::Container(check),
};

const SCRAPE_PORTS: OptionSpec = OptionSpec {
    key: "scrape-port-names",
    kind: OptionKind::Strings(SCRAPE_PORT_NAMES),
    help: "A Service port whose name contains one of these is read by monitoring only and needs no readiness.",
};

struct Options<'a> {
    scrape_port_names: Vec<&'a str>,
}

impl<'a> Options<'a> {
    fn read(values: &'a OptionValues) -> Self {
        Self { scrape_port_names: values.strings(&SCRAPE_PORTS) }
    }

    fn is_scrape_port(&self, port: ServicePort<'_>) -> bool {
        is_scrape_port(port, &self.scrape_port_names)
    }
}

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    let pod = container.pod();
    if !container.role().is_long_running() || pod.workload().class() != LifecycleClass::Service {
        return cx.not_applicable();
    }
    // monitoring reads from an exporter, and asks it again when it does not answer
    if is_exporter(container) {
        return cx.not_applicable();
    }
    let options = Options::read(cx.options());
    let mut served = services(pod).flat_map(|service| {
        let ports = service.ports().filter(|port| !options.is_scrape_port(*port));
        ports.filter(move |port| serves(container, service, *port)).map(move |port| (service, port))
    });
    let Some(first) = served.next() else {
        return cx.not_applicable();
    };
    if container.readiness_probe().is_some() {
        return;
    }
    // a Service that publishes addresses before they are ready does not ask for readiness
    let asking = std::iter::once(first).chain(served).find(|(service, _)| !service.publishes_not_ready());
    let (service, port) = asking.unwrap_or(first);
    if is_asked_elsewhere(container, port) {
        return;
    }
    let severity = if asking.is_some() { Severity::Error } else { Severity::Info };
    cx.report(missing(container, service, port).severity(severity));
}

/// The Services that select the pod. One that selects more than is known is left out: it would be reported for some of
/// its pods only, and no system has so many workloads behind one Service.
fn services(pod: PodTemplate<'_>) -> impl Iterator<Item = Service<'_>> {
    let graph = pod.resource().graph();
    let edges = graph.edges_to(pod.resource().id()).filter(|edge| edge.relation == Relation::ServicePods);
    let known = edges.filter(|edge| !is_cut_short(graph, edge.from.resource, Relation::ServicePods));
    known.filter_map(|edge| Service::of(graph.resource(edge.from.resource)))
}

/// Whether the container declares the target of the port; the only main container serves what nobody declares, but for a name,
/// which then has no endpoints (`unresolved-target-port`). The name of a headless Service leads to its pods all the same.
fn serves(container: Container<'_>, service: Service<'_>, port: ServicePort<'_>) -> bool {
    if container.ports().any(|declared| is_target(declared, port)) {
        return true;
    }
    let may_be_undeclared = match port.target() {
        Some(TargetPort::Number(_)) => true,
        Some(TargetPort::Name(_)) => service.is_headless(),
        None => false,
    };
    if !may_be_undeclared {
        return false;
    }
    let mut others = container.pod().long_running_containers();
    let is_declared = others.any(|other| other.ports().any(|declared| is_target(declared, port)));
    let mains = container.pod().containers().filter(|other| other.role() == ContainerRole::Main).count();
    !is_declared && container.role() == ContainerRole::Main && mains == 1
}

fn is_target(declared: ContainerPort<'_>, port: ServicePort<'_>) -> bool {
    declared.protocol() == port.protocol()
        && match port.target() {
            Some(TargetPort::Number(number)) => declared.number() == Some(number),
            Some(TargetPort::Name(name)) => declared.name() == Some(name),
            None => false,
        }
}

/// Whether another container of the pod asks the same port for readiness, as a sidecar proxy does.
fn is_asked_elsewhere(container: Container<'_>, port: ServicePort<'_>) -> bool {
    let mut others = container.pod().long_running_containers();
    others.any(|other| {
        let Some(asked) = other.readiness_probe().and_then(Probe::port) else {
            return false;
        };
        match port.target() {
            Some(TargetPort::Number(number)) => asked.as_i64() == Some(number),
            Some(TargetPort::Name(name)) => asked.text() == Some(name),
            None => false,
        }
    })
}

fn missing(container: Container<'_>, service: Service<'_>, port: ServicePort<'_>) -> Finding {
    let target = port.target_node().unwrap_or(port.node());
    let name = target.text().unwrap_or_default();
    let finding = Finding::new(format!(
        "container `{}` serves port `{name}` of {} but has no `readinessProbe`",
        container.name(),
        service.title()
    ));
    finding
        .at_missing(container.node(), "readinessProbe")
        .here("no `readinessProbe` here")
        .label(target.grip(), "traffic comes through this port")
        .note("pods get traffic as soon as their process starts, and keep it while they cannot serve")
        .help("add a `readinessProbe` that asks what the container needs to serve a request")
}
