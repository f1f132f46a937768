//! The variables that the kubelet makes of Services (`pkg/kubelet/envvars/envvars.go`).

use readylint_yaml::Node;

use crate::{Container, Kind, Resource, Service};

/// What a name means as a variable of a Service.
#[derive(Clone, Copy, Debug)]
pub(super) enum ServiceVariable<'g> {
    /// The Service that makes it, and the scalar it follows from: the name, or a port.
    Made(Service<'g>, Node<'g>),
    /// The API server's Service, which every pod sees.
    OfApiServer,
    /// Its shape is that of such a variable, and a Service that is not in the input may make it.
    Possible,
    /// None.
    None,
}

/// What follows the name of the Service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'a> {
    Host,
    FirstPort,
    NamedPort(&'a str),
    /// `_PORT`, `_PORT_5432_TCP`, `_PORT_5432_TCP_ADDR`: the links of Docker.
    Link(Option<(&'a str, &'a str)>),
}

/// What `name` means in the environment of `container`, if nothing written there has that name.
pub(super) fn variable<'g>(container: Container<'g>, name: &str) -> ServiceVariable<'g> {
    let resource = container.pod().resource();
    let graph = resource.graph();
    let linked = links_services(container);
    let mut possible = false;
    for (prefix, part) in readings(name) {
        if prefix == "KUBERNETES" {
            return ServiceVariable::OfApiServer;
        }
        let Some(service_name) = service_name(prefix).filter(|_| linked) else { continue };
        let service = graph.look_up(resource.id(), Kind::Service, resource.namespace(), &service_name);
        match service.and_then(Service::of) {
            Some(service) => {
                if let Some(node) = scalar(service, part).filter(|_| has_address(service.resource())) {
                    return ServiceVariable::Made(service, node);
                }
            }
            // `API_PORT` is too common a name to stand for a Service that nothing speaks of
            None => possible |= part != Part::Link(None),
        }
    }
    if possible { ServiceVariable::Possible } else { ServiceVariable::None }
}

fn links_services(container: Container<'_>) -> bool {
    let flag = container.pod().spec().and_then(|spec| spec.get("enableServiceLinks"));
    flag.and_then(Node::as_bool).unwrap_or(true)
}

/// The ways to read `name` as the name of a Service and what follows: `A_PORT_SERVICE_PORT` has several.
fn readings(name: &str) -> impl Iterator<Item = (&str, Part<'_>)> {
    let host = name.strip_suffix("_SERVICE_HOST").map(|prefix| (prefix, Part::Host));
    let first = name.strip_suffix("_SERVICE_PORT").map(|prefix| (prefix, Part::FirstPort));
    let link = name.strip_suffix("_PORT").map(|prefix| (prefix, Part::Link(None)));
    let named = name.match_indices("_SERVICE_PORT_").take(4);
    let named = named.map(|(at, infix)| (&name[..at], Part::NamedPort(&name[at + infix.len()..])));
    let links = name.match_indices("_PORT_").take(4);
    let links = links.filter_map(|(at, infix)| Some((&name[..at], link_part(&name[at + infix.len()..])?)));
    host.into_iter().chain(first).chain(link).chain(named).chain(links)
}

fn link_part(rest: &str) -> Option<Part<'_>> {
    let (port, rest) = rest.split_once('_')?;
    let (protocol, field) = rest.split_once('_').map_or((rest, ""), |(protocol, field)| (protocol, field));
    let is_link = port.bytes().all(|byte| byte.is_ascii_digit())
        && !port.is_empty()
        && matches!(protocol, "TCP" | "UDP" | "SCTP")
        && matches!(field, "" | "PROTO" | "PORT" | "ADDR");
    is_link.then_some(Part::Link(Some((port, protocol))))
}

/// The Service whose variables start with `prefix`. Names of Services have only lower-case letters, digits and hyphens,
/// so that there is one at most.
fn service_name(prefix: &str) -> Option<String> {
    let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    (!prefix.is_empty() && prefix.bytes().all(fits)).then(|| prefix.replace('_', "-").to_ascii_lowercase())
}

/// Whether the Service has an address of its own: not if it is headless or an alias.
fn has_address(service: Resource<'_>) -> bool {
    let text = |key| service.spec().and_then(|spec| spec.get(key)).and_then(Node::text);
    text("clusterIP") != Some("None") && text("type") != Some("ExternalName")
}

/// The scalar of the Service that the variable follows from.
fn scalar<'g>(service: Service<'g>, part: Part<'_>) -> Option<Node<'g>> {
    let first_port = || service.ports().next()?.port();
    match part {
        Part::Host => Some(service.anchor()),
        Part::FirstPort | Part::Link(None) => first_port(),
        Part::NamedPort(name) => {
            let is_meant = |port: &str| port.replace('-', "_").to_ascii_uppercase() == name;
            service.ports().find(|port| port.name().is_some_and(is_meant))?.port()
        }
        Part::Link(Some((number, protocol))) => {
            let number = number.parse().ok()?;
            let mut ports = service.ports();
            let port = ports.find(|port| {
                port.port().and_then(Node::as_i64) == Some(number)
                    && port.protocol().eq_ignore_ascii_case(protocol)
            });
            port?.port()
        }
    }
}
