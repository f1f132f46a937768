//! The two ends of a flow, and what is known of their labels and ports.

use rustc_hash::FxHashMap;

use super::Peer;
use crate::graph::NAME_LABEL;
use crate::views::{LabelSource, PodLabels, is_set_at_run_time};
use crate::{Container, Kind, Match, PodTemplate, ResourceGraph, Symbol};
use readylint_scalars::{Cidr, Protocol, port_number};

/// Namespaces that are known not to be the one where manifests without a namespace are applied: those of Kubernetes
/// itself, and the customary ones of the outside (D3).
const OUTSIDE: [&str; 5] = ["kube-system", "kube-public", "kube-node-lease", "monitoring", "ingress-nginx"];

/// Labels, sorted by key.
type SortedLabels<'g> = Box<[(&'g str, &'g str)]>;

fn find<'g>(labels: &[(&'g str, &'g str)], key: &str) -> Option<&'g str> {
    let at = labels.binary_search_by_key(&key, |&(key, _)| key).ok()?;
    labels.get(at).map(|&(_, value)| value)
}

fn sorted<'g>(labels: crate::Labels<'g>) -> SortedLabels<'g> {
    let mut labels: Vec<_> = labels.iter().map(|(key, value, _)| (key, value)).collect();
    labels.sort_by_key(|&(key, _)| key);
    labels.into_boxed_slice()
}

/// A pod template, read once.
#[derive(Debug)]
pub(super) struct Pod<'g> {
    pub(super) template: PodTemplate<'g>,
    pub(super) namespace: Option<Symbol>,
    pub(super) host_network: bool,
    labels: SortedLabels<'g>,
    ports: Box<[(&'g str, Protocol, u16)]>,
}

impl<'g> Pod<'g> {
    pub(super) fn of(template: PodTemplate<'g>) -> Self {
        let ports = template.long_running_containers().flat_map(Container::ports);
        let ports = ports.filter_map(|port| {
            let protocol = Protocol::parse(port.protocol()).ok()?;
            Some((port.name()?, protocol, port_number(port.number()?).ok()?))
        });
        Self {
            template,
            namespace: template.resource().namespace_symbol(),
            host_network: template.host_network(),
            labels: sorted(template.metadata().labels()),
            ports: ports.collect(),
        }
    }

    /// Whether the port that it declares under `name` is `number`.
    pub(super) fn port_is(&self, name: &str, protocol: Protocol, number: u16) -> Match {
        let declared = self.ports.iter().filter(|port| port.0 == name && port.1 == protocol);
        let mut fits = declared.map(|port| port.2 == number);
        match (fits.clone().any(|fits| fits), fits.all(|fits| fits)) {
            (false, _) => Match::No,
            (true, true) => Match::Yes,
            // several containers use the name; network plugins differ in which they take
            (true, false) => Match::CannotTell,
        }
    }

    /// The number of the port that it declares first under `name`, as the endpoints controller has it (`FindPort`).
    pub(super) fn port_number(&self, name: &str, protocol: Protocol) -> Option<u16> {
        self.ports.iter().find(|port| port.0 == name && port.1 == protocol).map(|port| port.2)
    }
}

impl LabelSource for Pod<'_> {
    fn label(&self, key: &str) -> Option<&str> {
        find(&self.labels, key)
    }

    fn unwritten(&self, key: &str, wanted: Option<&str>) -> Match {
        if !is_set_at_run_time(key) {
            return Match::No;
        }
        match PodLabels::of(self.template).unwritten(key, wanted) {
            // a generated value may be that of some of the template's pods only
            Match::Yes if wanted.is_some() => Match::CannotTell,
            known => known,
        }
    }
}

/// One end of a flow.
#[derive(Clone, Copy, Debug)]
pub(super) enum Side<'a, 'g> {
    Pod(&'a Pod<'g>),
    Address(Cidr),
    Outside(OutsidePods<'g>),
}

/// Pods of a namespace that are not in the input.
#[derive(Clone, Copy, Debug)]
pub(super) struct OutsidePods<'g> {
    name: &'g str,
    pub(super) namespace: Option<Symbol>,
    labels: &'g [(&'g str, &'g str)],
}

impl LabelSource for OutsidePods<'_> {
    fn label(&self, _key: &str) -> Option<&str> {
        // custom is not certain enough to say that a selector does not select the pods
        None
    }

    fn unwritten(&self, key: &str, wanted: Option<&str>) -> Match {
        let is_known = wanted.is_some_and(|wanted| self.labels.contains(&(key, wanted)));
        if is_known { Match::Yes } else { Match::CannotTell }
    }
}

impl<'a, 'g> Side<'a, 'g> {
    pub(super) fn of(graph: &ResourceGraph, pods: &'a [Pod<'g>], peer: Peer<'g>) -> Option<Self> {
        Some(match peer {
            Peer::Pod(template) => Self::Pod(pods.get(template.resource().data().pod? as usize)?),
            Peer::Address(block) => Self::Address(block),
            Peer::Outside { namespace: name, labels } => {
                Self::Outside(OutsidePods { name, namespace: graph.symbol(name), labels })
            }
        })
    }

    pub(super) fn uses_host_network(self) -> bool {
        matches!(self, Self::Pod(Pod { host_network: true, .. }))
    }

    pub(super) fn is_address(self) -> bool {
        matches!(self, Self::Address(_))
    }

    /// Whether `selector` selects the pods by their labels; no address has labels.
    pub(super) fn is_selected_by(self, selector: &super::selector::Selector<'g>) -> Match {
        match self {
            Self::Pod(pod) => selector.matches(pod),
            Self::Outside(pods) => selector.matches(&pods),
            Self::Address(_) => Match::No,
        }
    }

    /// Whether it is in `namespace`, the one of a policy. What has no namespace is applied to one that is named elsewhere:
    /// to which cannot be told, but not to one of the outside.
    pub(super) fn is_in(self, namespace: Option<Symbol>) -> Match {
        match self {
            Self::Pod(pod) if pod.namespace.is_some() == namespace.is_some() => {
                Match::of(pod.namespace == namespace)
            }
            Self::Pod(_) => Match::CannotTell,
            Self::Outside(pods) => Match::of(namespace.is_some() && pods.namespace == namespace),
            Self::Address(_) => Match::No,
        }
    }
}

/// The labels of all Namespace objects, by name.
#[derive(Debug, Default)]
pub(super) struct NamespaceTable<'g> {
    /// For each name, the labels by group; the first object of a group counts, as for look-ups by name.
    labels: FxHashMap<Symbol, Vec<(u32, SortedLabels<'g>)>>,
}

impl<'g> NamespaceTable<'g> {
    pub(super) fn of(graph: &'g ResourceGraph) -> Self {
        let mut labels: FxHashMap<Symbol, Vec<(u32, SortedLabels<'g>)>> = FxHashMap::default();
        for object in graph.of_kind(Kind::Namespace) {
            let Some(name) = object.data().name else { continue };
            let group = graph.group(object.id());
            let of_name = labels.entry(name).or_default();
            // objects come in the order of their groups' files, which may alternate
            if !of_name.iter().any(|&(other, _)| other == group) {
                of_name.push((group, sorted(object.metadata().labels())));
            }
        }
        Self { labels }
    }

    /// Whether `selector` of a policy of `group` selects the namespace of `side`.
    pub(super) fn selects(
        &self,
        graph: &'g ResourceGraph,
        group: u32,
        selector: &super::selector::Selector<'g>,
        side: Side<'_, 'g>,
    ) -> Match {
        let (symbol, name) = match side {
            Side::Pod(pod) => (pod.namespace, pod.namespace.map(|namespace| graph.text(namespace))),
            Side::Outside(pods) => (pods.namespace, Some(pods.name)),
            Side::Address(_) => return Match::No,
        };
        let described = symbol.and_then(|symbol| self.labels.get(&symbol));
        let written = described.and_then(|described| {
            described.iter().find(|&&(other, _)| other == group).or_else(|| described.first())
        });
        selector.matches(&NamespaceLabels { name, written: written.map(|(_, labels)| &**labels) })
    }
}

/// The labels of one namespace: those written are unknown if its object is not in the input, its name if it is unset.
struct NamespaceLabels<'a, 'g> {
    name: Option<&'a str>,
    written: Option<&'a [(&'g str, &'g str)]>,
}

impl LabelSource for NamespaceLabels<'_, '_> {
    fn label(&self, key: &str) -> Option<&str> {
        if key == NAME_LABEL {
            return self.name;
        }
        self.written.and_then(|labels| find(labels, key))
    }

    fn unwritten(&self, key: &str, wanted: Option<&str>) -> Match {
        match wanted {
            _ if key != NAME_LABEL => {
                if self.written.is_some() {
                    Match::No
                } else {
                    Match::CannotTell
                }
            }
            Some(wanted) if OUTSIDE.contains(&wanted) => Match::No,
            Some(_) => Match::CannotTell,
            None => Match::Yes,
        }
    }
}
