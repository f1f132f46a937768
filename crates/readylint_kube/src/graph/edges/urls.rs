//! Who contacts whom: from endpoints in environments, commands and configuration files to Services, datastores and pods.
//!
//! A host outside of the cluster makes a flow that leaves it, and an edge to a datastore if it is one.

use rustc_hash::FxHashSet;

use super::contacts::{
    Behind, Reached, behind, is_external_datastore, passed_on, reach, reach_by_external_name,
};
use super::{Edges, Link};
use crate::facts::datastores::datastore_of;
use crate::facts::endpoints::{ContactedEndpoint, EndpointSource, endpoints_of};
use crate::graph::{End, Relation, ResourceId, Target};
use crate::views::{Container, PodTemplate, Service, TargetPort};
use readylint_scalars::{EndpointForm, Engine, is_not_contacted};

/// The edges from the containers of `pod`.
pub(super) fn derive<'g>(edges: &mut Edges<'_, 'g>, pod: PodTemplate<'g>) {
    let mut flows = Flows::default();
    for container in pod.containers() {
        let mut seen = FxHashSet::default();
        for contact in endpoints_of(container) {
            if edges.is_spent() {
                return;
            }
            // two variables may show one literal
            let is_new = seen.insert((contact.host.clone(), contact.port, contact.origin.span()));
            if is_new {
                one(edges, container, &contact, &mut flows);
            }
        }
    }
}

/// Flows that are there already.
#[derive(Default)]
struct Flows {
    /// To pods of this workload, at this port.
    to_pods: FxHashSet<(ResourceId, Option<String>)>,
    /// To this address outside of the cluster.
    outside: FxHashSet<String>,
}

fn one<'g>(
    edges: &mut Edges<'_, 'g>,
    container: Container<'g>,
    contact: &ContactedEndpoint<'g>,
    flows: &mut Flows,
) {
    let from = container.node().id();
    let pod = container.pod();
    match reach(pod, contact) {
        Reached::Service(service) => {
            let Some(behind) = behind(edges, contact, service) else { return };
            edges.push_contact(from, Relation::UrlService, contact, behind.target);
            // a name alone may be one of a certificate
            let connects = contact.form != EndpointForm::Name || contact.is_named_so;
            match passed_on(contact, service) {
                Some(passed_on) => by_external_name(edges, container, (&passed_on, connects), flows),
                None => into_pods(edges, container, (contact, connects), (service, &behind), flows),
            }
        }
        Reached::Operated(operated) => {
            let end = operated.resource.end();
            edges.push_contact(from, Relation::UrlService, contact, Target::Produced(end));
            edges.push_contact(from, Relation::UrlDatastore, contact, Target::Found(end));
        }
        Reached::Missing => edges.push_contact(from, Relation::UrlService, contact, Target::Missing),
        Reached::Outside => {
            if is_external_datastore(contact) {
                edges.push_contact(from, Relation::UrlDatastore, contact, Target::External);
            }
            if is_contacted(edges, contact) && flows.outside.insert(contact.address()) {
                edges.push_contact(pod.node().id(), Relation::Flow, contact, Target::External);
            }
        }
        Reached::Unknown => {}
    }
}

/// The edges of an endpoint behind an `ExternalName` Service: to what its name means, in the cluster or outside.
fn by_external_name<'g>(
    edges: &mut Edges<'_, 'g>,
    container: Container<'g>,
    (contact, connects): (&ContactedEndpoint<'g>, bool),
    flows: &mut Flows,
) {
    let (from, pod) = (container.node().id(), container.pod());
    match reach_by_external_name(pod, contact) {
        // a chain of them is followed no further
        Reached::Service(service) if service.external_name().is_none() => {
            let Some(behind) = behind(edges, contact, service) else { return };
            into_pods(edges, container, (contact, connects), (service, &behind), flows);
        }
        Reached::Operated(operated) => {
            let end = operated.resource.end();
            edges.push_passed_on(from, Relation::UrlDatastore, contact, Target::Found(end));
        }
        Reached::Outside => {
            if is_external_datastore(contact) {
                edges.push_passed_on(from, Relation::UrlDatastore, contact, Target::External);
            }
            let is_own_host = edges.resource.graph().is_own_host(&contact.host);
            if connects && !is_own_host && flows.outside.insert(contact.address()) {
                edges.push_passed_on(pod.node().id(), Relation::Flow, contact, Target::External);
            }
        }
        _ => {}
    }
}

/// Whether an address outside of the cluster is one to connect to. In files they are as often documentation; the names of
/// some settings say that their value is for browsers (`CORS_ORIGINS`); and an Ingress's own host is the system itself, seen
/// from outside.
fn is_contacted(edges: &Edges<'_, '_>, contact: &ContactedEndpoint<'_>) -> bool {
    let is_refused = contact.name.as_deref().is_some_and(is_not_contacted);
    let is_url = contact.form == EndpointForm::Url && !is_refused && is_argument(contact);
    let says_so = contact.is_named_so || is_external_datastore(contact) || is_url;
    says_so && contact.source != EndpointSource::File && !edges.resource.graph().is_own_host(&contact.host)
}

/// Programs that contact the URLs that they are given.
const CLIENTS: [&str; 6] = ["curl", "wget", "http", "https", "xh", "grpcurl"];

/// Whether a URL in a command is an argument of its own, or that of a client in a script; what a script prints is neither.
fn is_argument(contact: &ContactedEndpoint<'_>) -> bool {
    let text = contact.reference.text().unwrap_or_default();
    contact.source != EndpointSource::Command
        || !text.trim().contains(char::is_whitespace)
        || text.split_whitespace().any(|word| CLIENTS.contains(&word))
}

/// The edges to what runs behind a Service: the datastores among it, and the flows into the pods if a client `connects`.
fn into_pods<'g>(
    edges: &mut Edges<'_, 'g>,
    container: Container<'g>,
    (contact, connects): (&ContactedEndpoint<'g>, bool),
    (service, behind): (Service<'g>, &Behind<'g>),
    flows: &mut Flows,
) {
    datastores(edges, container, contact, behind);
    if connects && matches!(behind.target, Target::Found(_)) {
        flow(edges, container.pod(), contact, (service, behind), flows);
    }
}

/// The datastores behind a Service.
fn datastores<'g>(
    edges: &mut Edges<'_, 'g>,
    container: Container<'g>,
    contact: &ContactedEndpoint<'g>,
    behind: &Behind<'g>,
) {
    let from = container.node().id();
    let mut workloads = datastore_workloads(&behind.pods);
    if workloads.is_empty() && speaks_to_datastore(contact) {
        let servers = behind.pods.iter().filter(|pod| !is_proxy(**pod));
        workloads.extend(servers.map(|pod| pod.resource().id()));
    }
    for workload in workloads {
        // the members of a cluster are not its clients
        if workload != edges.resource.id() {
            let end = edges.resource.graph().resource(workload).end();
            edges.push_contact(from, Relation::UrlDatastore, contact, Target::Found(end));
        }
    }
    if behind.is_external && contact.engine.is_some() {
        edges.push_contact(from, Relation::UrlDatastore, contact, Target::External);
    }
}

/// Whether the scheme of an endpoint is that of a datastore: then one answers there, whatever its image is called.
fn speaks_to_datastore(contact: &ContactedEndpoint<'_>) -> bool {
    contact.scheme.as_deref().and_then(Engine::of_scheme).is_some()
}

/// Whether a container of `pod` passes connections on to a datastore, by the name of its image.
fn is_proxy(pod: PodTemplate<'_>) -> bool {
    const WORDS: [&str; 7] = ["bouncer", "proxy", "pgpool", "pgcat", "envoy", "router", "odyssey"];
    let images = pod.long_running_containers().filter_map(Container::image);
    let mut names = images.filter_map(|image| image.text()?.rsplit('/').next());
    names.any(|name| WORDS.iter().any(|word| name.contains(word)))
}

/// The workloads among `pods` that are datastores.
pub(super) fn datastore_workloads(pods: &[PodTemplate<'_>]) -> Vec<ResourceId> {
    let datastores = pods.iter().filter(|pod| datastore_of(**pod).is_some());
    datastores.map(|pod| pod.resource().id()).collect()
}

/// The flow from `pod` to the pods behind a Service, at the port that the Service leads to.
fn flow<'g>(
    edges: &mut Edges<'_, 'g>,
    pod: PodTemplate<'g>,
    contact: &ContactedEndpoint<'g>,
    (service, behind): (Service<'g>, &Behind<'g>),
    flows: &mut Flows,
) {
    let site = edges.resource.graph().end_of(contact.origin);
    let site = site.unwrap_or(End { resource: edges.resource.id(), node: contact.reference.id() });
    for &to in &behind.pods {
        let is_own = to.resource().id() == edges.resource.id();
        // a program that is told its own address does not contact itself, a member of a cluster the others
        if is_own && !service.is_headless() {
            continue;
        }
        let port = target_port(contact, service, behind, to);
        if flows.to_pods.insert((to.resource().id(), port.clone())) {
            let asked = port.as_deref().unwrap_or("any port");
            let is_declared =
                port.as_deref().and_then(|port| port.parse().ok()).is_none_or(|port| declares(to, port));
            edges.push_link(Link {
                from: pod.node().id(),
                relation: Relation::Flow,
                site,
                to: if is_declared { Target::Found(to.end()) } else { Target::Incomplete(to.end()) },
                asked: Some(asked),
                optional: false,
            });
        }
    }
}

/// Whether a container of `pod` declares the TCP port `number`.
fn declares(pod: PodTemplate<'_>, number: i64) -> bool {
    let mut ports = pod.long_running_containers().flat_map(Container::ports);
    ports.any(|port| port.protocol() == "TCP" && port.number() == Some(number))
}

/// The container port of `pod` at which a connection arrives; `None` if the endpoint does not say.
fn target_port(
    contact: &ContactedEndpoint<'_>,
    service: Service<'_>,
    behind: &Behind<'_>,
    pod: PodTemplate<'_>,
) -> Option<String> {
    if service.is_headless() {
        return contact.port.map(|port| port.to_string());
    }
    match behind.port?.target()? {
        TargetPort::Number(number) => Some(number.to_string()),
        TargetPort::Name(name) => {
            let mut ports = pod.long_running_containers().flat_map(Container::ports);
            ports.find(|port| port.name() == Some(name))?.number().map(|number| number.to_string())
        }
    }
}
