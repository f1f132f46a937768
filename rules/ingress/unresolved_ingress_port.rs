//! An Ingress that asks for a port its Service does not offer.

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::facts::{Candidate, missing_part};
use readylint_kube::{Edge, End, Ingress, Relation, ResourceGraph, Service, ServicePort, Target};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "KL:dangling-ingress",
        "KS:ingress-targets-service",
        "POP:1400",
        "POP:1401",
        "POP:1402",
        "POP:1403",
        "POP:1404",
    ],
    readiness: &["S3-6.4-a", "S3-6.13"],
    yields_to: &[],
    options: &[],
    check: Check::Ingress(check),
};

/// How many ports of a Service are told.
const TOLD: usize = 8;

fn check(cx: &RuleContext<'_>, ingress: Ingress<'_>) {
    let mut services = ingress.backends().filter_map(|backend| backend.get("service")).peekable();
    let has_services = services.peek().is_some();
    for service in services.filter(|service| asks_for_none(*service)) {
        cx.report(without_port(ingress, service));
    }
    let graph = ingress.resource().graph();
    let backends = graph.edges_from(ingress.id()).filter(|edge| edge.relation == Relation::IngressService);
    let mut backends = backends.filter(|edge| edge.to.end().is_some()).peekable();
    if backends.peek().is_none() && !has_services {
        return cx.not_applicable();
    }
    for edge in backends {
        let Target::Incomplete(End { resource, .. }) = edge.to else { continue };
        let Some(service) = Service::of(graph.resource(resource)) else { continue };
        cx.report(unresolved(graph, edge, ingress, service).subject(edge.from));
    }
}

/// Whether the `service` of a backend names a Service and neither the name nor the number of a port, which the API server
/// refuses (`validateIngressBackend`).
fn asks_for_none(service: Node<'_>) -> bool {
    let is_named = service.get("name").and_then(Node::text).is_some_and(|name| !name.is_empty());
    let is_unset = |port: Node<'_>, key: &str| {
        port.get(key).is_none_or(|it| it.is_null() || it.as_i64() == Some(0) || it.text() == Some(""))
    };
    let Some(port) = service.get("port").filter(|port| !port.is_null()) else { return is_named };
    is_named && port.is_mapping() && is_unset(port, "name") && is_unset(port, "number")
}

fn without_port(ingress: Ingress<'_>, service: Node<'_>) -> Finding {
    let name = service.get("name").and_then(Node::text).unwrap_or_default();
    let finding =
        Finding::new(format!("{} sends requests to Service `{name}`, and names no port", ingress.title()));
    let finding = match service.get("port") {
        Some(port) => finding.at(port).here("neither `name` nor `number`"),
        None => finding.at_missing(service, "port").here("no `port` here"),
    };
    finding
        .note("the API server refuses the object")
        .help("add the `number` or the `name` of a port of the Service under `port`")
}

fn unresolved(graph: &ResourceGraph, edge: &Edge, ingress: Ingress<'_>, service: Service<'_>) -> Finding {
    let site = graph.site(edge);
    let asked = site.text().unwrap_or_default();
    let finding = Finding::new(format!(
        "{} sends requests to port `{asked}` of {}, which has no such port",
        ingress.title(),
        service.title()
    ))
    .at(site)
    .here(format!("the Service offers {}", offered(service)));
    if let Some(port) = forwarding_to(service, asked) {
        return target_port(finding, site, port);
    }
    let finding = finding.note("the ingress controller answers these requests with an error such as 503");
    match meant(graph, edge, site, service) {
        Some(port) => {
            let text = port.text().unwrap_or_default();
            let finding = finding
                .label(port.grip(), "offered by the Service")
                .help(format!("write `{text}`, if that is meant"));
            suggest(finding, site, text)
        }
        None => {
            let ports = service.spec().and_then(|spec| spec.get("ports")).unwrap_or_else(|| service.anchor());
            let help = if site.as_i64().is_some() {
                "name the `port` of an entry of the Service: the number is that of the Service, not of the container"
            } else {
                "give the port of the Service this `name`, or ask for it by `number`"
            };
            finding.label(ports.grip(), "the ports of the Service").help(help)
        }
    }
}

/// The port of the Service was meant, and the one behind it written.
fn target_port<'g>(finding: Finding, site: Node<'g>, port: ServicePort<'g>) -> Finding {
    let Some(number) = port.port() else { return finding };
    let target = port.target_node().unwrap_or(number);
    let text = number.text().unwrap_or_default();
    let finding = finding
        .label(target.grip(), "this is what the Service forwards to, not what it offers")
        .note(
            "ingress-nginx looks at target ports too; others answer these requests with an error such as 503",
        )
        .help(format!("write `{text}`, the port of the Service that leads there"))
        .severity(Severity::Warning);
    if site.as_i64().is_some() { suggest(finding, site, text) } else { finding }
}

/// The first port of `service` that forwards to `asked`.
fn forwarding_to<'g>(service: Service<'g>, asked: &str) -> Option<ServicePort<'g>> {
    service.ports().find(|port| port.target_node().and_then(Node::text) == Some(asked))
}

/// The scalar of the Service that was probably meant: a similar name, or the only port that there is.
fn meant<'g>(
    graph: &'g ResourceGraph,
    edge: &Edge,
    site: Node<'g>,
    service: Service<'g>,
) -> Option<Node<'g>> {
    if site.as_i64().is_none() {
        let evidence = missing_part(graph, edge)?;
        if let Some(Candidate::NearPart { name, .. }) = evidence.candidate {
            return Some(name);
        }
    }
    let mut ports = service.ports();
    let only = ports.next().filter(|_| ports.next().is_none())?;
    if site.as_i64().is_some() { only.port() } else { only.node().get("name") }
}

fn suggest(finding: Finding, site: Node<'_>, text: &str) -> Finding {
    match edits::rewrite(site, text) {
        Some(edit) => finding.fix(Fix {
            title: format!("ask for port `{text}`"),
            applicability: Applicability::Unsafe,
            edits: vec![edit],
        }),
        None => finding,
    }
}

/// The ports of `service` in words.
fn offered(service: Service<'_>) -> String {
    let told = service.ports().take(TOLD + 1).map(|port| {
        let number = port.port().and_then(Node::text).unwrap_or_default();
        port.name().map_or(format!("`{number}`"), |name| format!("`{number}` (`{name}`)"))
    });
    let mut told: Vec<String> = told.collect();
    if told.len() > TOLD {
        told.truncate(TOLD);
        told.push("others".to_owned());
    }
    told.join(", ")
}
