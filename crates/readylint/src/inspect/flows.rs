//! The verdict of policies on the flows that references make.

use std::net::IpAddr;

use readylint_kube::facts::reachability::{Flow, FlowPort, Peer, Reachability, Verdict};
use readylint_kube::{Direction, Edge, PodTemplate, Target};
use readylint_scalars::Cidr;

/// Where a reference leads that leaves the cluster.
pub(super) struct Outside {
    /// Its name, if it is asked for by name, and that may be shown.
    pub(super) host: Option<String>,
    /// Its address; `None` if it has a name, which may resolve to any.
    address: Option<Cidr>,
    /// The port; `None` if the reference does not tell.
    pub(super) port: Option<u16>,
}

impl Outside {
    /// What `asked` means: `host:port`, `host`, or in words that the host may not be shown.
    fn of(asked: &str) -> Self {
        let (host, port) = match asked.rsplit_once(':') {
            Some((host, port)) if port.parse::<u16>().is_ok() => (host, port.parse().ok()),
            _ => (asked, None),
        };
        // IPv6 addresses stand in brackets, as in URLs
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>().ok().map(Cidr::from);
        let is_name = address.is_none() && !host.contains(' ');
        Self { host: is_name.then(|| host.to_owned()), address, port }
    }

    /// Its addresses: any of IPv4 for a name, as most are reached so.
    pub(super) fn cidr(&self) -> Cidr {
        self.address.unwrap_or(Cidr::ALL_IPV4)
    }

    /// All addresses it may have.
    fn blocks(&self) -> Vec<Cidr> {
        self.address.map_or_else(|| vec![Cidr::ALL_IPV4, Cidr::ALL_IPV6], |address| vec![address])
    }
}

/// Where the flow `edge` leads if it leaves the cluster.
pub(super) fn outside(reachability: &Reachability<'_>, edge: &Edge) -> Option<Outside> {
    (edge.to == Target::External).then(|| Outside::of(&reachability.graph().asked(edge)))
}

/// Whether the flow `edge` passes; `None` if its ends are no pods, or it cannot be told at which port it ends.
pub(super) fn flow<'g>(reachability: &Reachability<'g>, edge: &Edge) -> Option<Flow<'g>> {
    let graph = reachability.graph();
    let from = graph.pod_template_of(edge.from.resource)?;
    let Some(outside) = outside(reachability, edge) else {
        let to = graph.pod_template_of(edge.to.end()?.resource)?;
        let port = graph.asked(edge).parse().ok()?;
        return Some(reachability.flow(Peer::Pod(from), Peer::Pod(to), &FlowPort::tcp(port)));
    };
    let Some(port) = outside.port else {
        return unrestricted(reachability, from);
    };
    let to = |cidr| reachability.flow(Peer::Pod(from), Peer::Address(cidr), &FlowPort::tcp(port));
    let flows = outside.blocks().into_iter().map(to);
    flows.reduce(|one, other| {
        // a name may have addresses of both versions, or of one
        if one.verdict == other.verdict {
            one
        } else {
            Flow { verdict: Verdict::Unknown, policies: Vec::new() }
        }
    })
}

/// The flow from a pod whose egress nothing restricts, whatever the port.
fn unrestricted<'g>(reachability: &Reachability<'g>, from: PodTemplate<'g>) -> Option<Flow<'g>> {
    let isolation = reachability.isolation(from, Direction::Egress);
    let is_free = isolation.policies.is_empty() && !isolation.unknown && !from.host_network();
    is_free.then(|| Flow { verdict: Verdict::Allowed, policies: Vec::new() })
}
