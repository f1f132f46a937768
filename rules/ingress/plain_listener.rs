//! Listeners of a Gateway that serve a host over plain HTTP, and no other of its listeners over TLS.
//!
//! Source: the API reference of `gateway.networking.k8s.io` (`Listener`, `ProtocolType`, `HTTPRequestRedirectFilter`).

use readylint_kube::{Kind, Relation, Resource};
use readylint_scalars::host_covers;
use readylint_yaml::Node;

use super::tls_elsewhere::is_local;

/// How many listeners of a Gateway, routes of a listener and hosts of a route are looked at.
const LOOKED_AT: usize = 256;

/// A host that is served over plain HTTP only.
pub(super) struct PlainHost<'g> {
    /// The listener.
    pub(super) listener: Node<'g>,
    /// The host; `None` if any is served.
    pub(super) host: Option<&'g str>,
    /// The route that is served, if it is known.
    pub(super) route: Option<Resource<'g>>,
}

/// The first host of each listener that is served over plain HTTP only; `None` if the listeners are not all known.
pub(super) fn plain_hosts(gateway: Resource<'_>) -> Option<Vec<PlainHost<'_>>> {
    let spec = gateway.spec()?;
    // ListenerSets may add others
    if spec.get("allowedListeners").is_some_and(|allowed| !allowed.is_null()) {
        return None;
    }
    let listeners = spec.get("listeners").into_iter().flat_map(Node::items).filter(|it| it.is_mapping());
    let listeners: Vec<Node<'_>> = listeners.take(LOOKED_AT).map(Node::resolved).collect();
    let (plain, others): (Vec<_>, Vec<_>) =
        listeners.into_iter().partition(|listener| text(*listener, "protocol") == Some("HTTP"));
    // implementations have protocols of their own
    let secure: Vec<Option<&str>> = others
        .into_iter()
        .filter(|listener| !matches!(text(*listener, "protocol"), Some("TCP" | "UDP") | None))
        .map(|listener| text(listener, "hostname"))
        .collect();
    let is_plain = |served: &PlainHost<'_>| {
        let is_covered = secure.iter().any(|pattern| match (pattern, served.host) {
            (None, _) | (_, None) => true,
            (Some(pattern), Some(host)) => host_covers(pattern, host),
        });
        !is_covered && !served.host.is_some_and(is_local)
    };
    Some(plain.into_iter().filter_map(|listener| served(gateway, listener).find(is_plain)).collect())
}

/// What is served by `listener`: the hosts of the routes of the input that attach to it, without those that only send on to
/// HTTPS; where there are no routes, the host that it is for.
fn served<'g>(gateway: Resource<'g>, listener: Node<'g>) -> impl Iterator<Item = PlainHost<'g>> {
    let graph = gateway.graph();
    let of_listener = text(listener, "hostname");
    let attached = graph.edges_to(gateway.id()).filter(move |edge| {
        edge.relation == Relation::RouteGateway && edge.to.end().is_some_and(|end| end.node == listener.id())
    });
    let routes: Vec<Resource<'g>> =
        attached.take(LOOKED_AT).map(|edge| graph.resource(edge.from.resource)).collect();
    let alone = (routes.is_empty() && of_listener.is_some()).then_some(PlainHost {
        listener,
        host: of_listener,
        route: None,
    });
    let routed = routes.into_iter().filter(|route| !only_redirects(*route)).flat_map(move |route| {
        hosts(route, of_listener).into_iter().map(move |host| PlainHost {
            listener,
            host,
            route: Some(route),
        })
    });
    routed.chain(alone)
}

/// The hosts of `route`; that of its listener if it has none, or one that is narrower.
fn hosts<'g>(route: Resource<'g>, of_listener: Option<&'g str>) -> Vec<Option<&'g str>> {
    let hostnames = route.spec().and_then(|spec| spec.get("hostnames"));
    let own = hostnames.into_iter().flat_map(Node::items).filter_map(Node::text).take(LOOKED_AT);
    let own: Vec<&str> = own.collect();
    match of_listener {
        Some(listener) => {
            let fitting: Vec<_> =
                own.into_iter().filter(|host| host_covers(listener, host)).map(Some).collect();
            if fitting.is_empty() { vec![Some(listener)] } else { fitting }
        }
        None if own.is_empty() => vec![None],
        None => own.into_iter().map(Some).collect(),
    }
}

/// Whether all that `route` does is to send on to HTTPS.
fn only_redirects(route: Resource<'_>) -> bool {
    if route.kind() != Kind::HttpRoute {
        return false;
    }
    let rules = route.spec().and_then(|spec| spec.get("rules"));
    let redirects = |rule: Node<'_>| {
        let mut filters = rule.get("filters").into_iter().flat_map(Node::items).take(LOOKED_AT);
        filters.any(|filter| {
            filter.get("requestRedirect").and_then(|redirect| text(redirect, "scheme")) == Some("https")
        })
    };
    rules.is_some_and(|rules| !rules.is_empty() && rules.items().all(redirects))
}

fn text<'g>(node: Node<'g>, key: &str) -> Option<&'g str> {
    node.get(key)?.text().filter(|text| !text.is_empty())
}
