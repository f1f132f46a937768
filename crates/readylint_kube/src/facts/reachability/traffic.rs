//! All flows between the workloads of a graph.

use std::sync::Arc;

use super::{Flow, FlowPort, Peer, Reachability};
use crate::{Container, ContainerPort, PodTemplate, Workload};
use readylint_scalars::{Protocol, port_number};

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

/// A port of a destination.
type Cell<'g> = (PodTemplate<'g>, ContainerPort<'g>, FlowPort<'g>);

/// A destination: a template and the valid ports that it declares, each protocol and number once.
struct Destination<'g> {
    pod: PodTemplate<'g>,
    ports: Vec<(ContainerPort<'g>, FlowPort<'g>)>,
}

impl<'g> Reachability<'g> {
    /// Every workload to every port that a workload declares on its long-running containers, in order: by source, then by
    /// destination, then by port; those of which at least one end is of interest.
    ///
    /// The cells are made one by one; memory is linear in the workloads.
    pub fn traffic(
        &self,
        is_of_interest: impl Fn(PodTemplate<'g>) -> bool,
    ) -> impl Iterator<Item = Traffic<'g>> {
        let workloads = self.graph.resources().filter_map(Workload::of);
        let destinations: Vec<Destination<'g>> =
            workloads.filter_map(Workload::pod_template).map(Destination::of).collect();
        let sources: Vec<(PodTemplate<'g>, bool)> =
            destinations.iter().map(|it| (it.pod, is_of_interest(it.pod))).collect();
        let of = |destination: &Destination<'g>| {
            let pod = destination.pod;
            destination.ports.iter().map(move |&(port, flow)| (pod, port, flow)).collect::<Vec<_>>()
        };
        let all: Arc<[Cell<'g>]> = destinations.iter().flat_map(of).collect();
        let wanted = destinations.iter().zip(&sources).filter(|(_, (_, is_wanted))| *is_wanted);
        let wanted: Arc<[Cell<'g>]> = wanted.flat_map(|(destination, _)| of(destination)).collect();
        sources.into_iter().flat_map(move |(from, is_wanted)| {
            let cells = Arc::clone(if is_wanted { &all } else { &wanted });
            (0..cells.len()).filter_map(move |number| {
                let &(to, port, flow_port) = cells.get(number)?;
                let flow = self.flow(Peer::Pod(from), Peer::Pod(to), &flow_port);
                Some(Traffic { from, to, port, flow })
            })
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
