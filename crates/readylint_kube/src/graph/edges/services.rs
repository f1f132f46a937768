//! Services, the pods behind them and the ports they forward to.

use super::Edges;
use super::monitoring::Scraped;
use super::ports::DeclaredPorts;
use crate::graph::Relation;
use crate::graph::select::Query;
use crate::views::Service;

pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    let Some(service) = Service::of(edges.resource) else {
        return;
    };
    // an ExternalName has no endpoints, a Service without selector has those that somebody else writes
    if service.service_type() == "ExternalName" || service.selector().is_empty() {
        return;
    }
    let (root, selector) = (service.data().root, service.selector());
    let pods = edges.select(root, Relation::ServicePods, selector.node(), Query::Labels(selector));
    if pods.is_empty() {
        return;
    }
    let declared = DeclaredPorts::of(&pods);
    for port in service.ports() {
        let (Some(site), Some(target)) = (port.target_node(), port.target()) else {
            continue;
        };
        let place = (port.node().id(), Relation::ServicePort, site);
        declared.refer_each(edges, place, port.protocol(), &target.into());
    }
    if let Some(scraped) = Scraped::by(service.metadata()) {
        scraped.refer(edges, root, &declared);
    }
}
