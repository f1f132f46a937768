//! What the endpoints that containers contact lead to: Services, datastores, the world outside.

use super::Edges;
use crate::facts::datastores::{DatastoreResource, datastore_resource_of_service};
use crate::facts::endpoints::{ContactedEndpoint, EndpointSource};
use crate::graph::{End, Relation, ResourceGraph, Target};
use crate::views::{Container, PodTemplate, Service, ServicePort};
use crate::{Kind, Resource, Symbol};
use readylint_scalars::{EndpointForm, HostName, NameClass, ServiceName, is_managed_datastore, port_number};

/// Domains of the highest level that are also common names of namespaces.
const TOP_LEVEL_DOMAINS: [&str; 40] = [
    "com", "org", "net", "io", "dev", "app", "cloud", "de", "eu", "uk", "us", "fr", "nl", "ch", "at", "info",
    "biz", "co", "me", "ai", "tech", "online", "shop", "store", "site", "xyz", "page", "blog", "news",
    "media", "email", "systems", "services", "tools", "build", "run", "network", "digital", "live", "test",
];

/// How many pods behind a Service a reference is followed to. Services have a handful of workloads behind them; where all
/// pods of a crowd talk to one that selects them all, the flows would be quadratic.
const PODS_BEHIND: usize = 32;

/// What an endpoint leads to.
pub(super) enum Reached<'g> {
    /// A Service.
    Service(Service<'g>),
    /// A Service that an operator makes.
    Operated(DatastoreResource<'g>),
    /// No Service of the input, although nothing but a Service can be meant.
    Missing,
    /// Something outside of the cluster.
    Outside,
    /// It cannot be told.
    Unknown,
}

/// What an endpoint leads to, as the pods of `pod` see it.
pub(super) fn reach<'g>(pod: PodTemplate<'g>, contact: &ContactedEndpoint<'g>) -> Reached<'g> {
    let from = pod.resource();
    let name = HostName::of(&contact.host);
    if name.class() == NameClass::Outside {
        return Reached::Outside;
    }
    if is_alias(pod, &contact.host) {
        return Reached::Unknown;
    }
    for reading in name.readings() {
        let Ok(namespace) = namespace_of(from, reading) else { continue };
        let service = find_service(from, namespace, reading.service);
        // a name of two words is a pod's only behind a headless Service
        let is_guess = reading.pod.is_some() && name.class() == NameClass::Either;
        if let Some(service) = service.filter(|service| !is_guess || service.is_headless()) {
            return Reached::Service(service);
        }
        let namespace = reading.namespace.or(from.namespace());
        if let Some(operated) =
            datastore_resource_of_service(from, namespace, reading.service).filter(|_| !is_guess)
        {
            return Reached::Operated(operated);
        }
    }
    if may_be_missing(pod, contact, name) { Reached::Missing } else { not_missing(name) }
}

fn not_missing<'g>(name: HostName<'_>) -> Reached<'g> {
    let is_single_or_certain = matches!(name.class(), NameClass::Single | NameClass::InCluster);
    if is_single_or_certain { Reached::Unknown } else { Reached::Outside }
}

/// Whether nothing but a Service of the cluster can be meant, so that it is missing.
fn may_be_missing(pod: PodTemplate<'_>, contact: &ContactedEndpoint<'_>, name: HostName<'_>) -> bool {
    let from = pod.resource();
    let graph = from.graph();
    let Some(reading) = name.readings().last() else { return false };
    // a pod that does not ask the cluster's DNS may see other names
    let policy = pod.spec().and_then(|spec| spec.get("dnsPolicy")).and_then(readylint_yaml::Node::text);
    if !contact.is_certain || matches!(policy, Some("Default" | "None")) || is_built_in(reading) {
        return false;
    }
    // the namespace that is not written may be the one in the name
    let may_be_own = from.namespace().is_none() && find_service(from, None, reading.service).is_some();
    match name.class() {
        NameClass::Outside => false,
        NameClass::InCluster => !may_be_own,
        NameClass::Either => {
            let Some(namespace) = reading.namespace.filter(|_| reading.pod.is_none()) else { return false };
            let is_public =
                TOP_LEVEL_DOMAINS.contains(&namespace) && matches!(contact.port, None | Some(80 | 443));
            !may_be_own
                && !is_public
                && is_namespace(graph, from, namespace)
                && !contact.host.contains(".svc.")
        }
        NameClass::Single => names_service(graph, from, contact, reading.service),
    }
}

/// Whether a name of one word is meant to be a Service's (rule `unresolved-service-url`): the name of the setting says
/// so, or there is such a Service elsewhere.
fn names_service(
    graph: &ResourceGraph,
    from: Resource<'_>,
    contact: &ContactedEndpoint<'_>,
    service: &str,
) -> bool {
    let says_so = contact.is_named_so && contact.source != EndpointSource::File;
    let last = contact.name.as_deref().map(|name| name.rsplit(['_', '-', '.']).next().unwrap_or(name));
    let is_host_setting = || {
        let is_of_something = |last: &str| contact.name.as_deref() != Some(last) || last == "PGHOST";
        last.is_none_or(|last| {
            is_of_something(last)
                && ["HOST", "ADDR", "BROKER", "BROKERS", "PGHOST"]
                    .iter()
                    .any(|word| last.eq_ignore_ascii_case(word))
        })
    };
    // its own name is more often what a program is called than whom it contacts
    if from.name() == Some(service) {
        return false;
    }
    let is_elsewhere = || {
        let type_code = crate::graph::TypeCode::known(Kind::Service);
        graph.symbol(service).is_some_and(|name| graph.index().of_name(type_code, name).next().is_some())
    };
    match contact.form {
        EndpointForm::Url | EndpointForm::ConnectionString => says_so || is_elsewhere(),
        EndpointForm::HostPort => says_so,
        EndpointForm::Name => says_so && is_host_setting(),
    }
}

fn is_namespace(graph: &ResourceGraph, from: Resource<'_>, namespace: &str) -> bool {
    let has_pods = || graph.symbol(namespace).is_some_and(|symbol| graph.index().has_pods(Some(symbol)));
    graph.look_up(from.id(), Kind::Namespace, None, namespace).is_some() || has_pods()
}

/// The API server's Service, and that of the cluster's DNS.
fn is_built_in(reading: ServiceName<'_>) -> bool {
    match reading.namespace {
        Some("default") | None => reading.service == "kubernetes",
        Some("kube-system") => true,
        _ => false,
    }
}

/// The namespace of a reading; an error if nothing in the input is called so.
fn namespace_of(from: Resource<'_>, reading: ServiceName<'_>) -> Result<Option<Symbol>, ()> {
    match reading.namespace {
        None => Ok(from.namespace_symbol()),
        Some(namespace) => from.graph().symbol(namespace).map(Some).ok_or(()),
    }
}

fn find_service<'g>(from: Resource<'g>, namespace: Option<Symbol>, name: &str) -> Option<Service<'g>> {
    let graph = from.graph();
    let type_code = crate::graph::TypeCode::known(Kind::Service);
    Service::of(graph.find(from.id(), type_code, namespace, graph.symbol(name)?)?)
}

/// Whether `host` stands in the pod's own table of hosts.
fn is_alias(pod: PodTemplate<'_>, host: &str) -> bool {
    use readylint_yaml::Node;
    let aliases = pod.spec().and_then(|spec| spec.get("hostAliases")).into_iter().flat_map(Node::items);
    let mut names = aliases.filter_map(|alias| alias.get("hostnames")).flat_map(Node::items);
    names.any(|name| name.text() == Some(host))
}

/// What stands behind a Service for an endpoint.
pub(super) struct Behind<'g> {
    /// The Service, or its port; incomplete if it lacks the port.
    pub(super) target: Target,
    /// The pods that it selects.
    pub(super) pods: Vec<PodTemplate<'g>>,
    /// The port of the Service that is asked for.
    pub(super) port: Option<ServicePort<'g>>,
    /// Whether it leads to something that is not in the cluster, or not described.
    pub(super) is_external: bool,
}

/// What is behind `service` for `contact`; `None` if the port is not there and it cannot be told whether it should be.
pub(super) fn behind<'g>(
    edges: &mut Edges<'_, 'g>,
    contact: &ContactedEndpoint<'g>,
    service: Service<'g>,
) -> Option<Behind<'g>> {
    let root = Target::Found(service.end());
    let nothing = |target| Some(Behind { target, pods: Vec::new(), port: None, is_external: true });
    if service.service_type() == "ExternalName" {
        return nothing(root);
    }
    let number = |port: ServicePort<'_>| port.port().and_then(readylint_yaml::Node::as_i64);
    let port =
        contact.port.and_then(|wanted| service.ports().find(|port| number(*port) == Some(wanted.into())));
    // who does not say the port can only mean the one there is
    let mut ports = service.ports();
    let only = ports
        .next()
        .filter(|_| ports.next().is_none() && (contact.port.is_none() || contact.is_port_assumed));
    let port = port.or(only);
    let target = port.map(|port| Target::Found(End { resource: service.id(), node: port.node().id() }));
    let has_selector = !service.selector().is_empty();
    if edges.is_spent() {
        return None;
    }
    let mut pods = Vec::new();
    if has_selector {
        let graph = edges.resource.graph();
        let selection = graph.select_first(service.id(), service.selector(), PODS_BEHIND);
        edges.scans = edges.scans.saturating_sub(selection.scanned());
        pods.extend(
            selection.pods(edges.resource.graph()).chain(selection.doubtful_pods(edges.resource.graph())),
        );
    }
    // each of them is asked whether it is a datastore, which costs more than comparing labels
    edges.scans = edges.scans.saturating_sub(16 * pods.len());
    let has_ports = service.ports().next().is_some();
    let target = match (target, contact.port) {
        (Some(target), _) => target,
        (None, None) => root,
        (None, Some(_)) if contact.is_port_assumed || !has_ports => root,
        (None, Some(wanted)) if service.is_headless() && may_listen(&pods, wanted) => root,
        (None, Some(_)) if is_only_a_word(contact) || !contact.is_certain => return None,
        (None, Some(_)) => Target::Incomplete(service.end()),
    };
    Some(Behind { target, pods, port, is_external: !has_selector })
}

/// `web:100` may be a word with a number, and `postgres:16` an image.
fn is_only_a_word(contact: &ContactedEndpoint<'_>) -> bool {
    let is_bare = matches!(contact.form, EndpointForm::HostPort | EndpointForm::Name);
    let says_so = contact.is_named_so && contact.source != EndpointSource::File;
    is_bare && !says_so && !contact.host.contains('.')
}

/// Whether some container of `pods` declares `port`, or none declares any.
fn may_listen(pods: &[PodTemplate<'_>], port: u16) -> bool {
    let mut declared =
        pods.iter().flat_map(|pod| pod.long_running_containers()).flat_map(Container::ports).peekable();
    declared.peek().is_none()
        || declared.any(|own| own.number().and_then(|number| port_number(number).ok()) == Some(port))
}

/// Whether an endpoint outside of the cluster is a datastore.
pub(super) fn is_external_datastore(contact: &ContactedEndpoint<'_>) -> bool {
    // a name without a dot is nothing outside of the cluster
    contact.host.contains('.') && (contact.engine.is_some() || is_managed_datastore(&contact.host))
}

/// `contact` as the cluster's DNS passes it on behind an `ExternalName` Service.
pub(super) fn passed_on<'g>(
    contact: &ContactedEndpoint<'g>,
    service: Service<'_>,
) -> Option<ContactedEndpoint<'g>> {
    let host = service.external_name()?.trim_end_matches('.').to_ascii_lowercase();
    Some(ContactedEndpoint { host, ..contact.clone() })
}

/// What the name behind an `ExternalName` Service leads to. It is an absolute one: nothing but a full name of a Service
/// leads back into the cluster, and a single word nowhere.
pub(super) fn reach_by_external_name<'g>(
    pod: PodTemplate<'g>,
    passed_on: &ContactedEndpoint<'g>,
) -> Reached<'g> {
    // the DNS server takes an address for a name of digits
    if passed_on.host.parse::<std::net::Ipv4Addr>().is_ok() {
        return Reached::Unknown;
    }
    match HostName::of(&passed_on.host).class() {
        NameClass::InCluster => reach(pod, passed_on),
        NameClass::Either | NameClass::Outside if passed_on.host.contains('.') => Reached::Outside,
        _ => Reached::Unknown,
    }
}

impl<'g> Edges<'_, 'g> {
    /// An edge for `contact`, written where its host is, which asks for its address: nothing else of the text may show.
    pub(super) fn push_contact(
        &mut self,
        from: readylint_yaml::NodeId,
        relation: Relation,
        contact: &ContactedEndpoint<'g>,
        to: Target,
    ) {
        let graph = self.resource.graph();
        let own = End { resource: self.resource.id(), node: contact.reference.id() };
        let site = graph.end_of(contact.origin).unwrap_or(own);
        // what is not found may be anything, and a part of a Secret's value is no text to show
        let is_masked = to.end().is_none() && graph.resource(site.resource).kind() == Kind::Secret;
        let asked = if is_masked { "a host in a Secret".to_owned() } else { contact.address() };
        self.push_link(super::Link { from, relation, site, to, asked: Some(&asked), optional: false });
    }

    /// An edge for `passed_on`, whose host is that of a Service and may be shown, written where `contact` is.
    pub(super) fn push_passed_on(
        &mut self,
        from: readylint_yaml::NodeId,
        relation: Relation,
        passed_on: &ContactedEndpoint<'g>,
        to: Target,
    ) {
        let own = End { resource: self.resource.id(), node: passed_on.reference.id() };
        let site = self.resource.graph().end_of(passed_on.origin).unwrap_or(own);
        let asked = passed_on.address();
        self.push_link(super::Link { from, relation, site, to, asked: Some(&asked), optional: false });
    }
}
