//! Flows to a Service.

use super::{Flow, FlowPort, Peer, Reachability, Side, Verdict};
use crate::{PodTemplate, Service, ServicePort, TargetPort};
use readylint_scalars::{Protocol, port_number};

/// Whether a flow to a Service passes.
#[derive(Clone, Debug)]
pub struct ServiceFlow<'g> {
    /// The verdict on all backends; unknown if they differ, or if there is none.
    pub verdict: Verdict,
    /// The backends, in order.
    pub backends: Vec<Backend<'g>>,
}

/// Pods behind a Service.
#[derive(Clone, Debug)]
pub struct Backend<'g> {
    /// Their template.
    pub pod: PodTemplate<'g>,
    /// The container port to which the Service port leads.
    pub port: u16,
    /// Whether the flow to it passes.
    pub flow: Flow<'g>,
}

impl<'g> Reachability<'g> {
    /// Whether `from` reaches the pods behind `port` of `service`, as a client that connects to the Service's name does.
    ///
    /// The Service's address is translated to that of a pod, and the port to its `targetPort`, before policies see the
    /// flow. A headless Service (`clusterIP: None`) translates nothing: its name leads to the pods, at the port that the
    /// client asks for. An ExternalName and a Service without a selector lead to what the input does not say.
    pub fn service_flow(
        &self,
        from: Peer<'g>,
        service: Service<'g>,
        port: ServicePort<'g>,
    ) -> ServiceFlow<'g> {
        let backends = self.backends(from, service, port).unwrap_or_default();
        let mut verdicts = backends.iter().map(|backend| backend.flow.verdict);
        let first = verdicts.next().unwrap_or(Verdict::Unknown);
        let verdict = if verdicts.all(|verdict| verdict == first) { first } else { Verdict::Unknown };
        ServiceFlow { verdict, backends }
    }

    /// `None` if they are not known.
    fn backends(
        &self,
        from: Peer<'g>,
        service: Service<'g>,
        port: ServicePort<'g>,
    ) -> Option<Vec<Backend<'g>>> {
        if service.service_type() == "ExternalName" || service.selector().is_empty() {
            return None;
        }
        let selection = self.graph.select_labels(service.id(), service.selector());
        if selection.truncated {
            return None;
        }
        let protocol = Protocol::parse(port.protocol()).ok()?;
        let target =
            if service.is_headless() { TargetPort::Number(port.port()?.as_i64()?) } else { port.target()? };
        // a label that is set at run time, such as the role in a replicated database, makes some pods of a template
        // endpoints; the template stands for them
        let pods = selection.pods(self.graph).chain(selection.doubtful_pods(self.graph));
        let backend = |pod: PodTemplate<'g>| {
            let Some(Side::Pod(known)) = Side::of(self.graph, &self.pods, Peer::Pod(pod)) else {
                return None;
            };
            let number = match target {
                TargetPort::Number(number) => port_number(number).ok()?,
                // a pod that does not declare the name is no endpoint of the port
                TargetPort::Name(name) => known.port_number(name, protocol)?,
            };
            let flow = self.flow(from, Peer::Pod(pod), &FlowPort { protocol, number, name: None });
            Some(Backend { pod, port: number, flow })
        };
        Some(pods.filter_map(backend).collect())
    }
}
