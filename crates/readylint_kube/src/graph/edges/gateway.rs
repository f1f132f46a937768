//! Gateway API: routes, the listeners they attach to, the Services behind them, and grants across namespaces.
//!
//! Source: the API reference of `gateway.networking.k8s.io` (`ParentReference`, `Listener`, `AllowedRoutes`,
//! `BackendObjectReference`, `ReferenceGrant`).

use readylint_scalars::hosts_intersect;
use readylint_yaml::{Node, NodeId};

use super::Edges;
use super::objects::ObjectReference;
use super::ports::WantedPort;
use crate::graph::fields::{at_path, items, text, text_of};
use crate::graph::namespaces::Namespaces;
use crate::graph::select::SCAN_BUDGET;
use crate::graph::{Relation, SELECTION_BUDGET, Target, TypeCode};
use crate::views::{LabelSelector, SelectorScope};
use crate::{Kind, Resource};

/// The group of Gateway API.
const GROUP: &str = "gateway.networking.k8s.io";

pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    match edges.resource.kind() {
        Kind::ReferenceGrant => granted(edges),
        Kind::HttpRoute | Kind::GrpcRoute | Kind::TlsRoute | Kind::TcpRoute | Kind::UdpRoute => {
            parents(edges);
            backends(edges);
        }
        _ => {}
    }
}

// --- grants -----------------------------------------------------------------------------------------------------

/// The namespaces whose objects a `ReferenceGrant` lets refer to others, and these. An entry without name means all of its kind; that there are none
/// yet is no fault.
fn granted(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let graph = resource.graph();
    let Some(spec) = resource.spec() else { return };
    for entry in items(spec, "from") {
        let namespace = entry.get("namespace").and_then(|site| Some((site, text_of(site)?)));
        if let Some((site, name)) = namespace {
            let to = edges.resolve(Kind::Namespace, None, name);
            edges.push(entry.resolved().id(), Relation::ReferenceGrant, site, to, false);
        }
    }
    for entry in items(spec, "to") {
        let from = entry.resolved().id();
        if let Some(reference) = ObjectReference::of(entry, ("", ""), resource.namespace()) {
            let reference = ObjectReference { namespace: resource.namespace(), ..reference };
            edges.refer_to(from, Relation::ReferenceGrant, Some(reference));
            continue;
        }
        let (group, kind) = (text(entry, "group").unwrap_or_default(), entry.get("kind"));
        let Some((site, kind)) = kind.and_then(|site| Some((site, text_of(site)?))) else { continue };
        let known = Kind::of(group, kind);
        if known != Kind::Other {
            let scope = graph.index().in_scope(TypeCode::known(known), resource.namespace_symbol());
            let objects = scope.iter().copied().take(SELECTION_BUDGET);
            edges.push_objects(from, Relation::ReferenceGrant, site, objects, false);
        }
    }
}

/// Whether the object may make this reference: within its namespace always, into another one if a `ReferenceGrant` there says
/// so. With the namespace unset on its side, the two may be in one once applied.
fn is_granted<'g>(edges: &mut Edges<'_, 'g>, reference: &ObjectReference<'g>) -> bool {
    let from = edges.resource;
    let (Some(own), Some(other)) = (from.namespace(), reference.namespace) else {
        return true;
    };
    if own == other {
        return true;
    }
    let graph = from.graph();
    let Some(namespace) = graph.symbol(other) else { return false };
    for &id in graph.index().in_scope(TypeCode::known(Kind::ReferenceGrant), Some(namespace)) {
        let grant = graph.resource(id);
        // past the budget it cannot be told
        if edges.is_spent() || permits(grant, from, reference) {
            return true;
        }
        let count = grant
            .spec()
            .map_or(0, |spec| spec.get("from").map_or(0, Node::len) + spec.get("to").map_or(0, Node::len));
        edges.scans = edges.scans.saturating_sub(count.max(1));
    }
    false
}

/// Whether `grant` lets objects like `from` refer to what `reference` means.
fn permits(grant: Resource<'_>, from: Resource<'_>, reference: &ObjectReference<'_>) -> bool {
    let Some(spec) = grant.spec() else { return false };
    let is_of = |entry: Node<'_>, group: &str, kind: &str| {
        text(entry, "group").unwrap_or_default() == group && text(entry, "kind") == Some(kind)
    };
    let from_here = items(spec, "from").any(|entry| {
        is_of(entry, from.api_group(), from.kind_name()) && text(entry, "namespace") == from.namespace()
    });
    let to_there = || {
        items(spec, "to").any(|entry| {
            is_of(entry, reference.group, reference.kind)
                && text(entry, "name").is_none_or(|name| name == reference.name)
        })
    };
    from_here && to_there()
}

/// What the reference at `node` leads to, and where that is written: the name, or the namespace if a grant is wanting, without
/// which the object is there but the reference to it is refused.
fn resolve<'g>(
    edges: &mut Edges<'_, 'g>,
    node: Node<'g>,
    reference: &ObjectReference<'g>,
) -> (Target, Node<'g>) {
    match edges.resolve_object(reference) {
        Target::Found(end) if !is_granted(edges, reference) => {
            (Target::Incomplete(end), node.get("namespace").unwrap_or(reference.site))
        }
        to => (to, reference.site),
    }
}

/// The Secrets of a Gateway's listeners.
pub(super) fn gateway_certificates(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let Some(spec) = resource.spec() else { return };
    for listener in items(spec, "listeners") {
        let from = listener.resolved().id();
        for node in listener.get("tls").into_iter().flat_map(|tls| items(tls, "certificateRefs")) {
            let Some(reference) = ObjectReference::of(node, ("", "Secret"), resource.namespace()) else {
                continue;
            };
            let (to, site) = resolve(edges, node, &reference);
            let asked = full_name(resource, &reference);
            edges.push_asking(from, Relation::IngressTls, site, to, (&asked, false));
        }
    }
}

/// `namespace/name`, or the name alone within the namespace of `from`.
fn full_name(from: Resource<'_>, reference: &ObjectReference<'_>) -> String {
    match reference.namespace.filter(|namespace| Some(*namespace) != from.namespace()) {
        Some(namespace) => format!("{namespace}/{}", reference.name),
        None => reference.name.to_owned(),
    }
}

// --- Services behind routes ------------------------------------------------------------------------------------

/// The backends of every rule, whatever their weight, and those that requests are mirrored to.
fn backends(edges: &mut Edges<'_, '_>) {
    let Some(spec) = edges.resource.spec() else { return };
    for rule in items(spec, "rules") {
        let from = rule.resolved().id();
        mirrors(edges, from, rule);
        for node in items(rule, "backendRefs") {
            backend(edges, from, node);
            mirrors(edges, from, node);
        }
    }
}

fn mirrors<'g>(edges: &mut Edges<'_, 'g>, from: NodeId, holder: Node<'g>) {
    for filter in items(holder, "filters") {
        if let Some(node) = at_path(filter, &["requestMirror", "backendRef"]) {
            backend(edges, from, node);
        }
    }
}

fn backend<'g>(edges: &mut Edges<'_, 'g>, from: NodeId, node: Node<'g>) {
    let namespace = edges.resource.namespace();
    let Some(reference) = ObjectReference::of(node, ("", "Service"), namespace) else {
        return;
    };
    let (mut to, mut site) = resolve(edges, node, &reference);
    let mut asked = full_name(edges.resource, &reference);
    if let Some(port) =
        node.get("port").filter(|port| reference.known() == Some(Kind::Service) && !port.is_null())
        && let Some(wanted) = WantedPort::of(port)
    {
        asked = format!("{asked}:{}", port.text().unwrap_or_default());
        let checked = edges.with_port(to, &wanted);
        site = if checked == to { site } else { port };
        to = checked;
    }
    edges.push_asking(from, Relation::RouteService, site, to, (&asked, false));
}

// --- Gateways of routes -----------------------------------------------------------------------------------------

fn parents(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let Some(spec) = resource.spec() else { return };
    for node in items(spec, "parentRefs") {
        let Some(reference) = ObjectReference::of(node, (GROUP, "Gateway"), resource.namespace()) else {
            continue;
        };
        let to = edges.resolve_object(&reference);
        let gateway = match to {
            Target::Found(end) => Some(resource.graph().resource(end.resource)),
            _ => None,
        };
        match gateway.map(Resource::kind) {
            Some(Kind::Gateway) => {
                if let Some(gateway) = gateway {
                    attach(edges, Parent { node, reference, gateway });
                }
            }
            // a mesh: the route is for those who call the Service
            Some(Kind::Service) => mesh_parent(edges, node, reference, to),
            _ => edges.push(node.resolved().id(), Relation::RouteGateway, reference.site, to, false),
        }
    }
}

fn mesh_parent<'g>(edges: &mut Edges<'_, 'g>, node: Node<'g>, reference: ObjectReference<'g>, to: Target) {
    let port = node.get("port").filter(|port| !port.is_null());
    let checked = match port.and_then(WantedPort::of) {
        Some(wanted) => edges.with_port(to, &wanted),
        None => to,
    };
    let site = if checked == to { reference.site } else { port.unwrap_or(reference.site) };
    edges.push(node.resolved().id(), Relation::RouteGateway, site, checked, false);
}

/// A reference of a route to a Gateway of the input.
#[derive(Clone, Copy)]
struct Parent<'g> {
    node: Node<'g>,
    reference: ObjectReference<'g>,
    gateway: Resource<'g>,
}

/// Edges to the listeners that take the route; else an incomplete one to the Gateway, written at what no listener fits.
fn attach<'g>(edges: &mut Edges<'_, 'g>, parent: Parent<'g>) {
    let from = parent.node.resolved().id();
    let Some(spec) = parent.gateway.spec() else { return };
    let mut listeners: Vec<Node<'g>> =
        items(spec, "listeners").filter(|listener| listener.is_mapping()).take(SCAN_BUDGET).collect();
    if edges.is_spent() {
        return;
    }
    edges.scans = edges.scans.saturating_sub(listeners.len());
    // listeners may come from ListenerSets, and some implementations take them from elsewhere
    if listeners.is_empty() {
        let to = Target::Found(parent.gateway.end());
        return edges.push(from, Relation::RouteGateway, parent.reference.site, to, false);
    }
    let mut fails_at = |site: Option<Node<'g>>, fits: &mut dyn FnMut(&Node<'g>) -> bool| {
        let site = site.filter(|_| !listeners.is_empty())?;
        listeners.retain(|listener| fits(listener));
        listeners.is_empty().then_some(site)
    };
    let route = edges.resource;
    let section = parent.node.get("sectionName").filter(|name| text_of(*name).is_some());
    let port = parent.node.get("port").filter(|port| !port.is_null());
    let name = parent.reference.site;
    let site = fails_at(section, &mut |it| text(*it, "name") == section.and_then(Node::text))
        .or_else(|| {
            fails_at(port, &mut |it| it.get("port").and_then(Node::as_i64) == port.and_then(Node::as_i64))
        })
        .or_else(|| fails_at(Some(name), &mut |it| allows_kind(*it, route)))
        .or_else(|| fails_at(Some(name), &mut |it| allows_namespace(edges, *it, parent)))
        .or_else(|| {
            let hostnames = route.spec().and_then(|spec| spec.get("hostnames"));
            fails_at(hostnames, &mut |it| hosts_meet(edges, *it, hostnames))
        });
    if let Some(site) = site {
        let to = Target::Incomplete(parent.gateway.end());
        let asked = full_name(route, &parent.reference);
        let asked =
            section.and_then(Node::text).map_or(asked.clone(), |section| format!("{asked}:{section}"));
        return edges.push_asking(from, Relation::RouteGateway, site, to, (&asked, false));
    }
    for listener in listeners {
        let end = Edges::part(parent.gateway.end(), listener);
        edges.push(from, Relation::RouteGateway, name, Target::Found(end), false);
    }
}

/// `allowedRoutes.kinds`; by default those of the listener's protocol. Protocols of implementations may take anything.
fn allows_kind(listener: Node<'_>, route: Resource<'_>) -> bool {
    let kinds = at_path(listener, &["allowedRoutes", "kinds"]).filter(|kinds| !kinds.is_empty());
    if let Some(kinds) = kinds {
        return kinds.items().any(|kind| {
            text(kind, "kind") == Some(route.kind_name())
                && kind.get("group").and_then(Node::text).unwrap_or(GROUP) == route.api_group()
        });
    }
    match text(listener, "protocol") {
        Some("HTTP" | "HTTPS") => matches!(route.kind(), Kind::HttpRoute | Kind::GrpcRoute),
        Some("TLS") => matches!(route.kind(), Kind::TlsRoute | Kind::TcpRoute),
        Some("TCP") => route.kind() == Kind::TcpRoute,
        Some("UDP") => route.kind() == Kind::UdpRoute,
        _ => true,
    }
}

/// `allowedRoutes.namespaces`: `Same` by default, `All`, or `Selector`.
fn allows_namespace<'g>(edges: &mut Edges<'_, 'g>, listener: Node<'g>, parent: Parent<'g>) -> bool {
    let (route, gateway) = (edges.resource, parent.gateway);
    let allowed = at_path(listener, &["allowedRoutes", "namespaces"]);
    match allowed.and_then(|allowed| text(allowed, "from")).unwrap_or("Same") {
        // with the namespace unset on one side they may be in one once applied
        "Same" => match (route.namespace_symbol(), gateway.namespace_symbol()) {
            (Some(own), Some(other)) => own == other,
            _ => true,
        },
        "Selector" => {
            let node = allowed.and_then(|allowed| allowed.get("selector"));
            let selector = LabelSelector::new(node, SelectorScope::Nothing, SelectorScope::Everything);
            is_selected(edges, selector)
        }
        "None" => false,
        _ => true,
    }
}

/// Whether the route's namespace is or may be one of those that `selector` selects.
fn is_selected<'g>(edges: &mut Edges<'_, 'g>, selector: LabelSelector<'g>) -> bool {
    let route = edges.resource;
    let Some(namespace) = route.namespace_symbol() else { return true };
    if edges.is_spent() {
        return true;
    }
    let chosen: Namespaces = edges.namespaces_by(selector);
    let find = || route.graph().find(route.id(), TypeCode::known(Kind::Namespace), None, namespace);
    chosen.contains(Some(namespace)) || find().is_none()
}

/// Whether a host of the route is one of the listener's: either without hosts takes all; only the routes that have
/// `hostnames` (HTTP, gRPC, TLS) are held to it.
fn hosts_meet(edges: &mut Edges<'_, '_>, listener: Node<'_>, hostnames: Option<Node<'_>>) -> bool {
    let Some(own) = text(listener, "hostname") else { return true };
    let Some(hostnames) = hostnames.filter(|hostnames| !hostnames.is_empty()) else { return true };
    if edges.is_spent() {
        return true;
    }
    edges.scans = edges.scans.saturating_sub(hostnames.len());
    hostnames.items().filter_map(Node::text).any(|host| host.is_empty() || hosts_intersect(own, host))
}
