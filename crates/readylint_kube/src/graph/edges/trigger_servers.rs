//! The servers that KEDA's triggers ask: addresses in their metadata, or in variables of the scaled workload.
//!
//! KEDA asks from its own namespace, so that a name of one word says nothing, and only names with a namespace are followed.

use readylint_yaml::{Node, NodeId};
use rustc_hash::FxHashSet;

use super::Edges;
use super::ports::WantedPort;
use crate::Kind;
use crate::facts::datastores::datastore_resource_of_service;
use crate::facts::endpoints::endpoints_of;
use crate::graph::fields::text_of;
use crate::graph::{Relation, Target, TypeCode};
use crate::views::{PodTemplate, Service};
use readylint_scalars::{Endpoint, HostName, NameClass, endpoints};

/// Words in the names of metadata that hold addresses (<https://keda.sh/docs/latest/scalers/>): `serverAddress`,
/// `bootstrapServers`, `natsServerMonitoringEndpoint`…
const ADDRESS_WORDS: [&str; 8] =
    ["address", "host", "server", "endpoint", "url", "uri", "broker", "connection"];

/// How a field is called whose value is the name of a variable.
const FROM_ENV: &str = "FromEnv";

/// How many fields of one trigger are read.
const FIELDS: usize = 64;

/// The edges to the servers that `metadata` names, and whether there are any. `pod` is what is scaled, and
/// `container` the name of the container whose variables count.
pub(super) fn derive<'g>(
    edges: &mut Edges<'_, 'g>,
    from: NodeId,
    metadata: Node<'g>,
    (pod, container): (Option<PodTemplate<'g>>, Option<&str>),
) -> bool {
    let mut is_any = false;
    for field in metadata.entries().take(FIELDS) {
        let (Some(key), Some(value)) = (field.key.text(), text_of(field.value)) else { continue };
        let base = key.strip_suffix(FROM_ENV).unwrap_or(key).to_ascii_lowercase();
        if edges.is_spent() || !ADDRESS_WORDS.iter().any(|word| base.contains(word)) {
            continue;
        }
        is_any |= if key.ends_with(FROM_ENV) {
            of_variable(edges, from, value, (pod, container))
        } else {
            of_value(edges, from, metadata, field.value)
        };
    }
    is_any
}

/// The servers in the text at `site`: URLs, or hosts with a port behind them or in the field `port`.
fn of_value<'g>(edges: &mut Edges<'_, 'g>, from: NodeId, metadata: Node<'g>, site: Node<'g>) -> bool {
    let text = site.text().unwrap_or_default();
    let mut found = endpoints(text);
    if found.is_empty() {
        found = text.split(',').take(FIELDS).filter_map(Endpoint::of_host).collect();
    }
    let port = metadata.get("port").and_then(Node::text).and_then(|port| port.parse().ok());
    let port: Option<u16> = port.filter(|_| found.len() == 1);
    let mut seen = FxHashSet::default();
    let mut is_any = false;
    for endpoint in found {
        let host = endpoint.host().to_ascii_lowercase();
        let port = if endpoint.has_opaque_port() { None } else { endpoint.port().or(port) };
        let address = port.map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
        if let Some(to) = server(edges, &host, port).filter(|_| seen.insert(address.clone())) {
            is_any = true;
            edges.push_asking(from, Relation::AutoscalerMetric, site, to, (&address, false));
        }
    }
    is_any
}

/// The servers in the variable `name` of the scaled workload: of its first container, unless another one is named.
fn of_variable<'g>(
    edges: &mut Edges<'_, 'g>,
    from: NodeId,
    name: &str,
    (pod, container): (Option<PodTemplate<'g>>, Option<&str>),
) -> bool {
    let mut containers = pod.into_iter().flat_map(PodTemplate::containers);
    let container = containers.find(|own| container.is_none_or(|name| own.name() == name));
    let mut is_any = false;
    for contact in container.into_iter().flat_map(endpoints_of) {
        if contact.name.as_deref() != Some(name) {
            continue;
        }
        let port = contact.port.filter(|_| !contact.is_port_assumed);
        let to = server(edges, &contact.host, port);
        if let Some(to) = to.filter(|to| contact.is_certain || to.is_resolved()) {
            is_any = true;
            edges.push_contact(from, Relation::AutoscalerMetric, &contact, to);
        }
    }
    is_any
}

/// What an address (in lower case) leads to: a Service, what makes it, or nothing, although it can be nothing but a Service.
/// `None` if it may be something else.
fn server(edges: &Edges<'_, '_>, host: &str, port: Option<u16>) -> Option<Target> {
    let own = edges.resource;
    let graph = own.graph();
    let name = HostName::of(host);
    let mut wanted = None;
    if !matches!(name.class(), NameClass::InCluster | NameClass::Either) {
        return None;
    }
    for reading in name.readings() {
        let Some(namespace) = reading.namespace else { continue };
        // a name of two words is a pod's only behind a headless Service
        let is_guess = reading.pod.is_some() && name.class() == NameClass::Either;
        wanted = Some((namespace, reading.service));
        match edges.resolve_in(Kind::Service, Some(namespace), reading.service) {
            Target::Found(end) => {
                let service = Service::of(graph.resource(end.resource));
                let is_headless = service.is_some_and(Service::is_headless);
                if is_guess && !is_headless {
                    continue;
                }
                // behind a headless one every port of the pods can be had
                let port = port.filter(|_| !is_headless).map(i64::from);
                let to = Target::Found(end);
                return Some(port.map_or(to, |port| edges.with_port(to, &WantedPort::Numbers(port..=port))));
            }
            Target::Missing if is_guess => {}
            Target::Missing => {
                let operated = datastore_resource_of_service(own, Some(namespace), reading.service);
                if let Some(operated) = operated {
                    return Some(Target::Produced(operated.resource.end()));
                }
            }
            to => return Some(to),
        }
    }
    let (namespace, service) = wanted?;
    // a namespace that is not written may be the one in the name
    let unset =
        || graph.find(own.id(), TypeCode::known(Kind::Service), None, graph.symbol(service)?).map(|_| ());
    let is_missing = name.class() == NameClass::InCluster && namespace != "kube-system" && unset().is_none();
    is_missing.then_some(Target::Missing)
}
