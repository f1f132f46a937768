//! All flows between the workloads of a graph.

use super::{Flow, FlowPort, Peer, Reachability};
use crate::values::{Protocol, port_number};
use crate::{Container, ContainerPort, PodTemplate, Workload};

/// A cell of the traffic matrix: a workload, a declared port of another or of itself, and whether the first reaches it.
#[derive(Clone, Debug)]
pub struct Traffic<'g> {
    /// The source.
    pub from: PodTemplate<'g>,
    /// The destination.
    pub to: PodTemplate<'g>,
    /// The port of the destination, where it is declared first.
    pub port: ContainerPort<'g>,
    /// Whether it is reached.
    pub flow: Flow<'g>,
}

/// A destination: a template and the valid ports that it declares, each protocol and number once.
struct Destination<'g> {
    pod: PodTemplate<'g>,
    ports: Vec<(ContainerPort<'g>, FlowPort<'g>)>,
}

impl<'g> Reachability<'g> {
    /// Every workload to every port that a workload declares on its long-running containers, in order: by source, then by
    /// destination, then by port. `is_wanted` says of source and destination whether they are of interest.
    ///
    /// The cells are made one by one; memory is linear in the workloads.
    pub fn traffic(
        &self,
        is_wanted: impl Fn(PodTemplate<'g>, PodTemplate<'g>) -> bool,
    ) -> impl Iterator<Item = Traffic<'g>> {
        let workloads = self.graph.resources().filter_map(Workload::of);
        let pods = workloads.filter_map(Workload::pod_template);
        let destinations: Vec<Destination<'g>> = pods.map(Destination::of).collect();
        let count = destinations.len();
        let sources: Vec<PodTemplate<'g>> = destinations.iter().map(|destination| destination.pod).collect();
        let cells: Vec<(PodTemplate<'g>, ContainerPort<'g>, FlowPort<'g>)> = destinations
            .into_iter()
            .flat_map(|Destination { pod, ports }| {
                ports.into_iter().map(move |(port, flow)| (pod, port, flow))
            })
            .collect();
        let width = cells.len();
        (0..count.saturating_mul(width)).filter_map(move |cell| {
            let &from = sources.get(cell / width)?;
            let &(to, port, flow_port) = cells.get(cell % width)?;
            if !is_wanted(from, to) {
                return None;
            }
            let flow = self.flow(Peer::Pod(from), Peer::Pod(to), &flow_port);
            Some(Traffic { from, to, port, flow })
        })
    }
}

impl<'g> Destination<'g> {
    fn of(pod: PodTemplate<'g>) -> Self {
        let mut ports: Vec<(ContainerPort<'g>, FlowPort<'g>)> = Vec::new();
        let mut seen = rustc_hash::FxHashSet::default();
        for port in pod.long_running_containers().flat_map(Container::ports) {
            let protocol = Protocol::parse(port.protocol()).ok();
            let number = port.number().and_then(|number| port_number(number).ok());
            let Some((protocol, number)) = protocol.zip(number) else { continue };
            if seen.insert((protocol, number)) {
                ports.push((port, FlowPort { protocol, number, name: port.name() }));
            }
        }
        Self { pod, ports }
    }
}
