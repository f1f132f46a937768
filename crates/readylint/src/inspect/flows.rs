//! The verdict of policies on the flows that references make.

use std::net::IpAddr;

use readylint_kube::facts::reachability::{Flow, FlowPort, Peer, Reachability};
use readylint_kube::values::Cidr;
use readylint_kube::{Edge, Target};

/// Where a reference leads that leaves the cluster.
pub(super) struct Outside {
    /// The host as asked for: a name or an address.
    pub(super) host: String,
    /// Its address; any, if it has a name.
    pub(super) cidr: Cidr,
    /// The port; `None` if the reference does not tell.
    pub(super) port: Option<u16>,
}

impl Outside {
    /// What `asked` means: `host:port` or `host`.
    fn of(asked: &str) -> Self {
        let (host, port) = match asked.rsplit_once(':') {
            Some((host, port)) if port.parse::<u16>().is_ok() => (host, port.parse().ok()),
            _ => (asked, None),
        };
        // IPv6 addresses stand in brackets, as in URLs
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        Self { host: host.to_owned(), cidr: address.map_or(Cidr::ALL_IPV4, Cidr::from), port }
    }

    /// Whether it is asked for by name.
    pub(super) fn is_name(&self) -> bool {
        self.cidr == Cidr::ALL_IPV4
    }
}

/// Where the flow `edge` leads if it leaves the cluster.
pub(super) fn outside(reachability: &Reachability<'_>, edge: &Edge) -> Option<Outside> {
    (edge.to == Target::External).then(|| Outside::of(&reachability.graph().asked(edge)))
}

/// Whether the flow `edge` passes; `None` if its ends are no pods, or its port is not known.
pub(super) fn flow<'g>(reachability: &Reachability<'g>, edge: &Edge) -> Option<Flow<'g>> {
    let graph = reachability.graph();
    let from = Peer::Pod(graph.pod_template_of(edge.from.resource)?);
    let (to, port) = match outside(reachability, edge) {
        Some(outside) => (Peer::Address(outside.cidr), outside.port?),
        None => {
            let to = graph.pod_template_of(edge.to.end()?.resource)?;
            (Peer::Pod(to), graph.asked(edge).parse().ok()?)
        }
    };
    Some(reachability.flow(from, to, &FlowPort::tcp(port)))
}
